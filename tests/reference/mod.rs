//! A second implementation of the engine, written from the specification
//! (`docs/semantics.md`, `docs/definition-format.md`) and from nothing else of
//! the engine: slow, row by row, without columns, intervals or running totals.
//!
//! It shares with the library what knows nothing of records: the definition as
//! parsed data, the typed trees of formulas, the network, exact numbers and the
//! calendar. Everything from a record to a table is computed here once more:
//!
//! ```text
//! texts ─reading─▶ values ─rules─▶ findings, records that count
//!                                  ─measures─▶ figures per division and day ─tables─▶ rows
//! ```
//!
//! `:as_of` is not turned round here: the filter of a measure is evaluated for
//! every record and every day, letter by letter.

pub mod evaluate;
pub mod generate;
mod measures;
mod names;
mod reading;
mod rules;
pub mod spelling;
mod tables;

use std::collections::BTreeMap;

use huimin::Network;
use huimin::calendar::Date;
use huimin::definition::Definition;
use huimin::error::Result;

/// A record as it was handed over: field → text.
pub type Record = BTreeMap<String, Option<String>>;

/// Everything an assessment needs.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    pub definition: &'a Definition,
    pub network: &'a Network,
    /// The records, by the datasets' order in the definition.
    pub records: &'a [Vec<Record>],
    /// Which datasets were handed over, be it without records.
    pub received: &'a [bool],
    pub as_of: Date,
}

/// What an assessment says, as text: one row of a table per line, its columns
/// joined by ` | ` and nulls as `∅`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub indicators: Vec<String>,
    pub monthly: Vec<String>,
    pub progress: Vec<String>,
    /// Without their messages.
    pub findings: Vec<String>,
    pub verdict: Option<bool>,
}

impl Case<'_> {
    /// The days figures are stated for.
    fn days(&self) -> Vec<Date> {
        let period = self.definition.programme.period.value;
        let mut days: Vec<Date> = Vec::new();
        let mut day = period.start();
        while day < self.as_of {
            if day == day.end_of_month() {
                days.push(day);
            }
            day = day.add_days(1).expect("a day of the period");
        }
        days.push(self.as_of);
        days
    }
}

/// Computes a case from the beginning.
pub fn assess(case: &Case<'_>) -> Result<Outcome> {
    let datasets = reading::read_all(case);
    let (findings, counting) = rules::judge_records(case, &datasets)?;
    let measures = measures::Measures::compute(case, &datasets, &counting)?;
    let mut findings = findings;
    rules::judge_receipt(case, &measures, &mut findings);
    rules::judge_divisions(case, &measures, &mut findings)?;
    tables::outcome(case, &measures, findings)
}

/// A column of a row; nothing is shown as a sign no text has.
pub fn cell(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "∅".to_owned(), |value| value.to_string())
}
