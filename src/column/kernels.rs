//! Loops over the rows of a block.

#![expect(
    clippy::indexing_slicing,
    reason = "every column has one value per row of its block"
)]

use std::sync::Arc;

use arrow_array::StringArray;

use super::block::{Codes, Column, Numbers, TextColumn};
use super::mask::{Mask, Truth};
use crate::formula::Comparison;

/// The 12 digits of division codes held as numbers.
pub(super) fn digits(column: &Column, rows: usize) -> Column {
    let texts: StringArray = (0..rows)
        .map(|row| column.number(row).map(|code| format!("{code:012}")))
        .collect();
    Column::Text(TextColumn::Utf8(texts))
}

/// The values of a table over the divisions for every record's division.
pub(super) fn gather(values: &Column, divisions: &[u32]) -> Column {
    let rows = divisions.len();
    let at = |row: usize| divisions[row] as usize;
    match values {
        Column::Numbers(table) => Column::Numbers(Numbers {
            values: divisions
                .iter()
                .map(|id| table.values.get(*id as usize).copied().unwrap_or(0))
                .collect(),
            known: Mask::from_fn(rows, |row| table.known.contains(at(row))),
        }),
        Column::Truth(table) => Column::Truth(Truth {
            yes: Mask::from_fn(rows, |row| table.yes.contains(at(row))),
            no: Mask::from_fn(rows, |row| table.no.contains(at(row))),
        }),
        Column::Codes(table) => Column::Codes(Codes {
            values: divisions
                .iter()
                .map(|id| table.values.get(*id as usize).copied().unwrap_or(0))
                .collect(),
            known: Mask::from_fn(rows, |row| table.known.contains(at(row))),
            list: Arc::clone(&table.list),
        }),
        Column::Text(table) => Column::Text(TextColumn::Dictionary(
            divisions.to_vec(),
            Arc::new(table.clone()),
        )),
    }
}

/// The rows whose pair compares as asked.
pub(super) fn compare_by<T: PartialOrd>(
    operator: Comparison,
    rows: usize,
    pair: impl Fn(usize) -> (T, T),
) -> Mask {
    // One loop per operator, so that the choice stays outside the loop.
    match operator {
        Comparison::Equal => Mask::from_fn(rows, |row| {
            let (a, b) = pair(row);
            a == b
        }),
        Comparison::NotEqual => Mask::from_fn(rows, |row| {
            let (a, b) = pair(row);
            a != b
        }),
        Comparison::Less => Mask::from_fn(rows, |row| {
            let (a, b) = pair(row);
            a < b
        }),
        Comparison::LessOrEqual => Mask::from_fn(rows, |row| {
            let (a, b) = pair(row);
            a <= b
        }),
        Comparison::Greater => Mask::from_fn(rows, |row| {
            let (a, b) = pair(row);
            a > b
        }),
        Comparison::GreaterOrEqual => Mask::from_fn(rows, |row| {
            let (a, b) = pair(row);
            a >= b
        }),
    }
}

/// The truth of a comparison of pairs of which some are unknown.
pub(super) fn compare_options<T: Ord>(
    operator: Comparison,
    rows: usize,
    pair: impl Fn(usize) -> Option<(T, T)>,
) -> Truth {
    let mut result = Truth::constant(None, rows);
    for row in 0..rows {
        if let Some((left, right)) = pair(row) {
            let order = left.cmp(&right);
            let holds = match operator {
                Comparison::Equal => order.is_eq(),
                Comparison::NotEqual => order.is_ne(),
                Comparison::Less => order.is_lt(),
                Comparison::LessOrEqual => order.is_le(),
                Comparison::Greater => order.is_gt(),
                Comparison::GreaterOrEqual => order.is_ge(),
            };
            let side = if holds {
                &mut result.yes
            } else {
                &mut result.no
            };
            side.set(row, true);
        }
    }
    result
}

/// Whether texts are among the sorted members.
pub(super) fn text_in(column: &Column, members: &[String], rows: usize) -> Truth {
    let is_member = |word: &str| {
        members
            .binary_search_by(|member| member.as_str().cmp(word))
            .is_ok()
    };
    match column {
        Column::Codes(codes) => {
            // Positions are below 256: the list becomes a table of that many answers.
            let mut answers = [false; 256];
            for (answer, code) in answers.iter_mut().zip(codes.list.iter()) {
                *answer = is_member(code);
            }
            let yes = Mask::from_fn(rows, |row| answers[usize::from(codes.values[row])]);
            Truth::of_known(&yes, &codes.known)
        }
        _ => test_texts(column, rows, is_member),
    }
}

/// Whether texts pass a test.
pub(super) fn test_texts(column: &Column, rows: usize, holds: impl Fn(&str) -> bool) -> Truth {
    let mut result = Truth::constant(None, rows);
    for row in 0..rows {
        if let Some(word) = column.text(row) {
            let side = if holds(word) {
                &mut result.yes
            } else {
                &mut result.no
            };
            side.set(row, true);
        }
    }
    result
}
