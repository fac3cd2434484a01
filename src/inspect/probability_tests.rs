use std::cmp::Ordering;

use num_bigint::BigUint;

use super::Probability;
use crate::error::ErrorKind;
use crate::figure::Ratio;

fn of(numerator: u128, denominator: u128) -> Probability {
    Probability::new(BigUint::from(numerator), BigUint::from(denominator))
}

#[test]
fn equal_by_value_and_shown_as_counted() {
    assert_eq!(of(4, 10), of(2, 5));
    assert!(of(1, 3) < of(334, 1_000));
    assert_eq!(of(4, 10).to_string(), "4/10");
    let ratio = |numerator, denominator| Ratio::new(numerator, denominator).unwrap();
    assert_eq!(of(4, 10).compare(ratio(2, 5)), Ordering::Equal);
    assert_eq!(of(1, 3).compare(ratio(333, 1_000)), Ordering::Greater);
    assert_eq!(of(0, 3).compare(ratio(-1, 1_000)), Ordering::Greater);
}

#[test]
fn rounded_half_to_even_once() {
    let shown = |numerator, denominator, decimals| {
        let rounded = of(numerator, denominator).round_half_even(decimals);
        rounded.unwrap().to_string()
    };
    assert_eq!(shown(125, 1_000, 2), "0.12");
    assert_eq!(shown(375, 1_000, 2), "0.38");
    assert_eq!(shown(2, 3, 4), "0.6667");
    assert_eq!(shown(1, 1, 3), "1.000");
    assert_eq!(shown(0, 7, 3), "0.000");
    let error = of(1, 2).round_half_even(39).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overflow);
}

/// Quotients of small numbers, which the processor itself divides to the nearest.
#[test]
fn the_nearest_float() {
    for denominator in 1..200_u32 {
        for numerator in 0..=denominator {
            let exact = of(numerator.into(), denominator.into());
            let quotient = f64::from(numerator) / f64::from(denominator);
            assert_eq!(exact.to_f64().to_bits(), quotient.to_bits());
        }
    }
}

#[test]
fn the_smallest_floats_and_less() {
    let one = || BigUint::from(1_u32);
    let tiny = |halvings: u64| Probability::new(one(), one() << halvings).to_f64();
    assert_eq!(tiny(1_022), f64::MIN_POSITIVE);
    assert_eq!(tiny(1_074), f64::from_bits(1));
    assert_eq!(tiny(1_200), 0.0);
    assert_eq!(tiny(100_000), 0.0);
}
