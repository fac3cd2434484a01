//! The recipes of the defects: which rows they start from, what they change.
//!
//! Every recipe breaks one rule and no other. Records to be rejected come in
//! addition to the clean year and under keys of their own, so that they leave
//! every figure as it was; warned records are made such that no indicator
//! counts them, but for three publicity events.

use crate::network::Level;

use super::dataset::Dataset;
use super::defects::rules;

/// One kind of defect in a dataset.
pub(in crate::sample) struct Recipe {
    pub(in crate::sample) rule: &'static str,
    /// The field a finding points at.
    pub(in crate::sample) field: Option<&'static str>,
    pub(in crate::sample) way: Way,
    /// One set of new values for each time the defect occurs.
    pub(in crate::sample) sets: &'static [&'static [(&'static str, Value)]],
    /// What the row it starts from must be like.
    pub(in crate::sample) needs: &'static [Condition],
}

/// How a defect gets into the file.
#[derive(Clone, Copy)]
pub(in crate::sample) enum Way {
    /// A copy of a row under a new key, with changes.
    Added,
    /// A change of a row.
    Changed,
    /// An exact copy of a row, further down.
    Copied,
    /// Two different rows under one new key.
    Conflict,
    /// Two rows under one new key, of which the second is a higher version.
    Corrected,
}

/// A new value of a cell.
pub(in crate::sample) enum Value {
    Text(&'static str),
    Missing,
    /// The code of the county's centre, accepted in 2018.
    Centre,
    /// The code of the county's platform that was accepted last.
    LastPlatform,
    /// So many days before another field's date.
    DaysBefore(&'static str, i32),
    /// The same value in full-width digits.
    FullWidth,
}

/// What a row must be like.
pub(in crate::sample) enum Condition {
    Is(&'static str, &'static str),
    Present(&'static str),
    Absent(&'static str),
    /// The platform of this row is of this level and not accepted in time.
    Late(Level),
    /// The platform of this row is accepted in time.
    InTime,
    /// The date in this field is before the county's last platform was accepted.
    BeforeLastPlatform(&'static str),
}

use Value::{FullWidth, Missing, Text};

impl Recipe {
    const fn added(
        rule: &'static str,
        field: &'static str,
        sets: &'static [&'static [(&'static str, Value)]],
    ) -> Self {
        Self {
            rule,
            field: Some(field),
            way: Way::Added,
            sets,
            needs: &[],
        }
    }

    const fn conflict(sets: &'static [&'static [(&'static str, Value)]]) -> Self {
        Self {
            rule: rules::CONFLICTING,
            field: None,
            way: Way::Conflict,
            sets,
            needs: &[],
        }
    }

    const fn changed(self) -> Self {
        Self {
            way: Way::Changed,
            ..self
        }
    }

    const fn needs(self, needs: &'static [Condition]) -> Self {
        Self { needs, ..self }
    }
}

const DIVISION: &str = "division_code";

/// A county of Yuxi that does not exist, a township that does not, and no code at all.
const UNKNOWN_DIVISION: Recipe = Recipe::added(
    rules::UNKNOWN_DIVISION,
    DIVISION,
    &[
        &[(DIVISION, Text("530499"))],
        &[(DIVISION, Text("530402998001"))],
        &[(DIVISION, Text("53O402"))],
    ],
);
const NO_DIVISION: Recipe = Recipe::added(rules::REQUIRED, DIVISION, &[&[(DIVISION, Missing)]]);
const COPY: Recipe = Recipe {
    rule: rules::COPY,
    field: None,
    way: Way::Copied,
    sets: &[&[], &[], &[]],
    needs: &[],
};
const NORMALISED: Recipe = Recipe::added(
    rules::NORMALISED,
    DIVISION,
    &[
        &[(DIVISION, FullWidth)],
        &[(DIVISION, FullWidth)],
        &[(DIVISION, FullWidth)],
    ],
)
.changed();

/// A required field that is missing.
macro_rules! missing {
    ($field:literal) => {
        Recipe::added(rules::REQUIRED, $field, &[&[($field, Missing)]])
    };
}
/// Values that are not of the field's type.
macro_rules! mistyped {
    ($field:literal, $($value:literal),+) => {
        Recipe::added(rules::TYPE, $field, &[$(&[($field, Text($value))]),+])
    };
}
/// Values outside the field's code list.
macro_rules! uncoded {
    ($field:literal, $($value:literal),+) => {
        Recipe::added(rules::CODE_LIST, $field, &[$(&[($field, Text($value))]),+])
    };
}
/// Own dates before the period, at a centre that was accepted by then, and
/// after it.
macro_rules! outside_period {
    ($field:literal $(, $end:literal)?) => {
        Recipe::added(
            rules::OUTSIDE_PERIOD,
            $field,
            &[
                &[($field, Text("2018-12-28")), (DIVISION, Centre)],
                &[($field, Text("2018-11-15")), (DIVISION, Centre)],
                &[($field, Text("2020-01-03")) $(, ($end, Text("2020-01-08")))?],
            ],
        )
    };
}
/// Ends before the start.
macro_rules! reversed {
    ($rule:expr, $end:literal, $start:literal) => {
        Recipe::added(
            $rule,
            $end,
            &[
                &[($end, DaysBefore($start, 1))],
                &[($end, DaysBefore($start, 7))],
                &[($end, DaysBefore($start, 31))],
            ],
        )
    };
}
/// Dates more than a year after the period, with further changes by which no indicator
/// counts the record.
macro_rules! far_ahead {
    ($rule:expr, $date:literal $(, $field:literal = $value:literal)*) => {
        Recipe::added(
            $rule,
            $date,
            &[
                &[($date, Text("2021-03-05")) $(, ($field, Text($value)))*],
                &[($date, Text("2029-11-30")) $(, ($field, Text($value)))*],
                &[($date, Text("2091-06-18")) $(, ($field, Text($value)))*],
            ],
        )
    };
}
/// Records of a platform that was not yet accepted, with further changes.
macro_rules! too_early {
    ($rule:expr, $date:literal $(, $field:literal = $value:literal)*) => {
        Recipe::added(
            $rule,
            DIVISION,
            &[
                &[(DIVISION, LastPlatform) $(, ($field, Text($value)))*],
                &[(DIVISION, LastPlatform) $(, ($field, Text($value)))*],
                &[(DIVISION, LastPlatform) $(, ($field, Text($value)))*],
            ],
        )
    };
}

// After the macros, which they use.
mod of_network;
mod of_records;

/// The recipes of a dataset.
pub(in crate::sample) fn recipes(dataset: Dataset) -> &'static [Recipe] {
    match dataset {
        Dataset::Platforms => of_network::PLATFORMS,
        Dataset::Residencies => of_network::RESIDENCIES,
        Dataset::Offerings => of_network::OFFERINGS,
        Dataset::People => of_network::PEOPLE,
        Dataset::Advisers => of_network::ADVISERS,
        Dataset::PublicityEvents => of_records::PUBLICITY_EVENTS,
        Dataset::Cases => of_records::CASES,
        Dataset::Consultations => of_records::CONSULTATIONS,
        Dataset::Needs => of_records::NEEDS,
        Dataset::AidRequests => of_records::AID_REQUESTS,
        Dataset::Disputes => of_records::DISPUTES,
        Dataset::Milestones => of_network::MILESTONES,
        Dataset::Reports => of_network::REPORTS,
    }
}
