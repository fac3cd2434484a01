//! Parquet files.

use std::fs::File;
use std::io::{BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use ::parquet::basic::{Encoding, Type as PhysicalType};
use ::parquet::errors::{ParquetError, Result as ParquetResult};
use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use ::parquet::file::reader::{ChunkReader, Length};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use bytes::{Buf, Bytes};

use super::guard::guarded;
use super::{BATCH_ROWS, BatchSource};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

/// What of a Parquet file is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParquetOptions {
    /// Rows of a batch, at least 1.
    pub batch_rows: usize,
    /// The columns to keep, by name; `None` keeps all. They come in the order
    /// of the file, and a name that the file lacks is absent from the batches.
    pub columns: Option<Vec<String>>,
}

impl Default for ParquetOptions {
    /// [`BATCH_ROWS`], all columns.
    fn default() -> Self {
        Self {
            batch_rows: BATCH_ROWS,
            columns: None,
        }
    }
}

/// A Parquet file. Its columns keep the types of the file; text that the file
/// stores as a dictionary comes as a dictionary of `Int32` keys.
///
/// Sizes that the file states are checked before anything is unpacked, and a
/// panic of the decoder is an error. A file forged with intent can still make
/// the decoder ask for more memory than there is: Parquet is for files of
/// known origin.
#[derive(Debug)]
pub struct ParquetSource {
    state: State,
    options: ParquetOptions,
    bytes_done: Arc<AtomicU64>,
}

#[derive(Debug)]
enum State {
    Closed(Storage),
    Open {
        reader: Box<ParquetRecordBatchReader>,
        rows: u64,
    },
    Ended,
}

impl ParquetSource {
    /// A source over the bytes of a file.
    pub fn from_bytes(bytes: Vec<u8>, options: ParquetOptions) -> Self {
        Self::new(Storage::Memory(Bytes::from(bytes)), options)
    }

    /// A source over an open file. Only the kept columns are read.
    pub fn from_file(file: File, options: ParquetOptions) -> Self {
        Self::new(Storage::File(file), options)
    }

    fn new(storage: Storage, options: ParquetOptions) -> Self {
        Self {
            state: State::Closed(storage),
            options,
            bytes_done: Arc::default(),
        }
    }

    fn read_batch(&mut self) -> Result<Option<RecordBatch>> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => Ok(None),
            State::Closed(storage) => {
                let input = Counted {
                    storage,
                    bytes_done: Arc::clone(&self.bytes_done),
                };
                let reader = open(input, &self.options)?;
                self.state = State::Open {
                    reader: Box::new(reader),
                    rows: 0,
                };
                self.read_batch()
            }
            State::Open { mut reader, rows } => {
                let batch = match reader.next() {
                    Some(batch) => batch.map_err(|error| {
                        damaged(&error.to_string()).at_row(rows.saturating_add(1))
                    })?,
                    None if rows == 0 => RecordBatch::new_empty(reader.schema()),
                    None => return Ok(None),
                };
                let read = batch.num_rows() as u64;
                if read > 0 {
                    self.state = State::Open {
                        reader,
                        rows: rows.saturating_add(read),
                    };
                }
                Ok(Some(batch))
            }
        }
    }
}

impl BatchSource for ParquetSource {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        guarded(damaged, || self.read_batch())
    }

    fn bytes_done(&self) -> u64 {
        self.bytes_done.load(Ordering::Relaxed)
    }
}

/// Opens a file: reads its footer, checks what it claims, and picks columns.
fn open(input: Counted, options: &ParquetOptions) -> Result<ParquetRecordBatchReader> {
    check_footer_length(&input)?;
    let foreign = |error: ParquetError| damaged(&error.to_string());
    let plain = ArrowReaderMetadata::load(&input, ArrowReaderOptions::new()).map_err(foreign)?;
    let file = Arc::clone(plain.metadata());
    check_claims(&file)?;

    let is_kept = |field: &Field| {
        options
            .columns
            .as_ref()
            .is_none_or(|names| names.contains(field.name()))
    };
    let kept: Vec<usize> = roots(plain.schema())
        .filter(|(_, field)| is_kept(field))
        .map(|(root, _)| root)
        .collect();
    let hinted = ArrowReaderOptions::new().with_schema(with_dictionaries(plain.schema(), &file));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(&file), hinted).unwrap_or(plain);
    let mask = ProjectionMask::roots(metadata.parquet_schema(), kept);
    ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata)
        .with_batch_size(options.batch_rows.max(1))
        .with_projection(mask)
        .build()
        .map_err(foreign)
}

fn roots(schema: &SchemaRef) -> impl Iterator<Item = (usize, &Field)> {
    schema
        .fields()
        .iter()
        .enumerate()
        .map(|(root, field)| (root, field.as_ref()))
}

/// The schema in which text that is stored as a dictionary stays one: it is
/// decoded many times faster, and compared once per value instead of per row.
fn with_dictionaries(schema: &SchemaRef, file: &ParquetMetaData) -> SchemaRef {
    let leaf_of_root = |root: usize| {
        let descriptor = file.file_metadata().schema_descr();
        (0..descriptor.num_columns()).find(|&leaf| descriptor.get_column_root_idx(leaf) == root)
    };
    let is_dictionary = |root: usize| {
        leaf_of_root(root).is_some_and(|leaf| {
            let mut groups = file.row_groups().iter();
            groups.all(|group| group.columns().get(leaf).is_some_and(is_dictionary_only))
        })
    };
    let fields = roots(schema).map(|(root, field)| {
        if matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8) && is_dictionary(root)
        {
            let values = Box::new(DataType::Utf8);
            field
                .clone()
                .with_data_type(DataType::Dictionary(Box::new(DataType::Int32), values))
        } else {
            field.clone()
        }
    });
    Arc::new(Schema::new_with_metadata(
        fields.collect::<Vec<_>>(),
        schema.metadata().clone(),
    ))
}

/// Whether every data page of a column chunk refers to its dictionary.
fn is_dictionary_only(chunk: &ColumnChunkMetaData) -> bool {
    chunk.dictionary_page_offset().is_some()
        && chunk.page_encoding_stats_mask().is_some_and(|mask| {
            mask.is_only(Encoding::RLE_DICTIONARY) || mask.is_only(Encoding::PLAIN_DICTIONARY)
        })
}

/// A file ends in the length of its footer, four bytes, and a mark, four bytes.
fn check_footer_length(input: &Counted) -> Result<()> {
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
fn check_claims(file: &ParquetMetaData) -> Result<()> {
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

fn damaged(reason: &str) -> Error {
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

/// Where the bytes of a file are.
#[derive(Debug)]
enum Storage {
    Memory(Bytes),
    File(File),
}

/// A file that counts what is read of it, and never makes room for more bytes
/// than it has, whatever its footer claims.
#[derive(Debug)]
struct Counted {
    storage: Storage,
    bytes_done: Arc<AtomicU64>,
}

impl Counted {
    fn check_range(&self, start: u64, length: u64) -> ParquetResult<()> {
        if start.checked_add(length).is_none_or(|end| end > self.len()) {
            return Err(ParquetError::EOF(
                "a part lies behind the end of the file".to_owned(),
            ));
        }
        Ok(())
    }
}

impl Length for Counted {
    fn len(&self) -> u64 {
        match &self.storage {
            Storage::Memory(bytes) => bytes.len() as u64,
            Storage::File(file) => Length::len(file),
        }
    }
}

impl ChunkReader for Counted {
    type T = CountedRead;

    fn get_read(&self, start: u64) -> ParquetResult<CountedRead> {
        self.check_range(start, 0)?;
        let reader = match &self.storage {
            Storage::Memory(bytes) => ReadOf::Memory(bytes.get_read(start)?),
            Storage::File(file) => ReadOf::File(file.get_read(start)?),
        };
        Ok(CountedRead {
            reader,
            bytes_done: Arc::clone(&self.bytes_done),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        self.check_range(start, length as u64)?;
        self.bytes_done.fetch_add(length as u64, Ordering::Relaxed);
        match &self.storage {
            Storage::Memory(bytes) => bytes.get_bytes(start, length),
            Storage::File(file) => file.get_bytes(start, length),
        }
    }
}

#[derive(Debug)]
enum ReadOf {
    Memory(bytes::buf::Reader<Bytes>),
    File(BufReader<File>),
}

/// A reader of one part of a [`Counted`] file.
#[derive(Debug)]
struct CountedRead {
    reader: ReadOf,
    bytes_done: Arc<AtomicU64>,
}

impl Read for CountedRead {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = match &mut self.reader {
            ReadOf::Memory(reader) => reader.read(buffer),
            ReadOf::File(reader) => reader.read(buffer),
        }?;
        self.bytes_done.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
#[path = "parquet_tests.rs"]
mod tests;
