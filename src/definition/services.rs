//! What the service network should offer, as an author writes it: platforms,
//! residency, demand, coverage, teams, groupings.

use super::name::Name;
use crate::diagnostic::{Span, Spanned};
use crate::text::Text;

/// The tables about services. Each says which dataset holds its records.
#[derive(Clone, Debug, Default)]
pub struct ServiceTables {
    /// `[platforms]`.
    pub platforms: Option<Platforms>,
    /// `[residency]`.
    pub residency: Option<Residency>,
    /// `[demand]`.
    pub demand: Option<Demand>,
    /// `[coverage]`.
    pub coverage: Option<Coverage>,
    /// `[teams]`.
    pub teams: Option<Teams>,
    /// `[[grouping]]`.
    pub groupings: Vec<Grouping>,
}

/// `[platforms]`: which divisions have a physical platform, and what makes one
/// a standardised one.
#[derive(Clone, Debug)]
pub struct Platforms {
    /// The dataset of the platforms.
    pub dataset: Name,
    /// The levels whose divisions should each have one.
    pub levels: Vec<Name>,
    /// The fields that must all be true of a standardised platform.
    pub standards: Vec<Name>,
    /// The fields that say what a platform does.
    pub functions: Vec<Name>,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// `[residency]`: which services live in which platforms.
#[derive(Clone, Debug)]
pub struct Residency {
    /// Where it stands.
    pub span: Span,
    /// The dataset of the residencies.
    pub dataset: Name,
    /// Services that live in every platform of a level.
    pub required: Vec<RequiredServices>,
    /// Services that live in a platform where they are asked for often enough.
    pub on_demand: Vec<RequiredServices>,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// Services that should live in the platforms of a level.
#[derive(Clone, Debug)]
pub struct RequiredServices {
    /// The level.
    pub level: Name,
    /// The services.
    pub services: Vec<Name>,
    /// From how many needs in the division's catchment on; always where there is
    /// no such number.
    pub needs_at_least: Option<Spanned<u64>>,
}

/// `[demand]`: what people ask for.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The dataset of the needs.
    pub dataset: Name,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// `[coverage]`: at which hours of the week a service is to be had.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The dataset of the offerings.
    pub dataset: Name,
    /// The services that are looked at; all where it is left out.
    pub services: Vec<Name>,
    /// The channels by which a division also serves all divisions below it.
    pub inherited: Vec<Name>,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// `[teams]`: the people who serve.
#[derive(Clone, Debug)]
pub struct Teams {
    /// The dataset of the people.
    pub dataset: Name,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// `[[grouping]]`: some divisions and services that are looked at together.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// Its name within the definition.
    pub id: Name,
    /// What people call it.
    pub label: Text,
    /// The codes of its divisions.
    pub divisions: Vec<Name>,
    /// Its services; all where it is left out.
    pub services: Vec<Name>,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

impl ServiceTables {
    /// Whether a table reads a dataset of services.
    pub(super) fn has_services(&self) -> bool {
        self.residency.is_some()
            || self.demand.is_some()
            || self.coverage.is_some()
            || self.teams.is_some()
    }

    /// The clauses that the tables name.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &Option<Name>> {
        let tables = [
            self.platforms.as_ref().map(|table| &table.clause),
            self.residency.as_ref().map(|table| &table.clause),
            self.demand.as_ref().map(|table| &table.clause),
            self.coverage.as_ref().map(|table| &table.clause),
            self.teams.as_ref().map(|table| &table.clause),
        ];
        let groupings = self.groupings.iter().map(|grouping| &grouping.clause);
        tables.into_iter().flatten().chain(groupings)
    }
}
