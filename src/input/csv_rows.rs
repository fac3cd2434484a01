//! The rows of a chunk of a CSV file, one at a time, whatever they hold.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "places are behind what was found before them in the same text"
)]

use super::csv_chunk::{Chunk, is_line_end};
use super::csv_delimiter::Delimiter;
use super::csv_lines::count_line_ends;
use super::csv_record::{End, Record};
use super::text_columns::{nul_byte, value_too_long};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::spelling::is_all_blank;
use crate::text::text;

/// A place in a chunk at which a row begins, or a line without a character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) at: usize,
    /// Its line in the file.
    pub(super) line: u64,
}

impl Place {
    /// Moves behind a line end at this place, if there is one.
    #[inline]
    pub(super) fn pass_line_end(&mut self, text: &[u8]) -> bool {
        let found = text.get(self.at).filter(|byte| is_line_end(**byte));
        let is_behind_cr = || self.at > 0 && text[self.at - 1] == b'\r';
        match found {
            // The line was counted where its CR stands.
            Some(b'\n') if is_behind_cr() => {}
            Some(_) => self.line += 1,
            None => return false,
        }
        self.at += 1;
        true
    }
}

/// What comes next in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Row,
    /// A row whose cells are all blank.
    Blank,
    End,
}

/// The rows of a chunk.
pub(super) struct Rows {
    chunk: Chunk,
    /// Where the next row begins.
    pub(super) place: Place,
    /// The line of the current row.
    pub(super) line: u64,
    delimiter: u8,
    /// The current row.
    record: Record,
}

impl Rows {
    pub(super) fn new(mut chunk: Chunk, delimiter: Delimiter) -> Self {
        let place = Place {
            at: chunk.start,
            line: chunk.line,
        };
        if let Some(error) = delimiter.translate(&mut chunk.text) {
            let lines = count_line_ends(chunk.text.get(chunk.start..).unwrap_or_default());
            chunk.failure = Some(error.at_line(chunk.line.saturating_add(lines)));
        }
        Self {
            chunk,
            place,
            line: place.line,
            delimiter: delimiter.byte(),
            record: Record::default(),
        }
    }

    /// The text of the chunk.
    pub(super) fn text(&self) -> &[u8] {
        &self.chunk.text
    }

    /// The number of cells of the current row.
    pub(super) fn cells(&self) -> usize {
        self.record.cells()
    }

    /// One cell of the current row.
    #[inline]
    pub(super) fn cell(&self, position: usize) -> &[u8] {
        self.record.cell(position)
    }

    /// Moves to the next row, and checks that it has a cell per name, and none of those at the
    /// positions `unnamed` holds anything.
    pub(super) fn next(&mut self, names: &[String], unnamed: &[usize]) -> Result<Next> {
        match self.split() {
            Ok(true) => {}
            Ok(false) => return Ok(Next::End),
            Err(error) => {
                let cell = self.record.malformed.unwrap_or(self.cells());
                return Err(match names.get(cell).filter(|name| !name.is_empty()) {
                    Some(name) => error.in_column(name),
                    None => error,
                });
            }
        }
        if self.is_blank() {
            return Ok(Next::Blank);
        }
        if self.cells() != names.len() {
            return Err(ragged(names.len(), self.cells()));
        }
        if let Some(position) = unnamed.iter().find(|cell| !self.is_blank_cell(**cell)) {
            return Err(outside_header(position + 1));
        }
        let bytes = self.record.bytes();
        if bytes.len() > limits::VALUE_BYTES || bytes.contains(&0) {
            self.check_cells(names)?;
        }
        Ok(Next::Row)
    }

    /// Whether all cells of the current row are blank.
    fn is_blank(&self) -> bool {
        if self
            .record
            .bytes()
            .first()
            .is_some_and(u8::is_ascii_graphic)
        {
            return false;
        }
        (0..self.cells()).all(|cell| self.is_blank_cell(cell))
    }

    fn is_blank_cell(&self, position: usize) -> bool {
        std::str::from_utf8(self.cell(position)).is_ok_and(is_all_blank)
    }

    /// Finds the cell of a suspicious row that is not allowed.
    fn check_cells(&self, names: &[String]) -> Result<()> {
        for (position, name) in names.iter().enumerate() {
            let cell = self.cell(position);
            if cell.contains(&0) {
                return Err(nul_byte().in_column(name));
            }
            if cell.len() > limits::VALUE_BYTES {
                return Err(value_too_long(cell.len()).in_column(name));
            }
        }
        Ok(())
    }

    /// Splits off the next row, data or header; false after the last one.
    pub(super) fn split(&mut self) -> Result<bool> {
        let text = &self.chunk.text;
        while self.place.pass_line_end(text) {}
        self.line = self.place.line;
        if self.place.at >= text.len() {
            self.record = Record::default();
            return match self.chunk.failure.take() {
                Some(failure) => Err(failure),
                None => Ok(false),
            };
        }
        let start = self.place.at;
        match self.record.split(text, start, self.delimiter)? {
            End::Line(end) => {
                let lines = count_line_ends(&text[start..end]);
                self.place = Place {
                    at: end,
                    line: self.line.saturating_add(lines),
                };
            }
            // A chunk ends in a line end, unless the file could not be read any further.
            End::Cut | End::OpenQuote => {
                self.place.at = text.len();
                return Err(self.chunk.failure.take().unwrap_or_else(open_quote));
            }
        }
        if self.record.malformed.is_some() {
            return Err(text_behind_quote());
        }
        Ok(true)
    }
}

fn ragged(expected: usize, found: usize) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "应有 {expected} 个单元格（与表头相同），实际有 {found} 个；请检查分隔符和引号",
            "expected {expected} cells as in the header, but found {found}; look for a delimiter or a quote too many"
        ),
    )
}

fn outside_header(ordinal: usize) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "第 {ordinal} 个单元格有内容，但该列在表头中没有列名；请补上列名，或指明表头所在的行",
            "cell {ordinal} holds something, but its column has no name in the header; name the column, or say on which line the header stands"
        ),
    )
}

fn open_quote() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "引号没有闭合，直到文件末尾；请补上引号",
            "a quote is still open at the end of the file; close it"
        ),
    )
}

fn text_behind_quote() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "引号闭合之后还有内容；单元格内的引号应写成两个",
            "found text behind the quote that closes a cell; write a quote within a cell twice"
        ),
    )
}
