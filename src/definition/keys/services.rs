//! The keys of the tables about services.

use super::forms::{ClauseId, Code, DatasetId, DivisionCode, FieldName, Id, LevelName, Whole};
use super::nested::{AnyList, Inner, Label, Limit, List, Within};
use super::table::table;
#[cfg(test)]
use crate::limits;

/// How many fields say what a platform is and does.
pub struct PlatformFlags;

impl Limit for PlatformFlags {
    #[cfg(test)]
    fn words() -> String {
        format!("with the standards at most {}", limits::PLATFORM_FLAGS)
    }
}

table! {
    /// which divisions should have a physical platform, and what makes it a standardised
    /// one
    Platforms = "platforms" {
        /// the dataset of the platforms, with the field `accepted_on` (date)
        dataset: Or<DatasetId> = "platforms";
        /// the levels whose divisions should each have one
        levels: Required<List<LevelName>>;
        /// the boolean fields that must all be true of a standardised platform
        standards: Required<List<FieldName>>;
        /// the boolean fields that say what a platform does
        functions: Optional<Within<List<FieldName>, PlatformFlags>>;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// which services should live in which platforms
    Residency = "residency" {
        /// the dataset of the residencies, with the fields `service`, `since` and `until`
        /// (dates)
        dataset: Or<DatasetId> = "residencies";
        /// services that live in every platform of a level
        required: Optional<AnyList<Inner<RequiredServices>>>;
        /// services that live in a platform where enough needs were raised;
        /// needs `[demand]`
        on_demand: Optional<AnyList<Inner<ServicesOnDemand>>>;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
    further [Condition::SomeOf(&["required", "on_demand"])]
}

table! {
    /// services that live in every platform of a level
    RequiredServices = "residency.required" {
        /// the level
        level: Required<LevelName>;
        /// the services
        services: Required<List<Code>>;
    }
}

table! {
    /// services that live in the platforms of a level where enough needs were raised
    ServicesOnDemand = "residency.on_demand" {
        /// the level
        level: Required<LevelName>;
        /// the services
        services: Required<List<Code>>;
        /// from how many needs on, raised by the division and all below it in the period
        /// up to the as-of date
        needs_at_least: Required<Whole>;
    }
}

table! {
    /// what people ask for
    Demand = "demand" {
        /// the dataset of the needs, with the fields `service`, `raised_on` and
        /// `responded_on` (dates)
        dataset: Or<DatasetId> = "needs";
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// at which hours of the week services are to be had
    Coverage = "coverage" {
        /// the dataset of the offerings, with the fields `service`, `channel` (text with a
        /// code list), `weekday` (integer, 1 = Monday), `opens` and `closes` (times)
        dataset: Or<DatasetId> = "offerings";
        /// the services that are looked at
        services: Optional<List<Code>>, else "all";
        /// the channels by which a division also serves all divisions below it
        inherited: Optional<List<Code>>;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// the people who serve
    Teams = "teams" {
        /// the dataset of the people, with the fields `person_id` (text), `service`,
        /// `served_from` and `served_until` (dates)
        dataset: Or<DatasetId> = "people";
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// divisions and services that are looked at together
    Grouping = "grouping" {
        /// its name in tables
        id: Required<Id>;
        /// what people call it
        label: Required<Label>;
        /// its divisions, none of them within another (P020)
        divisions: Required<List<DivisionCode>>;
        /// its services
        services: Optional<List<Code>>, else "all";
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}
