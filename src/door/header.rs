//! Which row of a file or sheet is its header: the one that names all required fields.

use std::collections::BTreeMap;

use super::delivery::TitleRow;
use crate::definition::Dataset;
use crate::headings::{Heading, Names, named};
use crate::input::FirstRow;
use crate::network::RegisterColumn;
use crate::spelling::{heading_key, is_all_blank};
use crate::text::Text;

/// A field by what a column of it may be called.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub name: String,
    pub label: Text,
    pub required: bool,
    /// What a column of it may be called.
    names: Names,
}

impl From<RegisterColumn> for Field {
    fn from(column: RegisterColumn) -> Self {
        Self {
            name: column.name.to_owned(),
            label: column.label,
            required: column.required,
            names: column.names,
        }
    }
}

/// Which of the fields a heading names.
pub(super) fn called(fields: &[Field], heading: &str) -> Heading {
    named(fields.iter().map(|field| &field.names), heading)
}

/// The fields of a dataset with all their names.
pub(super) fn names_of(dataset: &Dataset) -> Vec<Field> {
    let field = |field: &crate::definition::Field| Field {
        name: field.name.value.clone(),
        label: field.label.clone(),
        required: field.required,
        names: field.names(),
    };
    dataset.fields.iter().map(field).collect()
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
    let mut positions = vec![None; fields.len()];
    for (column, cell) in cells.iter().enumerate() {
        // A heading in doubt counts for both fields, until the doubt is told.
        for field in called(fields, cell).fields() {
            if let Some(position) = positions.get_mut(field) {
                position.get_or_insert(column);
            }
        }
    }
    positions
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
    let mut by_key: BTreeMap<String, &String> = BTreeMap::new();
    // Columns of different names can be one field: its name and its label.
    let mut by_field: BTreeMap<usize, &String> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| !is_all_blank(cell)) {
        let field = match called(fields, cell) {
            Heading::Other => None,
            Heading::Field(field) => Some(field),
            Heading::Doubtful(one, other) => {
                return Some(Doubt::Fields(cell.trim().to_owned(), one, other));
            }
        };
        let of_key = by_key.insert(heading_key(cell), cell);
        let of_field = field.and_then(|field| by_field.insert(field, cell));
        if let Some(first) = of_key.or(of_field) {
            return Some(Doubt::Columns(
                first.trim().to_owned(),
                cell.trim().to_owned(),
            ));
        }
    }
    None
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
