//! Requests about samples.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::number::Exact;
use super::{Words, argument, read, written};
use crate::error::Result;
use crate::figure::Ratio;
use crate::inspect::{
    ConfidenceInterval, DrawnUnit, Observation, Outcome, Precision, Risks, Sample, SamplingPlan,
    StratumSample, StratumSize, Terms, UnitsResult, VerifiedRate, clopper_pearson, wilson,
};
use crate::network::DivisionCode;
use crate::text::text;

/// Digits after the point of a probability as it is shown.
const PROBABILITY_DECIMALS: u8 = 12;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SizeRequest {
    population: u64,
    z: Exact,
    margin: Exact,
    proportion: Exact,
}

#[derive(Serialize)]
struct SizeAnswer {
    population: u64,
    unlimited: u64,
    units: u64,
}

/// A sample size: `{"population", "z", "margin", "proportion"}`. Answers with
/// `population`, `unlimited` (n₀ rounded up) and `units` (n).
///
/// # Errors
///
/// As [`sample_size`](crate::inspect::sample_size); `Argument` for a request that cannot be read.
///
/// # Example
///
/// ```
/// let request = r#"{"population": 672, "z": 1.96, "margin": "5%", "proportion": 0.5}"#;
/// let answer = huimin::exchange::sample_size(request)?;
/// assert_eq!(answer, r#"{"population":672,"unlimited":385,"units":245}"#);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn sample_size(request: &str) -> Result<String> {
    let request: SizeRequest = read(request)?;
    let precision = Precision {
        z: request.z.0,
        margin: request.margin.0,
        proportion: request.proportion.0,
    };
    let size = crate::inspect::sample_size(request.population, precision)?;
    written(&SizeAnswer {
        population: size.population,
        unlimited: size.unlimited,
        units: size.units,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanRequest {
    population: Option<u64>,
    producer_quality: Exact,
    producer_risk: Exact,
    consumer_quality: Exact,
    consumer_risk: Exact,
}

#[derive(Serialize)]
struct PlanAnswer {
    sample_size: u64,
    acceptance_number: u64,
    producer_acceptance: String,
    consumer_acceptance: String,
}

/// The smallest plan that keeps two risks: `{"population", "producer_quality",
/// "producer_risk", "consumer_quality", "consumer_risk"}`; without a population for a
/// series of lots. Answers with `sample_size`, `acceptance_number` and both
/// probabilities of acceptance, with twelve decimals.
///
/// # Errors
///
/// As [`Risks::plan_for_lot`]; `Argument` for a request that cannot be read.
pub fn sampling_plan(request: &str) -> Result<String> {
    let request: PlanRequest = read(request)?;
    let risks = Risks {
        producer_quality: request.producer_quality.0,
        producer_risk: request.producer_risk.0,
        consumer_quality: request.consumer_quality.0,
        consumer_risk: request.consumer_risk.0,
    };
    let found = match request.population {
        Some(population) => risks.plan_for_lot(population)?,
        None => risks.plan_for_series()?,
    };
    let shown = |probability: &crate::inspect::Probability| -> Result<String> {
        Ok(probability
            .round_half_even(PROBABILITY_DECIMALS)?
            .to_string())
    };
    written(&PlanAnswer {
        sample_size: found.plan.sample_size,
        acceptance_number: found.plan.acceptance_number,
        producer_acceptance: shown(&found.producer_acceptance)?,
        consumer_acceptance: shown(&found.consumer_acceptance)?,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CharacteristicRequest {
    sample_size: u64,
    acceptance_number: u64,
    population: u64,
    nonconforming: Vec<u64>,
}

#[derive(Serialize)]
struct PointAnswer {
    nonconforming: u64,
    acceptance: String,
}

/// The operating characteristic of a plan for a lot: `{"sample_size",
/// "acceptance_number", "population", "nonconforming": [units, …]}`. Answers with the
/// probability of acceptance at each, with twelve decimals.
///
/// # Errors
///
/// As [`SamplingPlan::curve`]; `Argument` for a request that cannot be read.
pub fn characteristic(request: &str) -> Result<String> {
    let request: CharacteristicRequest = read(request)?;
    let plan = SamplingPlan {
        sample_size: request.sample_size,
        acceptance_number: request.acceptance_number,
    };
    let curve = plan.curve(request.population, request.nonconforming)?;
    let points = curve.iter().map(|point| {
        let acceptance = point.acceptance.round_half_even(PROBABILITY_DECIMALS)?;
        Ok(PointAnswer {
            nonconforming: point.lot.nonconforming,
            acceptance: acceptance.to_string(),
        })
    });
    written(&points.collect::<Result<Vec<_>>>()?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntervalRequest {
    conforming: u64,
    inspected: u64,
    confidence: Exact,
}

#[derive(Serialize)]
struct IntervalAnswer {
    lower: f64,
    upper: f64,
}

impl From<ConfidenceInterval> for IntervalAnswer {
    fn from(interval: ConfidenceInterval) -> Self {
        Self {
            lower: interval.lower,
            upper: interval.upper,
        }
    }
}

#[derive(Serialize)]
struct RateAnswer {
    rate: String,
    clopper_pearson: IntervalAnswer,
    wilson: IntervalAnswer,
}

impl From<VerifiedRate> for RateAnswer {
    fn from(rate: VerifiedRate) -> Self {
        Self {
            rate: rate.rate.to_string(),
            clopper_pearson: rate.clopper_pearson.into(),
            wilson: rate.wilson.into(),
        }
    }
}

/// The confidence intervals of a rate: `{"conforming", "inspected", "confidence"}`.
/// Answers with `rate` and the intervals `clopper_pearson` and `wilson`, each `lower` and
/// `upper`.
///
/// # Errors
///
/// As [`clopper_pearson`]; `Argument` for a request that cannot be read.
pub fn interval(request: &str) -> Result<String> {
    let request: IntervalRequest = read(request)?;
    let rate = Ratio::new(
        i128::from(request.conforming),
        i128::from(request.inspected),
    );
    let rate = rate.ok_or_else(|| {
        argument(text!(
            "没有检查任何单位,没有合格率",
            "of no unit inspected there is no rate"
        ))
    })?;
    let confidence = request.confidence.0;
    written(&RateAnswer::from(VerifiedRate {
        rate,
        clopper_pearson: clopper_pearson(rate, confidence)?,
        wilson: wilson(rate, confidence)?,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DrawRequest {
    seed: String,
    sizes: BTreeMap<String, u64>,
    units: Vec<UnitRequest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitRequest {
    stratum: String,
    key: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct UnitAnswer {
    stratum: String,
    key: String,
    digest: String,
}

/// Draws a stratified sample: `{"seed", "sizes": {code: units}, "units": [{"stratum",
/// "key"}]}`. Answers with an array of `stratum`, `key` and `digest`, in the order of the
/// draw.
///
/// # Errors
///
/// As [`draw`](crate::inspect::draw); `Argument` for a request that cannot be read.
pub fn draw(request: &str) -> Result<String> {
    let request: DrawRequest = read(request)?;
    let code = |text: &str| Ok(DivisionCode::parse(text)?.code);
    let sizes = request.sizes.iter().map(|(stratum, units)| {
        Ok(StratumSize {
            stratum: code(stratum)?,
            units: *units,
        })
    });
    let sizes = sizes.collect::<Result<Vec<_>>>()?;
    let units = request.units.into_iter();
    let units = units.map(|unit| Ok((code(&unit.stratum)?, unit.key)));
    let units = units.collect::<Result<Vec<_>>>()?;
    let sample = crate::inspect::draw(&request.seed, &sizes, units)?;
    let drawn = sample.strata.iter().flat_map(|stratum| {
        let code = stratum.stratum.padded();
        stratum.units.iter().map(move |unit| UnitAnswer {
            stratum: code.clone(),
            key: unit.key.clone(),
            digest: unit.digest_hex(),
        })
    });
    written(&drawn.collect::<Vec<_>>())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvaluateRequest {
    /// What [`draw`] answered.
    sample: Vec<UnitAnswer>,
    observations: Vec<ObservationRequest>,
    overall: PlanTerms,
    #[serde(default)]
    strata: BTreeMap<String, PlanTerms>,
    confidence: Exact,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObservationRequest {
    stratum: String,
    key: String,
    outcome: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanTerms {
    sample_size: u64,
    acceptance_number: u64,
}

impl From<PlanTerms> for SamplingPlan {
    fn from(terms: PlanTerms) -> Self {
        Self {
            sample_size: terms.sample_size,
            acceptance_number: terms.acceptance_number,
        }
    }
}

#[derive(Serialize)]
struct ResultAnswer {
    stratum: Option<String>,
    drawn: u64,
    inspected: u64,
    nonconforming: u64,
    outstanding: Vec<String>,
    verdict: Option<&'static str>,
    rate: Option<RateAnswer>,
}

impl From<&UnitsResult> for ResultAnswer {
    fn from(result: &UnitsResult) -> Self {
        let outstanding = result.outstanding.iter();
        Self {
            stratum: result.stratum.map(|stratum| stratum.padded()),
            drawn: result.drawn,
            inspected: result.inspected,
            nonconforming: result.nonconforming,
            outstanding: outstanding.map(|(_, key)| key.clone()).collect(),
            verdict: result.verdict.map(|verdict| verdict.id()),
            rate: result.rate.map(RateAnswer::from),
        }
    }
}

#[derive(Serialize)]
struct EvaluationAnswer {
    overall: ResultAnswer,
    strata: Vec<ResultAnswer>,
    reinspect: Vec<String>,
    remarks: Vec<Words>,
}

/// What follows from an inspection: `{"sample": what [`draw`] answered, "observations":
/// [{"stratum", "key", "outcome": "conforming" | "nonconforming" | "not_inspected"}],
/// "overall": {"sample_size", "acceptance_number"}, "strata": {code: the same},
/// "confidence"}`. Answers with `overall`, `strata`, `reinspect` and `remarks`.
///
/// # Errors
///
/// As [`evaluate`](crate::inspect::evaluate); `Argument` for a request that cannot be read.
pub fn evaluate(request: &str) -> Result<String> {
    let request: EvaluateRequest = read(request)?;
    let code = |text: &str| Ok(DivisionCode::parse(text)?.code);
    let mut strata: BTreeMap<DivisionCode, Vec<DrawnUnit>> = BTreeMap::new();
    for unit in request.sample {
        let digest = digest(&unit.digest)?;
        let units = strata.entry(code(&unit.stratum)?).or_default();
        units.push(DrawnUnit {
            key: unit.key,
            digest,
        });
    }
    let sample = Sample {
        seed: String::new(),
        strata: strata
            .into_iter()
            .map(|(stratum, units)| StratumSample { stratum, units })
            .collect(),
    };
    let observations = request.observations.into_iter().map(|observation| {
        Ok(Observation {
            stratum: code(&observation.stratum)?,
            key: observation.key,
            outcome: outcome(&observation.outcome)?,
        })
    });
    let plans = request.strata.into_iter();
    let plans = plans.map(|(stratum, terms)| Ok((code(&stratum)?, terms.into())));
    let terms = Terms {
        overall: request.overall.into(),
        strata: plans.collect::<Result<_>>()?,
        confidence: request.confidence.0,
    };
    let observations = observations.collect::<Result<Vec<_>>>()?;
    let evaluation = crate::inspect::evaluate(&sample, &observations, &terms)?;
    let reinspect = evaluation.reinspect.iter().map(|code| code.padded());
    let remarks = evaluation.remarks.iter();
    written(&EvaluationAnswer {
        overall: ResultAnswer::from(&evaluation.overall),
        strata: evaluation.strata.iter().map(ResultAnswer::from).collect(),
        reinspect: reinspect.collect(),
        remarks: remarks
            .map(|remark| Words::from(&remark.message()))
            .collect(),
    })
}

fn outcome(id: &str) -> Result<Outcome> {
    let all = [
        Outcome::Conforming,
        Outcome::Nonconforming,
        Outcome::NotInspected,
    ];
    all.into_iter()
        .find(|known| known.id() == id)
        .ok_or_else(|| {
            argument(text!(
                "检查结果应为 conforming、nonconforming 或 not_inspected,实为 `{id}`",
                "expected conforming, nonconforming or not_inspected as outcome, but found `{id}`"
            ))
        })
}

fn digest(hex: &str) -> Result<[u8; 32]> {
    let mut digest = [0; 32];
    let mut pairs = hex.as_bytes().chunks(2);
    let read = digest.iter_mut().try_for_each(|byte| {
        let pair = std::str::from_utf8(pairs.next()?).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
        Some(())
    });
    if read.is_none() || pairs.next().is_some() {
        return Err(argument(text!(
            "`digest` 应为 64 位十六进制数字",
            "expected 64 hexadecimal digits as `digest`"
        )));
    }
    Ok(digest)
}
