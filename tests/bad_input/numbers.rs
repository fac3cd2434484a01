//! Numbers beyond the exact range.

use huimin::tally::AddOptions;
use huimin::{ErrorKind, Tally};

use crate::support::{HEADER, csv, day, good_row, plan, refused};

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

/// The rules of a definition that overflow, and the row they overflow at.
#[test]
fn arithmetic_of_rules_beyond_64_bits_names_the_first_row() {
    let rule = |id: &str, condition: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\nlabel = {{ zh = \"规则\", en = \"rule\" }}\nseverity = \"warn\"\ndataset = \"visits\"\ncondition = \"{condition}\"\nmessage = {{ zh = \"请核对\", en = \"check\" }}\n"
        )
    };
    // The condition that is computed first overflows in a later row than the other one.
    let plan = plan(&(rule("one", "persons * 3 > 0") + &rule("two", "amount * amount > 0.5")));
    let mut file = HEADER.to_owned();
    for number in 1..=10_000 {
        file.push_str(&match number {
            4_000 => "V4000,530402,2019-05-01,,,,3,92233720368547758.07,,\n".to_owned(),
            5_000 => "V5000,530402,2019-05-01,,,,9223372036854775807,,,\n".to_owned(),
            number => good_row(number),
        });
    }
    let error = refused(&plan, file.as_bytes());
    assert_eq!(error.kind(), ErrorKind::Overflow, "{error}");
    assert_eq!(error.place().row, Some(4_000), "{error}");
}

#[test]
fn quotients_beyond_range_name_their_row() {
    let plan = plan(
        r#"
[[rule]]
id = "quotients"
label = { zh = "比值", en = "quotients" }
severity = "warn"
dataset = "visits"
condition = "persons / 9223372036854775807 + persons / 9223372036854775783 + persons / 9223372036854775643 >= 0"
message = { zh = "请核对", en = "check" }
"#,
    );
    let mut file = HEADER.to_owned();
    for number in 1..=200 {
        let persons = if number == 150 { "1" } else { "" };
        file.push_str(&format!("V{number},530402,2019-05-01,,,,{persons},,,\n"));
    }
    for threads in [1, 2, 5] {
        for batch_rows in [7, 97, 16_384] {
            let mut tally = Tally::new(&plan);
            let options = AddOptions {
                threads,
                progress: None,
                ..Default::default()
            };
            let source = csv(file.as_bytes(), batch_rows);
            let error = tally.add_with("visits", source, options).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Overflow, "{error}");
            assert_eq!(error.place().row, Some(150), "{error}");
            assert_eq!(tally.records("visits").unwrap(), 0);
        }
    }
}

#[test]
fn days_beyond_the_known_holidays_name_their_row() {
    let plan = plan(
        r#"
[[rule]]
id = "in_time"
label = { zh = "按时", en = "in time" }
severity = "warn"
dataset = "visits"
condition = "working_days(visited_on, closed_on) <= 7"
message = { zh = "请核对", en = "check" }
"#,
    );
    let file = format!(
        "{HEADER}{}V2,530402,2019-05-01,2099-05-01,,,,,,\n",
        good_row(1)
    );
    let error = refused(&plan, file.as_bytes());
    assert_eq!(error.place().row, Some(2), "{error}");
    assert!(error.to_string().contains("2099"), "{error}");
}
