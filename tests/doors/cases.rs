//! The language of `doors.txt`.

use huimin::door::{DoorOptions, MemoryFolder};
use huimin::input::{Encoding, Merged};

use crate::deliveries::book::{Cell, Sheet, workbook};
use crate::deliveries::{encoded, gzipped, parquet_file, zipped};

/// What `@` stands for in front of further columns, and `*1`, `*2`, `*3` in front of further cells.
const SHORT: [(&str, &str); 4] = [
    ("@", "visit_id,division_code,visited_on,kind,persons"),
    ("*1", "V1,530402,2019-03-05,legal,3"),
    ("*2", "V2,530403,2019-04-06,notary,4"),
    ("*3", "V3,530402001,2019-05-07,mediation,5"),
];

#[derive(Default)]
pub struct Case {
    pub name: String,
    marks: Vec<String>,
    pub folder: MemoryFolder,
    pub options: DoorOptions,
    /// Figures as `indicator=value`.
    pub figures: Vec<String>,
    pub fails: bool,
    /// Header and rows of the one plain file.
    pub cells: Option<(Vec<String>, Vec<Vec<String>>)>,
    /// The lines that say what is handed over, and those that say what became of it.
    pub input: String,
    pub outcome: String,
}

impl Case {
    pub fn has(&self, mark: &str) -> bool {
        self.marks.iter().any(|own| own == mark)
    }
}

/// A file that is being described.
struct Open {
    kind: String,
    path: String,
    flags: Vec<String>,
    lines: Vec<String>,
    sheets: Vec<Sheet>,
}

pub fn cases(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("== ") {
            let (name, marks) = name.split_once(" [").unwrap_or((name, ""));
            let marks = marks.trim_end_matches(']').split_whitespace();
            let marks = marks.map(str::to_owned).collect();
            cases.push((
                Case {
                    name: name.to_owned(),
                    marks,
                    ..Case::default()
                },
                Vec::new(),
            ));
        }
        let Some((case, lines)) = cases.last_mut() else {
            continue;
        };
        if line.starts_with('<') {
            case.outcome += &format!("{line}\n");
        } else {
            case.input += &format!("{line}\n");
            lines.push(line);
        }
    }
    cases
        .into_iter()
        .map(|(case, lines)| filled(case, &lines))
        .collect()
}

fn filled(mut case: Case, lines: &[&str]) -> Case {
    let mut files: Vec<Open> = Vec::new();
    for line in lines.iter().skip(1) {
        if let Some(row) = line.strip_prefix(">> ") {
            let file = files.last_mut().expect("a workbook");
            let words: Vec<&str> = row.split_whitespace().collect();
            match words.as_slice() {
                ["sheet", name, state @ ..] => {
                    let mut sheet = Sheet::new(&unescaped(name));
                    sheet.state = state.concat();
                    file.sheets.push(sheet);
                }
                ["merged", range] => {
                    let sheet = file.sheets.last_mut().expect("a sheet");
                    sheet.merged.push((*range).to_owned());
                }
                other => panic!("{other:?}"),
            }
        } else if let Some(words) = line.strip_prefix("> ") {
            let words: Vec<&str> = words.split_whitespace().collect();
            match words.as_slice() {
                ["is", figures @ ..] => {
                    case.figures = figures.iter().map(|&figure| figure.to_owned()).collect();
                }
                ["fails"] => case.fails = true,
                ["options", options @ ..] => {
                    options
                        .iter()
                        .for_each(|option| set(&mut case.options, option));
                }
                [kind, path, flags @ ..] => files.push(Open {
                    kind: (*kind).to_owned(),
                    path: unescaped(path),
                    flags: flags.iter().map(|&flag| flag.to_owned()).collect(),
                    lines: Vec::new(),
                    sheets: Vec::new(),
                }),
                other => panic!("{other:?}"),
            }
        } else if !line.is_empty() && !line.starts_with('#') {
            let file = files.last_mut().expect("a file");
            let line = unescaped(&lengthened(line));
            match file.sheets.last_mut() {
                Some(sheet) => sheet
                    .rows
                    .push(split(&line).iter().map(|cell| of_book(cell)).collect()),
                None => file.lines.push(line),
            }
        }
    }
    if case.has("cells") {
        let file = files.first().expect("a file");
        let mut rows: Vec<Vec<String>> = file.lines.iter().map(|line| split(line)).collect();
        case.cells = Some((rows.remove(0), rows));
    }
    let mut archives: Vec<(String, Vec<(String, Vec<u8>)>)> = Vec::new();
    for file in &files {
        let bytes = bytes(file);
        match file.path.split_once('!') {
            None => case.folder.insert(file.path.as_str(), bytes),
            Some((archive, path)) => {
                let held = (path.to_owned(), bytes);
                match archives.iter_mut().find(|(known, _)| known == archive) {
                    Some((_, files)) => files.push(held),
                    None => archives.push((archive.to_owned(), vec![held])),
                }
            }
        }
    }
    for (archive, held) in archives {
        case.folder.insert(archive, zipped(&held));
    }
    case
}

fn set(options: &mut DoorOptions, option: &str) {
    match option.split_once('=').expect("option=value") {
        ("ignore", pattern) => options.ignore.push(pattern.to_owned()),
        ("sheet", sheet) => options.sheet = Some(sheet.to_owned()),
        ("merged", _) => options.merged = Merged::Fill,
        (encoding, id) => {
            let dataset = encoding.strip_prefix("encoding.").expect("a dataset");
            let encoding = match id {
                "gb18030" => Encoding::Gb18030,
                "utf-16le" => Encoding::Utf16Le,
                _ => Encoding::Utf8,
            };
            options.encodings.insert(dataset.to_owned(), encoding);
        }
    }
}

fn lengthened(line: &str) -> String {
    let known = SHORT
        .iter()
        .find_map(|(short, long)| Some((line.strip_prefix(short)?, long)));
    known.map_or_else(|| line.to_owned(), |(rest, long)| format!("{long}{rest}"))
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        out += before;
        let first = behind.chars().next().expect("a character");
        rest = &behind[first.len_utf8()..];
        match first {
            't' => out.push('\t'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            's' => out.push(' '),
            'u' => {
                let (code, behind) = rest.split_once('}').expect("a bracket");
                let code = u32::from_str_radix(code.trim_start_matches('{'), 16).expect("a code");
                out.push(char::from_u32(code).expect("a character"));
                rest = behind;
            }
            other => out.push(other),
        }
    }
    out + rest
}

/// The cells of a row of comma-separated text.
fn split(line: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(line.as_bytes());
    let record = reader.records().next();
    let record = record.map(|record| record.expect("a row"));
    record.map_or_else(Vec::new, |record| {
        record.iter().map(str::to_owned).collect()
    })
}

fn of_book(cell: &str) -> Cell {
    match cell.split_once(':') {
        Some(("num", number)) => Cell::Number(number.to_owned()),
        Some(("date", number)) => Cell::Date(number.to_owned()),
        Some(("bool", truth)) => Cell::Boolean(truth == "true"),
        Some(("err", error)) => Cell::Error(error.to_owned()),
        Some(("formula", "")) => Cell::Formula(None),
        Some(("formula", value)) => Cell::Formula(Some(value.to_owned())),
        _ => Cell::text(cell),
    }
}

fn bytes(file: &Open) -> Vec<u8> {
    let has = |flag: &str| file.flags.iter().any(|own| own == flag);
    let value = |name: &str| file.flags.iter().find_map(|flag| flag.strip_prefix(name));
    let mut bytes = match file.kind.as_str() {
        "xlsx" => workbook(&file.sheets, has("1904")),
        "parquet" => {
            let rows: Vec<Vec<String>> = file.lines.iter().map(|line| split(line)).collect();
            let columns = rows[0].iter().map(|column| {
                let (name, r#type) = column.split_once(':').unwrap_or((column, "text"));
                (name.to_owned(), r#type.to_owned())
            });
            let columns: Vec<_> = columns.collect();
            parquet_file::parquet(&columns, &rows[1..], value("codec=").unwrap_or("none"))
        }
        "hex" => {
            let digits: Vec<u8> = file
                .lines
                .concat()
                .bytes()
                .filter(|byte| *byte != b' ')
                .collect();
            let byte = |pair: &[u8]| {
                let digits = std::str::from_utf8(pair).expect("digits");
                u8::from_str_radix(digits, 16).expect("digits")
            };
            digits.chunks(2).map(byte).collect()
        }
        _ => {
            let end = if has("crlf") {
                "\r\n"
            } else if has("cr") {
                "\r"
            } else {
                "\n"
            };
            let mut text = file.lines.join(end);
            if let Some(delimiter) = value("by=") {
                text = text.replace(',', &unescaped(delimiter));
            }
            if !has("noend") && !text.is_empty() {
                text += end;
            }
            let encodings = ["bom", "gb18030", "utf-16le", "utf-16be"];
            let encoding = encodings.into_iter().find(|encoding| has(encoding));
            encoded(&text, encoding.unwrap_or("utf-8"))
        }
    };
    if has("gz") {
        bytes = gzipped(&bytes);
    }
    if let Some(part) = value("cut=") {
        let percent: usize = part.parse().expect("percent");
        bytes.truncate(bytes.len() * percent / 100);
    }
    bytes
}

/// The same cells as JSON lines, empty ones as null.
pub fn json_lines(header: &[String], rows: &[Vec<String>]) -> String {
    let text = |text: &str| {
        let escaped = text.chars().map(|character| match character {
            '"' | '\\' => format!("\\{character}"),
            control if u32::from(control) < 0x20 => format!("\\u{:04x}", u32::from(control)),
            other => other.to_string(),
        });
        format!("\"{}\"", escaped.collect::<String>())
    };
    let line = |row: &Vec<String>| {
        let pair = |(name, cell): (&String, &String)| match cell.as_str() {
            "" => format!("{}: null", text(name)),
            cell => format!("{}: {}", text(name), text(cell)),
        };
        let pairs: Vec<String> = header.iter().zip(row).map(pair).collect();
        format!("{{{}}}\n", pairs.join(", "))
    };
    rows.iter().map(line).collect()
}
