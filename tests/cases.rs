//! The cases of `tests/cases/*.toml`: records in, figures and findings out.
//! What a case file may say stands in `tests/cases/README.md`.
//!
//! Every case is computed twice, as it is written and with its records in
//! another order and in several tallies; both times it must come out the same.

#![cfg(feature = "csv")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

#[path = "cases/runner/compare.rs"]
mod compare;
#[path = "cases/runner/compute.rs"]
mod compute;
#[path = "cases/runner/csv_text.rs"]
mod csv_text;
#[path = "cases/runner/read.rs"]
mod read;

use std::path::PathBuf;

use read::Case;

#[test]
fn every_case_comes_out_as_expected() {
    let cases = all_cases();
    let failures: Vec<String> = cases.iter().filter_map(failure).collect();
    assert!(
        failures.is_empty(),
        "{} of {} cases fail:\n\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n\n")
    );
}

/// Everything about a case that is not as expected; none where all is.
fn failure(case: &Case) -> Option<String> {
    let mut differences = Vec::new();
    let straight = compute::straight(case);
    compare::with_expected(case, &straight, &mut differences);
    if let Ok(assessment) = &straight {
        match compute::shuffled(case) {
            Ok(other) => compare::with_each_other(assessment, &other, &mut differences),
            Err(error) => differences.push(format!("in another order it fails: {error}")),
        }
    }
    (!differences.is_empty()).then(|| {
        let place = format!("{}, case {}: {}", case.file, case.number, case.note);
        format!("{place}\n  {}", differences.join("\n  "))
    })
}

fn all_cases() -> Vec<Case> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = std::fs::read_dir(&directory).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths.iter().flat_map(|path| read::file(path)).collect()
}
