//! The bytes of a text file as UTF-8, chunk by chunk.
#![expect(
    clippy::indexing_slicing,
    reason = "every range ends at what was read into its buffer, or begins there"
)]

use std::io::{ErrorKind as IoErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_16BE, UTF_16LE};

use super::text_columns::read_failed;
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// Bytes asked of the reader at once.
pub(super) const READ_BYTES: usize = 64 << 10;
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16_LE_MARK: &[u8] = b"\xFF\xFE";
const UTF16_BE_MARK: &[u8] = b"\xFE\xFF";
/// Bytes of text at the beginning that are looked at for marks: programs that join files, or mark
/// one that has its mark, leave two.
const MARKS_BYTES: usize = 2 * UTF8_MARK.len();

/// How the characters of a text file are written. It is declared, never
/// guessed: the same bytes must always mean the same text. A file may begin with
/// the byte order mark of its encoding; that of another encoding is an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// GB 18030, of which GBK and GB 2312 are parts.
    Gb18030,
    /// UTF-16, the lower byte first: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
}

impl Encoding {
    /// The encoding of a name: `utf-8`, `utf8`, `gb18030`, `gbk`, `gb2312`, `utf-16le` or
    /// `utf-16be`, in upper or lower case.
    pub fn from_id(id: &str) -> Option<Self> {
        match id.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" => Some(Self::Gb18030),
            "utf-16le" | "utf16le" => Some(Self::Utf16Le),
            "utf-16be" | "utf16be" => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// The name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }

    /// The name as a person writes it.
    fn words(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
        }
    }

    /// What decodes it; UTF-8 needs no decoder.
    fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Self::Utf8 => return None,
            Self::Gb18030 => GB18030,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }

    /// The encoding by whose byte order mark a file begins.
    fn of_mark(beginning: &[u8]) -> Option<Self> {
        let marks = [
            (UTF8_MARK, Self::Utf8),
            (UTF16_LE_MARK, Self::Utf16Le),
            (UTF16_BE_MARK, Self::Utf16Be),
        ];
        let found = marks.iter().find(|(mark, _)| beginning.starts_with(mark));
        found.map(|(_, encoding)| *encoding)
    }
}

/// The text of the beginning of a file, without byte order marks; a character that is cut off at
/// its end is left out. None where the bytes are not in this encoding, or begin with the byte
/// order mark of another.
pub fn decode_beginning(bytes: &[u8], encoding: Encoding) -> Option<String> {
    if Encoding::of_mark(bytes).is_some_and(|marked| marked != encoding) {
        return None;
    }
    let text = match encoding.decoder() {
        None => {
            let whole = match std::str::from_utf8(bytes) {
                Ok(_) => bytes,
                Err(fault) if fault.error_len().is_none() => &bytes[..fault.valid_up_to()],
                Err(_) => return None,
            };
            whole.to_vec()
        }
        Some(mut decoder) => {
            let mut text = Vec::new();
            let is_malformed = decode_into(&mut decoder, bytes, false, &mut text);
            (!is_malformed).then_some(text)?
        }
    };
    let mut text = String::from_utf8(text).ok()?;
    text.drain(..marks_length(text.as_bytes()));
    Some(text)
}

/// Bytes of the marks at the beginning of a decoded text.
fn marks_length(text: &[u8]) -> usize {
    let marks = text.chunks(UTF8_MARK.len()).take(2);
    let marks = marks.take_while(|chunk| *chunk == UTF8_MARK);
    marks.map(<[u8]>::len).sum()
}

/// A reader's bytes, decoded, without byte order marks at their beginning.
///
/// In UTF-8 the bytes are handed on as they are: they are checked batch by
/// batch where the text columns are built.
pub(super) struct TextBytes<R> {
    reader: R,
    encoding: Encoding,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// The first bytes of the file, read to see its mark, until they are decoded.
    beginning: Vec<u8>,
    bytes_done: u64,
    place: Place,
}

/// How far a file is read.
#[derive(Clone, Copy)]
enum Place {
    Beginning,
    Within,
    /// Nothing more is read: a decoder must not be used once it has finished.
    End,
}

impl<R: Read> TextBytes<R> {
    pub(super) fn new(reader: R, encoding: Encoding) -> Self {
        Self {
            reader,
            encoding,
            decoder: encoding.decoder(),
            raw: Vec::new(),
            beginning: Vec::new(),
            bytes_done: 0,
            place: Place::Beginning,
        }
    }

    /// Bytes taken from the reader.
    pub(super) fn bytes_done(&self) -> u64 {
        self.bytes_done
    }

    /// Appends more of the file to `text`, which is empty at first; false at the
    /// end of the file. Bytes in front of a malformed one are appended before the
    /// error; after an error, and after the end, there is nothing more to read.
    pub(super) fn read_into(&mut self, text: &mut Vec<u8>) -> Result<bool> {
        let read = match self.place {
            Place::Beginning => self.read_beginning(text),
            Place::Within => self.read_more(text),
            Place::End => return Ok(false),
        };
        self.place = match read {
            Ok(true) => Place::Within,
            Ok(false) | Err(_) => Place::End,
        };
        read
    }

    /// The first bytes are looked at, however little the reader gives at a time.
    fn read_beginning(&mut self, text: &mut Vec<u8>) -> Result<bool> {
        self.check_mark()?;
        let mut read = Ok(true);
        while text.len() < MARKS_BYTES && matches!(read, Ok(true)) {
            read = self.read_more(text);
        }
        text.drain(..marks_length(text));
        read
    }

    /// Refuses a file that begins with the mark of another encoding.
    fn check_mark(&mut self) -> Result<()> {
        let mut beginning = Vec::new();
        while beginning.len() < UTF8_MARK.len() {
            let mut bytes = [0; UTF8_MARK.len()];
            let room = UTF8_MARK.len().saturating_sub(beginning.len());
            let count = self.read_some(&mut bytes[..room])?;
            if count == 0 {
                break;
            }
            beginning.extend_from_slice(&bytes[..count]);
        }
        let marked = Encoding::of_mark(&beginning);
        self.beginning = beginning;
        match marked {
            Some(marked) if marked != self.encoding => Err(other_mark(self.encoding, marked)),
            _ => Ok(()),
        }
    }

    /// Appends what one read of the reader gives; false at the end.
    fn read_more(&mut self, text: &mut Vec<u8>) -> Result<bool> {
        if self.decoder.is_none() {
            let length = text.len();
            text.resize(length.saturating_add(READ_BYTES), 0);
            let read = self.read_some(&mut text[length..]);
            text.truncate(length.saturating_add(*read.as_ref().unwrap_or(&0)));
            return Ok(read? > 0);
        }
        let mut raw = std::mem::take(&mut self.raw);
        raw.resize(READ_BYTES, 0);
        let count = self.read_some(&mut raw)?;
        let at_end = count == 0;
        let decoder = self.decoder.as_mut();
        if decoder.is_some_and(|decoder| decode_into(decoder, &raw[..count], at_end, text)) {
            return Err(malformed(self.encoding));
        }
        self.raw = raw;
        Ok(!at_end)
    }

    /// One read of the file, repeated when it is interrupted.
    fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if !self.beginning.is_empty() {
            let count = self.beginning.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.beginning[..count]);
            self.beginning.drain(..count);
            return Ok(count);
        }
        loop {
            match self.reader.read(buffer) {
                Ok(count) => {
                    // A reader that claims more than it was given room for must not be believed.
                    let count = count.min(buffer.len());
                    self.bytes_done = self.bytes_done.saturating_add(count as u64);
                    return Ok(count);
                }
                Err(error) if error.kind() == IoErrorKind::Interrupted => {}
                Err(error) => return Err(read_failed(&error)),
            }
        }
    }
}

/// Appends the decoded bytes of `raw`; true where they are malformed, the text
/// in front of the fault being appended all the same.
fn decode_into(decoder: &mut Decoder, mut raw: &[u8], last: bool, decoded: &mut Vec<u8>) -> bool {
    loop {
        let length = decoded.len();
        let room = decoder
            .max_utf8_buffer_length_without_replacement(raw.len())
            .unwrap_or(READ_BYTES);
        decoded.resize(length.saturating_add(room), 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(raw, &mut decoded[length..], last);
        decoded.truncate(length.saturating_add(written));
        raw = &raw[read..];
        match result {
            DecoderResult::InputEmpty => return false,
            DecoderResult::Malformed(..) => return true,
            DecoderResult::OutputFull => {}
        }
    }
}

fn malformed(declared: Encoding) -> Error {
    let name = declared.words();
    Error::new(
        ErrorKind::Input,
        text!(
            "文件声明为 {name} 编码，但此处的字节不是 {name}；如果文件是 UTF-8 编码，请声明编码为 utf-8",
            "the file is declared as {name}, but found bytes that are not {name}; if it is in UTF-8, declare its encoding as `utf-8`"
        ),
    )
}

fn other_mark(declared: Encoding, marked: Encoding) -> Error {
    let (name, other, id) = (declared.words(), marked.words(), marked.id());
    Error::new(
        ErrorKind::Input,
        text!(
            "文件声明为 {name} 编码，但开头是 {other} 的标记；请声明编码为 {id}",
            "the file is declared as {name}, but begins with the mark of {other}; declare its encoding as `{id}`"
        ),
    )
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
