//! Checkers.

use huimin_host::checker;
use huimin_host::huimin::exchange;
use huimin_host::{Outcome, huimin::Text};

use crate::convert::{Out, bytes, call, named, optional_text, status};
use crate::types::{
    huimin_buffer, huimin_bytes, huimin_checker, huimin_error, huimin_plan, huimin_text,
};

/// Makes a checker for the records of a dataset.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_checker_new(
    plan: huimin_plan,
    dataset: huimin_text,
    checker: *mut huimin_checker,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, checker) =
            unsafe { (named("dataset", dataset)?, Out::new("checker", checker)?) };
        checker.put_handle(checker::new(plan.handle(), dataset)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the names of the fields in the order in which values must be given, a JSON array of
/// texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_checker_fields(
    checker: huimin_checker,
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        names.put_bytes(exchange::names(&checker::fields(checker.handle())?)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Checks one record. `values` points to `value_count` texts, one for each field in the order of
/// huimin_checker_fields, each as it would stand in a file; NULL with length 0 is no value. Writes
/// what is wrong with the record, a JSON array of `rule`, `severity`, `field`, `message`. Where
/// nothing is, that is `[]`, for which nothing is allocated; it may be freed all the same.
///
/// HUIMIN_ERROR_ARGUMENT if there are not as many values as fields; HUIMIN_ERROR_LIMIT for a value
/// that is too long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_checker_check(
    checker: huimin_checker,
    values: *const huimin_text,
    value_count: usize,
    findings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let findings = unsafe { Out::new("findings", findings)? };
        // SAFETY: as promised of every pointer.
        let found = unsafe { check(checker, values, value_count)? };
        match found {
            None => findings.put(huimin_bytes::fixed(b"[]")),
            Some(found) => findings.put_bytes(found)?,
        }
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// # Safety
///
/// `values` is NULL, or so many values are there and each is NULL or has its bytes.
unsafe fn check(
    checker: huimin_checker,
    values: *const huimin_text,
    count: usize,
) -> Outcome<Option<String>> {
    /// A record of so many fields takes no memory.
    const ROOM: usize = 32;
    let size = count.checked_mul(size_of::<huimin_text>());
    let size = size.ok_or_else(|| {
        let message = Text::new("`values` 的个数不可能", "`values` cannot be so many");
        huimin_host::Failure::call(message)
    })?;
    let all = huimin_buffer {
        data: values.cast(),
        length: size,
    };
    // Whether so many can be there is seen as for bytes.
    // SAFETY: as the caller promises.
    unsafe { bytes("values", all)? };
    let value = |place: usize| -> Outcome<Option<&str>> {
        // SAFETY: within the values, as the caller promises; they need not be aligned.
        let value = unsafe { values.add(place).read_unaligned() };
        // SAFETY: as the caller promises.
        unsafe { optional_text("value", value) }
    };
    let mut near = [None; ROOM];
    if let Some(near) = near.get_mut(..count) {
        for (place, slot) in near.iter_mut().enumerate() {
            *slot = value(place)?;
        }
        return checker::check(checker.handle(), near);
    }
    let far = (0..count).map(value).collect::<Outcome<Vec<_>>>()?;
    checker::check(checker.handle(), &far)
}

/// Frees a checker. `{0}` is allowed. Calls that use it at this moment are not affected.
///
/// HUIMIN_ERROR_BAD_HANDLE for one that was freed already.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_checker_free(checker: huimin_checker) -> i32 {
    status(|| checker.handle().free())
}
