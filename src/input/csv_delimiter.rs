//! What stands between the cells of a CSV file.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "ranges begin behind what was found before them in the same text, and end where something was found"
)]

use super::csv_chunk::is_line_end;
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// The byte that stands for a delimiter of several bytes once a text is translated.
const UNIT_SEPARATOR: u8 = 0x1F;
const FULL_WIDTH_COMMA: char = '，';

/// The character between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// An ASCII character.
    Byte(u8),
    /// `，`, which is translated into a single byte before a text is split.
    FullWidthComma,
}

impl Delimiter {
    /// # Errors
    ///
    /// Kind `Argument` for a character that cannot stand between cells.
    pub(super) fn of(character: char) -> Result<Self> {
        let byte = u8::try_from(character).ok().filter(u8::is_ascii);
        match byte {
            Some(byte) if !matches!(byte, 0 | b'"' | b'\r' | b'\n') => Ok(Self::Byte(byte)),
            None if character == FULL_WIDTH_COMMA => Ok(Self::FullWidthComma),
            _ => Err(not_a_delimiter(character)),
        }
    }

    /// The byte between two cells of a translated text.
    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Byte(byte) => byte,
            Self::FullWidthComma => UNIT_SEPARATOR,
        }
    }

    /// Whether a text that was not translated ends in the delimiter.
    #[inline]
    pub(super) fn ends(self, text: &[u8]) -> bool {
        match self {
            Self::Byte(byte) => text.last() == Some(&byte),
            Self::FullWidthComma => text.ends_with("，".as_bytes()),
        }
    }

    /// Translates a text that begins with a record, so that one byte stands between its cells.
    /// Where the text has that byte already, the error; only what stands before it is kept.
    pub(super) fn translate(self, text: &mut Vec<u8>) -> Option<Error> {
        if self != Self::FullWidthComma {
            return None;
        }
        let fault = text.iter().position(|&byte| byte == UNIT_SEPARATOR);
        text.truncate(fault.unwrap_or(text.len()));
        *text = translated(text);
        fault.map(|_| unit_separator())
    }
}

/// Where in a cell a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Beginning,
    Unquoted,
    Quotes,
    /// Behind a quote that closes the cell, unless another one follows.
    Closed,
}

fn translated(text: &[u8]) -> Vec<u8> {
    let comma = "，".as_bytes();
    let mut translated = Vec::with_capacity(text.len());
    let mut at = 0;
    let mut state = In::Beginning;
    while let Some(&byte) = text.get(at) {
        if state != In::Quotes && text[at..].starts_with(comma) {
            translated.push(UNIT_SEPARATOR);
            at += comma.len();
            state = In::Beginning;
            continue;
        }
        state = match (state, byte) {
            (In::Beginning | In::Closed, b'"') => In::Quotes,
            (In::Quotes, b'"') => In::Closed,
            (In::Quotes, _) => In::Quotes,
            _ if is_line_end(byte) => In::Beginning,
            _ => In::Unquoted,
        };
        translated.push(byte);
        at += 1;
    }
    translated
}

fn not_a_delimiter(found: char) -> Error {
    let shown = found.escape_default();
    Error::new(
        ErrorKind::Argument,
        text!(
            "分隔符应为一个 ASCII 字符（不能是引号或换行）或全角逗号 `，`，但得到 `{shown}`",
            "expected a delimiter that is an ASCII character, neither a quote nor a line end, or the full-width comma `，`, but found `{shown}`"
        ),
    )
}

fn unit_separator() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "发现控制字符 U+001F，以全角逗号分隔的文件中不允许出现",
            "found the control character U+001F, which a file with full-width commas between its cells may not hold"
        ),
    )
}
