use super::Fraction;
use crate::error::ErrorKind;
use crate::figure::Ratio;
use crate::score::test_schemes::{decimal, ratio};

fn fraction(numerator: i128, denominator: i128) -> Fraction {
    Fraction::of(ratio(numerator, denominator))
}

#[test]
fn sums_are_in_lowest_terms() {
    let sum = fraction(1, 6).plus(&fraction(1, 3));
    assert_eq!(sum, fraction(1, 2));
    assert_eq!(sum.to_string(), "1/2");
    assert_eq!(Fraction::of_decimal(decimal("12.50")).to_string(), "25/2");
    assert_eq!(fraction(0, 7), Fraction::zero());
}

#[test]
fn nothing_falls_below_zero() {
    assert_eq!(fraction(1, 2).minus(&fraction(1, 3)), fraction(1, 6));
    assert_eq!(fraction(1, 3).minus(&fraction(1, 2)), Fraction::zero());
    assert_eq!(fraction(-1, 3), Fraction::zero());
    assert_eq!(Fraction::of_decimal(decimal("-3")), Fraction::zero());
}

#[test]
fn order_is_by_value() {
    assert!(fraction(1, 3) < fraction(34, 100));
    assert!(fraction(2, 3) > fraction(66, 100));
}

#[test]
fn rounds_half_to_even() {
    for (numerator, denominator, decimals, expected) in [
        (1, 8, 2, "0.12"),
        (3, 8, 2, "0.38"),
        (1, 2, 0, "0"),
        (3, 2, 0, "2"),
        (2, 3, 3, "0.667"),
        (90, 1, 2, "90.00"),
    ] {
        let found = fraction(numerator, denominator).round_half_even(decimals);
        assert_eq!(found.unwrap().to_string(), expected);
    }
}

#[test]
fn sums_outgrow_128_bits() {
    let primes = [
        99_991, 99_989, 99_971, 99_961, 99_929, 99_923, 99_907, 99_901,
    ];
    let thirds = primes.map(|prime| fraction(1, prime));
    let sum = thirds.iter().fold(Fraction::zero(), |sum, it| sum.plus(it));
    assert_eq!(sum.to_ratio(), None);
    assert_eq!(sum.round_half_even(6).unwrap(), decimal("0.000080"));
    let rest = thirds[1..].iter().fold(sum, |sum, it| sum.minus(it));
    assert_eq!(rest.to_ratio(), Some(ratio(1, 99_991)));
}

#[test]
fn what_no_decimal_holds_is_an_error() {
    let error = Fraction::of(Ratio::integer(20))
        .round_half_even(38)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overflow);
}
