//! A report against what the records say.

use super::Tolerance;
use super::cells::{Cell, Cells, Found, Place};
use super::terms::Terms;
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::DivisionCode;
use crate::text::{Text, text};

/// A figure in its parts, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amounts {
    /// A count or sum, or the dividend of a quotient.
    pub numerator: Ratio,
    /// The divisor of a quotient.
    pub denominator: Option<Ratio>,
}

impl Amounts {
    /// The value; none where the denominator is 0.
    ///
    /// # Errors
    ///
    /// `Overflow`.
    pub fn value(&self) -> Result<Option<Ratio>> {
        match self.denominator {
            Some(denominator) => self.numerator.checked_div(denominator),
            None => Ok(Some(self.numerator)),
        }
    }
}

/// What was reported less what the records say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Difference {
    /// That of the numerators.
    pub numerator: Ratio,
    /// That of the denominators; none where one side has none.
    pub denominator: Option<Ratio>,
    /// That of the values; none where one side has none.
    pub value: Option<Ratio>,
}

/// One division × indicator × period end that was reported or is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Whose figure it is.
    pub division_code: DivisionCode,
    /// The indicator's name, as it was reported.
    pub indicator: String,
    /// The day whose state of affairs is reported.
    pub period_end: Date,
    /// What was reported.
    pub reported: Option<Amounts>,
    /// What the records say; none where they give no value or were not received, or
    /// nothing is asked for.
    pub computed: Option<Amounts>,
    /// The difference, where there are both.
    pub difference: Option<Difference>,
    /// Whether numerator and denominator are each within the tolerance of the
    /// computed ones; none where nothing can be compared. Two quotients of one
    /// value are not the same report.
    pub within_tolerance: Option<bool>,
    /// The day of the report that counts; where none does, the last day on which one
    /// was made that is in conflict or rejected.
    pub reported_on: Option<Date>,
    /// The last day on which it is in time, where it is owed.
    pub due_on: Option<Date>,
    /// Days after the day it was due; 0 if it was in time; none where it is not
    /// owed, or was not reported on a known day.
    pub days_late: Option<u32>,
    /// What follows.
    pub state: State,
}

/// What is to be said of a report. Of several the first in the order
/// unexpected, in conflict, rejected, missing, not received, differs, late, agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// 一致: it says what the records say, within the tolerance.
    Agrees,
    /// 不一致: it does not, or the records give no value.
    Differs,
    /// 未上报: it is owed and was not received.
    Missing,
    /// 不应有: no such indicator, no division of the programme, or no day the
    /// assessment states figures for. There is a [`Finding`].
    Unexpected,
    /// 迟报: it agrees, and came after the day it was due.
    Late,
    /// 未收到数据: there is nothing to hold it against, as a dataset that the indicator
    /// needs was not received.
    NotReceived,
    /// 上报冲突: several that differ were received under one key, and none counts.
    InConflict,
    /// 上报不计入: it was received, and a rule rejects it.
    Rejected,
}

impl State {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Late => "late",
            Self::NotReceived => "not_received",
            Self::InConflict => "in_conflict",
            Self::Rejected => "rejected",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Agrees => ("一致", "agrees"),
            Self::Differs => ("不一致", "differs"),
            Self::Missing => ("未上报", "missing"),
            Self::Unexpected => ("不应有", "unexpected"),
            Self::Late => ("迟报", "late"),
            Self::NotReceived => ("未收到数据", "not received"),
            Self::InConflict => ("上报冲突", "in conflict"),
            Self::Rejected => ("上报不计入", "rejected"),
        };
        Text::new(zh, en)
    }
}

/// Something wrong with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whose report it is.
    pub division_code: DivisionCode,
    /// The indicator's name, as it was reported.
    pub indicator: String,
    /// The day it is about.
    pub period_end: Date,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Problem {
    /// The division is none of the programme.
    OutsideDivision,
    /// The definition has no such indicator.
    UnknownIndicator,
    /// The day is no date of the assessment.
    NotAPeriodEnd,
    /// There is another one about the same, where the key of the dataset allows
    /// that. The one reported last counts, of one day the greater.
    Repeated,
}

impl Problem {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::OutsideDivision => "outside_division",
            Self::UnknownIndicator => "unknown_indicator",
            Self::NotAPeriodEnd => "not_a_period_end",
            Self::Repeated => "repeated",
        }
    }
}

impl Finding {
    /// The finding in words.
    pub fn message(&self) -> Text {
        let (code, day) = (self.division_code, self.period_end);
        let indicator = &self.indicator;
        match self.problem {
            Problem::OutsideDivision => text!(
                "上报的区划 `{code}` 不属于本项目",
                "the division `{code}` that was reported for is none of the programme"
            ),
            Problem::UnknownIndicator => text!(
                "`{code}` 上报的指标 `{indicator}` 不存在",
                "`{code}` reported the indicator `{indicator}`, which does not exist"
            ),
            Problem::NotAPeriodEnd => text!(
                "`{code}` 上报 `{indicator}` 的统计截止日期 {day} 不是本次评估的日期(月末或评估日期)",
                "`{code}` reported `{indicator}` for {day}, which is no date of the assessment: a month end or the as-of date"
            ),
            Problem::Repeated => text!(
                "`{code}` 对 `{indicator}` 截至 {day} 的数据上报了不止一次,以最后一次为准",
                "`{code}` reported `{indicator}` for {day} more than once; the last report counts"
            ),
        }
    }
}

/// All comparisons, in order; what makes a report unexpected is added to `findings`.
pub(super) fn comparisons<'a>(
    terms: &Terms<'a>,
    cells: &Cells<'a>,
    findings: &mut Vec<Found<'a>>,
) -> Result<Vec<Comparison>> {
    let mut comparisons = Vec::new();
    for (place, cell) in cells.iter() {
        let problems = problems(terms, place);
        let is_expected = problems.is_empty();
        findings.extend(problems.into_iter().map(|found| Found::new(*place, found)));
        comparisons.push(comparison(terms, place, cell, is_expected)?);
    }
    Ok(comparisons)
}

fn problems(terms: &Terms<'_>, place: &Place<'_>) -> Vec<Problem> {
    let division = place.division(terms);
    let inside = division.is_some_and(|division| terms.includes(division));
    let found = [
        (!inside).then_some(Problem::OutsideDivision),
        (place.indicator().is_none()).then_some(Problem::UnknownIndicator),
        (terms.cut(place.period_end).is_none()).then_some(Problem::NotAPeriodEnd),
    ];
    found.into_iter().flatten().collect()
}

fn comparison(
    terms: &Terms<'_>,
    place: &Place<'_>,
    cell: &Cell,
    is_expected: bool,
) -> Result<Comparison> {
    let computed = match (place.division(terms), place.indicator()) {
        (Some(division), Some(indicator)) if is_expected => {
            terms.computed(division, indicator, place.period_end)?
        }
        _ => None,
    };
    // What is about nothing that is asked for is shown as it was reported, though a
    // rule rejects it.
    let unexpected = cell.unused.filter(|_| !is_expected);
    let unexpected = unexpected.and_then(|unused| unused.latest);
    let reported = cell.report.or(unexpected).map(|report| report.amounts);
    let tolerance = terms.options.tolerance;
    let (difference, within_tolerance) = match (reported, computed) {
        (Some(reported), Some(computed)) => (
            Some(difference(reported, computed)?),
            Some(is_within(reported, computed, tolerance)?),
        ),
        _ => (None, None),
    };
    let reported_on = cell.reported_on();
    let days_late = cell.due_on.zip(reported_on).map(|(due_on, reported_on)| {
        let days = reported_on.days().saturating_sub(due_on.days());
        u32::try_from(days).unwrap_or(0)
    });
    let state = match (is_expected, reported, within_tolerance) {
        (false, ..) => State::Unexpected,
        (_, None, _) => match cell.unused {
            Some(unused) if unused.is_in_conflict => State::InConflict,
            Some(_) => State::Rejected,
            None => State::Missing,
        },
        _ if !terms.is_received(place.indicator()) => State::NotReceived,
        (_, _, None | Some(false)) => State::Differs,
        _ if days_late > Some(0) => State::Late,
        _ => State::Agrees,
    };
    Ok(Comparison {
        division_code: place.code,
        indicator: place.name.to_owned(),
        period_end: place.period_end,
        reported,
        computed,
        difference,
        within_tolerance,
        reported_on,
        due_on: cell.due_on,
        days_late,
        state,
    })
}

/// One side less the other, part by part.
pub(super) fn difference(one: Amounts, other: Amounts) -> Result<Difference> {
    let less = |one: Option<Ratio>, other: Option<Ratio>| {
        let both = one.zip(other);
        both.map(|(one, other)| one.checked_sub(other)).transpose()
    };
    Ok(Difference {
        numerator: one.numerator.checked_sub(other.numerator)?,
        denominator: less(one.denominator, other.denominator)?,
        value: less(one.value()?, other.value()?)?,
    })
}

/// Whether every part of one side is within the tolerance of the other's.
pub(super) fn is_within(one: Amounts, other: Amounts, tolerance: Tolerance) -> Result<bool> {
    let allows = |one: Ratio, other: Ratio| tolerance.allows(one.checked_sub(other)?, other);
    let denominators = match (one.denominator, other.denominator) {
        (None, None) => true,
        (Some(one), Some(other)) => allows(one, other)?,
        _ => false,
    };
    Ok(denominators && allows(one.numerator, other.numerator)?)
}
