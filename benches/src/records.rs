//! The records of the workload: each follows from its number alone.

use huimin::Network;
use huimin::calendar::Date;
use huimin::network::{DivisionCode, Level};

use crate::random::Random;

pub const SERVICES: [&str; 8] = [
    "lawyer",
    "notary",
    "forensic",
    "legal_aid",
    "arbitration",
    "mediation",
    "consultation",
    "publicity",
];
pub const CHANNELS: [&str; 5] = ["physical", "hotline", "web", "wechat_group", "face_to_face"];
pub const BENEFICIARIES: [&str; 2] = ["registered_poor", "ordinary"];
pub const OUTCOMES: [&str; 6] = ["done", "granted", "refused", "settled", "failed", "pending"];

/// How many of a hundred records are of each service.
const SHARES: [u64; 8] = [8, 6, 3, 10, 3, 15, 45, 10];
const LEGAL_AID: u8 = 3;
const MEDIATION: u8 = 5;
const CONSULTATION: u8 = 6;
const PUBLICITY: u8 = 7;
const DONE: u8 = 0;
const GRANTED: u8 = 1;
const REFUSED: u8 = 2;
const SETTLED: u8 = 3;
const FAILED: u8 = 4;
const PENDING: u8 = 5;

/// Defects, of a hundred thousand records each.
const REPEATED: u64 = 100;
const UNKNOWN_DIVISION: u64 = 100;
const OUTSIDE_PERIOD: u64 = 100;
const CLOSED_BEFORE: u64 = 150;
const NO_PERSON: u64 = 100;
const UNFIT_OUTCOME: u64 = 200;
/// One record of so many has no id.
const NO_ID_ONE_OF: u64 = 200_000;

/// What the id of a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    Number(u64),
    Empty,
    Null,
}

/// One record; texts are positions in the lists above.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub id: Id,
    pub unit: u64,
    pub service: u8,
    pub accepted_on: i32,
    pub closed_on: Option<i32>,
    pub beneficiary: u8,
    pub outcome: Option<u8>,
    pub channel: u8,
    pub persons: i32,
}

/// Makes records.
#[derive(Debug)]
pub struct Records {
    seed: u64,
    villages: Vec<u64>,
    others: Vec<u64>,
    unknown: Vec<u64>,
    first_day: i32,
    last_day: i32,
}

impl Records {
    pub fn new(network: &Network, seed: u64) -> Self {
        let codes = |village: bool| {
            let ids = network.ids();
            let wanted = ids.filter(move |id| (network.level(*id) == Level::Village) == village);
            wanted
                .map(|id| network.code(id).number())
                .collect::<Vec<u64>>()
        };
        let (villages, others) = (codes(true), codes(false));
        // Well-formed codes that the register does not have.
        let unknown = villages.iter().map(|code| code / 1_000 * 1_000 + 998);
        let unknown = unknown
            .filter(|code| {
                DivisionCode::from_number(*code).is_some_and(|code| network.find(code).is_none())
            })
            .collect();
        let day = |month, day| Date::from_ymd(2019, month, day).map_or(0, Date::days);
        Self {
            seed,
            villages,
            others,
            unknown,
            first_day: day(1, 1),
            last_day: day(12, 31),
        }
    }

    /// The record with that number, from 0 on. One of a thousand repeats an
    /// earlier one: half of them to the letter, half with another content.
    pub fn record(&self, number: u64) -> Record {
        let mut random = Random::of_item(self.seed ^ 1, number);
        if !repeats(&mut random, number) {
            return self.original(number);
        }
        let mut earlier = random.below(number);
        while earlier > 0 && repeats(&mut Random::of_item(self.seed ^ 1, earlier), earlier) {
            earlier -= 1;
        }
        let mut record = self.original(earlier);
        if random.next() & 1 == 1 {
            record.persons += 1;
            record.beneficiary ^= 1;
        }
        record
    }

    fn original(&self, number: u64) -> Record {
        let mut random = Random::of_item(self.seed, number);
        let service = service(&mut random);
        let mut record = Record {
            id: id(&mut random, number),
            unit: self.unit(&mut random),
            service,
            accepted_on: self.first_day + random.below(365) as i32,
            closed_on: None,
            beneficiary: u8::from(!random.in_100_000(35_000)),
            outcome: None,
            channel: random.below(5) as u8,
            persons: persons(&mut random, service),
        };
        if service != CONSULTATION && service != PUBLICITY {
            self.close(&mut random, &mut record);
        }
        self.spoil(&mut random, &mut record);
        record
    }

    fn unit(&self, random: &mut Random) -> u64 {
        if random.in_100_000(UNKNOWN_DIVISION) {
            return self.unknown[random.below(self.unknown.len() as u64) as usize];
        }
        let of = if random.in_100_000(85_000) {
            &self.villages
        } else {
            &self.others
        };
        of[random.below(of.len() as u64) as usize]
    }

    fn close(&self, random: &mut Random, record: &mut Record) {
        let days = random.below(20).min(random.below(60)) as i32;
        let closed_on = record.accepted_on + days;
        if random.in_100_000(3_000) || closed_on > self.last_day {
            record.outcome = (random.next() & 1 == 1).then_some(PENDING);
            return;
        }
        record.closed_on = Some(closed_on);
        record.outcome = Some(match record.service {
            MEDIATION if random.in_100_000(1_800) => FAILED,
            MEDIATION => SETTLED,
            LEGAL_AID if random.in_100_000(5_000) => REFUSED,
            LEGAL_AID => GRANTED,
            _ => DONE,
        });
    }

    fn spoil(&self, random: &mut Random, record: &mut Record) {
        if random.in_100_000(OUTSIDE_PERIOD) {
            let year = if random.next() & 1 == 1 { 365 } else { -365 };
            record.accepted_on += year;
            record.closed_on = record.closed_on.map(|day| day + year);
        }
        // Few records are closed at all, so the share is taken of those.
        if random.in_100_000(CLOSED_BEFORE * 2) && record.closed_on.is_some() {
            record.closed_on = Some(record.accepted_on - 1 - random.below(30) as i32);
        }
        if random.in_100_000(NO_PERSON) {
            record.persons = -(random.below(2) as i32);
        }
        if random.in_100_000(UNFIT_OUTCOME) {
            record.outcome = Some(if record.service == MEDIATION {
                GRANTED
            } else {
                SETTLED
            });
        }
    }
}

fn repeats(random: &mut Random, number: u64) -> bool {
    random.in_100_000(REPEATED) && number > 0
}

fn service(random: &mut Random) -> u8 {
    let mut place = random.below(100);
    for (service, share) in (0_u8..).zip(SHARES) {
        if place < share {
            return service;
        }
        place -= share;
    }
    PUBLICITY
}

fn persons(random: &mut Random, service: u8) -> i32 {
    match service {
        PUBLICITY => 10 + random.below(190) as i32,
        CONSULTATION => 1 + random.below(8) as i32,
        _ => 1 + random.below(3) as i32,
    }
}

/// Ids don't rise with the records: the factor is odd and no multiple of five,
/// so numbers up to 10^14 are only shuffled.
fn id(random: &mut Random, number: u64) -> Id {
    if random.below(NO_ID_ONE_OF) == 0 {
        return if random.next() & 1 == 1 {
            Id::Empty
        } else {
            Id::Null
        };
    }
    let shuffled = u128::from(number) * 61_803_398_874_989 + 31_415_926_535;
    Id::Number((shuffled % 100_000_000_000_000) as u64)
}
