//! What the tests of all sources share.
#![cfg_attr(
    not(all(
        feature = "csv",
        feature = "json",
        feature = "parquet",
        feature = "xlsx"
    )),
    allow(dead_code, reason = "each source needs only some of it")
)]
#![expect(clippy::arithmetic_side_effects, reason = "small numbers of rows")]

use std::fmt::Debug;
use std::io::Read;

use arrow_array::{Array, RecordBatch, StringArray};

use super::BatchSource;
use crate::error::{Error, ErrorKind, Result};
use crate::text::Language;

/// Text cells, row by row.
pub(super) type Table = Vec<Vec<Option<String>>>;

/// A reader that gives one byte at a time.
pub(super) struct Drops<R>(pub(super) R);

impl<R: Read> Read for Drops<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let room = buffer.len().min(1);
        self.0.read(&mut buffer[..room])
    }
}

/// All that a source gives: the column names of its last batch, and all rows.
pub(super) fn drain(mut source: impl BatchSource) -> Result<(Vec<String>, Table)> {
    let mut names = Vec::new();
    let mut table = Table::new();
    while let Some(batch) = source.next_batch()? {
        // One without rows may say no more than how many were blank.
        if batch.num_rows() > 0 || names.is_empty() {
            names = names_of(&batch);
        }
        table.extend(rows_of(&batch));
    }
    assert!(source.next_batch()?.is_none());
    Ok((names, table))
}

/// The same by way of its pieces, which are all decoded.
pub(super) fn drain_pieces(mut source: impl BatchSource) -> Result<(Vec<String>, Table)> {
    let mut names = Vec::new();
    let mut table = Table::new();
    let mut first_error = None;
    while let Some(piece) = source.next_piece()? {
        let before = table.len() as u64;
        for batch in piece {
            match batch {
                Ok(rows) => {
                    if rows.batch.num_rows() > 0 || names.is_empty() {
                        names = names_of(&rows.batch);
                    }
                    table.extend(rows_of(&rows.batch));
                }
                Err(error) => {
                    first_error.get_or_insert(error.moved_behind(before));
                }
            }
        }
    }
    assert!(source.next_piece()?.is_none());
    first_error.map_or(Ok((names, table)), Err)
}

/// What a source that knows its lines gives by way of its pieces: per row its line, and how many
/// rows were blank.
pub(super) fn lines_and_blank(mut source: impl BatchSource) -> (Vec<u32>, u64) {
    let mut lines = Vec::new();
    let mut all_blank = 0;
    while let Some(piece) = source.next_piece().unwrap() {
        for rows in piece {
            let rows = rows.unwrap();
            let numbers = rows.lines.unwrap();
            assert_eq!(numbers.len(), rows.batch.num_rows());
            lines.extend((0..numbers.len()).map(|row| numbers.row(row)));
            all_blank += rows.blank.unwrap();
        }
    }
    (lines, all_blank)
}

pub(super) fn names_of(batch: &RecordBatch) -> Vec<String> {
    batch
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect()
}

pub(super) fn rows_of(batch: &RecordBatch) -> Table {
    let columns: Vec<&StringArray> = batch
        .columns()
        .iter()
        .map(|column| column.as_any().downcast_ref().unwrap())
        .collect();
    let cell =
        |column: &&StringArray, row| column.is_valid(row).then(|| column.value(row).to_owned());
    (0..batch.num_rows())
        .map(|row| columns.iter().map(|column| cell(column, row)).collect())
        .collect()
}

/// A table written down; an empty text stands for null.
pub(super) fn rows<const N: usize>(rows: &[[&str; N]]) -> Table {
    let cell = |cell: &&str| (!cell.is_empty()).then(|| (*cell).to_owned());
    rows.iter()
        .map(|row| row.iter().map(cell).collect())
        .collect()
}

#[track_caller]
pub(super) fn assert_error<T: Debug>(result: Result<T>, kind: ErrorKind, english: &str) -> Error {
    let error = result.unwrap_err();
    assert_eq!(error.render(Language::English), english);
    assert_eq!(error.kind(), kind);
    error
}
