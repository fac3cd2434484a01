//! Numbers beyond the exact range.

use huimin::definition::Severity;
use huimin::tally::AddOptions;
use huimin::{ErrorKind, Language, Plan, Tally};

use crate::support::{HEADER, csv, day, good_row, plan};

const POWERS: &str = r#"
[[measure]]
id = "persons"
label = { zh = "人次", en = "persons" }
dataset = "visits"
value = "sum(persons)"
on = "visited_on"

[[indicator]]
id = "persons"
label = { zh = "人次", en = "persons" }
value = "persons"

[[indicator]]
id = "cube"
label = { zh = "立方", en = "cube" }
value = "persons * persons * persons"
"#;

#[test]
fn a_value_beyond_64_bits_is_a_finding() {
    let plan = plan(POWERS);
    let mut tally = Tally::new(&plan);
    let file = format!(
        "{HEADER}V1,530402,2019-05-01,,,,9223372036854775808,,,\n\
         V2,530402,2019-05-01,,,,-9223372036854775809,,,\n\
         V3,530402,2019-05-01,,,,,92233720368547758.08,,\n\
         V4,530402,2019-05-01,,,,{},,,\n",
        "9".repeat(5_000)
    );
    tally.add("visits", csv(file, 100)).unwrap();
    let assessment = tally.assess(day("2019-12-31")).unwrap();
    assert_eq!(assessment.findings().len(), 4);
    let figure = assessment.value("persons", "530400").unwrap();
    assert_eq!(figure.display, "0");
}

#[test]
fn the_least_64_bit_number_counts_and_is_not_taken_for_a_missing_one() {
    let plan = plan(POWERS);
    let mut tally = Tally::new(&plan);
    let least = "530402,2019-05-01,,,,-9223372036854775808,,,";
    let file = format!("{HEADER}V1,{least}\nV2,{least}\nV3,{least}\n");
    tally.add("visits", csv(file, 100)).unwrap();
    let assessment = tally.assess(day("2019-12-31")).unwrap();
    let figure = assessment.value("persons", "530400").unwrap();
    assert_eq!(figure.display, "-27670116110564327424");
}

#[test]
fn an_indicator_beyond_128_bits_is_an_error_and_the_others_stand() {
    let plan = plan(POWERS);
    let mut tally = Tally::new(&plan);
    let file: String = (1..=3)
        .map(|number| format!("V{number},530402,2019-05-01,,,,9223372036854775807,,,\n"))
        .collect();
    tally
        .add("visits", csv(HEADER.to_owned() + &file, 100))
        .unwrap();
    let assessment = tally.assess(day("2019-12-31")).unwrap();
    assert_eq!(
        assessment.value("persons", "530400").unwrap().display,
        "27670116110564327421"
    );
    let error = assessment.value("cube", "530400").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overflow, "{error}");
    assert_eq!(
        assessment.indicators().unwrap_err().kind(),
        ErrorKind::Overflow
    );
}

/// The rows and reasons of the findings of `not_computable` in a file, with any number of threads
/// and in batches of several sizes.
fn not_computable(plan: &Plan, file: &str) -> Vec<(u32, String)> {
    let mut known: Option<Vec<(u32, String)>> = None;
    for threads in [1, 2, 5] {
        for batch_rows in [7, 97, 16_384] {
            let mut tally = Tally::new(plan);
            let options = AddOptions {
                threads,
                progress: None,
                ..Default::default()
            };
            let source = csv(file.as_bytes(), batch_rows);
            tally.add_with("visits", source, options).unwrap();
            let assessment = tally.assess(day("2019-12-31")).unwrap();
            let findings = assessment.findings();
            let found = findings.iter(Language::English).filter_map(|finding| {
                assert_eq!(finding.severity, Severity::Reject);
                Some((finding.row?, finding.message))
            });
            let found: Vec<_> = found.collect();
            assert_eq!(*known.get_or_insert_with(|| found.clone()), found);
        }
    }
    known.unwrap()
}

fn rule(condition: &str) -> Plan {
    plan(&format!(
        "[[rule]]\nid = \"one\"\nlabel = {{ zh = \"规则\", en = \"rule\" }}\nseverity = \"reject\"\ndataset = \"visits\"\ncondition = \"{condition}\"\nmessage = {{ zh = \"请核对\", en = \"violated\" }}\n"
    ))
}

#[test]
fn conditions_are_exact_beyond_64_bits() {
    let condition = "persons * 3 > 0 AND (amount IS NULL OR amount * amount > 0.5)";
    let mut file = HEADER.to_owned();
    for number in 1..=10_000 {
        file.push_str(&match number {
            4_000 => "V4000,530402,2019-05-01,,,,3,92233720368547758.07,,\n".to_owned(),
            5_000 => "V5000,530402,2019-05-01,,,,9223372036854775807,,,\n".to_owned(),
            6_000 => "V6000,530402,2019-05-01,,,,-9223372036854775807,,,\n".to_owned(),
            number => good_row(number),
        });
    }
    let found = not_computable(&rule(condition), &file);
    assert_eq!(found, [(6_000, "violated".to_owned())]);
}

#[test]
fn a_sum_of_what_leaves_64_bits_rejects_its_record_and_no_other() {
    let plan = plan(
        r#"
[[measure]]
id = "squares"
label = { zh = "平方和", en = "squares" }
dataset = "visits"
value = "sum(persons  *  persons)"

[[indicator]]
id = "squares"
label = { zh = "平方和", en = "squares" }
value = "squares"
"#,
    );
    let row = |number: u64, persons: &str| format!("V{number},530402,2019-05-01,,,,{persons},,,\n");
    let file = [
        HEADER.to_owned(),
        row(1, "3"),
        row(2, "3037000500"),
        row(3, "4"),
    ]
    .concat();
    let why = "the formula `sum(persons * persons)` cannot be computed: the result exceeds 64 bits; check the values it reads, or change the formula";
    assert_eq!(not_computable(&plan, &file), [(2, why.to_owned())]);
    let mut tally = Tally::new(&plan);
    tally.add("visits", csv(file, 100)).unwrap();
    let assessment = tally.assess(day("2019-12-31")).unwrap();
    let figure = assessment.value("squares", "530400").unwrap();
    assert_eq!(figure.display, "25");
}

#[test]
fn quotients_beyond_range_are_findings_of_their_rows() {
    let condition = "persons / 9223372036854775807 + persons / 9223372036854775783 + persons / 9223372036854775643 >= 0";
    let mut file = HEADER.to_owned();
    for number in 1..=200 {
        let persons = if number == 150 { "1" } else { "" };
        file.push_str(&format!("V{number},530402,2019-05-01,,,,{persons},,,\n"));
    }
    let found = not_computable(&rule(condition), &file);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, 150);
}

#[test]
fn days_beyond_the_known_holidays_are_findings_of_their_rows() {
    let file = format!(
        "{HEADER}{}V2,530402,2019-05-01,2099-05-01,,,,,,\n",
        good_row(1)
    );
    let found = not_computable(&rule("working_days(visited_on, closed_on) <= 7"), &file);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, 2);
    assert!(found[0].1.contains("2099"), "{found:?}");
}

#[test]
fn what_is_not_asked_for_is_not_computed() {
    let year = "working_days(visited_on, closed_on) <= 7";
    let lazy = [
        format!("closed_on > DATE '2030-01-01' OR {year}"),
        format!("NOT (closed_on <= DATE '2030-01-01' AND NOT {year})"),
        format!("CASE WHEN closed_on > DATE '2030-01-01' THEN TRUE ELSE {year} END"),
        format!("COALESCE(closed_on > DATE '2030-01-01', {year}) OR closed_on IS NOT NULL"),
    ];
    let file = format!("{HEADER}V2,530402,2019-05-01,2099-05-01,,,,,,\n");
    for condition in lazy {
        assert_eq!(not_computable(&rule(&condition), &file), [], "{condition}");
    }
    let eager = format!("{year} OR closed_on > DATE '2030-01-01'");
    assert_eq!(not_computable(&rule(&eager), &file).len(), 1);
}
