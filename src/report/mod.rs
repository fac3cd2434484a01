//! Tables for people and for files.

mod catalogue;
mod cell;
#[cfg(feature = "csv")]
mod csv;
mod dossier;
mod text_table;

pub use catalogue::{TABLES, reconciliation, table};
pub(crate) use cell::append_cell;
pub use cell::cell_text;
#[cfg(feature = "csv")]
pub use csv::{write_csv, write_csv_batches};
pub use dossier::{Dossier, Inspection};
pub use text_table::{Align, TextTable};
