//! Figures of plain formulas in small whole numbers.
//!
//! Nearly every indicator is a measure, or one measure divided by another, and
//! nearly every value has far fewer digits than an exact figure may have. For
//! these nothing has to be evaluated, reduced or checked for overflow; for all
//! others there is [`Judged`](super::figure::Judged), which says the same.
//!
//! INVARIANT: whatever is computed here, the general way computes without
//! overflow and with the same result; [`LARGEST`] and [`Plain::new`] see to it.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "factors are at most 2^63, and what they are multiplied with at most 2^53"
)]

use std::cmp::Ordering;

use super::cell::Row;
use super::figure::{Reason, SHARE_DECIMALS, is_met};
use crate::definition::{Bound, Comparison, EmptyDenominator};
use crate::figure::{Decimal, Ratio, nearest_whole};
use crate::formula::{Expression, ExpressionKind, Reference};
use crate::plan::{IndicatorPlan, MeasurePlan};
use crate::tally::Figures;

/// The largest magnitude of a value here: up to it every whole number is an
/// `f64`, and a product with a factor of 63 bits stays far below 128 bits.
const LARGEST: u64 = 1 << 53;

/// An indicator that is a measure, or one measure divided by another.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    numerator: Part,
    denominator: Option<Part>,
    /// The units of 1, by which the value of a count is divided.
    one: i64,
    /// Digits after the point of the value as it is shown.
    decimals: u8,
    /// The units it is shown in, of 1: 10000 for percent with two decimals.
    shown_units: u64,
    goal: Option<Goal>,
    empty_is_met: bool,
}

/// A measure, and the factor that brings it to the scale of the table.
#[derive(Clone, Copy, Debug)]
struct Part {
    measure: usize,
    factor: i64,
}

/// A target `units / power`.
#[derive(Clone, Copy, Debug)]
struct Goal {
    units: i64,
    power: i64,
    bound: Bound,
    /// Whether it is compared with the rounded value.
    rounded: bool,
    /// The value times the first number by the second is the share of the
    /// target in hundredths of a percent, without sign.
    share: (u64, u64),
}

/// The parts of a formula in units of the table's scale; none where a measure
/// has no value. A denominator is not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    numerator: Option<i64>,
    /// None for counts, too.
    denominator: Option<i64>,
}

impl Plain {
    /// An indicator for tables with so many digits after the point; none where
    /// its formula is no plain one, or its target or display too long.
    pub fn new(plan: &IndicatorPlan, measures: &[MeasurePlan], scale: u8) -> Option<Self> {
        if plan
            .target
            .is_some_and(|target| plan.owes_nothing(target.value))
        {
            return None;
        }
        let part = |formula| Part::new(formula, measures, scale);
        let digits = plan
            .display
            .decimals
            .checked_add(if plan.display.percent { 2 } else { 0 })?;
        let shown_units = power_of_ten(digits)?;
        let goal = match &plan.target {
            Some(target) => Some(Goal::new(
                target.value,
                (target.bound, plan.comparison == Comparison::Rounded),
                (power_of_ten(scale)?, shown_units),
            )?),
            None => None,
        };
        Some(Self {
            numerator: part(&plan.numerator)?,
            denominator: match &plan.denominator {
                Some(formula) => Some(part(formula)?),
                None => None,
            },
            one: power_of_ten(scale).filter(|one| one.unsigned_abs() <= LARGEST)?,
            decimals: plan.display.decimals,
            shown_units: shown_units.unsigned_abs(),
            goal,
            empty_is_met: plan.empty == EmptyDenominator::Met,
        })
    }

    /// The parts of a figure; none where one of them is too large or a
    /// denominator is negative.
    #[inline]
    pub fn read(
        &self,
        figures: &Figures,
        division: usize,
        (cut, monthly): (usize, bool),
    ) -> Option<Parts> {
        let value = |part: &Part| figures.value(part.measure, division, cut, monthly);
        let denominator = self.denominator.as_ref().and_then(value);
        self.parts(value(&self.numerator), denominator)
    }

    /// The numerator in a division at a date, to date or of its month, in units
    /// of the table's scale: null where it has no value; none where it is too large.
    #[inline]
    pub fn numerator(
        &self,
        figures: &Figures,
        place: (usize, usize, bool),
    ) -> Option<Option<i128>> {
        self.numerator.units(figures, place)
    }

    /// As [`numerator`](Self::numerator), the denominator; null for counts.
    #[inline]
    pub fn denominator(
        &self,
        figures: &Figures,
        place: (usize, usize, bool),
    ) -> Option<Option<i128>> {
        match &self.denominator {
            Some(part) => part.units(figures, place),
            None => Some(None),
        }
    }

    /// As [`read`](Self::read), of the measures' values.
    #[inline]
    fn parts(&self, numerator: Option<i128>, denominator: Option<i128>) -> Option<Parts> {
        Some(Parts {
            numerator: match numerator {
                Some(value) => Some(self.numerator.small(value)?),
                None => None,
            },
            denominator: match (&self.denominator, denominator) {
                (Some(part), Some(value)) => Some(part.small(value).filter(|value| *value >= 0)?),
                _ => None,
            },
        })
    }

    /// The figure with these parts.
    #[inline]
    pub fn row(&self, parts: Parts, has_target: bool) -> PlainRow<'_> {
        let divisor = match self.denominator {
            Some(_) => parts.denominator.filter(|divisor| *divisor > 0),
            None => Some(self.one),
        };
        PlainRow {
            plain: self,
            parts,
            quotient: parts.numerator.zip(divisor),
            goal: self.goal.as_ref().filter(|_| has_target),
        }
    }
}

/// A figure in small numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlainRow<'a> {
    plain: &'a Plain,
    parts: Parts,
    /// Dividend and divisor of the value, the divisor positive.
    quotient: Option<(i64, i64)>,
    /// The target, where the division has one.
    goal: Option<&'a Goal>,
}

impl PlainRow<'_> {
    /// The value as a share of the target; none where there is no value, or no
    /// positive target.
    pub fn share(&self) -> Option<Ratio> {
        let (dividend, divisor) = self.quotient?;
        let goal = self.goal.filter(|goal| goal.units > 0)?;
        Ratio::new(
            i128::from(dividend) * i128::from(goal.power),
            i128::from(divisor) * i128::from(goal.units),
        )
    }

    fn is_empty(&self) -> bool {
        self.parts.denominator == Some(0)
    }

    #[inline]
    fn shown_units(&self) -> Option<i128> {
        let (dividend, divisor) = self.quotient?;
        let factor = self.plain.shown_units;
        Some(rounded(dividend, factor, divisor.unsigned_abs()))
    }
}

impl Row for PlainRow<'_> {
    #[inline]
    fn numerator(&self) -> Option<i128> {
        self.parts.numerator.map(i128::from)
    }

    #[inline]
    fn denominator(&self) -> Option<i128> {
        self.parts.denominator.map(i128::from)
    }

    #[inline]
    fn value(&self) -> Option<f64> {
        let (dividend, divisor) = self.quotient?;
        Some(dividend as f64 / divisor as f64)
    }

    #[inline]
    fn shown(&self) -> Option<Decimal> {
        let units = self.shown_units()?;
        Some(Decimal::new(units, self.plain.decimals))
    }

    #[inline]
    fn attainment(&self) -> Option<Decimal> {
        let (dividend, divisor) = self.quotient?;
        self.goal?.attainment(dividend, divisor)
    }

    #[inline]
    fn met(&self) -> Option<bool> {
        let goal = self.goal?;
        let Some((dividend, divisor)) = self.quotient else {
            return (self.is_empty() && self.plain.empty_is_met).then_some(true);
        };
        let order = if goal.rounded {
            goal.order(self.shown_units()?, i128::from(self.plain.shown_units))
        } else {
            goal.order(i128::from(dividend), i128::from(divisor))
        };
        Some(is_met(goal.bound, order))
    }

    #[inline]
    fn reason(&self) -> Option<Reason> {
        match (self.quotient, self.goal) {
            (None, _) if self.is_empty() => Some(Reason::EmptyDenominator),
            (None, _) => Some(Reason::NoValue),
            (Some(_), None) => Some(Reason::NoTarget),
            (Some(_), Some(_)) => None,
        }
    }
}

impl Part {
    fn new(formula: &Expression, measures: &[MeasurePlan], scale: u8) -> Option<Self> {
        let ExpressionKind::Name(Reference::Measure(position)) = formula.kind else {
            return None;
        };
        let measure = usize::from(position);
        let plan = measures.get(measure).filter(|plan| !plan.is_date)?;
        Some(Self {
            measure,
            factor: power_of_ten(scale.checked_sub(plan.scale)?)?,
        })
    }

    #[inline]
    fn units(
        self,
        figures: &Figures,
        (division, cut, monthly): (usize, usize, bool),
    ) -> Option<Option<i128>> {
        match figures.value(self.measure, division, cut, monthly) {
            Some(value) => self.small(value).map(|small| Some(i128::from(small))),
            None => Some(None),
        }
    }

    #[inline]
    fn small(self, value: i128) -> Option<i64> {
        let value = i64::try_from(value).ok()?.checked_mul(self.factor)?;
        (value.unsigned_abs() <= LARGEST).then_some(value)
    }
}

impl Goal {
    /// A target in tables where 1 has `one` units and is shown in `shown_units`.
    fn new(
        target: Decimal,
        (bound, rounded): (Bound, bool),
        (one, shown_units): (i64, i64),
    ) -> Option<Self> {
        let units = i64::try_from(target.units()).ok()?;
        let power = power_of_ten(target.scale())?;
        // The general way multiplies values, which may have a power of ten up to
        // `one` beside them, with these.
        let share_units = power_of_ten(SHARE_DECIMALS.checked_add(2)?)?;
        let dividend = power.checked_mul(share_units)?;
        dividend.checked_mul(one)?;
        units.checked_mul(100)?.checked_mul(one)?;
        if rounded {
            power.checked_mul(shown_units)?;
        }
        let lowest = Ratio::new(dividend.into(), units.unsigned_abs().into());
        let lowest = lowest.map_or((0, 0), |share| {
            let share = share.reduced();
            (share.numerator(), share.denominator())
        });
        Some(Self {
            units,
            power,
            bound,
            rounded,
            share: (u64::try_from(lowest.0).ok()?, u64::try_from(lowest.1).ok()?),
        })
    }

    /// The share of the target that `dividend / divisor` is, in percent; none of
    /// a target of 0.
    #[inline]
    fn attainment(&self, dividend: i64, divisor: i64) -> Option<Decimal> {
        let (factor, by) = self.share;
        let magnitude = nearest_whole(
            u128::from(dividend.unsigned_abs()) * u128::from(factor),
            u128::from(divisor.unsigned_abs()) * u128::from(by),
        )?;
        let units = i128::try_from(magnitude).ok()?;
        let negative = (dividend < 0) != (self.units < 0);
        Some(Decimal::new(
            if negative { -units } else { units },
            SHARE_DECIMALS,
        ))
    }

    /// How `dividend / divisor` stands to the target.
    #[inline]
    fn order(&self, dividend: i128, divisor: i128) -> Ordering {
        (dividend * i128::from(self.power)).cmp(&(divisor * i128::from(self.units)))
    }
}

/// `dividend × factor / divisor`, rounded half to even; the divisor is positive.
#[inline]
fn rounded(dividend: i64, factor: u64, divisor: u64) -> i128 {
    let product = u128::from(dividend.unsigned_abs()) * u128::from(factor);
    let magnitude = nearest_whole(product, u128::from(divisor)).unwrap_or_default();
    let units = i128::try_from(magnitude).unwrap_or_default();
    if dividend < 0 { -units } else { units }
}

fn power_of_ten(digits: u8) -> Option<i64> {
    10_i64.checked_pow(digits.into())
}

#[cfg(test)]
#[path = "plain_tests.rs"]
mod tests;
