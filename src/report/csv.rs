//! Arrow batches as comma-separated text.

use std::io::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;

use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::text::text;

/// Writes a table of the library as CSV in UTF-8: a header line, dates as
/// ISO 8601, null as an empty cell.
///
/// # Errors
///
/// `Input` where `out` cannot be written to.
pub fn write_csv(table: &RecordBatch, out: impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let failed = |error: csv::Error| {
        Error::new(
            ErrorKind::Input,
            text!("不能写出 CSV:{error}", "the CSV cannot be written: {error}"),
        )
    };
    let schema = table.schema();
    writer
        .write_record(schema.fields().iter().map(|field| field.name()))
        .map_err(failed)?;
    for row in 0..table.num_rows() {
        let cells = table.columns().iter().map(|column| cell(column, row));
        writer.write_record(cells).map_err(failed)?;
    }
    writer.flush().map_err(|error| failed(error.into()))
}

fn cell(column: &dyn Array, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Date32 => {
            let date = Date::from_days(column.as_primitive::<Date32Type>().value(row));
            date.map(|date| date.to_string()).unwrap_or_default()
        }
        DataType::Decimal128(_, scale) => {
            let units = column.as_primitive::<Decimal128Type>().value(row);
            Decimal::new(units, u8::try_from(*scale).unwrap_or(0)).to_string()
        }
        _ => String::new(),
    }
}
