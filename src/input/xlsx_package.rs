//! A look into a workbook's package before it is opened: a package of a few
//! kilobytes can claim, or unpack to, more than there is memory.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::error::{Error, ErrorKind, Result};
use crate::limits::WORKBOOK_PART_BYTES;
use crate::text::text;

/// No packing of `deflate` shrinks bytes by more than this.
const HIGHEST_RATIO: u64 = 1_032;
/// How a shared-text table announces how many texts it has.
const COUNT_ATTRIBUTE: &[u8] = b"uniqueCount";
/// Fewest bytes of one shared text, `<si/>`.
const TEXT_BYTES: u64 = 5;

/// Checks every part that will be held in memory, and gives the reader back,
/// at its beginning.
///
/// Sheets are not held: they are streamed, and their cells counted.
pub(super) fn check_package<R: Read + Seek>(reader: R) -> Result<R> {
    let mut package = ZipArchive::new(reader).map_err(|_| not_a_workbook())?;
    for index in 0..package.len() {
        let part = package
            .by_index_raw(index)
            .map_err(|error| damaged(&error.to_string()))?;
        let name = part
            .name()
            .map_err(|error| damaged(&error.to_string()))?
            .to_ascii_lowercase();
        let packed = part.compressed_size();
        let is_encrypted = part.encrypted();
        drop(part);
        if is_encrypted {
            return Err(protected());
        }
        let is_text_table = name.ends_with("sharedstrings.xml");
        let is_sheet = name.contains("worksheets/sheet");
        let may_be_large = packed.saturating_mul(HIGHEST_RATIO) > WORKBOOK_PART_BYTES;
        if is_text_table || (may_be_large && is_held(&name) && !is_sheet) {
            let mut part = package
                .by_index(index)
                .map_err(|error| damaged(&error.to_string()))?;
            check_part(&mut part, is_text_table)?;
        }
    }
    let mut reader = package.into_inner();
    reader
        .seek(SeekFrom::Start(0))
        .map_err(|error| damaged(&error.to_string()))?;
    Ok(reader)
}

/// Whether a part may be read whole when the workbook is opened.
fn is_held(name: &str) -> bool {
    name.ends_with(".xml") || name.ends_with(".rels")
}

/// Unpacks a part without keeping it: counts its bytes and finds claims of a
/// number of texts that it has no room for.
fn check_part(part: &mut impl Read, is_text_table: bool) -> Result<()> {
    let mut buffer = vec![0_u8; 64 << 10];
    let mut length = 0_u64;
    let mut claims = Claims::default();
    loop {
        let count = part
            .read(&mut buffer)
            .map_err(|error| damaged(&error.to_string()))?;
        let Some(chunk) = buffer.get(..count).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        length = length.saturating_add(count as u64);
        if length > WORKBOOK_PART_BYTES {
            return Err(too_large());
        }
        if is_text_table {
            if chunk.contains(&0) {
                return Err(damaged("the texts are not UTF-8"));
            }
            chunk.iter().for_each(|&byte| claims.push(byte));
        }
    }
    if claims.largest > length / TEXT_BYTES {
        return Err(damaged("more texts are claimed than there are"));
    }
    Ok(())
}

/// Finds `uniqueCount="123"` in a stream of bytes.
#[derive(Default)]
struct Claims {
    /// Bytes of the attribute's name matched so far.
    matched: usize,
    /// The number being read, behind the name.
    number: Option<u64>,
    largest: u64,
}

impl Claims {
    fn push(&mut self, byte: u8) {
        if let Some(number) = self.number {
            match byte {
                b'0'..=b'9' => {
                    let digit = u64::from(byte.saturating_sub(b'0'));
                    let number = number.saturating_mul(10).saturating_add(digit);
                    self.number = Some(number);
                    self.largest = self.largest.max(number);
                    return;
                }
                b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' | b'+' if number == 0 => return,
                _ => self.number = None,
            }
        }
        if COUNT_ATTRIBUTE.get(self.matched) == Some(&byte) {
            self.matched = self.matched.saturating_add(1);
        } else {
            // The name begins with its only `u` but one, so a mismatch can only restart it.
            self.matched = usize::from(byte == b'u');
        }
        if self.matched == COUNT_ATTRIBUTE.len() {
            self.matched = 0;
            self.number = Some(0);
        }
    }
}

fn too_large() -> Error {
    let most = WORKBOOK_PART_BYTES;
    Error::new(
        ErrorKind::Limit,
        text!(
            "工作簿的一个部分解压后最多 {most} 字节,此文件更大;请分成几个文件,或另存为 CSV",
            "expected each part of the workbook to unpack to at most {most} bytes, but found more; split the file, or save it as CSV"
        ),
    )
}

fn protected() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "工作簿有密码保护;请取消密码后再导入",
            "the workbook is protected by a password; remove it first"
        ),
    )
}

fn not_a_workbook() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "文件不是 xlsx 工作簿;旧的 .xls、.et 或加密的文件请另存为 .xlsx",
            "the file is not an xlsx workbook; save an old .xls, an .et or a protected file as .xlsx"
        ),
    )
}

/// A workbook that cannot be read; without a reason where none is known.
pub(super) fn damaged(reason: &str) -> Error {
    let message = if reason.is_empty() {
        text!(
            "工作簿已损坏;请在 Excel 或 WPS 中打开并重新保存",
            "the workbook is damaged; open it and save it again"
        )
    } else {
        text!(
            "工作簿已损坏({reason});请在 Excel 或 WPS 中打开并重新保存",
            "the workbook is damaged ({reason}); open it and save it again"
        )
    };
    Error::new(ErrorKind::Input, message)
}
