//! Changes of totals that wait until many of them fall into the same part of the
//! table.
//!
//! The table of a province's villages is larger than a processor's cache, and
//! records come in any order, so each change made at once would wait for memory.
//! Changes are therefore put into bins of neighbouring cells; when there are many,
//! they are made bin by bin, each within a part of the tables that fits the cache.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "cells are those of the table, and a bin is a cell's number shifted"
)]

use super::cells::{Table, TermLanes};

/// Counted terms of a group, at most: each has its bit in a change, and all are
/// changed at once.
pub(super) const MOST_LANES: usize = 8;
/// Bytes of the part of a table that belongs to one bin.
const PART_BYTES: usize = 256 << 10;
/// Changes that are let wait where there are several bins.
const MOST_WAITING: usize = 3 << 18;

/// A change of counts: the cell in the upper half; below it the group, whether it
/// is also one of the month alone or takes off, and a bit for every lane.
type Change = u64;
const CELL_SHIFT: u32 = 32;
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
    /// A cell's bin is its number shifted by so much.
    shift: u32,
    count: usize,
    /// Changes of a segment, before they are put into bins.
    fresh: Vec<Change>,
}

/// When the records of a segment count in the terms of a group: a record of
/// division d from cut `first` on until before cut `end`, and in the month of
/// its date alone where that is `first`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments<'a> {
    /// The number of cuts; a record with an `end` of no less never ceases to count.
    pub width: usize,
    /// The bits of terms of every record.
    pub terms: &'a [i64],
    pub divisions: &'a [i64],
    pub first: &'a [u8],
    pub end: &'a [u8],
    pub month: &'a [u8],
}

/// One record in [`Moments`].
#[derive(Clone, Copy)]
struct Moment {
    terms: i64,
    division: usize,
    first: u8,
    end: u8,
    month: u8,
}

impl<'a> Moments<'a> {
    #[inline]
    fn iter(self) -> impl Iterator<Item = Moment> + 'a {
        let days = self.first.iter().zip(self.end).zip(self.month);
        let records = self.terms.iter().zip(self.divisions).zip(days);
        records.map(|((terms, division), ((first, end), month))| Moment {
            terms: *terms,
            division: *division as usize,
            first: *first,
            end: *end,
            month: *month,
        })
    }
}

impl Moment {
    /// Whether there is a cut at which it counts.
    #[inline]
    fn counts(self, width: usize) -> bool {
        self.first < self.end.min(width as u8)
    }

    #[inline]
    fn cell(self, width: usize, cut: u8) -> u64 {
        self.division
            .wrapping_mul(width)
            .wrapping_add(usize::from(cut)) as u64
    }
}

impl Waiting {
    /// For a table of so many cells of so many bytes.
    pub fn new(cells: usize, bytes: usize) -> Self {
        // A cell's number fits its half of a change.
        debug_assert!(cells < 1 << 32);
        let parts = bytes.div_ceil(PART_BYTES).next_power_of_two().max(1);
        let shift = cells.max(1).div_ceil(parts).next_power_of_two();
        let shift = shift.trailing_zeros();
        let bins = (cells.saturating_sub(1) >> shift) + 1;
        Self {
            bins: vec![Vec::new(); bins],
            sums: vec![Vec::new(); bins],
            shift,
            count: 0,
            fresh: Vec::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether it is time to make the changes.
    pub fn is_full(&self) -> bool {
        self.bins.len() <= 1 || self.count >= MOST_WAITING
    }

    /// Makes room once for as many changes as will wait, instead of growing to it.
    fn reserve(&mut self) {
        let bins = self.bins.len();
        if bins > 1 && self.count == 0 {
            let each = MOST_WAITING / bins;
            for bin in self.bins.iter_mut().filter(|bin| bin.capacity() == 0) {
                bin.reserve_exact(each + each / 8);
            }
        }
    }

    /// Has records wait to be counted in the group with that position, whose lanes
    /// are those of `lanes` terms from the bit `first_term` on.
    pub fn count(
        &mut self,
        group: usize,
        (first_term, lanes): (usize, usize),
        may_end: bool,
        moments: Moments<'_>,
    ) {
        self.reserve();
        let width = moments.width;
        let head = (group as u64) << GROUP_SHIFT;
        let bits = (1_u64 << lanes) - 1;
        let lanes_of = |moment: Moment| moment.terms as u64 >> first_term & bits;
        self.fresh.resize(moments.terms.len(), 0);
        // Written without a branch: whether a record counts cannot be foreseen.
        let mut found = 0;
        for moment in moments.iter() {
            let lanes = lanes_of(moment);
            let alone = u64::from(moment.month == moment.first) * ALONE;
            let cell = moment.cell(width, moment.first);
            self.fresh[found] = cell << CELL_SHIFT | head | alone | lanes;
            found += usize::from((lanes != 0) & moment.counts(width));
        }
        self.put_into_bins(found);
        if !may_end {
            return;
        }
        let mut found = 0;
        for moment in moments.iter() {
            let lanes = lanes_of(moment);
            let cell = moment.cell(width, moment.end);
            self.fresh[found] = cell << CELL_SHIFT | head | TAKES_OFF | lanes;
            let ends = usize::from(moment.end) < width;
            found += usize::from((lanes != 0) & ends & moment.counts(width));
        }
        self.put_into_bins(found);
    }

    fn put_into_bins(&mut self, count: usize) {
        let shift = CELL_SHIFT + self.shift;
        for change in &self.fresh[..count] {
            self.bins[(change >> shift) as usize].push(*change);
        }
        self.count += count;
    }

    /// Has the amounts wait of those records that take part in a term.
    pub fn add(&mut self, term: usize, lanes: TermLanes, amounts: &[i64], moments: Moments<'_>) {
        let width = moments.width;
        for (moment, amount) in moments.iter().zip(amounts) {
            if moment.terms >> (term & 63) & 1 == 0 || !moment.counts(width) {
                continue;
            }
            let mut change = |cut: u8, lane: usize, amount: i64| {
                let cell = moment.cell(width, cut);
                self.sums[(cell >> self.shift) as usize].push(SumChange {
                    cell: cell as u32,
                    lane: lane as u32,
                    amount,
                });
                self.count += 1;
            };
            change(moment.first, lanes.steps, *amount);
            if let Some(lane) = lanes.months.filter(|_| moment.month == moment.first) {
                change(moment.first, lane, *amount);
            }
            if usize::from(moment.end) < width {
                change(moment.end, lanes.steps, amount.wrapping_neg());
            }
        }
    }

    /// Gives back the memory of the bins, which are empty.
    pub fn release(&mut self) {
        self.bins.iter_mut().for_each(|bin| *bin = Vec::new());
        self.sums.iter_mut().for_each(|bin| *bin = Vec::new());
        self.fresh = Vec::new();
    }

    /// Makes all changes. `lanes` are the first lanes of the groups: of steps, and
    /// of months.
    pub fn settle(
        &mut self,
        lanes: &[(usize, usize)],
        counts: &mut Table<u32>,
        sums: &mut Table<i64>,
    ) {
        let part = sums.lanes << self.shift;
        for (place, bin) in self.sums.iter_mut().enumerate() {
            fetch(&sums.cells, place * part, part);
            for change in bin.drain(..) {
                sums.add(change.cell as usize, change.lane as usize, change.amount);
            }
        }
        let part = counts.lanes << self.shift;
        for (place, bin) in self.bins.iter_mut().enumerate() {
            fetch(&counts.cells, place * part, part);
            for change in bin.drain(..) {
                let (first, first_of_month) = lanes[(change >> GROUP_SHIFT & 63) as usize];
                let cell = (change >> CELL_SHIFT) as usize * counts.lanes;
                let ones = &ONES[(change & 255) as usize];
                if change & TAKES_OFF == 0 {
                    change_lanes(&mut counts.cells, cell + first, ones, u32::wrapping_add);
                } else {
                    change_lanes(&mut counts.cells, cell + first, ones, u32::wrapping_sub);
                }
                if change & ALONE != 0 {
                    let start = cell + first_of_month;
                    change_lanes(&mut counts.cells, start, ones, u32::wrapping_add);
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
