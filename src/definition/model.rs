//! A whole definition file as plain data.
//!
//! Formulas are kept as the author's text; [`crate::plan`] parses and resolves
//! them. Names are kept with their spans so that later stages can point at them.

use super::allocation::Allocation;
use super::dataset::Dataset;
use super::example::Example;
use super::head::{Clause, CodeList, Head, Milestone, Parameter, Phase, Schedule};
use super::indicator::{Indicator, Measure};
use super::inspection::Inspection;
use super::reporting::Reporting;
use super::responsibility::Responsibility;
use super::rule::{Rule, Verification};
use super::scoring::Scoring;
use super::services::ServiceTables;

/// A whole definition file.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The file's name and text, for diagnostics.
    pub source_name: String,
    /// The file's text.
    pub source_text: String,
    /// `[programme]`: identity, period, root.
    pub programme: Head,
    /// `[[clause]]`: the passages of the programme's text that ask for something.
    pub clauses: Vec<Clause>,
    /// `[[phase]]`: the phases of the year.
    pub phases: Vec<Phase>,
    /// `[[milestone]]`: what has to be done by when.
    pub milestones: Vec<Milestone>,
    /// `[schedule]`: what share of a target is due by when.
    pub schedule: Option<Schedule>,
    /// `[verification]`: severities of the rules that follow from field declarations.
    pub verification: Verification,
    /// `[[code_list]]`: the code lists.
    pub code_lists: Vec<CodeList>,
    /// `[[parameter]]`: dated parameters.
    pub parameters: Vec<Parameter>,
    /// `[[dataset]]`: what systems hand over.
    pub datasets: Vec<Dataset>,
    /// `[[rule]]`: verification rules.
    pub rules: Vec<Rule>,
    /// `[[measure]]`: aggregates.
    pub measures: Vec<Measure>,
    /// `[[indicator]]`: formulas over measures, with targets.
    pub indicators: Vec<Indicator>,
    /// `[[allocation]]`: how targets go down the network.
    pub allocations: Vec<Allocation>,
    /// `[[responsibility]]`: who answers for what.
    pub responsibilities: Vec<Responsibility>,
    /// `[reporting]`: what is reported upward.
    pub reporting: Option<Reporting>,
    /// `[[inspection]]`: what is inspected.
    pub inspections: Vec<Inspection>,
    /// `[scoring]`: points per division.
    pub scoring: Option<Scoring>,
    /// `[platforms]`, `[residency]`, `[demand]`, `[coverage]`, `[teams]` and
    /// `[[grouping]]`: what the service network should offer.
    pub services: ServiceTables,
    /// `[[example]]`: records and the figures expected of them.
    pub examples: Vec<Example>,
}
