//! What the bindings for C and Java have in common. A binding converts what its
//! language hands over into slices, texts and numbers, and calls what stands here;
//! neither knows a rule, a default or a rounding of its own.
//!
//! ```text
//! C, Java ──numbers, bytes──▶ binding ──guard──▶ here ──objects──▶ huimin
//! ```
//!
//! Objects stay on this side; a host holds [`Handle`]s, which are numbers. A call through
//! a handle that is none, was freed, or is of another kind is an error and nothing else.
//! [`guard`] keeps panics on this side too. What goes wrong is a [`Failure`] with a frozen
//! number.
//!
//! Programmes, networks, directories, plans, checkers and assessments never change: any
//! number of threads may use one at once. A tally belongs to one thread at a time; a call that finds
//! another at work fails with `State` and changes nothing. Freeing what others still use is
//! safe: their calls end with what they have.

// A host must live whatever happens here.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr
)]
#![cfg_attr(not(feature = "test-panic"), deny(clippy::panic))]

pub mod assessment;
pub mod checker;
pub mod directory;
mod failure;
mod handle;
pub mod network;
pub mod plan;
pub mod programme;
pub mod request;
mod table;
pub mod tally;

pub use failure::{BAD_CALL, BAD_HANDLE, Failure, INTERNAL, OK, Outcome, guard};
pub use handle::{Handle, Object};
pub use huimin;
pub use huimin::Language;
pub use huimin::tally::{AddOptions, Progress};
pub use table::Table;

use huimin::Text;
use huimin::calendar::Date;

/// The language that a host names by its number: 0 Chinese, 1 English.
///
/// # Errors
///
/// [`BAD_CALL`] for any other number.
pub fn language(number: i32) -> Outcome<Language> {
    match number {
        0 => Ok(Language::Chinese),
        1 => Ok(Language::English),
        _ => Err(Failure::call(Text::new(
            format!("语言应为 0(中文)或 1(英文),实为 {number}"),
            format!("expected 0 (Chinese) or 1 (English) as language, but found {number}"),
        ))),
    }
}

/// The text that stands in `bytes`; `what` names it in messages.
///
/// # Errors
///
/// [`BAD_CALL`] where it is not UTF-8.
pub fn text<'b>(what: &str, bytes: &'b [u8]) -> Outcome<&'b str> {
    std::str::from_utf8(bytes).map_err(|error| {
        let place = error.valid_up_to();
        Failure::call(Text::new(
            format!("`{what}` 不是 UTF-8:字节 {place} 处"),
            format!("`{what}` is not UTF-8, at byte {place}"),
        ))
    })
}

/// As [`text`], for the name of something: what nothing can be called is refused before a
/// message repeats it, which may be gigabytes.
///
/// # Errors
///
/// [`BAD_CALL`] where it is not UTF-8, or longer than any name.
pub fn named<'b>(what: &str, bytes: &'b [u8]) -> Outcome<&'b str> {
    let (found, most) = (bytes.len(), huimin::limits::VALUE_BYTES);
    if found > most {
        return Err(Failure::call(Text::new(
            format!("`{what}` 有 {found} 字节,名称最多 {most} 字节"),
            format!("`{what}` has {found} bytes, but a name has at most {most}"),
        )));
    }
    text(what, bytes)
}

/// The day that `text` names, such as `2019-11-30`.
///
/// # Errors
///
/// `Argument` where it is none.
fn day(text: &str) -> Outcome<Date> {
    Ok(text.parse()?)
}

/// For what this build leaves out.
#[cfg(not(all(
    feature = "html",
    feature = "xlsx",
    feature = "parquet",
    feature = "door"
)))]
fn left_out<T>(feature: &str) -> Outcome<T> {
    let message = Text::new(
        format!("本构建不含 `{feature}` 功能"),
        format!("this build leaves out the feature `{feature}`"),
    );
    Err(huimin::Error::new(huimin::ErrorKind::Argument, message).into())
}
