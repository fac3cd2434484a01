//! A batch of records → entries of a segment.

use arrow_array::RecordBatch;

use crate::column::{Block, Evaluated, Fingerprints, Mask, fingerprint_bytes};
use crate::error::{Error, Result};
use crate::ledger::Segment;
use crate::plan::{DatasetPlan, Plan, StructuralRule, Term};
use crate::records::{Binding, Decoded, KeyColumn, check_length};
use crate::verify::RowVerdicts;

/// Records that are read at once: few enough that their columns stay in the
/// processor's cache from node to node.
pub(super) const BLOCK_ROWS: usize = 4_096;

/// Reads a batch, applies the rules about single records, and adds one entry
/// per record to `segment`. `first_row` records came before it in the input.
pub(super) fn fold_batch(
    plan: &Plan,
    dataset: &DatasetPlan,
    binding: &Binding,
    batch: &RecordBatch,
    first_row: u64,
    segment: &mut Segment,
) -> Result<()> {
    let decoded = Decoded::new(dataset, &plan.network, binding, batch)?;
    let in_block = |error: Error| match error.place().row {
        Some(row) => error.moved_to_row(first_row.saturating_add(row)),
        None => error,
    };
    let evaluated = dataset
        .program
        .run(&decoded.block, &plan.attributes)
        .map_err(in_block)?;
    let verdicts = RowVerdicts::new(plan, dataset, &decoded, &evaluated);
    let start = segment.len();
    add_entries(dataset, &decoded, first_row, segment)?;
    add_terms(plan, dataset, &decoded.block, &evaluated, segment);
    for (slot, store) in dataset.slots.iter().zip(&mut segment.slots) {
        store
            .extend(evaluated.column(slot.node), decoded.block.rows)
            .map_err(in_block)?;
    }
    for finding in &verdicts.findings {
        let entry = start.saturating_add(finding.row);
        if RowVerdicts::rejects(plan, finding.rule)
            && let Some(rejected) = segment.rejected.get_mut(entry)
        {
            *rejected = true;
        }
        let found = finding.found.iter().map(String::as_str);
        segment.add_finding(entry, finding.rule, finding.field, found)?;
    }
    Ok(())
}

/// The error of the first row of a block that cannot be read or computed, so
/// that it is the same however the records came in batches, and names its row.
/// `error` is that of the whole block, which is the one where no row fails alone.
pub(super) fn first_error(
    plan: &Plan,
    dataset: &DatasetPlan,
    binding: &Binding,
    batch: &RecordBatch,
    first_row: u64,
    error: Error,
) -> Error {
    let fold = |start: usize, rows: usize| {
        let before = first_row.saturating_add(start as u64);
        let mut segment = Segment::new(dataset);
        let rows = batch.slice(start, rows);
        fold_batch(plan, dataset, binding, &rows, before, &mut segment)
    };
    // What is wrong with the columns is wrong without any row.
    if fold(0, 0).is_err() {
        return error;
    }
    (0..batch.num_rows())
        .zip(first_row.saturating_add(1)..)
        .find_map(|(start, row)| Some(fold(start, 1).err()?.at_row(row)))
        .unwrap_or(error)
}

fn add_entries(
    dataset: &DatasetPlan,
    decoded: &Decoded,
    first_row: u64,
    segment: &mut Segment,
) -> Result<()> {
    let block = &decoded.block;
    let start = segment.len();
    let rows =
        (1_u64..).map(|row| u32::try_from(first_row.saturating_add(row)).unwrap_or(u32::MAX));
    segment.rows.extend(rows.take(block.rows));
    segment.divisions.extend_from_slice(&block.divisions);
    segment
        .rejected
        .resize(start.saturating_add(block.rows), false);

    let mut contents = Fingerprints::new(block.rows);
    block.fields.iter().for_each(|column| contents.add(column));
    for problem in &decoded.problems {
        let harmless = matches!(
            problem.rule,
            StructuralRule::Normalised | StructuralRule::Required
        );
        let Some(field) = dataset.fields.get(problem.field).filter(|_| !harmless) else {
            continue;
        };
        check_length(dataset, field, &problem.found)?;
        // The code of a division that is not in the register was read all the same.
        let column = block.fields.get(problem.field);
        if column.is_none_or(|column| column.number(problem.row).is_none()) {
            contents.add_unreadable(problem.row, problem.field, &problem.found);
        }
    }
    let contents = contents.finish();
    let keys = KeyColumn::new(dataset, block, &decoded.problems);
    for (row, content) in contents.iter().enumerate() {
        let key = keys.bytes(row);
        let complete = keys.is_complete(row);
        segment.keys.push(key)?;
        segment.keyed.push(complete);
        segment.identities.push(if complete {
            fingerprint_bytes(key)
        } else {
            *content
        });
    }
    segment.contents.extend(contents);
    let unknown = decoded.unknown_divisions.iter().map(|(row, code)| {
        (
            u32::try_from(start.saturating_add(*row)).unwrap_or(u32::MAX),
            *code,
        )
    });
    segment.unknown_divisions.extend(unknown);
    Ok(())
}

/// Per record the terms it takes part in, one bit each.
fn add_terms(
    plan: &Plan,
    dataset: &DatasetPlan,
    block: &Block,
    evaluated: &Evaluated<'_>,
    segment: &mut Segment,
) {
    let start = segment.terms.len();
    segment.terms.resize(start.saturating_add(block.rows), 0);
    let Some(bits) = segment.terms.get_mut(start..) else {
        return;
    };
    for (position, term) in dataset.terms.iter().enumerate() {
        let bit = 1_u64 << (position & 63);
        for row in takes_part(plan, dataset, term, block.rows, evaluated).rows() {
            if let Some(bits) = bits.get_mut(row) {
                *bits |= bit;
            }
        }
    }
}

/// The records that take part in a term as of some day: its filter is true, its
/// dates and its argument are there, and its date lies in the period.
fn takes_part(
    plan: &Plan,
    dataset: &DatasetPlan,
    term: &Term,
    rows: usize,
    evaluated: &Evaluated<'_>,
) -> Mask {
    let mut members = match term.filter {
        Some(filter) => evaluated.truth(filter).yes.clone(),
        None => Mask::all(rows),
    };
    if let Some(argument) = term.argument_node {
        members = members.and(&evaluated.known(argument));
    }
    for bound in term
        .from
        .iter()
        .chain(&term.until)
        .filter(|bound| !bound.open)
    {
        if let Some(slot) = dataset.slots.get(bound.slot) {
            members = members.and(&evaluated.known(slot.node));
        }
    }
    if let Some(slot) = term.on.and_then(|on| dataset.slots.get(on)) {
        let days = evaluated.numbers(slot.node);
        let (first, last) = (
            i64::from(plan.period.start().days()),
            i64::from(plan.period.end().days()),
        );
        let inside = Mask::from_fn(rows, |row| {
            days.values
                .get(row)
                .is_some_and(|day| (first..=last).contains(day))
        });
        members = members.and(&inside);
    }
    members
}
