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

use super::cells::{Number, OfMonth, Table, TermLanes, TermTable};
use super::contribution::Contribution;
use super::cuts::Cuts;
use super::waiting::{MOST_LANES, Moments, Waiting};
use crate::formula::AggregateFunction;
use crate::ledger::{Entry, PackedNumbers, Segment, SlotStore};
use crate::limits;
use crate::plan::{DatasetPlan, Plan, Term, Threshold};

/// The sums of one dataset's terms.
#[derive(Clone, Debug)]
pub(super) struct Totals {
    cuts: Cuts,
    groups: Vec<Group>,
    /// The days of all groups, each once.
    days: Vec<Day>,
    /// What begins to count at a cut, less what ceases to: records. A ledger has
    /// fewer than 2³² of them, so 32 bits hold every number of them.
    counts: Table<u32>,
    /// The same of sums.
    sums: Table<i64>,
    /// Changes that are not made yet.
    waiting: Waiting,
    /// By term, what its sums cannot exceed in magnitude.
    most: Vec<u128>,
}

/// A day from which, or until before which, a record counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day {
    slot: usize,
    delay_days: i32,
    /// The cut of a record without that day: one that bounds nothing.
    without: u8,
}

/// Terms that count from and until the same days.
#[derive(Clone, Debug)]
struct Group {
    on: Option<usize>,
    from: Vec<Threshold>,
    until: Vec<Threshold>,
    of_month: OfMonth,
    /// Positions among the days of all groups.
    starts: Vec<usize>,
    ends: Vec<usize>,
    /// The day of the month alone, where that is kept apart.
    dated: Option<usize>,
    counts: Lanes,
    sums: Lanes,
}

/// Terms of a group that stand side by side.
#[derive(Clone, Debug, Default)]
struct Lanes {
    terms: Vec<LaneTerm>,
    /// The first lane.
    first: usize,
    /// The first lane of what counts in a month alone, where that is kept apart.
    first_of_month: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct LaneTerm {
    term: usize,
    /// The slot of what is added; none where records are counted.
    amount: Option<usize>,
}

/// What is needed to read segments, reused from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    divisions: Vec<i64>,
    terms: Vec<i64>,
    days: Vec<i64>,
    amounts: Vec<i64>,
    /// By day, the cuts of all entries.
    cuts: Vec<Vec<u8>>,
    first: Vec<u8>,
    end: Vec<u8>,
    /// Cuts of entries without a month of their own: none.
    no_month: Vec<u8>,
}

impl Totals {
    /// No records yet.
    pub fn new(plan: &Plan, dataset: &DatasetPlan, cuts: Cuts) -> Self {
        let mut totals = Self {
            cuts,
            groups: Vec::new(),
            days: Vec::new(),
            counts: Table::default(),
            sums: Table::default(),
            waiting: Waiting::default(),
            most: vec![0; dataset.terms.len()],
        };
        let cells = plan.network.len().saturating_mul(totals.cuts.len());
        if cells.saturating_mul(dataset.terms.len()) > limits::FIGURES {
            // Figures of so many cells are refused; so none are kept.
            return totals;
        }
        for (position, term) in dataset.terms.iter().enumerate() {
            totals.join_group(position, term);
        }
        let days = &mut totals.days;
        let mut place = |slot: usize, delay_days: i32, without: u8| {
            let day = Day {
                slot,
                delay_days,
                without,
            };
            days.iter()
                .position(|known| *known == day)
                .unwrap_or_else(|| {
                    days.push(day);
                    days.len() - 1
                })
        };
        for group in &mut totals.groups {
            let own = group.of_month == OfMonth::Own;
            group.counts.place(&mut totals.counts.lanes, own);
            group.sums.place(&mut totals.sums.lanes, own);
            let from = group.from.iter();
            group.starts = from.map(|day| place(day.slot, day.delay_days, 0)).collect();
            let until = group.until.iter();
            group.ends = until
                .map(|day| place(day.slot, day.delay_days, u8::MAX))
                .collect();
            group.dated = group.on.filter(|_| own).map(|on| place(on, 0, 0));
        }
        let bytes = cells.saturating_mul(totals.counts.lanes * size_of::<u32>());
        totals.waiting = Waiting::new(cells, bytes);
        totals
    }

    fn join_group(&mut self, position: usize, term: &Term) {
        let is_sum = match term.function {
            AggregateFunction::Count => false,
            AggregateFunction::Sum => true,
            _ => return,
        };
        let same = |group: &Group| {
            let has_room = is_sum || group.counts.has_room_for(position);
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
                counts: Lanes::default(),
                sums: Lanes::default(),
            });
            self.groups.len() - 1
        });
        let group = &mut self.groups[place];
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
        let most = self.most.get(term).copied().unwrap_or(u128::MAX);
        let is_in = |group: &Group| {
            let lanes = group.counts.of(term).or_else(|| group.sums.of(term));
            lanes.is_some()
        };
        most <= i64::MAX as u128 && self.groups.iter().any(is_in)
    }

    /// The days the sums are kept for.
    pub fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    /// Adds the records of a segment that no rule about the record itself rejects.
    pub fn add(&mut self, plan: &Plan, segment: &Segment, scratch: &mut Scratch) {
        self.raise_most(segment);
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
        scratch.no_month.resize(segment.len(), u8::MAX);
        scratch.cuts.resize_with(self.days.len(), Vec::new);
        for (day, out) in self.days.iter().zip(&mut scratch.cuts) {
            let slot = segment.slots.get(day.slot);
            if let Some(slot) = slot.and_then(SlotStore::numbers) {
                slot.unpack(&mut scratch.days);
                self.cuts.all(&scratch.days, day.delay_days, out);
                if let Some(known) = slot.known() {
                    for entry in known.complement().rows() {
                        out[entry] = day.without;
                    }
                }
            }
        }
        let cells = plan.network.len() * self.cuts.len();
        for place in 0..self.groups.len() {
            self.add_group(cells, place, segment, scratch);
        }
        if self.waiting.is_full() {
            self.make_changes();
        }
    }

    /// Makes the changes that are waiting. Until then the totals are not what the
    /// records add up to.
    pub fn settle(&mut self) {
        self.make_changes();
        self.waiting.release();
    }

    fn make_changes(&mut self) {
        let lanes = self.groups.iter().map(|group| {
            let first = group.counts.first;
            (first, group.counts.first_of_month.unwrap_or(first))
        });
        let lanes: Vec<(usize, usize)> = lanes.collect();
        self.waiting
            .settle(&lanes, &mut self.counts, &mut self.sums);
    }

    fn raise_most(&mut self, segment: &Segment) {
        let count = segment.len() as u128;
        for lane in self.groups.iter().flat_map(|group| &group.sums.terms) {
            let slot = lane.amount.and_then(|slot| segment.slots.get(slot));
            let numbers = slot.and_then(SlotStore::numbers);
            let most = numbers.map_or(0, PackedNumbers::magnitude);
            let bound = &mut self.most[lane.term];
            *bound = bound.saturating_add(u128::from(most).saturating_mul(count));
        }
    }

    /// Adds the records of which a term of the group is set in `scratch.terms`.
    fn add_group(&mut self, cells: usize, place: usize, segment: &Segment, scratch: &mut Scratch) {
        let group = &self.groups[place];
        let Scratch {
            divisions,
            terms,
            amounts,
            cuts,
            first,
            end,
            no_month,
            ..
        } = scratch;
        let count = segment.len();
        let moments = Moments {
            width: self.cuts.len(),
            terms: terms.as_slice(),
            divisions: divisions.as_slice(),
            first: joined(cuts, &group.starts, first, (count, 0), u8::max),
            end: joined(cuts, &group.ends, end, (count, u8::MAX), u8::min),
            month: match group.dated {
                Some(dated) => &cuts[dated],
                None => no_month,
            },
        };
        if let Some(terms) = group.counts.range() {
            self.counts.reserve(cells);
            let may_end = !group.ends.is_empty();
            self.waiting.count(place, terms, may_end, moments);
        }
        for lane in &group.sums.terms {
            let slot = lane.amount.and_then(|slot| segment.slots.get(slot));
            if let (Some(numbers), Some(lanes)) =
                (slot.and_then(SlotStore::numbers), group.sums.of(lane.term))
            {
                numbers.unpack(amounts);
                self.sums.reserve(cells);
                self.waiting.add(lane.term, lanes, amounts, moments);
            }
        }
    }

    /// Takes one record off again that was added.
    pub fn subtract(&mut self, dataset: &DatasetPlan, entry: Entry<'_>) {
        debug_assert!(self.waiting.is_empty());
        let Self {
            cuts,
            groups,
            counts,
            sums,
            ..
        } = self;
        for group in groups {
            group.counts.take_off(cuts, dataset, entry, counts);
            group.sums.take_off(cuts, dataset, entry, sums);
        }
    }

    /// Adds everything another table of the same plan and cuts holds.
    pub fn merge(&mut self, other: Self) {
        debug_assert!(other.waiting.is_empty());
        for (most, other) in self.most.iter_mut().zip(&other.most) {
            *most = most.saturating_add(*other);
        }
        self.counts.merge(other.counts);
        self.sums.merge(other.sums);
    }

    /// The table of a term over so many divisions, for the first `width` cuts.
    pub fn table(&self, term: usize, divisions: usize, width: usize) -> TermTable {
        let size = (divisions, self.cuts.len(), width);
        for group in &self.groups {
            if let Some(lanes) = group.counts.of(term) {
                return group.table(true, lanes, &self.counts, size);
            }
            if let Some(lanes) = group.sums.of(term) {
                return group.table(false, lanes, &self.sums, size);
            }
        }
        TermTable::default()
    }
}

/// The cuts of some days put together by `join`: those of the only day as they
/// are, `without` where there is none.
fn joined<'s>(
    cuts: &'s [Vec<u8>],
    days: &[usize],
    out: &'s mut Vec<u8>,
    (count, without): (usize, u8),
    join: fn(u8, u8) -> u8,
) -> &'s [u8] {
    if let [only] = days {
        return &cuts[*only];
    }
    out.clear();
    out.resize(count, without);
    for day in days {
        for (out, cut) in out.iter_mut().zip(&cuts[*day]) {
            *out = join(*out, *cut);
        }
    }
    out
}

impl Group {
    fn table<T: Number>(
        &self,
        is_count: bool,
        lanes: TermLanes,
        table: &Table<T>,
        size: (usize, usize, usize),
    ) -> TermTable {
        let months = lanes.months.map(|lane| table.lane(size, lane));
        TermTable {
            is_count,
            steps: table.lane(size, lanes.steps),
            of_month: self.of_month,
            months: months.unwrap_or_default(),
        }
    }
}

impl Lanes {
    /// Whether the counted term with that position can stand behind the last one:
    /// the bits of counted terms of a group follow each other.
    fn has_room_for(&self, position: usize) -> bool {
        let follows = |last: &LaneTerm| last.term + 1 == position;
        self.terms.len() < MOST_LANES && self.terms.last().is_none_or(follows)
    }

    /// The first of its terms, and how many they are.
    fn range(&self) -> Option<(usize, usize)> {
        let first = self.terms.first()?;
        Some((first.term, self.terms.len()))
    }

    fn place(&mut self, lanes: &mut usize, own_months: bool) {
        let count = self.terms.len();
        self.first = *lanes;
        self.first_of_month = own_months.then_some(self.first + count);
        *lanes += if own_months { 2 * count } else { count };
    }

    /// The lanes of a term.
    fn of(&self, term: usize) -> Option<TermLanes> {
        let lane = self.terms.iter().position(|lane| lane.term == term)?;
        Some(TermLanes {
            steps: self.first + lane,
            months: self.first_of_month.map(|first| first + lane),
        })
    }

    fn take_off<T: Number>(
        &self,
        cuts: &Cuts,
        dataset: &DatasetPlan,
        entry: Entry<'_>,
        table: &mut Table<T>,
    ) {
        for LaneTerm { term, .. } in &self.terms {
            let plan = dataset.terms.get(*term);
            let part = plan.and_then(|plan| Contribution::of(cuts, *term, plan, entry));
            if let (Some(part), Some(lanes)) = (part, self.of(*term)) {
                table.take_off(cuts.len(), lanes, &part);
            }
        }
    }
}
