//! Changes of counts that wait until many of them fall into the same part of the
//! table.
//!
//! The table of a province's villages is larger than a processor's cache, and
//! records come in any order, so each change made at once would wait for memory.
//! Changes are therefore put into bins by division; when there are many, they are
//! made bin by bin, each within a part of the tables that fits the cache.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "cells are those of the table, and a bin is a division's index shifted"
)]

use super::totals::{Group, Scratch, Table};

/// Counted terms of a group, at most: each has its bit in a change, and all are
/// changed at once.
pub(super) const MOST_LANES: usize = 8;
/// Bytes of the part of a table that belongs to one bin.
const PART_BYTES: usize = 256 << 10;
/// Changes that are let wait where there are several bins.
const MOST_WAITING: usize = 3 << 18;

/// A change: the cell in the upper half; below it the group, whether it is also
/// one of the month alone or takes off, and a bit for every lane.
type Change = u64;
const GROUP_SHIFT: u32 = 26;
const ALONE: u64 = 1 << 25;
const TAKES_OFF: u64 = 1 << 24;

/// A change of a sum.
#[derive(Clone, Copy, Debug)]
struct SumChange {
    cell: u32,
    lane: u32,
    amount: i64,
}

/// Changes in bins.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    bins: Vec<Vec<Change>>,
    sums: Vec<Vec<SumChange>>,
    /// A division's bin is its index shifted by so much.
    shift: u32,
    count: usize,
}

impl Waiting {
    /// For a table of so many divisions, cuts and bytes.
    pub fn new(divisions: usize, cuts: usize, bytes: usize) -> Self {
        // A cell's number fits its half of a change.
        debug_assert!(divisions * cuts < 1 << 32);
        let parts = bytes.div_ceil(PART_BYTES).next_power_of_two().max(1);
        let shift = (divisions.max(1).div_ceil(parts))
            .next_power_of_two()
            .trailing_zeros();
        Self {
            bins: vec![Vec::new(); (divisions >> shift) + 1],
            sums: vec![Vec::new(); (divisions >> shift) + 1],
            shift,
            count: 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether it is time to make the changes.
    pub fn is_full(&self) -> bool {
        self.bins.len() <= 1 || self.count >= MOST_WAITING
    }

    /// Has the active entries wait to be counted in the group with that position.
    pub fn count(&mut self, place: usize, group: &Group, width: usize, scratch: &Scratch) {
        let lanes = Compaction::new(group);
        let head = (place as u64) << GROUP_SHIFT;
        let month = group.dated.and_then(|dated| scratch.cuts.get(dated));
        for entry in scratch.active.iter().map(|entry| *entry as usize) {
            let taken = lanes.of(scratch.terms[entry] as u64);
            let division = scratch.divisions[entry] as usize;
            let (first, end) = (scratch.first[entry], scratch.end[entry]);
            let alone = month.is_some_and(|month| month[entry] == first);
            let cell = (division * width + usize::from(first)) as u64;
            let bin = &mut self.bins[division >> self.shift];
            bin.push(cell << 32 | head | u64::from(alone) * ALONE | taken);
            if usize::from(end) < width {
                let cell = (division * width + usize::from(end)) as u64;
                bin.push(cell << 32 | head | TAKES_OFF | taken);
                self.count += 1;
            }
        }
        self.count += scratch.active.len();
    }

    /// Has the amounts wait of those active entries that take part in a term.
    pub fn add(
        &mut self,
        (lane, lane_of_month, term): (usize, usize, usize),
        group: &Group,
        width: usize,
        scratch: &Scratch,
    ) {
        let month = group.dated.and_then(|dated| scratch.cuts.get(dated));
        for entry in scratch.active.iter().map(|entry| *entry as usize) {
            if scratch.terms[entry] >> (term & 63) & 1 == 0 {
                continue;
            }
            let amount = scratch.amounts[entry];
            let division = scratch.divisions[entry] as usize;
            let (first, end) = (scratch.first[entry], scratch.end[entry]);
            let bin = &mut self.sums[division >> self.shift];
            let mut change = |cut: u8, lane: usize, amount: i64| {
                bin.push(SumChange {
                    cell: (division * width + usize::from(cut)) as u32,
                    lane: lane as u32,
                    amount,
                });
                self.count += 1;
            };
            change(first, lane, amount);
            if month.is_some_and(|month| month[entry] == first) {
                change(first, lane_of_month, amount);
            }
            if usize::from(end) < width {
                change(end, lane, amount.wrapping_neg());
            }
        }
    }

    /// Makes all changes.
    pub fn settle(
        &mut self,
        groups: &[Group],
        width: usize,
        table: &mut Table<u32>,
        sums: &mut Table<i64>,
    ) {
        let part = (width << self.shift) * sums.lanes;
        for (place, bin) in self.sums.iter_mut().enumerate() {
            fetch(&sums.cells, place * part, part);
            for change in bin.drain(..) {
                let sum = sums.cell(change.cell as usize, change.lane as usize);
                *sum = sum.wrapping_add(change.amount);
            }
        }
        let lanes = groups.iter().map(|group| &group.counts);
        let lanes: Vec<_> = lanes
            .map(|lanes| (lanes.first, lanes.first_of_month))
            .collect();
        let part = (width << self.shift) * table.lanes;
        for (place, bin) in self.bins.iter_mut().enumerate() {
            fetch(&table.cells, place * part, part);
            for change in bin.drain(..) {
                let (first, first_of_month) = lanes[(change >> GROUP_SHIFT & 63) as usize];
                let cell = (change >> 32) as usize * table.lanes;
                let ones = &ONES[(change & 255) as usize];
                if change & TAKES_OFF == 0 {
                    change_lanes(&mut table.cells, cell + first, ones, u32::wrapping_add);
                } else {
                    change_lanes(&mut table.cells, cell + first, ones, u32::wrapping_sub);
                }
                if change & ALONE != 0 {
                    change_lanes(
                        &mut table.cells,
                        cell + first_of_month,
                        ones,
                        u32::wrapping_add,
                    );
                }
            }
        }
        self.count = 0;
    }
}

/// Reads a part of a table from its beginning to its end, so that it is in the
/// cache: what comes in order comes many times faster.
fn fetch<T: Copy>(cells: &[T], start: usize, length: usize) {
    const LINE_BYTES: usize = 64;
    let end = (start + length).min(cells.len());
    let step = (LINE_BYTES / size_of::<T>().max(1)).max(1);
    for cell in cells[start.min(end)..end].iter().step_by(step) {
        std::hint::black_box(*cell);
    }
}

/// Changes as many lanes as there can be; those that are not the group's stay as
/// they are, as their ones are zero.
#[inline]
fn change_lanes(
    cells: &mut [u32],
    start: usize,
    ones: &[u32; MOST_LANES],
    change: impl Fn(u32, u32) -> u32,
) {
    if let Some(lanes) = cells[start..].first_chunk_mut::<MOST_LANES>() {
        for (lane, one) in lanes.iter_mut().zip(ones) {
            *lane = change(*lane, *one);
        }
    }
}

/// By the bits of a change what it adds to the lanes.
static ONES: [[u32; MOST_LANES]; 256] = {
    let mut ones = [[0; MOST_LANES]; 256];
    let mut bits = 0;
    while bits < 256 {
        let mut lane = 0;
        while lane < MOST_LANES {
            ones[bits][lane] = bits as u32 >> lane & 1;
            lane += 1;
        }
        bits += 1;
    }
    ones
};

/// Moves the bits of a group's terms to its lanes, eight at a time.
struct Compaction {
    /// By byte of a record's terms that has bits of the group.
    tables: Vec<(u32, [u32; 256])>,
}

impl Compaction {
    fn new(group: &Group) -> Self {
        let mut tables: Vec<(u32, [u32; 256])> = Vec::new();
        for (lane, found) in group.counts.terms.iter().enumerate() {
            let (byte, bit) = (found.term as u32 / 8, found.term % 8);
            if tables.last().is_none_or(|(known, _)| *known != byte) {
                tables.push((byte, [0; 256]));
            }
            if let Some((_, table)) = tables.last_mut() {
                for (value, moved) in table.iter_mut().enumerate() {
                    *moved |= ((value >> bit & 1) as u32) << lane;
                }
            }
        }
        Self { tables }
    }

    #[inline]
    fn of(&self, terms: u64) -> u64 {
        let moved = self.tables.iter().fold(0, |moved, (byte, table)| {
            moved | table[(terms >> (byte * 8) & 255) as usize]
        });
        u64::from(moved)
    }
}
