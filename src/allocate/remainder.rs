//! Largest remainder (Hamilton) with bounds.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: totals are at most 2^40 and weights sum to less than 2^63, so every product and every sum of products stays below 2^104"
)]

use std::cmp::Reverse;

use super::Recipient;

/// The shares; none where something is left that nobody with a weight has room for.
/// Bounds fit the total.
pub(super) fn divide(total: u64, recipients: &[Recipient]) -> Option<Vec<u64>> {
    let mut settled: Vec<Option<u64>> = vec![None; recipients.len()];
    loop {
        let free = Free::new(total, recipients, &settled);
        if free.weight == 0 {
            return without_weight(free.total, recipients, settled);
        }
        if !free.settle_those_out_of_bounds(recipients, &mut settled) {
            return Some(free.divide(recipients, settled));
        }
    }
}

/// What is divided among those whose share is not settled yet.
struct Free {
    total: i128,
    weight: i128,
}

impl Free {
    fn new(total: u64, recipients: &[Recipient], settled: &[Option<u64>]) -> Self {
        let mut free = Self {
            total: i128::from(total),
            weight: 0,
        };
        for (recipient, settled) in recipients.iter().zip(settled) {
            match settled {
                Some(share) => free.total -= i128::from(*share),
                None => free.weight += i128::from(recipient.weight),
            }
        }
        free
    }

    /// The quota times the sum of weights, so that it is a whole number.
    fn quota(&self, recipient: &Recipient) -> i128 {
        self.total * i128::from(recipient.weight)
    }

    /// Gives those their bound whose quota lies outside; false where there is none.
    ///
    /// Settling some at their capacity leaves more for the others, and at their
    /// minimum less. So only the side that weighs more is settled at a time: what
    /// the others would get moves away from that bound, and never back inside it.
    fn settle_those_out_of_bounds(
        &self,
        recipients: &[Recipient],
        settled: &mut [Option<u64>],
    ) -> bool {
        let missing = |recipient: &Recipient| {
            (i128::from(recipient.minimum) * self.weight - self.quota(recipient)).max(0)
        };
        let beyond = |recipient: &Recipient| {
            let capacity = i128::from(recipient.capacity).min(self.total);
            (self.quota(recipient) - capacity * self.weight).max(0)
        };
        let mut balance = 0;
        let mut is_any_out = false;
        for (recipient, _) in recipients.iter().zip(&*settled).filter(|it| it.1.is_none()) {
            let (missing, beyond) = (missing(recipient), beyond(recipient));
            is_any_out |= missing > 0 || beyond > 0;
            balance += missing - beyond;
        }
        for (recipient, place) in recipients.iter().zip(settled) {
            if place.is_none() {
                if balance >= 0 && missing(recipient) > 0 {
                    *place = Some(recipient.minimum);
                } else if balance <= 0 && beyond(recipient) > 0 {
                    *place = Some(recipient.capacity);
                }
            }
        }
        is_any_out
    }

    /// Divides by quotas that all lie within their bounds.
    fn divide(&self, recipients: &[Recipient], settled: Vec<Option<u64>>) -> Vec<u64> {
        let mut remainders: Vec<(Reverse<i128>, usize)> = Vec::new();
        let mut left = self.total;
        let mut shares = Vec::with_capacity(recipients.len());
        for (place, (recipient, settled)) in recipients.iter().zip(settled).enumerate() {
            let share = settled.unwrap_or_else(|| {
                let quota = self.quota(recipient);
                let whole = quota / self.weight;
                left -= whole;
                remainders.push((Reverse(quota % self.weight), place));
                u64::try_from(whole).unwrap_or(u64::MAX)
            });
            shares.push(share);
        }
        remainders.sort_unstable();
        // Fewer are left than there are remainders, and only a quota that is no whole
        // number, and so below its capacity, leaves one.
        let left = usize::try_from(left).unwrap_or(0);
        for (_, place) in remainders.iter().take(left) {
            if let Some(share) = shares.get_mut(*place) {
                *share += 1;
            }
        }
        shares
    }
}

/// The minima of those that have no weight, if just these are left.
fn without_weight(
    left: i128,
    recipients: &[Recipient],
    settled: Vec<Option<u64>>,
) -> Option<Vec<u64>> {
    let mut left = left;
    let shares = recipients.iter().zip(settled).map(|(recipient, settled)| {
        settled.unwrap_or_else(|| {
            left -= i128::from(recipient.minimum);
            recipient.minimum
        })
    });
    let shares = shares.collect();
    (left == 0).then_some(shares)
}
