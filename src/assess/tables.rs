//! The tables of an assessment as Arrow batches, with fixed column names.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::builder::{StringBuilder, UInt32Builder};

use super::Assessment;
use super::batches::Batches;
use super::columns::{TEXT_BYTES, batch};
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Language, text};

impl Assessment {
    /// Every indicator of every division at every date, since the beginning of
    /// the period: one row per division × indicator × date.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code | text | 12 digits |
    /// | division_name | text | |
    /// | level | text | province, city, county, township, village |
    /// | indicator | text | |
    /// | period_end | date | month ends up to the as-of date, and that date |
    /// | numerator, denominator | decimal | exact: those of the formula, or where these have more digits than any measure, the value in lowest terms; the denominator is null for counts |
    /// | value | float | for convenience only |
    /// | display | text | rounded as the indicator says; — where there is no value |
    /// | target | text | as it is shown; null where the division has none |
    /// | attainment | text | share of the target in percent |
    /// | met | boolean | null where that cannot be said |
    /// | reason | text | `empty_denominator`, `no_value`, `no_target`, `not_received`, or null |
    ///
    /// # Errors
    ///
    /// `Overflow` where a figure leaves the exact range; `Limit` for more texts
    /// than an Arrow column holds.
    pub fn indicators(&self) -> Result<RecordBatch> {
        self.figure_batches(usize::MAX, false).whole()
    }

    /// As [`indicators`](Self::indicators), in batches of whole divisions with
    /// at most `rows_per_batch` rows, but one division at least: memory for as many
    /// batches as the assessment has threads.
    ///
    /// # Errors
    ///
    /// A batch is an error as [`indicators`](Self::indicators) is, and none comes
    /// after it.
    pub fn indicator_batches(&self, rows_per_batch: usize) -> Batches<'_> {
        self.figure_batches(rows_per_batch, false)
    }

    /// The same figures of each month alone (the last one up to the as-of
    /// date); no targets, for those are of the whole period.
    ///
    /// Columns as in [`indicators`](Self::indicators), without target, attainment, met.
    ///
    /// # Errors
    ///
    /// As [`indicators`](Self::indicators).
    pub fn monthly(&self) -> Result<RecordBatch> {
        self.figure_batches(usize::MAX, true).whole()
    }

    /// As [`monthly`](Self::monthly), in batches as
    /// [`indicator_batches`](Self::indicator_batches).
    ///
    /// # Errors
    ///
    /// As [`indicator_batches`](Self::indicator_batches).
    pub fn monthly_batches(&self, rows_per_batch: usize) -> Batches<'_> {
        self.figure_batches(rows_per_batch, true)
    }

    /// Progress against the plan: one row per division × indicator × date.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code | text | 12 digits |
    /// | indicator | text | |
    /// | period_end | date | month ends up to the as-of date, and that date |
    /// | target | text | as it is shown; null where the division has none |
    /// | planned, actual | text | what is due by the date, and what there is, as shown |
    /// | planned_share, actual_share | text | the same as shares of the target in percent with two decimals |
    /// | status | text | ahead, on_schedule, behind, done, not_applicable |
    ///
    /// # Errors
    ///
    /// As [`indicators`](Self::indicators).
    pub fn progress(&self) -> Result<RecordBatch> {
        self.progress_table(usize::MAX).whole()
    }

    /// As [`progress`](Self::progress), in batches as
    /// [`indicator_batches`](Self::indicator_batches).
    ///
    /// # Errors
    ///
    /// As [`indicator_batches`](Self::indicator_batches).
    pub fn progress_batches(&self, rows_per_batch: usize) -> Batches<'_> {
        self.progress_table(rows_per_batch)
    }

    /// The exact figures without words, for joining and for computing on: one
    /// row per division × indicator × date, in the order of
    /// [`indicators`](Self::indicators).
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code | text in a dictionary | 12 digits; the dictionary holds every division in the network's order, the keys are 32-bit integers |
    /// | indicator | text in a dictionary | the dictionary holds every indicator in the definition's order |
    /// | period_end | date | |
    /// | numerator, denominator | decimal | since the beginning of the period, as in [`indicators`](Self::indicators); the denominator is null for counts |
    /// | month_numerator, month_denominator | decimal | of the month alone, as in [`monthly`](Self::monthly) |
    ///
    /// # Errors
    ///
    /// `Overflow` where a value leaves the exact range.
    pub fn fractions(&self) -> Result<RecordBatch> {
        self.fraction_table(usize::MAX).whole()
    }

    /// As [`fractions`](Self::fractions), in batches as
    /// [`indicator_batches`](Self::indicator_batches). All batches share their
    /// dictionaries.
    ///
    /// # Errors
    ///
    /// As [`indicator_batches`](Self::indicator_batches).
    pub fn fraction_batches(&self, rows_per_batch: usize) -> Batches<'_> {
        self.fraction_table(rows_per_batch)
    }

    /// Every finding: one row each.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | rule | text | the rule that was broken |
    /// | severity | text | reject, warn, note |
    /// | dataset | text | null for a rule about divisions |
    /// | key | text | the record's key, its fields joined by a vertical bar; empty where the finding is about no record |
    /// | file | text | the file, by its path within what was handed over; null where it is not known |
    /// | sheet | text | the sheet of a workbook |
    /// | line | number | the line of the file or row of the sheet, as an editor or a spreadsheet shows it; null where the file is not known or has no lines |
    /// | row | number | the record's number in its file or frame, counted from 1; null where the finding is about no record |
    /// | division_code | text | 12 digits; null where it could not be read, and for a dataset that was not received |
    /// | field | text | null where the rule is about no single field |
    /// | message | text | what was found, in the language asked for |
    ///
    /// # Errors
    ///
    /// `Limit` where the messages exceed what one Arrow text column can hold.
    pub fn findings_table(&self, language: Language) -> Result<RecordBatch> {
        let [mut rules, mut severities, mut datasets, mut keys] = texts();
        let [mut divisions, mut fields, mut messages, mut files] = texts();
        let mut sheets = StringBuilder::new();
        let [mut rows, mut lines] = [UInt32Builder::new(), UInt32Builder::new()];
        let mut bytes = 0_usize;
        for finding in self.findings().iter(language) {
            bytes = bytes.saturating_add(finding.message.len());
            if bytes > TEXT_BYTES {
                let message = text!(
                    "校验结果的文字超过 2 GiB,请用 Findings::iter 逐条取出",
                    "the findings' messages exceed 2 GiB; take them one by one from Findings::iter"
                );
                return Err(Error::new(ErrorKind::Limit, message));
            }
            rules.append_value(&finding.rule);
            severities.append_value(finding.severity.id());
            datasets.append_option(finding.dataset);
            keys.append_value(&finding.key);
            files.append_option(finding.file);
            sheets.append_option(finding.sheet);
            lines.append_option(finding.line);
            rows.append_option(finding.row);
            divisions.append_option(finding.division_code);
            fields.append_option(finding.field);
            messages.append_value(&finding.message);
        }
        batch(vec![
            ("rule", Arc::new(rules.finish())),
            ("severity", Arc::new(severities.finish())),
            ("dataset", Arc::new(datasets.finish())),
            ("key", Arc::new(keys.finish())),
            ("file", Arc::new(files.finish())),
            ("sheet", Arc::new(sheets.finish())),
            ("line", Arc::new(lines.finish())),
            ("row", Arc::new(rows.finish())),
            ("division_code", Arc::new(divisions.finish())),
            ("field", Arc::new(fields.finish())),
            ("message", Arc::new(messages.finish())),
        ])
    }
}

fn texts() -> [StringBuilder; 4] {
    std::array::from_fn(|_| StringBuilder::new())
}
