//! What is handed over is read, or listed, or an error: files by their names and folders, text of
//! any delimiter and encoding, sheets, archives, and what Spark and Hive write.
//!
//! `HUIMIN_UPDATE=1 cargo test --test door` writes `tests/door/messages.txt` anew.

#![cfg(all(
    feature = "door",
    feature = "json",
    feature = "parquet",
    feature = "xlsx"
))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

#[path = "door/archives.rs"]
mod archives;
#[path = "door/messages.rs"]
mod messages;
#[path = "door/named.rs"]
mod named;
#[path = "door/properties.rs"]
mod properties;
#[path = "door/receipt.rs"]
mod receipt;
#[path = "door/sheets.rs"]
mod sheets;
#[path = "door/support.rs"]
mod support;
#[path = "door/texts.rs"]
mod texts;
#[path = "door/written.rs"]
mod written;
