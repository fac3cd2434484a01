//! Parquet files of texts, or of typed columns.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMillisecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use huimin::calendar::Date;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

/// A column of a type: `text`, `integer`, `float`, `decimal`, `date`, `timestamp` (at midnight
/// without a zone, or as milliseconds of UTC), `boolean`. Empty cells are null.
fn column(r#type: &str, cells: &[String]) -> ArrayRef {
    let each = || {
        cells
            .iter()
            .map(|cell| Some(cell.as_str()).filter(|cell| !cell.is_empty()))
    };
    let days = |cell: &str| Date::parse(cell).expect("a day").days();
    match r#type {
        "integer" => {
            let mut column = Int64Builder::new();
            each().for_each(|cell| column.append_option(cell.map(|cell| cell.parse().expect("n"))));
            Arc::new(column.finish())
        }
        "float" => {
            let mut column = Float64Builder::new();
            each().for_each(|cell| column.append_option(cell.map(|cell| cell.parse().expect("n"))));
            Arc::new(column.finish())
        }
        "decimal" => {
            let mut column = Decimal128Builder::new();
            let units = |cell: &str| {
                let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
                format!("{whole}{part:0<2}").parse::<i128>().expect("n")
            };
            each().for_each(|cell| column.append_option(cell.map(units)));
            Arc::new(
                column
                    .finish()
                    .with_precision_and_scale(18, 2)
                    .expect("a scale"),
            )
        }
        "date" => {
            let mut column = Date32Builder::new();
            each().for_each(|cell| column.append_option(cell.map(days)));
            Arc::new(column.finish())
        }
        "timestamp" | "instant" => {
            let mut column = TimestampMillisecondBuilder::new();
            each().for_each(|cell| {
                column.append_option(cell.map(|cell| match cell.parse::<i64>() {
                    Ok(milliseconds) => milliseconds,
                    Err(_) => i64::from(days(cell)) * 86_400_000,
                }));
            });
            let column = column.finish();
            match r#type {
                "instant" => Arc::new(column.with_timezone("UTC")),
                _ => Arc::new(column),
            }
        }
        "boolean" => {
            let mut column = BooleanBuilder::new();
            each().for_each(|cell| column.append_option(cell.map(|cell| cell == "true")));
            Arc::new(column.finish())
        }
        _ => {
            let mut column = StringBuilder::new();
            each().for_each(|cell| column.append_option(cell));
            Arc::new(column.finish())
        }
    }
}

/// A batch of rows, the columns of these names and types.
pub fn batch(columns: &[(String, String)], rows: &[Vec<String>]) -> RecordBatch {
    let columns = columns.iter().enumerate().map(|(place, (name, r#type))| {
        let cells: Vec<String> = rows
            .iter()
            .map(|row| row.get(place).cloned().unwrap_or_default())
            .collect();
        let column = column(r#type, &cells);
        (name.clone(), column, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).expect("a batch")
}

/// A Parquet file, its pages packed by `snappy`, `zstd` or not at all.
pub fn parquet(columns: &[(String, String)], rows: &[Vec<String>], codec: &str) -> Vec<u8> {
    let batch = batch(columns, rows);
    let codec = match codec {
        "snappy" => Compression::SNAPPY,
        "zstd" => Compression::ZSTD(ZstdLevel::default()),
        _ => Compression::UNCOMPRESSED,
    };
    let properties = WriterProperties::builder().set_compression(codec).build();
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("rows");
    writer.close().expect("a file");
    bytes
}
