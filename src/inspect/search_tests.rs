use std::cmp::Ordering;

use super::Risks;
use crate::error::ErrorKind;
use crate::figure::{Decimal, Ratio};
use crate::inspect::{Lot, SamplingPlan};
use crate::text::Language;

/// p₁, α, p₂, β.
fn risks(values: [&str; 4]) -> Risks {
    let [
        producer_quality,
        producer_risk,
        consumer_quality,
        consumer_risk,
    ] = values.map(|value| Decimal::parse(value).unwrap());
    Risks {
        producer_quality,
        producer_risk,
        consumer_quality,
        consumer_risk,
    }
}

/// Every plan, the smallest sample first, by the definition.
fn by_trial(risks: &Risks, population: u64) -> Option<SamplingPlan> {
    let ratio = |value: Decimal| value.to_ratio().unwrap();
    let units = |value: Decimal| {
        let exact = ratio(value)
            .checked_mul(Ratio::integer(population.into()))
            .unwrap();
        let down = exact.numerator() / exact.denominator();
        (
            down as u64,
            (down + i128::from(exact.numerator() % exact.denominator() > 0)) as u64,
        )
    };
    let lot = |nonconforming| Lot {
        units: population,
        nonconforming,
    };
    let good = lot(units(risks.producer_quality).0);
    let bad = lot(units(risks.consumer_quality).1);
    let least = Ratio::integer(1)
        .checked_sub(ratio(risks.producer_risk))
        .unwrap();
    let plans = (1..=population).flat_map(|sample_size| {
        (0..sample_size).map(move |acceptance_number| SamplingPlan {
            sample_size,
            acceptance_number,
        })
    });
    plans.into_iter().find(|plan| {
        let pass = |lot| plan.acceptance_in_lot(lot).unwrap();
        pass(good).compare(least) != Ordering::Less
            && pass(bad).compare(ratio(risks.consumer_risk)) != Ordering::Greater
    })
}

#[test]
fn smallest_by_trial_of_all() {
    for values in [
        ["0.02", "0.05", "0.10", "0.10"],
        ["0.05", "0.05", "0.30", "0.05"],
        ["0.10", "0.20", "0.20", "0.20"],
        ["0.30", "0.01", "0.60", "0.01"],
        ["0.45", "0.10", "0.55", "0.10"],
        // Risks so large that a coin would do.
        ["0.30", "0.70", "0.40", "0.60"],
    ] {
        let risks = risks(values);
        for population in 1..=40 {
            let found = risks.plan_for_lot(population).unwrap();
            let expected = by_trial(&risks, population);
            assert_eq!(Some(found.plan), expected, "{values:?} of {population}");
        }
    }
}

/// An equality with a risk keeps it: of 10 units with one bad one, 9 of 10 samples of
/// one are accepted, and a risk of 1/10 is just kept.
#[test]
fn a_risk_is_kept_by_equality() {
    let just = risks(["0.1", "0.1", "0.9", "0.1"])
        .plan_for_lot(10)
        .unwrap();
    assert_eq!((just.plan.sample_size, just.plan.acceptance_number), (1, 0));
    assert_eq!(just.producer_acceptance.to_string(), "9/10");
    assert_eq!(just.consumer_acceptance.to_string(), "1/10");
    let less = risks(["0.1", "0.0999", "0.9", "0.1"])
        .plan_for_lot(10)
        .unwrap();
    assert!(less.plan.sample_size > 1);
}

#[test]
fn series_plans_of_the_textbooks() {
    for (values, expected) in [
        // Found by trial with scipy.stats.binom.
        (["0.01", "0.05", "0.05", "0.10"], (132, 3)),
        (["0.02", "0.05", "0.08", "0.10"], (98, 4)),
        (["0.001", "0.05", "0.01", "0.10"], (531, 2)),
    ] {
        let found = risks(values).plan_for_series().unwrap();
        let plan = (found.plan.sample_size, found.plan.acceptance_number);
        assert_eq!(plan, expected, "{values:?}");
        assert!(found.producer_acceptance.to_f64() >= 0.95);
        assert!(found.consumer_acceptance.to_f64() <= 0.10);
    }
}

#[test]
fn constraints_are_named() {
    let refused = |values| {
        let errors = [
            risks(values).plan_for_lot(100).unwrap_err(),
            risks(values).plan_for_series().unwrap_err(),
        ];
        assert_eq!(errors[0].message(), errors[1].message());
        assert_eq!(errors[0].kind(), ErrorKind::Argument);
        errors[0].message().get(Language::English).to_owned()
    };
    assert_eq!(
        refused(["0.05", "0.05", "0.05", "0.10"]),
        "expected a producer's quality below the consumer's, but found `0.05` and `0.05`"
    );
    assert_eq!(
        refused(["0.05", "1", "0.10", "0.10"]),
        "expected a producer's risk above 0 and below 1, but found `1`"
    );
    assert_eq!(
        refused(["0.05", "0.05", "0.10", "0"]),
        "expected a consumer's risk above 0 and below 1, but found `0`"
    );
    let close = risks(["0.0500", "0.05", "0.0501", "0.10"]);
    let error = close.plan_for_series().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let error = close.plan_for_lot(0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
}
