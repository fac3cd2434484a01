//! Record keys: the text of the key fields, one after the other.

#![expect(
    clippy::indexing_slicing,
    reason = "offsets are made here, one more than there are keys"
)]

use std::fmt::{self, Write};

use super::decode::Problem;
use crate::calendar::{Date, TimeOfDay};
use crate::column::{Block, Column, Mask, TextColumn};
use crate::definition::FieldType;
use crate::figure::Decimal;
use crate::formula::Cell;
use crate::plan::{DatasetPlan, FieldPlan};

/// Stands between the fields of a key; inside a field it is escaped.
const SEPARATOR: char = '\u{1f}';
const ESCAPE: char = '\u{1b}';

/// The keys of the records of a block.
#[derive(Debug)]
pub enum Keys<'a> {
    /// A single field of text is the key as it stands.
    Text(&'a TextColumn),
    /// Several fields, or one of another type, written one after the other.
    Written {
        /// The keys.
        bytes: Vec<u8>,
        /// Where each ends.
        ends: Vec<usize>,
        /// Those of which every field has a readable value.
        complete: Mask,
    },
}

impl<'a> Keys<'a> {
    /// The keys of a block. A missing or unreadable field leaves the key
    /// incomplete; an unreadable one stands in it as it was written.
    pub fn new(dataset: &DatasetPlan, block: &'a Block, problems: &[Problem]) -> Self {
        if let [only] = dataset.key.as_slice()
            && let Some(Column::Text(texts)) = block.fields.get(*only)
        {
            return Self::Text(texts);
        }
        let unreadable = |row: usize, field: usize| {
            let mut found = problems
                .iter()
                .filter(|problem| problem.row == row && problem.field == field);
            found.next().map(|problem| problem.found.as_str())
        };
        let (mut bytes, mut ends) = (Vec::new(), Vec::with_capacity(block.rows));
        let mut complete = Mask::all(block.rows);
        let several = dataset.key.len() > 1;
        let mut value = String::new();
        for row in 0..block.rows {
            let mut is_complete = !dataset.key.is_empty();
            for (place, field) in dataset.key.iter().enumerate() {
                if place > 0 {
                    bytes.push(SEPARATOR as u8);
                }
                value.clear();
                if !write_value(
                    &dataset.fields[*field],
                    block.fields[*field].cell(row),
                    &mut value,
                ) {
                    is_complete = false;
                    value.push_str(unreadable(row, *field).unwrap_or_default());
                }
                if several && value.contains([SEPARATOR, ESCAPE]) {
                    value = value
                        .replace(ESCAPE, "\u{1b}\u{1b}")
                        .replace(SEPARATOR, "\u{1b}s");
                }
                bytes.extend_from_slice(value.as_bytes());
            }
            ends.push(bytes.len());
            complete.set(row, is_complete);
        }
        Self::Written {
            bytes,
            ends,
            complete,
        }
    }

    /// The records of which every field of the key has a readable value.
    pub fn complete(&self) -> Mask {
        match self {
            Self::Text(texts) => texts.known(),
            Self::Written { complete, .. } => complete.clone(),
        }
    }

    /// The key of a row; of an incomplete one what there is of it.
    #[inline]
    pub fn bytes(&self, row: usize) -> &[u8] {
        match self {
            Self::Text(texts) => texts.value(row).unwrap_or_default().as_bytes(),
            Self::Written { bytes, ends, .. } => {
                let start = row.checked_sub(1).map_or(0, |before| ends[before]);
                &bytes[start..ends[row]]
            }
        }
    }
}

/// A key as it is shown: its fields with `|` between them.
pub fn shown_key(bytes: &[u8]) -> String {
    let key = String::from_utf8_lossy(bytes);
    let parts: Vec<String> = key.split(SEPARATOR).map(unescaped).collect();
    parts.join("|")
}

/// The key of a record as findings show it: what may be somebody's is masked.
pub(crate) fn masked_key(dataset: &DatasetPlan, bytes: &[u8]) -> String {
    let is_personal = |field: &usize| {
        let field = dataset.fields.get(*field);
        field.is_some_and(|field| field.personal)
    };
    match dataset.key.as_slice() {
        fields if !fields.iter().any(is_personal) => shown_key(bytes),
        [_] => masked(&shown_key(bytes)),
        fields => {
            let key = String::from_utf8_lossy(bytes);
            let parts = key.split(SEPARATOR).zip(fields).map(|(part, field)| {
                let part = unescaped(part);
                if is_personal(field) {
                    masked(&part)
                } else {
                    part
                }
            });
            parts.collect::<Vec<_>>().join("|")
        }
    }
}

fn unescaped(part: &str) -> String {
    part.replace("\u{1b}s", "\u{1f}")
        .replace("\u{1b}\u{1b}", "\u{1b}")
}

/// Writes a field's value as text; false where there is none.
pub(crate) fn write_value(field: &FieldPlan, value: Cell<'_>, out: &mut String) -> bool {
    match value {
        Cell::Null => return false,
        Cell::Text(text) => out.push_str(text),
        Cell::Truth(truth) => out.push_str(if truth { "true" } else { "false" }),
        // Writing to a text does not fail.
        Cell::Number(number) => write_number(field.r#type, number, out).unwrap_or(()),
    }
    true
}

/// Writes a value that is held as a number, as its field's type is written.
pub(crate) fn write_number(r#type: FieldType, number: i64, out: &mut impl Write) -> fmt::Result {
    match r#type {
        FieldType::Date => match i32::try_from(number).ok().and_then(Date::from_days) {
            Some(date) => write!(out, "{date}"),
            None => Ok(()),
        },
        FieldType::Time => match u16::try_from(number).ok().and_then(TimeOfDay::from_minutes) {
            Some(time) => write!(out, "{time}"),
            None => Ok(()),
        },
        FieldType::Division => write!(out, "{number:012}"),
        FieldType::Decimal { scale } => {
            write!(out, "{}", Decimal::new(i128::from(number), scale))
        }
        FieldType::Text | FieldType::Integer | FieldType::Boolean => write!(out, "{number}"),
    }
}

/// A personal value with only its ends left.
pub(crate) fn masked(value: &str) -> String {
    let length = value.chars().count();
    let shows = |place: usize| length > 4 && (place == 0 || place.saturating_add(1) == length);
    value
        .chars()
        .enumerate()
        .map(|(place, c)| if shows(place) { c } else { '*' })
        .collect()
}
