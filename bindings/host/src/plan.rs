//! Plans: programmes bound to networks.

use huimin::{Plan, exchange};

use crate::network::{self, NetworkHandle};
use crate::programme::ProgrammeHandle;
use crate::{Handle, Outcome};

/// A plan.
pub type PlanHandle = Handle<Plan>;

/// Binds a programme to a network.
///
/// # Errors
///
/// As [`Plan::new`]; for a bad handle.
pub fn new(programme: ProgrammeHandle, network: NetworkHandle) -> Outcome<PlanHandle> {
    let plan = Plan::new(&*programme.object()?, network::shared(network)?)?;
    Handle::keep(plan)
}

/// What the compiler warned of, as [`exchange::diagnostics`].
///
/// # Errors
///
/// For a bad handle.
pub fn warnings(plan: PlanHandle) -> Outcome<String> {
    Ok(exchange::diagnostics(&plan.object()?.warnings)?)
}

/// The names of the datasets, in the definition's order.
///
/// # Errors
///
/// For a bad handle.
pub fn datasets(plan: PlanHandle) -> Outcome<Vec<String>> {
    let plan = plan.object()?;
    Ok(plan.datasets.iter().map(|known| known.id.clone()).collect())
}

/// The names of the indicators, in the definition's order.
///
/// # Errors
///
/// For a bad handle.
pub fn indicators(plan: PlanHandle) -> Outcome<Vec<String>> {
    let plan = plan.object()?;
    let indicators = plan.indicators.iter();
    Ok(indicators.map(|known| known.id.clone()).collect())
}

/// The fingerprint of definition and network: tallies of equal ones can be merged.
///
/// # Errors
///
/// For a bad handle.
pub fn fingerprint(plan: PlanHandle) -> Outcome<u64> {
    Ok(plan.object()?.fingerprint)
}

/// Checks one record, an object in JSON, as [`exchange::check_record`].
///
/// # Errors
///
/// As [`exchange::check_record`]; for a bad handle.
pub fn check_record(plan: PlanHandle, dataset: &str, record: &str) -> Outcome<String> {
    let plan = plan.object()?;
    Ok(exchange::check_record(&plan, dataset, record)?)
}
