use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

/// The data file has the form that [`Exceptions::parse`] relies on.
#[test]
fn the_notices_are_well_formed() {
    let exceptions = &*EXCEPTIONS;
    let text = include_str!("holidays_cn.txt");
    let entries = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split(' ').skip(2))
        .count();
    assert_eq!(exceptions.off.len() + exceptions.working.len(), entries);
    assert!(exceptions.off.is_sorted_by(|one, other| one < other));
    assert!(exceptions.working.is_sorted_by(|one, other| one < other));
    assert!(exceptions.off.iter().all(|day| day.weekday() <= 5));
    assert!(exceptions.working.iter().all(|day| day.weekday() > 5));
    let (first, last) = exceptions.years.unwrap();
    assert!(first <= 2015 && last >= 2025);
    for year in first..=last {
        let of_year = |days: &[Date]| days.iter().filter(|day| day.year() == year).count();
        // The holidays of a year are 11 days of law (13 from 2025); the rest is exchanged.
        assert!((12..=25).contains(&of_year(&exceptions.off)), "{year}");
        assert!((4..=12).contains(&of_year(&exceptions.working)), "{year}");
    }
}

/// Whole years, counted from the notices: 2018 has 261 Mondays to Fridays, 18
/// of them off, and 7 worked weekend days. The prolonged Spring Festival of
/// 2020 took two of them, 31 January and the worked Saturday after it.
#[test]
fn working_days_of_known_years() {
    for (year, expected) in [
        (2018, 250),
        (2019, 250),
        (2020, 249),
        (2024, 251),
        (2025, 248),
    ] {
        let last_day = |year| Date::from_ymd(year, 12, 31).unwrap();
        let counted = working_days(last_day(year - 1), last_day(year)).unwrap();
        assert_eq!(counted, expected, "{year}");
    }
}

#[test]
fn exchanged_days_count_and_holidays_do_not() {
    // A working Sunday before Labour Day.
    assert!(is_working_day(date("2019-04-28")).unwrap());
    assert_eq!(
        working_days(date("2019-04-27"), date("2019-04-28")).unwrap(),
        1
    );
    assert_eq!(
        working_days(date("2019-04-30"), date("2019-05-05")).unwrap(),
        1
    );
    assert_eq!(
        working_days(date("2019-09-30"), date("2019-10-07")).unwrap(),
        0
    );
    assert_eq!(
        working_days(date("2019-03-01"), date("2019-03-08")).unwrap(),
        5
    );
    assert_eq!(
        working_days(date("2019-03-08"), date("2019-03-08")).unwrap(),
        0
    );
    assert_eq!(
        working_days(date("2019-03-08"), date("2019-03-01")).unwrap(),
        0
    );
}

#[test]
fn counting_agrees_with_asking_every_day() {
    let (first, last) = EXCEPTIONS.years.unwrap();
    for start in [
        Date::from_ymd(first - 1, 12, 31).unwrap(),
        date("2019-01-05"),
        date("2020-01-24"),
    ] {
        let (mut day, mut expected) = (start, 0);
        while day < Date::from_ymd(last, 12, 31).unwrap() {
            day = day.add_days(1).unwrap();
            expected += i64::from(is_working_day(day).unwrap());
            assert_eq!(
                working_days(start, day).unwrap(),
                expected,
                "{start} to {day}"
            );
        }
    }
}

#[test]
fn a_year_without_a_notice_is_an_error() {
    let (first, last) = EXCEPTIONS.years.unwrap();
    let before = Date::from_ymd(first - 1, 12, 30).unwrap();
    let after = Date::from_ymd(last + 1, 1, 1).unwrap();
    for error in [
        working_days(before, date("2019-01-01")).unwrap_err(),
        working_days(date("2019-01-01"), after).unwrap_err(),
        is_working_day(after).unwrap_err(),
        deadline_days(date("2019-01-01"), 36_500).unwrap_err(),
        deadline_days(date("2019-01-01"), u32::MAX).unwrap_err(),
        deadline_months(date("2019-01-01"), u32::MAX).unwrap_err(),
        working_days(Date::MIN, Date::MAX).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Argument);
    }
    let message = is_working_day(date("2099-01-01")).unwrap_err();
    assert!(
        message
            .message()
            .zh
            .starts_with("不知道 2099 年的节假日安排")
    );
}

/// Civil Code, articles 201 to 203.
#[test]
fn deadlines() {
    // The start day is not counted: ten days from a Friday end on a Monday.
    assert_eq!(
        deadline_days(date("2019-03-01"), 10).unwrap(),
        date("2019-03-11")
    );
    // An end on a Saturday moves to Monday, one on a worked Sunday stays.
    assert_eq!(
        deadline_days(date("2019-03-01"), 8).unwrap(),
        date("2019-03-11")
    );
    assert_eq!(
        deadline_days(date("2019-04-18"), 10).unwrap(),
        date("2019-04-28")
    );
    // The National Day week of 2019 lasted to 7 October.
    assert_eq!(
        deadline_days(date("2019-09-21"), 10).unwrap(),
        date("2019-10-08")
    );
    // No corresponding day: the month's last.
    assert_eq!(
        deadline_months(date("2019-01-31"), 1).unwrap(),
        date("2019-02-28")
    );
    // The corresponding day is 1 May, and the holiday ended on Saturday the
    // 4th; the Sunday after it was worked.
    assert_eq!(
        deadline_months(date("2019-04-01"), 1).unwrap(),
        date("2019-05-05")
    );
    assert_eq!(
        deadline_months(date("2018-12-10"), 12).unwrap(),
        date("2019-12-10")
    );
}
