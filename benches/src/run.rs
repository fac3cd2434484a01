//! One run of the library over the workload.
//!
//! What is compared with other engines: adding the records, assessing, the
//! exact numerators and denominators of every division, indicator and month,
//! and the list of findings. The peak of memory is read then. The tables with
//! words, which no rival makes, come after it, with a time of their own.

use std::path::Path;
use std::time::Instant;

use huimin::assess::{AssessOptions, Assessment, BriefFinding};
use huimin::calendar::Date;
use huimin::input::BatchSource;
use huimin::tally::AddOptions;
use huimin::{Plan, Programme, Tally};

use crate::input::Input;
use crate::{Failure, canonical, memory, register};

pub const WORKLOAD: &str = include_str!("../workload.toml");

/// What a run is given.
#[derive(Debug)]
pub struct Options<'a> {
    pub input: &'a str,
    pub records: u64,
    pub threads: usize,
    pub directory: &'a Path,
    /// Whether digests are computed, too.
    pub digest: bool,
}

/// Reads, compiles and binds a definition to the workload's network.
pub fn plan(definition: &str) -> Result<Plan, Failure> {
    let programme = Programme::from_toml("workload.toml", definition)?;
    Ok(Plan::new(&programme, register::network()?)?)
}

/// A tally of all records of a source.
pub fn tally(
    plan: &Plan,
    source: impl BatchSource,
    threads: usize,
) -> Result<(Tally, u64), Failure> {
    let mut tally = Tally::new(plan);
    let options = AddOptions {
        threads,
        progress: None,
        ..Default::default()
    };
    let added = tally.add_with("records", source, options)?;
    Ok((tally, added.records))
}

/// As of the end of the year.
pub fn assess(tally: &Tally, threads: usize) -> Result<Assessment, Failure> {
    let as_of = Date::parse("2019-12-31").ok_or("no such day")?;
    Ok(tally.assess_with(
        as_of,
        AssessOptions {
            threads,
            ..AssessOptions::default()
        },
    )?)
}

/// Rows of a batch of figures.
pub const FIGURE_ROWS: usize = 65_536;

pub fn run(options: &Options<'_>) -> Result<String, Failure> {
    let start = Instant::now();
    let plan = plan(WORKLOAD)?;
    let setup = start.elapsed().as_secs_f64();
    let input = Input::named(
        options.input,
        options.directory,
        &plan.network,
        options.records,
    )?;
    let source = input.source()?;

    memory::reset_peak();
    let resident_before = memory::resident();
    let processor_before = memory::processor_seconds();
    let mut stages = Stages::default();
    let (tally, records) = tally(&plan, source, options.threads)?;
    stages.ended("add");
    let peak_of_add = memory::peak();
    let assessment = assess(&tally, options.threads)?;
    stages.ended("assess");
    // Batch by batch, as who writes them to a file or another engine takes them.
    for batch in assessment.fraction_batches(FIGURE_ROWS) {
        batch?;
    }
    stages.ended("figures");
    let findings: Vec<BriefFinding<'_>> = assessment.findings().brief().collect();
    stages.ended("findings");
    let peak = memory::peak();
    let processor = memory::processor_seconds() - processor_before;
    let start = Instant::now();
    let tables = (assessment.indicators()?, assessment.monthly()?);
    let worded = start.elapsed().as_secs_f64();
    drop(tables);

    let mut line = format!(
        "{{\"engine\":\"huimin\",\"input\":\"{}\",\"records\":{records},\"threads\":{},\"seconds\":{:.4},\"cpu\":{processor:.2},\"peak_mb\":{peak:.1},\
         \"peak_of_add_mb\":{peak_of_add:.1},\"before_mb\":{resident_before:.1},\"setup\":{setup:.4},\"stages\":{{{}}},\
         \"worded\":{worded:.4},\"findings\":{}",
        options.input,
        options.threads,
        stages.total(),
        stages.json(),
        findings.len(),
    );
    if options.digest {
        let fractions = assessment.fractions()?;
        let runs = [
            (&fractions, "numerator"),
            (&fractions, "denominator"),
            (&fractions, "month_numerator"),
            (&fractions, "month_denominator"),
        ];
        let figures = canonical::digest_of_figures(&assessment, runs);
        let findings = canonical::digest_of_findings(&plan, &findings);
        line += &format!(",\"digest\":\"{figures}-{findings}\"");
    }
    Ok(line + "}")
}

/// What took how long, one after the other.
pub struct Stages {
    last: Instant,
    seconds: Vec<(&'static str, f64)>,
}

impl Default for Stages {
    fn default() -> Self {
        Self {
            last: Instant::now(),
            seconds: Vec::new(),
        }
    }
}

impl Stages {
    pub fn ended(&mut self, name: &'static str) {
        self.seconds.push((name, self.last.elapsed().as_secs_f64()));
        self.last = Instant::now();
    }

    pub fn total(&self) -> f64 {
        self.seconds.iter().map(|(_, seconds)| seconds).sum()
    }

    pub fn json(&self) -> String {
        let stages = self
            .seconds
            .iter()
            .map(|(name, seconds)| format!("\"{name}\":{seconds:.4}"));
        stages.collect::<Vec<_>>().join(",")
    }
}
