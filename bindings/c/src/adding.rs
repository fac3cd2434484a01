//! Records into tallies, and out of them again.

use std::ffi::c_char;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use huimin_host::huimin::exchange;
use huimin_host::huimin::tally::Added;
use huimin_host::tally::{self, Format};
use huimin_host::{AddOptions, Outcome};

use crate::add_options::huimin_add_options;
use crate::bytes::huimin_bytes;
use crate::convert::{Out, bytes, call, named};
use crate::error::huimin_error;
use crate::tally::huimin_tally;

/// Adds the records of a file of comma-separated text with a header line: all of them, or none.
///
/// `records` gets their number and `ignored_columns` the columns that are no field, a JSON array of
/// texts; each may be NULL. `add_options` may be NULL.
///
/// HUIMIN_ERROR_INPUT where the file cannot be read or lacks a column, with the place;
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE where another thread has the
/// tally.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_add_csv(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    file: *const u8,
    file_length: usize,
    add_options: *const huimin_add_options,
    records: *mut u64,
    ignored_columns: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, file, add_options, added) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                bytes("file", file, file_length)?,
                huimin_add_options::read(add_options)?,
                AddedOut(Out::optional(records), Out::optional(ignored_columns)),
            )
        };
        let file = (add_options.csv()?, file);
        let add = |with: AddOptions<'_>| tally::add(tally.into(), dataset, file, with);
        added.put(add_options.with(add))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Adds the records of a file of JSON lines, one object per line: all of them, or none.
///
/// `records` gets their number and `ignored_columns` the columns that are no field, a JSON array of
/// texts; each may be NULL. `add_options` may be NULL.
///
/// HUIMIN_ERROR_INPUT where the file cannot be read or lacks a column, with the place;
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE where another thread has the
/// tally.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_add_json(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    file: *const u8,
    file_length: usize,
    add_options: *const huimin_add_options,
    records: *mut u64,
    ignored_columns: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, file, add_options, added) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                bytes("file", file, file_length)?,
                huimin_add_options::read(add_options)?,
                AddedOut(Out::optional(records), Out::optional(ignored_columns)),
            )
        };
        let file = (Format::JsonLines, file);
        let add = |with: AddOptions<'_>| tally::add(tally.into(), dataset, file, with);
        added.put(add_options.with(add))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Adds the records of a Parquet file: all of them, or none. HUIMIN_ERROR_ARGUMENT where the build
/// has no `parquet`.
///
/// `records` gets their number and `ignored_columns` the columns that are no field, a JSON array of
/// texts; each may be NULL. `add_options` may be NULL.
///
/// HUIMIN_ERROR_INPUT where the file cannot be read or lacks a column, with the place;
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE where another thread has the
/// tally.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_add_parquet(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    file: *const u8,
    file_length: usize,
    add_options: *const huimin_add_options,
    records: *mut u64,
    ignored_columns: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, file, add_options, added) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                bytes("file", file, file_length)?,
                huimin_add_options::read(add_options)?,
                AddedOut(Out::optional(records), Out::optional(ignored_columns)),
            )
        };
        let file = (Format::Parquet, file);
        let add = |with: AddOptions<'_>| tally::add(tally.into(), dataset, file, with);
        added.put(add_options.with(add))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Adds the records of an Arrow stream: all of them, or none. The stream is moved: when the call
/// returns, whatever its status, it was released and its `release` is NULL. Texts (utf8, large_utf8,
/// utf8_view), dictionaries of them, integers, decimals, dates, timestamps and booleans are read; what
/// the columns that are read hold is checked, so that a stream with texts that are not UTF-8 or offsets
/// that leave their buffer is HUIMIN_ERROR_INPUT. That buffers are as long as lengths say, nobody can
/// check.
///
/// `records` gets their number and `ignored_columns` the columns that are no field, a JSON array of
/// texts; each may be NULL. `add_options` may be NULL.
///
/// HUIMIN_ERROR_INPUT where the file cannot be read or lacks a column, with the place;
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE where another thread has the
/// tally.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_add_arrow(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    stream: *mut FFI_ArrowArrayStream,
    add_options: *const huimin_add_options,
    records: *mut u64,
    ignored_columns: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (stream, dataset, add_options, added) = unsafe {
            (
                moved(stream)?,
                named("dataset", dataset, dataset_length)?,
                huimin_add_options::read(add_options)?,
                AddedOut(Out::optional(records), Out::optional(ignored_columns)),
            )
        };
        let stream = huimin_stream::source(stream)?;
        let add = |with: AddOptions<'_>| tally::add_source(tally.into(), dataset, stream, with);
        added.put(add_options.with(add))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Withdraws the records of a file of comma-separated text: afterwards the tally is as if they had
/// never been added.
///
/// Of identical copies as many are withdrawn as the file has. `add_options` may be NULL; threads and
/// progress play no part.
///
/// As huimin_tally_add_csv; HUIMIN_ERROR_STATE with the row of a record that is not in the tally, and
/// nothing is withdrawn then.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_retract_csv(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    file: *const u8,
    file_length: usize,
    add_options: *const huimin_add_options,
    records: *mut u64,
    ignored_columns: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, file, add_options, added) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                bytes("file", file, file_length)?,
                huimin_add_options::read(add_options)?,
                AddedOut(Out::optional(records), Out::optional(ignored_columns)),
            )
        };
        let file = (add_options.csv()?, file);
        added.put(tally::retract(tally.into(), dataset, file))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Withdraws the records of a file of JSON lines.
///
/// As huimin_tally_retract_csv.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_retract_json(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    file: *const u8,
    file_length: usize,
    records: *mut u64,
    ignored_columns: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, file, added) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                bytes("file", file, file_length)?,
                AddedOut(Out::optional(records), Out::optional(ignored_columns)),
            )
        };
        let file = (Format::JsonLines, file);
        added.put(tally::retract(tally.into(), dataset, file))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Withdraws the records of a Parquet file.
///
/// As huimin_tally_retract_csv.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_retract_parquet(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    file: *const u8,
    file_length: usize,
    records: *mut u64,
    ignored_columns: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, file, added) = unsafe {
            (
                named("dataset", dataset, dataset_length)?,
                bytes("file", file, file_length)?,
                AddedOut(Out::optional(records), Out::optional(ignored_columns)),
            )
        };
        let file = (Format::Parquet, file);
        added.put(tally::retract(tally.into(), dataset, file))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Withdraws the records of an Arrow stream, which is moved as by huimin_tally_add_arrow.
///
/// As huimin_tally_retract_csv.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_retract_arrow(
    tally: huimin_tally,
    dataset: *const c_char,
    dataset_length: usize,
    stream: *mut FFI_ArrowArrayStream,
    records: *mut u64,
    ignored_columns: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (stream, dataset, added) = unsafe {
            (
                moved(stream)?,
                named("dataset", dataset, dataset_length)?,
                AddedOut(Out::optional(records), Out::optional(ignored_columns)),
            )
        };
        let stream = huimin_stream::source(stream)?;
        added.put(tally::retract_source(tally.into(), dataset, stream))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What an addition did, as the caller wants to know it.
struct AddedOut(Out<u64>, Out<huimin_bytes>);

impl AddedOut {
    fn put(self, added: Outcome<Added>) -> Outcome<()> {
        let added = added?;
        self.1.put_bytes(exchange::names(&added.ignored_columns)?)?;
        self.0.put(added.records);
        Ok(())
    }
}

/// The caller's stream, moved.
///
/// # Safety
///
/// `stream` is NULL or points to a stream.
unsafe fn moved(stream: *mut FFI_ArrowArrayStream) -> Outcome<FFI_ArrowArrayStream> {
    // SAFETY: as the caller promises; nothing is written to it here.
    unsafe { Out::new("stream", stream)? };
    // SAFETY: as the caller promises, and it is not NULL.
    let moved = unsafe { stream.read_unaligned() };
    // SAFETY: the same; what was there is owned by `moved` now.
    unsafe { stream.write_unaligned(FFI_ArrowArrayStream::empty()) };
    Ok(moved)
}
