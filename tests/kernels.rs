//! Column kernels say what the evaluator says: random formulas over random blocks, row by row.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

#[expect(
    dead_code,
    unused_imports,
    reason = "only its generator of formulas is used here"
)]
mod reference;

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::{LargeStringArray, StringArray, StringViewArray};
use huimin::calendar::{Date, Period};
use huimin::column::{
    AttributeTable, Block, BlockRow, Codes, Column, Constants, Mask, Numbers, Program, RecordWorld,
    TextColumn, Truth,
};
use huimin::formula::{Reference, Resolved, Scope, Type, Value, evaluate, parse_expression};

use reference::generate::Random;
use reference::generate::formulas::{Atom, Formulas};

/// The names of fields with their types.
const FIELDS: [(&str, Type); 14] = [
    ("n", Type::Integer),
    ("m", Type::Integer),
    ("amount", Type::Decimal { scale: 2 }),
    ("share", Type::Decimal { scale: 6 }),
    ("day", Type::Date),
    ("until", Type::Date),
    ("opens", Type::Time),
    ("flag", Type::Boolean),
    ("sign", Type::Boolean),
    ("word", Type::Text),
    ("title", Type::Text),
    ("sort", Type::Text),
    ("place", Type::Division),
    ("elsewhere", Type::Division),
];
const CODES: [&str; 3] = ["a", "b-2", "甲"];
const WORDS: [&str; 7] = ["a", "b", "甲", "x y", "it's", "12", "530402"];
const PLACES: [i64; 5] = [
    530_000_000_000,
    530_400_000_000,
    530_402_000_000,
    530_402_001_000,
    539_999_000_000,
];
const NUMBERS: [i64; 9] = [
    0,
    1,
    -1,
    3,
    12,
    i64::MAX,
    i64::MIN,
    i64::MAX - 1,
    3_037_000_500,
];

struct Names;

impl Scope for Names {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        let resolved = |reference, r#type| Resolved {
            reference,
            r#type,
            codes: None,
        };
        if qualifier == Some("division") {
            return (name == "population").then(|| resolved(Reference::Division(0), Type::Integer));
        }
        match name {
            ":limit" => return Some(resolved(Reference::Parameter(0), Type::Integer)),
            ":rate" => {
                let scale = 3;
                return Some(resolved(Reference::Parameter(1), Type::Decimal { scale }));
            }
            ":period_start" => return Some(resolved(Reference::PeriodStart, Type::Date)),
            ":period_end" => return Some(resolved(Reference::PeriodEnd, Type::Date)),
            _ => {}
        }
        let place = FIELDS.iter().position(|(known, _)| *known == name)?;
        Some(resolved(Reference::Field(place as u16), FIELDS[place].1))
    }

    fn candidates(&self) -> Vec<String> {
        Vec::new()
    }
}

fn atoms() -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    for (name, r#type) in FIELDS {
        atoms.push(Atom::new(name, r#type));
    }
    atoms.push(Atom::new("division.population", Type::Integer));
    atoms.push(Atom::new(":limit", Type::Integer));
    atoms.push(Atom::new(":rate", Type::Decimal { scale: 3 }));
    atoms.push(Atom::new(":period_end", Type::Date));
    atoms
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn constants() -> Constants {
    let start = day("2019-01-01");
    let days = |text: &str| i64::from(day(text).days());
    Constants {
        period: Period::new(start, day("2019-12-31")).unwrap(),
        parameters: vec![
            vec![(days("2019-01-01"), 3), (days("2019-06-01"), 8)],
            vec![(days("2019-01-01"), 1_250)],
        ],
        own_date: Some(4),
    }
}

/// One value in five is missing.
fn known(rows: usize, random: &mut Random) -> Mask {
    Mask::from_fn(rows, |_| !random.chance(20))
}

fn numbers(rows: usize, random: &mut Random, mut value: impl FnMut(&mut Random) -> i64) -> Column {
    let values = (0..rows).map(|_| value(random)).collect();
    let known = known(rows, random);
    Column::Numbers(Numbers { values, known })
}

fn texts(rows: usize, form: usize, random: &mut Random) -> Column {
    let mut texts = Vec::new();
    for _ in 0..rows {
        let word = random.chance(80).then(|| *random.pick(&WORDS));
        texts.push(word.or_else(|| random.chance(50).then_some("")));
    }
    Column::Text(match form % 4 {
        0 => TextColumn::Utf8(StringArray::from(texts)),
        1 => TextColumn::LargeUtf8(LargeStringArray::from(texts)),
        2 => TextColumn::View(StringViewArray::from_iter(texts)),
        _ => {
            let dictionary = TextColumn::Utf8(StringArray::from(WORDS.to_vec()));
            let place = |text: &Option<&str>| {
                let place = WORDS.iter().position(|word| Some(*word) == *text);
                place.map_or(u32::MAX, |place| place as u32)
            };
            TextColumn::Dictionary(texts.iter().map(place).collect(), Arc::new(dictionary))
        }
    })
}

fn truths(rows: usize, random: &mut Random) -> Column {
    let known = known(rows, random);
    let yes = Mask::from_fn(rows, |_| random.chance(50));
    Column::Truth(Truth::of_known(&yes, &known))
}

/// A block; `large` percent of its numbers are at an end of their range.
fn block(rows: usize, large: usize, random: &mut Random) -> Block {
    let number = move |random: &mut Random| match random.chance(large) {
        true => *random.pick(&NUMBERS),
        false => random.between(-5, 20),
    };
    let (first, last) = (day("0001-01-01").days(), day("9999-12-31").days());
    let start = i64::from(day("2018-12-01").days());
    let date = move |random: &mut Random| match random.chance(large) {
        true => i64::from(*random.pick(&[first, first + 1, last, last - 1])),
        false => start + random.between(0, 420),
    };
    let mut fields = Vec::new();
    for (place, (name, r#type)) in FIELDS.iter().enumerate() {
        fields.push(match r#type {
            Type::Integer | Type::Decimal { .. } => numbers(rows, random, number),
            Type::Date => numbers(rows, random, date),
            Type::Time => numbers(rows, random, |random| random.between(0, 1_440)),
            Type::Boolean => truths(rows, random),
            Type::Division => numbers(rows, random, |random| *random.pick(&PLACES)),
            _ if *name == "sort" => Column::Codes(Codes {
                values: (0..rows).map(|_| random.below(CODES.len()) as u8).collect(),
                known: known(rows, random),
                list: CODES.iter().map(ToString::to_string).collect(),
            }),
            _ => texts(rows, place + random.below(4), random),
        });
    }
    let division = |random: &mut Random| match random.chance(20) {
        true => u32::MAX,
        false => random.below(3) as u32,
    };
    Block {
        rows,
        fields,
        divisions: (0..rows).map(|_| division(random)).collect(),
        others: Vec::new(),
    }
}

/// What a value is held as.
fn held(value: &Value<'_>, r#type: Type) -> Option<String> {
    Some(match (value, r#type) {
        (Value::Null, _) => return None,
        (Value::Number(_), Type::Ratio) => "a quotient".to_owned(),
        (Value::Number(number), r#type) => {
            let scale = match r#type {
                Type::Decimal { scale } => scale,
                _ => 0,
            };
            number.round_half_even(scale).unwrap().units().to_string()
        }
        (Value::Boolean(truth), _) => truth.to_string(),
        (Value::Date(date), _) => date.days().to_string(),
        (Value::Time(time), _) => time.minutes().to_string(),
        (Value::Division(code), _) => code.number().to_string(),
        (Value::Text(text), _) if text.is_empty() => return None,
        (Value::Text(text), _) => text.clone().into_owned(),
    })
}

fn shown(column: &Column, row: usize, r#type: Type) -> Option<String> {
    match column {
        Column::Numbers(_) if r#type == Type::Ratio => {
            column.number(row).map(|_| "a quotient".to_owned())
        }
        Column::Numbers(_) => column.number(row).map(|number| number.to_string()),
        Column::Truth(truth) => truth.value(row).map(|truth| truth.to_string()),
        Column::Codes(_) | Column::Text(_) => column.text(row).map(str::to_owned),
    }
}

/// What a run of programs came to.
#[derive(Debug, Default)]
struct Seen {
    formulas: usize,
    values: usize,
    missing: usize,
    failures: usize,
}

fn compare(texts: &[String], block: &Block, seen: &mut Seen) {
    let mut program = Program::new(constants());
    let ids: Vec<_> = texts
        .iter()
        .map(|text| {
            let mut found = Vec::new();
            let parsed = parse_expression(text, 0, &Names, &mut found);
            let parsed = parsed.unwrap_or_else(|| panic!("{text}: {found:?}"));
            program.add_formula(&parsed, text)
        })
        .collect();
    let attributes = [AttributeTable {
        values: Column::Numbers(Numbers {
            values: vec![500, i64::MAX, 0],
            known: Mask::from_fn(3, |row| row < 2),
        }),
    }];
    let evaluated = program.run(block, &attributes);
    let failed = evaluated.failures().iter();
    let failed: BTreeSet<(usize, &str)> = failed
        .map(|failure| (failure.row, &*failure.formula.text))
        .collect();
    for id in ids {
        let formula = program.formula(id).unwrap();
        let (expression, text) = (&formula.expression, &*formula.text);
        seen.formulas += 1;
        for row in 0..block.rows {
            let record = BlockRow { block, row };
            let world = RecordWorld {
                record: &record,
                constants: program.constants(),
                attributes: &attributes,
            };
            let is_failed = formula.check(&world).is_err();
            assert_eq!(
                failed.contains(&(row, text)),
                is_failed,
                "{text}, row {row}"
            );
            let found = shown(evaluated.column(id.node()), row, expression.r#type);
            let expected = match is_failed {
                true => None,
                false => held(&evaluate(expression, &world).unwrap(), expression.r#type),
            };
            assert_eq!(found, expected, "{text}, row {row}: {block:?}");
            seen.failures += usize::from(is_failed);
            seen.missing += usize::from(!is_failed && found.is_none());
            seen.values += usize::from(found.is_some());
        }
    }
}

#[test]
fn kernels_say_what_the_evaluator_says() {
    let mut random = Random::new(20_190_101);
    let mut seen = Seen::default();
    for round in 0..250 {
        let mut texts = Vec::new();
        for _ in 0..12 {
            let mut formulas = Formulas {
                random: &mut random,
                atoms: atoms(),
                days: ["2019-01-01", "2019-06-30", "0001-01-02", "9999-12-30"]
                    .map(str::to_owned)
                    .to_vec(),
                texts: true,
                working_days: true,
            };
            let depth = formulas.random.below(4);
            texts.push(match formulas.random.below(3) {
                0 => formulas.anything(depth),
                1 => formulas.number(depth),
                _ => formulas.condition(depth),
            });
        }
        texts.dedup();
        let large = [0, 15, 60][round % 3];
        let block = block(61, large, &mut random);
        compare(&texts, &block, &mut seen);
    }
    eprintln!("{seen:?}");
    assert!(seen.values > 50_000, "{seen:?}");
    assert!(seen.missing > 20_000, "{seen:?}");
    assert!(seen.failures > 500, "{seen:?}");
}

/// One formula for each kind of node, with what decides whether it can be computed.
const KINDS: [&str; 44] = [
    "n",
    "n = 3",
    "3 = n",
    "n <> m",
    "n < 3",
    "n <= m",
    "n > m",
    "n >= 9223372036854775807",
    "amount > 0.5",
    "0.5 >= amount",
    "amount = 1.255",
    "amount < share",
    "n > amount",
    "day <= until",
    "DATE '9999-12-31' >= until",
    "opens < opens",
    "flag = sign",
    "word = 'a'",
    "'a' <> word",
    "word < title",
    "word >= 'b'",
    "sort = '甲'",
    "sort IN ('a', '甲')",
    "n IN (1, 2.555, -1)",
    "amount IN (0.5, 1)",
    "day IN (DATE '2019-01-01')",
    "flag IN (TRUE)",
    "word IS NULL",
    "n IS NOT NULL",
    "flag IS NULL",
    "n IS DISTINCT FROM m",
    "place = '530402'",
    "'5304' < place",
    "place = elsewhere",
    "place BETWEEN '53' AND '530402'",
    "place LIKE '5304%'",
    "n + m",
    "n - m",
    "n * m",
    "-n",
    "day + n",
    "until - day",
    "length(word)",
    "working_days(day, until)",
];

#[test]
fn every_kind_of_node_says_what_the_evaluator_says() {
    let more = [
        "CASE WHEN flag THEN n WHEN sign THEN m END",
        "CASE WHEN n > 3 THEN word ELSE title END",
        "COALESCE(n, amount, 0)",
        "COALESCE(word, 'x')",
        "COALESCE(place, '530402')",
        "n / m",
        "n / m > amount / 3",
        "matches(word, '[a-z]+')",
        "valid_division_code(word)",
        "valid_citizen_id(word)",
        "valid_credit_code(title)",
        "n < :limit",
        "amount < :rate",
        "division.population + n > 0",
        "n > 3 AND flag OR NOT sign",
        "n > 4000000000 OR n * 9000000000 >= 0",
        "NOT (n * m > 3 AND flag)",
        "CASE WHEN n > 3 THEN 1 ELSE n * m END",
    ];
    let texts: Vec<String> = KINDS.iter().chain(&more).map(ToString::to_string).collect();
    let mut random = Random::new(7);
    let mut seen = Seen::default();
    for round in 0..60 {
        let block = block(1 + round, [0, 20, 70][round % 3], &mut random);
        compare(&texts, &block, &mut seen);
    }
    assert!(seen.failures > 1_000, "{seen:?}");
}
