//! A small programme, and sources to feed it.

use std::io::Cursor;

use huimin::calendar::Date;
use huimin::input::{BatchSource, CsvOptions, CsvSource};
use huimin::tally::AddOptions;
use huimin::{Error, Network, Plan, Programme, Result, Tally};

/// A programme with a dataset of every field type; `more` is appended.
pub fn definition(more: &str) -> String {
    format!("{HEAD}\n{more}")
}

const HEAD: &str = r#"
[programme]
id = "bad-input"
version = "1"
label = { zh = "坏数据", en = "bad input" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "530400"

[[parameter]]
id = "limit"
label = { zh = "上限", en = "limit" }
value = [{ from = 2019-01-01, value = 500 }, { from = 2019-07-01, value = "0.5" }]

[[code_list]]
id = "kind"
label = { zh = "种类", en = "kinds" }
codes = { a = { zh = "甲", en = "a" }, b = { zh = "乙", en = "b" } }

[[dataset]]
id = "visits"
label = { zh = "走访", en = "visits" }
key = ["visit_id"]
division = "division_code"
date = "visited_on"
field = [
  { name = "visit_id", label = { zh = "走访编号", en = "visit number" }, type = "text", required = true },
  { name = "division_code", label = { zh = "区划代码", en = "division code" }, type = "division", required = true },
  { name = "visited_on", label = { zh = "走访日期", en = "visited on" }, type = "date", required = true },
  { name = "closed_on", label = { zh = "办结日期", en = "closed on" }, type = "date" },
  { name = "kind", label = { zh = "种类", en = "kind" }, type = "text", codes = "kind" },
  { name = "remark", label = { zh = "备注", en = "remark" }, type = "text" },
  { name = "persons", label = { zh = "人次", en = "persons" }, type = "integer" },
  { name = "amount", label = { zh = "金额", en = "amount" }, type = "decimal", scale = 2 },
  { name = "opens", label = { zh = "开始时间", en = "opens" }, type = "time" },
  { name = "unified", label = { zh = "已统一", en = "unified" }, type = "boolean" },
]
"#;

/// The columns of `visits` that records here have.
pub const HEADER: &str =
    "visit_id,division_code,visited_on,closed_on,kind,remark,persons,amount,opens,unified\n";

pub fn network() -> Network {
    let register = "code,name,parent_code,poor_village,population\n\
        530400,玉溪市,,,\n530402,红塔区,530400,,\n530402001,玉兴街道,530402,,50000\n";
    Network::from_csv(register.as_bytes()).unwrap()
}

/// The plan of the small programme with more parts.
pub fn plan(more: &str) -> Plan {
    try_plan(more).unwrap_or_else(|error| panic!("{error}"))
}

pub fn try_plan(more: &str) -> Result<Plan> {
    let programme = Programme::from_toml("bad_input.toml", &definition(more))?;
    Plan::new(&programme, network())
}

/// Row `number` of a file in good order.
pub fn good_row(number: usize) -> String {
    format!("V{number},530402,2019-05-01,2019-05-02,a,,3,1.25,08:30,true\n")
}

pub fn csv(bytes: impl Into<Vec<u8>>, batch_rows: usize) -> impl BatchSource {
    let options = CsvOptions {
        batch_rows,
        ..CsvOptions::default()
    };
    CsvSource::new(Cursor::new(bytes.into()), options)
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Adds a file that must be refused, with every number of threads and in
/// batches of several sizes: always the same error, and nothing is added.
pub fn refused(plan: &Plan, file: &[u8]) -> Error {
    let mut tally = Tally::new(plan);
    let first = format!("{HEADER}{}", good_row(0));
    tally.add("visits", csv(first, 100)).unwrap();
    let before = tally.to_bytes().unwrap();
    let mut errors: Vec<Error> = Vec::new();
    for threads in [1, 2, 5] {
        for batch_rows in [97, 1_000, 4_999, 16_384] {
            let options = AddOptions {
                threads,
                progress: None,
                ..Default::default()
            };
            let added = tally.add_with("visits", csv(file, batch_rows), options);
            let error = added.expect_err("the file must be refused");
            assert!(
                tally.to_bytes().unwrap() == before,
                "something was added with {threads} threads and {batch_rows} rows"
            );
            if let Some(known) = errors.first() {
                let shown = format!("{threads} threads, {batch_rows} rows");
                assert_eq!(error.to_string(), known.to_string(), "{shown}");
            }
            errors.push(error);
        }
    }
    errors.swap_remove(0)
}
