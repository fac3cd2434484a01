//! Webster's and Hill's methods with bounds: the next unit goes to the greatest
//! claim, until all are handed out.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: totals are at most 2^40 and weights sum to less than 2^63, so weights squared stay below 2^126 and shares far below 2^63"
)]

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::{Method, Recipient};
use crate::figure::Ratio;

/// The shares; none where something is left that nobody with a weight has room for.
/// Bounds fit the total.
pub(super) fn divide(total: u64, recipients: &[Recipient], method: Method) -> Option<Vec<u64>> {
    let mut shares = certain(total, recipients);
    let handed_out: u64 = shares.iter().sum();
    let claims = recipients.iter().zip(&shares).enumerate();
    let claims = claims.map(|(place, (recipient, share))| Claim {
        method,
        weight: recipient.weight,
        share: *share,
        place,
    });
    let has_room = |claim: &Claim| {
        let capacity = recipients.get(claim.place).map(|it| it.capacity);
        claim.weight > 0 && capacity.is_some_and(|capacity| claim.share < capacity)
    };
    let mut claims: BinaryHeap<Claim> = claims.filter(has_room).collect();
    for _ in handed_out..total {
        let mut claim = claims.pop()?;
        claim.share += 1;
        *shares.get_mut(claim.place)? = claim.share;
        if has_room(&claim) {
            claims.push(claim);
        }
    }
    Some(shares)
}

/// Shares that everyone certainly reaches, so that few units are left to hand out
/// one by one.
///
/// For a number m of units for each unit of weight, every unit up to w × m has a
/// greater claim than the unit number w × m + 2 or a later one of anybody, by
/// Webster's rule (w ÷ (j − ½) for unit j) and by Hill's (w² ÷ ((j − 1) × j)). So
/// where w × m + 1 for all, within their bounds, do not exceed the total, all units
/// up to w × m are handed out. The greatest such m is found by halving.
fn certain(total: u64, recipients: &[Recipient]) -> Vec<u64> {
    // m in parts of 2^-63; no m of 2^40 or more can be of use.
    const PARTS: u32 = 63;
    let units = |recipient: &Recipient, rate: u128, more: u64| {
        let units = u128::from(recipient.weight).saturating_mul(rate) >> PARTS;
        let units = u64::try_from(units).unwrap_or(u64::MAX);
        let more = if recipient.weight > 0 { more } else { 0 };
        units
            .saturating_add(more)
            .clamp(recipient.minimum, recipient.capacity)
    };
    let fits = |rate: u128| {
        let most = recipients.iter().map(|it| units(it, rate, 1));
        most.fold(0, u64::saturating_add) <= total
    };
    let (mut low, mut high) = (0_u128, 1_u128 << (PARTS + 40));
    if !fits(low) {
        return recipients.iter().map(|it| it.minimum).collect();
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    recipients.iter().map(|it| units(it, low, 0)).collect()
}

/// The claim to the next unit; the greatest is served first.
#[derive(Clone, Copy, Debug)]
struct Claim {
    method: Method,
    weight: u64,
    /// What was received so far.
    share: u64,
    place: usize,
}

impl Claim {
    /// Weight² ÷ (share × (share + 1)), or weight ÷ (2 × share + 1); none stands for
    /// infinity.
    fn strength(&self) -> Option<Ratio> {
        let (weight, share) = (i128::from(self.weight), i128::from(self.share));
        match self.method {
            Method::Hill => Ratio::new(weight * weight, share * (share + 1)),
            Method::Webster | Method::LargestRemainder => Ratio::new(weight, 2 * share + 1),
        }
    }
}

impl Ord for Claim {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_strength = match (self.strength(), other.strength()) {
            (Some(own), Some(others)) => own.cmp(&others),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (None, None) => self.weight.cmp(&other.weight),
        };
        by_strength.then_with(|| other.place.cmp(&self.place))
    }
}

impl PartialOrd for Claim {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Claim {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Claim {}
