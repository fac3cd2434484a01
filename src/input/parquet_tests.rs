use std::io::{Seek, SeekFrom, Write};

use ::parquet::arrow::ArrowWriter;
use ::parquet::file::properties::WriterProperties;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Int64Array, StringArray};

use super::super::test_support::{assert_error, names_of};
use super::*;
use crate::text::Language;

const ROWS: usize = 10;

/// Ten rows in row groups of four: services (a dictionary), persons, ids (plain text).
fn file() -> Vec<u8> {
    let service: ArrayRef = Arc::new(StringArray::from_iter(
        (0..ROWS).map(|row| (row % 3 > 0).then_some("律师")),
    ));
    let persons: ArrayRef = Arc::new(Int64Array::from_iter_values(0..ROWS as i64));
    let id: ArrayRef = Arc::new(StringArray::from_iter_values(
        (0..ROWS).map(|row| format!("C-{row}")),
    ));
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("service", service, true),
        ("persons", persons, false),
        ("id", id, false),
    ])
    .unwrap();
    write(&batch)
}

fn write(batch: &RecordBatch) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(4))
        .set_column_dictionary_enabled("id".into(), false)
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn drain(mut source: ParquetSource) -> Result<Vec<RecordBatch>> {
    let mut batches = Vec::new();
    while let Some(batch) = source.next_batch()? {
        batches.push(batch);
    }
    assert!(source.next_batch()?.is_none());
    Ok(batches)
}

fn options(columns: &[&str], batch_rows: usize) -> ParquetOptions {
    ParquetOptions {
        batch_rows,
        columns: Some(columns.iter().map(|&name| name.to_owned()).collect()),
    }
}

#[test]
fn columns_keep_types_and_dictionaries() {
    let batches = drain(ParquetSource::from_bytes(file(), ParquetOptions::default())).unwrap();
    let batch = &batches[0];
    assert_eq!(
        batches.iter().map(RecordBatch::num_rows).sum::<usize>(),
        ROWS
    );
    assert_eq!(names_of(batch), ["service", "persons", "id"]);
    let services = batch.column(0).as_dictionary::<Int32Type>();
    assert!(services.is_null(0) && services.is_valid(1));
    let values = services.values().as_string::<i32>();
    assert_eq!(
        values.value(usize::try_from(services.keys().value(1)).unwrap()),
        "律师"
    );
    assert_eq!(batch.column(1).as_primitive::<Int64Type>().value(3), 3);
    assert_eq!(batch.column(2).as_string::<i32>().value(3), "C-3");
}

#[test]
fn only_wanted_columns_in_the_order_of_the_file_and_of_rows() {
    let batches = drain(ParquetSource::from_bytes(
        file(),
        options(&["id", "missing", "persons"], 3),
    ))
    .unwrap();
    let mut persons = Vec::new();
    for batch in &batches {
        assert_eq!(names_of(batch), ["persons", "id"]);
        assert!(batch.num_rows() <= 3);
        persons.extend_from_slice(batch.column(0).as_primitive::<Int64Type>().values());
    }
    assert_eq!(persons, (0..ROWS as i64).collect::<Vec<_>>());
    let none = drain(ParquetSource::from_bytes(file(), options(&[], 100))).unwrap();
    assert_eq!(none.iter().map(RecordBatch::num_rows).sum::<usize>(), ROWS);
}

#[test]
fn a_file_on_disk_gives_the_same() {
    let mut disk = tempfile();
    disk.write_all(&file()).unwrap();
    disk.seek(SeekFrom::Start(0)).unwrap();
    let mut source = ParquetSource::from_file(disk, ParquetOptions::default());
    let batch = source.next_batch().unwrap().unwrap();
    assert!(source.bytes_done() > 0);
    let memory = drain(ParquetSource::from_bytes(file(), ParquetOptions::default())).unwrap();
    assert_eq!(batch, memory[0]);
}

fn tempfile() -> File {
    let path = std::env::temp_dir().join(format!("huimin-parquet-{}", std::process::id()));
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(&path)
        .unwrap();
    std::fs::remove_file(path).unwrap();
    file
}

#[test]
fn a_file_without_rows_gives_one_batch_without_rows() {
    let empty: ArrayRef = Arc::new(StringArray::new_null(0));
    let bytes = write(&RecordBatch::try_from_iter([("id", empty)]).unwrap());
    let batches = drain(ParquetSource::from_bytes(bytes, ParquetOptions::default())).unwrap();
    assert_eq!(batches.len(), 1);
    assert_eq!(
        (batches[0].num_rows(), names_of(&batches[0])),
        (0, vec!["id".to_owned()])
    );
}

#[test]
fn other_files_are_refused() {
    for bytes in [&b""[..], b"PAR1", b"a,b\n1,2\n3,4\n"] {
        let error = assert_error(
            drain(ParquetSource::from_bytes(
                bytes.to_vec(),
                ParquetOptions::default(),
            )),
            ErrorKind::Input,
            "the file is not a Parquet file (it does not end in `PAR1`); it may be cut off, or of another format",
        );
        assert_eq!(
            error.render(Language::Chinese),
            "文件不是 Parquet 文件(末尾没有标记 `PAR1`);可能不完整,或者是别的格式"
        );
    }
    let huge_footer = b"PAR1\xFF\xFF\xFF\x7FPAR1".to_vec();
    assert_error(
        drain(ParquetSource::from_bytes(
            huge_footer,
            ParquetOptions::default(),
        )),
        ErrorKind::Limit,
        "expected the footer of the Parquet file to be at most 16777216, but found 2147483647",
    );
}

#[test]
fn broken_files_are_errors_and_never_panics() {
    let whole = file();
    let mut errors = 0;
    for position in 0..whole.len() {
        for change in [0x01, 0x80, 0xFF] {
            let mut broken = whole.clone();
            broken[position] ^= change;
            errors += usize::from(
                drain(ParquetSource::from_bytes(broken, ParquetOptions::default())).is_err(),
            );
        }
    }
    assert!(
        errors > whole.len() / 4,
        "only {errors} of {} changes were noticed",
        whole.len() * 3
    );
}

#[test]
fn a_panic_of_the_decoder_is_an_error() {
    let error = guarded(damaged, || -> Result<()> { panic!("by the test") }).unwrap_err();
    assert_eq!(
        error.render(Language::English),
        "the Parquet file is damaged; export it again"
    );
    assert_eq!(
        error.render(Language::Chinese),
        "Parquet 文件已损坏;请重新导出"
    );
}
