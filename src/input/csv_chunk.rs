//! A CSV file cut into chunks of whole records.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "ranges begin behind what was found before them in the same text, and end where something was found"
)]

use std::io::Read;

use super::decode::{READ_BYTES, TextBytes};
use super::text_columns::line_too_long;
use crate::error::Error;
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
    /// Why the file cannot be read any further; the last record may be cut off then.
    pub(super) failure: Option<Error>,
}

/// The chunks of a file, from its first to its last. It is read by one thread
/// at a time, so nothing more is done here than must be to find where records end.
pub(super) struct Chunks<R> {
    bytes: TextBytes<R>,
    delimiter: u8,
    pub(super) chunk_bytes: usize,
    /// The beginning of a record whose end has not been read.
    rest: Vec<u8>,
    has_ended: bool,
}

impl<R: Read> Chunks<R> {
    pub(super) fn new(bytes: TextBytes<R>, delimiter: u8) -> Self {
        Self {
            bytes,
            delimiter,
            chunk_bytes: CHUNK_BYTES,
            rest: Vec::new(),
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
                        return Some(Chunk {
                            text,
                            failure: None,
                        });
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
            return Some(Chunk { text, failure });
        }
    }
}

/// Where the last whole record of a text ends that begins with a record.
///
/// Only a quote at the beginning of a cell hides line ends, up to the quote that
/// is not one of two; others are characters like any other.
fn last_record_end(text: &[u8], delimiter: u8) -> Option<usize> {
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
            let begins = |before: u8| before == delimiter || is_line_end(before);
            if quote == 0 || begins(text[quote - 1]) {
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
