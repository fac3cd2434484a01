//! From what the inspectors found to verdicts and verified rates.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: units are counted one by one from a sample in memory, and those inspected and nonconforming are among those drawn"
)]

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ConfidenceInterval, Sample, SamplingPlan, StratumSize, argument, clopper_pearson, wilson,
};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionCode;
use crate::text::{Text, text};

/// What the inspectors say of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Observation {
    /// The stratum for which it was drawn.
    pub stratum: DivisionCode,
    /// Its key.
    pub key: String,
    /// What was found.
    pub outcome: Outcome,
}

/// What was found on the spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// 合格.
    Conforming,
    /// 不合格.
    Nonconforming,
    /// 未检查: it was not seen, which says nothing about it.
    NotInspected,
}

/// By what the sample is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The plan for the sample as a whole.
    pub overall: SamplingPlan,
    /// The plans for strata that are judged by themselves; others have no verdict.
    pub strata: BTreeMap<DivisionCode, SamplingPlan>,
    /// The confidence level of the intervals, as a share.
    pub confidence: Decimal,
}

/// Whether a lot passes under its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// 接收: all units drawn were inspected, and no more than c do not conform.
    Accepted,
    /// 拒收: more than c do not conform. Those not yet inspected cannot change that.
    Refused,
    /// 未完成: units are yet to be inspected, and not more than c do not conform so far.
    Incomplete,
}

impl Outcome {
    /// Its name in tables and records.
    pub fn id(self) -> &'static str {
        match self {
            Self::Conforming => "conforming",
            Self::Nonconforming => "nonconforming",
            Self::NotInspected => "not_inspected",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Conforming => ("合格", "conforming"),
            Self::Nonconforming => ("不合格", "nonconforming"),
            Self::NotInspected => ("未检查", "not inspected"),
        };
        Text::new(zh, en)
    }
}

impl Verdict {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Incomplete => "incomplete",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Accepted => ("接收", "accepted"),
            Self::Refused => ("拒收", "refused"),
            Self::Incomplete => ("未完成", "incomplete"),
        };
        Text::new(zh, en)
    }
}

/// What became of a set of units drawn: of a stratum, or of all.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitsResult {
    /// The stratum; none for all of them together.
    pub stratum: Option<DivisionCode>,
    /// The units drawn.
    pub drawn: u64,
    /// Those inspected, without contradiction.
    pub inspected: u64,
    /// Those of them that do not conform.
    pub nonconforming: u64,
    /// Those drawn and not inspected, or with contradicting results: stratum and key.
    pub outstanding: Vec<(DivisionCode, String)>,
    /// The plan; none where a stratum has no plan of its own.
    pub plan: Option<SamplingPlan>,
    /// The verdict under the plan.
    pub verdict: Option<Verdict>,
    /// The verified rate; none where nothing was inspected.
    pub rate: Option<VerifiedRate>,
}

/// The rate of conforming units 核实率, as far as they were inspected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VerifiedRate {
    /// Conforming units over inspected ones.
    pub rate: Ratio,
    /// Its Clopper–Pearson interval.
    pub clopper_pearson: ConfidenceInterval,
    /// Its Wilson interval.
    pub wilson: ConfidenceInterval,
}

/// What is wrong with what was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RemarkKind {
    /// The unit was not drawn in this stratum. It counts nowhere.
    NotDrawn,
    /// The unit was inspected more than once, with different results. It counts as not
    /// inspected until that is resolved.
    Contradiction,
    /// The unit was entered more than once with the same result. It counts once.
    Repetition,
}

/// A remark on a unit that was entered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Remark {
    /// The stratum entered.
    pub stratum: DivisionCode,
    /// The key entered.
    pub key: String,
    /// What is wrong.
    pub kind: RemarkKind,
}

/// What follows from an inspection.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// All units together, under the overall plan. In their rate every unit drawn
    /// weighs the same; where strata were not sampled in proportion, see
    /// [`stratified_rate`].
    pub overall: UnitsResult,
    /// The strata by their codes.
    pub strata: Vec<UnitsResult>,
    /// The strata to inspect again 复查: those refused.
    pub reinspect: Vec<DivisionCode>,
    /// What is wrong with what was entered, by stratum and key.
    pub remarks: Vec<Remark>,
}

/// Evaluates what the inspectors found of a sample. Neither the order of observations
/// nor repeating one changes a verdict.
///
/// # Errors
///
/// `Argument` where a plan's sample size is not the number of units drawn, a plan is of
/// a stratum that was not sampled or has c ≥ n, or the confidence level is not above 0
/// and below 1.
///
/// # Example
///
/// ```
/// use std::collections::BTreeMap;
///
/// use huimin::figure::Decimal;
/// use huimin::inspect::{
///     Observation, Outcome, SamplingPlan, StratumSize, Terms, Verdict, draw, evaluate,
/// };
/// use huimin::network::DivisionCode;
///
/// let county = DivisionCode::parse("530402")?.code;
/// let stations = (1..=100).map(|number| (county, format!("S-{number:03}")));
/// let sizes = [StratumSize { stratum: county, units: 20 }];
/// let sample = draw("2019-12-01", &sizes, stations)?;
///
/// // One of the twenty lacks its signboard.
/// let mut observations: Vec<Observation> = sample.strata[0]
///     .units
///     .iter()
///     .map(|unit| Observation {
///         stratum: county,
///         key: unit.key.clone(),
///         outcome: Outcome::Conforming,
///     })
///     .collect();
/// observations[7].outcome = Outcome::Nonconforming;
///
/// let terms = Terms {
///     overall: SamplingPlan { sample_size: 20, acceptance_number: 1 },
///     strata: BTreeMap::new(),
///     confidence: Decimal::new(95, 2),
/// };
/// let evaluation = evaluate(&sample, &observations, &terms)?;
/// assert_eq!(evaluation.overall.verdict, Some(Verdict::Accepted));
/// let rate = evaluation.overall.rate.expect("all were inspected");
/// assert_eq!(rate.rate.to_string(), "19/20");
/// assert_eq!(format!("{:.4}", rate.clopper_pearson.lower), "0.7513");
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn evaluate(
    sample: &Sample,
    observations: &[Observation],
    terms: &Terms,
) -> Result<Evaluation> {
    check(sample, terms)?;
    let (outcomes, remarks) = outcomes(sample, observations);
    let mut overall = UnitsResult::new(None, Some(terms.overall));
    let mut strata = Vec::with_capacity(sample.strata.len());
    for drawn in &sample.strata {
        let plan = terms.strata.get(&drawn.stratum).copied();
        let mut result = UnitsResult::new(Some(drawn.stratum), plan);
        for unit in &drawn.units {
            let outcome = outcomes.get(&(drawn.stratum, unit.key.as_str()));
            let outcome = outcome.copied().unwrap_or(Outcome::NotInspected);
            result.count((drawn.stratum, &unit.key), outcome);
            overall.count((drawn.stratum, &unit.key), outcome);
        }
        result.conclude(terms.confidence)?;
        strata.push(result);
    }
    overall.conclude(terms.confidence)?;
    let refused = strata
        .iter()
        .filter(|it| it.verdict == Some(Verdict::Refused));
    Ok(Evaluation {
        reinspect: refused.filter_map(|it| it.stratum).collect(),
        overall,
        strata,
        remarks,
    })
}

/// The verified value 核实值 of an indicator: what was reported times the verified
/// rate, exactly. Of 700 reported stations and a rate of 19/20 it is 13300/20.
///
/// # Errors
///
/// `Overflow` where the product leaves 128 bits.
pub fn verified_value(reported: Decimal, rate: Ratio) -> Result<Ratio> {
    reported.to_ratio()?.checked_mul(rate)
}

/// The verified rate of the whole population where strata were not sampled in
/// proportion: each stratum's rate weighs as much as the stratum has units,
/// Σ Nₕ × pₕ ÷ Σ Nₕ (W. G. Cochran, *Sampling Techniques*, 3rd edition, 5.3).
///
/// `None` where a stratum that has units was not inspected at all, so that nothing
/// is known of it.
///
/// # Errors
///
/// `Argument` where a stratum's size is missing, given twice, or of a stratum that was
/// not sampled; `Overflow` where the common denominator leaves 128 bits, as it can
/// with very many strata of different sample sizes.
pub fn stratified_rate(evaluation: &Evaluation, sizes: &[StratumSize]) -> Result<Option<Ratio>> {
    let rates = evaluation.strata.iter().map(|it| (it.stratum, it));
    let rates: BTreeMap<Option<DivisionCode>, &UnitsResult> = rates.collect();
    let given: BTreeSet<Option<DivisionCode>> = sizes.iter().map(|it| Some(it.stratum)).collect();
    if given.len() != sizes.len() || !given.iter().eq(rates.keys()) {
        return Err(argument(text!(
            "应给出每个被抽样的层的单位数,且只给一次",
            "expected the size of every stratum sampled, each once"
        )));
    }
    let mut conforming = Ratio::integer(0);
    let mut population = 0_i128;
    for size in sizes.iter().filter(|size| size.units > 0) {
        let rate = rates.get(&Some(size.stratum)).and_then(|it| it.rate);
        let Some(VerifiedRate { rate, .. }) = rate else {
            return Ok(None);
        };
        let units = i128::from(size.units);
        conforming = conforming.checked_add(rate.checked_mul(Ratio::integer(units))?)?;
        population += units;
    }
    conforming.checked_div(Ratio::integer(population))
}

impl Remark {
    /// The remark for people.
    pub fn message(&self) -> Text {
        let Self { stratum, key, kind } = self;
        match kind {
            RemarkKind::NotDrawn => text!(
                "单位 `{key}` 不在层 {stratum} 的样本中,不予计入",
                "the unit `{key}` was not drawn in the stratum {stratum}; it does not count"
            ),
            RemarkKind::Contradiction => text!(
                "层 {stratum} 的单位 `{key}` 有互相矛盾的检查结果,核实之前视为未检查",
                "the unit `{key}` of the stratum {stratum} was inspected with contradicting results; it counts as not inspected until they are resolved"
            ),
            RemarkKind::Repetition => text!(
                "层 {stratum} 的单位 `{key}` 重复登记了相同的结果,只计一次",
                "the unit `{key}` of the stratum {stratum} was entered more than once with the same result; it counts once"
            ),
        }
    }
}

impl UnitsResult {
    fn new(stratum: Option<DivisionCode>, plan: Option<SamplingPlan>) -> Self {
        Self {
            stratum,
            drawn: 0,
            inspected: 0,
            nonconforming: 0,
            outstanding: Vec::new(),
            plan,
            verdict: None,
            rate: None,
        }
    }

    fn count(&mut self, (stratum, key): (DivisionCode, &str), outcome: Outcome) {
        self.drawn += 1;
        if outcome == Outcome::NotInspected {
            self.outstanding.push((stratum, key.to_owned()));
            return;
        }
        self.inspected += 1;
        self.nonconforming += u64::from(outcome == Outcome::Nonconforming);
    }

    fn conclude(&mut self, confidence: Decimal) -> Result<()> {
        self.outstanding.sort();
        self.verdict = self.plan.map(|plan| {
            if self.nonconforming > plan.acceptance_number {
                Verdict::Refused
            } else if self.outstanding.is_empty() {
                Verdict::Accepted
            } else {
                Verdict::Incomplete
            }
        });
        let conforming = i128::from(self.inspected - self.nonconforming);
        if let Some(rate) = Ratio::new(conforming, i128::from(self.inspected)) {
            self.rate = Some(VerifiedRate {
                rate,
                clopper_pearson: clopper_pearson(rate, confidence)?,
                wilson: wilson(rate, confidence)?,
            });
        }
        Ok(())
    }
}

fn check(sample: &Sample, terms: &Terms) -> Result<()> {
    super::open_share(
        Text::new("置信水平", "a confidence level"),
        terms.confidence,
    )?;
    let drawn = |units: usize| u64::try_from(units).unwrap_or(u64::MAX);
    let all = sample.strata.iter().map(|it| drawn(it.units.len())).sum();
    check_plan(terms.overall, all, &Text::new("总体", "the whole sample"))?;
    for (stratum, plan) in &terms.strata {
        let name = text!("层 {stratum}", "the stratum {stratum}");
        let found = sample.strata.iter().find(|it| it.stratum == *stratum);
        let units = found.map_or(0, |it| drawn(it.units.len()));
        check_plan(*plan, units, &name)?;
    }
    Ok(())
}

fn check_plan(plan: SamplingPlan, drawn: u64, of: &Text) -> Result<()> {
    let (size, Text { zh, en }) = (plan.sample_size, of);
    if size != drawn {
        return Err(argument(text!(
            "{zh}的抽样方案要求 {size} 个单位,实际抽取了 {drawn} 个",
            "the plan of {en} is for {size} units, but {drawn} were drawn"
        )));
    }
    plan.check_numbers()
}

/// What is known of each unit drawn, and the remarks.
fn outcomes<'a>(
    sample: &'a Sample,
    observations: &'a [Observation],
) -> (BTreeMap<(DivisionCode, &'a str), Outcome>, Vec<Remark>) {
    let drawn = sample.strata.iter().flat_map(|stratum| {
        let units = stratum.units.iter();
        units.map(|unit| (stratum.stratum, unit.key.as_str()))
    });
    let drawn: BTreeSet<(DivisionCode, &str)> = drawn.collect();
    let mut outcomes = BTreeMap::new();
    let mut remarks = Vec::new();
    let mut sorted: Vec<&Observation> = observations.iter().collect();
    sorted.sort();
    let is_same_unit = |one: &&Observation, other: &&Observation| {
        (one.stratum, &one.key) == (other.stratum, &other.key)
    };
    for entries in sorted.chunk_by(is_same_unit) {
        let Some(first) = entries.first() else {
            continue;
        };
        let unit = (first.stratum, first.key.as_str());
        // Sorted, the result of an inspection comes before "not inspected".
        let inspected = entries.iter().map(|it| it.outcome);
        let inspected = inspected.filter(|outcome| *outcome != Outcome::NotInspected);
        let different: BTreeSet<Outcome> = inspected.collect();
        let kind = if !drawn.contains(&unit) {
            Some(RemarkKind::NotDrawn)
        } else if different.len() > 1 {
            Some(RemarkKind::Contradiction)
        } else {
            outcomes.insert(unit, first.outcome);
            let repeated = entries.windows(2).any(|pair| pair.first() == pair.last());
            repeated.then_some(RemarkKind::Repetition)
        };
        remarks.extend(kind.map(|kind| Remark {
            stratum: first.stratum,
            key: first.key.clone(),
            kind,
        }));
    }
    (outcomes, remarks)
}

#[cfg(test)]
#[path = "evaluate_tests.rs"]
mod tests;
