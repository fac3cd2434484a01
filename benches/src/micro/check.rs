//! One record checked alone: what a form that is filled in costs.

use std::hint::black_box;
use std::time::Instant;

use huimin::verify::RecordChecker;
use huimin::{Network, Plan, Programme};

use crate::Failure;

/// A dataset of ten rules about single records, one of each usual kind.
const TEN_RULES: &str = include_str!("ten_rules.toml");

const RIGHT: [Option<&str>; 9] = [
    Some("A2019000017"),
    Some("530402001001"),
    Some("mediation"),
    Some("2019-03-01"),
    Some("2019-03-09"),
    Some("ordinary"),
    Some("settled"),
    Some("face_to_face"),
    Some("3"),
];

const CASE: [Option<&str>; 7] = [
    Some("C1"),
    Some("530402001001"),
    Some("mediation"),
    Some("2019-03-01"),
    Some("2019-03-09"),
    Some("ordinary"),
    Some("settled"),
];

const CASE_FIELDS: [&str; 7] = [
    "case_id",
    "division_code",
    "service",
    "accepted_on",
    "closed_on",
    "beneficiary",
    "outcome",
];

/// Nanoseconds of one check, the least of many runs.
///
/// # Errors
///
/// What the library refuses, and a record with other findings than expected.
pub fn check() -> Result<Vec<(&'static str, f64)>, Failure> {
    let network = std::sync::Arc::new(Network::builtin("yuxi-2019")?);
    let ten_rules = Programme::from_toml("ten_rules.toml", TEN_RULES)?;
    let ten_rules = Plan::new(&ten_rules, std::sync::Arc::clone(&network))?;
    let records = ten_rules.checker("records")?;
    let yuxi = Plan::new(&Programme::builtin("yuxi-2019")?, network)?;
    let cases = yuxi.checker("cases")?;

    let mut twice_wrong = RIGHT;
    twice_wrong[4] = Some("2019-02-09");
    twice_wrong[8] = Some("0");
    let named: Vec<(&str, Option<&str>)> = CASE_FIELDS.into_iter().zip(CASE).collect();
    Ok(vec![
        (
            "check: ten rules, nothing found",
            least(&records, &RIGHT, 0)?,
        ),
        (
            "check: ten rules, two findings",
            least(&records, &twice_wrong, 2)?,
        ),
        ("check: cases of yuxi-2019", least(&cases, &CASE, 0)?),
        (
            "check_record: cases of yuxi-2019, by name",
            least_of(
                || Ok(yuxi.check_record("cases", black_box(&named))?.len()),
                0,
            )?,
        ),
    ])
}

fn least(
    checker: &RecordChecker,
    record: &[Option<&str>],
    findings: usize,
) -> Result<f64, Failure> {
    least_of(|| Ok(checker.check(black_box(record))?.len()), findings)
}

/// The least mean of 200 runs of 500 checks each.
fn least_of(check: impl Fn() -> Result<usize, Failure>, findings: usize) -> Result<f64, Failure> {
    const RUNS: usize = 200;
    const CHECKS: usize = 500;
    let mut least = f64::INFINITY;
    for _ in 0..RUNS {
        let started = Instant::now();
        let mut found = 0;
        for _ in 0..CHECKS {
            found += black_box(check()?);
        }
        let nanoseconds = started.elapsed().as_nanos() as f64 / CHECKS as f64;
        if found != findings * CHECKS {
            return Err(
                format!("expected {findings} findings, but {CHECKS} checks gave {found}").into(),
            );
        }
        least = least.min(nanoseconds);
    }
    Ok(least)
}
