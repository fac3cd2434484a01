//! SQL expression text → typed form. Knows names only through a [`Scope`].

mod call;
mod dialect;
mod evaluate;
pub use evaluate::*;
mod lower;
mod messages;
mod operators;
mod parse;
mod pattern;
mod suggest;
mod syntax;
mod tokens;
mod typed;
mod walk;

pub use dialect::{RESERVED_WORDS, is_reserved_word};
pub use parse::{parse_aggregate, parse_condition, parse_expression};
pub use typed::*;

#[cfg(test)]
#[path = "stack_tests.rs"]
mod stack_tests;
#[cfg(test)]
mod test_scope;
