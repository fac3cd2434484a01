//! The receipt: what was handed over, and what of it was read.

use askama::Template;

use super::words::Words;
use crate::assess::Assessment;
use crate::error::Result;
use crate::limits;
use crate::report::receipt::{ReceiptRow, rows};

#[derive(Template)]
#[template(path = "page/received.html")]
pub(super) struct ReceivedList {
    pub words: Words,
    /// How many files and sheets there are, listed or not.
    pub total: usize,
    pub rows: Vec<ReceiptRow>,
    /// Of all of them, the sums of what their rows count.
    pub sums: [u64; 4],
}

impl ReceivedList {
    /// None where nothing was handed over.
    pub fn new(words: Words, assessment: &Assessment) -> Result<Option<Self>> {
        let mut rows = rows(assessment, words.0)?;
        if rows.is_empty() {
            return Ok(None);
        }
        let total = rows.len();
        let mut sums = [0_u64; 4];
        // The register's rows are no records.
        for row in rows.iter().filter(|row| !row.dataset.is_empty()) {
            for (sum, count) in sums.iter_mut().zip(row.counts) {
                *sum = sum.saturating_add(count.unwrap_or(0));
            }
        }
        rows.truncate(limits::PAGE_FILES);
        Ok(Some(Self {
            words,
            total,
            rows,
            sums,
        }))
    }
}
