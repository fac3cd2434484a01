//! The keys of rules.

use super::super::rule::Severity;
use super::super::word::words;
use super::forms::{
    ClauseId, DatasetId, FieldName, Formula, IdBut, LevelName, MeasureId, Number, OneOf, Taken,
};
use super::nested::{Inner, Label, List};
use super::table::table;

/// The rules that every dataset has without a `[[rule]]`, by the names that findings
/// give them.
pub struct StructuralRules;

impl Taken for StructuralRules {
    const NAMES: &'static [&'static str] = &[
        "required",
        "type",
        "code_list",
        "unknown_division",
        "outside_period",
        "identical_copy",
        "conflicting_records",
        "normalised",
        "total_row",
        "column_not_read",
        "not_received",
        "superseded",
        "unknown_id",
        "file_may_be_cut",
        "not_computable",
    ];
}

/// What a condition counts as that is neither true nor false.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// As true.
    Pass,
    /// As false.
    Fail,
}

words!(Unknown {
    Pass = "pass",
    Fail = "fail",
});

table! {
    /// a verification rule; its keys tell which of four kinds it is
    Rule = "rule" {
        /// its name in findings
        id: Required<IdBut<StructuralRules>>;
        /// what it asks for
        label: Required<Label>;
        /// how grave a violation is: `reject`, the record counts nowhere; `warn`, it counts
        /// and is listed; `note`, for information
        severity: Required<OneOf<Severity>>;
        /// what the clerk reads; `{name}` stands for what was found: a field of the
        /// dataset; with `levels` a measure; with `outlier` `{value}`, `{median}` and
        /// `{deviation}` (the median distance from the median)
        message: Required<Label>;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
        /// what a condition counts as that is neither true nor false, because a value is
        /// missing; passing is what SQL's CHECK does
        unknown: Or<OneOf<Unknown>> = Unknown::Pass;
        /// the dataset whose records are checked
        dataset: Optional<DatasetId>;
        /// the field a finding points at
        field: Optional<FieldName>;
        /// the condition: over the record's fields, or with `levels` over the measures
        condition: Optional<Formula>;
        /// the levels whose divisions are checked
        levels: Optional<List<LevelName>>;
        /// a record of another dataset that must exist
        reference: Optional<Inner<Reference>>;
        /// a measure that must lie near the median of the division's siblings
        outlier: Optional<Inner<Outlier>>;
    }
    either {
        "every record fulfils the condition; a finding points at `field`":
            [dataset, condition] without [reference, levels, outlier];
        "a record of another dataset exists, and fulfils a condition":
            [dataset, reference] without [condition, field, levels, outlier];
        "the measures of every division of these levels fulfil the condition":
            [levels, condition] without [dataset, field, reference, outlier];
        "a measure lies near the median of the division's siblings":
            [levels, outlier] without [dataset, field, reference, condition, unknown];
    }
}

table! {
    /// a record of another dataset that must exist, and fulfil a condition; where several
    /// records fit, one that fulfils it is enough
    Reference = "rule.reference" {
        /// the fields of this dataset that name the other record
        fields: Required<List<FieldName>>;
        /// the other dataset
        to: Required<DatasetId>;
        /// the fields of the other dataset that they equal, one by one
        to_fields: Required<List<FieldName>>;
        /// a condition over both records; the other's fields are written `to.field`, as
        /// in `platforms.accepted_on <= held_on`
        condition: Optional<Formula>;
    }
}

table! {
    /// a measure far from the median of the division's siblings
    Outlier = "rule.outlier" {
        /// the measure
        measure: Required<MeasureId>;
        /// how many median absolute deviations it may lie from the median
        limit: Required<Number>;
    }
}
