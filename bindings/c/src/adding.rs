//! Records into tallies, and out of them again.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use huimin_host::huimin::exchange;
use huimin_host::huimin::tally::Added;
use huimin_host::tally::{self, Format};
use huimin_host::{AddOptions, Outcome};

use crate::convert::{Out, bytes, call, named};
use crate::options::huimin_add_options;
use crate::types::{huimin_buffer, huimin_bytes, huimin_error, huimin_tally, huimin_text};

/// Adds the records of a file of comma-separated text with a header line: all of them, or none.
///
/// HUIMIN_ERROR_INPUT, with the place, for a file that cannot be read or lacks a column;
/// HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE while another call uses the tally.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_add_csv(
    tally: huimin_tally,
    dataset: huimin_text,
    file: huimin_buffer,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { add_file(tally, dataset, file, Kind::Csv, add_options, error) }
}

/// Adds the records of a file of JSON lines, one object per line: all of them, or none.
///
/// Errors as huimin_tally_add_csv.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_add_json(
    tally: huimin_tally,
    dataset: huimin_text,
    file: huimin_buffer,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { add_file(tally, dataset, file, Kind::JsonLines, add_options, error) }
}

/// Adds the records of a Parquet file: all of them, or none.
///
/// HUIMIN_ERROR_ARGUMENT in a build without `parquet`; otherwise errors as huimin_tally_add_csv.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_add_parquet(
    tally: huimin_tally,
    dataset: huimin_text,
    file: huimin_buffer,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { add_file(tally, dataset, file, Kind::Parquet, add_options, error) }
}

/// Adds the records of an Arrow stream: all of them, or none. The stream is moved: when the call
/// returns, whatever its status, the stream was released and its `release` is NULL. Columns may hold
/// texts (utf8, large_utf8, utf8_view), dictionaries of texts, integers, decimals, dates, timestamps
/// and booleans. The values of the columns that are read are checked: texts that are not UTF-8 and
/// offsets beyond their buffer are HUIMIN_ERROR_INPUT. The behaviour is undefined if a buffer is
/// shorter than the lengths of its array say.
///
/// Errors as huimin_tally_add_csv.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_add_arrow(
    tally: huimin_tally,
    dataset: huimin_text,
    stream: *mut FFI_ArrowArrayStream,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (stream, dataset, add_options, added) = unsafe {
            let stream = moved(stream)?;
            let add_options = huimin_add_options::read(add_options)?;
            let added = AddedOut::of(&add_options);
            (stream, named("dataset", dataset)?, add_options, added)
        };
        let stream = huimin_stream::source(stream)?;
        let add = |with: AddOptions<'_>| tally::add_source(tally.handle(), dataset, stream, with);
        added.put(add_options.watch().over(add))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Withdraws the records of a file of comma-separated text: all of them, or none. Afterwards the tally
/// is as if they had never been added. Of identical copies as many are withdrawn as the file has.
///
/// HUIMIN_ERROR_STATE, with the row, for a record that is not in the tally; otherwise errors as
/// huimin_tally_add_csv.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_retract_csv(
    tally: huimin_tally,
    dataset: huimin_text,
    file: huimin_buffer,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { retract_file(tally, dataset, file, Kind::Csv, add_options, error) }
}

/// Withdraws the records of a file of JSON lines, as huimin_tally_retract_csv does.
///
/// Errors as huimin_tally_retract_csv.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_retract_json(
    tally: huimin_tally,
    dataset: huimin_text,
    file: huimin_buffer,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { retract_file(tally, dataset, file, Kind::JsonLines, add_options, error) }
}

/// Withdraws the records of a Parquet file, as huimin_tally_retract_csv does.
///
/// HUIMIN_ERROR_ARGUMENT in a build without `parquet`; otherwise errors as huimin_tally_retract_csv.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_retract_parquet(
    tally: huimin_tally,
    dataset: huimin_text,
    file: huimin_buffer,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { retract_file(tally, dataset, file, Kind::Parquet, add_options, error) }
}

/// Withdraws the records of an Arrow stream, as huimin_tally_retract_csv does. The stream is moved, as
/// by huimin_tally_add_arrow.
///
/// Errors as huimin_tally_retract_csv.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_retract_arrow(
    tally: huimin_tally,
    dataset: huimin_text,
    stream: *mut FFI_ArrowArrayStream,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (stream, dataset, added) = unsafe {
            let stream = moved(stream)?;
            let added = AddedOut::of(&huimin_add_options::read(add_options)?);
            (stream, named("dataset", dataset)?, added)
        };
        let stream = huimin_stream::source(stream)?;
        added.put(tally::retract_source(tally.handle(), dataset, stream))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What a file is written in.
#[derive(Clone, Copy)]
enum Kind {
    Csv,
    JsonLines,
    Parquet,
}

impl Kind {
    fn format(self, add_options: &huimin_add_options) -> Outcome<Format> {
        match self {
            Self::Csv => add_options.csv(),
            Self::JsonLines => Ok(Format::JsonLines),
            Self::Parquet => Ok(Format::Parquet),
        }
    }
}

/// # Safety
///
/// As the header says of every pointer.
unsafe fn add_file(
    tally: huimin_tally,
    dataset: huimin_text,
    file: huimin_buffer,
    kind: Kind,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, file, add_options, added) = unsafe {
            let add_options = huimin_add_options::read(add_options)?;
            let added = AddedOut::of(&add_options);
            let dataset = named("dataset", dataset)?;
            (dataset, bytes("file", file)?, add_options, added)
        };
        let file = (kind.format(&add_options)?, file);
        let add = |with: AddOptions<'_>| tally::add(tally.handle(), dataset, file, with);
        added.put(add_options.watch().over(add))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// # Safety
///
/// As the header says of every pointer.
unsafe fn retract_file(
    tally: huimin_tally,
    dataset: huimin_text,
    file: huimin_buffer,
    kind: Kind,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (dataset, file, add_options, added) = unsafe {
            let add_options = huimin_add_options::read(add_options)?;
            let added = AddedOut::of(&add_options);
            let dataset = named("dataset", dataset)?;
            (dataset, bytes("file", file)?, add_options, added)
        };
        let file = (kind.format(&add_options)?, file);
        added.put(tally::retract(tally.handle(), dataset, file))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What an addition did, as the caller wants to know it.
struct AddedOut(Out<u64>, Out<huimin_bytes>);

impl AddedOut {
    /// # Safety
    ///
    /// The options' pointers are as the header says of every pointer.
    unsafe fn of(add_options: &huimin_add_options) -> Self {
        // SAFETY: as promised of every pointer.
        let (records, ignored_columns) = unsafe {
            (
                Out::optional(add_options.records),
                Out::optional(add_options.ignored_columns),
            )
        };
        Self(records, ignored_columns)
    }

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
