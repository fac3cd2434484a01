//! Working days and deadlines of the People's Republic of China.

use std::sync::LazyLock;

use super::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// The working days after `from`, up to and with `to`; 0 where `to` is not
/// after `from`. Holidays and the weekend days worked in exchange (调休) are
/// those of the yearly notices of the General Office of the State Council
/// (国务院办公厅).
///
/// # Errors
///
/// [`Argument`](ErrorKind::Argument) where a day to count lies in a year whose
/// notice is not known here.
pub fn working_days(from: Date, to: Date) -> Result<i64> {
    if to <= from {
        return Ok(0);
    }
    known(from.add_days(1).unwrap_or(to))?;
    known(to)?;
    Ok(working_days_since_epoch(to).saturating_sub(working_days_since_epoch(from)))
}

/// Whether `date` is a working day.
///
/// # Errors
///
/// As [`working_days`].
pub fn is_working_day(date: Date) -> Result<bool> {
    known(date)?;
    let exceptions = &*EXCEPTIONS;
    let weekend = date.weekday() > 5;
    Ok(if weekend {
        exceptions.working.binary_search(&date).is_ok()
    } else {
        exceptions.off.binary_search(&date).is_err()
    })
}

/// The last day of a period of `days` days that `start` sets going: the start
/// day is not counted, and where the last day is a day off, the first working
/// day after it takes its place (Civil Code, articles 201 and 203).
///
/// # Errors
///
/// As [`working_days`], and [`Argument`](ErrorKind::Argument) after the year 9999.
pub fn deadline_days(start: Date, days: u32) -> Result<Date> {
    let last = i32::try_from(days)
        .ok()
        .and_then(|days| start.add_days(days));
    next_working_day(last.ok_or_else(too_late)?)
}

/// The last day of a period of `months` months that `start` sets going: the
/// corresponding day of the last month, or that month's last day where it has
/// none, or the first working day after it (Civil Code, articles 201 to 203).
/// A year is 12 months.
///
/// # Errors
///
/// As [`deadline_days`].
pub fn deadline_months(start: Date, months: u32) -> Result<Date> {
    let last = i32::try_from(months)
        .ok()
        .and_then(|months| start.add_months(months));
    next_working_day(last.ok_or_else(too_late)?)
}

/// `date`, or the first working day after it.
fn next_working_day(mut date: Date) -> Result<Date> {
    while !is_working_day(date)? {
        date = date.add_days(1).ok_or_else(too_late)?;
    }
    Ok(date)
}

/// The days that differ from the week's rule, in order.
#[derive(Default)]
struct Exceptions {
    /// Mondays to Fridays that are not worked.
    off: Vec<Date>,
    /// Saturdays and Sundays that are worked.
    working: Vec<Date>,
    /// The first and the last year known.
    years: Option<(i32, i32)>,
}

static EXCEPTIONS: LazyLock<Exceptions> =
    LazyLock::new(|| Exceptions::parse(include_str!("holidays_cn.txt")));

impl Exceptions {
    /// Reads lines of `year kind month-day…`; the tests hold the file to that form.
    fn parse(text: &str) -> Self {
        let mut exceptions = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_ascii_whitespace();
            let (Some(year), Some(kind)) = (words.next(), words.next()) else {
                continue;
            };
            let dates = words.filter_map(|month_day| Date::parse(&format!("{year}-{month_day}")));
            match kind {
                "off" => exceptions.off.extend(dates),
                "working" => exceptions.working.extend(dates),
                _ => continue,
            }
            if let Ok(year) = year.parse() {
                let first = exceptions.years.map_or(year, |(first, _)| first);
                exceptions.years = Some((first, year));
            }
        }
        exceptions
    }
}

/// Refuses a day of a year without a notice.
fn known(date: Date) -> Result<()> {
    let (first, last) = EXCEPTIONS.years.unwrap_or_default();
    let year = date.year();
    if (first..=last).contains(&year) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Argument,
        text!(
            "不知道 {year} 年的节假日安排,无法计算工作日:现有 {first} 年至 {last} 年的国务院办公厅通知,请核对日期 `{date}`",
            "the holidays of {year} are not known, so working days cannot be counted: the notices of {first} to {last} \
             are, check the date `{date}`"
        ),
    ))
}

fn too_late() -> Error {
    Error::new(
        ErrorKind::Argument,
        text!(
            "期限的最后一日超过了 9999 年,请检查期限的长度",
            "the deadline lies after the year 9999; check the length of the period"
        ),
    )
}

/// The working days after 1969-12-28, a Sunday, up to and with `date`, where
/// exceptions before the first known year are taken as none: only differences
/// mean anything.
fn working_days_since_epoch(date: Date) -> i64 {
    let days = i64::from(date.days()).saturating_add(4);
    let (weeks, days_of_week) = (days.div_euclid(7), days.rem_euclid(7));
    let weekdays = weeks.saturating_mul(5).saturating_add(days_of_week.min(5));
    let up_to = |dates: &[Date]| {
        i64::try_from(dates.partition_point(|&day| day <= date)).unwrap_or(i64::MAX)
    };
    let exceptions = &*EXCEPTIONS;
    weekdays
        .saturating_sub(up_to(&exceptions.off))
        .saturating_add(up_to(&exceptions.working))
}

#[cfg(test)]
#[path = "working_days_tests.rs"]
mod tests;
