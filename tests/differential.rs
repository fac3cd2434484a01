//! Random programmes, networks and records: the engine and the row-by-row
//! implementation in `tests/reference` say the same, to the last digit.
//!
//! `HUIMIN_PROGRAMMES` says how many programmes are tried (1,000 without it),
//! `HUIMIN_SEED` with which seed the first of them is made.

#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod reference;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use huimin::calendar::Date;
use huimin::error::{ErrorKind, Result};
use huimin::figure::Decimal;
use huimin::input::ArrowSource;
use huimin::network::DivisionRecord;
use huimin::{Language, Network, Plan, Programme, Tally};

use reference::generate::{Days, Random, Shape, network, period, programme, records};
use reference::{Case, Outcome, Record, assess, cell};

const PROGRAMMES: u64 = 1_000;
const FIRST_SEED: u64 = 0x6875_696d_696e;

/// Everything that follows from one seed.
struct Trial {
    seed: u64,
    shape: Shape,
    register: Vec<DivisionRecord>,
    records: Vec<Vec<Record>>,
    /// Which datasets are handed over.
    received: Vec<bool>,
    as_of: Date,
}

#[test]
fn the_engine_says_what_the_reference_says() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().expect("a number"))
    };
    let programmes = number("HUIMIN_PROGRAMMES").unwrap_or(PROGRAMMES);
    let first = number("HUIMIN_SEED").unwrap_or(FIRST_SEED);
    eprintln!("{programmes} programmes from HUIMIN_SEED={first}");
    let next = AtomicU64::new(0);
    let seen = Mutex::new(Seen::default());
    let differences: Mutex<BTreeMap<u64, String>> = Mutex::default();
    let work = || {
        let mut own = Seen::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= programmes || !differences.lock().unwrap().is_empty() {
                break;
            }
            let trial = Trial::new(first.wrapping_add(number));
            if let Some(difference) = trial.difference(&mut own) {
                let report = trial.smallest().report(&difference);
                differences.lock().unwrap().insert(number, report);
            }
        }
        seen.lock().unwrap().add(&own);
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    if let Some((_, report)) = differences.lock().unwrap().iter().next() {
        panic!("{report}");
    }
    let seen = seen.into_inner().unwrap();
    eprintln!("{seen:#?}");
    if programmes >= PROGRAMMES {
        seen.check();
    }
}

impl Trial {
    fn new(seed: u64) -> Self {
        // Neighbouring seeds give streams that have nothing to do with each other.
        let mut random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let period = period(&mut random);
        let (register, root) = network(&mut random, period);
        let mut current = register.iter().filter(|row| row.successor.is_none());
        let has_zone = current.any(|row| row.attributes.iter().any(|(_, zone)| !zone.is_empty()));
        let shape = programme(&mut random, period, &root, has_zone);
        let as_of = match random.below(4) {
            0 => period.end(),
            1 => *random.pick(&period.month_ends()),
            _ => period
                .start()
                .add_days(random.below(period.days() as usize) as i32)
                .expect("a day"),
        };
        let days = Days::new(&shape, &register, as_of);
        let mut records = records(&mut random, &shape, &register, &days);
        // Mostly all of them, and now and then a few.
        let missing = if random.chance(75) { 0 } else { 40 };
        let received: Vec<bool> = records.iter().map(|_| !random.chance(missing)).collect();
        for (records, is_received) in records.iter_mut().zip(&received) {
            if !is_received {
                records.clear();
            }
        }
        Self {
            seed,
            shape,
            register,
            records,
            received,
            as_of,
        }
    }

    /// The first row in which engine and reference differ, or a panic of one of them.
    fn difference(&self, seen: &mut Seen) -> Option<String> {
        let compared = AssertUnwindSafe(|| self.compare(seen));
        catch_unwind(compared).unwrap_or_else(|panic| {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or(panic.downcast_ref::<&str>().copied());
            Some(format!("a panic: {}", said.unwrap_or_default()))
        })
    }

    fn compare(&self, seen: &mut Seen) -> Option<String> {
        let programme = match Programme::from_toml("random.toml", &self.shape.toml) {
            Ok(programme) => programme,
            Err(error) => return Some(format!("the definition is refused: {error}")),
        };
        let network = match Network::from_records(self.register.clone()) {
            Ok(network) => Arc::new(network),
            Err(error) => return Some(format!("the register is refused: {error}")),
        };
        let plan = match Plan::new(&programme, Arc::clone(&network)) {
            Ok(plan) => plan,
            Err(error) => return Some(format!("no plan can be made: {error}")),
        };
        let computed = self.by_engine(&plan);
        let expected = assess(&Case {
            definition: programme.definition(),
            network: &network,
            records: &self.records,
            received: &self.received,
            as_of: self.as_of,
        });
        seen.note(&expected);
        match (expected, computed) {
            (Ok(expected), Ok(computed)) => difference(&expected, &computed),
            (Err(expected), Err(computed)) if expected.kind() == computed.kind() => None,
            (expected, computed) => {
                let kind = |outcome: &Result<Outcome>| match outcome {
                    Ok(_) => "no error".to_owned(),
                    Err(error) => format!("{:?}: {error}", error.kind()),
                };
                Some(format!(
                    "expected {}\nbut found {}",
                    kind(&expected),
                    kind(&computed)
                ))
            }
        }
    }

    fn by_engine(&self, plan: &Plan) -> Result<Outcome> {
        let mut random = Random::new(self.seed);
        let mut tally = Tally::new(plan);
        let datasets = self.shape.datasets.iter().zip(&self.records);
        let datasets = datasets
            .zip(&self.received)
            .filter(|(_, received)| **received);
        for ((dataset, records), _) in datasets {
            let names = || dataset.fields.iter().map(|field| field.name.clone());
            // A column of nulls of an optional field may be left out.
            let columns: Vec<String> = dataset
                .fields
                .iter()
                .filter(|field| {
                    let filled = |record: &Record| matches!(record.get(&field.name), Some(Some(_)));
                    field.required || records.iter().any(filled) || random.chance(50)
                })
                .map(|field| field.name.clone())
                .collect();
            debug_assert!(columns.len() <= names().count());
            let size = random.between(1, 40) as usize;
            let batches: Vec<_> = records
                .chunks(size)
                .map(|chunk| Ok(batch(&columns, chunk)))
                .collect();
            tally.add(&dataset.id, ArrowSource::new(batches))?;
        }
        let assessment = tally.assess(self.as_of)?;
        let findings = assessment.findings_table(Language::English)?;
        // Records in memory have no file, and messages are tested elsewhere.
        let left_out = ["file", "sheet", "line", "message"];
        let schema = findings.schema();
        let columns = (0..findings.num_columns())
            .filter(|column| !left_out.contains(&schema.field(*column).name().as_str()));
        Ok(Outcome {
            indicators: rows(&assessment.indicators()?),
            monthly: rows(&assessment.monthly()?),
            progress: rows(&assessment.progress()?),
            findings: rows(
                &findings
                    .project(&columns.collect::<Vec<_>>())
                    .expect("columns"),
            ),
            verdict: assessment.verdict()?,
        })
    }

    /// The same trial with as few records as still show a difference.
    fn smallest(&self) -> Self {
        let mut smallest = Self {
            shape: self.shape.clone(),
            register: self.register.clone(),
            records: self.records.clone(),
            received: self.received.clone(),
            ..*self
        };
        for dataset in 0..smallest.records.len() {
            let mut place = 0;
            while place < smallest.records[dataset].len() {
                let record = smallest.records[dataset].remove(place);
                if smallest.difference(&mut Seen::default()).is_none() {
                    smallest.records[dataset].insert(place, record);
                    place += 1;
                }
            }
        }
        smallest
    }

    fn report(&self, first: &str) -> String {
        let mut report = format!("HUIMIN_SEED={} HUIMIN_PROGRAMMES=1\n", self.seed);
        let _ = writeln!(report, "{}", self.shape.toml);
        for row in &self.register {
            let DivisionRecord {
                code,
                parent_code,
                name,
                kind,
                poor_village,
                population,
                valid_from,
                valid_until,
                successor,
                attributes,
                ..
            } = row;
            let _ = writeln!(
                report,
                "{code} under {parent_code:?} {name} {kind:?} poor {} people {} from {} until {} successor {successor:?} {attributes:?}",
                cell(*poor_village),
                cell(*population),
                cell(*valid_from),
                cell(*valid_until),
            );
        }
        let datasets = self.shape.datasets.iter().zip(&self.records);
        for ((dataset, records), received) in datasets.zip(&self.received) {
            let not = if *received { "" } else { " (not received)" };
            let _ = writeln!(report, "\n{}{not}", dataset.id);
            for (record, row) in records.iter().zip(1..) {
                let _ = writeln!(report, "{row}: {record:?}");
            }
        }
        let smallest = self.difference(&mut Seen::default()).unwrap_or_default();
        let _ = writeln!(
            report,
            "\nas of {}\nwith all records: {first}\nwith these records: {smallest}",
            self.as_of
        );
        report
    }
}

/// What the comparison found once, by hand: references that reject, compare
/// codes of different lists, name a division by another field or read the
/// register; unreadable values; former divisions; parts that are no decimals.
#[test]
fn what_was_found_once_is_right_by_hand() {
    let programme = Programme::from_toml("found.toml", FOUND).unwrap();
    let division =
        |code: &str, successor: Option<&str>, from: Option<&str>, until: Option<&str>| {
            DivisionRecord {
                code: code.to_owned(),
                name: "某地".to_owned(),
                poor_village: Some(code == "530402001"),
                valid_from: from.and_then(Date::parse),
                valid_until: until.and_then(Date::parse),
                successor: successor.map(str::to_owned),
                ..DivisionRecord::default()
            }
        };
    let july = Some("2019-07-01");
    let network = Network::from_records(vec![
        division("5304", None, None, None),
        division("530402", None, None, None),
        division("530402001", None, None, None),
        division("530402002", None, july, None),
        division("530402009", Some("530402002"), None, july),
    ]);
    let plan = Plan::new(&programme, network.unwrap()).unwrap();
    let mut tally = Tally::new(&plan);
    let mut add = |dataset: &str, columns: &[&str], rows: &[&[&str]]| {
        let column = |place: usize| -> ArrayRef {
            Arc::new(
                rows.iter()
                    .map(|row| Some(row[place]))
                    .collect::<StringArray>(),
            )
        };
        let fields = columns
            .iter()
            .map(|name| Field::new(*name, DataType::Utf8, true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let columns = (0..columns.len()).map(column).collect();
        let batch = RecordBatch::try_new(schema, columns).unwrap();
        tally.add(dataset, ArrowSource::new([Ok(batch)])).unwrap();
    };
    add(
        "sites",
        &["place", "kind"],
        &[&["530402001", "b"], &["530402002", "b"]],
    );
    add(
        "visits",
        &["id", "place", "held", "kind", "elsewhere", "n", "m"],
        &[
            // The kind `a` has the place of `b` in the other list, and no site.
            &["1", "530402001", "2019-03-01", "a", "", "1", ""],
            &["2", "530402001", "2019-03-01", "b", "530402001", "1", ""],
            &["3", "530402001", "2019-03-01", "b", "530402", "1", ""],
            // Its date cannot be read, so that its limit is not known.
            &["4", "530402001", "1/3/2019", "b", "", "9", ""],
            // The same text in two fields is not the same record.
            &["5", "530402001", "2019-03-01", "b", "", "x", ""],
            &["5", "530402001", "2019-03-01", "b", "", "", "x"],
            // The former division on a day of its own, and its successor before its first day.
            &["6", "530402009", "2019-03-01", "b", "", "1", ""],
            &["7", "530402002", "2019-03-01", "b", "", "1", ""],
        ],
    );
    let assessment = tally.assess(Date::parse("2019-03-31").unwrap()).unwrap();
    let findings = assessment.findings().iter(Language::English);
    let found: Vec<(String, String)> = findings.map(|found| (found.rule, found.key)).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(rule, key)| (&**rule, &**key)).collect();
    let expected = [
        ("type", "4"),
        ("type", "5"),
        ("type", "5"),
        ("unknown_division", "7"),
        ("conflicting_records", "5"),
        ("conflicting_records", "5"),
        ("has_site", "1"),
        ("site_elsewhere", "3"),
        // Both divisions have a site, but only one is poor.
        ("poor", "6"),
        ("poor", "7"),
        // The fifth record that lacks `n`; of the other one it cannot be read.
        ("within_limit", "5"),
    ];
    assert_eq!(found, expected);
    // 2, 3 and 6 count.
    let row = |table: &RecordBatch, wanted: &str| {
        let rows = rows(table);
        rows.into_iter().find(|row| row.contains(wanted)).unwrap()
    };
    let indicators = assessment.indicators().unwrap();
    assert!(
        row(
            &indicators,
            "530400000000 | 某地 | city | made | 2019-03-31"
        )
        .contains("| 3 | ∅ | 3 | 3 |")
    );
    assert!(
        row(
            &indicators,
            "530400000000 | 某地 | city | lasting | 2019-03-31"
        )
        .contains("| 3 | ∅ |")
    );
    // 3 / (3 / 7) is 7, and its divisor is no decimal.
    assert!(
        row(&indicators, "530400000000 | 某地 | city | odd | 2019-03-31")
            .contains("| 7 | 1 | 7 | 7 |")
    );
    assert!(
        row(
            &indicators,
            "530400000000 | 某地 | city | half | 2019-03-31"
        )
        .contains("| 3 | 2 | 1.5 | 2 |")
    );
}

/// The definition of [`what_was_found_once_is_right_by_hand`].
const FOUND: &str = r#"
[programme]
id = "found"
version = "1"
label = { zh = "某", en = "some" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "5304"

[[code_list]]
id = "one"
label = { zh = "某", en = "some" }
codes = { a = { zh = "甲", en = "a" }, b = { zh = "乙", en = "b" } }

[[code_list]]
id = "two"
label = { zh = "某", en = "some" }
codes = { b = { zh = "乙", en = "b" }, a = { zh = "甲", en = "a" } }

[[parameter]]
id = "limit"
label = { zh = "某", en = "some" }
value = [{ from = 2019-01-01, value = 2 }, { from = 2019-07-01, value = 3 }]

[[dataset]]
id = "sites"
label = { zh = "点", en = "some sites" }
division = "place"
field = [
  { name = "place", label = { zh = "地", en = "where" }, type = "division", required = true },
  { name = "kind", label = { zh = "类", en = "sort" }, type = "text", codes = "two" },
]

[[dataset]]
id = "visits"
label = { zh = "访", en = "some visits" }
key = ["id"]
division = "place"
date = "held"
field = [
  { name = "id", label = { zh = "号", en = "number" }, type = "text", required = true },
  { name = "place", label = { zh = "地", en = "where" }, type = "division", required = true },
  { name = "held", label = { zh = "日", en = "day" }, type = "date", required = true },
  { name = "kind", label = { zh = "类", en = "sort" }, type = "text", codes = "one" },
  { name = "elsewhere", label = { zh = "他", en = "other" }, type = "division" },
  { name = "n", label = { zh = "数", en = "count" }, type = "integer" },
  { name = "m", label = { zh = "量", en = "amount" }, type = "integer" },
]

[[rule]]
id = "has_site"
label = { zh = "某", en = "some" }
severity = "reject"
dataset = "visits"
reference = { fields = ["kind"], to = "sites", to_fields = ["kind"] }
message = { zh = "某", en = "some" }

[[rule]]
id = "site_elsewhere"
label = { zh = "某", en = "some" }
severity = "warn"
dataset = "visits"
reference = { fields = ["elsewhere"], to = "sites", to_fields = ["place"] }
message = { zh = "某", en = "some" }

[[rule]]
id = "poor"
label = { zh = "某", en = "some" }
severity = "note"
dataset = "visits"
reference = { fields = ["place"], to = "sites", to_fields = ["place"], condition = "division.poor_village" }
message = { zh = "某", en = "some" }

[[rule]]
id = "within_limit"
label = { zh = "某", en = "some" }
severity = "warn"
dataset = "visits"
condition = "n <= :limit"
unknown = "fail"
message = { zh = "某", en = "some" }

[[measure]]
id = "visits_made"
label = { zh = "某", en = "some" }
dataset = "visits"
value = "count(*)"
on = "held"

[[measure]]
id = "visits_lasting"
label = { zh = "某", en = "some" }
dataset = "visits"
value = "count(*) FILTER (WHERE n > 0 AND :as_of BETWEEN held AND held + 40)"

[[indicator]]
id = "made"
label = { zh = "某", en = "some" }
value = "visits_made"

[[indicator]]
id = "lasting"
label = { zh = "某", en = "some" }
value = "visits_lasting"

[[indicator]]
id = "odd"
label = { zh = "某", en = "some" }
value = "visits_made / (visits_made / 7)"

[[indicator]]
id = "half"
label = { zh = "某", en = "some" }
value = "1 * (visits_made / 2)"
"#;

/// The first row in which two outcomes differ.
fn difference(expected: &Outcome, computed: &Outcome) -> Option<String> {
    let tables = [
        ("findings", &expected.findings, &computed.findings),
        ("indicators", &expected.indicators, &computed.indicators),
        ("monthly", &expected.monthly, &computed.monthly),
        ("progress", &expected.progress, &computed.progress),
    ];
    for (table, expected, computed) in tables {
        let rows = expected.len().max(computed.len());
        for row in 0..rows {
            let (expected, computed) = (expected.get(row), computed.get(row));
            if expected != computed {
                return Some(format!(
                    "{table}, row {row}\nexpected {}\nbut found {}",
                    cell(expected),
                    cell(computed)
                ));
            }
        }
    }
    (expected.verdict != computed.verdict).then(|| {
        format!(
            "expected the verdict {:?}, but found {:?}",
            expected.verdict, computed.verdict
        )
    })
}

fn batch(columns: &[String], records: &[Record]) -> RecordBatch {
    let column = |name: &String| -> ArrayRef {
        let values = records
            .iter()
            .map(|record| record.get(name).cloned().flatten());
        Arc::new(values.collect::<StringArray>())
    };
    let fields: Vec<Field> = columns
        .iter()
        .map(|name| Field::new(name, DataType::Utf8, true))
        .collect();
    RecordBatch::try_new(
        Arc::new(Schema::new(fields)),
        columns.iter().map(column).collect(),
    )
    .expect("a batch")
}

/// A table as rows of text.
fn rows(table: &RecordBatch) -> Vec<String> {
    (0..table.num_rows())
        .map(|row| {
            let cells: Vec<String> = table
                .columns()
                .iter()
                .map(|column| shown(column, row))
                .collect();
            cells.join(" | ")
        })
        .collect()
}

fn shown(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return cell(None::<String>);
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Date32 => {
            let day = column.as_primitive::<Date32Type>().value(row);
            Date::from_days(day).expect("a day").to_string()
        }
        DataType::Decimal128(_, scale) => {
            let units = column.as_primitive::<Decimal128Type>().value(row);
            Decimal::new(units, *scale as u8).to_string()
        }
        other => panic!("a column of {other}"),
    }
}

/// What the programmes of a run brought about, to see that they try everything.
#[derive(Debug, Default)]
struct Seen {
    programmes: usize,
    overflows: usize,
    other_errors: usize,
    /// Findings by the kind of their rule.
    findings: BTreeMap<String, usize>,
    /// Figures with a numerator other than zero, and those whose month alone has another.
    not_zero: usize,
    of_month: usize,
    /// Figures by verdict and reason.
    figures: BTreeMap<String, usize>,
    /// Progress by status.
    progress: BTreeMap<String, usize>,
    verdicts: BTreeMap<String, usize>,
}

impl Seen {
    fn note(&mut self, outcome: &Result<Outcome>) {
        self.programmes += 1;
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) if error.kind() == ErrorKind::Overflow => {
                self.overflows += 1;
                return;
            }
            Err(_) => {
                self.other_errors += 1;
                return;
            }
        };
        let count = |counts: &mut BTreeMap<String, usize>, what: String| {
            *counts.entry(what).or_default() += 1;
        };
        for row in &outcome.findings {
            let cells: Vec<&str> = row.split(" | ").collect();
            let numbered = cells[0].starts_with('r') && cells[0].len() <= 3;
            let kind = match (numbered, cells[2]) {
                (true, "∅") => "[[rule]] on divisions",
                (true, _) => "[[rule]] on records",
                _ => cells[0],
            };
            count(&mut self.findings, kind.to_owned());
        }
        for (row, month) in outcome.indicators.iter().zip(&outcome.monthly) {
            let cells: Vec<&str> = row.split(" | ").collect();
            let [.., met, reason] = cells.as_slice() else {
                continue;
            };
            count(&mut self.figures, format!("met {met} reason {reason}"));
            self.not_zero += usize::from(!matches!(cells[5], "∅" | "0"));
            self.of_month += usize::from(cells[5] != month.split(" | ").nth(5).unwrap_or_default());
        }
        for row in &outcome.progress {
            let status = row.rsplit(" | ").next().unwrap_or_default();
            count(&mut self.progress, status.to_owned());
        }
        count(&mut self.verdicts, format!("{:?}", outcome.verdict));
    }

    fn add(&mut self, other: &Self) {
        self.programmes += other.programmes;
        self.overflows += other.overflows;
        self.other_errors += other.other_errors;
        self.not_zero += other.not_zero;
        self.of_month += other.of_month;
        for (own, others) in [
            (&mut self.findings, &other.findings),
            (&mut self.figures, &other.figures),
            (&mut self.progress, &other.progress),
            (&mut self.verdicts, &other.verdicts),
        ] {
            for (what, count) in others {
                *own.entry(what.clone()).or_default() += count;
            }
        }
    }

    /// A thousand programmes bring about everything there is.
    fn check(&self) {
        assert!(self.overflows > 0, "no programme left the exact range");
        assert!(
            self.overflows + self.other_errors < self.programmes / 5,
            "too many errors"
        );
        assert!(
            self.not_zero > 20 * self.programmes,
            "too little is counted"
        );
        assert!(self.of_month > 3 * self.programmes, "too little is dated");
        assert_eq!(self.findings.len(), 14, "kinds of findings");
        assert_eq!(self.progress.len(), 5, "states of progress");
        assert_eq!(self.figures.len(), 7, "verdicts and reasons");
        assert_eq!(self.verdicts.len(), 3, "verdicts");
    }
}
