//! The main job, end to end: a synthetic year of records is written as nine counties hand it
//! over (workbooks, text in UTF-8 and GB18030, titles, Chinese headings and labels), read as it
//! is, verified and assessed; the receipt and the acceptance tables are printed.
//!
//! Usage: `demo [DIRECTORY] [--lang zh|en] [--as-of DATE] [--records N]
//! [--network NAME] [--threads N] [--seed N] [--keep] [--tables] [--plain]`
//!
//! Exit code: 0 all targets met, 1 some not, 2 bad input, 3 that cannot be judged.

mod acceptance;
mod arguments;
mod counties;
mod progress;
mod tables;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;

use huimin::assess::Judgement;
use huimin::door::{DoorOptions, survey};
use huimin::intake::{ReceiveOptions, network_of};
use huimin::report::{Enclosures, TABLES, page, table, workbook, write_csv, write_csv_batches};
use huimin::sample::{Sample, SampleOptions};
use huimin::{
    Assessment, Error, ErrorKind, Language, Network, Plan, Programme, Result, Tally, Text,
};

use huimin_files::Directory;

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
    let records = directory.join("records");
    let programme = Programme::builtin("yuxi-2019")?;
    if !arguments.keep {
        say(
            "一、生成模拟数据，按各县（区）交来的样子存放（贫困村标识和全部记录均为虚构）",
            "1. Sample data, as counties hand it over (poor-village marks and all records are invented)",
        );
        write_sample(arguments, &programme, directory, &records)?;
    }
    say(
        "\n二、读入、校验、汇总",
        "\n2. Reading, verifying, tallying",
    );
    let folder = Directory::open(&records)?;
    let delivery = survey(programme.definition(), &folder, &DoorOptions::default())?;
    let network = match network_of(&delivery, &folder)? {
        Some(network) => network,
        None => Network::builtin(&arguments.network)?,
    };
    let plan = Plan::new(&programme, network)?;
    let mut tally = Tally::new(&plan);
    let total = delivery.parts.iter().map(|part| part.bytes).sum();
    let label = match arguments.language {
        Language::Chinese => "读入",
        Language::English => "reading",
    };
    let mut bar = ProgressBar::new(label, total);
    let mut show = |done: huimin::tally::Progress, _: u64| {
        bar.show(done);
        true
    };
    let options = ReceiveOptions {
        threads: arguments.threads,
        progress: Some(&mut show),
    };
    tally.receive(&delivery, &folder, options)?;
    bar.finish();
    let assessment = tally.assess(arguments.as_of)?;
    tables::receipt(&assessment, arguments.language)?;
    if arguments.tables {
        write_tables(&assessment, directory, arguments.language)?;
    }
    let judgement = tables::print(&assessment, arguments.language)?;
    write_reports(&assessment, directory, arguments.language)?;
    Ok(judgement)
}

/// Writes the sample: the plain files of `--plain` in the directory itself and among the records,
/// else what every county hands over.
fn write_sample(
    arguments: &Arguments,
    programme: &Programme,
    directory: &Path,
    records: &Path,
) -> Result<()> {
    // What an earlier run wrote would be read once more.
    if records.exists() {
        std::fs::remove_dir_all(records).map_err(|error| file_error(records, &error))?;
    }
    std::fs::create_dir_all(records).map_err(|error| file_error(records, &error))?;
    let network = Network::builtin(&arguments.network)?;
    let options = SampleOptions {
        seed: arguments.seed,
        records: arguments.records,
        ..SampleOptions::default()
    };
    let sample = Sample::new(&network, &options)?;
    if !arguments.plain {
        let plan = Plan::new(programme, network.clone())?;
        return counties::write(&sample, &plan, records);
    }
    let write = |name: &str, bytes: &[u8]| {
        for folder in [directory, records] {
            let path = folder.join(format!("{name}.csv"));
            std::fs::write(&path, bytes).map_err(|error| file_error(&path, &error))?;
        }
        Ok(())
    };
    let mut text = Vec::new();
    sample.register_csv(&mut text)?;
    write("divisions", &text)?;
    for dataset in sample.datasets() {
        text.clear();
        sample.write_csv(dataset, &mut text)?;
        write(dataset, &text)?;
    }
    Ok(())
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
