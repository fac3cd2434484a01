//! A CSV file cut into chunks of whole records.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "ranges begin behind what was found before them in the same text, and end where something was found"
)]

use std::io::Read;

use super::csv_delimiter::Delimiter;
use super::csv_lines::count_line_ends;
use super::decode::{READ_BYTES, TextBytes};
use super::text_columns::line_too_long;
use crate::error::{Error, Result};
use crate::limits;

/// Bytes of a chunk, if records are not longer.
const CHUNK_BYTES: usize = 1 << 20;

/// Bytes in which a record ends or is refused: of what a record is written with,
/// all is kept but the delimiters and, of quotes, one around every cell on
/// either side and one of every two within a cell.
const RECORD_BYTES: usize = 2 * limits::LINE_BYTES + 4 * limits::COLUMNS;

/// Whole records of a file.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) text: Vec<u8>,
    /// Where its records begin: behind the LF of a CRLF whose CR ended the chunk before.
    pub(super) start: usize,
    /// The line on which they begin.
    pub(super) line: u64,
    /// Why the file cannot be read any further; the last record may be cut off then.
    pub(super) failure: Option<Error>,
}

/// The chunks of a file, from its first to its last. It is read by one thread
/// at a time, so nothing more is done here than must be to find where records end.
pub(super) struct Chunks<R> {
    bytes: TextBytes<R>,
    delimiter: Delimiter,
    pub(super) chunk_bytes: usize,
    /// The beginning of a record whose end has not been read.
    rest: Vec<u8>,
    /// The line on which the next chunk begins.
    line: u64,
    /// The line on which the first chunk begins: those before are passed over.
    first_line: u64,
    /// Whether the chunk before, or what was passed over, ended in a CR.
    is_behind_cr: bool,
    has_ended: bool,
}

impl<R: Read> Chunks<R> {
    pub(super) fn new(bytes: TextBytes<R>, delimiter: Delimiter, first_line: u64) -> Self {
        Self {
            bytes,
            delimiter,
            chunk_bytes: CHUNK_BYTES,
            rest: Vec::new(),
            line: 1,
            first_line,
            is_behind_cr: false,
            has_ended: false,
        }
    }

    /// Bytes taken from the reader.
    pub(super) fn bytes_done(&self) -> u64 {
        self.bytes.bytes_done()
    }

    /// The next chunk; none after the last one, and none of an empty file.
    pub(super) fn next(&mut self) -> Option<Chunk> {
        if self.has_ended {
            return None;
        }
        if let Err(error) = self.pass_over_lines() {
            self.has_ended = true;
            return Some(self.chunk(Vec::new(), Some(error)));
        }
        let mut text = std::mem::take(&mut self.rest);
        let mut wanted = self.chunk_bytes.max(1);
        loop {
            // The last read asks for room beyond what is wanted.
            let room = wanted.saturating_add(READ_BYTES);
            text.reserve(room.saturating_sub(text.len()));
            let mut read = Ok(true);
            while text.len() < wanted && matches!(read, Ok(true)) {
                read = self.bytes.read_into(&mut text);
            }
            let failure = match read {
                Ok(true) => match last_record_end(&text, self.delimiter) {
                    Some(end) => {
                        self.rest = text.split_off(end);
                        return Some(self.chunk(text, None));
                    }
                    None if text.len() <= RECORD_BYTES => {
                        wanted = text.len().saturating_mul(2);
                        continue;
                    }
                    None => Some(line_too_long()),
                },
                Ok(false) => None,
                Err(error) => Some(error),
            };
            self.has_ended = true;
            if text.is_empty() && failure.is_none() {
                return None;
            }
            if failure.is_none() {
                // A line end too many is skipped.
                text.push(b'\n');
            }
            return Some(self.chunk(text, failure));
        }
    }

    /// A chunk whose records follow those of the chunk before.
    fn chunk(&mut self, text: Vec<u8>, failure: Option<Error>) -> Chunk {
        let line = self.line;
        let start = usize::from(self.is_behind_cr && text.first() == Some(&b'\n'));
        self.line = line.saturating_add(count_line_ends(&text[start..]));
        self.is_behind_cr = text.last().map_or(self.is_behind_cr, |&last| last == b'\r');
        Chunk {
            text,
            start,
            line,
            failure,
        }
    }

    /// Passes over the lines in front of the first one, whatever they hold.
    fn pass_over_lines(&mut self) -> Result<()> {
        let mut read = true;
        while self.line < self.first_line && (read || !self.rest.is_empty()) {
            if self.rest.is_empty() {
                read = self.bytes.read_into(&mut self.rest)?;
            }
            let missing = usize::try_from(self.first_line - self.line).unwrap_or(usize::MAX);
            let start = usize::from(self.is_behind_cr && self.rest.first() == Some(&b'\n'));
            let (passed, ends) = end_of_lines(&self.rest[start..], missing);
            self.line = self.line.saturating_add(ends as u64);
            if let Some(&last) = self.rest[..start + passed].last() {
                self.is_behind_cr = last == b'\r';
            }
            self.rest.drain(..start + passed);
        }
        Ok(())
    }
}

/// Where a number of lines of a text have ended, or the text has, and how many of them did.
fn end_of_lines(text: &[u8], lines: usize) -> (usize, usize) {
    let mut ended = 0;
    let mut before = 0;
    for (place, &byte) in text.iter().enumerate() {
        let is_end = byte == b'\r' || (byte == b'\n' && before != b'\r');
        ended += usize::from(is_end);
        if ended == lines {
            return (place + 1, ended);
        }
        before = byte;
    }
    (text.len(), ended)
}

/// Where the last whole record of a text ends that begins with a record.
///
/// Only a quote at the beginning of a cell hides line ends, up to the quote that
/// is not one of two; others are characters like any other.
fn last_record_end(text: &[u8], delimiter: Delimiter) -> Option<usize> {
    let quote_from = |start: usize| {
        // Most texts have none, and this finds it many times faster.
        let found = text[start..].contains(&b'"');
        let place = || text[start..].iter().position(|&byte| byte == b'"');
        found.then(place).flatten().map(|place| start + place)
    };
    let line_end_in = |start: usize, end: usize| {
        let place = text[start..end].iter().rposition(|&byte| is_line_end(byte));
        place.map(|place| start + place + 1)
    };
    let mut last = None;
    let mut start = 0;
    loop {
        // `start` is behind the last quoted cell.
        let mut at = start;
        let opening = loop {
            let Some(quote) = quote_from(at) else {
                return line_end_in(start, text.len()).or(last);
            };
            let begins = |before: &[u8]| {
                before.last().is_none_or(|&before| is_line_end(before)) || delimiter.ends(before)
            };
            if begins(&text[..quote]) {
                break quote;
            }
            at = quote + 1;
        };
        last = line_end_in(start, opening).or(last);
        at = opening + 1;
        start = loop {
            let Some(quote) = quote_from(at) else {
                return last;
            };
            match text.get(quote + 1) {
                Some(b'"') => at = quote + 2,
                Some(_) => break quote + 1,
                None => return last,
            }
        };
    }
}

pub(super) fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
