//! Dates of the Gregorian calendar.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "years are within 1..=9999, months and days within a year: every value stays below 4 million"
)]

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::text::text;

/// Days from 0000-03-01, where the years of the algorithm begin, to 1970-01-01.
const DAYS_TO_1970: i32 = 719_468;
/// Days of 400 years, after which the calendar repeats.
const DAYS_PER_ERA: i32 = 146_097;
/// 0001-01-01.
const FIRST: i32 = -719_162;
/// 9999-12-31.
const LAST: i32 = 2_932_896;

/// A day of the years 1 to 9999, by the Gregorian calendar throughout.
///
/// INVARIANT: the number of days since 1970-01-01 is within [`Date::MIN`] and
/// [`Date::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(i32);

impl Date {
    /// 0001-01-01.
    pub const MIN: Self = Self(FIRST);
    /// 9999-12-31.
    pub const MAX: Self = Self(LAST);

    /// The day of a year, month (1 to 12) and day of the month; `None` where
    /// there is no such day.
    pub const fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        if year < 1
            || year > 9999
            || month < 1
            || month > 12
            || day < 1
            // Most days are settled without the length of their month.
            || (day > 28 && day > days_in_month(year, month))
        {
            return None;
        }
        Some(Self(days_from_civil(year, month, day)))
    }

    /// The day written as `2019-01-31`, and in no other way.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_bytes(text.as_bytes())
    }

    /// The day written as `2019-01-31` in ASCII.
    pub fn parse_bytes(text: &[u8]) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
            return None;
        };
        let digits = [y1, y2, y3, y4, m1, m2, d1, d2].map(|byte| byte.wrapping_sub(b'0'));
        // No early end: files hold millions of dates, nearly all of them right.
        if digits
            .iter()
            .fold(false, |wrong, &digit| wrong | (digit > 9))
        {
            return None;
        }
        let [y1, y2, y3, y4, m1, m2, d1, d2] = digits;
        let year = i32::from(y1) * 1000 + i32::from(y2) * 100 + i32::from(y3) * 10 + i32::from(y4);
        Self::from_ymd(year, m1 * 10 + m2, d1 * 10 + d2)
    }

    /// Days since 1970-01-01, negative before it.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The day so many days after 1970-01-01; `None` outside the years 1 to 9999.
    pub const fn from_days(days: i32) -> Option<Self> {
        if days < FIRST || days > LAST {
            None
        } else {
            Some(Self(days))
        }
    }

    /// The year, 1 to 9999.
    pub const fn year(self) -> i32 {
        self.civil().0
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.civil().1
    }

    /// The day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.civil().2
    }

    /// The day of the week, 1 for Monday to 7 for Sunday (ISO 8601).
    pub const fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        ((self.0 + 3).rem_euclid(7) + 1) as u8
    }

    /// The quarter of the calendar year, 1 to 4. (Never derived from ISO
    /// weeks: 2018-12-31 lies in week 1 of 2019 and in the last quarter of 2018.)
    pub const fn quarter(self) -> u8 {
        (self.month() - 1) / 3 + 1
    }

    /// The first day of its month.
    #[must_use]
    pub const fn start_of_month(self) -> Self {
        Self(self.0 - self.day() as i32 + 1)
    }

    /// The last day of its month.
    #[must_use]
    pub const fn end_of_month(self) -> Self {
        let (year, month, day) = self.civil();
        Self(self.0 - day as i32 + days_in_month(year, month) as i32)
    }

    /// The day so many days later, or earlier where `days` is negative; `None`
    /// outside the years 1 to 9999.
    pub const fn add_days(self, days: i32) -> Option<Self> {
        match self.0.checked_add(days) {
            Some(days) => Self::from_days(days),
            None => None,
        }
    }

    /// The corresponding day so many months later (or earlier), or that
    /// month's last day where it has no corresponding day: one month after
    /// 2019-01-31 is 2019-02-28. `None` outside the years 1 to 9999.
    pub fn add_months(self, months: i32) -> Option<Self> {
        let (year, month, day) = self.civil();
        let month_number = (year * 12 + i32::from(month) - 1).checked_add(months)?;
        let year = month_number.div_euclid(12);
        let month = u8::try_from(month_number.rem_euclid(12) + 1).ok()?;
        Self::from_ymd(year, month, day.min(days_in_month(year, month)))
    }

    /// Year, month and day (Howard Hinnant, "chrono-compatible low-level date algorithms").
    const fn civil(self) -> (i32, u8, u8) {
        let days = self.0 + DAYS_TO_1970;
        let era = days.div_euclid(DAYS_PER_ERA);
        let day_of_era = days.rem_euclid(DAYS_PER_ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        // Months count from March, so that the leap day is the year's last.
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = year_of_era + era * 400 + (month <= 2) as i32;
        (year, month as u8, day as u8)
    }
}

/// The inverse of [`Date::civil`], for a day that exists.
const fn days_from_civil(year: i32, month: u8, day: u8) -> i32 {
    let year_from_march = year - (month <= 2) as i32;
    let era = year_from_march.div_euclid(400);
    let year_of_era = year_from_march.rem_euclid(400);
    let month_from_march = (month as i32 + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970
}

/// Without branches on the month, which no processor can guess.
const fn days_in_month(year: i32, month: u8) -> u8 {
    if month == 2 {
        return 28 + is_leap(year) as u8;
    }
    // The months of 31 days are the odd ones up to July and the even ones from August.
    30 | (month ^ (month >> 3))
}

const fn is_leap(year: i32) -> bool {
    // Of the years that end a century, those divisible by 400 are divisible by 16.
    year % 4 == 0 && (year % 100 != 0 || year % 16 == 0)
}

/// As [`Date::parse`], with an error of kind `Argument` for any other text.
impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).ok_or_else(|| {
            let message = text!(
                "`{text}` 不是日期，应写作 2019-11-30",
                "`{text}` is not a date such as 2019-11-30"
            );
            Error::new(ErrorKind::Argument, message)
        })
    }
}

/// As ISO 8601: `2019-01-31`.
impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
