//! Directories of record files.

use std::ffi::c_char;

use huimin_host::AddOptions;
use huimin_host::directory::{self, DirectoryHandle};

use crate::add_options::huimin_add_options;
use crate::bytes::huimin_bytes;
use crate::convert::{Out, call, named, optional_text, status};
use crate::error::huimin_error;
use crate::network::huimin_network;
use crate::programme::huimin_programme;
use crate::tally::huimin_tally;

/// A directory of record files: what lies in it, and how each file is written. It never changes,
/// and any number of threads may use it; the files are opened once more whenever their records are
/// read. Freed with huimin_directory_free.
///
/// Since 0.1.0.
pub type huimin_directory = u64;

/// Finds out what the files of a directory hold, for the datasets of a programme: which file, and
/// which sheet of it, holds which dataset, its encoding, its delimiter, and where its header is.
/// `path` names a directory or a single file, in UTF-8. Files in directories within it, in .zip
/// archives and packed by gzip are found. The programme may be freed afterwards.
///
/// `survey_options` is a JSON object, or NULL for the default: `ignore`, an array of patterns of
/// what may lie there and is not read; `sheet`, the one sheet of every workbook that is read;
/// `encodings`, an object with the encoding (`utf-8`, `gb18030`, `utf-16le`, `utf-16be`) of the text
/// files of a dataset, which else is found out; `merged`, `refuse` or `fill` merged cells over data
/// rows; `digests`, false where no SHA-256 is to be computed.
///
/// HUIMIN_ERROR_INPUT where something in the directory cannot be read as it is, or cannot be
/// assigned to a dataset: the error's JSON lists all of it as `causes`, each with its file, sheet and
/// line. HUIMIN_ERROR_ARGUMENT for options that make no sense, and where the build has no `door`.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_directory_open(
    programme: huimin_programme,
    path: *const c_char,
    path_length: usize,
    survey_options: *const c_char,
    survey_options_length: usize,
    directory: *mut huimin_directory,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (path, options, directory) = unsafe {
            (
                named("path", path, path_length)?,
                optional_text("survey_options", survey_options, survey_options_length)?,
                Out::new("directory", directory)?,
            )
        };
        let options = options.unwrap_or_default();
        directory.put_handle(directory::open(programme.into(), path, options)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The network of the register that lies in the directory, to be freed by itself. Where no file
/// claims to be a register, the status is HUIMIN_OK and `network` gets 0: no built-in register is
/// taken in its place, which is for the caller to do.
///
/// HUIMIN_ERROR_INPUT where the register cannot be read; HUIMIN_ERROR_NETWORK with all diagnostics
/// at once.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_directory_network(
    directory: huimin_directory,
    network: *mut huimin_network,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let network = unsafe { Out::new("network", network)? };
        network.put(directory::network(directory.into())?.map_or(0, u64::from));
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Everything that lies in the directory, a JSON object of `register` (a part, or null), `parts` and
/// `passed_over`. Of a part: `file`, `sheet`, `dataset` (null for the register), `format`,
/// `encoding`, `delimiter`, `header_line`, `title_rows`, `constants`, `columns_read` (each with its
/// `column` and `field`), `columns_not_read`, `fields_absent`, `sha256`, `same_content_as`, `bytes`;
/// the columns are null where they are known only when the rows are read. Of what was passed over:
/// `file`, `sheet`, `reason`, its `words` (`zh`, `en`), `fits`.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_directory_json(
    directory: huimin_directory,
    json: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let json = unsafe { Out::new("json", json)? };
        json.put_bytes(directory::json(directory.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Adds the records of all files of a directory: all of them, or none. What was read, and what was
/// not, stands in the table `received` of every later assessment, and findings name the file, the
/// sheet and the line.
///
/// `add_options` may be NULL; of it, the threads and the callback are looked at. The callback hears
/// of the records and bytes of all files together.
///
/// HUIMIN_ERROR_INPUT where files cannot be read to their ends: the error's JSON lists all of them as
/// `causes`, each with its file, sheet and line; where it is one file alone, the error is that of the
/// file. HUIMIN_ERROR_STATE where another thread has the tally.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_receive(
    tally: huimin_tally,
    directory: huimin_directory,
    add_options: *const huimin_add_options,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let add_options = unsafe { huimin_add_options::read(add_options)? };
        let receive =
            |with: AddOptions<'_>| directory::receive(tally.into(), directory.into(), with);
        add_options.with(receive)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a directory; 0 is allowed. Calls that use it at this moment end as if it were there. One
/// that was freed is HUIMIN_ERROR_BAD_HANDLE.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_directory_free(directory: huimin_directory) -> i32 {
    status(|| DirectoryHandle::from(directory).free())
}
