//! Exact quotients.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Decimal, Interval, overflow};
use crate::error::Result;

/// Above this an integer may not be exact as an `f64`.
const EXACT_IN_F64: u128 = 1 << f64::MANTISSA_DIGITS;

/// Up to so many digits after the point an exact number is written as a decimal.
const EXACT_DECIMALS: u8 = 18;

/// An exact quotient of whole numbers.
///
/// Numerator and denominator are kept as given, since a figure shows them
/// (49 of 50 cases is not 98 of 100); equality, order and hash go by value.
///
/// INVARIANT: the denominator is positive.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// The ratio `numerator / denominator`; a negative denominator hands its
    /// sign to the numerator.
    ///
    /// `None` where the denominator is 0, or the sign cannot be moved because
    /// the smallest 128-bit number has no positive counterpart.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        match denominator {
            0 => None,
            1.. => Some(Self {
                numerator,
                denominator,
            }),
            _ => Some(Self {
                numerator: numerator.checked_neg()?,
                denominator: denominator.checked_neg()?,
            }),
        }
    }

    /// A whole number, over 1.
    pub const fn integer(value: i128) -> Self {
        Self {
            numerator: value,
            denominator: 1,
        }
    }

    /// The numerator as given.
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator as given, but always positive.
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// The same value in lowest terms.
    #[must_use]
    pub fn reduced(self) -> Self {
        let divisor = greatest_common_divisor(
            self.numerator.unsigned_abs(),
            self.denominator.unsigned_abs(),
        );
        let divide = |value: i128| {
            i128::try_from(divisor)
                .ok()
                .and_then(|divisor| value.checked_div(divisor))
        };
        match (divide(self.numerator), divide(self.denominator)) {
            (Some(numerator), Some(denominator)) => Self {
                numerator,
                denominator,
            },
            // Not reached: the divisor divides the denominator, a positive `i128`.
            _ => self,
        }
    }

    /// The exact sum.
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn checked_add(self, other: Self) -> Result<Self> {
        sum(self, other)
            .or_else(|| sum(self.reduced(), other.reduced()))
            .ok_or_else(overflow)
    }

    /// The exact difference.
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn checked_sub(self, other: Self) -> Result<Self> {
        self.checked_add(other.negate()?)
    }

    /// The exact product.
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn checked_mul(self, other: Self) -> Result<Self> {
        product(self, other)
            .or_else(|| {
                // Cancelled crosswise, the product is in lowest terms before it is taken.
                let one = Self {
                    denominator: other.denominator,
                    ..self
                }
                .reduced();
                let two = Self {
                    denominator: self.denominator,
                    ..other
                }
                .reduced();
                product(one, two)
            })
            .ok_or_else(overflow)
    }

    /// The exact quotient; `Ok(None)` where `other` is 0.
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn checked_div(self, other: Self) -> Result<Option<Self>> {
        if other.numerator == 0 {
            return Ok(None);
        }
        let reciprocal = Self::new(other.denominator, other.numerator)
            .or_else(|| Self::new(other.reduced().denominator, other.reduced().numerator))
            .ok_or_else(overflow)?;
        self.checked_mul(reciprocal).map(Some)
    }

    /// The ratio with its sign turned.
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn negate(self) -> Result<Self> {
        let turned = |ratio: Self| Self::new(ratio.numerator.checked_neg()?, ratio.denominator);
        turned(self)
            .or_else(|| turned(self.reduced()))
            .ok_or_else(overflow)
    }

    /// The value rounded to `decimals` digits after the point: half to even,
    /// once, from the exact value, negatives by magnitude (GB/T 8170-2008,
    /// clause 3.2). Other intervals are [`Ratio::round`].
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn round_half_even(self, decimals: u8) -> Result<Decimal> {
        self.round(Interval::decimals(decimals))
    }

    /// A hundred times the value, rounded like [`Ratio::round_half_even`]:
    /// 0.97996 in percent with two decimals is 98.00.
    ///
    /// # Errors
    ///
    /// [`Overflow`](crate::ErrorKind::Overflow).
    pub fn percent(self, decimals: u8) -> Result<Decimal> {
        let share = self.round_half_even(decimals.checked_add(2).ok_or_else(overflow)?)?;
        Ok(Decimal::new(share.units(), decimals))
    }

    /// The value without rounding: a decimal with as few digits as are exact, up to
    /// 18 after the point, else a fraction in lowest terms such as `1/3`.
    pub fn exact_text(self) -> String {
        match self.exact_decimal() {
            Some(decimal) => decimal.to_string(),
            None => self.reduced().to_string(),
        }
    }

    /// The value as a decimal with as few digits after the point as it takes; none
    /// where it has no such form with up to 18 of them.
    pub fn exact_decimal(self) -> Option<Decimal> {
        let mut decimals =
            (0..=EXACT_DECIMALS).filter_map(|digits| self.round_half_even(digits).ok());
        decimals.find(|decimal| decimal.to_ratio().ok() == Some(self))
    }

    /// The nearest binary floating point number or one next to it. For charts
    /// and spreadsheets only: nothing may be decided by it. Equal ratios give
    /// equal numbers, on every platform.
    pub fn to_f64(self) -> f64 {
        let exact = |value: i128| value.unsigned_abs() <= EXACT_IN_F64;
        let Self {
            numerator,
            denominator,
        } = if exact(self.numerator) && exact(self.denominator) {
            self
        } else {
            self.reduced()
        };
        numerator as f64 / denominator as f64
    }
}

/// The sum over the least common denominator.
fn sum(left: Ratio, right: Ratio) -> Option<Ratio> {
    let divisor = greatest_common_divisor(
        left.denominator.unsigned_abs(),
        right.denominator.unsigned_abs(),
    );
    let divisor = i128::try_from(divisor).ok()?;
    let left_factor = right.denominator.checked_div(divisor)?;
    let right_factor = left.denominator.checked_div(divisor)?;
    let numerator = left
        .numerator
        .checked_mul(left_factor)?
        .checked_add(right.numerator.checked_mul(right_factor)?)?;
    Ratio::new(numerator, left.denominator.checked_mul(left_factor)?)
}

fn product(left: Ratio, right: Ratio) -> Option<Ratio> {
    Ratio::new(
        left.numerator.checked_mul(right.numerator)?,
        left.denominator.checked_mul(right.denominator)?,
    )
}

/// Euclid's algorithm; of 0 and a number, the number.
fn greatest_common_divisor(mut one: u128, mut other: u128) -> u128 {
    while let Some(rest) = one.checked_rem(other) {
        (one, other) = (other, rest);
    }
    one
}

/// The 256-bit product of two magnitudes: high and low half.
fn wide_product(one: u128, other: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let halves = |value: u128| (value >> 64, value & LOW);
    let ((one_high, one_low), (other_high, other_low)) = (halves(one), halves(other));
    // A product of 64-bit halves is at most 2^128 - 2^65 + 1: two more halves
    // can be added to it, so nothing here wraps.
    let low = one_low.wrapping_mul(other_low);
    let middle = one_high.wrapping_mul(other_low).wrapping_add(low >> 64);
    let (middle_high, middle_low) = halves(middle);
    let cross = one_low.wrapping_mul(other_high).wrapping_add(middle_low);
    let high = one_high
        .wrapping_mul(other_high)
        .wrapping_add(middle_high)
        .wrapping_add(cross >> 64);
    (high, (cross << 64) | (low & LOW))
}

/// By value: cross-multiplied, in 256 bits where 128 are too few.
impl Ord for Ratio {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        // Numbers of one field, and whole numbers.
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        let left = self.numerator.checked_mul(other.denominator);
        let right = other.numerator.checked_mul(self.denominator);
        if let (Some(left), Some(right)) = (left, right) {
            return left.cmp(&right);
        }
        self.numerator
            .signum()
            .cmp(&other.numerator.signum())
            .then_with(|| {
                let left = wide_product(
                    self.numerator.unsigned_abs(),
                    other.denominator.unsigned_abs(),
                );
                let right = wide_product(
                    other.numerator.unsigned_abs(),
                    self.denominator.unsigned_abs(),
                );
                if self.numerator < 0 {
                    right.cmp(&left)
                } else {
                    left.cmp(&right)
                }
            })
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl Hash for Ratio {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            numerator,
            denominator,
        } = self.reduced();
        numerator.hash(state);
        denominator.hash(state);
    }
}

/// As given: `49/50`.
impl fmt::Display for Ratio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.numerator, self.denominator)
    }
}

#[cfg(test)]
#[path = "ratio_tests.rs"]
mod tests;
