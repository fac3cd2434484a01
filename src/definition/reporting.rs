//! What is reported upward, as an author writes it.

use super::name::Name;
use super::word::{Word, words};
use crate::calendar::Date;
use crate::diagnostic::{Span, Spanned};
use crate::figure::Decimal;

/// `[reporting]`: who owes which reports by when, and how they are compared.
#[derive(Clone, Debug)]
pub struct Reporting {
    /// Where it stands.
    pub span: Span,
    /// Who owes reports.
    pub duties: Vec<ReportDuty>,
    /// The indicators that are owed; empty for all.
    pub indicators: Vec<Name>,
    /// By how much a report may differ, in the unit of the figure; at least 0.
    pub absolute: Spanned<Decimal>,
    /// By how much it may differ, as a share of the figure; at least 0.
    pub relative: Spanned<Decimal>,
    /// What a child without a report means for the sum of the children.
    pub missing_children: MissingChildren,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// `[[reporting.duty]]`: a report that every division of a level owes.
#[derive(Clone, Debug)]
pub struct ReportDuty {
    /// The level.
    pub level: Name,
    /// The day whose state of affairs is reported: a month end of the period.
    pub period_end: Spanned<Date>,
    /// The last day on which the report is in time.
    pub due: Spanned<Date>,
}

/// What a child without a report means for the sum of the children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MissingChildren {
    /// The parent is not compared.
    #[default]
    None,
    /// The child counts as 0.
    Zero,
    /// That is a failure by itself.
    Fail,
}

words!(MissingChildren {
    None = "none",
    Zero = "zero",
    Fail = "fail",
});

impl MissingChildren {
    /// Its name in files.
    pub fn id(self) -> &'static str {
        Word::id(self)
    }
}
