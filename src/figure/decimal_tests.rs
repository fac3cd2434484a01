use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap_or_else(|| panic!("`{text}` is a decimal"))
}

#[test]
fn reads_what_it_shows() {
    for text in [
        "0",
        "7",
        "-12.50",
        "0.036",
        "-0.036",
        "100.00",
        "170141183460469231731687303715884105727",
    ] {
        assert_eq!(decimal(text).to_string(), text);
    }
    assert_eq!(
        decimal("-170141183460469231731687303715884105728"),
        Decimal::integer(i128::MIN)
    );
    assert_eq!(
        (decimal("-12.50").units(), decimal("-12.50").scale()),
        (-1250, 2)
    );
    assert_eq!(decimal("007.10").to_string(), "7.10");
    assert_eq!(decimal("-0.00").to_string(), "0.00");
    assert_eq!(
        format!(
            "{:>7}|{:<7}|{:07}",
            decimal("-1.5"),
            decimal("1.5"),
            decimal("-1.5")
        ),
        "   -1.5|1.5    |-0001.5"
    );
}

#[test]
fn refuses_what_is_no_decimal() {
    for text in [
        "",
        "-",
        ".",
        "1.",
        ".5",
        "-.5",
        "+1",
        "1e3",
        " 1",
        "1 ",
        "1,000",
        "1.2.3",
        "--1",
        "1-",
        "１",
        "0x1F",
        "NaN",
        "170141183460469231731687303715884105728",
        "0.000000000000000000000000000000000000001",
    ] {
        assert!(Decimal::parse(text).is_none(), "`{text}`");
    }
}

#[test]
fn a_percentage_is_exactly_a_hundredth() {
    let share = |text| Decimal::parse_share(text).map(|share| share.to_string());
    assert_eq!(share("98%").as_deref(), Some("0.98"));
    assert_eq!(share("2.5%").as_deref(), Some("0.025"));
    assert_eq!(share("0.98").as_deref(), Some("0.98"));
    assert_eq!(share("-100%").as_deref(), Some("-1.00"));
    for text in ["%", "98 %", "98%%", "98％", "%98"] {
        assert_eq!(share(text), None, "`{text}`");
    }
}

#[test]
fn equality_order_and_hash_go_by_value() {
    assert_eq!(decimal("1.50"), decimal("1.5"));
    assert_eq!(decimal("0.000"), decimal("-0"));
    let distinct: HashSet<_> = ["1.5", "1.50", "1.500", "0", "0.0", "100", "100.0"]
        .map(decimal)
        .into();
    assert_eq!(distinct.len(), 3);

    let ascending = [
        "-100", "-2.51", "-2.5", "-0.01", "0", "0.009", "0.01", "2.5", "2.51", "100",
    ]
    .map(decimal);
    assert!(ascending.is_sorted_by(|left, right| left < right));
}

#[test]
fn order_never_overflows() {
    let (largest, smallest) = (Decimal::integer(i128::MAX), Decimal::integer(i128::MIN));
    let (least_positive, least_negative) = (Decimal::new(1, u8::MAX), Decimal::new(-1, u8::MAX));
    let ascending = [
        smallest,
        least_negative,
        Decimal::new(0, 7),
        least_positive,
        Decimal::new(i128::MAX, 200),
        largest,
    ];
    assert!(ascending.is_sorted_by(|left, right| left < right));
    assert_eq!(Decimal::new(0, u8::MAX), Decimal::integer(0));
}

#[test]
fn rescale_loses_nothing() {
    assert_eq!(decimal("1.5").rescale(3).unwrap().to_string(), "1.500");
    assert_eq!(decimal("1.500").rescale(1).unwrap().to_string(), "1.5");
    assert_eq!(decimal("0").rescale(200).unwrap().scale(), 200);
    assert_eq!(decimal("0.000").rescale(0).unwrap().scale(), 0);

    let lost = decimal("1.55").rescale(1).unwrap_err();
    assert_eq!(lost.kind(), ErrorKind::Argument);
    assert_eq!(
        lost.message().en,
        "`1.55` cannot be written exactly with 1 digits after the point; allow more digits"
    );
    assert_eq!(
        Decimal::integer(i128::MAX).rescale(1).unwrap_err().kind(),
        ErrorKind::Overflow
    );
}

#[test]
fn arithmetic_is_exact_or_an_error() {
    assert_eq!(
        decimal("0.1")
            .checked_add(decimal("0.20"))
            .unwrap()
            .to_string(),
        "0.30"
    );
    assert_eq!(
        decimal("1")
            .checked_sub(decimal("0.01"))
            .unwrap()
            .to_string(),
        "0.99"
    );
    assert_eq!(
        decimal("1.5")
            .checked_mul(decimal("-0.25"))
            .unwrap()
            .to_string(),
        "-0.375"
    );
    assert_eq!(decimal("2.50").negate().unwrap().to_string(), "-2.50");
    assert_eq!(decimal("12.50").to_ratio().unwrap().to_string(), "1250/100");
    assert_eq!(
        Decimal::new(50, 39).to_ratio().unwrap().denominator(),
        10_i128.pow(38)
    );

    let largest = Decimal::integer(i128::MAX);
    let one = Decimal::integer(1);
    for error in [
        largest.checked_add(one).unwrap_err(),
        Decimal::integer(i128::MIN).checked_sub(one).unwrap_err(),
        largest.checked_mul(Decimal::integer(2)).unwrap_err(),
        Decimal::integer(i128::MIN).negate().unwrap_err(),
        Decimal::new(1, 200)
            .checked_mul(Decimal::new(1, 200))
            .unwrap_err(),
        Decimal::new(1, 39).to_ratio().unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Overflow);
    }
}

proptest! {
    /// Digit by digit, as text: put together on the stack or not.
    #[test]
    fn is_shown_with_all_digits(
        units in prop_oneof![any::<i64>().prop_map(i128::from), any::<i128>(), -1_000_i128..1_000],
        scale in prop_oneof![0_u8..5, 15_u8..25, any::<u8>()],
    ) {
        let digits = units.unsigned_abs().to_string();
        let places = usize::from(scale);
        let padded = format!("{digits:0>width$}", width = places.saturating_add(1));
        let (whole, fraction) = padded.split_at(padded.len().saturating_sub(places));
        let sign = if units < 0 { "-" } else { "" };
        let point = if places > 0 { "." } else { "" };
        let expected = format!("{sign}{whole}{point}{fraction}");
        let number = Decimal::new(units, scale);
        prop_assert_eq!(number.to_string(), expected.clone());
        let mut text = b"before ".to_vec();
        number.append_to(&mut text);
        prop_assert_eq!(text, format!("before {expected}").into_bytes());
    }
}
