//! Files in zip archives. What an archive claims is checked before anything is unpacked, and
//! what is unpacked against the claims.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::GB18030;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::folder::ReadSeek;
use crate::error::{Error, ErrorKind, Result};
use crate::input::guarded;
use crate::limits;
use crate::text::text;

/// Where in its archive a file is, and what it unpacks to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    start: u64,
    packed: u64,
    /// Bytes it unpacks to.
    pub bytes: u64,
    crc: u32,
    is_deflated: bool,
}

/// A file of an archive.
#[derive(Debug)]
pub(super) struct Listed {
    /// Its path within the archive.
    pub path: String,
    /// Where it is, or why it cannot be read.
    pub packed: Result<Packed>,
}

/// The files of an archive, in its order.
pub(super) fn entries(reader: Box<dyn ReadSeek + Send>) -> Result<Vec<Listed>> {
    guarded(|_| damaged(), || list(reader))
}

fn list(reader: Box<dyn ReadSeek + Send>) -> Result<Vec<Listed>> {
    let mut archive = ZipArchive::new(reader).map_err(|_| damaged())?;
    if archive.len() > limits::DELIVERED_FILES {
        return Err(too_many_files(archive.len()));
    }
    if archive.has_duplicate_names() {
        return Err(Error::new(
            ErrorKind::Input,
            text!(
                "压缩包中有同名的文件；请解压后检查，重新打包",
                "the archive holds files of one name; unpack it, look at them, and pack it again"
            ),
        ));
    }
    let mut listed = Vec::with_capacity(archive.len());
    let mut bytes = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| damaged())?;
        let path = entry_path(entry.name_raw())?;
        if entry.is_dir() || path.is_empty() {
            continue;
        }
        bytes = bytes.saturating_add(entry.size());
        if bytes > limits::UNPACKED_BYTES {
            return Err(too_large());
        }
        let is_deflated = entry.compression() == CompressionMethod::Deflated;
        let packed = if entry.encrypted() {
            Err(encrypted())
        } else if !is_deflated && entry.compression() != CompressionMethod::Stored {
            Err(other_method())
        } else if entry.is_symlink() {
            Err(link())
        } else {
            Ok(Packed {
                start: entry.data_start().ok_or_else(damaged)?,
                packed: entry.compressed_size(),
                bytes: entry.size(),
                crc: entry.crc32(),
                is_deflated,
            })
        };
        listed.push(Listed { path, packed });
    }
    Ok(listed)
}

/// Whether an archive is an Excel workbook.
pub(super) fn is_workbook(reader: Box<dyn ReadSeek + Send>) -> bool {
    let listed = entries(reader).unwrap_or_default();
    listed
        .iter()
        .any(|entry| entry.path == "[Content_Types].xml")
}

/// The path of a file in an archive. Programs that do not say so write names in UTF-8, or in the
/// code page of the machine, which is GBK in China.
fn entry_path(raw: &[u8]) -> Result<String> {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(raw)
            .ok_or_else(unknown_name)?
            .into_owned(),
    };
    let names = name.split(['/', '\\']);
    let names: Vec<&str> = names.filter(|name| !matches!(*name, "" | ".")).collect();
    Ok(names.join("/"))
}

impl Packed {
    /// The file's bytes, unpacked, out of the archive.
    pub(super) fn unpack(
        &self,
        mut archive: Box<dyn ReadSeek + Send>,
    ) -> io::Result<Box<dyn Read + Send>> {
        archive.seek(SeekFrom::Start(self.start))?;
        let packed = archive.take(self.packed);
        let bytes: Box<dyn Read + Send> = if self.is_deflated {
            Box::new(DeflateDecoder::new(packed))
        } else {
            Box::new(packed)
        };
        Ok(Box::new(Checked {
            bytes,
            left: self.bytes,
            crc: Crc::new(),
            expected: self.crc,
        }))
    }
}

/// Unpacked bytes, compared with what the archive says of them.
struct Checked {
    bytes: Box<dyn Read + Send>,
    left: u64,
    crc: Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let count = self.bytes.read(buffer)?;
        if count == 0 {
            let is_whole = self.left == 0 && self.crc.sum() == self.expected;
            return if is_whole {
                Ok(0)
            } else {
                Err(io::Error::other(damaged()))
            };
        }
        self.crc.update(buffer.get(..count).unwrap_or_default());
        let left = self.left.checked_sub(count as u64);
        self.left = left.ok_or_else(|| io::Error::other(damaged()))?;
        Ok(count)
    }
}

/// Bytes of which there must not be more than so many.
pub(super) struct Capped<R> {
    bytes: R,
    left: u64,
}

impl<R> Capped<R> {
    pub(super) fn new(bytes: R, most: u64) -> Self {
        Self { bytes, left: most }
    }
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        let left = self.left.checked_sub(count as u64);
        self.left = left.ok_or_else(|| io::Error::other(too_large()))?;
        Ok(count)
    }
}

fn damaged() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "压缩包已损坏，或没有传完；请重新打包",
            "the archive is damaged, or was not copied to its end; pack it again"
        ),
    )
}

fn encrypted() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "压缩包中的这个文件有密码；请解压，或不设密码重新打包",
            "this file of the archive has a password; unpack it, or pack it without one"
        ),
    )
}

fn other_method() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "压缩包中的这个文件使用了不支持的压缩方法；请用普通方式（deflate）重新打包",
            "this file of the archive is packed by a method that is not read; pack it in the usual way (deflate)"
        ),
    )
}

fn link() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "压缩包中的这一项是链接，不是文件；请打包文件本身",
            "this entry of the archive is a link; pack the file itself"
        ),
    )
}

fn unknown_name() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "压缩包中有文件名既不是 UTF-8 也不是 GB18030 编码；请重新打包",
            "the archive has a file name that is neither UTF-8 nor GB18030; pack it again"
        ),
    )
}

fn too_many_files(found: usize) -> Error {
    let most = limits::DELIVERED_FILES;
    Error::new(
        ErrorKind::Limit,
        text!(
            "一次最多 {most} 个文件，此处有 {found} 个",
            "expected at most {most} files, but found {found}"
        ),
    )
}

/// Too many files in a folder, those of its archives counted.
pub(super) fn check_count(found: usize) -> Result<()> {
    if found > limits::DELIVERED_FILES {
        return Err(too_many_files(found));
    }
    Ok(())
}

fn too_large() -> Error {
    let most = limits::UNPACKED_BYTES;
    Error::new(
        ErrorKind::Limit,
        text!(
            "压缩文件解压后最多 {most} 字节，此文件更大；请解压后交来",
            "expected the file to unpack to at most {most} bytes, but found more; hand it over unpacked"
        ),
    )
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
