use super::{ConfidenceInterval, clopper_pearson, wilson};
use crate::error::ErrorKind;
use crate::figure::{Decimal, Ratio};
use crate::text::Language;

fn rate(found: i128, of: i128) -> Ratio {
    Ratio::new(found, of).unwrap()
}

fn shown(interval: ConfidenceInterval) -> String {
    format!("[{:.6}, {:.6}]", interval.lower, interval.upper)
}

#[test]
fn usual_intervals() {
    let level = Decimal::new(95, 2);
    for (rate, exact, score) in [
        (rate(0, 10), "[0.000000, 0.308497]", "[0.000000, 0.277533]"),
        (rate(1, 10), "[0.002529, 0.445016]", "[0.017876, 0.404150]"),
        (rate(47, 50), "[0.834518, 0.987451]", "[0.837829, 0.979385]"),
        (rate(10, 10), "[0.691503, 1.000000]", "[0.722467, 1.000000]"),
    ] {
        assert_eq!(shown(clopper_pearson(rate, level).unwrap()), exact);
        assert_eq!(shown(wilson(rate, level).unwrap()), score);
    }
}

#[test]
fn the_ends_are_exact() {
    for level in [Decimal::new(5, 1), Decimal::new(99_999, 5)] {
        for units in [1, 7, 100_000] {
            for interval in [clopper_pearson, wilson] {
                assert_eq!(interval(rate(0, units), level).unwrap().lower, 0.0);
                assert_eq!(interval(rate(units, units), level).unwrap().upper, 1.0);
            }
        }
    }
}

/// The larger the sample, the narrower; the surer, the wider.
#[test]
fn width_follows_sample_and_confidence() {
    let width = |interval: ConfidenceInterval| interval.upper - interval.lower;
    for method in [clopper_pearson, wilson] {
        let of = |units, level| width(method(rate(units / 10, units), level).unwrap());
        let (usual, sure) = (Decimal::new(95, 2), Decimal::new(99, 2));
        assert!(of(10, usual) > of(100, usual) && of(100, usual) > of(100_000, usual));
        assert!(of(100, sure) > of(100, usual));
        assert!(of(4_000_000_000, usual) < 0.000_02);
    }
}

#[test]
fn what_is_no_level_or_rate_is_refused() {
    let refused = |rate, level| {
        let errors = [clopper_pearson(rate, level), wilson(rate, level)].map(Result::unwrap_err);
        let [one, other] = errors;
        assert_eq!(one.message(), other.message());
        (one.kind(), one.message().get(Language::English).to_owned())
    };
    for level in ["0", "1", "1.000", "95", "-0.5"] {
        assert_eq!(
            refused(rate(1, 2), Decimal::parse(level).unwrap()),
            (
                ErrorKind::Argument,
                format!("expected a confidence level above 0 and below 1, but found `{level}`")
            )
        );
    }
    let level = Decimal::new(95, 2);
    for (wrong, shown) in [(rate(3, 2), "3/2"), (rate(-1, 2), "-1/2")] {
        assert_eq!(
            refused(wrong, level),
            (
                ErrorKind::Argument,
                format!("expected a rate from 0 to 1, but found `{shown}`")
            )
        );
    }
    assert_eq!(refused(rate(1, 1 << 40), level).0, ErrorKind::Limit);
}
