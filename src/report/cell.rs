//! One cell of a table as text.

use std::io::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;

use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::text::text;

/// A cell of a table of the library as text: dates as ISO 8601, decimals with all
/// their digits; none where it is null or there is no such cell.
///
/// # Errors
///
/// `Argument` for a type that tables of the library do not have.
pub fn cell_text(table: &RecordBatch, row: usize, column: &str) -> Result<Option<String>> {
    let Some(array) = table.column_by_name(column) else {
        return Ok(None);
    };
    if row >= array.len() || array.is_null(row) {
        return Ok(None);
    }
    let mut text = Vec::new();
    append_cell(array, row, &mut text)?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}

/// Appends a cell as text; nothing where it is null.
pub(crate) fn append_cell(column: &dyn Array, row: usize, text: &mut Vec<u8>) -> Result<()> {
    if column.is_null(row) {
        return Ok(());
    }
    match column.data_type() {
        DataType::Utf8 => text.extend(column.as_string::<i32>().value(row).as_bytes()),
        DataType::Dictionary(..) => {
            // Those of the library have keys of 32 bits.
            if let Some(coded) = column.as_dictionary_opt::<Int32Type>()
                && let Some(key) = coded.key(row)
            {
                return append_cell(coded.values(), key, text);
            }
        }
        DataType::Boolean => append(text, column.as_boolean().value(row)),
        DataType::UInt32 => append(text, column.as_primitive::<UInt32Type>().value(row)),
        DataType::UInt64 => append(text, column.as_primitive::<UInt64Type>().value(row)),
        DataType::Int64 => append(text, column.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => append(text, column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().value(row);
            if let Some(date) = Date::from_days(days) {
                append(text, date);
            }
        }
        DataType::Decimal128(_, scale) => {
            let units = column.as_primitive::<Decimal128Type>().value(row);
            Decimal::new(units, u8::try_from(*scale).unwrap_or(0)).append_to(text);
        }
        other => {
            let message = text!(
                "表中有不能写成文字的列,类型为 {other}",
                "a column of type {other} cannot be written as text"
            );
            return Err(Error::new(ErrorKind::Argument, message));
        }
    }
    Ok(())
}

fn append(text: &mut Vec<u8>, value: impl std::fmt::Display) {
    // Writing to memory does not fail.
    let _ = write!(text, "{value}");
}
