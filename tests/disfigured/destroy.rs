//! Disfigurements that destroy meaning.

use std::collections::BTreeMap;

use huimin::input::Encoding;

use super::files::{File, Kind};
use super::world::{REGISTER, Random, SUBJECTS, Type};
use crate::deliveries::book::Cell;

/// What was done, and by which words it may be named.
#[derive(Clone, Debug)]
pub struct Done {
    pub what: &'static str,
    pub named_by: Vec<String>,
    /// Whether a record, a sheet or a file alone is concerned, so that the run may go on.
    pub goes_on: bool,
    /// Whether figures may stay as they are.
    pub is_harmless: bool,
}

/// Does one thing; none where it cannot be done here.
pub fn destroy(
    random: &mut Random,
    files: &mut Vec<File>,
    encodings: &mut BTreeMap<String, Encoding>,
) -> Option<Done> {
    let number = random.below(files.len());
    let file = &mut files[number];
    if file.cut.is_some() {
        return None;
    }
    let path = file.shown_path();
    let at = random.below(file.tables.len());
    let subject = file.tables[at].subject;
    let done = |what| Done {
        what,
        named_by: vec![path.clone()],
        goes_on: false,
        is_harmless: false,
    };
    match random.below(12) {
        0 => {
            let fields = SUBJECTS[subject].fields;
            let table = &mut file.tables[at];
            let required: Vec<usize> = (0..table.header.len())
                .filter(|column| table.fields[*column].0.is_some_and(|field| fields[field].4))
                .collect();
            let column = required[random.below(required.len())];
            table.header.remove(column);
            table.fields.remove(column);
            for row in &mut table.rows {
                row.cells.remove(column);
            }
            for title in table.titles.iter_mut().filter(|title| title.len() > 1) {
                title.pop();
            }
            Some(done("a required column is dropped"))
        }
        1 => {
            file.cut = Some(cut(random, file)?);
            let mut done = done("the file is cut");
            // What lacks its end may have lost the name of its archive's directory, never its own.
            done.named_by.extend(file.archive.clone());
            Some(done)
        }
        2 if file.kind == Kind::Xlsx && subject != REGISTER => {
            file.tables[at].state = random.pick(&["hidden", "veryHidden"]);
            Some(Done {
                goes_on: true,
                ..done("a sheet is hidden")
            })
        }
        3 => {
            let ending = file.path.rsplit('/').next()?.split_once('.')?.1.to_owned();
            file.path = format!("{number}/k7w{number}.{ending}");
            let named_by = vec![file.shown_path()];
            // Where its sheets say what they hold, nothing is lost.
            Some(Done {
                named_by,
                is_harmless: true,
                ..done("the file has a name that says nothing")
            })
        }
        4 if file.tables.len() == 1 && subject != REGISTER => {
            let holds = |file: &File| file.tables.iter().any(|table| table.subject == subject);
            if files.iter().filter(|file| holds(file)).count() > 1 {
                return None;
            }
            files.remove(number);
            let named_by = vec![SUBJECTS[subject].names[0].to_owned()];
            Some(Done {
                named_by,
                goes_on: true,
                ..done("the only file of a dataset is gone")
            })
        }
        5 if subject != REGISTER && file.kind != Kind::Parquet => {
            let table = &mut file.tables[at];
            let fields = SUBJECTS[subject].fields;
            let date = table.column_of(2)?;
            let is_other =
                |r#type: Type| matches!(r#type, Type::Code | Type::Boolean | Type::Decimal);
            let other = fields
                .iter()
                .position(|field| field.4 && is_other(field.3))?;
            let other = table.column_of(other)?;
            let records: Vec<usize> = (0..table.rows.len())
                .filter(|row| table.rows[*row].record.is_some())
                .collect();
            let row = *records.get(random.below(records.len()))?;
            table.rows[row].cells.swap(date, other);
            Some(Done {
                goes_on: true,
                ..done("two cells have changed places")
            })
        }
        6 if file.kind == Kind::Xlsx && subject != REGISTER => {
            let table = &mut file.tables[at];
            let row = table.rows.iter().position(|row| row.record.is_some())?;
            let read: Vec<usize> = (0..table.header.len())
                .filter(|column| table.fields[*column].0.is_some())
                .collect();
            table.rows[row].cells[read[random.below(read.len())]] = Cell::Formula(None);
            Some(done("a formula has lost its value"))
        }
        7 if file.kind == Kind::Xlsx && subject != REGISTER => {
            let table = &mut file.tables[at];
            let row = (1..table.rows.len()).find(|row| {
                table.rows[*row].record.is_some() && table.rows[*row - 1].record.is_some()
            })?;
            let column = table.column_of(random.below(SUBJECTS[subject].fields.len()))?;
            table.rows[row].cells[column] = Cell::Blank;
            let letter = char::from(b'A' + u8::try_from(column).ok()?);
            // Rows stand behind the titles and the header.
            let first = table.titles.len() + 1 + row;
            table
                .merged
                .push(format!("{letter}{first}:{letter}{}", first + 1));
            Some(done("cells of two rows are merged"))
        }
        8 if file.kind == Kind::Csv => {
            let (id, encoding) = match file.encoding {
                "gb18030" => ("utf-8", Encoding::Utf8),
                "utf-8" => ("utf-16le", Encoding::Utf16Le),
                _ => ("gb18030", Encoding::Gb18030),
            };
            let _ = id;
            encodings.insert(SUBJECTS[subject].names[0].to_owned(), encoding);
            let is_of = |file: &&File| file.tables.iter().any(|table| table.subject == subject);
            let named_by = files.iter().filter(is_of).map(File::shown_path).collect();
            // What is plain ASCII is the same by most encodings.
            Some(Done {
                named_by,
                is_harmless: true,
                ..done("a wrong encoding is declared")
            })
        }
        kind @ 9..=11 if subject != REGISTER => {
            let table = &mut file.tables[at];
            let (r#type, wrong) = match kind {
                9 => (
                    Type::Date,
                    random.pick(&["3/5/2019", "19-3-5", "2019-02-30", "5.3.2019"]),
                ),
                10 => (Type::Code, random.pick(&["legall", "律师", "0"])),
                _ => (
                    Type::Division,
                    random.pick(&["539999", "5.30402E+11", "红塔", "53040"]),
                ),
            };
            let is_typed = |field: &usize| SUBJECTS[subject].fields[*field].3 == r#type;
            let field = (0..SUBJECTS[subject].fields.len()).find(is_typed)?;
            let column = table.column_of(field)?;
            if table.fields[column].1 != "text" {
                return None;
            }
            let row = table.rows.iter().position(|row| row.record.is_some())?;
            table.rows[row].cells[column] = Cell::text(wrong);
            Some(Done {
                goes_on: true,
                ..done("a value is wrong")
            })
        }
        _ => None,
    }
}

/// How many bytes are left of a file that is cut in the middle of something.
fn cut(random: &mut Random, file: &File) -> Option<usize> {
    let whole = file.whole();
    let is_packed = file.gzip || matches!(file.kind, Kind::Xlsx | Kind::Parquet);
    if is_packed {
        return Some(1 + random.below(whole.len() - 1));
    }
    if file.kind == Kind::JsonLines {
        // Behind a line's end, or the bracket in front of it, it is a shorter file like others.
        let places: Vec<usize> = (2..whole.len())
            .filter(|place| !matches!(whole[*place - 1], b'\n' | b'}') && whole[*place] != b'\n')
            .collect();
        return places.get(random.below(places.len())).copied();
    }
    // A text cut exactly behind a line's end cannot be told from a shorter one. Within a row's
    // last cell it is found by the missing line end alone (`file_may_be_cut`), and so is a header
    // that lacks optional columns, and a row of which only blanks are left: the cut lies behind
    // something that can be seen, and in front of the last delimiter of a row.
    let (mut before, rows) = file.lines();
    let number = random.below(rows.len());
    before.extend(rows.iter().take(number).map(String::as_str));
    let row = rows.get(number)?;
    let last = match row.contains('"') {
        true => row.find(['"', file.delimiter])?,
        false => row.rfind(file.delimiter)?,
    };
    let is_place = |place: &usize| {
        let left = row.get(..*place);
        left.is_some_and(|left| left.contains(char::is_alphanumeric))
    };
    let places: Vec<usize> = (1..=last).filter(is_place).collect();
    let place = *places.get(random.below(places.len()))?;
    let left = crate::deliveries::encoded(&format!("{before}{}", row.get(..place)?), file.encoding);
    let is_wide = file.encoding.starts_with("utf-16");
    Some(left.len() + usize::from(is_wide && random.chance(50)))
}
