//! Samples of the records that count, and what inspectors found of them.

use std::collections::BTreeMap;

use crate::assess::Assessment;
use crate::definition::{Inspection, InspectionSize};
use crate::diagnostic::instead_of;
use crate::error::{Error, ErrorKind, Result};
use crate::figure::{Decimal, Ratio};
use crate::inspect::{
    Draw, Evaluation, Observation, Outcome, Precision, Risks, Sample, SamplingPlan, StratumSize,
    Terms, allocate_sample, evaluate, sample_size, stratified_rate,
};
use crate::ledger::Entry;
use crate::network::{DivisionCode, DivisionId, Network};
use crate::plan::{DatasetPlan, InspectionPlan};
use crate::records::shown_key;
use crate::text::{Text, text};

/// An inspection of the definition, applied to an assessment.
#[derive(Clone, Debug)]
pub struct Inspected<'a> {
    /// What the definition says of it.
    pub inspection: &'a Inspection,
    /// The seed with which was drawn.
    pub seed: String,
    /// The records from which was drawn, by stratum. A record of a division above the
    /// strata is of a stratum of its own division.
    pub population: Vec<StratumSize>,
    /// The records to be inspected.
    pub sample: Sample,
    /// What inspectors found: the records of `inspection_results` that count.
    pub observations: Vec<Observation>,
    /// What follows from that; none where there was nothing to draw from. Without a
    /// verdict where no results were received: nobody has seen anything, which is not the
    /// same as having seen too little.
    pub evaluation: Option<Evaluation>,
    /// The value of the indicator after inspection, at the programme's root.
    pub verified: Option<VerifiedValue>,
}

/// What remains of a reported value when the verified rate is applied to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedValue {
    /// The value by the records: a count, or the numerator of a rate.
    pub reported: Ratio,
    /// The rate of conforming records, every stratum by its size.
    pub rate: Ratio,
    /// The product.
    pub verified: Ratio,
}

/// All inspections of the definition, each drawn with its own seed.
///
/// # Errors
///
/// As [`inspection`].
pub fn inspections(assessment: &Assessment) -> Result<Vec<Inspected<'_>>> {
    let all = &assessment.plan().definition.inspections;
    (0..all.len())
        .map(|place| apply(assessment, place, None))
        .collect()
}

/// An inspection of the definition by its name, drawn with another seed where one is
/// given: a seed fixed in public after the records were closed.
///
/// # Errors
///
/// `Argument` for a name that the definition does not have, a seed that cannot be one,
/// or more units that must be inspected than the sample has; `Limit` for samples
/// beyond the caps of [`limits`](crate::limits); `Overflow`.
///
/// Source (`yuxi-2019`): 省司法厅将组织人员对各地实施项目完成情况进行检查考核.
///
/// # Example
///
/// ```
/// use huimin::acceptance::inspection;
/// use huimin::calendar::Date;
/// use huimin::input::{CsvOptions, CsvSource};
/// use huimin::{Network, Plan, Programme, Tally};
///
/// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
/// let mut tally = Tally::new(&plan);
/// let mut file = String::from(
///     "division_code,name_unified,signboard_unified,logo_unified,items_unified,\
///      carrier_unified,workflow_unified,does_handling,does_publicity,does_guidance,\
///      does_consultation,does_demand_analysis,accepted_on\n");
/// for township in ["530402001", "530402002", "530402003"] {
///     file += &format!("{township}{},2019-06-30\n", ",true".repeat(11));
/// }
/// tally.add("platforms", CsvSource::new(file.as_bytes(), CsvOptions::default()))?;
/// let assessment = tally.assess(Date::parse("2019-12-31").unwrap())?;
/// let centres = inspection(&assessment, "centres", Some("drawn in public on 2019-12-10"))?;
/// // Of so few all are inspected.
/// assert_eq!(centres.sample.strata[0].units.len(), 3);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn inspection<'a>(
    assessment: &'a Assessment,
    id: &str,
    seed: Option<&str>,
) -> Result<Inspected<'a>> {
    let all = &assessment.plan().definition.inspections;
    match all.iter().position(|known| known.id.value == id) {
        Some(place) => apply(assessment, place, seed),
        None => {
            let known: Vec<&str> = all.iter().map(|known| known.id.value.as_str()).collect();
            let Text { zh, en } = instead_of(id, &known);
            Err(argument(text!(
                "没有名为 `{id}` 的抽查;{zh}",
                "no inspection is named `{id}`; {en}"
            )))
        }
    }
}

fn apply<'a>(
    assessment: &'a Assessment,
    place: usize,
    seed: Option<&str>,
) -> Result<Inspected<'a>> {
    let plan = assessment.plan();
    let inspection = plan.definition.inspections.get(place);
    let (Some(inspection), Some(bound)) = (inspection, plan.inspections.get(place)) else {
        return Err(argument(text!(
            "没有这项抽查",
            "there is no such inspection"
        )));
    };
    let seed = seed.unwrap_or(&inspection.seed.value).to_owned();
    let units = || population(assessment, bound);
    let mut sizes: BTreeMap<DivisionCode, u64> = BTreeMap::new();
    for (stratum, _) in units() {
        let size = sizes.entry(stratum).or_default();
        *size = size.saturating_add(1);
    }
    let sizes = sizes.into_iter();
    let population: Vec<StratumSize> = sizes
        .map(|(stratum, units)| StratumSize { stratum, units })
        .collect();
    let plans = sampling_plans(&inspection.size, &population)?;
    let drawn: Vec<StratumSize> = plans
        .iter()
        .map(|(stratum, plan)| StratumSize {
            stratum: *stratum,
            units: plan.sample_size,
        })
        .collect();
    let mut draw = Draw::new(&seed, &drawn)?;
    for (stratum, entry) in units() {
        draw.add(stratum, &shown_key(&entry.key()))?;
    }
    let mut inspected = Inspected {
        inspection,
        seed,
        population,
        sample: draw.sample()?,
        observations: observations(assessment, inspection, bound),
        evaluation: None,
        verified: None,
    };
    if !inspected.population.is_empty() {
        let terms = terms(inspection, &plans);
        let mut evaluation = evaluate(&inspected.sample, &inspected.observations, &terms)?;
        let results = plan.inspection_results;
        if results.is_some_and(|results| !assessment.has_received(results.dataset)) {
            let strata = evaluation.strata.iter_mut();
            let all = std::iter::once(&mut evaluation.overall).chain(strata);
            all.for_each(|result| result.verdict = None);
            evaluation.reinspect.clear();
        }
        inspected.verified = verified(assessment, bound, &evaluation, &inspected.population)?;
        inspected.evaluation = Some(evaluation);
    }
    Ok(inspected)
}

/// The records that count as of the date, with their strata.
fn population<'a>(
    assessment: &'a Assessment,
    plan: &'a InspectionPlan,
) -> impl Iterator<Item = (DivisionCode, Entry<'a>)> {
    let network = &assessment.plan().network;
    let entries = assessment.counting(plan.dataset, plan.term);
    entries.filter_map(move |entry| {
        let id = network.id(entry.division()? as usize)?;
        Some((stratum(network, plan, id), entry))
    })
}

/// The stratum of a division: the one of the strata's level that it lies in, itself
/// included, or else itself.
fn stratum(network: &Network, plan: &InspectionPlan, id: DivisionId) -> DivisionCode {
    let mut line = std::iter::once(id).chain(network.ancestors(id));
    let stratum = line.find(|id| network.level(*id) == plan.stratum);
    network.code(stratum.unwrap_or(id))
}

/// How many units of every stratum are drawn, and how many of them may fail.
fn sampling_plans(
    size: &InspectionSize,
    population: &[StratumSize],
) -> Result<Vec<(DivisionCode, SamplingPlan)>> {
    if population.is_empty() {
        return Ok(Vec::new());
    }
    match size {
        InspectionSize::Precision {
            z,
            margin,
            expected,
            tolerated,
            minimum,
        } => {
            let precision = Precision {
                z: z.value,
                margin: margin.value,
                proportion: expected.value,
            };
            let all = population.iter().map(|stratum| stratum.units);
            let all = all.fold(0_u64, u64::saturating_add);
            let least = population.iter().map(|it| it.units.min(*minimum));
            let least = least.fold(0_u64, u64::saturating_add);
            // What every stratum is owed may be more than the estimate needs.
            let units = sample_size(all, precision)?.units.max(least);
            let drawn = allocate_sample(units, population, *minimum)?;
            let plans = drawn.iter().map(|drawn| {
                let plan = SamplingPlan {
                    sample_size: drawn.units,
                    acceptance_number: tolerated_units(drawn.units, tolerated.value)?,
                };
                Ok((drawn.stratum, plan))
            });
            plans.collect()
        }
        InspectionSize::Risks {
            producer_quality,
            producer_risk,
            consumer_quality,
            consumer_risk,
        } => {
            let risks = Risks {
                producer_quality: producer_quality.value,
                producer_risk: producer_risk.value,
                consumer_quality: consumer_quality.value,
                consumer_risk: consumer_risk.value,
            };
            let plans = population
                .iter()
                .map(|lot| Ok((lot.stratum, risks.plan_for_lot(lot.units)?.plan)));
            plans.collect()
        }
    }
}

/// ⌊n × tolerated⌋.
fn tolerated_units(drawn: u64, tolerated: Decimal) -> Result<u64> {
    let exact = tolerated
        .to_ratio()?
        .checked_mul(Ratio::integer(i128::from(drawn)))?;
    let whole = exact.numerator().checked_div(exact.denominator());
    Ok(whole
        .and_then(|units| u64::try_from(units).ok())
        .unwrap_or(0))
}

/// By what the sample is judged: every stratum by its plan, all together by the plan
/// that their sizes and acceptance numbers add up to or, for one sample that was
/// shared out, by its own.
fn terms(inspection: &Inspection, plans: &[(DivisionCode, SamplingPlan)]) -> Terms {
    let sum = |part: fn(&SamplingPlan) -> u64| {
        let parts = plans.iter().map(|(_, plan)| part(plan));
        parts.fold(0_u64, u64::saturating_add)
    };
    let sample_size = sum(|plan| plan.sample_size);
    let acceptance_number = match &inspection.size {
        InspectionSize::Precision { tolerated, .. } => {
            tolerated_units(sample_size, tolerated.value).unwrap_or(0)
        }
        InspectionSize::Risks { .. } => sum(|plan| plan.acceptance_number),
    };
    let judged = plans.iter().filter(|(_, plan)| plan.sample_size > 0);
    Terms {
        overall: SamplingPlan {
            sample_size,
            acceptance_number,
        },
        strata: judged.copied().collect(),
        confidence: inspection.confidence.value,
    }
}

/// What inspectors found: the records of `inspection_results` that count.
fn observations(
    assessment: &Assessment,
    inspection: &Inspection,
    bound: &InspectionPlan,
) -> Vec<Observation> {
    let plan = assessment.plan();
    let Some(results) = plan.inspection_results else {
        return Vec::new();
    };
    let inspected = plan.datasets.get(bound.dataset);
    let keyed_by_division = inspected.is_some_and(DatasetPlan::is_keyed_by_division);
    let records = assessment.counted(results.dataset);
    let records = records.filter_map(|entry| {
        let text = |slot: usize| entry.segment.slots.get(slot)?.text(entry.position);
        if text(results.inspection)? != inspection.id.value {
            return None;
        }
        let key = text(results.record_key)?;
        let code = DivisionCode::parse(key).ok().filter(|_| keyed_by_division);
        let outcome = match text(results.outcome)? {
            found if found == Outcome::Conforming.id() => Outcome::Conforming,
            found if found == Outcome::Nonconforming.id() => Outcome::Nonconforming,
            _ => Outcome::NotInspected,
        };
        let id = plan.network.id(entry.division()? as usize)?;
        Some(Observation {
            stratum: stratum(&plan.network, bound, id),
            key: code.map_or_else(|| key.to_owned(), |code| code.code.padded()),
            outcome,
        })
    });
    records.collect()
}

fn verified(
    assessment: &Assessment,
    bound: &InspectionPlan,
    evaluation: &Evaluation,
    population: &[StratumSize],
) -> Result<Option<VerifiedValue>> {
    let (Some(indicator), Some(root)) = (bound.indicator, assessment.plan().top) else {
        return Ok(None);
    };
    let figure = assessment.figure(indicator, root, assessment.last_cut(), false)?;
    let rate = stratified_rate(evaluation, population)?;
    let (Some(reported), Some(rate)) = (figure.numerator, rate) else {
        return Ok(None);
    };
    Ok(Some(VerifiedValue {
        reported,
        rate,
        verified: reported.checked_mul(rate)?,
    }))
}

fn argument(message: Text) -> Error {
    Error::new(ErrorKind::Argument, message)
}
