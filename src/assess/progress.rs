//! Progress against the plan.

use super::Assessment;
use crate::definition::Bound;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionId;
use crate::plan::IndicatorPlan;

/// How an indicator stands against its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// 已完成: the target is met.
    Done,
    /// 超前: more than planned by the definition's margin.
    Ahead,
    /// 正常: as planned.
    OnSchedule,
    /// 滞后: less than planned.
    Behind,
    /// 不适用: no target, no schedule, or no value.
    NotApplicable,
}

impl Status {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Ahead => "ahead",
            Self::OnSchedule => "on_schedule",
            Self::Behind => "behind",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// Its name for people.
    pub fn label(self) -> crate::text::Text {
        let (zh, en) = match self {
            Self::Done => ("已完成", "done"),
            Self::Ahead => ("超前", "ahead"),
            Self::OnSchedule => ("正常", "on schedule"),
            Self::Behind => ("滞后", "behind"),
            Self::NotApplicable => ("不适用", "not applicable"),
        };
        crate::text::Text::new(zh, en)
    }
}

/// Progress of one indicator in one division at one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The target.
    pub target: Option<Decimal>,
    /// What the schedule asks for by the date: target × planned share.
    pub planned: Option<Ratio>,
    /// What there is, as it is shown.
    pub actual: String,
    /// The planned share of the target.
    pub planned_share: Option<Ratio>,
    /// The actual share of the target.
    pub actual_share: Option<Ratio>,
    /// How it stands.
    pub status: Status,
}

impl Assessment {
    /// The progress of an indicator by position, at the cut with that position.
    ///
    /// # Errors
    ///
    /// As [`figure`](Self::figure).
    pub fn progress_of(
        &self,
        indicator: usize,
        division: DivisionId,
        cut: usize,
    ) -> Result<Progress> {
        let figure = self.figure(indicator, division, cut, false)?;
        let mut progress = Progress {
            target: None,
            planned: None,
            actual: figure.display,
            planned_share: None,
            actual_share: None,
            status: Status::NotApplicable,
        };
        let plan = self
            .plan()
            .indicators
            .get(indicator)
            .filter(|plan| plan.scheduled);
        let schedule = self.plan().definition.schedule.as_ref();
        let date = self.dates().get(cut).copied();
        let (Some(plan), Some(schedule), Some(date)) = (plan, schedule, date) else {
            return Ok(progress);
        };
        let (Some(target), Some(value)) = (figure.target, figure.value) else {
            return Ok(progress);
        };
        let planned_share = super::planned_share(schedule, self.plan().period, date)?;
        let limit = target.to_ratio()?;
        let Some(actual_share) = value.checked_div(limit)? else {
            return Ok(progress);
        };
        progress.target = Some(target);
        progress.planned = Some(limit.checked_mul(planned_share)?);
        progress.planned_share = Some(planned_share);
        progress.actual_share = Some(actual_share);
        progress.status = status(
            plan,
            (figure.met == Some(true), value > limit),
            (actual_share, planned_share),
            || planned_share.checked_add(schedule.ahead_margin.to_ratio()?),
        )?;
        Ok(progress)
    }
}

/// How an indicator stands that has a target and is due by a schedule: whether
/// the target is `met` and `exceeded`, the actual and the planned share of it,
/// and beyond which share it is ahead.
pub(super) fn status(
    plan: &IndicatorPlan,
    (met, exceeded): (bool, bool),
    (actual, planned): (Ratio, Ratio),
    ahead_beyond: impl FnOnce() -> Result<Ratio>,
) -> Result<Status> {
    let bound = plan.target.map(|target| target.bound);
    let lower_is_better = bound == Some(Bound::AtMost);
    // More than exactly the target can never become the target again.
    let overshot = bound == Some(Bound::Exactly) && exceeded;
    Ok(if met && !lower_is_better {
        Status::Done
    } else if lower_is_better {
        if actual <= planned {
            Status::OnSchedule
        } else {
            Status::Behind
        }
    } else if overshot || actual < planned {
        Status::Behind
    } else if actual > ahead_beyond()? {
        Status::Ahead
    } else {
        Status::OnSchedule
    })
}
