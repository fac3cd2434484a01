//! What is asked of records and figures, as an author writes it.

use super::name::Name;
use super::word::{Word, words};
use crate::diagnostic::Spanned;
use crate::figure::Decimal;
use crate::text::Text;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The record counts nowhere.
    Reject,
    /// The record counts and is listed.
    Warn,
    /// The record counts; for information.
    Note,
}

words!(Severity {
    Reject = "reject",
    Warn = "warn",
    Note = "note",
});

impl Severity {
    /// Its name in files and tables.
    pub fn id(self) -> &'static str {
        Word::id(self)
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Reject => ("不计入", "rejected"),
            Self::Warn => ("提醒", "warning"),
            Self::Note => ("说明", "note"),
        };
        Text::new(zh, en)
    }
}

/// `[verification]`: severities of the rules that every dataset has without a
/// `[[rule]]`. The field names are the rules' names in findings.
#[derive(Clone, Debug)]
pub struct Verification {
    /// A required field is missing.
    pub required: Severity,
    /// A value is not of its field's type.
    pub r#type: Severity,
    /// A value is outside its code list.
    pub code_list: Severity,
    /// A division is not in the register, or did not exist on the record's date.
    pub unknown_division: Severity,
    /// The record's own date lies outside the programme's period.
    pub outside_period: Severity,
    /// The record is one of several identical copies; they count once.
    pub identical_copy: Severity,
    /// Different records stand under one key. Always `Reject`.
    pub conflicting_records: Severity,
    /// A code was written in an unusual form and read all the same.
    pub normalised: Severity,
    /// A dataset that something needs was not handed over. Never `Reject`.
    pub not_received: Severity,
    /// A higher version of the record stands under its key. `Warn` or `Note`.
    pub superseded: Severity,
    /// What a record names does not exist: a milestone, an indicator, an inspection or
    /// an inspected record.
    pub unknown_id: Severity,
}

/// A verification rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name in findings.
    pub id: Name,
    /// What it asks for.
    pub label: Text,
    /// How grave a violation is.
    pub severity: Severity,
    /// What is checked.
    pub kind: RuleKind,
    /// The finding's message; `{field}` stands for what was found.
    pub message: Text,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// What a rule checks.
#[derive(Clone, Debug)]
pub enum RuleKind {
    /// A condition that every record of a dataset must fulfil.
    Record {
        /// The dataset.
        dataset: Name,
        /// The field a finding points at.
        field: Option<Name>,
        /// The condition.
        condition: Name,
        /// Whether a condition that is neither true nor false passes.
        unknown_passes: bool,
    },
    /// A record of another dataset that must exist, and fulfil a condition.
    Reference {
        /// The dataset.
        dataset: Name,
        /// Its fields that name the other record.
        fields: Vec<Name>,
        /// The other dataset.
        to: Name,
        /// The other dataset's fields they are compared with, in the same order.
        to_fields: Vec<Name>,
        /// A condition over both; the other's fields are written `to.field`.
        condition: Option<Name>,
        /// Whether a condition that is neither true nor false passes.
        unknown_passes: bool,
    },
    /// A condition over the measures of every division of some levels.
    Division {
        /// The levels.
        levels: Vec<Name>,
        /// The condition.
        condition: Name,
        /// Whether a condition that is neither true nor false passes.
        unknown_passes: bool,
    },
    /// A measure that lies far from the median of the division's siblings.
    Outlier {
        /// The levels.
        levels: Vec<Name>,
        /// The measure.
        measure: Name,
        /// How many median absolute deviations are allowed.
        limit: Spanned<Decimal>,
    },
}
