//! Records of one dataset: columns of an input → blocks bound to the plan, with
//! what could not be read as it should be. Decides nothing about the records.

mod arrow_types;
mod bind;
mod blank;
mod decode;
mod key;
mod lookups;
mod messages;
mod numbers;
#[cfg(test)]
mod test_support;
mod total;
pub(crate) mod value;
mod words;

pub use bind::Binding;
pub(crate) use blank::runs_between_blanks;
pub use decode::{Decoded, Problem};
pub use key::{Keys, shown_key};
pub(crate) use key::{masked, masked_key, write_number, write_value};
pub use lookups::Lookups;
pub(crate) use messages::{check_length, expected, reason};
