//! Formulas at the edges of what types allow: they are computed without a
//! panic over records that have every value missing, too, and mean the same
//! for a record whichever others it comes with.

use std::fmt::Write;

use huimin::Tally;
use proptest::prelude::*;

use crate::support::{HEADER, csv, day, try_plan};

/// Conditions over a record that are allowed, each with something unusual.
const CONDITIONS: [&str; 40] = [
    "COALESCE(persons / 2, NULL) > 1",
    "COALESCE(NULL, persons) > 1",
    "COALESCE(NULL, persons / 2, 3) > 1",
    "CASE WHEN unified THEN NULL ELSE persons / 2 END > 1",
    "CASE WHEN unified THEN persons / 2 END IS NULL",
    "CASE WHEN unified THEN persons ELSE amount END > 0.5",
    "CASE WHEN unified THEN 'a' ELSE kind END = 'a'",
    "CASE WHEN unified THEN visited_on ELSE closed_on END > DATE '2019-01-01'",
    "CASE WHEN unified THEN opens END IS NOT NULL",
    "CASE WHEN persons > 1 THEN unified ELSE persons < 0 END",
    "-(persons / 2) < 0",
    "-persons < 0",
    "- amount < 0.5",
    "persons / 2 IN (1, 2)",
    "persons / 2 NOT IN (1, 2)",
    "persons / 2 IS DISTINCT FROM 1",
    "persons / persons IS NULL",
    "10 / persons / 0 IS NULL",
    "persons / amount BETWEEN 0 AND 1",
    "persons BETWEEN amount AND 3.5",
    "amount IN (1.25, 2)",
    "unified = TRUE",
    "unified IN (TRUE, FALSE)",
    "(persons > 1) = unified",
    "(persons > 1) IS DISTINCT FROM (amount > 1)",
    "kind < 'b'",
    "kind = remark",
    "COALESCE(kind, remark) LIKE 'a%'",
    "COALESCE(kind, remark, 'x') IN ('a', 'x')",
    "length(COALESCE(remark, kind)) > 1",
    "division.name = remark",
    "division.level = 'county' AND division.kind IS NULL",
    "division.population / persons > 1",
    "division.poor_village OR unified",
    "visited_on + persons > :period_end",
    "visited_on - closed_on = 3",
    "working_days(COALESCE(closed_on, visited_on), visited_on) > 1",
    "division_code LIKE '5304%' AND valid_division_code(division_code)",
    "persons <= :limit",
    "visit_id = 'V1' AND matches(visit_id, 'V[0-9]+')",
];

/// Aggregates that are allowed, each with something unusual.
const AGGREGATES: [&str; 20] = [
    "count(persons / 2)",
    "count(unified)",
    "count(distinct CASE WHEN unified THEN kind END)",
    "count(distinct COALESCE(kind, remark))",
    "count(distinct division_code)",
    "count(distinct division.name)",
    "count(distinct unified)",
    "count(distinct opens)",
    "count(distinct closed_on)",
    "count(distinct amount)",
    "min(opens)",
    "max(closed_on)",
    "min(amount * 2)",
    "max(CASE WHEN unified THEN persons END)",
    "sum(COALESCE(amount, 0))",
    "sum(-amount)",
    "sum(CASE WHEN unified THEN 1.5 ELSE persons END)",
    "sum(closed_on - visited_on)",
    "count(*) FILTER (WHERE COALESCE(closed_on, visited_on) <= :as_of)",
    "count(*) FILTER (WHERE closed_on IS NULL OR closed_on > :as_of)",
];

fn parts(conditions: &[&str], aggregates: &[&str]) -> String {
    let mut parts = String::new();
    for (number, condition) in conditions.iter().enumerate() {
        let _ = write!(
            parts,
            "[[rule]]\nid = \"r{number}\"\nlabel = {{ zh = \"规则\", en = \"rule\" }}\nseverity = \"note\"\ndataset = \"visits\"\nunknown = \"fail\"\ncondition = \"{condition}\"\nmessage = {{ zh = \"{{persons}}\", en = \"{{persons}}\" }}\n"
        );
    }
    for (number, aggregate) in aggregates.iter().enumerate() {
        let _ = write!(
            parts,
            "[[measure]]\nid = \"m{number}\"\nlabel = {{ zh = \"计量\", en = \"measure\" }}\ndataset = \"visits\"\nvalue = \"{aggregate}\"\n[[measure]]\nid = \"f{number}\"\nlabel = {{ zh = \"计量\", en = \"measure\" }}\ndataset = \"visits\"\nvalue = \"{aggregate}\"\non = \"visited_on\"\n"
        );
        let _ = write!(
            parts,
            "[[indicator]]\nid = \"i{number}\"\nlabel = {{ zh = \"指标\", en = \"indicator\" }}\nvalue = \"CASE WHEN m{number} IS NULL THEN 0 ELSE 1 END\"\n"
        );
    }
    parts
}

/// A cell that is missing, right, at an edge, or broken.
fn cell(column: usize) -> impl Strategy<Value = &'static str> {
    let values: &[&str] = match column {
        0 => &["V1", "V2", "V3", "", "名"],
        1 => &["530402", "530402001", "530499", "", "x", "５３０４０２"],
        2 | 3 => &[
            "2019-05-01",
            "2019-01-01",
            "2019-12-31",
            "2020-01-01",
            "",
            "x",
        ],
        4 => &["a", "b", "c", ""],
        5 => &["a", "红塔区", "", "530402001"],
        6 => &["0", "1", "3", "-1", "1000", "", "x"],
        7 => &["0", "0.5", "1.25", "-0.01", "", "0.001"],
        8 => &["00:00", "24:00", "08:30", "", "x"],
        _ => &["true", "false", "", "x"],
    };
    proptest::sample::select(values)
}

fn row() -> impl Strategy<Value = String> {
    (0..10)
        .map(cell)
        .collect::<Vec<_>>()
        .prop_map(|cells| cells.join(","))
}

#[test]
fn every_unusual_formula_is_allowed() {
    for condition in CONDITIONS {
        try_plan(&parts(&[condition], &[])).unwrap_or_else(|error| panic!("{error}"));
    }
    for aggregate in AGGREGATES {
        try_plan(&parts(&[], &[aggregate])).unwrap_or_else(|error| panic!("{error}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// All at once over several records give what each record gives alone.
    #[test]
    fn unusual_formulas_mean_the_same_for_every_record(rows in proptest::collection::vec(row(), 1..40)) {
        let plan = PLAN.with(Clone::clone);
        let file = HEADER.to_owned() + &rows.join("\n") + "\n";
        let mut together = Tally::new(&plan);
        together.add("visits", csv(file, 1_000)).unwrap();
        let mut alone = Tally::new(&plan);
        for row in &rows {
            alone.add("visits", csv(format!("{HEADER}{row}\n"), 1)).unwrap();
        }
        let (together, alone) = (together.assess(day("2019-11-30")).unwrap(), alone.assess(day("2019-11-30")).unwrap());
        prop_assert_eq!(together.indicators().unwrap(), alone.indicators().unwrap());
        prop_assert_eq!(together.monthly().unwrap(), alone.monthly().unwrap());
        let counts = |assessment: &huimin::Assessment| assessment.findings().count_by_rule();
        prop_assert_eq!(counts(&together), counts(&alone));
    }
}

thread_local! {
    static PLAN: huimin::Plan = try_plan(&parts(&CONDITIONS, &AGGREGATES)).unwrap();
}
