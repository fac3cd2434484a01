//! A JSON lines file cut into chunks of whole lines, and their lines.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "ranges end at line ends found in the same text; counts are of bytes in memory or read"
)]

use std::io::BufRead;

use super::text_columns::{line_too_long, not_utf8, read_failed};
use crate::error::{Error, Result};
use crate::limits;
use crate::text::text;

/// Bytes of a chunk, if lines are not longer.
const CHUNK_BYTES: usize = 1 << 20;
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Whole lines of a file.
pub(super) struct Chunk {
    text: Vec<u8>,
    /// The number of its first line.
    line: u64,
    /// Why the file cannot be read any further; the last line may be cut off then.
    failure: Option<Error>,
}

/// The chunks of a file, from its first to its last.
pub(super) struct Chunks<R> {
    reader: R,
    pub(super) chunk_bytes: usize,
    /// The beginning of a line whose end has not been read.
    rest: Vec<u8>,
    /// The number of the next line, from 1.
    line: u64,
    /// Bytes taken from the reader.
    pub(super) bytes_done: u64,
    at_beginning: bool,
    has_ended: bool,
}

impl<R: BufRead> Chunks<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            chunk_bytes: CHUNK_BYTES,
            rest: Vec::new(),
            line: 1,
            bytes_done: 0,
            at_beginning: true,
            has_ended: false,
        }
    }

    /// The next chunk; none after the last one.
    pub(super) fn next(&mut self) -> Option<Chunk> {
        if self.has_ended {
            return None;
        }
        let mut text = std::mem::take(&mut self.rest);
        let mut wanted = self.chunk_bytes.max(1);
        let failure = loop {
            let read = self.read_up_to(wanted, &mut text);
            match read {
                Ok(true) => {}
                Ok(false) => break None,
                Err(error) => break Some(error),
            }
            if let Some(end) = text.iter().rposition(|&byte| byte == b'\n') {
                self.rest = text.split_off(end + 1);
                return Some(self.chunk(text, None));
            }
            if text.len() > limits::LINE_BYTES + BYTE_ORDER_MARK.len() {
                break Some(line_too_long());
            }
            wanted = text.len() * 2;
        };
        self.has_ended = true;
        (!text.is_empty() || failure.is_some()).then(|| self.chunk(text, failure))
    }

    /// Reads until `text` has `wanted` bytes; false at the end of the file.
    fn read_up_to(&mut self, wanted: usize, text: &mut Vec<u8>) -> Result<bool> {
        while text.len() < wanted {
            let waiting = match self.reader.fill_buf() {
                Ok(waiting) => waiting,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(read_failed(&error)),
            };
            if waiting.is_empty() {
                return Ok(false);
            }
            // A reader over memory offers the whole file at once.
            let count = waiting.len().min(wanted - text.len());
            text.extend_from_slice(&waiting[..count]);
            self.reader.consume(count);
            self.bytes_done += count as u64;
        }
        Ok(true)
    }

    fn chunk(&mut self, mut text: Vec<u8>, failure: Option<Error>) -> Chunk {
        if std::mem::replace(&mut self.at_beginning, false) && text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        let line = self.line;
        let ends = text.iter().filter(|&&byte| byte == b'\n').count();
        self.line += ends as u64;
        Chunk {
            text,
            line,
            failure,
        }
    }
}

/// The lines of a chunk, one at a time.
pub(super) struct Lines {
    chunk: Chunk,
    /// Where the next line begins.
    at: usize,
    /// The number of the line that was found last, or in which something is wrong.
    pub(super) line: u64,
}

impl Lines {
    pub(super) fn new(chunk: Chunk) -> Self {
        Self {
            // The line before the first one.
            line: chunk.line - 1,
            chunk,
            at: 0,
        }
    }

    /// The next line that is not blank, with its line end.
    pub(super) fn next(&mut self) -> Result<Option<&str>> {
        let line = loop {
            let rest = &self.chunk.text[self.at..];
            let end = rest.iter().position(|&byte| byte == b'\n');
            let line = &rest[..end.map_or(rest.len(), |end| end + 1)];
            self.line += 1;
            if end.is_none() && self.chunk.failure.is_some() {
                // The line may be cut off.
                return self.chunk.failure.take().map_or(Ok(None), Err);
            }
            if line.is_empty() {
                return Ok(None);
            }
            if line.len() - usize::from(end.is_some()) > limits::LINE_BYTES {
                return Err(line_too_long());
            }
            self.at += line.len();
            if !line.iter().all(u8::is_ascii_whitespace) {
                break self.at - line.len()..self.at;
            }
        };
        std::str::from_utf8(&self.chunk.text[line])
            .map(Some)
            .map_err(|_| not_utf8_json())
    }
}

fn not_utf8_json() -> Error {
    not_utf8(text!(
        "JSON 行文件只能是 UTF-8 编码,请另存为 UTF-8",
        "JSON lines are always UTF-8, so save the file as UTF-8"
    ))
}
