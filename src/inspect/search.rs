//! The smallest plan that keeps the producer's and the consumer's risk, found by
//! exact comparison.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: big integers do not overflow; a walk draws at most `whole` units, so it never takes more nonconforming or conforming ones than there are, and what was drawn is at least what was found"
)]

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::plan::ShareOfWhole;
use super::{Lot, Probability, SamplingPlan, argument, limit, open_share};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::limits;
use crate::text::{Text, text};

/// Two points that the operating characteristic of a plan has to respect. Shares and
/// risks lie between 0 and 1, both excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Risks {
    /// p₁: the share of nonconforming units that should pass.
    pub producer_quality: Decimal,
    /// α, the producer's risk 生产方风险: with p₁ or fewer, refused at most so often.
    pub producer_risk: Decimal,
    /// p₂: the share of nonconforming units that should not pass.
    pub consumer_quality: Decimal,
    /// β, the consumer's risk 使用方风险: with p₂ or more, accepted at most so often.
    pub consumer_risk: Decimal,
}

/// The plan found, with the probabilities that make it one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchedPlan {
    /// The plan.
    pub plan: SamplingPlan,
    /// The probability of acceptance at the producer's point, at least 1 − α.
    pub producer_acceptance: Probability,
    /// The probability of acceptance at the consumer's point, at most β.
    pub consumer_acceptance: Probability,
}

impl Risks {
    /// The plan with the smallest sample for an isolated lot of `population` units
    /// (hypergeometric); of several acceptance numbers the smallest.
    ///
    /// A lot has whole units: the producer's point is ⌊N × p₁⌋ nonconforming ones, and
    /// the consumer's ⌈N × p₂⌉, the worst and the best lot that the risks speak of.
    ///
    /// # Errors
    ///
    /// `Argument` for a share or risk not above 0 and below 1, p₁ ≥ p₂, or an empty
    /// population; `Limit` where no plan of up to [`limits::PLAN_UNITS`] units is
    /// enough, or a share has more than 18 digits.
    ///
    /// # Example
    ///
    /// ```
    /// use huimin::figure::Decimal;
    /// use huimin::inspect::Risks;
    ///
    /// let share = |percent| Decimal::new(percent, 2);
    /// let risks = Risks {
    ///     producer_quality: share(2),
    ///     producer_risk: share(5),
    ///     consumer_quality: share(10),
    ///     consumer_risk: share(10),
    /// };
    /// // 700 village stations.
    /// let found = risks.plan_for_lot(700)?;
    /// assert_eq!((found.plan.sample_size, found.plan.acceptance_number), (64, 3));
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn plan_for_lot(&self, population: u64) -> Result<SearchedPlan> {
        let points = self.check()?;
        if population == 0 {
            return Err(argument(text!(
                "总体为 0 个单位,无从抽样",
                "the population has 0 units, so there is nothing to sample"
            )));
        }
        let units = |share: ShareOfWhole, add: u128| {
            let part = u128::from(population) * u128::from(share.part) + add;
            u64::try_from(part / u128::from(share.whole)).unwrap_or(u64::MAX)
        };
        let lot = |nonconforming| Lot {
            units: population,
            nonconforming,
        };
        let up = u128::from(points.consumer.whole) - 1;
        let (good, bad) = (
            lot(units(points.producer, 0)),
            lot(units(points.consumer, up)),
        );
        let plan = search(Urn::of_lot(good), Urn::of_lot(bad), &points, population)?;
        Ok(SearchedPlan {
            plan,
            producer_acceptance: plan.acceptance_in_lot(good)?,
            consumer_acceptance: plan.acceptance_in_lot(bad)?,
        })
    }

    /// The plan with the smallest sample for a series of lots of whatever size
    /// (binomial); of several acceptance numbers the smallest.
    ///
    /// # Errors
    ///
    /// As [`Risks::plan_for_lot`], but for the population.
    pub fn plan_for_series(&self) -> Result<SearchedPlan> {
        let points = self.check()?;
        let (good, bad) = (
            Urn::of_series(points.producer),
            Urn::of_series(points.consumer),
        );
        let plan = search(good, bad, &points, limits::PLAN_UNITS)?;
        Ok(SearchedPlan {
            plan,
            producer_acceptance: plan.acceptance_in_series(self.producer_quality)?,
            consumer_acceptance: plan.acceptance_in_series(self.consumer_quality)?,
        })
    }

    fn check(&self) -> Result<Points> {
        let name = |zh: &str, en: &str| Text::new(zh, en);
        let producer = name("可接收质量 p1", "a producer's quality p1");
        let consumer = name("极限质量 p2", "a consumer's quality p2");
        let alpha = name("生产方风险 α", "a producer's risk");
        let beta = name("使用方风险 β", "a consumer's risk");
        let points = Points {
            producer: ShareOfWhole::new(producer, self.producer_quality)?,
            least: Ratio::integer(1).checked_sub(open_share(alpha, self.producer_risk)?)?,
            consumer: ShareOfWhole::new(consumer, self.consumer_quality)?,
            most: open_share(beta, self.consumer_risk)?,
        };
        let (p1, p2) = (self.producer_quality, self.consumer_quality);
        if p1 >= p2 {
            return Err(argument(text!(
                "可接收质量应小于极限质量,实际为 {p1} 与 {p2}",
                "expected a producer's quality below the consumer's, but found `{p1}` and `{p2}`"
            )));
        }
        Ok(points)
    }
}

/// The risks as whole numbers.
struct Points {
    producer: ShareOfWhole,
    /// 1 − α.
    least: Ratio,
    consumer: ShareOfWhole,
    /// β.
    most: Ratio,
}

/// The first sample size at which the acceptance number that the producer needs is
/// below the one with which the consumer would be let down.
///
/// With every unit more, either number stays or grows by one, so both are followed
/// from unit to unit instead of being searched.
fn search(good: Urn, bad: Urn, points: &Points, most_units: u64) -> Result<SamplingPlan> {
    let mut producer = Walk::new(good, points.least, Ordering::is_ge);
    let mut consumer = Walk::new(bad, points.most, Ordering::is_gt);
    for sample_size in 1..=most_units.min(limits::PLAN_UNITS) {
        producer.draw_one();
        consumer.draw_one();
        if producer.found < consumer.found {
            return Ok(SamplingPlan {
                sample_size,
                acceptance_number: producer.found,
            });
        }
    }
    let most = limits::PLAN_UNITS;
    Err(limit(text!(
        "样本量不超过 {most} 的方案都不能同时满足两类风险;请放宽风险或拉开两个质量水平",
        "no plan of up to {most} units keeps both risks; allow larger risks, or set the two qualities further apart"
    )))
}

/// What units are drawn from: without replacement from a lot, or with it from a
/// series, of which `whole` and `bad` only give the share.
#[derive(Clone, Copy, Debug)]
struct Urn {
    whole: u64,
    bad: u64,
    is_lot: bool,
}

impl Urn {
    const fn of_lot(lot: Lot) -> Self {
        Self {
            whole: lot.units,
            bad: lot.nonconforming,
            is_lot: true,
        }
    }

    const fn of_series(share: ShareOfWhole) -> Self {
        Self {
            whole: share.whole,
            bad: share.part,
            is_lot: false,
        }
    }

    /// What is left of `units` after `drawn` of them.
    const fn left(self, units: u64, drawn: u64) -> u64 {
        if self.is_lot {
            units.saturating_sub(drawn)
        } else {
            units
        }
    }
}

/// For a growing sample, the smallest number `found` of nonconforming units such that
/// the probability of at most so many reaches a threshold.
///
/// Samples are counted in the order of drawing, so that a unit more multiplies by
/// small numbers only. INVARIANT: the threshold lies between 0 and 1, so `exactly` is
/// never 0: without it the number before would reach the threshold too.
struct Walk {
    urn: Urn,
    threshold: Ratio,
    /// Whether a probability that compares so with the threshold reaches it.
    reaches: fn(Ordering) -> bool,
    drawn: u64,
    found: u64,
    /// Samples with at most `found` nonconforming units.
    at_most: BigUint,
    /// Samples with exactly `found` of them.
    exactly: BigUint,
    /// All samples.
    all: BigUint,
}

impl Walk {
    fn new(urn: Urn, threshold: Ratio, reaches: fn(Ordering) -> bool) -> Self {
        let one = || BigUint::from(1_u32);
        Self {
            urn,
            threshold,
            reaches,
            drawn: 0,
            found: 0,
            at_most: one(),
            exactly: one(),
            all: one(),
        }
    }

    /// Draws a unit more, and raises `found` by one where that is needed. One is
    /// enough: a unit more is at most one nonconforming unit more.
    fn draw_one(&mut self) {
        let Self {
            urn, drawn, found, ..
        } = *self;
        let bad_left = urn.left(urn.bad, found);
        let good_left = urn.left(urn.whole - urn.bad, drawn - found);
        // All that had at most `found`, but for those that found it and now one more.
        self.all *= urn.left(urn.whole, drawn);
        self.at_most *= urn.left(urn.whole, drawn);
        self.at_most -= &self.exactly * bad_left;
        self.exactly *= drawn + 1;
        self.drawn += 1;
        if self.is_reached() {
            self.exactly *= good_left;
            self.exactly /= drawn + 1 - found;
        } else {
            self.exactly *= bad_left;
            self.exactly /= found + 1;
            self.at_most += &self.exactly;
            self.found += 1;
        }
    }

    fn is_reached(&self) -> bool {
        let share = &self.at_most * self.threshold.denominator().unsigned_abs();
        let threshold = &self.all * self.threshold.numerator().unsigned_abs();
        (self.reaches)(share.cmp(&threshold))
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
