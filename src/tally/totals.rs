//! Running totals of counts and sums, kept beside a ledger so that an assessment
//! at a month's end need not read the ledger again.
//!
//! Dense tables division × cut, before roll-up. The records of a segment are
//! added in one pass per group of terms that count from the same days.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tables are made here with one cell per division, cut and term; sums stay below 2^63 by their bounds"
)]

use super::cuts::Cuts;
use crate::formula::AggregateFunction;
use crate::ledger::{Entry, PackedNumbers, Segment, SlotStore};
use crate::limits;
use crate::plan::{DatasetPlan, Plan, Term, Threshold};

/// The sums of one dataset's terms.
#[derive(Clone, Debug)]
pub(super) struct Totals {
    cuts: Cuts,
    divisions: usize,
    groups: Vec<Group>,
    /// By term, what its sums cannot exceed in magnitude.
    bounds: Vec<u128>,
}

/// Terms that count from and until the same days.
#[derive(Clone, Debug)]
struct Group {
    on: Option<usize>,
    from: Vec<Threshold>,
    until: Vec<Threshold>,
    lanes: Vec<Lane>,
    /// The bits of all lanes.
    bits: u64,
    lane_of_bit: [u8; 64],
    /// By division, cut and lane: what begins to count at the cut, less what ceases to.
    steps: Vec<i64>,
    /// By division, cut and lane: what counts in the month alone. Empty where
    /// that follows from the steps.
    months: Vec<i64>,
}

/// A term in its group.
#[derive(Clone, Copy, Debug)]
struct Lane {
    term: usize,
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

/// One term's table before roll-up: by division and cut.
#[derive(Clone, Debug, Default)]
pub(super) struct TermTable {
    pub steps: Vec<i64>,
    pub of_month: OfMonth,
    pub months: Vec<i64>,
}

/// What is needed to read segments, reused from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    divisions: Vec<i64>,
    terms: Vec<i64>,
    days: Vec<i64>,
    first: Vec<u8>,
    end: Vec<u8>,
    month: Vec<u8>,
    amounts: Vec<Vec<i64>>,
}

impl Totals {
    /// No records yet.
    pub fn new(plan: &Plan, dataset: &DatasetPlan, cuts: Cuts) -> Self {
        let mut totals = Self {
            cuts,
            divisions: plan.network.len(),
            groups: Vec::new(),
            bounds: vec![0; dataset.terms.len()],
        };
        let cells = totals.divisions.saturating_mul(totals.cuts.len());
        if cells.saturating_mul(dataset.terms.len()) > limits::FIGURES {
            // Figures of so many cells are refused; so none are kept.
            return totals;
        }
        for (position, term) in dataset.terms.iter().enumerate() {
            if matches!(
                term.function,
                AggregateFunction::Count | AggregateFunction::Sum
            ) {
                totals.place(position, term);
            }
        }
        totals
    }

    fn place(&mut self, position: usize, term: &Term) {
        let lane = Lane {
            term: position,
            amount: term.argument,
        };
        let same = |group: &&mut Group| {
            group.on == term.on && group.from == term.from && group.until == term.until
        };
        let group = match self.groups.iter_mut().find(same) {
            Some(group) => group,
            None => {
                self.groups.push(Group {
                    on: term.on,
                    from: term.from.clone(),
                    until: term.until.clone(),
                    lanes: Vec::new(),
                    bits: 0,
                    lane_of_bit: [0; 64],
                    steps: Vec::new(),
                    months: Vec::new(),
                });
                let last = self.groups.len() - 1;
                &mut self.groups[last]
            }
        };
        // A dataset has at most 64 terms.
        group.lane_of_bit[position & 63] = group.lanes.len() as u8;
        group.bits |= 1 << (position & 63);
        group.lanes.push(lane);
    }

    /// Whether the sums of a term are here, and exact.
    pub fn has(&self, term: usize) -> bool {
        let is_exact = self.bounds.get(term).is_some_and(|bound| *bound <= i64::MAX as u128);
        is_exact && self.position(term).is_some()
    }

    fn position(&self, term: usize) -> Option<(&Group, usize)> {
        self.groups.iter().find_map(|group| {
            let lane = group.lanes.iter().position(|lane| lane.term == term)?;
            Some((group, lane))
        })
    }

    /// The days the sums are kept for.
    pub fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    /// Adds the records of a segment that no rule about the record itself rejects.
    pub fn add(&mut self, segment: &Segment, scratch: &mut Scratch) {
        self.raise_bounds(segment);
        segment.divisions.unpack(&mut scratch.divisions);
        segment.terms.unpack(&mut scratch.terms);
        let known = segment.divisions.known();
        for entry in segment.rejected.rows() {
            scratch.terms[entry] = 0;
        }
        if let Some(known) = known {
            for entry in known.complement().rows() {
                scratch.terms[entry] = 0;
            }
        }
        let (divisions, cuts) = (self.divisions, &self.cuts);
        for group in &mut self.groups {
            group.add(segment, cuts, divisions, scratch);
        }
    }

    fn raise_bounds(&mut self, segment: &Segment) {
        let count = segment.len() as u128;
        for lane in self.groups.iter().flat_map(|group| &group.lanes) {
            let slot = lane.amount.and_then(|slot| segment.slots.get(slot));
            let most = slot.and_then(SlotStore::numbers).map_or(1, PackedNumbers::magnitude);
            let bound = &mut self.bounds[lane.term];
            *bound = bound.saturating_add(u128::from(most).saturating_mul(count));
        }
    }

    /// Takes one record off again that was added.
    pub fn subtract(&mut self, dataset: &DatasetPlan, entry: Entry<'_>) {
        let (cuts, divisions) = (&self.cuts, self.divisions);
        for group in &mut self.groups {
            group.reserve(divisions * cuts.len());
            for lane in 0..group.lanes.len() {
                let term = group.lanes[lane].term;
                let plan = dataset.terms.get(term);
                let part = plan.and_then(|plan| Contribution::of(cuts, term, plan, entry));
                if let Some(part) = part {
                    group.subtract(cuts.len(), lane, &part);
                }
            }
        }
    }

    /// Adds everything another table of the same plan and cuts holds.
    pub fn merge(&mut self, other: Self) {
        for (bound, other) in self.bounds.iter_mut().zip(&other.bounds) {
            *bound = bound.saturating_add(*other);
        }
        for (group, other) in self.groups.iter_mut().zip(other.groups) {
            add_all(&mut group.steps, other.steps);
            add_all(&mut group.months, other.months);
        }
    }

    /// The table of a term, for the first `width` cuts.
    pub fn table(&self, term: usize, width: usize) -> TermTable {
        let Some((group, lane)) = self.position(term) else {
            return TermTable::default();
        };
        let (cuts, lanes) = (self.cuts.len(), group.lanes.len());
        let pick = |cells: &[i64]| -> Vec<i64> {
            if cells.is_empty() {
                return vec![0; self.divisions * width];
            }
            let rows = cells.chunks_exact((cuts * lanes).max(1));
            let row = |row: &[i64]| -> Vec<i64> {
                let cells = row.iter().skip(lane).step_by(lanes);
                cells.take(width).copied().collect()
            };
            let mut picked = Vec::with_capacity(self.divisions * width);
            rows.for_each(|cells| picked.extend(row(cells)));
            picked
        };
        let of_month = group.of_month();
        TermTable {
            steps: pick(&group.steps),
            months: if of_month == OfMonth::Own {
                pick(&group.months)
            } else {
                Vec::new()
            },
            of_month,
        }
    }
}

impl TermTable {
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

fn add_all(to: &mut Vec<i64>, from: Vec<i64>) {
    if to.is_empty() {
        *to = from;
        return;
    }
    for (to, from) in to.iter_mut().zip(from) {
        *to = to.wrapping_add(from);
    }
}

impl Group {
    fn of_month(&self) -> OfMonth {
        match (self.on, self.from.as_slice(), self.until.as_slice()) {
            (None, _, _) => OfMonth::Same,
            (Some(on), [only], []) if only.slot == on && only.delay_days == 0 => {
                OfMonth::Difference
            }
            _ => OfMonth::Own,
        }
    }

    fn reserve(&mut self, cells: usize) {
        let cells = cells * self.lanes.len();
        if self.steps.is_empty() {
            self.steps = vec![0; cells];
        }
        if self.months.is_empty() && self.of_month() == OfMonth::Own {
            self.months = vec![0; cells];
        }
    }

    fn subtract(&mut self, width: usize, lane: usize, part: &Contribution) {
        let lanes = self.lanes.len();
        let amount = part.amount as i64;
        let cell = |cut: usize| (part.division * width + cut) * lanes + lane;
        let take = |cells: &mut [i64], cut: usize, amount: i64| {
            if cut < width {
                let cell = &mut cells[cell(cut)];
                *cell = cell.wrapping_sub(amount);
            }
        };
        take(&mut self.steps, part.first_cut, amount);
        take(&mut self.steps, part.end_cut, amount.wrapping_neg());
        if let Some(month) = part.month.filter(|_| self.of_month() == OfMonth::Own) {
            take(&mut self.months, month, amount);
        }
    }

    /// Adds the records whose bits are set in `scratch.terms`.
    fn add(&mut self, segment: &Segment, cuts: &Cuts, divisions: usize, scratch: &mut Scratch) {
        let bits = self.bits as i64;
        if scratch.terms.iter().all(|terms| terms & bits == 0) {
            return;
        }
        let width = cuts.len();
        self.reserve(divisions * width);
        let Scratch {
            divisions,
            terms,
            days,
            first,
            end,
            month,
            amounts,
        } = scratch;
        let length = segment.len();
        let mut bound = |thresholds: &[Threshold], start: u8, latest: bool, out: &mut Vec<u8>| {
            out.clear();
            out.resize(length, start);
            for threshold in thresholds {
                let slot = segment.slots.get(threshold.slot).and_then(SlotStore::numbers);
                let Some(slot) = slot else { continue };
                slot.unpack(days);
                cuts.join(days, threshold.delay_days, latest, slot.known(), out);
            }
        };
        bound(&self.from, 0, true, first);
        let ends = !self.until.is_empty();
        if ends {
            bound(&self.until, u8::MAX, false, end);
        }
        let of_month = self.on.filter(|_| self.of_month() == OfMonth::Own);
        if let Some(on) = of_month {
            let on = Threshold {
                slot: on,
                delay_days: 0,
                open: false,
            };
            bound(&[on], 0, true, month);
        }
        amounts.resize_with(self.lanes.len().max(amounts.len()), Vec::new);
        for (lane, amounts) in self.lanes.iter().zip(amounts.iter_mut()) {
            let slot = lane.amount.and_then(|slot| segment.slots.get(slot));
            if let Some(numbers) = slot.and_then(SlotStore::numbers) {
                numbers.unpack(amounts);
            }
        }
        let lanes = self.lanes.len();
        for entry in 0..length {
            let mut left = (terms[entry] & bits) as u64;
            if left == 0 {
                continue;
            }
            let begins = usize::from(first[entry]);
            let ceases = if ends { usize::from(end[entry]) } else { width };
            if begins >= width || begins >= ceases {
                continue;
            }
            let row = divisions[entry] as usize * width;
            let cell = (row + begins) * lanes;
            let alone = of_month.is_some() && usize::from(month[entry]) == begins;
            while left != 0 {
                let lane = usize::from(self.lane_of_bit[left.trailing_zeros() as usize & 63]);
                left &= left - 1;
                let amount = match self.lanes[lane].amount {
                    None => 1,
                    Some(_) => amounts[lane][entry],
                };
                let step = &mut self.steps[cell + lane];
                *step = step.wrapping_add(amount);
                if ends && ceases < width {
                    let step = &mut self.steps[(row + ceases) * lanes + lane];
                    *step = step.wrapping_sub(amount);
                }
                if alone {
                    let month = &mut self.months[cell + lane];
                    *month = month.wrapping_add(amount);
                }
            }
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
