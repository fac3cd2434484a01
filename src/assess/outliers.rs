//! Which divisions report far more or less than their siblings.

use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionId;
use crate::plan::{DivisionRulePlan, Plan};
use crate::tally::Figures;

/// The divisions whose measure lies further from the median of their siblings
/// than `limit` median absolute deviations, with value, median and deviation.
/// Where more than half of the siblings agree the deviation is zero and says
/// nothing; no division is called an outlier then.
pub(super) fn outliers(
    plan: &Plan,
    rule: &DivisionRulePlan,
    figures: &Figures,
    measure: usize,
    limit: Decimal,
) -> Result<Vec<(DivisionId, Vec<String>)>> {
    let network = &plan.network;
    let cut = figures.cuts.len().saturating_sub(1);
    let scale = plan
        .measures
        .get(measure)
        .map_or(0, |measure| measure.scale);
    // What the message speaks of, in its order: value, median, deviation.
    let wanted = plan.rules.get(usize::from(rule.rule));
    let wanted = wanted.map_or(&[][..], |rule| rule.message.fields.as_slice());
    let mut found = Vec::new();
    for parent in network.ids() {
        let siblings: Vec<(DivisionId, Ratio)> = network
            .children(parent)
            .filter(|id| rule.levels.contains(&network.level(*id)))
            .filter_map(|id| {
                let value = figures.value(measure, id.index(), cut, false)?;
                Some((id, Decimal::new(value, scale).to_ratio().ok()?))
            })
            .collect();
        let Some(median) = median(siblings.iter().map(|(_, value)| *value).collect())? else {
            continue;
        };
        let mut distances = Vec::with_capacity(siblings.len());
        for (_, value) in &siblings {
            distances.push(distance(*value, median)?);
        }
        let Some(deviation) = self::median(distances.clone())? else {
            continue;
        };
        let allowed = deviation.checked_mul(limit.to_ratio()?)?;
        for ((id, value), distance) in siblings.iter().zip(distances) {
            if deviation.numerator() != 0 && distance > allowed {
                let values = [*value, median, deviation];
                let values = wanted.iter().filter_map(|place| values.get(*place));
                let shown: Result<Vec<_>> =
                    values.map(|number| shown_number(*number, scale)).collect();
                found.push((*id, shown?));
            }
        }
    }
    Ok(found)
}

/// A value of a measure, or the mean of two, which may have one digit more.
fn shown_number(number: Ratio, scale: u8) -> Result<String> {
    let plain = number.round_half_even(scale)?;
    if plain.to_ratio()? == number {
        return Ok(plain.to_string());
    }
    Ok(number.round_half_even(scale.saturating_add(1))?.to_string())
}

fn distance(left: Ratio, right: Ratio) -> Result<Ratio> {
    let difference = left.checked_sub(right)?;
    if difference.numerator() < 0 {
        difference.negate()
    } else {
        Ok(difference)
    }
}

/// The middle value, or the mean of the two middle ones.
fn median(mut values: Vec<Ratio>) -> Result<Option<Ratio>> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let Some(upper) = values.get(middle).copied() else {
        return Ok(None);
    };
    if values.len() % 2 == 1 {
        return Ok(Some(upper));
    }
    let lower = middle
        .checked_sub(1)
        .and_then(|below| values.get(below))
        .copied()
        .unwrap_or(upper);
    lower.checked_add(upper)?.checked_div(Ratio::integer(2))
}
