//! What the counties and the city themselves hand over: milestones and reports.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "groups and places are indexed by positions the plan made; counts are below the cap on records"
)]

use crate::network::{Level, Network};

use super::dataset::Dataset;
use super::days::{REPORT_DAY, day};
use super::plan::Plan;
use super::random::{Purpose, Random};
use super::row::Row;

/// The milestones of the definition `yuxi-2019` with the day they are due, and
/// whether cities and counties owe them.
const MILESTONES: [(&str, i32, bool, bool); 9] = [
    ("work_conference", day(2019, 3, 31), true, false),
    ("government_briefing", day(2019, 3, 31), false, true),
    ("leading_group", day(2019, 3, 31), true, true),
    ("office", day(2019, 3, 31), true, true),
    ("implementation_plan", day(2019, 4, 30), true, true),
    ("report_to_government", day(2019, 11, 30), false, true),
    ("report_to_city_bureau", day(2019, 11, 30), false, true),
    ("city_report", day(2019, 12, 31), true, false),
    ("acceptance", day(2019, 12, 31), true, false),
];

/// A milestone of a centre.
#[derive(Debug)]
pub(super) struct Milestone {
    group: usize,
    name: &'static str,
    due: i32,
    done: Option<i32>,
}

/// A figure a centre states about itself.
#[derive(Debug)]
pub(super) struct Report {
    group: usize,
    indicator: &'static str,
    numerator: u64,
    denominator: Option<u64>,
    reported: i32,
}

/// The milestones of every centre: done in the weeks before they are due, but
/// for one county's plan, which is late, and one county's leading group, which
/// never came about.
pub(super) fn milestones(plan: &Plan) -> Vec<Milestone> {
    let random = Random::new(plan.seed, Dataset::Milestones.stream());
    let mut milestones = Vec::new();
    for group in 0..plan.groups.len() {
        let upper = matches!(
            plan.places[plan.groups[group].head].level,
            Level::Province | Level::City
        );
        for (name, due, of_city, of_county) in MILESTONES {
            if !(if upper { of_city } else { of_county }) {
                continue;
            }
            let row = milestones.len() as u64;
            let early = due - random.between(row, Purpose::Lag, 1, 24) as i32;
            let done = match name {
                "implementation_plan" if plan.flaws.settled_below == Some(group) => Some(due + 9),
                "office" if plan.flaws.adviser_left == Some(group) => None,
                "report_to_city_bureau" if plan.flaws.reported_late == Some(group) => Some(due + 4),
                _ => Some(early),
            };
            milestones.push(Milestone {
                group,
                name,
                due,
                done,
            });
        }
    }
    milestones
}

pub(super) fn milestone(plan: &Plan, milestone: &Milestone, row: &mut Row) {
    row.push(&plan.places[plan.groups[milestone.group].head].code);
    row.push(milestone.name);
    row.push(plan.days.iso(milestone.due));
    row.push_optional(milestone.done.map(|done| plan.days.iso(done)));
}

/// The reports of the end of November. They are what somebody might have
/// reported, near to what the records give but not the same: the figures are
/// estimates, and every county claims full coverage and prompt response.
pub(super) fn reports(plan: &Plan, network: &Network) -> Vec<Report> {
    let random = Random::new(plan.seed, Dataset::Reports.stream());
    let mut reports = Vec::new();
    for (number, group) in plan.groups.iter().enumerate() {
        let subtree = network.subtree(plan.places[group.head].id);
        let covered: Vec<usize> = (0..plan.groups.len())
            .filter(|other| subtree.contains(&plan.groups[*other].head))
            .collect();
        let early = random.between(number as u64, Purpose::Date, 1, 6) as i32;
        let reported = if plan.flaws.reported_late == Some(number) {
            REPORT_DAY + 4
        } else {
            REPORT_DAY - early
        };
        for (indicator, numerator, denominator) in figures(plan, &covered) {
            reports.push(Report {
                group: number,
                indicator,
                numerator,
                denominator,
                reported,
            });
        }
    }
    reports
}

fn figures(plan: &Plan, groups: &[usize]) -> [(&'static str, u64, Option<u64>); 10] {
    let platforms = |level: Level| {
        let in_time =
            |member: &&usize| plan.places[**member].level == level && !plan.places[**member].late;
        let members = groups.iter().flat_map(|group| &plan.groups[*group].members);
        members.filter(in_time).count() as u64
    };
    let members = groups.iter().flat_map(|group| &plan.groups[*group].members);
    let poor = members.filter(|member| plan.places[**member].poor).count() as u64;
    let made = |dataset: Dataset| {
        let flow = plan.flow(dataset);
        let until =
            |group: &usize| flow.map_or(0, |flow| flow.count_until(*group, REPORT_DAY, |day| day));
        groups.iter().map(until).sum::<u64>()
    };
    let needs = made(Dataset::Needs) * 55 / 100;
    let requests = made(Dataset::AidRequests) * 60 / 100;
    let disputes = made(Dataset::Disputes) * 75 / 100;
    [
        ("centres_standardised", platforms(Level::Township), None),
        ("stations_standardised", platforms(Level::Village), None),
        ("publicity_events", made(Dataset::PublicityEvents), None),
        ("cases_handled", made(Dataset::Cases) * 955 / 1_000, None),
        ("consultations", made(Dataset::Consultations) * 32, None),
        ("adviser_coverage", poor, Some(poor)),
        ("need_response_rate", needs, Some(needs)),
        ("aid_grant_rate", requests, Some(requests)),
        ("dispute_handling_rate", disputes, Some(disputes)),
        (
            "mediation_success_rate",
            disputes - disputes / 70,
            Some(disputes),
        ),
    ]
}

pub(super) fn report(plan: &Plan, report: &Report, row: &mut Row) {
    row.push(&plan.places[plan.groups[report.group].head].code);
    row.push(report.indicator);
    row.push(plan.days.iso(REPORT_DAY));
    row.push_format(format_args!("{}", report.numerator));
    match report.denominator {
        Some(denominator) => row.push_format(format_args!("{denominator}")),
        None => row.push_optional(None),
    }
    row.push(plan.days.iso(report.reported));
}
