//! What is handed over, case by case: `tests/doors.txt` says how it is written and which figures are
//! right; below each case stands all that is said of it, in both languages.
//!
//! `HUIMIN_UPDATE=1 cargo test --test doors` writes what is said anew. Read the difference.
#![cfg(all(
    feature = "csv",
    feature = "json",
    feature = "parquet",
    feature = "xlsx",
    feature = "door"
))]

#[path = "doors/cases.rs"]
mod cases;
mod deliveries;

use std::fmt::Write as _;

use cases::{Case, cases};
use deliveries::{PROGRAMME, REGISTER, Read, as_of, causes, parquet_file, read, said};
use huimin::error::Error;
use huimin::input::{ArrowSource, JsonLinesOptions, JsonLinesSource};
use huimin::{Language, Network, Plan, Programme, Result, Tally};

const TEXT: &str = include_str!("doors.txt");

fn programme_of(case: &Case) -> (Programme, &'static str) {
    if case.has("yuxi") {
        let programme = Programme::builtin("yuxi-2019").expect("a programme");
        return (programme, "yuxi-2019");
    }
    (
        Programme::from_toml("programme.toml", PROGRAMME).expect("a definition"),
        REGISTER,
    )
}

/// The lines that say what became of a case.
fn outcome(case: &Case, result: &Result<Read>) -> String {
    let mut out = String::new();
    match result {
        Err(error) => {
            for cause in causes(error) {
                let mut place = cause.place().file.clone().unwrap_or_default();
                if let Some(sheet) = &cause.place().sheet {
                    write!(place, "[{sheet}]").expect("text");
                }
                if let Some(line) = &cause.place().line {
                    write!(place, ":{line}").expect("text");
                }
                let message = cause.message();
                writeln!(out, "< error {place} | {} | {}", message.en, message.zh).expect("text");
                for diagnostic in &cause.diagnostics().list {
                    writeln!(
                        out,
                        "<   {} | {}",
                        diagnostic.message.en, diagnostic.message.zh
                    )
                    .expect("text");
                }
            }
        }
        Ok(read) => received(case, read, &mut out),
    }
    // What is invisible is shown, so that an editor does not lose it.
    let is_hidden = |character: &char| {
        matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{a0}' | '\r' | '\t'
        )
    };
    let shown = out.chars().map(|character| match is_hidden(&character) {
        true => character.escape_unicode().to_string(),
        false => character.to_string(),
    });
    shown.collect()
}

fn received(case: &Case, read: &Read, out: &mut String) {
    for entry in read.assessment.receipt().entries() {
        let origin = entry.handover.origin.clone().expect("a file");
        let sheet = origin
            .sheet
            .map(|sheet| format!("[{sheet}]"))
            .unwrap_or_default();
        let file = origin.file;
        write!(out, "< receipt {file}{sheet}").expect("text");
        if let Some(not_read) = &entry.not_read {
            writeln!(out, " not read | {} | {}", not_read.en, not_read.zh).expect("text");
            continue;
        }
        let dataset = entry.dataset.as_deref().unwrap_or("register");
        write!(out, " {dataset}").expect("text");
        let handover = &entry.handover;
        for word in [&handover.format, &handover.encoding].into_iter().flatten() {
            write!(out, " {word}").expect("text");
        }
        if let Some(delimiter) = handover.delimiter {
            write!(out, " {delimiter:?}").expect("text");
        }
        if let Some(line) = handover.header_line {
            write!(out, " header={line} titles={}", handover.title_rows).expect("text");
        }
        write!(out, " rows={} blank={}", entry.records, entry.blank_rows).expect("text");
        if !entry.ignored_columns.is_empty() {
            write!(out, " unread={:?}", entry.ignored_columns).expect("text");
        }
        if let Some(same) = &handover.same_as {
            write!(out, " same={same}").expect("text");
        }
        out.push('\n');
    }
    for said in said(&read.assessment) {
        let deliveries::Said {
            rule,
            severity,
            place,
            field,
            en,
            zh,
            ..
        } = said;
        writeln!(out, "< {severity} {rule} {place} {field} | {en} | {zh}").expect("text");
    }
    if !case.has("yuxi") {
        let missing: Vec<&str> = read.assessment.not_received().collect();
        if missing != ["staff", "grants"] {
            writeln!(out, "< not received: {}", missing.join(", ")).expect("text");
        }
    }
}

/// The figures that a case names, as they are.
fn figures_of(case: &Case, read: &Read) -> Vec<String> {
    let figure = |wanted: &String| {
        let (indicator, _) = wanted.split_once('=').expect("indicator=figure");
        let (indicator, division) = indicator.split_once('@').unwrap_or((indicator, "530400"));
        let figure = read
            .assessment
            .value(indicator, division)
            .expect("a figure");
        let value = match (figure.numerator, figure.denominator) {
            (None, _) => "none".to_owned(),
            (Some(value), None) => value.to_string(),
            (Some(value), Some(of)) => format!("{value}/{of}"),
        };
        let (name, _) = wanted.split_once('=').expect("indicator=figure");
        format!("{name}={value}")
    };
    case.figures.iter().map(figure).collect()
}

fn run(case: &Case) -> Result<Read> {
    let (programme, network) = programme_of(case);
    read(&programme, network, &case.folder, &case.options)
}

#[test]
fn every_case() {
    let all = cases(TEXT);
    let mut written = String::new();
    let mut wrong: Vec<String> = Vec::new();
    for case in &all {
        let result = run(case);
        let expected: &Vec<String> = &case.figures;
        match &result {
            Ok(read) if !case.fails => {
                let found = figures_of(case, read);
                if found != *expected {
                    wrong.push(format!("{}: {found:?} instead of {expected:?}", case.name));
                }
            }
            Ok(_) => wrong.push(format!("{}: does not fail", case.name)),
            Err(_) if case.fails => {}
            Err(error) => {
                wrong.push(format!(
                    "{}: {}",
                    case.name,
                    error.render(Language::English)
                ));
            }
        }
        let outcome = outcome(case, &result);
        if outcome != case.outcome {
            wrong.push(format!(
                "{}: {outcome}instead of {}",
                case.name, case.outcome
            ));
        }
        written.push_str(&case.input);
        written.push_str(&outcome);
    }
    if std::env::var_os("HUIMIN_UPDATE").is_some() {
        let head = TEXT
            .split_inclusive('\n')
            .take_while(|line| !line.starts_with("== "));
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doors.txt");
        std::fs::write(path, head.collect::<String>() + &written).expect("a file");
        wrong.retain(|wrong| !wrong.contains("instead of <") && !wrong.ends_with("instead of "));
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn there_are_enough_cases() {
    let all = cases(TEXT);
    let two = all.iter().filter(|case| case.has("two")).count();
    let mut names: Vec<&str> = all.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len());
    assert!(
        all.len() >= 160 && two >= 50,
        "{} cases, {two} with two defects",
        all.len()
    );
}

/// What a case's records come to by another way of reading: figures and findings without places.
fn told(case: &Case, tally: &Tally) -> (Vec<String>, Vec<String>) {
    let assessment = tally.assess(as_of()).expect("an assessment");
    let mut findings: Vec<String> = (said(&assessment).into_iter())
        .map(|said| {
            format!(
                "{} {} {} {} {}",
                said.severity, said.rule, said.field, said.en, said.zh
            )
        })
        .collect();
    findings.sort();
    let read = Read {
        delivery: huimin::door::Delivery::default(),
        tally: tally.clone(),
        assessment,
    };
    (figures_of(case, &read), findings)
}

#[test]
fn records_by_other_ways_of_reading() {
    let mut compared = 0;
    for case in cases(TEXT).iter().filter(|case| case.has("cells")) {
        let (programme, _) = programme_of(case);
        let network = Network::from_csv(REGISTER.as_bytes()).expect("a register");
        let plan = Plan::new(&programme, network).expect("a plan");
        let read = run(case).unwrap_or_else(|error: Error| panic!("{}: {error}", case.name));
        let expected = told(case, &read.tally);
        let (header, rows) = case.cells.clone().expect("cells");
        let columns: Vec<_> = header
            .iter()
            .map(|name| (name.clone(), "text".to_owned()))
            .collect();
        let mut of_batch = Tally::new(&plan);
        let batch = parquet_file::batch(&columns, &rows);
        of_batch
            .add("visits", ArrowSource::new([Ok(batch)]))
            .expect("records");
        let mut of_lines = Tally::new(&plan);
        let lines = cases::json_lines(&header, &rows);
        let source = JsonLinesSource::new(lines.as_bytes(), JsonLinesOptions::default());
        of_lines.add("visits", source).expect("records");
        assert_eq!(told(case, &of_batch), expected, "{}, a batch", case.name);
        assert_eq!(told(case, &of_lines), expected, "{}, JSON lines", case.name);
        compared += 1;
    }
    assert!(compared >= 40, "{compared}");
}
