//! SQL expression text → typed form, its evaluation for one record, and back
//! to text. Knows names only through a [`Scope`].
//!
//! ```text
//! text ─tokens─▶ tokens of the subset ─groups─▶ pieces without parentheses
//!      ─lower, predicate, arithmetic, call─▶ Expression ─evaluate─▶ Value
//!                                           └─print───▶ canonical text
//! ```
//!
//! INVARIANT: nothing here recurses over what an author nests, except over an
//! [`Expression`], whose depth is capped by
//! [`FORMULA_DEPTH`](crate::limits::FORMULA_DEPTH).

mod aggregate;
mod arithmetic;
mod call;
mod cell;
mod dialect;
mod evaluate;
mod groups;
mod identifiers;
mod list;
mod lower;
mod messages;
mod messages_of_types;
mod operand;
mod parse;
mod pattern;
mod predicate;
mod print;
mod reader;
mod syntax;
mod tokens;
mod typed;
mod walk;

pub use cell::Cell;
pub use dialect::{RESERVED_WORDS, is_reserved_word};
pub use evaluate::{Environment, Value, evaluate, truth};
pub use identifiers::{citizen_id_digit_right, valid_citizen_id, valid_credit_code};
pub use parse::{parse_aggregate, parse_condition, parse_expression};
pub use typed::*;

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may panic")]
mod diagnostics_tests;
#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may panic")]
mod print_tests;
#[cfg(test)]
mod stack_tests;
#[cfg(test)]
mod test_scope;
#[cfg(test)]
mod type_tests;
