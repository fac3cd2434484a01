//! A register of divisions (区划登记册): its rows, and how they are read from
//! comma-separated text.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::forms::{self, DateForms};
use crate::headings::{Names, named};
use crate::limits;
use crate::spelling::{is_all_blank, usual};
use crate::text::{Text, text};

use super::code::excerpt;
use super::faults::Faults;
use super::line::{Line, trimmed};
use super::table::{Cell, Table};

/// One row of a register, as its author wrote it; nothing is checked yet.
///
/// [`Network::from_records`](super::Network::from_records) checks all rows
/// together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DivisionRecord {
    /// The division code, in any of the forms that
    /// [`DivisionCode::parse`](super::DivisionCode::parse) reads.
    pub code: String,
    /// The name.
    pub name: String,
    /// The level as an id (`county`) or a Chinese word (`县`); empty: the
    /// level of the code.
    pub level: String,
    /// The code of the division above; empty for the highest. Where no row of
    /// a register names a parent, parents follow from the codes.
    pub parent_code: String,
    /// The kind of division (类别), such as `镇` or `村委会`; may be empty.
    pub kind: String,
    /// Whether it is a registered poor village (贫困村); `None`: not stated.
    pub poor_village: Option<bool>,
    /// Residents, in persons; `None`: not stated.
    pub population: Option<u64>,
    /// The first day of the division; `None`: always.
    pub valid_from: Option<Date>,
    /// The first day on which it is no more; `None`: still is.
    pub valid_until: Option<Date>,
    /// The code of the division that took its place. A row with a successor is
    /// a former division: no node of the tree, only looked up.
    pub successor: Option<String>,
    /// Further columns: name and value. An empty value is none.
    pub attributes: Vec<(String, String)>,
    /// The 1-based data row in its file; set by whoever reads the register.
    pub row: u64,
}

/// A column with a fixed meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Code,
    Name,
    Level,
    ParentCode,
    Kind,
    PoorVillage,
    Population,
    ValidFrom,
    ValidUntil,
    Successor,
}

impl Column {
    pub(super) const ALL: [Self; 10] = [
        Self::Code,
        Self::Name,
        Self::Level,
        Self::ParentCode,
        Self::Kind,
        Self::PoorVillage,
        Self::Population,
        Self::ValidFrom,
        Self::ValidUntil,
        Self::Successor,
    ];

    /// The name in files.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Level => "level",
            Self::ParentCode => "parent_code",
            Self::Kind => "kind",
            Self::PoorVillage => "poor_village",
            Self::Population => "population",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
            Self::Successor => "successor",
        }
    }

    /// The Chinese name, which a file may use as well.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Code => "区划代码",
            Self::Name => "名称",
            Self::Level => "级别",
            Self::ParentCode => "上级代码",
            Self::Kind => "类别",
            Self::PoorVillage => "贫困村",
            Self::Population => "人口",
            Self::ValidFrom => "生效日期",
            Self::ValidUntil => "失效日期",
            Self::Successor => "继任代码",
        }
    }

    /// What a file may call it.
    fn names(self) -> Names {
        match self {
            Self::Code => Names::new(self.id(), &[self.label(), SHORT_CODE]),
            _ => Names::new(self.id(), &[self.label()]),
        }
    }

    pub(super) fn from_header(header: &str) -> Option<Self> {
        static NAMES: LazyLock<[Names; 10]> = LazyLock::new(|| Column::ALL.map(Column::names));
        let column = named(NAMES.iter(), header).fields().next()?;
        Self::ALL.get(column).copied()
    }
}

/// A shorter name of the column of codes.
const SHORT_CODE: &str = "代码";

/// Columns that every register has.
const REQUIRED: [Column; 2] = [Column::Code, Column::Name];

/// A column of a register that has a fixed meaning.
#[cfg(feature = "door")]
pub(crate) struct RegisterColumn {
    pub name: &'static str,
    pub label: Text,
    pub names: Names,
    /// Whether every register has it.
    pub required: bool,
}

/// The columns of a register that have a fixed meaning.
#[cfg(feature = "door")]
pub(crate) fn register_columns() -> impl Iterator<Item = RegisterColumn> {
    Column::ALL.into_iter().map(|column| RegisterColumn {
        name: column.id(),
        label: Text::new(column.label(), column.id()),
        names: column.names(),
        required: REQUIRED.contains(&column),
    })
}

/// The rows of a register in comma-separated text, read as far as they can be;
/// what cannot be read is among the faults.
pub(super) fn read<'a>(source: &'a str, faults: &mut Faults) -> Vec<Line<'a>> {
    let mut table = Table::new(source);
    let mut cells = Vec::new();
    let mut lines = Vec::new();
    if !table.next_row(&mut cells) {
        faults.empty_register();
        return lines;
    }
    let Some(header) = read_header(&cells, faults) else {
        return lines;
    };
    let mut row = 0_u64;
    while table.next_row(&mut cells) {
        row = row.saturating_add(1);
        // A workbook saved as text often ends in rows of commas.
        if cells.iter().all(|cell| is_all_blank(&cell.value)) {
            continue;
        }
        if lines.len() == limits::DIVISIONS {
            faults.too_many_divisions(row);
            break;
        }
        if table.unclosed() {
            faults.unclosed_quote(row);
        } else if cells.len() != header.len() {
            faults.ragged_row(row, header.len(), cells.len());
        } else {
            lines.push(read_line(row, &header, &cells, faults));
        }
    }
    lines
}

/// What a column of a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning<'a> {
    Known(Column),
    Attribute(Cow<'a, str>),
    Nothing,
}

/// The meaning of each column; `None` where rows cannot be read by it.
fn read_header<'a>(cells: &[Cell<'a>], faults: &mut Faults) -> Option<Vec<Meaning<'a>>> {
    if cells.len() > limits::COLUMNS {
        faults.too_many_columns(cells.len());
        return None;
    }
    let mut names = BTreeSet::new();
    let mut header = Vec::with_capacity(cells.len());
    for (position, cell) in cells.iter().enumerate() {
        let name = cell.value.trim();
        let known = Column::from_header(name);
        if name.is_empty() {
            faults.nameless_column(position);
        } else if !names.insert(known.map_or(name, |column| column.id())) {
            faults.repeated_column(position, name);
            // The first one is read, so that its rows are not reported as well.
            header.push(Meaning::Nothing);
            continue;
        }
        header.push(match known {
            Some(column) => Meaning::Known(column),
            None if name.is_empty() => Meaning::Nothing,
            None => Meaning::Attribute(trimmed(&cell.value)),
        });
    }
    let mut complete = true;
    for column in REQUIRED {
        if !names.contains(column.id()) {
            faults.missing_column(column);
            complete = false;
        }
    }
    complete.then_some(header)
}

fn read_line<'a>(
    row: u64,
    header: &[Meaning<'a>],
    cells: &[Cell<'a>],
    faults: &mut Faults,
) -> Line<'a> {
    let mut line = Line {
        row,
        ..Line::default()
    };
    for (meaning, cell) in header.iter().zip(cells) {
        let value = trimmed(&cell.value);
        match meaning {
            // Codes keep their white space: that it is dropped is noted.
            Meaning::Known(Column::Code) => line.code = cell.value.clone(),
            Meaning::Known(Column::ParentCode) if !value.is_empty() => {
                line.parent_code = cell.value.clone()
            }
            Meaning::Known(Column::Successor) if !value.is_empty() => {
                line.successor = Some(cell.value.clone())
            }
            _ if value.is_empty() => {}
            Meaning::Known(column) => read_value(&mut line, *column, value, faults),
            Meaning::Attribute(name) => line.attributes.push((name.clone(), value)),
            Meaning::Nothing => {}
        }
    }
    line
}

/// Sets the value of a column that is not empty.
fn read_value<'a>(line: &mut Line<'a>, column: Column, value: Cow<'a, str>, faults: &mut Faults) {
    let row = line.row;
    let mut unreadable = |expected: Text| faults.unreadable_value(row, column, &value, &expected);
    match column {
        Column::Code | Column::ParentCode | Column::Successor => {}
        Column::Name => line.name = value,
        Column::Level => line.level = value,
        Column::Kind => line.kind = value,
        Column::PoorVillage => match truth(&value) {
            Some(truth) => line.poor_village = Some(truth),
            None => unreadable(text!("“是”或“否”", "`true` or `false`")),
        },
        Column::Population => match count(&value) {
            Some(count) => line.population = Some(count),
            None => unreadable(text!("人数(非负整数)", "a whole number of persons")),
        },
        Column::ValidFrom | Column::ValidUntil => match date(&value) {
            Some(date) if column == Column::ValidFrom => line.valid_from = Some(date),
            Some(date) => line.valid_until = Some(date),
            None => unreadable(text!("日期,如 2019-01-31", "a date such as `2019-01-31`")),
        },
    }
}

fn truth(value: &str) -> Option<bool> {
    forms::other_truth(&usual(value)).map(|truth| truth == 1)
}

fn count(value: &str) -> Option<u64> {
    let count = forms::other_number(&usual(value), 0).ok()?;
    u64::try_from(count).ok()
}

/// A date in any form that can mean one day only; a register has no time zone.
fn date(value: &str) -> Option<Date> {
    let seen = usual(value);
    let days = forms::date(&seen).or_else(|| {
        let forms = DateForms {
            utc_offset_minutes: None,
            drops_time: false,
            serials: None,
        };
        forms::other_date(&seen, forms).ok()
    })?;
    Date::from_days(i32::try_from(days).ok()?)
}

/// The text of a register's file, without its byte-order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str> {
    if bytes.len() > limits::REGISTER_BYTES {
        let (found, most) = (bytes.len(), limits::REGISTER_BYTES);
        return Err(Error::new(
            ErrorKind::Limit,
            text!(
                "区划登记册有 {found} 字节,上限 {most} 字节",
                "the register has {found} bytes, but at most {most} are allowed"
            ),
        ));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let line_ends = bytes
            .iter()
            .take(error.valid_up_to())
            .filter(|byte| **byte == b'\n')
            .count();
        let line = line_ends.saturating_add(1);
        Error::new(
            ErrorKind::Input,
            text!(
                "区划登记册应为 UTF-8 编码,第 {line} 行不是;请另存为“CSV UTF-8”",
                "expected a register in UTF-8, but line {line} is not; save it as CSV UTF-8"
            ),
        )
    })
}

/// The attribute names of all rows, sorted, so that they do not depend on the
/// order of rows or columns.
pub(super) fn attribute_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Refuses attributes that could not be told from each other or from a field.
///
/// # Errors
/// Of kind [`Argument`](ErrorKind::Argument), with the row.
pub(super) fn check_attributes(record: &DivisionRecord) -> Result<()> {
    let mut names = BTreeSet::new();
    for (name, _) in &record.attributes {
        let known = Column::from_header(name.trim()).is_some();
        if name.trim().is_empty() || known || !names.insert(name) {
            let name = excerpt(name);
            let message = text!(
                "附加列名“{name}”为空、重复或与固定列同名",
                "expected attributes of different names, none that of a field, but found `{name}`"
            );
            return Err(Error::new(ErrorKind::Argument, message).at_row(record.row));
        }
    }
    Ok(())
}

/// Records as comma-separated text: what messages about them underline.
pub(super) fn listing(records: &[DivisionRecord]) -> String {
    let attributes = records.iter().flat_map(|record| &record.attributes);
    let names = attribute_names(attributes.map(|(name, _)| name.as_str()));
    let mut listing = String::new();
    let header = Column::ALL
        .iter()
        .map(|column| column.id())
        .chain(names.iter().map(String::as_str));
    push_row(&mut listing, header);
    for record in records {
        let truth = record
            .poor_village
            .map(|truth| truth.to_string())
            .unwrap_or_default();
        let population = record
            .population
            .map(|count| count.to_string())
            .unwrap_or_default();
        let from = record
            .valid_from
            .map(|date| date.to_string())
            .unwrap_or_default();
        let until = record
            .valid_until
            .map(|date| date.to_string())
            .unwrap_or_default();
        let known: [&str; Column::ALL.len()] = [
            &record.code,
            &record.name,
            &record.level,
            &record.parent_code,
            &record.kind,
            &truth,
            &population,
            &from,
            &until,
            record.successor.as_deref().unwrap_or_default(),
        ];
        let further = names.iter().map(|name| {
            let held = record.attributes.iter().find(|(held, _)| held == name);
            held.map_or("", |(_, value)| value.as_str())
        });
        push_row(&mut listing, known.into_iter().chain(further));
    }
    listing
}

pub(crate) fn push_row<'a>(listing: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (position, cell) in cells.enumerate() {
        if position > 0 {
            listing.push(',');
        }
        if cell.contains(['"', ',', '\r', '\n']) {
            listing.push('"');
            listing.push_str(&cell.replace('"', "\"\""));
            listing.push('"');
        } else {
            listing.push_str(cell);
        }
    }
    listing.push('\n');
}

#[cfg(test)]
#[path = "register_tests.rs"]
mod tests;
