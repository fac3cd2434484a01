//! Running totals of counts and sums, kept beside a ledger so that an assessment
//! at a month's end need not read the ledger again.
//!
//! Dense tables division × cut, before roll-up. All terms of a dataset stand side
//! by side in one cell, and the records of a segment are added term group by term
//! group: terms that count from and until the same days fall into the same cells.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tables are made here with one cell per division, cut and lane"
)]

use super::cuts::Cuts;
use super::waiting::{MOST_LANES, Waiting};
use crate::formula::AggregateFunction;
use crate::ledger::{Entry, PackedNumbers, Segment, SlotStore};
use crate::limits;
use crate::plan::{DatasetPlan, Plan, Term, Threshold};

/// The sums of one dataset's terms.
#[derive(Clone, Debug)]
pub(super) struct Totals {
    cuts: Cuts,
    groups: Vec<Group>,
    /// The bounds of all groups, each once.
    bounds_read: Vec<Bound>,
    /// What begins to count at a cut, less what ceases to: records. A ledger has
    /// fewer than 2³² of them, so 32 bits hold every number of them, and what
    /// wraps round on the way to it comes back.
    counts: Table<u32>,
    /// The same of sums.
    sums: Table<i64>,
    /// Changes of counts that are not made yet.
    waiting: Waiting,
    /// By term, what its sums cannot exceed in magnitude.
    bounds: Vec<u128>,
}

/// Numbers by division, cut and lane.
#[derive(Clone, Debug, Default)]
pub(super) struct Table<T> {
    pub lanes: usize,
    /// Empty while all are zero.
    pub cells: Vec<T>,
}

/// A day from which, or until before which, a record counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bound {
    slot: usize,
    delay_days: i32,
    /// The cut of a record without that day: one that bounds nothing.
    without: u8,
}

/// Terms that count from and until the same days.
#[derive(Clone, Debug)]
pub(super) struct Group {
    on: Option<usize>,
    from: Vec<Threshold>,
    until: Vec<Threshold>,
    of_month: OfMonth,
    /// Positions among the bounds of all groups.
    starts: Vec<usize>,
    ends: Vec<usize>,
    pub dated: Option<usize>,
    /// The bits of all its terms.
    bits: u64,
    pub counts: Lanes,
    sums: Lanes,
}

/// Terms of a group that stand side by side.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    pub terms: Vec<LaneTerm>,
    /// The first lane.
    pub first: usize,
    /// The first lane of what counts in a month alone, where that does not follow
    /// from the steps.
    pub first_of_month: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct LaneTerm {
    pub term: usize,
    /// The slot of what is added; none where records are counted.
    amount: Option<usize>,
}

/// How the figures of a month alone follow from those to date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum OfMonth {
    /// They are the same: the term states what holds at a date.
    #[default]
    Same,
    /// The difference of two neighbours.
    Difference,
    /// Kept apart.
    Own,
}

impl OfMonth {
    fn of(term: &Term) -> Self {
        match (term.on, term.from.as_slice(), term.until.as_slice()) {
            (None, _, _) => Self::Same,
            (Some(on), [only], []) if only.slot == on && only.delay_days == 0 => Self::Difference,
            _ => Self::Own,
        }
    }
}

/// One term's table before roll-up: by division and cut.
#[derive(Clone, Debug, Default)]
pub(super) struct TermTable {
    is_count: bool,
    pub steps: Vec<i64>,
    pub of_month: OfMonth,
    pub months: Vec<i64>,
}

/// What is needed to read segments, reused from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub divisions: Vec<i64>,
    pub terms: Vec<i64>,
    days: Vec<i64>,
    /// By bound, the cuts of all entries.
    pub cuts: Vec<Vec<u8>>,
    pub first: Vec<u8>,
    pub end: Vec<u8>,
    pub amounts: Vec<i64>,
    /// The entries that count at some cut.
    pub active: Vec<u32>,
}

impl Totals {
    /// No records yet.
    pub fn new(plan: &Plan, dataset: &DatasetPlan, cuts: Cuts) -> Self {
        let mut totals = Self {
            cuts,
            groups: Vec::new(),
            bounds_read: Vec::new(),
            counts: Table::default(),
            sums: Table::default(),
            waiting: Waiting::default(),
            bounds: vec![0; dataset.terms.len()],
        };
        let cells = plan.network.len().saturating_mul(totals.cuts.len());
        if cells.saturating_mul(dataset.terms.len()) > limits::FIGURES {
            // Figures of so many cells are refused; so none are kept.
            return totals;
        }
        for (position, term) in dataset.terms.iter().enumerate() {
            totals.join_group(position, term);
        }
        for group in &mut totals.groups {
            let own = group.of_month == OfMonth::Own;
            group.counts.place(&mut totals.counts.lanes, own);
            group.sums.place(&mut totals.sums.lanes, own);
            let bounds = &mut totals.bounds_read;
            let mut place = |slot: usize, delay_days: i32, without: u8| {
                let bound = Bound {
                    slot,
                    delay_days,
                    without,
                };
                let known = bounds.iter().position(|known| *known == bound);
                known.unwrap_or_else(|| {
                    bounds.push(bound);
                    bounds.len() - 1
                })
            };
            let from = group.from.iter();
            group.starts = from.map(|day| place(day.slot, day.delay_days, 0)).collect();
            let until = group.until.iter();
            group.ends = until
                .map(|day| place(day.slot, day.delay_days, u8::MAX))
                .collect();
            group.dated = group.on.filter(|_| own).map(|on| place(on, 0, 0));
        }
        let bytes = cells.saturating_mul(totals.counts.lanes * size_of::<u32>());
        totals.waiting = Waiting::new(plan.network.len(), totals.cuts.len(), bytes);
        totals
    }

    fn join_group(&mut self, position: usize, term: &Term) {
        let is_sum = match term.function {
            AggregateFunction::Count => false,
            AggregateFunction::Sum => true,
            _ => return,
        };
        let same = |group: &Group| {
            let has_room = is_sum || group.counts.terms.len() < MOST_LANES;
            has_room && group.on == term.on && group.from == term.from && group.until == term.until
        };
        let place = self.groups.iter().position(same).unwrap_or_else(|| {
            self.groups.push(Group {
                on: term.on,
                from: term.from.clone(),
                until: term.until.clone(),
                of_month: OfMonth::of(term),
                starts: Vec::new(),
                ends: Vec::new(),
                dated: None,
                bits: 0,
                counts: Lanes::default(),
                sums: Lanes::default(),
            });
            self.groups.len() - 1
        });
        let group = &mut self.groups[place];
        // A dataset has at most 64 terms.
        group.bits |= 1 << (position & 63);
        let lanes = if is_sum {
            &mut group.sums
        } else {
            &mut group.counts
        };
        lanes.terms.push(LaneTerm {
            term: position,
            amount: term.argument,
        });
    }

    /// Whether the sums of a term are here, and exact.
    pub fn has(&self, term: usize) -> bool {
        let bound = self.bounds.get(term).copied().unwrap_or(u128::MAX);
        bound <= i64::MAX as u128
            && self
                .groups
                .iter()
                .any(|group| group.bits >> (term & 63) & 1 == 1)
    }

    /// The days the sums are kept for.
    pub fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    /// Adds the records of a segment that no rule about the record itself rejects.
    pub fn add(&mut self, plan: &Plan, segment: &Segment, scratch: &mut Scratch) {
        self.raise_bounds(segment);
        segment.divisions.unpack(&mut scratch.divisions);
        segment.terms.unpack(&mut scratch.terms);
        for entry in segment.rejected.rows() {
            scratch.terms[entry] = 0;
        }
        if let Some(known) = segment.divisions.known() {
            for entry in known.complement().rows() {
                scratch.terms[entry] = 0;
            }
        }
        scratch.cuts.resize_with(self.bounds_read.len(), Vec::new);
        for (bound, out) in self.bounds_read.iter().zip(&mut scratch.cuts) {
            let slot = segment.slots.get(bound.slot);
            if let Some(slot) = slot.and_then(SlotStore::numbers) {
                slot.unpack(&mut scratch.days);
                self.cuts.all(&scratch.days, bound.delay_days, out);
                if let Some(known) = slot.known() {
                    for entry in known.complement().rows() {
                        out[entry] = bound.without;
                    }
                }
            }
        }
        let cells = plan.network.len() * self.cuts.len();
        for place in 0..self.groups.len() {
            self.add_group(cells, place, segment, scratch);
        }
        if self.waiting.is_full() {
            self.settle();
        }
    }

    /// Makes the changes that are waiting. Until then the totals are not what the
    /// records add up to.
    pub fn settle(&mut self) {
        let width = self.cuts.len();
        self.waiting
            .settle(&self.groups, width, &mut self.counts, &mut self.sums);
    }

    fn raise_bounds(&mut self, segment: &Segment) {
        let count = segment.len() as u128;
        for lane in self.groups.iter().flat_map(|group| &group.sums.terms) {
            let slot = lane.amount.and_then(|slot| segment.slots.get(slot));
            let numbers = slot.and_then(SlotStore::numbers);
            let most = numbers.map_or(0, PackedNumbers::magnitude);
            let bound = &mut self.bounds[lane.term];
            *bound = bound.saturating_add(u128::from(most).saturating_mul(count));
        }
    }

    /// Adds the records of which a bit of the group is set in `scratch.terms`.
    fn add_group(&mut self, cells: usize, place: usize, segment: &Segment, scratch: &mut Scratch) {
        let (group, width) = (&self.groups[place], self.cuts.len());
        group.find_active(width, scratch);
        if scratch.active.is_empty() {
            return;
        }
        if !group.counts.terms.is_empty() {
            self.counts.reserve(cells);
            self.waiting.count(place, group, width, scratch);
        }
        for (lane, found) in group.sums.terms.iter().enumerate() {
            let slot = found.amount.and_then(|slot| segment.slots.get(slot));
            let Some(numbers) = slot.and_then(SlotStore::numbers) else {
                continue;
            };
            numbers.unpack(&mut scratch.amounts);
            self.sums.reserve(cells);
            let lanes = (group.sums.first + lane, group.sums.first_of_month + lane);
            self.waiting
                .add((lanes.0, lanes.1, found.term), group, width, scratch);
        }
    }

    /// Takes one record off again that was added.
    pub fn subtract(&mut self, dataset: &DatasetPlan, entry: Entry<'_>) {
        debug_assert!(self.waiting.is_empty());
        let width = self.cuts.len();
        for group in &self.groups {
            let counts = group.counts.terms.iter().enumerate().map(|(lane, found)| {
                (
                    false,
                    group.counts.first + lane,
                    group.counts.first_of_month + lane,
                    found.term,
                )
            });
            let sums = group.sums.terms.iter().enumerate().map(|(lane, found)| {
                (
                    true,
                    group.sums.first + lane,
                    group.sums.first_of_month + lane,
                    found.term,
                )
            });
            for (is_sum, lane, lane_of_month, term) in counts.chain(sums) {
                let plan = dataset.terms.get(term);
                let part = plan.and_then(|plan| Contribution::of(&self.cuts, term, plan, entry));
                let Some(part) = part else { continue };
                let month = part.month.filter(|_| group.of_month == OfMonth::Own);
                let (first, end) = ((part.first_cut, lane), (part.end_cut, lane));
                let month = (month.unwrap_or(width), lane_of_month);
                if is_sum {
                    let amount = part.amount as i64;
                    let less = |sum: i64| sum.wrapping_sub(amount);
                    part.change(width, &mut self.sums, first, less);
                    part.change(width, &mut self.sums, end, |sum| sum.wrapping_add(amount));
                    part.change(width, &mut self.sums, month, less);
                } else {
                    let less = |count: u32| count.wrapping_sub(1);
                    part.change(width, &mut self.counts, first, less);
                    part.change(width, &mut self.counts, end, |count| count.wrapping_add(1));
                    part.change(width, &mut self.counts, month, less);
                }
            }
        }
    }

    /// Adds everything another table of the same plan and cuts holds.
    pub fn merge(&mut self, other: Self) {
        for (bound, other) in self.bounds.iter_mut().zip(&other.bounds) {
            *bound = bound.saturating_add(*other);
        }
        self.counts.merge(other.counts, u32::wrapping_add);
        self.sums.merge(other.sums, i64::wrapping_add);
    }

    /// The table of a term over so many divisions, for the first `width` cuts.
    pub fn table(&self, term: usize, divisions: usize, width: usize) -> TermTable {
        for group in &self.groups {
            let size = (divisions, self.cuts.len(), width);
            let own = group.of_month == OfMonth::Own;
            if let Some((lane, month)) = group.counts.lanes_of(term) {
                return TermTable {
                    is_count: true,
                    steps: self.counts.pick(size, lane, i64::from),
                    of_month: group.of_month,
                    months: if own {
                        self.counts.pick(size, month, i64::from)
                    } else {
                        Vec::new()
                    },
                };
            }
            if let Some((lane, month)) = group.sums.lanes_of(term) {
                return TermTable {
                    is_count: false,
                    steps: self.sums.pick(size, lane, |sum| sum),
                    of_month: group.of_month,
                    months: if own {
                        self.sums.pick(size, month, |sum| sum)
                    } else {
                        Vec::new()
                    },
                };
            }
        }
        TermTable::default()
    }
}

impl<T: Copy + Default> Table<T> {
    fn reserve(&mut self, cells: usize) {
        if self.cells.is_empty() {
            // Behind the last cell there is room for all lanes of a change.
            self.cells = vec![T::default(); cells * self.lanes + MOST_LANES];
        }
    }

    pub fn cell(&mut self, cell: usize, lane: usize) -> &mut T {
        &mut self.cells[cell * self.lanes + lane]
    }

    fn merge(&mut self, other: Self, add: impl Fn(T, T) -> T) {
        if self.cells.is_empty() {
            self.cells = other.cells;
            return;
        }
        for (cell, other) in self.cells.iter_mut().zip(other.cells) {
            *cell = add(*cell, other);
        }
    }

    /// One lane for the first `width` of `cuts` cuts.
    fn pick(
        &self,
        (divisions, cuts, width): (usize, usize, usize),
        lane: usize,
        widen: impl Fn(T) -> i64,
    ) -> Vec<i64> {
        if self.cells.is_empty() {
            return vec![0; divisions * width];
        }
        let mut picked = Vec::with_capacity(divisions * width);
        for row in self.cells.chunks_exact((cuts * self.lanes).max(1)) {
            let cells = row.iter().skip(lane).step_by(self.lanes);
            picked.extend(cells.take(width).map(|cell| widen(*cell)));
        }
        picked
    }
}

impl Lanes {
    fn place(&mut self, lanes: &mut usize, own: bool) {
        self.first = *lanes;
        self.first_of_month = self.first + self.terms.len();
        *lanes = self.first_of_month;
        if own {
            *lanes += self.terms.len();
        }
    }

    /// The lane of a term, and the one of its months.
    fn lanes_of(&self, term: usize) -> Option<(usize, usize)> {
        let lane = self.terms.iter().position(|lane| lane.term == term)?;
        Some((self.first + lane, self.first_of_month + lane))
    }
}

impl Group {
    /// Finds the entries that count at some cut, and their cuts.
    fn find_active(&self, width: usize, scratch: &mut Scratch) {
        let Scratch {
            terms,
            cuts,
            first,
            end,
            active,
            ..
        } = scratch;
        let bits = self.bits as i64;
        active.clear();
        if terms.iter().all(|terms| terms & bits == 0) {
            return;
        }
        let join = |bounds: &[usize], without: u8, join: fn(u8, u8) -> u8, out: &mut Vec<u8>| {
            out.clear();
            out.resize(terms.len(), without);
            for bound in bounds.iter().filter_map(|bound| cuts.get(*bound)) {
                for (out, cut) in out.iter_mut().zip(bound) {
                    *out = join(*out, *cut);
                }
            }
        };
        join(&self.starts, 0, u8::max, first);
        join(&self.ends, u8::MAX, u8::min, end);
        // Written without a branch: whether an entry counts cannot be foreseen.
        active.resize(terms.len(), 0);
        let mut found = 0;
        let last = width as u8;
        for (entry, ((terms, first), end)) in terms.iter().zip(&*first).zip(&*end).enumerate() {
            active[found] = entry as u32;
            let counts = (terms & bits != 0) & (*first < (*end).min(last));
            found += usize::from(counts);
        }
        active.truncate(found);
    }
}

impl TermTable {
    /// Turns the steps of every division into what counts at each cut.
    pub fn add_steps(&mut self, width: usize) {
        for row in self.steps.chunks_exact_mut(width) {
            let mut sum = 0_i64;
            for cell in row {
                sum = sum.wrapping_add(*cell);
                // Numbers of records are exact in their lowest 32 bits.
                *cell = if self.is_count {
                    sum & i64::from(u32::MAX)
                } else {
                    sum
                };
            }
        }
    }

    /// Takes one record off again, as far as the table's cuts reach.
    pub fn subtract(&mut self, width: usize, part: &Contribution) {
        let row = part.division * width;
        let amount = part.amount as i64;
        let take = |cells: &mut Vec<i64>, cut: usize, amount: i64| {
            if let Some(cell) = cells.get_mut(row + cut).filter(|_| cut < width) {
                *cell = cell.wrapping_sub(amount);
            }
        };
        take(&mut self.steps, part.first_cut, amount);
        take(&mut self.steps, part.end_cut, amount.wrapping_neg());
        if let Some(month) = part.month {
            take(&mut self.months, month, amount);
        }
    }
}

/// What one record adds to one term: its division, the cuts from and until
/// before which it counts, and the month in which it counts alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contribution {
    pub division: usize,
    pub first_cut: usize,
    pub end_cut: usize,
    pub month: Option<usize>,
    pub amount: i128,
}

impl Contribution {
    /// What a record adds to the term with that position; none where nothing.
    pub fn of(cuts: &Cuts, position: usize, term: &Term, entry: Entry<'_>) -> Option<Self> {
        let takes_part = entry.terms() >> (position & 63) & 1 == 1 && !entry.is_rejected();
        if !takes_part {
            return None;
        }
        let division = entry.division()? as usize;
        let slots = &entry.segment.slots;
        let (from, until) = days_of_term(term, slots, entry.position);
        let (first_cut, end_cut) = (cuts.first_from(from), cuts.first_from(until));
        if first_cut >= end_cut {
            return None;
        }
        let on = term.on.and_then(|on| slots.get(on)?.day(entry.position));
        let month = on.map(|day| cuts.first_from(day));
        let amount = match term.argument {
            Some(slot) => slots.get(slot).and_then(|slot| slot.number(entry.position)),
            None => Some(1),
        };
        Some(Self {
            division,
            first_cut,
            end_cut,
            month: month.filter(|month| *month == first_cut),
            amount: i128::from(amount.unwrap_or(0)),
        })
    }
}

impl Contribution {
    fn change<T: Copy + Default>(
        &self,
        width: usize,
        table: &mut Table<T>,
        (cut, lane): (usize, usize),
        change: impl Fn(T) -> T,
    ) {
        if cut < width && !table.cells.is_empty() {
            let cell = table.cell(self.division * width + cut, lane);
            *cell = change(*cell);
        }
    }
}

/// From which day and until before which day a record counts in a term.
pub(crate) fn days_of_term(term: &Term, slots: &[SlotStore], entry: usize) -> (i32, i32) {
    let day = |bound: &Threshold| {
        let day = slots.get(bound.slot).and_then(|slot| slot.day(entry));
        day.map(|day| day.saturating_add(bound.delay_days))
    };
    let from = term.from.iter().filter_map(day).max().unwrap_or(i32::MIN);
    let until = term.until.iter().filter_map(day).min().unwrap_or(i32::MAX);
    (from, until)
}
