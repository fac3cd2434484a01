//! The library finds in a sample exactly the defects that were put in, and the
//! built-in definition does what its examples expect.
#![cfg(feature = "sample")]

use std::collections::BTreeSet;

use huimin::calendar::Date;
use huimin::definition::FieldType;
use huimin::input::{CsvOptions, CsvSource};
use huimin::network::DivisionCode;
use huimin::sample::{Sample, SampleOptions};
use huimin::{Assessment, Language, Network, Plan, Programme, Tally};

type Found = BTreeSet<(String, String, String, u64, Option<String>)>;

fn assess(network: &str, options: &SampleOptions) -> (Assessment, Found) {
    let network = Network::builtin(network).unwrap();
    let sample = Sample::new(&network, options).unwrap();
    let programme = Programme::builtin("yuxi-2019").unwrap();
    let plan = Plan::new(&programme, sample.network_with_marks().unwrap()).unwrap();
    let mut tally = Tally::new(&plan);
    for dataset in sample.datasets() {
        let mut file = Vec::new();
        sample.write_csv(dataset, &mut file).unwrap();
        tally
            .add(
                dataset,
                CsvSource::new(file.as_slice(), CsvOptions::default()),
            )
            .unwrap();
    }
    let defects = sample.defects().into_iter().map(|defect| {
        let field = defect.field.map(str::to_owned);
        (
            defect.dataset.to_owned(),
            defect.rule.to_owned(),
            with_padded_codes(&plan, defect.dataset, &defect.key),
            defect.row,
            field,
        )
    });
    (
        tally.assess(Date::parse("2019-11-30").unwrap()).unwrap(),
        defects.collect(),
    )
}

/// A key as the library shows it: division codes with all 12 digits.
fn with_padded_codes(plan: &Plan, dataset: &str, key: &str) -> String {
    let dataset = &plan.datasets[plan.dataset(dataset).unwrap()];
    let parts = dataset.key.iter().zip(key.split('|')).map(|(field, part)| {
        let is_code = dataset.fields[*field].r#type == FieldType::Division;
        match DivisionCode::parse(part) {
            Ok(parsed) if is_code => parsed.code.padded(),
            _ => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("|")
}

/// What was found about records. Findings about divisions depend on how the
/// sample spreads its records, and no defect stands for them.
fn found(assessment: &Assessment) -> Found {
    let about_records = assessment
        .findings()
        .iter(Language::English)
        .filter_map(|finding| {
            let row = u64::from(finding.row?);
            Some((
                finding.dataset?,
                finding.rule,
                finding.key,
                row,
                finding.field,
            ))
        });
    about_records.collect()
}

fn assert_same(found: &Found, defects: &Found, seed: u64) {
    let not_expected: Vec<_> = found.difference(defects).take(5).collect();
    let not_found: Vec<_> = defects.difference(found).take(5).collect();
    assert!(
        not_expected.is_empty() && not_found.is_empty(),
        "seed {seed}: not expected {not_expected:?}; not found {not_found:?}"
    );
}

#[test]
fn every_defect_is_found_and_nothing_else() {
    for seed in [2019, 7, 42] {
        let options = SampleOptions {
            seed,
            ..SampleOptions::default()
        };
        let (assessment, defects) = assess("yuxi-2019", &options);
        let found = found(&assessment);
        assert!(defects.len() > 300);
        assert_eq!(
            found.difference(&defects).collect::<Vec<_>>(),
            Vec::<&_>::new(),
            "seed {seed}"
        );
        assert_eq!(
            defects.difference(&found).collect::<Vec<_>>(),
            Vec::<&_>::new(),
            "seed {seed}"
        );
    }
}

#[test]
fn a_clean_year_has_no_finding_about_a_record() {
    let options = SampleOptions {
        defects: false,
        ..SampleOptions::default()
    };
    let (assessment, _) = assess("yuxi-2019", &options);
    // Stations that lack a unification are plausible, and noted as such.
    let grave: Vec<_> = found(&assessment)
        .into_iter()
        .filter(|(dataset, ..)| dataset != "platforms")
        .collect();
    assert_eq!(grave, Vec::new());
}

#[test]
fn the_province_is_computed_too() {
    let options = SampleOptions {
        records: Some(40_000),
        ..SampleOptions::default()
    };
    let (assessment, defects) = assess("yunnan-2019", &options);
    assert_same(&found(&assessment), &defects, options.seed);
    let explained = assessment.explain("cases_handled", "53").unwrap();
    let measure = &explained.measures[0];
    let own = measure
        .counted
        .iter()
        .filter(|record| record.division_code == "530000000000")
        .count();
    let cities: usize = measure
        .children
        .iter()
        .map(|(_, _, value)| value.parse::<usize>().unwrap())
        .sum();
    assert_eq!(measure.children.len(), 16);
    assert_eq!(measure.value.parse::<usize>().unwrap(), own + cities);
    assert_eq!(measure.counted.len(), own + cities);
    // Of identical copies one counts: its line names no rule that kept it out.
    assert!(measure.counted.iter().all(|record| record.rules.is_empty()));
    assert!(
        measure
            .rejected
            .iter()
            .all(|record| !record.rules.is_empty())
    );
}

#[test]
fn the_definition_does_what_its_examples_expect() {
    let programme = Programme::builtin("yuxi-2019").unwrap();
    let network = Network::builtin("yuxi-2019").unwrap();
    let checked = programme
        .check(network)
        .unwrap_or_else(|error| panic!("{}", error.render(Language::English)));
    assert_eq!(checked.list, Vec::new());
}
