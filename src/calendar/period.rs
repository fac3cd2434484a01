//! Periods of whole days.

use std::fmt;
use std::iter::successors;

use super::Date;

/// The days from a first to a last one, both included.
///
/// INVARIANT: the last day is not before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    start: Date,
    end: Date,
}

impl Period {
    /// The period from `start` to `end`, both included; `None` where it would
    /// end before it starts.
    pub fn new(start: Date, end: Date) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// The first day.
    pub const fn start(self) -> Date {
        self.start
    }

    /// The last day.
    pub const fn end(self) -> Date {
        self.end
    }

    /// Whether `date` lies in it.
    pub fn contains(self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }

    /// How many days it has, at least 1.
    pub const fn days(self) -> i32 {
        self.end
            .days()
            .saturating_sub(self.start.days())
            .saturating_add(1)
    }

    /// The last day of each of its months, in order; of the last month, the
    /// period's own last day.
    pub fn month_ends(self) -> Vec<Date> {
        let next_end = |end: &Date| end.add_days(1).map(Date::end_of_month);
        successors(Some(self.start.end_of_month()), next_end)
            .take_while(|&end| end < self.end)
            .chain([self.end])
            .collect()
    }
}

/// As ISO 8601: `2019-01-01/2019-12-31`.
impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.start, self.end)
    }
}

#[cfg(test)]
#[path = "period_tests.rs"]
mod tests;
