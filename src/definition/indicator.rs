//! What is computed from records, as an author writes it: measures, and indicators
//! with their targets.

use super::name::Name;
use super::word::words;
use crate::diagnostic::Spanned;
use crate::figure::Decimal;
use crate::text::Text;

/// An aggregate.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its name.
    pub id: Name,
    /// What it counts or sums.
    pub label: Text,
    /// What it is computed from.
    pub kind: MeasureKind,
}

/// What a measure is computed from.
#[derive(Clone, Debug)]
pub enum MeasureKind {
    /// From the records of a dataset.
    Records {
        /// The dataset.
        dataset: Name,
        /// The aggregate: `count(*) FILTER (WHERE …)`, `sum(x)`, …
        value: Name,
        /// The date field that puts a record into the period (flow); none for
        /// what holds at a date (stock).
        on: Option<Name>,
    },
    /// The number of divisions of a level for which conditions hold.
    Divisions {
        /// The level.
        per: Name,
        /// A condition over the division's attributes.
        filter: Option<Name>,
        /// A condition over the division's measures.
        holds: Option<Name>,
    },
}

/// A formula over measures, with its target.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its name.
    pub id: Name,
    /// What people call it.
    pub label: Text,
    /// The unit of its value, such as 件 / cases; empty for rates.
    pub unit: Text,
    /// The formula.
    pub value: Name,
    /// What an empty denominator counts as.
    pub empty: EmptyDenominator,
    /// Its target.
    pub target: Option<Target>,
    /// Whether the target is due by the schedule (counts) or at every date (rates).
    pub scheduled: bool,
    /// How the value is shown.
    pub display: Display,
    /// How the value is compared with the target (GB/T 8170, clause 4.3).
    pub comparison: Comparison,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// What an empty denominator counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyDenominator {
    /// The target is met: nothing was asked for, so nothing was refused.
    Met,
    /// The indicator does not apply.
    NotApplicable,
}

words!(EmptyDenominator {
    Met = "met",
    NotApplicable = "not_applicable",
});

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// At least, at most or exactly.
    pub bound: Bound,
    /// The value.
    pub value: Spanned<Decimal>,
    /// Whether every division has it (rates) or only the programme's root, until
    /// it is allocated to others (counts).
    pub every_division: bool,
}

/// How a target bounds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The value must not be below the target.
    AtLeast,
    /// The value must not be above the target.
    AtMost,
    /// The value must equal the target.
    Exactly,
}

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// As a percentage.
    pub percent: bool,
    /// Digits after the decimal point.
    pub decimals: u8,
}

/// The two methods of GB/T 8170 for comparing a value with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// 全数值比较法: the exact value.
    Full,
    /// 修约值比较法: the value rounded as it is shown.
    Rounded,
}

words!(Comparison {
    Full = "full",
    Rounded = "rounded",
});
