//! Parquet files.

use std::fs::File;
use std::io::{Read, Seek};
use std::ops::Range;
use std::sync::Arc;

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use ::parquet::basic::{Encoding, Type as PhysicalType};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::guard::guarded;
use super::parquet_claims::{check_claims, check_codec, check_footer_length, damaged};
use super::parquet_input::Input;
use super::{BATCH_ROWS, BatchSource, Piece, Rows};
use crate::error::Result;

/// Rows of the largest row group that is one piece.
const PIECE_ROWS: u64 = 1 << 20;

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

/// A Parquet file, packed with snappy, zstd or gzip, or, with the feature
/// `parquet-codecs`, with brotli or lz4. Its columns keep the types of the file;
/// text that the file stores as a dictionary comes as a dictionary of `Int32`
/// keys, and times of the old type INT96 are seconds of UTC. A piece is a row
/// group, unless that is very large.
///
/// Sizes that the file states are checked before anything is unpacked, and a
/// panic of the decoder is an error. A file forged with intent can still make
/// the decoder ask for more memory than there is: Parquet is for files of
/// known origin.
#[derive(Debug)]
pub struct ParquetSource {
    input: Input,
    state: State,
    options: ParquetOptions,
}

#[derive(Debug)]
enum State {
    Closed,
    Open(Box<Open>),
    Ended,
}

/// A file that has been opened, and how far it has been read.
#[derive(Debug)]
struct Open {
    columns: Columns,
    /// The row groups that are still to come.
    groups: Range<usize>,
    /// The row group that is read batch by batch.
    current: Option<RowGroup>,
    /// Rows of the row groups that have been begun.
    rows: u64,
    has_ended: bool,
}

/// What comes next of a file.
enum Next {
    Batch(RecordBatch),
    Group(Box<RowGroup>),
}

/// Which columns are read, and all that is known of the file.
#[derive(Clone, Debug)]
struct Columns {
    metadata: ArrowReaderMetadata,
    /// Positions of the columns in the schema of the file, rising.
    kept: Vec<usize>,
    batch_rows: usize,
}

impl ParquetSource {
    /// A source over the bytes of a file.
    pub fn from_bytes(bytes: Vec<u8>, options: ParquetOptions) -> Self {
        Self::new(Input::of_bytes(bytes), options)
    }

    /// A source over an open file. Only the kept columns are read.
    pub fn from_file(file: File, options: ParquetOptions) -> Self {
        Self::new(Input::of_file(file), options)
    }

    /// A source over a reader of a file of `length` bytes. Only the kept columns are read.
    pub fn from_reader(
        reader: impl Read + Seek + Send + 'static,
        length: u64,
        options: ParquetOptions,
    ) -> Self {
        Self::new(Input::of_reader(reader, length), options)
    }

    fn new(input: Input, options: ParquetOptions) -> Self {
        Self {
            input,
            state: State::Closed,
            options,
        }
    }

    /// Does something with the file, which is opened if need be; `None` after
    /// the end. An error is the end.
    fn with_open<T>(
        &mut self,
        run: impl FnOnce(&Input, &mut Open) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        let Self {
            input,
            state,
            options,
        } = self;
        guarded(damaged, || {
            let mut open = match std::mem::replace(state, State::Ended) {
                State::Ended => return Ok(None),
                State::Closed => Box::new(Open::new(input, options)?),
                State::Open(open) => open,
            };
            let done = run(input, &mut open)?;
            *state = State::Open(open);
            Ok(done)
        })
    }
}

impl BatchSource for ParquetSource {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        self.with_open(|input, open| {
            Ok(match open.next(input, |_| false)? {
                Some(Next::Batch(batch)) => Some(batch),
                Some(Next::Group(_)) | None => None,
            })
        })
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        self.with_open(|input, open| {
            // A very large row group may be all there is to share among threads.
            let next = open.next(input, |group| group.rows <= PIECE_ROWS)?;
            Ok(next.map(|next| match next {
                Next::Group(group) => Box::new(group.map(|rows| rows.map(Rows::from))) as Piece,
                Next::Batch(batch) => Box::new(std::iter::once(Ok(batch.into()))),
            }))
        })
    }

    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        self.with_open(|_, open| open.columns.schema().map(Some))
    }

    fn keep(&mut self, columns: &[usize]) {
        if let State::Open(open) = &mut self.state {
            let kept = columns
                .iter()
                .filter_map(|&column| open.columns.kept.get(column));
            open.columns.kept = kept.copied().collect();
        }
    }

    fn bytes_done(&self) -> u64 {
        self.input.bytes_done()
    }
}

impl Open {
    /// Reads the footer of a file, checks what it claims, and picks columns.
    fn new(input: &Input, options: &ParquetOptions) -> Result<Self> {
        check_footer_length(input)?;
        let foreign = |error: ParquetError| damaged(&error.to_string());
        let plain = ArrowReaderMetadata::load(input, ArrowReaderOptions::new()).map_err(foreign)?;
        let file = Arc::clone(plain.metadata());
        check_claims(&file)?;
        let is_kept = |field: &Field| {
            options
                .columns
                .as_ref()
                .is_none_or(|names| names.contains(field.name()))
        };
        let kept = roots(plain.schema())
            .filter(|(_, field)| is_kept(field))
            .map(|(root, _)| root)
            .collect();
        let with_schema = |schema: SchemaRef| {
            let options = ArrowReaderOptions::new().with_schema(schema);
            ArrowReaderMetadata::try_new(Arc::clone(&file), options)
        };
        let exact = with_seconds(plain.schema(), &file);
        let metadata = with_schema(with_dictionaries(&exact, &file));
        let metadata = metadata.or_else(|_| with_schema(exact)).map_err(foreign)?;
        Ok(Self {
            columns: Columns {
                metadata,
                kept,
                batch_rows: options.batch_rows.max(1),
            },
            groups: 0..file.num_row_groups(),
            current: None,
            rows: 0,
            has_ended: false,
        })
    }

    /// The next batch, or the next row group as a whole where it `is_piece`.
    fn next(
        &mut self,
        input: &Input,
        is_piece: impl Fn(&RowGroup) -> bool,
    ) -> Result<Option<Next>> {
        loop {
            if let Some(group) = &mut self.current {
                let before = self.rows.saturating_sub(group.rows);
                match group.next() {
                    Some(Ok(batch)) => return Ok(Some(Next::Batch(batch))),
                    Some(Err(error)) => return Err(error.moved_behind(before)),
                    None => self.current = None,
                }
            }
            match self.next_group(input) {
                Some(group) if is_piece(&group) => return Ok(Some(Next::Group(Box::new(group)))),
                Some(group) => self.current = Some(group),
                None if self.rows == 0 && !std::mem::replace(&mut self.has_ended, true) => {
                    let schema = self.columns.reader(input, Vec::new())?.schema();
                    return Ok(Some(Next::Batch(RecordBatch::new_empty(schema))));
                }
                None => return Ok(None),
            }
        }
    }

    /// Begins the next row group that has rows.
    fn next_group(&mut self, input: &Input) -> Option<RowGroup> {
        let metadata = Arc::clone(self.columns.metadata.metadata());
        let rows_of = |group: usize| {
            let group = metadata.row_groups().get(group)?;
            u64::try_from(group.num_rows())
                .ok()
                .filter(|rows| *rows > 0)
        };
        let (group, rows) = self
            .groups
            .find_map(|group| Some((group, rows_of(group)?)))?;
        self.rows = self.rows.saturating_add(rows);
        Some(RowGroup {
            input: input.clone(),
            columns: self.columns.clone(),
            group,
            rows,
            read: 0,
            reader: None,
            ended: false,
        })
    }
}

impl Columns {
    fn schema(&self) -> Result<SchemaRef> {
        let schema = self.metadata.schema().project(&self.kept);
        schema
            .map(Arc::new)
            .map_err(|error| damaged(&error.to_string()))
    }

    fn reader(&self, input: &Input, groups: Vec<usize>) -> Result<ParquetRecordBatchReader> {
        let metadata = self.metadata.clone();
        self.check_codecs(&groups)?;
        let mask = ProjectionMask::roots(metadata.parquet_schema(), self.kept.iter().copied());
        ParquetRecordBatchReaderBuilder::new_with_metadata(input.clone(), metadata)
            .with_batch_size(self.batch_rows)
            .with_projection(mask)
            .with_row_groups(groups)
            .build()
            .map_err(|error| damaged(&error.to_string()))
    }
}

impl Columns {
    /// Refuses columns that are packed in a way this build does not read.
    fn check_codecs(&self, groups: &[usize]) -> Result<()> {
        let file = self.metadata.metadata();
        let descriptor = file.file_metadata().schema_descr();
        let groups = groups
            .iter()
            .filter_map(|&group| file.row_groups().get(group));
        for (leaf, chunk) in groups.flat_map(|group| group.columns().iter().enumerate()) {
            let root = descriptor.get_column_root_idx(leaf);
            if self.kept.binary_search(&root).is_ok() {
                check_codec(chunk)?;
            }
        }
        Ok(())
    }
}

/// One row group, decoded apart from the others.
#[derive(Debug)]
struct RowGroup {
    input: Input,
    columns: Columns,
    group: usize,
    /// The rows it states.
    rows: u64,
    /// The rows given.
    read: u64,
    reader: Option<ParquetRecordBatchReader>,
    ended: bool,
}

impl RowGroup {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => none.insert(self.columns.reader(&self.input, vec![self.group])?),
        };
        match reader.next() {
            Some(batch) => {
                let batch = batch.map_err(|error| damaged(&error.to_string()))?;
                self.read = self.read.saturating_add(batch.num_rows() as u64);
                Ok(Some(batch))
            }
            None if self.read == self.rows => Ok(None),
            None => Err(damaged("a row group has other rows than it states")),
        }
    }
}

impl Iterator for RowGroup {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let batch = guarded(damaged, || self.next_batch());
        self.ended = !matches!(batch, Ok(Some(_)));
        let row = self.read.saturating_add(1);
        batch.map_err(|error| error.at_row(row)).transpose()
    }
}

/// The schema in which INT96, by which older programs write times, is seconds of UTC: in
/// nanoseconds, which are the usual reading, the year 9999 would not fit.
fn with_seconds(schema: &SchemaRef, file: &ParquetMetaData) -> SchemaRef {
    let descriptor = file.file_metadata().schema_descr();
    let is_int96 = |root: usize| {
        let mut leaves = (0..descriptor.num_columns())
            .filter(|&leaf| descriptor.get_column_root_idx(leaf) == root);
        leaves.any(|leaf| descriptor.column(leaf).physical_type() == PhysicalType::INT96)
    };
    let fields = roots(schema).map(|(root, field)| match field.data_type() {
        DataType::Timestamp(..) if is_int96(root) => {
            let seconds = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
            field.clone().with_data_type(seconds)
        }
        _ => field.clone(),
    });
    Arc::new(Schema::new_with_metadata(
        fields.collect::<Vec<_>>(),
        schema.metadata().clone(),
    ))
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

#[cfg(test)]
#[path = "parquet_tests.rs"]
mod tests;
