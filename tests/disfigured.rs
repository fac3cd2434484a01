//! Whatever a delivery looks like, its figures are right or something is said: random
//! disfigurements that leave the meaning as it is change no figure and lose no row, and random
//! ones that destroy meaning end in an error, a finding or an entry of the receipt that names them.
//!
//! `HUIMIN_DISFIGURED` says how many of each are tried, `HUIMIN_SEED` which one alone.
#![cfg(all(
    feature = "csv",
    feature = "json",
    feature = "parquet",
    feature = "xlsx",
    feature = "door"
))]

mod deliveries;
#[path = "disfigured/destroy.rs"]
mod destroy;
#[path = "disfigured/files.rs"]
mod files;
#[path = "disfigured/preserve.rs"]
mod preserve;
#[path = "disfigured/world.rs"]
mod world;

use std::collections::{BTreeMap, BTreeSet};

use deliveries::{Read, figures, programme, read, said};
use destroy::Done;
use files::{File, folder};
use huimin::door::{DoorOptions, MemoryFolder};
use huimin::{Error, Language, Programme, Result};
use world::{REGISTER, Random, SUBJECTS, World};

/// How many are tried where nothing else is said.
const TRIED: u64 = 150;

fn number(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().expect("a number"))
}

/// The seeds that are tried.
fn seeds() -> Vec<u64> {
    match number("HUIMIN_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("HUIMIN_DISFIGURED").unwrap_or(TRIED)).collect(),
    }
}

/// Tries all seeds, and tells of all that fail how to try them again.
fn each(test: &str, check: impl Fn(u64) -> std::result::Result<(), String>) {
    let seeds = seeds();
    let failed = seeds
        .iter()
        .filter_map(|seed| Some((seed, check(*seed).err()?)));
    let failed: Vec<String> = failed
        .map(|(seed, why)| format!("HUIMIN_SEED={seed} cargo test {test}: {why}"))
        .collect();
    println!("{test}: {} tried, {} failed", seeds.len(), failed.len());
    let shown: Vec<String> = failed.iter().take(12).cloned().collect();
    assert!(
        failed.is_empty(),
        "{} failed\n{}",
        failed.len(),
        shown.join("\n\n")
    );
}

fn attempt(programme: &Programme, folder: &MemoryFolder, options: &DoorOptions) -> Result<Read> {
    read(programme, deliveries::REGISTER, folder, options)
}

fn clean(programme: &Programme, world: &World) -> String {
    let mut folder = MemoryFolder::new();
    for (subject, rows) in SUBJECTS.iter().zip(&world.0) {
        let names: Vec<&str> = subject.fields.iter().map(|field| field.0).collect();
        let lines = rows.iter().map(|row| row.join(",") + "\n");
        let text = names.join(",") + "\n" + &lines.collect::<String>();
        folder.insert(format!("{}.csv", subject.names[0]), text);
    }
    let read = attempt(programme, &folder, &DoorOptions::default()).expect("a clean delivery");
    assert_eq!(said(&read.assessment), Vec::new());
    figures(&read.assessment)
}

/// The first lines in which two texts differ.
fn difference(expected: &str, found: &str) -> String {
    let lines = expected
        .lines()
        .zip(found.lines())
        .filter(|(one, other)| one != other);
    lines
        .take(3)
        .map(|(one, other)| format!("\n  {one}\n  {other}"))
        .collect()
}

/// Every row that was written stands in the receipt.
fn accounts(files: &[File], read: &Read) -> std::result::Result<(), String> {
    for file in files {
        for table in &file.tables {
            let is_it = |entry: &&huimin::receipt::Received| {
                let origin = entry.handover.origin.as_ref();
                origin.is_some_and(|origin| {
                    let is_sheet = origin
                        .sheet
                        .as_ref()
                        .is_none_or(|sheet| *sheet == table.sheet);
                    origin.file == file.shown_path() && is_sheet
                })
            };
            let entry = read.assessment.receipt().entries().find(is_it);
            let Some(entry) = entry else {
                return Err(format!("{} is not in the receipt", file.shown_path()));
            };
            let titles = table.titles.len() as u64;
            let (rows, blank) = (table.records() as u64, table.blank(file.kind) as u64);
            let found = (entry.records, entry.blank_rows, entry.handover.title_rows);
            if table.subject != REGISTER && found != (rows, blank, titles) {
                let path = file.shown_path();
                return Err(format!(
                    "{path}: {found:?} instead of {:?}",
                    (rows, blank, titles)
                ));
            }
        }
    }
    Ok(())
}

#[test]
fn disfigurements_that_leave_the_meaning_change_no_figure() {
    let programme = programme();
    each("disfigurements_that_leave_the_meaning", |seed| {
        let mut random = Random::new(seed);
        let world = World::new(&mut random);
        let expected = clean(&programme, &world);
        let (files, litter) = preserve::delivery(&mut random, &world);
        let folder = folder(&files, &litter);
        let read = attempt(&programme, &folder, &DoorOptions::default())
            .map_err(|error| error.render(Language::English))?;
        let found = figures(&read.assessment);
        if found != expected {
            let findings = said(&read.assessment);
            let bad = findings.iter().filter(|said| said.severity == "reject");
            let bad: Vec<_> = bad
                .filter(|said| said.rule != "total_row")
                .take(3)
                .collect();
            return Err(format!("{}\n  {bad:#?}", difference(&expected, &found)));
        }
        accounts(&files, &read)
    });
}

/// What a run says of what was handed over: findings, what was not read, and what is missing.
fn sayings(read: &Read) -> BTreeSet<String> {
    let findings = said(&read.assessment).into_iter();
    let findings = findings.map(|said| format!("{} {} {}", said.place, said.rule, said.en));
    let entries = read.assessment.receipt().entries();
    let not_read = entries
        .filter(|entry| entry.not_read.is_some())
        .map(|entry| {
            let origin = entry.handover.origin.clone();
            format!("{:?}", origin.map(|origin| (origin.file, origin.sheet)))
        });
    let missing = read.assessment.not_received().map(str::to_owned);
    findings.chain(not_read).chain(missing).collect()
}

fn is_named(done: &Done, said: &str) -> bool {
    done.named_by
        .iter()
        .any(|name| said.contains(name.as_str()))
}

fn judge(
    done: &[Done],
    (expected, before): (&str, &BTreeSet<String>),
    result: &std::result::Result<Read, Error>,
) -> std::result::Result<(), String> {
    let read = match result {
        Ok(read) => read,
        Err(error) => {
            for language in [Language::English, Language::Chinese] {
                let shown = error.render(language);
                if !done.iter().any(|done| is_named(done, &shown)) {
                    return Err(format!("the error names none: {shown}"));
                }
            }
            return Ok(());
        }
    };
    let is_same = figures(&read.assessment) == expected;
    let new: Vec<String> = sayings(read).difference(before).cloned().collect();
    let is_said = |done: &Done| new.iter().any(|said| is_named(done, said));
    for one in done.iter().filter(|done| !done.is_harmless) {
        if !is_said(one) && !(is_same && one.goes_on) {
            return Err(format!(
                "`{}` is not said, figures the same: {is_same}; {new:?}",
                one.what
            ));
        }
    }
    if !is_same && !done.iter().any(is_said) {
        return Err(format!("figures differ, and nothing is said: {new:?}"));
    }
    Ok(())
}

#[test]
fn disfigurements_that_destroy_meaning_are_named() {
    let programme = programme();
    each("disfigurements_that_destroy_meaning", |seed| {
        let mut random = Random::new(seed.wrapping_add(1 << 40));
        let world = World::new(&mut random);
        let (mut files, litter) = preserve::delivery(&mut random, &world);
        let whole = folder(&files, &litter);
        let before = attempt(&programme, &whole, &DoorOptions::default())
            .map_err(|error| format!("before: {}", error.render(Language::English)))?;
        let mut done = Vec::new();
        let mut encodings = BTreeMap::new();
        let wanted = 1 + random.below(2);
        while done.len() < wanted {
            done.extend(destroy::destroy(&mut random, &mut files, &mut encodings));
        }
        let options = DoorOptions {
            encodings,
            ..DoorOptions::default()
        };
        let result = attempt(&programme, &folder(&files, &litter), &options);
        let known = sayings(&before);
        judge(&done, (&figures(&before.assessment), &known), &result)
            .map_err(|why| format!("{done:?}\n  {why}"))
    });
}
