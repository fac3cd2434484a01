//! Other definitions than the built-in one, and options that make no sense.

use huimin::ErrorKind;

use super::tables::csv;
use super::*;

/// A definition whose reports have such a key, and the fields that are given.
fn visits(key: &str, fields: &str) -> Plan {
    let label = r#"label = { zh = "走访", en = "visits" }"#;
    let definition = format!(
        r#"
[programme]
id = "visits"
version = "1"
{label}
period = {{ start = 2019-01-01, end = 2019-12-31 }}
root = "530400"

[[dataset]]
id = "reports"
{label}
key = [{key}]
division = "division_code"
field = [
  {{ name = "division_code", {label2}, type = "division", required = true }},
  {{ name = "indicator", label = {{ zh = "指标", en = "indicator" }}, type = "text", required = true }},
  {fields}
]

[[measure]]
id = "made"
{label}
dataset = "reports"
value = "count(*)"

[[indicator]]
id = "made"
{label}
value = "made"
"#,
        label2 = r#"label = { zh = "区划代码", en = "division code" }"#
    );
    let programme = Programme::from_toml("visits.toml", &definition).expect("a definition");
    Plan::new(&programme, network()).expect("a plan")
}

/// Where the key is another one, a division can report a figure again.
#[test]
fn of_several_reports_the_last_counts() {
    let fields = r#"
  { name = "report_id", label = { zh = "编号", en = "report id" }, type = "text", required = true },
  { name = "period_end", label = { zh = "截止日期", en = "period end" }, type = "date" },
  { name = "numerator", label = { zh = "分子", en = "numerator" }, type = "decimal", scale = 2 },
  { name = "denominator", label = { zh = "分母", en = "denominator" }, type = "integer" },
  { name = "reported_on", label = { zh = "上报日期", en = "reported on" }, type = "date" },
"#;
    let plan = visits("\"report_id\"", fields);
    let mut tally = Tally::new(&plan);
    let rows = "report_id,division_code,indicator,period_end,numerator,denominator,reported_on\n\
                R1,530402,made,2019-11-30,7,,2019-11-20\n\
                R2,530402,made,2019-11-30,2.50,,2019-11-29\n\
                R3,530402,made,2019-11-30,9,,2019-11-10\n";
    let source = CsvSource::new(rows.as_bytes(), CsvOptions::default());
    tally.add("reports", source).expect("records");
    let assessment = tally.assess(day("2019-11-30")).expect("an assessment");
    let found = run(&assessment, &Options::default());
    // Three reports were made, and the last one says two and a half.
    let difference = found.comparisons[1].difference.expect("both sides");
    assert_eq!(difference.value, Ratio::new(-1, 2));
    let problems: Vec<_> = found.findings.iter().map(|found| found.problem).collect();
    assert_eq!(problems, [Problem::Repeated; 2]);
    assert!(
        csv(&found.comparison_table().expect("a table")).contains(",2.5,,3,,-0.5,,-0.5,false,")
    );
}

#[test]
fn what_makes_no_sense_is_an_error() {
    let assessment = of_reports("");
    let error = |options: Options| {
        let error = reconcile(&assessment, &options).expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Argument);
        error.to_string()
    };
    assert!(error(only("publicity_event")).contains("`publicity_event`"));
    let tolerance = Tolerance {
        relative: Decimal::parse("-0.1").expect("a number"),
        ..Tolerance::default()
    };
    let negative = error(Options {
        tolerance,
        ..Options::default()
    });
    assert_eq!(
        negative,
        "expected a tolerance of 0 or more, but found `-0.1`"
    );
    let duty = Duty {
        period_end: day("2019-11-15"),
        level: Level::County,
        due_on: day("2019-11-30"),
    };
    let with = |duties| Options {
        duties,
        ..Options::default()
    };
    assert!(error(with(vec![duty])).contains("2019-11-15"));
    let november = Duty {
        period_end: day("2019-11-30"),
        ..duty
    };
    let twice = Duty {
        due_on: day("2019-12-01"),
        ..november
    };
    assert!(error(with(vec![november, twice])).contains("stated twice"));
}

#[test]
fn a_definition_without_reports_is_told_what_it_needs() {
    let plan = visits("\"indicator\"", "");
    assert_eq!(plan.reports, None);
    let assessment = Tally::new(&plan).assess(day("2019-11-30")).expect("empty");
    let error = reconcile(&assessment, &Options::default()).expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::State);
    for field in ["period_end", "numerator", "denominator", "reported_on"] {
        assert!(error.to_string().contains(field), "{error}");
    }
}
