//! Columns of typed values: what records are decoded into.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayAccessor, GenericStringArray, LargeStringArray, OffsetSizeTrait, StringArray,
    StringViewArray,
};

use super::mask::{Mask, Truth};

/// Whole numbers with the rows that have one. Integers as they are, decimals
/// as their digits without the point, dates as days since 1970-01-01, times as
/// minutes of the day, divisions as their index in the network.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// The values; where a row has none, an arbitrary number.
    pub values: Vec<i64>,
    /// The rows that have a value.
    pub known: Mask,
}

/// Codes of a code list as their position in it.
#[derive(Clone, Debug)]
pub struct Codes {
    /// The positions; where a row has none, an arbitrary number.
    pub values: Vec<u8>,
    /// The rows that have a code of the list.
    pub known: Mask,
    /// The codes of the list.
    pub list: Arc<[String]>,
}

/// Texts, in whichever form they came; never copied.
#[derive(Clone, Debug)]
pub enum TextColumn {
    /// 32-bit offsets.
    Utf8(StringArray),
    /// 64-bit offsets.
    LargeUtf8(LargeStringArray),
    /// Views.
    View(StringViewArray),
    /// Positions into a dictionary of texts, `u32::MAX` for null.
    Dictionary(Vec<u32>, Arc<TextColumn>),
    /// All null.
    Null(usize),
}

impl TextColumn {
    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Utf8(array) => array.len(),
            Self::LargeUtf8(array) => array.len(),
            Self::View(array) => array.len(),
            Self::Dictionary(positions, _) => positions.len(),
            Self::Null(length) => *length,
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a row, unless it is null or empty (which mean the same) or
    /// there is no such row.
    pub fn value(&self, row: usize) -> Option<&str> {
        fn present<'a>(array: impl ArrayAccessor<Item = &'a str>, row: usize) -> Option<&'a str> {
            (row < array.len() && array.is_valid(row))
                .then(|| array.value(row))
                .filter(|text| !text.is_empty())
        }
        match self {
            Self::Utf8(array) => present(array, row),
            Self::LargeUtf8(array) => present(array, row),
            Self::View(array) => present(array, row),
            Self::Dictionary(positions, texts) => positions
                .get(row)
                .and_then(|position| texts.value(*position as usize)),
            Self::Null(_) => None,
        }
    }

    /// Hands every row's text to `receive`, in order; the form of the column is
    /// looked at once, not per row.
    pub fn for_each<'a>(&'a self, mut receive: impl FnMut(usize, Option<&'a str>)) {
        fn all<'a>(
            array: impl ArrayAccessor<Item = &'a str>,
            receive: &mut impl FnMut(usize, Option<&'a str>),
        ) {
            for row in 0..array.len() {
                let text = if array.is_valid(row) {
                    Some(array.value(row))
                } else {
                    None
                };
                receive(row, text.filter(|text| !text.is_empty()));
            }
        }
        match self {
            Self::Utf8(array) => all(array, &mut receive),
            Self::LargeUtf8(array) => all(array, &mut receive),
            Self::View(array) => all(array, &mut receive),
            Self::Dictionary(positions, texts) => {
                for (row, position) in positions.iter().enumerate() {
                    receive(row, texts.value(*position as usize));
                }
            }
            Self::Null(length) => (0..*length).for_each(|row| receive(row, None)),
        }
    }

    /// Whether `is_plain` holds for the bytes of all texts. The texts of one buffer are looked at
    /// together, nulls and all, so false may come from what no row shows.
    pub(crate) fn all(&self, is_plain: fn(&[u8]) -> bool) -> bool {
        fn between<O: OffsetSizeTrait>(texts: &GenericStringArray<O>) -> &[u8] {
            let offsets = texts.value_offsets();
            let place = |offset: Option<&O>| offset.map_or(0, |offset| offset.as_usize());
            let (start, end) = (place(offsets.first()), place(offsets.last()));
            texts.value_data().get(start..end).unwrap_or_default()
        }
        match self {
            Self::Utf8(array) => is_plain(between(array)),
            Self::LargeUtf8(array) => is_plain(between(array)),
            Self::View(array) => {
                let mut texts = array.iter().flatten();
                texts.all(|text| is_plain(text.as_bytes()))
            }
            Self::Dictionary(_, texts) => texts.all(is_plain),
            Self::Null(_) => true,
        }
    }

    /// The rows that have a text.
    pub fn known(&self) -> Mask {
        fn not_empty<T: PartialOrd>(offsets: &[T]) -> Mask {
            let starts = offsets.get(..offsets.len().saturating_sub(1));
            let ends = offsets.get(1..).unwrap_or_default();
            Mask::of_pairs(starts.unwrap_or_default(), ends, |start, end| start < end)
        }
        fn not_null(array: &dyn Array) -> Option<Mask> {
            let nulls = array.nulls()?;
            Some(Mask::from_bits(nulls.inner()))
        }
        let (not_empty, not_null) = match self {
            Self::Utf8(array) => (not_empty(array.value_offsets()), not_null(array)),
            Self::LargeUtf8(array) => (not_empty(array.value_offsets()), not_null(array)),
            // A view begins with its length, in 32 bits.
            Self::View(array) => {
                let not_empty = Mask::of_values(array.views(), |view| *view as u32 != 0);
                (not_empty, not_null(array))
            }
            Self::Dictionary(positions, texts) => {
                let mut is_text = Vec::with_capacity(texts.len());
                texts.for_each(|_, text| is_text.push(text.is_some()));
                let known = |position: &u32| is_text.get(*position as usize) == Some(&true);
                (Mask::of_values(positions, known), None)
            }
            Self::Null(length) => (Mask::none(*length), None),
        };
        match not_null {
            Some(not_null) => not_empty.and(&not_null),
            None => not_empty,
        }
    }
}

/// One field of the records of a block.
#[derive(Clone, Debug)]
pub enum Column {
    /// Integers, decimals, dates, times, divisions.
    Numbers(Numbers),
    /// true and false.
    Truth(Truth),
    /// Text of a code list.
    Codes(Codes),
    /// Other text.
    Text(TextColumn),
}

impl Column {
    /// The rows that have a value.
    pub fn known(&self) -> Mask {
        match self {
            Self::Numbers(numbers) => numbers.known.clone(),
            Self::Truth(truth) => truth.known(),
            Self::Codes(codes) => codes.known.clone(),
            Self::Text(texts) => texts.known(),
        }
    }

    /// The number, date, time or division of a row.
    pub fn number(&self, row: usize) -> Option<i64> {
        match self {
            Self::Numbers(numbers) if numbers.known.contains(row) => {
                numbers.values.get(row).copied()
            }
            _ => None,
        }
    }

    /// The text of a row.
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Codes(codes) if codes.known.contains(row) => {
                let position = usize::from(*codes.values.get(row)?);
                codes.list.get(position).map(String::as_str)
            }
            Self::Text(texts) => texts.value(row),
            _ => None,
        }
    }
}

/// Some consecutive records of a dataset, field by field.
#[derive(Clone, Debug)]
pub struct Block {
    /// The number of records.
    pub rows: usize,
    /// The dataset's fields, in the definition's order.
    pub fields: Vec<Column>,
    /// Per record its division's index in the network, `u32::MAX` where unknown.
    pub divisions: Vec<u32>,
    /// Fields of a referenced record of another dataset; empty unless a
    /// reference rule is evaluated.
    pub others: Vec<Column>,
}
