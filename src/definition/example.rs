//! Records and the figures expected of them, as an author writes them.

use super::name::Name;
use crate::calendar::Date;
use crate::diagnostic::Spanned;

/// Records and what the author expects of them.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub note: Name,
    /// The date of the assessment.
    pub as_of: Date,
    /// The register: rows of column name → text.
    pub register: Vec<ExampleRow>,
    /// The records by dataset: rows of field name → text (None for null).
    pub records: Vec<(Name, Vec<ExampleRow>)>,
    /// The expected figures.
    pub expect: Vec<Expectation>,
    /// The expected findings as `rule key` pairs, where the author states them:
    /// then exactly these.
    pub findings: Option<Vec<ExpectedFinding>>,
}

/// One row of an example: column and value as text.
pub type ExampleRow = Vec<(Name, Option<String>)>;

/// An expected figure.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The indicator.
    pub indicator: Name,
    /// The division's code.
    pub division: Name,
    /// The expected shown value.
    pub display: Option<Spanned<String>>,
    /// The expected numerator, as exact text.
    pub numerator: Option<Spanned<String>>,
    /// The expected denominator.
    pub denominator: Option<Spanned<String>>,
    /// The expected verdict.
    pub met: Option<Spanned<bool>>,
}

/// An expected finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedFinding {
    /// The rule.
    pub rule: Name,
    /// The dataset; empty for a finding about a division.
    pub dataset: Name,
    /// The record's key, or the 12 digits of the division; empty for a record
    /// without a key.
    pub key: Spanned<String>,
}
