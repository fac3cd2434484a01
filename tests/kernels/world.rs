//! Rows of every type and the columns they can be held in; the names formulas know them by.

use std::sync::Arc;

use arrow_array::{LargeStringArray, StringArray, StringViewArray};
use huimin::calendar::{Date, Period};
use huimin::column::{
    AttributeTable, Block, Codes, Column, Constants, Mask, Numbers, TextColumn, Truth,
};
use huimin::formula::{Reference, Resolved, Scope, Type};

use super::generate::Random;
use super::generate::formulas::Atom;

/// The codes of the list that coded fields are taken from.
pub const CODES: [&str; 4] = ["b", "a", "longer", "甲"];

/// The divisions of which the register says something.
pub const DIVISIONS: u32 = 5;

/// Name, reference, type, whether a code of the list.
pub const NAMES: [(&str, Reference, Type, bool); 34] = [
    ("day", Reference::Field(0), Type::Date, false),
    ("until", Reference::Field(1), Type::Date, false),
    ("opens", Reference::Field(2), Type::Time, false),
    ("closes", Reference::Field(3), Type::Time, false),
    ("n", Reference::Field(4), Type::Integer, false),
    ("m", Reference::Field(5), Type::Integer, false),
    ("big", Reference::Field(6), Type::Integer, false),
    ("large", Reference::Field(7), Type::Integer, false),
    ("d0", Reference::Field(8), Type::Decimal { scale: 0 }, false),
    ("d1", Reference::Field(9), Type::Decimal { scale: 1 }, false),
    (
        "d2",
        Reference::Field(10),
        Type::Decimal { scale: 2 },
        false,
    ),
    (
        "d3",
        Reference::Field(11),
        Type::Decimal { scale: 3 },
        false,
    ),
    (
        "d4",
        Reference::Field(12),
        Type::Decimal { scale: 4 },
        false,
    ),
    (
        "d5",
        Reference::Field(13),
        Type::Decimal { scale: 5 },
        false,
    ),
    (
        "d6",
        Reference::Field(14),
        Type::Decimal { scale: 6 },
        false,
    ),
    ("flag", Reference::Field(15), Type::Boolean, false),
    ("sign", Reference::Field(16), Type::Boolean, false),
    ("kind", Reference::Field(17), Type::Text, true),
    ("sort", Reference::Field(18), Type::Text, true),
    ("word", Reference::Field(19), Type::Text, false),
    ("other", Reference::Field(20), Type::Text, false),
    ("prose", Reference::Field(21), Type::Text, false),
    ("place", Reference::Field(22), Type::Division, false),
    ("elsewhere", Reference::Field(23), Type::Division, false),
    ("beside.count", Reference::Other(0), Type::Integer, false),
    ("beside.day", Reference::Other(1), Type::Date, false),
    ("beside.word", Reference::Other(2), Type::Text, false),
    ("beside.flag", Reference::Other(3), Type::Boolean, false),
    (
        "division.poor",
        Reference::Division(0),
        Type::Boolean,
        false,
    ),
    (
        "division.people",
        Reference::Division(1),
        Type::Integer,
        false,
    ),
    ("division.level", Reference::Division(2), Type::Text, true),
    ("division.name", Reference::Division(3), Type::Text, false),
    (
        "division.code",
        Reference::Division(4),
        Type::Division,
        false,
    ),
    ("division.since", Reference::Division(5), Type::Date, false),
];

/// Parameters and the days of the programme.
const CONSTANTS: [(&str, Reference, Type); 5] = [
    (":limit", Reference::Parameter(0), Type::Integer),
    (":rate", Reference::Parameter(1), Type::Decimal { scale: 2 }),
    (
        ":fixed",
        Reference::Parameter(2),
        Type::Decimal { scale: 3 },
    ),
    (":period_start", Reference::PeriodStart, Type::Date),
    (":period_end", Reference::PeriodEnd, Type::Date),
];

/// Constants at the ends of what can be written.
const EXTREMES: [(&str, Type); 6] = [
    ("9223372036854775807", Type::Integer),
    ("(-9223372036854775807 - 1)", Type::Integer),
    ("(-9223372036854775807)", Type::Integer),
    ("999999999999.999999", Type::Decimal { scale: 6 }),
    ("(-92233720368547758.08)", Type::Decimal { scale: 2 }),
    ("0.000001", Type::Decimal { scale: 6 }),
];

/// The names, for the compiler.
pub struct Names;

impl Scope for Names {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        let whole = qualifier.map_or(name.to_owned(), |qualifier| format!("{qualifier}.{name}"));
        let codes = || CODES.iter().map(|code| (*code).to_owned()).collect();
        let field = NAMES.iter().find(|(known, ..)| *known == whole);
        let field = field.map(|(_, reference, r#type, coded)| Resolved {
            reference: *reference,
            r#type: *r#type,
            codes: coded.then(codes),
        });
        let constant = CONSTANTS.iter().find(|(known, ..)| *known == whole);
        let constant = constant.map(|(_, reference, r#type)| Resolved {
            reference: *reference,
            r#type: *r#type,
            codes: None,
        });
        field.or(constant)
    }

    fn candidates(&self) -> Vec<String> {
        NAMES.iter().map(|(name, ..)| (*name).to_owned()).collect()
    }
}

/// The names, for the generator.
pub fn atoms() -> Vec<Atom> {
    let fields = NAMES.iter().map(|(name, _, r#type, coded)| {
        let mut atom = Atom::new(*name, *r#type);
        if *coded {
            atom.codes = CODES.iter().map(|code| (*code).to_owned()).collect();
        }
        atom
    });
    let constants = CONSTANTS
        .iter()
        .map(|(name, _, r#type)| Atom::new(*name, *r#type));
    let extremes = EXTREMES
        .iter()
        .map(|(text, r#type)| Atom::new(*text, *r#type));
    fields.chain(constants).chain(extremes).collect()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn number_of(text: &str) -> i64 {
    i64::from(day(text).days())
}

/// What all rows share: a parameter with several values, a decimal one, one that never changes.
pub fn constants() -> Constants {
    Constants {
        period: Period::new(day("2019-01-01"), day("2019-12-31")).unwrap(),
        parameters: vec![
            vec![
                (number_of("2019-03-01"), 1),
                (number_of("2019-07-01"), 5),
                (number_of("9999-12-31"), i64::MAX),
            ],
            vec![
                (number_of("0001-01-02"), -25),
                (number_of("2019-06-30"), 50),
            ],
            vec![(number_of("2019-03-01"), 12_250)],
        ],
        own_date: Some(0),
    }
}

/// A value of a row as it is held.
#[derive(Clone, Debug)]
pub enum Held {
    Null,
    Number(i64),
    Truth(bool),
    Code(u8),
    Text(&'static str),
}

const WORDS: [&str; 19] = [
    "a",
    "b",
    "甲",
    "x y",
    "it's",
    "12",
    "ab",
    "longer",
    "",
    "530402",
    "530402000000",
    "440524188001010014",
    "91110000600037341L",
    "a\nb",
    "𠀀",
    "a text of more than twelve bytes",
    "%",
    "1_",
    "Ａ",
];

const NUMBERS: [i64; 14] = [
    0, 1, -1, 2, 3, 5, -7, 10, 12, 50, 100, 125, 1_000, 1_000_000,
];

const LARGE: [i64; 9] = [
    i64::MIN,
    i64::MIN + 1,
    i64::MAX,
    i64::MAX - 1,
    4_611_686_018_427_387_904,
    -4_611_686_018_427_387_905,
    3_037_000_500,
    9_007_199_254_740_993,
    922_337_203_685_477_581,
];

const DAYS: [&str; 14] = [
    "0001-01-01",
    "0001-01-02",
    "9999-12-31",
    "9999-12-30",
    "1970-01-01",
    "1969-12-31",
    "2019-01-01",
    "2019-02-28",
    "2019-03-01",
    "2019-06-30",
    "2019-07-01",
    "2019-12-31",
    "2020-02-29",
    "2031-01-01",
];

const DIVISION_CODES: [i64; 8] = [
    530_000_000_000,
    530_400_000_000,
    530_402_000_000,
    530_402_001_000,
    530_402_001_201,
    530_481_000_000,
    539_999_000_000,
    110_000_000_000,
];

/// A value of a type; `large` percent of the numbers are at the ends of their range.
pub fn value(r#type: Type, coded: bool, large: usize, random: &mut Random) -> Held {
    if random.chance(15) {
        return Held::Null;
    }
    match r#type {
        Type::Boolean => Held::Truth(random.chance(50)),
        Type::Integer | Type::Decimal { .. } if random.chance(large) => {
            Held::Number(*random.pick(&LARGE))
        }
        Type::Integer | Type::Decimal { .. } | Type::Ratio => Held::Number(*random.pick(&NUMBERS)),
        Type::Date => Held::Number(i64::from(day(random.pick::<&str>(&DAYS)).days())),
        Type::Time => Held::Number(*random.pick(&[0, 1, 510, 720, 1_020, 1_439, 1_440])),
        Type::Text if coded => Held::Code(random.below(CODES.len()) as u8),
        Type::Text => Held::Text(random.pick::<&str>(&WORDS)),
        Type::Division => Held::Number(*random.pick(&DIVISION_CODES)),
    }
}

/// How many of a hundred numbers of a name are at the ends of their range.
pub fn share_of_large(name: &str) -> usize {
    match name {
        "n" | "m" | "beside.count" => 0,
        "big" => 60,
        _ => 10,
    }
}

/// The days that matter, for the generator.
pub fn days() -> Vec<String> {
    DAYS.iter().map(|day| (*day).to_owned()).collect()
}

/// A row: the values of the names in their order, and the division's index.
#[derive(Clone, Debug)]
pub struct Row {
    pub values: Vec<Held>,
    pub division: u32,
}

pub fn rows(count: usize, random: &mut Random) -> Vec<Row> {
    let mut row = || Row {
        values: NAMES
            .iter()
            .map(|(name, _, r#type, coded)| value(*r#type, *coded, share_of_large(name), random))
            .collect(),
        division: match random.below(DIVISIONS as usize + 1) as u32 {
            DIVISIONS => u32::MAX,
            index => index,
        },
    };
    (0..count).map(|_| row()).collect()
}

/// Rows as a block, each column in a form that is drawn.
pub fn block(rows: &[Row], random: &mut Random) -> Block {
    let mut of = |wanted: fn(Reference) -> bool| {
        let names = NAMES.iter().enumerate();
        let columns = names.filter(|(_, (_, reference, ..))| wanted(*reference));
        let columns = columns.map(|(place, (_, _, r#type, coded))| {
            let held: Vec<&Held> = rows.iter().map(|row| &row.values[place]).collect();
            column(*r#type, *coded, &held, random)
        });
        columns.collect()
    };
    Block {
        rows: rows.len(),
        fields: of(|reference| matches!(reference, Reference::Field(_))),
        others: of(|reference| matches!(reference, Reference::Other(_))),
        divisions: rows.iter().map(|row| row.division).collect(),
    }
}

/// What the register says of each division.
pub fn attributes(random: &mut Random) -> Vec<AttributeTable> {
    let names = NAMES.iter();
    let names = names.filter(|(_, reference, ..)| matches!(reference, Reference::Division(_)));
    let tables = names.map(|(_, _, r#type, coded)| {
        let values: Vec<Held> = (0..DIVISIONS)
            .map(|_| value(*r#type, *coded, 10, random))
            .collect();
        let held: Vec<&Held> = values.iter().collect();
        AttributeTable {
            values: column(*r#type, *coded, &held, random),
        }
    });
    tables.collect()
}

fn column(r#type: Type, coded: bool, held: &[&Held], random: &mut Random) -> Column {
    let known = Mask::from_fn(held.len(), |row| !matches!(held[row], Held::Null));
    match r#type {
        Type::Boolean => Column::Truth(Truth {
            yes: Mask::from_fn(held.len(), |row| matches!(held[row], Held::Truth(true))),
            no: Mask::from_fn(held.len(), |row| matches!(held[row], Held::Truth(false))),
        }),
        Type::Text if coded => {
            let position = |held: &&Held| match held {
                Held::Code(position) => *position,
                // Any number may lie under a missing value.
                _ => *random.pick(&[0, 3, u8::MAX]),
            };
            Column::Codes(Codes {
                values: held.iter().map(position).collect(),
                known,
                list: CODES.iter().map(|code| (*code).to_owned()).collect(),
            })
        }
        Type::Text => {
            let texts = held.iter().map(|held| match held {
                Held::Text(text) => Some(*text),
                _ => None,
            });
            Column::Text(text_column(&texts.collect::<Vec<_>>(), random))
        }
        _ => {
            let number = |held: &&Held| match held {
                Held::Number(number) => *number,
                _ => *random.pick(&[0, 1, i64::MIN, i64::MAX]),
            };
            Column::Numbers(Numbers {
                values: held.iter().map(number).collect(),
                known,
            })
        }
    }
}

/// Texts in one of the forms they come in; an empty one may be null.
fn text_column(texts: &[Option<&str>], random: &mut Random) -> TextColumn {
    // Views and offsets may begin anywhere in their buffers.
    let mut padded = vec![Some("before")];
    padded.extend_from_slice(texts);
    padded.push(Some("behind"));
    let rows = texts.len();
    match random.below(4) {
        0 => TextColumn::Utf8(StringArray::from(padded).slice(1, rows)),
        1 => TextColumn::LargeUtf8(LargeStringArray::from(padded).slice(1, rows)),
        2 => TextColumn::View(StringViewArray::from(padded).slice(1, rows)),
        _ if texts.iter().all(Option::is_none) => TextColumn::Null(rows),
        _ => {
            let mut distinct: Vec<Option<&str>> = texts.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            let position = |text: &Option<&str>| match text {
                None if random.chance(50) => u32::MAX,
                _ => distinct.binary_search(text).unwrap() as u32,
            };
            let positions = texts.iter().map(position).collect();
            let inner = text_column_of(&distinct);
            TextColumn::Dictionary(positions, Arc::new(inner))
        }
    }
}

fn text_column_of(texts: &[Option<&str>]) -> TextColumn {
    TextColumn::View(StringViewArray::from(texts.to_vec()))
}
