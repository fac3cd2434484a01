//! A parent's report against the sum of its children's.

use super::cells::{Cells, Place};
use super::compare::is_within;
use super::terms::Terms;
use super::{Amounts, Duty, MissingChildren};
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::{DivisionCode, DivisionId};
use crate::text::Text;

/// One parent × indicator × period end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imbalance {
    /// The parent.
    pub division_code: DivisionCode,
    /// The indicator's name.
    pub indicator: String,
    /// The day whose state of affairs is reported.
    pub period_end: Date,
    /// What the parent reported. The report of a quotient without its denominator
    /// cannot be summed and counts as missing here.
    pub reported: Option<Amounts>,
    /// How many children owe a report: the divisions below the parent of the next
    /// level that owes one.
    pub children: usize,
    /// The children without a report that can be summed.
    pub missing_children: Vec<DivisionCode>,
    /// The sum of the children's reports, part by part. None where a child is
    /// missing and does not count as 0.
    pub sum: Option<Amounts>,
    /// What the parent reported less that sum, part by part. A parent with records
    /// of its own is right to report more than its children.
    pub imbalance: Option<Amounts>,
    /// What follows.
    pub state: Balance,
}

/// How a parent's report stands to the sum of its children's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Balance {
    /// 相符: no part is further from the sum than is tolerated.
    Balanced,
    /// 不相符.
    Imbalanced,
    /// 未比较: the parent has not reported, or a child has not and the policy is
    /// [`MissingChildren::None`].
    NotCompared,
    /// 下级缺报: a child has not reported and the policy is [`MissingChildren::Fail`].
    ChildMissing,
}

impl Balance {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Balanced => "balanced",
            Self::Imbalanced => "imbalanced",
            Self::NotCompared => "not_compared",
            Self::ChildMissing => "child_missing",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Balanced => ("相符", "balanced"),
            Self::Imbalanced => ("不相符", "imbalanced"),
            Self::NotCompared => ("未比较", "not compared"),
            Self::ChildMissing => ("下级缺报", "child missing"),
        };
        Text::new(zh, en)
    }
}

/// All imbalances, in order.
pub(super) fn imbalances<'a>(terms: &Terms<'a>, cells: &Cells<'a>) -> Result<Vec<Imbalance>> {
    let mut found = Vec::new();
    for duty in &terms.duties {
        let Some(below) = next_below(terms, duty) else {
            continue;
        };
        for parent in terms.owing(*duty) {
            let children: Vec<DivisionId> = terms.owing_below(parent, *below).collect();
            if children.is_empty() {
                continue;
            }
            for indicator in &terms.indicators {
                let place = Place::new(terms, parent, *indicator, duty.period_end);
                found.push((place, imbalance(terms, cells, &place, &children)?));
            }
        }
    }
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, imbalance)| imbalance).collect())
}

/// The duty of the next level below that owes the same report.
fn next_below<'t>(terms: &'t Terms<'_>, duty: &Duty) -> Option<&'t Duty> {
    // INVARIANT: duties are sorted by period end and level.
    let place = terms.duties.binary_search(duty).ok()?;
    let next = terms.duties.get(place.checked_add(1)?)?;
    (next.period_end == duty.period_end).then_some(next)
}

fn imbalance<'a>(
    terms: &Terms<'a>,
    cells: &Cells<'a>,
    place: &Place<'a>,
    children: &[DivisionId],
) -> Result<Imbalance> {
    let indicator = place.indicator().unwrap_or_default();
    let zero = Ratio::integer(0);
    let mut sum = Amounts {
        numerator: zero,
        denominator: terms.is_ratio(indicator).then_some(zero),
    };
    let mut missing_children = Vec::new();
    for child in children {
        let place = Place::new(terms, *child, indicator, place.period_end);
        match summable(terms, cells, &place) {
            Some(reported) => sum = plus(sum, reported)?,
            None => missing_children.push(place.code),
        }
    }
    let policy = terms.options.missing_children;
    let is_whole = missing_children.is_empty() || policy == MissingChildren::Zero;
    let reported = summable(terms, cells, place);
    let (imbalance, state) = match reported {
        _ if !is_whole && policy == MissingChildren::Fail => (None, Balance::ChildMissing),
        Some(reported) if is_whole => {
            let balanced = is_within(reported, sum, terms.options.tolerance)?;
            let state = if balanced {
                Balance::Balanced
            } else {
                Balance::Imbalanced
            };
            (Some(minus(reported, sum)?), state)
        }
        _ => (None, Balance::NotCompared),
    };
    Ok(Imbalance {
        division_code: place.code,
        indicator: place.name.to_owned(),
        period_end: place.period_end,
        reported,
        children: children.len(),
        missing_children,
        sum: is_whole.then_some(sum),
        imbalance,
        state,
    })
}

/// What was reported, with a denominator exactly where the indicator has one.
fn summable<'a>(terms: &Terms<'a>, cells: &Cells<'a>, place: &Place<'a>) -> Option<Amounts> {
    let Amounts {
        numerator,
        denominator,
    } = cells.report(place)?.amounts;
    let is_ratio = terms.is_ratio(place.indicator()?);
    (!is_ratio || denominator.is_some()).then_some(Amounts {
        numerator,
        denominator: denominator.filter(|_| is_ratio),
    })
}

fn plus(one: Amounts, other: Amounts) -> Result<Amounts> {
    let denominators = one.denominator.zip(other.denominator);
    let sum = denominators.map(|(one, other)| one.checked_add(other));
    Ok(Amounts {
        numerator: one.numerator.checked_add(other.numerator)?,
        denominator: sum.transpose()?,
    })
}

fn minus(one: Amounts, other: Amounts) -> Result<Amounts> {
    let negated = Amounts {
        numerator: other.numerator.negate()?,
        denominator: other.denominator.map(Ratio::negate).transpose()?,
    };
    plus(one, negated)
}
