//! Networks.

use huimin_host::huimin::exchange;
use huimin_host::network;

use crate::convert::{Out, bytes, call, named, status};
use crate::types::{huimin_buffer, huimin_bytes, huimin_error, huimin_network, huimin_text};

/// Writes the names of the built-in registers, a JSON array of texts.
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

/// Opens a built-in register.
///
/// HUIMIN_ERROR_ARGUMENT for an unknown name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_builtin(
    name: huimin_text,
    network: *mut huimin_network,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (name, network) = unsafe { (named("name", name)?, Out::new("network", network)?) };
        network.put_handle(network::builtin(name)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Reads a register from comma-separated text in UTF-8.
///
/// HUIMIN_ERROR_NETWORK, with all diagnostics, for a register with mistakes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_from_csv(
    divisions: huimin_buffer,
    network: *mut huimin_network,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (divisions, network) = unsafe {
            (
                bytes("divisions", divisions)?,
                Out::new("network", network)?,
            )
        };
        network.put_handle(network::from_csv(divisions)?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the warnings about the register, in the form of huimin_programme_warnings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_warnings(
    network: huimin_network,
    warnings: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let warnings = unsafe { Out::new("warnings", warnings)? };
        warnings.put_bytes(network::warnings(network.handle())?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Writes the number of divisions. Former ones are not counted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_network_size(
    network: huimin_network,
    divisions: *mut u64,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let divisions = unsafe { Out::new("divisions", divisions)? };
        divisions.put(network::size(network.handle())?);
        Ok(())
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Frees a network. `{0}` is allowed. Calls that use it at this moment are not affected.
///
/// HUIMIN_ERROR_BAD_HANDLE for one that was freed already.
#[unsafe(no_mangle)]
pub extern "C" fn huimin_network_free(network: huimin_network) -> i32 {
    status(|| network.handle().free())
}
