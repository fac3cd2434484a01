//! What holds of every tally whatever its records: neither order, nor batches,
//! threads, Arrow types, splitting and merging change a byte; what is withdrawn
//! was never there; damaged bytes are an error.
//!
//! The built-in programme with an invented year on the divisions of two
//! counties, defects included.

#![cfg(feature = "sample")]
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

#[path = "reference/generate/random.rs"]
#[expect(dead_code, reason = "shared with the generators of random programmes")]
mod random;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowDictionaryKeyType, Int8Type, Int32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, DictionaryArray, Int64Array, LargeStringArray,
    PrimitiveArray, RecordBatch, StringArray, StringViewArray, UInt32Array,
};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field, Schema};
use huimin::assess::{AssessOptions, Assessment, planned_share};
use huimin::calendar::Date;
use huimin::definition::FieldType;
use huimin::error::ErrorKind;
use huimin::figure::{Decimal, Ratio};
use huimin::formula::AggregateFunction;
use huimin::input::ArrowSource;
use huimin::network::{DivisionRecord, Level};
use huimin::plan::MeasureSource;
use huimin::sample::{Sample, SampleOptions};
use huimin::tally::AddOptions;
use huimin::verify::Standings;
use huimin::{Language, Network, Plan, Programme, Tally};

use random::Random;

const RECORDS: usize = 3_000;
const COUNTIES: [&str; 2] = ["530422000000", "530428000000"];

/// A row of texts.
type Row = Vec<Option<String>>;

/// The records of a dataset.
#[derive(Clone)]
struct Dataset {
    name: &'static str,
    header: &'static [&'static str],
    rows: Vec<Row>,
}

/// A plan and records for it.
struct Year {
    plan: Plan,
    datasets: Vec<Dataset>,
}

impl Year {
    fn new(defects: bool) -> Self {
        let network = two_counties();
        let options = SampleOptions {
            seed: 8170,
            records: Some(RECORDS),
            defects,
        };
        let sample = Sample::new(&network, &options).unwrap();
        let datasets = sample.datasets().iter().map(|name| {
            let mut rows = Vec::new();
            let mut take = |row: &[Option<&str>]| {
                rows.push(row.iter().map(|cell| cell.map(str::to_owned)).collect());
                Ok(())
            };
            sample.rows(name, &mut take).unwrap();
            let header = sample.header(name).unwrap();
            Dataset { name, header, rows }
        });
        let datasets = datasets.collect();
        let programme = Programme::builtin("yuxi-2019").unwrap();
        let plan = Plan::new(&programme, sample.network_with_marks().unwrap()).unwrap();
        Self { plan, datasets }
    }

    /// A tally of all records, each dataset in one batch.
    fn tally(&self) -> Tally {
        let mut tally = Tally::new(&self.plan);
        for dataset in &self.datasets {
            add(&mut tally, dataset, dataset.rows.len());
        }
        tally
    }
}

/// The city with two of its counties and all below them.
fn two_counties() -> Network {
    let network = Network::builtin("yuxi-2019").unwrap();
    let wanted = |id: &huimin::network::DivisionId| {
        let code = network.code(*id).padded();
        let above = network
            .ancestors(*id)
            .map(|above| network.code(above).padded());
        network.level(*id) == Level::City
            || above
                .chain([code])
                .any(|code| COUNTIES.contains(&code.as_str()))
    };
    let records = network
        .ids()
        .filter(wanted)
        .zip(1..)
        .map(|(id, row)| DivisionRecord {
            code: network.code(id).padded(),
            name: network.name(id).to_owned(),
            parent_code: network
                .parent(id)
                .map(|above| network.code(above).padded())
                .unwrap_or_default(),
            kind: network.kind(id).to_owned(),
            row,
            ..DivisionRecord::default()
        });
    Network::from_records(records.collect()).unwrap()
}

fn add(tally: &mut Tally, dataset: &Dataset, batch_rows: usize) {
    let batches = batches(dataset, &dataset.rows, batch_rows);
    tally.add(dataset.name, ArrowSource::new(batches)).unwrap();
}

fn batches(dataset: &Dataset, rows: &[Row], batch_rows: usize) -> Vec<huimin::Result<RecordBatch>> {
    let chunks = rows.chunks(batch_rows.max(1));
    chunks
        .map(|chunk| Ok(batch(dataset, chunk, Form::Utf8)))
        .collect()
}

/// The Arrow types of the text columns of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Utf8,
    LargeUtf8,
    Utf8View,
    Dictionary,
    DictionaryOfBytes,
    DictionaryOfWide,
}

fn batch(dataset: &Dataset, rows: &[Row], form: Form) -> RecordBatch {
    let column = |place: usize| text_column(rows.iter().map(|row| row[place].as_deref()), form);
    made(dataset, (0..dataset.header.len()).map(column).collect())
}

fn made(dataset: &Dataset, columns: Vec<ArrayRef>) -> RecordBatch {
    let fields = dataset.header.iter().zip(&columns);
    let fields: Vec<Field> = fields
        .map(|(name, column)| Field::new(*name, column.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

fn text_column<'a>(values: impl Iterator<Item = Option<&'a str>>, form: Form) -> ArrayRef {
    match form {
        Form::Utf8 => Arc::new(values.collect::<StringArray>()),
        Form::LargeUtf8 => Arc::new(values.collect::<LargeStringArray>()),
        Form::Utf8View => Arc::new(values.collect::<StringViewArray>()),
        Form::Dictionary => {
            let mut builder = StringDictionaryBuilder::<Int32Type>::new();
            values.for_each(|value| builder.append_option(value));
            Arc::new(builder.finish())
        }
        Form::DictionaryOfBytes => dictionary::<Int8Type>(values),
        Form::DictionaryOfWide => dictionary::<UInt64Type>(values),
    }
}

/// As [`text_column`], where there are not too many different texts for the keys.
fn dictionary<'a, K: ArrowDictionaryKeyType>(
    values: impl Iterator<Item = Option<&'a str>>,
) -> ArrayRef {
    let values: Vec<_> = values.collect();
    let mut builder = StringDictionaryBuilder::<K>::new();
    for value in &values {
        if builder.append(value.unwrap_or_default()).is_err() {
            return text_column(values.into_iter(), Form::LargeUtf8);
        }
    }
    let array = builder.finish();
    let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
    let (keys, texts) = array.into_parts();
    let keys = PrimitiveArray::<K>::new(keys.values().clone(), Some(nulls));
    Arc::new(DictionaryArray::new(keys, texts))
}

/// The same with the text of the row before in place of every null, which is no less a null.
fn text_column_over_texts<'a>(
    values: impl Iterator<Item = Option<&'a str>>,
    form: Form,
) -> ArrayRef {
    let mut last = "";
    let (nulls, texts): (Vec<bool>, Vec<&str>) = values
        .map(|value| {
            last = value.unwrap_or(last);
            (value.is_some(), last)
        })
        .unzip();
    let nulls = Some(NullBuffer::from(nulls));
    let column = text_column(texts.into_iter().map(Some), form);
    match form {
        Form::Utf8 => {
            let (offsets, bytes, _) = column.as_string::<i32>().clone().into_parts();
            Arc::new(StringArray::new(offsets, bytes, nulls))
        }
        Form::LargeUtf8 => {
            let (offsets, bytes, _) = column.as_string::<i64>().clone().into_parts();
            Arc::new(LargeStringArray::new(offsets, bytes, nulls))
        }
        Form::Utf8View => {
            let (views, buffers, _) = column.as_string_view().clone().into_parts();
            Arc::new(StringViewArray::new(views, buffers, nulls))
        }
        _ => {
            let (keys, texts) = column.as_dictionary::<Int32Type>().clone().into_parts();
            let keys = PrimitiveArray::<Int32Type>::new(keys.values().clone(), nulls);
            Arc::new(DictionaryArray::new(keys, texts))
        }
    }
}

fn as_of() -> Date {
    Date::parse("2019-10-17").unwrap()
}

/// Everything a tally says.
#[derive(Debug, PartialEq)]
struct Said {
    indicators: RecordBatch,
    monthly: RecordBatch,
    progress: RecordBatch,
    findings: RecordBatch,
    verdict: Option<bool>,
}

fn said(tally: &Tally) -> Said {
    let assessment = tally.assess(as_of()).unwrap();
    Said {
        indicators: assessment.indicators().unwrap(),
        monthly: assessment.monthly().unwrap(),
        progress: assessment.progress().unwrap(),
        findings: assessment.findings_table(Language::Chinese).unwrap(),
        verdict: assessment.verdict().unwrap(),
    }
}

/// The same with another tally, whose records have other row numbers.
fn assert_same_but_rows(expected: &Said, found: &Said, what: &str) {
    assert_eq!(expected.indicators, found.indicators, "{what}");
    assert_eq!(expected.monthly, found.monthly, "{what}");
    assert_eq!(expected.progress, found.progress, "{what}");
    assert_eq!(expected.verdict, found.verdict, "{what}");
    assert_eq!(
        without_rows(&expected.findings),
        without_rows(&found.findings),
        "{what}"
    );
}

/// The findings without the columns `row` and `line`, in an order of their own.
fn without_rows(findings: &RecordBatch) -> Vec<Vec<Option<String>>> {
    let numbers = ["row", "line"].map(|name| findings.schema().index_of(name).unwrap());
    let columns: Vec<&StringArray> = (0..findings.num_columns())
        .filter(|column| !numbers.contains(column))
        .map(|column| findings.column(column).as_any().downcast_ref().unwrap())
        .collect();
    let cell = |column: &StringArray, row: usize| {
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    let rows = 0..findings.num_rows();
    let mut rows: Vec<Vec<Option<String>>> = rows
        .map(|row| columns.iter().map(|column| cell(column, row)).collect())
        .collect();
    rows.sort();
    rows
}

#[test]
fn the_year_has_something_of_everything() {
    let year = Year::new(true);
    let records: usize = year.datasets.iter().map(|dataset| dataset.rows.len()).sum();
    assert!((2_000..6_000).contains(&records), "{records} records");
    let said = said(&year.tally());
    assert!(
        said.findings.num_rows() > 50,
        "{} findings",
        said.findings.num_rows()
    );
    let rows = said.findings.column_by_name("row").unwrap();
    let rows: &UInt32Array = rows.as_any().downcast_ref().unwrap();
    assert!(rows.iter().flatten().all(|row| row > 0));
    assert_eq!(said.verdict, Some(false));
}

#[test]
fn the_order_of_records_changes_nothing() {
    let year = Year::new(true);
    let expected = said(&year.tally());
    for seed in 1..=3 {
        let mut random = Random::new(seed);
        let mut tally = Tally::new(&year.plan);
        for dataset in &year.datasets {
            let mut shuffled = dataset.clone();
            random.shuffle(&mut shuffled.rows);
            add(&mut tally, &shuffled, 512);
        }
        assert_same_but_rows(&expected, &said(&tally), &format!("shuffled by {seed}"));
    }
}

#[test]
fn batches_and_threads_change_nothing() {
    let year = Year::new(true);
    let whole = year.tally();
    let (expected, bytes) = (said(&whole), whole.to_bytes().unwrap());
    for (batch_rows, threads) in [
        (1, 1),
        (7, 1),
        (1_000, 1),
        (7, 2),
        (100, 2),
        (1, 5),
        (40, 5),
    ] {
        let mut tally = Tally::new(&year.plan);
        for dataset in &year.datasets {
            let source = ArrowSource::new(batches(dataset, &dataset.rows, batch_rows));
            let options = AddOptions {
                threads,
                ..AddOptions::default()
            };
            tally.add_with(dataset.name, source, options).unwrap();
        }
        let what = format!("{threads} threads, {batch_rows} rows in a batch");
        assert!(tally.to_bytes().unwrap() == bytes, "{what}");
        if batch_rows == 7 || threads == 5 {
            assert_eq!(said(&tally), expected, "{what}");
        }
    }
}

#[test]
fn the_order_of_datasets_changes_nothing() {
    let year = Year::new(true);
    let whole = year.tally();
    let (expected, bytes) = (said(&whole), whole.to_bytes().unwrap());
    for seed in 1..=3 {
        let mut datasets: Vec<&Dataset> = year.datasets.iter().collect();
        Random::new(seed).shuffle(&mut datasets);
        let mut tally = Tally::new(&year.plan);
        datasets
            .iter()
            .for_each(|dataset| add(&mut tally, dataset, 300));
        assert!(tally.to_bytes().unwrap() == bytes, "order {seed}");
        assert_eq!(said(&tally), expected, "order {seed}");
    }
}

#[test]
fn parts_merge_in_any_order_to_the_same_bytes() {
    let year = Year::new(true);
    let expected = said(&year.tally());
    for parts in [2, 3, 8] {
        let mut random = Random::new(parts as u64);
        let mut tallies: Vec<Tally> = (0..parts).map(|_| Tally::new(&year.plan)).collect();
        for dataset in &year.datasets {
            // Copies and conflicts come apart.
            let mut split: Vec<Vec<Row>> = vec![Vec::new(); parts];
            for row in &dataset.rows {
                split[random.below(parts)].push(row.clone());
            }
            for (tally, rows) in tallies.iter_mut().zip(split) {
                let part = Dataset { rows, ..*dataset };
                add(tally, &part, 64);
            }
        }
        let mut bytes: Option<Vec<u8>> = None;
        for through_bytes in [false, true, false] {
            random.shuffle(&mut tallies);
            let mut merged = Tally::new(&year.plan);
            for tally in &tallies {
                if through_bytes {
                    let sent = tally.to_bytes().unwrap();
                    merged
                        .merge(&Tally::from_bytes(&year.plan, &sent).unwrap())
                        .unwrap();
                } else {
                    merged.merge(tally).unwrap();
                }
            }
            let merged_bytes = merged.to_bytes().unwrap();
            let what = format!("{parts} parts");
            match &bytes {
                Some(bytes) => assert!(*bytes == merged_bytes, "{what}"),
                None => assert_same_but_rows(&expected, &said(&merged), &what),
            }
            bytes = Some(merged_bytes);
        }
    }
}

#[test]
fn a_tally_comes_back_from_its_bytes() {
    let year = Year::new(true);
    let tally = year.tally();
    let bytes = tally.to_bytes().unwrap();
    let back = Tally::from_bytes(&year.plan, &bytes).unwrap();
    assert!(back.to_bytes().unwrap() == bytes);
    assert_eq!(said(&back), said(&tally));
}

/// What a row of indicators says, but for its place.
fn reasons(assessment: &Assessment) -> Vec<Option<String>> {
    let table = assessment.indicators().unwrap();
    let column = table.column_by_name("reason").unwrap();
    let column: &StringArray = column.as_any().downcast_ref().unwrap();
    column.iter().map(|it| it.map(str::to_owned)).collect()
}

fn receive_nothing(tally: &mut Tally, dataset: &str) {
    tally.add(dataset, ArrowSource::new([])).unwrap();
}

#[test]
fn what_is_empty_has_a_figure_and_what_is_missing_has_none() {
    let year = Year::new(true);
    let indicators = &year.plan.indicators;
    for seed in 1..=6 {
        let mut random = Random::new(seed);
        let mut tally = Tally::new(&year.plan);
        for dataset in &year.datasets {
            if random.chance(60) {
                add(&mut tally, dataset, 500);
            }
        }
        let partial = tally.assess(as_of()).unwrap();
        let missing: Vec<String> = partial.not_received().map(str::to_owned).collect();
        for dataset in &missing {
            assert!(!tally.is_received(dataset).unwrap());
            receive_nothing(&mut tally, dataset);
        }
        let whole = tally.assess(as_of()).unwrap();
        assert_eq!(whole.not_received().count(), 0);
        assert_eq!(whole.received().count(), year.plan.datasets.len());
        let said = reasons(&partial).into_iter().zip(reasons(&whole));
        let (before, after) = (partial.indicators().unwrap(), whole.indicators().unwrap());
        let width = partial.dates().len();
        for (row, (before_reason, after_reason)) in said.enumerate() {
            let indicator = &indicators[row / width % indicators.len()];
            let mut needs = indicator.needs.iter().map(|it| &year.plan.datasets[*it].id);
            let is_open = needs.any(|dataset| missing.contains(dataset));
            assert_eq!(before_reason.as_deref() == Some("not_received"), is_open);
            assert_ne!(after_reason.as_deref(), Some("not_received"));
            assert!(is_open || before.slice(row, 1) == after.slice(row, 1));
        }
        // A target that is missed stays missed, whatever comes.
        if partial.verdict().unwrap() == Some(false) {
            assert_eq!(whole.verdict().unwrap(), Some(false));
        }
    }
}

#[test]
fn what_one_of_several_has_received_is_received() {
    let year = Year::new(true);
    let mut random = Random::new(12);
    let mut tallies: Vec<Tally> = (0..4).map(|_| Tally::new(&year.plan)).collect();
    let mut expected = Vec::new();
    for dataset in &year.plan.datasets {
        let mut takers = tallies.iter_mut().filter(|_| random.chance(25));
        if let Some(first) = takers.next() {
            receive_nothing(first, &dataset.id);
            takers.for_each(|tally| receive_nothing(tally, &dataset.id));
            expected.push(dataset.id.as_str());
        }
    }
    assert!(expected.len() > 1 && expected.len() < year.plan.datasets.len());
    let mut bytes = None;
    for _ in 0..4 {
        random.shuffle(&mut tallies);
        let mut merged = Tally::new(&year.plan);
        for tally in &tallies {
            let sent = tally.to_bytes().unwrap();
            let back = Tally::from_bytes(&year.plan, &sent).unwrap();
            assert!(back.received().eq(tally.received()));
            merged.merge(&back).unwrap();
        }
        assert!(merged.received().eq(expected.iter().copied()));
        let found = merged.to_bytes().unwrap();
        assert!(*bytes.get_or_insert_with(|| found.clone()) == found);
    }
}

#[test]
fn a_failed_addition_receives_nothing() {
    let year = Year::new(false);
    let mut tally = Tally::new(&year.plan);
    let schema = Arc::new(Schema::new(vec![Field::new("x", DataType::Utf8, true)]));
    let foreign = RecordBatch::new_empty(schema);
    assert!(tally.add("cases", ArrowSource::new([Ok(foreign)])).is_err());
    assert!(!tally.is_received("cases").unwrap());
    // Nor does what withdraws nothing.
    tally.retract("cases", ArrowSource::new([])).unwrap();
    assert_eq!(tally.received().count(), 0);
}

#[test]
fn what_is_withdrawn_was_never_there() {
    let year = Year::new(true);
    let expected = said(&year.tally());
    for seed in 1..=2 {
        let mut random = Random::new(seed);
        let mut again = year.tally();
        let mut less = year.tally();
        let mut rest = Tally::new(&year.plan);
        for dataset in &year.datasets {
            let (taken, left): (Vec<Row>, Vec<Row>) = dataset
                .rows
                .iter()
                .cloned()
                .partition(|_| random.chance(30));
            let taken = Dataset {
                rows: taken,
                ..*dataset
            };
            let retract = |tally: &mut Tally, dataset: &Dataset| {
                let batches = batches(dataset, &dataset.rows, 50);
                tally
                    .retract(dataset.name, ArrowSource::new(batches))
                    .unwrap();
            };
            // Two further copies that are withdrawn in another order.
            add(&mut again, &taken, 90);
            add(&mut again, &taken, 11);
            let mut twice = taken.clone();
            twice.rows.extend(taken.rows.iter().cloned());
            random.shuffle(&mut twice.rows);
            retract(&mut again, &twice);
            retract(&mut less, &taken);
            add(
                &mut rest,
                &Dataset {
                    rows: left,
                    ..*dataset
                },
                200,
            );
        }
        assert_same_but_rows(&expected, &said(&again), "added twice and withdrawn");
        assert_same_but_rows(&said(&rest), &said(&less), "withdrawn");
    }
}

#[test]
fn what_is_not_there_cannot_be_withdrawn() {
    let year = Year::new(true);
    let mut tally = year.tally();
    let bytes = tally.to_bytes().unwrap();
    let cases = year
        .datasets
        .iter()
        .find(|dataset| dataset.name == "cases")
        .unwrap();
    let alone = |row: &&Row| cases.rows.iter().filter(|other| other == row).count() == 1;
    let mut known = cases.rows.iter().filter(alone).cloned();
    let (known, mut unknown_key) = (known.next().unwrap(), known.next().unwrap());
    let mut other_content = known.clone();
    unknown_key[0] = Some("no such case".to_owned());
    let header = cases.header.iter();
    let accepted = header.into_iter().position(|name| *name == "accepted_on");
    other_content[accepted.unwrap()] = Some("2019-01-02".to_owned());
    for wrong in [unknown_key, other_content, known.clone()] {
        let rows = [known.clone(), wrong];
        let source = ArrowSource::new(batches(cases, &rows, 1));
        let error = tally.retract("cases", source).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::State);
        assert_eq!(error.place().dataset.as_deref(), Some("cases"));
        assert_eq!(error.place().row, Some(2));
        assert!(
            tally.to_bytes().unwrap() == bytes,
            "something was withdrawn"
        );
    }
    let nowhere = ArrowSource::new(batches(cases, &[known], 1));
    assert_eq!(
        tally.retract("case", nowhere).unwrap_err().kind(),
        ErrorKind::Argument
    );
}

/// What was found for one assessment serves the next; that must make no difference.
#[test]
fn assessing_between_additions_makes_no_difference() {
    let year = Year::new(true);
    for seed in 0..4 {
        let mut random = Random::new(seed);
        let (mut asked, mut other) = (Tally::new(&year.plan), None::<Tally>);
        let mut handed_over: Vec<Dataset> = Vec::new();
        for dataset in &year.datasets {
            let mut rows = dataset.rows.clone();
            // Many keys more often than once, early and late.
            let again = rows.iter().take(40).cloned().collect::<Vec<_>>();
            rows.extend(again);
            random.shuffle(&mut rows);
            // A large part, then small ones, which are what the next assessment adds.
            let large = rows.len() * 9 / 10;
            let (first, rest) = rows.split_at(large);
            for part in std::iter::once(first).chain(rest.chunks(7)) {
                let part = Dataset {
                    rows: part.to_vec(),
                    ..*dataset
                };
                add(&mut asked, &part, 50);
                handed_over.push(part);
                if random.chance(40) {
                    said(&asked);
                }
                if random.chance(5) {
                    // A copy that goes its own way, and is forgotten or asked, too.
                    let copy = other.insert(asked.clone());
                    add(copy, &year.datasets[0], 30);
                    said(copy);
                }
                if random.chance(10) && !handed_over.is_empty() {
                    let part = handed_over.swap_remove(random.below(handed_over.len()));
                    let batches = batches(&part, &part.rows, 50);
                    asked.retract(part.name, ArrowSource::new(batches)).unwrap();
                }
            }
        }
        let mut fresh = Tally::new(&year.plan);
        for part in &handed_over {
            add(&mut fresh, part, part.rows.len());
        }
        assert_same_but_rows(&said(&fresh), &said(&asked), &format!("seed {seed}"));
    }
}

/// Without the feature `parallel`, too, where more threads than one cannot be had.
#[test]
fn the_threads_of_an_assessment_change_nothing() {
    let year = Year::new(true);
    let expected = said(&year.tally());
    for threads in [2, 5] {
        let options = AssessOptions {
            threads,
            ..AssessOptions::default()
        };
        let assessment = year.tally().assess_with(as_of(), options).unwrap();
        assert_eq!(assessment.indicators().unwrap(), expected.indicators);
        let findings = assessment.findings_table(Language::Chinese).unwrap();
        assert_eq!(findings, expected.findings, "{threads} threads");
    }
}

#[test]
fn an_assessment_that_is_stopped_leaves_nothing_behind() {
    let year = Year::new(true);
    let wanted = said(&year.tally());
    // Wherever the answer is "stop" for the first time, and however many threads ask.
    for threads in [1, 3] {
        let stopped_at = |answer: usize| {
            let tally = year.tally();
            let asked = AtomicUsize::new(0);
            let goes_on = || asked.fetch_add(1, Ordering::Relaxed) != answer;
            let options = AssessOptions {
                threads,
                goes_on: Some(&goes_on),
            };
            let assessed = tally.assess_with(as_of(), options).map(drop);
            (tally, asked.into_inner(), assessed)
        };
        let (_, asked, assessed) = stopped_at(usize::MAX);
        assessed.unwrap();
        assert!(asked > 40, "asked {asked} times");
        for answer in (0..asked).step_by(asked / 11).chain([asked - 1]) {
            let (tally, now_asked, assessed) = stopped_at(answer);
            if now_asked > answer {
                assert_eq!(assessed.unwrap_err().kind(), ErrorKind::Cancelled);
            }
            assert_eq!(said(&tally), wanted, "stopped at question {answer}");
        }
    }
}

#[test]
fn a_parent_is_its_own_records_and_its_children() {
    let year = Year::new(false);
    let network = Arc::clone(&year.plan.network);
    let figures = |tally: &Tally| {
        let ledgers = year.plan.datasets.iter().zip(tally.ledgers());
        let standings = ledgers.map(|(plan, ledger)| Standings::new(ledger, plan.version));
        let standings: Vec<Standings> = standings.map(Result::unwrap).collect();
        tally.figures(as_of(), &standings).unwrap()
    };
    let all = figures(&year.tally());
    let mut compared = 0;
    let parents = network
        .ids()
        .filter(|id| network.children(*id).next().is_some());
    for parent in parents.step_by(3) {
        // Only the parent's own records: those that name it and nothing below it.
        let mut own = Tally::new(&year.plan);
        let code = network.code(parent);
        for dataset in &year.datasets {
            let place = dataset
                .header
                .iter()
                .position(|name| *name == "division_code")
                .unwrap();
            let is_own = |row: &&Row| {
                let named = row[place]
                    .as_deref()
                    .map(huimin::network::DivisionCode::parse);
                matches!(named, Some(Ok(parsed)) if parsed.code == code)
            };
            let rows = dataset.rows.iter().filter(is_own).cloned().collect();
            add(&mut own, &Dataset { rows, ..*dataset }, 100);
        }
        let own = figures(&own);
        for (measure, plan) in year.plan.measures.iter().enumerate() {
            let MeasureSource::Records { function, .. } = plan.source else {
                continue;
            };
            if !matches!(function, AggregateFunction::Count | AggregateFunction::Sum) {
                continue;
            }
            for cut in 0..all.cuts.len() {
                for monthly in [false, true] {
                    let value = |id: huimin::network::DivisionId| {
                        all.value(measure, id.index(), cut, monthly).unwrap()
                    };
                    let children: i128 = network.children(parent).map(value).sum();
                    let own = own.value(measure, parent.index(), cut, monthly).unwrap();
                    assert_eq!(value(parent), own + children, "{} of {code}", plan.id);
                    compared += usize::from(own > 0 && children > 0);
                }
            }
        }
    }
    assert!(
        compared > 0,
        "no parent has records of its own and children with some"
    );
}

#[test]
fn planned_shares_follow_the_schedule() {
    let year = Year::new(false);
    let schedule = year.plan.definition.schedule.as_ref().unwrap();
    let period = year.plan.period;
    let share = |day: Date| planned_share(schedule, period, day).unwrap();
    let on = |day: &str| share(Date::parse(day).unwrap());
    let ratio = |numerator, denominator| Ratio::new(numerator, denominator).unwrap();
    // 10 % by March, 50 % more by June, 40 % more by September; day by day between.
    assert_eq!(on("2019-01-01"), ratio(1, 900));
    assert_eq!(on("2019-02-14"), ratio(5, 100));
    assert_eq!(on("2019-03-31"), ratio(10, 100));
    assert_eq!(
        on("2019-04-01"),
        ratio(10, 100).checked_add(ratio(50, 9_100)).unwrap()
    );
    assert_eq!(on("2019-06-30"), ratio(60, 100));
    assert_eq!(on("2019-09-30"), ratio(1, 1));
    assert_eq!(on("2019-12-31"), ratio(1, 1));
    let mut before = ratio(0, 1);
    for after in 0..period.days() {
        let today = share(period.start().add_days(after).unwrap());
        assert!(today >= before, "day {after}");
        before = today;
    }
    let assessment: Assessment = year.tally().assess(as_of()).unwrap();
    let root = year.plan.root.unwrap();
    for (indicator, plan) in year.plan.indicators.iter().enumerate() {
        for (cut, date) in assessment.dates().iter().enumerate() {
            let progress = assessment.progress_of(indicator, root, cut).unwrap();
            assert_eq!(
                progress.planned_share,
                plan.scheduled.then(|| share(*date)),
                "{}",
                plan.id
            );
            let target = plan.target.map(|target| target.value.to_ratio().unwrap());
            let planned = target.zip(progress.planned_share);
            let planned = planned.map(|(target, share)| target.checked_mul(share).unwrap());
            assert_eq!(progress.planned, planned, "{}", plan.id);
        }
    }
    assert_eq!(
        Decimal::parse("0.1").unwrap().to_ratio().unwrap(),
        on("2019-03-31")
    );
}

#[test]
fn damaged_bytes_are_an_error() {
    let year = Year::new(true);
    let bytes = year.tally().to_bytes().unwrap();
    for place in (0..bytes.len()).step_by(97).chain(0..64) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1 << (place % 8);
        let error = Tally::from_bytes(&year.plan, &damaged).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bytes, "byte {place}");
    }
    for length in (0..bytes.len())
        .step_by(997)
        .chain(0..64)
        .chain([bytes.len() - 1])
    {
        let error = Tally::from_bytes(&year.plan, &bytes[..length]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bytes, "{length} bytes");
    }
    let mut longer = bytes;
    longer.push(0);
    let error = Tally::from_bytes(&year.plan, &longer).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Bytes);
}

/// Whoever damages the bytes may put the checksum right again: then they may be
/// read as another tally, but nothing panics.
#[test]
fn forged_bytes_never_panic() {
    let year = Year::new(true);
    let mut tally = Tally::new(&year.plan);
    for dataset in &year.datasets {
        let rows = dataset.rows.iter().take(6).cloned().collect();
        add(&mut tally, &Dataset { rows, ..*dataset }, 6);
    }
    let bytes = tally.to_bytes().unwrap();
    let end = bytes.len() - 8;
    let mut random = Random::new(97);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..2_000 {
        let mut forged = bytes[..end].to_vec();
        for _ in 0..=random.below(3) {
            let place = random.below(end);
            forged[place] = match random.below(3) {
                0 => 0xff,
                1 => 0,
                _ => forged[place] ^ (1 << random.below(8)),
            };
        }
        if random.chance(10) {
            forged.truncate(random.below(end));
        }
        let checksum = huimin::column::fingerprint_bytes(&forged);
        forged.extend(checksum.to_le_bytes());
        let used = catch_unwind(AssertUnwindSafe(|| {
            let tally = Tally::from_bytes(&year.plan, &forged).ok()?;
            let assessment = tally.assess(as_of()).ok()?;
            let table = assessment.findings_table(Language::English).ok()?;
            let indicator = &year.plan.indicators[table.num_rows() % year.plan.indicators.len()];
            let explained = assessment.explain(&indicator.id, "530400");
            Some(
                explained
                    .map(|explained| explained.render(Language::Chinese, 5))
                    .is_ok(),
            )
        }));
        match used.expect("a panic") {
            Some(_) => read += 1,
            None => refused += 1,
        }
    }
    assert!(
        read > 100 && refused > 100,
        "{read} read, {refused} refused"
    );
}

#[test]
fn the_arrow_type_of_texts_changes_nothing() {
    let year = Year::new(true);
    let expected = year.tally().to_bytes().unwrap();
    for form in [
        Form::LargeUtf8,
        Form::Utf8View,
        Form::Dictionary,
        Form::DictionaryOfBytes,
        Form::DictionaryOfWide,
    ] {
        let mut tally = Tally::new(&year.plan);
        for dataset in &year.datasets {
            let batches = dataset
                .rows
                .chunks(500)
                .map(|rows| Ok(batch(dataset, rows, form)));
            let batches: Vec<huimin::Result<RecordBatch>> = batches.collect();
            tally.add(dataset.name, ArrowSource::new(batches)).unwrap();
        }
        assert!(tally.to_bytes().unwrap() == expected, "{form:?}");
    }
}

#[test]
fn a_null_is_none_whatever_lies_under_it() {
    let year = Year::new(true);
    let expected = year.tally().to_bytes().unwrap();
    for form in [
        Form::Utf8,
        Form::LargeUtf8,
        Form::Utf8View,
        Form::Dictionary,
    ] {
        let mut tally = Tally::new(&year.plan);
        for dataset in &year.datasets {
            let batches = dataset.rows.chunks(500).map(|rows| {
                let column = |place: usize| {
                    let values = rows.iter().map(|row| row[place].as_deref());
                    text_column_over_texts(values, form)
                };
                Ok(made(
                    dataset,
                    (0..dataset.header.len()).map(column).collect(),
                ))
            });
            let batches: Vec<huimin::Result<RecordBatch>> = batches.collect();
            tally.add(dataset.name, ArrowSource::new(batches)).unwrap();
        }
        assert!(tally.to_bytes().unwrap() == expected, "{form:?}");
    }
}

#[test]
fn typed_columns_say_what_texts_say() {
    // Without defects: a typed column cannot hold a value of another type.
    let year = Year::new(false);
    let expected = year.tally();
    let mut tally = Tally::new(&year.plan);
    let mut typed = 0;
    for (dataset, plan) in year.datasets.iter().zip(&year.plan.datasets) {
        assert_eq!(dataset.name, plan.id);
        let column = |(place, name): (usize, &&str)| -> ArrayRef {
            let field = plan
                .fields
                .iter()
                .find(|field| field.name == *name)
                .unwrap();
            let cells = || dataset.rows.iter().map(|row| row[place].as_deref());
            match field.r#type {
                FieldType::Date => {
                    let day = |text: &str| Date::parse(text).unwrap().days();
                    Arc::new(cells().map(|cell| cell.map(day)).collect::<Date32Array>())
                }
                FieldType::Integer => {
                    let number = |text: &str| text.parse::<i64>().unwrap();
                    Arc::new(cells().map(|cell| cell.map(number)).collect::<Int64Array>())
                }
                FieldType::Boolean => {
                    let truth = |text: &str| text.parse::<bool>().unwrap();
                    Arc::new(
                        cells()
                            .map(|cell| cell.map(truth))
                            .collect::<BooleanArray>(),
                    )
                }
                _ => text_column(cells(), Form::Utf8),
            }
        };
        let columns: Vec<ArrayRef> = dataset.header.iter().enumerate().map(column).collect();
        typed += columns
            .iter()
            .filter(|column| *column.data_type() != DataType::Utf8)
            .count();
        let source = ArrowSource::new([Ok(made(dataset, columns))]);
        tally.add(dataset.name, source).unwrap();
    }
    assert!(typed > 20, "{typed} typed columns");
    assert!(tally.to_bytes().unwrap() == expected.to_bytes().unwrap());
    assert_eq!(said(&tally), said(&expected));
}
