//! Every diagnostic, by the examples of `docs/diagnostics-formula.md`: the bad
//! formula gets exactly that code, at exactly the text said to be underlined,
//! and the repaired one none.

use std::collections::BTreeSet;

use super::test_scope::TestScope;
use super::*;
use crate::diagnostic::Diagnostic;

const REFERENCE: &str = include_str!("../../docs/diagnostics-formula.md");
const MESSAGES: &str = concat!(
    include_str!("messages.rs"),
    include_str!("messages_of_types.rs")
);

/// Where the formula stands in its file.
const OFFSET: usize = 1_000;

struct Example {
    code: String,
    kind: String,
    bad: String,
    underlined: Vec<String>,
    repaired: String,
}

fn examples() -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut code = "";
    for line in REFERENCE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            code = heading.split_once(' ').unwrap().0;
        }
        let Some((field, value)) = line
            .strip_prefix("- ")
            .and_then(|line| line.split_once(": "))
        else {
            continue;
        };
        let value = value.trim_matches('`').to_owned();
        if field == "kind" {
            let (bad, repaired) = (String::new(), String::new());
            examples.push(Example {
                code: code.to_owned(),
                kind: value,
                bad,
                underlined: Vec::new(),
                repaired,
            });
            continue;
        }
        let example = examples.last_mut().unwrap();
        match field {
            "bad" => example.bad = value,
            "underlined" => example.underlined.push(value),
            "repaired" => example.repaired = value,
            other => panic!("{other}"),
        }
    }
    examples
}

fn diagnose(kind: &str, text: &str) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let parsed = match kind {
        "expression" => parse_expression(text, OFFSET, &TestScope, &mut diagnostics).is_some(),
        "condition" => parse_condition(text, OFFSET, &TestScope, &mut diagnostics).is_some(),
        "aggregate" => parse_aggregate(text, OFFSET, &TestScope, &mut diagnostics).is_some(),
        other => panic!("{other}"),
    };
    assert_eq!(parsed, diagnostics.is_empty(), "{text}: {diagnostics:?}");
    diagnostics
}

/// Codes and underlined texts of a formula.
fn found<'a>(kind: &str, text: &'a str) -> Vec<(&'static str, &'a str)> {
    let slice = |diagnostic: &Diagnostic| {
        &text[diagnostic.span.start - OFFSET..diagnostic.span.end - OFFSET]
    };
    diagnose(kind, text)
        .iter()
        .map(|diagnostic| (diagnostic.code, slice(diagnostic)))
        .collect()
}

#[test]
fn the_examples_of_the_reference() {
    let examples = examples();
    assert!(examples.len() > 50);
    for Example {
        code,
        kind,
        bad,
        underlined,
        repaired,
    } in &examples
    {
        let expected: Vec<_> = underlined
            .iter()
            .map(|text| (code.as_str(), text.as_str()))
            .collect();
        assert_eq!(found(kind, bad), expected, "{bad}");
        assert_eq!(found(kind, repaired), [], "{repaired}");
    }
}

#[test]
fn every_code_is_in_the_reference() {
    let used: BTreeSet<&str> = MESSAGES
        .split('"')
        .filter(|part| part.len() == 4 && part.starts_with('F') && part[1..].parse::<u16>().is_ok())
        .collect();
    let headed: BTreeSet<&str> = REFERENCE
        .lines()
        .filter_map(|line| line.strip_prefix("## ")?.split_once(' '))
        .map(|(code, _)| code)
        .collect();
    assert_eq!(used, headed);
    let shown: BTreeSet<String> = examples().into_iter().map(|example| example.code).collect();
    let without_example: Vec<&&str> = headed
        .iter()
        .filter(|code| !shown.contains(**code))
        .collect();
    assert_eq!(without_example, [&"F002"]);
}

#[test]
fn every_message_has_help_in_both_languages() {
    for example in examples() {
        for diagnostic in diagnose(&example.kind, &example.bad) {
            let help = diagnostic
                .help
                .clone()
                .unwrap_or_else(|| panic!("{}", example.bad));
            for text in [&diagnostic.message, &help] {
                assert!(!text.zh.is_empty() && !text.en.is_empty());
                assert!(
                    !text.en.ends_with('.') && !text.zh.ends_with('。'),
                    "{text:?}"
                );
            }
        }
    }
}

#[test]
fn all_diagnostics_of_a_formula_at_once() {
    assert_eq!(
        found(
            "condition",
            "persns > 1 AND outcome = 'setled' AND (closed_on = NULL OR lenght(case_id) > 2)\n  AND 'x' + 1 > DATE '2019-02-30'"
        ),
        [
            ("F010", "persns"),
            ("F020", "'setled'"),
            ("F015", "closed_on = NULL"),
            ("F011", "lenght"),
            ("F013", "'x'"),
            ("F019", "DATE '2019-02-30'"),
        ]
    );
}

#[test]
fn places_count_bytes_whatever_the_characters() {
    assert_eq!(
        found("condition", "结果 = '成功'\r\n\tOR 结過 = '成功'"),
        [("F010", "结過")]
    );
    assert_eq!(
        found("condition", "'𠮷\n𠮷' = case_id AND 玉溪 > 1"),
        [("F010", "玉溪")]
    );
    assert_eq!(
        found("condition", "\u{3000}persons\u{3000}＝\u{3000}1"),
        [("F004", "＝")]
    );
    assert_eq!(
        found("condition", "'it''s' = case_id AND x = 1"),
        [("F010", "x")]
    );
    assert_eq!(
        found("condition", "((persons)) + 'a' = (('b'))"),
        [("F013", "'a'")]
    );
    assert_eq!(
        found("condition", "(( logo_unified )) AND (( persons ))"),
        [("F013", "(( persons ))")]
    );
    assert_eq!(
        found("condition", "persons = ( - ( 'a' ) )"),
        [("F013", "( 'a' )")]
    );
    assert_eq!(
        found("condition", "1 < ( persons\n IN (1) )"),
        [("F014", "1 < ( persons\n IN (1) )")]
    );
    assert_eq!(
        found("condition", "'a' = ( case_id  IS  NOT  NULL )"),
        [("F014", "'a' = ( case_id  IS  NOT  NULL )")]
    );
    assert_eq!(
        found("expression", "1 + (NOT logo_unified)"),
        [("F013", "(NOT logo_unified)")]
    );
    assert_eq!(
        found("condition", "persons BETWEEN 'a' AND 'b'"),
        [("F014", "'a'"), ("F014", "'b'")]
    );
}

#[test]
fn every_full_width_character_names_its_half_width_one() {
    for (written, wanted) in [
        ("（", "("),
        ("）", ")"),
        ("，", ","),
        ("‘", "'"),
        ("’", "'"),
        ("“", "'"),
        ("”", "'"),
        ("＝", "="),
        ("１", "1"),
        ("＜", "<"),
        ("＞", ">"),
        ("；", ";"),
        ("：", ":"),
        ("Ａ", "A"),
        ("－", "-"),
        ("＋", "+"),
        ("＊", "*"),
        ("／", "/"),
        ("％", "%"),
        ("≤", "<="),
        ("≥", ">="),
        ("≠", "<>"),
        ("×", "*"),
        ("÷", "/"),
        ("−", "-"),
        ("、", ","),
        ("。", "."),
        ("《", "<"),
        ("．", "."),
        ("＇", "'"),
    ] {
        let text = format!("persons > 1 AND {written} persons < 9");
        let diagnostics = diagnose("condition", &text);
        assert_eq!(found("condition", &text), [("F004", written)]);
        let help = diagnostics[0].help.clone().unwrap();
        assert_eq!(help.en, format!("write the half-width `{wanted}`"));
        // Within a text they are what they are.
        assert_eq!(found("condition", &format!("case_id = '{written}'")), []);
    }
}

#[test]
fn a_full_width_quote_never_hides_the_rest() {
    assert_eq!(
        found("condition", "service = ‘lawyer’ AND nonsense"),
        [("F004", "‘"), ("F004", "’")]
    );
    let diagnostics = diagnose("condition", "service = 'lawyer’ OR TRUE");
    assert_eq!(
        found("condition", "service = 'lawyer’ OR TRUE"),
        [("F006", "'lawyer’ OR TRUE")]
    );
    assert!(diagnostics[0].help.clone().unwrap().en.contains('’'));
}

#[test]
fn the_whole_formula_is_read() {
    for (text, code, rest) in [
        ("persons > 1 persons", "F008", "persons"),
        ("persons > 1 'x'", "F008", "'x'"),
        ("persons > 1; persons > 2", "F005", ";"),
        ("persons > 1 -- and more", "F005", "-- and more"),
        ("persons > 1 /* and more */", "F005", "/* and more */"),
        ("persons > 1, persons > 2", "F008", ","),
        ("(persons > 1) (persons > 2)", "F008", "(persons > 2)"),
        ("persons > 1 COLLATE x", "F009", "COLLATE"),
        ("persons > 1 FILTER", "F008", "FILTER"),
        ("persons > 1 AS y", "F009", "AS"),
    ] {
        assert_eq!(found("condition", text), [(code, rest)], "{text}");
    }
    assert_eq!(found("aggregate", "count(*) FILTER"), [("F008", "FILTER")]);
    assert_eq!(
        found("aggregate", "count(*) FILTER (logo_unified)"),
        [("F008", "logo_unified")]
    );
    assert_eq!(found("aggregate", "count(*) OVER ()"), [("F009", "OVER")]);
}

#[test]
fn other_dialects_are_refused() {
    for (text, code, place) in [
        ("persons::text = '1'", "F005", "::"),
        ("service || 'x' = 'y'", "F005", "||"),
        ("persons % 2 = 0", "F005", "%"),
        ("persons == 2", "F005", "=="),
        ("persons && 2", "F005", "&&"),
        ("!logo_unified", "F005", "!"),
        ("service = `", "F005", "`"),
        ("service = N'lawyer'", "F005", "N'lawyer'"),
        ("service = X'00'", "F005", "X'00'"),
        ("persons = ?", "F005", "?"),
        ("persons = $1", "F005", "$1"),
        ("persons = 0x10", "F005", "0x10"),
        ("persons = 1L", "F018", "1L"),
        ("amount = 1.", "F018", "1."),
        ("persons[ = 2", "F005", "["),
        ("persons <=> 2", "F005", "<=>"),
        ("persons = .x", "F008", "."),
        ("a.b.c = 1", "F010", "a.b.c"),
        ("persons IS 5", "F008", "5"),
        ("persons IS UNKNOWN", "F008", "UNKNOWN"),
        ("persons IN 5", "F008", "5"),
        ("persons IN ()", "F008", ")"),
        ("persons IN (1,)", "F008", ")"),
        ("persons IN ((1))", "F021", "(1)"),
        ("persons IN (1 + 1)", "F021", "1 + 1"),
        ("persons IN (SELECT 1)", "F021", "SELECT 1"),
        ("persons NOT 5", "F008", "NOT"),
        ("opens < TIME '08:00'", "F009", "TIME"),
        ("case_id LIKE 'a' ESCAPE '!'", "F009", "ESCAPE"),
        (r"case_id LIKE 'a\%'", "F022", r"'a\%'"),
        ("_x 'y' = 'z'", "F008", "'y'"),
        ("persons = ()", "F008", ")"),
        ("coalesce(persons) > 1", "F012", "coalesce(persons)"),
        ("coalesce(*) > 1", "F025", "*"),
        ("coalesce(distinct persons, 1) > 1", "F025", "distinct"),
        ("length(case_id, ) > 1", "F008", ")"),
        ("division.length(case_id) > 1", "F011", "length"),
        ("working_days(accepted_on, 5) > 1", "F013", "5"),
        ("matches(case_id, service)", "F022", "service"),
        ("END", "F007", "END"),
        ("persons > AND", "F008", "AND"),
        ("persons > 1 OR IN", "F008", "IN"),
        ("persons > 1 AND OR logo_unified", "F008", "logo_unified"),
        (
            "CASE WHEN logo_unified THEN TRUE THEN FALSE END",
            "F008",
            "THEN",
        ),
        ("CASE WHEN THEN TRUE END", "F008", "THEN"),
        ("(CASE WHEN logo_unified THEN TRUE) END", "F007", "CASE"),
        ("persons = :nope", "F010", ":nope"),
    ] {
        assert_eq!(found("condition", text), [(code, place)], "{text}");
    }
}

#[test]
fn did_you_mean() {
    for (text, meant) in [
        ("persns > 1", "persons"),
        ("PERSONS > 1", "persons"),
        ("closed_no IS NULL", "closed_on"),
        ("division.levle = 'city'", "division.level"),
        ("closed_on > :as_off", ":as_of"),
        ("结里 = '成功'", "结果"),
        ("outcome = 'Settled'", "settled"),
        ("lenght(case_id) > 1", "length"),
        ("cuont(case_id) > 1", "count"),
    ] {
        let help = diagnose("condition", text)[0].help.clone().unwrap();
        assert_eq!(help.en, format!("did you mean `{meant}`?"), "{text}");
        assert_eq!(help.zh, format!("是否要写 `{meant}`?"));
    }
    let help = |text| diagnose("condition", text)[0].help.clone().unwrap().en;
    assert!(help("outcome = finished").contains("write `'finished'`"));
    assert_eq!(
        help("outcome = 'x'"),
        "the codes are settled, failed, pending"
    );
    assert_eq!(
        help("closed_on > '2019-01-01'"),
        "write the date as `DATE '2019-01-01'`"
    );
    assert_eq!(
        help("persons > '5'"),
        "write the number without quotes: `5`"
    );
    assert_eq!(help("case_id = 5"), "write the text in quotes: `'5'`");
}

#[test]
fn limits() {
    let list = |count: usize| {
        let members: Vec<String> = (0..count).map(|member| member.to_string()).collect();
        format!("persons IN ({})", members.join(", "))
    };
    assert_eq!(found("condition", &list(255)), []);
    assert_eq!(diagnose("condition", &list(256))[0].code, "F021");
    let pattern = |bytes: usize| format!("matches(case_id, '{}')", "a".repeat(bytes));
    assert_eq!(found("condition", &pattern(1_024)), []);
    assert_eq!(diagnose("condition", &pattern(1_025))[0].code, "F022");
    assert_eq!(
        diagnose("condition", r"matches(case_id, '\w{500}')")[0].code,
        "F022"
    );
    assert_eq!(
        diagnose("condition", "matches(case_id, 'a)|(b')")[0].code,
        "F022"
    );
    assert_eq!(
        diagnose("condition", "matches(case_id, '(?x)a # b')")[0].code,
        "F022"
    );
    let terms = |count: usize| vec!["persons > 1"; count].join(" OR ");
    assert_eq!(found("condition", &terms(256)), []);
    assert_eq!(diagnose("condition", &terms(257))[0].code, "F002");
    let spaces = |bytes: usize| format!("logo_unified{}", " ".repeat(bytes - 12));
    assert_eq!(found("condition", &spaces(8_192)), []);
    assert_eq!(diagnose("condition", &spaces(8_193))[0].code, "F002");
    assert_eq!(found("condition", "amount < -9223372036854775808"), []);
    assert_eq!(
        diagnose("condition", "amount < -9223372036854775809")[0].code,
        "F017"
    );
    assert_eq!(
        diagnose("condition", &format!("amount < {}", "9".repeat(60)))[0].code,
        "F017"
    );
    assert_eq!(found("condition", "amount < 0.000000000000000001"), []);
    assert_eq!(
        diagnose("condition", "amount < 0.0000000000000000001")[0].code,
        "F017"
    );
}

/// Any sequence of tokens gives a form or diagnostics within the formula, and no panic.
#[test]
fn nonsense_is_answered() {
    let words = [
        "persons",
        "logo_unified",
        "service",
        "closed_on",
        "1",
        "2.5",
        "'a'",
        "NULL",
        "TRUE",
        "AND",
        "OR",
        "NOT",
        "IN",
        "IS",
        "BETWEEN",
        "LIKE",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "DATE",
        "'2019-01-01'",
        "DISTINCT",
        "FROM",
        "FILTER",
        "WHERE",
        "(",
        "(",
        ")",
        ")",
        ",",
        "*",
        "+",
        "-",
        "/",
        "=",
        "<",
        "<>",
        ".",
        ":as_of",
        "count",
        "coalesce",
        "length",
        "，",
        "division",
    ];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..30_000 {
        let mut text = String::new();
        let count = 1 + usize::try_from(state >> 60).unwrap();
        for _ in 0..count {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            text.push_str(words[usize::try_from(state >> 33).unwrap() % words.len()]);
            text.push(' ');
        }
        for kind in ["condition", "aggregate"] {
            for diagnostic in diagnose(kind, &text) {
                let span = diagnostic.span;
                let inside = OFFSET <= span.start
                    && span.start < span.end
                    && span.end <= OFFSET + text.len();
                assert!(inside, "{text}: {diagnostic:?}");
                assert!(
                    text.is_char_boundary(span.start - OFFSET)
                        && text.is_char_boundary(span.end - OFFSET)
                );
            }
        }
    }
}
