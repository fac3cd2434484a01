//! Which row of a file or sheet is its header: the one that names all required fields.

use std::collections::BTreeMap;

use super::delivery::TitleRow;
use crate::definition::Dataset;
use crate::input::FirstRow;
use crate::spelling::{heading_key, is_all_blank};
use crate::text::Text;

/// A field by what a column of it may be called.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub name: String,
    pub label: Text,
    pub required: bool,
    /// What headings of it are folded to.
    keys: Vec<String>,
}

impl Field {
    /// A field that has a name, and further names that serve as its labels.
    pub(super) fn new(names: &[&str], required: bool) -> Self {
        let name = names.first().copied().unwrap_or_default();
        let label = names.get(1).copied().unwrap_or(name);
        Self {
            name: name.to_owned(),
            label: Text::new(label, name),
            required,
            keys: names.iter().map(|name| heading_key(name)).collect(),
        }
    }

    pub(super) fn is_called(&self, key: &str) -> bool {
        !key.is_empty() && self.keys.iter().any(|own| own == key)
    }
}

/// The fields of a dataset with all their names.
pub(super) fn names_of(dataset: &Dataset) -> Vec<Field> {
    let fields = dataset.fields.iter();
    let field = |field: &crate::definition::Field| {
        let names = [field.name.value.as_str(), &field.label.zh, &field.label.en];
        Field {
            label: field.label.clone(),
            ..Field::new(&names, field.required)
        }
    };
    fields.map(field).collect()
}

/// Per field the position of the first cell that names it; none where a required field is
/// neither named nor given otherwise.
pub(super) fn fits(
    fields: &[Field],
    cells: &[String],
    is_given: impl Fn(usize) -> bool,
) -> Option<Vec<Option<usize>>> {
    let positions = positions(fields, cells);
    let mut checked = fields.iter().zip(&positions).enumerate();
    let is_whole = checked.all(|(field, (Field { required, .. }, found))| {
        !required || found.is_some() || is_given(field)
    });
    is_whole.then_some(positions)
}

fn positions(fields: &[Field], cells: &[String]) -> Vec<Option<usize>> {
    let keys: Vec<String> = cells.iter().map(|cell| heading_key(cell)).collect();
    let position = |field: &Field| keys.iter().position(|key| field.is_called(key));
    fields.iter().map(position).collect()
}

/// A header that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub line: u64,
    pub cells: Vec<String>,
    /// Per field the position of its column.
    pub columns: Vec<Option<usize>>,
    /// What stands above it.
    pub titles: Vec<TitleRow>,
    /// What stands between its cells; nothing in a sheet.
    pub delimiter: Option<char>,
}

/// The row that comes nearest to a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Nearest {
    pub line: u64,
    pub cells: Vec<String>,
    /// Required fields that it does not name.
    pub missing: Vec<usize>,
    /// How many of the fields it names.
    pub named: usize,
}

/// What a search for a header came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Search {
    Found(Header),
    /// Two rows could be it.
    Two(u64, u64),
    /// One row could be it, by two delimiters.
    TwoDelimiters(u64, char, char),
    /// No row is it; none either where there is no row that is not blank.
    Nowhere(Option<Nearest>),
}

/// The first rows of a text by one delimiter, or of a sheet by none.
pub(super) type Rows = (Option<char>, Vec<FirstRow>);

/// Looks for the one row that names all required fields.
pub(super) fn search(
    fields: &[Field],
    candidates: &[Rows],
    is_given: impl Fn(usize) -> bool,
) -> Search {
    let mut found: Vec<Header> = Vec::new();
    let mut nearest: Option<((usize, usize, usize), Nearest)> = None;
    for (delimiter, rows) in candidates {
        for (place, row) in rows.iter().enumerate() {
            if row.cells.iter().all(|cell| is_all_blank(cell)) {
                continue;
            }
            if let Some(columns) = fits(fields, &row.cells, &is_given) {
                // Without any delimiter in it, a row is the same by each of them.
                let is_same = |known: &Header| known.line == row.line && known.cells == row.cells;
                if !found.iter().any(is_same) {
                    let above = rows.get(..place).unwrap_or_default();
                    found.push(Header {
                        line: row.line,
                        cells: row.cells.clone(),
                        columns,
                        titles: titles(above, *delimiter),
                        delimiter: *delimiter,
                    });
                }
            } else {
                let (rank, row) = how_near(fields, row, &is_given);
                if nearest.as_ref().is_none_or(|(highest, _)| rank > *highest) {
                    nearest = Some((rank, row));
                }
            }
        }
    }
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (None, _) => Search::Nowhere(nearest.map(|(_, row)| row)),
        (Some(header), None) => Search::Found(header),
        (Some(one), Some(other)) => match (one.delimiter, other.delimiter) {
            (Some(first), Some(second)) if one.line == other.line => {
                Search::TwoDelimiters(one.line, first, second)
            }
            _ => Search::Two(one.line.min(other.line), one.line.max(other.line)),
        },
    }
}

/// How near a row comes to a header: by required fields, by all fields, by cells.
fn how_near(
    fields: &[Field],
    row: &FirstRow,
    is_given: &impl Fn(usize) -> bool,
) -> ((usize, usize, usize), Nearest) {
    let positions = positions(fields, &row.cells);
    let named = positions.iter().flatten().count();
    let missing: Vec<usize> = (fields.iter().zip(&positions).enumerate())
        .filter(|(field, (wanted, found))| wanted.required && found.is_none() && !is_given(*field))
        .map(|(field, _)| field)
        .collect();
    let required = fields.iter().filter(|field| field.required).count();
    let rank = (
        required.saturating_sub(missing.len()),
        named,
        row.cells.len(),
    );
    let nearest = Nearest {
        line: row.line,
        cells: row.cells.clone(),
        missing,
        named,
    };
    (rank, nearest)
}

fn titles(rows: &[FirstRow], delimiter: Option<char>) -> Vec<TitleRow> {
    let between = delimiter.map_or_else(|| " ".to_owned(), String::from);
    let title = |row: &FirstRow| {
        let last = row.cells.iter().rposition(|cell| !is_all_blank(cell))?;
        let mut text = row.cells.get(..=last)?.join(&between);
        if text == DELIMITER_LINE {
            text.push_str(&between);
        }
        Some(TitleRow {
            line: row.line,
            text: text.trim().to_owned(),
        })
    };
    rows.iter().filter_map(title).collect()
}

/// How a line begins by which Excel is told the delimiter.
const DELIMITER_LINE: &str = "sep=";

/// Why a header that names all required fields cannot be used all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Two columns have one name.
    Columns(String, String),
    /// A column can be two fields.
    Fields(String, usize, usize),
}

/// The first doubt about which column is which field.
pub(super) fn doubt(fields: &[Field], cells: &[String]) -> Option<Doubt> {
    let mut seen: BTreeMap<String, &String> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| !is_all_blank(cell)) {
        let key = heading_key(cell);
        let mut called = fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.is_called(&key));
        if let (Some((one, _)), Some((other, _))) = (called.next(), called.next()) {
            return Some(Doubt::Fields(cell.trim().to_owned(), one, other));
        }
        if let Some(first) = seen.insert(key, cell) {
            return Some(Doubt::Columns(
                first.trim().to_owned(),
                cell.trim().to_owned(),
            ));
        }
    }
    // Columns of different names can be one field: its name and its label.
    let keys: Vec<String> = cells.iter().map(|cell| heading_key(cell)).collect();
    fields.iter().find_map(|field| {
        let named = cells
            .iter()
            .zip(&keys)
            .filter(|(_, key)| field.is_called(key));
        let mut named = named.map(|(cell, _)| cell.trim().to_owned());
        Some(Doubt::Columns(named.next()?, named.next()?))
    })
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
