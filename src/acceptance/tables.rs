//! The tables of inspections, scores and posts, with fixed column names.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::RecordBatch;

use super::{Inspected, Post};
use crate::assess::{Assessment, batch, counts, exact, places, texts, truths};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::inspect::{Outcome, UnitsResult, Verdict};
use crate::network::DivisionCode;
use crate::score::{Attainment, Points, Score, Scoreboard};
use crate::text::Language;

/// Digits after the point of rates and probabilities, in percent.
const SHARE_DECIMALS: u8 = 2;

/// Shares of nonconforming units at which an operating characteristic is stated, in
/// percent of the population, rounded down to whole units.
const CHARACTERISTIC_PERCENTS: [u64; 12] = [0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50];

/// What was drawn and what was found: one row per inspection for all units, and one
/// for each stratum.
///
/// | column | type | what |
/// |---|---|---|
/// | inspection | text | |
/// | division_code, division_name, level | text | the stratum; null for all of them |
/// | population | number | the records from which was drawn |
/// | drawn, inspected, nonconforming, outstanding | number | units |
/// | acceptance_number | number | the nonconforming units up to which the verdict is acceptance |
/// | verdict | text | accepted, refused, incomplete; null where no results were received |
/// | reinspect | boolean | whether the stratum is to be inspected again; null likewise, and for all of them |
/// | rate | text | the share of inspected units that conform, in percent; null where nothing was inspected |
/// | lower, upper | text | its Clopper–Pearson interval, in percent with two decimals |
/// | wilson_lower, wilson_upper | text | its Wilson interval, likewise |
/// | reported, verified | text | for all units: the indicator by the records, and after inspection; exact |
///
/// # Errors
///
/// `Overflow` where a number cannot be written; `Limit` where Arrow cannot hold the
/// table.
pub fn inspection_table(
    assessment: &Assessment,
    inspections: &[Inspected<'_>],
) -> Result<RecordBatch> {
    let mut rows: Vec<(&Inspected<'_>, &UnitsResult)> = Vec::new();
    for inspected in inspections {
        if let Some(evaluation) = &inspected.evaluation {
            let all = std::iter::once(&evaluation.overall).chain(&evaluation.strata);
            rows.extend(all.map(|result| (inspected, result)));
        }
    }
    let population = |(inspected, result): &(&Inspected<'_>, &UnitsResult)| {
        let all = inspected.population.iter();
        let mine = all.filter(|it| result.stratum.is_none_or(|code| it.stratum == code));
        Some(mine.fold(0_u64, |sum, it| sum.saturating_add(it.units)))
    };
    let number = |of: fn(&UnitsResult) -> u64| counts(rows.iter().map(|row| Some(of(row.1))));
    let results = || rows.iter().map(|row| row.1);
    let rates = results().map(|result| {
        let rate = result.rate.map(|rate| rate.rate.percent(SHARE_DECIMALS));
        rate.transpose()
    });
    let rates = rates.collect::<Result<Vec<Option<Decimal>>>>()?;
    let bound = |of: fn(&UnitsResult) -> Option<f64>| {
        texts(results().map(|result| Some(format!("{:.2}%", of(result)? * 100.0))))
    };
    let verified = || {
        let whole = rows.iter().map(|row| (row.0, row.1.stratum.is_none()));
        whole.map(|(inspected, is_whole)| inspected.verified.filter(|_| is_whole))
    };
    let inspections = rows.iter().map(|row| Some(&row.0.inspection.id.value));
    let mut columns = vec![("inspection", texts(inspections)?)];
    let network = &assessment.plan().network;
    columns.extend(places(network, results().map(|result| result.stratum))?);
    columns.extend([
        ("population", counts(rows.iter().map(population))),
        ("drawn", number(|it| it.drawn)),
        ("inspected", number(|it| it.inspected)),
        ("nonconforming", number(|it| it.nonconforming)),
        ("outstanding", number(|it| it.outstanding.len() as u64)),
        (
            "acceptance_number",
            counts(results().map(|it| it.plan.map(|plan| plan.acceptance_number))),
        ),
        (
            "verdict",
            texts(results().map(|it| it.verdict.map(Verdict::id)))?,
        ),
        (
            "reinspect",
            truths(results().map(|it| {
                it.stratum?;
                let is_open = it.plan.is_some() && it.verdict.is_none();
                (!is_open).then_some(it.verdict == Some(Verdict::Refused))
            })),
        ),
        (
            "rate",
            texts(rates.iter().map(|rate| rate.map(|rate| format!("{rate}%"))))?,
        ),
        ("lower", bound(|it| Some(it.rate?.clopper_pearson.lower))?),
        ("upper", bound(|it| Some(it.rate?.clopper_pearson.upper))?),
        ("wilson_lower", bound(|it| Some(it.rate?.wilson.lower))?),
        ("wilson_upper", bound(|it| Some(it.rate?.wilson.upper))?),
        (
            "reported",
            exact(verified().map(|value| Some(value?.reported)))?,
        ),
        (
            "verified",
            exact(verified().map(|value| Some(value?.verified)))?,
        ),
    ]);
    batch(columns)
}

/// Every unit that was drawn: one row each, in the order of the draw.
///
/// | column | type | what |
/// |---|---|---|
/// | inspection | text | |
/// | division_code, division_name, level | text | the stratum |
/// | dataset | text | the dataset of the record |
/// | key | text | the record's key |
/// | digest | text | the hash by which it was drawn, 64 hexadecimal digits |
/// | outcome | text | conforming, nonconforming, not_inspected |
///
/// # Errors
///
/// As [`inspection_table`].
pub fn sample_table(assessment: &Assessment, inspections: &[Inspected<'_>]) -> Result<RecordBatch> {
    let plan = assessment.plan();
    let mut rows = Vec::new();
    for inspected in inspections {
        let outcomes = outcomes(inspected);
        let id = inspected.inspection.id.value.as_str();
        let mut all = plan.definition.inspections.iter();
        let place = all.position(|known| known.id.value == id);
        let bound = place.and_then(|place| plan.inspections.get(place));
        let dataset = bound.and_then(|bound| plan.datasets.get(bound.dataset));
        let dataset = dataset.map(|dataset| dataset.id.as_str());
        for stratum in &inspected.sample.strata {
            for unit in &stratum.units {
                let outcome = outcomes.get(&(stratum.stratum, unit.key.as_str()));
                let outcome = outcome.copied().unwrap_or(Outcome::NotInspected);
                rows.push((id, stratum.stratum, dataset, unit, outcome));
            }
        }
    }
    let mut columns = vec![("inspection", texts(rows.iter().map(|row| Some(row.0)))?)];
    columns.extend(places(&plan.network, rows.iter().map(|row| Some(row.1)))?);
    columns.extend([
        ("dataset", texts(rows.iter().map(|row| row.2))?),
        ("key", texts(rows.iter().map(|row| Some(&row.3.key)))?),
        (
            "digest",
            texts(rows.iter().map(|row| Some(row.3.digest_hex())))?,
        ),
        ("outcome", texts(rows.iter().map(|row| Some(row.4.id())))?),
    ]);
    batch(columns)
}

/// What counts of the observations: of units that are not outstanding.
fn outcomes<'i>(inspected: &'i Inspected<'_>) -> BTreeMap<(DivisionCode, &'i str), Outcome> {
    let outstanding: BTreeSet<(DivisionCode, &str)> = inspected
        .evaluation
        .iter()
        .flat_map(|evaluation| &evaluation.overall.outstanding)
        .map(|(stratum, key)| (*stratum, key.as_str()))
        .collect();
    let observations = inspected.observations.iter();
    let observed = observations.filter(|it| it.outcome != Outcome::NotInspected);
    observed
        .map(|it| ((it.stratum, it.key.as_str()), it.outcome))
        .filter(|(unit, _)| !outstanding.contains(unit))
        .collect()
}

/// The operating characteristics 抽检特性曲线 of the plans: how probable acceptance is
/// if so many records of the population do not conform, from the hypergeometric
/// distribution.
///
/// | column | type | what |
/// |---|---|---|
/// | inspection | text | |
/// | division_code, division_name, level | text | the stratum; null for all of them |
/// | population, sample_size, acceptance_number | number | the plan |
/// | nonconforming | number | records of the population that do not conform |
/// | nonconforming_share | text | of the population, in percent |
/// | acceptance | text | the probability of acceptance, in percent |
///
/// # Errors
///
/// As [`inspection_table`]; `Limit` for samples beyond
/// [`PLAN_UNITS`](crate::limits::PLAN_UNITS).
pub fn characteristic_table(
    assessment: &Assessment,
    inspections: &[Inspected<'_>],
) -> Result<RecordBatch> {
    let mut rows = Vec::new();
    for inspected in inspections {
        let sizes: BTreeMap<DivisionCode, u64> = inspected
            .population
            .iter()
            .map(|it| (it.stratum, it.units))
            .collect();
        let all = sizes
            .values()
            .fold(0_u64, |sum, it| sum.saturating_add(*it));
        let evaluation = inspected.evaluation.iter();
        let results = evaluation.flat_map(|it| std::iter::once(&it.overall).chain(&it.strata));
        for result in results {
            let size = match result.stratum {
                Some(stratum) => sizes.get(&stratum).copied().unwrap_or(0),
                None => all,
            };
            let Some(plan) = result.plan else { continue };
            let at = CHARACTERISTIC_PERCENTS.map(|percent| size.saturating_mul(percent) / 100);
            let at: BTreeSet<u64> = at.into_iter().collect();
            for point in plan.curve(size, at)? {
                let id = inspected.inspection.id.value.as_str();
                let share = Ratio::new(i128::from(point.lot.nonconforming), i128::from(size));
                let share = share
                    .map(|share| share.percent(SHARE_DECIMALS))
                    .transpose()?;
                let acceptance = point.acceptance.round_half_even(SHARE_DECIMALS + 2)?;
                let acceptance = acceptance.to_ratio()?.percent(SHARE_DECIMALS)?;
                rows.push((id, result.stratum, size, plan, point.lot, share, acceptance));
            }
        }
    }
    let mut columns = vec![("inspection", texts(rows.iter().map(|row| Some(row.0)))?)];
    let network = &assessment.plan().network;
    columns.extend(places(network, rows.iter().map(|row| row.1))?);
    columns.extend([
        ("population", counts(rows.iter().map(|row| Some(row.2)))),
        (
            "sample_size",
            counts(rows.iter().map(|row| Some(row.3.sample_size))),
        ),
        (
            "acceptance_number",
            counts(rows.iter().map(|row| Some(row.3.acceptance_number))),
        ),
        (
            "nonconforming",
            counts(rows.iter().map(|row| Some(row.4.nonconforming))),
        ),
        (
            "nonconforming_share",
            texts(
                rows.iter()
                    .map(|row| row.5.map(|share| format!("{share}%"))),
            )?,
        ),
        (
            "acceptance",
            texts(rows.iter().map(|row| Some(format!("{}%", row.6))))?,
        ),
    ]);
    batch(columns)
}

/// The ranking 综合考评排名表: one row per division, by rank.
///
/// | column | type | what |
/// |---|---|---|
/// | division_code, division_name, level | text | |
/// | rank | number | null for a division without one |
/// | total | text | the points as they are shown; null where a part cannot be judged, because data was not received |
/// | exact_total | text | before rounding: a decimal where that is exact, else a fraction; null likewise |
/// | grade | text | null for none |
/// | vetoes | text | the reasons of the vetoes that apply, or null |
/// | formula | text | how the total came about, or why there is none |
///
/// # Errors
///
/// As [`inspection_table`].
pub fn score_table(
    assessment: &Assessment,
    board: &Scoreboard,
    language: Language,
) -> Result<RecordBatch> {
    let rows = board.scores();
    let network = &assessment.plan().network;
    let mut columns = places(network, rows.iter().map(|row| Some(row.division)))?.to_vec();
    let vetoes = |row: &Score| {
        let reasons = row.vetoes.iter().map(|veto| veto.reason.get(language));
        let reasons: Vec<&str> = reasons.collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    };
    let shown = rows.iter();
    let shown = shown.map(|row| Some(row.total.as_ref()?.shown.to_string()));
    let totals = rows.iter().map(|row| {
        let exact = &row.total.as_ref()?.exact;
        Some(
            exact
                .to_ratio()
                .map_or_else(|| exact.to_string(), Ratio::exact_text),
        )
    });
    let grades = rows
        .iter()
        .map(|row| Some(row.grade.as_ref()?.get(language)));
    let formulas = rows.iter().map(|row| Some(row.formula.get(language)));
    columns.extend([
        ("rank", counts(rows.iter().map(|row| row.rank))),
        ("total", texts(shown)?),
        ("exact_total", texts(totals)?),
        ("grade", texts(grades)?),
        ("vetoes", texts(rows.iter().map(vetoes))?),
        ("formula", texts(formulas)?),
    ]);
    batch(columns)
}

/// Every point: one row per division × item, bonus and deduction.
///
/// | column | type | what |
/// |---|---|---|
/// | division_code, division_name, level | text | |
/// | kind | text | item, bonus, deduction |
/// | part | text | the indicator of an item, else the id |
/// | attainment | text | of an item, exact; null where there is none |
/// | occurrences | number | of a bonus or deduction; null where that cannot be judged |
/// | points | text | as they are shown; not negative; null where an item is left out, and where a part cannot be judged |
/// | exact_points | text | before rounding |
/// | formula | text | how they came about |
///
/// # Errors
///
/// As [`inspection_table`].
pub fn score_item_table(
    assessment: &Assessment,
    board: &Scoreboard,
    language: Language,
) -> Result<RecordBatch> {
    struct Row<'b> {
        division: DivisionCode,
        kind: &'static str,
        part: &'b str,
        attainment: Option<Ratio>,
        occurrences: Option<u64>,
        points: Option<Points>,
        formula: &'b str,
    }
    let mut rows = Vec::new();
    for score in board.scores() {
        rows.extend(score.items.iter().map(|item| Row {
            division: score.division,
            kind: "item",
            part: &item.id,
            attainment: match item.attainment {
                Attainment::Known(attainment) => Some(attainment),
                Attainment::Missing | Attainment::NotApplicable | Attainment::NotReceived => None,
            },
            occurrences: None,
            points: item.points,
            formula: item.formula.get(language),
        }));
        for (kind, parts) in [("bonus", &score.bonuses), ("deduction", &score.deductions)] {
            rows.extend(parts.iter().map(|part| Row {
                division: score.division,
                kind,
                part: &part.id,
                attainment: None,
                occurrences: part.occurrences,
                points: part.points,
                formula: part.formula.get(language),
            }));
        }
    }
    let network = &assessment.plan().network;
    let mut columns = places(network, rows.iter().map(|row| Some(row.division)))?.to_vec();
    let shown = rows.iter().map(|row| Some(row.points?.shown.to_string()));
    columns.extend([
        ("kind", texts(rows.iter().map(|row| Some(row.kind)))?),
        ("part", texts(rows.iter().map(|row| Some(row.part)))?),
        ("attainment", exact(rows.iter().map(|row| row.attainment))?),
        (
            "occurrences",
            counts(rows.iter().map(|row| row.occurrences)),
        ),
        ("points", texts(shown)?),
        (
            "exact_points",
            exact(rows.iter().map(|row| Some(row.points?.exact)))?,
        ),
        ("formula", texts(rows.iter().map(|row| Some(row.formula)))?),
    ]);
    batch(columns)
}

/// Who answers for what: one row per division × indicator.
///
/// | column | type | what |
/// |---|---|---|
/// | division_code, division_name, level | text | |
/// | indicator | text | |
/// | post | text | who answers for it |
/// | met | boolean | whether the division's own target is met; null where it has none or there is no verdict |
/// | answers_to_code, answers_to_name, answers_to_post | text | the post above to which it answers; null at the top |
/// | below_met, below_missed, below_open | number | the divisions below with a post for the indicator, by their verdicts |
/// | clause | text | the clause that asks for it |
///
/// # Errors
///
/// As [`inspection_table`].
pub fn post_table(
    assessment: &Assessment,
    posts: &[Post<'_>],
    language: Language,
) -> Result<RecordBatch> {
    let network = &assessment.plan().network;
    let codes = posts.iter().map(|post| Some(network.code(post.division)));
    let mut columns = places(network, codes)?.to_vec();
    let above = || posts.iter().map(|post| post.answers_to);
    let count = |of: fn(&Post<'_>) -> u64| counts(posts.iter().map(|post| Some(of(post))));
    let post = |part: &crate::definition::Responsibility| part.post.get(language).to_owned();
    columns.extend([
        (
            "indicator",
            texts(posts.iter().map(|it| Some(&it.indicator.id)))?,
        ),
        (
            "post",
            texts(posts.iter().map(|it| Some(post(it.responsibility))))?,
        ),
        ("met", truths(posts.iter().map(|it| it.met))),
        (
            "answers_to_code",
            texts(above().map(|it| Some(network.code(it?.0).padded())))?,
        ),
        (
            "answers_to_name",
            texts(above().map(|it| Some(network.name(it?.0))))?,
        ),
        (
            "answers_to_post",
            texts(above().map(|it| Some(post(it?.1))))?,
        ),
        ("below_met", count(|it| it.below_met)),
        ("below_missed", count(|it| it.below_missed)),
        ("below_open", count(|it| it.below_open)),
        (
            "clause",
            texts(posts.iter().map(|it| {
                let clause = it.responsibility.clause.as_ref();
                Some(clause?.value.as_str())
            }))?,
        ),
    ]);
    batch(columns)
}
