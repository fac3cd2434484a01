//! Kept values of one slot, entry by entry.

use std::sync::Arc;

use super::packed::PackedNumbers;
use super::texts::TextStore;
use crate::column::{Codes, Column, Mask, Numbers, TextColumn, Truth};
use crate::error::Result;
use crate::plan::SlotKind;

/// The values of one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotStore {
    /// Whole numbers, days since 1970-01-01, truths (0 and 1), and positions in
    /// code lists.
    Numbers(PackedNumbers),
    /// Texts; an empty one is none.
    Texts(TextStore),
}

impl SlotStore {
    /// The values of the rows of a column.
    ///
    /// # Errors
    ///
    /// `Overflow` for a computed day that no calendar has; `Limit` as
    /// [`TextStore::push`].
    pub fn of_column(kind: &SlotKind, column: &Column, rows: usize) -> Result<Self> {
        Ok(match (kind, column) {
            (SlotKind::Text, column) => {
                let mut texts = TextStore::default();
                (0..rows).try_for_each(|row| {
                    texts.push(column.text(row).unwrap_or_default().as_bytes())
                })?;
                Self::Texts(texts)
            }
            (_, Column::Numbers(numbers)) => {
                Self::Numbers(PackedNumbers::new(&numbers.values, &numbers.known))
            }
            (_, Column::Codes(codes)) => {
                Self::Numbers(PackedNumbers::of_bytes(&codes.values, &codes.known))
            }
            (_, Column::Truth(truth)) => {
                let values = (0..rows).map(|row| u8::from(truth.yes.contains(row)));
                let values: Vec<u8> = values.collect();
                Self::Numbers(PackedNumbers::of_bytes(&values, &truth.known()))
            }
            // INVARIANT: the plan keeps text in slots of text only.
            (_, Column::Text(_)) => {
                Self::Numbers(PackedNumbers::new(&vec![0; rows], &Mask::none(rows)))
            }
        })
    }

    /// The same slot of several segments: the values of some of their entries.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`].
    pub(super) fn of_entries(parts: &[(&Self, usize)]) -> Result<Self> {
        if let Some((Self::Texts(_), _)) = parts.first() {
            let mut texts = TextStore::default();
            for (slot, entry) in parts {
                texts.push(slot.text(*entry).unwrap_or_default().as_bytes())?;
            }
            return Ok(Self::Texts(texts));
        }
        let numbers = parts.iter().map(|(slot, entry)| slot.number(*entry));
        Ok(Self::of_numbers(numbers))
    }

    /// Numbers of which some are missing.
    pub fn of_numbers(numbers: impl ExactSizeIterator<Item = Option<i64>>) -> Self {
        let mut known = Mask::none(numbers.len());
        let values: Vec<i64> = numbers
            .enumerate()
            .map(|(row, number)| {
                known.set(row, number.is_some());
                number.unwrap_or(0)
            })
            .collect();
        Self::Numbers(PackedNumbers::new(&values, &known))
    }

    /// The day of an entry.
    pub fn day(&self, entry: usize) -> Option<i32> {
        self.number(entry).and_then(|day| i32::try_from(day).ok())
    }

    /// The number of an entry; a day as days since 1970-01-01.
    pub fn number(&self, entry: usize) -> Option<i64> {
        match self {
            Self::Numbers(numbers) => numbers.get(entry),
            Self::Texts(_) => None,
        }
    }

    /// The text of an entry.
    pub fn text(&self, entry: usize) -> Option<&str> {
        match self {
            Self::Texts(texts) => std::str::from_utf8(texts.bytes(entry))
                .ok()
                .filter(|text| !text.is_empty()),
            Self::Numbers(_) => None,
        }
    }

    /// The numbers, unless it holds texts.
    pub fn numbers(&self) -> Option<&PackedNumbers> {
        match self {
            Self::Numbers(numbers) => Some(numbers),
            Self::Texts(_) => None,
        }
    }

    /// The values of some entries as a column again.
    pub fn gather(&self, kind: &SlotKind, entries: &[usize]) -> Column {
        let numbers = || match self {
            Self::Numbers(numbers) => numbers.gather(entries),
            Self::Texts(_) => (vec![0; entries.len()], Mask::none(entries.len())),
        };
        match kind {
            SlotKind::Date | SlotKind::Number => {
                let (values, known) = numbers();
                Column::Numbers(Numbers { values, known })
            }
            SlotKind::Truth => {
                let (values, known) = numbers();
                let is = |wanted: i64| Mask::of_values(&values, |value| *value == wanted);
                Column::Truth(Truth {
                    yes: is(1).and(&known),
                    no: is(0).and(&known),
                })
            }
            SlotKind::Code(list) => {
                let (values, known) = numbers();
                let codes = values.iter().map(|code| u8::try_from(*code).unwrap_or(0));
                Column::Codes(Codes {
                    values: codes.collect(),
                    known,
                    list: Arc::clone(list),
                })
            }
            SlotKind::Text => {
                let texts = entries.iter().map(|entry| self.text(*entry));
                Column::Text(TextColumn::Utf8(texts.collect()))
            }
        }
    }
}
