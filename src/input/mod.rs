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
//! Every source is pulled batch by batch through [`BatchSource`] and holds one
//! batch at a time (a workbook, whose texts stand apart from its cells, is the
//! exception). The text formats give text columns only, and in all of them an
//! empty value is null: a file cannot say "known to be empty".
//!
//! INVARIANT: the rows of all batches together are the data rows of the file,
//! none left out and none twice, in the order of the file. A caller that adds
//! up [`RecordBatch::num_rows`] therefore knows the 1-based data row of every
//! record, and it is the row that errors name.

mod arrow;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod decode;
#[cfg(any(feature = "parquet", feature = "xlsx"))]
mod guard;
#[cfg(feature = "json")]
mod json_lines;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(test)]
mod test_support;
#[cfg(any(feature = "csv", feature = "json", feature = "xlsx"))]
mod text_columns;
#[cfg(feature = "xlsx")]
mod xlsx;
#[cfg(feature = "xlsx")]
mod xlsx_package;
#[cfg(feature = "xlsx")]
mod xlsx_value;

use arrow_array::RecordBatch;

pub use self::arrow::ArrowSource;
#[cfg(feature = "csv")]
pub use self::csv::{CsvOptions, CsvSource};
#[cfg(feature = "csv")]
pub use self::decode::Encoding;
#[cfg(feature = "json")]
pub use self::json_lines::{JsonLinesOptions, JsonLinesSource};
#[cfg(feature = "parquet")]
pub use self::parquet::{ParquetOptions, ParquetSource};
#[cfg(feature = "xlsx")]
pub use self::xlsx::{XlsxOptions, XlsxSource};
use crate::error::Result;

/// Rows of a batch where the caller does not say otherwise: enough to make the
/// work per batch vanish, little enough to stay in the processor's cache.
pub const BATCH_ROWS: usize = 16_384;

/// A stream of record batches.
pub trait BatchSource: Send {
    /// The next batch, or `None` after the last one.
    ///
    /// A source that knows its columns (every one but JSON lines) gives at
    /// least one batch, if need be without rows, so that a missing column is
    /// noticed in an empty file too.
    ///
    /// # Errors
    ///
    /// Kind [`Input`](crate::ErrorKind::Input) where the file cannot be read,
    /// [`Limit`](crate::ErrorKind::Limit) where it exceeds one of
    /// [`limits`](crate::limits); both name the row and the column where there
    /// is one. After an error every further call gives `None`.
    fn next_batch(&mut self) -> Result<Option<RecordBatch>>;

    /// Bytes of the file read so far, for showing progress; 0 where unknown.
    fn bytes_done(&self) -> u64 {
        0
    }
}

impl<S: BatchSource + ?Sized> BatchSource for Box<S> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        (**self).next_batch()
    }

    fn bytes_done(&self) -> u64 {
        (**self).bytes_done()
    }
}
