//! Phases of the programme, and what has to be done by when.

use std::collections::HashMap;

use super::Assessment;
use crate::calendar::Date;
use crate::definition::{Milestone, Phase};
use crate::network::{DivisionId, Level};
use crate::text::Text;

/// Where a phase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PhaseStatus {
    /// 未开始
    NotStarted,
    /// 进行中
    UnderWay,
    /// 已结束
    Ended,
}

impl PhaseStatus {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::UnderWay => "under_way",
            Self::Ended => "ended",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::NotStarted => ("未开始", "not started"),
            Self::UnderWay => ("进行中", "under way"),
            Self::Ended => ("已结束", "ended"),
        };
        Text::new(zh, en)
    }
}

/// Where a milestone of one division stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MilestoneStatus {
    /// 按期完成
    DoneInTime,
    /// 逾期完成
    DoneLate,
    /// 逾期未完成
    Overdue,
    /// 未到期
    NotYetDue,
    /// 未收到数据: the dataset of milestones was not handed over.
    NotReceived,
}

impl MilestoneStatus {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::DoneInTime => "done_in_time",
            Self::DoneLate => "done_late",
            Self::Overdue => "overdue",
            Self::NotYetDue => "not_yet_due",
            Self::NotReceived => "not_received",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::DoneInTime => ("按期完成", "done in time"),
            Self::DoneLate => ("逾期完成", "done late"),
            Self::Overdue => ("逾期未完成", "overdue"),
            Self::NotYetDue => ("未到期", "not yet due"),
            Self::NotReceived => ("未收到数据", "not received"),
        };
        Text::new(zh, en)
    }
}

/// A milestone that a division owes.
#[derive(Clone, Debug)]
pub struct DivisionMilestone<'a> {
    /// What has to be done.
    pub milestone: &'a Milestone,
    /// Who owes it.
    pub division: DivisionId,
    /// The last day on which it is in time: that of the division's record where
    /// it has one, else the definition's.
    pub due_on: Date,
    /// The day it was done, where that is not after the as-of date.
    pub done_on: Option<Date>,
    /// Where it stands.
    pub status: MilestoneStatus,
}

impl Assessment {
    /// The phases of the programme and where each stands on the as-of date.
    pub fn phases(&self) -> impl Iterator<Item = (&Phase, PhaseStatus)> + '_ {
        self.plan().definition.phases.iter().map(|phase| {
            let period = phase.period.value;
            let status = if self.as_of() < period.start() {
                PhaseStatus::NotStarted
            } else if self.as_of() <= period.end() {
                PhaseStatus::UnderWay
            } else {
                PhaseStatus::Ended
            };
            (phase, status)
        })
    }

    /// Every milestone of every division that owes it, in the definition's order
    /// and then that of the divisions: those at the milestone's levels from the
    /// programme's root downward. What is done is taken from the dataset
    /// `milestones` (fields `milestone`, `due_on`, `done_on`), where the
    /// definition has one; how things stand is not known while that is not received.
    pub fn milestones(&self) -> Vec<DivisionMilestone<'_>> {
        let done = self.milestone_records();
        let network = &self.plan().network;
        let within = self.plan().root.map(|root| network.subtree(root));
        let mut milestones = Vec::new();
        for milestone in &self.plan().definition.milestones {
            let levels: Vec<Level> = milestone
                .levels
                .iter()
                .filter_map(|level| Level::from_id(&level.value))
                .collect();
            for division in network.ids() {
                let inside = within
                    .as_ref()
                    .is_none_or(|run| run.contains(&division.index()));
                if inside && levels.contains(&network.level(division)) {
                    let record = done.get(&(division.index(), milestone.id.value.as_str()));
                    milestones.push(self.milestone(milestone, division, record));
                }
            }
        }
        milestones
    }

    fn milestone<'a>(
        &self,
        milestone: &'a Milestone,
        division: DivisionId,
        record: Option<&MilestoneRecord>,
    ) -> DivisionMilestone<'a> {
        let due_on = record
            .and_then(|record| record.due_on)
            .unwrap_or(milestone.due);
        let done_on = record
            .and_then(|record| record.done_on)
            .filter(|done_on| *done_on <= self.as_of());
        let status = match done_on {
            _ if !self.knows_milestones() => MilestoneStatus::NotReceived,
            Some(done_on) if done_on <= due_on => MilestoneStatus::DoneInTime,
            Some(_) => MilestoneStatus::DoneLate,
            None if due_on < self.as_of() => MilestoneStatus::Overdue,
            None => MilestoneStatus::NotYetDue,
        };
        DivisionMilestone {
            milestone,
            division,
            due_on,
            done_on,
            status,
        }
    }

    /// Whether it can be said how milestones stand.
    pub(crate) fn knows_milestones(&self) -> bool {
        let plan = self.plan().milestones;
        plan.is_none_or(|plan| self.figures.received.has(plan.dataset))
    }

    /// The records of the dataset `milestones` that count.
    fn milestone_records(&self) -> HashMap<(usize, &str), MilestoneRecord> {
        let mut records = HashMap::new();
        let Some(plan) = self.plan().milestones else {
            return records;
        };
        for entry in self.counted(plan.dataset) {
            let name = entry.text(plan.milestone);
            if let (Some(division), Some(name)) = (entry.division(), name) {
                let record = MilestoneRecord {
                    due_on: entry.day(plan.due_on),
                    done_on: entry.day(plan.done_on),
                };
                // Of several records the one done first counts, whatever their order.
                let known = records.entry((division as usize, name)).or_insert(record);
                *known = known.earlier(record);
            }
        }
        records
    }
}

#[derive(Clone, Copy, Debug)]
struct MilestoneRecord {
    due_on: Option<Date>,
    done_on: Option<Date>,
}

impl MilestoneRecord {
    /// The one that was done earlier, or is due earlier.
    fn earlier(self, other: Self) -> Self {
        let order = |record: &Self| (record.done_on.is_none(), record.done_on, record.due_on);
        if order(&other) < order(&self) {
            other
        } else {
            self
        }
    }
}
