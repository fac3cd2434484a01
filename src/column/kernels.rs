//! Loops over the rows of a block.

#![expect(
    clippy::indexing_slicing,
    reason = "every column has one value per row of its block"
)]

use std::sync::Arc;

use super::block::{Codes, Column, Numbers, TextColumn};
use super::mask::{Mask, Truth};
use crate::formula::Comparison;

/// The values of a table over the divisions for every record's division.
pub(super) fn gather(values: &Column, divisions: &[u32]) -> Column {
    let at = |of: &Mask| Mask::of_values(divisions, |id| of.contains(*id as usize));
    match values {
        Column::Numbers(table) => Column::Numbers(Numbers {
            values: divisions
                .iter()
                .map(|id| table.values.get(*id as usize).copied().unwrap_or(0))
                .collect(),
            known: at(&table.known),
        }),
        Column::Truth(table) => Column::Truth(Truth {
            yes: at(&table.yes),
            no: at(&table.no),
        }),
        Column::Codes(table) => Column::Codes(Codes {
            values: divisions
                .iter()
                .map(|id| table.values.get(*id as usize).copied().unwrap_or(0))
                .collect(),
            known: at(&table.known),
            list: Arc::clone(&table.list),
        }),
        Column::Text(table) => Column::Text(TextColumn::Dictionary(
            divisions.to_vec(),
            Arc::new(table.clone()),
        )),
    }
}

/// The rows whose numbers compare as asked.
pub(super) fn compare_numbers<T: Ord>(operator: Comparison, left: &[T], right: &[T]) -> Mask {
    match operator {
        Comparison::Equal => Mask::of_pairs(left, right, |left, right| left == right),
        Comparison::NotEqual => Mask::of_pairs(left, right, |left, right| left != right),
        Comparison::Less => Mask::of_pairs(left, right, |left, right| left < right),
        Comparison::LessOrEqual => Mask::of_pairs(left, right, |left, right| left <= right),
        Comparison::Greater => Mask::of_pairs(left, right, |left, right| left > right),
        Comparison::GreaterOrEqual => Mask::of_pairs(left, right, |left, right| left >= right),
    }
}

/// The rows whose number compares with a constant as asked.
pub(super) fn compare_constant(operator: Comparison, values: &[i64], constant: i64) -> Mask {
    match operator {
        Comparison::Equal => Mask::of_values(values, |value| *value == constant),
        Comparison::NotEqual => Mask::of_values(values, |value| *value != constant),
        Comparison::Less => Mask::of_values(values, |value| *value < constant),
        Comparison::LessOrEqual => Mask::of_values(values, |value| *value <= constant),
        Comparison::Greater => Mask::of_values(values, |value| *value > constant),
        Comparison::GreaterOrEqual => Mask::of_values(values, |value| *value >= constant),
    }
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
            let yes = Mask::of_values(&codes.values, |code| answers[usize::from(*code)]);
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
