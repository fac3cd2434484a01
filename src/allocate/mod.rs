//! Allocation (任务分解): a target goes down the network in whole numbers that sum
//! exactly at every level.
//!
//! [`apportion`] divides one number among recipients; [`Task`] takes a target from
//! a division to every division below it. No floating point takes part: quotas and
//! priorities are compared as exact fractions.

mod divisor;
mod remainder;
mod task;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::{Text, text};

pub use task::{Allocation, Share, Task};

/// How a whole number is divided in proportion to weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Method {
    /// 最大余数法 (Hamilton): everyone gets the whole part of the exact quota, and
    /// what is left goes to the largest remainders. Shares stay within one of the
    /// quota; a larger total can give someone less (the Alabama paradox).
    #[default]
    LargestRemainder,
    /// Webster (Sainte-Laguë): the next unit goes where weight ÷ (2 × share + 1) is
    /// greatest. No paradox, and no preference for large or small.
    Webster,
    /// Hill (Huntington, equal proportions): the next unit goes where
    /// weight² ÷ (share × (share + 1)) is greatest, so that everyone with a weight
    /// gets one before anyone gets two. The method of the US House, and on
    /// N × S Neyman's allocation of a sample.
    Hill,
}

impl Method {
    /// All methods.
    pub const fn all() -> [Self; 3] {
        [Self::LargestRemainder, Self::Webster, Self::Hill]
    }

    /// Its name in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::LargestRemainder => "largest_remainder",
            Self::Webster => "webster",
            Self::Hill => "hill",
        }
    }

    /// The method whose [`id`](Self::id) is `id`.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().into_iter().find(|method| method.id() == id)
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::LargestRemainder => ("最大余数法", "largest remainder"),
            Self::Webster => ("韦伯斯特法", "Webster's method"),
            Self::Hill => ("希尔法", "Hill's method"),
        };
        Text::new(zh, en)
    }
}

/// Who takes part in an apportionment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// In proportion to what it gets its share. Without a weight it gets its minimum.
    pub weight: u64,
    /// What it gets at least.
    pub minimum: u64,
    /// What it gets at most. Equal to the minimum it is pinned: it gets just that.
    pub capacity: u64,
}

impl Recipient {
    /// With a weight and no bounds.
    pub const fn of_weight(weight: u64) -> Self {
        Self {
            weight,
            minimum: 0,
            capacity: u64::MAX,
        }
    }
}

/// Divides `total` among recipients in proportion to their weights, in whole
/// numbers that sum to it exactly. Where two have the same claim to a unit, the
/// earlier one gets it.
///
/// With bounds, largest remainder divides by the quotas that respect them: those
/// whose quota would lie outside get their bound, and the others share the rest in
/// proportion. The divisor methods hand out units one by one after the minima, past
/// those who are full.
///
/// # Errors
///
/// `Argument` where no division fits the bounds, with the bound that forbids it: a
/// minimum above its capacity, minima above the total, capacities below it, or
/// nobody with a weight and room for what is left. `Limit` for a total above
/// [`limits::ALLOCATION_TOTAL`], or weights that sum to 2⁶³ or more.
///
/// # Example
///
/// The Alabama paradox: with one seat more the smallest loses one.
///
/// ```
/// use huimin::allocate::{Method, Recipient, apportion};
///
/// let states = [6, 6, 2].map(Recipient::of_weight);
/// assert_eq!(apportion(10, &states, Method::LargestRemainder)?, [4, 4, 2]);
/// assert_eq!(apportion(11, &states, Method::LargestRemainder)?, [5, 5, 1]);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn apportion(total: u64, recipients: &[Recipient], method: Method) -> Result<Vec<u64>> {
    check_size(total, recipients)?;
    check_bounds(total, recipients)?;
    let shares = match method {
        Method::LargestRemainder => remainder::divide(total, recipients),
        Method::Webster | Method::Hill => divisor::divide(total, recipients, method),
    };
    shares.ok_or_else(|| nobody_has_room(total, recipients))
}

fn check_size(total: u64, recipients: &[Recipient]) -> Result<()> {
    let limit = limits::ALLOCATION_TOTAL;
    if total > limit {
        let message = text!(
            "待分解的数 {total} 超过上限 {limit}",
            "the number to allocate, {total}, exceeds the limit of {limit}"
        );
        return Err(Error::new(ErrorKind::Limit, message));
    }
    let weights = recipients.iter().map(|recipient| recipient.weight);
    let sum = weights.fold(0_u64, u64::saturating_add);
    if i64::try_from(sum).is_err() {
        let message = text!(
            "权重之和达到或超过 2 的 63 次方;请用较小的单位",
            "the weights sum to 2^63 or more; use a larger unit for them"
        );
        return Err(Error::new(ErrorKind::Limit, message));
    }
    Ok(())
}

fn check_bounds(total: u64, recipients: &[Recipient]) -> Result<()> {
    let crossed = |recipient: &Recipient| recipient.minimum > recipient.capacity;
    if let Some(place) = recipients.iter().position(crossed)
        && let Some(Recipient {
            minimum, capacity, ..
        }) = recipients.get(place)
    {
        let place = place.saturating_add(1);
        return Err(argument(text!(
            "第 {place} 个分解对象的下限 {minimum} 高于上限 {capacity}",
            "recipient {place} has a minimum of {minimum}, above its capacity of {capacity}"
        )));
    }
    let sum = |bound: fn(&Recipient) -> u64| {
        let bounds = recipients.iter().map(bound);
        bounds.fold(0_u64, u64::saturating_add)
    };
    let (minima, capacities) = (sum(|it| it.minimum), sum(|it| it.capacity));
    if minima > total {
        return Err(argument(text!(
            "下限合计 {minima},高于待分解的数 {total}",
            "the minima sum to {minima}, above the number to allocate, {total}"
        )));
    }
    if capacities < total {
        return Err(argument(text!(
            "上限合计 {capacities},低于待分解的数 {total}",
            "the capacities sum to {capacities}, below the number to allocate, {total}"
        )));
    }
    Ok(())
}

fn nobody_has_room(total: u64, recipients: &[Recipient]) -> Error {
    if recipients.iter().all(|recipient| recipient.weight == 0) {
        return argument(text!(
            "权重全部为零,无法分解 {total}",
            "all weights are zero, so {total} cannot be divided in proportion to them"
        ));
    }
    argument(text!(
        "有权重的分解对象均已达到上限,{total} 分解不完",
        "everyone with a weight is at its capacity before {total} is handed out"
    ))
}

fn argument(message: Text) -> Error {
    Error::new(ErrorKind::Argument, message)
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
