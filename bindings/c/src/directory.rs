//! Directories of record files.

use huimin_host::directory;

use crate::convert::{Out, call, named, optional_text, status};
use crate::options::huimin_work_options;
use crate::types::{
    huimin_bytes, huimin_directory, huimin_error, huimin_network, huimin_programme, huimin_tally,
    huimin_text,
};

/// Finds out what the files of a directory hold, for the datasets of a programme: which file, and
/// which sheet of it, holds which dataset, its encoding, its delimiter, and where its header is.
/// `path` names a directory or a single file, in UTF-8. Files in subdirectories, in .zip archives
/// and packed by gzip are found too. The programme may be freed afterwards.
///
/// `survey_options` is a JSON object; the empty text means the defaults. Its members are: `ignore`,
/// an array of patterns of files that are not read; `sheet`, the one sheet of every workbook that
/// is read; `encodings`, an object with the encoding (`utf-8`, `gb18030`, `utf-16le`, `utf-16be`)
/// of the text files of a dataset, which is found out by default; `merged`, `refuse` or `fill` for
/// merged cells over data rows; `digests`, false if no SHA-256 is to be computed.
///
/// HUIMIN_ERROR_INPUT if something in the directory cannot be read or cannot be assigned to a
/// dataset: the JSON of the error lists everything as `causes`, each with its file, sheet and line.
/// HUIMIN_ERROR_ARGUMENT for options that make no sense, and in a build without `door`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_directory_open(
    programme: huimin_programme,
    path: huimin_text,
    survey_options: huimin_text,
    directory: *mut huimin_directory,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (path, options, directory) = unsafe {
            (
                named("path", path)?,
                optional_text("survey_options", survey_options)?,
                Out::new("directory", directory)?,
            )
        };
        let options = options.unwrap_or_default();
        directory.put_handle(directory::open(programme.handle(), path, options)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Reads the network of the register in the directory. The caller must free it by itself. If no
/// file is a register, the status is HUIMIN_OK and `network` is set to `{0}`; no built-in register
/// takes its place.
///
/// HUIMIN_ERROR_INPUT for a register that cannot be read; HUIMIN_ERROR_NETWORK, with all
/// diagnostics, for one with mistakes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_directory_network(
    directory: huimin_directory,
    network: *mut huimin_network,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let network = unsafe { Out::new("network", network)? };
        let found = directory::network(directory.handle())?;
        network.put(found.map_or(huimin_network::NONE, huimin_network::from));
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes everything in the directory, a JSON object of `register` (a part, or null), `parts` and
/// `passed_over`. A part has `file`, `sheet`, `dataset` (null for the register), `format`,
/// `encoding`, `delimiter`, `header_line`, `title_rows`, `constants`, `columns_read` (each with its
/// `column` and `field`), `columns_not_read`, `fields_absent`, `sha256`, `same_content_as`,
/// `bytes`; the columns are null where they become known only when the rows are read. What was
/// passed over has `file`, `sheet`, `reason`, its `words` (`zh`, `en`), `fits`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_directory_json(
    directory: huimin_directory,
    json: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let json = unsafe { Out::new("json", json)? };
        json.put_bytes(directory::json(directory.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Adds the records of all files of a directory: all of them, or none. The table `received` of
/// every later assessment lists what was read and what was not, and findings name the file, the
/// sheet and the line. `work_options` may be NULL; its callback is called with the records and
/// bytes of all files together.
///
/// HUIMIN_ERROR_INPUT for files that cannot be read to their ends: the JSON of the error lists them
/// as `causes`, each with its file, sheet and line; if it is one file only, the error is that of
/// the file. HUIMIN_ERROR_STATE while another call uses the tally.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_tally_receive(
    tally: huimin_tally,
    directory: huimin_directory,
    work_options: *const huimin_work_options,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let watch = unsafe { huimin_work_options::read(work_options)? };
        watch.over(|with| directory::receive(tally.handle(), directory.handle(), with))
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a directory. `{0}` is allowed. Calls that use it at this moment are not affected.
///
/// HUIMIN_ERROR_BAD_HANDLE for one that was freed already.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_directory_free(directory: huimin_directory) -> i32 {
    status(|| directory.handle().free())
}
