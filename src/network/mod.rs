//! The tree of divisions (区划): codes, levels, the register they are read
//! from, and what became of former divisions.
//!
//! A register ([`DivisionRecord`]s, from a file or from a caller) is checked as
//! a whole and becomes a [`Network`]: its divisions in pre-order, so that every
//! division and all below it are one run of positions and a roll-up is a walk
//! over runs.
//!
//! What is deliberately absent: anything a programme counts, and any rule that
//! guesses a division from its name. Names repeat; codes do not.

mod build;
mod builtin;
mod code;
mod faults;
mod fingerprint;
mod history;
mod index;
mod level;
mod line;
mod place;
pub(crate) mod register;
mod rows;
mod table;
mod tree;

pub(crate) use code::eight_digits;
pub use code::{DivisionCode, ParsedCode, parse_digits};
pub use history::{FormerDivision, Resolution};
pub use level::Level;
pub use register::DivisionRecord;
#[cfg(feature = "door")]
pub(crate) use register::{RegisterColumn, register_columns};
pub use tree::{DivisionId, Network};
