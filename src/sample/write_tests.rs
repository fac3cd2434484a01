#![cfg(feature = "parquet")]

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::calendar::Date;
use crate::network::Network;
use crate::sample::oracle::records;
use crate::sample::{Sample, SampleOptions};

fn read(file: Vec<u8>) -> Vec<RecordBatch> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes_of(file)).unwrap();
    builder.build().unwrap().map(Result::unwrap).collect()
}

/// The reader takes its own type of bytes.
fn bytes_of(file: Vec<u8>) -> impl parquet::file::reader::ChunkReader + 'static {
    let mut handle = tempfile();
    std::io::Write::write_all(&mut handle, &file).unwrap();
    handle
}

fn tempfile() -> std::fs::File {
    let path = std::env::temp_dir().join(format!(
        "huimin-{}-{:?}.parquet",
        std::process::id(),
        std::thread::current().id()
    ));
    let file = std::fs::File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(&path)
        .unwrap();
    // The open handle keeps the file alive.
    drop(std::fs::remove_file(path));
    file
}

/// The cell as text, as a text file would give it.
fn text(batch: &RecordBatch, column: usize, row: usize) -> Option<String> {
    let array = batch.column(column);
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        arrow_schema::DataType::Date32 => {
            Date::from_days(array.as_primitive::<Date32Type>().value(row))
                .unwrap()
                .to_string()
        }
        arrow_schema::DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        arrow_schema::DataType::Boolean => array.as_boolean().value(row).to_string(),
        _ => array.as_string::<i32>().value(row).to_owned(),
    })
}

#[test]
fn parquet_holds_the_same_rows_but_for_unreadable_values() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let sample = Sample::new(&network, &SampleOptions::default()).unwrap();
    for dataset in sample.datasets() {
        let mut file = Vec::new();
        sample.write_parquet(dataset, &mut file).unwrap();
        let header = sample.header(dataset).unwrap();
        let mut rows = Vec::new();
        for batch in read(file) {
            for row in 0..batch.num_rows() {
                let cells = (0..header.len())
                    .filter_map(|column| Some((header[column], text(&batch, column, row)?)));
                rows.push(cells.collect::<BTreeMap<_, _>>());
            }
        }
        let mut expected = records(&sample, dataset);
        for defect in sample.defects() {
            let typed = defect
                .field
                .filter(|field| !["opens", "closes"].contains(field));
            if let (true, "type", Some(field)) = (defect.dataset == *dataset, defect.rule, typed) {
                expected[defect.row as usize - 1].remove(field).unwrap();
            }
        }
        assert!(rows == expected, "{dataset}");
    }
}

#[test]
fn columns_are_typed_and_groups_bounded() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let options = SampleOptions {
        records: Some(300_000),
        ..SampleOptions::default()
    };
    let sample = Sample::new(&network, &options).unwrap();
    let mut file = Vec::new();
    sample.write_parquet("cases", &mut file).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes_of(file)).unwrap();
    let types: Vec<String> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| field.data_type().to_string())
        .collect();
    assert_eq!(
        types,
        ["Utf8", "Utf8", "Utf8", "Date32", "Date32", "Utf8", "Utf8"]
    );
    let groups: Vec<i64> = builder
        .metadata()
        .row_groups()
        .iter()
        .map(|group| group.num_rows())
        .collect();
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0], 131_072);
}
