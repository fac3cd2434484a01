//! Workbooks read back, and what their cells should hold.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use huimin::calendar::Date;
use huimin::figure::Decimal;

/// The sheets in order.
pub struct Sheets(pub Vec<(String, Vec<Vec<Data>>)>);

impl Sheets {
    pub fn read(bytes: &[u8]) -> Self {
        let mut workbook: Xlsx<_> =
            open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("a workbook");
        let sheets = workbook.worksheets().into_iter();
        let rows = sheets.map(|(name, range)| {
            assert_eq!(range.start().unwrap_or_default(), (0, 0), "{name}");
            (name, range.rows().map(<[Data]>::to_vec).collect())
        });
        Self(rows.collect())
    }

    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub fn sheet(&self, name: &str) -> &[Vec<Data>] {
        let found = self.0.iter().find(|(found, _)| found == name);
        &found.unwrap_or_else(|| panic!("no sheet {name}")).1
    }

    /// The rows behind that whose first cell says so.
    pub fn below(&self, name: &str, head: &str) -> &[Vec<Data>] {
        let rows = self.sheet(name);
        let place = rows.iter().position(|row| row[0] == text(head));
        &rows[place.unwrap_or_else(|| panic!("no head {head}")) + 1..]
    }
}

pub fn text(words: &str) -> Data {
    Data::String(words.to_owned())
}

/// The cell of a number, share or text as it is shown; an empty one of nothing.
pub fn shown(words: &str) -> Data {
    if words.is_empty() {
        return Data::Empty;
    }
    match Decimal::parse_share(words) {
        Some(number) => Data::Float(number.to_string().parse().expect("a number")),
        None => text(words),
    }
}

pub fn count(number: impl TryInto<u32>) -> Data {
    let number = number.try_into().ok().expect("a small number");
    Data::Float(f64::from(number))
}

/// Whether a cell holds a day, as a day and not as a text.
pub fn is_day(cell: &Data, day: Option<Date>) -> bool {
    match (cell, day) {
        (Data::Empty, None) => true,
        (Data::DateTime(found), Some(day)) => found.as_f64() == f64::from(day.days() + 25_569),
        _ => false,
    }
}

/// The files in a workbook, as texts.
pub fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).expect("an archive");
    let mut parts = BTreeMap::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).expect("a file");
        let mut part = String::new();
        file.read_to_string(&mut part).expect("text");
        let name = file.name().expect("a name").into_owned();
        parts.insert(name, part);
    }
    parts
}
