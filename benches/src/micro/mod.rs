//! Where the time goes: each stage alone, and the limits of the machine beside it.
//!
//! Every round runs every case once, so that what else the machine does meets
//! all of them; the median of the rounds counts.

mod check;
mod compile;
mod decode;
mod definitions;
mod machine;
mod stages;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::Failure;

/// What all cases are given.
#[derive(Debug)]
pub struct Options<'a> {
    pub input: &'a str,
    pub records: u64,
    pub rounds: usize,
    pub directory: &'a Path,
    /// Only this table: memory, decode, run, add, again, check or compile; empty for all.
    pub only: &'a str,
}

impl Options<'_> {
    fn wants(&self, key: &str) -> bool {
        self.only.is_empty() || self.only == key
    }
}

/// How the seconds of a part are shown.
#[derive(Clone, Copy, Debug)]
enum Unit {
    /// Nanoseconds for each record, and the share of the whole run.
    Share,
    /// Gigabytes a second, of so many bytes.
    Bytes(usize),
    /// Milliseconds, and nanoseconds for each record.
    Once,
    /// The time itself, whatever the number of records.
    Plain,
}

/// What one case measured: name, seconds.
type Parts = Vec<(&'static str, f64)>;

/// Something that is measured once a round.
struct Case {
    title: &'static str,
    unit: Unit,
    threads: usize,
    run: Box<dyn FnMut() -> Result<Parts, Failure>>,
}

/// One line of a table.
struct Row {
    title: &'static str,
    unit: Unit,
    name: &'static str,
    threads: usize,
    seconds: Vec<f64>,
}

impl Row {
    fn median(&self) -> f64 {
        let mut seconds = self.seconds.clone();
        seconds.sort_by(f64::total_cmp);
        let middle = seconds.len() / 2;
        if seconds.len() % 2 == 1 {
            seconds[middle]
        } else {
            (seconds[middle - 1] + seconds[middle]) / 2.0
        }
    }
}

/// The tables, as Markdown.
pub fn run(options: &Options<'_>) -> Result<String, Failure> {
    let mut cases = Vec::new();
    if options.wants("memory") {
        cases.extend(machine::cases());
    }
    if options.wants("decode") {
        cases.extend(decode::cases(options)?);
    }
    if ["run", "add", "again"].iter().any(|key| options.wants(key)) {
        cases.extend(stages::cases(options)?);
    }
    if options.wants("check") {
        cases.push(in_nanoseconds("a record checked alone", check::check));
    }
    if options.wants("compile") {
        cases.push(in_nanoseconds("from texts to a plan", compile::compile));
    }
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..options.rounds {
        for case in &mut cases {
            for (name, seconds) in (case.run)()? {
                let known = rows.iter_mut().find(|row| {
                    (row.title, row.name, row.threads) == (case.title, name, case.threads)
                });
                match known {
                    Some(row) => row.seconds.push(seconds),
                    None => rows.push(Row {
                        title: case.title,
                        unit: case.unit,
                        name,
                        threads: case.threads,
                        seconds: vec![seconds],
                    }),
                }
            }
        }
    }
    Ok(tables(&rows, options))
}

/// Measured by functions that give the least of many runs of their own.
fn in_nanoseconds(title: &'static str, run: fn() -> Result<Parts, Failure>) -> Case {
    Case {
        title,
        unit: Unit::Plain,
        threads: 1,
        run: Box::new(move || {
            let parts = run()?.into_iter();
            Ok(parts.map(|(name, each)| (name, each / 1e9)).collect())
        }),
    }
}

fn tables(rows: &[Row], options: &Options<'_>) -> String {
    let mut text = format!(
        "{} records from {}, medians of {} rounds.\n",
        options.records, options.input, options.rounds
    );
    let wholes: HashMap<usize, f64> = rows
        .iter()
        .filter(|row| row.name == stages::WHOLE)
        .map(|row| (row.threads, row.median()))
        .collect();
    let mut titles: Vec<&str> = rows.iter().map(|row| row.title).collect();
    titles.dedup();
    for title in titles {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.title == title).collect();
        text += &table(title, &rows, &wholes, options.records);
    }
    text
}

/// A table with a line for each part and columns for the numbers of threads.
fn table(title: &str, rows: &[&Row], wholes: &HashMap<usize, f64>, records: u64) -> String {
    let mut threads: Vec<usize> = rows.iter().map(|row| row.threads).collect();
    threads.sort_unstable();
    threads.dedup();
    let mut names: Vec<&str> = rows.iter().map(|row| row.name).collect();
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    let mut text = format!("\n| {title} |");
    for threads in &threads {
        let s = if *threads == 1 { "" } else { "s" };
        text += &format!(" {threads} thread{s} | |");
    }
    text += "\n|---|";
    text += &"---:|---:|".repeat(threads.len());
    text.push('\n');
    for name in names {
        text += &format!("| {name} |");
        for threads in &threads {
            let found = rows
                .iter()
                .find(|row| row.name == name && row.threads == *threads);
            text += &found.map_or(" | |".to_owned(), |row| cells(row, wholes, records));
        }
        text.push('\n');
    }
    text
}

fn cells(row: &Row, wholes: &HashMap<usize, f64>, records: u64) -> String {
    let seconds = row.median();
    let each = seconds * 1e9 / records as f64;
    match row.unit {
        Unit::Bytes(bytes) => format!(" {:.1} GB/s | |", bytes as f64 / seconds / 1e9),
        Unit::Plain if seconds < 1e-5 => format!(" {:.0} ns | |", seconds * 1e9),
        Unit::Plain => format!(" {:.2} ms | |", seconds * 1e3),
        Unit::Once => format!(" {:.2} ms | {each:.1} ns |", seconds * 1e3),
        Unit::Share => {
            let whole = wholes.get(&row.threads).copied().unwrap_or(f64::NAN);
            format!(" {each:.1} ns | {:.0} % |", seconds / whole * 100.0)
        }
    }
}
