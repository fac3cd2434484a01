//! What the platforms do: publicity events, cases, consultations.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "groups and places are indexed by positions the plan made; day numbers stay within a few years around 2019"
)]

use super::dataset::Dataset;
use super::days::YEAR_END;
use super::people::push_id;
use super::plan::{Flow, Plan};
use super::random::{Purpose, Random};
use super::row::Row;

/// How often each service is asked for, out of a thousand cases.
const CASE_SERVICES: [(&str, u64); 8] = [
    ("mediation", 430),
    ("lawyer", 170),
    ("notary", 160),
    ("legal_aid", 130),
    ("forensic", 50),
    ("arbitration", 25),
    ("grassroots", 25),
    ("publicity", 10),
];

/// How often each channel is used, out of a hundred consultations, with the
/// fewest and most persons: a group chat reaches many, a telephone call one.
const CHANNELS: [((&str, u32, u32), u64); 5] = [
    (("wechat_group", 18, 82), 45),
    (("face_to_face", 6, 40), 42),
    (("hotline", 1, 1), 7),
    (("web", 1, 3), 4),
    (("physical", 1, 4), 2),
];

pub(super) fn publicity_event(plan: &Plan, flow: &Flow, index: u64, row: &mut Row) {
    let random = flow.random();
    let (group, serial) = flow.locate(index);
    let day = flow.day(group, serial);
    let place = plan.place_of(random, index, group, day);
    push_id(plan, Dataset::PublicityEvents, group, serial + 1, row);
    row.push(&plan.places[place].code);
    row.push(plan.days.iso(day));
    row.push_format(format_args!(
        "{}",
        random.between(index, Purpose::Persons, 20, 400)
    ));
}

pub(super) fn case(plan: &Plan, flow: &Flow, index: u64, row: &mut Row) {
    let random = flow.random();
    let (group, serial) = flow.locate(index);
    let accepted = plan.days.office_day(flow.day(group, serial));
    let place = plan.place_of(random, index, group, accepted);
    let service = random.choose(index, Purpose::Service, &CASE_SERVICES, "lawyer");
    let poor = random.chance(index, Purpose::Beneficiary, 220);
    let (outcome, closed) = case_end(random, index, service, poor, accepted);
    push_id(plan, Dataset::Cases, group, serial + 1, row);
    row.push(&plan.places[place].code);
    row.push(service);
    row.push(plan.days.iso(accepted));
    row.push_optional(closed.map(|closed| plan.days.iso(closed)));
    row.push(if poor { "registered_poor" } else { "ordinary" });
    row.push(outcome);
}

/// How and when a case ends; a case that does not end within the year is pending.
fn case_end(
    random: Random,
    index: u64,
    service: &str,
    poor: bool,
    accepted: i32,
) -> (&'static str, Option<i32>) {
    let (shortest, longest) = match service {
        "lawyer" | "arbitration" => (4, 45),
        "forensic" => (5, 30),
        "legal_aid" => (2, 12),
        "publicity" => (0, 0),
        _ => (0, 15),
    };
    let closed = accepted + random.between(index, Purpose::Lag, shortest, longest) as i32;
    let drawn = random.below(index, Purpose::Outcome, 1_000);
    if closed > YEAR_END || drawn < 5 {
        return ("pending", None);
    }
    let outcome = match service {
        "mediation" if drawn < 35 => "failed",
        "mediation" => "settled",
        "legal_aid" if !poor && drawn < 120 => "refused",
        "legal_aid" => "granted",
        _ => "done",
    };
    (outcome, Some(closed))
}

pub(super) fn consultation(plan: &Plan, flow: &Flow, index: u64, row: &mut Row) {
    let random = flow.random();
    let (group, serial) = flow.locate(index);
    let day = flow.day(group, serial);
    let (channel, fewest, most) =
        random.choose(index, Purpose::Channel, &CHANNELS, ("face_to_face", 6, 40));
    // Telephone and web are answered at the centre.
    let place = match channel {
        "hotline" | "web" => plan.groups[group].head,
        _ => plan.place_of(random, index, group, day),
    };
    push_id(plan, Dataset::Consultations, group, serial + 1, row);
    row.push(&plan.places[place].code);
    row.push(plan.days.iso(day));
    row.push(channel);
    row.push_format(format_args!(
        "{}",
        random.between(index, Purpose::Persons, fewest, most)
    ));
}
