//! The library's own stages.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Instant;

use huimin::input::{ArrowSource, BatchSource};
use huimin::{Plan, Tally};

use super::{Case, Options, Parts, Unit, definitions};
use crate::Failure;
use crate::input::{Input, in_memory};
use crate::run::{WORKLOAD, assess, plan, tally};

/// The line that others are a share of.
pub const WHOLE: &str = "**the whole that is compared**";
const RUN: &str = "a run of the library";
const ADD: &str = "adding, with parts of the definition left out";
const AGAIN: &str = "afterwards, with a tally that is full";
/// Records that come later.
const MORE: u64 = 1_000;

pub fn cases(options: &Options<'_>) -> Result<Vec<Case>, Failure> {
    let full = plan(WORKLOAD)?;
    let input = Input::named(
        options.input,
        options.directory,
        &full.network,
        options.records,
    )?;
    let input = Rc::new(input);
    let reduced = [
        ("the whole definition", WORKLOAD.to_owned()),
        ("without the written rules", definitions::without_rules()),
        (
            "with one count in place of all measures",
            definitions::without_measures(),
        ),
        ("without a key", definitions::without_key()),
        (
            "nothing but key, division, date and one count",
            definitions::BARE.to_owned(),
        ),
    ];
    let mut plans = Vec::new();
    for (name, definition) in reduced {
        plans.push((name, plan(&definition)?));
    }
    let plans = Rc::new(plans);
    let mut cases = Vec::new();
    for threads in [1, 2].into_iter().filter(|_| options.wants("run")) {
        let (full, input) = (full.clone(), Rc::clone(&input));
        cases.push(Case {
            title: RUN,
            unit: Unit::Share,
            threads,
            run: Box::new(move || run(&full, &input, threads)),
        });
    }
    for threads in [1, 2].into_iter().filter(|_| options.wants("add")) {
        let (plans, input) = (Rc::clone(&plans), Rc::clone(&input));
        cases.push(Case {
            title: ADD,
            unit: Unit::Share,
            threads,
            run: Box::new(move || {
                let mut parts = Parts::new();
                if threads == 1 {
                    let (seconds, _) = timed(|| drain(&mut *input.source()?))?;
                    parts.push(("the input alone, batches read and dropped", seconds));
                }
                for (name, plan) in plans.iter() {
                    let (seconds, full) = timed(|| tally(plan, input.source()?, threads))?;
                    parts.push((name, seconds));
                    let name = assess_of(name);
                    if let Some(name) = name {
                        parts.push((name, timed(|| assess(&full.0, threads))?.0));
                    }
                }
                Ok(parts)
            }),
        });
    }
    if options.wants("again") {
        cases.push(again(full, &input, options.records)?);
    }
    Ok(cases)
}

fn drain(source: &mut dyn BatchSource) -> Result<(), Failure> {
    while let Some(batch) = source.next_batch()? {
        black_box(batch);
    }
    Ok(())
}

/// Uniqueness is the difference of assessing with and without a key.
fn assess_of(name: &str) -> Option<&'static str> {
    match name {
        "the whole definition" => Some("assessing, the whole definition"),
        "without a key" => Some("assessing, without a key"),
        _ => None,
    }
}

fn run(plan: &Plan, input: &Input, threads: usize) -> Result<Parts, Failure> {
    let (add, full) = timed(|| tally(plan, input.source()?, threads))?;
    let (assessing, assessment) = timed(|| assess(&full.0, threads))?;
    let (figures, _) = timed(|| {
        let batches = assessment.fraction_batches(65_536);
        batches
            .map(|batch| Ok(batch?.num_rows()))
            .sum::<Result<usize, Failure>>()
    })?;
    let list = || Ok(assessment.findings().brief().collect::<Vec<_>>());
    let (findings, list) = timed(list)?;
    drop(list);
    let worded = || Ok((assessment.indicators()?, assessment.monthly()?));
    let (worded, tables) = timed(worded)?;
    drop(tables);
    Ok(vec![
        (WHOLE, add + assessing + figures + findings),
        ("adding the records", add),
        ("assessing: keys, totals, roll-up", assessing),
        ("the exact fractions", figures),
        ("the list of findings", findings),
        ("beside it: the tables with words", worded),
    ])
}

/// What a full tally is asked for: a few more records, then the figures again; its bytes and back.
fn again(plan: Plan, input: &Input, records: u64) -> Result<Case, Failure> {
    let full = tally(&plan, input.source()?, 2)?.0;
    // What is asked for the first time is measured elsewhere.
    assess(&full, 2)?;
    let full = RefCell::new(full);
    let next = RefCell::new(records);
    Ok(Case {
        title: AGAIN,
        unit: Unit::Once,
        threads: 2,
        run: Box::new(move || {
            let mut full = full.borrow_mut();
            let start = next.replace_with(|start| *start + MORE);
            let batches = in_memory(&plan.network, start..start + MORE, false);
            let source = ArrowSource::new(batches.into_iter().map(Ok));
            let (add, _) = timed(|| Ok(full.add("records", source)?))?;
            let (assessing, assessment) = timed(|| assess(&full, 2))?;
            let (value, _) = timed(|| Ok(black_box(assessment.value("publicity", "530000")?)))?;
            drop(assessment);
            let (writing, bytes) = timed(|| Ok(full.to_bytes()?))?;
            let (reading, _) = timed(|| Ok(Tally::from_bytes(&plan, &bytes)?))?;
            Ok(vec![
                ("adding 1,000 records more", add),
                ("assessing again", assessing),
                ("one figure of the assessment", value),
                ("to bytes", writing),
                ("from bytes", reading),
            ])
        }),
    })
}

fn timed<T>(run: impl FnOnce() -> Result<T, Failure>) -> Result<(f64, T), Failure> {
    let started = Instant::now();
    let done = run()?;
    Ok((started.elapsed().as_secs_f64(), done))
}
