//! What a Parquet file claims of itself, checked before anything is unpacked.

use ::parquet::basic::{Compression, Type as PhysicalType};
use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use ::parquet::file::reader::{ChunkReader, Length};
use bytes::Buf;

use super::parquet_input::Input;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

/// A file ends in the length of its footer, four bytes, and a mark, four bytes.
pub(super) fn check_footer_length(input: &Input) -> Result<()> {
    let length = input.len();
    let tail = length
        .checked_sub(8)
        .and_then(|start| input.get_bytes(start, 8).ok())
        .filter(|tail| tail.ends_with(b"PAR1") || tail.ends_with(b"PARE"))
        .ok_or_else(not_parquet)?;
    let mut tail = tail;
    let footer = u64::from(tail.get_u32_le());
    cap(footer, limits::PARQUET_FOOTER_BYTES, "文件尾", "the footer")
}

/// Checks the sizes a file claims before anything is unpacked by them.
pub(super) fn check_claims(file: &ParquetMetaData) -> Result<()> {
    let schema = file.file_metadata().schema_descr();
    cap(
        schema.num_columns() as u64,
        limits::COLUMNS as u64,
        "列数",
        "the number of columns",
    )?;
    let mut rows = 0_u64;
    for group in file.row_groups() {
        let group_rows =
            u64::try_from(group.num_rows()).map_err(|_| damaged("negative number of rows"))?;
        rows = rows.saturating_add(group_rows);
        if group.num_columns() != schema.num_columns() {
            return Err(damaged("a row group lacks columns"));
        }
        for chunk in group.columns() {
            let name = chunk.column_path().string();
            let packed = u64::try_from(chunk.compressed_size());
            let unpacked = u64::try_from(chunk.uncompressed_size());
            let (Ok(_), Ok(unpacked)) = (packed, unpacked) else {
                return Err(damaged("negative size").in_column(&name));
            };
            cap(
                unpacked,
                limits::PARQUET_CHUNK_BYTES,
                "列块解压后的字节数",
                "the unpacked bytes of a column chunk",
            )
            .map_err(|error| error.in_column(&name))?;
            if chunk.column_type() == PhysicalType::FIXED_LEN_BYTE_ARRAY {
                let width = u64::try_from(chunk.column_descr().type_length()).unwrap_or(0);
                cap(
                    width,
                    limits::VALUE_BYTES as u64,
                    "值的字节数",
                    "the bytes of a value",
                )
                .map_err(|error| error.in_column(&name))?;
            }
        }
    }
    cap(rows, limits::RECORDS as u64, "行数", "the number of rows")
}

/// Refuses a column chunk that is packed in a way this build does not read.
pub(super) fn check_codec(chunk: &ColumnChunkMetaData) -> Result<()> {
    let (name, is_optional) = match chunk.compression() {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::ZSTD(_) => return Ok(()),
        Compression::BROTLI(_) => ("brotli", true),
        Compression::LZ4 | Compression::LZ4_RAW => ("lz4", true),
        Compression::LZO => ("lzo", false),
    };
    if is_optional && cfg!(feature = "parquet-codecs") {
        return Ok(());
    }
    let message = text!(
        "Parquet 文件以 {name} 压缩，本程序未带这种解压；请换一种压缩重新导出，例如 pandas 或 pyarrow 的 compression=\"zstd\"",
        "the Parquet file is packed with {name}, which this build does not unpack; write it again with another codec, as with `compression=\"zstd\"` of pandas or pyarrow"
    );
    let error = Error::new(ErrorKind::Input, message);
    Err(error.in_column(&chunk.column_path().string()))
}

fn cap(found: u64, most: u64, zh: &str, en: &str) -> Result<()> {
    if found <= most {
        return Ok(());
    }
    let message = text!(
        "Parquet 文件的{zh}最多为 {most},实际为 {found}",
        "expected {en} of the Parquet file to be at most {most}, but found {found}"
    );
    Err(Error::new(ErrorKind::Limit, message))
}

fn not_parquet() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "文件不是 Parquet 文件(末尾没有标记 `PAR1`);可能不完整,或者是别的格式",
            "the file is not a Parquet file (it does not end in `PAR1`); it may be cut off, or of another format"
        ),
    )
}

pub(super) fn damaged(reason: &str) -> Error {
    let message = if reason.is_empty() {
        text!(
            "Parquet 文件已损坏;请重新导出",
            "the Parquet file is damaged; export it again"
        )
    } else {
        text!(
            "Parquet 文件已损坏({reason});请重新导出",
            "the Parquet file is damaged ({reason}); export it again"
        )
    };
    Error::new(ErrorKind::Input, message)
}
