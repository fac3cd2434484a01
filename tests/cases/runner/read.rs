//! A case file as plain data. A key the format does not know stops the test:
//! an expectation with a typing error must not pass for one that is met.

use std::path::Path;

use toml::de::{DeTable, DeValue};

/// A row: column and value as text; a column that is left out is null.
pub type Row = Vec<(String, String)>;

/// One `[[case]]`, with the defaults of its file filled in.
pub struct Case {
    pub file: String,
    pub number: usize,
    pub note: String,
    pub programme: String,
    pub register: Register,
    pub as_of: String,
    pub records: Vec<(String, Input)>,
    pub withdrawn: Vec<(String, Input)>,
    /// The datasets that nobody hands over. All others are received, those without
    /// records being empty.
    pub not_received: Vec<String>,
    pub figures: Vec<Row>,
    pub progress: Vec<Row>,
    pub findings: Option<Vec<Row>>,
    pub verdict: Option<String>,
    pub judgement: Option<String>,
    /// Per table how many rows it must have.
    pub row_counts: Row,
    /// Per table the rows it must have, among others.
    pub tables: Vec<(String, Vec<Row>)>,
    pub error: Option<Row>,
}

impl Case {
    /// Of all datasets those that are handed over without records: which the case does
    /// not mention at all.
    pub fn empty<'d>(&self, all: impl Iterator<Item = &'d str>) -> Vec<&'d str> {
        for dataset in &self.not_received {
            let mut given = self.records.iter().chain(&self.withdrawn);
            let is_given = given.any(|(name, _)| name == dataset);
            assert!(!is_given, "{}: `{dataset}` is received", self.file);
        }
        let records = self.records.iter().map(|(name, _)| name);
        let mentioned: Vec<&String> = records.chain(&self.not_received).collect();
        all.filter(|name| !mentioned.iter().any(|known| known == name))
            .collect()
    }
}

/// The divisions of a case.
#[derive(Clone)]
pub enum Register {
    Builtin(String),
    Rows(Vec<Row>),
}

/// The records of a dataset.
#[derive(Clone)]
pub enum Input {
    Rows(Vec<Row>),
    Csv(String),
}

const FIGURE: [&str; 9] = [
    "indicator",
    "division",
    "period_end",
    "monthly",
    "numerator",
    "denominator",
    "display",
    "met",
    "reason",
];
const PROGRESS: [&str; 7] = [
    "indicator",
    "division",
    "period_end",
    "planned_share",
    "planned",
    "actual_share",
    "status",
];
const FINDING: [&str; 7] = [
    "rule", "severity", "dataset", "key", "row", "division", "field",
];
const ERROR: [&str; 6] = ["kind", "text", "text_zh", "dataset", "row", "column"];

/// The cases of a file.
pub fn file(path: &Path) -> Vec<Case> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).unwrap();
    let document = DeTable::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let table = document.get_ref();
    let mut cases = Vec::new();
    for (key, value) in table {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("case", DeValue::Array(list)) => {
                for (number, case) in (1..).zip(list.iter()) {
                    let DeValue::Table(case) = case.get_ref() else {
                        panic!("{name}: a case is a table");
                    };
                    cases.push(read_case(&name, number, case, table));
                }
            }
            ("about" | "programme" | "register" | "as_of", _) => {}
            (other, _) => panic!("{name}: unknown key `{other}`"),
        }
    }
    assert!(!cases.is_empty(), "{name} has no case");
    cases
}

fn read_case(file: &str, number: usize, case: &DeTable<'_>, defaults: &DeTable<'_>) -> Case {
    let place = format!("{file}, case {number}");
    let own = |key: &str| case.get(key).map(|value| value.get_ref());
    let either = |key: &str| own(key).or_else(|| defaults.get(key).map(|value| value.get_ref()));
    let text = |key: &str| match either(key) {
        Some(value) => cell(value).unwrap_or_else(|| panic!("{place}: `{key}` is no text")),
        None => panic!("{place}: `{key}` is missing"),
    };
    for (key, _) in case {
        let known = [
            "note",
            "section",
            "programme",
            "register",
            "as_of",
            "records",
            "csv",
            "withdrawn",
            "not_received",
            "figures",
            "progress",
            "findings",
            "verdict",
            "judgement",
            "row_counts",
            "tables",
            "error",
        ];
        let key = key.get_ref().as_ref();
        assert!(known.contains(&key), "{place}: unknown key `{key}`");
    }
    assert!(own("section").is_some(), "{place}: `section` is missing");
    let inputs = |key: &str| {
        own(key)
            .map(|value| inputs(value, &place))
            .unwrap_or_default()
    };
    let mut records = inputs("records");
    records.extend(inputs("csv"));
    let list = |key: &str, keys: &[&str]| own(key).map(|value| checked_rows(value, keys, &place));
    Case {
        file: file.to_owned(),
        number,
        note: text("note"),
        programme: text("programme"),
        register: match either("register") {
            Some(DeValue::Array(_)) => Register::Rows(rows(either("register").unwrap(), &place)),
            _ => Register::Builtin(text("register")),
        },
        as_of: text("as_of"),
        records,
        withdrawn: inputs("withdrawn"),
        not_received: own("not_received")
            .map(|value| names(value, &place))
            .unwrap_or_default(),
        figures: list("figures", &FIGURE).unwrap_or_default(),
        progress: list("progress", &PROGRESS).unwrap_or_default(),
        findings: list("findings", &FINDING),
        verdict: own("verdict").and_then(cell),
        judgement: own("judgement").and_then(cell),
        row_counts: own("row_counts")
            .map(|value| {
                let DeValue::Table(counts) = value else {
                    panic!("{place}: `row_counts` is a table");
                };
                row(counts, &place)
            })
            .unwrap_or_default(),
        tables: own("tables")
            .map(|value| tables(value, &place))
            .unwrap_or_default(),
        error: own("error").map(|value| {
            let DeValue::Table(table) = value else {
                panic!("{place}: `error` is a table");
            };
            let row = row(table, &place);
            check_keys(&row, &ERROR, &place);
            row
        }),
    }
}

fn inputs(value: &DeValue<'_>, place: &str) -> Vec<(String, Input)> {
    let DeValue::Table(datasets) = value else {
        panic!("{place}: records stand under the name of their dataset");
    };
    let input = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Input::Csv(text.to_string()),
        other => Input::Rows(rows(other, place)),
    };
    datasets
        .iter()
        .map(|(name, value)| (name.get_ref().to_string(), input(value.get_ref())))
        .collect()
}

fn names(value: &DeValue<'_>, place: &str) -> Vec<String> {
    let DeValue::Array(list) = value else {
        panic!("{place}: expected a list of datasets");
    };
    let name = |item: &toml::Spanned<DeValue<'_>>| cell(item.get_ref());
    let names = list.iter().map(name).collect::<Option<_>>();
    names.unwrap_or_else(|| panic!("{place}: a dataset is named by a text"))
}

fn tables(value: &DeValue<'_>, place: &str) -> Vec<(String, Vec<Row>)> {
    let DeValue::Table(tables) = value else {
        panic!("{place}: expected rows stand under the name of their table");
    };
    tables
        .iter()
        .map(|(name, value)| (name.get_ref().to_string(), rows(value.get_ref(), place)))
        .collect()
}

fn checked_rows(value: &DeValue<'_>, keys: &[&str], place: &str) -> Vec<Row> {
    let rows = rows(value, place);
    rows.iter().for_each(|row| check_keys(row, keys, place));
    rows
}

fn check_keys(row: &Row, keys: &[&str], place: &str) {
    for (key, _) in row {
        assert!(keys.contains(&key.as_str()), "{place}: unknown key `{key}`");
    }
}

/// Rows, each written as often as its `times` says, with `{n}` replaced by the
/// number of the copy.
fn rows(value: &DeValue<'_>, place: &str) -> Vec<Row> {
    let DeValue::Array(list) = value else {
        panic!("{place}: expected a list of rows");
    };
    let mut rows = Vec::new();
    for item in list.iter() {
        let DeValue::Table(table) = item.get_ref() else {
            panic!("{place}: a row is a table");
        };
        let cells = row(table, place);
        let times = cells.iter().find(|(column, _)| column == "times");
        let times = times.map(|(_, times)| times.parse::<usize>().unwrap());
        for copy in 1..=times.unwrap_or(1) {
            let number = copy.to_string();
            let cells = cells.iter().filter(|(column, _)| column != "times");
            let numbered = |cell: &String| match times {
                Some(_) => cell.replace("{n}", &number),
                None => cell.clone(),
            };
            rows.push(
                cells
                    .map(|(name, cell)| (name.clone(), numbered(cell)))
                    .collect(),
            );
        }
    }
    rows
}

fn row(table: &DeTable<'_>, place: &str) -> Row {
    let value = |value: &DeValue<'_>| {
        cell(value).unwrap_or_else(|| {
            panic!("{place}: a cell is text, a whole number, a date or a boolean")
        })
    };
    table
        .iter()
        .map(|(name, cell)| (name.get_ref().to_string(), value(cell.get_ref())))
        .collect()
}

fn cell(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().replace('_', "")),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Float(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
