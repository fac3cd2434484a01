//! What was reported and what is owed, in one order.

use std::collections::BTreeMap;

use super::terms::Terms;
use super::{Amounts, Finding, Problem};
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::ledger::Entry;
use crate::network::{DivisionCode, DivisionId};
use crate::plan::NumberSlot;

/// What a report is about. Ordered by the network, the definition's indicators,
/// and the dates; what is in neither comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place<'a> {
    division: usize,
    pub code: DivisionCode,
    indicator: usize,
    pub name: &'a str,
    pub period_end: Date,
}

/// Stands for a position that there is not.
const NONE: usize = usize::MAX;

impl<'a> Place<'a> {
    pub fn new(
        terms: &Terms<'a>,
        division: DivisionId,
        indicator: usize,
        period_end: Date,
    ) -> Self {
        let plan = terms.indicator(indicator);
        Self {
            division: division.index(),
            code: terms.network().code(division),
            indicator,
            name: plan.map(|plan| plan.id.as_str()).unwrap_or_default(),
            period_end,
        }
    }

    /// The division, where it is in the network.
    pub fn division(&self, terms: &Terms<'_>) -> Option<DivisionId> {
        terms.network().id(self.division)
    }

    /// The indicator's position, where it is in the definition.
    pub fn indicator(&self) -> Option<usize> {
        (self.indicator != NONE).then_some(self.indicator)
    }
}

/// A figure that a division states about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Report {
    /// First, so that the greatest report is the one made last.
    pub reported_on: Option<Date>,
    pub amounts: Amounts,
}

/// Reports about a place that were received and of which none counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unused {
    /// Whether some are in conflict; otherwise a rule rejects them.
    pub is_in_conflict: bool,
    /// When the last of them was made.
    pub reported_on: Option<Date>,
    /// What the last of them says that says anything, of one day the greater.
    pub latest: Option<Report>,
}

/// What is known of a place: at least one of the three.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    pub report: Option<Report>,
    pub unused: Option<Unused>,
    /// Where the report is owed, the day it is due.
    pub due_on: Option<Date>,
}

impl Cell {
    /// The day of the report that counts, or else of the last one received.
    pub fn reported_on(&self) -> Option<Date> {
        match (self.report, self.unused) {
            (Some(report), _) => report.reported_on,
            (None, unused) => unused?.reported_on,
        }
    }
}

impl Unused {
    /// The two together.
    fn and(self, other: Self) -> Self {
        Self {
            is_in_conflict: self.is_in_conflict || other.is_in_conflict,
            reported_on: self.reported_on.max(other.reported_on),
            latest: self.latest.max(other.latest),
        }
    }
}

/// A finding with its place in the order of findings.
pub(super) struct Found<'a> {
    pub place: (Place<'a>, Problem),
    pub finding: Finding,
}

impl<'a> Found<'a> {
    pub fn new(place: Place<'a>, problem: Problem) -> Self {
        Self {
            place: (place, problem),
            finding: Finding {
                division_code: place.code,
                indicator: place.name.to_owned(),
                period_end: place.period_end,
                problem,
            },
        }
    }
}

/// Everything that was reported or is owed.
pub(super) struct Cells<'a>(BTreeMap<Place<'a>, Cell>);

impl<'a> Cells<'a> {
    /// The cells, and the reports that were made again.
    pub fn new(terms: &Terms<'a>) -> Result<(Self, Vec<Found<'a>>)> {
        let mut cells: BTreeMap<Place<'a>, Cell> = BTreeMap::new();
        let mut findings = Vec::new();
        for entry in terms.assessment.counted(terms.reports.dataset) {
            let (Some(place), Some(report)) = (place(terms, entry), report(terms, entry)?) else {
                continue;
            };
            if place.period_end > terms.assessment.as_of() {
                continue;
            }
            let known = &mut cells.entry(place).or_default().report;
            if known.is_some() {
                findings.push(Found::new(place, Problem::Repeated));
            }
            *known = (*known).max(Some(report));
        }
        for (entry, is_in_conflict) in terms.assessment.unused(terms.reports.dataset) {
            let Some(place) = place(terms, entry) else {
                continue;
            };
            if place.period_end > terms.assessment.as_of() {
                continue;
            }
            let unused = Unused {
                is_in_conflict,
                reported_on: entry.day(terms.reports.reported_on),
                latest: report(terms, entry)?,
            };
            let known = &mut cells.entry(place).or_default().unused;
            *known = Some(known.map_or(unused, |known| known.and(unused)));
        }
        for duty in &terms.duties {
            for division in terms.owing(*duty) {
                for indicator in &terms.indicators {
                    let place = Place::new(terms, division, *indicator, duty.period_end);
                    cells.entry(place).or_default().due_on = Some(duty.due_on);
                }
            }
        }
        Ok((Self(cells), findings))
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Place<'a>, &Cell)> {
        self.0.iter()
    }

    pub fn report(&self, place: &Place<'a>) -> Option<Report> {
        self.0.get(place)?.report
    }

    /// What is known of a place.
    pub fn cell(&self, place: &Place<'a>) -> Cell {
        self.0.get(place).copied().unwrap_or_default()
    }
}

/// What a record is about; none where it does not say.
fn place<'a>(terms: &Terms<'a>, entry: Entry<'a>) -> Option<Place<'a>> {
    let name = entry.text(terms.reports.indicator)?;
    let division = entry.division();
    let division = division.and_then(|index| terms.network().id(index as usize));
    let code = match division {
        Some(division) => terms.network().code(division),
        None => entry.unknown_division()?,
    };
    Some(Place {
        division: division.map_or(NONE, DivisionId::index),
        code,
        indicator: terms.assessment.plan().indicator(name).unwrap_or(NONE),
        name,
        period_end: entry.day(terms.reports.period_end)?,
    })
}

/// What a record reports; none where it has no numerator.
fn report(terms: &Terms<'_>, entry: Entry<'_>) -> Result<Option<Report>> {
    let Some(numerator) = number(entry, terms.reports.numerator)? else {
        return Ok(None);
    };
    Ok(Some(Report {
        reported_on: entry.day(terms.reports.reported_on),
        amounts: Amounts {
            numerator,
            denominator: number(entry, terms.reports.denominator)?,
        },
    }))
}

fn number(entry: Entry<'_>, place: NumberSlot) -> Result<Option<Ratio>> {
    let units = entry.number(place.slot);
    let number = units.map(|units| Decimal::new(units.into(), place.scale).to_ratio());
    number.transpose()
}
