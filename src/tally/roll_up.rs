//! A parent is its own records plus its children's.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tables have one row per division of the network, parents included"
)]

use std::collections::HashMap;

use crate::error::{Error, ErrorKind, Result};
use crate::network::{DivisionId, Network};
use crate::text::text;
use crate::threads::Crew;

/// Adds every division's row to its parent's, from the last division to the
/// first: in pre-order a child always comes after its parent.
pub(super) fn add_up(network: &Network, width: usize, cells: &mut [i128]) -> Result<()> {
    for (child, parent) in pairs(network) {
        for cut in 0..width {
            let value = cells[child * width + cut];
            add(&mut cells[parent * width + cut], value)?;
        }
    }
    Ok(())
}

/// As [`add_up`] for sums that are known to fit 64 bits.
pub(crate) fn add_up_narrow(network: &Network, width: usize, cells: &mut [i64]) {
    for (child, parent) in pairs(network) {
        // In pre-order a parent stands before its children.
        let (before, from) = cells.split_at_mut(child * width);
        let to = &mut before[parent * width..(parent + 1) * width];
        for (to, from) in to.iter_mut().zip(&from[..width]) {
            *to = to.wrapping_add(*from);
        }
    }
}

/// As [`add_up`] for least and greatest values.
pub(super) fn take_extremes(
    network: &Network,
    width: usize,
    cells: &mut [Option<i128>],
    better: fn(i128, i128) -> i128,
) {
    for (child, parent) in pairs(network) {
        for cut in 0..width {
            if let Some(value) = cells[child * width + cut] {
                let cell = &mut cells[parent * width + cut];
                *cell = Some(cell.map_or(value, |known| better(known, value)));
            }
        }
    }
}

/// As [`add_up`] for numbers of different values: a value that two children
/// have counts once for their parent. Ends early where the work is not wanted any more.
pub(super) fn add_up_distinct(
    network: &Network,
    width: usize,
    there: HashMap<(u32, u32), (u64, u64)>,
    crew: Crew<'_>,
) -> (Vec<i128>, Vec<i128>) {
    let mut by_division: Vec<HashMap<u32, (u64, u64)>> = vec![HashMap::new(); network.len()];
    for ((division, value), bits) in there {
        by_division[division as usize].insert(value, bits);
    }
    for (child, parent) in pairs(network).take_while(|_| crew.goes_on()) {
        let values: Vec<_> = by_division[child]
            .iter()
            .map(|(value, bits)| (*value, *bits))
            .collect();
        for (value, (cuts, months)) in values {
            let known = by_division[parent].entry(value).or_default();
            *known = (known.0 | cuts, known.1 | months);
        }
    }
    let count = |pick: fn(&(u64, u64)) -> u64| -> Vec<i128> {
        let mut cells = vec![0_i128; network.len() * width];
        let divisions = by_division.iter().enumerate();
        for (division, values) in divisions.take_while(|_| crew.goes_on()) {
            for bits in values.values() {
                for cut in 0..width {
                    cells[division * width + cut] += i128::from(pick(bits) >> cut & 1);
                }
            }
        }
        cells
    };
    (count(|bits| bits.0), count(|bits| bits.1))
}

/// Every division but the roots with its parent, children first.
fn pairs(network: &Network) -> impl Iterator<Item = (usize, usize)> + '_ {
    let ids: Vec<DivisionId> = network.ids().collect();
    ids.into_iter()
        .rev()
        .filter_map(|id| Some((id.index(), network.parent(id)?.index())))
}

/// Adds to a cell, exactly.
pub(super) fn add(cell: &mut i128, amount: i128) -> Result<()> {
    *cell = cell.checked_add(amount).ok_or_else(|| {
        Error::new(
            ErrorKind::Overflow,
            text!("合计超出 128 位整数范围", "a sum exceeds 128 bits"),
        )
    })?;
    Ok(())
}
