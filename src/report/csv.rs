//! Arrow batches as comma-separated text.

use std::io::Write;

use arrow_array::RecordBatch;

use super::cell::append_cell;
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// Writes a table of the library as CSV in UTF-8: a header line, dates as
/// ISO 8601, null as an empty cell.
///
/// # Errors
///
/// `Input` where `out` cannot be written to.
pub fn write_csv(table: &RecordBatch, out: impl Write) -> Result<()> {
    write_csv_batches([Ok(table)], out)
}

/// As [`write_csv`], for a table in batches such as
/// [`indicator_batches`](crate::Assessment::indicator_batches) gives: no more
/// than one batch is held. The header is that of the first batch; without a
/// batch nothing is written.
///
/// # Errors
///
/// That of the first batch that is one, when those before it are written;
/// `Input` where `out` cannot be written to.
pub fn write_csv_batches<B: std::borrow::Borrow<RecordBatch>>(
    batches: impl IntoIterator<Item = Result<B>>,
    out: impl Write,
) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let mut text = Vec::new();
    for (number, batch) in batches.into_iter().enumerate() {
        let batch = batch?;
        let batch: &RecordBatch = batch.borrow();
        if number == 0 {
            let schema = batch.schema();
            let names = schema.fields().iter().map(|field| field.name());
            writer.write_record(names).map_err(failed)?;
        }
        for row in 0..batch.num_rows() {
            for column in batch.columns() {
                text.clear();
                append_cell(column, row, &mut text)?;
                writer.write_field(&text).map_err(failed)?;
            }
            writer.write_record(None::<&[u8]>).map_err(failed)?;
        }
    }
    writer.flush().map_err(|error| failed(error.into()))
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: csv::Error) -> Error {
    Error::new(
        ErrorKind::Input,
        text!("不能写出 CSV:{error}", "the CSV cannot be written: {error}"),
    )
}
