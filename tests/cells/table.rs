//! The lines of `texts.txt`, alone and in every kind of file.

use super::{Outcome, Values, WAYS, alone, record};

/// One line of the table.
struct Case {
    line: usize,
    field: String,
    written: String,
    outcome: Outcome,
    /// How many things are wrong with it at once.
    defects: usize,
}

/// The lines that hold a case: field, number of defects, text, outcome.
fn cases() -> Vec<Case> {
    let lines = include_str!("texts.txt").lines().zip(1..);
    let cases = lines.filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
    cases
        .map(|(text, line)| {
            let mut parts = text.splitn(4, " | ").map(str::trim);
            let mut part = || {
                parts
                    .next()
                    .unwrap_or_else(|| panic!("line {line}: {text}"))
            };
            let (field, defects, written, outcome) = (part(), part(), part(), part());
            Case {
                line,
                field: field.to_owned(),
                written: unescaped(written),
                outcome: Outcome::parse(outcome),
                defects: defects
                    .parse()
                    .unwrap_or_else(|_| panic!("line {line}: {text}")),
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

#[test]
fn every_cell_means_what_the_table_says() {
    let cases = cases();
    let mut wrong = Vec::new();
    for case in &cases {
        let record = record(&case.field, Some(&case.written));
        let alone = alone(&record);
        let mut difference = case.outcome.difference(&case.field, &alone);
        // As one record, it is told the same in any file, word for word.
        for (way, read) in WAYS {
            let found = read(std::slice::from_ref(&record)).remove(0);
            if difference.is_none() && found != alone {
                difference = Some(format!("alone {alone:?}, but as {way} {found:?}"));
            }
        }
        if let Some(difference) = difference {
            wrong.push(format!(
                "line {} {:?}: {difference}",
                case.line, case.written
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cells are read otherwise:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    let with_two = cases.iter().filter(|case| case.defects >= 2).count();
    assert!(cases.len() >= 200, "{} cells", cases.len());
    assert!(with_two >= 60, "{with_two} cells with two defects");
}

#[test]
fn cells_mean_the_same_among_others() {
    let cases = cases();
    let all: Vec<Values> = cases
        .iter()
        .zip(1..)
        .map(|(case, number)| {
            let mut record = record(&case.field, Some(&case.written));
            if case.field != "key" {
                record[0] = Some(format!("N{number}"));
            }
            record
        })
        .collect();
    // Records with one key are told of each other, which those alone are not.
    let of_keys = ["identical_copy", "conflicting_records"];
    let alone: Vec<_> = all.iter().map(alone).collect();
    for (way, read) in WAYS {
        let found = read(&all);
        for (number, (mut found, alone)) in found.into_iter().zip(&alone).enumerate() {
            found.retain(|found| !of_keys.contains(&found.rule.as_str()));
            assert_eq!(found, *alone, "line {} as {way}", cases[number].line);
        }
    }
}
