//! The speed of huimin on one workload.
//!
//! ```text
//! huimin-benches generate --records N --data DIRECTORY [--parquet] [--plain] [--csv] [--zstd]
//! huimin-benches run --input parquet|parquet-plain|arrow|arrow-dict|csv --records N --threads T --data DIRECTORY
//! huimin-benches micro --input … --records N --rounds K --data DIRECTORY [--only memory|decode|run|add|again|check|compile]
//! huimin-benches yuxi-generate --records N --data DIRECTORY
//! huimin-benches yuxi-run --threads T --data DIRECTORY [--only DATASET] [--results DIRECTORY]
//! ```
//!
//! `generate` writes the files and the register the rivals read; `run` prints
//! one line of JSON; `micro` prints tables of where the time goes; `yuxi-…` do
//! for the built-in programme what the first two do for the workload.
//! Everything follows from the seed, so that every machine has the same records.

mod batches;
mod canonical;
mod files;
mod input;
mod memory;
mod micro;
mod random;
mod records;
mod register;
mod run;
mod yuxi;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use files::ParquetForm;
use records::Records;

type Failure = Box<dyn std::error::Error>;

const SEED: u64 = 2019;

fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn command() -> Result<(), Failure> {
    let arguments = Arguments::parse()?;
    match arguments.command.as_str() {
        "generate" => generate(&arguments),
        "run" => {
            let options = run::Options {
                input: &arguments.input,
                records: arguments.records,
                threads: arguments.threads,
                directory: &arguments.directory,
                digest: !arguments.has("--no-digest"),
            };
            println!("{}", run::run(&options)?);
            Ok(())
        }
        "micro" => {
            let options = micro::Options {
                input: &arguments.input,
                records: arguments.records,
                rounds: arguments.rounds,
                directory: &arguments.directory,
                only: &arguments.only,
            };
            println!("{}", micro::run(&options)?);
            Ok(())
        }
        "yuxi-generate" => yuxi::generate(arguments.records, &arguments.directory),
        "yuxi-run" => {
            let options = yuxi::Options {
                threads: arguments.threads,
                directory: &arguments.directory,
                only: &arguments.only,
                results: arguments.results.as_deref(),
            };
            println!("{}", yuxi::run(&options)?);
            Ok(())
        }
        other => {
            let known = "generate, run, micro, yuxi-generate or yuxi-run";
            Err(format!("unknown command `{other}`: {known}").into())
        }
    }
}

fn generate(arguments: &Arguments) -> Result<(), Failure> {
    std::fs::create_dir_all(&arguments.directory)?;
    let network = register::network()?;
    std::fs::write(
        arguments.directory.join("register.csv"),
        register::listing(&network),
    )?;
    let records = Records::new(&network, SEED);
    let zstd = arguments.has("--zstd");
    let parquet = |path: &Path, dictionary: bool| {
        let form = ParquetForm { dictionary, zstd };
        files::write_parquet(path, &records, arguments.records, form)
    };
    let csv = |path: &Path| files::write_csv(path, &records, arguments.records);
    if arguments.has("--parquet") {
        files::whole(&arguments.directory, "records.parquet", |path| {
            parquet(path, true)
        })?;
    }
    if arguments.has("--plain") {
        files::whole(&arguments.directory, "records_plain.parquet", |path| {
            parquet(path, false)
        })?;
    }
    if arguments.has("--csv") {
        files::whole(&arguments.directory, "records.csv", csv)?;
    }
    Ok(())
}

struct Arguments {
    command: String,
    input: String,
    records: u64,
    threads: usize,
    rounds: usize,
    only: String,
    directory: PathBuf,
    results: Option<PathBuf>,
    switches: Vec<String>,
}

impl Arguments {
    fn parse() -> Result<Self, Failure> {
        let mut given = std::env::args().skip(1);
        let mut arguments = Self {
            command: given.next().ok_or("a command is needed")?,
            input: "parquet".to_owned(),
            records: 1_000_000,
            threads: 1,
            rounds: 5,
            only: String::new(),
            directory: PathBuf::from("out/bench/1000000"),
            results: None,
            switches: Vec::new(),
        };
        while let Some(name) = given.next() {
            let mut value = || {
                given
                    .next()
                    .ok_or_else(|| format!("`{name}` needs a value"))
            };
            match name.as_str() {
                "--input" => arguments.input = value()?,
                "--records" => arguments.records = value()?.parse()?,
                "--only" => arguments.only = value()?,
                "--rounds" => arguments.rounds = value()?.parse()?,
                "--threads" => arguments.threads = value()?.parse()?,
                "--data" => arguments.directory = value()?.into(),
                "--results" => arguments.results = Some(value()?.into()),
                "--parquet" | "--plain" | "--csv" | "--zstd" | "--no-digest" => {
                    arguments.switches.push(name);
                }
                _ => return Err(format!("unknown option `{name}`").into()),
            }
        }
        Ok(arguments)
    }

    fn has(&self, switch: &str) -> bool {
        self.switches.iter().any(|known| known == switch)
    }
}
