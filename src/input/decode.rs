//! The bytes of a text file as UTF-8, chunk by chunk.
#![expect(
    clippy::indexing_slicing,
    reason = "every range ends at what was read into its buffer, or begins there"
)]

use std::io::{ErrorKind as IoErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult, GB18030};

use super::text_columns::read_failed;
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// Bytes asked of the reader at once.
pub(super) const READ_BYTES: usize = 64 << 10;
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
/// Bytes by which all marks are known.
const MARKS_BYTES: usize = 2 * UTF8_MARK.len();
const UTF16_MARKS: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];

/// How the characters of a text file are written. It is declared, never
/// guessed: the same bytes must always mean the same text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// GB 18030, of which GBK and GB 2312 are parts.
    Gb18030,
}

impl Encoding {
    /// The encoding of a name: `utf-8`, `utf8`, `gb18030`, `gbk` or `gb2312`,
    /// in upper or lower case.
    pub fn from_id(id: &str) -> Option<Self> {
        match id.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" => Some(Self::Gb18030),
            _ => None,
        }
    }

    /// The name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
        }
    }
}

/// A reader's bytes, decoded, without byte order marks at their beginning.
///
/// In UTF-8 the bytes are handed on as they are: they are checked batch by
/// batch where the text columns are built.
pub(super) struct TextBytes<R> {
    reader: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    bytes_done: u64,
    at_beginning: bool,
}

impl<R: Read> TextBytes<R> {
    pub(super) fn new(reader: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Utf8 => None,
            Encoding::Gb18030 => Some(GB18030.new_decoder_without_bom_handling()),
        };
        Self {
            reader,
            decoder,
            raw: Vec::new(),
            bytes_done: 0,
            at_beginning: true,
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
        if !std::mem::replace(&mut self.at_beginning, false) {
            return self.read_more(text);
        }
        // The first bytes are looked at, however little the reader gives at a time.
        let mut read = Ok(true);
        while text.len() < MARKS_BYTES && matches!(read, Ok(true)) {
            read = self.read_more(text);
        }
        self.skip_marks(text)?;
        read
    }

    fn skip_marks(&self, text: &mut Vec<u8>) -> Result<()> {
        if self.decoder.is_none() && UTF16_MARKS.iter().any(|mark| text.starts_with(mark)) {
            return Err(utf16());
        }
        if self.decoder.is_some() && text.starts_with("锘".as_bytes()) {
            // 锘 is what the first two bytes of UTF-8's mark are in GB18030; no column is named so.
            return Err(marked_utf8());
        }
        // Programs that join files, or mark one that has its mark, leave two.
        for _ in 0..2 {
            if text.starts_with(UTF8_MARK) {
                text.drain(..UTF8_MARK.len());
            }
        }
        Ok(())
    }

    /// Appends what one read of the reader gives; false at the end.
    fn read_more(&mut self, text: &mut Vec<u8>) -> Result<bool> {
        let Some(decoder) = &mut self.decoder else {
            let length = text.len();
            text.resize(length.saturating_add(READ_BYTES), 0);
            let read = read_some(&mut self.reader, &mut text[length..]);
            text.truncate(length.saturating_add(*read.as_ref().unwrap_or(&0)));
            let count = read?;
            self.bytes_done = self.bytes_done.saturating_add(count as u64);
            return Ok(count > 0);
        };
        self.raw.resize(READ_BYTES, 0);
        let count = read_some(&mut self.reader, &mut self.raw)?;
        self.bytes_done = self.bytes_done.saturating_add(count as u64);
        let at_end = count == 0;
        if decode_into(decoder, &self.raw[..count], at_end, text) {
            return Err(malformed());
        }
        Ok(!at_end)
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

/// One read, repeated when it is interrupted.
fn read_some<R: Read>(reader: &mut R, buffer: &mut [u8]) -> Result<usize> {
    loop {
        match reader.read(buffer) {
            // A reader that claims more than it was given room for must not be believed.
            Ok(count) => return Ok(count.min(buffer.len())),
            Err(error) if error.kind() == IoErrorKind::Interrupted => {}
            Err(error) => return Err(read_failed(&error)),
        }
    }
}

fn malformed() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "文件声明为 GB18030 编码,但此处的字节不是 GB18030;如果文件是 UTF-8 编码,请声明编码为 utf-8",
            "the file is declared as GB18030, but found bytes that are not GB18030; if it is in UTF-8, declare its encoding as `utf-8`"
        ),
    )
}

fn marked_utf8() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "文件声明为 GB18030 编码,但开头是 UTF-8 的标记;请声明编码为 utf-8",
            "the file is declared as GB18030, but begins with the mark of UTF-8; declare its encoding as `utf-8`"
        ),
    )
}

fn utf16() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "文件是 UTF-16 编码(Excel 的“Unicode 文本”),无法读取;请另存为“CSV UTF-8”",
            "the file is in UTF-16 (Excel's \"Unicode text\"), which is not read; save it as \"CSV UTF-8\""
        ),
    )
}
