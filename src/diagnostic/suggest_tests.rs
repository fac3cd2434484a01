use super::*;

const FIELDS: [&str; 6] = [
    "division_code",
    "accepted_on",
    "closed_on",
    "outcome",
    "案件编号",
    "受理日期",
];

fn suggestion(wanted: &str) -> Option<String> {
    did_you_mean(wanted, FIELDS)
}

fn distance_of(one: &str, other: &str) -> usize {
    distance(&characters(one).unwrap(), &characters(other).unwrap())
}

#[test]
fn distances() {
    for (one, other, expected) in [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("kitten", "sitting", 3),
        ("ab", "ba", 1),
        ("closed_on", "colsed_on", 1),
        ("ca", "abc", 3),
        ("受理日期", "受理期日", 1),
        ("Outcome", "outcome", 0),
    ] {
        assert_eq!(distance_of(one, other), expected, "{one} {other}");
        assert_eq!(distance_of(other, one), expected, "{other} {one}");
    }
}

#[test]
fn a_slip_is_recognised() {
    for (wanted, meant) in [
        ("closed_om", "closed_on"),
        ("colsed_on", "closed_on"),
        ("closedon", "closed_on"),
        ("Division_Code", "division_code"),
        ("divison_cod", "division_code"),
        ("案件编码", "案件编号"),
        ("案件号", "案件编号"),
        ("受理日", "受理日期"),
    ] {
        assert_eq!(suggestion(wanted).as_deref(), Some(meant), "{wanted}");
    }
}

#[test]
fn another_name_is_not() {
    for wanted in [
        "",
        "x",
        "persons",
        "closed_by_clerk",
        "结案日期",
        "日",
        &"closed_on".repeat(1000),
    ] {
        assert_eq!(suggestion(wanted), None, "{wanted}");
    }
    assert_eq!(did_you_mean("a", ["b"]), None);
    assert_eq!(did_you_mean("姓名", ["年龄"]), None);
    assert_eq!(did_you_mean("closed_on", [] as [&str; 0]), None);
}

#[test]
fn the_nearest_wins_then_the_first() {
    assert_eq!(
        did_you_mean("rate_c", ["rate_b", "rate_a"]).as_deref(),
        Some("rate_b")
    );
    assert_eq!(
        did_you_mean("rate_ab", ["rate_b", "rate_ac", "rate_ab1", "rate_ab"]).as_deref(),
        Some("rate_ab")
    );
}
