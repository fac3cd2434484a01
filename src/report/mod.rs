//! Tables for people and for files.

#[cfg(feature = "csv")]
mod csv;
mod text_table;

#[cfg(feature = "csv")]
pub use csv::{write_csv, write_csv_batches};
pub use text_table::{Align, TextTable};
