//! Inspection (检查考核): how many units to look at, which ones, and what follows
//! from what was found there.
//!
//! | question | answer | source |
//! |---|---|---|
//! | how many units? | [`sample_size`] | the normal approximation with the finite population correction |
//! | how many in each county? | [`allocate_sample`] | proportional allocation, largest remainder |
//! | which ones? | [`draw`], [`Draw`] | the smallest SHA-256 hashes (FIPS 180-4) |
//! | what does a plan (n, c) let pass? | [`SamplingPlan`] | the hypergeometric and the binomial distribution |
//! | which plan keeps two risks? | [`Risks`] | the same, searched exactly |
//! | which plan does the standard give? | [`Scheme`] | GB/T 2828.1 = ISO 2859-1 |
//! | how sure is a verified rate? | [`clopper_pearson`], [`wilson`] | confidence intervals |
//! | accepted or refused? | [`evaluate`] | the plan, on what the inspectors found |
//!
//! Verdicts, plans and rates are exact: whole numbers and quotients of whole
//! numbers. Floating point appears where a number is for the eye: in confidence
//! intervals, [`Probability::to_f64`] and [`SamplingPlan::quality_at`].
//!
//! Nothing here knows of programmes or records: a unit is a key in a stratum, and a
//! stratum is a division.

mod binomial;
mod draw;
mod evaluate;
mod gbt2828;
mod interval;
mod normal;
mod plan;
mod probability;
mod search;
mod size;
mod strata;

use crate::error::{Error, ErrorKind, Result};
use crate::figure::{Decimal, Ratio};
use crate::text::{Text, text};

pub use draw::{Draw, DrawnUnit, Sample, StratumSample, StratumSize, draw, unit_digest};
pub use evaluate::{
    Evaluation, Observation, Outcome, Remark, RemarkKind, Terms, UnitsResult, Verdict,
    VerifiedRate, evaluate, stratified_rate, verified_value,
};
pub use gbt2828::{CodeLetter, InspectionLevel, Sampling, Scheme, Severity, StandardPlan};
pub use interval::{ConfidenceInterval, IntervalMethod, clopper_pearson, wilson};
pub use plan::{CurvePoint, Lot, SamplingPlan};
pub use probability::Probability;
pub use search::{Risks, SearchedPlan};
pub use size::{Precision, SampleSize, sample_size};
pub use strata::allocate_sample;

/// The value of a share that lies between 0 and 1 and is neither.
fn open_share(name: Text, value: Decimal) -> Result<Ratio> {
    let ratio = value.to_ratio()?;
    if ratio > Ratio::integer(0) && ratio < Ratio::integer(1) {
        return Ok(ratio);
    }
    let Text { zh, en } = name;
    Err(argument(text!(
        "{zh}应大于 0 且小于 1,实际为 {value}",
        "expected {en} above 0 and below 1, but found `{value}`"
    )))
}

fn argument(message: Text) -> Error {
    Error::new(ErrorKind::Argument, message)
}

fn limit(message: Text) -> Error {
    Error::new(ErrorKind::Limit, message)
}
