//! Columns of tables that are made from a list of rows at once.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{Date32Builder, UInt32Builder};

use super::columns::{Named, TextColumn};
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::{DivisionCode, Level, Network};

/// Up to so many digits after the point an exact number is written as a decimal.
const EXACT_DECIMALS: u8 = 18;

/// `division_code`, `division_name`, `level`; name and level null where the
/// division is not in the register.
pub(crate) fn places(
    network: &Network,
    codes: impl Iterator<Item = Option<DivisionCode>> + Clone,
) -> Result<[Named; 3]> {
    let known = codes.clone().map(|code| network.find(code?));
    let names = known.clone().map(|id| Some(network.name(id?)));
    let levels = known.map(|id| Some(Level::id(network.level(id?))));
    Ok([
        (
            "division_code",
            texts(codes.map(|code| Some(code?.padded())))?,
        ),
        ("division_name", texts(names)?),
        ("level", texts(levels)?),
    ])
}

/// Texts, some of them null.
pub(crate) fn texts<T: AsRef<str>>(texts: impl Iterator<Item = Option<T>>) -> Result<ArrayRef> {
    let mut column = TextColumn::new(0, 0);
    texts.for_each(|text| column.option(text.as_ref().map(AsRef::as_ref)));
    column.finish()
}

/// Exact numbers as texts, some of them null.
pub(crate) fn exact(numbers: impl Iterator<Item = Option<Ratio>>) -> Result<ArrayRef> {
    texts(numbers.map(|number| number.map(exact_text)))
}

/// Days, some of them null.
pub(crate) fn dates(dates: impl Iterator<Item = Option<Date>>) -> ArrayRef {
    let mut column = Date32Builder::new();
    dates.for_each(|date| column.append_option(date.map(Date::days)));
    Arc::new(column.finish())
}

/// INVARIANT: a network has fewer than 2³² divisions; more reports than that
/// would not fit into memory.
pub(crate) fn counts(counts: impl Iterator<Item = usize>) -> ArrayRef {
    let mut column = UInt32Builder::new();
    counts.for_each(|count| column.append_value(u32::try_from(count).unwrap_or(u32::MAX)));
    Arc::new(column.finish())
}

/// A number as a decimal where that is exact, else as a fraction in lowest terms.
fn exact_text(number: Ratio) -> String {
    let decimals = (0..=EXACT_DECIMALS).filter_map(|digits| number.round_half_even(digits).ok());
    let mut exact = decimals.filter(|decimal| decimal.to_ratio().ok() == Some(number));
    match exact.next() {
        Some(decimal) => decimal.to_string(),
        None => number.reduced().to_string(),
    }
}

#[cfg(test)]
#[path = "whole_columns_tests.rs"]
mod tests;
