//! Tables for people and for files, and the workbook that is filed.

#[cfg(feature = "csv")]
mod csv;
mod dossier;
mod text_table;
#[cfg(feature = "xlsx")]
mod workbook;

#[cfg(feature = "csv")]
pub use csv::{write_csv, write_csv_batches};
pub use dossier::{Dossier, Inspection};
pub use text_table::{Align, TextTable};
#[cfg(feature = "xlsx")]
pub use workbook::workbook;
