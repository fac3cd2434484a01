//! Record files: the bytes of a file in, Arrow record batches out.
//!
//! This part knows nothing of programmes and datasets: it gives back the rows
//! of a file, in file order, under the file's own column names. What a column
//! means, and of which type it is, is decided by whoever asks for it.
//!
//! ```text
//! bytes ──decode──▶ rows ──split by column──▶ RecordBatch, RecordBatch, …
//! ```
//!
//! Every source is pulled through [`BatchSource`]: batch by batch, or, for
//! several threads, piece by piece, each a [`Piece`] that is decoded by the thread
//! that has it. A source holds one batch or the bytes of one piece at a time (a
//! workbook, whose texts stand apart from its cells, is the exception). The text
//! formats give text columns only, and in all of them an empty value is null: a
//! file cannot say "known to be empty".
//!
//! INVARIANT: the rows of all batches together are the data rows of the file,
//! none left out and none twice, in the order of the file. A caller that adds
//! up [`RecordBatch::num_rows`] therefore knows the 1-based data row of every
//! record, and it is the row that errors name. Rows that hold nothing but blanks
//! are no data rows: text formats and workbooks pass them over and count them.

mod arrow;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_chunk;
#[cfg(feature = "csv")]
mod csv_delimiter;
#[cfg(feature = "csv")]
mod csv_lines;
#[cfg(feature = "csv")]
mod csv_piece;
#[cfg(feature = "csv")]
mod csv_plain;
#[cfg(feature = "csv")]
mod csv_probe;
#[cfg(feature = "csv")]
mod csv_record;
#[cfg(feature = "csv")]
mod csv_rows;
#[cfg(feature = "csv")]
mod decode;
mod guard;
mod imported;
#[cfg(feature = "json")]
mod json_chunk;
#[cfg(feature = "json")]
mod json_lines;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_claims;
#[cfg(feature = "parquet")]
mod parquet_input;
#[cfg(test)]
mod test_support;
#[cfg(any(feature = "csv", feature = "json", feature = "xlsx"))]
mod text_columns;
#[cfg(feature = "xlsx")]
mod xlsx;
#[cfg(feature = "xlsx")]
mod xlsx_cells;
#[cfg(feature = "xlsx")]
mod xlsx_format;
#[cfg(feature = "xlsx")]
mod xlsx_merged;
#[cfg(feature = "xlsx")]
mod xlsx_package;
#[cfg(feature = "xlsx")]
mod xlsx_probe;
#[cfg(feature = "xlsx")]
mod xlsx_rows;
#[cfg(feature = "xlsx")]
mod xlsx_value;
#[cfg(feature = "xlsx")]
mod xlsx_workbook;
#[cfg(feature = "xlsx")]
mod xlsx_xml;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

pub use self::arrow::ArrowSource;
#[cfg(feature = "csv")]
pub use self::csv::{CsvOptions, CsvSource};
#[cfg(feature = "csv")]
pub use self::csv_probe::first_csv_rows;
#[cfg(feature = "csv")]
pub use self::decode::{Encoding, decode_beginning};
#[cfg(feature = "door")]
pub(crate) use self::guard::guarded;
pub use self::imported::ImportedSource;
#[cfg(feature = "json")]
pub use self::json_lines::{JsonLinesOptions, JsonLinesSource};
#[cfg(feature = "parquet")]
pub use self::parquet::{ParquetOptions, ParquetSource};
#[cfg(feature = "xlsx")]
pub use self::xlsx::{Merged, XlsxOptions, XlsxSource};
#[cfg(feature = "xlsx")]
pub use self::xlsx_probe::{SheetSummary, workbook_sheets};
#[cfg(feature = "xlsx")]
pub use self::xlsx_workbook::SheetVisibility;
use crate::error::Result;
use crate::row_numbers::RowNumbers;

/// Rows of a batch where the caller does not say otherwise: enough to make the
/// work per batch vanish, little enough to stay in the processor's cache.
pub const BATCH_ROWS: usize = 8_192;

/// A part of an input that can be decoded apart from the other parts, and at
/// the same time as they. Its batches are its rows in their order; what errors
/// name as their row is counted from the beginning of the piece, as nobody knows
/// how many rows the pieces before it have until they are decoded. After an
/// error the iterator ends.
pub type Piece = Box<dyn Iterator<Item = Result<Rows>> + Send>;

/// Rows of a piece, and where in the input they stand.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The rows.
    pub batch: RecordBatch,
    /// Per row the 1-based line of the file, or row of the sheet, on which it begins, as an editor
    /// or a spreadsheet shows it; none for inputs that have no lines.
    pub lines: Option<RowNumbers>,
    /// Rows whose cells are all blank, which were passed over in front of these rows or among them and are
    /// not in the batch; none where the source leaves it to its reader to find them.
    pub blank: Option<u64>,
}

impl From<RecordBatch> for Rows {
    /// Rows of an input that has no lines.
    fn from(batch: RecordBatch) -> Self {
        Self {
            batch,
            lines: None,
            blank: None,
        }
    }
}

/// One of the first rows of a file or sheet, for whoever has to find out where its header is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstRow {
    /// The 1-based line of the file on which it begins, or row of the sheet.
    pub line: u64,
    /// Its cells from the first column on; empty ones are empty texts.
    pub cells: Vec<String>,
}

/// An input, read as a stream of record batches by
/// [`next_batch`](Self::next_batch), or as pieces that hold the batches by
/// [`next_piece`](Self::next_piece): one or the other, never both of one source.
pub trait BatchSource: Send {
    /// The next batch, or `None` after the last one.
    ///
    /// A source that knows its columns (every one but JSON lines) gives at
    /// least one batch, if need be without rows, so that a missing column is
    /// noticed in an empty file too. A batch may be empty where only blank rows
    /// were passed over.
    ///
    /// # Errors
    ///
    /// Kind [`Input`](crate::ErrorKind::Input) where the file cannot be read,
    /// [`Limit`](crate::ErrorKind::Limit) where it exceeds one of
    /// [`limits`](crate::limits); both name the row and the column where there
    /// is one. After an error every further call gives `None`.
    fn next_batch(&mut self) -> Result<Option<RecordBatch>>;

    /// The next piece, in the order of the input, or `None` after the last one.
    /// It is made with as little work as can be, since only one thread at a time
    /// can do that; the work is done by whoever iterates over the piece.
    ///
    /// By default a piece is the next batch.
    ///
    /// # Errors
    ///
    /// As [`next_batch`](Self::next_batch), what cannot be told before a piece
    /// is decoded excepted, which is told in the piece. A row that such an error
    /// names is, as there, counted from the beginning of the input: a source
    /// that does not know that row hands out the error in a piece.
    fn next_piece(&mut self) -> Result<Option<Piece>> {
        let batch = self.next_batch()?;
        Ok(batch.map(|batch| Box::new(std::iter::once(Ok(batch.into()))) as Piece))
    }

    /// All columns of the input, where they are known before its rows are read.
    ///
    /// # Errors
    ///
    /// As [`next_batch`](Self::next_batch).
    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        Ok(None)
    }

    /// Says which columns will be looked at, by their positions in
    /// [`schema`](Self::schema), rising. A source may leave the others out of what
    /// it gives. To be called before the first batch or piece is asked for.
    fn keep(&mut self, columns: &[usize]) {
        let _ = columns;
    }

    /// Bytes of the file read so far, for showing progress; 0 where unknown.
    fn bytes_done(&self) -> u64 {
        0
    }
}

impl<S: BatchSource + ?Sized> BatchSource for Box<S> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        (**self).next_batch()
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        (**self).next_piece()
    }

    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        (**self).schema()
    }

    fn keep(&mut self, columns: &[usize]) {
        (**self).keep(columns);
    }

    fn bytes_done(&self) -> u64 {
        (**self).bytes_done()
    }
}
