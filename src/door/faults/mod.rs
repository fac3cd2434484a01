//! What is said about files and sheets that cannot be read as they are, and what to do about it.

/// A text whose parts are texts, each in its own language.
macro_rules! say {
    ($zh:literal, $en:literal, $($part:ident),+ $(,)?) => {
        Text { zh: format!($zh, $($part = $part.zh),+), en: format!($en, $($part = $part.en),+) }
    };
}

mod encodings;
mod files;
mod headers;
mod naming;

pub(super) use encodings::{either, mixed, neither, not_marked, zero_bytes};
#[cfg(feature = "json")]
pub(super) use files::json_list;
#[cfg(feature = "xlsx")]
pub(super) use files::nothing_read;
pub(super) use files::{
    empty, empty_archive, foreign, nested, not_built, other_content, packed_twice, unknown_ending,
};
#[cfg(feature = "parquet")]
pub(super) use headers::no_columns;
pub(super) use headers::{doubtful, given_twice, no_header, two_delimiters, two_headers};
#[cfg(feature = "xlsx")]
pub(super) use naming::undecided;
pub(super) use naming::{Called, second_register, several, unassigned};

use crate::error::{Error, ErrorKind};
use crate::text::Text;

fn input(message: Text) -> Error {
    Error::new(ErrorKind::Input, message)
}
