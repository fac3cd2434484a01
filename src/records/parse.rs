//! The text of one value → the value, the same for a column of a file and for
//! a record checked alone.

use super::spelling::usual;
use crate::calendar::{Date, TimeOfDay};
use crate::figure::Decimal;

/// A value read from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read<T> {
    /// It is written in the usual form.
    Usual(T),
    /// It is written unusually, and understood all the same.
    Unusual(T),
    /// It is no such value.
    No,
}

/// Reads a text by `parse`: as it is written or, where that is nothing, in its
/// usual spelling.
#[inline]
pub(crate) fn read<T>(found: &str, parse: impl Fn(&str) -> Option<T>) -> Read<T> {
    match parse(found) {
        Some(value) => Read::Usual(value),
        None => parse(&usual(found)).map_or(Read::No, Read::Unusual),
    }
}

/// ASCII digits with an optional minus, as many as fit 64 bits.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// The digits of a decimal at `scale`, without the point.
pub(crate) fn decimal(text: &str, scale: u8) -> Option<i64> {
    at_scale(Decimal::parse(text)?, scale)
}

/// The digits of a decimal at `scale`, where it has no more and fits 64 bits.
pub(crate) fn at_scale(value: Decimal, scale: u8) -> Option<i64> {
    i64::try_from(value.rescale(scale).ok()?.units()).ok()
}

/// A date as days since 1970-01-01.
pub(crate) fn date(text: &str) -> Option<i64> {
    Date::parse_bytes(text.as_bytes()).map(|date| i64::from(date.days()))
}

/// A time of day as minutes after midnight.
pub(crate) fn time(text: &str) -> Option<i64> {
    TimeOfDay::parse(text).map(|time| i64::from(time.minutes()))
}

/// 1 for true, 0 for false.
pub(crate) fn truth(text: &str) -> Option<i64> {
    match text {
        "1" | "是" => Some(1),
        "0" | "否" => Some(0),
        // Hosts write them in any case: true, True, TRUE.
        word if word.eq_ignore_ascii_case("true") => Some(1),
        word if word.eq_ignore_ascii_case("false") => Some(0),
        _ => None,
    }
}
