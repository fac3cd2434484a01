//! One figure: an exact value, how it is shown, and whether it meets its target.

use std::cmp::Ordering;

use crate::definition::{Bound, Comparison, EmptyDenominator};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::plan::IndicatorPlan;
use crate::tally::DivisionMeasures;
use crate::text::Text;

/// Why a figure has no value, or no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The denominator is zero: there was nothing of which a share could be taken.
    EmptyDenominator,
    /// The formula has no value, because a measure it reads has none.
    NoValue,
    /// The division has no target of its own.
    NoTarget,
    /// A dataset that the formula needs was not handed over.
    NotReceived,
    /// The numerator or the denominator has more than the 38 digits that fit a table; all else of
    /// the figure is there.
    TooManyDigits,
}

impl Reason {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::EmptyDenominator => "empty_denominator",
            Self::NoValue => "no_value",
            Self::NoTarget => "no_target",
            Self::NotReceived => "not_received",
            Self::TooManyDigits => "too_many_digits",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::EmptyDenominator => ("分母为零", "empty denominator"),
            Self::NoValue => ("没有数值", "no value"),
            Self::NoTarget => ("没有目标值", "no target"),
            Self::NotReceived => ("未收到数据", "not received"),
            Self::TooManyDigits => ("位数过多", "too many digits"),
        };
        Text::new(zh, en)
    }
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The value of a formula that is no quotient, or the dividend of one that is.
    pub numerator: Option<Ratio>,
    /// The divisor of a quotient; none for counts and sums.
    pub denominator: Option<Ratio>,
    /// The exact value; none where there is none (see `reason`).
    pub value: Option<Ratio>,
    /// The value as it is shown: rounded half to even, once, from the exact
    /// value (GB/T 8170); — where there is none.
    pub display: String,
    /// The target, where the division has one.
    pub target: Option<Decimal>,
    /// The value as a share of the target, in percent with two decimals.
    pub attainment: Option<Decimal>,
    /// Whether the target is met; none where that cannot be said.
    pub met: Option<bool>,
    /// Why there is no value or no verdict.
    pub reason: Option<Reason>,
}

/// Digits after the point of shares of a target or a plan, in percent.
pub(super) const SHARE_DECIMALS: u8 = 2;

/// What an indicator's formula gives, exactly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fraction {
    /// The value of a formula that is no quotient, or the dividend of one that is.
    pub numerator: Option<Ratio>,
    /// The divisor of a quotient.
    pub denominator: Option<Ratio>,
    /// The value.
    pub value: Option<Ratio>,
    /// Whether all datasets that the formula needs were received; nothing else is
    /// known where not.
    pub is_received: bool,
}

impl Fraction {
    /// Of a formula that needs a dataset nobody handed over.
    pub const NOT_RECEIVED: Self = Self {
        numerator: None,
        denominator: None,
        value: None,
        is_received: false,
    };

    pub fn of(plan: &IndicatorPlan, measures: &DivisionMeasures<'_>) -> Result<Self> {
        if !measures.figures.received.has_all(&plan.needs) {
            return Ok(Self::NOT_RECEIVED);
        }
        let numerator = measures.number(&plan.numerator)?;
        let denominator = match &plan.denominator {
            Some(formula) => measures.number(formula)?,
            None => None,
        };
        Self::new(plan, numerator, denominator)
    }

    /// Of a formula's parts; none where a part has no value.
    pub fn new(
        plan: &IndicatorPlan,
        numerator: Option<Ratio>,
        denominator: Option<Ratio>,
    ) -> Result<Self> {
        let value = match (numerator, denominator, plan.denominator.is_some()) {
            (Some(numerator), _, false) => Some(numerator),
            (Some(numerator), Some(denominator), true) => numerator.checked_div(denominator)?,
            _ => None,
        };
        Ok(Self {
            numerator,
            denominator,
            value,
            is_received: true,
        })
    }

    fn is_empty(&self) -> bool {
        self.denominator
            .is_some_and(|denominator| denominator.numerator() == 0)
    }
}

/// A figure before it is put into words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub fraction: Fraction,
    /// The value rounded as it is shown: a percentage in percent.
    pub shown: Option<Decimal>,
    /// The value as a share of the target, in percent.
    pub attainment: Option<Decimal>,
    pub met: Option<bool>,
    pub reason: Option<Reason>,
}

impl Judged {
    pub fn new(plan: &IndicatorPlan, fraction: Fraction, target: Option<Decimal>) -> Result<Self> {
        let value = fraction.value;
        let mut judged = Self {
            fraction,
            shown: value.map(|value| rounded(plan, value)).transpose()?,
            attainment: None,
            met: None,
            reason: None,
        };
        judged.judge(plan, target)?;
        Ok(judged)
    }

    fn judge(&mut self, plan: &IndicatorPlan, target: Option<Decimal>) -> Result<()> {
        if !self.fraction.is_received {
            self.reason = Some(Reason::NotReceived);
            return Ok(());
        }
        let Some(value) = self.fraction.value else {
            let empty = self.fraction.is_empty();
            self.reason = Some(if empty {
                Reason::EmptyDenominator
            } else {
                Reason::NoValue
            });
            let counts_as_met = empty && plan.empty == EmptyDenominator::Met;
            self.met = (counts_as_met && target.is_some()).then_some(true);
            return Ok(());
        };
        let (Some(target), Some(bound)) = (target, plan.target.as_ref().map(|target| target.bound))
        else {
            self.reason = Some(Reason::NoTarget);
            return Ok(());
        };
        let limit = target.to_ratio()?;
        let attained = value.checked_div(limit)?;
        self.attainment = attained
            .map(|share| share.percent(SHARE_DECIMALS))
            .transpose()?;
        if plan.owes_nothing(target) {
            self.met = Some(true);
            return Ok(());
        }
        let order = match plan.comparison {
            Comparison::Full => value.cmp(&limit),
            Comparison::Rounded => rounded(plan, value)?
                .to_ratio()?
                .cmp(&in_unit(plan, limit)?),
        };
        self.met = Some(is_met(bound, order));
        Ok(())
    }
}

impl Figure {
    pub(super) fn new(
        plan: &IndicatorPlan,
        measures: &DivisionMeasures<'_>,
        target: Option<Decimal>,
    ) -> Result<Self> {
        Self::of_fraction(plan, Fraction::of(plan, measures)?, target)
    }

    /// Of what the formula gives.
    pub(super) fn of_fraction(
        plan: &IndicatorPlan,
        fraction: Fraction,
        target: Option<Decimal>,
    ) -> Result<Self> {
        let judged = Judged::new(plan, fraction, target)?;
        let Fraction {
            numerator,
            denominator,
            value,
            is_received: _,
        } = judged.fraction;
        Ok(Self {
            numerator,
            denominator,
            value,
            display: shown_text(plan, judged.shown),
            target,
            attainment: judged.attainment,
            met: judged.met,
            reason: judged.reason,
        })
    }
}

/// Whether a value that stands so to its target meets it.
pub(super) fn is_met(bound: Bound, order: Ordering) -> bool {
    match bound {
        Bound::AtLeast => order.is_ge(),
        Bound::AtMost => order.is_le(),
        Bound::Exactly => order.is_eq(),
    }
}

/// The value rounded as it is shown: a percentage in percent.
fn rounded(plan: &IndicatorPlan, value: Ratio) -> Result<Decimal> {
    let decimals = plan.display.decimals;
    if plan.display.percent {
        value.percent(decimals)
    } else {
        value.round_half_even(decimals)
    }
}

/// The limit in the unit the value is shown in, unrounded.
fn in_unit(plan: &IndicatorPlan, limit: Ratio) -> Result<Ratio> {
    if plan.display.percent {
        limit.checked_mul(Ratio::integer(100))
    } else {
        Ok(limit)
    }
}

/// What is shown where there is no value.
pub(super) const NO_VALUE: &str = "—";

/// A rounded value as an indicator shows it; — where there is none.
fn shown_text(plan: &IndicatorPlan, shown: Option<Decimal>) -> String {
    match shown {
        None => NO_VALUE.to_owned(),
        Some(shown) if plan.display.percent => percent_text(shown),
        Some(shown) => shown.to_string(),
    }
}

/// A target as its indicator shows values, with more digits where it has more: what is to be reached
/// is shown exactly.
pub(super) fn target_text(plan: &IndicatorPlan, target: Decimal) -> Result<String> {
    let digits = target.shortest().scale();
    let shown = target.to_ratio()?;
    let shown = if plan.display.percent {
        shown.percent(plan.display.decimals.max(digits.saturating_sub(2)))?
    } else {
        shown.round_half_even(plan.display.decimals.max(digits))?
    };
    Ok(shown_text(plan, Some(shown)))
}

/// A value as its indicator shows it.
pub(super) fn value_text(plan: &IndicatorPlan, value: Ratio) -> Result<String> {
    let shown = rounded(plan, value)?;
    Ok(shown_text(plan, Some(shown)))
}

/// A number of percent with its sign.
pub(super) fn percent_text(percent: Decimal) -> String {
    format!("{percent}%")
}
