//! Kept values of one slot, entry by entry.

use super::texts::TextStore;
use crate::calendar::Date;
use crate::column::{Codes, Column, Mask, Numbers, TextColumn, Truth};
use crate::error::{Error, ErrorKind, Result};
use crate::plan::SlotKind;
use crate::text::text;

/// Stands for a missing day; no [`Date`](crate::calendar::Date) has it.
const NO_DAY: i32 = i32::MIN;
/// Stands for a missing number; a record with that value is refused.
const NO_NUMBER: i64 = i64::MIN;

/// The values of one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotStore {
    /// Days since 1970-01-01.
    Dates(Vec<i32>),
    /// Whole numbers, truths (0 and 1) and positions in code lists.
    Numbers(Vec<i64>),
    /// Texts; an empty one is none.
    Texts(TextStore),
}

impl SlotStore {
    /// An empty store for values of `kind`.
    pub fn new(kind: &SlotKind) -> Self {
        match kind {
            SlotKind::Date => Self::Dates(Vec::new()),
            SlotKind::Number | SlotKind::Truth | SlotKind::Code(_) => Self::Numbers(Vec::new()),
            SlotKind::Text => Self::Texts(TextStore::default()),
        }
    }

    /// Adds the values of a column.
    ///
    /// # Errors
    ///
    /// `Overflow` for the one number that stands for none; `Limit` as [`TextStore::push`].
    pub fn extend(&mut self, column: &Column, rows: usize) -> Result<()> {
        match self {
            Self::Dates(days) => {
                for row in 0..rows {
                    let day = column.number(row).map(|day| {
                        let date = i32::try_from(day).ok().and_then(Date::from_days);
                        date.ok_or_else(|| {
                            let message = text!(
                                "算得的日期超出公元 1 年至 9999 年",
                                "a computed date lies outside the years 1 to 9999"
                            );
                            let row = (row as u64).saturating_add(1);
                            Error::new(ErrorKind::Overflow, message).at_row(row)
                        })
                    });
                    days.push(day.transpose()?.map_or(NO_DAY, Date::days));
                }
            }
            Self::Numbers(numbers) => {
                for row in 0..rows {
                    let value = match column {
                        Column::Truth(truth) => truth.value(row).map(i64::from),
                        Column::Codes(codes) if codes.known.contains(row) => {
                            codes.values.get(row).copied().map(i64::from)
                        }
                        column => column.number(row),
                    };
                    if value == Some(NO_NUMBER) {
                        let message = text!(
                            "数值 {NO_NUMBER} 过小",
                            "the number {NO_NUMBER} is too small"
                        );
                        return Err(Error::new(ErrorKind::Overflow, message)
                            .at_row((row as u64).saturating_add(1)));
                    }
                    numbers.push(value.unwrap_or(NO_NUMBER));
                }
            }
            Self::Texts(texts) => {
                for row in 0..rows {
                    texts.push(column.text(row).unwrap_or_default().as_bytes())?;
                }
            }
        }
        Ok(())
    }

    /// The day of an entry.
    pub fn day(&self, entry: usize) -> Option<i32> {
        match self {
            Self::Dates(days) => days.get(entry).copied().filter(|day| *day != NO_DAY),
            Self::Numbers(_) | Self::Texts(_) => None,
        }
    }

    /// The number of an entry; a day as days since 1970-01-01.
    pub fn number(&self, entry: usize) -> Option<i64> {
        match self {
            Self::Dates(_) => self.day(entry).map(i64::from),
            Self::Numbers(numbers) => numbers
                .get(entry)
                .copied()
                .filter(|number| *number != NO_NUMBER),
            Self::Texts(_) => None,
        }
    }

    /// The text of an entry.
    pub fn text(&self, entry: usize) -> Option<&str> {
        match self {
            Self::Texts(texts) => std::str::from_utf8(texts.bytes(entry))
                .ok()
                .filter(|text| !text.is_empty()),
            Self::Dates(_) | Self::Numbers(_) => None,
        }
    }

    /// The values of some entries as a column again.
    pub fn gather(&self, kind: &SlotKind, entries: &[Option<usize>]) -> Column {
        let rows = entries.len();
        let number = |row: usize| {
            entries
                .get(row)
                .copied()
                .flatten()
                .and_then(|entry| self.number(entry))
        };
        let known = || Mask::from_fn(rows, |row| number(row).is_some());
        match kind {
            SlotKind::Date | SlotKind::Number => Column::Numbers(Numbers {
                values: (0..rows).map(|row| number(row).unwrap_or(0)).collect(),
                known: known(),
            }),
            SlotKind::Truth => Column::Truth(Truth {
                yes: Mask::from_fn(rows, |row| number(row) == Some(1)),
                no: Mask::from_fn(rows, |row| number(row) == Some(0)),
            }),
            SlotKind::Code(list) => Column::Codes(Codes {
                values: (0..rows)
                    .map(|row| {
                        number(row)
                            .and_then(|code| u8::try_from(code).ok())
                            .unwrap_or(0)
                    })
                    .collect(),
                known: known(),
                list: list.clone(),
            }),
            SlotKind::Text => {
                let texts = entries
                    .iter()
                    .map(|entry| entry.and_then(|entry| self.text(entry)));
                Column::Text(TextColumn::Utf8(texts.collect()))
            }
        }
    }

    /// A store for the same kind of values, without any.
    pub(super) fn emptied(&self) -> Self {
        match self {
            Self::Dates(_) => Self::Dates(Vec::new()),
            Self::Numbers(_) => Self::Numbers(Vec::new()),
            Self::Texts(_) => Self::Texts(TextStore::default()),
        }
    }

    /// Adds one value of another store of the same kind.
    pub(super) fn copy(&mut self, other: &Self, entry: usize) -> Result<()> {
        match (self, other) {
            (Self::Dates(own), Self::Dates(others)) => own.extend(others.get(entry)),
            (Self::Numbers(own), Self::Numbers(others)) => own.extend(others.get(entry)),
            (Self::Texts(own), Self::Texts(others)) => own.push(others.bytes(entry))?,
            // INVARIANT: segments of one dataset have the same kinds of slots.
            _ => {}
        }
        Ok(())
    }
}
