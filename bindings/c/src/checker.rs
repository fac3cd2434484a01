//! Checkers.

use std::ffi::c_char;

use huimin_host::checker::{self, CheckerHandle};
use huimin_host::huimin::exchange;
use huimin_host::{Outcome, huimin::Text};

use crate::bytes::huimin_bytes;
use crate::convert::{Out, bytes, call, named, status};
use crate::error::huimin_error;
use crate::plan::huimin_plan;

/// A checker: the rules of one dataset, ready for one record after another. It never changes,
/// and any number of threads may use it. Freed with huimin_checker_free.
///
/// Since 0.1.0.
pub type huimin_checker = u64;

/// A value of a record: a text in UTF-8 as it would stand in a file, of `length` bytes. No
/// value is NULL with the length 0.
///
/// Since 0.1.0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct huimin_value {
    /// The first byte, or NULL.
    pub data: *const c_char,
    /// How many bytes there are.
    pub length: usize,
}

/// A checker for records of a dataset.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_checker_new(
    plan: huimin_plan,
    dataset: *const c_char,
    dataset_length: usize,
    checker: *mut huimin_checker,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, checker) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                Out::new("checker", checker)?,
            )
        };
        checker.put_handle(checker::new(plan.into(), dataset)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The names of the fields, in the order in which values are given: a JSON array of texts.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_checker_fields(
    checker: huimin_checker,
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        names.put_bytes(exchange::names(&checker::fields(checker.into())?)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Checks one record: a value for every field, in the order of huimin_checker_fields. Gives what
/// is wrong with it as a JSON array of `rule`, `severity`, `field`, `message`; where nothing is,
/// that is `[]`, and needs no memory. Freed with huimin_bytes_free all the same.
///
/// HUIMIN_ERROR_ARGUMENT where there are not as many values as fields; HUIMIN_ERROR_LIMIT for a
/// value that is too long.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_checker_check(
    checker: huimin_checker,
    values: *const huimin_value,
    value_count: usize,
    findings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let findings = unsafe { Out::new("findings", findings)? };
        // SAFETY: as promised of every pointer.
        let found = unsafe { check(checker.into(), values, value_count)? };
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
    checker: CheckerHandle,
    values: *const huimin_value,
    count: usize,
) -> Outcome<Option<String>> {
    /// A record of so many fields takes no memory.
    const ROOM: usize = 32;
    let size = count.checked_mul(size_of::<huimin_value>());
    let size = size.ok_or_else(|| {
        let message = Text::new("`values` 的个数不可能", "`values` cannot be so many");
        huimin_host::Failure::call(message)
    })?;
    // Whether so many can be there is seen as for bytes.
    // SAFETY: as the caller promises.
    unsafe { bytes("values", values.cast(), size)? };
    let value = |place: usize| -> Outcome<Option<&str>> {
        // SAFETY: within the values, as the caller promises; they need not be aligned.
        let value = unsafe { values.add(place).read_unaligned() };
        // SAFETY: as the caller promises.
        unsafe { crate::convert::optional_text("value", value.data, value.length) }
    };
    let mut near = [None; ROOM];
    if let Some(near) = near.get_mut(..count) {
        for (place, slot) in near.iter_mut().enumerate() {
            *slot = value(place)?;
        }
        return checker::check(checker, near);
    }
    let far = (0..count).map(value).collect::<Outcome<Vec<_>>>()?;
    checker::check(checker, &far)
}

/// Frees a checker; 0 is allowed. Calls that use it at this moment end as if it were there.
/// One that was freed is HUIMIN_ERROR_BAD_HANDLE.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_checker_free(checker: huimin_checker) -> i32 {
    status(|| CheckerHandle::from(checker).free())
}
