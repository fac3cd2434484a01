//! Text columns under construction: bytes are appended cell by cell and turn
//! into Arrow arrays once per batch.
#![expect(
    clippy::indexing_slicing,
    reason = "offsets are written by `push` and `extend` alone: one more than there are cells, rising, and within the values; cells stand where they were found"
)]

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use crate::error::{Error, ErrorKind, Result};
use crate::text::{Text, text};

/// Bytes of text after which a batch ends before it has all its rows. Keeps
/// the offsets, which are 32 bits wide, far from their end, and the memory of
/// one batch small whatever the cells hold.
#[cfg(feature = "xlsx")]
pub(super) const BATCH_BYTES: usize = 64 << 20;

/// One column under construction.
///
/// INVARIANT: an empty cell is a null, so that the offsets alone say which
/// cells are null.
#[derive(Debug)]
pub(super) struct TextColumn {
    values: Vec<u8>,
    /// Where each cell begins, and where the last one ends.
    offsets: Vec<i32>,
}

impl TextColumn {
    /// A column of `rows` nulls.
    pub(super) fn nulls(rows: usize) -> Self {
        Self {
            values: Vec::new(),
            offsets: vec![0; rows.saturating_add(1)],
        }
    }

    /// Appends a cell; an empty one is null.
    #[inline]
    pub(super) fn push(&mut self, cell: &[u8]) {
        self.values.extend_from_slice(cell);
        // A batch has some megabytes of text at most, so that this never saturates.
        self.offsets
            .push(i32::try_from(self.values.len()).unwrap_or(i32::MAX));
    }

    /// Appends cells that stand in `text`, each from its start to its end.
    #[cfg(feature = "csv")]
    pub(super) fn extend(
        &mut self,
        text: &[u8],
        cells: impl ExactSizeIterator<Item = (usize, usize)> + Clone,
    ) {
        /// Bytes that are copied without a look at how many there are.
        const AT_ONCE: usize = 32;
        let bytes = cells.clone().map(|(start, end)| end.saturating_sub(start));
        let mut at = self.values.len();
        let most = bytes.fold(at, usize::saturating_add);
        self.values.resize(most.saturating_add(AT_ONCE), 0);
        self.offsets.reserve(cells.len());
        for (start, end) in cells {
            let after = at.saturating_add(end.saturating_sub(start));
            let first = &mut self.values[at..];
            match (
                first.first_chunk_mut(),
                text[start..].first_chunk::<AT_ONCE>(),
            ) {
                // What is copied beyond a short cell, the next one covers.
                (Some(first), Some(text)) if after.saturating_sub(at) <= AT_ONCE => *first = *text,
                _ => copy_long(&mut self.values[at..after], &text[start..end]),
            }
            at = after;
            self.offsets.push(i32::try_from(at).unwrap_or(i32::MAX));
        }
        self.values.truncate(at);
    }

    /// Cells so far.
    #[cfg(any(feature = "json", feature = "xlsx"))]
    pub(super) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The column as an array; it is empty afterwards, with room for as much
    /// again and a little more. Where a cell is not UTF-8, the first such cell;
    /// the column then stays as it was.
    fn finish(&mut self) -> Result<ArrayRef, usize> {
        let more = |length: usize| length.saturating_add(length / 8).saturating_add(64);
        let values_capacity = more(self.values.len());
        let offsets_capacity = more(self.offsets.len());
        let values = std::mem::replace(&mut self.values, Vec::with_capacity(values_capacity));
        let offsets = std::mem::replace(&mut self.offsets, Vec::with_capacity(offsets_capacity));
        self.offsets.push(0);

        let pairs = offsets.iter().zip(offsets.iter().skip(1));
        let has_nulls = pairs.filter(|(start, end)| start == end).count() > 0;
        let nulls = has_nulls.then(|| {
            let rows = offsets.len().saturating_sub(1);
            NullBuffer::new(BooleanBuffer::collect_bool(rows, |row| {
                offsets.get(row) != offsets.get(row.saturating_add(1))
            }))
        });
        let values = Buffer::from_vec(values);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        match StringArray::try_new(offsets.clone(), values.clone(), nulls) {
            Ok(array) => Ok(Arc::new(array) as ArrayRef),
            Err(_) => {
                let bad = first_bad_cell(&offsets, &values);
                (self.values, self.offsets) = (values.to_vec(), offsets.to_vec());
                Err(bad)
            }
        }
    }

    /// Drops all cells but the first `rows`.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.offsets.truncate(rows.saturating_add(1));
        let end = self.offsets.last().copied().unwrap_or(0);
        self.values.truncate(usize::try_from(end).unwrap_or(0));
    }
}

/// Apart from where short cells are copied, lest the two become one call that
/// looks at the length.
#[cfg(feature = "csv")]
#[inline(never)]
fn copy_long(values: &mut [u8], cell: &[u8]) {
    values.copy_from_slice(cell);
}

/// The first cell that is not UTF-8 for itself.
fn first_bad_cell(offsets: &[i32], values: &[u8]) -> usize {
    let position = |offset: i32| usize::try_from(offset).unwrap_or(0);
    offsets
        .windows(2)
        .position(|pair| {
            std::str::from_utf8(&values[position(pair[0])..position(pair[1])]).is_err()
        })
        .unwrap_or(0)
}

/// The batch that the columns make, under `schema`, which has one text field
/// per column; the columns are empty afterwards. Where a cell is not UTF-8 the
/// batch ends before its row, and the error comes with it: of the topmost such
/// cell, leftmost in its row, whose data row counts on from `rows_before`.
///
/// # Errors
///
/// Kind `Input` where Arrow refuses the batch, which it does not.
pub(super) fn finish_batch(
    schema: &SchemaRef,
    columns: &mut [TextColumn],
    rows: usize,
    rows_before: u64,
) -> Result<(RecordBatch, Option<Error>)> {
    let finished: Vec<Result<ArrayRef, usize>> =
        columns.iter_mut().map(TextColumn::finish).collect();
    let bad = finished.iter().enumerate();
    let bad = bad.filter_map(|(index, column)| Some((*column.as_ref().err()?, index)));
    let Some((good_rows, index)) = bad.min() else {
        let arrays = finished.into_iter().flatten().collect();
        return Ok((batch_of(schema, arrays, rows)?, None));
    };
    let row = rows_before
        .saturating_add(good_rows as u64)
        .saturating_add(1);
    let error = not_utf8(declare_encoding())
        .at_row(row)
        .in_column(schema.field(index).name());
    let arrays = finished
        .into_iter()
        .zip(columns)
        .filter_map(|(array, column)| {
            match array {
                Ok(array) => Some(array.slice(0, good_rows)),
                // INVARIANT: no cell before that row is anything but UTF-8.
                Err(_) => {
                    column.truncate(good_rows);
                    column.finish().ok()
                }
            }
        });
    let batch = batch_of(schema, arrays.collect(), good_rows)?;
    Ok((batch, Some(error)))
}

fn batch_of(schema: &SchemaRef, arrays: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch> {
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::clone(schema), arrays, &options)
        .map_err(|error| not_built(&error))
}

/// Arrow refuses a batch, which it does not.
pub(super) fn not_built(error: &ArrowError) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "无法组成数据批:{error}",
            "the batch cannot be built: {error}"
        ),
    )
}

/// A schema of nullable text columns.
pub(super) fn text_schema<'a>(names: impl IntoIterator<Item = &'a str>) -> SchemaRef {
    let fields: Vec<Field> = names
        .into_iter()
        .map(|name| Field::new(name, DataType::Utf8, true))
        .collect();
    Arc::new(Schema::new(fields))
}

/// The bytes at the error's place are not UTF-8; `advice` says what to do.
pub(super) fn not_utf8(advice: Text) -> Error {
    let Text { zh, en } = advice;
    Error::new(
        ErrorKind::Input,
        text!(
            "应为 UTF-8 编码,但此处的字节不是 UTF-8;{zh}",
            "expected UTF-8, but found bytes that are not UTF-8; {en}"
        ),
    )
}

/// What to do about a CSV file that is not UTF-8.
pub(super) fn declare_encoding() -> Text {
    Text::new(
        "如果文件是 GB18030(GBK)编码,请在读取时声明编码为 gb18030,或另存为 UTF-8",
        "if the file is in GB18030 (GBK), declare its encoding as `gb18030`, or save it as UTF-8",
    )
}

/// A control character that no text file may hold.
pub(super) fn nul_byte() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "发现空字节(NUL),文本中不允许出现;文件可能已损坏,或者不是文本文件",
            "found a NUL byte, which no text may hold; the file may be damaged, or not be a text file"
        ),
    )
}

/// A cell longer than [`crate::limits::VALUE_BYTES`].
pub(super) fn value_too_long(found: usize) -> Error {
    let most = crate::limits::VALUE_BYTES;
    Error::new(
        ErrorKind::Limit,
        text!(
            "单元格内容最多 {most} 字节,此处有 {found} 字节",
            "expected at most {most} bytes in a cell, but found {found}"
        ),
    )
}

/// More columns than [`crate::limits::COLUMNS`].
pub(super) fn too_many_columns() -> Error {
    let most = crate::limits::COLUMNS;
    Error::new(
        ErrorKind::Limit,
        text!(
            "文件最多 {most} 列,此文件更多",
            "expected at most {most} columns, but found more"
        ),
    )
}

/// A line longer than [`crate::limits::LINE_BYTES`].
#[cfg(any(feature = "csv", feature = "json"))]
pub(super) fn line_too_long() -> Error {
    let most = crate::limits::LINE_BYTES;
    Error::new(
        ErrorKind::Limit,
        text!(
            "一行最多 {most} 字节,此行更长;请检查是否有未闭合的引号",
            "expected at most {most} bytes in a line, but found more; look for a quote that is not closed"
        ),
    )
}

/// The reader failed.
#[cfg(any(feature = "csv", feature = "json"))]
pub(super) fn read_failed(error: &std::io::Error) -> Error {
    Error::of_file(error)
}
