//! Broken files, caps, numbers beyond range, random bytes: an error that says
//! where and what, never a panic, and never half an addition.

#![cfg(all(feature = "csv", feature = "json"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "bad_input/caps.rs"]
mod caps;
#[path = "bad_input/files.rs"]
mod files;
#[path = "bad_input/formulas.rs"]
mod formulas;
#[path = "bad_input/garbage.rs"]
mod garbage;
#[path = "bad_input/numbers.rs"]
mod numbers;
#[path = "bad_input/support.rs"]
mod support;
