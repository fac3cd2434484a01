//! A record checked alone gets the findings it gets as part of a file, word
//! for word, but for those that take other records to see; what a file with it
//! is refused for, it is refused for alone.

#![cfg(feature = "sample")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

#[path = "check_record/every_node.rs"]
mod every_node;
#[path = "check_record/generated.rs"]
mod generated;
#[expect(
    dead_code,
    reason = "only the generators of the reference are used here"
)]
mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use huimin::input::{ArrowSource, CsvOptions, CsvSource};
use huimin::plan::StructuralRule;
use huimin::sample::{Sample, SampleOptions};
use huimin::verify::{RecordChecker, RecordFinding};
use huimin::{Language, Network, Plan, Programme, Result, Tally};

/// Rule, field, and the message in both languages.
type Words = (String, Option<String>, String, String);

/// A value per field, in the definition's order.
type Values = Vec<Option<String>>;

fn words(found: &[RecordFinding]) -> Vec<Words> {
    let words = found.iter().map(|found| {
        let (rule, field) = (found.rule.clone(), found.field.clone());
        let message = &found.message;
        (rule, field, message.zh.clone(), message.en.clone())
    });
    words.collect()
}

/// What an assessment finds about single records of a dataset, by row.
fn findings(plan: &Plan, tally: &Tally, dataset: &str) -> BTreeMap<u32, Vec<Words>> {
    let assessment = tally.assess(plan.period.end()).unwrap();
    let findings = assessment.findings();
    let chinese = findings.iter(Language::Chinese);
    let mut by_row: BTreeMap<u32, Vec<Words>> = BTreeMap::new();
    for (chinese, english) in chinese.zip(findings.iter(Language::English)) {
        let Some(row) = chinese.row else { continue };
        if chinese.dataset.as_deref() != Some(dataset)
            || takes_other_records(plan, dataset, chinese.rule_position)
            || chinese.field.as_deref() == Some("record_key")
        {
            continue;
        }
        by_row.entry(row).or_default().push((
            chinese.rule,
            chinese.field,
            chinese.message,
            english.message,
        ));
    }
    by_row
}

fn takes_other_records(plan: &Plan, dataset: &str, rule: usize) -> bool {
    let shared_key = [
        StructuralRule::IdenticalCopy,
        StructuralRule::ConflictingRecords,
        StructuralRule::Superseded,
    ];
    let references = &plan.datasets[plan.dataset(dataset).unwrap()].references;
    shared_key
        .iter()
        .any(|shared| usize::from(shared.index()) == rule)
        || references
            .iter()
            .any(|reference| usize::from(reference.rule) == rule)
}

/// A tally of a file with those records.
fn in_a_file(plan: &Plan, dataset: &str, names: &[&str], records: &[&Values]) -> Result<Tally> {
    let column = |place: usize| -> ArrayRef {
        let texts = records.iter().map(|record| record[place].as_deref());
        Arc::new(texts.collect::<StringArray>())
    };
    let fields = names
        .iter()
        .map(|name| Field::new(*name, DataType::Utf8, true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let columns = (0..names.len()).map(column).collect();
    let batch = RecordBatch::try_new(Arc::new(schema), columns).unwrap();
    let mut tally = Tally::new(plan);
    tally.add(dataset, ArrowSource::new([Ok(batch)]))?;
    Ok(tally)
}

/// What checking records alone came to.
#[derive(Default)]
struct Seen {
    /// Every rule that was violated, with how often.
    violated: BTreeMap<String, usize>,
    /// Records without a finding.
    clean: usize,
}

/// Checks records alone and as parts of a file, and compares.
fn compare(plan: &Plan, dataset: &str, records: &[Values], seen: &mut Seen) {
    let checker = plan.checker(dataset).unwrap();
    let names: Vec<&str> = checker.fields().collect();
    let judged: Vec<(&Values, Vec<RecordFinding>)> = records
        .iter()
        .map(|record| (record, alone(&checker, record).unwrap()))
        .collect();
    let all: Vec<&Values> = records.iter().collect();
    let tally = in_a_file(plan, dataset, &names, &all).unwrap();
    let in_file = findings(plan, &tally, dataset);
    for ((record, found), row) in judged.iter().zip(1..) {
        // A blank row of a file is none; a blank record that somebody hands over is one.
        if record.iter().flatten().all(|value| is_blank(value)) {
            let wanted = plan.datasets[plan.dataset(dataset).unwrap()].fields.iter();
            let wanted = wanted.filter(|field| field.required).count();
            let required = found
                .iter()
                .filter(|found| found.rule == "required")
                .count();
            assert_eq!(required, wanted, "{dataset} {record:?}");
            assert!(!in_file.contains_key(&row), "{dataset} {record:?}");
            continue;
        }
        let expected = in_file.get(&row).map(Vec::as_slice).unwrap_or_default();
        assert_eq!(words(found), expected, "{dataset} {record:?}");
        seen.clean += usize::from(found.is_empty());
        for found in found {
            *seen.violated.entry(found.rule.clone()).or_default() += 1;
        }
    }
}

fn is_blank(value: &str) -> bool {
    reference::spelling::is_blank(value)
}

fn alone(checker: &RecordChecker, record: &Values) -> Result<Vec<RecordFinding>> {
    let values: Vec<Option<&str>> = record.iter().map(Option::as_deref).collect();
    checker.check(&values)
}

#[test]
fn every_record_of_a_sample_with_defects_is_judged_alike() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let options = SampleOptions {
        records: Some(12_000),
        ..SampleOptions::default()
    };
    let sample = Sample::new(&network, &options).unwrap();
    let programme = Programme::builtin("yuxi-2019").unwrap();
    let plan = Plan::new(&programme, sample.network_with_marks().unwrap()).unwrap();
    let mut judged: BTreeSet<(&str, String)> = BTreeSet::new();
    for dataset in sample.datasets() {
        let mut file = Vec::new();
        sample.write_csv(dataset, &mut file).unwrap();
        let mut tally = Tally::new(&plan);
        let source = CsvSource::new(file.as_slice(), CsvOptions::default());
        tally.add(dataset, source).unwrap();
        let expected = findings(&plan, &tally, dataset);
        let checker = plan.checker(dataset).unwrap();
        let names: Vec<&str> = checker.fields().collect();
        assert_eq!(names, sample.header(dataset).unwrap());
        let mut row = 0;
        let mut check = |values: &[Option<&str>]| {
            row += 1;
            let found = checker.check(values)?;
            let in_file = expected.get(&row).map(Vec::as_slice).unwrap_or_default();
            assert_eq!(words(&found), in_file, "{dataset} row {row}");
            judged.extend(found.iter().map(|found| (*dataset, found.rule.clone())));
            if !found.is_empty() {
                let named: Vec<_> = names.iter().copied().zip(values.iter().copied()).collect();
                assert_eq!(plan.check_record(dataset, &named)?, found);
            }
            Ok(())
        };
        sample.rows(dataset, &mut check).unwrap();
        assert!(expected.keys().all(|found| *found <= row), "{dataset}");
    }

    // Every rule about single records that a defect violates was met with.
    let defects = sample.defects().into_iter();
    let wanted: BTreeSet<(&str, String)> = defects
        .filter(|defect| {
            let rules = &plan.rules;
            let rule = rules.iter().position(|rule| rule.id == defect.rule);
            !takes_other_records(&plan, defect.dataset, rule.unwrap())
        })
        .map(|defect| (defect.dataset, defect.rule.to_owned()))
        .collect();
    assert!(wanted.len() > 50, "{}", wanted.len());
    assert_eq!(judged, wanted);
}
