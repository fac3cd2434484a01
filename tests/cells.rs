//! What a cell means: every form of a value that is read, noted or refused, alone and in a file of
//! every kind. The forms stand in `tests/cells/texts.txt`, one a line; those of columns with types of
//! their own in `tests/cells/typed.rs`; random ones in `tests/cells/random.rs`.
//!
//! A value is told by a rule that is violated wherever its field has one, and whose message is the
//! value.

#![cfg(all(feature = "csv", feature = "json"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

#[path = "cells/random.rs"]
mod random;
#[expect(
    dead_code,
    unused_imports,
    reason = "only the spellings and the generators of the reference are used here"
)]
mod reference;
#[path = "cells/table.rs"]
mod table;
#[path = "cells/texts.rs"]
mod texts;
#[path = "cells/typed.rs"]
mod typed;

use std::sync::{Arc, LazyLock};

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::{Field, Schema};
use huimin::input::{
    ArrowSource, BatchSource, CsvOptions, CsvSource, JsonLinesOptions, JsonLinesSource,
};
use huimin::{Assessment, Language, Network, Plan, Programme, Result, Tally};
use texts::{DEFINITION, DIVISIONS, FIELDS, Values};

/// What is found in one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    rule: String,
    field: Option<String>,
    zh: String,
    en: String,
}

fn plan() -> &'static Plan {
    static PLAN: LazyLock<Plan> = LazyLock::new(|| {
        let programme = Programme::from_toml("cells", DEFINITION);
        let programme = programme.unwrap_or_else(|error| panic!("{error}"));
        let network = Network::from_csv(DIVISIONS.as_bytes());
        let network = network.unwrap_or_else(|error| panic!("{error}"));
        Plan::new(&programme, network).unwrap_or_else(|error| panic!("{error}"))
    });
    &PLAN
}

/// What a record alone is told.
fn alone(record: &Values) -> Vec<Finding> {
    let checker = plan().checker("visits").unwrap();
    let values: Vec<Option<&str>> = record.iter().map(Option::as_deref).collect();
    let found = checker.check(&values).unwrap().into_iter();
    let mut found: Vec<Finding> = found
        .map(|found| Finding {
            rule: found.rule,
            field: found.field,
            zh: found.message.zh,
            en: found.message.en,
        })
        .collect();
    found.sort();
    found
}

fn assessed(source: impl BatchSource) -> Result<Assessment> {
    let mut tally = Tally::new(plan());
    tally.add("visits", source)?;
    tally.assess(plan().period.end())
}

/// What the records of an input are told, row by row.
fn by_row(source: impl BatchSource, rows: usize) -> Vec<Vec<Finding>> {
    let assessment = assessed(source).unwrap_or_else(|error| panic!("{error}"));
    let mut all = vec![Vec::new(); rows];
    let findings = assessment.findings();
    let both = findings
        .iter(Language::Chinese)
        .zip(findings.iter(Language::English));
    for (chinese, english) in both {
        // What is found without a row is about the file.
        if let Some(row) = chinese.row {
            all[row as usize - 1].push(Finding {
                rule: chinese.rule,
                field: chinese.field,
                zh: chinese.message,
                en: english.message,
            });
        }
    }
    all.iter_mut().for_each(|found| found.sort());
    all
}

/// A way in which texts come.
type Way = (&'static str, fn(&[Values]) -> Vec<Vec<Finding>>);

/// Every way but alone.
const WAYS: [Way; 6] = [
    ("CSV", |records| {
        let file = texts::csv(records);
        by_row(
            CsvSource::new(file.as_bytes(), CsvOptions::default()),
            records.len(),
        )
    }),
    ("JSON lines", |records| {
        let file = json_file(records);
        by_row(
            JsonLinesSource::new(&*file, JsonLinesOptions::default()),
            records.len(),
        )
    }),
    ("utf8", |records| {
        of_arrays(records, |texts| Arc::new(StringArray::from(texts)))
    }),
    ("large_utf8", |records| {
        of_arrays(records, |texts| Arc::new(LargeStringArray::from(texts)))
    }),
    ("string_view", |records| {
        of_arrays(records, |texts| Arc::new(StringViewArray::from(texts)))
    }),
    ("dictionary", |records| {
        of_arrays(records, |texts| {
            Arc::new(texts.into_iter().collect::<DictionaryArray<Int32Type>>())
        })
    }),
];

fn json_file(records: &[Values]) -> Vec<u8> {
    let mut file = Vec::new();
    for record in records {
        let named = FIELDS.iter().zip(record);
        let object: serde_json::Map<String, serde_json::Value> = named
            .map(|((name, _), value)| ((*name).to_owned(), value.clone().into()))
            .collect();
        file.extend_from_slice(serde_json::Value::Object(object).to_string().as_bytes());
        file.push(b'\n');
    }
    file
}

fn of_arrays(
    records: &[Values],
    make: impl Fn(Vec<Option<&str>>) -> ArrayRef,
) -> Vec<Vec<Finding>> {
    let columns = FIELDS.iter().enumerate().map(|(place, (name, _))| {
        let texts = records.iter().map(|record| record[place].as_deref());
        (*name, make(texts.collect()))
    });
    by_row(
        ArrowSource::new([Ok(batch(columns.collect()))]),
        records.len(),
    )
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    RecordBatch::try_new(
        schema,
        columns.into_iter().map(|(_, array)| array).collect(),
    )
    .unwrap()
}

/// What is expected of a cell.
#[derive(Clone, Debug)]
enum Outcome {
    /// No value, and nothing is said of it.
    Missing,
    /// A value as messages show it in English.
    Read { value: String, noted: bool },
    /// A violation of a rule, whose message holds these in Chinese and English.
    Refused {
        rule: String,
        zh: String,
        en: String,
    },
}

impl Outcome {
    /// `-`, `= value`, `~ value` (noted), or `! rule | Chinese | English`.
    fn parse(written: &str) -> Self {
        let (sign, rest) = written.split_at(1);
        let rest = rest.trim();
        match sign {
            "-" => Self::Missing,
            "=" | "~" => Self::Read {
                value: rest.to_owned(),
                noted: sign == "~",
            },
            "!" => {
                let parts: Vec<&str> = rest.split(" | ").map(str::trim).collect();
                let [rule, zh, en] = parts.as_slice() else {
                    panic!("a rule, Chinese and English in {written:?}");
                };
                Self::Refused {
                    rule: (*rule).to_owned(),
                    zh: (*zh).to_owned(),
                    en: (*en).to_owned(),
                }
            }
            _ => panic!("what is expected in {written:?}"),
        }
    }

    /// Why findings about a field are not as expected.
    fn difference(&self, field: &str, found: &[Finding]) -> Option<String> {
        let own: Vec<&Finding> = found
            .iter()
            .filter(|found| found.field.as_deref() == Some(field) || found.rule == "total_row")
            .collect();
        let told = format!("value_{field}");
        let is_right = match self {
            Self::Missing => own.is_empty(),
            Self::Read { value, noted } => {
                let is_told = |found: &&&Finding| found.rule == told && found.en == *value;
                let is_noted = |found: &&&Finding| found.rule == "normalised";
                own.iter().filter(is_told).count() == 1
                    && own.iter().filter(is_noted).count() == usize::from(*noted)
                    && own.len() == 1 + usize::from(*noted)
            }
            Self::Refused { rule, zh, en } => {
                own.len() == 1
                    && own[0].rule == *rule
                    && own[0].zh.contains(zh)
                    && own[0].en.contains(en)
            }
        };
        (!is_right).then(|| format!("expected {self:?}, but found {own:?}"))
    }
}
