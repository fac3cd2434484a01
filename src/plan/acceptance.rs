//! What of a plan is for the end of the year: milestones, reports, inspections and
//! scores.

use super::{Plan, needs_of};
use crate::formula::Expression;
use crate::network::Level;
use crate::score::Scheme;

/// The dataset `milestones`, with the slots of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MilestonePlan {
    /// The dataset's position.
    pub dataset: usize,
    /// The slot of the milestone's name.
    pub milestone: usize,
    /// The slot of the day it is due.
    pub due_on: usize,
    /// The slot of the day it was done.
    pub done_on: usize,
}

/// The dataset `reports`, with the slots of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportPlan {
    /// The dataset's position.
    pub dataset: usize,
    /// The slot of the indicator's name.
    pub indicator: usize,
    /// The slot of the day whose state of affairs is reported.
    pub period_end: usize,
    /// Where the numerator stands.
    pub numerator: NumberSlot,
    /// Where the denominator stands.
    pub denominator: NumberSlot,
    /// The slot of the day it was reported.
    pub reported_on: usize,
}

/// The slot of an exact number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberSlot {
    /// The slot.
    pub slot: usize,
    /// Digits after the point of its whole-number values.
    pub scale: u8,
}

/// An inspection, with what its names mean. What it says else stands in the
/// definition, at the same position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionPlan {
    /// The dataset from which is drawn.
    pub dataset: usize,
    /// The position of the term that says which of its records count.
    pub term: usize,
    /// The indicator whose value is verified.
    pub indicator: Option<usize>,
    /// The level whose divisions are the strata.
    pub stratum: Level,
}

/// The dataset `inspection_results`, with the slots of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InspectionResultPlan {
    /// The dataset's position.
    pub dataset: usize,
    /// The slot of the inspection's name.
    pub inspection: usize,
    /// The slot of the inspected record's key.
    pub record_key: usize,
    /// The position of the field of that key.
    pub record_key_field: usize,
    /// The slot of what was found.
    pub outcome: usize,
}

/// The scoring scheme, with what its names mean.
#[derive(Clone, Debug)]
pub struct ScoringPlan {
    /// The level whose divisions are scored.
    pub level: Level,
    /// The scheme.
    pub scheme: Scheme,
    /// The indicators of its items, by position.
    pub indicators: Vec<usize>,
    /// What its bonuses and then its deductions count, with their ids.
    pub counts: Vec<(String, CountPlan)>,
    /// When its vetoes apply, with their ids.
    pub vetoes: Vec<(String, VetoPlan)>,
}

/// What a bonus or deduction counts.
#[derive(Clone, Debug)]
pub enum CountPlan {
    /// The value of a formula over measures.
    Formula(Expression),
    /// The milestones that are overdue.
    OverdueMilestones,
}

/// When a veto applies.
#[derive(Clone, Debug)]
pub enum VetoPlan {
    /// A condition over measures is true.
    Condition(Expression),
    /// The target of the indicator at that position is missed.
    Missed(usize),
}

impl CountPlan {
    /// The datasets it needs, by position.
    pub(crate) fn needs(&self, plan: &Plan) -> Vec<usize> {
        match self {
            Self::Formula(formula) => needs_of(formula, &plan.measures),
            Self::OverdueMilestones => plan.milestones.iter().map(|it| it.dataset).collect(),
        }
    }
}

impl VetoPlan {
    /// The datasets it needs, by position.
    pub(crate) fn needs(&self, plan: &Plan) -> Vec<usize> {
        match self {
            Self::Condition(condition) => needs_of(condition, &plan.measures),
            Self::Missed(indicator) => {
                let indicator = plan.indicators.get(*indicator);
                indicator.map_or_else(Vec::new, |indicator| indicator.needs.clone())
            }
        }
    }
}
