//! What one record adds to one term.

use super::cuts::Cuts;
use crate::ledger::{Entry, SlotStore};
use crate::plan::{Term, Threshold};

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
