//! What checking a definition says of records that count in no measure.

use huimin::{Language, Network, Programme};

fn warnings(programme: &Programme, network: &str) -> Vec<String> {
    let network = Network::builtin(network).expect("a register");
    let found = programme.check(network).expect("a sound definition");
    let list = found.list.iter();
    list.map(|found| format!("{} {}", found.code, found.message.get(Language::English)))
        .collect()
}

/// The programmes that come with the library and those of its documents.
#[test]
fn built_in_programmes_say_what_they_do_not_count() {
    for name in ["yuxi-2019", "yunnan-2019"] {
        let programme = Programme::builtin(name).expect("a programme");
        assert_eq!(warnings(&programme, name), [""; 0], "{name}");
    }
    for name in ["elder-meals/elder-meals", "programmes/family-doctors"] {
        let programme = read(&format!("examples/{name}.toml"));
        assert_eq!(warnings(&programme, "yuxi-2019"), [""; 0], "{name}");
    }
}

fn read(path: &str) -> Programme {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(file).expect("a file");
    Programme::from_toml(path, &text).expect("a definition")
}

/// A dataset of cases with rules and measures of its own.
fn cases(dataset_keys: &str, rules: &str, measures: &str) -> Programme {
    let text = format!(
        r#"
[programme]
id = "cases"
version = "1"
label = {{ zh = "案件", en = "cases" }}
period = {{ start = 2019-01-01, end = 2019-12-31 }}
root = "530400"

[verification]
{}

[[code_list]]
id = "outcome"
label = {{ zh = "结果", en = "outcomes" }}
codes = {{ done = {{ zh = "办结", en = "done" }}, pending = {{ zh = "办理中", en = "pending" }} }}

[[dataset]]
id = "cases"
label = {{ zh = "案件", en = "cases" }}
key = ["case_id"]
division = "division_code"
date = "accepted_on"
{dataset_keys}
field = [
  {{ name = "case_id", label = {{ zh = "编号", en = "number" }}, type = "text", required = true }},
  {{ name = "division_code", label = {{ zh = "区划代码", en = "division code" }}, type = "division", required = true }},
  {{ name = "accepted_on", label = {{ zh = "受理日期", en = "accepted on" }}, type = "date", required = true }},
  {{ name = "closed_on", label = {{ zh = "办结日期", en = "closed on" }}, type = "date" }},
  {{ name = "outcome", label = {{ zh = "办理结果", en = "outcome" }}, type = "text", codes = "outcome", required = true }},
  {{ name = "hours", label = {{ zh = "工时", en = "hours" }}, type = "decimal", scale = 1, required = true }},
  {{ name = "urgent", label = {{ zh = "加急", en = "urgent" }}, type = "boolean" }},
]
{}
{measures}
"#,
        if rules.contains("[verification]") {
            rules.trim_start_matches("[verification]")
        } else {
            ""
        },
        if rules.contains("[verification]") {
            ""
        } else {
            rules
        },
    );
    Programme::from_toml("cases.toml", &text).expect("a definition")
}

fn rule(condition: &str) -> String {
    format!(
        "[[rule]]\nid = \"r{}\"\nlabel = {{ zh = \"则\", en = \"rule\" }}\nseverity = \"reject\"\ndataset = \"cases\"\ncondition = \"{condition}\"\nmessage = {{ zh = \"核对\", en = \"check\" }}\n",
        condition.len()
    )
}

fn measure(value: &str, on: &str) -> String {
    let on = if on.is_empty() {
        String::new()
    } else {
        format!("on = \"{on}\"\n")
    };
    format!(
        "[[measure]]\nid = \"m{}\"\nlabel = {{ zh = \"数\", en = \"number\" }}\ndataset = \"cases\"\nvalue = \"{value}\"\n{on}",
        value.len()
    )
}

const DONE: &str = "count(*) FILTER (WHERE outcome = 'done')";

/// What is said of `cases`, without what all messages have in common.
fn said(programme: &Programme) -> Vec<String> {
    let found = warnings(programme, "yuxi-2019");
    let found = found.into_iter().map(|found| {
        let said = found.replace(" passes every rule about it and counts in no measure", "");
        said.replace("P021 a record of `cases` with ", "")
    });
    found.collect()
}

#[test]
fn what_is_lost_is_told_by_few_values() {
    let all = [
        "`outcome` = `pending`",
        "`closed_on` = `2020-01-01` (after the period)",
        "`closed_on` missing",
        "`closed_on` = `2018-12-31` (before the period)",
    ];
    let mut found = said(&cases("", "", &measure(DONE, "closed_on")));
    found.sort();
    let mut all = all.to_vec();
    all.sort_unstable();
    assert_eq!(found, all);
    // With the rules that were forgotten, and what is left said to be on purpose.
    let rules = [
        rule("closed_on >= accepted_on"),
        rule("(outcome = 'pending') = (closed_on IS NULL)"),
    ];
    let declared = "not_counted = \"outcome = 'pending' OR closed_on > :period_end\"";
    let programme = cases(declared, &rules.concat(), &measure(DONE, "closed_on"));
    assert_eq!(said(&programme), [""; 0]);
}

/// A kind that no value alone makes is told by several.
#[test]
fn two_values_together() {
    let either = "count(*) FILTER (WHERE outcome = 'done' OR urgent)";
    let found = said(&cases("", "", &measure(either, "accepted_on")));
    assert_eq!(
        found,
        [
            "`outcome` = `pending` and `urgent` = `false`",
            "`outcome` = `pending` and `urgent` missing",
        ]
    );
    let both = [
        measure(DONE, "accepted_on"),
        measure("count(*) FILTER (WHERE hours > 7.5)", "accepted_on"),
    ];
    let found = said(&cases("", "", &both.concat()));
    // Of the numbers that were tried, those that are lost.
    assert!(
        found.contains(&"`outcome` = `pending` and `hours` = `7.5`".to_owned()),
        "{found:?}"
    );
    assert!(
        !found.iter().any(|said| said.contains("`7.6`")),
        "{found:?}"
    );
}

/// A record is lost only if it counts on no day of the period.
#[test]
fn days_of_the_period() {
    let late = "count(*) FILTER (WHERE accepted_on + 10 <= :as_of)";
    let found = said(&cases("", "", &measure(late, "")));
    // The last day but nine: ten days later the period is over.
    assert_eq!(
        found,
        [
            "`accepted_on` = `2019-12-22`",
            "`accepted_on` = `2019-12-31`"
        ]
    );
    let stock = "count(*) FILTER (WHERE closed_on IS NULL OR closed_on > :as_of)";
    let found = said(&cases(
        "",
        &rule("closed_on >= accepted_on"),
        &measure(stock, ""),
    ));
    // Closed on the first day of the period: open on none of them.
    assert_eq!(found, ["`closed_on` = `2019-01-01`"]);
    let found = said(&cases("", "", &measure(stock, "")));
    assert_eq!(
        found,
        [
            "`closed_on` = `2018-12-31` (before the period)",
            "`closed_on` = `2019-01-01`",
        ]
    );
}

/// What a definition only warns of is let pass, and so may be lost.
#[test]
fn severities_are_those_of_the_definition() {
    let measures = measure("count(*)", "accepted_on");
    assert_eq!(said(&cases("", "", &measures)), [""; 0]);
    let lenient = "[verification]required = \"warn\"\noutside_period = \"note\"";
    let found = said(&cases("", lenient, &measures));
    assert_eq!(
        found,
        [
            "`accepted_on` = `2018-12-31` (before the period)",
            "`accepted_on` = `2020-01-01` (after the period)",
            "`accepted_on` missing",
        ]
    );
}

#[test]
fn nothing_counts_and_nothing_is_measured() {
    let never = measure("count(*) FILTER (WHERE 1 = 2)", "accepted_on");
    assert_eq!(
        warnings(&cases("", "", &never), "yuxi-2019"),
        ["P021 no record of `cases` that passes every rule about it counts in any measure"]
    );
    assert_eq!(said(&cases("", "", "")), [""; 0]);
}

/// A mistake in `not_counted` is one of the definition.
#[test]
fn a_declaration_is_a_condition_over_the_record() {
    let programme = cases("not_counted = \"outcome = 'closed' OR visits > 3\"", "", "");
    let network = Network::builtin("yuxi-2019").expect("a register");
    let error = huimin::Plan::new(&programme, network).expect_err("a mistake");
    let codes: Vec<&str> = error
        .diagnostics()
        .list
        .iter()
        .map(|found| found.code)
        .collect();
    assert_eq!(
        codes,
        ["F020", "F010"],
        "{}",
        error.render(Language::English)
    );
}
