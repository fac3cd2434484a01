//! The times of a week at which something is to be had, to the minute.

use crate::calendar::TimeOfDay;
use crate::text::{Text, text};

/// The hours of a week.
pub const WEEK_HOURS: u32 = 168;

const HOUR: u16 = 60;
const DAY: u16 = 24 * HOUR;
const WEEK: u16 = 7 * DAY;

/// Times of a week, the same every week.
///
/// INVARIANT: the runs are in order and neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week {
    runs: Vec<Run>,
}

/// Some minutes of a week that follow each other: from a first one until before a
/// last one, counted from Monday, 00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Run {
    from: u16,
    to: u16,
}

impl Run {
    /// The minutes it has.
    pub fn minutes(self) -> u16 {
        self.to.saturating_sub(self.from)
    }

    /// Where it begins: the day of the week (1 = Monday), and the time, before 24:00.
    pub fn start(self) -> (u8, TimeOfDay) {
        place(self.from, self.from.checked_div(DAY).unwrap_or(0))
    }

    /// Where it ends, likewise; at midnight, that is 24:00 of the day before.
    pub fn end(self) -> (u8, TimeOfDay) {
        place(
            self.to,
            self.to.saturating_sub(1).checked_div(DAY).unwrap_or(0),
        )
    }

    /// As people read it: 周一 00:00–08:30, or 周一 17:30–周二 08:30.
    pub fn label(self) -> Text {
        let ((first, from), (last, to)) = (self.start(), self.end());
        let (first_zh, first_en) = weekday(first);
        if first == last {
            return text!("{first_zh} {from}–{to}", "{first_en} {from}–{to}");
        }
        let (last_zh, last_en) = weekday(last);
        text!(
            "{first_zh} {from}–{last_zh} {to}",
            "{first_en} {from}–{last_en} {to}"
        )
    }

    /// The whole hours it has, from full hour to full hour.
    fn hours(self) -> u32 {
        let first = self.from.div_ceil(HOUR);
        let last = self.to.checked_div(HOUR).unwrap_or(0);
        u32::from(last.saturating_sub(first))
    }
}

fn place(minute: u16, day: u16) -> (u8, TimeOfDay) {
    let time = TimeOfDay::from_minutes(minute.saturating_sub(day.saturating_mul(DAY)));
    let weekday = u8::try_from(day.saturating_add(1)).unwrap_or(7);
    (weekday, time.unwrap_or(TimeOfDay::MAX))
}

fn weekday(number: u8) -> (&'static str, &'static str) {
    match number {
        1 => ("周一", "Monday"),
        2 => ("周二", "Tuesday"),
        3 => ("周三", "Wednesday"),
        4 => ("周四", "Thursday"),
        5 => ("周五", "Friday"),
        6 => ("周六", "Saturday"),
        _ => ("周日", "Sunday"),
    }
}

impl Week {
    /// The times that are in some of the runs.
    fn of_runs(mut runs: Vec<Run>) -> Self {
        runs.sort_unstable();
        let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
        for run in runs {
            match joined.last_mut() {
                Some(last) if run.from <= last.to => last.to = last.to.max(run.to),
                _ => joined.push(run),
            }
        }
        Self { runs: joined }
    }

    /// The times of several openings.
    pub(super) fn of_openings(openings: impl Iterator<Item = Opening>) -> Self {
        Self::of_runs(openings.flat_map(Opening::runs).flatten().collect())
    }

    /// The times that are in one of two.
    pub(super) fn union(&self, other: &Self) -> Self {
        if other.runs.is_empty() {
            return self.clone();
        }
        let runs = self.runs.iter().chain(&other.runs);
        Self::of_runs(runs.copied().collect())
    }

    /// The times in order, as runs that do not touch.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// How many of the 168 hours it has from their first to their last minute.
    pub fn hours(&self) -> u32 {
        // A run ends where a minute is missing, so no hour is in two of them.
        let hours = self.runs.iter().map(|run| run.hours());
        hours.fold(0, u32::saturating_add)
    }

    /// Whether it has an hour of the week, 0 (Monday, 00:00) to 167, from its first
    /// to its last minute.
    pub fn has_hour(&self, hour: u16) -> bool {
        let from = hour.saturating_mul(HOUR);
        let to = from.saturating_add(HOUR);
        self.runs.iter().any(|run| run.from <= from && to <= run.to)
    }

    /// The times it does not have, in order.
    pub fn gaps(&self) -> Vec<Run> {
        let mut gaps = Vec::with_capacity(self.runs.len().saturating_add(1));
        let mut from = 0;
        for run in self.runs.iter().chain([&Run {
            from: WEEK,
            to: WEEK,
        }]) {
            if from < run.from {
                gaps.push(Run { from, to: run.from });
            }
            from = run.to;
        }
        gaps
    }
}

/// The hours of one offering on one day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opening {
    from: u16,
    minutes: u16,
}

impl Opening {
    /// From `opens` until `closes`, in minutes of the day 1 (Monday) to 7; past
    /// midnight where it closes before it opens; none for another day, and where it
    /// closes when it opens.
    pub fn new(weekday: i64, opens: i64, closes: i64) -> Option<Self> {
        let day = u16::try_from(weekday)
            .ok()
            .filter(|day| (1..=7).contains(day))?;
        let time = |minutes: i64| TimeOfDay::from_minutes(u16::try_from(minutes).ok()?);
        let (opens, closes) = (time(opens)?.minutes(), time(closes)?.minutes());
        let closes = if closes < opens {
            closes.checked_add(DAY)?
        } else {
            closes
        };
        let minutes = closes.checked_sub(opens).filter(|minutes| *minutes > 0)?;
        let before = day.checked_sub(1)?.checked_mul(DAY)?;
        Some(Self {
            from: before.checked_add(opens)?.checked_rem(WEEK)?,
            minutes,
        })
    }

    /// In the week; what goes beyond Sunday is Monday's.
    fn runs(self) -> [Option<Run>; 2] {
        let to = self.from.saturating_add(self.minutes);
        let run = |from: u16, to: u16| (from < to).then_some(Run { from, to });
        [
            run(self.from, to.min(WEEK)),
            run(0, to.saturating_sub(WEEK)),
        ]
    }
}

#[cfg(test)]
#[path = "week_tests.rs"]
mod tests;
