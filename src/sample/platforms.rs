//! The platforms, the services resident in them, and their hours.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "places are indexed by positions the plan made; day numbers stay within a few years around 2019"
)]

use crate::network::Level;

use super::dataset::{Dataset, SERVICES};
use super::days::{YEAR_END, day};
use super::plan::{Place, Plan};
use super::random::{Purpose, Random};
use super::row::Row;

/// A service that moved into a platform.
#[derive(Debug)]
pub(super) struct Residency {
    place: usize,
    service: &'static str,
    since: i32,
    until: Option<i32>,
}

/// Hours of a service on a day of the week.
#[derive(Debug)]
pub(super) struct Offering {
    place: usize,
    service: &'static str,
    channel: &'static str,
    weekday: u8,
    opens: &'static str,
    closes: &'static str,
}

/// The platform of every division: row and division have the same position.
/// In a clean year all six unifications and all five functions hold everywhere;
/// platforms not accepted yet are waiting for it.
pub(super) fn platform(plan: &Plan, index: usize, row: &mut Row) {
    let Some(place) = plan.places.get(index) else {
        return;
    };
    row.push(&place.code);
    for _ in 0..11 {
        row.push("true");
    }
    row.push_optional(place.accepted.map(|accepted| plan.days.iso(accepted)));
}

/// Which services live in which platform, since when.
pub(super) fn residencies(plan: &Plan) -> Vec<Residency> {
    let random = Random::new(plan.seed, Dataset::Residencies.stream());
    let mut residencies = Vec::new();
    for (index, place) in plan.places.iter().enumerate() {
        let Some(accepted) = place.accepted else {
            continue;
        };
        for service in resident_services(place) {
            let row = (index * SERVICES.len()) as u64 + residencies.len() as u64;
            // A few of the scarcer services are still missing in the counties,
            // and a few move out for the summer and back in.
            let scarce = matches!(*service, "forensic" | "arbitration" | "notary");
            if scarce && place.level == Level::County && random.chance(row, Purpose::Service, 180) {
                continue;
            }
            let settled_in = accepted + random.between(row, Purpose::Date, 0, 20) as i32;
            let since = settled_in.min(YEAR_END);
            let pause = place.level == Level::Township && random.chance(row, Purpose::Lag, 15);
            let first_until = (pause && since < day(2019, 6, 1)).then_some(day(2019, 7, 5));
            residencies.push(Residency {
                place: index,
                service,
                since,
                until: first_until,
            });
            if first_until.is_some() {
                residencies.push(Residency {
                    place: index,
                    service,
                    since: day(2019, 9, 2),
                    until: None,
                });
            }
        }
    }
    residencies
}

fn resident_services(place: &Place) -> &'static [&'static str] {
    match place.level {
        Level::Township => &["legal_aid", "mediation", "grassroots"],
        Level::Village => &["mediation"],
        _ => &SERVICES,
    }
}

pub(super) fn residency(plan: &Plan, residency: &Residency, row: &mut Row) {
    row.push(&plan.places[residency.place].code);
    row.push(residency.service);
    row.push(plan.days.iso(residency.since));
    row.push_optional(residency.until.map(|until| plan.days.iso(until)));
}

/// The hours: around the clock by hotline and web at the upper centres, office
/// hours at the counties' and townships' centres, one market day a week at the
/// villages' stations.
pub(super) fn offerings(plan: &Plan) -> Vec<Offering> {
    let random = Random::new(plan.seed, Dataset::Offerings.stream());
    let mut offerings = Vec::new();
    for (index, place) in plan.places.iter().enumerate() {
        let mut offer = |service, channel, weekday, opens, closes| {
            offerings.push(Offering {
                place: index,
                service,
                channel,
                weekday,
                opens,
                closes,
            });
        };
        match place.level {
            Level::Province | Level::City => {
                for service in SERVICES {
                    for weekday in 1..=7 {
                        offer(service, "hotline", weekday, "00:00", "24:00");
                        offer(service, "web", weekday, "00:00", "24:00");
                    }
                    for weekday in 1..=5 {
                        offer(service, "physical", weekday, "09:00", "17:00");
                    }
                }
            }
            Level::County => {
                for service in SERVICES {
                    for weekday in 1..=5 {
                        offer(service, "physical", weekday, "09:00", "17:30");
                    }
                }
            }
            Level::Township => {
                for service in ["legal_aid", "mediation"] {
                    for weekday in 1..=5 {
                        offer(service, "physical", weekday, "08:30", "17:30");
                    }
                }
            }
            Level::Village => {
                let market_day = random.between(index as u64, Purpose::Date, 1, 7) as u8;
                offer("mediation", "physical", market_day, "09:00", "12:00");
            }
        }
    }
    offerings
}

pub(super) fn offering(plan: &Plan, offering: &Offering, row: &mut Row) {
    row.push(&plan.places[offering.place].code);
    row.push(offering.service);
    row.push(offering.channel);
    row.push_format(format_args!("{}", offering.weekday));
    row.push(offering.opens);
    row.push(offering.closes);
}
