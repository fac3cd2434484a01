//! Times of day, as opening hours state them.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "hours are at most 99 and minutes at most 59 when they are joined"
)]

use std::fmt;

const MINUTES_PER_HOUR: u16 = 60;
const LAST: u16 = 24 * MINUTES_PER_HOUR;

/// A time of day in whole minutes, from 00:00 to 24:00, the day's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// 00:00.
    pub const MIN: Self = Self(0);
    /// 24:00.
    pub const MAX: Self = Self(LAST);

    /// The time written as `08:30`, and in no other way.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_bytes(text.as_bytes())
    }

    /// The time written as `08:30` in ASCII.
    pub fn parse_bytes(text: &[u8]) -> Option<Self> {
        let &[h1, h2, b':', m1, m2] = text else {
            return None;
        };
        let digits = [h1, h2, m1, m2].map(|byte| byte.wrapping_sub(b'0'));
        if digits.iter().any(|&digit| digit > 9) {
            return None;
        }
        let [h1, h2, m1, m2] = digits.map(u16::from);
        let minute = m1 * 10 + m2;
        if minute >= MINUTES_PER_HOUR {
            return None;
        }
        Self::from_minutes((h1 * 10 + h2) * MINUTES_PER_HOUR + minute)
    }

    /// The time so many minutes after midnight, at most 1440.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes > LAST {
            None
        } else {
            Some(Self(minutes))
        }
    }

    /// Minutes after midnight, 0 to 1440.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

/// As `HH:MM`.
impl fmt::Display for TimeOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:02}:{:02}",
            self.0 / MINUTES_PER_HOUR,
            self.0 % MINUTES_PER_HOUR
        )
    }
}

#[cfg(test)]
#[path = "time_of_day_tests.rs"]
mod tests;
