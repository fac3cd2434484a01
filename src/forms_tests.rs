use proptest::prelude::*;

use super::{
    DateForms, Refusal, Serials, date, integer, other_date, other_number, other_time, other_truth,
};
use crate::calendar::Date;
use crate::spelling::usual;

const FORMS: DateForms = DateForms {
    utc_offset_minutes: Some(480),
    drops_time: false,
    serials: None,
};

fn day(text: &str) -> Result<String, Refusal> {
    let days = date(text).map_or_else(|| other_date(&usual(text), FORMS), Ok)?;
    Ok(Date::from_days(i32::try_from(days).unwrap())
        .unwrap()
        .to_string())
}

#[test]
fn dates_with_one_meaning() {
    for text in [
        "2019-03-05",
        "2019-3-5",
        "2019/3/5",
        "2019/03/05",
        "2019.3.5",
        "2019.03.05",
        "2019年3月5日",
        "2019年03月05日",
        "2019 年 3 月 5 日",
        "2019年3月5号",
        "20190305",
        "２０１９－０３－０５",
        " 2019-03-05\u{200b}",
        "2019-03-05 00:00",
        "2019-03-05 00:00:00",
        "2019-03-05T00:00:00",
        "2019-03-05T00:00:00.000",
        "2019/3/5 0:00",
        "2019/3/5 0:00:00",
        "2019年3月5日 00:00:00",
        "20190305 00:00:00",
        "2019-03-05T00:00:00+08:00",
        "2019-03-04T16:00:00Z",
        "2019-03-04 16:00:00+00",
        "2019-03-05T01:00:00+0900",
        "2019-03-05T01:00:00+09",
        "2019-03-05T00:00:00.000 +08:00",
        "2019年3月5日00:00",
        "'2019-03-05",
    ] {
        assert_eq!(day(text).as_deref(), Ok("2019-03-05"), "{text}");
    }
}

#[test]
fn dates_that_are_refused() {
    let ambiguous = |readings: &[&str]| {
        Refusal::Ambiguous(
            readings
                .iter()
                .map(|reading| (*reading).to_owned())
                .collect(),
        )
    };
    for (text, why) in [
        ("5/3/2019", ambiguous(&["2019-05-03", "2019-03-05"])),
        ("25/3/2019", ambiguous(&["2019-03-25"])),
        ("19-3-5", ambiguous(&["2019-03-05", "2005-03-19"])),
        (
            "5/3/19",
            ambiguous(&["2005-03-19", "2019-05-03", "2019-03-05"]),
        ),
        ("2019-02-30", Refusal::NoSuchDay),
        ("2019/13/1", Refusal::NoSuchDay),
        ("20190230", Refusal::NoSuchDay),
        ("2019-03-05 14:30", Refusal::TimeInDate),
        ("2019-03-05T00:00:00.001", Refusal::TimeInDate),
        ("2019-03-05T00:00:00Z", Refusal::TimeInDate),
        // The last moments of a day are not the first of the next.
        ("2019-03-05 23:59:59.999", Refusal::TimeInDate),
        ("2019-03-05 23:59:60", Refusal::NoForm),
        ("2019-03-05 24:00:00", Refusal::NoForm),
        // What is no time of day, or no offset, is not passed over.
        ("2019-03-05 25:00", Refusal::NoForm),
        ("2019-03-05 14:99", Refusal::NoForm),
        ("2019-03-05 00:0", Refusal::NoForm),
        ("2019-03-05 00:00:0", Refusal::NoForm),
        ("2019-03-05 00:00:00.", Refusal::NoForm),
        ("2019-03-05T00:00:00+8", Refusal::NoForm),
        ("2019-03-05T00:00:00+99:00", Refusal::NoForm),
        ("2019-03-05T00:00:00+08:75", Refusal::NoForm),
        ("2019-03-05T00:00:00+", Refusal::NoForm),
        ("2019-03-05T00:00:00+08:0", Refusal::NoForm),
        ("2019-03-0500:00", Refusal::NoForm),
        ("2019030500:00", Refusal::NoForm),
        ("20190305000000", Refusal::NoForm),
        ("2019", Refusal::NoForm),
        ("201903", Refusal::NoForm),
        ("2019-03", Refusal::NoForm),
        ("2019年3月", Refusal::NoForm),
        ("yesterday", Refusal::NoForm),
        ("2019-03-05 x", Refusal::NoForm),
        ("2019-03/05", ambiguous(&["2019-03-05"])),
        ("", Refusal::NoForm),
    ] {
        assert_eq!(day(text), Err(why), "{text}");
    }
    let unzoned = DateForms {
        utc_offset_minutes: None,
        ..FORMS
    };
    assert_eq!(
        other_date("2019-03-04T16:00:00Z", unzoned),
        Err(Refusal::NoOffset)
    );
    let dropping = DateForms {
        drops_time: true,
        ..FORMS
    };
    assert_eq!(other_date("2019-03-05 14:30:59", dropping), Ok(17_960));
    assert_eq!(other_date("2019-03-05T17:30:00Z", dropping), Ok(17_961));
    assert_eq!(other_date("2019-03-05 23:59:59.999", dropping), Ok(17_960));
    assert_eq!(
        other_date("2019-03-05 25:00", dropping),
        Err(Refusal::NoForm)
    );
}

#[test]
fn a_count_of_days_is_a_date_in_its_workbook_alone() {
    let read = |number: &str, from_1904, serials: bool| {
        let within = (
            Date::from_ymd(1999, 1, 1).unwrap(),
            Date::from_ymd(2039, 12, 31).unwrap(),
        );
        let serials = serials.then_some(Serials { from_1904, within });
        let days = other_date(number, DateForms { serials, ..FORMS });
        days.map(|days| Date::from_days(days as i32).unwrap().to_string())
    };
    assert_eq!(read("43466", false, true).as_deref(), Ok("2019-01-01"));
    assert_eq!(read("42004", true, true).as_deref(), Ok("2019-01-01"));
    assert_eq!(
        read("43466", false, false),
        Err(Refusal::Serial([
            Date::from_ymd(2019, 1, 1),
            Date::from_ymd(2023, 1, 2)
        ]))
    );
    assert!(matches!(
        read("20000", false, true),
        Err(Refusal::Serial(_))
    ));
    assert_eq!(
        read("60", false, true),
        Err(Refusal::Serial([None, Date::from_ymd(1904, 3, 1)]))
    );
    assert_eq!(read("99999999", false, true), Err(Refusal::NoSuchDay));
    assert_eq!(read("9999999", false, true), Err(Refusal::NoForm));
}

#[test]
fn numbers_in_other_forms() {
    let whole = |text: &str| other_number(&usual(text), 0);
    for (text, number) in [
        ("1,234", 1_234),
        ("1，234，567", 1_234_567),
        ("−5", -5),
        ("+5", 5),
        ("12.0", 12),
        ("1,234.00", 1_234),
        ("１２", 12),
        ("12.", 12),
    ] {
        assert_eq!(whole(text), Ok(number), "{text}");
    }
    for (text, why) in [
        ("12,34", Refusal::Grouping),
        ("1,2345", Refusal::Grouping),
        (",123", Refusal::Grouping),
        // A comma for a point, as elsewhere in the world.
        ("0,123", Refusal::Grouping),
        ("012,345", Refusal::Grouping),
        ("30人", Refusal::Unit("人".to_owned())),
        ("30 persons", Refusal::Unit("persons".to_owned())),
        ("1e3", Refusal::Exponent),
        ("5.30402E+11", Refusal::Exponent),
        ("98%", Refusal::Percent),
        ("1.5", Refusal::Decimals),
        ("99999999999999999999", Refusal::Range),
        ("abc", Refusal::NoForm),
        ("1-2", Refusal::NoForm),
        ("1.234,56", Refusal::NoForm),
        ("-", Refusal::NoForm),
    ] {
        assert_eq!(whole(text), Err(why), "{text}");
    }
    assert_eq!(other_number("1,234.50", 2), Ok(123_450));
    assert_eq!(other_number("-1,234.5", 2), Ok(-123_450));
    assert_eq!(other_number("0.125", 2), Err(Refusal::Decimals));
}

#[test]
fn times_and_truths_in_other_forms() {
    assert_eq!(other_time("9:00"), Ok(540));
    assert_eq!(other_time("09:00:00"), Ok(540));
    assert_eq!(other_time("09:00:00.000"), Ok(540));
    assert_eq!(other_time("24:00:00"), Ok(1_440));
    assert_eq!(other_time("09:00:30"), Err(Refusal::Seconds));
    assert_eq!(other_time("09:00:00.5"), Err(Refusal::Seconds));
    for text in [
        "25:00",
        "9:60",
        "9",
        "9:0",
        "09:00:",
        "09:00:0",
        "09:00:00.",
        "09:00x",
    ] {
        assert_eq!(other_time(text), Err(Refusal::NoForm), "{text}");
    }
    for (text, truth) in [
        ("t", 1),
        ("F", 0),
        ("Yes", 1),
        ("no", 0),
        ("√", 1),
        ("×", 0),
    ] {
        assert_eq!(other_truth(text), Some(truth), "{text}");
    }
    assert_eq!(other_truth("2"), None);
}

proptest! {
    #[test]
    fn what_is_written_is_read(days in -719_162_i32..2_932_896, form in 0_usize..8, midnight in 0_usize..4) {
        let date = Date::from_days(days).unwrap();
        let (y, m, d) = (date.year(), date.month(), date.day());
        let written = [
            format!("{y:04}-{m}-{d}"),
            format!("{y:04}/{m}/{d}"),
            format!("{y:04}/{m:02}/{d:02}"),
            format!("{y:04}.{m}.{d}"),
            format!("{y:04}年{m}月{d}日"),
            format!("{y:04}年{m:02}月{d:02}日"),
            format!("{y:04}{m:02}{d:02}"),
            format!("{y:04}-{m:02}-{d:02}"),
        ];
        let time = ["", " 00:00", " 0:00:00", "T00:00:00"][midnight];
        let text = format!("{}{time}", written[form]);
        prop_assert_eq!(other_date(&text, FORMS), Ok(i64::from(days)), "{}", text);
    }

    #[test]
    fn grouped_numbers_are_read(number in any::<i64>()) {
        let digits = number.unsigned_abs().to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if number < 0 { "-" } else { "" };
        prop_assert_eq!(other_number(&format!("{sign}{grouped}.0"), 0), Ok(number));
        prop_assert_eq!(integer(&format!("{sign}{digits}")), Some(number));
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,24}|[0-9:/.,TZ+年月日 -]{0,24}") {
        let _ = other_date(&text, FORMS);
        let _ = other_time(&text);
        let _ = other_number(&text, 3);
        let _ = other_truth(&text);
    }
}
