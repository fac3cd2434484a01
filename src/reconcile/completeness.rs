//! Who has reported, and who in time.

use super::cells::{Cell, Cells, Place};
use super::terms::Terms;
use crate::calendar::Date;
use crate::figure::Ratio;
use crate::network::{DivisionCode, DivisionId, Level};

/// How many of the reports owed were received: of one division, or of a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// The day whose state of affairs is reported.
    pub period_end: Date,
    /// The level.
    pub level: Level,
    /// The division; none for the level as a whole.
    pub division_code: Option<DivisionCode>,
    /// The last day on which a report is in time.
    pub due_on: Date,
    /// Reports owed: one for every division and indicator.
    pub owed: usize,
    /// Of these, reports received on whatever day, whether or not they count.
    pub received: usize,
    /// Of those received, such as are in conflict with another under their key.
    pub in_conflict: usize,
    /// Of those received, such as a rule rejects.
    pub rejected: usize,
    /// Of those received, reports made on the day they were due or before.
    pub on_time: usize,
}

impl Completeness {
    /// Received of owed (上报率), exact; none where nothing is owed.
    pub fn received_share(&self) -> Option<Ratio> {
        share(self.received, self.owed)
    }

    /// On time of owed (及时率), exact; none where nothing is owed.
    pub fn on_time_share(&self) -> Option<Ratio> {
        share(self.on_time, self.owed)
    }

    fn add(&mut self, cell: &Cell) {
        let is_on_time = |day: Date| day <= self.due_on;
        let unused = cell.unused.filter(|_| cell.report.is_none());
        let in_conflict = unused.is_some_and(|unused| unused.is_in_conflict);
        let count = |sum: usize, holds: bool| sum.saturating_add(usize::from(holds));
        self.on_time = count(self.on_time, cell.reported_on().is_some_and(is_on_time));
        self.owed = count(self.owed, true);
        self.received = count(self.received, cell.report.is_some() || unused.is_some());
        self.in_conflict = count(self.in_conflict, in_conflict);
        self.rejected = count(self.rejected, unused.is_some() && !in_conflict);
    }
}

fn share(part: usize, whole: usize) -> Option<Ratio> {
    Ratio::new(i128::try_from(part).ok()?, i128::try_from(whole).ok()?)
}

/// By period end and level: the level as a whole, then its divisions.
pub(super) fn completeness<'a>(terms: &Terms<'a>, cells: &Cells<'a>) -> Vec<Completeness> {
    let mut rows = Vec::new();
    for duty in &terms.duties {
        let none = |division: Option<DivisionId>| Completeness {
            period_end: duty.period_end,
            level: duty.level,
            division_code: division.map(|id| terms.network().code(id)),
            due_on: duty.due_on,
            owed: 0,
            received: 0,
            in_conflict: 0,
            rejected: 0,
            on_time: 0,
        };
        let mut whole = none(None);
        let mut divisions = Vec::new();
        for division in terms.owing(*duty) {
            let mut row = none(Some(division));
            for indicator in &terms.indicators {
                let place = Place::new(terms, division, *indicator, duty.period_end);
                let cell = cells.cell(&place);
                row.add(&cell);
                whole.add(&cell);
            }
            divisions.push(row);
        }
        rows.push(whole);
        rows.append(&mut divisions);
    }
    rows
}
