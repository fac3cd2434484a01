use super::{Lot, SamplingPlan};
use crate::error::{Error, ErrorKind};
use crate::figure::Decimal;
use crate::text::Language;

const J_AT_1: SamplingPlan = SamplingPlan {
    sample_size: 80,
    acceptance_number: 2,
};

fn plan(sample_size: u64, acceptance_number: u64) -> SamplingPlan {
    SamplingPlan {
        sample_size,
        acceptance_number,
    }
}

fn lot(units: u64, nonconforming: u64) -> Lot {
    Lot {
        units,
        nonconforming,
    }
}

fn message(error: &Error) -> &str {
    error.message().get(Language::English)
}

#[test]
fn letter_j_at_one_percent() {
    let acceptance = J_AT_1.acceptance_in_lot(lot(1_000, 25)).unwrap();
    assert_eq!(
        acceptance.round_half_even(6).unwrap().to_string(),
        "0.677133"
    );
    for (acceptance, quality) in [("0.95", "1.0298"), ("0.5", "3.3285"), ("0.10", "6.5160")] {
        let acceptance = Decimal::parse(acceptance).unwrap();
        let found = J_AT_1.quality_at(acceptance).unwrap();
        assert_eq!(format!("{:.4}", 100.0 * found), quality);
        // Ten digits of that quality meet the probability again.
        let rounded = Decimal::new((found * 1e12).round() as i128, 12);
        let met = J_AT_1.acceptance_in_series(rounded).unwrap().to_f64();
        assert!((met - acceptance.to_ratio().unwrap().to_f64()).abs() < 1e-10);
    }
}

/// Every sample of a small lot, written out: the lot's first units are the bad ones.
#[test]
fn samples_counted_one_by_one() {
    for units in 1..=9_u64 {
        for bad in 0..=units {
            for size in 1..=units {
                for number in 0..size {
                    let samples =
                        (0..1_u64 << units).filter(|it| u64::from(it.count_ones()) == size);
                    let is_bad = (1_u64 << bad) - 1;
                    let (mut accepted, mut all) = (0_u64, 0_u64);
                    for sample in samples {
                        all += 1;
                        accepted += u64::from(u64::from((sample & is_bad).count_ones()) <= number);
                    }
                    let found = plan(size, number)
                        .acceptance_in_lot(lot(units, bad))
                        .unwrap();
                    assert_eq!(found.to_string(), format!("{accepted}/{all}"));
                }
            }
        }
    }
}

#[test]
fn a_series_is_a_lot_without_end() {
    let series = J_AT_1.acceptance_in_series(Decimal::new(25, 3)).unwrap();
    let lot = J_AT_1
        .acceptance_in_lot(lot(1_000_000_000_000, 25_000_000_000))
        .unwrap();
    assert!((series.to_f64() - lot.to_f64()).abs() < 1e-9);
    // (3/4)² + 2 × 1/4 × 3/4, of which the second only with c = 1.
    let quarter = Decimal::new(250, 3);
    let accepted = |number| {
        plan(2, number)
            .acceptance_in_series(quarter)
            .unwrap()
            .to_string()
    };
    assert_eq!((accepted(0), accepted(1)), ("9/16".into(), "15/16".into()));
}

#[test]
fn the_curve_falls_from_one_to_nothing() {
    let curve = plan(20, 1).curve(75, 0..=75).unwrap();
    assert!(
        curve
            .windows(2)
            .all(|it| it[0].acceptance >= it[1].acceptance)
    );
    assert_eq!(curve[1].acceptance.to_f64(), 1.0);
    assert_eq!(curve[57].acceptance.to_f64(), 0.0);
    let shown = |bad: usize| {
        curve[bad]
            .acceptance
            .round_half_even(6)
            .unwrap()
            .to_string()
    };
    // Twelve bad ones, 16 %, are accepted more often than one time in ten.
    assert_eq!((shown(12), curve[12].lot), ("0.108399".into(), lot(75, 12)));
}

#[test]
fn constraints_are_named() {
    let refused = |plan: SamplingPlan, lot| {
        let error = plan.acceptance_in_lot(lot).unwrap_err();
        (error.kind(), message(&error).to_owned())
    };
    let argument = |message: &str| (ErrorKind::Argument, message.to_owned());
    assert_eq!(
        refused(plan(5, 5), lot(9, 1)),
        argument(
            "expected an acceptance number below the sample size, but found 5 for a sample of 5"
        )
    );
    assert_eq!(
        refused(plan(10, 0), lot(9, 1)),
        argument("the sample of 10 units is larger than the population of 9")
    );
    assert_eq!(
        refused(plan(5, 0), lot(9, 10)),
        argument("10 nonconforming units are more than the population of 9")
    );
    assert_eq!(
        refused(plan(10_001, 0), lot(20_000, 1)),
        (
            ErrorKind::Limit,
            "the plan's sample of 10001 units exceeds the limit of 10000".into()
        )
    );
    let long = Decimal::parse("0.1234567890123456789012").unwrap();
    let error = J_AT_1.acceptance_in_series(long).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let error = J_AT_1.quality_at(Decimal::integer(1)).unwrap_err();
    assert_eq!(
        message(&error),
        "expected an acceptance probability above 0 and below 1, but found `1`"
    );
}
