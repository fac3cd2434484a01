//! A target that is allocated: every division has its own progress and verdict.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use huimin::calendar::Date;
use huimin::input::{CsvOptions, CsvSource};
use huimin::{Language, Network, Plan, Programme, Tally};

const DEFINITION: &str = r#"
[programme]
id = "visits"
version = "1"
label = { zh = "走访", en = "visits" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "530400"

[schedule]
mode = "linear"
instalment = [{ due = 2019-06-30, share = "0.5" }, { due = 2019-12-31, share = "0.5" }]

[[dataset]]
id = "visits"
label = { zh = "走访", en = "visits" }
division = "division_code"
date = "visited_on"
field = [
  { name = "division_code", label = { zh = "区划代码", en = "division code" }, type = "division", required = true },
  { name = "visited_on", label = { zh = "走访日期", en = "visited on" }, type = "date", required = true },
]

[[measure]]
id = "visits_made"
label = { zh = "走访", en = "visits made" }
dataset = "visits"
value = "count(*)"
on = "visited_on"

[[indicator]]
id = "visits"
label = { zh = "走访", en = "visits" }
value = "visits_made"
target = { at_least = 700 }
scheduled = true
"#;

const BY_VILLAGES: &str = r#"
[[allocation]]
indicator = "visits"
to = "township"
weight = { divisions = "village" }
pin = [{ division = "530402", target = 5 }]
"#;

fn programme(more: &str) -> Programme {
    Programme::from_toml("visits.toml", &format!("{DEFINITION}{more}")).expect("a definition")
}

fn plan(more: &str) -> Plan {
    let network = Network::builtin("yuxi-2019").expect("a register");
    Plan::new(&programme(more), network).expect("a plan")
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

#[test]
fn every_division_has_its_own_figure_progress_and_explanation() {
    let plan = plan(BY_VILLAGES);
    let mut tally = Tally::new(&plan);
    let rows = "530402,2019-03-01\n".repeat(4) + &"530421,2019-03-01\n".repeat(10);
    let records = format!("division_code,visited_on\n{rows}");
    let source = CsvSource::new(records.as_bytes(), CsvOptions::default());
    tally.add("visits", source).expect("records");
    let assessment = tally.assess(day("2019-06-30")).expect("an assessment");

    let hongta = assessment.value("visits", "530402").expect("a figure");
    assert_eq!(
        hongta.target.map(|target| target.to_string()).as_deref(),
        Some("5")
    );
    assert_eq!(hongta.met, Some(false));
    assert_eq!(
        hongta.attainment.map(|share| share.to_string()).as_deref(),
        Some("80.00")
    );
    let city = assessment.value("visits", "530400").expect("a figure");
    assert_eq!(
        city.target.map(|target| target.to_string()).as_deref(),
        Some("700")
    );
    let village = assessment
        .value("visits", "530402001001")
        .expect("a figure");
    assert_eq!((village.target, village.met), (None, None));

    let explained = assessment
        .explain("visits", "530402")
        .expect("an explanation");
    let target = explained.target.expect("a target");
    assert_eq!(target.get(Language::English), "at least 5");

    // The tables say the same, division by division.
    let (table, progress) = (
        assessment.indicators().expect("a table"),
        assessment.progress().expect("a table"),
    );
    let codes = table.column(0).as_string::<i32>();
    let targets = table
        .column_by_name("target")
        .expect("targets")
        .as_string::<i32>();
    let planned = progress
        .column_by_name("planned")
        .expect("plans")
        .as_string::<i32>();
    let status = progress
        .column_by_name("status")
        .expect("states")
        .as_string::<i32>();
    let mut sums = (0, 0);
    for row in 0..table.num_rows() {
        let value = assessment
            .value("visits", codes.value(row))
            .expect("a figure");
        let target = value.target.map(|target| target.to_string());
        assert_eq!(target.as_deref(), targets.iter().nth(row).flatten());
        let last = row % assessment.dates().len() == assessment.last_cut();
        if let (Some(target), true) = (target, last) {
            let units: u64 = target.parse().expect("a number");
            match codes.value(row) {
                "530402000000" => {
                    assert_eq!((planned.value(row), status.value(row)), ("2", "ahead"))
                }
                code if code.ends_with("000000000") || code == "530400000000" => {}
                code if code.ends_with("000000") => sums.0 += units,
                _ => sums.1 += units,
            }
        }
    }
    assert_eq!(sums, (695, 700));
}

#[test]
fn the_task_decomposition_table_sums_at_every_level() {
    let plan = plan(BY_VILLAGES);
    let assessment = Tally::new(&plan)
        .assess(day("2019-06-30"))
        .expect("an assessment");
    let table = assessment.allocations().expect("a table");
    let texts = |name: &str| {
        table
            .column_by_name(name)
            .expect(name)
            .as_string::<i32>()
            .clone()
    };
    let targets = table.column_by_name("target").expect("targets");
    let targets = targets.as_primitive::<UInt64Type>();
    let (codes, parents) = (texts("division_code"), texts("parent_code"));
    assert_eq!(table.num_rows(), 1 + 9 + 75);
    for row in 0..table.num_rows() {
        let code = codes.value(row);
        let children: Vec<usize> = (0..table.num_rows())
            .filter(|child| !parents.is_null(*child) && parents.value(*child) == code)
            .collect();
        let sum: u64 = children.iter().map(|child| targets.value(*child)).sum();
        assert!(children.is_empty() || sum == targets.value(row), "{code}");
    }
    let hongta = codes.iter().position(|code| code == Some("530402000000"));
    let hongta = hongta.expect("a row");
    // 104 of 709 villages have 102.68 of 700; the pin says 5.
    assert_eq!(texts("quota").value(hongta), "102.68");
    assert_eq!(targets.value(hongta), 5);
    assert!(parents.is_null(0) && texts("quota").is_null(0));
}

#[test]
fn with_another_root_nothing_is_allocated() {
    let network = Network::from_csv(b"code,name,level\n530300,Qujing,city\n530302,Qilin,county\n");
    let plan = Plan::new(&programme(BY_VILLAGES), network.expect("a register")).expect("a plan");
    assert!(plan.indicators[0].allocation.is_none());
}

#[test]
fn what_the_author_got_wrong_is_told() {
    let message = |more: &str| {
        let definition = format!("{DEFINITION}{more}");
        let network = Network::builtin("yuxi-2019").expect("a register");
        let plan = Programme::from_toml("visits.toml", &definition)
            .and_then(|programme| Plan::new(&programme, network));
        let diagnostics = match &plan {
            // What cannot be allocated stays at the root, and is told.
            Ok(plan) => {
                assert!(plan.indicators[0].allocation.is_none());
                &plan.warnings
            }
            Err(error) => error.diagnostics(),
        };
        let found = &diagnostics.list[0];
        format!("{}: {}", found.code, found.message.get(Language::English))
    };
    let of =
        |rest: &str| format!("[[allocation]]\nindicator = \"visits\"\nto = \"county\"\n{rest}\n");
    for (rest, expected) in [
        (
            "weight = { given = [{ division = \"530402\", weight = 0 }] }",
            "P016: the target is not allocated: allocating the target of 玉溪市(530400): all weights are zero, so 700 cannot be divided in proportion to them",
        ),
        (
            "weight = { divisions = \"village\" }\ncapacity = { divisions = \"county\" }",
            "P016: the target is not allocated: the target of 玉溪市(530400), 700, is above the capacities of those below it, 9 together",
        ),
        (
            "weight = { divisions = \"village\" }\nminimum = { county = 3 }\ncapacity = { divisions = \"county\" }",
            "P016: the target is not allocated: 红塔区(530402) must get at least 3 with those below it, but can get at most 1; check minima, capacities and pins",
        ),
        (
            "weight = { attribute = \"population\" }",
            "P015: division 530402 should have a whole number as `population`, but has —",
        ),
        (
            "weight = { attribute = \"populatoin\" }",
            "P015: the register has no column `populatoin`",
        ),
        (
            "weight = { divisions = \"village\" }\npin = [{ division = \"530302\", target = 1 }]",
            "P015: `530302` is no division of the programme that takes part here, or not of the lowest level",
        ),
        (
            "weight = { divisions = \"village\" }\nmethod = \"hamilton\"",
            "D010: `hamilton` is not a method of allocation",
        ),
        (
            "weight = { divisions = \"hamlet\" }",
            "D010: `hamlet` is not a level",
        ),
        (
            "weight = { }",
            "D019: a weight has exactly one of `divisions`, `attribute` and `given`; `filter` goes with `divisions` only",
        ),
        (
            "weight = { divisions = \"village\" }\nminimum = { county = -1 }",
            "D009: expected a whole number, 0 or more",
        ),
    ] {
        assert_eq!(message(&of(rest)), expected, "{rest}");
    }
    let twice = of("weight = { divisions = \"village\" }").repeat(2);
    assert_eq!(
        message(&twice),
        "D006: the target of `visits` is allocated already"
    );
}
