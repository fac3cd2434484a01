//! Cumulative figures that fall.

use super::cells::{Cells, Place};
use super::terms::Terms;
use crate::calendar::Date;
use crate::figure::Ratio;
use crate::network::DivisionCode;

/// A count, which is to date and so can only grow, that is less than the same
/// division reported for an earlier day. Of several earlier reports the greatest
/// is named, of equal ones the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fall {
    /// The division.
    pub division_code: DivisionCode,
    /// The indicator's name.
    pub indicator: String,
    /// The day of the lesser figure.
    pub period_end: Date,
    /// The lesser figure.
    pub numerator: Ratio,
    /// The earlier day.
    pub earlier_period_end: Date,
    /// What was reported for it.
    pub earlier_numerator: Ratio,
}

/// All falls, in order.
pub(super) fn falls<'a>(terms: &Terms<'a>, cells: &Cells<'a>) -> Vec<Fall> {
    let mut falls = Vec::new();
    let mut greatest: Option<(Place<'a>, Ratio)> = None;
    for (place, cell) in cells.iter() {
        let (Some(report), Some(indicator)) = (cell.report, place.indicator()) else {
            continue;
        };
        if terms.is_ratio(indicator) {
            continue;
        }
        let numerator = report.amounts.numerator;
        let same = |(before, _): &(Place<'a>, Ratio)| {
            (before.code, before.name) == (place.code, place.name)
        };
        match greatest.filter(same) {
            Some((before, earlier)) if numerator < earlier => falls.push(Fall {
                division_code: place.code,
                indicator: place.name.to_owned(),
                period_end: place.period_end,
                numerator,
                earlier_period_end: before.period_end,
                earlier_numerator: earlier,
            }),
            Some((_, earlier)) if numerator == earlier => {}
            _ => greatest = Some((*place, numerator)),
        }
    }
    falls
}
