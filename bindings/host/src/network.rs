//! Networks: registers of divisions.

use std::sync::Arc;

use huimin::{Network, exchange};

use crate::{Handle, Outcome};

/// A network.
pub type NetworkHandle = Handle<Arc<Network>>;

/// The names of the built-in registers.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    Network::builtin_names()
}

/// A built-in register.
///
/// # Errors
///
/// As [`Network::builtin`].
pub fn builtin(name: &str) -> Outcome<NetworkHandle> {
    Handle::keep(Arc::new(Network::builtin(name)?))
}

/// A register from comma-separated text in UTF-8.
///
/// # Errors
///
/// As [`Network::from_csv`].
pub fn from_csv(bytes: &[u8]) -> Outcome<NetworkHandle> {
    Handle::keep(Arc::new(Network::from_csv(bytes)?))
}

/// What the reader warned of, as [`exchange::diagnostics`].
///
/// # Errors
///
/// For a bad handle.
pub fn warnings(network: NetworkHandle) -> Outcome<String> {
    Ok(exchange::diagnostics(network.object()?.warnings())?)
}

/// How many divisions it has, former ones not counted.
///
/// # Errors
///
/// For a bad handle.
pub fn size(network: NetworkHandle) -> Outcome<u64> {
    let size = network.object()?.len();
    Ok(u64::try_from(size).unwrap_or(u64::MAX))
}

/// The network as the library shares it.
pub(crate) fn shared(network: NetworkHandle) -> Outcome<Arc<Network>> {
    Ok(Arc::clone(network.object()?.as_ref()))
}
