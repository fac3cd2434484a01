//! Tables for people and for files, and the workbook that is filed.

mod catalogue;
mod cell;
#[cfg(feature = "csv")]
mod csv;
mod dossier;
#[cfg(feature = "html")]
mod page;
#[cfg(any(feature = "html", feature = "xlsx"))]
mod receipt;
mod text_table;
#[cfg(feature = "xlsx")]
mod workbook;

pub use catalogue::{TABLES, reconciliation, table};
#[cfg(feature = "json")]
pub(crate) use cell::append_cell;
pub use cell::cell_text;
#[cfg(feature = "csv")]
pub use csv::{write_csv, write_csv_batches};
pub use dossier::{Dossier, Enclosures, Inspection};
#[cfg(feature = "html")]
pub use page::page;
pub use text_table::{Align, TextTable};
#[cfg(feature = "xlsx")]
pub use workbook::workbook;
