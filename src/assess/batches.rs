//! Tables piece by piece.

use std::fmt;
use std::ops::Range;

use arrow_array::RecordBatch;

use crate::error::Result;

/// A table in batches of whole divisions, in the order of the table.
///
/// There is at least one batch, even of a table without rows. After an error
/// there are no more.
pub struct Batches<'a> {
    make: Box<dyn FnMut(Range<usize>) -> Result<RecordBatch> + Send + 'a>,
    /// The divisions still to come.
    waiting: Range<usize>,
    divisions_per_batch: usize,
}

impl<'a> Batches<'a> {
    /// A table of so many divisions with so many rows each, in batches of at
    /// most `rows_per_batch` rows, but of one division at least.
    pub(super) fn new(
        divisions: usize,
        rows_per_division: usize,
        rows_per_batch: usize,
        make: impl FnMut(Range<usize>) -> Result<RecordBatch> + Send + 'a,
    ) -> Self {
        let fitting = rows_per_batch.checked_div(rows_per_division);
        Self {
            make: Box::new(make),
            waiting: 0..divisions,
            divisions_per_batch: fitting.unwrap_or(divisions).max(1),
        }
    }

    /// The whole table in one batch.
    pub(super) fn whole(mut self) -> Result<RecordBatch> {
        (self.make)(self.waiting)
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.waiting.is_empty() {
            return None;
        }
        let start = self.waiting.start;
        let end = start.saturating_add(self.divisions_per_batch);
        let end = end.min(self.waiting.end);
        self.waiting.start = end;
        let batch = (self.make)(start..end);
        if batch.is_err() {
            self.waiting.start = self.waiting.end;
        }
        Some(batch)
    }
}

impl fmt::Debug for Batches<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Batches")
            .field("waiting", &self.waiting)
            .field("divisions_per_batch", &self.divisions_per_batch)
            .finish_non_exhaustive()
    }
}
