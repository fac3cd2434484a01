//! Who gets how much, and when: everything about a sample that does not grow
//! with the number of records.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "vectors have one entry per division, group or dataset and are indexed by positions made here; counts are below the cap on records, weights below a hundred times the cap on divisions"
)]

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::network::{DivisionId, Level, Network};
use crate::text::text;

use super::dataset::Dataset;
use super::days::{Curve, Days, REPORT_DAY, WHOLE, YEAR_START, day};
use super::marks::Marks;
use super::random::{Purpose, Random};

/// Villages of Yuxi; a network of so many villages has the programme's own
/// number of records.
const PROGRAMME_VILLAGES: u64 = 709;
/// Fewer records than this in a dataset would not hold all defects.
const FEWEST_RECORDS: u64 = 240;
/// One of so many townships and villages is not accepted by the end of November.
const LATE_TOWNSHIP: usize = 15;
const LATE_VILLAGE: usize = 75;
/// The weight of a centre above the counties, in villages.
const UPPER_WEIGHT: u64 = 60;
/// The day by which every centre of a county or above is accepted.
const LAST_CENTRE: i32 = day(2018, 10, 31);
/// How much more often a township's centre is used than a village's station.
const TOWNSHIP_SHARES: usize = 4;

/// A division as the generator sees it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) id: DivisionId,
    /// Its code as files write it.
    pub(super) code: String,
    pub(super) level: Level,
    pub(super) poor: bool,
    /// The day its platform was accepted, if it was.
    pub(super) accepted: Option<i32>,
    /// Whether its platform is one of those not accepted by the end of November.
    pub(super) late: bool,
    /// The group it belongs to.
    pub(super) group: usize,
}

/// A centre of a county, city or province with the platforms below it that are
/// not below another centre: in practice a county.
#[derive(Debug)]
pub(super) struct Group {
    /// The centre's division.
    pub(super) head: usize,
    /// What the identifiers of its records begin with, after the letter.
    pub(super) prefix: String,
    pub(super) weight: u64,
    /// The divisions of the group in the network's order, without the head.
    pub(super) members: Vec<usize>,
    /// The accepted platforms below the head, a township as often as it is used.
    pub(super) reachable: Vec<usize>,
    /// The platform below the head that was accepted last, if any.
    pub(super) last_accepted: Option<usize>,
}

/// How many records a dataset has and how they fall on the groups.
#[derive(Debug)]
pub(super) struct Flow {
    /// The first row of each group, and the number of rows.
    starts: Vec<u64>,
    curves: Vec<Curve>,
    random: Random,
}

/// The counties in which something goes wrong that is no defect of the data.
#[derive(Debug)]
pub(super) struct Flaws {
    /// Two needs of poor people stay unanswered.
    pub(super) unanswered: Option<usize>,
    /// An adviser leaves in October and is not replaced.
    pub(super) adviser_left: Option<usize>,
    /// Some villages are without an adviser for some weeks.
    pub(super) adviser_gaps: [Option<usize>; 2],
    /// Just below 98 % of the disputes are settled.
    pub(super) settled_below: Option<usize>,
    /// Exactly 98 % of the disputes are settled by the end of November.
    pub(super) settled_exactly: Option<usize>,
    /// The report comes late.
    pub(super) reported_late: Option<usize>,
}

/// The plan of a sample.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) days: Days,
    pub(super) places: Vec<Place>,
    pub(super) groups: Vec<Group>,
    pub(super) flaws: Flaws,
    /// One per dataset of [`Dataset::flows`]; empty until their size is known.
    flows: Vec<(Dataset, Flow)>,
}

impl Plan {
    /// The plan without the datasets that grow with the number of records.
    ///
    /// # Errors
    /// Kind [`Argument`](ErrorKind::Argument) where the network is empty.
    pub(super) fn new(network: &Network, marks: &Marks, seed: u64) -> Result<Self> {
        if network.ids().next().is_none() {
            return Err(Error::new(
                ErrorKind::Argument,
                text!(
                    "区划登记册是空的,无法生成示例数据;请提供至少一个区划",
                    "the register is empty, so there is nobody to make records for; give it at least one division"
                ),
            ));
        }
        let mut places = places(network, marks);
        accept(&mut places, seed);
        let groups = groups(network, &mut places);
        let flaws = flaws(&groups, &places, seed);
        Ok(Self {
            seed,
            days: Days::new(),
            places,
            groups,
            flaws,
            flows: Vec::new(),
        })
    }

    /// Sizes the datasets that grow: `records` in all, of which `fixed` are
    /// taken by the others; `None` stands for the programme's own scale.
    ///
    /// # Errors
    /// Kind [`Limit`](ErrorKind::Limit) where a dataset would exceed the cap.
    pub(super) fn size(&mut self, records: Option<usize>, fixed: u64) -> Result<()> {
        let parts = Dataset::flows().iter().map(|(_, part)| part).sum::<u64>();
        let total = match records {
            Some(records) if records <= limits::RECORDS => (records as u64).saturating_sub(fixed),
            Some(records) => return Err(too_many(records)),
            None => {
                let villages = self
                    .places
                    .iter()
                    .filter(|place| place.level == Level::Village)
                    .count() as u64;
                parts * villages / PROGRAMME_VILLAGES
            }
        };
        self.flows = Dataset::flows()
            .into_iter()
            .map(|(dataset, part)| {
                let count = (total * part / parts).max(FEWEST_RECORDS);
                let weights = weights(&self.groups, dataset);
                (
                    dataset,
                    Flow::new(count, &weights, Random::new(self.seed, dataset.stream())),
                )
            })
            .collect();
        Ok(())
    }

    /// How the records of a dataset fall on the groups.
    pub(super) fn flow(&self, dataset: Dataset) -> Option<&Flow> {
        self.flows
            .iter()
            .find(|(of, _)| *of == dataset)
            .map(|(_, flow)| flow)
    }

    /// Where a record of `group` is made on `day`: mostly at a platform below
    /// the centre, if the one that is drawn is accepted by then, else at the centre.
    pub(super) fn place_of(&self, random: Random, row: u64, group: usize, day: i32) -> usize {
        let group = &self.groups[group];
        if random.chance(row, Purpose::Reach, 800) {
            let drawn = random.below(row, Purpose::Place, group.reachable.len() as u64) as usize;
            if let Some(place) = group.reachable.get(drawn)
                && self.places[*place]
                    .accepted
                    .is_some_and(|accepted| accepted <= day)
            {
                return *place;
            }
        }
        group.head
    }
}

impl Flow {
    fn new(count: u64, weights: &[u64], random: Random) -> Self {
        let mut starts = vec![0];
        let mut start = 0;
        for part in shares(count, weights) {
            start += part;
            starts.push(start);
        }
        let curves = (0..weights.len() as u64)
            .map(|group| Curve::records(random.below(group, Purpose::Noise, 40_000)))
            .collect();
        Self {
            starts,
            curves,
            random,
        }
    }

    /// The dataset's random numbers.
    pub(super) fn random(&self) -> Random {
        self.random
    }

    /// The number of rows.
    pub(super) fn count(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The number of rows of a group.
    pub(super) fn group_count(&self, group: usize) -> u64 {
        self.starts[group + 1] - self.starts[group]
    }

    /// The group of a row and the row's number in it, from 0.
    pub(super) fn locate(&self, row: u64) -> (usize, u64) {
        let group = self.starts.partition_point(|start| *start <= row) - 1;
        (group, row - self.starts[group])
    }

    /// The day of a record, which never falls within a group.
    pub(super) fn day(&self, group: usize, serial: u64) -> i32 {
        let count = self.group_count(group).max(1);
        let row = self.starts[group] + serial;
        let jitter = self.random.below(row, Purpose::Date, WHOLE);
        self.curves[group].day_at((serial * WHOLE + jitter) / count)
    }

    /// How many of a group's records are dated up to `until`, after `shift`.
    pub(super) fn count_until(&self, group: usize, until: i32, shift: impl Fn(i32) -> i32) -> u64 {
        let (mut low, mut high) = (0, self.group_count(group));
        while low < high {
            let middle = low + (high - low) / 2;
            if shift(self.day(group, middle)) <= until {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// How the records of a dataset fall on the groups: mostly by what there is to
/// serve. Consultations differ little from county to county, in even steps, so
/// that no county is an outlier among its neighbours.
fn weights(groups: &[Group], dataset: Dataset) -> Vec<u64> {
    const EVEN_STEPS: [u64; 5] = [70, 100, 130, 85, 115];
    let weight = |(number, group): (usize, &Group)| match dataset {
        Dataset::Consultations if !group.members.is_empty() => {
            EVEN_STEPS[number % EVEN_STEPS.len()]
        }
        _ => group.weight,
    };
    groups.iter().enumerate().map(weight).collect()
}

/// `total` split by `weights` into whole numbers that sum to it: largest
/// remainder, ties to the earlier one.
fn shares(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum = weights.iter().sum::<u64>().max(1);
    let mut parts: Vec<u64> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|index| (u64::MAX - total * weights[*index] % sum, *index));
    let missing = total - parts.iter().sum::<u64>();
    for index in by_remainder.into_iter().take(missing as usize) {
        parts[index] += 1;
    }
    parts
}

fn places(network: &Network, marks: &Marks) -> Vec<Place> {
    network
        .ids()
        .map(|id| Place {
            id,
            code: network.code(id).to_string(),
            level: network.level(id),
            poor: marks.poor[id.index()] == Some(true),
            accepted: None,
            late: false,
            group: 0,
        })
        .collect()
}

/// Decides when each platform is accepted: the centres of counties and above
/// in 2018, the others by the schedule, a few not before December.
fn accept(places: &mut [Place], seed: u64) {
    let random = Random::new(seed, Dataset::Platforms.stream());
    for (index, place) in places.iter_mut().enumerate() {
        if !below_county(place.level) {
            let day = day(2018, 3, 1) + random.between(index as u64, Purpose::Date, 0, 240) as i32;
            place.accepted = Some(day);
        }
    }
    for (level, late_one_in) in [
        (Level::Township, LATE_TOWNSHIP),
        (Level::Village, LATE_VILLAGE),
    ] {
        let mut order: Vec<usize> = (0..places.len())
            .filter(|index| places[*index].level == level)
            .collect();
        order.sort_by_key(|index| (random.bits(*index as u64, Purpose::Order), *index));
        let in_time = order.len() - order.len() / late_one_in;
        for (rank, index) in order.into_iter().enumerate() {
            let place = &mut places[index];
            if rank < in_time {
                let share = rank as u64 * WHOLE / in_time as u64;
                place.accepted = Some(working_day_before(Curve::acceptance().day_at(share)));
            } else {
                place.late = true;
                // Every other one makes it in December.
                let december =
                    REPORT_DAY + random.between(index as u64, Purpose::Date, 3, 20) as i32;
                place.accepted = (rank - in_time).is_multiple_of(2).then_some(december);
            }
        }
    }
}

/// The day itself, or the Friday before a weekend.
fn working_day_before(day: i32) -> i32 {
    // 2019-01-01 was a Tuesday, weekday 2.
    match (day - YEAR_START + 1).rem_euclid(7) + 1 {
        6 => day - 1,
        7 => day - 2,
        _ => day,
    }
}

/// Whether divisions of a level belong to the group of a centre above them.
fn below_county(level: Level) -> bool {
    matches!(level, Level::Township | Level::Village)
}

fn groups(network: &Network, places: &mut [Place]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for index in 0..places.len() {
        let parent = network.parent(places[index].id).map(DivisionId::index);
        match parent {
            Some(parent) if below_county(places[index].level) => {
                let group = places[parent].group;
                places[index].group = group;
                groups[group].members.push(index);
            }
            // A township without a county above it is a centre of its own.
            _ => {
                places[index].group = groups.len();
                groups.push(Group {
                    head: index,
                    prefix: places[index].code.clone(),
                    weight: 0,
                    members: Vec::new(),
                    reachable: Vec::new(),
                    last_accepted: None,
                });
            }
        }
    }
    for group in &mut groups {
        // A centre serves its own people from the first day.
        let head = &mut places[group.head];
        head.accepted = Some(head.accepted.unwrap_or(LAST_CENTRE).min(LAST_CENTRE));
        head.late = false;
        furnish(group, places);
    }
    groups
}

/// Finds a group's weight and which of its platforms records are made at.
fn furnish(group: &mut Group, places: &[Place]) {
    group.weight = if group.members.is_empty() {
        UPPER_WEIGHT
    } else {
        5
    };
    for member in &group.members {
        let place = &places[*member];
        let times = if place.level == Level::Township {
            TOWNSHIP_SHARES
        } else {
            1
        };
        group.weight += times as u64;
        if !place.late {
            group.reachable.extend(std::iter::repeat_n(*member, times));
        }
    }
    group.last_accepted = group
        .reachable
        .iter()
        .copied()
        .max_by_key(|member| (places[*member].accepted, *member));
}

/// Draws the counties in which something goes wrong, a different one for each
/// flaw as long as there are enough.
fn flaws(groups: &[Group], places: &[Place], seed: u64) -> Flaws {
    let random = Random::new(seed, Dataset::Milestones.stream());
    let poor = |group: &Group| {
        group
            .members
            .iter()
            .filter(|member| places[**member].poor)
            .count()
    };
    let mut counties: Vec<usize> = (0..groups.len())
        .filter(|group| poor(&groups[*group]) >= 4)
        .collect();
    counties.sort_by_key(|group| (random.bits(*group as u64, Purpose::County), *group));
    let nth = |position: usize| counties.get(position % counties.len().max(1)).copied();
    Flaws {
        unanswered: nth(0),
        adviser_left: nth(1),
        adviser_gaps: [nth(2), nth(3)],
        settled_below: nth(4),
        settled_exactly: nth(5),
        reported_late: nth(6),
    }
}

fn too_many(records: usize) -> Error {
    let most = limits::RECORDS;
    Error::new(
        ErrorKind::Limit,
        text!(
            "要求生成 {records} 条记录,最多 {most} 条;请减少数量",
            "{records} records were asked for, at most {most} can be made; ask for fewer"
        ),
    )
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
