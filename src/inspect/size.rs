//! How many units to inspect, by confidence, margin and the finite population.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: big integers do not overflow, p is below 1, and the denominator N × d + a − d is at least a > 0 as N is at least 1"
)]

use num_bigint::BigUint;

use super::{argument, open_share};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::text::{Text, text};

/// What is asked of the estimate of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Precision {
    /// z: the quantile of the normal distribution that stands for the confidence
    /// (1.96 for 95 %, 1.645 for 90 %). It is declared, never computed, so that
    /// everybody finds the same size.
    pub z: Decimal,
    /// e: the estimate's margin to either side, as a share (0.05 is five points).
    pub margin: Decimal,
    /// p: the share expected. 0.5 asks for the largest sample and is right whatever
    /// the share turns out to be.
    pub proportion: Decimal,
}

/// A sample size, with what led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleSize {
    /// What was asked.
    pub precision: Precision,
    /// N: the units there are.
    pub population: u64,
    /// n₀ rounded up: what an unlimited population would need.
    pub unlimited: u64,
    /// n: the units to inspect, at most the population.
    pub units: u64,
}

/// The sample size for a share in a population of N units:
/// n₀ = z² × p × (1 − p) ÷ e², n = ⌈n₀ ÷ (1 + (n₀ − 1) ÷ N)⌉
/// (W. G. Cochran, *Sampling Techniques*, 3rd edition, 4.4).
///
/// Computed in whole numbers, so the rounding up is exact.
///
/// # Errors
///
/// `Argument` for a z that is not above 0, a margin or proportion not between 0 and
/// 1, or an empty population; `Overflow` where n₀ exceeds 64 bits.
///
/// # Example
///
/// ```
/// use huimin::figure::Decimal;
/// use huimin::inspect::{Precision, sample_size};
///
/// let precision = Precision {
///     z: Decimal::new(196, 2),
///     margin: Decimal::new(5, 2),
///     proportion: Decimal::new(5, 1),
/// };
/// // 672 villages: 385 would be needed of very many, 245 are enough here.
/// let size = sample_size(672, precision)?;
/// assert_eq!((size.unlimited, size.units), (385, 245));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn sample_size(population: u64, precision: Precision) -> Result<SampleSize> {
    check(population, precision)?;
    let Precision {
        z,
        margin,
        proportion,
    } = precision;
    let units = |decimal: Decimal| BigUint::from(decimal.units().unsigned_abs());
    let one = |decimal: Decimal| BigUint::from(10_u32).pow(decimal.scale().into());
    // n₀ = a ÷ d, so that n = a × N ÷ (N × d + a − d).
    let complement = one(proportion) - units(proportion);
    let a = (units(z) * one(margin)).pow(2) * units(proportion) * complement;
    let d = (one(z) * one(proportion) * units(margin)).pow(2);
    let corrected = divide_up(&a * population, &d * population + &a - &d)?;
    Ok(SampleSize {
        precision,
        population,
        unlimited: divide_up(a, d)?,
        units: corrected,
    })
}

fn check(population: u64, precision: Precision) -> Result<()> {
    let z = precision.z;
    if z.units() <= 0 {
        return Err(argument(text!(
            "置信系数 z 应大于 0,实际为 {z}",
            "expected a quantile z above 0, but found `{z}`"
        )));
    }
    open_share(Text::new("允许误差", "a margin"), precision.margin)?;
    open_share(Text::new("预期比例", "a proportion"), precision.proportion)?;
    if population == 0 {
        return Err(argument(text!(
            "总体为 0 个单位,无从抽样",
            "the population has 0 units, so there is nothing to sample"
        )));
    }
    Ok(())
}

/// The least whole number not below the quotient; the divisor is not 0.
fn divide_up(dividend: BigUint, divisor: BigUint) -> Result<u64> {
    let quotient = (dividend + &divisor - 1_u32) / divisor;
    u64::try_from(quotient).map_err(|_| {
        let message = text!(
            "所需样本量超出 64 位整数;请放宽允许误差",
            "the sample size needed exceeds 64 bits; allow a wider margin"
        );
        Error::new(ErrorKind::Overflow, message)
    })
}

#[cfg(test)]
#[path = "size_tests.rs"]
mod tests;
