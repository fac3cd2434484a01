//! Plans.

use std::ffi::c_char;

use huimin_host::huimin::exchange;
use huimin_host::plan::{self, PlanHandle};

use crate::bytes::huimin_bytes;
use crate::convert::{Out, call, named, status, text};
use crate::error::huimin_error;
use crate::network::huimin_network;
use crate::programme::huimin_programme;

/// A plan: a programme bound to a network. It never changes, and any number of threads may use
/// it. Freed with huimin_plan_free; tallies made of it live on.
///
/// Since 0.1.0.
pub type huimin_plan = u64;

/// Binds a programme to a network.
///
/// HUIMIN_ERROR_DEFINITION with all diagnostics: unknown names, types that do not fit, formulas
/// that cannot be computed.
///
/// Since 0.1.0.
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
        plan.put_handle(plan::new(programme.into(), network.into())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What was warned of: a JSON array, as huimin_programme_warnings gives.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_warnings(
    plan: huimin_plan,
    warnings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let warnings = unsafe { Out::new("warnings", warnings)? };
        warnings.put_bytes(plan::warnings(plan.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The names of the datasets, a JSON array of texts.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_datasets(
    plan: huimin_plan,
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        names.put_bytes(exchange::names(&plan::datasets(plan.into())?)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The names of the indicators, a JSON array of texts.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_indicators(
    plan: huimin_plan,
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        names.put_bytes(exchange::names(&plan::indicators(plan.into())?)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The fingerprint of definition and register: where it is the same, tallies can be merged.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_plan_fingerprint(
    plan: huimin_plan,
    fingerprint: *mut u64,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let fingerprint = unsafe { Out::new("fingerprint", fingerprint)? };
        fingerprint.put(plan::fingerprint(plan.into())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Checks one record of a dataset: a JSON object of field names or labels with texts, numbers,
/// booleans or null. Gives what is wrong with it as a JSON array of `rule`, `severity`, `field`,
/// `message`. For many records see huimin_checker_new.
///
/// HUIMIN_ERROR_INPUT for a name that is no field; HUIMIN_ERROR_ARGUMENT for an unknown dataset, or
/// where the record is no such object.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_check_record(
    plan: huimin_plan,
    dataset: *const c_char,
    dataset_length: usize,
    record: *const c_char,
    record_length: usize,
    findings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, record, findings) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                text("record", record, record_length)?,
                Out::new("findings", findings)?,
            )
        };
        findings.put_bytes(plan::check_record(plan.into(), dataset, record)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a plan; 0 is allowed. Calls that use it at this moment end as if it were there. One
/// that was freed is HUIMIN_ERROR_BAD_HANDLE.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_plan_free(plan: huimin_plan) -> i32 {
    status(|| PlanHandle::from(plan).free())
}
