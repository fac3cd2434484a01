//! Phases, and milestones with those that owe them.

use std::collections::BTreeMap;

use askama::Template;

use super::words::Words;
use crate::assess::{Assessment, DivisionMilestone, MilestoneStatus, PhaseStatus};
use crate::calendar::Date;

#[derive(Template)]
#[template(path = "page/milestones.html")]
pub(super) struct Milestones<'a> {
    pub words: Words,
    pub phases: Vec<PhaseStep<'a>>,
    /// How many stand how: class, words, count.
    pub counts: Vec<(&'static str, String, usize)>,
    pub groups: Vec<MilestoneGroup<'a>>,
    /// How many are overdue; none where that is not known.
    pub overdue: Option<usize>,
}

pub(super) struct PhaseStep<'a> {
    pub label: &'a str,
    pub start: Date,
    pub end: Date,
    /// The id of its status, as a class.
    pub class: &'static str,
    pub status: String,
}

/// The divisions of which one milestone stands alike.
pub(super) struct MilestoneGroup<'a> {
    pub label: &'a str,
    pub due_on: Date,
    pub tone: &'static str,
    pub status: String,
    /// Names, with the day it was done.
    pub divisions: Vec<(&'a str, Option<Date>)>,
}

/// Overdue first: that is what somebody has to see to.
const STATUSES: [MilestoneStatus; 5] = [
    MilestoneStatus::Overdue,
    MilestoneStatus::DoneLate,
    MilestoneStatus::NotYetDue,
    MilestoneStatus::DoneInTime,
    MilestoneStatus::NotReceived,
];

impl<'a> Milestones<'a> {
    /// None where the definition has neither phases nor milestones.
    pub fn new(words: Words, assessment: &'a Assessment) -> Option<Self> {
        let phases = assessment.phases().map(|(phase, status)| PhaseStep {
            label: words.label(&phase.label),
            start: phase.period.value.start(),
            end: phase.period.value.end(),
            class: match status {
                PhaseStatus::NotStarted => "later",
                PhaseStatus::UnderWay => "now",
                PhaseStatus::Ended => "past",
            },
            status: words.say(&status.label()),
        });
        let phases: Vec<PhaseStep<'a>> = phases.collect();
        let milestones = assessment.milestones();
        if phases.is_empty() && milestones.is_empty() {
            return None;
        }
        let count = |status| milestones.iter().filter(|one| one.status == status).count();
        // Data is there for all of them or for none.
        let is_received = count(MilestoneStatus::NotReceived) == 0;
        let counts = STATUSES
            .into_iter()
            .filter(|status| (*status != MilestoneStatus::NotReceived) == is_received)
            .map(|status| (tone(status), words.say(&status.label()), count(status)));
        Some(Self {
            words,
            phases,
            counts: counts.collect(),
            groups: groups(words, assessment, &milestones),
            overdue: is_received.then(|| count(MilestoneStatus::Overdue)),
        })
    }
}

fn groups<'a>(
    words: Words,
    assessment: &'a Assessment,
    milestones: &[DivisionMilestone<'a>],
) -> Vec<MilestoneGroup<'a>> {
    let network = &assessment.plan().network;
    let known = &assessment.plan().definition.milestones;
    let mut groups: BTreeMap<(usize, Date, usize), MilestoneGroup<'a>> = BTreeMap::new();
    for one in milestones {
        let rank = STATUSES.iter().position(|status| *status == one.status);
        let order = known
            .iter()
            .position(|milestone| std::ptr::eq(milestone, one.milestone));
        let place = (rank.unwrap_or(0), one.due_on, order.unwrap_or(0));
        let group = groups.entry(place).or_insert_with(|| MilestoneGroup {
            label: words.label(&one.milestone.label),
            due_on: one.due_on,
            tone: tone(one.status),
            status: words.say(&one.status.label()),
            divisions: Vec::new(),
        });
        let name = network.name(one.division);
        group.divisions.push((name, one.done_on));
    }
    groups.into_values().collect()
}

fn tone(status: MilestoneStatus) -> &'static str {
    match status {
        MilestoneStatus::Overdue => "bad",
        MilestoneStatus::DoneLate => "late",
        MilestoneStatus::NotYetDue | MilestoneStatus::NotReceived => "open",
        MilestoneStatus::DoneInTime => "good",
    }
}
