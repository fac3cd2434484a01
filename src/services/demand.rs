//! What people ask for, and how soon they are answered.

use arrow_array::RecordBatch;

use super::Services;
use super::scope::{Scope, position, whole};
use crate::assess::{batch, counts, dates, texts};
use crate::calendar::Date;
use crate::error::Result;
use crate::network::DivisionId;
use crate::plan::DemandPlan;
use crate::text::{Language, Text, text};

/// The needs for a service that were raised in a month, in a division and all
/// below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The division.
    pub division: DivisionId,
    /// The position of the service.
    pub service: usize,
    /// The last day of the month, or the as-of date.
    pub period_end: Date,
    /// Needs raised.
    pub raised: usize,
    /// Of these, responded to by the as-of date.
    pub responded: usize,
}

impl Demand {
    /// Needs without a response by the as-of date.
    pub fn unmet(&self) -> usize {
        self.raised.saturating_sub(self.responded)
    }
}

/// The needs of the period up to the as-of date, in a division and all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    /// The division.
    pub division: DivisionId,
    /// The position of the service; none for all services together.
    pub service: Option<usize>,
    /// Needs raised.
    pub raised: usize,
    /// Of these, responded to by the as-of date.
    pub responded: usize,
    /// How long that took; none where there was no response.
    pub times: Option<ResponseTimes>,
}

impl Response {
    /// Needs without a response by the as-of date.
    pub fn unmet(&self) -> usize {
        self.raised.saturating_sub(self.responded)
    }
}

/// How many days responses took, by nearest rank: each is the time of one of the
/// responses, the least that so many of them did not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseTimes {
    /// That half of them did not exceed.
    pub median_days: u32,
    /// That nine tenths of them did not exceed.
    pub ninetieth_percentile_days: u32,
    /// That of the slowest.
    pub longest_days: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    raised: usize,
    responded: usize,
}

impl Cell {
    fn add(&mut self, other: Self) {
        self.raised = self.raised.saturating_add(other.raised);
        self.responded = self.responded.saturating_add(other.responded);
    }
}

/// The needs of the period up to the as-of date.
pub(super) struct Needs {
    /// By division, rolled up, and then by service and month; empty where there is
    /// no need.
    cells: Vec<Vec<Cell>>,
    months: usize,
    /// The responses: division, service, days.
    responses: Vec<(DivisionId, usize, u32)>,
}

impl Needs {
    pub fn new(scope: &Scope<'_>, plan: DemandPlan) -> Self {
        let dates = scope.assessment.dates();
        let months = dates.len();
        let start = scope.assessment.plan().period.start();
        let width = scope.services().saturating_mul(months);
        let mut cells = vec![Vec::new(); scope.network.len()];
        let mut responses = Vec::new();
        for (division, entry) in scope.counted(plan.dataset) {
            let (Some(service), Some(raised_on)) =
                (position(entry, plan.service), entry.day(plan.raised_on))
            else {
                continue;
            };
            if raised_on < start || raised_on > scope.as_of {
                continue;
            }
            let responded_on = entry.day(plan.responded_on);
            let responded_on = responded_on.filter(|day| *day <= scope.as_of);
            // Responded to before it was raised, where no rule rejects that: the
            // two days say no time.
            let days = responded_on.map(|day| day.days().checked_sub(raised_on.days()));
            if let Some(days) = days.flatten().and_then(|days| u32::try_from(days).ok()) {
                responses.push((division, service, days));
            }
            let month = dates.partition_point(|date| *date < raised_on);
            let cell = service.saturating_mul(months).saturating_add(month);
            let Some(row) = cells.get_mut(division.index()) else {
                continue;
            };
            if row.is_empty() {
                row.resize(width, Cell::default());
            }
            if let Some(cell) = row.get_mut(cell) {
                cell.add(Cell {
                    raised: 1,
                    responded: usize::from(responded_on.is_some()),
                });
            }
        }
        responses.sort_unstable();
        roll_up(scope, &mut cells, width);
        Self {
            cells,
            months,
            responses,
        }
    }

    /// Needs for a service raised in a division and all below it.
    pub fn raised(&self, division: DivisionId, service: usize) -> usize {
        self.of_service(division, service).raised
    }

    fn of_service(&self, division: DivisionId, service: usize) -> Cell {
        let row = self.cells.get(division.index());
        let first = service.saturating_mul(self.months);
        let months = row.into_iter().flatten().skip(first).take(self.months);
        months.fold(Cell::default(), |mut sum, cell| {
            sum.add(*cell);
            sum
        })
    }

    pub fn by_month(&self, scope: &Scope<'_>) -> Vec<Demand> {
        let mut rows = Vec::new();
        for division in scope.network.ids() {
            let cells = self.cells.get(division.index());
            let cells = cells.map(Vec::as_slice).unwrap_or_default();
            for (service, months) in cells.chunks(self.months.max(1)).enumerate() {
                let dates = scope.assessment.dates().iter().zip(months);
                let raised = dates.filter(|(_, cell)| cell.raised > 0);
                rows.extend(raised.map(|(period_end, cell)| Demand {
                    division,
                    service,
                    period_end: *period_end,
                    raised: cell.raised,
                    responded: cell.responded,
                }));
            }
        }
        rows
    }

    pub fn responses(&self, scope: &Scope<'_>) -> Vec<Response> {
        let mut rows = Vec::new();
        let services = scope.services();
        let mut days: Vec<Vec<u32>> = vec![Vec::new(); services.saturating_add(1)];
        for division in scope.network.ids() {
            if self.cells.get(division.index()).is_none_or(Vec::is_empty) {
                continue;
            }
            days.iter_mut().for_each(Vec::clear);
            for (_, service, taken) in self.below(scope, division) {
                for list in [*service, services] {
                    days.get_mut(list)
                        .into_iter()
                        .for_each(|days| days.push(*taken));
                }
            }
            let mut all = Cell::default();
            for (service, days) in days.iter_mut().enumerate() {
                let is_all = service == services;
                let cell = if is_all {
                    all
                } else {
                    self.of_service(division, service)
                };
                all.add(cell);
                if cell.raised > 0 {
                    rows.push(Response {
                        division,
                        service: (!is_all).then_some(service),
                        raised: cell.raised,
                        responded: cell.responded,
                        times: times(days),
                    });
                }
            }
        }
        rows
    }

    /// The responses of a division and all below it: one run, as the network is.
    fn below(&self, scope: &Scope<'_>, division: DivisionId) -> &[(DivisionId, usize, u32)] {
        let run = scope.network.subtree(division);
        let before = |end: usize| self.responses.partition_point(|(id, ..)| id.index() < end);
        let positions = before(run.start)..before(run.end);
        self.responses.get(positions).unwrap_or_default()
    }
}

/// A parent is its own needs plus its children's: in pre-order a child always
/// comes after its parent.
fn roll_up(scope: &Scope<'_>, cells: &mut [Vec<Cell>], width: usize) {
    for child in scope.network.ids().rev() {
        let Some(parent) = scope.network.parent(child) else {
            continue;
        };
        let (before, from) = cells.split_at_mut(child.index());
        let (Some(from), Some(to)) = (from.first(), before.get_mut(parent.index())) else {
            continue;
        };
        if !from.is_empty() && to.is_empty() {
            to.resize(width, Cell::default());
        }
        to.iter_mut().zip(from).for_each(|(to, from)| to.add(*from));
    }
}

fn times(days: &mut [u32]) -> Option<ResponseTimes> {
    days.sort_unstable();
    // The least rank that is no less than so many tenths of all.
    let ranked = |tenths: usize| {
        let rank = days.len().saturating_mul(tenths).div_ceil(10);
        days.get(rank.checked_sub(1)?).copied()
    };
    Some(ResponseTimes {
        median_days: ranked(5)?,
        ninetieth_percentile_days: ranked(9)?,
        longest_days: ranked(10)?,
    })
}

impl Services {
    /// How the demand of a month came about.
    pub fn explain_demand(&self, demand: &Demand) -> Text {
        let (raised, responded, unmet) = (demand.raised, demand.responded, demand.unmet());
        let (day, as_of) = (demand.period_end, self.as_of);
        let text = text!(
            "截至 {day} 的一个月内提出 {raised} 件,截至 {as_of} 回应 {responded} 件,未回应 {unmet} 件",
            "{raised} raised in the month up to {day}; {responded} responded to by {as_of}, {unmet} not"
        );
        self.by_clause(text, self.plan.services.demand.and_then(|plan| plan.clause))
    }

    /// How a response time came about.
    pub fn explain_response(&self, response: &Response) -> Text {
        let (raised, responded, unmet) = (response.raised, response.responded, response.unmet());
        let as_of = self.as_of;
        let Text { zh, en } = match response.times {
            Some(ResponseTimes {
                median_days: median,
                ninetieth_percentile_days: ninetieth,
                longest_days: longest,
            }) => text!(
                ";回应用时中位数 {median} 天,九成不超过 {ninetieth} 天,最长 {longest} 天",
                "; of the responses half took at most {median} days, nine tenths at most {ninetieth}, the slowest {longest}"
            ),
            None => Text::default(),
        };
        let text = text!(
            "截至 {as_of} 提出 {raised} 件,回应 {responded} 件,未回应 {unmet} 件{zh}",
            "{raised} raised by {as_of}, {responded} responded to, {unmet} not{en}"
        );
        self.by_clause(text, self.plan.services.demand.and_then(|plan| plan.clause))
    }

    /// The needs of every division and all below it, by service and month. Months
    /// without a need have no row.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | service | text | |
    /// | period_end | date | the last day of the month, or the as-of date |
    /// | raised | number | needs raised in the month |
    /// | responded, unmet | number | of these, with and without a response by the as-of date |
    /// | explanation | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table.
    pub fn demand_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.demand;
        let mut columns = self.division_columns(rows.iter().map(|row| row.division))?;
        columns.extend([
            (
                "service",
                texts(rows.iter().map(|row| self.service_id(Some(row.service))))?,
            ),
            (
                "period_end",
                dates(rows.iter().map(|row| Some(row.period_end))),
            ),
            ("raised", whole(rows.iter().map(|row| row.raised))),
            ("responded", whole(rows.iter().map(|row| row.responded))),
            ("unmet", whole(rows.iter().map(Demand::unmet))),
            (
                "explanation",
                texts(
                    rows.iter()
                        .map(|row| Some(self.explain_demand(row).take(language))),
                )?,
            ),
        ]);
        batch(columns)
    }

    /// How soon needs were responded to, of every division and all below it, by
    /// service and for all services.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | service | text | null for all services together |
    /// | raised | number | needs raised in the period up to the as-of date |
    /// | responded, unmet | number | of these, with and without a response by then |
    /// | median_days, ninetieth_percentile_days, longest_days | number | how long responses took, by nearest rank; null where there was none |
    /// | explanation | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// As [`demand_table`](Self::demand_table).
    pub fn response_time_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.responses;
        let days = |part: fn(ResponseTimes) -> u32| {
            counts(rows.iter().map(|row| row.times.map(part).map(u64::from)))
        };
        let mut columns = self.division_columns(rows.iter().map(|row| row.division))?;
        columns.extend([
            (
                "service",
                texts(rows.iter().map(|row| self.service_id(row.service)))?,
            ),
            ("raised", whole(rows.iter().map(|row| row.raised))),
            ("responded", whole(rows.iter().map(|row| row.responded))),
            ("unmet", whole(rows.iter().map(Response::unmet))),
            ("median_days", days(|times| times.median_days)),
            (
                "ninetieth_percentile_days",
                days(|times| times.ninetieth_percentile_days),
            ),
            ("longest_days", days(|times| times.longest_days)),
            (
                "explanation",
                texts(
                    rows.iter()
                        .map(|row| Some(self.explain_response(row).take(language))),
                )?,
            ),
        ]);
        batch(columns)
    }
}
