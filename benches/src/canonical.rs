//! What every engine must agree on, as bytes, and its digest.
//!
//! Figures: four runs of little-endian 64-bit integers: numerators to date,
//! denominators to date (-1 for counts), numerators and denominators of each
//! month alone; each by division (in order of codes), indicator (in order of
//! the definition) and month. Findings: one line `rule TAB row TAB key LF`
//! each, in order of rule, row. Digest: XXH3, 64 bits, of those bytes, in hex.

use std::collections::HashMap;
use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type};
use arrow_array::{Array, ArrayRef, Int32Array, RecordBatch, StringArray};
use huimin::Plan;
use huimin::assess::{Assessment, BriefFinding};
use xxhash_rust::xxh3::xxh3_64;

use crate::register::by_code;

/// The four runs: the tables they stand in, and the names of their columns.
pub type Runs<'a> = [(&'a RecordBatch, &'a str); 4];

/// The digest of the figures.
pub fn digest_of_figures(assessment: &Assessment, runs: Runs<'_>) -> String {
    let plan = assessment.plan();
    let divisions = by_code(&plan.network);
    let codes = divisions.iter().map(|id| plan.network.code(*id).padded());
    let place_of_code: HashMap<String, usize> = codes.zip(0..).collect();
    let place_of_indicator: HashMap<&str, usize> = plan
        .indicators
        .iter()
        .map(|indicator| indicator.id.as_str())
        .zip(0..)
        .collect();
    let place_of_date: HashMap<i32, usize> = assessment
        .dates()
        .iter()
        .map(|date| date.days())
        .zip(0..)
        .collect();
    let cells = place_of_code.len() * place_of_indicator.len() * place_of_date.len();
    let mut bytes = Vec::with_capacity(cells * 32);
    for (table, name) in runs {
        let codes = Texts::of(table, "division_code");
        let indicators = Texts::of(table, "indicator");
        let ends = column(table, "period_end").as_primitive::<Date32Type>();
        let numbers = column(table, name).as_primitive::<Decimal128Type>();
        let mut ordered = vec![i64::MIN; cells];
        for row in 0..table.num_rows() {
            let division = place_of_code[codes.value(row)];
            let indicator = place_of_indicator[indicators.value(row)];
            let place = (division * place_of_indicator.len() + indicator) * place_of_date.len()
                + place_of_date[&ends.value(row)];
            let number = numbers.is_valid(row).then(|| numbers.value(row));
            ordered[place] = i64::try_from(number.unwrap_or(-1)).unwrap_or(i64::MIN);
        }
        ordered
            .iter()
            .for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
    }
    format!("{:016x}", xxh3_64(&bytes))
}

fn column<'a>(table: &'a RecordBatch, name: &str) -> &'a ArrayRef {
    table
        .column_by_name(name)
        .expect("a column of the published tables")
}

/// A text column, plain or with a dictionary of 32-bit keys.
enum Texts<'a> {
    Plain(&'a StringArray),
    Coded(&'a Int32Array, &'a StringArray),
}

impl<'a> Texts<'a> {
    fn of(table: &'a RecordBatch, name: &str) -> Self {
        let column = column(table, name);
        match column.as_dictionary_opt::<Int32Type>() {
            Some(coded) => Self::Coded(coded.keys(), coded.values().as_string()),
            None => Self::Plain(column.as_string()),
        }
    }

    fn value(&self, row: usize) -> &'a str {
        match self {
            Self::Plain(texts) => texts.value(row),
            Self::Coded(keys, texts) => texts.value(keys.value(row) as usize),
        }
    }
}

/// The digest of the findings.
pub fn digest_of_findings(plan: &Plan, findings: &[BriefFinding<'_>]) -> String {
    let rule = |finding: &BriefFinding<'_>| plan.rules[finding.rule].id.as_str();
    let mut ordered: Vec<&BriefFinding<'_>> = findings.iter().collect();
    ordered.sort_by_key(|finding| (rule(finding), finding.row));
    let mut text = String::new();
    for finding in ordered {
        let (row, key) = (
            finding.row.unwrap_or_default(),
            String::from_utf8_lossy(&finding.key),
        );
        let _ = writeln!(text, "{}\t{row}\t{key}", rule(finding));
    }
    format!("{:016x}", xxh3_64(text.as_bytes()))
}
