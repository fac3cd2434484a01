//! Tables piece by piece.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;

use arrow_array::RecordBatch;

use crate::error::Result;
use crate::threads::each_on_threads;

/// A table in batches of whole divisions, in the order of the table. As many
/// batches are made at once as the assessment has threads.
///
/// There is at least one batch, even of a table without rows. After an error
/// there are no more.
pub struct Batches<'a> {
    make: Box<dyn Fn(Range<usize>) -> Result<RecordBatch> + Send + Sync + 'a>,
    /// The divisions still to come.
    waiting: Range<usize>,
    divisions_per_batch: usize,
    threads: usize,
    /// What was made and is not taken yet.
    made: VecDeque<Result<RecordBatch>>,
}

impl<'a> Batches<'a> {
    /// A table of so many divisions with so many rows each, in batches of at
    /// most `rows_per_batch` rows, but of one division at least.
    pub(super) fn new(
        (divisions, rows_per_division): (usize, usize),
        rows_per_batch: usize,
        threads: usize,
        make: impl Fn(Range<usize>) -> Result<RecordBatch> + Send + Sync + 'a,
    ) -> Self {
        let fitting = rows_per_batch.checked_div(rows_per_division);
        Self {
            make: Box::new(make),
            waiting: 0..divisions,
            divisions_per_batch: fitting.unwrap_or(divisions).max(1),
            threads: threads.max(1),
            made: VecDeque::new(),
        }
    }

    /// The whole table in one batch.
    pub(super) fn whole(self) -> Result<RecordBatch> {
        (self.make)(self.waiting)
    }

    /// Makes the next batches.
    fn make_more(&mut self) {
        let mut ranges = Vec::with_capacity(self.threads);
        while ranges.len() < self.threads && !self.waiting.is_empty() {
            let start = self.waiting.start;
            let end = start.saturating_add(self.divisions_per_batch);
            self.waiting.start = end.min(self.waiting.end);
            ranges.push(start..self.waiting.start);
        }
        let make = |place: usize| (self.make)(ranges.get(place).cloned().unwrap_or_default());
        self.made
            .extend(each_on_threads(self.threads, ranges.len(), make));
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.made.is_empty() {
            self.make_more();
        }
        let batch = self.made.pop_front()?;
        if batch.is_err() {
            self.waiting.start = self.waiting.end;
            self.made.clear();
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
            .field("threads", &self.threads)
            .finish_non_exhaustive()
    }
}
