//! Networks.

use std::ffi::c_char;

use huimin_host::huimin::exchange;
use huimin_host::network::{self, NetworkHandle};

use crate::bytes::huimin_bytes;
use crate::convert::{Out, bytes, call, named, status};
use crate::error::huimin_error;

/// A network: a register of divisions. It never changes, and any number of threads may use it.
/// Freed with huimin_network_free; plans made of it live on.
///
/// Since 0.1.0.
pub type huimin_network = u64;

/// The names of the built-in registers, a JSON array of texts.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_builtin_names(
    names: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let names = unsafe { Out::new("names", names)? };
        let known: Vec<&str> = network::builtin_names().collect();
        names.put_bytes(exchange::names(&known)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A built-in register.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown name.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_builtin(
    name: *const c_char,
    name_length: usize,
    network: *mut huimin_network,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, network) = unsafe {
            (
                named("name", name, name_length)?,
                Out::new("network", network)?,
            )
        };
        network.put_handle(network::builtin(name)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A register from comma-separated text in UTF-8.
///
/// HUIMIN_ERROR_NETWORK with all diagnostics at once.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_from_csv(
    divisions: *const u8,
    divisions_length: usize,
    network: *mut huimin_network,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (divisions, network) = unsafe {
            (
                bytes("divisions", divisions, divisions_length)?,
                Out::new("network", network)?,
            )
        };
        network.put_handle(network::from_csv(divisions)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What the reader of the register warned of: a JSON array, as huimin_programme_warnings gives.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_warnings(
    network: huimin_network,
    warnings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let warnings = unsafe { Out::new("warnings", warnings)? };
        warnings.put_bytes(network::warnings(network.into())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// How many divisions it has; former ones are not counted.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_size(
    network: huimin_network,
    divisions: *mut u64,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let divisions = unsafe { Out::new("divisions", divisions)? };
        divisions.put(network::size(network.into())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a network; 0 is allowed. Calls that use it at this moment end as if it were there. One
/// that was freed is HUIMIN_ERROR_BAD_HANDLE.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_network_free(network: huimin_network) -> i32 {
    status(|| NetworkHandle::from(network).free())
}
