//! Kernels over columns say what the evaluator says of each row: random formulas, and every kind of
//! node at the ends of its range, over blocks with columns in every form.
//!
//! `HUIMIN_BLOCKS` says how many blocks are tried (300 without it), `HUIMIN_SEED` with which seed the
//! first of them is made.

#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

#[expect(dead_code, reason = "formulas over measures are not written here")]
#[path = "reference/generate"]
mod generate {
    pub mod formulas;
    mod random;

    pub use random::Random;
}
#[path = "kernels/world.rs"]
mod world;

use std::collections::{BTreeMap, BTreeSet};

use huimin::column::{
    AttributeTable, Block, BlockRow, Evaluated, Formula, FormulaId, Node, Program, RecordWorld,
};
use huimin::formula::{Type, Value, evaluate, parse_expression};

use generate::Random;
use generate::formulas::Formulas;
use world::{Names, Row, attributes, block, constants, rows};

/// What a formula is in a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Nothing,
    Truth(bool),
    Number(i128),
    Text(String),
    /// It cannot be computed.
    Failed(String),
}

/// What the evaluator says: numbers in the units of their type, and a failure where these are not
/// of 64 bits; of a quotient that there is one.
fn evaluated(
    formula: &Formula,
    block: &Block,
    row: usize,
    program: &Program,
    attributes: &[AttributeTable],
) -> Said {
    let world = RecordWorld {
        record: &BlockRow { block, row },
        constants: program.constants(),
        attributes,
    };
    let (expression, checked) = (&formula.expression, formula.check(&world));
    let value = match evaluate(expression, &world) {
        Ok(value) => value,
        Err(error) => {
            assert_eq!(checked.unwrap_err().to_string(), error.to_string());
            return Said::Failed(error.to_string());
        }
    };
    let said = match value {
        Value::Null => Said::Nothing,
        Value::Boolean(truth) => Said::Truth(truth),
        Value::Number(_) if expression.r#type == Type::Ratio => Said::Number(0),
        Value::Number(number) => {
            let scale = match expression.r#type {
                Type::Decimal { scale } => u32::from(scale),
                _ => 0,
            };
            let number = number.reduced();
            // A number beyond 128 bits in its units is beyond 64.
            let units = number.numerator().checked_mul(10_i128.pow(scale));
            let exact = units.is_none_or(|units| units % number.denominator() == 0);
            assert!(exact, "{}: more digits than its type has", formula.text);
            Said::Number(units.map_or(i128::MAX, |units| units / number.denominator()))
        }
        Value::Date(date) => Said::Number(date.days().into()),
        Value::Time(time) => Said::Number(time.minutes().into()),
        Value::Division(code) => Said::Number(code.number().into()),
        Value::Text(text) if text.is_empty() => Said::Nothing,
        Value::Text(text) => Said::Text(text.into_owned()),
    };
    let fits = !matches!(said, Said::Number(number) if i64::try_from(number).is_err());
    assert_eq!(checked.is_ok(), fits, "{}: {said:?}", formula.text);
    match checked {
        Ok(()) => said,
        Err(error) => Said::Failed(error.to_string()),
    }
}

/// What the columns say of one formula.
fn computed(formula: &Formula, found: &Evaluated<'_>, rows: usize) -> Vec<Said> {
    let node = formula.node;
    let mut said: Vec<Said> = match formula.expression.r#type {
        Type::Boolean => {
            let truth = found.truth(node);
            let value = |row| truth.value(row).map_or(Said::Nothing, Said::Truth);
            (0..rows).map(value).collect()
        }
        Type::Text => {
            let column = found.column(node);
            let text = |row| column.text(row).map(str::to_owned);
            let value = |row| text(row).map_or(Said::Nothing, Said::Text);
            (0..rows).map(value).collect()
        }
        r#type => {
            let column = found.column(node);
            let number = |row| column.number(row).map(i128::from);
            let number = |row| number(row).map(|it| if r#type == Type::Ratio { 0 } else { it });
            let value = |row| number(row).map_or(Said::Nothing, Said::Number);
            (0..rows).map(value).collect()
        }
    };
    let known = found.known(node);
    for (row, value) in said.iter().enumerate() {
        assert_eq!(
            known.contains(row),
            *value != Said::Nothing,
            "{}",
            formula.text
        );
    }
    let failures = found.failures().iter();
    for failure in failures.filter(|failure| std::ptr::eq(failure.formula, formula)) {
        let place = &mut said[failure.row];
        assert_eq!(*place, Said::Nothing, "{} has no value", formula.text);
        *place = Said::Failed(failure.error.to_string());
    }
    said
}

/// Compares a program with the evaluator, row by row; what each formula is in each row.
fn compare(program: &Program, block: &Block, attributes: &[AttributeTable]) -> Vec<Vec<Said>> {
    let found = program.run(block, attributes);
    let formulas = program.formulas().iter();
    let all = formulas.map(|formula| {
        let said = computed(formula, &found, block.rows);
        for (row, said) in said.iter().enumerate() {
            let expected = evaluated(formula, block, row, program, attributes);
            let text = &formula.text;
            assert_eq!(
                *said,
                expected,
                "row {row} of `{text}`: {}",
                show(block, row)
            );
        }
        said
    });
    all.collect()
}

/// The values of a row by their names, for the message of a failure.
fn show(block: &Block, row: usize) -> String {
    let fields = block.fields.iter().zip(world::NAMES);
    let shown = fields.map(|(column, (name, ..))| format!("{name} = {:?}", column.cell(row)));
    shown.collect::<Vec<_>>().join(", ")
}

/// The same rows in blocks of other sizes: the same values.
fn compare_batches(
    program: &Program,
    rows: &[Row],
    attributes: &[AttributeTable],
    whole: &[Vec<Said>],
    random: &mut Random,
) {
    let mut begin = 0;
    while begin < rows.len() {
        let size = *random.pick(&[1, 2, 7, 63, 64, 65]);
        let end = rows.len().min(begin + size);
        let part = block(&rows[begin..end], random);
        let found = program.run(&part, attributes);
        for (formula, whole) in program.formulas().iter().zip(whole) {
            let said = computed(formula, &found, part.rows);
            assert_eq!(said, whole[begin..end], "{} from row {begin}", formula.text);
        }
        begin = end;
    }
}

fn add(program: &mut Program, text: &str) -> Option<FormulaId> {
    let mut diagnostics = Vec::new();
    let expression = parse_expression(text, 0, &Names, &mut diagnostics)?;
    Some(program.add_formula(&expression, text))
}

/// A formula over names whose values lie at the ends of their range, of kinds that the generator
/// does not write.
fn extreme(formulas: &mut Formulas<'_>) -> String {
    let number = ["n", "m", "big", "large", "beside.count", "d0", "d2", "d6"];
    let mut pick = |from: &[&str]| (*formulas.random.pick(from)).to_owned();
    let (a, b, c) = (pick(&number), pick(&number), pick(&number));
    let (whole, other) = (pick(&["n", "big", "large"]), pick(&["m", "big", "large"]));
    let date = pick(&["day", "until", "beside.day", "DATE '9999-12-31'"]);
    let time = pick(&["opens", "closes"]);
    let (text, word) = (
        pick(&["word", "kind", "place"]),
        pick(&["other", "sort", "'甲'"]),
    );
    let flag = pick(&["flag", "sign", "division.poor", "beside.flag"]);
    let operator = pick(&["=", "<>", "<", "<=", ">", ">="]);
    let guard = formulas.condition(1);
    match formulas.random.below(18) {
        0 => format!("{a} + {b} - {c} {operator} {a}"),
        1 => format!("{whole} * {other}"),
        2 => format!("-{a} - {b}"),
        3 => format!("{date} + {whole}"),
        4 => format!("({date} - {whole}) {operator} until"),
        5 => format!("CASE WHEN {guard} THEN {a} * 3 WHEN {flag} THEN {b} + 1 ELSE {c} END"),
        6 => format!("COALESCE({a} + {b}, {c}, 0)"),
        7 => format!("{flag} OR {a} * {whole} {operator} {b}"),
        8 => format!("CASE WHEN {guard} THEN opens ELSE closes END {operator} {time}"),
        9 => format!("COALESCE({time}, closes)"),
        10 => format!("{time} IS DISTINCT FROM closes AND {guard}"),
        11 => format!("CASE WHEN {flag} THEN {text} WHEN {guard} THEN {word} END"),
        12 => format!("COALESCE({text}, {word})"),
        13 => format!("{text} {operator} {word} OR {flag}"),
        14 => format!("{a} IN (0, 9223372036854775807, 0.000001, -0.5) AND {guard}"),
        15 => format!("{a} / {b} {operator} {c} OR ({a} / {b} * {c}) IS NULL"),
        16 => format!("working_days({date}, day) {operator} {whole}"),
        _ => format!("(day + {whole}) - until {operator} 3 AND NOT ({flag})"),
    }
}

/// Says at a failure how to see it once more.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("HUIMIN_SEED={} HUIMIN_BLOCKS=1", self.0);
        }
    }
}

#[test]
fn random_formulas_are_computed_alike() {
    let number = |name| {
        let text = std::env::var(name).ok();
        text.map(|text| text.parse::<u64>().expect("a number"))
    };
    let blocks = number("HUIMIN_BLOCKS").unwrap_or(BLOCKS);
    let first = number("HUIMIN_SEED").unwrap_or(0);
    let (mut refused, mut tried) = (0, 0);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in first..first + blocks {
        let _told = Told(seed);
        let mut random = Random::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut program = Program::new(constants());
        let mut formulas = Formulas {
            random: &mut random,
            atoms: world::atoms(),
            days: world::days(),
            texts: true,
            working_days: true,
        };
        for _ in 0..FORMULAS {
            let depth = formulas.random.below(4);
            let text = match formulas.random.below(6) {
                0 | 1 => formulas.condition(depth),
                2 => formulas.number(depth),
                3 => formulas.anything(depth),
                _ => extreme(&mut formulas),
            };
            tried += 1;
            refused += usize::from(add(&mut program, &text).is_none());
        }
        let (attributes, rows) = (attributes(&mut random), rows(ROWS, &mut random));
        let whole = compare(&program, &block(&rows, &mut random), &attributes);
        compare_batches(&program, &rows, &attributes, &whole, &mut random);
        for said in whole.iter().flatten() {
            let kind = match said {
                Said::Nothing => "nothing",
                Said::Truth(_) => "truth",
                Said::Number(_) => "number",
                Said::Text(_) => "text",
                Said::Failed(_) => "failed",
            };
            *seen.entry(kind).or_default() += 1;
        }
    }
    eprintln!("{refused} of {tried} formulas are refused; {seen:?}");
    // A number of more than 18 digits behind the point, or more than 19 digits.
    assert!(
        refused * 20 < tried,
        "{refused} of {tried} formulas are refused"
    );
    assert!(
        seen.len() == 5 && seen.values().all(|&count| count as u64 > 10 * blocks),
        "{seen:?}"
    );
}

const BLOCKS: u64 = 300;
const FORMULAS: usize = 60;
const ROWS: usize = 130;

/// A formula whose own node is of each kind, and more with values at its boundaries.
const NODES: [(&str, &str); 85] = [
    ("Field", "big"),
    ("Field", "flag"),
    ("Field", "kind"),
    ("Field", "word"),
    ("Field", "place"),
    ("Field", "closes"),
    ("Attribute", "division.poor"),
    ("Attribute", "division.people"),
    ("Attribute", "division.level"),
    ("Attribute", "division.name"),
    ("Attribute", "division.code"),
    ("Other", "beside.count"),
    ("Other", "beside.word"),
    ("Other", "beside.flag"),
    ("Number", "9223372036854775807"),
    ("Number", "-9223372036854775808"),
    ("Number", "DATE '0001-01-01'"),
    ("Number", ":period_end"),
    ("Truth", "TRUE"),
    ("Truth", "FALSE"),
    ("Parameter", ":limit"),
    ("Parameter", ":rate"),
    ("Compare", "big < large"),
    ("Compare", "day >= until"),
    ("Compare", "opens <> closes"),
    ("Compare", "place <= elsewhere"),
    ("Compare", "d2 = d2"),
    ("CompareConstant", "big >= 9223372036854775807"),
    ("CompareConstant", "-9223372036854775808 >= big"),
    ("CompareConstant", "until <= DATE '9999-12-31'"),
    ("CompareConstant", "d2 <> 12.5"),
    ("CompareConstant", "'530402' < place"),
    (
        "NumberIn",
        "big IN (0, 9223372036854775807, -9223372036854775808)",
    ),
    ("NumberIn", "d2 IN (0.01, 0.001, 1)"),
    ("NumberIn", "d0 IN (1, 1.5)"),
    (
        "NumberIn",
        "until IN (DATE '0001-01-01', DATE '9999-12-31')",
    ),
    ("NumberIn", "place IN ('53', '530402001201')"),
    ("TextIn", "kind IN ('甲', 'a')"),
    ("TextIn", "word IN ('', '甲', 'a', '𠀀')"),
    ("TextIn", "'b' = kind"),
    ("TextIn", "division.name = 'x y'"),
    ("IsNull", "word IS NULL"),
    ("IsNull", "(flag AND big > 0) IS NULL"),
    ("IsNull", "(big + large) IS NULL"),
    ("IsNull", "(n / m) IS NULL"),
    ("And", "flag AND sign AND big > 0"),
    ("And", "big BETWEEN large AND 9223372036854775807"),
    ("Or", "flag OR sign OR big * big > 0"),
    ("Not", "NOT (flag AND sign)"),
    ("Not", "kind <> 'b'"),
    ("Not", "kind IS NOT NULL"),
    ("Choose", "CASE WHEN flag THEN big WHEN sign THEN large END"),
    ("Choose", "CASE WHEN flag THEN big ELSE NULL END"),
    ("Choose", "CASE WHEN flag THEN big ELSE d2 END"),
    ("Choose", "CASE WHEN big > 0 THEN sign ELSE NULL END"),
    ("Choose", "CASE WHEN flag THEN opens ELSE closes END"),
    ("Choose", "COALESCE(place, elsewhere, '53')"),
    ("Choose", "COALESCE(flag, sign)"),
    ("Choose", "COALESCE(n, big + 1)"),
    ("Arithmetic", "big + large"),
    ("Arithmetic", "big - large"),
    ("Arithmetic", "big * large"),
    ("Arithmetic", "big + d6"),
    ("Arithmetic", "d3 * d6"),
    ("Arithmetic", "until - day"),
    ("AddDays", "until + 1"),
    ("AddDays", "until - 1"),
    ("AddDays", "until + big"),
    ("Negate", "-big"),
    ("Negate", "-(big - large)"),
    ("Text", "length(word)"),
    ("Text", "length(kind)"),
    ("Text", "length(place)"),
    ("Text", "matches(word, '[a-z ]+')"),
    ("Text", "word LIKE '%_b%'"),
    ("Text", "valid_division_code(word)"),
    ("Text", "valid_citizen_id(word)"),
    ("Text", "valid_credit_code(word)"),
    ("Expression", "big IS DISTINCT FROM large"),
    ("Expression", "word < other"),
    ("Expression", "'甲'"),
    ("Number", ":fixed"),
    ("Expression", "big / large"),
    ("Expression", "place IS NOT DISTINCT FROM elsewhere"),
    ("Expression", "working_days(day, until)"),
];

fn name_of(node: &Node) -> &'static str {
    match node {
        Node::Field(_) => "Field",
        Node::Attribute(_) => "Attribute",
        Node::Other(_) => "Other",
        Node::Number(_) => "Number",
        Node::Truth(_) => "Truth",
        Node::Parameter(..) => "Parameter",
        Node::Compare(..) => "Compare",
        Node::CompareConstant(..) => "CompareConstant",
        Node::NumberIn(..) => "NumberIn",
        Node::TextIn(..) => "TextIn",
        Node::IsNull(_) => "IsNull",
        Node::And(_) => "And",
        Node::Or(_) => "Or",
        Node::Not(_) => "Not",
        Node::Choose(..) => "Choose",
        Node::Arithmetic(..) => "Arithmetic",
        Node::AddDays(..) => "AddDays",
        Node::Negate(_) => "Negate",
        Node::Text(..) => "Text",
        Node::Expression(_) => "Expression",
        // Never the node of a formula: a number is rescaled for the sake of another.
        Node::Rescale(..) => "Rescale",
    }
}

#[test]
fn every_kind_of_node_is_computed_alike() {
    let mut random = Random::new(5);
    let mut program = Program::new(constants());
    for (kind, text) in NODES {
        let id = add(&mut program, text).unwrap_or_else(|| panic!("{text} is refused"));
        let node = program.node(id.node()).unwrap();
        assert_eq!(name_of(node), kind, "{text}");
    }
    let kinds: BTreeSet<&str> = NODES.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds.len(), 20);
    let (attributes, rows) = (attributes(&mut random), rows(1_000, &mut random));
    let whole = compare(&program, &block(&rows, &mut random), &attributes);
    compare_batches(&program, &rows, &attributes, &whole, &mut random);
    // No formula but a constant says the same of every row.
    for (formula, said) in program.formulas().iter().zip(&whole) {
        let different: BTreeSet<&Said> = said.iter().collect();
        let constant = ["Number", "Truth"].contains(&name_of(program.node(formula.node).unwrap()))
            || matches!(&*formula.text, "'甲'" | ":fixed");
        assert_eq!(different.len() == 1, constant, "{}", formula.text);
    }
}

#[test]
fn a_block_without_rows_has_no_values() {
    let mut random = Random::new(6);
    let mut program = Program::new(constants());
    for (_, text) in NODES {
        add(&mut program, text).unwrap();
    }
    let (attributes, empty) = (attributes(&mut random), block(&[], &mut random));
    let said = compare(&program, &empty, &attributes);
    assert!(said.iter().all(Vec::is_empty));
}
