use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn period(start: &str, end: &str) -> Period {
    Period::new(date(start), date(end)).expect("a period")
}

fn month_ends(start: &str, end: &str) -> Vec<String> {
    period(start, end)
        .month_ends()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn includes_both_ends() {
    let year = period("2019-01-01", "2019-12-31");
    assert_eq!(year.days(), 365);
    assert!(year.contains(date("2019-01-01")) && year.contains(date("2019-12-31")));
    assert!(!year.contains(date("2018-12-31")) && !year.contains(date("2020-01-01")));
    assert_eq!(year.to_string(), "2019-01-01/2019-12-31");
    assert_eq!(period("2019-01-01", "2019-01-01").days(), 1);
    assert_eq!(Period::new(date("2019-01-02"), date("2019-01-01")), None);
}

#[test]
fn the_last_month_end_is_the_period_end() {
    assert_eq!(
        month_ends("2019-01-15", "2019-03-10"),
        ["2019-01-31", "2019-02-28", "2019-03-10"]
    );
    assert_eq!(
        month_ends("2019-01-31", "2019-02-28"),
        ["2019-01-31", "2019-02-28"]
    );
    assert_eq!(month_ends("2019-05-02", "2019-05-03"), ["2019-05-03"]);
    assert_eq!(month_ends("2019-01-01", "2019-12-31").len(), 12);
    assert_eq!(
        month_ends("9999-11-30", "9999-12-31"),
        ["9999-11-30", "9999-12-31"]
    );
}
