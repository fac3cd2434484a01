//! Exact decimals: a whole number of units and the digits after the point.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Ratio, overflow};
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// The digits after the point that [`Decimal::parse`] accepts; 10³⁸ is the
/// largest power of ten an `i128` holds.
const MAX_PARSED_SCALE: u8 = 38;

/// Up to here the digits of a `u64` and the zeros before them are 20 at most.
const SHORT_SCALE: usize = 19;

/// An exact decimal number, `units × 10^-scale`.
///
/// Two decimals of the same value are equal and hash alike whatever their
/// scales (`1.50 == 1.5`); the scale is kept for showing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Decimal {
    units: i128,
    scale: u8,
}

impl Decimal {
    /// The decimal `units × 10^-scale`.
    pub const fn new(units: i128, scale: u8) -> Self {
        Self { units, scale }
    }

    /// A whole number.
    pub const fn integer(value: i128) -> Self {
        Self::new(value, 0)
    }

    /// The number without its point: 1250 for 12.50.
    pub const fn units(self) -> i128 {
        self.units
    }

    /// The digits after the point.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// The decimal written as `text`: ASCII digits, at most one `-` before
    /// them, at most one point between them. No exponent, no `+`, no spaces.
    ///
    /// `None` if `text` is anything else, or has more digits than a decimal holds.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let (whole, fraction) = match digits.iter().position(|&byte| byte == b'.') {
            Some(point) => {
                let (whole, rest) = digits.split_at_checked(point)?;
                (
                    whole,
                    rest.get(1..).filter(|fraction| !fraction.is_empty())?,
                )
            }
            None => (digits, [].as_slice()),
        };
        if whole.is_empty() {
            return None;
        }
        let scale = u8::try_from(fraction.len())
            .ok()
            .filter(|&scale| scale <= MAX_PARSED_SCALE)?;
        // Negative while it grows, as `i128::MIN` has no positive counterpart.
        let mut units = 0_i128;
        for &byte in whole.iter().chain(fraction) {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            units = units.checked_mul(10)?.checked_sub(i128::from(digit))?;
        }
        let units = if negative {
            units
        } else {
            units.checked_neg()?
        };
        Some(Self { units, scale })
    }

    /// The share written as `text`: a decimal (`0.98`) or a percentage, whose
    /// value is exactly a hundredth (`98%` is 0.98, `2.5%` is 0.025).
    ///
    /// `None` as for [`Decimal::parse`].
    pub fn parse_share(text: &str) -> Option<Self> {
        let Some(percentage) = text.strip_suffix('%') else {
            return Self::parse(text);
        };
        let Self { units, scale } = Self::parse(percentage)?;
        Some(Self {
            units,
            scale: scale.checked_add(2)?,
        })
    }

    /// The same value with `scale` digits after the point.
    ///
    /// # Errors
    ///
    /// [`Argument`](ErrorKind::Argument) where digits other than zero would be
    /// lost (rounding is [`Decimal::round`]), [`Overflow`](ErrorKind::Overflow)
    /// where the number no longer fits.
    pub fn rescale(self, scale: u8) -> Result<Self> {
        if let Some(added) = scale.checked_sub(self.scale) {
            let units = scale_up(self.units, added).ok_or_else(overflow)?;
            return Ok(Self { units, scale });
        }
        let shortest = self.shortest();
        if shortest.scale > scale {
            return Err(Error::new(
                ErrorKind::Argument,
                text!(
                    "数值 `{self}` 不能精确地写成 {scale} 位小数,请改用更多的小数位数",
                    "`{self}` cannot be written exactly with {scale} digits after the point; allow more digits"
                ),
            ));
        }
        shortest.rescale(scale)
    }

    /// The exact sum, with the larger of the two scales.
    ///
    /// # Errors
    ///
    /// [`Overflow`](ErrorKind::Overflow).
    pub fn checked_add(self, other: Self) -> Result<Self> {
        let scale = self.scale.max(other.scale);
        let (left, right) = (self.rescale(scale)?, other.rescale(scale)?);
        let units = left.units.checked_add(right.units).ok_or_else(overflow)?;
        Ok(Self { units, scale })
    }

    /// The exact difference, with the larger of the two scales.
    ///
    /// # Errors
    ///
    /// [`Overflow`](ErrorKind::Overflow).
    pub fn checked_sub(self, other: Self) -> Result<Self> {
        let scale = self.scale.max(other.scale);
        let (left, right) = (self.rescale(scale)?, other.rescale(scale)?);
        let units = left.units.checked_sub(right.units).ok_or_else(overflow)?;
        Ok(Self { units, scale })
    }

    /// The exact product; its scale is the sum of the two scales.
    ///
    /// # Errors
    ///
    /// [`Overflow`](ErrorKind::Overflow).
    pub fn checked_mul(self, other: Self) -> Result<Self> {
        let units = self.units.checked_mul(other.units).ok_or_else(overflow)?;
        let scale = self.scale.checked_add(other.scale).ok_or_else(overflow)?;
        Ok(Self { units, scale })
    }

    /// The number with its sign turned.
    ///
    /// # Errors
    ///
    /// [`Overflow`](ErrorKind::Overflow) for the smallest number of all.
    pub fn negate(self) -> Result<Self> {
        let units = self.units.checked_neg().ok_or_else(overflow)?;
        Ok(Self { units, ..self })
    }

    /// The same value as a ratio: 12.50 is 1250/100.
    ///
    /// # Errors
    ///
    /// [`Overflow`](ErrorKind::Overflow) where the power of ten does not fit.
    pub fn to_ratio(self) -> Result<Ratio> {
        let ratio = |decimal: Self| Ratio::new(decimal.units, scale_up(1, decimal.scale)?);
        ratio(self)
            .or_else(|| ratio(self.shortest()))
            .ok_or_else(overflow)
    }

    /// Writes the number at the end of a text, as [`Display`](fmt::Display) does.
    #[inline]
    pub(crate) fn append_to(self, text: &mut Vec<u8>) {
        if self.units < 0 {
            text.push(b'-');
        }
        append_digits(self.units.unsigned_abs(), self.scale, text);
    }

    /// The same value with no zero at the end of its fraction: one form for each value.
    pub(crate) fn shortest(self) -> Self {
        let Self {
            mut units,
            mut scale,
        } = self;
        if units == 0 {
            return Self::integer(0);
        }
        while units.checked_rem(10) == Some(0)
            && let (Some(fewer_units), Some(fewer_digits)) =
                (units.checked_div(10), scale.checked_sub(1))
        {
            (units, scale) = (fewer_units, fewer_digits);
        }
        Self { units, scale }
    }

    /// The order of the magnitudes, where `self` has the smaller scale.
    fn compare_magnitudes(self, finer: Self) -> Ordering {
        let (left, right) = (self.units.unsigned_abs(), finer.units.unsigned_abs());
        let power = finer
            .scale
            .checked_sub(self.scale)
            .and_then(|added| 10_u128.checked_pow(added.into()));
        match power.and_then(|power| left.checked_mul(power)) {
            Some(left) => left.cmp(&right),
            // Not even a `u128` holds the left units at the finer scale, and
            // those of the right are an `i128`: the left ones are more, or none.
            None if left == 0 => 0.cmp(&right),
            None => Ordering::Greater,
        }
    }
}

/// `units × 10^digits`.
fn scale_up(units: i128, digits: u8) -> Option<i128> {
    if units == 0 {
        return Some(0);
    }
    10_i128
        .checked_pow(digits.into())
        .and_then(|power| units.checked_mul(power))
}

/// By value, exactly and for any two decimals.
impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_sign = self.units.signum().cmp(&other.units.signum());
        by_sign.then_with(|| {
            let magnitudes = if self.scale <= other.scale {
                self.compare_magnitudes(*other)
            } else {
                other.compare_magnitudes(*self).reverse()
            };
            if self.units < 0 {
                magnitudes.reverse()
            } else {
                magnitudes
            }
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { units, scale } = self.shortest();
        units.hash(state);
        scale.hash(state);
    }
}

/// The plain number with all digits of its scale: `-0.036`, `12.50`.
impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = Vec::new();
        append_digits(self.units.unsigned_abs(), self.scale, &mut digits);
        let number = str::from_utf8(&digits).map_err(|_| fmt::Error)?;
        formatter.pad_integral(self.units >= 0, "", number)
    }
}

/// `magnitude × 10^-scale` with all digits of its scale, at least one of them
/// before the point.
fn append_digits(magnitude: u128, scale: u8, text: &mut Vec<u8>) {
    let scale = usize::from(scale);
    if let (Ok(magnitude), ..=SHORT_SCALE) = (u64::try_from(magnitude), scale) {
        append_short(magnitude, scale, text);
        return;
    }
    let digits = magnitude.to_string();
    let digits = digits.as_bytes();
    match digits.split_at_checked(digits.len().wrapping_sub(scale)) {
        Some((whole, fraction)) if !whole.is_empty() => {
            text.extend_from_slice(whole);
            if !fraction.is_empty() {
                text.push(b'.');
            }
            text.extend_from_slice(fraction);
        }
        _ => {
            text.extend_from_slice(b"0.");
            let zeros = scale.saturating_sub(digits.len());
            text.extend(std::iter::repeat_n(b'0', zeros));
            text.extend_from_slice(digits);
        }
    }
}

/// As [`append_digits`], put together on the stack: tables have millions of
/// such numbers.
fn append_short(mut rest: u64, scale: usize, text: &mut Vec<u8>) {
    // The 20 digits of a `u64`, and the point.
    let mut buffer = [0_u8; 21];
    let mut start = buffer.len();
    let mut put = |byte: u8| {
        start = start.saturating_sub(1);
        if let Some(place) = buffer.get_mut(start) {
            *place = byte;
        }
    };
    let mut next_digit = || {
        let digit = (rest % 10) as u8;
        rest /= 10;
        (b'0'.saturating_add(digit), rest > 0)
    };
    for _ in 0..scale {
        put(next_digit().0);
    }
    if scale > 0 {
        put(b'.');
    }
    loop {
        let (digit, more) = next_digit();
        put(digit);
        if !more {
            break;
        }
    }
    text.extend_from_slice(buffer.get(start..).unwrap_or_default());
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self::integer(value.into())
    }
}

#[cfg(test)]
#[path = "decimal_tests.rs"]
mod tests;
