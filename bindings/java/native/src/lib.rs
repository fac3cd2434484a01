//! The native half of the Java binding: every function is a native method of the class
//! `io.huimin.Native`, converts what Java hands over, and calls [`huimin_host`].
//!
//! ```text
//! io.huimin ──long, byte[]──▶ here ──Handle, &str, &[u8]──▶ huimin_host
//! ```
//!
//! Texts cross as UTF-8 in `byte[]`, never as strings of JNI, whose own encoding writes
//! characters beyond the basic plane (`𠮷`) in another way. Lists of texts cross as one
//! [`packed`] array. Objects cross as the numbers of their handles. What fails is thrown as
//! `io.huimin.HuiminException`; a panic is one of its kinds, and no call ends the process.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::panic
)]

mod call;
mod columns;
pub mod natives;
mod packed;
mod stream;
mod watch;
