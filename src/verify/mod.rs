//! Verification rules → findings. Reads records, never alters them.

mod candidates;
mod duplicates;
mod failure;
mod inspected;
mod judge;
mod record;
mod references;
mod rows;
mod wording;

pub use duplicates::{Standing, Standings};
pub use failure::ReferenceFailure;
pub(crate) use judge::shown_number;
pub use record::{RecordChecker, RecordFinding};
pub(crate) use references::reference_failures;
pub(crate) use rows::{RowFinding, rejects, row_findings};
pub(crate) use wording::Subject;
