//! Probabilities as quotients of whole numbers of any size.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: big integers do not overflow, the denominator is not 0, and a numerator has no more bits than its denominator"
)]

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigUint;

use crate::error::{Error, ErrorKind, Result};
use crate::figure::{Decimal, Ratio, round_quotient};
use crate::text::text;

/// Digits after the point of a probability: 1 with so many fits a [`Decimal`].
const MOST_DECIMALS: u8 = 38;

/// An exact probability: the cases that count, of all that are equally likely.
///
/// Shown as `numerator/denominator`, not reduced: of an isolated lot it is the
/// number of samples that are accepted over the number of all samples.
///
/// INVARIANT: numerator ≤ denominator, and the denominator is not 0.
#[derive(Clone, Debug)]
pub struct Probability {
    numerator: BigUint,
    denominator: BigUint,
}

impl Probability {
    pub(super) fn new(numerator: BigUint, denominator: BigUint) -> Self {
        Self {
            numerator,
            denominator,
        }
    }

    /// Compared with a ratio, exactly. This decides; a float never does.
    pub fn compare(&self, other: Ratio) -> Ordering {
        if other.numerator() < 0 {
            return Ordering::Greater;
        }
        let left = &self.numerator * other.denominator().unsigned_abs();
        let right = &self.denominator * other.numerator().unsigned_abs();
        left.cmp(&right)
    }

    /// The value rounded to `decimals` digits after the point: half to even, once,
    /// from the exact value (GB/T 8170-2008).
    ///
    /// # Errors
    ///
    /// `Overflow` for more than 38 digits.
    pub fn round_half_even(&self, decimals: u8) -> Result<Decimal> {
        let is_fine = decimals <= MOST_DECIMALS;
        let rounded = is_fine.then(|| round_quotient(&self.numerator, &self.denominator, decimals));
        rounded.flatten().ok_or_else(|| {
            let message = text!(
                "概率最多可写 {MOST_DECIMALS} 位小数,要求了 {decimals} 位",
                "a probability is written with at most {MOST_DECIMALS} digits after the point, but {decimals} were asked for"
            );
            Error::new(ErrorKind::Overflow, message)
        })
    }

    /// The nearest floating point number, or one next to it below 10⁻³⁰⁰. For the
    /// eye only: nothing may be decided by it.
    pub fn to_f64(&self) -> f64 {
        // More bits than an f64 has, and one that stands for all that follow.
        let shift = 66 + (self.denominator.bits() - self.numerator.bits());
        let scaled = &self.numerator << shift;
        let quotient = &scaled / &self.denominator;
        let is_inexact = &quotient * &self.denominator != scaled;
        let bits = u128::try_from(quotient).unwrap_or_default() | u128::from(is_inexact);
        times_power_of_half(bits as f64, shift)
    }
}

/// `value × 2^-halvings`.
fn times_power_of_half(mut value: f64, mut halvings: u64) -> f64 {
    const STEP: u64 = 512;
    let power = |halvings: u64| f64::from_bits((1_023 - halvings) << (f64::MANTISSA_DIGITS - 1));
    while halvings > STEP && value > 0.0 {
        value *= power(STEP);
        halvings -= STEP;
    }
    value * power(halvings.min(STEP))
}

/// As counted: `4/10`.
impl fmt::Display for Probability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.numerator, self.denominator)
    }
}

/// By value: cross-multiplied.
impl Ord for Probability {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = &self.numerator * &other.denominator;
        let right = &other.numerator * &self.denominator;
        left.cmp(&right)
    }
}

impl PartialOrd for Probability {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Probability {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Probability {}

#[cfg(test)]
#[path = "probability_tests.rs"]
mod tests;
