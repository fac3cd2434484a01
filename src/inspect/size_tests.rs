use super::{Precision, sample_size};
use crate::error::ErrorKind;
use crate::figure::Decimal;
use crate::text::Language;

fn precision(z: &str, margin: &str, proportion: &str) -> Precision {
    let decimal = |text| Decimal::parse(text).unwrap();
    Precision {
        z: decimal(z),
        margin: decimal(margin),
        proportion: decimal(proportion),
    }
}

fn refused(population: u64, precision: Precision) -> String {
    let error = sample_size(population, precision).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    error.message().get(Language::English).to_owned()
}

#[test]
fn usual_sizes() {
    let usual = precision("1.96", "0.05", "0.5");
    for (population, units) in [
        (1, 1),
        (2, 2),
        (100, 80),
        (200, 132),
        (500, 218),
        (672, 245),
        (1_000, 278),
        (10_000, 370),
        (u64::MAX, 385),
    ] {
        let size = sample_size(population, usual).unwrap();
        assert_eq!((size.units, size.unlimited), (units, 385), "{population}");
    }
}

/// 4 × 0.25 ÷ 0.01 is 100 exactly, and 100 ÷ (1 + 99 ÷ 99) is 50 exactly: no
/// rounding up may add one.
#[test]
fn whole_sizes_stay() {
    let even = precision("2", "0.1", "0.5");
    let size = sample_size(99, even).unwrap();
    assert_eq!((size.units, size.unlimited), (50, 100));
    // The scale a number is written with means nothing.
    let written = precision("2.000", "0.10000000000000000000", "0.50");
    assert_eq!(sample_size(99, written).unwrap().units, 50);
}

/// An n₀ below 1 needs one unit, not none.
#[test]
fn a_wide_margin_needs_one_unit() {
    let wide = precision("0.1", "0.9", "0.01");
    for population in [1, 2, 1_000] {
        assert_eq!(sample_size(population, wide).unwrap().units, 1);
    }
}

#[test]
fn constraints_are_named() {
    assert_eq!(
        refused(0, precision("1.96", "0.05", "0.5")),
        "the population has 0 units, so there is nothing to sample"
    );
    assert_eq!(
        refused(9, precision("0", "0.05", "0.5")),
        "expected a quantile z above 0, but found `0`"
    );
    for margin in ["0", "1", "5", "-0.05"] {
        assert_eq!(
            refused(9, precision("1.96", margin, "0.5")),
            format!("expected a margin above 0 and below 1, but found `{margin}`")
        );
    }
    assert_eq!(
        refused(9, precision("1.96", "0.05", "1.0")),
        "expected a proportion above 0 and below 1, but found `1.0`"
    );
    let tiny = precision("1.96", "0.00000000000000000001", "0.5");
    let error = sample_size(9, tiny).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overflow);
}
