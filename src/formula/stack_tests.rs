//! Nothing an author can write may overflow a small stack: an overflow ends
//! the process of the host. All of this runs on 128 KiB.

use super::test_scope::{TestScope, TestWorld, name_of};
use super::*;
use crate::diagnostic::Diagnostic;
use crate::limits;

/// Parses, and uses and drops what came of it; the codes of the diagnostics.
fn codes_on_small_stack(text: String) -> Vec<&'static str> {
    std::thread::Builder::new()
        .stack_size(128 * 1024)
        .spawn(move || {
            let mut diagnostics: Vec<Diagnostic> = Vec::new();
            if let Some(expression) = parse_expression(&text, 0, &TestScope, &mut diagnostics) {
                let copy = expression.clone();
                assert!(evaluate(&copy, &TestWorld).is_ok());
                assert!(!copy.to_sql(&name_of).is_empty());
                assert!(!format!("{copy:?}").is_empty());
            }
            drop(parse_aggregate(&text, 0, &TestScope, &mut Vec::new()));
            diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code)
                .collect()
        })
        .unwrap()
        .join()
        .unwrap()
}

fn nested(opener: &str, core: &str, closer: &str, times: usize) -> String {
    format!("{}{core}{}", opener.repeat(times), closer.repeat(times))
}

#[test]
fn a_chain_of_twelve_kilobytes() {
    let text = vec!["logo_unified"; 800].join(" AND ");
    assert!(text.len() > 12 * 1024);
    assert_eq!(codes_on_small_stack(text), ["F002"]);
}

#[test]
fn the_longest_chains() {
    let most = limits::FORMULA_TOKENS / 2;
    for chain in [
        vec!["share"; most].join(" AND "),
        vec!["logo_unified"; 450].join(" AND "),
        format!("{} )(", vec!["logo_unified"; 400].join(" OR ")),
        format!("{} +", vec!["persons"; most - 1].join(" + ")),
        vec!["persons"; most].join(" + "),
        vec!["logo_unified"; 450].join(" = "),
        format!("logo_unified{}", " IS NULL".repeat(most - 1)),
        format!("logo_unified{}", " IS TRUE".repeat(most - 1)),
        format!("case_id{}", " LIKE 'a'".repeat(most - 1)),
        format!("persons{}", " IN (1)".repeat(200)),
        format!("persons{}", " BETWEEN 1 AND 2".repeat(200)),
    ] {
        codes_on_small_stack(chain);
    }
}

#[test]
fn long_chains_of_and_are_flat() {
    let text = vec!["persons > 1"; 200].join(" AND ");
    assert_eq!(codes_on_small_stack(text), [""; 0]);
}

#[test]
fn ten_thousand_parentheses() {
    assert_eq!(
        codes_on_small_stack(nested("(", "persons", ")", 10_000)),
        ["F002"]
    );
    assert_eq!(
        codes_on_small_stack(nested("(", "persons", ")", 500)),
        ["F003"]
    );
    assert_eq!(codes_on_small_stack("(".repeat(1_000)), ["F003"]);
    assert_eq!(codes_on_small_stack(")".repeat(1_000)), ["F007"]);
}

#[test]
fn deep_cases_and_calls() {
    assert_eq!(
        codes_on_small_stack(nested("CASE WHEN logo_unified THEN ", "1", " END", 150)),
        ["F003"]
    );
    assert_eq!(
        codes_on_small_stack(nested("CASE WHEN ", "1", " THEN 1 END", 150)),
        ["F003"]
    );
    assert_eq!(
        codes_on_small_stack(nested("length(", "case_id", ")", 300)),
        ["F003"]
    );
    assert_eq!(
        codes_on_small_stack(nested("persons IN (", "1", ")", 200)),
        ["F003"]
    );
    assert_eq!(codes_on_small_stack("CASE ".repeat(1_000)), ["F003"]);
}

#[test]
fn long_chains_of_not_and_signs() {
    assert_eq!(
        codes_on_small_stack(format!("{}logo_unified", "NOT ".repeat(1_000))),
        ["F003"]
    );
    assert_eq!(
        codes_on_small_stack(format!("{}persons", "- ".repeat(1_000))),
        ["F003"]
    );
    assert_eq!(
        codes_on_small_stack(format!("{}persons", "+ ".repeat(1_000))),
        ["F003"]
    );
    assert_eq!(
        codes_on_small_stack(format!("{}logo_unified", "logo_unified = NOT ".repeat(300))),
        ["F003"]
    );
}

#[test]
fn the_deepest_formulas_that_are_allowed() {
    let deepest = limits::FORMULA_NESTING;
    for (text, codes) in [
        (nested("(", "persons", ")", deepest), vec![]),
        (nested("persons + (", "persons", ")", deepest), vec![]),
        (nested("-(", "persons", ")", deepest), vec![]),
        (nested("NOT (", "logo_unified", ")", deepest), vec![]),
        (
            nested("coalesce(persons, ", "persons", ")", deepest),
            vec![],
        ),
        (
            nested("CASE WHEN logo_unified THEN ", "1", " END", deepest),
            vec![],
        ),
        (
            nested(
                "logo_unified AND (logo_unified OR ",
                "logo_unified",
                ")",
                deepest,
            ),
            vec!["F003"],
        ),
        (
            nested(
                "logo_unified AND (logo_unified OR ",
                "logo_unified",
                ")",
                31,
            ),
            vec![],
        ),
        (format!("{}logo_unified", "NOT ".repeat(11)), vec![]),
        (format!("{}logo_unified", "NOT ".repeat(12)), vec!["F003"]),
        (vec!["persons"; 64].join(" + "), vec![]),
        (vec!["persons"; 65].join(" + "), vec!["F003"]),
    ] {
        assert_eq!(codes_on_small_stack(text.clone()), codes, "{text}");
    }
}

#[test]
fn every_level_of_precedence_at_the_deepest() {
    let flat = "logo_unified OR logo_unified AND NOT persons = persons + persons * - persons";
    assert_eq!(codes_on_small_stack(flat.to_owned()), [""; 0]);
    let with_list = "logo_unified OR logo_unified AND NOT persons + persons * - persons IN (1, 2)";
    assert_eq!(codes_on_small_stack(with_list.to_owned()), [""; 0]);
    let nots = format!("{}persons IN (1)", "NOT ".repeat(10));
    assert_eq!(codes_on_small_stack(nots), [""; 0]);
}

#[test]
fn patterns_nest_no_deeper_than_the_stack() {
    for pattern in [
        nested("(", "a", ")", 500),
        nested("(?:", "a", "){0,2}", 100),
        nested("[", "a", "]", 400),
        "(((a*)*)*)*".to_owned(),
        format!("a{}", "|a".repeat(500)),
        "a{1000}".to_owned(),
        r"\w{100}".to_owned(),
    ] {
        codes_on_small_stack(format!("matches(case_id, '{pattern}')"));
    }
    codes_on_small_stack(format!("case_id LIKE '{}'", "%_".repeat(500)));
}

#[test]
fn between_cannot_blow_up_the_typed_form() {
    // Each BETWEEN repeats its operand: 31 of them would be 2 to the 31 parts.
    let text = nested(
        "CASE WHEN (",
        "persons",
        ") BETWEEN 1 AND 2 THEN 1 ELSE 2 END",
        15,
    );
    assert_eq!(codes_on_small_stack(text), ["F002"]);
}
