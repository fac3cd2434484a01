//! Checkers: the rules of one dataset, ready for one record after another.

use huimin::exchange;
use huimin::verify::RecordChecker;

use crate::plan::PlanHandle;
use crate::{Handle, Outcome};

/// A checker.
pub type CheckerHandle = Handle<RecordChecker>;

/// A checker for records of a dataset.
///
/// # Errors
///
/// As [`huimin::Plan::checker`]; for a bad handle.
pub fn new(plan: PlanHandle, dataset: &str) -> Outcome<CheckerHandle> {
    Handle::keep(plan.object()?.checker(dataset)?)
}

/// The names of the fields, in the order in which values are given.
///
/// # Errors
///
/// For a bad handle.
pub fn fields(checker: CheckerHandle) -> Outcome<Vec<String>> {
    Ok(checker.object()?.fields().map(str::to_owned).collect())
}

/// Checks one record, a value for every field; answers as [`exchange::record_findings`],
/// or with none where nothing is wrong.
///
/// # Errors
///
/// As [`RecordChecker::check`]; for a bad handle.
pub fn check(checker: CheckerHandle, values: &[Option<&str>]) -> Outcome<Option<String>> {
    let found = checker.object()?.check(values)?;
    if found.is_empty() {
        return Ok(None);
    }
    Ok(Some(exchange::record_findings(&found)?))
}
