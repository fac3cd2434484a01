//! Programmes: definitions that could be read.

use huimin::{Programme, definition, exchange};

use crate::network::{self, NetworkHandle};
use crate::{Handle, Outcome};

/// A programme.
pub type ProgrammeHandle = Handle<Programme>;

/// The names of the built-in programmes.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    definition::builtin_names()
}

/// A built-in programme.
///
/// # Errors
///
/// As [`Programme::builtin`].
pub fn builtin(name: &str) -> Outcome<ProgrammeHandle> {
    Handle::keep(Programme::builtin(name)?)
}

/// A programme from the text of a definition; `source_name` is its file's name in messages.
///
/// # Errors
///
/// As [`Programme::from_toml`].
pub fn from_toml(source_name: &str, text: &str) -> Outcome<ProgrammeHandle> {
    Handle::keep(Programme::from_toml(source_name, text)?)
}

/// The same programme with its count targets at the root alone.
///
/// # Errors
///
/// For a bad handle.
pub fn without_allocations(programme: ProgrammeHandle) -> Outcome<ProgrammeHandle> {
    Handle::keep(programme.object()?.without_allocations())
}

/// The name of the definition.
///
/// # Errors
///
/// For a bad handle.
pub fn id(programme: ProgrammeHandle) -> Outcome<String> {
    let programme = programme.object()?;
    Ok(programme.definition().programme.id.value.clone())
}

/// The version of the definition.
///
/// # Errors
///
/// For a bad handle.
pub fn version(programme: ProgrammeHandle) -> Outcome<String> {
    let programme = programme.object()?;
    Ok(programme.definition().programme.version.value.clone())
}

/// What the reader warned of, as [`exchange::diagnostics`].
///
/// # Errors
///
/// For a bad handle.
pub fn warnings(programme: ProgrammeHandle) -> Outcome<String> {
    Ok(exchange::diagnostics(programme.object()?.warnings())?)
}

/// Checks the definition with a network and its own examples; answers with the warnings.
///
/// # Errors
///
/// As [`Programme::check`]; for a bad handle.
pub fn check(programme: ProgrammeHandle, network: NetworkHandle) -> Outcome<String> {
    let found = programme.object()?.check(network::shared(network)?)?;
    Ok(exchange::diagnostics(&found)?)
}
