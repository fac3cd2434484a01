//! Programmes.

use std::ffi::c_char;

use huimin_host::huimin::exchange;
use huimin_host::programme::{self, ProgrammeHandle};

use crate::bytes::huimin_bytes;
use crate::convert::{Out, call, named, status, text};
use crate::error::huimin_error;
use crate::network::huimin_network;

/// A programme: a definition that could be read. It never changes, and any number of threads
/// may use it. Freed with huimin_programme_free; plans made of it live on.
///
/// Since 0.1.0.
pub type huimin_programme = u64;

/// The names of the built-in programmes, a JSON array of texts.
///
/// Since 0.1.0.
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

/// A built-in programme.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown name.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_builtin(
    name: *const c_char,
    name_length: usize,
    programme: *mut huimin_programme,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, programme) = unsafe {
            (
                named("name", name, name_length)?,
                Out::new("programme", programme)?,
            )
        };
        programme.put_handle(programme::builtin(name)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A programme from the text of a definition file (TOML). `source_name` is the file's name in
/// messages.
///
/// HUIMIN_ERROR_DEFINITION with all diagnostics at once.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_from_toml(
    source_name: *const c_char,
    source_name_length: usize,
    definition: *const c_char,
    definition_length: usize,
    programme: *mut huimin_programme,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (source_name, definition, programme) = unsafe {
            (
                named("source_name", source_name, source_name_length)?,
                text("definition", definition, definition_length)?,
                Out::new("programme", programme)?,
            )
        };
        programme.put_handle(programme::from_toml(source_name, definition)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The same programme with its count targets at the root alone: for a register that has only
/// some of the divisions. It is freed by itself.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_without_allocations(
    programme: huimin_programme,
    without: *mut huimin_programme,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let without = unsafe { Out::new("without", without)? };
        without.put_handle(programme::without_allocations(programme.into())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The name of the definition.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_id(
    programme: huimin_programme,
    id: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let id = unsafe { Out::new("id", id)? };
        id.put_bytes(programme::id(programme.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The version of the definition.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_version(
    programme: huimin_programme,
    version: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let version = unsafe { Out::new("version", version)? };
        version.put_bytes(programme::version(programme.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What the reader of the definition warned of: a JSON array of `code`, `gravity`, `line`,
/// `column`, `text`, `message`, `help`.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_programme_warnings(
    programme: huimin_programme,
    warnings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let warnings = unsafe { Out::new("warnings", warnings)? };
        warnings.put_bytes(programme::warnings(programme.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Checks the definition with a network, and computes its own examples. Gives the warnings, as
/// huimin_programme_warnings does.
///
/// HUIMIN_ERROR_DEFINITION with all diagnostics where it cannot be bound to the network, or an
/// example does not come out as its author expects.
///
/// Since 0.1.0.
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
        warnings.put_bytes(programme::check(programme.into(), network.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a programme; 0 is allowed. Calls that use it at this moment end as if it were there. One
/// that was freed is HUIMIN_ERROR_BAD_HANDLE.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_programme_free(programme: huimin_programme) -> i32 {
    status(|| ProgrammeHandle::from(programme).free())
}
