use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|| panic!("`{text}` is a date"))
}

fn is_leap(year: i32) -> bool {
    year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
}

/// Every day of the years 1 to 9999 against a calendar that counts one by one.
#[test]
fn agrees_with_counting_day_by_day() {
    let (mut days, mut weekday) = (Date::MIN.days(), 1);
    for year in 1..=9999 {
        for month in 1..=12 {
            let length = match month {
                2 if is_leap(year) => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            for day in 1..=length {
                let date = Date::from_ymd(year, month, day).unwrap();
                assert_eq!(date.days(), days);
                assert_eq!((date.year(), date.month(), date.day()), (year, month, day));
                assert_eq!(date.weekday(), weekday);
                days += 1;
                weekday = weekday % 7 + 1;
            }
            assert_eq!(Date::from_ymd(year, month, length + 1), None);
            assert_eq!(Date::from_ymd(year, month, 0), None);
            let last = Date::from_ymd(year, month, length).unwrap();
            assert_eq!(Date::from_ymd(year, month, 1).unwrap().end_of_month(), last);
            assert_eq!(last.start_of_month().day(), 1);
            assert_eq!(last.start_of_month().month(), month);
        }
    }
    assert_eq!(days - 1, Date::MAX.days());
}

#[test]
fn known_days() {
    assert_eq!(date("1970-01-01").days(), 0);
    assert_eq!(date("1970-01-01").weekday(), 4);
    // Serial 43466 of Excel's 1900 system, whose 25569 is 1970-01-01.
    assert_eq!(date("2019-01-01").days(), 43466 - 25569);
    assert_eq!(
        (date("2019-04-28").weekday(), date("2019-01-01").weekday()),
        (7, 2)
    );
}

#[test]
fn reads_what_it_shows() {
    for text in [
        "0001-01-01",
        "0099-12-31",
        "1969-12-31",
        "2000-02-29",
        "2019-01-31",
        "9999-12-31",
    ] {
        assert_eq!(date(text).to_string(), text);
        assert_eq!(Date::from_days(date(text).days()), Some(date(text)));
    }
}

#[test]
fn refuses_what_is_no_day() {
    for text in [
        "",
        "2019-1-31",
        "2019-01-32",
        "2019-02-29",
        "1900-02-29",
        "2019-13-01",
        "2019-00-10",
        "2019-01-00",
        "0000-01-01",
        "20190131",
        "2019/01/31",
        "2019-01-31 ",
        " 2019-01-31",
        "2019-01-3a",
        "2019-:1-31",
        "+019-01-31",
        "-019-01-31",
        "２019-01",
        "2019-01-31T00:00",
        "10000-01-01",
    ] {
        assert_eq!(Date::parse(text), None, "`{text}`");
    }
    assert_eq!(Date::parse_bytes(&[0xff; 10]), None);
    assert_eq!(
        (
            Date::from_ymd(0, 1, 1),
            Date::from_ymd(10_000, 1, 1),
            Date::from_ymd(i32::MIN, 1, 1)
        ),
        (None, None, None)
    );
    assert_eq!(
        (
            Date::from_days(Date::MIN.days() - 1),
            Date::from_days(i32::MAX)
        ),
        (None, None)
    );
}

#[test]
fn months_end_at_the_last_day() {
    for (start, months, expected) in [
        ("2019-01-31", 1, "2019-02-28"),
        ("2020-01-31", 1, "2020-02-29"),
        ("2019-01-15", 12, "2020-01-15"),
        ("2019-03-31", -1, "2019-02-28"),
        ("2019-12-31", 2, "2020-02-29"),
        ("2019-01-01", -1, "2018-12-01"),
    ] {
        assert_eq!(
            date(start).add_months(months),
            Some(date(expected)),
            "{start} {months:+}"
        );
    }
    assert_eq!(Date::MAX.add_months(1), None);
    assert_eq!(Date::MIN.add_months(-1), None);
    assert_eq!(Date::MAX.add_months(i32::MAX), None);
    assert_eq!(Date::MIN.add_months(i32::MIN), None);
}

#[test]
fn days_are_added_within_the_calendar() {
    assert_eq!(date("2019-02-28").add_days(1), Some(date("2019-03-01")));
    assert_eq!(date("2020-03-01").add_days(-1), Some(date("2020-02-29")));
    assert_eq!(
        (Date::MAX.add_days(1), Date::MIN.add_days(-1)),
        (None, None)
    );
    assert_eq!(
        (Date::MAX.add_days(i32::MAX), Date::MIN.add_days(i32::MIN)),
        (None, None)
    );
}

#[test]
fn quarters_are_those_of_the_calendar_year() {
    assert_eq!(
        (date("2018-12-31").year(), date("2018-12-31").quarter()),
        (2018, 4)
    );
    let of_month = |month| Date::from_ymd(2019, month, 1).unwrap().quarter();
    assert_eq!(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(of_month),
        [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    );
}
