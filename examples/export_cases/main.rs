//! The cases of all languages as plain directories, for runners that have no TOML: those of
//! `tests/cases`, of `tests/doors.txt` and of `tests/cells/texts.txt`, each with its files and with
//! every answer, computed here. A runner in another language feeds the files in and compares what it
//! gets, byte by byte.
//!
//! Usage: `export_cases DIRECTORY`
//!
//! ```text
//! DIRECTORY/yuxi-03/
//!   note                     what the case shows
//!   programme                the name of a built-in programme, or
//!   definition.toml          a definition
//!   without_allocations      the programme is used so; left out otherwise
//!   register                 the name of a built-in register, or
//!   register.csv             a register
//!   01-add-cases.csv         what is added and withdrawn, in order, or
//!   02-retract-cases.csv
//!   delivery/                a directory of files as they are handed over, whose register comes
//!                            before the one above, and
//!   survey.json              how it is looked at: `ignore`, `sheet`, `encodings`, `merged`
//!   as_of                    the day
//!   expected/indicators.json every table in English, `null` without rows to show, and
//!   expected/verdict.json    true, false or null, and
//!   expected/judgement.json  the name of the judgement; or
//!   expected/error.json      the first error of all steps
//! ```

#[path = "../../tests/cases/runner/csv_text.rs"]
mod csv_text;
#[path = "../../tests/deliveries/mod.rs"]
mod deliveries;
#[expect(dead_code, reason = "what a case expects is for the tests")]
#[path = "../../tests/doors/cases.rs"]
mod doors;
mod given;
#[expect(dead_code, reason = "what a case expects is for the tests")]
#[path = "../../tests/cases/runner/read.rs"]
mod read;
#[expect(dead_code, reason = "what a case expects is for the tests")]
#[path = "../../tests/cells/texts.rs"]
mod texts;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use given::Given;

fn main() -> ExitCode {
    let Some(directory) = std::env::args().nth(1) else {
        eprintln!("usage: export_cases DIRECTORY");
        return ExitCode::from(2);
    };
    match export(Path::new(&directory)) {
        Ok(count) => {
            println!("{count} cases");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn export(directory: &Path) -> std::io::Result<usize> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(sources)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut files: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let cases: Vec<read::Case> = files.iter().flat_map(|path| read::file(path)).collect();
    let deliveries = doors::cases(include_str!("../../tests/doors.txt"));
    let mut all = vec![("cells".to_owned(), Given::of_cells())];
    for case in &cases {
        let stem = case.file.trim_end_matches(".toml");
        all.push((format!("{stem}-{:02}", case.number), Given::of_case(case)));
    }
    for (case, number) in deliveries.iter().zip(1..) {
        all.push((format!("delivery-{number:03}"), Given::of_delivery(case)));
        if let Some(given) = Given::of_records(case) {
            all.push((format!("records-{number:03}"), given));
        }
    }
    for (name, given) in &all {
        let place = directory.join(name);
        if place.exists() {
            fs::remove_dir_all(&place)?;
        }
        fs::create_dir_all(place.join("expected"))?;
        given.write(&place)?;
        for (name, answer) in given.answers() {
            fs::write(place.join("expected").join(format!("{name}.json")), answer)?;
        }
    }
    Ok(all.len())
}
