//! The lines of `texts.txt`.

/// The fields of a record, in the definition's order, with values that have no findings.
pub const FIELDS: [(&str, Option<&str>); 14] = [
    ("key", Some("V1")),
    ("division", Some("530402")),
    ("held", Some("2019-03-01")),
    ("code", None),
    ("integer", None),
    ("decimal", None),
    ("date", None),
    ("moment", None),
    ("time", None),
    ("boolean", None),
    ("other", None),
    ("reference", None),
    ("text", None),
    ("personal", None),
];

pub const DEFINITION: &str = include_str!("definition.toml");
pub const DIVISIONS: &str = include_str!("divisions.csv");

/// A value per field.
pub type Values = Vec<Option<String>>;

/// One line of the table.
pub struct Line {
    pub number: usize,
    pub field: String,
    /// How many things are wrong with it at once.
    pub defects: usize,
    pub text: String,
    pub outcome: &'static str,
}

/// A record for each line, each with a key of its own but for the lines about keys.
pub fn all_records() -> Vec<Values> {
    let of_line = |(line, number): (Line, usize)| {
        let mut record = record(&line.field, Some(&line.text));
        if line.field != "key" {
            record[0] = Some(format!("N{number}"));
        }
        record
    };
    lines().into_iter().zip(1..).map(of_line).collect()
}

/// A record without findings but for one field.
pub fn record(field: &str, value: Option<&str>) -> Values {
    let values = FIELDS.iter().map(|(name, usual)| match *name == field {
        true => value.map(str::to_owned),
        false => usual.map(str::to_owned),
    });
    values.collect()
}

/// Records as comma-separated text, every cell quoted.
pub fn csv(records: &[Values]) -> String {
    let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
    let mut text = names.join(",");
    for record in records {
        let cell = |value: &Option<String>| {
            let value = value.as_deref().unwrap_or_default();
            format!("\"{}\"", value.replace('"', "\"\""))
        };
        let cells: Vec<String> = record.iter().map(cell).collect();
        text.push('\n');
        text.push_str(&cells.join(","));
    }
    text.push('\n');
    text
}

/// The lines that hold a cell: field, number of defects, text, outcome.
pub fn lines() -> Vec<Line> {
    let lines = include_str!("texts.txt").lines().zip(1..);
    let lines = lines.filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|(line, number)| {
            let mut parts = line.splitn(4, " | ").map(str::trim);
            let mut part = || {
                parts
                    .next()
                    .unwrap_or_else(|| panic!("line {number}: {line}"))
            };
            let (field, defects, text, outcome) = (part(), part(), part(), part());
            Line {
                number,
                field: field.to_owned(),
                defects: defects
                    .parse()
                    .unwrap_or_else(|_| panic!("line {number}: {line}")),
                text: unescaped(text),
                outcome,
            }
        })
        .collect()
}

/// `␣` is a space, `\t`, `\n`, `\r` and `\u{200b}` are what they are in Rust.
fn unescaped(written: &str) -> String {
    let mut text = String::new();
    let mut rest = written;
    while let Some(place) = rest.find(['\\', '␣']) {
        let (before, behind) = rest.split_at(place);
        text.push_str(before);
        let (sign, behind) = match behind.strip_prefix('␣') {
            Some(behind) => (' ', behind),
            None => {
                let letter = behind.chars().nth(1).unwrap();
                let behind = &behind[1 + letter.len_utf8()..];
                match letter {
                    't' => ('\t', behind),
                    'n' => ('\n', behind),
                    'r' => ('\r', behind),
                    'u' => {
                        let (number, behind) =
                            behind[1..].split_once('}').expect("a closing bracket");
                        let number = u32::from_str_radix(number, 16).unwrap();
                        (char::from_u32(number).unwrap(), behind)
                    }
                    other => panic!("an escape \\{other} in {written}"),
                }
            }
        };
        text.push(sign);
        rest = behind;
    }
    text + rest
}
