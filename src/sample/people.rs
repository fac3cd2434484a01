//! The teams, and the legal advisers of the villages.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "groups and places are indexed by positions the plan made; day numbers stay within a few years around 2019"
)]

use crate::network::Level;

use super::dataset::Dataset;
use super::days::day;
use super::plan::{Group, Plan};
use super::random::{Purpose, Random};
use super::row::Row;

/// How many villages one adviser looks after.
const VILLAGES_PER_ADVISER: u64 = 8;
/// How many poor villages of a county are without an adviser for some weeks.
const VILLAGES_IN_GAP: usize = 3;

/// Somebody who serves in a team.
#[derive(Debug)]
pub(super) struct Person {
    group: usize,
    serial: u64,
    place: usize,
    service: &'static str,
    from: i32,
    until: Option<i32>,
}

/// An adviser's time in a village.
#[derive(Debug)]
pub(super) struct Term {
    group: usize,
    serial: u64,
    place: usize,
    from: i32,
    until: Option<i32>,
}

/// The teams: a mediator in every village and a small team in every centre.
pub(super) fn people(plan: &Plan) -> Vec<Person> {
    let random = Random::new(plan.seed, Dataset::People.stream());
    let mut people: Vec<Person> = Vec::new();
    for (number, group) in plan.groups.iter().enumerate() {
        let mut serial = 0;
        for place in std::iter::once(group.head).chain(group.members.iter().copied()) {
            for (service, heads) in team(plan.places[place].level) {
                for _ in 0..*heads {
                    serial += 1;
                    let row = people.len() as u64;
                    let from =
                        day(2009, 1, 1) + random.between(row, Purpose::Date, 0, 3_600) as i32;
                    let leaves = random.chance(row, Purpose::Outcome, 30);
                    let until = leaves.then(|| {
                        day(2019, 3, 1) + random.between(row, Purpose::Lag, 0, 300) as i32
                    });
                    people.push(Person {
                        group: number,
                        serial,
                        place,
                        service,
                        from,
                        until,
                    });
                }
            }
        }
    }
    people
}

fn team(level: Level) -> &'static [(&'static str, u32)] {
    match level {
        Level::Province | Level::City => &[
            ("lawyer", 30),
            ("notary", 12),
            ("forensic", 10),
            ("legal_aid", 10),
            ("arbitration", 10),
            ("publicity", 8),
        ],
        Level::County => &[
            ("lawyer", 6),
            ("notary", 3),
            ("forensic", 2),
            ("legal_aid", 4),
            ("arbitration", 1),
            ("publicity", 4),
        ],
        Level::Township => &[("mediation", 1), ("grassroots", 1), ("legal_aid", 1)],
        Level::Village => &[("mediation", 1)],
    }
}

pub(super) fn person(plan: &Plan, person: &Person, row: &mut Row) {
    push_id(plan, Dataset::People, person.group, person.serial, row);
    row.push(&plan.places[person.place].code);
    row.push(person.service);
    push_term(plan, person.from, person.until, row);
}

/// The advisers of the villages: every poor village has one from early in the
/// year on, but for the gaps the plan asks for; most of the others have one too.
pub(super) fn advisers(plan: &Plan) -> Vec<Term> {
    let random = Random::new(plan.seed, Dataset::Advisers.stream());
    let mut terms = Vec::new();
    for (number, group) in plan.groups.iter().enumerate() {
        let mut villages = 0_u64;
        let mut poor_villages = 0_usize;
        for place in villages_of(plan, group) {
            let poor = plan.places[place].poor;
            let row = place as u64;
            if !poor && !random.chance(row, Purpose::Reach, 880) {
                continue;
            }
            let serial = villages / VILLAGES_PER_ADVISER + 1;
            villages += 1;
            let last_start = if poor { 420 } else { 560 };
            let from = day(2018, 1, 2) + random.between(row, Purpose::Date, 0, last_start) as i32;
            let term = Term {
                group: number,
                serial,
                place,
                from,
                until: None,
            };
            poor_villages += usize::from(poor);
            if poor && plan.flaws.adviser_left == Some(number) && poor_villages == 1 {
                terms.push(Term {
                    until: Some(day(2019, 10, 16)),
                    ..term
                });
            } else if poor
                && plan.flaws.adviser_gaps.contains(&Some(number))
                && poor_villages <= VILLAGES_IN_GAP
            {
                // The neighbour's adviser takes over after some weeks.
                let left = day(2019, 5, 13) + random.between(row, Purpose::Lag, 0, 14) as i32;
                let resumed = left + random.between(row, Purpose::Persons, 38, 60) as i32;
                let successor = Term {
                    serial: serial + 1,
                    from: resumed,
                    ..term
                };
                terms.push(Term {
                    until: Some(left),
                    ..term
                });
                terms.push(successor);
            } else {
                terms.push(term);
            }
        }
    }
    terms
}

fn villages_of<'plan>(
    plan: &'plan Plan,
    group: &'plan Group,
) -> impl Iterator<Item = usize> + 'plan {
    group
        .members
        .iter()
        .copied()
        .filter(|member| plan.places[*member].level == Level::Village)
}

pub(super) fn adviser(plan: &Plan, term: &Term, row: &mut Row) {
    let random = Random::new(plan.seed, Dataset::Advisers.stream());
    push_id(plan, Dataset::Advisers, term.group, term.serial, row);
    row.push(&plan.places[term.place].code);
    // Of the person, not of the term: the same wherever the adviser serves.
    let person = ((term.group as u64) << 32) | term.serial;
    row.push(if random.chance(person, Purpose::Service, 600) {
        "lawyer"
    } else {
        "grassroots"
    });
    push_term(plan, term.from, term.until, row);
}

fn push_term(plan: &Plan, from: i32, until: Option<i32>, row: &mut Row) {
    row.push(plan.days.iso(from));
    row.push_optional(until.map(|until| plan.days.iso(until)));
}

/// An identifier: the dataset's letter, the code of the county, the year, and
/// a number within the county, such as `C5304022019000001`.
pub(super) fn push_id(plan: &Plan, dataset: Dataset, group: usize, serial: u64, row: &mut Row) {
    let prefix = &plan.groups[group].prefix;
    row.push_format(format_args!("{}{prefix}2019{serial:06}", dataset.letter()));
}
