use std::io::{Seek, SeekFrom, Write};

use ::parquet::arrow::ArrowWriter;
use ::parquet::file::properties::WriterProperties;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Int64Array, StringArray};
use bytes::Bytes;

use super::super::test_support::{assert_error, names_of};
use super::*;
use crate::error::ErrorKind;
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

/// The pieces, each as its batches.
fn pieces(source: &mut ParquetSource) -> Result<Vec<Vec<Result<RecordBatch>>>> {
    let mut pieces = Vec::new();
    while let Some(piece) = source.next_piece()? {
        pieces.push(piece.map(|rows| rows.map(|rows| rows.batch)).collect());
    }
    assert!(source.next_piece()?.is_none());
    Ok(pieces)
}

#[test]
fn a_piece_is_a_row_group_and_pieces_are_decoded_in_any_order() {
    let expected = drain(ParquetSource::from_bytes(file(), ParquetOptions::default())).unwrap();
    let mut disk = tempfile("pieces");
    disk.write_all(&file()).unwrap();
    let mut source = ParquetSource::from_file(disk, ParquetOptions::default());
    let mut pieces = Vec::new();
    while let Some(piece) = source.next_piece().unwrap() {
        pieces.push(piece);
    }
    assert_eq!(pieces.len(), 3);
    let decode = |piece: Piece| piece.map(|rows| rows.unwrap().batch).collect::<Vec<_>>();
    let mut decoded: Vec<Vec<RecordBatch>> = std::thread::scope(|scope| {
        let backwards = pieces.into_iter().rev();
        let decoders: Vec<_> = backwards
            .map(|piece| scope.spawn(|| decode(piece)))
            .collect();
        let decoded = decoders.into_iter().map(|decoder| decoder.join().unwrap());
        decoded.collect()
    });
    decoded.reverse();
    assert_eq!(decoded.concat(), expected);
    assert!(source.bytes_done() > 0);
}

#[test]
fn columns_that_are_not_kept_are_left_out() {
    for by_name in [options(&["id", "persons"], 100), ParquetOptions::default()] {
        let mut source = ParquetSource::from_bytes(file(), by_name);
        let schema = source.schema().unwrap().unwrap();
        let position = schema.index_of("id").unwrap();
        source.keep(&[position]);
        let batches = drain(source).unwrap();
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        assert_eq!((rows, names_of(&batches[0])), (ROWS, vec!["id".to_owned()]));
    }
}

#[test]
fn rows_of_errors_are_counted_from_the_piece_or_from_the_file() {
    // The fault lies in the data of the second row group.
    let mut broken = file();
    let metadata = ArrowReaderMetadata::load(&Bytes::from(broken.clone()), Default::default());
    let metadata = Arc::clone(metadata.unwrap().metadata());
    let (start, length) = metadata.row_group(1).column(2).byte_range();
    let (start, end) = (start as usize, (start + length) as usize);
    broken[start..end].fill(0xFF);

    let mut source = ParquetSource::from_bytes(broken.clone(), ParquetOptions::default());
    let pieces = pieces(&mut source).unwrap();
    let row = |piece: &[Result<RecordBatch>]| {
        let error = piece.iter().find_map(|batch| batch.as_ref().err());
        error.map(|error| error.place().row)
    };
    let rows: Vec<_> = pieces.iter().map(|piece| row(piece)).collect();
    assert_eq!(rows, [None, Some(Some(1)), None]);

    let error = drain(ParquetSource::from_bytes(broken, ParquetOptions::default())).unwrap_err();
    assert_eq!(error.place().row, Some(5), "{error}");
}

#[test]
fn a_very_large_row_group_comes_batch_by_batch() {
    const MANY: usize = PIECE_ROWS as usize + 1;
    let flags: ArrayRef = Arc::new(arrow_array::BooleanArray::from(vec![true; MANY]));
    let batch = RecordBatch::try_from_iter([("flag", flags)]).unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(MANY))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    let bytes = writer.into_inner().unwrap();
    let mut source = ParquetSource::from_bytes(bytes, ParquetOptions::default());
    let pieces = pieces(&mut source).unwrap();
    let rows = |piece: &Vec<Result<RecordBatch>>| match &piece[..] {
        [Ok(batch)] => batch.num_rows(),
        _ => panic!("one batch in a piece"),
    };
    assert!(pieces.len() > 50);
    assert_eq!(pieces.iter().map(rows).sum::<usize>(), MANY);
}

#[test]
fn a_file_on_disk_gives_the_same() {
    let mut disk = tempfile("same");
    disk.write_all(&file()).unwrap();
    disk.seek(SeekFrom::Start(0)).unwrap();
    let mut source = ParquetSource::from_file(disk, ParquetOptions::default());
    let batch = source.next_batch().unwrap().unwrap();
    assert!(source.bytes_done() > 0);
    let memory = drain(ParquetSource::from_bytes(file(), ParquetOptions::default())).unwrap();
    assert_eq!(batch, memory[0]);
}

fn tempfile(name: &str) -> File {
    let name = format!("huimin-parquet-{name}-{}", std::process::id());
    let path = std::env::temp_dir().join(name);
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
