//! How sure a verified rate is: confidence intervals of x out of n.

use super::{argument, binomial, limit, normal, open_share};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::limits;
use crate::text::{Text, text};

/// How an interval was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntervalMethod {
    /// Clopper–Pearson, "exact": misses the true rate at most as often as is said,
    /// whatever that rate is. The one to prove something with.
    ClopperPearson,
    /// Wilson's score interval: misses it about as often as is said. Narrower.
    Wilson,
}

/// A two-sided confidence interval of a rate 置信区间. For the eye only: verdicts come
/// from plans and rates, which are exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConfidenceInterval {
    /// How it was computed.
    pub method: IntervalMethod,
    /// The confidence level 置信水平, as a share.
    pub confidence: Decimal,
    /// Its lower limit, from 0; 0 where nothing was found.
    pub lower: f64,
    /// Its upper limit, up to 1; 1 where everything was found.
    pub upper: f64,
}

/// The interval of C. J. Clopper and E. S. Pearson (Biometrika 26, 1934) for a rate of
/// x out of n: the p with which x or more, and with which x or fewer, have the
/// probability (1 − confidence) ÷ 2.
///
/// The rate's numerator and denominator are x and n: 47/50 is not 94/100 here.
///
/// # Errors
///
/// `Argument` for a confidence level that is not above 0 and below 1, or a rate not
/// from 0 to 1; `Limit` for more than [`limits::RECORDS`] units.
///
/// # Example
///
/// ```
/// use huimin::figure::{Decimal, Ratio};
/// use huimin::inspect::clopper_pearson;
///
/// let rate = Ratio::new(47, 50).expect("50 is not 0");
/// let interval = clopper_pearson(rate, Decimal::new(95, 2))?;
/// assert_eq!(format!("{:.6}", interval.lower), "0.834518");
/// assert_eq!(format!("{:.6}", interval.upper), "0.987451");
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn clopper_pearson(rate: Ratio, confidence: Decimal) -> Result<ConfidenceInterval> {
    let (count, level) = (count(rate)?, Level::new(confidence)?);
    Ok(ConfidenceInterval {
        method: IntervalMethod::ClopperPearson,
        confidence,
        lower: binomial::lower_limit(count, level.tail),
        upper: binomial::upper_limit(count, level.tail),
    })
}

/// The score interval of E. B. Wilson (Journal of the American Statistical
/// Association 22, 1927), without correction for continuity: the p from which x out
/// of n lies z standard deviations, where z is the normal quantile of the confidence.
///
/// # Errors
///
/// As [`clopper_pearson`].
///
/// # Example
///
/// ```
/// use huimin::figure::{Decimal, Ratio};
/// use huimin::inspect::wilson;
///
/// let none = Ratio::new(0, 10).expect("10 is not 0");
/// let interval = wilson(none, Decimal::new(95, 2))?;
/// assert_eq!((interval.lower, format!("{:.6}", interval.upper)), (0.0, "0.277533".into()));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn wilson(rate: Ratio, confidence: Decimal) -> Result<ConfidenceInterval> {
    let (count, level) = (count(rate)?, Level::new(confidence)?);
    let (x, n) = (count.found as f64, count.of as f64);
    let z = normal::quantile(level.half, level.tail);
    let square = z * z;
    let spread = z * (x * ((n - x) / n) + square / 4.0).sqrt();
    let upper = (x + square / 2.0 + spread) / (n + square);
    Ok(ConfidenceInterval {
        method: IntervalMethod::Wilson,
        confidence,
        // The limits' product is x² ÷ n(n + z²); a difference would lose digits.
        lower: if count.found == count.of {
            n / (n + square)
        } else {
            x / n * (x / (n + square)) / upper
        },
        upper: if count.found == count.of { 1.0 } else { upper },
    })
}

/// A confidence level, halved: from it to 1 and from it to 0.
struct Level {
    /// (1 − confidence) ÷ 2: what lies beyond either limit.
    tail: f64,
    /// Confidence ÷ 2.
    half: f64,
}

impl Level {
    fn new(confidence: Decimal) -> Result<Self> {
        let share = open_share(Text::new("置信水平", "a confidence level"), confidence)?;
        let beyond = Ratio::integer(1).checked_sub(share)?;
        Ok(Self {
            tail: beyond.to_f64() / 2.0,
            half: share.to_f64() / 2.0,
        })
    }
}

fn count(rate: Ratio) -> Result<binomial::Count> {
    let (found, of) = (rate.numerator(), rate.denominator());
    let most = limits::RECORDS;
    if of > i128::try_from(most).unwrap_or(i128::MAX) {
        return Err(limit(text!(
            "置信区间的单位数 {of} 超过上限 {most}",
            "a rate of {of} units exceeds the limit of {most}"
        )));
    }
    match (u64::try_from(found), u64::try_from(of)) {
        (Ok(found), Ok(of)) if found <= of => Ok(binomial::Count { found, of }),
        _ => Err(argument(text!(
            "合格率应在 0 与 1 之间,实际为 {rate}",
            "expected a rate from 0 to 1, but found `{rate}`"
        ))),
    }
}

#[cfg(test)]
#[path = "interval_tests.rs"]
mod tests;
