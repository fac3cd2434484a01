//! What is reported of one assessment, for the workbook and the page.

use super::reconciliation;
use crate::acceptance::{Inspected, inspections, scores};
use crate::assess::Assessment;
use crate::error::Result;
use crate::inspect::{Evaluation, Sample, StratumSize};
use crate::reconcile::Reconciliation;
use crate::score::Scoreboard;
use crate::text::{Language, Text};

/// An assessment and what was made of it: all that the workbook and the page show.
#[derive(Clone, Debug)]
pub struct Dossier<'a> {
    /// The assessment.
    pub assessment: &'a Assessment,
    /// Reports against records (上报核对), where there are reports.
    pub reconciliation: Option<&'a Reconciliation>,
    /// The scores (综合考评), where the programme has a scheme.
    pub scoreboard: Option<&'a Scoreboard>,
    /// The inspections (检查考核), in the order in which they are shown.
    pub inspections: Vec<Inspection<'a>>,
    /// The language of everything that is written for people.
    pub language: Language,
}

/// A sample, and what the inspectors found of it.
#[derive(Clone, Debug)]
pub struct Inspection<'a> {
    /// What is inspected.
    pub label: &'a Text,
    /// The units from which was drawn, by stratum.
    pub population: &'a [StratumSize],
    /// The units to be inspected.
    pub sample: &'a Sample,
    /// What follows from the results, where there are any.
    pub evaluation: Option<&'a Evaluation>,
}

impl<'a> Dossier<'a> {
    /// An assessment by itself.
    pub fn new(assessment: &'a Assessment, language: Language) -> Self {
        Self {
            assessment,
            reconciliation: None,
            scoreboard: None,
            inspections: Vec::new(),
            language,
        }
    }
}

/// What a definition lays down for the end of its year, applied to an assessment:
/// reports against records, scores, inspections with the definition's seeds. A
/// [`Dossier`] borrows it.
#[derive(Clone, Debug)]
pub struct Enclosures<'a> {
    assessment: &'a Assessment,
    reconciliation: Option<Reconciliation>,
    scoreboard: Option<Scoreboard>,
    inspections: Vec<Inspected<'a>>,
}

impl<'a> Enclosures<'a> {
    /// All of it; what the definition does not have is left out, and inspections that
    /// have nothing to draw from are.
    ///
    /// # Errors
    ///
    /// As [`reconciliation`], [`scores`] and [`inspections`].
    ///
    /// # Example
    ///
    /// ```
    /// use huimin::calendar::Date;
    /// use huimin::report::Enclosures;
    /// use huimin::{Language, Network, Plan, Programme, Tally};
    ///
    /// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
    /// let assessment = Tally::new(&plan).assess(Date::parse("2019-11-30").unwrap())?;
    /// let enclosures = Enclosures::of(&assessment)?;
    /// assert!(enclosures.dossier(Language::Chinese).scoreboard.is_some());
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn of(assessment: &'a Assessment) -> Result<Self> {
        let mut inspections = inspections(assessment)?;
        inspections.retain(|inspected| !inspected.population.is_empty());
        Ok(Self {
            assessment,
            reconciliation: reconciliation(assessment)?,
            scoreboard: scores(assessment)?,
            inspections,
        })
    }

    /// The assessment with all of it.
    pub fn dossier(&self, language: Language) -> Dossier<'_> {
        let inspections = self.inspections.iter().map(|inspected| Inspection {
            label: &inspected.inspection.label,
            population: &inspected.population,
            sample: &inspected.sample,
            evaluation: inspected.evaluation.as_ref(),
        });
        Dossier {
            reconciliation: self.reconciliation.as_ref(),
            scoreboard: self.scoreboard.as_ref(),
            inspections: inspections.collect(),
            ..Dossier::new(self.assessment, language)
        }
    }
}
