//! Disfigurements that leave the meaning as it is.

use huimin::calendar::Date;

use super::files::{File, Kind, Row, Table};
use super::world::{CODES, Field, REGISTER, Random, SUBJECTS, Type, World};
use crate::deliveries::book::Cell;

/// All of a world as somebody may hand it over, and what else lies beside it.
pub fn delivery(random: &mut Random, world: &World) -> (Vec<File>, Vec<String>) {
    let mut files: Vec<File> = Vec::new();
    for subject in 0..SUBJECTS.len() {
        let parts = if subject == REGISTER {
            1
        } else {
            1 + random.below(3)
        };
        let mut places: Vec<usize> = (0..world.0[subject].len()).collect();
        random.shuffle(&mut places);
        if subject == REGISTER {
            places.sort_unstable();
        }
        let most = places.len().div_ceil(parts).max(1);
        for places in places.chunks(most) {
            let kind = match random.below(10) {
                0..=4 => Kind::Csv,
                5..=7 => Kind::Xlsx,
                8 => Kind::JsonLines,
                _ => Kind::Parquet,
            };
            let mut file = empty_file(random, kind, subject, files.len());
            let table = table(random, world, subject, places, &mut file);
            // A sheet of a workbook that is there already, now and then.
            let free = |other: &&mut File| other.kind == Kind::Xlsx && other.tables.len() < 4;
            let is_of_1904 = file.from_1904;
            if kind == Kind::Xlsx
                && subject != REGISTER
                && random.chance(40)
                && let Some(other) = files.iter_mut().filter(free).find(|other| {
                    other.from_1904 == is_of_1904 && other.tables[0].subject != REGISTER
                })
            {
                let mut table = table;
                let name = random.pick(&SUBJECTS[subject].names);
                table.sheet = format!("{name} {}", other.tables.len() + 1);
                other.tables.push(table);
                continue;
            }
            file.tables.push(table);
            files.push(file);
        }
    }
    let litter = [
        "~$走访记录.xlsx",
        ".DS_Store",
        "红塔区/Thumbs.db",
        "desktop.ini",
        "a/_SUCCESS",
    ];
    let litter = litter
        .into_iter()
        .filter(|_| random.chance(20))
        .map(str::to_owned)
        .collect();
    (files, litter)
}

fn empty_file(random: &mut Random, kind: Kind, subject: usize, number: usize) -> File {
    let gzip = matches!(kind, Kind::Csv | Kind::JsonLines) && random.chance(15);
    let mut ending = match kind {
        Kind::Csv => random.pick(&["csv", "csv", "txt", "CSV", "tsv"]),
        Kind::Xlsx => random.pick(&["xlsx", "XLSX"]),
        Kind::JsonLines => "jsonl",
        Kind::Parquet => "parquet",
    }
    .to_owned();
    if gzip {
        ending += ".gz";
    }
    let name = random.pick(&SUBJECTS[subject].names).to_owned();
    let name = match random.below(4) {
        0 => name.to_uppercase(),
        1 => name.replace(' ', "_"),
        _ => name,
    };
    let before = random.pick(&["", "", "530402_", "2019-", "玉溪市", "01 ", "（上报）"]);
    let behind = random.pick(&[
        "",
        "",
        " (1)",
        "-530403",
        "_红塔区",
        " - 副本",
        "（终稿）",
        "_2019",
    ]);
    let folders = ["", "", "红塔区/", "530402/2019/", "上报 材料/江川区/"];
    let mut path = format!("{}{before}{name}{behind}", random.pick(&folders));
    if random.chance(15) {
        // The folder alone says what it holds.
        path = format!("{}{name}/part-{number:05}", random.pick(&folders));
    }
    // Every path is another one.
    let path = format!("{number}/{path}.{ending}");
    File {
        path,
        archive: random
            .chance(12)
            .then(|| random.pick(&["上报.zip", "b/x.zip"]).to_owned()),
        kind,
        encoding: random.pick(&[
            "utf-8", "utf-8", "bom", "gb18030", "gb18030", "utf-16le", "utf-16be",
        ]),
        delimiter: [',', ',', ';', '\t', '，', '|'][random.below(6)],
        line_end: random.pick(&["\n", "\n", "\r\n"]),
        gzip,
        from_1904: kind == Kind::Xlsx && random.chance(10),
        codec: random.pick(&["none", "snappy", "zstd"]),
        tables: Vec::new(),
        cut: None,
    }
}

fn table(
    random: &mut Random,
    world: &World,
    subject: usize,
    places: &[usize],
    file: &mut File,
) -> Table {
    let fields = SUBJECTS[subject].fields;
    let mut columns: Vec<Option<usize>> = (0..fields.len()).map(Some).collect();
    // Columns that are not read do no harm, unless an optional field has none.
    let extra = if subject == REGISTER {
        0
    } else {
        random.below(3)
    };
    columns.extend(std::iter::repeat_n(None, extra));
    random.shuffle(&mut columns);
    let mut extras = ["备注", "remark", "填报人电话", "序号"].into_iter();
    let is_typed = file.kind == Kind::Parquet && random.chance(60);
    let header = columns.iter().map(|column| match column {
        Some(field) => heading(random, &fields[*field], subject, file.kind),
        None => extras.next().expect("enough").to_owned(),
    });
    let header: Vec<String> = header.collect();
    let types = columns.iter().map(|column| match column {
        Some(field) if is_typed => (*column, arrow_type(random, fields[*field].3)),
        _ => (*column, "text"),
    });
    let types: Vec<(Option<usize>, &'static str)> = types.collect();
    let mut rows: Vec<Row> = Vec::new();
    for &place in places {
        if random.chance(8) {
            rows.push(blank_row(random, columns.len(), file.kind));
        }
        let record = &world.0[subject][place];
        let cells = types.iter().map(|(column, r#type)| match column {
            None => Cell::text(random.pick(&["", "无", "x", "12,5", "第\"一\"批"])),
            Some(field) if file.kind == Kind::Parquet && *r#type != "text" => {
                Cell::text(&record[*field])
            }
            Some(field) => cell(random, &record[*field], fields[*field].3, file),
        });
        rows.push(Row {
            cells: cells.collect(),
            record: Some(place),
            is_blank: false,
        });
    }
    let has_text_key = types.iter().all(|(_, r#type)| *r#type == "text");
    if subject != REGISTER && has_text_key && random.chance(30) {
        for words in random.pick(&[&["合计"][..], &["填表人：张三"], &["小计", "审核人: 李四"]])
        {
            let total = columns.iter().map(|column| match column {
                Some(0) => Cell::text(words),
                _ => Cell::Blank,
            });
            rows.push(Row {
                cells: total.collect(),
                record: None,
                is_blank: false,
            });
        }
    }
    for _ in 0..random.below(3) {
        rows.push(blank_row(random, columns.len(), file.kind));
    }
    let sheet = random.pick(&SUBJECTS[subject].names).to_owned();
    Table {
        subject,
        sheet: if random.chance(50) {
            sheet
        } else {
            "Sheet".to_owned()
        },
        state: "",
        titles: titles(random, file, &header),
        header,
        fields: types,
        rows,
        merged: Vec::new(),
    }
}

fn blank_row(random: &mut Random, columns: usize, kind: Kind) -> Row {
    let blank = if kind == Kind::Parquet {
        ""
    } else {
        random.pick(&["", "", " ", "\u{200b}", "\u{3000}"])
    };
    let mut cells = vec![Cell::Blank; columns];
    // In JSON a row without any key is a record of nulls as well.
    cells[0] = Cell::text(blank);
    Row {
        cells,
        record: None,
        is_blank: true,
    }
}

fn titles(random: &mut Random, file: &File, header: &[String]) -> Vec<Vec<String>> {
    if !matches!(file.kind, Kind::Csv | Kind::Xlsx) {
        return Vec::new();
    }
    let mut titles = Vec::new();
    if file.kind == Kind::Csv && random.chance(15) {
        titles.push(vec![format!("sep={}", file.delimiter)]);
    }
    for _ in 0..random.below(3) {
        let words = ["玉溪市 2019 年上报表", "单位：红塔区司法局", "Table 1"];
        let mut title = vec![random.pick(&words).to_owned()];
        if random.chance(50) {
            title.resize(header.len(), String::new());
        }
        titles.push(title);
    }
    titles
}

fn heading(random: &mut Random, field: &Field, subject: usize, kind: Kind) -> String {
    let Field(name, zh, en, r#type, _) = *field;
    let mut heading = random.pick(&[name, zh, en]).to_owned();
    if subject == REGISTER && kind == Kind::Parquet {
        return name.to_owned();
    }
    match random.below(10) {
        0 => heading = heading.to_uppercase(),
        1 => heading = format!(" {heading}\u{3000}"),
        2 => heading = format!("{heading}（选填）"),
        3 => heading = format!("{heading}*"),
        4 => heading = format!("{heading}(必填)"),
        5 => {
            let wide = |letter: char| match letter {
                'a'..='z' => char::from_u32(u32::from(letter) + 0xfee0).expect("a letter"),
                other => other,
            };
            heading = heading.chars().map(wide).collect();
        }
        6 => {
            let half = heading.chars().count() / 2;
            let (first, rest): (String, String) = (
                heading.chars().take(half).collect(),
                heading.chars().skip(half).collect(),
            );
            let between = if kind == Kind::Csv || kind == Kind::Xlsx {
                "\n"
            } else {
                " "
            };
            heading = format!("{first}{between}{rest}");
        }
        7 if r#type == Type::Boolean => heading = format!("是否{zh}"),
        8 => heading = heading.replace('_', " "),
        _ => {}
    }
    heading
}

fn arrow_type(random: &mut Random, r#type: Type) -> &'static str {
    match r#type {
        Type::Date => random.pick(&["date", "timestamp", "text"]),
        Type::Integer => "integer",
        Type::Decimal => "decimal",
        Type::Boolean => "boolean",
        _ => "text",
    }
}

fn wide(text: &str) -> String {
    let wide = |letter: char| match letter {
        '!'..='~' => char::from_u32(u32::from(letter) + 0xfee0).expect("a character"),
        other => other,
    };
    text.chars().map(wide).collect()
}

fn thousands(digits: &str) -> String {
    let (whole, part) = digits
        .split_once('.')
        .map_or((digits, None), |(w, p)| (w, Some(p)));
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    part.map_or(out.clone(), |part| format!("{out}.{part}"))
}

/// A value in one of the spellings that mean it.
fn cell(random: &mut Random, value: &str, r#type: Type, file: &File) -> Cell {
    if value.is_empty() {
        let blank = random.pick(&["", "", "", " ", "\u{a0}", "\u{200b}"]);
        return Cell::text(blank);
    }
    if r#type == Type::Plain || random.chance(40) {
        return Cell::text(value);
    }
    let is_book = file.kind == Kind::Xlsx;
    let text = match r#type {
        Type::Date => {
            let (y, m, d) = (&value[..4], &value[5..7], &value[8..]);
            let (month, day) = (m.trim_start_matches('0'), d.trim_start_matches('0'));
            if is_book && random.chance(40) {
                let days = i64::from(Date::parse(value).expect("a day").days()) + 25_569;
                let days = if file.from_1904 { days - 1_462 } else { days }.to_string();
                return if random.chance(50) {
                    Cell::Date(days)
                } else {
                    Cell::Number(days)
                };
            }
            match random.below(9) {
                0 => format!("{y}/{month}/{day}"),
                1 => format!("{y}.{month}.{day}"),
                2 => format!("{y}-{month}-{day}"),
                3 => format!("{y}年{month}月{day}日"),
                4 => format!("{y}{m}{d}"),
                5 => format!("{value} 00:00:00"),
                6 => format!("{y}/{m}/{d} 0:00"),
                7 => format!("{value}T00:00:00+08:00"),
                _ => value.to_owned(),
            }
        }
        Type::Code => {
            let names = CODES
                .iter()
                .find(|names| names[0] == value)
                .expect("a code");
            names[random.below(3)].to_owned()
        }
        Type::Integer | Type::Decimal if is_book || file.kind == Kind::JsonLines => {
            match random.below(3) {
                0 => return Cell::Number(value.to_owned()),
                1 => thousands(value),
                _ => value.to_owned(),
            }
        }
        Type::Integer => match random.below(3) {
            0 => thousands(value),
            1 => format!("{value}.0"),
            _ => format!("+{value}"),
        },
        Type::Decimal => thousands(value),
        Type::Boolean => {
            let yes = ["TRUE", "是", "1", "Yes", "y", "√", "真", "True"];
            let no = ["FALSE", "否", "0", "No", "n", "×", "假", "False"];
            if (is_book || file.kind == Kind::JsonLines) && random.chance(30) {
                return Cell::Boolean(value == "true");
            }
            random
                .pick(if value == "true" { &yes } else { &no })
                .to_owned()
        }
        Type::Time => match random.below(3) {
            0 => format!("{value}:00"),
            1 => value.strip_prefix('0').unwrap_or(value).to_owned(),
            _ => value.to_owned(),
        },
        Type::Division => match random.below(3) {
            0 => format!("{value:0<12}"),
            1 if is_book => return Cell::Number(value.to_owned()),
            _ => value.to_owned(),
        },
        Type::Key | Type::Plain => value.to_owned(),
    };
    let around = match random.below(9) {
        0 => format!(" {text}  "),
        1 => format!("\u{200b}{text}\u{feff}"),
        2 => format!("\u{3000}{text}\t"),
        3 => format!("'{text}"),
        4 => format!("=\"{text}\""),
        5 => wide(&text),
        _ => text,
    };
    Cell::text(&around)
}
