//! The days of the year, its office days, and how work spreads over it.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "day numbers stay within a few years around 2019, shares within a million times the cap on records"
)]

use crate::calendar::{Date, is_working_day};

/// The first and last day of the programme, and the day up to which the
/// counties report.
pub(super) const YEAR_START: i32 = day(2019, 1, 1);
/// See [`YEAR_START`].
pub(super) const YEAR_END: i32 = day(2019, 12, 31);
/// See [`YEAR_START`].
pub(super) const REPORT_DAY: i32 = day(2019, 11, 30);
/// Days before and after this range do not occur in a sample.
const FIRST: i32 = day(2009, 1, 1);
const LAST: i32 = day(2020, 12, 31);
/// One, as a share of a year's work.
pub(super) const WHOLE: u64 = 1_000_000;

/// The number of a day, as [`Date::days`] counts.
pub(super) const fn day(year: i32, month: u8, day: u8) -> i32 {
    match Date::from_ymd(year, month, day) {
        Some(date) => date.days(),
        None => 0,
    }
}

/// The written days, and which of them offices are open on.
#[derive(Debug)]
pub(super) struct Days {
    iso: Vec<String>,
    /// For each day of the year, itself or the next day offices are open.
    office: Vec<i32>,
}

impl Days {
    pub(super) fn new() -> Self {
        let iso = (FIRST..=LAST)
            .map(|number| Date::from_days(number).map_or_else(String::new, |date| date.to_string()))
            .collect();
        let mut office: Vec<i32> = Vec::new();
        let mut next = YEAR_END;
        for number in (YEAR_START..=YEAR_END).rev() {
            let open =
                Date::from_days(number).is_some_and(|date| is_working_day(date).unwrap_or(true));
            if open {
                next = number;
            }
            office.push(next);
        }
        office.reverse();
        Self { iso, office }
    }

    /// The day in ISO 8601.
    pub(super) fn iso(&self, number: i32) -> &str {
        usize::try_from(number - FIRST)
            .ok()
            .and_then(|index| self.iso.get(index))
            .map_or("", String::as_str)
    }

    /// The day itself or, where offices are closed, the next day they are open.
    pub(super) fn office_day(&self, number: i32) -> i32 {
        usize::try_from(number - YEAR_START)
            .ok()
            .and_then(|index| self.office.get(index))
            .copied()
            .unwrap_or(number)
    }
}

/// How a year's work spreads over the days: straight lines between points.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    /// Shares of [`WHOLE`] with the day they are reached, both ascending.
    points: [(u64, i32); 6],
}

impl Curve {
    /// The work of a year of records: a little ahead of 10 % by the end of
    /// March, 60 % by the end of June, nearly everything by the end of
    /// September; `noise` (up to 40,000) shifts the first two.
    pub(super) fn records(noise: u64) -> Self {
        Self {
            points: [
                (0, day(2019, 1, 2)),
                (80_000 + noise, day(2019, 3, 31)),
                (580_000 + noise, day(2019, 6, 30)),
                (960_000, day(2019, 9, 30)),
                (992_000, day(2019, 11, 30)),
                (WHOLE, day(2019, 12, 31)),
            ],
        }
    }

    /// The acceptance of platforms: 10 %, 60 % and most by the ends of the
    /// quarters, the last ones in November.
    pub(super) fn acceptance() -> Self {
        Self {
            points: [
                (0, day(2019, 1, 14)),
                (104_000, day(2019, 3, 29)),
                (603_000, day(2019, 6, 28)),
                (965_000, day(2019, 9, 30)),
                (990_000, day(2019, 10, 31)),
                (WHOLE, day(2019, 11, 27)),
            ],
        }
    }

    /// The day by which `share` of the work is done.
    pub(super) fn day_at(&self, share: u64) -> i32 {
        let mut before = (0, YEAR_START);
        for (reached, on) in self.points {
            if share < reached {
                let width = (reached - before.0).max(1);
                let days = u64::from(on.abs_diff(before.1));
                // INVARIANT: the result is at most `days`, which is below 400.
                return before.1 + ((share - before.0) * days / width) as i32;
            }
            before = (reached, on);
        }
        before.1
    }
}

#[cfg(test)]
#[path = "days_tests.rs"]
mod tests;
