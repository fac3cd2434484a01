//! A record checked alone gets the findings it gets as part of a file, word
//! for word, but for those that take other records to see.

#![cfg(feature = "sample")]

use std::collections::{BTreeMap, BTreeSet};

use huimin::calendar::Date;
use huimin::input::{CsvOptions, CsvSource};
use huimin::plan::StructuralRule;
use huimin::sample::{Sample, SampleOptions};
use huimin::{Language, Network, Plan, Programme, Tally};

/// Rule, field, and the message in both languages.
type Words = (String, Option<String>, String, String);

/// What an assessment finds about single records of a dataset, by row.
fn in_a_file(plan: &Plan, sample: &Sample<'_>, dataset: &str) -> BTreeMap<u32, Vec<Words>> {
    let mut file = Vec::new();
    sample.write_csv(dataset, &mut file).unwrap();
    let mut tally = Tally::new(plan);
    let source = CsvSource::new(file.as_slice(), CsvOptions::default());
    tally.add(dataset, source).unwrap();
    let assessment = tally.assess(Date::parse("2019-12-31").unwrap()).unwrap();
    let findings = assessment.findings();
    let chinese = findings.iter(Language::Chinese);
    let mut by_row: BTreeMap<u32, Vec<Words>> = BTreeMap::new();
    for (chinese, english) in chinese.zip(findings.iter(Language::English)) {
        let Some(row) = chinese.row else { continue };
        if takes_other_records(plan, dataset, chinese.rule_position) {
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
    ];
    let references = &plan.datasets[plan.dataset(dataset).unwrap()].references;
    shared_key
        .iter()
        .any(|shared| usize::from(shared.index()) == rule)
        || references
            .iter()
            .any(|reference| usize::from(reference.rule) == rule)
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
        let expected = in_a_file(&plan, &sample, dataset);
        let checker = plan.checker(dataset).unwrap();
        let names: Vec<&str> = checker.fields().collect();
        assert_eq!(names, sample.header(dataset).unwrap());
        let mut row = 0;
        let mut check = |values: &[Option<&str>]| {
            row += 1;
            let found = checker.check(values)?;
            let words: Vec<Words> = found
                .iter()
                .map(|found| {
                    let (rule, field) = (found.rule.clone(), found.field.clone());
                    (
                        rule,
                        field,
                        found.message.zh.clone(),
                        found.message.en.clone(),
                    )
                })
                .collect();
            let in_file = expected.get(&row).map(Vec::as_slice).unwrap_or_default();
            assert_eq!(words, in_file, "{dataset} row {row}");
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
