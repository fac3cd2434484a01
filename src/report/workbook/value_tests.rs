use super::{Value, clean, double, is_formula_like, serial};
use crate::calendar::Date;
use crate::figure::{Decimal, Ratio};

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

#[test]
fn numbers_of_up_to_15_digits_are_numbers() {
    for (text, expected) in [
        ("0", Some(0.0)),
        ("0.9796", Some(0.9796)),
        ("-12.50", Some(-12.5)),
        ("999999999999999", Some(999_999_999_999_999.0)),
        // Fifteen digits and zeros behind them.
        ("999999999999999000", Some(999_999_999_999_999_000.0)),
        // A double holds this one, and no program shows its last digit.
        ("1234567890123456", None),
        ("0.1234567890123456", None),
        ("0.0000000000000001", None),
    ] {
        assert_eq!(double(decimal(text)), expected, "{text}");
    }
}

#[test]
fn days_are_counted_as_workbooks_do() {
    let day = |text| Date::parse(text).unwrap();
    assert_eq!(serial(day("1970-01-01")), Some(25_569));
    assert_eq!(serial(day("2019-11-30")), Some(43_799));
    assert_eq!(serial(day("1900-03-01")), Some(61));
    // Workbooks take 1900 for a leap year, so days before are off by one.
    assert_eq!(serial(day("1900-02-28")), None);
}

#[test]
fn what_is_shown_is_the_number_it_says() {
    let shown = |text| format!("{:?}", Value::shown(text));
    let number = |text| format!("{:?}", Value::Number(decimal(text)));
    assert_eq!(shown("12.50"), number("12.50"));
    let share = Value::Percent(Decimal::new(9_796, 4));
    assert_eq!(shown("97.96%"), format!("{share:?}"));
    assert_eq!(shown("—"), format!("{:?}", Value::text("—")));
    let third = Value::exact(Ratio::new(2, 6));
    assert_eq!(
        format!("{third:?}"),
        format!("{:?}", Value::text("1/3".to_owned()))
    );
}

#[test]
fn characters_that_no_workbook_holds_are_replaced() {
    for (text, expected) in [
        ("红塔区 A&<>\"'", "红塔区 A&<>\"'"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("one\r\ntwo", "one \ntwo"),
        (
            "\0\u{1}\u{B}\u{1F}\u{7F}",
            "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
        ),
        ("\u{FFFE}\u{FFFF}", "\u{FFFD}\u{FFFD}"),
        // The writer would not escape this one.
        ("<r></si><c></r>", "\u{200B}<r></si><c></r>"),
        ("<r>", "<r>"),
    ] {
        assert_eq!(clean(text), expected);
    }
}

#[test]
fn long_texts_are_cut_with_a_mark() {
    let units = |text: &str| text.encode_utf16().count();
    let longest = "区".repeat(32_767);
    assert_eq!(clean(&longest), longest);
    let longer = "区".repeat(32_768);
    assert!(units(&clean(&longer)) <= 32_767);
    assert!(clean(&longer).ends_with('…'));
    // Each of these takes two units.
    let wide = "𠀀".repeat(16_384);
    assert!(units(&clean(&wide)) <= 32_767);
    assert!(clean(&wide).ends_with("𠀀…"));
    let markup = format!("<r>{}</r>", "x".repeat(32_767 - 7));
    assert!(units(&clean(&markup)) <= 32_767);
    assert!(!clean(&markup).ends_with("</r>"));
}

#[test]
fn what_begins_like_a_formula() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
        assert!(is_formula_like(text), "{text}");
    }
    for text in ["", "—", "1=1", "红塔区", " =1"] {
        assert!(!is_formula_like(text), "{text}");
    }
}
