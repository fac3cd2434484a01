//! Where the bytes of a file are, and how they are reached: in the folder, in an archive of it,
//! packed by gzip.

use std::io::{Cursor, Read};
#[cfg(any(feature = "parquet", feature = "xlsx"))]
use std::io::{Seek, SeekFrom};

use flate2::read::MultiGzDecoder;

use super::archive::{Capped, Packed};
use super::content::Digest;
use super::folder::{Folder, ReadSeek};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The file of the folder.
    pub file: String,
    /// Where it is within that file, which is an archive then.
    pub entry: Option<Packed>,
    /// Whether it is packed by gzip.
    pub gzip: bool,
}

impl Place {
    /// Its bytes as they are read as text, and the digest of the file, which is known when all of
    /// them are read.
    pub(super) fn stream(
        &self,
        folder: &dyn Folder,
        digests: bool,
    ) -> Result<(Box<dyn Read + Send>, Digest)> {
        let file = folder.open(&self.file)?;
        let bytes: Box<dyn Read + Send> = match &self.entry {
            None => Box::new(file),
            Some(packed) => packed
                .unpack(file)
                .map_err(|error| Error::of_file(&error))?,
        };
        let (bytes, digest) = Digest::over(bytes, digests);
        if !self.gzip {
            return Ok((bytes, digest));
        }
        let unpacked = Capped::new(MultiGzDecoder::new(bytes), limits::UNPACKED_BYTES);
        Ok((Box::new(unpacked), digest))
    }

    /// The file with a position, as workbooks and Parquet files are read; those in archives are
    /// unpacked into memory.
    pub(super) fn held(&self, folder: &dyn Folder) -> Result<Box<dyn ReadSeek + Send>> {
        let Some(packed) = &self.entry else {
            return folder.open(&self.file);
        };
        if packed.bytes > limits::HELD_BYTES {
            return Err(too_large_to_hold());
        }
        let mut bytes = Vec::new();
        let (mut stream, _) = self.stream(folder, false)?;
        stream
            .read_to_end(&mut bytes)
            .map_err(|error| Error::of_file(&error))?;
        Ok(Box::new(Cursor::new(bytes)))
    }

    /// The file's first bytes, as they are handed over or, of one packed by gzip, unpacked.
    pub(super) fn beginning(&self, folder: &dyn Folder, length: usize) -> Result<Vec<u8>> {
        let (stream, _) = self.stream(folder, false)?;
        let mut bytes = Vec::new();
        let mut first = stream.take(length as u64);
        first
            .read_to_end(&mut bytes)
            .map_err(|error| Error::of_file(&error))?;
        Ok(bytes)
    }
}

/// The digest and the length of a file with a position, which is at its beginning afterwards.
#[cfg(any(feature = "parquet", feature = "xlsx"))]
pub(super) fn measure(
    file: &mut Box<dyn ReadSeek + Send>,
    digests: bool,
) -> Result<(Option<String>, u64)> {
    let failed = |error: std::io::Error| Error::of_file(&error);
    let digest = if digests {
        Some(Digest::of(file)?)
    } else {
        None
    };
    let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok((digest, length))
}

fn too_large_to_hold() -> Error {
    let most = limits::HELD_BYTES;
    Error::new(
        ErrorKind::Limit,
        text!(
            "压缩包中的工作簿或 Parquet 文件解压后最多 {most} 字节，此文件更大；请解压后交来",
            "expected a workbook or Parquet file of an archive to unpack to at most {most} bytes, but found more; hand it over unpacked"
        ),
    )
}
