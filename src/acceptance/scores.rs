//! The scores of an assessment.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::{Assessment, MilestoneStatus, Reason};
use crate::definition::{Bound, EmptyDenominator};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Ratio;
use crate::network::DivisionId;
use crate::plan::{CountPlan, ScoringPlan, VetoPlan};
use crate::score::{Attainment, Candidate, Scoreboard, score};
use crate::text::text;

/// Points, grades and ranks of all divisions of the scored level, by the definition's
/// `[scoring]`; none where it has none.
///
/// The attainment of an item is the indicator's value over the division's target. A
/// lower value is better for `at_most`: there it is 1 where the target is met and the
/// target over the value else; for `exactly` it is 1 where met, else below 1 by the
/// share by which the value is off. Where an empty denominator counts as met, the
/// attainment is 1. A division without a target of its own is not scored for it: the
/// item is not applicable.
///
/// A division of which an item, a bonus, a deduction or a veto needs a dataset that was
/// not received has neither total, grade nor rank.
///
/// Source (`yuxi-2019`): 市政府将省政府10件惠民实事完成情况纳入全市综合考评.
///
/// # Errors
///
/// `Argument` where a formula of `count` is not a whole number of times or a division
/// has no item left; `Overflow`.
pub fn scores(assessment: &Assessment) -> Result<Option<Scoreboard>> {
    let Some(scoring) = &assessment.plan().scoring else {
        return Ok(None);
    };
    let network = &assessment.plan().network;
    let root = assessment.plan().root.map(|root| network.subtree(root));
    let scored = network.at_level(scoring.level).filter(|id| {
        let inside = root.as_ref().is_none_or(|run| run.contains(&id.index()));
        inside && network.existed_on(*id, network.code(*id), assessment.as_of())
    });
    let known = Known {
        overdue: overdue(assessment, scoring),
        not_received: not_received(assessment, scoring),
    };
    let candidates = scored.map(|id| candidate(assessment, scoring, id, &known));
    let candidates = candidates.collect::<Result<Vec<_>>>()?;
    if candidates.is_empty() {
        return Ok(None);
    }
    score(&scoring.scheme, &candidates).map(Some)
}

/// What is found once for all candidates.
struct Known<'a> {
    /// Milestones overdue.
    overdue: BTreeMap<DivisionId, u64>,
    /// The ids of bonuses, deductions and vetoes that need a dataset nobody handed over.
    not_received: BTreeSet<&'a str>,
}

fn not_received<'a>(assessment: &Assessment, scoring: &'a ScoringPlan) -> BTreeSet<&'a str> {
    let plan = assessment.plan();
    let counts = scoring.counts.iter();
    let counts = counts.map(|(id, count)| (id.as_str(), count.needs(plan)));
    let vetoes = scoring.vetoes.iter();
    let vetoes = vetoes.map(|(id, veto)| (id.as_str(), veto.needs(plan)));
    let is_open = |needs: &[usize]| needs.iter().any(|it| !assessment.has_received(*it));
    let open = counts.chain(vetoes).filter(|(_, needs)| is_open(needs));
    open.map(|(id, _)| id).collect()
}

/// How many milestones of every division are overdue, where that counts.
fn overdue(assessment: &Assessment, scoring: &ScoringPlan) -> BTreeMap<DivisionId, u64> {
    let mut counts: BTreeMap<DivisionId, u64> = BTreeMap::new();
    let mut counted = scoring.counts.iter();
    if counted.any(|(_, count)| matches!(count, CountPlan::OverdueMilestones)) {
        for milestone in assessment.milestones() {
            if milestone.status == MilestoneStatus::Overdue {
                let count = counts.entry(milestone.division).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    counts
}

fn candidate(
    assessment: &Assessment,
    scoring: &ScoringPlan,
    id: DivisionId,
    known: &Known<'_>,
) -> Result<Candidate> {
    let plan = assessment.plan();
    let cut = assessment.last_cut();
    let measures = assessment.measures(id, cut, false);
    let mut candidate = Candidate::new(plan.network.code(id));
    for (indicator, item) in scoring.indicators.iter().zip(&scoring.scheme.terms().items) {
        let attainment = attainment(assessment, *indicator, id)?;
        candidate = candidate.stand(&item.id, attainment);
    }
    for id in &known.not_received {
        candidate = candidate.not_received(id);
    }
    let is_known = |id: &String| !known.not_received.contains(id.as_str());
    for (name, count) in scoring.counts.iter().filter(|(id, _)| is_known(id)) {
        let times = match count {
            CountPlan::OverdueMilestones => known.overdue.get(&id).copied().unwrap_or(0),
            // A formula without a value: nothing is known to have occurred.
            CountPlan::Formula(formula) => match measures.number(formula)? {
                None => 0,
                Some(number) => whole(number).ok_or_else(|| {
                    let code = plan.network.code(id);
                    let message = text!(
                        "评分项 `{name}` 在 {code} 的次数应为非负整数,实为 {number}",
                        "`{name}` should occur a whole number of times in {code}, but occurs {number} times"
                    );
                    Error::new(ErrorKind::Argument, message)
                })?,
            },
        };
        candidate = candidate.occur(name, times);
    }
    for (name, cause) in scoring.vetoes.iter().filter(|(id, _)| is_known(id)) {
        let applies = match cause {
            // One that is neither true nor false does not overrule anything.
            VetoPlan::Condition(condition) => measures.holds(condition)? == Some(true),
            VetoPlan::Missed(indicator) => {
                assessment.figure(*indicator, id, cut, false)?.met == Some(false)
            }
        };
        if applies {
            candidate = candidate.veto(name);
        }
    }
    Ok(candidate)
}

fn whole(number: Ratio) -> Option<u64> {
    let number = number.reduced();
    let units = number.numerator();
    (number.denominator() == 1).then(|| u64::try_from(units).ok())?
}

/// How far a division has reached the target of an indicator.
fn attainment(assessment: &Assessment, indicator: usize, id: DivisionId) -> Result<Attainment> {
    let figure = assessment.figure(indicator, id, assessment.last_cut(), false)?;
    let plan = assessment.plan().indicators.get(indicator);
    let bound = plan.and_then(|plan| plan.target).map(|target| target.bound);
    if figure.reason == Some(Reason::NotReceived) {
        return Ok(match figure.target {
            Some(_) => Attainment::NotReceived,
            None => Attainment::NotApplicable,
        });
    }
    if figure.reason == Some(Reason::EmptyDenominator) {
        let counts_as_met = plan.is_some_and(|plan| plan.empty == EmptyDenominator::Met);
        return Ok(match figure.target {
            Some(_) if counts_as_met => Attainment::Known(Ratio::integer(1)),
            _ => Attainment::NotApplicable,
        });
    }
    let (Some(target), Some(bound)) = (figure.target, bound) else {
        return Ok(Attainment::NotApplicable);
    };
    let Some(value) = figure.value else {
        return Ok(Attainment::Missing);
    };
    let (whole, target) = (Ratio::integer(1), target.to_ratio()?);
    // A target of 0 that is met is attained, and one that is missed is not.
    let of = |part: Ratio, total: Ratio| -> Result<Ratio> {
        Ok(part.checked_div(total)?.unwrap_or(Ratio::integer(0)))
    };
    let met = figure.met == Some(true);
    Ok(Attainment::Known(match bound {
        Bound::AtLeast if met && target.numerator() == 0 => whole,
        Bound::AtLeast => of(value, target)?,
        Bound::AtMost | Bound::Exactly if met => whole,
        Bound::AtMost => of(target, value)?,
        Bound::Exactly if value < target => of(value, target)?,
        Bound::Exactly => of(target, value)?,
    }))
}
