//! Verification rules → findings. Reads records, never alters them.

mod duplicates;
mod references;
mod rows;

pub use duplicates::{Standing, Standings};
pub use references::{ReferenceFailure, reference_failures};
pub use rows::{RowFinding, RowVerdicts};
