//! Verification rules → findings. Reads records, never alters them.

mod duplicates;
mod references;
mod rows;

pub use duplicates::{Standing, Standings};
pub use references::{reference_failures, without_rejected};
pub use rows::{RowFinding, RowVerdicts};
