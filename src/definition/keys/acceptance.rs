//! The keys of `[reporting]`, `[[inspection]]`, `[scoring]` and `[[responsibility]]`.

use super::super::indicator::Comparison;
use super::super::reporting::MissingChildren;
use super::super::scoring::ScoreInstead;
use super::forms::{
    ClauseId, Day, DivisionCode, Flag, Formula, Id, IndicatorId, LevelName, Line, MeasureId,
    Number, OneOf, Small, Whole,
};
use super::nested::{AnyList, Inner, Label, List};
use super::records::LARGEST_SCALE;
use super::table::table;
use crate::figure::Decimal;

table! {
    /// the post that answers for indicators in some divisions
    Responsibility = "responsibility" {
        /// the post
        post: Required<Label>;
        /// every division of the level has it
        level: Optional<LevelName>;
        /// that division has it; goes before the post of its level
        division: Optional<DivisionCode>;
        /// what it answers for; a post that names an indicator goes before one for all
        indicators: Optional<List<IndicatorId>>, else "all";
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
    either {
        "of a level": [level] without [division];
        "of a division": [division] without [level];
    }
}

table! {
    /// what is reported upward, and how it is compared with the records
    Reporting = "reporting" {
        /// who owes reports
        duty: Required<List<Inner<Duty>>>;
        /// the indicators that are owed
        indicators: Optional<List<IndicatorId>>, else "all";
        /// by how much a report may differ
        tolerance: Optional<Inner<Tolerance>>;
        /// what a child without a report means for the sum of the children: `none` (the
        /// parent is not compared), `zero` (it counts as 0), `fail` (a failure by itself)
        missing_children: Or<OneOf<MissingChildren>> = MissingChildren::None;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// a report that every division of a level owes
    Duty = "reporting.duty" {
        /// the level
        level: Required<LevelName>;
        /// the day whose state of affairs is reported: a month end of the period
        period_end: Required<Day>;
        /// the last day on which the report is in time
        due: Required<Day>;
    }
}

table! {
    /// by how much a report may differ: within either limit it is within the tolerance
    Tolerance = "reporting.tolerance" {
        /// the greatest difference, in the unit of the figure
        absolute: Or<Number> = Decimal::integer(0);
        /// the greatest difference, as a share of the figure
        relative: Or<Number> = Decimal::integer(0);
    }
}

table! {
    /// a sample of the records that count for a measure
    Inspection = "inspection" {
        /// its name; a value of `inspection_results.inspection`
        id: Required<Id>;
        /// what is inspected
        label: Required<Label>;
        /// a measure over the records of a dataset with a key; those that count for it are
        /// the population
        measure: Required<MeasureId>;
        /// the indicator whose value is verified: what was reported times the rate that
        /// was verified
        indicator: Optional<IndicatorId>;
        /// the level whose divisions are the strata
        stratum: Required<LevelName>;
        /// the seed of the draw; callers can give another one
        seed: Required<Line>;
        /// the confidence level of the intervals, between 0 and 1
        confidence: Required<Number>;
        /// how large the sample is
        precision: Optional<Inner<Precision>>;
        /// how large the sample is
        risks: Optional<Inner<Risks>>;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
    either {
        "by precision": [precision] without [risks];
        "by risks": [risks] without [precision];
    }
}

table! {
    /// one sample for the estimate of a share, shared out to the strata in proportion to
    /// their sizes
    Precision = "inspection.precision" {
        /// z, the quantile of the normal distribution that stands for the confidence: 1.96
        /// for 95 %
        z: Required<Number>;
        /// e, the margin of the estimate to either side, a share
        margin: Required<Number>;
        /// p, the share that is expected; 50 % asks for the largest sample
        expected: Required<Number>;
        /// the share of the units drawn that may fail, from 0 on: of n units
        /// ⌊n × `tolerated`⌋, in each stratum and in all
        tolerated: Required<Number>;
        /// the units of each stratum that are inspected at least; the sample grows if they
        /// are more
        minimum: Or<Whole> = 0;
    }
}

table! {
    /// every stratum is a lot of its own, with the smallest plan that keeps both risks
    Risks = "inspection.risks" {
        /// the share of failing units that should pass
        producer_quality: Required<Number>;
        /// how often a lot of that quality is refused at most
        producer_risk: Required<Number>;
        /// the share of failing units that should not pass
        consumer_quality: Required<Number>;
        /// how often a lot of that quality is accepted at most
        consumer_risk: Required<Number>;
    }
}

table! {
    /// points per division
    Scoring = "scoring" {
        /// the level whose divisions are scored
        level: Required<LevelName>;
        /// digits after the point in what is shown
        decimals: Or<Small<LARGEST_SCALE>> = 2;
        /// points for attainment
        item: Required<List<Inner<Item>>>;
        /// what adds points
        bonus: Optional<AnyList<Inner<Adjustment>>>;
        /// what takes points off, written like a bonus
        deduction: Optional<AnyList<Inner<Adjustment>>>;
        /// what overrules the points
        veto: Optional<AnyList<Inner<Veto>>>;
        /// the grades from the lowest to the highest
        band: Optional<AnyList<Inner<Band>>>;
        /// whether bonuses may lift the total above the full points
        may_exceed_full: Or<Flag> = false;
        /// how an item counts whose figure has no value; with `left_out` the others are
        /// scaled up
        missing: Or<OneOf<ScoreInstead>> = ScoreInstead::NoPoints;
        /// the same for an item that does not apply: no target, or an empty denominator
        /// that does not count as met
        not_applicable: Or<OneOf<ScoreInstead>> = ScoreInstead::LeftOut;
        /// which total is held against the bands: `full` (exact) or `rounded` (as shown)
        graded_by: Or<OneOf<Comparison>> = Comparison::Full;
        /// which total ranks, and makes ties
        ranked_by: Or<OneOf<Comparison>> = Comparison::Rounded;
        /// whether 1, 2, 2 is followed by 3 instead of 4
        dense_ranks: Or<Flag> = false;
        /// whether divisions under a veto have a rank, after all others
        ranks_vetoed: Or<Flag> = true;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// points for the attainment of an indicator's target: linear from `floor` to `cap`,
    /// by a table of `step`, or `all_or_nothing`
    Item = "scoring.item" {
        /// the indicator
        indicator: Required<IndicatorId>;
        /// the points for full attainment
        points: Required<Number>;
        /// a table of attainments and points, ascending
        step: Optional<AnyList<Inner<Step>>>;
        /// full points for what is met, else none
        all_or_nothing: Or<Flag> = false;
        /// the attainment up to which there are no points
        floor: Or<Number> = Decimal::integer(0);
        /// the attainment from which on there are full points
        cap: Or<Number> = Decimal::integer(1);
    }
    further [
        Condition::Excludes("step", &["floor", "cap"]),
        Condition::TrueExcludes("all_or_nothing", &["floor", "cap", "step"]),
    ]
}

table! {
    /// a line of the table
    Step = "scoring.item.step" {
        /// from which attainment on it counts
        attainment: Required<Number>;
        /// its points
        points: Required<Number>;
    }
}

table! {
    /// points for each occurrence
    Adjustment = "scoring.adjustment" {
        /// its name
        id: Required<Id>;
        /// what people call it
        label: Required<Label>;
        /// points for each occurrence
        each: Required<Number>;
        /// the points it comes to at most
        cap: Required<Number>;
        /// how often it occurred: a formula over measures that gives a whole number
        count: Optional<Formula>;
        /// `true` counts the division's milestones that are overdue
        overdue_milestones: Optional<Flag>;
    }
    either {
        "by a formula": [count] without [overdue_milestones];
        "by overdue milestones": [overdue_milestones] without [count];
    }
}

table! {
    /// what overrules the points of a division
    Veto = "scoring.veto" {
        /// its name
        id: Required<Id>;
        /// the reason, as it is shown
        label: Required<Label>;
        /// the points the total comes to at most
        points: Required<Number>;
        /// the grade
        grade: Optional<Label>;
        /// a condition over measures
        when: Optional<Formula>;
        /// the indicator whose target is missed
        missed: Optional<IndicatorId>;
    }
    either {
        "by a condition": [when] without [missed];
        "by a missed target": [missed] without [when];
    }
}

table! {
    /// a grade
    Band = "scoring.band" {
        /// the grade's name
        label: Required<Label>;
        /// the least total of the grade
        at_least: Required<Number>;
    }
}
