#![expect(
    clippy::arithmetic_side_effects,
    reason = "an overflow here is a failing test, as it should be"
)]

use proptest::prelude::*;

use super::*;
use crate::error::ErrorKind;

fn rounded(value: &str, interval: Interval) -> String {
    Decimal::parse(value)
        .expect("a decimal")
        .round(interval)
        .expect("in range")
        .to_string()
}

/// Values of GB/T 8170-2008, clause 3.2.
#[test]
fn whole_units_of_a_place() {
    for (value, interval, expected) in [
        ("12.1498", Interval::decimals(1), "12.1"),
        ("12.1498", Interval::decimals(0), "12"),
        ("1268", Interval::power_of_ten(2), "1300"),
        ("10.5002", Interval::decimals(0), "11"),
        ("1.050", Interval::decimals(1), "1.0"),
        ("0.35", Interval::decimals(1), "0.4"),
        ("2500", Interval::power_of_ten(3), "2000"),
        ("3500", Interval::power_of_ten(3), "4000"),
        ("-0.0365", Interval::decimals(3), "-0.036"),
        ("-355", Interval::power_of_ten(1), "-360"),
        ("-325", Interval::power_of_ten(1), "-320"),
        ("15.4546", Interval::decimals(0), "15"),
        ("0.5", Interval::power_of_ten(0), "0"),
        ("-0.5", Interval::decimals(0), "0"),
        ("2", Interval::decimals(2), "2.00"),
    ] {
        assert_eq!(rounded(value, interval), expected, "{value}");
    }
}

/// Values of GB/T 8170-2008, clause 3.4.
#[test]
fn halves_and_fifths_of_a_place() {
    let halves = Interval::decimals(0).divided(Parts::Halves);
    for (value, expected) in [
        ("60.25", "60.0"),
        ("60.38", "60.5"),
        ("60.28", "60.5"),
        ("-60.75", "-61.0"),
    ] {
        assert_eq!(rounded(value, halves), expected, "{value}");
        assert_eq!(
            rounded(value, Interval::power_of_ten(0).divided(Parts::Halves)),
            expected,
            "{value}"
        );
    }
    let fifths_of_hundreds = Interval::power_of_ten(2).divided(Parts::Fifths);
    for (value, expected) in [
        ("830", "840"),
        ("842", "840"),
        ("832", "840"),
        ("-930", "-920"),
    ] {
        assert_eq!(rounded(value, fifths_of_hundreds), expected, "{value}");
    }
    assert_eq!(
        rounded("0.13", Interval::decimals(1).divided(Parts::Fifths)),
        "0.12"
    );
    assert_eq!(
        rounded("0.13", Interval::decimals(1).divided(Parts::Halves)),
        "0.15"
    );
}

/// Rounding a rounded number (15.4546 → 15.455 → 15.46 → 15.5 → 16) is what
/// clause 3.3 forbids.
#[test]
fn rounds_once_from_the_exact_value() {
    let two_thirds = Ratio::new(2, 3).unwrap();
    assert_eq!(two_thirds.round_half_even(4).unwrap().to_string(), "0.6667");
    assert_eq!(two_thirds.percent(1).unwrap().to_string(), "66.7");
    // A hair over the half, in the 38th digit.
    let over = Ratio::new(5 * 10_i128.pow(37) + 1, 10_i128.pow(38)).unwrap();
    assert_eq!(over.round_half_even(0).unwrap(), Decimal::integer(1));
    assert_eq!(
        Ratio::new(1, 2).unwrap().round_half_even(0).unwrap(),
        Decimal::integer(0)
    );
}

#[test]
fn shares_are_shown_in_percent() {
    let percent = |numerator, denominator, decimals| {
        Ratio::new(numerator, denominator)
            .unwrap()
            .percent(decimals)
            .unwrap()
            .to_string()
    };
    assert_eq!(percent(49, 50, 2), "98.00");
    assert_eq!(percent(29, 100, 0), "29");
    assert_eq!(percent(97_996, 100_000, 2), "98.00");
    assert_eq!(percent(1, 8, 0), "12");
    assert_eq!(percent(3, 8, 0), "38");
    assert_eq!(percent(0, 7, 1), "0.0");
}

#[test]
fn the_extremes_round_or_are_an_error() {
    let largest = i128::MAX;
    for (value, interval, expected) in [
        (
            Ratio::integer(largest),
            Interval::decimals(0),
            Decimal::integer(largest),
        ),
        (
            Ratio::integer(i128::MIN),
            Interval::decimals(0),
            Decimal::integer(i128::MIN),
        ),
        (
            Ratio::integer(largest),
            Interval::power_of_ten(u8::MAX),
            Decimal::integer(0),
        ),
        (
            Ratio::integer(i128::MIN),
            Interval::power_of_ten(39),
            Decimal::integer(0),
        ),
        (
            Ratio::new(1, largest).unwrap(),
            Interval::decimals(30),
            Decimal::new(0, 30),
        ),
        (
            Ratio::new(largest - 1, largest).unwrap(),
            Interval::decimals(37),
            Decimal::integer(1),
        ),
        (
            Ratio::integer(0),
            Interval::decimals(u8::MAX),
            Decimal::integer(0),
        ),
    ] {
        assert_eq!(value.round(interval).unwrap(), expected, "{value}");
    }
    let divided = Interval::decimals(0).divided(Parts::Halves);
    for error in [
        // 2 × 10^38 is no `i128`.
        Ratio::integer(i128::MIN)
            .round(Interval::power_of_ten(38))
            .unwrap_err(),
        Ratio::integer(largest).round_half_even(1).unwrap_err(),
        Ratio::integer(1)
            .round(Interval::decimals(u8::MAX))
            .unwrap_err(),
        Ratio::integer(largest).round(divided).unwrap_err(),
        Ratio::integer(0)
            .round(Interval::decimals(u8::MAX).divided(Parts::Fifths))
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Overflow);
    }
}

/// The nearest multiple of `step_numerator / step_denominator` by trying them
/// one after the other from 0, on small numbers.
fn slow_multiple(value: Ratio, step: Ratio) -> Ratio {
    let times = |count: i128| Ratio::new(step.numerator() * count, step.denominator()).unwrap();
    let magnitude = Ratio::new(value.numerator().abs(), value.denominator()).unwrap();
    let below = (0..)
        .take_while(|&count| times(count) <= magnitude)
        .last()
        .unwrap();
    let to_below = magnitude.checked_sub(times(below)).unwrap();
    let to_above = times(below + 1).checked_sub(magnitude).unwrap();
    let nearest = match to_below.cmp(&to_above) {
        Ordering::Less => below,
        Ordering::Greater => below + 1,
        Ordering::Equal => below + below % 2,
    };
    times(nearest * value.numerator().signum())
}

proptest! {
    #[test]
    fn agrees_with_trying_every_multiple(
        numerator in -400_i128..400, denominator in 1_i128..50, exponent in -2_i32..3, parts in 0..3,
    ) {
        let (parts, count) = match parts {
            0 => (Parts::Whole, 1),
            1 => (Parts::Halves, 2),
            _ => (Parts::Fifths, 5),
        };
        let power = 10_i128.pow(exponent.unsigned_abs());
        let place = u8::try_from(exponent.unsigned_abs()).unwrap();
        let (interval, step) = if exponent < 0 {
            (Interval::decimals(place), Ratio::new(1, power * count))
        } else {
            (Interval::power_of_ten(place), Ratio::new(power, count))
        };
        let value = Ratio::new(numerator, denominator).unwrap();
        let actual = value.round(interval.divided(parts)).unwrap();
        prop_assert_eq!(actual.to_ratio().unwrap(), slow_multiple(value, step.unwrap()), "{} {:?}", value, interval);
    }

    #[test]
    fn lies_within_half_a_unit(numerator in any::<i64>(), denominator in any::<i128>(), decimals in 0_u8..15) {
        prop_assume!(denominator > 0);
        let value = Ratio::new(numerator.into(), denominator).unwrap();
        let rounded = value.round_half_even(decimals).unwrap();
        prop_assert_eq!(rounded.scale(), decimals);
        // |value - units / 10^d| <= 1 / (2 * 10^d), without leaving 128 bits:
        // the half-unit bounds on both sides are compared as ratios.
        let power = 2 * 10_i128.pow(decimals.into());
        let bound = |units: i128| Ratio::new(2 * rounded.units() + units, power).unwrap();
        prop_assert!(bound(-1) <= value && value <= bound(1));
    }

    #[test]
    fn long_division_by_additions_is_right(rest in any::<u128>(), denominator in 1..u128::MAX) {
        let rest = rest % denominator;
        let (digit, next_rest) = next_digit(rest, denominator);
        // Ten times the rest, modulo 2^128, is digit × denominator + next rest.
        prop_assert!(digit <= 9 && next_rest < denominator);
        prop_assert_eq!(rest.wrapping_mul(10), digit.wrapping_mul(denominator).wrapping_add(next_rest));
    }
}
