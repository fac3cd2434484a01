//! Batches that are Arrow already.

use arrow_array::RecordBatch;

use super::BatchSource;
use crate::error::Result;

/// Record batches that come from somewhere else: a data frame, another
/// library's reader, a test.
#[derive(Debug)]
pub struct ArrowSource<I> {
    batches: I,
    failed: bool,
}

impl<I: Iterator<Item = Result<RecordBatch>> + Send> ArrowSource<I> {
    /// A source that gives the batches of an iterator.
    pub fn new(batches: impl IntoIterator<IntoIter = I>) -> Self {
        Self {
            batches: batches.into_iter(),
            failed: false,
        }
    }
}

impl<I: Iterator<Item = Result<RecordBatch>> + Send> BatchSource for ArrowSource<I> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        if self.failed {
            return Ok(None);
        }
        let batch = self.batches.next().transpose();
        self.failed = batch.is_err();
        batch
    }
}

#[cfg(test)]
#[path = "arrow_tests.rs"]
mod tests;
