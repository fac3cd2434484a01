//! The tables of an assessment in pieces and in short: the same rows.

#![cfg(feature = "csv")]
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use huimin::assess::Batches;
use huimin::calendar::Date;
use huimin::input::{CsvOptions, CsvSource};
use huimin::report::{write_csv, write_csv_batches};
use huimin::{Assessment, ErrorKind, Network, Plan, Programme, Tally};

/// Indicators of every kind: plain and not, with and without value, target and plan.
const DEFINITION: &str = r#"
[programme]
id = "tables"
version = "1"
label = { zh = "某", en = "some" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "5304"

[schedule]
mode = "linear"
ahead_margin = "5%"
instalment = [{ due = 2019-06-30, share = "40%" }, { due = 2019-12-31, share = "60%" }]

[[dataset]]
id = "visits"
label = { zh = "某", en = "some" }
key = ["id"]
division = "place"
date = "day"
field = [
  { name = "id", label = { zh = "号", en = "number" }, type = "text", required = true },
  { name = "place", label = { zh = "地", en = "where" }, type = "division", required = true },
  { name = "day", label = { zh = "日", en = "date" }, type = "date", required = true },
  { name = "amount", label = { zh = "额", en = "sum" }, type = "decimal", scale = 2 },
]
"#;

const MEASURES: [(&str, &str); 4] = [
    ("visits", "count(*)"),
    ("dear", "count(*) FILTER (WHERE amount > 10)"),
    ("amount", "sum(amount)"),
    ("least", "min(amount)"),
];

const INDICATORS: [(&str, &str, &str); 8] = [
    (
        "visits",
        "visits",
        "target = { at_least = 7 }\nscheduled = true",
    ),
    (
        "dear",
        "dear / visits",
        "target = { at_least = \"60%\", every_division = true }\nempty = \"met\"\ndisplay = { percent = true, decimals = 2 }",
    ),
    (
        "mean",
        "amount / visits",
        "target = { at_most = 12, every_division = true }\nscheduled = true\ndisplay = { decimals = 1 }",
    ),
    (
        "least",
        "least",
        "target = { exactly = 3, every_division = true }\nscheduled = true\ndisplay = { decimals = 2 }",
    ),
    (
        "share_of_least",
        "least / amount",
        "display = { percent = true, decimals = 1 }",
    ),
    ("third", "visits / 3", "display = { decimals = 3 }"),
    (
        "odd",
        "visits - dear * 2",
        "target = { at_least = 1, every_division = true }\nscheduled = true",
    ),
    (
        "odd_share",
        "amount / (visits - 2)",
        "display = { decimals = 2 }",
    ),
];

fn definition(indicators: &[(&str, &str, &str)]) -> String {
    let mut text = DEFINITION.to_owned();
    let label = "label = { zh = \"某\", en = \"some\" }";
    for (id, value) in MEASURES {
        text += &format!(
            "[[measure]]\nid = \"{id}\"\n{label}\ndataset = \"visits\"\nvalue = \"{value}\"\non = \"day\"\n"
        );
    }
    for (id, value, rest) in indicators {
        text += &format!("[[indicator]]\nid = \"{id}\"\n{label}\nvalue = \"{value}\"\n{rest}\n");
    }
    text
}

fn assessment(indicators: &[(&str, &str, &str)]) -> Assessment {
    assessment_with(indicators, "")
}

fn assessment_with(indicators: &[(&str, &str, &str)], more_records: &str) -> Assessment {
    let register = "code,name,level,parent_code\n530400,玉溪市,city,\n530402,红塔区,county,530400\n\
         530402001,玉兴街道,township,530402\n530402002,凤凰街道,township,530402\n530403,江川区,county,530400\n";
    let records = "id,place,day,amount\n1,530402001,2019-01-02,12.50\n2,530402001,2019-02-02,3\n\
         3,530402002,2019-02-12,0.07\n4,530402,2019-03-31,100\n5,530402,2019-05-01,-100.07\n\
         6,530403,2019-04-30,20\n7,530403,2019-07-01,\n8,530403,2019-08-15,90000000000000000\n\
         9,530402002,2019-08-01,11\n";
    let programme = Programme::from_toml("tables.toml", &definition(indicators)).unwrap();
    let network = Network::from_csv(register.as_bytes()).unwrap();
    let mut tally = Tally::new(&Plan::new(&programme, network).unwrap());
    let records = records.to_owned() + more_records;
    let source = CsvSource::new(records.as_bytes(), CsvOptions::default());
    tally.add("visits", source).unwrap();
    tally.assess(Date::parse("2019-08-15").unwrap()).unwrap()
}

/// The tables with their batches of at most so many rows.
fn tables(of: &Assessment, rows: usize) -> [(&'static str, RecordBatch, Batches<'_>); 4] {
    [
        (
            "indicators",
            of.indicators().unwrap(),
            of.indicator_batches(rows),
        ),
        ("monthly", of.monthly().unwrap(), of.monthly_batches(rows)),
        (
            "progress",
            of.progress().unwrap(),
            of.progress_batches(rows),
        ),
        (
            "fractions",
            of.fractions().unwrap(),
            of.fraction_batches(rows),
        ),
    ]
}

fn text(table: &RecordBatch) -> String {
    let mut text = Vec::new();
    write_csv(table, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn batches_hold_whole_divisions_and_together_the_table() {
    let assessment = assessment(&INDICATORS);
    // Five divisions, eight indicators, eight dates.
    for (rows, expected) in [
        (0, vec![64; 5]),
        (1, vec![64; 5]),
        (127, vec![64; 5]),
        (128, vec![128, 128, 64]),
        (319, vec![256, 64]),
        (320, vec![320]),
        (usize::MAX, vec![320]),
    ] {
        for (name, table, batches) in tables(&assessment, rows) {
            let batches: Vec<RecordBatch> = batches.map(Result::unwrap).collect();
            let found: Vec<usize> = batches.iter().map(RecordBatch::num_rows).collect();
            assert_eq!(found, expected, "{name} by {rows}");
            let mut start = 0;
            for batch in &batches {
                assert_eq!(
                    *batch,
                    table.slice(start, batch.num_rows()),
                    "{name} by {rows}"
                );
                start += batch.num_rows();
            }
        }
    }
}

#[test]
fn as_text_batches_are_the_table() {
    let assessment = assessment(&INDICATORS);
    for (name, table, batches) in tables(&assessment, 100) {
        let mut found = Vec::new();
        write_csv_batches(batches, &mut found).unwrap();
        assert_eq!(String::from_utf8(found).unwrap(), text(&table), "{name}");
    }
    let fractions = text(&assessment.fractions().unwrap());
    let row = |start: &str| fractions.lines().find(|line| line.starts_with(start));
    assert_eq!(
        row("530402000000,dear,2019-05-31"),
        Some("530402000000,dear,2019-05-31,2.00,5.00,0.00,1.00")
    );
    assert_eq!(
        row("530402000000,least,2019-04-30"),
        Some("530402000000,least,2019-04-30,0.07,,,")
    );
}

#[test]
fn a_table_without_rows_is_one_batch_with_its_columns() {
    let assessment = assessment(&[]);
    for (name, table, batches) in tables(&assessment, 10) {
        assert_eq!(table.num_rows(), 0, "{name}");
        let batches: Vec<RecordBatch> = batches.map(Result::unwrap).collect();
        assert_eq!(batches, [table], "{name}");
    }
}

#[test]
fn after_an_error_there_are_no_batches() {
    // Beyond 128 bits in both counties, which make up for each other in the city.
    let assessment = assessment_with(
        &[("cube", "amount * amount * amount", "")],
        "10,530402,2019-08-15,-90000000000000000\n",
    );
    let mut batches = assessment.indicator_batches(1);
    assert_eq!(batches.next().unwrap().unwrap().num_rows(), 8);
    let error = batches.next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overflow);
    assert!(batches.next().is_none());
    let mut written = Vec::new();
    let error = write_csv_batches(assessment.monthly_batches(1), &mut written).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overflow);
    assert_eq!(written.iter().filter(|byte| **byte == b'\n').count(), 9);
    assert!(assessment.fractions().is_err());
}

fn column<'a>(table: &'a RecordBatch, name: &str) -> &'a ArrayRef {
    table.column_by_name(name).unwrap()
}

fn coded(table: &RecordBatch, name: &str) -> Vec<String> {
    let coded = column(table, name).as_dictionary::<Int32Type>();
    let words = coded.values().as_string::<i32>();
    let keys = coded.keys().values().iter();
    keys.map(|key| words.value(usize::try_from(*key).unwrap()).to_owned())
        .collect()
}

fn words(table: &RecordBatch, name: &str) -> Vec<String> {
    let words = column(table, name).as_string::<i32>().iter();
    words.map(|word| word.unwrap().to_owned()).collect()
}

#[test]
fn fractions_are_those_of_the_other_tables() {
    let assessment = assessment(&INDICATORS);
    let (to_date, monthly) = (
        assessment.indicators().unwrap(),
        assessment.monthly().unwrap(),
    );
    let fractions = assessment.fractions().unwrap();
    for name in ["division_code", "indicator"] {
        assert_eq!(coded(&fractions, name), words(&to_date, name));
    }
    let days = |table: &RecordBatch| {
        column(table, "period_end")
            .as_primitive::<Date32Type>()
            .clone()
    };
    assert_eq!(days(&fractions), days(&to_date));
    for (short, table, name) in [
        ("numerator", &to_date, "numerator"),
        ("denominator", &to_date, "denominator"),
        ("month_numerator", &monthly, "numerator"),
        ("month_denominator", &monthly, "denominator"),
    ] {
        let (short, long) = (column(&fractions, short), column(table, name));
        assert_eq!(short, long, "{name}");
        assert_eq!(short.data_type(), long.data_type());
        let numbers = short.as_primitive::<Decimal128Type>();
        assert!(numbers.iter().flatten().any(|number| number != 0));
        assert!(numbers.null_count() > 0);
    }
    // The dictionaries hold what there is, in order, and not only what a batch speaks of.
    let last = assessment.fraction_batches(1).last().unwrap().unwrap();
    let dictionary = |name| {
        let coded = column(&last, name).as_dictionary::<Int32Type>();
        coded.values().as_string::<i32>().clone()
    };
    let codes = dictionary("division_code");
    let codes: Vec<&str> = codes.iter().flatten().collect();
    assert_eq!(
        codes,
        [
            "530400000000",
            "530402000000",
            "530402001000",
            "530402002000",
            "530403000000"
        ]
    );
    let names = dictionary("indicator");
    let names: Vec<&str> = names.iter().flatten().collect();
    assert_eq!(names, INDICATORS.map(|(id, _, _)| id));
}

/// The tables say what the figures say that are asked for one by one.
#[test]
fn every_row_is_the_figure_by_itself() {
    let assessment = assessment(&INDICATORS);
    let network = &assessment.plan().network;
    let texts = |table: &RecordBatch, name: &str, row: usize| {
        let column = column(table, name).as_string::<i32>();
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    let (to_date, monthly) = (
        assessment.indicators().unwrap(),
        assessment.monthly().unwrap(),
    );
    let progress = assessment.progress().unwrap();
    let mut row = 0;
    for division in network.ids() {
        for indicator in 0..INDICATORS.len() {
            let target = assessment.target_display(indicator, division).unwrap();
            for cut in 0..assessment.dates().len() {
                let figure = assessment.figure(indicator, division, cut, false).unwrap();
                assert_eq!(texts(&to_date, "display", row), Some(figure.display));
                assert_eq!(texts(&to_date, "target", row), target);
                let attainment = figure.attainment.map(|share| format!("{share}%"));
                assert_eq!(texts(&to_date, "attainment", row), attainment);
                let met = column(&to_date, "met").as_boolean();
                assert_eq!(met.is_valid(row).then(|| met.value(row)), figure.met);
                let reason = figure.reason.map(|reason| reason.id().to_owned());
                assert_eq!(texts(&to_date, "reason", row), reason);
                let month = assessment.figure(indicator, division, cut, true).unwrap();
                assert_eq!(texts(&monthly, "display", row), Some(month.display));
                let stands = assessment.progress_of(indicator, division, cut).unwrap();
                assert_eq!(texts(&progress, "actual", row), Some(stands.actual));
                assert_eq!(texts(&progress, "status", row).unwrap(), stands.status.id());
                let percent =
                    |share: huimin::figure::Ratio| format!("{}%", share.percent(2).unwrap());
                assert_eq!(
                    texts(&progress, "actual_share", row),
                    stands.actual_share.map(percent)
                );
                assert_eq!(
                    texts(&progress, "planned_share", row),
                    stands.planned_share.map(percent)
                );
                // As the indicator shows values.
                let display = assessment.plan().indicators[indicator].display;
                let amount = |amount: huimin::figure::Ratio| match display.percent {
                    true => format!("{}%", amount.percent(display.decimals).unwrap()),
                    false => amount
                        .round_half_even(display.decimals)
                        .unwrap()
                        .to_string(),
                };
                assert_eq!(texts(&progress, "planned", row), stands.planned.map(amount));
                row += 1;
            }
        }
    }
    assert_eq!(row, to_date.num_rows());
}
