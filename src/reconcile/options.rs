//! What is owed, and what is tolerated.

use crate::assess::Assessment;
use crate::calendar::Date;
use crate::definition::MissingChildren;
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

impl Options {
    /// What the definition lays down in `[reporting]`, as far as the days that are
    /// reported have come; the default where it lays down nothing.
    ///
    /// Where all duties lie in the future, nobody owes anything yet; that cannot be
    /// told from no duties at all, so the result is none.
    pub fn of(assessment: &Assessment) -> Option<Self> {
        let Some(reporting) = &assessment.plan().definition.reporting else {
            return Some(Self::default());
        };
        let duties = reporting.duties.iter();
        let duties = duties.filter(|duty| duty.period_end.value <= assessment.as_of());
        let duties: Vec<Duty> = duties
            .filter_map(|duty| {
                Some(Duty {
                    period_end: duty.period_end.value,
                    level: Level::from_id(&duty.level.value)?,
                    due_on: duty.due.value,
                })
            })
            .collect();
        let indicators = reporting.indicators.iter();
        (!duties.is_empty()).then(|| Self {
            duties,
            indicators: indicators.map(|id| id.value.clone()).collect(),
            tolerance: Tolerance {
                absolute: reporting.absolute.value,
                relative: reporting.relative.value,
            },
            missing_children: reporting.missing_children,
        })
    }
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

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
