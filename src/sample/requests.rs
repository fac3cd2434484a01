//! What people ask for: needs, requests for legal aid, disputes.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "groups and places are indexed by positions the plan made; day numbers stay within a few years around 2019"
)]

use crate::network::Level;

use super::dataset::Dataset;
use super::days::{REPORT_DAY, YEAR_END};
use super::people::push_id;
use super::plan::{Flow, Plan};
use super::random::Purpose;
use super::row::Row;

/// How often each service is needed, out of a thousand needs.
const NEEDED_SERVICES: [(&str, u64); 8] = [
    ("mediation", 310),
    ("lawyer", 230),
    ("legal_aid", 220),
    ("notary", 110),
    ("grassroots", 60),
    ("forensic", 30),
    ("publicity", 25),
    ("arbitration", 15),
];

/// Of a group's disputes, one in so many is of the `other` party.
const DISPUTE_BLOCK: u64 = 4;
/// Where 98 % is what a county reaches: one failure in so many.
const EXACT_BLOCK: u64 = 50;
/// Everywhere else: one failure in so many.
const USUAL_BLOCK: u64 = 70;

pub(super) fn need(plan: &Plan, flow: &Flow, index: u64, row: &mut Row) {
    let random = flow.random();
    let (group, serial) = flow.locate(index);
    let raised = flow.day(group, serial);
    let place = plan.place_of(random, index, group, raised);
    let unanswered =
        plan.flaws.unanswered == Some(group) && forgotten(flow.group_count(group), serial);
    let poor = unanswered || random.chance(index, Purpose::Beneficiary, 550);
    let lag = random.between(index, Purpose::Lag, 0, if poor { 5 } else { 15 });
    let responded = match poor {
        true => (!unanswered).then_some(caught_up(raised, lag)),
        false => random
            .chance(index, Purpose::Outcome, 970)
            .then_some(caught_up(raised, lag)),
    };
    push_id(plan, Dataset::Needs, group, serial + 1, row);
    row.push(&plan.places[place].code);
    row.push(random.choose(index, Purpose::Service, &NEEDED_SERVICES, "mediation"));
    row.push(plan.days.iso(raised));
    row.push_optional(responded.map(|responded| plan.days.iso(responded)));
    row.push(if poor { "registered_poor" } else { "ordinary" });
}

/// The two needs of the year's last third that nobody answers.
fn forgotten(count: u64, serial: u64) -> bool {
    serial == count * 7 / 10 || serial == count * 8 / 10
}

pub(super) fn aid_request(plan: &Plan, flow: &Flow, index: u64, row: &mut Row) {
    let random = flow.random();
    let (group, serial) = flow.locate(index);
    let requested = plan.days.office_day(flow.day(group, serial));
    let place = plan.place_of(random, index, group, requested);
    let poor = random.chance(index, Purpose::Beneficiary, 600);
    let drawn = random.below(index, Purpose::Outcome, 100);
    let decision = match poor {
        false if drawn < 2 => "pending",
        false if drawn < 17 => "refused",
        _ => "granted",
    };
    let decided = caught_up(requested, random.between(index, Purpose::Lag, 0, 7));
    push_id(plan, Dataset::AidRequests, group, serial + 1, row);
    row.push(&plan.places[place].code);
    row.push(plan.days.iso(requested));
    row.push_optional((decision != "pending").then(|| plan.days.iso(decided)));
    row.push(decision);
    row.push(if poor { "registered_poor" } else { "ordinary" });
}

pub(super) fn dispute(plan: &Plan, flow: &Flow, index: u64, row: &mut Row) {
    let random = flow.random();
    let (group, serial) = flow.locate(index);
    let registered = flow.day(group, serial);
    let place = &plan.places[plan.place_of(random, index, group, registered)];
    let poor_serial = poor_dispute(plan, flow, group, serial);
    let party = match (poor_serial, place.level) {
        (None, _) => "other",
        (Some(_), Level::Village) if place.poor => "poor_village",
        (Some(_), Level::Village) => "poor_household",
        (Some(_), _) if random.chance(index, Purpose::Beneficiary, 500) => "poor_village",
        (Some(_), _) => "poor_household",
    };
    let drawn = random.below(index, Purpose::Outcome, 1_000);
    let outcome = match poor_serial {
        Some(serial) if fails(plan, group, serial) => "failed",
        None if drawn < 15 => "pending",
        None if drawn < 55 => "failed",
        _ => "settled",
    };
    let mediated = caught_up(registered, random.between(index, Purpose::Lag, 0, 20));
    push_id(plan, Dataset::Disputes, group, serial + 1, row);
    row.push(&place.code);
    row.push(party);
    row.push(plan.days.iso(registered));
    row.push_optional((outcome != "pending").then(|| plan.days.iso(mediated)));
    row.push(outcome);
}

/// The number, from 0, of a dispute among those of poor villages and
/// households of its county; `None` for the other disputes.
///
/// One dispute of every block of four is another's, so that the number follows
/// from the serial alone. In the county that reaches exactly 98 % by the end of
/// November, those beyond the last full fifty are others' too.
fn poor_dispute(plan: &Plan, flow: &Flow, group: usize, serial: u64) -> Option<u64> {
    let number = number_among_poor(flow, group, serial)?;
    if plan.flaws.settled_exactly == Some(group) {
        let reported = flow.count_until(group, REPORT_DAY, |day| day);
        let complete = poor_before(flow, group, reported) / EXACT_BLOCK * EXACT_BLOCK;
        if serial < reported && number >= complete {
            return None;
        }
    }
    Some(number)
}

fn number_among_poor(flow: &Flow, group: usize, serial: u64) -> Option<u64> {
    let (block, slot) = (serial / DISPUTE_BLOCK, serial % DISPUTE_BLOCK);
    let other = flow.random().below(
        ((group as u64) << 40) | block,
        Purpose::County,
        DISPUTE_BLOCK,
    );
    let before = block * (DISPUTE_BLOCK - 1);
    match slot.cmp(&other) {
        std::cmp::Ordering::Less => Some(before + slot),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(before + slot - 1),
    }
}

/// How many of a county's first `serials` disputes are of the poor.
fn poor_before(flow: &Flow, group: usize, serials: u64) -> u64 {
    let whole_blocks = serials / DISPUTE_BLOCK * DISPUTE_BLOCK;
    let rest =
        (whole_blocks..serials).filter(|serial| number_among_poor(flow, group, *serial).is_some());
    serials / DISPUTE_BLOCK * (DISPUTE_BLOCK - 1) + rest.count() as u64
}

/// Whether the mediation of a dispute of the poor fails.
fn fails(plan: &Plan, group: usize, number: u64) -> bool {
    if plan.flaws.settled_below == Some(group) {
        // One more than one in fifty.
        number == 10 || number % EXACT_BLOCK == EXACT_BLOCK / 2
    } else if plan.flaws.settled_exactly == Some(group) {
        number % EXACT_BLOCK == EXACT_BLOCK / 2
    } else {
        number % USUAL_BLOCK == USUAL_BLOCK / 2
    }
}

/// The day an answer is given: `lag` days later, but nothing stays open over
/// the day of the report and the end of the year.
fn caught_up(start: i32, lag: u32) -> i32 {
    let end = start + lag as i32;
    let due = if start <= REPORT_DAY {
        REPORT_DAY
    } else {
        YEAR_END
    };
    if end > due { due.max(start) } else { end }
}
