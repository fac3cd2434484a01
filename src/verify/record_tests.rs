use crate::definition::Severity;
use crate::error::ErrorKind;
use crate::network::Network;
use crate::plan::Plan;
use crate::programme::Programme;
use crate::text::Language;
use crate::verify::RecordFinding;

const CASE: [(&str, Option<&str>); 7] = [
    ("case_id", Some("C1")),
    ("division_code", Some("530402")),
    ("service", Some("mediation")),
    ("accepted_on", Some("2019-03-01")),
    ("closed_on", Some("2019-03-09")),
    ("beneficiary", Some("ordinary")),
    ("outcome", Some("settled")),
];

fn plan() -> Plan {
    let network = Network::builtin("yuxi-2019").unwrap();
    Plan::new(&Programme::builtin("yuxi-2019").unwrap(), network).unwrap()
}

/// The findings about the case with other values.
fn of_case_with(changes: &[(&str, Option<&str>)]) -> Vec<RecordFinding> {
    let value = |name: &str, value| {
        let change = changes.iter().find(|(changed, _)| *changed == name);
        change.map_or(value, |(_, changed)| *changed)
    };
    let record: Vec<_> = CASE
        .iter()
        .map(|(name, given)| (*name, value(name, *given)))
        .collect();
    plan().check_record("cases", &record).unwrap()
}

fn rules_and_fields(found: &[RecordFinding]) -> Vec<(&str, &str)> {
    let named = found
        .iter()
        .map(|found| (found.rule.as_str(), found.field.as_deref()));
    named
        .map(|(rule, field)| (rule, field.unwrap_or("—")))
        .collect()
}

#[test]
fn a_right_record_has_no_findings() {
    assert_eq!(of_case_with(&[]), []);
}

#[test]
fn every_kind_of_rule_is_applied_and_worded_in_both_languages() {
    let found = of_case_with(&[
        ("division_code", Some("5304020")),
        ("service", Some("lawyer")),
        ("accepted_on", Some("2019-13-01")),
        ("beneficiary", Some("rich")),
    ]);
    assert_eq!(
        rules_and_fields(&found),
        [
            ("type", "accepted_on"),
            ("code_list", "beneficiary"),
            ("unknown_division", "division_code"),
            ("case_outcome_unfit", "outcome"),
        ]
    );
    let words = |place: usize, language| found[place].message.get(language);
    assert_eq!(
        words(0, Language::Chinese),
        "“受理日期”应为日期（如 2019-11-30），实为“2019-13-01”；没有这一天"
    );
    assert_eq!(
        words(0, Language::English),
        "expected a date such as 2019-11-30 in `accepted on`, but found `2019-13-01`; there is no such day"
    );
    assert!(found.iter().all(|found| found.severity == Severity::Reject));
}

#[test]
fn codes_are_shown_by_their_labels() {
    let found = of_case_with(&[("service", Some("lawyer"))]);
    let [found] = found.as_slice() else {
        panic!("{found:?}")
    };
    let shown = found.message.get(Language::Chinese);
    assert!(
        shown.contains("律师") && shown.contains("调解成功"),
        "{shown}"
    );
    assert!(!shown.contains("settled"), "{shown}");
}

#[test]
fn what_is_left_out_null_or_empty_is_missing_alike() {
    let without: Vec<_> = CASE
        .into_iter()
        .filter(|(name, _)| *name != "service")
        .collect();
    let absent = plan().check_record("cases", &without).unwrap();
    assert_eq!(rules_and_fields(&absent), [("required", "service")]);
    assert_eq!(absent, of_case_with(&[("service", None)]));
    assert_eq!(absent, of_case_with(&[("service", Some(""))]));
}

#[test]
fn fields_may_be_named_by_their_labels() {
    let mut record = CASE;
    record[1].0 = " 区划代码 ";
    record[2].0 = "法律服务";
    record[3].0 = "accepted on";
    assert_eq!(plan().check_record("cases", &record).unwrap(), []);
}

#[test]
fn an_unusual_spelling_is_a_note() {
    let found = of_case_with(&[("division_code", Some("530\u{ff14}02"))]);
    assert_eq!(rules_and_fields(&found), [("normalised", "division_code")]);
    assert_eq!(found[0].severity, Severity::Note);
}

#[test]
fn names_that_are_no_field_are_refused_with_the_nearest_one() {
    let refused = |name: &str| {
        let error = plan().check_record("cases", &[(name, None)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert_eq!(error.place().dataset.as_deref(), Some("cases"));
        assert_eq!(error.place().column.as_deref(), Some(name));
        error.message().clone()
    };
    let fields = "case_id, division_code, service, accepted_on, closed_on, beneficiary, outcome";
    assert_eq!(
        refused("acepted_on").en,
        format!(
            "no field is named `acepted_on`; did you mean `accepted_on`? the fields are: {fields}"
        )
    );
    assert_eq!(
        refused("受理日其").zh,
        format!("没有名为 `受理日其` 的字段;是否要写 `受理日期`?可用:{fields}")
    );
    assert_eq!(
        refused("zzz").en,
        format!("no field is named `zzz`; the fields are: {fields}")
    );
}

#[test]
fn a_field_given_twice_is_refused() {
    let record = [("case_id", Some("C1")), ("案件编号", Some("C2"))];
    let error = plan().check_record("cases", &record).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!(
        error.message().en,
        "one field is given twice, as `case_id` and `案件编号`; keep one"
    );
}

#[test]
fn an_unknown_dataset_is_refused() {
    let error = plan().check_record("case", &CASE).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(
        error.message().en,
        "no dataset is named `case`; did you mean `cases`?"
    );
}

#[test]
fn a_checker_wants_a_value_per_field() {
    let error = plan()
        .checker("cases")
        .unwrap()
        .check(&[Some("C1"), None])
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(
        error.message().en,
        "expected 7 values, one per field, but found 2"
    );
}

#[test]
fn a_value_beyond_the_cap_is_refused_as_in_a_file() {
    let long = "x".repeat(crate::limits::VALUE_BYTES + 1);
    let mut record = CASE;
    record[0].1 = Some(&long);
    let error = plan().check_record("cases", &record).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert_eq!(error.place().column.as_deref(), Some("case_id"));
    record[0].1 = Some(&long[1..]);
    assert_eq!(plan().check_record("cases", &record).unwrap(), []);
}
