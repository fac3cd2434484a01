//! Plans.

use huimin_host::huimin::exchange;
use huimin_host::plan;

use crate::convert::{Out, call, named, status, text};
use crate::types::{
    huimin_bytes, huimin_error, huimin_network, huimin_plan, huimin_programme, huimin_text,
};

/// Binds a programme to a network.
///
/// HUIMIN_ERROR_DEFINITION, with all diagnostics, for unknown names, types that do not fit and
/// formulas that cannot be computed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_new(
    programme: huimin_programme,
    network: huimin_network,
    plan: *mut huimin_plan,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let plan = unsafe { Out::new("plan", plan)? };
        plan.put_handle(plan::new(programme.handle(), network.handle())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the warnings about the plan, in the form of huimin_programme_warnings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_warnings(
    plan: huimin_plan,
    warnings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let warnings = unsafe { Out::new("warnings", warnings)? };
        warnings.put_bytes(plan::warnings(plan.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the ids of the datasets, a JSON array of texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_datasets(
    plan: huimin_plan,
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        names.put_bytes(exchange::names(&plan::datasets(plan.handle())?)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the ids of the indicators, a JSON array of texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_indicators(
    plan: huimin_plan,
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        names.put_bytes(exchange::names(&plan::indicators(plan.handle())?)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the fingerprint of the definition and the register. Tallies can be merged if their plans
/// have the same fingerprint.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_fingerprint(
    plan: huimin_plan,
    fingerprint: *mut u64,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let fingerprint = unsafe { Out::new("fingerprint", fingerprint)? };
        fingerprint.put(plan::fingerprint(plan.handle())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Checks one record of a dataset: a JSON object of names or labels of fields with texts, numbers,
/// booleans or null. Writes what is wrong with it, a JSON array of `rule`, `severity`, `field`,
/// `message`. To check many records see huimin_checker_new.
///
/// HUIMIN_ERROR_INPUT for a name that is no field; HUIMIN_ERROR_ARGUMENT for an unknown dataset, or
/// a record that is no such object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_check_record(
    plan: huimin_plan,
    dataset: huimin_text,
    record: huimin_text,
    findings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, record, findings) = unsafe {
            (
                named("dataset", dataset)?,
                text("record", record)?,
                Out::new("findings", findings)?,
            )
        };
        findings.put_bytes(plan::check_record(plan.handle(), dataset, record)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a plan. `{0}` is allowed. Calls that use it at this moment are not affected.
///
/// HUIMIN_ERROR_BAD_HANDLE for one that was freed already.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_plan_free(plan: huimin_plan) -> i32 {
    status(|| plan.handle().free())
}
