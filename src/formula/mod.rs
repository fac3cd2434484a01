//! SQL expression text → typed form. Knows names only through a [`Scope`].

mod typed;

pub use typed::*;
