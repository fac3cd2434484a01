//! Random programmes, registers and records; and `yuxi-2019` with records that
//! are spoilt value by value.

use std::collections::BTreeSet;
use std::sync::Arc;

use huimin::sample::{Sample, SampleOptions};
use huimin::{Network, Plan, Programme};

use super::reference::generate::{Days, Random, network, period, programme, records};
use super::{Seen, Values, compare};

#[test]
fn random_records_of_random_programmes_are_judged_alike() {
    let mut seen = Seen::default();
    for seed in 0..200_u64 {
        let mut random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let period = period(&mut random);
        let (register, root) = network(&mut random, period);
        let mut current = register.iter().filter(|row| row.successor.is_none());
        let has_zone = current.any(|row| row.attributes.iter().any(|(_, zone)| !zone.is_empty()));
        let shape = programme(&mut random, period, &root, has_zone);
        let days = Days::new(&shape, &register, period.end());
        let records = records(&mut random, &shape, &register, &days);

        let programme = Programme::from_toml("random.toml", &shape.toml).unwrap();
        let plan = Plan::new(&programme, Network::from_records(register).unwrap()).unwrap();
        for (dataset, records) in shape.datasets.iter().zip(&records) {
            let values = |record: &super::reference::Record| -> Values {
                let fields = dataset.fields.iter();
                fields
                    .map(|field| record.get(&field.name).cloned().flatten())
                    .collect()
            };
            let records: Vec<Values> = records.iter().map(values).collect();
            compare(&plan, &dataset.id, &records, &mut seen);
        }
    }
    let violations: usize = seen.violated.values().sum();
    assert!(seen.clean > 1_000, "{}", seen.clean);
    assert!(violations > 1_000, "{violations}");
    let structural = [
        "required",
        "type",
        "code_list",
        "unknown_division",
        "outside_period",
        "normalised",
    ];
    assert!(
        structural
            .iter()
            .all(|rule| seen.violated.contains_key(*rule))
    );
}

/// What a clerk may type into a field of any type.
const TYPED: [&str; 22] = [
    "",
    " ",
    "0",
    "1",
    "-1",
    "500",
    "501",
    "是",
    "TRUE",
    "false",
    "１",
    "1.5",
    "2019-03-09",
    "2018-12-31",
    "２０１９-07-01",
    "2019-02-30",
    "24:00",
    "8:30",
    "530402",
    " 530402001001",
    "settled",
    "Mediation",
];

#[test]
fn spoilt_records_of_every_dataset_of_yuxi_are_judged_alike() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let options = SampleOptions {
        records: Some(3_000),
        ..SampleOptions::default()
    };
    let sample = Sample::new(&network, &options).unwrap();
    let network = Arc::new(sample.network_with_marks().unwrap());
    let plan = Plan::new(&Programme::builtin("yuxi-2019").unwrap(), network).unwrap();
    let mut random = Random::new(2019);
    let mut seen = Seen::default();
    for dataset in sample.datasets() {
        let mut all: Vec<Values> = Vec::new();
        let keep = &mut |values: &[Option<&str>]| {
            all.push(
                values
                    .iter()
                    .map(|value| value.map(str::to_owned))
                    .collect(),
            );
            Ok(())
        };
        sample.rows(dataset, keep).unwrap();
        all.truncate(100);
        let spoilt = (0..500).map(|_| {
            let mut record = random.pick(&all).clone();
            for _ in 0..random.between(1, 3) {
                let place = random.below(record.len());
                record[place] = if record[place].as_deref() == Some("true") {
                    Some("false".to_owned())
                } else if random.chance(50) {
                    Some((*random.pick(&TYPED)).to_owned())
                } else {
                    // A right value of this field or another one.
                    let other = random.pick(&all);
                    let from = if random.chance(70) {
                        place
                    } else {
                        random.below(record.len())
                    };
                    other[from].clone()
                };
            }
            record
        });
        let records: Vec<Values> = spoilt.collect();
        compare(&plan, dataset, &records, &mut seen);
    }
    assert!(seen.clean > 100, "{}", seen.clean);
    // Every condition over single records was violated.
    let conditions = plan.datasets.iter().flat_map(|dataset| &dataset.conditions);
    let rules: BTreeSet<&str> = conditions
        .map(|condition| plan.rules[usize::from(condition.rule)].id.as_str())
        .collect();
    let missed: Vec<_> = rules
        .into_iter()
        // Dates more than a year ahead are so rare here that not every dataset has one.
        .filter(|rule| !rule.ends_with("_far_ahead"))
        .filter(|rule| !seen.violated.contains_key(*rule))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}
