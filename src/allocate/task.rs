//! A target on its way down the network.

use super::{Method, Recipient, apportion};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Ratio;
use crate::network::{DivisionId, Level, Network};
use crate::text::{Text, text};

/// A target to be allocated to the divisions below one.
///
/// Weights, minima and capacities are given by division. Where an upper division's
/// children take part, its weight is the sum of theirs, it can get no less than
/// their minima and no more than their capacities, beside its own bounds. So a
/// bound at a village is respected by the county's share already.
///
/// ```
/// use huimin::allocate::{Method, Task};
/// use huimin::network::{Level, Network};
///
/// // 70 of Yuxi's 75 township centres, at most one in each township.
/// let network = Network::builtin("yuxi-2019")?;
/// let city = network.roots().next().expect("a root");
/// let mut task = Task::new(&network, city, 70, Level::Township);
/// for township in network.at_level(Level::Township) {
///     task.weigh(township, 1).cap(township, 1);
/// }
/// let allocation = task.allocate(&network, Method::LargestRemainder)?;
///
/// let counties: Vec<u64> = network.at_level(Level::County).filter_map(|id| allocation.target(id)).collect();
/// assert_eq!(counties, [10, 7, 6, 8, 5, 7, 7, 11, 9]);
/// assert_eq!(counties.iter().sum::<u64>(), 70);
/// # Ok::<(), huimin::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Task {
    root: DivisionId,
    target: u64,
    to: Level,
    /// By the division's index.
    own: Vec<Own>,
}

/// What is given of one division.
#[derive(Clone, Copy, Debug)]
struct Own {
    weight: u64,
    minimum: u64,
    capacity: u64,
    is_pinned: bool,
}

/// What every division gets, from the task's division down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    method: Method,
    /// In the network's order: parents before their children.
    shares: Vec<Share>,
}

/// What one division gets, and how that came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The division.
    pub division: DivisionId,
    /// Its weight.
    pub weight: u64,
    /// What it has to get at least, for itself and for those below it.
    pub minimum: u64,
    /// What it can get at most, itself and with those below it.
    pub capacity: u64,
    /// Whether its share was fixed beforehand.
    pub is_pinned: bool,
    /// What of its parent's share falls to it in proportion to the weights, before
    /// bounds and rounding; none at the top and where no weights are.
    pub quota: Option<Ratio>,
    /// What it gets.
    pub target: u64,
}

impl Task {
    /// `target` of a division for all divisions below it, down to a level. Until
    /// they are given, weights and minima are 0, and capacities without limit.
    pub fn new(network: &Network, root: DivisionId, target: u64, to: Level) -> Self {
        let unbounded = Own {
            weight: 0,
            minimum: 0,
            capacity: u64::MAX,
            is_pinned: false,
        };
        Self {
            root,
            target,
            to,
            own: vec![unbounded; network.len()],
        }
    }

    /// Gives a division a weight. It counts where no divisions below it take part.
    pub fn weigh(&mut self, division: DivisionId, weight: u64) -> &mut Self {
        self.give(division, |own| own.weight = weight)
    }

    /// Gives a division a minimum.
    pub fn at_least(&mut self, division: DivisionId, minimum: u64) -> &mut Self {
        self.give(division, |own| own.minimum = minimum)
    }

    /// Gives a division a capacity (上限): it can't do more, whatever its weight. Of several the
    /// least holds.
    pub fn cap(&mut self, division: DivisionId, capacity: u64) -> &mut Self {
        self.give(division, |own| own.capacity = own.capacity.min(capacity))
    }

    /// Fixes a division's share beforehand; a share above its capacity contradicts it.
    pub fn pin(&mut self, division: DivisionId, share: u64) -> &mut Self {
        self.give(division, |own| {
            own.minimum = share;
            own.capacity = own.capacity.min(share);
            own.is_pinned = true;
        })
    }

    fn give(&mut self, division: DivisionId, change: impl FnOnce(&mut Own)) -> &mut Self {
        if let Some(own) = self.own.get_mut(division.index()) {
            change(own);
        }
        self
    }

    /// Allocates the target. Divisions with the same claim to a unit get it in the
    /// order of their codes.
    ///
    /// # Errors
    ///
    /// `Argument` where the bounds contradict each other, with the division and the
    /// bounds; `Limit` as [`apportion`].
    pub fn allocate(&self, network: &Network, method: Method) -> Result<Allocation> {
        let scope = Scope::new(self, network);
        scope.check(self, network)?;
        let mut targets: Vec<u64> = vec![0; network.len()];
        let mut quotas: Vec<Option<Ratio>> = vec![None; network.len()];
        if let Some(target) = targets.get_mut(self.root.index()) {
            *target = self.target;
        }
        for id in scope.ids() {
            let mut children = scope.children(id);
            if children.is_empty() {
                continue;
            }
            children.sort_by_key(|child| network.code(*child));
            let target = targets.get(id.index()).copied().unwrap_or(0);
            let recipients: Vec<Recipient> =
                children.iter().map(|id| scope.recipient(*id)).collect();
            let shares = apportion(target, &recipients, method)
                .map_err(|error| at_division(network, id, &error))?;
            let weights: u64 = recipients
                .iter()
                .map(|it| it.weight)
                .fold(0, u64::saturating_add);
            for ((child, recipient), share) in children.iter().zip(&recipients).zip(shares) {
                let weighed = i128::from(target).saturating_mul(i128::from(recipient.weight));
                if let (Some(place), Some(quota)) = (
                    targets.get_mut(child.index()),
                    quotas.get_mut(child.index()),
                ) {
                    *place = share;
                    *quota = Ratio::new(weighed, i128::from(weights));
                }
            }
        }
        let shares = scope.ids().map(|id| {
            let recipient = scope.recipient(id);
            let at = id.index();
            Share {
                division: id,
                weight: recipient.weight,
                minimum: recipient.minimum,
                capacity: recipient.capacity,
                is_pinned: self.own.get(at).is_some_and(|own| own.is_pinned),
                quota: quotas.get(at).copied().flatten(),
                target: targets.get(at).copied().unwrap_or(0),
            }
        });
        Ok(Allocation {
            method,
            shares: shares.collect(),
        })
    }
}

impl Allocation {
    /// The method it was made by.
    pub fn method(&self) -> Method {
        self.method
    }

    /// What every division gets that takes part, parents before their children.
    pub fn shares(&self) -> &[Share] {
        &self.shares
    }

    /// What a division gets; none where it does not take part.
    pub fn share(&self, division: DivisionId) -> Option<&Share> {
        let place = self
            .shares
            .binary_search_by_key(&division.index(), |share| share.division.index());
        self.shares.get(place.ok()?)
    }

    /// The target of a division; none where it does not take part.
    pub fn target(&self, division: DivisionId) -> Option<u64> {
        self.share(division).map(|share| share.target)
    }
}

/// The divisions that take part, with what holds for each and all below it.
struct Scope<'n> {
    network: &'n Network,
    root: DivisionId,
    to: Level,
    /// By the division's index.
    recipients: Vec<Recipient>,
}

impl<'n> Scope<'n> {
    fn new(task: &Task, network: &'n Network) -> Self {
        let own = task.own.iter().map(|own| Recipient {
            weight: own.weight,
            minimum: own.minimum,
            capacity: own.capacity,
        });
        let mut scope = Self {
            network,
            root: task.root,
            to: task.to,
            recipients: own.collect(),
        };
        let ids: Vec<DivisionId> = scope.ids().collect();
        // Children come after their parents, so from the end each is complete.
        for id in ids.into_iter().rev() {
            let children = scope.children(id);
            if children.is_empty() {
                continue;
            }
            let children = children.iter().map(|child| scope.recipient(*child));
            let below = together(children);
            if let Some(own) = scope.recipients.get_mut(id.index()) {
                own.weight = below.weight;
                own.minimum = own.minimum.max(below.minimum);
                own.capacity = own.capacity.min(below.capacity);
            }
        }
        scope
    }

    fn ids(&self) -> impl Iterator<Item = DivisionId> + '_ {
        let subtree = self.network.subtree(self.root);
        let ids = subtree.filter_map(|index| self.network.id(index));
        ids.filter(|id| self.takes_part(*id))
    }

    fn takes_part(&self, id: DivisionId) -> bool {
        id == self.root || self.network.level(id) <= self.to
    }

    fn children(&self, id: DivisionId) -> Vec<DivisionId> {
        let children = self.network.children(id);
        children.filter(|child| self.takes_part(*child)).collect()
    }

    fn recipient(&self, id: DivisionId) -> Recipient {
        let recipient = self.recipients.get(id.index()).copied();
        recipient.unwrap_or(Recipient::of_weight(0))
    }

    /// Every division can get what it and those below it must and can have, and the
    /// whole target fits.
    fn check(&self, task: &Task, network: &Network) -> Result<()> {
        let contradicts = |id: &DivisionId| {
            let recipient = self.recipient(*id);
            recipient.minimum > recipient.capacity
        };
        // A contradiction goes on to everyone above it: it is told where it begins.
        let mut begins = (self.ids())
            .filter(|id| contradicts(id) && !self.children(*id).iter().any(contradicts));
        if let Some(id) = begins.next() {
            let Recipient {
                minimum, capacity, ..
            } = self.recipient(id);
            let name = named(network, id);
            return Err(argument(text!(
                "{name}连同下级至少应得 {minimum},至多能得 {capacity},两者矛盾;请核对下限、上限和固定值",
                "{name} must get at least {minimum} with those below it, but can get at most {capacity}; check minima, capacities and pins"
            )));
        }
        let Recipient {
            minimum, capacity, ..
        } = self.recipient(self.root);
        let (target, name) = (task.target, named(network, self.root));
        if minimum > target {
            return Err(argument(text!(
                "{name}的目标 {target} 低于各下级下限与固定值之和 {minimum}",
                "the target of {name}, {target}, is below the minima and pins of those below it, {minimum} together"
            )));
        }
        if capacity < target {
            return Err(argument(text!(
                "{name}的目标 {target} 高于各下级上限之和 {capacity}",
                "the target of {name}, {target}, is above the capacities of those below it, {capacity} together"
            )));
        }
        Ok(())
    }
}

/// What holds for some divisions together.
fn together(divisions: impl Iterator<Item = Recipient> + Clone) -> Recipient {
    let sum = |part: fn(&Recipient) -> u64| {
        let parts = divisions.clone().map(|division| part(&division));
        parts.fold(0, u64::saturating_add)
    };
    // Beside others a division without a weight gets no more than its minimum.
    let is_any_weighed = divisions.clone().any(|division| division.weight > 0);
    Recipient {
        weight: sum(|it| it.weight),
        minimum: sum(|it| it.minimum),
        capacity: if is_any_weighed {
            sum(|it| {
                if it.weight > 0 {
                    it.capacity
                } else {
                    it.minimum
                }
            })
        } else {
            sum(|it| it.capacity)
        },
    }
}

fn named(network: &Network, id: DivisionId) -> String {
    format!("{}({})", network.name(id), network.code(id))
}

fn at_division(network: &Network, id: DivisionId, error: &Error) -> Error {
    let name = named(network, id);
    let Text { zh, en } = error.message();
    let message = text!(
        "分解{name}的目标:{zh}",
        "allocating the target of {name}: {en}"
    );
    Error::new(error.kind(), message)
}

fn argument(message: Text) -> Error {
    Error::new(ErrorKind::Argument, message)
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
