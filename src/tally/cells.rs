//! Dense tables of running totals.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tables are made here with one cell per division, cut and lane"
)]

use super::contribution::Contribution;
use super::waiting::MOST_LANES;
use crate::plan::Term;

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

/// One term's table before roll-up: by division and cut.
#[derive(Clone, Debug, Default)]
pub(super) struct TermTable {
    pub is_count: bool,
    pub steps: Vec<i64>,
    pub of_month: OfMonth,
    pub months: Vec<i64>,
}

impl<T: Copy + Default> Table<T> {
    pub fn reserve(&mut self, cells: usize) {
        if self.cells.is_empty() {
            // Behind the last cell there is room for all lanes of a change.
            self.cells = vec![T::default(); cells * self.lanes + MOST_LANES];
        }
    }

    pub fn cell(&mut self, cell: usize, lane: usize) -> &mut T {
        &mut self.cells[cell * self.lanes + lane]
    }

    pub fn merge(&mut self, other: Self, add: impl Fn(T, T) -> T) {
        if self.cells.is_empty() {
            self.cells = other.cells;
            return;
        }
        for (cell, other) in self.cells.iter_mut().zip(other.cells) {
            *cell = add(*cell, other);
        }
    }

    /// One lane for the first `width` of `cuts` cuts.
    pub fn pick(
        &self,
        (divisions, cuts, width): (usize, usize, usize),
        lane: usize,
        widen: impl Fn(T) -> i64,
    ) -> Vec<i64> {
        if self.cells.is_empty() {
            return vec![0; divisions * width];
        }
        let mut picked = Vec::with_capacity(divisions * width);
        let rows = self.cells.chunks_exact((cuts * self.lanes).max(1));
        for row in rows.take(divisions) {
            let cells = row.iter().skip(lane).step_by(self.lanes);
            picked.extend(cells.take(width).map(|cell| widen(*cell)));
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

impl Contribution {
    pub fn change<T: Copy + Default>(
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
