//! huimin
pub mod calendar;
pub mod column;
pub mod definition;
pub mod diagnostic;
pub mod error;
pub mod figure;
pub mod formula;
pub mod input;
pub mod ledger;
pub mod limits;
pub mod network;
pub mod plan;
pub mod records;
#[cfg(feature = "sample")]
pub mod sample;
pub mod tally;
pub mod text;
pub mod verify;

pub use error::{Error, ErrorKind, Result};
pub use text::{Language, Text};
