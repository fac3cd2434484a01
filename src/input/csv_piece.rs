//! Whole rows of a CSV file, decoded apart from the others.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::Rows as GivenRows;
use super::csv::Columns;
use super::csv_plain::{Passed, Plain};
use super::csv_rows::{Next, Rows};
use super::text_columns::{TextColumn, finish_batch, not_built};
use crate::error::{Error, Result};

/// The rows of a chunk as batches.
pub(super) struct CsvPiece {
    columns: Arc<Columns>,
    rows: Rows,
    plain: Plain,
    batch: Option<Batch>,
    /// Rows given so far.
    pub(super) count: u64,
    passed: Passed,
    /// The first piece gives a batch even if it has no rows.
    is_first: bool,
    /// What is wrong with the row after those given so far.
    failure: Option<Error>,
    has_ended: bool,
}

/// The batch under construction.
struct Batch {
    /// Positions of the columns in the file.
    positions: Vec<usize>,
    columns: Vec<TextColumn>,
    schema: SchemaRef,
    /// Whether columns that are not given are read, too.
    has_more: bool,
}

impl Batch {
    /// Columns that are not given need not be read, unless something in the text
    /// is not UTF-8: it is an error where it stands in a column that was asked for.
    fn new(columns: &Columns, text: &[u8]) -> Self {
        let is_narrow = columns.kept.len() < columns.read.len();
        let has_more = is_narrow && std::str::from_utf8(text).is_err();
        let (positions, schema) = if has_more || !is_narrow {
            (columns.read.clone(), &columns.schema)
        } else {
            let kept = columns
                .kept
                .iter()
                .filter_map(|&kept| columns.read.get(kept));
            (kept.copied().collect(), &columns.given)
        };
        Self {
            columns: positions.iter().map(|_| TextColumn::nulls(0)).collect(),
            positions,
            schema: Arc::clone(schema),
            has_more,
        }
    }
}

impl CsvPiece {
    pub(super) fn new(columns: Arc<Columns>, rows: Rows, is_first: bool) -> Self {
        Self {
            plain: Plain::new(columns.delimiter.byte(), columns.names.len()),
            columns,
            rows,
            batch: None,
            count: 0,
            passed: Passed::default(),
            is_first,
            failure: None,
            has_ended: false,
        }
    }

    fn next_rows(&mut self) -> Result<Option<GivenRows>> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        if self.has_ended {
            return Ok(None);
        }
        let rows = self.read_rows();
        let Some(batch) = &mut self.batch else {
            return Ok(None);
        };
        let (built, not_utf8) = finish_batch(&batch.schema, &mut batch.columns, rows, self.count)?;
        let mut passed = std::mem::take(&mut self.passed);
        let not_utf8 = not_utf8.map(|error| {
            let line = passed.lines.row(built.num_rows());
            error.at_line(u64::from(line))
        });
        self.failure = not_utf8.or(self.failure.take());
        let is_first = std::mem::replace(&mut self.is_first, false);
        if built.num_rows() == 0 {
            if let Some(error) = self.failure.take() {
                return Err(error);
            }
            if !is_first && passed.blank == 0 {
                return Ok(None);
            }
        }
        self.count = self.count.saturating_add(built.num_rows() as u64);
        passed.lines.truncate(built.num_rows());
        Ok(Some(GivenRows {
            batch: self.given(built)?,
            lines: Some(passed.lines),
            blank: Some(passed.blank),
        }))
    }

    fn given(&self, batch: RecordBatch) -> Result<RecordBatch> {
        if self.batch.as_ref().is_none_or(|batch| !batch.has_more) {
            return Ok(batch);
        }
        batch
            .project(&self.columns.kept)
            .map_err(|error| not_built(&error))
    }

    /// Reads the rows of a batch. Their number.
    fn read_rows(&mut self) -> usize {
        let columns = &*self.columns;
        let text = self.rows.text();
        let batch = self.batch.get_or_insert_with(|| Batch::new(columns, text));
        let mut rows = 0_usize;
        loop {
            let most = columns.batch_rows.saturating_sub(rows);
            let mut place = self.rows.place;
            let text = self.rows.text();
            // Columns without a name are looked at row by row.
            let most = if columns.unnamed.is_empty() { most } else { 0 };
            let found = self.plain.find(text, &mut place, most, &mut self.passed);
            for (column, &position) in batch.columns.iter_mut().zip(&batch.positions) {
                self.plain.copy(text, position, column);
            }
            self.rows.place = place;
            rows = rows.saturating_add(found);
            if rows >= columns.batch_rows {
                return rows;
            }
            // The next row is not plain, or there is none.
            match self.rows.next(&columns.names, &columns.unnamed) {
                Ok(Next::Row) => {}
                Ok(Next::Blank) => {
                    self.passed.blank = self.passed.blank.saturating_add(1);
                    continue;
                }
                Ok(Next::End) => {
                    self.has_ended = true;
                    return rows;
                }
                Err(error) => {
                    // The rows before are given first: whoever reads them may find a
                    // fault in one, which comes first in the file and is told first.
                    let before = self.count.saturating_add(rows as u64);
                    let error = error.at_row(before.saturating_add(1));
                    self.failure = Some(error.at_line(self.rows.line));
                    return rows;
                }
            }
            for (column, &position) in batch.columns.iter_mut().zip(&batch.positions) {
                column.push(self.rows.cell(position));
            }
            self.passed.push_run(self.rows.line, 1);
            rows = rows.saturating_add(1);
        }
    }
}

impl Iterator for CsvPiece {
    type Item = Result<GivenRows>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.next_rows();
        self.has_ended |= rows.is_err();
        rows.transpose()
    }
}
