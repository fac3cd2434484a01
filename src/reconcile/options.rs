//! What is owed, and what is tolerated.

use crate::calendar::Date;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::Level;

/// How reports are held against records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Who owes which report by when. Empty: every city and county owes the
    /// figures of the as-of date, by that date. Levels are those of the source of
    /// `yuxi-2019`: counties report, and the city sums up.
    pub duties: Vec<Duty>,
    /// The indicators that are owed, by name. Empty: all.
    pub indicators: Vec<String>,
    /// How far a report may be from the records, or from the sum of its children.
    pub tolerance: Tolerance,
    /// What a child without a report means for the sum of the children.
    pub missing_children: MissingChildren,
}

/// A report that every division of a level under the programme's root owes, as
/// far as it exists on the day that is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Duty {
    /// The day whose state of affairs is reported: a date of the assessment.
    pub period_end: Date,
    /// The level.
    pub level: Level,
    /// The last day on which the report is in time.
    pub due_on: Date,
}

/// How far a number may be from another one. It is within the tolerance if it is
/// within either limit; one that lies exactly at the limit is within. The default
/// tolerates nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolerance {
    /// The greatest difference, in the unit of the number; at least 0.
    pub absolute: Decimal,
    /// The greatest difference as a share of what the number is compared with;
    /// at least 0.
    pub relative: Decimal,
}

impl Tolerance {
    /// Whether so great a difference from `base` is within the tolerance.
    ///
    /// # Errors
    ///
    /// `Overflow`.
    pub fn allows(&self, difference: Ratio, base: Ratio) -> Result<bool> {
        let size = magnitude(difference)?;
        if size <= self.absolute.to_ratio()? {
            return Ok(true);
        }
        let limit = self.relative.to_ratio()?.checked_mul(magnitude(base)?)?;
        Ok(size <= limit)
    }
}

fn magnitude(number: Ratio) -> Result<Ratio> {
    if number.numerator() < 0 {
        number.negate()
    } else {
        Ok(number)
    }
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

impl MissingChildren {
    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Zero => "zero",
            Self::Fail => "fail",
        }
    }
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
