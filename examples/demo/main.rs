//! The main job, end to end: a synthetic year of records is written to files,
//! read back, verified and assessed, and the acceptance tables are printed.
//!
//! Usage: `demo [DIRECTORY] [--lang zh|en] [--as-of DATE] [--records N]
//! [--network NAME] [--threads N] [--seed N] [--keep] [--tables]`
//!
//! Exit code: 0 all targets met, 1 some not, 2 bad input, 3 that cannot be judged.

mod acceptance;
mod arguments;
mod progress;
mod tables;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;

use huimin::assess::Judgement;
use huimin::input::{CsvOptions, CsvSource};
use huimin::report::{Enclosures, TABLES, page, table, workbook, write_csv, write_csv_batches};
use huimin::sample::{Sample, SampleOptions};
use huimin::tally::AddOptions;
use huimin::{
    Assessment, Error, ErrorKind, Language, Network, Plan, Programme, Result, Tally, Text,
};

use arguments::Arguments;
use progress::ProgressBar;

/// Rows of a table that are held at a time while it is written.
const TABLE_ROWS: usize = 50_000;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(Judgement::NotMet) => ExitCode::from(1),
        Ok(Judgement::CannotBeJudged) => ExitCode::from(3),
        Ok(Judgement::Met | Judgement::NothingToJudge) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.render(arguments.language));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Judgement> {
    let say = |zh: &str, en: &str| match arguments.language {
        Language::Chinese => println!("{zh}"),
        Language::English => println!("{en}"),
    };
    let directory = arguments.directory.as_path();
    if !arguments.keep {
        say(
            "一、生成模拟数据(贫困村标识和全部记录均为虚构)",
            "1. Sample data (poor-village marks and all records are invented)",
        );
        write_sample(arguments, directory)?;
    }
    say(
        "\n二、读入、校验、汇总",
        "\n2. Reading, verifying, tallying",
    );
    let programme = Programme::builtin("yuxi-2019")?;
    let plan = Plan::new(&programme, read_network(directory)?)?;
    let tally = read_records(arguments, directory, &plan)?;
    let assessment = tally.assess(arguments.as_of)?;
    if arguments.tables {
        write_tables(&assessment, directory, arguments.language)?;
    }
    let judgement = tables::print(&assessment, arguments.language)?;
    write_reports(&assessment, directory, arguments.language)?;
    Ok(judgement)
}

fn write_sample(arguments: &Arguments, directory: &Path) -> Result<()> {
    std::fs::create_dir_all(directory).map_err(|error| file_error(directory, &error))?;
    let network = Network::builtin(&arguments.network)?;
    let options = SampleOptions {
        seed: arguments.seed,
        records: arguments.records,
        ..SampleOptions::default()
    };
    let sample = Sample::new(&network, &options)?;
    let create = |name: &str| {
        let path = directory.join(format!("{name}.csv"));
        File::create(&path)
            .map(BufWriter::new)
            .map_err(|error| file_error(&path, &error))
    };
    sample.register_csv(create("divisions")?)?;
    for dataset in sample.datasets() {
        sample.write_csv(dataset, create(dataset)?)?;
    }
    Ok(())
}

fn read_network(directory: &Path) -> Result<Network> {
    let path = directory.join("divisions.csv");
    let bytes = std::fs::read(&path).map_err(|error| file_error(&path, &error))?;
    Network::from_csv(&bytes)
}

fn read_records(arguments: &Arguments, directory: &Path, plan: &Plan) -> Result<Tally> {
    let mut tally = Tally::new(plan);
    for dataset in &plan.datasets {
        let path = directory.join(format!("{}.csv", dataset.id));
        let Ok(file) = File::open(&path) else {
            tables::missing_dataset(dataset, arguments.language);
            continue;
        };
        let length = file.metadata().map_or(0, |metadata| metadata.len());
        let label = dataset.label.get(arguments.language);
        let mut bar = ProgressBar::new(label, length);
        let mut show = |done: huimin::tally::Progress| {
            bar.show(done);
            true
        };
        let options = AddOptions {
            threads: arguments.threads,
            progress: Some(&mut show),
            ..Default::default()
        };
        let source = CsvSource::new(file, CsvOptions::default());
        let added = tally.add_with(&dataset.id, source, options)?;
        bar.finish();
        tables::dataset_read(label, &added, arguments.language);
    }
    Ok(tally)
}

/// Every table there is, those that grow with divisions and dates in batches.
fn write_tables(assessment: &Assessment, directory: &Path, language: Language) -> Result<()> {
    for name in TABLES {
        let path = directory.join(format!("out_{name}.csv"));
        let create = || File::create(&path).map(BufWriter::new);
        let create = || create().map_err(|error| file_error(&path, &error));
        match name {
            "indicators" => write_csv_batches(assessment.indicator_batches(TABLE_ROWS), create()?)?,
            "monthly" => write_csv_batches(assessment.monthly_batches(TABLE_ROWS), create()?)?,
            "progress" => write_csv_batches(assessment.progress_batches(TABLE_ROWS), create()?)?,
            "fractions" => write_csv_batches(assessment.fraction_batches(TABLE_ROWS), create()?)?,
            _ => {
                if let Some(table) = table(assessment, name, language)? {
                    write_csv(&table, create()?)?;
                }
            }
        }
    }
    Ok(())
}

/// The page and the workbook beside the records.
fn write_reports(assessment: &Assessment, directory: &Path, language: Language) -> Result<()> {
    let enclosures = Enclosures::of(assessment)?;
    let dossier = enclosures.dossier(language);
    let say = match language {
        Language::Chinese => "\n另存:",
        Language::English => "\nalso written: ",
    };
    for (name, bytes) in [
        ("report.html", page(&dossier)?.into_bytes()),
        ("report.xlsx", workbook(&dossier)?),
    ] {
        let path = directory.join(name);
        std::fs::write(&path, bytes).map_err(|error| file_error(&path, &error))?;
        println!(
            "{}{}",
            if name == "report.html" { say } else { "      " },
            path.display()
        );
    }
    Ok(())
}

fn file_error(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display();
    let message = Text::new(
        format!("文件 {path} 不能使用:{error}"),
        format!("the file {path} cannot be used: {error}"),
    );
    Error::new(ErrorKind::Input, message)
}
