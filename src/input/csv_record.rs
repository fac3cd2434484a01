//! One record of a CSV text, split into its cells.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "ranges begin behind what was found before them in the same text; cells end where `split` wrote that they do"
)]

use super::csv_chunk::is_line_end;
use super::text_columns::{line_too_long, too_many_columns};
use crate::error::Result;
use crate::limits;

/// The cells of a record, one behind the other, without quotes.
#[derive(Debug, Default)]
pub(super) struct Record {
    row: Vec<u8>,
    /// Where each cell ends in `row`.
    ends: Vec<usize>,
    /// The first quoted cell that goes on behind the quote that closes it.
    pub(super) malformed: Option<usize>,
}

/// How a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// In a line end, with the place behind it.
    Line(usize),
    /// It is cut off with the text.
    Cut,
    /// It is cut off with the text, within quotes.
    OpenQuote,
}

impl Record {
    /// The number of cells.
    pub(super) fn cells(&self) -> usize {
        self.ends.len()
    }

    /// One of the cells.
    #[inline]
    pub(super) fn cell(&self, position: usize) -> &[u8] {
        let start = match position.checked_sub(1) {
            None => 0,
            Some(before) => self.ends[before],
        };
        &self.row[start..self.ends[position]]
    }

    /// All cells, one behind the other.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.row
    }

    /// Splits the record that begins at `at`. Where it is cut off, or an error is found, its cells
    /// are those in front of the fault.
    ///
    /// # Errors
    ///
    /// Kind `Limit` where it has too many bytes or cells.
    pub(super) fn split(&mut self, text: &[u8], mut at: usize, delimiter: u8) -> Result<End> {
        self.row.clear();
        self.ends.clear();
        self.malformed = None;
        loop {
            if text.get(at) == Some(&b'"') {
                let Some(behind) = self.unquote(text, at + 1) else {
                    self.check_length()?;
                    return Ok(End::OpenQuote);
                };
                at = behind;
                let goes_on = |&&byte: &&u8| byte != delimiter && !is_line_end(byte);
                if text.get(at).filter(goes_on).is_some() {
                    self.malformed.get_or_insert(self.ends.len());
                }
            }
            let rest = &text[at..];
            let length = rest
                .iter()
                .position(|&byte| byte == delimiter || is_line_end(byte));
            self.row
                .extend_from_slice(&rest[..length.unwrap_or(rest.len())]);
            self.check_length()?;
            let Some(length) = length else {
                return Ok(End::Cut);
            };
            if self.ends.len() >= limits::COLUMNS {
                return Err(too_many_columns());
            }
            self.ends.push(self.row.len());
            at += length + 1;
            if is_line_end(rest[length]) {
                return Ok(End::Line(at));
            }
        }
    }

    /// Takes what stands within quotes, from behind the opening one; where it goes on behind the
    /// closing one, if it is closed.
    fn unquote(&mut self, text: &[u8], mut at: usize) -> Option<usize> {
        loop {
            let rest = &text[at..];
            let Some(length) = rest.iter().position(|&byte| byte == b'"') else {
                self.row.extend_from_slice(rest);
                return None;
            };
            self.row.extend_from_slice(&rest[..length]);
            at += length + 1;
            if text.get(at) != Some(&b'"') {
                return Some(at);
            }
            self.row.push(b'"');
            at += 1;
        }
    }

    fn check_length(&self) -> Result<()> {
        if self.row.len() > limits::LINE_BYTES {
            return Err(line_too_long());
        }
        Ok(())
    }
}
