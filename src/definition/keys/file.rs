//! The tables of a file.

use super::acceptance::{Inspection, Reporting, Responsibility, Scoring};
use super::allocation::Allocation;
use super::example::Example;

use super::head::{
    Clause, CodeList, Milestone, Parameter, Phase, Programme, Schedule, Verification,
};
use super::indicator::{Indicator, Measure};
use super::nested::{AnyList, Inner};
use super::records::Dataset;
use super::rule::Rule;
use super::services::{Coverage, Demand, Grouping, Platforms, Residency, Teams};
use super::table::table;

table! {
    /// a public-service programme for huimin: period, phases, schedule, datasets,
    /// measures, indicators, verification rules, examples;
    /// docs/definition-format.md is the author's reference
    File = "file" {
        /// identity, period and root of the programme
        programme: Required<Inner<Programme>>;
        /// the passages of the programme's text
        clause: Optional<AnyList<Inner<Clause>>>;
        /// the phases of the programme
        phase: Optional<AnyList<Inner<Phase>>>;
        /// what has to be done by when
        milestone: Optional<AnyList<Inner<Milestone>>>;
        /// what share of a target is due by when
        schedule: Optional<Inner<Schedule>>;
        /// severities of the rules that need no `[[rule]]`
        verification: Optional<Inner<Verification>>;
        /// code lists
        code_list: Optional<AnyList<Inner<CodeList>>>;
        /// values that change on known days
        parameter: Optional<AnyList<Inner<Parameter>>>;
        /// what systems hand over
        dataset: Optional<AnyList<Inner<Dataset>>>;
        /// verification rules
        rule: Optional<AnyList<Inner<Rule>>>;
        /// aggregates
        measure: Optional<AnyList<Inner<Measure>>>;
        /// formulas over measures, with targets
        indicator: Optional<AnyList<Inner<Indicator>>>;
        /// how targets go down the network
        allocation: Optional<AnyList<Inner<Allocation>>>;
        /// who answers for what
        responsibility: Optional<AnyList<Inner<Responsibility>>>;
        /// what is reported upward
        reporting: Optional<Inner<Reporting>>;
        /// what is inspected
        inspection: Optional<AnyList<Inner<Inspection>>>;
        /// points per division
        scoring: Optional<Inner<Scoring>>;
        /// which divisions should have a physical platform, and what makes it a
        /// standardised one
        platforms: Optional<Inner<Platforms>>;
        /// which services should live in which platforms
        residency: Optional<Inner<Residency>>;
        /// what people ask for
        demand: Optional<Inner<Demand>>;
        /// at which hours of the week services are to be had
        coverage: Optional<Inner<Coverage>>;
        /// the people who serve
        teams: Optional<Inner<Teams>>;
        /// divisions and services that are looked at together
        grouping: Optional<AnyList<Inner<Grouping>>>;
        /// records and the figures expected of them
        example: Optional<AnyList<Inner<Example>>>;
    }
}
