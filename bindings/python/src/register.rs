//! A register given as a frame: written as the comma-separated text that registers are
//! read from, so that the same checks and messages hold.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::DataType;
use huimin::Result;
use huimin::input::BatchSource;
use huimin::report::write_csv_batches;

use crate::errors::input;

/// The text of a register with the columns and rows of a frame.
pub fn csv(mut frame: impl BatchSource) -> Result<Vec<u8>> {
    let mut rows = 0;
    let batches = std::iter::from_fn(|| frame.next_batch().transpose()).map(|batch| {
        let batch = batch?;
        let texts = texts(&batch, rows);
        rows += batch.num_rows() as u64;
        texts
    });
    let mut text = Vec::new();
    write_csv_batches(batches, &mut text)?;
    Ok(text)
}

/// The same batch, which so many rows come before, with texts only.
fn texts(batch: &RecordBatch, before: u64) -> Result<RecordBatch> {
    let schema = batch.schema();
    let mut columns = Vec::with_capacity(batch.num_columns());
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let cells = (0..column.len())
            .map(|row| cell(column, row).map_err(|error| error.at_row(before + row as u64 + 1)));
        let cells: Result<StringArray> = cells.collect();
        let cells = cells.map_err(|error| error.in_column(field.name()))?;
        columns.push((field.name(), std::sync::Arc::new(cells) as ArrayRef, true));
    }
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|error| {
        input(
            format!("区划登记册不能读入:{error}"),
            format!("the register cannot be read: {error}"),
        )
    })
}

fn cell(column: &ArrayRef, row: usize) -> Result<Option<String>> {
    if column.is_null(row) {
        return Ok(None);
    }
    macro_rules! whole {
        ($kind:ty) => {
            column.as_primitive::<$kind>().value(row).to_string()
        };
    }
    Ok(Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => column.as_string_view().value(row).to_owned(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Int8 => whole!(Int8Type),
        DataType::Int16 => whole!(Int16Type),
        DataType::Int32 => whole!(Int32Type),
        DataType::Int64 => whole!(Int64Type),
        DataType::UInt8 => whole!(UInt8Type),
        DataType::UInt16 => whole!(UInt16Type),
        DataType::UInt32 => whole!(UInt32Type),
        DataType::UInt64 => whole!(UInt64Type),
        DataType::Float64 => return whole_float(column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => {
            let days = column
                .as_primitive::<arrow_array::types::Date32Type>()
                .value(row);
            let day = huimin::calendar::Date::from_days(days);
            return Ok(day.map(|day| day.to_string()));
        }
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            let keys = dictionary.normalized_keys();
            let key = keys.get(row).copied().unwrap_or_default();
            return cell(dictionary.values(), key);
        }
        DataType::Null => return Ok(None),
        other => {
            return Err(input(
                format!("应为文本、整数、日期或是非值,但该列为 {other}"),
                format!(
                    "expected text, whole numbers, dates or true and false, but the column holds {other}"
                ),
            ));
        }
    }))
}

/// Missing values make floats of whole numbers (pandas): such a float is that number.
fn whole_float(value: f64) -> Result<Option<String>> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.is_nan() {
        return Ok(None);
    }
    if value.fract() != 0.0 || value.abs() > EXACT {
        return Err(input(
            format!("应为整数,实为浮点数 {value};请按文本读入"),
            format!(
                "expected a whole number, but found the float {value}; read the column as text"
            ),
        ));
    }
    Ok(Some(value.to_string()))
}
