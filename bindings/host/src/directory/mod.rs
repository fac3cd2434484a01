//! Directories of record files: what lies in them, found out once and read as often as wanted.

use crate::network::NetworkHandle;
use crate::programme::ProgrammeHandle;
use crate::tally::TallyHandle;
use crate::{AddOptions, Handle, Outcome};

#[cfg(not(feature = "door"))]
use self::left_out as with;
#[cfg(feature = "door")]
use self::read as with;

#[cfg(not(feature = "door"))]
mod left_out;
#[cfg(feature = "door")]
mod read;

pub use with::Directory;

/// A directory.
pub type DirectoryHandle = Handle<Directory>;

/// Finds out what the files of a directory, or a single file, hold and how they are written, for
/// the datasets of a programme. `options` are those of `exchange::door_options`; empty ones are the
/// default.
///
/// # Errors
///
/// As `door::survey` and `exchange::door_options`; `Input` where the path cannot be listed;
/// `Argument` where this build leaves directories out; for a bad handle.
pub fn open(programme: ProgrammeHandle, path: &str, options: &str) -> Outcome<DirectoryHandle> {
    Handle::keep(with::open(&*programme.object()?, path, options)?)
}

/// The network of the register that lies in the directory; none where no file claims to be one.
///
/// # Errors
///
/// As `intake::network_of`; for a bad handle.
pub fn network(directory: DirectoryHandle) -> Outcome<Option<NetworkHandle>> {
    with::network(&*directory.object()?)
}

/// Everything that lies in the directory, as `exchange::delivery`.
///
/// # Errors
///
/// For a bad handle.
pub fn json(directory: DirectoryHandle) -> Outcome<String> {
    with::json(&*directory.object()?)
}

/// Adds the records of all files of the directory to a tally: all of them, or none. The callback
/// of the options hears of the records and bytes of all files together.
///
/// # Errors
///
/// As `Tally::receive`; `State` where another thread has the tally; for a bad handle.
pub fn receive(
    tally: TallyHandle,
    directory: DirectoryHandle,
    options: AddOptions<'_>,
) -> Outcome<()> {
    let (tally, directory) = (tally.object()?, directory.object()?);
    with::receive(&mut *crate::tally::lock(&tally)?, &directory, options)
}
