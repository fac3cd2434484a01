//! At which hours of the week a service is to be had (全业务、全时空).

use std::sync::Arc;

use arrow_array::RecordBatch;

use super::residency::{percents, share};
use super::scope::{Scope, position, whole};
use super::week::{Opening, Run, WEEK_HOURS, Week};
use super::{Services, label};
use crate::assess::{batch, counts, texts};
use crate::calendar::TimeOfDay;
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::DivisionId;
use crate::plan::CoveragePlan;
use crate::text::{Language, Text, text};

/// The hours of the week at which a service is to be had in a division: by what it
/// offers itself, whatever the channel, and by what those above it offer by the
/// channels that reach all below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The division.
    pub division: DivisionId,
    /// The position of the service.
    pub service: usize,
    /// The times at which it is to be had.
    pub times: Week,
    /// Of the 168 hours, those covered from their first to their last minute.
    pub covered_hours: u32,
    /// Of the 168 hours, those covered by what the division offers itself.
    pub own_hours: u32,
    /// What it inherits, the highest division first, by channel.
    pub inherited: Arc<[Inherited]>,
}

impl Coverage {
    /// Hours covered of all hours of the week, exact.
    pub fn share(&self) -> Ratio {
        let share = share(self.covered_hours as usize, WEEK_HOURS as usize);
        share.unwrap_or(Ratio::integer(0))
    }
}

/// What a division offers to all below it by one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inherited {
    /// The division above.
    pub division: DivisionId,
    /// The position of the channel.
    pub channel: usize,
    /// Hours covered by it alone.
    pub hours: u32,
}

/// An offering: division, service, channel, and when.
type Offering = (DivisionId, usize, usize, Opening);

/// What a division hands down of one service.
#[derive(Clone, Debug)]
struct HandedDown {
    times: Week,
    from: Arc<[Inherited]>,
}

pub(super) fn coverage(scope: &Scope<'_>, plan: &CoveragePlan) -> Vec<Coverage> {
    let offerings = offerings(scope, plan);
    let mut rest = offerings.as_slice();
    let nothing = HandedDown {
        times: Week::default(),
        from: Arc::new([]),
    };
    let nothing: Arc<[HandedDown]> = plan.services.iter().map(|_| nothing.clone()).collect();
    // The divisions above, each with the end of its run and what it hands down.
    let mut above: Vec<(usize, Arc<[HandedDown]>)> = Vec::new();
    let mut rows = Vec::with_capacity(scope.network.len().saturating_mul(plan.services.len()));
    for division in scope.network.ids() {
        while above
            .last()
            .is_some_and(|(end, _)| *end <= division.index())
        {
            above.pop();
        }
        let inherited = above
            .last()
            .map_or(&nothing, |(_, handed_down)| handed_down);
        let inherited = Arc::clone(inherited);
        let own = take_while(&mut rest, |(id, ..)| *id == division);
        for (service, inherited) in plan.services.iter().zip(&*inherited) {
            let own = of_service(own, *service);
            let own = Week::of_openings(own.iter().map(|(.., opening)| *opening));
            let times = inherited.times.union(&own);
            rows.push(Coverage {
                division,
                service: *service,
                covered_hours: times.hours(),
                own_hours: own.hours(),
                times,
                inherited: Arc::clone(&inherited.from),
            });
        }
        let handed_down = hand_down(plan, division, own, inherited);
        above.push((scope.network.subtree(division).end, handed_down));
    }
    rows
}

/// In the order of the network, of the services and of the channels.
fn offerings(scope: &Scope<'_>, plan: &CoveragePlan) -> Vec<Offering> {
    let offering = |(division, entry): (DivisionId, crate::ledger::Entry<'_>)| {
        let opening = Opening::new(
            entry.number(plan.weekday)?,
            entry.number(plan.opens)?,
            entry.number(plan.closes)?,
        )?;
        let service = position(entry, plan.service)?;
        Some((division, service, position(entry, plan.channel)?, opening))
    };
    let mut offerings: Vec<Offering> = scope.counted(plan.dataset).filter_map(offering).collect();
    offerings.sort_unstable();
    offerings
}

/// What a division hands down: what it inherits, and its own by the channels that
/// reach all below.
fn hand_down(
    plan: &CoveragePlan,
    division: DivisionId,
    own: &[Offering],
    inherited: Arc<[HandedDown]>,
) -> Arc<[HandedDown]> {
    let reaches = |channel: usize| plan.inherited.get(channel) == Some(&true);
    if !own.iter().any(|(_, _, channel, _)| reaches(*channel)) {
        return inherited;
    }
    let services = plan.services.iter().zip(&*inherited);
    let handed_down = services.map(|(service, inherited)| {
        let mut rest = of_service(own, *service);
        let mut handed_down = inherited.clone();
        while let Some((_, _, channel, _)) = rest.first() {
            let openings = take_while(&mut rest, |(_, _, known, _)| known == channel);
            if !reaches(*channel) {
                continue;
            }
            let times = Week::of_openings(openings.iter().map(|(.., opening)| *opening));
            let one = Inherited {
                division,
                channel: *channel,
                hours: times.hours(),
            };
            handed_down.from = handed_down.from.iter().copied().chain([one]).collect();
            handed_down.times = handed_down.times.union(&times);
        }
        handed_down
    });
    handed_down.collect()
}

/// The offerings of a service among those of a division.
fn of_service(own: &[Offering], service: usize) -> &[Offering] {
    let start = own.partition_point(|(_, known, ..)| *known < service);
    let end = own.partition_point(|(_, known, ..)| *known <= service);
    own.get(start..end).unwrap_or_default()
}

/// Takes what comes first and fits off a slice.
fn take_while<'s, T>(rest: &mut &'s [T], fits: impl Fn(&T) -> bool) -> &'s [T] {
    let end = rest.iter().position(|one| !fits(one));
    let (taken, left) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = left;
    taken
}

impl Services {
    /// Hours covered of all services that are looked at × 168, of one division, exact;
    /// none where no service is.
    pub fn coverage_share(&self, division: DivisionId) -> Option<Ratio> {
        let own = |wanted: fn(DivisionId, DivisionId) -> bool| {
            self.coverage
                .partition_point(|row| wanted(row.division, division))
        };
        let run = own(|row, division| row < division)..own(|row, division| row <= division);
        let rows = self.coverage.get(run)?;
        let hours = rows.iter().map(|row| row.covered_hours as usize);
        let covered = hours.fold(0, usize::saturating_add);
        share(covered, rows.len().saturating_mul(WEEK_HOURS as usize))
    }

    /// How a coverage came about.
    pub fn explain_coverage(&self, coverage: &Coverage) -> Text {
        let (covered, own) = (coverage.covered_hours, coverage.own_hours);
        let mut text = text!(
            "每周 {WEEK_HOURS} 小时中覆盖 {covered} 小时;本级 {own} 小时",
            "{covered} of {WEEK_HOURS} hours a week are covered; {own} by own offerings"
        );
        let plan = self.plan.services.coverage.as_ref();
        for Inherited {
            division,
            channel,
            hours,
        } in coverage.inherited.iter()
        {
            let name = self.plan.network.name(*division);
            let channel = plan.map(|plan| label(&plan.channels, *channel));
            let (Text { zh, en }, channel) = (text, channel.unwrap_or_default());
            let (channel_zh, channel_en) = (channel.zh, channel.en);
            text = text!(
                "{zh},{name}{channel_zh} {hours} 小时",
                "{en}, {hours} by {channel_en} of {name}"
            );
        }
        self.by_clause(text, plan.and_then(|plan| plan.clause))
    }

    /// The hours of the week at which each service is to be had in each division.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | service | text | |
    /// | covered_hours | number | of 168 |
    /// | share | text | of all 168 hours, in percent with two decimals |
    /// | all_services_share | text | hours covered of all services of the division × 168, likewise; the same in all its rows |
    /// | own_hours | number | by what the division offers itself |
    /// | inherited | text | from whom, by which channel and how many hours by it alone, as `530400000000 hotline 168`, joined by `; `; null where nothing is |
    /// | gaps | number | runs of time that are not covered |
    /// | explanation | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table.
    pub fn coverage_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.coverage;
        let inherited = |row: &Coverage| {
            let parts = row.inherited.iter().map(|one| {
                let (code, channel) = (self.code(one.division), self.channel_id(one.channel));
                format!("{code} {channel} {}", one.hours)
            });
            let parts: Vec<String> = parts.collect();
            (!parts.is_empty()).then(|| parts.join("; "))
        };
        let mut columns = self.division_columns(rows.iter().map(|row| row.division))?;
        columns.extend([
            (
                "service",
                texts(rows.iter().map(|row| self.service_id(Some(row.service))))?,
            ),
            (
                "covered_hours",
                whole(rows.iter().map(|row| row.covered_hours as usize)),
            ),
            ("share", percents(rows.iter().map(|row| Some(row.share())))?),
            (
                "all_services_share",
                percents(rows.iter().map(|row| self.coverage_share(row.division)))?,
            ),
            (
                "own_hours",
                whole(rows.iter().map(|row| row.own_hours as usize)),
            ),
            ("inherited", texts(rows.iter().map(inherited))?),
            ("gaps", whole(rows.iter().map(|row| row.times.gaps().len()))),
            (
                "explanation",
                texts(
                    rows.iter()
                        .map(|row| Some(self.explain_coverage(row).take(language))),
                )?,
            ),
        ]);
        batch(columns)
    }

    /// The times of the week at which a service is not to be had, merged.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | service | text | |
    /// | from_weekday | number | 1 = Monday |
    /// | from_time | text | HH:MM |
    /// | to_weekday | number | |
    /// | to_time | text | HH:MM; midnight is 24:00 of the day that ends |
    /// | minutes | number | how long it is |
    /// | gap | text | as people read it, in the language asked for |
    ///
    /// # Errors
    ///
    /// As [`coverage_table`](Self::coverage_table).
    pub fn coverage_gap_table(&self, language: Language) -> Result<RecordBatch> {
        let gaps = self.coverage.iter().flat_map(|row| {
            let gaps = row.times.gaps().into_iter();
            gaps.map(move |gap| (row, gap))
        });
        let rows: Vec<(&Coverage, Run)> = gaps.collect();
        let weekday = |place: fn(Run) -> (u8, TimeOfDay)| {
            counts(rows.iter().map(|(_, gap)| Some(place(*gap).0.into())))
        };
        let time = |place: fn(Run) -> (u8, TimeOfDay)| {
            texts(rows.iter().map(|(_, gap)| Some(place(*gap).1.to_string())))
        };
        let mut columns = self.division_columns(rows.iter().map(|(row, _)| row.division))?;
        columns.extend([
            (
                "service",
                texts(
                    rows.iter()
                        .map(|(row, _)| self.service_id(Some(row.service))),
                )?,
            ),
            ("from_weekday", weekday(Run::start)),
            ("from_time", time(Run::start)?),
            ("to_weekday", weekday(Run::end)),
            ("to_time", time(Run::end)?),
            (
                "minutes",
                whole(rows.iter().map(|(_, gap)| usize::from(gap.minutes()))),
            ),
            (
                "gap",
                texts(rows.iter().map(|(_, gap)| Some(gap.label().take(language))))?,
            ),
        ]);
        batch(columns)
    }

    fn channel_id(&self, channel: usize) -> &str {
        let plan = self.plan.services.coverage.as_ref();
        let channel = plan.and_then(|plan| plan.channels.get(channel));
        channel
            .map(|channel| channel.id.as_str())
            .unwrap_or_default()
    }
}
