//! One run of the library over the workload.

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use arrow_array::RecordBatch;
use huimin::assess::Finding;
use huimin::calendar::Date;
use huimin::input::{
    ArrowSource, BatchSource, CsvOptions, CsvSource, ParquetOptions, ParquetSource,
};
use huimin::tally::AddOptions;
use huimin::{Language, Plan, Programme, Tally};

use crate::batches::batch;
use crate::records::Records;
use crate::{Failure, SEED, canonical, memory, register};

const WORKLOAD: &str = include_str!("../workload.toml");
/// Rows of a batch that is in memory already.
const MEMORY_ROWS: u64 = 65_536;

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

pub fn run(options: &Options<'_>) -> Result<String, Failure> {
    let start = Instant::now();
    let programme = Programme::from_toml("workload.toml", WORKLOAD)?;
    let plan = Plan::new(&programme, register::network()?)?;
    let setup = start.elapsed().as_secs_f64();

    if let Ok(times) = std::env::var("REPEAT") {
        let times: usize = times.parse()?;
        let before = memory::resident();
        let batches: Option<Vec<RecordBatch>> = if options.input.starts_with("arrow") {
            let mut all = source(options, &plan)?;
            let mut list = Vec::new();
            while let Some(batch) = all.next_batch()? { list.push(batch); }
            Some(list)
        } else { None };
        let mut best = (f64::MAX, f64::MAX, f64::MAX);
        for _ in 0..times {
            let source: Box<dyn BatchSource> = match &batches {
                Some(list) => Box::new(ArrowSource::new(list.clone().into_iter().map(Ok))),
                None => source(options, &plan)?,
            };
            memory::reset_peak();
            let at = memory::resident();
            let t = Instant::now();
            let mut tally = Tally::new(&plan);
            let add = AddOptions { threads: options.threads, progress: None };
            tally.add_with("records", source, add)?;
            let a = t.elapsed().as_secs_f64();
            let pa = memory::peak();
            let assessment = tally.assess_with(Date::parse("2019-12-31").ok_or("no such day")?, huimin::assess::AssessOptions { threads: options.threads })?;
            let b = t.elapsed().as_secs_f64() - a;
            let pb = memory::peak();
            let n = assessment.findings().brief().count();
            let c = t.elapsed().as_secs_f64() - a - b;
            best = (best.0.min(a), best.1.min(b), best.2.min(c));
            eprintln!("add {a:.4} assess {b:.4} findings {c:.4} ({n}) start {before:.0} at {at:.0} peak add {pa:.0} assess {pb:.0}");
        }
        let per = 1e9 / options.records as f64;
        return Ok(format!("best ns/record: add {:.1} assess {:.1} findings {:.1} total {:.1}", best.0*per, best.1*per, best.2*per, (best.0+best.1+best.2)*per));
    }
    let source = source(options, &plan)?;
    memory::reset_peak();
    let resident_before = memory::resident();
    let processor_before = memory::processor_seconds();
    let mut stages = Stages::default();
    let mut tally = Tally::new(&plan);
    let add = AddOptions {
        threads: options.threads,
        progress: None,
    };
    let added = tally.add_with("records", source, add)?;
    stages.ended("add");
    let peak_of_add = memory::peak();
    let assessment = tally.assess_with(Date::parse("2019-12-31").ok_or("no such day")?, huimin::assess::AssessOptions { threads: options.threads })?;
    stages.ended("assess");
    let (to_date, monthly) = (assessment.indicators()?, assessment.monthly()?);
    stages.ended("figures");
    let findings: Vec<Finding> = assessment.findings().iter(Language::English).collect();
    stages.ended("findings");
    let peak = memory::peak();
    let processor = memory::processor_seconds() - processor_before;

    let mut line = format!(
        "{{\"engine\":\"huimin\",\"input\":\"{}\",\"records\":{},\"threads\":{},\"seconds\":{:.4},\"cpu\":{processor:.2},\"peak_mb\":{peak:.1},\
         \"peak_of_add_mb\":{peak_of_add:.1},\"before_mb\":{resident_before:.1},\"setup\":{setup:.4},\"stages\":{{{}}},\
         \"findings\":{},\"figures\":{}",
        options.input,
        added.records,
        options.threads,
        stages.total(),
        stages.json(),
        findings.len(),
        to_date.num_rows() + monthly.num_rows(),
    );
    if options.digest {
        let runs = [
            (&to_date, "numerator"),
            (&to_date, "denominator"),
            (&monthly, "numerator"),
            (&monthly, "denominator"),
        ];
        let figures = canonical::digest_of_figures(&assessment, runs);
        let findings = canonical::digest_of_findings(&findings);
        line += &format!(",\"digest\":\"{figures}-{findings}\"");
    }
    Ok(line + "}")
}

fn source(options: &Options<'_>, plan: &Plan) -> Result<Box<dyn BatchSource>, Failure> {
    let file = |name: &str| File::open(options.directory.join(name));
    let in_memory = |dictionary| {
        let records = Records::new(&plan.network, SEED);
        let starts = (0..options.records).step_by(MEMORY_ROWS as usize);
        let batches: Vec<RecordBatch> = starts
            .map(|start| {
                let end = options.records.min(start + MEMORY_ROWS);
                batch(
                    (start..end).map(|number| records.record(number)),
                    dictionary,
                )
            })
            .collect();
        ArrowSource::new(batches.into_iter().map(Ok))
    };
    let parquet = |name| -> Result<Box<dyn BatchSource>, Failure> {
        Ok(Box::new(ParquetSource::from_file(
            file(name)?,
            ParquetOptions::default(),
        )))
    };
    match options.input {
        "parquet" => parquet("records.parquet"),
        "parquet-plain" => parquet("records_plain.parquet"),
        "csv" => Ok(Box::new(CsvSource::new(
            file("records.csv")?,
            CsvOptions::default(),
        ))),
        "arrow" => Ok(Box::new(in_memory(false))),
        "arrow-dict" => Ok(Box::new(in_memory(true))),
        other => Err(format!(
            "unknown input `{other}`: parquet, parquet-plain, arrow, arrow-dict or csv"
        )
        .into()),
    }
}

struct Stages {
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
    fn ended(&mut self, name: &'static str) {
        self.seconds.push((name, self.last.elapsed().as_secs_f64()));
        self.last = Instant::now();
    }

    fn total(&self) -> f64 {
        self.seconds.iter().map(|(_, seconds)| seconds).sum()
    }

    fn json(&self) -> String {
        let stages = self
            .seconds
            .iter()
            .map(|(name, seconds)| format!("\"{name}\":{seconds:.4}"));
        stages.collect::<Vec<_>>().join(",")
    }
}
