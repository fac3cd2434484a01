//! The reader and the schema take and refuse the same.
//!
//! Definitions are made at random from the declarations: mostly right ones, with some
//! mistakes. What one table says by itself is the schema's to say as well as the
//! reader's; how parts fit together is not, and is not read here.

#![expect(clippy::arithmetic_side_effects, reason = "dice, and small numbers")]

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use super::super::builtin::{builtin_names, builtin_text};
use super::super::code;
use super::super::model::Definition;
use super::super::read::read_parts;
use super::super::reporting::MissingChildren;
use super::super::scoring::ScoreInstead;
use super::super::sink::Sink;
use super::describe::{Condition, Json, Presence, Shape, TableDescription};
use super::file::File;
use super::forms::Taken;
use super::rule::StructuralRules;
use super::schema_tests::tables;
use super::table::Table;
use super::validator_tests::Schema;
use crate::allocate::Method;
use crate::plan::StructuralRule;
use crate::score::{DEFAULT_DECIMALS, Instead, Terms};

const DEFINITIONS: u64 = 4_000;

/// A value as a file would have it.
#[derive(Clone, Debug)]
enum Node {
    Text(String),
    Integer(i64),
    Float,
    Flag(bool),
    Date(&'static str),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

impl Node {
    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn toml(&self) -> String {
        match self {
            Self::Text(text) => format!("'{text}'"),
            Self::Integer(number) => number.to_string(),
            Self::Float => "0.5".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Date(date) => (*date).to_owned(),
            Self::List(list) => {
                let list: Vec<String> = list.iter().map(Self::toml).collect();
                format!("[{}]", list.join(", "))
            }
            Self::Table(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|(key, value)| format!("'{key}' = {}", value.toml()));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Text(text) => Json::text(text),
            Self::Integer(number) => Json::number(number),
            Self::Float => Json::number(0.5),
            Self::Flag(flag) => Json::Flag(*flag),
            Self::Date(date) => Json::text(*date),
            Self::List(list) => Json::List(list.iter().map(Self::json).collect()),
            Self::Table(entries) => {
                let entries = entries.iter();
                Json::Object(
                    entries
                        .map(|(key, value)| (key.clone(), value.json()))
                        .collect(),
                )
            }
        }
    }
}

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

#[test]
fn reader_and_schema_take_the_same_definitions() {
    let schema = Schema::new();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut taken, mut refused) = (0_u64, 0_u64);
    let mut refusals = BTreeSet::new();
    for _ in 0..DEFINITIONS {
        let keeps_conditions = !dice.one_in(4);
        let mut node = table(&File::describe(), &mut dice, keeps_conditions);
        for _ in 0..dice.below(3) {
            spoil(&mut node, &mut dice);
        }
        let Node::Table(entries) = &node else {
            continue;
        };
        let lines = entries.iter();
        let text: String = lines
            .map(|(key, value)| format!("'{key}' = {}\n", value.toml()))
            .collect();
        let codes = read(&text);
        let by_schema = schema.refusal(&node.json());
        assert_eq!(
            codes.is_empty(),
            by_schema.is_none(),
            "{text}\nthe reader: {codes:?}\nthe schema: {by_schema:?}"
        );
        if codes.is_empty() {
            taken += 1;
        } else {
            refused += 1;
        }
        refusals.extend(codes);
    }
    assert!(taken > DEFINITIONS / 5, "{taken} taken");
    assert!(refused > DEFINITIONS / 5, "{refused} refused");
    let reader_alone = [
        code::UNKNOWN_KEY,
        code::MISSING_KEY,
        code::WRONG_TYPE,
        code::BAD_ID,
        code::BAD_DATE,
        code::BINARY_FLOAT,
        code::BAD_NUMBER,
        code::UNKNOWN_CHOICE,
        code::ONE_LANGUAGE,
        code::UNFIT_FIELD,
        code::UNCLEAR_KIND,
        code::EMPTY,
        code::BAD_DIVISION_CODE,
        code::BAD_OFFSET,
    ];
    assert_eq!(refusals, BTreeSet::from(reader_alone));
}

/// The codes with which the reader refuses a text, but for what no schema can say: that
/// a period ends before it starts.
fn read(text: &str) -> Vec<&'static str> {
    let sink = Sink::new(text);
    let document = DeTable::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
    read_parts(document.get_ref(), &sink);
    let codes = sink.into_sorted().into_iter().map(|it| it.code);
    codes.filter(|code| *code != code::BAD_PERIOD).collect()
}

/// A table with the keys it must have, and some of the others.
fn table(table: &TableDescription, dice: &mut Dice, keeps_conditions: bool) -> Node {
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    for key in &table.keys {
        let chance = if table.name == "file" { 4 } else { 2 };
        if matches!(key.presence, Presence::Required) || dice.one_in(chance) {
            wanted.insert(key.name);
        }
    }
    if !table.alternatives.is_empty() && keeps_conditions {
        let alternative = &table.alternatives[dice.below(table.alternatives.len())];
        wanted.extend(alternative.with);
        wanted.retain(|key| !alternative.without.contains(key));
    }
    let mut entries: Vec<(String, Node)> = Vec::new();
    for key in &table.keys {
        let value = value(&key.shape, dice, keeps_conditions);
        entries.push((key.name.to_owned(), value));
    }
    if keeps_conditions {
        for condition in &table.conditions {
            keep(condition, &mut wanted, &mut entries);
        }
    }
    entries.retain(|(key, _)| wanted.contains(key.as_str()));
    for condition in &table.conditions {
        if let Condition::Open(shape) = condition {
            entries.push(("名称".to_owned(), value(shape, dice, keeps_conditions)));
        }
    }
    Node::Table(entries)
}

/// Takes keys away, or adds some, until `condition` holds.
fn keep<'k>(condition: &Condition, wanted: &mut BTreeSet<&'k str>, entries: &mut [(String, Node)])
where
    'static: 'k,
{
    let has = |entries: &[(String, Node)], key: &str, test: &dyn Fn(&Node) -> bool| {
        entries
            .iter()
            .any(|(name, value)| name == key && test(value))
    };
    match condition {
        Condition::Needs(key, needed) => {
            if wanted.contains(key) {
                wanted.extend(*needed);
            }
        }
        Condition::Excludes(key, excluded) => {
            if wanted.contains(key) {
                wanted.retain(|key| !excluded.contains(key));
            }
        }
        Condition::TrueExcludes(key, excluded) => {
            if wanted.contains(key) && has(entries, key, &|it| matches!(it, Node::Flag(true))) {
                wanted.retain(|key| !excluded.contains(key));
            }
        }
        Condition::OnlyWhere(key, other, word) => {
            if !has(
                entries,
                other,
                &|it| matches!(it, Node::Text(text) if text == word),
            ) {
                wanted.remove(key);
            }
        }
        Condition::NeededWhere(key, other, word) => {
            if has(
                entries,
                other,
                &|it| matches!(it, Node::Text(text) if text == word),
            ) {
                wanted.insert(key);
            }
        }
        Condition::SomeOf(lists) => {
            let filled = |list: &&&str| {
                has(
                    entries,
                    list,
                    &|it| matches!(it, Node::List(list) if !list.is_empty()),
                )
            };
            match lists.iter().find(filled) {
                Some(filled) => {
                    wanted.insert(filled);
                }
                None => wanted.clear(),
            }
        }
        Condition::Open(_) => {}
    }
}

/// A value of a shape.
fn value(shape: &Shape, dice: &mut Dice, keeps_conditions: bool) -> Node {
    let several = |least: usize, dice: &mut Dice| least.max(dice.below(3));
    match shape {
        Shape::Line(_) | Shape::Formula => Node::text(dice.of(&["x", "目标", "count(*)", " a "])),
        Shape::Id(_) => Node::text(dice.of(&["cases_handled", "指标1", "a", "ß", "ªb", "x_9"])),
        Shape::ProgrammeId => Node::text(dice.of(&["yuxi-2019", "a"])),
        Shape::DivisionCode => {
            Node::text(dice.of(&["53", "5304", "530402", "530402001", "530402001001"]))
        }
        Shape::UtcOffset => Node::text(dice.of(&["+08:00", "-03:30", "+14:00", "+00:59"])),
        Shape::Date => Node::Date(["2019-01-01", "2019-12-31", "0001-02-28"][dice.below(3)]),
        Shape::Number => match dice.below(3) {
            0 => Node::Integer(if dice.one_in(4) { -7 } else { 8000 }),
            _ => Node::text(dice.of(&["0.98", "98%", "-0.5", "007", "2.50%"])),
        },
        Shape::Whole => Node::Integer(if dice.one_in(3) { 0 } else { 12 }),
        Shape::Times => match dice.below(2) {
            0 => Node::Integer(2),
            _ => Node::text(dice.of(&["3", "01"])),
        },
        Shape::Small(most) => {
            Node::Integer(i64::try_from(dice.below(usize::from(*most) + 1)).unwrap())
        }
        Shape::Flag => Node::Flag(dice.one_in(2)),
        Shape::Words(_, words) => Node::text(dice.of(words)),
        Shape::Cell => match dice.below(4) {
            0 => Node::text(dice.of(&["", "x"])),
            1 => Node::Integer(3),
            2 => Node::Flag(true),
            _ => Node::Date("2019-06-30"),
        },
        Shape::List { of, least, .. } => {
            let number = several(*least, dice);
            Node::List(
                (0..number)
                    .map(|_| value(of, dice, keeps_conditions))
                    .collect(),
            )
        }
        Shape::Within(of, _) => value(of, dice, keeps_conditions),
        Shape::Table(_, describe) => table(&describe(), dice, keeps_conditions),
        Shape::Map {
            keys, of, least, ..
        } => {
            let number = several(*least, dice);
            let mut entries: BTreeMap<String, Node> = BTreeMap::new();
            for position in 0..number {
                let key = match keys {
                    Some(keys) => match value(keys, dice, keeps_conditions) {
                        Node::Text(key) => key,
                        _ => unreachable!(),
                    },
                    None => format!("k{position}"),
                };
                entries.insert(key, value(of, dice, keeps_conditions));
            }
            Node::Table(entries.into_iter().collect())
        }
    }
}

/// One mistake somewhere, perhaps: another value, a key more, a key less.
fn spoil(node: &mut Node, dice: &mut Dice) {
    let deeper = !dice.one_in(6);
    match node {
        Node::List(list) if deeper && !list.is_empty() => {
            let position = dice.below(list.len());
            spoil(&mut list[position], dice);
        }
        Node::Table(entries) if deeper && !entries.is_empty() => {
            let position = dice.below(entries.len());
            match dice.below(12) {
                0 => {
                    entries.remove(position);
                }
                1 if entries.iter().all(|(key, _)| key != "lable") => {
                    entries.push(("lable".to_owned(), Node::text("x")));
                }
                _ => spoil(&mut entries[position].1, dice),
            }
        }
        Node::Table(_) if dice.one_in(2) => {}
        // A date is text for a schema, so one of them may not take the place of the other.
        _ => {
            *node = match dice.below(12) {
                0 => Node::text(dice.of(&["", "  ", "　"])),
                1 => {
                    Node::text(dice.of(&["Upper", "ａb", "9a", "a b", "ǅ", "Ⅳ", "a\u{301}", "_a"]))
                }
                2 => Node::text(dice.of(&[
                    "98%%", "1e3", "1.", ".5", "+1", "5304021", "+8:00", "+15:00",
                ])),
                3 => Node::Integer(-3),
                4 => Node::Integer(300),
                5 => Node::Float,
                6 => Node::Flag(false),
                7 => Node::List(Vec::new()),
                8 => Node::List(vec![Node::text("county")]),
                9 => Node::Table(Vec::new()),
                10 => Node::text(dice.of(&["county", "reject", "latest", "webster", "village"])),
                _ => Node::text("530402"),
            };
        }
    }
}

/// Every key of the built-in definitions is declared, and the schema takes them.
#[test]
fn built_in_definitions_have_declared_keys() {
    let schema = Schema::new();
    for name in builtin_names() {
        let text = builtin_text(name).unwrap();
        let document = DeTable::parse(text).unwrap();
        let json = json_of_table(document.get_ref());
        undeclared(&json, &Shape::Table(None, File::describe), name);
        assert_eq!(schema.refusal(&json), None, "{name}");
    }
}

/// Every table of the format stands in the file that has all of them, with every key.
#[test]
fn the_file_of_every_table_has_every_key() {
    let text = include_str!("../read_every_table.toml");
    match Definition::parse("every", text) {
        Ok((_, warnings)) => assert_eq!(warnings.list, []),
        Err(diagnostics) => panic!("{:#?}", diagnostics.list),
    }
    let document = DeTable::parse(text).unwrap();
    let json = json_of_table(document.get_ref());
    assert_eq!(Schema::new().refusal(&json), None);
    let mut seen = BTreeSet::new();
    keys_seen(&json, &Shape::Table(None, File::describe), &mut seen);
    for table in tables() {
        assert!(seen.contains(table.name), "{} is missing", table.name);
        for key in table.keys {
            let key = format!("{}.{}", table.name, key.name);
            assert!(seen.contains(&key), "{key} is missing");
        }
    }
}

/// Names of tables, and `table.key` of keys, that stand in `json`.
fn keys_seen(json: &Json, shape: &Shape, seen: &mut BTreeSet<String>) {
    match (shape, json) {
        (Shape::Within(of, _), json) => keys_seen(json, of, seen),
        (Shape::Table(_, describe), Json::Object(entries)) => {
            let table = describe();
            seen.insert(table.name.to_owned());
            for (key, value) in entries {
                seen.insert(format!("{}.{key}", table.name));
                if let Some(key) = table.keys.iter().find(|it| it.name == key) {
                    keys_seen(value, &key.shape, seen);
                }
            }
        }
        (Shape::List { of, .. }, Json::List(list)) => {
            list.iter().for_each(|value| keys_seen(value, of, seen));
        }
        (Shape::Map { of, .. }, Json::Object(entries)) => {
            entries
                .iter()
                .for_each(|(_, value)| keys_seen(value, of, seen));
        }
        _ => {}
    }
}

fn undeclared(json: &Json, shape: &Shape, place: &str) {
    match (shape, json) {
        (Shape::Within(of, _), json) => undeclared(json, of, place),
        (Shape::Table(_, describe), Json::Object(entries)) => {
            let table = describe();
            let is_open = table
                .conditions
                .iter()
                .any(|it| matches!(it, Condition::Open(_)));
            for (name, value) in entries {
                match table.keys.iter().find(|key| key.name == name) {
                    Some(key) => undeclared(value, &key.shape, &format!("{place}.{name}")),
                    None => assert!(is_open, "{place}.{name} is not declared"),
                }
            }
        }
        (Shape::List { of, .. }, Json::List(list)) => {
            list.iter().for_each(|value| undeclared(value, of, place));
        }
        (Shape::Map { of, .. }, Json::Object(entries)) => {
            entries
                .iter()
                .for_each(|(_, value)| undeclared(value, of, place));
        }
        _ => {}
    }
}

fn json_of_table(table: &DeTable<'_>) -> Json {
    let entries = table.iter();
    let entries = entries.map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref())));
    Json::Object(entries.collect())
}

fn json_of(value: &DeValue<'_>) -> Json {
    match value {
        DeValue::String(text) => Json::text(text.to_string()),
        DeValue::Integer(number) => Json::number(number.as_str()),
        DeValue::Float(number) => Json::number(number.as_str()),
        DeValue::Boolean(flag) => Json::Flag(*flag),
        DeValue::Datetime(date) => Json::text(date.to_string()),
        DeValue::Array(list) => Json::List(list.iter().map(|it| json_of(it.get_ref())).collect()),
        DeValue::Table(table) => json_of_table(table),
    }
}

/// Alternatives and conditions name keys that there are.
#[test]
fn keys_that_go_together_are_declared() {
    for table in tables() {
        let mut named: Vec<&str> = Vec::new();
        for it in table.alternatives {
            named.extend(it.with.iter().chain(it.without));
        }
        for condition in &table.conditions {
            match condition {
                Condition::Needs(key, keys)
                | Condition::Excludes(key, keys)
                | Condition::TrueExcludes(key, keys) => {
                    named.push(key);
                    named.extend(*keys);
                }
                Condition::OnlyWhere(key, other, word)
                | Condition::NeededWhere(key, other, word) => {
                    named.extend([key, other]);
                    let other = table.keys.iter().find(|it| it.name == *other);
                    let has_word = other.is_some_and(
                        |it| matches!(&it.shape, Shape::Words(_, words) if words.contains(word)),
                    );
                    assert!(has_word, "{}: {word}", table.name);
                }
                Condition::SomeOf(keys) => named.extend(*keys),
                Condition::Open(_) => {}
            }
        }
        for name in named {
            let declared = table.keys.iter().any(|key| key.name == name);
            assert!(declared, "{} has no key {name}", table.name);
        }
    }
}

/// What a request that is no definition leaves out is what a definition leaves out.
#[test]
fn defaults_of_types_are_those_of_keys() {
    let reporting = super::acceptance::Reporting::KEYS;
    assert_eq!(
        reporting.missing_children.default,
        MissingChildren::default()
    );
    let allocation = super::allocation::Allocation::KEYS;
    assert_eq!(allocation.method.default, Method::default());
    let scoring = super::acceptance::Scoring::KEYS;
    let terms = Terms::new(Vec::new(), DEFAULT_DECIMALS);
    assert_eq!(scoring.decimals.default, terms.decimals);
    assert_eq!(scoring.missing.default, ScoreInstead::NoPoints);
    assert_eq!(terms.missing, Some(Instead::NoPoints));
    assert_eq!(scoring.not_applicable.default, ScoreInstead::LeftOut);
    assert_eq!(terms.not_applicable, Some(Instead::LeftOut));
}

/// Ids that are taken are refused by the schema, and where ids are compared.
#[test]
fn ids_that_are_taken_are_refused() {
    let text = include_str!("../read_every_table.toml");
    let ids = [
        ("id = \"threshold\"", "as_of"),
        ("id = \"stations\"", "division"),
        ("id = \"some\"", "type"),
        ("name = \"cost\"", "times"),
    ];
    for (id, taken) in ids {
        let (key, _) = id.split_once(' ').unwrap();
        assert!(text.contains(id), "{id}");
        let text = text.replace(id, &format!("{key} = \"{taken}\""));
        let diagnostics = Definition::parse("taken", &text).unwrap_err();
        let codes: Vec<&str> = diagnostics.list.iter().map(|it| it.code).collect();
        assert!(codes.contains(&code::BAD_ID), "{taken}: {codes:?}");
        let document = DeTable::parse(&text).unwrap();
        let refusal = Schema::new().refusal(&json_of_table(document.get_ref()));
        assert!(refusal.is_some_and(|why| why.contains(taken)), "{taken}");
    }
}

/// What findings call the rules that need no `[[rule]]` is what no rule can be called.
#[test]
fn names_of_structural_rules_are_taken() {
    let ids: Vec<&str> = StructuralRule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(StructuralRules::NAMES, ids);
    for key in super::head::Verification::NAMES {
        assert!(ids.contains(key), "{key}");
    }
}
