//! An invented year as one HTML page, with reports against records, an inspection
//! and scores.
//!
//! Usage: `page FILE.html [zh|en] [NETWORK]`

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use huimin::calendar::Date;
use huimin::figure::Decimal;
use huimin::input::{CsvOptions, CsvSource};
use huimin::inspect::{
    Evaluation, Observation, Outcome, Sample, SamplingPlan, StratumSize, Terms, allocate_sample,
    draw, evaluate,
};
use huimin::network::{DivisionCode, Level};
use huimin::reconcile::{Options, reconcile};
use huimin::report::{Dossier, Inspection, page};
use huimin::sample::SampleOptions;
use huimin::score::{Attainment, Band, Candidate, Curve, Instead, Item, Scheme, Scoreboard, score};
use huimin::{Assessment, Error, Language, Network, Plan, Programme, Result, Tally, Text};

/// Whoever knows it can repeat the draw.
const SEED: &str = "huimin page 2019-11-30";
/// Village stations that are inspected, and of each county at least.
const DRAWN: u64 = 80;
const LEAST: u64 = 5;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("usage: page FILE.html [zh|en] [NETWORK]");
        return ExitCode::from(2);
    };
    let language = match arguments.next().as_deref() {
        Some("en") => Language::English,
        _ => Language::Chinese,
    };
    let network = arguments.next().unwrap_or_else(|| "yuxi-2019".to_owned());
    let written = run(&network, language).map_err(|error: Error| error.render(language));
    let written = written.and_then(|html| std::fs::write(&path, html).map_err(|e| e.to_string()));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(network: &str, language: Language) -> Result<String> {
    let assessment = assess(network)?;
    let reconciliation = reconcile(&assessment, &Options::default())?;
    let scoreboard = scores(&assessment)?;
    let (population, sample, evaluation) = inspect(&assessment)?;
    let label = Text::new("村(社区)工作站", "village stations");
    let mut dossier = Dossier::new(&assessment, language);
    dossier.reconciliation = Some(&reconciliation);
    dossier.scoreboard = Some(&scoreboard);
    dossier.inspections.push(Inspection {
        label: &label,
        population: &population,
        sample: &sample,
        evaluation: Some(&evaluation),
    });
    page(&dossier)
}

fn assess(network: &str) -> Result<Assessment> {
    let network = Network::builtin(network)?;
    let year = huimin::sample::Sample::new(&network, &SampleOptions::default())?;
    let programme = Programme::builtin("yuxi-2019")?;
    let mut tally = Tally::new(&Plan::new(&programme, year.network_with_marks()?)?);
    for dataset in year.datasets() {
        let mut file = Vec::new();
        year.write_csv(dataset, &mut file)?;
        tally.add(
            dataset,
            CsvSource::new(file.as_slice(), CsvOptions::default()),
        )?;
    }
    tally.assess(Date::parse("2019-11-30").expect("a date"))
}

fn counties(assessment: &Assessment) -> impl Iterator<Item = DivisionCode> + '_ {
    let network = &assessment.plan().network;
    network.at_level(Level::County).map(|id| network.code(id))
}

/// Ten points for every indicator, for the attainment from 0 to 100 %.
fn scores(assessment: &Assessment) -> Result<Scoreboard> {
    let plan = assessment.plan();
    let whole = Decimal::integer;
    let items = plan.indicators.iter().map(|indicator| Item {
        id: indicator.id.clone(),
        full: whole(10),
        curve: Curve::Linear {
            floor: whole(0),
            cap: whole(1),
        },
    });
    let mut terms = huimin::score::Terms::new(items.collect(), 2);
    terms.not_applicable = Some(Instead::FullPoints);
    for (lower, zh, en) in [(60, "合格", "passed"), (90, "优秀", "excellent")] {
        terms.bands.push(Band {
            lower: whole(lower),
            label: Text::new(zh, en),
        });
    }
    let mut candidates = Vec::new();
    for county in counties(assessment) {
        let mut candidate = Candidate::new(county);
        for indicator in &plan.indicators {
            let figure = assessment.value(&indicator.id, &county.padded())?;
            let target = figure.target.map(Decimal::to_ratio).transpose()?;
            let share = match (figure.value, target) {
                (Some(value), Some(target)) => value.checked_div(target)?,
                _ => None,
            };
            let attainment = share.map_or(Attainment::NotApplicable, Attainment::Known);
            candidate = candidate.stand(&indicator.id, attainment);
        }
        candidates.push(candidate);
    }
    score(&Scheme::new(terms)?, &candidates)
}

/// Draws stations county by county; every twentieth is found wanting.
fn inspect(assessment: &Assessment) -> Result<(Vec<StratumSize>, Sample, Evaluation)> {
    let network = &assessment.plan().network;
    let stations = network.at_level(Level::Village).filter_map(|village| {
        let mut above = network.ancestors(village);
        let county = above.find(|id| network.level(*id) == Level::County)?;
        Some((network.code(county), network.code(village).padded()))
    });
    let stations: Vec<(DivisionCode, String)> = stations.collect();
    let mut sizes: BTreeMap<DivisionCode, u64> = BTreeMap::new();
    for (county, _) in &stations {
        *sizes.entry(*county).or_default() += 1;
    }
    let population = sizes.into_iter();
    let population = population.map(|(stratum, units)| StratumSize { stratum, units });
    let population: Vec<StratumSize> = population.collect();
    let drawn = DRAWN.max(LEAST * population.len() as u64);
    let sample = draw(SEED, &allocate_sample(drawn, &population, LEAST)?, stations)?;
    let units = sample.strata.iter();
    let units = units.flat_map(|it| it.units.iter().map(move |unit| (it.stratum, unit)));
    let observations = units
        .enumerate()
        .map(|(number, (stratum, unit))| Observation {
            stratum,
            key: unit.key.clone(),
            outcome: match number % 20 {
                19 => Outcome::Nonconforming,
                _ => Outcome::Conforming,
            },
        });
    let observations: BTreeSet<Observation> = observations.collect();
    let observations: Vec<Observation> = observations.into_iter().collect();
    let terms = Terms {
        overall: SamplingPlan {
            sample_size: drawn,
            acceptance_number: 3,
        },
        strata: BTreeMap::new(),
        confidence: Decimal::new(95, 2),
    };
    let evaluation = evaluate(&sample, &observations, &terms)?;
    Ok((population, sample, evaluation))
}
