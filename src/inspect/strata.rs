//! How a sample is divided among strata.

use std::collections::BTreeSet;

use super::{StratumSize, argument};
use crate::allocate::{Method, Recipient, apportion};
use crate::error::Result;
use crate::text::text;

/// Divides a sample of so many units among strata in proportion to their sizes, by
/// largest remainder, with at least `minimum` units of each and never more than a
/// stratum has. A stratum smaller than the minimum is taken whole. Of two strata with
/// the same claim to a unit the one given first gets it.
///
/// The sizes come in the order of the strata; [`draw`](super::draw) takes them as they
/// are. With a minimum the sample is no longer in proportion: then the rate of the
/// whole population is [`stratified_rate`](super::stratified_rate).
///
/// # Errors
///
/// `Argument` for a sample larger than all strata or smaller than their minima, or a
/// stratum given twice; `Limit` as [`apportion`].
///
/// # Example
///
/// ```
/// use huimin::inspect::{StratumSize, allocate_sample};
/// use huimin::network::DivisionCode;
///
/// let county = |code| Ok::<_, huimin::Error>(DivisionCode::parse(code)?.code);
/// let strata = [
///     StratumSize { stratum: county("530402")?, units: 108 },
///     StratumSize { stratum: county("530403")?, units: 73 },
///     StratumSize { stratum: county("530422")?, units: 4 },
/// ];
/// let sizes = allocate_sample(60, &strata, 5)?;
/// // Four villages are all there are; the other 56 are divided as 108 to 73.
/// let units: Vec<u64> = sizes.iter().map(|size| size.units).collect();
/// assert_eq!(units, [33, 23, 4]);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn allocate_sample(
    sample_units: u64,
    strata: &[StratumSize],
    minimum: u64,
) -> Result<Vec<StratumSize>> {
    let least = |size: &StratumSize| minimum.min(size.units);
    check(sample_units, strata, least)?;
    let recipients = strata.iter().map(|size| Recipient {
        weight: size.units,
        minimum: least(size),
        capacity: size.units,
    });
    let recipients: Vec<Recipient> = recipients.collect();
    let shares = apportion(sample_units, &recipients, Method::LargestRemainder)?;
    let sizes = strata.iter().zip(shares).map(|(size, units)| StratumSize {
        stratum: size.stratum,
        units,
    });
    Ok(sizes.collect())
}

fn check(
    sample_units: u64,
    strata: &[StratumSize],
    least: impl Fn(&StratumSize) -> u64,
) -> Result<()> {
    let sum =
        |units: &dyn Fn(&StratumSize) -> u64| strata.iter().map(units).fold(0, u64::saturating_add);
    let population = sum(&|size| size.units);
    if sample_units > population {
        return Err(argument(text!(
            "样本量 {sample_units} 大于总体 {population}",
            "the sample of {sample_units} units is larger than the population of {population}"
        )));
    }
    let minima = sum(&least);
    if sample_units < minima {
        return Err(argument(text!(
            "样本量 {sample_units} 小于各层最低样本量之和 {minima}",
            "the sample of {sample_units} units is smaller than the minima of its strata, {minima} together"
        )));
    }
    let mut seen = BTreeSet::new();
    match strata.iter().find(|size| !seen.insert(size.stratum)) {
        None => Ok(()),
        Some(StratumSize { stratum, .. }) => Err(argument(text!(
            "层 {stratum} 给出了两次",
            "the stratum {stratum} is given twice"
        ))),
    }
}

#[cfg(test)]
#[path = "strata_tests.rs"]
mod tests;
