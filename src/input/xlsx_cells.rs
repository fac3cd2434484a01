//! The cells of a sheet, one behind the other, and its merged ranges.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::xlsx_package::damaged;
use super::xlsx_xml::{Xml, attribute, cut_off, is_named, unescaped};
use crate::error::{Error, Result};

/// Rows and columns of a sheet.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// A cell as it is written down.
#[derive(Debug, Default)]
pub(super) struct Cell {
    /// Its row and its column, from 0.
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) style: usize,
    pub(super) kind: Kind,
    /// What it holds, as its kind says.
    pub(super) text: String,
    /// Whether it has a formula of which no value is known.
    pub(super) lacks_value: bool,
}

/// What the text of a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Number,
    /// The number of a shared text.
    Shared,
    /// The text that a formula gave.
    Text,
    /// A text in the cell itself.
    Inline,
    Bool,
    Error,
    /// A day or time in ISO 8601.
    Iso,
    /// None that is known.
    Unknown,
}

impl Kind {
    fn of(written: Option<&str>) -> Self {
        match written {
            None | Some("n") => Self::Number,
            Some("s") => Self::Shared,
            Some("str") => Self::Text,
            Some("inlineStr") => Self::Inline,
            Some("b") => Self::Bool,
            Some("e") => Self::Error,
            Some("d") => Self::Iso,
            Some(_) => Self::Unknown,
        }
    }
}

/// A rectangle of cells, all bounds included, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Range {
    pub(super) first_row: u32,
    pub(super) first_column: u32,
    pub(super) last_row: u32,
    pub(super) last_column: u32,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let (first, last) = (place(first)?, place(last)?);
        Some(Self {
            first_row: first.0.min(last.0),
            first_column: first.1.min(last.1),
            last_row: first.0.max(last.0),
            last_column: first.1.max(last.1),
        })
    }

    /// Whether it has more than one cell.
    pub(super) fn is_merged(&self) -> bool {
        (self.first_row, self.first_column) != (self.last_row, self.last_column)
    }

    /// Whether it has cells of this column.
    pub(super) fn has_column(&self, column: u32) -> bool {
        (self.first_column..=self.last_column).contains(&column)
    }

    /// `B3:B6`.
    pub(super) fn name(&self) -> String {
        let first = cell_name(self.first_row, self.first_column);
        format!("{first}:{}", cell_name(self.last_row, self.last_column))
    }
}

/// The cells of a sheet as a stream.
pub(super) struct Cells<R> {
    xml: Xml<R>,
    /// The row being read; none before the first one.
    row: Option<u32>,
    /// The column of the cell read last in it.
    column: Option<u32>,
    has_ended: bool,
}

impl<R: Read> Cells<R> {
    /// Goes to the first cell. What the sheet says of its dimensions is passed over, as it is
    /// only a claim.
    pub(super) fn new(part: R) -> Result<Self> {
        let mut cells = Self {
            xml: Xml::new(part),
            row: None,
            column: None,
            has_ended: false,
        };
        loop {
            match cells.xml.next()? {
                Event::Start(element) if is_named(&element, "sheetData") => return Ok(cells),
                Event::Eof => return Err(damaged("a sheet has no cells")),
                _ => {}
            }
        }
    }

    /// Puts the next cell into `cell`; false after the last one.
    pub(super) fn next(&mut self, cell: &mut Cell) -> Result<bool> {
        while !self.has_ended {
            match self.xml.next()? {
                Event::Start(element) if is_named(&element, "row") => {
                    let number = attribute(&element, "r");
                    let row = match number.as_deref().map(row_number) {
                        Some(number) => number,
                        None => self.row.map_or(0, |row| row.saturating_add(1)),
                    };
                    self.begin_row(row)?;
                }
                Event::Start(element) if is_named(&element, "c") => {
                    begin_cell(&element, cell);
                    let stated = attribute(&element, "r");
                    let found = stated.map(|it| place(&it).ok_or_else(|| bad_place(&it)));
                    self.place_cell(found.transpose()?, cell)?;
                    self.read_cell(cell)?;
                    return Ok(true);
                }
                Event::End(element) if element.local_name().as_ref() == "sheetData" => {
                    self.has_ended = true;
                }
                Event::Eof => return Err(cut_off()),
                _ => {}
            }
        }
        Ok(false)
    }

    /// The merged ranges, which stand behind the cells: those not read yet are passed over.
    pub(super) fn merged(mut self) -> Result<Vec<Range>> {
        let mut ranges = Vec::new();
        loop {
            match self.xml.next()? {
                Event::Start(element) if is_named(&element, "mergeCell") => {
                    let stated = attribute(&element, "ref").unwrap_or_default();
                    let range = Range::parse(&stated);
                    let range = range.ok_or_else(|| bad_place(&stated))?;
                    if range.is_merged() {
                        ranges.push(range);
                    }
                }
                Event::End(element) if element.local_name().as_ref() == "worksheet" => {
                    return Ok(ranges);
                }
                Event::Eof => return Err(cut_off()),
                _ => {}
            }
        }
    }

    fn begin_row(&mut self, row: u32) -> Result<()> {
        if self.row.is_some_and(|last| last > row) {
            return Err(damaged("its rows are out of order"));
        }
        if row >= ROWS {
            return Err(damaged("a sheet has too many rows"));
        }
        if self.row != Some(row) {
            self.column = None;
        }
        self.row = Some(row);
        Ok(())
    }

    /// Finds out where a cell stands: where it says, or behind the one before it.
    fn place_cell(&mut self, found: Option<(u32, u32)>, cell: &mut Cell) -> Result<()> {
        let column = match found {
            Some((row, column)) => {
                if self.row != Some(row) {
                    self.begin_row(row)?;
                }
                column
            }
            None => self.column.map_or(0, |column| column.saturating_add(1)),
        };
        if self.column.is_some_and(|last| last >= column) {
            return Err(damaged("its cells are out of order"));
        }
        if column >= COLUMNS {
            return Err(damaged("a sheet has too many columns"));
        }
        self.column = Some(column);
        cell.row = self.row.unwrap_or(0);
        cell.column = column;
        Ok(())
    }

    /// Reads what a cell holds, to its end.
    fn read_cell(&mut self, cell: &mut Cell) -> Result<()> {
        let mut has_formula = false;
        let mut has_value = false;
        loop {
            let part = match self.xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" => Part::Value,
                    "is" => Part::Runs,
                    "f" => Part::Formula,
                    _ => Part::Other,
                },
                Event::End(_) => break,
                Event::Eof => return Err(cut_off()),
                _ => continue,
            };
            match part {
                // What a text in the cell itself says counts.
                Part::Value if cell.kind == Kind::Inline => self.xml.skip()?,
                Part::Value => {
                    self.xml.push_text(&mut cell.text)?;
                    // An empty text is a value.
                    has_value = cell.kind == Kind::Text || !cell.text.is_empty();
                }
                Part::Runs => {
                    cell.kind = Kind::Inline;
                    cell.text.clear();
                    self.xml.push_runs(&mut cell.text)?;
                    has_value = true;
                }
                Part::Formula => {
                    has_formula = true;
                    self.xml.skip()?;
                }
                Part::Other => self.xml.skip()?,
            }
        }
        cell.lacks_value = has_formula && !has_value;
        if matches!(cell.kind, Kind::Text | Kind::Inline) && cell.text.contains("_x") {
            cell.text = unescaped(&cell.text).into_owned();
        }
        Ok(())
    }
}

/// A part of a cell.
enum Part {
    Value,
    Runs,
    Formula,
    Other,
}

/// Takes what the tag of a cell says.
fn begin_cell(element: &BytesStart<'_>, cell: &mut Cell) {
    let style = attribute(element, "s");
    cell.style = style.and_then(|style| style.parse().ok()).unwrap_or(0);
    cell.kind = Kind::of(attribute(element, "t").as_deref());
    cell.text.clear();
    cell.lacks_value = false;
}

/// The row that is written as a number from 1; too large a number where it is none.
fn row_number(text: &str) -> u32 {
    let number: Option<u32> = text.trim().parse().ok();
    number
        .and_then(|number| number.checked_sub(1))
        .unwrap_or(u32::MAX)
}

/// The row and the column of `B3`, from 0.
fn place(text: &str) -> Option<(u32, u32)> {
    let mut column = 0_u32;
    let mut row = 0_u32;
    for byte in text.bytes().filter(|byte| *byte != b'$') {
        match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' if row == 0 => {
                let letter = u32::from(letter.saturating_sub(b'A'));
                column = column
                    .checked_mul(26)?
                    .checked_add(letter)?
                    .checked_add(1)?;
            }
            digit @ b'0'..=b'9' => {
                let digit = u32::from(digit.saturating_sub(b'0'));
                row = row.checked_mul(10)?.checked_add(digit)?;
            }
            _ => return None,
        }
    }
    let place = (row.checked_sub(1)?, column.checked_sub(1)?);
    (place.0 < ROWS && place.1 < COLUMNS).then_some(place)
}

/// `B3`.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), u64::from(row).saturating_add(1))
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
pub(super) fn letters(column: u32) -> String {
    let mut reversed = Vec::new();
    let mut rest = Some(column);
    while let Some(number) = rest {
        let letter = u8::try_from(number % 26).unwrap_or(0);
        reversed.push(char::from(b'A'.saturating_add(letter)));
        rest = (number / 26).checked_sub(1);
    }
    reversed.iter().rev().collect()
}

fn bad_place(stated: &str) -> Error {
    let stated: String = stated.chars().take(40).collect();
    damaged(&format!("`{stated}` is no place in a sheet"))
}

#[cfg(test)]
#[path = "xlsx_cells_tests.rs"]
mod tests;
