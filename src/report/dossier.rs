//! What is reported of one assessment, for the workbook and the page.

use super::reconciliation;
use crate::acceptance::{inspections, scores};
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

    /// What `make` makes of the assessment with everything that its definition has:
    /// reports, inspections drawn with the definition's seeds, and scores.
    ///
    /// # Errors
    ///
    /// As [`reconciliation`], [`inspections`], [`scores`] and `make`.
    pub fn with_everything<T>(
        assessment: &Assessment,
        language: Language,
        make: impl FnOnce(&Dossier<'_>) -> Result<T>,
    ) -> Result<T> {
        let reconciliation = reconciliation(assessment)?;
        let scoreboard = scores(assessment)?;
        let inspected = inspections(assessment)?;
        make(&Dossier {
            assessment,
            reconciliation: reconciliation.as_ref(),
            scoreboard: scoreboard.as_ref(),
            inspections: (inspected.iter())
                .map(|inspected| Inspection {
                    label: &inspected.inspection.label,
                    population: &inspected.population,
                    sample: &inspected.sample,
                    evaluation: inspected.evaluation.as_ref(),
                })
                .collect(),
            language,
        })
    }
}
