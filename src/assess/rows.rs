//! Columns of small tables, made row by row.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{BooleanBuilder, Date32Builder, UInt64Builder};

use super::columns::{Named, TextColumn};
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::{DivisionCode, Level, Network};

pub(crate) fn texts<T: AsRef<str>>(texts: impl Iterator<Item = Option<T>>) -> Result<ArrayRef> {
    let mut column = TextColumn::new(0, 0);
    texts.for_each(|text| column.option(text.as_ref().map(AsRef::as_ref)));
    column.finish()
}

/// Exact numbers as texts, see [`Ratio::exact_text`].
pub(crate) fn exact(numbers: impl Iterator<Item = Option<Ratio>>) -> Result<ArrayRef> {
    texts(numbers.map(|number| number.map(Ratio::exact_text)))
}

pub(crate) fn dates(dates: impl Iterator<Item = Option<Date>>) -> ArrayRef {
    let mut column = Date32Builder::new();
    dates.for_each(|date| column.append_option(date.map(Date::days)));
    Arc::new(column.finish())
}

pub(crate) fn counts(counts: impl Iterator<Item = Option<u64>>) -> ArrayRef {
    let mut column = UInt64Builder::new();
    counts.for_each(|count| column.append_option(count));
    Arc::new(column.finish())
}

pub(crate) fn truths(truths: impl Iterator<Item = Option<bool>>) -> ArrayRef {
    let mut column = BooleanBuilder::new();
    truths.for_each(|truth| column.append_option(truth));
    Arc::new(column.finish())
}

/// `division_code` (12 digits), `division_name` and `level`; the last two are null
/// where the division is not in the register.
pub(crate) fn places(
    network: &Network,
    codes: impl Iterator<Item = Option<DivisionCode>> + Clone,
) -> Result<[Named; 3]> {
    let known = codes.clone().map(|code| network.find(code?));
    let names = known.clone().map(|id| Some(network.name(id?)));
    let levels = known.map(|id| Some(Level::id(network.level(id?))));
    let codes = codes.map(|code| Some(code?.padded()));
    Ok([
        ("division_code", texts(codes)?),
        ("division_name", texts(names)?),
        ("level", texts(levels)?),
    ])
}
