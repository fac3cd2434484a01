//! Rounding by GB/T 8170-2008 (数值修约规则与极限数值的表示和判定).
//!
//! The standard rounds half to even (四舍六入五成双), negatives by their
//! magnitude, and only once, from the value as it is (clause 3.3 forbids
//! rounding a rounded number again). So everything here starts from an exact
//! [`Ratio`] or [`Decimal`].

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::{Decimal, Ratio, overflow};
use crate::error::Result;

/// A rounding interval (修约间隔): rounded values are its multiples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// The place, as the exponent of its power of ten: −2 for hundredths.
    ///
    /// INVARIANT: within ±255.
    exponent: i16,
    parts: Parts,
}

/// How a place is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Parts {
    /// Whole units of the place.
    #[default]
    Whole,
    /// Half units (0.5 单位修约): doubled, rounded, halved.
    Halves,
    /// Fifths of a unit (0.2 单位修约): times five, rounded, divided by five.
    Fifths,
}

impl Interval {
    /// Multiples of `10^-digits`: so many digits after the point.
    pub const fn decimals(digits: u8) -> Self {
        // `i16::from` is not const; every `u8` fits.
        Self {
            exponent: 0_i16.saturating_sub(digits as i16),
            parts: Parts::Whole,
        }
    }

    /// Multiples of `10^exponent`: 2 for hundreds (百数位).
    pub const fn power_of_ten(exponent: u8) -> Self {
        Self {
            exponent: exponent as i16,
            parts: Parts::Whole,
        }
    }

    /// The same place, divided into `parts`.
    #[must_use]
    pub const fn divided(self, parts: Parts) -> Self {
        Self { parts, ..self }
    }
}

impl Ratio {
    /// The multiple of `interval` nearest to the value; of two equally near
    /// ones, the even multiple.
    ///
    /// The scale of the result is the interval's digits after the point, one
    /// more for half units and fifths (60.25 in half units is 60.0).
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn round(self, interval: Interval) -> Result<Decimal> {
        // A half is five tenths of the place, a fifth two tenths: divided
        // places are counted in tenths, which are one place lower.
        let (parts, units_per_part, lowered) = match interval.parts {
            Parts::Whole => (1, 1, 0),
            Parts::Halves => (2, 5, 1),
            Parts::Fifths => (5, 2, 1),
        };
        let value = self.checked_mul(Self::integer(parts))?;
        let multiple = nearest_multiple(value, interval.exponent);
        let units = multiple.and_then(|multiple| multiple.checked_mul(units_per_part));
        let exponent = interval.exponent.saturating_sub(lowered);
        units
            .and_then(|units| assemble(units, exponent))
            .ok_or_else(overflow)
    }
}

impl Decimal {
    /// The multiple of `interval` nearest to the value, as [`Ratio::round`].
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn round(self, interval: Interval) -> Result<Self> {
        self.to_ratio()?.round(interval)
    }
}

/// `value / 10^exponent`, rounded half to even. `None` is overflow.
fn nearest_multiple(value: Ratio, exponent: i16) -> Option<i128> {
    let magnitude = value.numerator().unsigned_abs();
    let denominator = value.denominator().unsigned_abs();
    let nearest = match u32::try_from(exponent) {
        Ok(exponent) => {
            let power = 10_u128.checked_pow(exponent);
            match power.and_then(|power| denominator.checked_mul(power)) {
                Some(denominator) => nearest_decimal(magnitude, denominator, 0)?,
                // The divisor is 2^128 or more and the magnitude at most half
                // of that: it rounds to 0, which is even.
                None => 0,
            }
        }
        Err(_) => nearest_decimal(magnitude, denominator, exponent.unsigned_abs())?,
    };
    let nearest_if_positive = i128::try_from(nearest);
    if value.numerator() >= 0 {
        return nearest_if_positive.ok();
    }
    // Of the negative numbers one more fits.
    nearest_if_positive.map_or_else(|_| 0_i128.checked_sub_unsigned(nearest), i128::checked_neg)
}

/// The quotient of whole numbers of any size as [`Ratio::round_half_even`] rounds it;
/// none where a [`Decimal`] cannot hold the digits. The denominator is not 0.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "big integers do not overflow, and the whole part times the denominator is not above the numerator"
)]
pub(crate) fn round_quotient(
    numerator: &BigUint,
    denominator: &BigUint,
    decimals: u8,
) -> Option<Decimal> {
    let scaled = numerator * BigUint::from(10_u32).pow(decimals.into());
    let whole = &scaled / denominator;
    let twice_the_rest = (scaled - &whole * denominator) * 2_u32;
    let up = match twice_the_rest.cmp(denominator) {
        Ordering::Less => false,
        Ordering::Equal => whole.bit(0),
        Ordering::Greater => true,
    };
    let units = i128::try_from(whole + u32::from(up)).ok()?;
    Some(Decimal::new(units, decimals))
}

/// `magnitude / denominator`, rounded half to even; `None` where the
/// denominator is 0.
#[inline]
pub(crate) fn nearest_whole(magnitude: u128, denominator: u128) -> Option<u128> {
    // Most numbers are small, and dividing 128 bits takes several times as long.
    let (units, rest) = match (u64::try_from(magnitude), u64::try_from(denominator)) {
        (Ok(magnitude), Ok(denominator)) => (
            u128::from(magnitude.checked_div(denominator)?),
            u128::from(magnitude.checked_rem(denominator)?),
        ),
        _ => (
            magnitude.checked_div(denominator)?,
            magnitude.checked_rem(denominator)?,
        ),
    };
    units.checked_add(u128::from(rounds_up(units, rest, denominator)))
}

/// Whether `units` and a rest of so many parts of the denominator round to the
/// next unit.
#[inline]
fn rounds_up(units: u128, rest: u128, denominator: u128) -> bool {
    match rest.cmp(&denominator.saturating_sub(rest)) {
        Ordering::Less => false,
        Ordering::Equal => units & 1 == 1,
        Ordering::Greater => true,
    }
}

/// `magnitude / denominator × 10^digits`, rounded half to even; by long
/// division where an intermediate value would need more than 128 bits.
fn nearest_decimal(magnitude: u128, denominator: u128, digits: u16) -> Option<u128> {
    let power = 10_u128.checked_pow(digits.into());
    if let Some(scaled) = power.and_then(|power| magnitude.checked_mul(power)) {
        return nearest_whole(scaled, denominator);
    }
    let mut units = magnitude.checked_div(denominator)?;
    let mut rest = magnitude.checked_rem(denominator)?;
    for _ in 0..digits {
        if units == 0 && rest == 0 {
            break;
        }
        let (digit, next_rest) = next_digit(rest, denominator);
        units = units.checked_mul(10)?.checked_add(digit)?;
        rest = next_rest;
    }
    units.checked_add(u128::from(rounds_up(units, rest, denominator)))
}

/// The quotient and the rest of `rest × 10 / denominator`, where `rest < denominator`.
fn next_digit(rest: u128, denominator: u128) -> (u128, u128) {
    if let Some(tenfold) = rest.checked_mul(10)
        && let Some(digit) = tenfold.checked_div(denominator)
        && let Some(rest) = tenfold.checked_rem(denominator)
    {
        return (digit, rest);
    }
    // Ten additions; the sum is kept below the denominator, so it never wraps.
    let room = denominator.saturating_sub(rest);
    (0..10).fold((0, 0), |(digit, sum): (u128, u128), _| {
        match sum.checked_sub(room) {
            Some(sum) => (digit.saturating_add(1), sum),
            None => (digit, sum.saturating_add(rest)),
        }
    })
}

/// `units × 10^exponent` as a decimal.
fn assemble(units: i128, exponent: i16) -> Option<Decimal> {
    match u32::try_from(exponent) {
        Ok(zeros) if units != 0 => Some(Decimal::integer(
            units.checked_mul(10_i128.checked_pow(zeros)?)?,
        )),
        Ok(_) => Some(Decimal::integer(0)),
        Err(_) => Some(Decimal::new(
            units,
            u8::try_from(exponent.unsigned_abs()).ok()?,
        )),
    }
}

#[cfg(test)]
#[path = "rounding_tests.rs"]
mod tests;
