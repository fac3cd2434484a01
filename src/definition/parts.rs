//! What was read of a file, also where the whole is not fit to be a definition.

use super::allocation::Allocation;
use super::dataset::Dataset;
use super::example::Example;
use super::head::{Clause, CodeList, Head, Milestone, Parameter, Phase, Schedule};
use super::indicator::{Indicator, Measure};
use super::inspection::Inspection;
use super::model::Definition;
use super::reporting::Reporting;
use super::responsibility::Responsibility;
use super::rule::{Rule, Verification};
use super::scoring::Scoring;
use super::services::ServiceTables;
use crate::diagnostic::Span;

/// The parts of a definition.
pub(super) struct Parts {
    pub(super) programme: Option<Head>,
    pub(super) clauses: Vec<Clause>,
    pub(super) phases: Vec<Phase>,
    pub(super) milestones: Vec<Milestone>,
    pub(super) schedule: Option<Schedule>,
    pub(super) verification: Verification,
    pub(super) code_lists: Vec<CodeList>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) datasets: Vec<Dataset>,
    pub(super) rules: Vec<Rule>,
    /// Where the message of each rule stands.
    pub(super) message_spans: Vec<Span>,
    pub(super) measures: Vec<Measure>,
    pub(super) indicators: Vec<Indicator>,
    pub(super) allocations: Vec<Allocation>,
    pub(super) responsibilities: Vec<Responsibility>,
    pub(super) reporting: Option<Reporting>,
    pub(super) inspections: Vec<Inspection>,
    pub(super) scoring: Option<Scoring>,
    pub(super) services: ServiceTables,
    pub(super) examples: Vec<Example>,
}

impl Parts {
    /// The definition, if there is a programme; of the file `source_name` with the text
    /// `source_text`.
    pub(super) fn into_definition(
        self,
        source_name: &str,
        source_text: &str,
    ) -> Option<Definition> {
        Some(Definition {
            source_name: source_name.to_owned(),
            source_text: source_text.to_owned(),
            programme: self.programme?,
            clauses: self.clauses,
            phases: self.phases,
            milestones: self.milestones,
            schedule: self.schedule,
            verification: self.verification,
            code_lists: self.code_lists,
            parameters: self.parameters,
            datasets: self.datasets,
            rules: self.rules,
            measures: self.measures,
            indicators: self.indicators,
            allocations: self.allocations,
            responsibilities: self.responsibilities,
            reporting: self.reporting,
            inspections: self.inspections,
            scoring: self.scoring,
            services: self.services,
            examples: self.examples,
        })
    }
}
