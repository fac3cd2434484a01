//! What is inspected, as an author writes it.

use super::name::Name;
use crate::diagnostic::{Span, Spanned};
use crate::figure::Decimal;
use crate::text::Text;

/// `[[inspection]]`: a sample of the records that count for a measure.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Where it stands.
    pub span: Span,
    /// Its name within the definition; a value of `inspection_results.inspection`.
    pub id: Name,
    /// What is inspected.
    pub label: Text,
    /// The measure over records: those that count for it as of the date are the
    /// population.
    pub measure: Name,
    /// The indicator whose value is verified.
    pub indicator: Option<Name>,
    /// The level whose divisions are the strata.
    pub stratum: Name,
    /// The seed of the draw.
    pub seed: Spanned<String>,
    /// The confidence level of the intervals, a share between 0 and 1.
    pub confidence: Spanned<Decimal>,
    /// How large the sample is, and by what it is judged.
    pub size: InspectionSize,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// How large a sample is, and how many units in it may fail.
#[derive(Clone, Debug)]
pub enum InspectionSize {
    /// One sample for the estimate of a share, shared out to the strata in
    /// proportion to their sizes.
    Precision {
        /// The quantile of the normal distribution that stands for the confidence.
        z: Spanned<Decimal>,
        /// The margin of the estimate to either side, a share.
        margin: Spanned<Decimal>,
        /// The share that is expected.
        expected: Spanned<Decimal>,
        /// The share of the units drawn that may fail; of n units ⌊n × tolerated⌋.
        tolerated: Spanned<Decimal>,
        /// The units of each stratum that are inspected at least.
        minimum: u64,
    },
    /// Every stratum is a lot of its own, with the smallest plan that keeps both risks.
    Risks {
        /// The share of failing units that should pass.
        producer_quality: Spanned<Decimal>,
        /// How often a lot of that quality is refused at most.
        producer_risk: Spanned<Decimal>,
        /// The share of failing units that should not pass.
        consumer_quality: Spanned<Decimal>,
        /// How often a lot of that quality is accepted at most.
        consumer_risk: Spanned<Decimal>,
    },
}
