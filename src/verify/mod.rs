//! Verification rules → findings. Reads records, never alters them.

mod candidates;
mod duplicates;
mod inspected;
mod record;
mod references;
mod rows;
mod wording;

pub use duplicates::{Standing, Standings};
pub use record::{RecordChecker, RecordFinding};
pub use references::ReferenceFailure;
pub(crate) use references::reference_failures;
pub(crate) use rows::shown_number;
pub use rows::{RowFinding, RowVerdicts};
pub(crate) use wording::Subject;
