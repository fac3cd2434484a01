use std::collections::BTreeSet;

use super::*;
use crate::definition::{MeasureKind, builtin_names, builtin_text};
use crate::diagnostic::Gravity;

/// A small definition that the examples of the documentation are added to.
const SMALL_PROGRAMME: &str = r#"
[programme]
id = "small"
version = "1"
label = { zh = "小项目", en = "small programme" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "530400"
"#;

const SMALL_PARTS: &str = r#"
[[dataset]]
id = "visits"
label = { zh = "走访", en = "visits" }
key = ["visit_id"]
division = "division_code"
field = [
  { name = "visit_id", label = { zh = "编号", en = "number" }, type = "text", required = true },
  { name = "division_code", label = { zh = "区划代码", en = "division code" }, type = "division", required = true },
  { name = "held_on", label = { zh = "日期", en = "day" }, type = "date", required = true },
]

[[measure]]
id = "visits_made"
label = { zh = "走访", en = "visits" }
dataset = "visits"
value = 'count(*)'
on = "held_on"
"#;

/// `fragment` as part of the small definition.
fn with_small(fragment: &str) -> String {
    let programme = if fragment.contains("[programme]") {
        ""
    } else {
        SMALL_PROGRAMME
    };
    format!("{programme}{fragment}\n{SMALL_PARTS}")
}

/// Code, underlined text and English message of every diagnostic of `text`.
fn diagnose(text: &str) -> Vec<(&'static str, &str, String)> {
    let diagnostics = match Definition::parse("test.toml", text) {
        Ok((_, warnings)) => warnings,
        Err(diagnostics) => diagnostics,
    };
    let shown = |diagnostic: &Diagnostic| {
        (
            diagnostic.code,
            &text[diagnostic.span.start..diagnostic.span.end],
            diagnostic.message.en.clone(),
        )
    };
    diagnostics.list.iter().map(shown).collect()
}

#[test]
fn built_in_definitions_parse_without_a_diagnostic() {
    for name in builtin_names() {
        let text = builtin_text(name).unwrap();
        match Definition::parse(name, text) {
            Ok((definition, warnings)) => {
                assert_eq!(definition.programme.id.value, name);
                assert_eq!(warnings.list, [], "{name}");
            }
            Err(diagnostics) => panic!("{name}: {:#?}", diagnostics.list),
        }
    }
    assert_eq!(builtin_text("atlantis"), None);
}

#[test]
fn yuxi_has_the_targets_of_its_source() {
    let (yuxi, _) = Definition::parse("yuxi", builtin_text("yuxi-2019").unwrap()).unwrap();
    let targets: Vec<(&str, String, bool)> = yuxi
        .indicators
        .iter()
        .map(|indicator| (indicator, indicator.target.as_ref().unwrap()))
        .map(|(indicator, target)| {
            (
                indicator.id.value.as_str(),
                target.value.value.to_string(),
                target.every_division,
            )
        })
        .collect();
    let rate = |id, share: &str| (id, share.to_owned(), true);
    let count = |id, number: &str| (id, number.to_owned(), false);
    let expected = [
        count("centres_standardised", "70"),
        count("stations_standardised", "700"),
        count("publicity_events", "700"),
        count("cases_handled", "8000"),
        count("consultations", "80000"),
        rate("adviser_coverage", "1.00"),
        rate("need_response_rate", "1.00"),
        rate("aid_grant_rate", "1.00"),
        rate("dispute_handling_rate", "1.00"),
        rate("mediation_success_rate", "0.98"),
    ];
    assert_eq!(targets, expected);
    let instalments = yuxi.schedule.unwrap().instalments;
    let shares: Vec<String> = instalments
        .iter()
        .map(|instalment| format!("{} {}", instalment.due.value, instalment.share.value))
        .collect();
    assert_eq!(
        shares,
        ["2019-03-31 0.10", "2019-06-30 0.50", "2019-09-30 0.40"]
    );
    assert_eq!(
        yuxi.datasets.len(),
        14,
        "those of the appendix, and what inspectors found"
    );
    assert_eq!(yuxi.phases.len(), 3);
    assert_eq!(
        yuxi.code_lists[0].codes[0].0.value, "lawyer",
        "codes keep the author's order"
    );
    let record_rows: Vec<usize> = yuxi.examples[0]
        .records
        .iter()
        .map(|(_, rows)| rows.len())
        .collect();
    assert_eq!(record_rows, [50], "`times` writes a row several times");
    assert_eq!(
        yuxi.examples[0].records[0].1[48][0].1.as_deref(),
        Some("S49")
    );
}

/// One file with many mistakes: each is reported once, where it stands.
#[test]
fn all_mistakes_are_reported_at_once() {
    let text = r#"
[programme]
id = "Small"
version = 1
period = { start = 2019-01-01, end = 2019-12-31 }
label = "小项目"
root = "5304"
motto = "惠民"

[schedule]
mode = "linear"
instalment = [{ due = 2020-03-31, share = "90%" }]

[[phase]]
id = "accept"
label = { zh = "验收" }
period = { start = 2019-12-31, end = 2019-10-01 }

[[dataset]]
id = "visits"
label = { zh = "走访", en = "visits" }
key = ["visit_id", "vist_id"]
division = "division_code"
field = [
  { name = "visit_id", label = { zh = "编号", en = "number" }, type = "txt", required = true },
  { name = "division_code", label = { zh = "区划", en = "division" }, type = "division", required = true },
  { name = "persons", label = { zh = "人数", en = "persons" }, type = "integer", require = true },
]

[[measure]]
id = "visits_made"
label = { zh = "走访", en = "visits" }
dataset = "visit"
value = "count(*)"

[[measure]]
id = "visits_made"
label = { zh = "走访", en = "visits" }
dataset = "visits"
value = "count(*)"
on = "persons"

[[indicator]]
id = "visits"
label = { zh = "走访", en = "visits" }
value = "visits_made"
target = { at_least = 0.98 }
clause = "goals"
"#;
    let found: Vec<(&str, &str)> = diagnose(text)
        .into_iter()
        .map(|(code, written, _)| (code, written))
        .collect();
    let expected = [
        (code::BAD_ID, "Small"),
        (code::WRONG_TYPE, "1"),
        (code::ONE_LANGUAGE, "小项目"),
        (code::UNKNOWN_KEY, "motto"),
        (code::OUTSIDE_PERIOD, "2020-03-31"),
        (code::BAD_SHARES, "\"90%\""),
        (code::MISSING_KEY, "{ zh = \"验收\" }"),
        (code::BAD_PERIOD, "2019-10-01"),
        (code::UNKNOWN_REFERENCE, "vist_id"),
        (code::UNKNOWN_CHOICE, "txt"),
        (code::UNKNOWN_KEY, "require"),
        (code::UNKNOWN_REFERENCE, "visit"),
        (code::DUPLICATE, "visits_made"),
        (code::UNFIT_FIELD, "persons"),
        (code::BINARY_FLOAT, "0.98"),
        (code::UNKNOWN_REFERENCE, "goals"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn messages_say_what_was_expected_and_found_and_help() {
    let text = with_small(
        "[[clause]]\nid = \"goal\"\nlabel = { zh = \"目标\", en = \"goal\" }\ntxet = 70",
    );
    let diagnostics = Definition::parse("test.toml", &text).unwrap_err();
    let shown: Vec<String> = diagnostics
        .list
        .iter()
        .map(|diagnostic| {
            let help = diagnostic.help.clone().unwrap_or_default();
            format!(
                "{} | {} | {} | {}",
                diagnostic.message.zh, diagnostic.message.en, help.zh, help.en
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "`clause` 缺少必填的 `text` | `clause` lacks the key `text` |  | ",
            "`clause` 没有 `txet` 这个键 | `clause` has no key `txet` | 是否要写 `text`? | did you mean `text`?",
        ]
    );
}

/// The examples of docs/diagnostics-definition.md: every code has one, the bad
/// one gives it and the repaired one nothing.
#[test]
fn documented_examples_give_their_codes() {
    let document = include_str!("../../docs/diagnostics-definition.md");
    let mut documented = Vec::new();
    for section in document.split("\n## ").skip(1) {
        let code = &section[..4];
        let blocks: Vec<&str> = section
            .split("```toml\n")
            .skip(1)
            .map(|block| block.split("```").next().unwrap())
            .collect();
        let [bad, repaired] = blocks[..] else {
            panic!("{code} needs two examples")
        };
        let bad = with_small(bad);
        let found = diagnose(&bad);
        assert!(
            found.iter().any(|(found, ..)| *found == code),
            "{code}: {found:#?}"
        );
        let repaired = with_small(repaired);
        assert_eq!(diagnose(&repaired), [], "{code} repaired");
        documented.push(code.to_owned());
    }
    assert_eq!(documented, code::ALL);
}

#[test]
fn only_the_unused_code_list_is_a_warning() {
    let text = with_small(
        "[[code_list]]\nid = \"purpose\"\nlabel = { zh = \"目的\", en = \"purposes\" }\ncodes = { a = { zh = \"甲\", en = \"a\" } }\n",
    );
    let (definition, warnings) = Definition::parse("test.toml", &text).unwrap();
    assert_eq!(definition.code_lists.len(), 1);
    assert_eq!(warnings.list.len(), 1);
    assert_eq!(warnings.list[0].gravity, Gravity::Warning);
    assert_eq!(warnings.list[0].code, code::UNUSED);
}

/// A mistake of syntax does not hide the others, and causes none of its own.
#[test]
fn syntax_errors_stand_beside_other_mistakes() {
    let text = with_small(
        "[[clause]]\nid = “goal”\nlabel = { zh = \"目标\", en = \"goal\" }\ntext = \"70\"\n[[phase]]\nid = \"P\"\nlabel = { zh = \"阶段\", en = \"phase\" }\nperiod = { start = 2019-01-01, end = 2019-02-01 }\nclause = \"goal\"\n",
    );
    let diagnostics = Definition::parse("test.toml", &text).unwrap_err();
    let codes: BTreeSet<&str> = diagnostics
        .list
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
    assert_eq!(codes, BTreeSet::from([code::SYNTAX, code::BAD_ID]));
    let syntax = diagnostics
        .list
        .iter()
        .find(|diagnostic| diagnostic.code == code::SYNTAX)
        .unwrap();
    assert_eq!(
        syntax.help.as_ref().unwrap().zh,
        "这一行有全角符号 `“`,请改用半角符号"
    );
}

/// A formula's span is its text inside the quotes, so that offsets into the
/// formula are offsets into the file; with escapes it is the whole value.
#[test]
fn formulas_know_where_their_text_stands() {
    let cases = [
        ("\"sum(x)\"", "sum(x)"),
        ("'sum(x)'", "sum(x)"),
        ("'''sum(x)'''", "sum(x)"),
        ("'''\nsum(\n x)\n'''", "sum(\n x)\n"),
        ("\"\"\"\r\nsum(x)\"\"\"", "sum(x)"),
        ("\"\"\"sum(x)\"\"\"", "sum(x)"),
        ("\"sum(\\u0078)\"", "\"sum(\\u0078)\""),
        ("\"\"\"sum(\\\n  x)\"\"\"", "\"\"\"sum(\\\n  x)\"\"\""),
    ];
    for (written, expected) in cases {
        let text = with_small(&format!(
            "[[measure]]\nid = \"m\"\nlabel = {{ zh = \"数\", en = \"number\" }}\ndataset = \"visits\"\nvalue = {written}\n"
        ));
        let (definition, _) = Definition::parse("test.toml", &text).unwrap();
        let MeasureKind::Records { value, .. } = &definition.measures[0].kind else {
            panic!("of records")
        };
        assert_eq!(
            &text[value.span.start..value.span.end],
            expected,
            "{written}"
        );
        assert_eq!(value.value.split_whitespace().collect::<String>(), "sum(x)");
    }
}

/// `[programme]` of the small definition with an offset from UTC.
fn with_offset(written: &str) -> String {
    with_small(&format!("{SMALL_PROGRAMME}utc_offset = {written}\n"))
}

#[test]
fn offsets_from_utc_are_minutes() {
    let cases = [
        ("\"+08:00\"", 480),
        ("\"-03:30\"", -210),
        ("\"+00:00\"", 0),
        ("\"+14:00\"", 840),
        ("\"-14:00\"", -840),
    ];
    for (written, minutes) in cases {
        let text = with_offset(written);
        let (definition, _) = Definition::parse("test.toml", &text).unwrap();
        let found = definition.programme.utc_offset_minutes;
        assert_eq!(found, Some(minutes), "{written}");
    }
    for written in [
        "+14:01", "+8:00", "08:00", "+08:60", "+0800", "+08:0", "+08", "+", "＋08:00", "Z",
        "+-8:00",
    ] {
        let text = with_offset(&format!("\"{written}\""));
        let expected = format!("`{written}` is not an offset from UTC");
        assert_eq!(diagnose(&text), [(code::BAD_OFFSET, written, expected)]);
    }
    let number = with_offset("8");
    assert_eq!(diagnose(&number)[0].0, code::WRONG_TYPE);
}

#[test]
fn only_a_date_field_drops_times_of_day() {
    let calls = |r#type: &str| {
        with_small(&format!(
            r#"
[[dataset]]
id = "calls"
label = {{ zh = "来电", en = "calls" }}
division = "division_code"
field = [
  {{ name = "division_code", label = {{ zh = "区划代码", en = "division code" }}, type = "division", required = true }},
  {{ name = "called_on", label = {{ zh = "来电日期", en = "called on" }}, type = "{type}", date_of_time = true }},
]
"#
        ))
    };
    let text = calls("date");
    let (definition, _) = Definition::parse("test.toml", &text).unwrap();
    let drops: Vec<bool> = definition.datasets[0]
        .fields
        .iter()
        .map(|field| field.date_of_time)
        .collect();
    assert_eq!(drops, [false, true]);
    let text = calls("text");
    let message = "only a date field has `date_of_time`".to_owned();
    assert_eq!(diagnose(&text), [(code::UNFIT_FIELD, "true", message)]);
}

/// What a file could not tell apart: names and labels of the parts that it is read by.
#[test]
fn names_that_files_are_read_by_are_told_apart() {
    let list = |codes: &str| {
        with_small(&format!(
            r#"
[[code_list]]
id = "service"
label = {{ zh = "服务", en = "services" }}
codes = {{ {codes} }}

[[dataset]]
id = "calls"
label = {{ zh = "来电", en = "calls" }}
division = "division_code"
field = [
  {{ name = "division_code", label = {{ zh = "区划代码", en = "division code" }}, type = "division", required = true }},
  {{ name = "service", label = {{ zh = "服务", en = "service" }}, type = "text", codes = "service" }},
]
"#
        ))
    };
    let apart = [
        // A label may be its own code, and the labels of one code may be the same.
        "notary = { zh = \"公证\", en = \"notary\" }, lawyer = { zh = \"律师\", en = \"律师\" }",
        // Codes are told apart as they are written.
        "A = { zh = \"甲\", en = \"first\" }, a = { zh = \"乙\", en = \"second\" }",
    ];
    for codes in apart {
        assert_eq!(diagnose(&list(codes)), [], "{codes}");
    }
    let alike = [
        "a = { zh = \"公证\", en = \"notary\" }, b = { zh = \"公 证\", en = \"other\" }",
        "a = { zh = \"甲\", en = \"Legal Aid\" }, b = { zh = \"乙\", en = \"ＬＥＧＡＬ aid\" }",
        "a = { zh = \"甲\", en = \"first\" }, b = { zh = \"乙\", en = \"A\" }",
        "a = { zh = \"甲\", en = \"first\" }, b = { zh = \"first\", en = \"second\" }",
        "a = { zh = \"甲\", en = \"b\" }, b = { zh = \"乙\", en = \"second\" }",
    ];
    for codes in alike {
        let text = list(codes);
        let found = diagnose(&text);
        assert_eq!(found.len(), 1, "{codes}");
        assert_eq!((found[0].0, found[0].1), (code::AMBIGUOUS_NAME, "b"));
    }
    let text = list(alike[0]);
    let message = "`公 证` is also a name of the code `a`, so that a file could mean either";
    assert_eq!(diagnose(&text)[0].2, message);
    // Two datasets: an id, and the label of another.
    let text = with_small(
        "[[dataset]]\nid = \"walks\"\nlabel = { zh = \"步行\", en = \" Visits\" }\ndivision = \"division_code\"\nfield = [{ name = \"division_code\", label = { zh = \"区划\", en = \"division\" }, type = \"division\", required = true }]\n",
    );
    let found = diagnose(&text);
    assert_eq!((found[0].0, found[0].1), (code::AMBIGUOUS_NAME, "visits"));
}

/// Whatever is cut out of a definition or put into it, reading it ends in a
/// result, and every diagnostic underlines whole characters of the text.
#[test]
fn damaged_files_never_panic() {
    const INSERTED: [&str; 7] = ["a", "\"", "[", ".", "={", "'''", "\n"];
    let whole = include_str!("read_every_table.toml");
    let boundaries: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
    for (number, start) in boundaries.iter().enumerate().step_by(5) {
        let (before, after) = whole.split_at(*start);
        let inserted = INSERTED[number % INSERTED.len()];
        let further = boundaries.get(number + 40).map_or("", |end| &whole[*end..]);
        for damaged in [
            format!("{before}{inserted}{after}"),
            format!("{before}{further}"),
        ] {
            if let Err(diagnostics) = Definition::parse("damaged", &damaged) {
                assert!(diagnostics.has_errors());
                for diagnostic in diagnostics.list {
                    let span = diagnostic.span;
                    assert!(
                        damaged.get(span.start..span.end).is_some(),
                        "{diagnostic:?}"
                    );
                }
            }
        }
    }
}
