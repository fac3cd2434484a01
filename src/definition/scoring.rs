//! What counts how many points, as an author writes it.

use super::indicator::Comparison;
use super::name::Name;
use super::word::words;
use crate::diagnostic::{Span, Spanned};
use crate::figure::Decimal;
use crate::text::Text;

/// `[scoring]`: points per division.
#[derive(Clone, Debug)]
pub struct Scoring {
    /// Where it stands.
    pub span: Span,
    /// The level whose divisions are scored.
    pub level: Name,
    /// Digits after the point in what is shown.
    pub decimals: u8,
    /// Points for attainment.
    pub items: Vec<ScoreItem>,
    /// What adds points.
    pub bonuses: Vec<ScoreAdjustment>,
    /// What takes points off.
    pub deductions: Vec<ScoreAdjustment>,
    /// What overrules the points.
    pub vetoes: Vec<ScoreVeto>,
    /// The grades, from the lowest to the highest: label and least total.
    pub bands: Vec<(Text, Spanned<Decimal>)>,
    /// Whether bonuses may lift the total above the full points.
    pub may_exceed_full: bool,
    /// How an item counts whose figure has no value.
    pub missing: ScoreInstead,
    /// How an item counts that does not apply.
    pub not_applicable: ScoreInstead,
    /// Which total is held against the bands.
    pub graded_by: Comparison,
    /// Which total ranks.
    pub ranked_by: Comparison,
    /// Whether ranks go on without gaps after a tie.
    pub dense_ranks: bool,
    /// Whether divisions under a veto have a rank, after all others.
    pub ranks_vetoed: bool,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// `[[scoring.item]]`: points for the attainment of an indicator's target.
#[derive(Clone, Debug)]
pub struct ScoreItem {
    /// The indicator.
    pub indicator: Name,
    /// The points for full attainment.
    pub points: Spanned<Decimal>,
    /// How attainment turns into points.
    pub curve: ScoreCurve,
}

/// How attainment turns into points.
#[derive(Clone, Debug)]
pub enum ScoreCurve {
    /// In proportion, from 0 points at the floor to full points at the cap.
    Linear {
        /// The attainment up to which there are no points.
        floor: Decimal,
        /// The attainment from which on there are full points.
        cap: Decimal,
    },
    /// By a table: attainment and points, ascending.
    Steps(Vec<(Spanned<Decimal>, Spanned<Decimal>)>),
    /// Full points for what is met, else none.
    AllOrNothing,
}

/// `[[scoring.bonus]]`, `[[scoring.deduction]]`: points for each occurrence.
#[derive(Clone, Debug)]
pub struct ScoreAdjustment {
    /// Its name within the definition.
    pub id: Name,
    /// What people call it.
    pub label: Text,
    /// Points for each occurrence.
    pub each: Spanned<Decimal>,
    /// The points it comes to at most.
    pub cap: Spanned<Decimal>,
    /// What is counted.
    pub count: ScoreCount,
}

/// What occurrences are.
#[derive(Clone, Debug)]
pub enum ScoreCount {
    /// The value of a formula over measures: a whole number, at least 0.
    Formula(Name),
    /// The division's milestones that are overdue.
    OverdueMilestones,
}

/// `[[scoring.veto]]`: what overrules the points of a division.
#[derive(Clone, Debug)]
pub struct ScoreVeto {
    /// Its name within the definition.
    pub id: Name,
    /// The reason, as it is shown.
    pub label: Text,
    /// The points the total comes to at most.
    pub points: Spanned<Decimal>,
    /// The grade; none for no grade.
    pub grade: Option<Text>,
    /// When it applies.
    pub when: VetoCause,
}

/// When a veto applies.
#[derive(Clone, Debug)]
pub enum VetoCause {
    /// A condition over measures is true.
    Condition(Name),
    /// The target of an indicator is missed.
    Missed(Name),
}

/// How an item counts that has no attainment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreInstead {
    /// With its full points.
    FullPoints,
    /// With 0 points.
    NoPoints,
    /// Not at all; the others are scaled up.
    LeftOut,
}

words!(ScoreInstead {
    FullPoints = "full_points",
    NoPoints = "no_points",
    LeftOut = "left_out",
});
