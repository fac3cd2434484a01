//! The days figures are stated for.

use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::plan::Plan;
use crate::text::text;

/// The days figures are stated for: every month end of the period up to the
/// as-of date, and that date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cuts {
    dates: Vec<Date>,
    first_day: i32,
    /// By days since the day before the first, the first cut on or after that
    /// day; what comes later has none.
    cut_of_day: Vec<u8>,
}

impl Cuts {
    /// The cuts of a plan's period up to `as_of`.
    ///
    /// # Errors
    ///
    /// `Argument` where `as_of` lies outside the period.
    pub fn new(plan: &Plan, as_of: Date) -> Result<Self> {
        let period = plan.period;
        if !period.contains(as_of) {
            let (start, end) = (period.start(), period.end());
            let message = text!(
                "评估日期 {as_of} 不在项目期间 {start} 至 {end} 之内",
                "the as-of date {as_of} lies outside the programme's period, {start} to {end}"
            );
            return Err(Error::new(ErrorKind::Argument, message));
        }
        Ok(Self::up_to(plan, as_of))
    }

    /// The cuts of the whole period.
    pub(super) fn of_period(plan: &Plan) -> Self {
        Self::up_to(plan, plan.period.end())
    }

    fn up_to(plan: &Plan, as_of: Date) -> Self {
        let period = plan.period;
        let mut dates = period.month_ends();
        dates.retain(|date| *date < as_of);
        dates.push(as_of);
        let first_day = period.start().days();
        let days = first_day.saturating_sub(1)..=as_of.days().saturating_add(1);
        let cut_of_day = days.map(|day| {
            let cut = dates.partition_point(|date| date.days() < day);
            u8::try_from(cut).unwrap_or(u8::MAX)
        });
        Self {
            first_day,
            cut_of_day: cut_of_day.collect(),
            dates,
        }
    }

    /// The days, in order; the last one is the as-of date.
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }

    /// The number of cuts, at least one.
    pub fn len(&self) -> usize {
        self.dates.len()
    }

    /// Never: there is always the as-of date.
    pub fn is_empty(&self) -> bool {
        self.dates.is_empty()
    }

    /// Whether its cuts are the first ones of `other`.
    pub(super) fn begins(&self, other: &Self) -> bool {
        other.dates.starts_with(&self.dates)
    }

    /// The first cut on or after a day; the number of cuts where there is none.
    #[inline]
    pub fn first_from(&self, day: i32) -> usize {
        usize::from(self.cut_of(i64::from(day)))
    }

    /// INVARIANT: a period has at most 60 months, so a cut fits a byte.
    #[inline]
    fn cut_of(&self, day: i64) -> u8 {
        let last = self.cut_of_day.len().saturating_sub(1) as i64;
        let after = day.saturating_sub(i64::from(self.first_day).saturating_sub(1));
        let place = after.clamp(0, last);
        self.cut_of_day.get(place as usize).copied().unwrap_or(0)
    }

    /// The first cuts on or after some days, each delayed by so many.
    pub(super) fn all(&self, days: &[i64], delay_days: i32, out: &mut Vec<u8>) {
        out.clear();
        let last = self.cut_of_day.len().saturating_sub(1) as i64;
        let before = i64::from(self.first_day)
            .saturating_sub(1)
            .saturating_sub(i64::from(delay_days));
        out.extend(days.iter().map(|day| {
            let place = day.saturating_sub(before).clamp(0, last);
            self.cut_of_day.get(place as usize).copied().unwrap_or(0)
        }));
    }
}
