//! Programmes.

use huimin_host::huimin::exchange;
use huimin_host::programme;

use crate::convert::{Out, call, named, status, text};
use crate::types::{huimin_bytes, huimin_error, huimin_network, huimin_programme, huimin_text};

/// Writes the names of the built-in programmes, a JSON array of texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_builtin_names(
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        let known: Vec<&str> = programme::builtin_names().collect();
        names.put_bytes(exchange::names(&known)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Opens a built-in programme.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_builtin(
    name: huimin_text,
    programme: *mut huimin_programme,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, programme) =
            unsafe { (named("name", name)?, Out::new("programme", programme)?) };
        programme.put_handle(programme::builtin(name)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Reads a programme from the text of a definition file (TOML). Messages name the file by
/// `source_name`.
///
/// HUIMIN_ERROR_DEFINITION, with all diagnostics, for a definition with mistakes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_from_toml(
    source_name: huimin_text,
    definition: huimin_text,
    programme: *mut huimin_programme,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (source_name, definition, programme) = unsafe {
            (
                named("source_name", source_name)?,
                text("definition", definition)?,
                Out::new("programme", programme)?,
            )
        };
        programme.put_handle(programme::from_toml(source_name, definition)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Makes a copy of a programme whose count targets stand at the root alone, for a register that has
/// only some of the divisions. The caller must free it by itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_without_allocations(
    programme: huimin_programme,
    without: *mut huimin_programme,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let without = unsafe { Out::new("without", without)? };
        without.put_handle(programme::without_allocations(programme.handle())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the id of the definition.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_id(
    programme: huimin_programme,
    id: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let id = unsafe { Out::new("id", id)? };
        id.put_bytes(programme::id(programme.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the version of the definition.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_version(
    programme: huimin_programme,
    version: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let version = unsafe { Out::new("version", version)? };
        version.put_bytes(programme::version(programme.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the warnings about the definition: a JSON array of `code`, `gravity`, `line`, `column`,
/// `text`, `message`, `help`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_warnings(
    programme: huimin_programme,
    warnings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let warnings = unsafe { Out::new("warnings", warnings)? };
        warnings.put_bytes(programme::warnings(programme.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Checks a definition with a network, and computes the examples that it contains. Writes the
/// warnings, in the form of huimin_programme_warnings.
///
/// HUIMIN_ERROR_DEFINITION, with all diagnostics, if the definition cannot be bound to the network,
/// or an example has another result than its author expects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_check(
    programme: huimin_programme,
    network: huimin_network,
    warnings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let warnings = unsafe { Out::new("warnings", warnings)? };
        warnings.put_bytes(programme::check(programme.handle(), network.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a programme. `{0}` is allowed. Calls that use it at this moment are not affected.
///
/// HUIMIN_ERROR_BAD_HANDLE for one that was freed already.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_programme_free(programme: huimin_programme) -> i32 {
    status(|| programme.handle().free())
}
