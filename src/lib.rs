//! skeleton
pub mod calendar;
pub mod definition;
pub mod diagnostic;
pub mod error;
pub mod figure;
pub mod formula;
#[cfg(any(feature = "csv", feature = "json", feature = "parquet", feature = "xlsx"))]
pub mod input;
pub mod limits;
pub mod network;
pub mod text;

pub use error::{Error, ErrorKind, Result};
pub use text::{Language, Text};
