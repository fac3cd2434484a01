//! The rows of a chunk of a CSV file, one at a time, whatever they hold.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the splitter counts what it wrote into buffers of ours, and its counts stay within them"
)]

use csv_core::{ReadRecordResult, Reader as Splitter, ReaderBuilder};

use super::csv_chunk::Chunk;
use super::text_columns::{line_too_long, nul_byte, too_many_columns, value_too_long};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

/// The rows of a chunk.
pub(super) struct Rows {
    chunk: Chunk,
    /// Where the next row begins.
    pub(super) at: usize,
    delimiter: u8,
    splitter: Option<Box<Splitter>>,
    /// The cells of the current row, one behind the other, without quotes.
    row: Vec<u8>,
    /// Bytes of `row` in use.
    length: usize,
    /// Where each cell ends in `row`.
    ends: Vec<usize>,
    /// Entries of `ends` in use.
    pub(super) cells: usize,
}

impl Rows {
    pub(super) fn new(chunk: Chunk, delimiter: u8) -> Self {
        Self {
            chunk,
            at: 0,
            delimiter,
            splitter: None,
            row: vec![0; 1 << 10],
            length: 0,
            ends: vec![0; 64],
            cells: 0,
        }
    }

    /// The text of the chunk.
    pub(super) fn text(&self) -> &[u8] {
        &self.chunk.text
    }

    /// Moves to the next row with a cell per name, and checks it; false after
    /// the last one.
    pub(super) fn next(&mut self, names: &[String]) -> Result<bool> {
        match self.split() {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => {
                return Err(match names.get(self.cells) {
                    Some(name) => error.in_column(name),
                    None => error,
                });
            }
        }
        if self.cells != names.len() {
            return Err(ragged(names.len(), self.cells));
        }
        if self.length > limits::VALUE_BYTES || self.row[..self.length].contains(&0) {
            self.check_cells(names)?;
        }
        Ok(true)
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

    /// One cell of the current row.
    #[inline]
    pub(super) fn cell(&self, position: usize) -> &[u8] {
        let start = if position == 0 {
            0
        } else {
            self.ends[position - 1]
        };
        &self.row[start..self.ends[position]]
    }

    /// Splits off the next row, data or header; false after the last one.
    pub(super) fn split(&mut self) -> Result<bool> {
        (self.length, self.cells) = (0, 0);
        let delimiter = self.delimiter;
        loop {
            let input = &self.chunk.text[self.at..];
            if input.is_empty() {
                return match self.chunk.failure.take() {
                    Some(failure) => Err(failure),
                    // A chunk ends in a line end: what that does not end is an open quote.
                    None if self.length > 0 => Err(open_quote()),
                    None => Ok(false),
                };
            }
            let splitter = self.splitter.get_or_insert_with(|| splitter(delimiter));
            let (result, read, written, ended) = splitter.read_record(
                input,
                &mut self.row[self.length..],
                &mut self.ends[self.cells..],
            );
            self.at += read;
            self.length += written;
            self.cells += ended;
            match result {
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::OutputFull => {
                    grow(&mut self.row, limits::LINE_BYTES).ok_or_else(line_too_long)?;
                }
                ReadRecordResult::OutputEndsFull => {
                    grow(&mut self.ends, limits::COLUMNS).ok_or_else(too_many_columns)?;
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
        }
    }
}

fn splitter(delimiter: u8) -> Box<Splitter> {
    let mut splitter = ReaderBuilder::new().delimiter(delimiter).build();
    // It drops a byte order mark in front of the first thing it is given, which
    // may be the beginning of a cell.
    let _ = splitter.read_record(b"\n", &mut [0], &mut [0]);
    Box::new(splitter)
}

/// Doubles a buffer; `None` where it has reached `most` already.
fn grow<T: Clone + Default>(buffer: &mut Vec<T>, most: usize) -> Option<()> {
    let length = buffer.len();
    let longer = length.saturating_mul(2).min(most);
    buffer.resize(longer, T::default());
    (longer > length).then_some(())
}

fn ragged(expected: usize, found: usize) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "应有 {expected} 个单元格(与表头相同),实际有 {found} 个;请检查分隔符和引号",
            "expected {expected} cells as in the header, but found {found}; look for a delimiter or a quote too many"
        ),
    )
}

fn open_quote() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "引号没有闭合,直到文件末尾;请补上引号",
            "a quote is still open at the end of the file; close it"
        ),
    )
}
