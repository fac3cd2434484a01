use super::*;

#[test]
fn reads_what_it_shows() {
    for minutes in 0..=1440 {
        let time = TimeOfDay::from_minutes(minutes).unwrap();
        assert_eq!(TimeOfDay::parse(&time.to_string()), Some(time));
        assert_eq!(time.minutes(), minutes);
    }
    assert_eq!(TimeOfDay::parse("08:30").map(TimeOfDay::minutes), Some(510));
    assert_eq!(TimeOfDay::MAX.to_string(), "24:00");
    assert_eq!(TimeOfDay::from_minutes(1441), None);
}

#[test]
fn refuses_what_is_no_time() {
    for text in [
        "", "8:30", "08:60", "24:01", "25:00", "99:99", "08-30", "08:30:00", "０8:30", "0a:30",
        " 8:30", "+8:30",
    ] {
        assert_eq!(TimeOfDay::parse(text), None, "`{text}`");
    }
}
