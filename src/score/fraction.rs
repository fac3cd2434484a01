//! Exact fractions of any size.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: big integers do not overflow, a denominator is not 0, and only the smaller is taken from the larger"
)]

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigUint;

use crate::error::{Error, ErrorKind, Result};
use crate::figure::{Decimal, Ratio, round_quotient};
use crate::text::text;

/// An exact fraction, not negative, in lowest terms.
///
/// A total is a sum over items whose attainments have denominators of their own: the
/// sum of ten rates of some ten thousand cases each has a denominator of 40 digits,
/// more than a [`Ratio`] holds.
///
/// INVARIANT: in lowest terms; the denominator is not 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fraction {
    numerator: BigUint,
    denominator: BigUint,
}

impl Fraction {
    pub(super) fn zero() -> Self {
        Self {
            numerator: BigUint::ZERO,
            denominator: BigUint::from(1_u32),
        }
    }

    /// The value of a ratio; 0 for negative ones.
    pub(super) fn of(ratio: Ratio) -> Self {
        Self::reduced(
            ratio.numerator().max(0).unsigned_abs().into(),
            ratio.denominator().unsigned_abs().into(),
        )
    }

    /// The value of a decimal; 0 for negative ones.
    pub(super) fn of_decimal(decimal: Decimal) -> Self {
        Self::reduced(
            decimal.units().max(0).unsigned_abs().into(),
            power_of_ten(decimal.scale()),
        )
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        Self::reduced(
            &self.numerator * &other.denominator + &other.numerator * &self.denominator,
            &self.denominator * &other.denominator,
        )
    }

    /// The difference, or 0 where it would be negative.
    pub(super) fn minus(&self, other: &Self) -> Self {
        if self <= other {
            return Self::zero();
        }
        Self::reduced(
            &self.numerator * &other.denominator - &other.numerator * &self.denominator,
            &self.denominator * &other.denominator,
        )
    }

    /// The same value as a ratio, where 128 bits hold it.
    pub fn to_ratio(&self) -> Option<Ratio> {
        let numerator = i128::try_from(&self.numerator).ok()?;
        let denominator = i128::try_from(&self.denominator).ok()?;
        Ratio::new(numerator, denominator)
    }

    /// The value rounded to `decimals` digits after the point: half to even, once,
    /// from the exact value (GB/T 8170-2008, clause 3.2).
    ///
    /// # Errors
    ///
    /// `Overflow` where the digits do not fit a [`Decimal`].
    pub fn round_half_even(&self, decimals: u8) -> Result<Decimal> {
        let rounded = round_quotient(&self.numerator, &self.denominator, decimals);
        rounded.ok_or_else(|| too_long(decimals))
    }

    fn reduced(numerator: BigUint, denominator: BigUint) -> Self {
        let divisor = greatest_common_divisor(numerator.clone(), denominator.clone());
        Self {
            numerator: numerator / &divisor,
            denominator: denominator / divisor,
        }
    }
}

fn power_of_ten(digits: u8) -> BigUint {
    BigUint::from(10_u32).pow(digits.into())
}

/// Euclid's algorithm; of 0 and a number, the number.
fn greatest_common_divisor(mut one: BigUint, mut other: BigUint) -> BigUint {
    while other != BigUint::ZERO {
        let rest = one % &other;
        (one, other) = (other, rest);
    }
    one
}

fn too_long(decimals: u8) -> Error {
    let message = text!(
        "总分写成 {decimals} 位小数超出精确计算的范围,请减少小数位数",
        "a total with {decimals} digits after the point leaves the exact range; show fewer digits"
    );
    Error::new(ErrorKind::Overflow, message)
}

/// In lowest terms: `181/2`.
impl fmt::Display for Fraction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.numerator, self.denominator)
    }
}

/// By value: cross-multiplied.
impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = &self.numerator * &other.denominator;
        let right = &other.numerator * &self.denominator;
        left.cmp(&right)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
#[path = "fraction_tests.rs"]
mod tests;
