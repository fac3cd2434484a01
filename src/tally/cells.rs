//! Dense tables of running totals.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tables are made here with one cell per division, cut and lane"
)]

use super::contribution::Contribution;
use super::waiting::MOST_LANES;
use crate::plan::Term;

/// What a cell holds; what wraps round on the way to a total that fits comes back.
pub(super) trait Number: Copy + Default {
    /// With an amount added.
    #[must_use]
    fn plus(self, amount: i64) -> Self;

    /// As a number of 64 bits.
    fn widened(self) -> i64;
}

impl Number for u32 {
    fn plus(self, amount: i64) -> Self {
        self.wrapping_add(amount as Self)
    }

    fn widened(self) -> i64 {
        i64::from(self)
    }
}

impl Number for i64 {
    fn plus(self, amount: i64) -> Self {
        self.wrapping_add(amount)
    }

    fn widened(self) -> i64 {
        self
    }
}

/// Numbers by division, cut and lane.
#[derive(Clone, Debug, Default)]
pub(super) struct Table<T> {
    pub lanes: usize,
    /// Empty while all are zero.
    pub cells: Vec<T>,
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
    pub fn of(term: &Term) -> Self {
        match (term.on, term.from.as_slice(), term.until.as_slice()) {
            (None, _, _) => Self::Same,
            (Some(on), [only], []) if only.slot == on && only.delay_days == 0 => Self::Difference,
            _ => Self::Own,
        }
    }
}

/// The lanes of a term: of what begins and ceases to count at each cut, and of
/// what counts in the month alone, where that is kept apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct TermLanes {
    pub steps: usize,
    pub months: Option<usize>,
}

/// One term's table before roll-up: by division and cut.
#[derive(Clone, Debug, Default)]
pub(super) struct TermTable {
    pub is_count: bool,
    pub steps: Vec<i64>,
    pub of_month: OfMonth,
    /// Empty unless kept apart.
    pub months: Vec<i64>,
}

impl<T: Number> Table<T> {
    /// Makes the cells, unless they are there.
    pub fn reserve(&mut self, cells: usize) {
        if self.cells.is_empty() {
            // Behind the last cell there is room for all lanes of a change.
            self.cells = vec![T::default(); cells * self.lanes + MOST_LANES];
        }
    }

    /// Adds an amount to a lane of a cell, which must be there.
    pub fn add(&mut self, cell: usize, lane: usize, amount: i64) {
        let place = &mut self.cells[cell * self.lanes + lane];
        *place = place.plus(amount);
    }

    /// Takes off what a record was added with; `width` is the number of cuts.
    pub fn take_off(&mut self, width: usize, lanes: TermLanes, part: &Contribution) {
        if self.cells.is_empty() {
            return;
        }
        let amount = part.amount as i64;
        let row = part.division * width;
        self.add(row + part.first_cut, lanes.steps, amount.wrapping_neg());
        if part.end_cut < width {
            self.add(row + part.end_cut, lanes.steps, amount);
        }
        if let (Some(lane), Some(month)) = (lanes.months, part.month) {
            self.add(row + month, lane, amount.wrapping_neg());
        }
    }

    /// Adds what another table of the same shape holds.
    pub fn merge(&mut self, other: Self) {
        if self.cells.is_empty() {
            self.cells = other.cells;
            return;
        }
        for (cell, other) in self.cells.iter_mut().zip(other.cells) {
            *cell = cell.plus(other.widened());
        }
    }

    /// One lane over so many divisions, for the first `width` of `cuts` cuts.
    pub fn lane(&self, (divisions, cuts, width): (usize, usize, usize), lane: usize) -> Vec<i64> {
        if self.cells.is_empty() {
            return vec![0; divisions * width];
        }
        let mut picked = Vec::with_capacity(divisions * width);
        let rows = self.cells.chunks_exact((cuts * self.lanes).max(1));
        for row in rows.take(divisions) {
            let cells = row.iter().skip(lane).step_by(self.lanes);
            picked.extend(cells.take(width).map(|cell| cell.widened()));
        }
        picked
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
    pub fn take_off(&mut self, width: usize, part: &Contribution) {
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
