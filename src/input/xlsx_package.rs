//! A workbook's package: a zip file whose parts refer to each other.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::ZipFile;

use crate::error::{Error, ErrorKind, Result};
use crate::limits::WORKBOOK_PART_BYTES;
use crate::text::text;

/// How files begin that hold one of Excel's old workbooks, or one behind a password.
const COMPOUND_MARK: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Bytes of such a file that are searched for what it holds.
const SEARCHED_BYTES: u64 = 64 << 20;

/// The parts of a workbook.
pub(super) struct Package<R> {
    archive: ZipArchive<R>,
    /// Places of the parts in the archive, by their names as [`usual_name`] gives them.
    places: HashMap<String, usize>,
}

impl<R: Read + Seek> Package<R> {
    /// # Errors
    ///
    /// Kind `Input` for files that are no packages, saying what they are where that is known.
    pub(super) fn open(mut reader: R) -> Result<Self> {
        check_mark(&mut reader)?;
        let mut archive = ZipArchive::new(reader).map_err(|_| not_a_workbook())?;
        let mut places = HashMap::new();
        for place in 0..archive.len() {
            let part = archive.by_index_raw(place);
            let part = part.map_err(|error| damaged(&error.to_string()))?;
            if part.encrypted() {
                return Err(protected());
            }
            let name = part.name().map_err(|error| damaged(&error.to_string()))?;
            places.insert(usual_name(&name), place);
        }
        Ok(Self { archive, places })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&usual_name(name))
    }

    /// A part, to be read as a stream.
    pub(super) fn part(&mut self, name: &str) -> Result<ZipFile<'_, R>> {
        let place = self.places.get(&usual_name(name));
        let place = place.ok_or_else(|| damaged(&format!("it lacks the part `{name}`")))?;
        self.archive
            .by_index(*place)
            .map_err(|error| damaged(&error.to_string()))
    }

    /// A part that will be held in memory, of a bounded size, whatever size it states.
    pub(super) fn held_part(&mut self, name: &str) -> Result<Bounded<ZipFile<'_, R>>> {
        let part = self.part(name)?;
        if part.size() > WORKBOOK_PART_BYTES {
            return Err(too_large());
        }
        Ok(Bounded {
            part,
            left: WORKBOOK_PART_BYTES,
        })
    }
}

/// A part name without regard to case, to `\` for `/` and to a leading `/`.
fn usual_name(name: &str) -> String {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    name.trim_start_matches('/').to_owned()
}

/// The name of the part that `target` means in a part of the folder `folder`.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    if target.starts_with('/') {
        return target.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Refuses files that are known by how they begin.
fn check_mark<R: Read + Seek>(reader: &mut R) -> Result<()> {
    let unreadable = |error: std::io::Error| damaged(&error.to_string());
    let mut beginning = Vec::new();
    reader.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let length = COMPOUND_MARK.len() as u64;
    let read = reader.by_ref().take(length).read_to_end(&mut beginning);
    read.map_err(unreadable)?;
    if !COMPOUND_MARK.starts_with(&beginning) || beginning.len() < 4 {
        reader.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        return Ok(());
    }
    let name = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let is_package = holds(reader, &name("EncryptedPackage")).map_err(unreadable)?;
    Err(if is_package {
        protected()
    } else {
        old_workbook()
    })
}

/// Whether the rest of a file has some bytes in a row.
fn holds<R: Read>(reader: &mut R, wanted: &[u8]) -> std::io::Result<bool> {
    let mut reader = reader.take(SEARCHED_BYTES);
    let mut window = Vec::new();
    loop {
        let read = reader.by_ref().take(1 << 20).read_to_end(&mut window)?;
        if window.windows(wanted.len()).any(|found| found == wanted) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        let overlap = wanted.len().saturating_sub(1);
        window.drain(..window.len().saturating_sub(overlap));
    }
}

/// A reader that fails behind a number of bytes.
pub(super) struct Bounded<R> {
    part: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.part.read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        if self.left == 0 {
            return Err(std::io::Error::other("too large"));
        }
        Ok(count)
    }
}
fn too_large() -> Error {
    let most = WORKBOOK_PART_BYTES;
    Error::new(
        ErrorKind::Limit,
        text!(
            "工作簿的一个部分解压后最多 {most} 字节，此文件更大；请分成几个文件，或另存为 CSV",
            "expected each part of the workbook to unpack to at most {most} bytes, but found more; split the file, or save it as CSV"
        ),
    )
}

fn protected() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "工作簿有密码保护；请在 Excel 或 WPS 中取消密码后另存为 .xlsx",
            "the workbook is protected by a password; remove it in Excel or WPS, and save it as .xlsx"
        ),
    )
}

fn old_workbook() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "文件是旧格式（.xls、.et 或 .doc），无法读取；请在 Excel 或 WPS 中打开并另存为 .xlsx",
            "the file is of an old format (.xls, .et or .doc), which is not read; open it in Excel or WPS, and save it as .xlsx"
        ),
    )
}

pub(super) fn not_a_workbook() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "文件不是 xlsx 工作簿；请在 Excel 或 WPS 中打开并另存为 .xlsx",
            "the file is not an xlsx workbook; open it in Excel or WPS, and save it as .xlsx"
        ),
    )
}

/// A workbook that cannot be read; without a reason where none is known.
pub(super) fn damaged(reason: &str) -> Error {
    let message = if reason.is_empty() {
        text!(
            "工作簿已损坏；请在 Excel 或 WPS 中打开并重新保存",
            "the workbook is damaged; open it and save it again"
        )
    } else {
        text!(
            "工作簿已损坏（{reason}）；请在 Excel 或 WPS 中打开并重新保存",
            "the workbook is damaged ({reason}); open it and save it again"
        )
    };
    Error::new(ErrorKind::Input, message)
}
