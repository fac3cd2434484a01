//! Tallies.

use std::ffi::c_char;

use huimin_host::huimin::exchange;
use huimin_host::tally::{self, TallyHandle};
use huimin_host::{AddOptions, assessment};

use crate::add_options::huimin_add_options;
use crate::assessment::huimin_assessment;
use crate::bytes::huimin_bytes;
use crate::convert::{Out, bytes, call, named, status};
use crate::error::huimin_error;
use crate::plan::huimin_plan;

/// A tally: what is kept of the records handed over so far. It belongs to one thread at a
/// time: a call that finds another at work fails with HUIMIN_ERROR_STATE and changes nothing.
/// Freed with huimin_tally_free.
///
/// Since 0.1.0.
pub type huimin_tally = u64;

/// An empty tally.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_new(
    plan: huimin_plan,
    tally: *mut huimin_tally,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let tally = unsafe { Out::new("tally", tally)? };
        tally.put_handle(tally::new(plan.into())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The number of records of a dataset handed over so far, rejected ones included.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_records(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    records: *mut u64,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, records) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                Out::new("records", records)?,
            )
        };
        records.put(tally::records(tally.into(), dataset)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The datasets handed over so far, a JSON array of texts. One of which an input without records was
/// added is received, and empty; figures that need one that is not received have no value.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_received(
    tally: huimin_tally,
    datasets: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let datasets = unsafe { Out::new("datasets", datasets)? };
        let names = tally::received(tally.into())?;
        datasets.put_bytes(exchange::names(&names)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Adds everything that another tally of the same definition and register holds; the other stays as it
/// is. What either of them has received is received.
///
/// HUIMIN_ERROR_STATE for a tally of another plan, or where another thread has one of them;
/// HUIMIN_ERROR_ARGUMENT for a tally with itself.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_merge(
    tally: huimin_tally,
    other: huimin_tally,
    error: *mut huimin_error,
) -> i32 {
    let work = || tally::merge(tally.into(), other.into());
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A tally of its own with the same records, to be freed by itself.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_copy(
    tally: huimin_tally,
    copy: *mut huimin_tally,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let copy = unsafe { Out::new("copy", copy)? };
        copy.put_handle(tally::copy(tally.into())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The tally as bytes, versioned and with a checksum: to be kept, sent, and merged elsewhere.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_to_bytes(
    tally: huimin_tally,
    state: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let state = unsafe { Out::new("state", state)? };
        state.put_bytes(tally::to_bytes(tally.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A tally from its bytes.
///
/// HUIMIN_ERROR_BYTES where they are damaged or of another version; HUIMIN_ERROR_STATE where they were
/// made with another definition or register.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_from_bytes(
    plan: huimin_plan,
    state: *const u8,
    state_length: usize,
    tally: *mut huimin_tally,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (state, tally) = unsafe {
            (
                bytes("state", state, state_length)?,
                Out::new("tally", tally)?,
            )
        };
        tally.put_handle(tally::from_bytes(plan.into(), state)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What the tally says as of a day of the programme's period, written as 2019-11-30. `threads` work
/// at once, here and when tables are made; 0 means one. The assessment is freed by itself.
///
/// HUIMIN_ERROR_ARGUMENT for a day outside the period.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_assess(
    tally: huimin_tally,
    as_of: *const c_char,
    as_of_length: usize,
    threads: u32,
    assessment: *mut huimin_assessment,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (as_of, assessment) = unsafe {
            (
                named("as_of", as_of, as_of_length)?,
                Out::new("assessment", assessment)?,
            )
        };
        let options = AddOptions {
            threads: usize::try_from(threads).unwrap_or(usize::MAX),
            progress: None,
            ..Default::default()
        };
        assessment.put_handle(assessment::assess(tally.into(), as_of, options)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// As huimin_tally_assess, with the threads and the callback of `add_options`, which may be NULL.
/// The callback is told of 0 records and 0 bytes; a result of 0 stops the call with
/// HUIMIN_ERROR_CANCELLED, and the tally is as it was.
///
/// HUIMIN_ERROR_ARGUMENT for a day outside the period.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_assess_with(
    tally: huimin_tally,
    as_of: *const c_char,
    as_of_length: usize,
    add_options: *const huimin_add_options,
    assessment: *mut huimin_assessment,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (as_of, add_options, assessment) = unsafe {
            (
                named("as_of", as_of, as_of_length)?,
                huimin_add_options::read(add_options)?,
                Out::new("assessment", assessment)?,
            )
        };
        let assess = |options: AddOptions<'_>| assessment::assess(tally.into(), as_of, options);
        assessment.put_handle(add_options.with(assess)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a tally; 0 is allowed. Calls that use it at this moment end as if it were there. One
/// that was freed is HUIMIN_ERROR_BAD_HANDLE.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_tally_free(tally: huimin_tally) -> i32 {
    status(|| TallyHandle::from(tally).free())
}

/// Panics while it has the tally, for tests of what becomes of that. Not in any release.
#[cfg(feature = "test-panic")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_test_panic(tally: huimin_tally, error: *mut huimin_error) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { call(error, || tally::panic(tally.into())) }
}
