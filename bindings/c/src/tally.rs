//! Tallies.

use huimin_host::assessment;
use huimin_host::huimin::exchange;
use huimin_host::tally;

use crate::convert::{Out, bytes, call, named, status};
use crate::options::{Watch, huimin_work_options};
use crate::types::{
    huimin_assessment, huimin_buffer, huimin_bytes, huimin_error, huimin_plan, huimin_tally,
    huimin_text,
};

/// Makes an empty tally.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_new(
    plan: huimin_plan,
    tally: *mut huimin_tally,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let tally = unsafe { Out::new("tally", tally)? };
        tally.put_handle(tally::new(plan.handle())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the number of records of a dataset that were added so far, including rejected ones.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_records(
    tally: huimin_tally,
    dataset: huimin_text,
    records: *mut u64,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, records) =
            unsafe { (named("dataset", dataset)?, Out::new("records", records)?) };
        records.put(tally::records(tally.handle(), dataset)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the ids of the datasets received so far, a JSON array of texts. A dataset is received as
/// soon as any input of it was added, even one without records. Figures that need a dataset that
/// was not received have no value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_received(
    tally: huimin_tally,
    datasets: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let datasets = unsafe { Out::new("datasets", datasets)? };
        let names = tally::received(tally.handle())?;
        datasets.put_bytes(exchange::names(&names)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Adds everything that `other` holds to `tally`; `other` does not change. A dataset that either of
/// them received is received.
///
/// HUIMIN_ERROR_STATE for tallies of different plans, or while another call uses one of them;
/// HUIMIN_ERROR_ARGUMENT if both are the same tally.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_merge(
    tally: huimin_tally,
    other: huimin_tally,
    error: *mut huimin_error,
) -> i32 {
    let work = || tally::merge(tally.handle(), other.handle());
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Copies a tally. The caller must free the copy by itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_copy(
    tally: huimin_tally,
    copy: *mut huimin_tally,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let copy = unsafe { Out::new("copy", copy)? };
        copy.put_handle(tally::copy(tally.handle())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the tally as bytes, with a version and a checksum. They may be stored, sent, and read by
/// huimin_tally_from_bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_to_bytes(
    tally: huimin_tally,
    state: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let state = unsafe { Out::new("state", state)? };
        state.put_bytes(tally::to_bytes(tally.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Reads a tally from its bytes.
///
/// HUIMIN_ERROR_BYTES for bytes that are damaged or of another version; HUIMIN_ERROR_STATE for
/// bytes of a tally of another definition or register.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_from_bytes(
    plan: huimin_plan,
    state: huimin_buffer,
    tally: *mut huimin_tally,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (state, tally) = unsafe { (bytes("state", state)?, Out::new("tally", tally)?) };
        tally.put_handle(tally::from_bytes(plan.handle(), state)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Assesses a tally as of a day of the period of the programme, such as 2019-11-30. `threads` is
/// the number of threads that may work at once, both now and when tables are made; 0 means one.
///
/// HUIMIN_ERROR_ARGUMENT for a day outside the period.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_assess(
    tally: huimin_tally,
    as_of: huimin_text,
    threads: u32,
    assessment: *mut huimin_assessment,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (as_of, assessment) =
            unsafe { (named("as_of", as_of)?, Out::new("assessment", assessment)?) };
        let watch = Watch::threads(threads);
        assessment.put_handle(watch.over(|with| assessment::assess(tally.handle(), as_of, with))?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Assesses a tally as huimin_tally_assess does, with the threads and the callback of
/// `work_options`, which may be NULL. The callback is called with 0 records and 0 bytes. If it
/// stops the call, the tally does not change.
///
/// HUIMIN_ERROR_ARGUMENT for a day outside the period.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_assess_with(
    tally: huimin_tally,
    as_of: huimin_text,
    work_options: *const huimin_work_options,
    assessment: *mut huimin_assessment,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (as_of, watch, assessment) = unsafe {
            (
                named("as_of", as_of)?,
                huimin_work_options::read(work_options)?,
                Out::new("assessment", assessment)?,
            )
        };
        assessment.put_handle(watch.over(|with| assessment::assess(tally.handle(), as_of, with))?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a tally. `{0}` is allowed. Calls that use it at this moment are not affected.
///
/// HUIMIN_ERROR_BAD_HANDLE for one that was freed already.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_tally_free(tally: huimin_tally) -> i32 {
    status(|| tally.handle().free())
}

/// Panics while it has the tally, for tests of what becomes of that. Not in any release.
#[cfg(feature = "test-panic")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_test_panic(tally: huimin_tally, error: *mut huimin_error) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { call(error, || tally::panic(tally.handle())) }
}
