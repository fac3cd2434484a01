//! huimin for C. Every function converts what it is handed and calls `huimin_host`;
//! nothing is decided here. The header `include/huimin.h` is made of these files and is
//! where all of this is documented for those who call it.
//!
//! What callers promise stands once, at the head of the header: a pointer is NULL, or points
//! to what its type says for as long as the call lasts. Types that are shared stand in `types`, what
//! converts them in `convert`; the other files use these two and `options`, and not each other.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr
)]
#![expect(
    non_camel_case_types,
    reason = "types are named as in C, where the header has them"
)]

mod adding;
mod arrow;
mod assessment;
mod bytes;
mod checker;
mod convert;
mod directory;
mod error;
mod network;
mod options;
mod plan;
mod programme;
mod request;
mod status;
mod tally;
mod types;
