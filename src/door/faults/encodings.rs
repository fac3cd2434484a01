//! Text files whose characters cannot be read.

use super::super::content::{At, Both};
use super::input;
use crate::error::Error;
use crate::spelling::visible;
use crate::text::text;

/// A text of two encodings: lines of UTF-8 among others.
pub(crate) fn mixed(utf8_line: u64, other: At) -> Error {
    let At { line, column } = other;
    input(text!(
        "第 {utf8_line} 行是 UTF-8 编码，第 {line} 行第 {column} 个字符起却不是；文件可能由两种编码的内容拼成，或已损坏；请统一另存为“CSV UTF-8”，或声明它的编码",
        "line {utf8_line} is in UTF-8, but line {line} is not from character {column} on; the file may be put together of two encodings, or damaged; save it as CSV UTF-8, or declare its encoding"
    ))
    .at_line(line)
}

/// A text that can be in either encoding.
pub(crate) fn either(both: &Both) -> Error {
    let Both {
        line,
        utf8,
        gb18030,
    } = both;
    let (utf8, gb18030) = (visible(utf8), visible(gb18030));
    input(text!(
        "文件既可能是 UTF-8 编码（此行有 `{utf8}`），也可能是 GB18030（此行有 `{gb18030}`）；请另存为“CSV UTF-8”，或声明它的编码",
        "the file can be UTF-8 (with `{utf8}` in this line) or GB18030 (with `{gb18030}`); save it as CSV UTF-8, or declare its encoding"
    ))
    .at_line(*line)
}

/// A text in no encoding that is found out.
pub(crate) fn neither(at: At) -> Error {
    let At { line, column } = at;
    input(text!(
        "第 {column} 个字符处的字节既不是 UTF-8 也不是 GB18030；请另存为“CSV UTF-8”，或声明它的编码",
        "the bytes at character {column} are neither UTF-8 nor GB18030; save it as CSV UTF-8, or declare its encoding"
    ))
    .at_line(line)
}

/// A text with the mark of UTF-8 that is not UTF-8.
pub(crate) fn not_marked(at: At) -> Error {
    let At { line, column } = at;
    input(text!(
        "文件开头有 UTF-8 标记，但第 {column} 个字符处的字节不是 UTF-8；文件可能已损坏，请重新导出为“CSV UTF-8”",
        "the file begins with the mark of UTF-8, but the bytes at character {column} are not UTF-8; it may be damaged, so export it again as CSV UTF-8"
    ))
    .at_line(line)
}

/// A text with bytes that are zero.
pub(crate) fn zero_bytes() -> Error {
    input(text!(
        "文件中有值为 0 的字节：可能是没有标记的 UTF-16，也可能不是文本；请另存为“CSV UTF-8”，或声明它的编码（utf-16le 或 utf-16be）",
        "the file holds bytes that are zero: it may be UTF-16 without its mark, or no text; save it as CSV UTF-8, or declare its encoding (utf-16le or utf-16be)"
    ))
}
