//! What is found out about a text file in one pass over its bytes: its digest, and whether it is
//! UTF-8; and, where it is not, in a second one whether it is GB18030.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::{DecoderResult, GB18030};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::input::Encoding;
use crate::limits;
use crate::text::text;

/// Bytes read at once.
const READ_BYTES: usize = 64 << 10;
/// Longest character of UTF-8.
const CHARACTER_BYTES: usize = 4;

/// The SHA-256 of bytes while they are read.
#[derive(Debug)]
pub(super) struct Digest(Option<Arc<Mutex<Sha256>>>);

struct Digested<R> {
    bytes: R,
    state: Arc<Mutex<Sha256>>,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl Digest {
    /// Bytes whose digest is taken, if it is wanted.
    pub(super) fn over(bytes: Box<dyn Read + Send>, wanted: bool) -> (Box<dyn Read + Send>, Self) {
        if !wanted {
            return (bytes, Self(None));
        }
        let state: Arc<Mutex<Sha256>> = Arc::default();
        let digest = Self(Some(Arc::clone(&state)));
        (Box::new(Digested { bytes, state }), digest)
    }

    /// The digest of all that was read; none where it was not wanted.
    pub(super) fn hex(self) -> Option<String> {
        let state = self.0?;
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        Some(hex(&state.clone().finalize()))
    }

    /// The digest of a file.
    #[cfg(any(feature = "parquet", feature = "xlsx"))]
    pub(super) fn of(file: &mut impl Read) -> Result<String> {
        let mut state = Sha256::new();
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let count = read_some(file, &mut buffer)?;
            if count == 0 {
                return Ok(hex(&state.finalize()));
            }
            state.update(buffer.get(..count).unwrap_or_default());
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

fn read_some(bytes: &mut impl Read, buffer: &mut [u8]) -> Result<usize> {
    loop {
        match bytes.read(buffer) {
            Ok(count) => return Ok(count.min(buffer.len())),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::of_file(&error)),
        }
    }
}

/// What one pass over a text file finds out.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Its first bytes, at most [`limits::BEGINNING_BYTES`].
    pub beginning: Vec<u8>,
    /// Whether these are all.
    pub is_whole: bool,
    /// Bytes that were read.
    pub bytes: u64,
    /// Whether all that was read is UTF-8.
    pub is_utf8: bool,
    /// Whether a byte of it is zero, as in no text but UTF-16.
    pub has_zero: bool,
    /// The highest byte of it.
    highest: u8,
    /// The last two bytes that were read, and whether these are the last ones of the file.
    last: [u8; 2],
    is_read_to_end: bool,
}

impl Content {
    /// Reads a file to its end, or no further than its beginning goes.
    pub(super) fn of(mut bytes: impl Read, to_end: bool) -> Result<Self> {
        let mut content = Self {
            is_utf8: true,
            ..Self::default()
        };
        let mut buffer = vec![0; READ_BYTES.saturating_add(CHARACTER_BYTES)];
        // Bytes of a character whose end has not been read, at the beginning of the buffer.
        let mut open = 0_usize;
        loop {
            let room = buffer.get_mut(open..).unwrap_or_default();
            let count = read_some(&mut bytes, room)?;
            if count == 0 {
                content.is_utf8 &= open == 0;
                content.is_read_to_end = true;
                content.is_whole = content.bytes == content.beginning.len() as u64;
                return Ok(content);
            }
            let end = open.saturating_add(count);
            content.take(buffer.get(open..end).unwrap_or_default());
            open = content.check(buffer.get(..end).unwrap_or_default());
            buffer.copy_within(end.saturating_sub(open)..end, 0);
            if !to_end && content.beginning.len() >= limits::BEGINNING_BYTES {
                return Ok(content);
            }
        }
    }

    /// The length of the file, if it was read to its end.
    pub(super) fn length(&self) -> Option<u64> {
        self.is_read_to_end.then_some(self.bytes)
    }

    /// Whether a text that is UTF-8 holds characters that are not ASCII, but none of three bytes or
    /// more, as all of Chinese are. Then it can as well be a few of Chinese in GB18030.
    pub(super) fn is_narrow(&self) -> bool {
        (0x80..0xe0).contains(&self.highest)
    }

    /// Whether the text ends within a line, as one does that was cut off; false where it was not
    /// read to its end.
    pub(super) fn ends_within_line(&self, encoding: Encoding) -> bool {
        let [before, last] = self.last;
        let end = match encoding {
            Encoding::Utf16Le => before,
            _ => last,
        };
        let is_whole = match end {
            b'\n' => true,
            // A carriage return alone ends a line where others end so, too; else it is half an end.
            b'\r' => self.ends_lines_by_returns(encoding),
            _ => false,
        };
        self.is_read_to_end && self.bytes > 0 && !is_whole
    }

    fn ends_lines_by_returns(&self, encoding: Encoding) -> bool {
        let count = |sign: u8| {
            let sign = match encoding {
                Encoding::Utf16Le => [sign, 0],
                Encoding::Utf16Be => [0, sign],
                Encoding::Utf8 | Encoding::Gb18030 => {
                    return self.beginning.iter().filter(|byte| **byte == sign).count();
                }
            };
            let units = self.beginning.chunks(2);
            units.filter(|unit| *unit == sign).count()
        };
        count(b'\n') == 0 && count(b'\r') > 1
    }

    fn take(&mut self, read: &[u8]) {
        for byte in read.iter().rev().take(2).rev() {
            self.last = [self.last[1], *byte];
        }
        self.bytes = self.bytes.saturating_add(read.len() as u64);
        self.has_zero = self.has_zero || read.contains(&0);
        let highest = read.iter().copied().max();
        self.highest = self.highest.max(highest.unwrap_or_default());
        let room = limits::BEGINNING_BYTES.saturating_sub(self.beginning.len());
        let kept = read.get(..room.min(read.len())).unwrap_or_default();
        self.beginning.extend_from_slice(kept);
    }

    /// Checks bytes that begin with a character. Bytes of one that is cut off at their end.
    fn check(&mut self, bytes: &[u8]) -> usize {
        if !self.is_utf8 {
            return 0;
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => 0,
            Err(fault) if fault.error_len().is_none() => {
                bytes.len().saturating_sub(fault.valid_up_to())
            }
            Err(_) => {
                self.is_utf8 = false;
                0
            }
        }
    }
}

/// A place in a text as an editor counts, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub line: u64,
    pub column: u64,
}

/// How the lines of a file are written whose encoding is in doubt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// The first line that holds Chinese, or other characters of three bytes and more, in UTF-8.
    pub utf8_line: Option<u64>,
    /// The first byte that is not UTF-8.
    pub not_utf8: Option<At>,
    /// The first byte that is not GB18030.
    pub not_gb18030: Option<At>,
    /// The first characters that are not ASCII, but both UTF-8 and GB18030.
    pub both: Option<Both>,
}

/// Bytes that can be read in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Both {
    pub line: u64,
    pub utf8: String,
    pub gb18030: String,
}

impl Scan {
    pub(super) fn of(bytes: impl Read) -> Result<Self> {
        /// Bytes of a line that are looked at together.
        const LONGEST: u64 = 4 * limits::LINE_BYTES as u64;
        let mut bytes = BufReader::with_capacity(READ_BYTES, bytes);
        let mut scan = Self::default();
        let mut line = Vec::new();
        let mut number = 0_u64;
        loop {
            line.clear();
            let read = bytes.by_ref().take(LONGEST).read_until(b'\n', &mut line);
            let count = read.map_err(|error| Error::of_file(&error))?;
            if count == 0 {
                return Ok(scan);
            }
            if count as u64 == LONGEST {
                return Err(line_too_long().at_line(number.saturating_add(1)));
            }
            // Neither line end is ever part of a character of either encoding.
            let whole = line.strip_suffix(b"\n").unwrap_or(&line);
            let whole = whole.strip_suffix(b"\r").unwrap_or(whole);
            for line in whole.split(|&byte| byte == b'\r') {
                number = number.saturating_add(1);
                scan.look_at(line, number);
            }
        }
    }

    fn look_at(&mut self, line: &[u8], number: u64) {
        if line.is_ascii() {
            return;
        }
        let at = |before: usize| {
            let column = (before as u64).saturating_add(1);
            Some(At {
                line: number,
                column,
            })
        };
        match std::str::from_utf8(line) {
            Ok(text) => {
                let is_wide = |character: char| character.len_utf8() > 2;
                if self.utf8_line.is_none() && text.chars().any(is_wide) {
                    self.utf8_line = Some(number);
                }
                if self.both.is_none() {
                    self.both = both(line, number);
                }
            }
            Err(fault) if self.not_utf8.is_none() => {
                let before = line.get(..fault.valid_up_to()).unwrap_or_default();
                self.not_utf8 = at(String::from_utf8_lossy(before).chars().count());
            }
            Err(_) => {}
        }
        if self.not_gb18030.is_none()
            && let Some(before) = characters_before_fault(line)
        {
            self.not_gb18030 = at(before);
        }
    }
}

/// The first bytes of a line of UTF-8 that are not ASCII, as both encodings read them.
fn both(line: &[u8], number: u64) -> Option<Both> {
    let start = line.iter().position(|byte| !byte.is_ascii())?;
    let rest = line.get(start..)?;
    let end = rest.iter().position(u8::is_ascii).unwrap_or(rest.len());
    let bytes = rest.get(..end)?;
    let gb18030 = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Both {
        line: number,
        utf8: std::str::from_utf8(bytes).ok()?.to_owned(),
        gb18030: gb18030.into_owned(),
    })
}

/// How many characters stand in front of the first byte that is not GB18030; none where all are.
fn characters_before_fault(line: &[u8]) -> Option<usize> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(line.len())?;
    let mut text = vec![0; room];
    let (result, _, written) = decoder.decode_to_utf8_without_replacement(line, &mut text, true);
    if !matches!(result, DecoderResult::Malformed(..)) {
        return None;
    }
    let before = text.get(..written).unwrap_or_default();
    Some(String::from_utf8_lossy(before).chars().count())
}

fn line_too_long() -> Error {
    let most = limits::LINE_BYTES;
    Error::new(
        ErrorKind::Limit,
        text!(
            "一行最多 {most} 字节，此行更长；文件可能不是文本",
            "expected at most {most} bytes in a line, but found more; the file may not be text"
        ),
    )
}

#[cfg(test)]
#[path = "content_tests.rs"]
mod tests;
