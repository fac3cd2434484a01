//! Verification rules → findings. Reads records, never alters them.

mod candidates;
mod duplicates;
mod record;
mod references;
mod rows;
mod wording;

pub use duplicates::{Standing, Standings};
pub use record::{RecordChecker, RecordFinding};
pub use references::ReferenceFailure;
pub(crate) use references::reference_failures;
pub use rows::{RowFinding, RowVerdicts};
pub(crate) use wording::Subject;
