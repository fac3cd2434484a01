//! Inspection: properties of the draw, the plans and their search, and draws of others.

use std::collections::BTreeMap;

use huimin::figure::{Decimal, Ratio};
use huimin::inspect::{
    Draw, Lot, Precision, Probability, Risks, SamplingPlan, StratumSize, clopper_pearson, draw,
    sample_size, wilson,
};
use huimin::network::DivisionCode;
use proptest::prelude::*;

/// Drawn by `tests/python/draw_sample.py`.
const VECTORS: &str = include_str!("data/draw_vectors.csv");
const STRATA: [&str; 3] = ["530402", "530403", "530422"];

fn county(code: &str) -> DivisionCode {
    DivisionCode::parse(code).expect("a code").code
}

fn sizes(units: [u64; 3]) -> Vec<StratumSize> {
    let sizes = STRATA.into_iter().zip(units);
    let sizes = sizes.map(|(code, units)| StratumSize {
        stratum: county(code),
        units,
    });
    sizes.collect()
}

#[test]
fn the_vectors_of_another_language_are_drawn() {
    type Unit = (DivisionCode, &'static str, &'static str, bool);
    let mut by_seed: BTreeMap<&str, Vec<Unit>> = BTreeMap::new();
    for line in VECTORS.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [seed, stratum, key, digest, drawn] = cells[..] else {
            panic!("five cells: {line}")
        };
        let unit = (county(stratum), key, digest, drawn == "true");
        by_seed.entry(seed).or_default().push(unit);
    }
    assert_eq!(by_seed.len(), 2);
    for (seed, units) in by_seed {
        let mut drawn: BTreeMap<DivisionCode, u64> = BTreeMap::new();
        for (stratum, .., is_drawn) in &units {
            *drawn.entry(*stratum).or_default() += u64::from(*is_drawn);
        }
        let sizes = drawn.into_iter();
        let sizes: Vec<StratumSize> = sizes
            .map(|(stratum, units)| StratumSize { stratum, units })
            .collect();
        let backwards = units.iter().rev().map(|unit| (unit.0, unit.1));
        let sample = draw(seed, &sizes, backwards).expect("a sample");
        let found: Vec<(DivisionCode, String, String)> = sample
            .strata
            .iter()
            .flat_map(|it| it.units.iter().map(|unit| (it.stratum, unit)))
            .map(|(stratum, unit)| (stratum, unit.key.clone(), unit.digest_hex()))
            .collect();
        let expected: Vec<(DivisionCode, String, String)> = units
            .iter()
            .filter(|unit| unit.3)
            .map(|(stratum, key, digest, _)| (*stratum, (*key).into(), (*digest).into()))
            .collect();
        assert_eq!(found, expected, "{seed}");
    }
}

/// Units of three strata; short keys, so that some occur twice.
fn units() -> impl Strategy<Value = Vec<(DivisionCode, String)>> {
    let unit = (0..STRATA.len(), "[a-c]{1,3}|键[0-9]{1,2}");
    let unit = unit.prop_map(|(place, key)| (county(STRATA[place]), key));
    proptest::collection::vec(unit, 0..120)
}

fn taken(sizes: &[StratumSize], units: &[(DivisionCode, String)]) -> Draw {
    let mut draw = Draw::new("2019", sizes).expect("a draw");
    for (stratum, key) in units {
        draw.add(*stratum, key).expect("a stratum with a size");
    }
    draw
}

proptest! {
    #[test]
    fn a_draw_knows_no_order_and_no_parts(
        (units, shuffled) in units().prop_flat_map(|units| (Just(units.clone()), Just(units).prop_shuffle())),
        numbers in [0..6_u64, 0..6, 0..6],
        parts in 1..5_usize,
    ) {
        let sizes = sizes(numbers);
        let whole = taken(&sizes, &units);
        prop_assert_eq!(&taken(&sizes, &shuffled), &whole);

        let mut merged = Draw::new("2019", &sizes).expect("a draw");
        for part in shuffled.chunks(shuffled.len() / parts + 1).rev() {
            merged.merge(taken(&sizes, part)).expect("alike");
        }
        prop_assert_eq!(&merged, &whole);

        let enough = sizes.iter().all(|size| {
            let kept = whole.units().filter(|unit| unit.0 == size.stratum);
            kept.count() as u64 == size.units
        });
        prop_assert_eq!(whole.sample().is_ok(), enough);
    }

    /// What is accepted with all acceptance numbers, and the samples of bad units alone,
    /// which none accepts, are all samples.
    #[test]
    fn the_chances_of_all_findings_sum_to_one(units in 2..120_u64, bad in 0..120_u64, size in 2..120_u64) {
        let (bad, sample_size) = (bad.min(units), size.min(units));
        let pass = |acceptance_number, nonconforming| {
            let plan = SamplingPlan { sample_size, acceptance_number };
            let acceptance = plan.acceptance_in_lot(Lot { units, nonconforming });
            acceptance.expect("a plan")
        };
        let (accepted, all) = counted(&pass(sample_size - 1, bad));
        let (only_bad, same) = counted(&pass(0, units - bad));
        prop_assert_eq!((accepted + only_bad, all), (all, same));
        let chances: Vec<Probability> = (0..sample_size).map(|number| pass(number, bad)).collect();
        prop_assert!(chances.is_sorted());
    }

    /// A plan found keeps both risks, and with a unit less none does.
    #[test]
    fn a_searched_plan_is_the_smallest(
        population in 2..60_u64,
        qualities in [1..400_i128, 1..400],
        risks in [5..300_i128, 5..300],
    ) {
        let [one, two] = qualities;
        prop_assume!(one != two);
        let thousandth = |value| Decimal::new(value, 3);
        let (producer_risk, consumer_risk) = (thousandth(risks[0]), thousandth(risks[1]));
        let asked = Risks {
            producer_quality: thousandth(one.min(two)),
            producer_risk,
            consumer_quality: thousandth(one.max(two)),
            consumer_risk,
        };
        let found = asked.plan_for_lot(population).expect("a plan");
        let lot = |nonconforming: i128| Lot { units: population, nonconforming: nonconforming as u64 };
        let good = lot(i128::from(population) * one.min(two) / 1_000);
        let bad = lot((i128::from(population) * one.max(two) + 999) / 1_000);
        let least = Ratio::new(1_000 - risks[0], 1_000).expect("a ratio");
        let most = Ratio::new(risks[1], 1_000).expect("a ratio");
        let keeps = |plan: SamplingPlan| {
            let pass = |lot| plan.acceptance_in_lot(lot).expect("a plan");
            pass(good).compare(least).is_ge() && pass(bad).compare(most).is_le()
        };
        prop_assert!(keeps(found.plan));
        for sample_size in 1..=found.plan.sample_size {
            let numbers = if sample_size == found.plan.sample_size {
                0..found.plan.acceptance_number
            } else {
                0..sample_size
            };
            for acceptance_number in numbers {
                let smaller = SamplingPlan { sample_size, acceptance_number };
                prop_assert!(!keeps(smaller));
            }
        }
    }

    #[test]
    fn a_sample_size_is_no_larger_than_it_has_to_be(population in 1..100_000_u64, margin in 1..400_i128) {
        let precision = Precision {
            z: Decimal::new(196, 2),
            margin: Decimal::new(margin, 3),
            proportion: Decimal::new(5, 1),
        };
        let size = sample_size(population, precision).expect("a size");
        prop_assert!((1..=population).contains(&size.units));
        // n × (N × d + a − d) ≥ a × N, and not with a unit less; n₀ = a ÷ d.
        let (a, d) = (196 * 196 * 25, margin * margin);
        let (units, all) = (i128::from(size.units), i128::from(population));
        prop_assert!(units * (all * d + a - d) >= a * all);
        prop_assert!((units - 1) * (all * d + a - d) < a * all);
    }

    #[test]
    fn intervals_hold_their_rate(of in 1..3_000_i128, found in 0..3_000_i128, level in 1..9_999_i128) {
        let rate = Ratio::new(found.min(of), of).expect("a ratio");
        let level = Decimal::new(level, 4);
        for interval in [clopper_pearson(rate, level), wilson(rate, level)] {
            let interval = interval.expect("an interval");
            prop_assert!(0.0 <= interval.lower && interval.upper <= 1.0);
            prop_assert!(interval.lower <= rate.to_f64() + 1e-15);
            prop_assert!(rate.to_f64() <= interval.upper + 1e-15);
        }
    }
}

/// Numerator and denominator: of 120 units no more than C(120, 60), which is below 2^128.
fn counted(probability: &Probability) -> (u128, u128) {
    let shown = probability.to_string();
    let (numerator, denominator) = shown.split_once('/').expect("a quotient");
    let number = |text: &str| text.parse().expect("a number of 128 bits");
    (number(numerator), number(denominator))
}
