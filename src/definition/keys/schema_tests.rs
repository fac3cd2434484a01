//! The JSON Schema, written from the declarations.

#![expect(clippy::arithmetic_side_effects, reason = "depths of a schema")]

use std::collections::BTreeSet;
use std::fmt::Write;

use super::describe::{Condition, Json, KeyDescription, Presence, Shape, TableDescription};
use super::file::File;
use super::table::Table;

/// `docs/definition.schema.json` is what the declarations say.
#[test]
fn the_schema_is_what_is_declared() {
    let mut written = String::new();
    write_json(&mut written, &schema(), 0);
    written.push('\n');
    compare("definition.schema.json", &written);
}

/// Compares a file of `docs/` with what it should hold; with `HUIMIN_UPDATE=1` it is
/// written anew.
pub fn compare(name: &str, expected: &str) {
    let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("HUIMIN_UPDATE").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(
        found == expected,
        "docs/{name} is not what src/definition/keys declares: HUIMIN_UPDATE=1 writes it anew"
    );
}

/// All tables of the format, each before those inside it.
pub fn tables() -> Vec<TableDescription> {
    let mut known = BTreeSet::new();
    let mut tables = Vec::new();
    collect(File::describe(), &mut known, &mut tables);
    tables
}

fn collect(
    table: TableDescription,
    known: &mut BTreeSet<&'static str>,
    tables: &mut Vec<TableDescription>,
) {
    if !known.insert(table.name) {
        return;
    }
    let inner: Vec<TableDescription> = table
        .keys
        .iter()
        .filter_map(|key| inner(&key.shape))
        .collect();
    tables.push(table);
    inner
        .into_iter()
        .for_each(|table| collect(table, known, tables));
}

/// The table inside a shape.
pub fn inner(shape: &Shape) -> Option<TableDescription> {
    match shape {
        Shape::Table(_, describe) => Some(describe()),
        Shape::List { of, .. } | Shape::Map { of, .. } | Shape::Within(of, _) => inner(of),
        _ => None,
    }
}

/// The whole schema.
pub fn schema() -> Json {
    let mut tables = tables();
    let Json::Object(mut file) = table_schema(&tables.remove(0)) else {
        unreachable!()
    };
    let mut schema = vec![
        entry(
            "$schema",
            Json::text("https://json-schema.org/draft/2020-12/schema"),
        ),
        entry("title", Json::text("huimin definition")),
    ];
    schema.append(&mut file);
    let mut definitions = values();
    definitions.extend(
        tables
            .iter()
            .map(|table| entry(table.name, table_schema(table))),
    );
    schema.push(entry("$defs", Json::Object(definitions)));
    Json::Object(schema)
}

fn entry(key: &str, value: Json) -> (String, Json) {
    (key.to_owned(), value)
}

/// The kinds of values that keys share.
fn values() -> Vec<(String, Json)> {
    let string = |description: &str, pattern: &str, example: &str| {
        Json::object([
            ("description", Json::text(description)),
            ("type", Json::text("string")),
            ("pattern", Json::text(pattern)),
            ("examples", Json::texts(&[example])),
        ])
    };
    let text = |description: &str| {
        Json::object([
            ("description", Json::text(description)),
            ("type", Json::text("string")),
            ("pattern", Json::text("\\S")),
        ])
    };
    let id = Json::object([
        (
            "description",
            Json::text(
                "The id of a part: lower-case letters (or letters of a script without case, such as Chinese), digits and underscores, starting with a letter.",
            ),
        ),
        ("type", Json::text("string")),
        (
            "pattern",
            Json::text("^\\p{Alphabetic}[\\p{Alphabetic}0-9_]*$"),
        ),
        (
            "not",
            Json::object([("pattern", Json::text("[\\p{Uppercase}\\uFF00-\\uFFEF]"))]),
        ),
        ("examples", Json::texts(&["cases_handled"])),
    ]);
    let number = Json::object([
        (
            "description",
            Json::text(
                "An exact number: a whole number, or a decimal or percentage as text. TOML's own decimals are binary floats and refused.",
            ),
        ),
        (
            "anyOf",
            Json::List(vec![
                Json::object([("type", Json::text("integer"))]),
                Json::object([
                    ("type", Json::text("string")),
                    ("pattern", Json::text("^-?[0-9]+(\\.[0-9]+)?%?$")),
                ]),
            ]),
        ),
        (
            "examples",
            Json::List(vec![
                Json::number(8000),
                Json::text("0.98"),
                Json::text("98%"),
            ]),
        ),
    ]);
    let date = Json::object([
        (
            "description",
            Json::text("A day as TOML writes it, without quotes: 2019-03-31."),
        ),
        ("type", Json::text("string")),
        ("format", Json::text("date")),
        ("pattern", Json::text("^\\d{4}-\\d{2}-\\d{2}$")),
    ]);
    let cell = Json::object([
        (
            "description",
            Json::text(
                "A value as it would stand in a file. Leave the key out (or write \"\") for null.",
            ),
        ),
        ("type", Json::texts(&["string", "integer", "boolean"])),
    ]);
    let Shape::Words(_, levels) = <super::forms::LevelName as super::table::Form>::shape() else {
        unreachable!()
    };
    let level = Json::object([
        ("description", Json::text("A level of the network.")),
        ("enum", Json::texts(&levels)),
    ]);
    vec![
        entry("text", text("Text that is not empty.")),
        entry("id", id),
        entry("date", date),
        entry("number", number),
        entry("level", level),
        entry(
            "formula",
            text(
                "An SQL expression. Written in single quotes (or three of them) it needs no escapes.",
            ),
        ),
        entry(
            "division_code",
            string(
                "A division code of 2, 4, 6, 9 or 12 digits.",
                "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$",
                "530400",
            ),
        ),
        entry(
            "programme_id",
            string(
                "The id of a programme: lower-case letters, digits and hyphens, starting with a letter.",
                "^[a-z][a-z0-9-]*$",
                "yuxi-2019",
            ),
        ),
        entry(
            "utc_offset",
            string(
                "A difference from UTC: a sign, hours and minutes, at most 14:00.",
                "^[+-](0[0-9]:[0-5][0-9]|1[0-3]:[0-5][0-9]|14:00)$",
                "+08:00",
            ),
        ),
        entry("cell", cell),
    ]
}

fn table_schema(table: &TableDescription) -> Json {
    let required = table.keys.iter();
    let required = required.filter(|key| matches!(key.presence, Presence::Required));
    let required: Vec<&str> = required.map(|key| key.name).collect();
    let properties = table.keys.iter();
    let properties = properties.map(|key| entry(key.name, key_schema(key)));
    let mut others = Json::Flag(false);
    let mut conditions = Vec::new();
    for condition in &table.conditions {
        match condition {
            Condition::Open(shape) => others = Json::Object(shape_schema(shape)),
            condition => conditions.push(condition_schema(condition)),
        }
    }
    let mut schema = vec![
        entry("description", Json::text(sentence(&one_line(table.doc)))),
        entry("type", Json::text("object")),
        entry("additionalProperties", others),
        entry("required", Json::texts(&required)),
        entry("properties", Json::Object(properties.collect())),
    ];
    if !table.alternatives.is_empty() {
        let alternatives = table.alternatives.iter().map(|it| {
            Json::object([
                ("title", Json::text(it.title)),
                ("required", Json::texts(it.with)),
                ("not", any_of(it.without)),
            ])
        });
        schema.push(entry("oneOf", Json::List(alternatives.collect())));
    }
    if !conditions.is_empty() {
        schema.push(entry("allOf", Json::List(conditions)));
    }
    Json::Object(schema)
}

/// That one of `keys` is there.
fn any_of(keys: &[&str]) -> Json {
    let each = keys.iter().map(|key| there(key));
    Json::object([("anyOf", Json::List(each.collect()))])
}

fn there(key: &str) -> Json {
    Json::object([("required", Json::texts(&[key]))])
}

/// That `key` is there with just this value.
fn is(key: &str, value: Json) -> Json {
    let value = Json::object([("const", value)]);
    Json::object([
        ("required", Json::texts(&[key])),
        ("properties", Json::object([(key, value)])),
    ])
}

fn condition_schema(condition: &Condition) -> Json {
    let implies = |when: Json, then: Json| Json::object([("if", when), ("then", then)]);
    let none = |keys: &[&str]| Json::object([("not", any_of(keys))]);
    match condition {
        Condition::Needs(key, needed) => {
            let needed = Json::object([(*key, Json::texts(needed))]);
            Json::object([("dependentRequired", needed)])
        }
        Condition::Excludes(key, excluded) => implies(there(key), none(excluded)),
        Condition::TrueExcludes(key, excluded) => {
            implies(is(key, Json::Flag(true)), none(excluded))
        }
        Condition::OnlyWhere(key, other, word) => {
            let word = Json::object([("const", Json::text(*word))]);
            let properties = Json::object([(*other, word)]);
            implies(there(key), Json::object([("properties", properties)]))
        }
        Condition::NeededWhere(key, other, word) => {
            implies(is(other, Json::text(*word)), there(key))
        }
        Condition::SomeOf(lists) => {
            let filled = |key: &&str| {
                let some = Json::object([("minItems", Json::number(1))]);
                Json::object([
                    ("required", Json::texts(&[key])),
                    ("properties", Json::object([(*key, some)])),
                ])
            };
            let filled = lists.iter().map(filled);
            Json::object([("anyOf", Json::List(filled.collect()))])
        }
        Condition::Open(_) => unreachable!(),
    }
}

fn key_schema(key: &KeyDescription) -> Json {
    let mut description = sentence(&meaning(key, ""));
    if let Some(absent) = key.absent {
        let absent = absent.strip_prefix("none: ").unwrap_or(absent);
        let _ = write!(description, " Where it is left out: {absent}.");
    }
    let mut schema = vec![entry("description", Json::text(description))];
    schema.extend(shape_schema(&key.shape));
    if let Presence::Default(default) = &key.presence {
        schema.push(entry("default", default.clone()));
    }
    Json::Object(schema)
}

fn shape_schema(shape: &Shape) -> Vec<(String, Json)> {
    let refer = |name: &str| vec![entry("$ref", Json::text(format!("#/$defs/{name}")))];
    let whole = |least: u8, most: Option<u8>| {
        let mut schema = vec![
            entry("type", Json::text("integer")),
            entry("minimum", Json::number(least)),
        ];
        schema.extend(most.map(|most| entry("maximum", Json::number(most))));
        schema
    };
    match shape {
        Shape::Line(_) => refer("text"),
        Shape::Formula => refer("formula"),
        Shape::Id(taken) => {
            let mut schema = refer("id");
            if !taken.is_empty() {
                let taken = Json::object([("enum", Json::texts(taken))]);
                schema.push(entry("not", taken));
            }
            schema
        }
        Shape::ProgrammeId => refer("programme_id"),
        Shape::DivisionCode => refer("division_code"),
        Shape::UtcOffset => refer("utc_offset"),
        Shape::Date => refer("date"),
        Shape::Number => refer("number"),
        Shape::Whole => whole(0, None),
        Shape::Times => vec![entry(
            "anyOf",
            Json::List(vec![
                Json::Object(whole(1, None)),
                Json::object([
                    ("type", Json::text("string")),
                    ("pattern", Json::text("^0*[1-9][0-9]*$")),
                ]),
            ]),
        )],
        Shape::Small(most) => whole(0, Some(*most)),
        Shape::Flag => vec![entry("type", Json::text("boolean"))],
        Shape::Words(Some(name), _) => refer(name),
        Shape::Words(None, words) => vec![entry("enum", Json::texts(words))],
        Shape::Cell => refer("cell"),
        Shape::Within(of, _) => shape_schema(of),
        Shape::Table(_, describe) => refer(describe().name),
        Shape::List { of, least, most } => {
            let mut schema = vec![
                entry("type", Json::text("array")),
                entry("items", Json::Object(shape_schema(of))),
            ];
            if *least > 0 {
                schema.push(entry("minItems", Json::number(least)));
            }
            schema.extend(most.map(|most| entry("maxItems", Json::number(most))));
            schema
        }
        Shape::Map {
            keys,
            of,
            least,
            most,
            ..
        } => {
            let mut schema = vec![entry("type", Json::text("object"))];
            if let Some(keys) = keys {
                schema.push(entry("propertyNames", Json::Object(shape_schema(keys))));
            }
            schema.push(entry(
                "additionalProperties",
                Json::Object(shape_schema(of)),
            ));
            if *least > 0 {
                schema.push(entry("minProperties", Json::number(least)));
            }
            schema.extend(most.map(|most| entry("maxProperties", Json::number(most))));
            schema
        }
    }
}

/// What a key means, `where_more` is said of it, and the limits of its values.
pub fn meaning(key: &KeyDescription, where_more: &str) -> String {
    format!("{}{where_more}{}", one_line(key.doc), limit(&key.shape))
}

/// What else the declaration says of the values of a key.
fn limit(shape: &Shape) -> String {
    match shape {
        Shape::Within(_, words) => format!("; {words}"),
        Shape::Id(taken) if !taken.is_empty() => {
            let verb = if taken.len() == 1 { "is" } else { "are" };
            format!("; {} {verb} taken", listed(taken, " and "))
        }
        Shape::List {
            most: Some(most), ..
        }
        | Shape::Map {
            most: Some(most), ..
        } => {
            format!("; at most {most}")
        }
        _ => String::new(),
    }
}

/// Words in a row.
pub fn listed(words: &[&str], last: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((only, [])) => only.clone(),
        Some((end, before)) => format!("{}{last}{end}", before.join(", ")),
        None => String::new(),
    }
}

/// The lines of a doc comment as one.
fn one_line(doc: &[&str]) -> String {
    let lines: Vec<&str> = doc.iter().map(|line| line.trim()).collect();
    lines.join(" ")
}

/// A meaning as a sentence without links: one in brackets is for the page alone, of
/// another its words stay.
fn sentence(meaning: &str) -> String {
    let mut text = String::new();
    let mut rest = meaning;
    while let Some((before, link)) = rest.split_once('[') {
        let Some((words, behind)) = link.split_once("](") else {
            text.push_str(before);
            text.push('[');
            rest = link;
            continue;
        };
        let (_, behind) = behind.split_once(')').unwrap();
        match (before.strip_suffix(" ("), behind.strip_prefix(')')) {
            (Some(before), Some(behind)) => {
                text.push_str(before);
                rest = behind;
            }
            _ => {
                text.push_str(before);
                text.push_str(words);
                rest = behind;
            }
        }
    }
    text.push_str(rest);
    let mut characters = text.chars();
    let first = characters.next().unwrap().to_uppercase();
    format!("{first}{}.", characters.as_str())
}

fn write_json(out: &mut String, json: &Json, depth: usize) {
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    match json {
        Json::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Json::Number(number) => out.push_str(number),
        Json::Text(text) => write_text(out, text),
        Json::List(list) if list.is_empty() => out.push_str("[]"),
        Json::List(list) => {
            out.push('[');
            for (number, value) in list.iter().enumerate() {
                out.push_str(if number > 0 { "," } else { "" });
                line(out, depth + 1);
                write_json(out, value, depth + 1);
            }
            line(out, depth);
            out.push(']');
        }
        Json::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Json::Object(entries) => {
            out.push('{');
            for (number, (key, value)) in entries.iter().enumerate() {
                out.push_str(if number > 0 { "," } else { "" });
                line(out, depth + 1);
                write_text(out, key);
                out.push_str(": ");
                write_json(out, value, depth + 1);
            }
            line(out, depth);
            out.push('}');
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
}
