//! Inspections: samples, and what follows from what was found.

use askama::Template;

use super::words::{NONE, Place, Words};
use crate::assess::Assessment;
use crate::error::Result;
use crate::inspect::{ConfidenceInterval, StratumSample, UnitsResult, Verdict};
use crate::report::{Dossier, Inspection};
use crate::text::text;

#[derive(Template)]
#[template(path = "page/inspections.html")]
pub(super) struct Inspections {
    pub words: Words,
    pub list: Vec<InspectionTable>,
}

pub(super) struct InspectionTable {
    pub label: String,
    pub seed: String,
    /// Whether there are results.
    pub is_evaluated: bool,
    pub verdict: Option<(&'static str, String)>,
    /// (n, c) in words.
    pub plan: Option<String>,
    /// All strata together first.
    pub rows: Vec<StratumRow>,
    pub reinspect: String,
    pub remarks: Vec<String>,
}

pub(super) struct StratumRow {
    /// None for all together.
    pub place: Option<Place>,
    pub population: Option<u64>,
    pub drawn: usize,
    pub result: Option<ResultCells>,
}

pub(super) struct ResultCells {
    pub inspected: u64,
    pub nonconforming: u64,
    pub rate: String,
    pub interval: String,
    pub verdict: Option<(&'static str, String)>,
}

impl Inspections {
    pub fn new(words: Words, dossier: &Dossier<'_>) -> Result<Option<Self>> {
        let list = dossier.inspections.iter();
        let list = list.map(|one| table(words, dossier.assessment, one));
        let list: Vec<InspectionTable> = list.collect::<Result<_>>()?;
        Ok((!list.is_empty()).then_some(Self { words, list }))
    }
}

fn table(
    words: Words,
    assessment: &Assessment,
    inspection: &Inspection<'_>,
) -> Result<InspectionTable> {
    let network = &assessment.plan().network;
    let sizes = inspection.population;
    let strata = &inspection.sample.strata;
    let evaluation = inspection.evaluation;
    let units = |stratum: &StratumSample| stratum.units.len();
    let mut rows = vec![StratumRow {
        place: None,
        population: (!sizes.is_empty()).then(|| {
            sizes
                .iter()
                .fold(0, |sum, size| size.units.saturating_add(sum))
        }),
        drawn: strata.iter().map(units).sum(),
        result: evaluation
            .map(|found| cells(words, &found.overall))
            .transpose()?,
    }];
    for stratum in strata {
        let size = sizes.iter().find(|size| size.stratum == stratum.stratum);
        let results = evaluation.map(|found| found.strata.iter()).into_iter();
        let mut results = results.flatten();
        let result = results.find(|result| result.stratum == Some(stratum.stratum));
        rows.push(StratumRow {
            place: Some(Place::of_code(network, stratum.stratum)),
            population: size.map(|size| size.units),
            drawn: units(stratum),
            result: result.map(|result| cells(words, result)).transpose()?,
        });
    }
    let plan = evaluation.and_then(|found| found.overall.plan);
    let plan = plan.map(|plan| {
        let (n, c) = (plan.sample_size, plan.acceptance_number);
        words.say(&text!(
            "抽样方案:抽 {n} 个,不合格不超过 {c} 个即接收",
            "sampling plan: {n} units, accepted with at most {c} that do not conform"
        ))
    });
    let reinspect = evaluation.map(|found| found.reinspect.iter()).into_iter();
    let reinspect = reinspect.flatten();
    let reinspect = reinspect.map(|code| {
        let Place { code, name } = Place::of_code(network, *code);
        if name.is_empty() { code } else { name }
    });
    let remarks = evaluation.map(|found| found.remarks.iter()).into_iter();
    let remarks = remarks.flatten();
    let remarks = remarks.map(|remark| words.say(&remark.message()));
    let verdict = evaluation.and_then(|found| found.overall.verdict);
    Ok(InspectionTable {
        label: words.say(inspection.label),
        seed: inspection.sample.seed.clone(),
        is_evaluated: evaluation.is_some(),
        verdict: verdict.map(|verdict| judged(words, verdict)),
        plan,
        rows,
        reinspect: words.list(reinspect),
        remarks: remarks.collect(),
    })
}

/// Digits after the point of rates, in percent.
const RATE_DECIMALS: u8 = 2;

fn cells(words: Words, result: &UnitsResult) -> Result<ResultCells> {
    let rate = match &result.rate {
        Some(rate) => format!("{}%", rate.rate.percent(RATE_DECIMALS)?),
        None => NONE.to_owned(),
    };
    let interval = result
        .rate
        .as_ref()
        .map(|rate| interval(&rate.clopper_pearson));
    Ok(ResultCells {
        inspected: result.inspected,
        nonconforming: result.nonconforming,
        rate,
        interval: interval.unwrap_or_else(|| NONE.to_owned()),
        verdict: result.verdict.map(|verdict| judged(words, verdict)),
    })
}

/// For the eye only, as the interval itself.
fn interval(interval: &ConfidenceInterval) -> String {
    let percent = |limit: f64| format!("{:.2}%", limit * 100.0);
    format!("{} – {}", percent(interval.lower), percent(interval.upper))
}

fn judged(words: Words, verdict: Verdict) -> (&'static str, String) {
    let tone = match verdict {
        Verdict::Accepted => "good",
        Verdict::Refused => "bad",
        Verdict::Incomplete => "open",
    };
    (tone, words.say(&verdict.label()))
}
