//! The built-in programme `yuxi-2019` on a sampled year of any size.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use huimin::assess::{AssessOptions, Assessment, BriefFinding};
use huimin::calendar::Date;
use huimin::definition::Severity;
use huimin::input::{ArrowSource, ParquetOptions, ParquetSource};
use huimin::sample::{Sample, SampleOptions};
use huimin::tally::AddOptions;
use huimin::{Network, Plan, Programme, Tally, report};

use crate::run::{FIGURE_ROWS, Stages};
use crate::{Failure, files, memory, register};

const PROGRAMME: &str = "yuxi-2019";
const AS_OF: &str = "2019-11-30";
/// What the rules of other datasets refer to.
const PLATFORMS: &str = "platforms";
/// The register with the marks of poor villages, as the library reads it.
const DIVISIONS: &str = "divisions.csv";
const COPY_RULE: &str = "identical_copy";

/// What a run is given.
#[derive(Debug)]
pub struct Options<'a> {
    pub threads: usize,
    pub directory: &'a Path,
    /// One dataset, or empty for all of them together.
    pub only: &'a str,
    /// Where what was found is written, when the clock has stopped.
    pub results: Option<&'a Path>,
}

/// One Parquet file for each dataset, and the register twice: for the library
/// and for others.
pub fn generate(records: u64, directory: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(directory)?;
    let network = Network::builtin(PROGRAMME)?;
    let options = SampleOptions {
        records: Some(usize::try_from(records)?),
        ..SampleOptions::default()
    };
    let sample = Sample::new(&network, &options)?;
    for dataset in sample.datasets() {
        let file = File::create(directory.join(format!("{dataset}.parquet")))?;
        sample.write_parquet(dataset, file)?;
    }
    sample.register_csv(File::create(directory.join(DIVISIONS))?)?;
    // Last, so that all is there where this is.
    let listing = register::listing(&sample.network_with_marks()?);
    files::whole(directory, "register.csv", |path| {
        Ok(std::fs::write(path, &listing)?)
    })
}

/// A run over those files, as one line of JSON: adding, assessing, the exact
/// fractions and the list of findings.
pub fn run(options: &Options<'_>) -> Result<String, Failure> {
    let network = Network::from_csv(&std::fs::read(options.directory.join(DIVISIONS))?)?;
    let plan = Plan::new(&Programme::builtin(PROGRAMME)?, network)?;
    let names = plan.datasets.iter().map(|dataset| dataset.id.as_str());
    let wanted: Vec<&str> = names
        .filter(|name| options.only.is_empty() || *name == options.only)
        .collect();
    if wanted.is_empty() {
        return Err(format!("no dataset `{}`", options.only).into());
    }
    let mut tally = Tally::new(&plan);
    if !wanted.contains(&PLATFORMS) {
        add(&mut tally, PLATFORMS, options)?;
    }
    // The others are empty, which is not the same as missing.
    for dataset in &plan.datasets {
        let id = dataset.id.as_str();
        if !wanted.contains(&id) && id != PLATFORMS {
            tally.add(id, ArrowSource::new([]))?;
        }
    }

    memory::reset_peak();
    let processor_before = memory::processor_seconds();
    let mut stages = Stages::default();
    let mut records = 0;
    for dataset in wanted {
        records += add(&mut tally, dataset, options)?;
    }
    stages.ended("add");
    let as_of = Date::parse(AS_OF).ok_or("no such day")?;
    let threads = options.threads;
    let assessment = tally.assess_with(
        as_of,
        AssessOptions {
            threads,
            ..AssessOptions::default()
        },
    )?;
    stages.ended("assess");
    for batch in assessment.fraction_batches(FIGURE_ROWS) {
        batch?;
    }
    stages.ended("figures");
    let findings: Vec<BriefFinding<'_>> = assessment.findings().brief().collect();
    stages.ended("findings");
    let peak = memory::peak();
    let processor = memory::processor_seconds() - processor_before;

    if let Some(results) = options.results {
        std::fs::create_dir_all(results)?;
        let figures = BufWriter::new(File::create(results.join("figures.csv"))?);
        report::write_csv(&assessment.fractions()?, figures)?;
        let standings = BufWriter::new(File::create(results.join("standings.csv"))?);
        write_standings(&assessment, &findings, standings)?;
    }
    Ok(format!(
        "{{\"engine\":\"huimin\",\"dataset\":\"{}\",\"threads\":{threads},\"records\":{records},\"seconds\":{:.5},\"cpu\":{processor:.2},\
         \"peak_mb\":{peak:.1},\"stages\":{{{}}},\"findings\":{}}}",
        options.only,
        stages.total(),
        stages.json(),
        findings.len(),
    ))
}

fn add(tally: &mut Tally, dataset: &str, options: &Options<'_>) -> Result<u64, Failure> {
    let file = File::open(options.directory.join(format!("{dataset}.parquet")))?;
    let source = ParquetSource::from_file(file, ParquetOptions::default());
    let threads = options.threads;
    let options = AddOptions {
        threads,
        progress: None,
        ..Default::default()
    };
    Ok(tally.add_with(dataset, source, options)?.records)
}

/// The records that are rejected, warned of or copies, each once, in order of
/// dataset, row and standing.
fn write_standings(
    assessment: &Assessment,
    findings: &[BriefFinding<'_>],
    mut out: impl Write,
) -> Result<(), Failure> {
    let plan = assessment.plan();
    let standing = |finding: &BriefFinding<'_>| {
        let rule = &plan.rules[finding.rule];
        let standing = match rule.severity {
            Severity::Reject => "rejected",
            Severity::Warn if rule.id == COPY_RULE => "copy",
            Severity::Warn => "warned",
            Severity::Note => return None,
        };
        Some((&plan.datasets[finding.dataset?].id, finding.row?, standing))
    };
    let mut standings: Vec<_> = findings.iter().filter_map(standing).collect();
    standings.sort_unstable();
    standings.dedup();
    writeln!(out, "dataset,row,standing")?;
    for (dataset, row, standing) in standings {
        writeln!(out, "{dataset},{row},{standing}")?;
    }
    Ok(out.flush()?)
}
