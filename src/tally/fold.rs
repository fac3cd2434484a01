//! A block of records → a segment of entries.

use std::borrow::Cow;

use arrow_array::RecordBatch;

use crate::column::{Block, Evaluated, Mask, unkept_fingerprints, unreadable_fingerprint};
use crate::error::{Error, Result};
use crate::ledger::{
    FoundList, KeyStore, PackedNumbers, Places, SEGMENT_ENTRIES, Segment, SlotStore,
};
use crate::plan::{DatasetPlan, Plan, StructuralRule, Term};
use crate::records::{Binding, Decoded, Keys, Lookups, check_length};
use crate::row_numbers::RowNumbers;
use crate::verify::{RowFinding, rejects, row_findings};

/// Records that are read at once and become one segment.
pub(super) const BLOCK_ROWS: usize = SEGMENT_ENTRIES;

/// The lines of a block's records: those of an input's rows from `start` on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a> {
    pub of_rows: &'a RowNumbers,
    pub start: usize,
}

/// Reads a batch and applies the rules about single records. `first_row`
/// records came before it in the input.
pub(super) fn fold_batch(
    plan: &Plan,
    dataset: &DatasetPlan,
    binding: &Binding,
    (batch, lines): (&RecordBatch, Option<Lines<'_>>),
    first_row: u64,
    lookups: &mut Lookups,
) -> Result<Segment> {
    let decoded = Decoded::new(plan, dataset, binding, batch, lookups)?;
    let block = &decoded.block;
    let in_block = |error: Error| match error.place().row {
        Some(row) => error.moved_to_row(first_row.saturating_add(row)),
        None => error,
    };
    let evaluated = dataset.program.run(block, &plan.attributes);
    let findings = row_findings(plan, dataset, &decoded, &evaluated);
    let keys = Keys::new(dataset, block, &decoded.problems);
    let keyed = keys.complete();
    let first = u32::try_from(first_row.saturating_add(1)).unwrap_or(u32::MAX);
    let mut segment = Segment {
        rows: RowNumbers::consecutive(first, block.rows),
        places: lines.map_or_else(Places::default, |lines| {
            Places::of_rows(first, lines.of_rows, lines.start, block.rows)
        }),
        divisions: divisions(block),
        terms: terms(plan, dataset, block, &evaluated),
        rejected: Mask::none(block.rows),
        keys: KeyStore::new(block.rows, &keyed, |row| keys.bytes(row))?,
        keyed,
        slots: Vec::with_capacity(dataset.slots.len()),
        unkept: unkept_fingerprints(block, &dataset.unkept),
        unreadable: unreadable(dataset, &decoded)?,
        found: FoundList::default(),
        unknown_divisions: decoded
            .unknown_divisions
            .iter()
            .map(|(row, code)| (position(*row), *code))
            .collect(),
    };
    for slot in &dataset.slots {
        let column = evaluated.column(slot.node);
        let store = SlotStore::of_column(&slot.kind, column, block.rows).map_err(in_block)?;
        segment.slots.push(store);
    }
    for RowFinding { row, found } in &findings {
        if rejects(plan, found.rule) {
            segment.rejected.set(*row, true);
        }
        let values = found.values.iter().map(String::as_str);
        segment.found.push(*row, found.rule, found.field, values)?;
    }
    Ok(segment)
}

/// The error of the first row of a block that cannot be read or computed, so
/// that it is the same however the records came in batches, and names its row.
/// `error` is that of the whole block, which is the one where no row fails alone.
pub(super) fn first_error(
    plan: &Plan,
    dataset: &DatasetPlan,
    binding: &Binding,
    (batch, lines): (&RecordBatch, Option<Lines<'_>>),
    first_row: u64,
    error: Error,
) -> Error {
    let mut lookups = Lookups::new(dataset);
    let mut fold = |start: usize, rows: usize| {
        let before = first_row.saturating_add(start as u64);
        let rows = batch.slice(start, rows);
        fold_batch(plan, dataset, binding, (&rows, None), before, &mut lookups)
    };
    // What is wrong with the columns is wrong without any row.
    if fold(0, 0).is_err() {
        return error;
    }
    (0..batch.num_rows())
        .zip(first_row.saturating_add(1)..)
        .find_map(|(start, row)| {
            let error = fold(start, 1).err()?.at_row(row);
            let line = lines.map(|lines| {
                let entry = lines.start.saturating_add(start);
                u64::from(lines.of_rows.row(entry))
            });
            Some(match line {
                Some(line) => error.at_line(line),
                None => error,
            })
        })
        .unwrap_or(error)
}

fn position(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn divisions(block: &Block) -> PackedNumbers {
    let indexes: Vec<i64> = block
        .divisions
        .iter()
        .map(|index| i64::from(*index))
        .collect();
    let known = Mask::of_values(&block.divisions, |index| *index != u32::MAX);
    PackedNumbers::new(&indexes, &known)
}

/// Per record with values that could not be read, a fingerprint of these.
fn unreadable(dataset: &DatasetPlan, decoded: &Decoded) -> Result<Vec<(u32, u64)>> {
    let mut found: Vec<(u32, u64)> = Vec::new();
    for problem in &decoded.problems {
        let Some(field) = dataset.fields.get(problem.field) else {
            continue;
        };
        check_length(dataset, field, &problem.found)?;
        if problem.is_harmless() || problem.rule == StructuralRule::Required {
            continue;
        }
        // The code of a division that is not in the register was read all the same.
        let column = decoded.block.fields.get(problem.field);
        if column.is_none_or(|column| column.number(problem.row).is_none()) {
            let of_value = unreadable_fingerprint(problem.field, &problem.found);
            found.push((position(problem.row), of_value));
        }
    }
    // Problems come by field; a record's are put together in that order.
    found.sort_by_key(|(row, _)| *row);
    found.dedup_by(|(later, of_later), (row, of_row)| {
        let same = later == row;
        if same {
            *of_row = of_row.rotate_left(17).wrapping_mul(31) ^ *of_later;
        }
        same
    });
    Ok(found)
}

/// Per record the terms it takes part in as of some day, one bit each: the term's
/// filter is true, its dates and its argument are there, and its date lies in the
/// period.
fn terms(
    plan: &Plan,
    dataset: &DatasetPlan,
    block: &Block,
    evaluated: &Evaluated<'_>,
) -> PackedNumbers {
    let mut bits = vec![0_i64; block.rows];
    // Many terms have the same date.
    let mut in_period: Vec<(usize, Mask)> = Vec::new();
    for (position, term) in dataset.terms.iter().enumerate() {
        let members = takes_part(dataset, term, block.rows, evaluated);
        let members = match term.on {
            Some(on) => {
                let known = in_period.iter().position(|(slot, _)| *slot == on);
                let place = known.unwrap_or_else(|| {
                    in_period.push((on, days_in_period(plan, dataset, on, evaluated)));
                    in_period.len().saturating_sub(1)
                });
                match in_period.get(place) {
                    Some((_, inside)) => Cow::Owned(members.and(inside)),
                    None => members,
                }
            }
            None => members,
        };
        let bit = 1_i64 << (position & 63);
        for row in members.rows() {
            if let Some(bits) = bits.get_mut(row) {
                *bits |= bit;
            }
        }
    }
    PackedNumbers::of_all(&bits)
}

/// The records whose day in a slot lies in the period.
fn days_in_period(
    plan: &Plan,
    dataset: &DatasetPlan,
    slot: usize,
    evaluated: &Evaluated<'_>,
) -> Mask {
    let Some(slot) = dataset.slots.get(slot) else {
        return Mask::default();
    };
    let days = evaluated.numbers(slot.node);
    let first = i64::from(plan.period.start().days());
    let last = i64::from(plan.period.end().days());
    Mask::of_values(&days.values, |day| (first..=last).contains(day))
}

/// The records for which a term's filter is true, and its dates and its argument
/// are there.
fn takes_part<'e>(
    dataset: &DatasetPlan,
    term: &Term,
    rows: usize,
    evaluated: &'e Evaluated<'_>,
) -> Cow<'e, Mask> {
    let mut members = match term.filter {
        Some(filter) => Cow::Borrowed(&evaluated.truth(filter).yes),
        None => Cow::Owned(Mask::all(rows)),
    };
    if let Some(argument) = term.argument_node {
        members = Cow::Owned(members.and(&evaluated.known(argument)));
    }
    for bound in term
        .from
        .iter()
        .chain(&term.until)
        .filter(|bound| !bound.open)
    {
        if let Some(slot) = dataset.slots.get(bound.slot) {
            members = Cow::Owned(members.and(&evaluated.known(slot.node)));
        }
    }
    members
}
