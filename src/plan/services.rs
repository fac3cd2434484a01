//! Where the records about services stand, and what is asked of them.

use crate::network::{DivisionId, Level};
use crate::text::Text;

/// The tables about services, bound to datasets and network. A part is none
/// where the definition has no such table.
#[derive(Clone, Debug, Default)]
pub struct ServicesPlan {
    /// The services, in the order of their code list.
    pub services: Vec<CodePlan>,
    /// `[platforms]`.
    pub platforms: Option<PlatformsPlan>,
    /// `[residency]`.
    pub residency: Option<ResidencyPlan>,
    /// `[demand]`.
    pub demand: Option<DemandPlan>,
    /// `[coverage]`.
    pub coverage: Option<CoveragePlan>,
    /// `[teams]`.
    pub teams: Option<TeamsPlan>,
    /// `[[grouping]]`; one whose divisions are not all in the register is left out.
    pub groupings: Vec<GroupingPlan>,
}

/// A code of a code list: a service, a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePlan {
    /// The code.
    pub id: String,
    /// What people call it.
    pub label: Text,
}

/// A true-or-false field of platforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagPlan {
    /// The field's name.
    pub id: String,
    /// What people call it.
    pub label: Text,
    /// The slot of its value.
    pub slot: usize,
}

/// The dataset of platforms, with the slots of its fields.
#[derive(Clone, Debug)]
pub struct PlatformsPlan {
    /// The dataset's position.
    pub dataset: usize,
    /// The levels whose divisions should each have a platform, from the top.
    pub levels: Vec<Level>,
    /// What must hold of a standardised platform.
    pub standards: Vec<FlagPlan>,
    /// What a platform does.
    pub functions: Vec<FlagPlan>,
    /// The slot of the day of acceptance.
    pub accepted_on: usize,
    /// The position of the clause that asks for it.
    pub clause: Option<usize>,
}

/// The dataset of residencies, with the slots of its fields.
#[derive(Clone, Debug)]
pub struct ResidencyPlan {
    /// The dataset's position.
    pub dataset: usize,
    /// The slot of the service's code.
    pub service: usize,
    /// The slot of the first day.
    pub since: usize,
    /// The slot of the first day on which it is no more.
    pub until: usize,
    /// What should be resident where: each level and service at most once.
    pub required: Vec<RequiredService>,
    /// The position of the clause that asks for it.
    pub clause: Option<usize>,
}

impl ResidencyPlan {
    /// Whether the needs that were raised decide on some of what is required.
    pub(crate) fn is_on_demand(&self) -> bool {
        let mut required = self.required.iter();
        required.any(|required| required.needs_at_least.is_some())
    }
}

/// A service that should be resident in the platforms of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequiredService {
    /// The level.
    pub level: Level,
    /// The position of the service.
    pub service: usize,
    /// From how many needs of the catchment on; always where there is none.
    pub needs_at_least: Option<u64>,
}

/// The dataset of needs, with the slots of its fields.
#[derive(Clone, Copy, Debug)]
pub struct DemandPlan {
    /// The dataset's position.
    pub dataset: usize,
    /// The slot of the service's code.
    pub service: usize,
    /// The slot of the day a need was raised.
    pub raised_on: usize,
    /// The slot of the day it was responded to.
    pub responded_on: usize,
    /// The position of the clause that asks for it.
    pub clause: Option<usize>,
}

/// The dataset of offerings, with the slots of its fields.
#[derive(Clone, Debug)]
pub struct CoveragePlan {
    /// The dataset's position.
    pub dataset: usize,
    /// The slot of the service's code.
    pub service: usize,
    /// The slot of the channel's code.
    pub channel: usize,
    /// The slot of the day of the week, 1 = Monday.
    pub weekday: usize,
    /// The slot of the minute of the day at which it opens.
    pub opens: usize,
    /// The slot of the minute of the day at which it closes.
    pub closes: usize,
    /// The positions of the services that are looked at, in order.
    pub services: Vec<usize>,
    /// The channels, in the order of their code list.
    pub channels: Vec<CodePlan>,
    /// By channel, whether a division also serves all divisions below it.
    pub inherited: Vec<bool>,
    /// The position of the clause that asks for it.
    pub clause: Option<usize>,
}

/// The dataset of people, with the slots of its fields.
#[derive(Clone, Copy, Debug)]
pub struct TeamsPlan {
    /// The dataset's position.
    pub dataset: usize,
    /// The slot of the person's own number.
    pub person: usize,
    /// The slot of the service's code.
    pub service: usize,
    /// The slot of the first day of service.
    pub served_from: usize,
    /// The slot of the first day on which it is over.
    pub served_until: usize,
    /// The position of the clause that asks for it.
    pub clause: Option<usize>,
}

/// Divisions and services that are looked at together.
#[derive(Clone, Debug)]
pub struct GroupingPlan {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub label: Text,
    /// Its divisions in the order of the network, none within another.
    pub divisions: Vec<DivisionId>,
    /// The positions of its services, in order.
    pub services: Vec<usize>,
    /// The position of the clause that asks for it.
    pub clause: Option<usize>,
}
