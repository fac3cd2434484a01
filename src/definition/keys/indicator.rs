//! The keys of measures and indicators.

use super::super::indicator::{Comparison, EmptyDenominator};
use super::forms::{
    ClauseId, DatasetId, FieldName, Flag, Formula, Id, LevelName, Number, OneOf, Small,
};
use super::nested::{Inner, Label};
use super::records::LARGEST_SCALE;
use super::table::table;

table! {
    /// an aggregate, over the records of a dataset or over the divisions of a level
    Measure = "measure" {
        /// its name in formulas
        id: Required<Id>;
        /// what it counts or sums
        label: Required<Label>;
        /// over records: the dataset
        dataset: Optional<DatasetId>;
        /// over records: the aggregate, `count(*)`, `count(x)`, `count(distinct x)`,
        /// `sum(x)`, `min(x)` or `max(x)`, with `FILTER (WHERE …)` if wanted
        value: Optional<Formula>;
        /// over records: the date field that puts a record into the period, from
        /// `:period_start` up to `:as_of` (a *flow*)
        on: Optional<FieldName>, else "none: the measure states what holds at the date (a *stock*)";
        /// over divisions: the level whose divisions are counted
        per: Optional<LevelName>;
        /// over divisions: which of them count, a condition over the register such as
        /// `division.poor_village`
        filter: Optional<Formula>, else "all";
        /// over divisions: what must hold for them, a condition over the division's measures
        holds: Optional<Formula>, else "always";
    }
    either {
        "over records": [dataset, value] without [per, filter, holds];
        "over divisions": [per] without [dataset, value, on];
    }
}

table! {
    /// a formula over measures, evaluated after roll-up, with its target
    Indicator = "indicator" {
        /// its name in all tables
        id: Required<Id>;
        /// what people call it
        label: Required<Label>;
        /// the unit of its value
        unit: Optional<Label>, else "none (rates)";
        /// the formula over measures, such as `settled / mediated`
        value: Required<Formula>;
        /// what an empty denominator counts as
        empty: Or<OneOf<EmptyDenominator>> = EmptyDenominator::NotApplicable;
        /// its target
        target: Optional<Inner<Target>>;
        /// whether the target is due by the schedule (counts) rather than at every date
        /// (rates)
        scheduled: Or<Flag> = false;
        /// how its value is shown
        display: Optional<Inner<Display>>, else "as with the defaults of its keys";
        /// GB/T 8170, clause 4.3: `full` compares the exact value with the target,
        /// `rounded` the value as shown
        comparison: Or<OneOf<Comparison>> = Comparison::Full;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// a target: exactly one of `at_least`, `at_most` and `exactly`
    Target = "indicator.target" {
        /// the value must not be below it
        at_least: Optional<Number>;
        /// the value must not be above it
        at_most: Optional<Number>;
        /// the value must equal it
        exactly: Optional<Number>;
        /// whether every division has the target (rates) or only the programme's root
        /// (counts)
        every_division: Or<Flag> = false;
    }
    either {
        "at least": [at_least] without [at_most, exactly];
        "at most": [at_most] without [at_least, exactly];
        "exactly": [exactly] without [at_least, at_most];
    }
}

table! {
    /// how a value is shown, rounded once by GB/T 8170
    Display = "indicator.display" {
        /// as a percentage
        percent: Or<Flag> = false;
        /// digits after the point
        decimals: Or<Small<LARGEST_SCALE>> = 0;
    }
}
