//! What a single sampling plan (n, c) lets pass: exactly of an isolated lot, by the
//! hypergeometric distribution, and of a series of lots, by the binomial one.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: big integers do not overflow; a plan is checked to have c < n and n at most the lot, and nonconforming units are at most the lot's, before anything is subtracted"
)]

use num_bigint::BigUint;

use super::probability::Probability;
use super::{argument, binomial, limit, open_share};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::limits;
use crate::text::{Text, text};

/// A single sampling plan 一次抽样方案 (n, c): of a sample of n units at most c may be
/// nonconforming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SamplingPlan {
    /// n: the units inspected, at least 1.
    pub sample_size: u64,
    /// c, the acceptance number Ac 接收数: the nonconforming units with which the lot
    /// is still accepted; below n. The rejection number Re 拒收数 is one more.
    pub acceptance_number: u64,
}

/// An isolated lot 孤立批: the units that one sample speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lot {
    /// N: all units, the population.
    pub units: u64,
    /// D: those of them that do not conform.
    pub nonconforming: u64,
}

/// One point of an operating characteristic 抽检特性曲线.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurvePoint {
    /// The lot.
    pub lot: Lot,
    /// The probability that the plan accepts it.
    pub acceptance: Probability,
}

impl SamplingPlan {
    /// The probability that an isolated lot is accepted, from the hypergeometric
    /// distribution: Σ C(D, d) × C(N − D, n − d) over C(N, n), for d from 0 to c.
    ///
    /// # Errors
    ///
    /// `Argument` for a plan without units or with c ≥ n, a sample larger than the
    /// lot, or more nonconforming units than there are; `Limit` for samples above
    /// [`limits::PLAN_UNITS`].
    ///
    /// # Example
    ///
    /// ```
    /// use huimin::inspect::{Lot, SamplingPlan};
    ///
    /// let plan = SamplingPlan { sample_size: 2, acceptance_number: 0 };
    /// let acceptance = plan.acceptance_in_lot(Lot { units: 5, nonconforming: 2 })?;
    /// // 3 of the 10 pairs have none of the two.
    /// assert_eq!(acceptance.to_string(), "3/10");
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn acceptance_in_lot(&self, lot: Lot) -> Result<Probability> {
        self.check_in(lot)?;
        let n = self.sample_size;
        let (bad, good) = (lot.nonconforming, lot.units - lot.nonconforming);
        // A sample has at least the nonconforming units that good ones cannot replace.
        let least = n.saturating_sub(good);
        let mut ways = if least <= bad {
            choose(bad, least) * choose(good, n - least)
        } else {
            BigUint::ZERO
        };
        let mut accepted = BigUint::ZERO;
        for d in least..=self.acceptance_number {
            accepted += &ways;
            if d >= bad {
                break;
            }
            ways = ways * (bad - d) * (n - d) / (d + 1) / (good - (n - d) + 1);
        }
        Ok(Probability::new(accepted, choose(lot.units, n)))
    }

    /// The probability that a lot of a series is accepted, where a share p of what
    /// is produced does not conform, whatever the lot's size: from the binomial
    /// distribution, Σ C(n, d) × pᵈ × (1 − p)ⁿ⁻ᵈ for d from 0 to c.
    ///
    /// # Errors
    ///
    /// `Argument` for a plan without units or with c ≥ n, or a share that is not
    /// above 0 and below 1; `Limit` for samples above [`limits::PLAN_UNITS`] or a
    /// share of more than 18 digits.
    pub fn acceptance_in_series(&self, nonconforming: Decimal) -> Result<Probability> {
        self.check()?;
        let name = Text::new("不合格品率", "a share of nonconforming units");
        let share = ShareOfWhole::new(name, nonconforming)?;
        let (n, c) = (self.sample_size, self.acceptance_number);
        let (bad, good) = (share.part, share.whole - share.part);
        // Of the first term down: good^(n − c) is common to all of them.
        let mut accepted = BigUint::ZERO;
        let mut ways = BigUint::from(1_u32);
        for d in 0..=c {
            // C(n, d) × bad^d, with the powers of `good` up to c − d by Horner's rule.
            accepted = accepted * good + &ways;
            ways = ways * bad * (n - d) / (d + 1);
        }
        let power = |base: u64, exponent: u64| {
            BigUint::from(base).pow(u32::try_from(exponent).unwrap_or(u32::MAX))
        };
        Ok(Probability::new(
            accepted * power(good, n - c),
            power(share.whole, n),
        ))
    }

    /// The operating characteristic for isolated lots of `population` units: the
    /// exact probability of acceptance for every number of nonconforming units given
    /// (`0..=population` for all).
    ///
    /// # Errors
    ///
    /// As [`SamplingPlan::acceptance_in_lot`].
    ///
    /// # Example
    ///
    /// At AQL 2.5, 20 of 75 townships are inspected and one may fail. With twelve bad
    /// ones, 16 %, the programme still passes more often than one time in ten.
    ///
    /// ```
    /// use huimin::inspect::SamplingPlan;
    ///
    /// let plan = SamplingPlan { sample_size: 20, acceptance_number: 1 };
    /// let curve = plan.curve(75, [0, 1, 6, 12])?;
    /// let shown: Vec<String> = curve
    ///     .iter()
    ///     .map(|point| Ok(point.acceptance.round_half_even(4)?.to_string()))
    ///     .collect::<Result<_, huimin::Error>>()?;
    /// assert_eq!(shown, ["1.0000", "1.0000", "0.4895", "0.1084"]);
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn curve(
        &self,
        population: u64,
        nonconforming: impl IntoIterator<Item = u64>,
    ) -> Result<Vec<CurvePoint>> {
        let lots = nonconforming.into_iter().map(|nonconforming| Lot {
            units: population,
            nonconforming,
        });
        let points = lots.map(|lot| {
            let acceptance = self.acceptance_in_lot(lot)?;
            Ok(CurvePoint { lot, acceptance })
        });
        points.collect()
    }

    /// The share of nonconforming units with which a lot of a series is accepted
    /// with the probability `acceptance`: at 0.95 the producer's point, at 0.10 the
    /// consumer's. For the eye only.
    ///
    /// # Errors
    ///
    /// `Argument` for a plan without units or with c ≥ n, or a probability not above
    /// 0 and below 1; `Limit` for samples above [`limits::PLAN_UNITS`].
    ///
    /// # Example
    ///
    /// ```
    /// use huimin::figure::Decimal;
    /// use huimin::inspect::SamplingPlan;
    ///
    /// // Code letter J at AQL 1.0.
    /// let plan = SamplingPlan { sample_size: 80, acceptance_number: 2 };
    /// let percent = |acceptance| Ok::<_, huimin::Error>(100.0 * plan.quality_at(acceptance)?);
    /// assert_eq!(format!("{:.4}", percent(Decimal::new(95, 2))?), "1.0298");
    /// assert_eq!(format!("{:.4}", percent(Decimal::new(10, 2))?), "6.5160");
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn quality_at(&self, acceptance: Decimal) -> Result<f64> {
        self.check()?;
        let share = open_share(
            Text::new("接收概率", "an acceptance probability"),
            acceptance,
        )?;
        let refusal = Ratio::integer(1).checked_sub(share)?;
        let (n, c) = (self.sample_size, self.acceptance_number);
        // The smaller tail is the well-conditioned one.
        Ok(if share <= refusal {
            binomial::upper_limit(binomial::Count { found: c, of: n }, share.to_f64())
        } else {
            let found = c + 1;
            binomial::lower_limit(binomial::Count { found, of: n }, refusal.to_f64())
        })
    }

    /// That it is a plan whose probabilities can be computed.
    fn check(&self) -> Result<()> {
        self.check_numbers()?;
        let (n, most) = (self.sample_size, limits::PLAN_UNITS);
        if n > most {
            return Err(limit(text!(
                "抽样方案的样本量 {n} 超过上限 {most}",
                "the plan's sample of {n} units exceeds the limit of {most}"
            )));
        }
        Ok(())
    }

    /// That it is a plan: c < n.
    pub(super) fn check_numbers(&self) -> Result<()> {
        let (n, c) = (self.sample_size, self.acceptance_number);
        if c >= n {
            return Err(argument(text!(
                "抽样方案的接收数应小于样本量,实际接收数为 {c},样本量为 {n}",
                "expected an acceptance number below the sample size, but found {c} for a sample of {n}"
            )));
        }
        Ok(())
    }

    fn check_in(&self, lot: Lot) -> Result<()> {
        self.check()?;
        let (n, units, nonconforming) = (self.sample_size, lot.units, lot.nonconforming);
        if n > units {
            return Err(argument(text!(
                "样本量 {n} 大于总体 {units}",
                "the sample of {n} units is larger than the population of {units}"
            )));
        }
        if nonconforming > units {
            return Err(argument(text!(
                "不合格单位数 {nonconforming} 大于总体 {units}",
                "{nonconforming} nonconforming units are more than the population of {units}"
            )));
        }
        Ok(())
    }
}

/// A share as a part of a whole, both of 64 bits: what big integers multiply by fast.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShareOfWhole {
    pub part: u64,
    pub whole: u64,
}

impl ShareOfWhole {
    pub fn new(name: Text, share: Decimal) -> Result<Self> {
        let ratio = open_share(name, share)?.reduced();
        let numbers = (
            u64::try_from(ratio.numerator()),
            u64::try_from(ratio.denominator()),
        );
        let (Ok(part), Ok(whole)) = numbers else {
            return Err(limit(text!(
                "比例 {share} 的小数位数过多,最多 18 位",
                "the share `{share}` has too many digits; 18 are enough"
            )));
        };
        Ok(Self { part, whole })
    }
}

/// C(all, taken): the ways to take so many of all; `taken` is at most `all`.
fn choose(all: u64, taken: u64) -> BigUint {
    let fewer = taken.min(all - taken);
    let mut ways = BigUint::from(1_u32);
    for step in 0..fewer {
        ways = ways * (all - step) / (step + 1);
    }
    ways
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
