//! Random formulas over random rows with the value of each in every row, for SQL engines to compute
//! once more: `COUNT SEED` on the command line gives JSON lines, each with columns, rows and some
//! formulas over them. The formulas are of the part of the language that is SQL word for word.
//!
//! ```console
//! $ cargo run --features json --example expressions -- 2000 2019 | head -c 300
//! ```

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, Write};

use huimin::calendar::Date;
use huimin::error::Result;
use huimin::figure::Decimal;
use huimin::formula::{
    Environment, Reference, Resolved, Scope, Type, Value, evaluate, parse_expression,
};
use serde_json::{Value as Json, json};

use random::Random;

#[expect(dead_code, reason = "nothing is shuffled here")]
#[path = "../tests/reference/generate/random.rs"]
mod random;

/// Rows of one line of the output, and formulas over them.
const ROWS: usize = 24;
const FORMULAS: usize = 100;

/// Numbers in `n` and `m` are small, so that no product of theirs needs more than 64 bits.
const COLUMNS: [(&str, Type); 11] = [
    ("n", Type::Integer),
    ("m", Type::Integer),
    ("big", Type::Integer),
    ("amount", Type::Decimal { scale: 2 }),
    ("share", Type::Decimal { scale: 4 }),
    ("day", Type::Date),
    ("until", Type::Date),
    ("flag", Type::Boolean),
    ("sign", Type::Boolean),
    ("word", Type::Text),
    ("other", Type::Text),
];

const BIG: [i64; 8] = [
    i64::MIN,
    i64::MAX,
    i64::MAX - 1,
    9_007_199_254_740_993,
    -9_007_199_254_740_993,
    3_037_000_500,
    0,
    7,
];
const WIDE: [&str; 4] = [
    "9223372036854775807",
    "(-9223372036854775807 - 1)",
    "9007199254740992",
    "3037000500",
];
const DAYS: [&str; 9] = [
    "1990-01-01",
    "2000-02-29",
    "2019-01-01",
    "2019-02-28",
    "2019-03-01",
    "2019-06-30",
    "2019-12-31",
    "2020-02-29",
    "2050-12-31",
];
const WORDS: [&str; 13] = [
    "a", "b", "ab", "A", "甲", "甲乙", "𠀀", "é", "a b", "it's", "a\nb", "12", "%",
];
const PATTERNS: [&str; 10] = [
    "a%", "%b", "_", "__", "%", "甲_", "%''%", "a_b", "%é%", "%A%",
];
const COMPARISONS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];

struct Columns;

impl Scope for Columns {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        let place = COLUMNS.iter().position(|(known, _)| *known == name);
        let place = place.filter(|_| qualifier.is_none())?;
        Some(Resolved {
            reference: Reference::Field(u16::try_from(place).ok()?),
            r#type: COLUMNS[place].1,
            codes: None,
        })
    }

    fn candidates(&self) -> Vec<String> {
        COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}

struct Row(Vec<Value<'static>>);

impl Environment for Row {
    fn value(&self, reference: Reference, _: Type) -> Result<Value<'_>> {
        Ok(match reference {
            Reference::Field(place) => self.0[usize::from(place)].clone(),
            _ => Value::Null,
        })
    }
}

/// A formula, and what of it engines compute: all of it, or the two sides of a quotient and what it
/// is compared with.
struct Formula {
    text: String,
    parts: Vec<String>,
    operator: &'static str,
    /// Whether SQLite, which has neither decimals nor dates nor more than 64 bits, says the same.
    sqlite: bool,
}

struct Writer<'r> {
    random: &'r mut Random,
    sqlite: bool,
    /// Whether it computes with numbers of more than 64 bits, or else with decimals: together they
    /// take more than the 38 digits of DuckDB's decimals, which are rounded then.
    wide: bool,
}

impl Writer<'_> {
    fn pick(&mut self, items: &[&'static str]) -> &'static str {
        self.random.pick::<&'static str>(items)
    }

    fn formula(&mut self) -> Formula {
        self.wide = self.random.chance(40);
        let depth = 1 + self.random.below(4);
        let text = match self.random.below(100) {
            0..=54 => self.condition(depth),
            55..=69 => self.integer(depth),
            70..=77 => self.decimal(depth),
            78..=84 => self.date(depth),
            85..=91 => self.text(depth),
            _ => return self.quotient(depth.min(2)),
        };
        Formula {
            parts: vec![text.clone()],
            text,
            operator: "",
            sqlite: self.sqlite,
        }
    }

    fn quotient(&mut self, depth: usize) -> Formula {
        let parts = vec![self.number(depth), self.number(depth), self.number(0)];
        let operator = self.pick(&["/", "=", "<>", "<", "<=", ">", ">="]);
        let (one, two, three) = (&parts[0], &parts[1], &parts[2]);
        let text = match operator {
            "/" => format!("({one}) / ({two})"),
            _ => format!("({one}) / ({two}) {operator} {three}"),
        };
        Formula {
            text,
            parts,
            operator,
            sqlite: self.sqlite,
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.chance(25) {
            return self.test(depth);
        }
        let depth = depth - 1;
        let (one, two) = (self.condition(depth), self.condition(depth));
        let not = self.pick(&["", "NOT "]);
        match self.random.below(12) {
            0 | 1 => format!("({one}) AND ({two})"),
            2 | 3 => format!("({one}) OR ({two})"),
            4 => format!("NOT ({one})"),
            5 => format!("({one}) IS {not}DISTINCT FROM ({two})"),
            6 => format!("CASE WHEN {one} THEN {two} ELSE {} END", self.test(0)),
            7 => format!(
                "CASE WHEN {one} THEN {two} WHEN {} THEN NULL END",
                self.test(0)
            ),
            8 => format!("COALESCE({one}, {two})"),
            9 => format!("({one}) IS {not}NULL"),
            // Without parentheses: NOT before AND before OR.
            10 => format!(
                "{} OR {not}{} AND {}",
                self.test(0),
                self.test(0),
                self.test(0)
            ),
            _ => format!(
                "{not}{} AND {} OR {}",
                self.test(0),
                self.test(0),
                self.test(0)
            ),
        }
    }

    fn test(&mut self, depth: usize) -> String {
        let not = self.pick(&["", "NOT "]);
        let operator = self.pick(&COMPARISONS);
        let depth = depth.min(2);
        match self.random.below(17) {
            0 | 1 => format!("{} {operator} {}", self.number(depth), self.number(depth)),
            2 => format!(
                "{} IS {not}DISTINCT FROM {}",
                self.number(depth),
                self.number(0)
            ),
            3 => {
                let (value, low, high) = (self.number(depth), self.number(0), self.number(0));
                format!("{value} {not}BETWEEN {low} AND {high}")
            }
            4 => format!("{} {not}IN (0, 1, -2, 3, 2.5)", self.integer(depth)),
            5 => format!("{} {operator} {}", self.date(depth), self.date(0)),
            6 => format!(
                "{} {not}BETWEEN {} AND {}",
                self.date(depth),
                self.day(),
                self.day()
            ),
            7 => format!("{} {not}IN ({}, {})", self.date(0), self.day(), self.day()),
            8 => format!("{} {operator} {}", self.text(depth), self.text(depth)),
            9 => format!(
                "{} {not}IN ({}, {})",
                self.text(depth),
                self.word(),
                self.word()
            ),
            10 | 11 => format!("{} {not}LIKE '{}'", self.text(depth), self.pick(&PATTERNS)),
            12 => format!("{} IS {not}DISTINCT FROM {}", self.text(0), self.text(0)),
            13 => {
                let name = COLUMNS[self.random.below(COLUMNS.len())].0;
                self.sqlite &= !["amount", "share"].contains(&name);
                format!("{name} IS {not}NULL")
            }
            14 => self
                .pick(&[
                    "flag",
                    "sign",
                    "flag = TRUE",
                    "flag <> sign",
                    "sign = FALSE",
                ])
                .into(),
            15 if !self.wide => {
                self.sqlite = false;
                format!("big {operator} {}", self.pick(&["amount", "share"]))
            }
            15 => {
                let value = *self.random.pick(&["big", "n", "m"]);
                format!("{value} {operator} {}", self.pick(&WIDE))
            }
            _ => format!("big {not}BETWEEN n AND {}", self.pick(&WIDE)),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        match self.random.below(4) {
            0 => self.decimal(depth),
            _ => self.integer(depth),
        }
    }

    fn integer(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.chance(25) {
            return match self.random.below(4) {
                0 => self.small(),
                _ => self.pick(&["n", "m"]).to_owned(),
            };
        }
        let depth = depth - 1;
        match self.random.below(14) {
            0 | 1 => format!("({} + {})", self.integer(depth), self.integer(depth)),
            2 => format!("({} - {})", self.integer(depth), self.integer(depth)),
            3 => format!("({} * {})", self.integer(depth), self.small()),
            4 => "(n * m)".to_owned(),
            5 => format!("(n - m * {} + {})", self.small(), self.small()),
            6 => format!("(-{})", self.pick(&["n", "m"])),
            7 => format!("COALESCE({}, {})", self.integer(depth), self.integer(0)),
            8 => {
                let (condition, one) = (self.condition(depth), self.integer(depth));
                format!(
                    "CASE WHEN {condition} THEN {one} ELSE {} END",
                    self.integer(0)
                )
            }
            9 => {
                let (one, two) = (self.condition(0), self.condition(depth));
                format!(
                    "CASE WHEN {one} THEN NULL WHEN {two} THEN {} END",
                    self.integer(depth)
                )
            }
            10 => format!("length({})", self.text(depth)),
            11 => {
                self.sqlite = false;
                format!("({} - {})", self.date(depth), self.date(0))
            }
            _ if !self.wide => self.integer(depth),
            _ => {
                // What leaves 64 bits and not 128.
                self.sqlite = false;
                let operator = self.pick(&["+", "-"]);
                match self.random.below(3) {
                    0 => format!("(big * {})", self.small()),
                    1 => "(-big)".to_owned(),
                    _ => format!("(big {operator} {})", self.pick(&["big", "n", "m"])),
                }
            }
        }
    }

    fn small(&mut self) -> String {
        match self.random.between(-3, 12) {
            number @ ..0 => format!("({number})"),
            number => number.to_string(),
        }
    }

    fn decimal(&mut self, depth: usize) -> String {
        if self.wide {
            return self.integer(depth);
        }
        self.sqlite = false;
        let plain = self.pick(&[
            "amount", "share", "amount", "share", "0.5", "(-1.25)", "3.999",
        ]);
        if depth == 0 {
            return plain.to_owned();
        }
        let depth = depth - 1;
        match self.random.below(7) {
            0 => format!("({plain} + {})", self.integer(depth)),
            1 => format!("({} - {plain})", self.decimal(depth)),
            2 => format!("({plain} * {})", self.small()),
            3 => format!("(amount * {})", self.pick(&["n", "share", "0.5"])),
            4 => format!("COALESCE({plain}, {})", self.number(depth)),
            5 => {
                let condition = self.condition(depth);
                format!(
                    "CASE WHEN {condition} THEN {plain} ELSE {} END",
                    self.number(0)
                )
            }
            _ => plain.to_owned(),
        }
    }

    fn day(&mut self) -> String {
        format!("DATE '{}'", self.pick(&DAYS))
    }

    fn date(&mut self, depth: usize) -> String {
        let plain = match self.random.below(4) {
            0 => self.day(),
            _ => self.pick(&["day", "until"]).to_owned(),
        };
        if depth == 0 {
            return plain;
        }
        match self.random.below(6) {
            0 => {
                self.sqlite = false;
                format!("(day + {})", self.random.between(-40, 400))
            }
            1 => {
                self.sqlite = false;
                format!("(day - {})", self.random.between(0, 40))
            }
            2 => format!("COALESCE({plain}, {})", self.date(0)),
            3 => format!("CASE WHEN {} THEN {plain} END", self.condition(depth - 1)),
            _ => plain,
        }
    }

    fn word(&mut self) -> String {
        let word = self.pick(&WORDS).replace('\'', "''");
        format!("'{word}'")
    }

    fn text(&mut self, depth: usize) -> String {
        let plain = match self.random.below(6) {
            0 => self.word(),
            _ => self.pick(&["word", "other"]).to_owned(),
        };
        if depth == 0 || self.random.chance(40) {
            return plain;
        }
        match self.random.below(2) {
            0 => format!("COALESCE({plain}, {})", self.text(0)),
            _ => {
                let condition = self.condition(depth - 1);
                format!(
                    "CASE WHEN {condition} THEN {plain} ELSE {} END",
                    self.text(0)
                )
            }
        }
    }
}

fn row(random: &mut Random) -> Row {
    let value = |(name, r#type): &(&str, Type)| {
        if random.chance(20) {
            return Value::Null;
        }
        match r#type {
            Type::Boolean => Value::Boolean(random.chance(50)),
            Type::Text => Value::Text((*random.pick::<&str>(&WORDS)).into()),
            Type::Date if *name == "until" && random.chance(20) => {
                let ends = ["0001-01-01", "9999-12-31"];
                Date::parse(random.pick::<&str>(&ends)).map_or(Value::Null, Value::Date)
            }
            Type::Date => Date::parse(random.pick::<&str>(&DAYS)).map_or(Value::Null, Value::Date),
            _ => {
                let units = match *name {
                    "big" => *random.pick(&BIG),
                    "amount" | "share" => random.between(-20, 20) * random.between(1, 60_000),
                    _ => random.between(-5, 15),
                };
                let scale = match r#type {
                    Type::Decimal { scale } => *scale,
                    _ => 0,
                };
                let number = Decimal::new(units.into(), scale).to_ratio();
                number.map_or(Value::Null, Value::Number)
            }
        }
    };
    Row(COLUMNS.iter().map(value).collect())
}

/// A value: numbers as text, whole or `numerator/denominator`.
fn shown(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(truth) => json!(truth),
        Value::Number(number) => {
            let number = number.reduced();
            json!(format!("{}/{}", number.numerator(), number.denominator()))
        }
        Value::Date(date) => json!(date.to_string()),
        Value::Text(text) => json!(text),
        Value::Time(_) | Value::Division(_) => Json::Null,
    }
}

/// The type as engines are told of it.
fn named(r#type: Type) -> &'static str {
    match r#type {
        Type::Boolean => "boolean",
        Type::Integer | Type::Decimal { .. } | Type::Ratio => "number",
        Type::Date => "date",
        _ => "text",
    }
}

/// Rows and so many formulas that were not written before.
fn line(
    count: usize,
    written: &mut BTreeSet<String>,
    random: &mut Random,
) -> std::result::Result<Json, Box<dyn Error>> {
    let rows: Vec<Row> = (0..ROWS).map(|_| row(random)).collect();
    let mut formulas = Vec::new();
    while formulas.len() < count {
        let mut writer = Writer {
            random: &mut *random,
            sqlite: true,
            wide: false,
        };
        let formula = writer.formula();
        if !written.insert(formula.text.clone()) {
            continue;
        }
        let mut diagnostics = Vec::new();
        let expression = parse_expression(&formula.text, 0, &Columns, &mut diagnostics);
        let expression =
            expression.ok_or_else(|| format!("`{}`: {diagnostics:?}", formula.text))?;
        let value = |row: &Row| match evaluate(&expression, row) {
            Ok(value) => shown(&value),
            Err(error) => json!({ "error": error.to_string() }),
        };
        formulas.push(json!({
            "text": formula.text,
            "parts": formula.parts,
            "operator": formula.operator,
            "sqlite": formula.sqlite,
            "type": named(expression.r#type),
            "values": rows.iter().map(value).collect::<Vec<_>>(),
        }));
    }
    let columns = COLUMNS.iter();
    let columns: Vec<Json> = columns
        .map(|(name, r#type)| json!([name, named(*r#type)]))
        .collect();
    let values = |row: &Row| row.0.iter().map(shown).collect::<Vec<_>>();
    let rows: Vec<Vec<Json>> = rows.iter().map(values).collect();
    Ok(json!({ "columns": columns, "rows": rows, "formulas": formulas }))
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let mut count: usize = words.next().ok_or("expected a count")?.parse()?;
    let seed = words.next().ok_or("expected a seed")?.parse()?;
    let (mut random, mut written) = (Random::new(seed), BTreeSet::new());
    let mut out = io::stdout().lock();
    while count > 0 {
        let some = count.min(FORMULAS);
        writeln!(out, "{}", line(some, &mut written, &mut random)?)?;
        count -= some;
    }
    Ok(())
}
