//! The tables of `docs/definition-format.md`, written from the declarations.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::rule::Severity;
use super::alternative::Alternative;
use super::describe::{Condition, Json, KeyDescription, Presence, Shape, TableDescription};
use super::forms::{LevelName, OneOf};
use super::schema_tests::{compare, inner, listed, meaning, tables};
use super::table::Form;

/// The tables of the file are its sections; labels and periods are values.
const ELSEWHERE: [&str; 3] = ["file", "label", "period"];

const END: &str = "<!-- end of keys -->";

/// The page says what the declarations say, table by table. Prose stands around them.
#[test]
fn the_page_has_every_table_as_it_is_declared() {
    let page = include_str!("../../../docs/definition-format.md");
    let tables = tables();
    let mut shown = BTreeSet::new();
    let mut written = String::new();
    let mut rest = page;
    while let Some((before, behind)) = rest.split_once("<!-- keys of ") {
        let (name, behind) = behind.split_once(" -->\n").unwrap();
        let (_, behind) = behind.split_once(END).unwrap();
        let table = tables.iter().find(|table| table.name == name);
        let table = table.unwrap_or_else(|| panic!("there is no table `{name}`"));
        assert!(shown.insert(name), "`{name}` is on the page twice");
        let _ = write!(
            written,
            "{before}<!-- keys of {name} -->\n\n{}\n{END}",
            shown_table(table)
        );
        rest = behind;
    }
    written.push_str(rest);
    for table in tables
        .iter()
        .filter(|table| !ELSEWHERE.contains(&table.name))
    {
        assert!(
            shown.contains(table.name),
            "`{}` is not on the page",
            table.name
        );
    }
    // The kinds of values that have no table of their own.
    for shape in [LevelName::shape(), OneOf::<Severity>::shape()] {
        let Shape::Words(_, words) = shape else {
            unreachable!()
        };
        for word in words {
            assert!(
                page.contains(&format!("`{word}`")),
                "`{word}` is not on the page"
            );
        }
    }
    for key in &tables[0].keys {
        let header = format!("`[{}]`", key.name);
        let headers = [header.clone(), format!("`[[{}]]`", key.name)];
        let sections = page.lines().filter_map(|line| line.strip_prefix("##"));
        let begins = |line: &&str| {
            let line = line.trim_start_matches(['#', ' ']);
            headers.iter().any(|header| line.starts_with(header))
        };
        let has = sections.filter(begins).count();
        assert_eq!(has, 1, "the page has no section of {header}");
    }
    compare("definition-format.md", &written);
}

fn shown_table(table: &TableDescription) -> String {
    let mut text = "| key | type | meaning | default |\n|---|---|---|---|\n".to_owned();
    for key in &table.keys {
        let is_below = inner(&key.shape).is_some_and(|it| !ELSEWHERE.contains(&it.name));
        let more = if is_below { ", see below" } else { "" };
        let (name, meaning) = (key.name, meaning(key, more));
        let (shape, default) = (called(&key.shape), default(key, table));
        // A bar would end the cell.
        let meaning = meaning.replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | {shape} | {meaning} | {default} |");
    }
    if table.alternatives.iter().any(|it| it.with.len() > 1) {
        text.push_str("\nWhich kind it is shows in its keys:\n\n| keys | kind |\n|---|---|\n");
        for alternative in table.alternatives {
            let others = perhaps(alternative, table.alternatives);
            let others = others.iter().map(|key| format!(", perhaps `{key}`"));
            let (with, others) = (listed(alternative.with, ", "), others.collect::<String>());
            let _ = writeln!(text, "| {with}{others} | {} |", alternative.title);
        }
    }
    text
}

/// Keys that tell alternatives apart, and that this one may have or not.
fn perhaps<'k>(alternative: &Alternative, all: &[Alternative]) -> Vec<&'k str> {
    let mut others = Vec::new();
    for key in all.iter().flat_map(|it| it.with.iter().chain(it.without)) {
        let decided = alternative.with.contains(key) || alternative.without.contains(key);
        if !decided && !others.contains(key) {
            others.push(*key);
        }
    }
    others
}

/// What the page calls what stands under a key.
fn called(shape: &Shape) -> String {
    match shape {
        Shape::Line(called) => (*called).to_owned(),
        Shape::Formula => "formula".to_owned(),
        Shape::Id(_) => "id".to_owned(),
        Shape::ProgrammeId => "text".to_owned(),
        Shape::DivisionCode => "division code".to_owned(),
        Shape::UtcOffset => "text `±HH:MM`".to_owned(),
        Shape::Date => "date".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Whole | Shape::Times => "whole number".to_owned(),
        Shape::Small(most) => format!("0 to {most}"),
        Shape::Flag => "boolean".to_owned(),
        Shape::Words(Some(called), _) => (*called).to_owned(),
        Shape::Words(None, words) => listed(words, " or "),
        Shape::Cell => "value".to_owned(),
        Shape::Table(called, _) => called.unwrap_or("table").to_owned(),
        Shape::Within(of, _) => called(of),
        Shape::List { of, .. } => format!("list of {}", several(&called(of))),
        Shape::Map { names, of, .. } => format!("table of {names} = {}", called(of)),
    }
}

fn several(called: &str) -> String {
    format!("{called}s")
}

fn default(key: &KeyDescription, table: &TableDescription) -> String {
    match (&key.presence, key.absent) {
        (Presence::Required, _) => "required".to_owned(),
        (Presence::Optional, Some(absent)) => absent.to_owned(),
        (Presence::Optional, None) => absent(key.name, table),
        (Presence::Default(Json::Flag(flag)), _) => format!("`{flag}`"),
        (Presence::Default(Json::Number(text) | Json::Text(text)), _) => format!("`{text}`"),
        (Presence::Default(_), _) => unreachable!(),
    }
}

/// What it means that an optional key is left out, where the declaration does not say.
fn absent(key: &str, table: &TableDescription) -> String {
    let needed = table
        .conditions
        .iter()
        .find_map(|condition| match condition {
            Condition::NeededWhere(needed, _, word) if *needed == key => Some(word),
            _ => None,
        });
    if let Some(word) = needed {
        return format!("required for `{word}`");
    }
    let alternatives = table.alternatives;
    if !alternatives.iter().any(|it| it.with.contains(&key)) {
        return "none".to_owned();
    }
    let telling: BTreeSet<&str> = alternatives
        .iter()
        .flat_map(|it| it.with)
        .copied()
        .collect();
    match (
        alternatives.iter().all(|it| it.with.len() == 1),
        telling.len(),
    ) {
        (true, 2) => "one of the two".to_owned(),
        (true, 3) => "one of the three".to_owned(),
        _ => "by kind".to_owned(),
    }
}
