#![expect(
    clippy::arithmetic_side_effects,
    reason = "an overflow here is a failing test, as it should be"
)]

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::error::ErrorKind;

fn ratio(numerator: i128, denominator: i128) -> Ratio {
    Ratio::new(numerator, denominator).expect("a denominator other than 0")
}

fn share(text: &str) -> Ratio {
    Decimal::parse_share(text)
        .expect("a share")
        .to_ratio()
        .expect("in range")
}

#[test]
fn is_kept_as_given() {
    let parts = |ratio: Ratio| (ratio.numerator(), ratio.denominator());
    assert_eq!(parts(ratio(98, 100)), (98, 100));
    assert_eq!(parts(ratio(98, -100)), (-98, 100));
    assert_eq!(parts(ratio(98, 100).reduced()), (49, 50));
    assert_eq!(parts(ratio(0, 100).reduced()), (0, 1));
    assert_eq!(parts(ratio(i128::MIN, 2).reduced()), (i128::MIN / 2, 1));
    assert!(Ratio::new(1, 0).is_none());
    assert!(Ratio::new(1, i128::MIN).is_none());
    assert!(Ratio::new(i128::MIN, -1).is_none());
}

#[test]
fn equality_and_hash_go_by_value() {
    let values: HashSet<_> = [
        ratio(1, 2),
        ratio(49, 98),
        ratio(-1, -2),
        ratio(0, 5),
        ratio(0, 1),
    ]
    .into();
    assert_eq!(values.len(), 2);
}

/// Doubles get some of these wrong: 29/100*100 is 28.999….
#[test]
fn a_value_on_its_limit_meets_it() {
    assert!(ratio(29, 100) >= share("29%"));
    assert!(ratio(49, 50) >= share("98%"));
    assert!(ratio(48, 50) < share("98%"));
    let mut on_limit = 0;
    for denominator in 1..=2000 {
        for limit in 1..=100 {
            if denominator * limit % 100 != 0 {
                continue;
            }
            let numerator = denominator * limit / 100;
            let limit = ratio(limit, 100);
            assert_eq!(ratio(numerator, denominator).cmp(&limit), Ordering::Equal);
            assert_eq!(
                ratio(numerator - 1, denominator).cmp(&limit),
                Ordering::Less
            );
            assert_eq!(
                ratio(numerator + 1, denominator).cmp(&limit),
                Ordering::Greater
            );
            on_limit += 1;
        }
    }
    assert_eq!(on_limit, 10_400);
}

#[test]
fn exact_decimals_are_as_short_as_can_be() {
    let exact = |numerator, denominator| {
        let decimal = ratio(numerator, denominator).exact_decimal();
        decimal.map(|decimal| decimal.to_string())
    };
    assert_eq!(exact(84, 2).as_deref(), Some("42"));
    assert_eq!(exact(-5, 20).as_deref(), Some("-0.25"));
    assert_eq!(exact(1, 3), None);
    // One digit more than is tried.
    let power = 10_i128.pow(18);
    assert_eq!(exact(1, power).as_deref(), Some("0.000000000000000001"));
    assert_eq!(exact(1, power * 10), None);
}

/// The two methods of GB/T 8170-2008, clause 4.3.
#[test]
fn full_and_rounded_values_against_a_limit() {
    let almost = share("97.996%");
    let limit = share("98%");
    assert!(almost < limit);
    assert_eq!(almost.percent(2).unwrap().to_string(), "98.00");
    assert!(almost.percent(2).unwrap() >= Decimal::integer(98));

    let limit = Decimal::parse("97.0").unwrap();
    for (value, full, rounded) in [
        ("96.96", false, true),
        ("96.94", false, false),
        ("97.00", true, true),
    ] {
        let value = Decimal::parse(value).unwrap();
        assert_eq!(value >= limit, full);
        assert_eq!(
            value.round(Interval::decimals(1)).unwrap() >= limit,
            rounded
        );
    }
}

#[test]
fn order_never_overflows() {
    let largest = i128::MAX;
    let ascending = [
        Ratio::integer(i128::MIN),
        ratio(i128::MIN, 2),
        ratio(-largest, largest - 1),
        ratio(-1, 1),
        ratio(1 - largest, largest),
        ratio(-1, largest),
        ratio(0, largest),
        ratio(1, largest),
        ratio(1, largest - 1),
        ratio(largest - 2, largest - 1),
        ratio(largest - 1, largest),
        ratio(largest, largest),
        ratio(largest, largest - 1),
        ratio(largest, largest - 2),
        Ratio::integer(largest),
    ];
    for (index, one) in ascending.iter().enumerate() {
        for (other_index, other) in ascending.iter().enumerate() {
            assert_eq!(one.cmp(other), index.cmp(&other_index), "{one} and {other}");
        }
    }
}

#[test]
fn arithmetic_is_exact_or_an_error() {
    assert_eq!(
        ratio(1, 2).checked_add(ratio(1, 3)).unwrap().to_string(),
        "5/6"
    );
    assert_eq!(
        ratio(1, 100)
            .checked_add(ratio(2, 100))
            .unwrap()
            .to_string(),
        "3/100"
    );
    assert_eq!(
        ratio(1, 6).checked_sub(ratio(1, 4)).unwrap().to_string(),
        "-1/12"
    );
    assert_eq!(ratio(2, 3).checked_mul(ratio(-3, 4)).unwrap(), ratio(-1, 2));
    assert_eq!(
        Ratio::integer(49)
            .checked_div(Ratio::integer(50))
            .unwrap()
            .unwrap()
            .to_string(),
        "49/50"
    );
    assert_eq!(
        ratio(1, 2)
            .checked_div(ratio(-1, 3))
            .unwrap()
            .unwrap()
            .to_string(),
        "-3/2"
    );
    assert!(ratio(1, 2).checked_div(ratio(0, 3)).unwrap().is_none());
    assert_eq!(
        ratio(i128::MIN, 2).negate().unwrap(),
        Ratio::integer(-(i128::MIN / 2))
    );

    let largest = i128::MAX;
    assert_eq!(
        ratio(largest, 3).checked_mul(ratio(3, largest)).unwrap(),
        Ratio::integer(1)
    );
    for error in [
        Ratio::integer(largest)
            .checked_add(ratio(1, 2))
            .unwrap_err(),
        Ratio::integer(largest)
            .checked_mul(ratio(5, 3))
            .unwrap_err(),
        Ratio::integer(largest)
            .checked_div(ratio(1, 2))
            .unwrap_err(),
        Ratio::integer(i128::MIN).negate().unwrap_err(),
        ratio(1, largest).percent(u8::MAX).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Overflow);
    }
}

#[test]
fn a_float_is_the_same_for_equal_ratios() {
    assert_eq!(ratio(49, 50).to_f64(), 0.98);
    assert_eq!(ratio(-1, 3).to_f64(), -1.0 / 3.0);
    let factor = 3_i128.pow(60);
    assert_eq!(ratio(factor * 29, factor * 100).to_f64(), 0.29);
}

/// A second product, by adding shifted copies.
fn slow_product(one: u128, other: u128) -> (u128, u128) {
    let (mut high, mut low) = (0_u128, 0_u128);
    for bit in (0..128).rev() {
        high = (high << 1) | (low >> 127);
        low <<= 1;
        if other >> bit & 1 == 1 {
            let (sum, carried) = low.overflowing_add(one);
            low = sum;
            high += u128::from(carried);
        }
    }
    (high, low)
}

/// The order by whole parts, then by those of the reciprocal rests (continued fractions).
fn slow_order(one: Ratio, other: Ratio) -> Ordering {
    let parts = |ratio: Ratio| {
        (
            ratio.numerator.div_euclid(ratio.denominator),
            ratio.numerator.rem_euclid(ratio.denominator),
        )
    };
    let ((one_whole, one_rest), (other_whole, other_rest)) = (parts(one), parts(other));
    one_whole
        .cmp(&other_whole)
        .then_with(|| match (one_rest, other_rest) {
            (0, _) | (_, 0) => one_rest.cmp(&other_rest),
            _ => slow_order(
                ratio(other.denominator, other_rest),
                ratio(one.denominator, one_rest),
            ),
        })
}

/// Numbers of any length, the extremes included.
fn any_number() -> impl Strategy<Value = i128> {
    (any::<i128>(), 0_u32..127).prop_map(|(number, shift)| number >> shift)
}

fn any_ratio() -> impl Strategy<Value = Ratio> {
    (any_number(), any_number())
        .prop_filter_map("a denominator of 0", |(one, other)| Ratio::new(one, other))
}

proptest! {
    #[test]
    fn wide_products_are_right(one in any::<u128>(), other in any::<u128>(), shift in 0_u32..127) {
        prop_assert_eq!(wide_product(one, other >> shift), slow_product(one, other >> shift));
        prop_assert_eq!(wide_product(u128::MAX, other), slow_product(u128::MAX, other));
    }

    #[test]
    fn order_agrees_with_continued_fractions(one in any_ratio(), other in any_ratio()) {
        prop_assert_eq!(one.cmp(&other), slow_order(one, other));
        prop_assert_eq!(one.cmp(&other), other.cmp(&one).reverse());
        prop_assert_eq!(one.reduced(), one);
    }

    #[test]
    fn close_ratios_are_told_apart(numerator in 1..i128::MAX - 1, denominator in 2..i128::MAX) {
        let one = ratio(numerator, denominator);
        prop_assert!(one < ratio(numerator + 1, denominator));
        prop_assert!(one > ratio(numerator, denominator + 1).min(ratio(numerator - 1, denominator)));
        prop_assert_eq!(one.cmp(&ratio(numerator, denominator - 1)), Ordering::Less);
    }

    #[test]
    fn small_arithmetic_agrees_with_products(
        (a, b, c, d) in (-999_i128..999, 1_i128..999, -999_i128..999, 1_i128..999),
    ) {
        let (left, right) = (ratio(a, b), ratio(c, d));
        prop_assert_eq!(left.cmp(&right), (a * d).cmp(&(c * b)));
        prop_assert_eq!(left.checked_add(right).unwrap(), ratio(a * d + c * b, b * d));
        prop_assert_eq!(left.checked_sub(right).unwrap(), ratio(a * d - c * b, b * d));
        prop_assert_eq!(left.checked_mul(right).unwrap(), ratio(a * c, b * d));
        prop_assert_eq!(left.checked_div(right).unwrap(), Ratio::new(a * d, b * c));
    }
}

#[test]
fn a_number_is_written_exactly() {
    for (numerator, denominator, text) in [
        (0, 7, "0"),
        (-12, 1, "-12"),
        (100, 8, "12.5"),
        (-1, 400, "-0.0025"),
        (2, 6, "1/3"),
        (-2, 6, "-1/3"),
        (i128::MAX, 1, "170141183460469231731687303715884105727"),
    ] {
        let number = Ratio::new(numerator, denominator).unwrap();
        assert_eq!(number.exact_text(), text);
    }
}
