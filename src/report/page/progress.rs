//! Progress of the root by month, as small charts and as a table.

use std::collections::BTreeSet;

use askama::Template;

use super::words::{NONE, Words, status_tone};
use crate::assess::{Assessment, planned_share};
use crate::calendar::{Date, Period};
use crate::definition::Schedule;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionId;
use crate::plan::IndicatorPlan;

#[derive(Template)]
#[template(path = "page/progress.html")]
pub(super) struct ProgressByMonth<'a> {
    pub words: Words,
    pub charts: Vec<Chart<'a>>,
    pub rows: Vec<MonthRow>,
}

pub(super) struct Chart<'a> {
    pub number: usize,
    pub label: &'a str,
    pub status: Option<(&'static str, String)>,
    /// The actual and the planned share as of the date, in percent.
    pub actual_share: String,
    pub planned_share: String,
    /// Points of the lines.
    pub planned: String,
    pub actual: String,
    /// Where the line ends that shows what there is.
    pub end: Option<(String, String)>,
    /// Where the as-of date is.
    pub now: String,
    /// Lines across: height, and how many percent of the target that is.
    pub grid: Vec<(String, String)>,
    /// Under the chart: place, and month.
    pub months: Vec<(String, String)>,
}

pub(super) struct MonthRow {
    pub date: Date,
    pub planned: String,
    /// Per chart the figure and its share of the target.
    pub actual: Vec<(String, String)>,
}

/// Digits after the point of shares, in percent.
const SHARE_DECIMALS: u8 = 2;
/// Digits after the point of coordinates.
const PLACE_DECIMALS: u8 = 1;
/// The frame of a chart, in units of its view box.
const LEFT: i128 = 40;
const WIDTH: i128 = 270;
const TOP: i128 = 12;
const HEIGHT: i128 = 112;
/// Labels of months under a chart.
const MONTHS: usize = 4;

impl<'a> ProgressByMonth<'a> {
    /// None where nothing is due by a schedule.
    pub fn new(words: Words, assessment: &'a Assessment) -> Result<Option<Self>> {
        let plan = assessment.plan();
        let (Some(root), Some(schedule)) = (plan.top, plan.definition.schedule.as_ref()) else {
            return Ok(None);
        };
        let scheduled = plan.indicators.iter().enumerate();
        let scheduled: Vec<(usize, &IndicatorPlan)> = scheduled
            .filter(|(_, one)| one.scheduled && assessment.target(one, root).is_some())
            .collect();
        if scheduled.is_empty() {
            return Ok(None);
        }
        let board = Board {
            words,
            assessment,
            schedule,
            root,
        };
        let charts = scheduled.iter();
        let charts = charts.map(|(position, plan)| board.chart(*position, plan));
        let charts = charts.collect::<Result<_>>()?;
        let dates = assessment.dates().iter().enumerate();
        let rows = dates.map(|(cut, date)| board.month(cut, *date, &scheduled));
        let rows = rows.collect::<Result<_>>()?;
        Ok(Some(Self {
            words,
            charts,
            rows,
        }))
    }
}

struct Board<'a> {
    words: Words,
    assessment: &'a Assessment,
    schedule: &'a Schedule,
    root: DivisionId,
}

impl<'a> Board<'a> {
    fn chart(&self, position: usize, plan: &'a IndicatorPlan) -> Result<Chart<'a>> {
        let assessment = self.assessment;
        let mut actual = Vec::new();
        for (cut, date) in assessment.dates().iter().enumerate() {
            let progress = assessment.progress_of(position, self.root, cut)?;
            actual.extend(progress.actual_share.map(|share| (*date, share)));
        }
        let now = assessment.progress_of(position, self.root, assessment.last_cut())?;
        let frame = Frame::new(
            assessment.plan().period,
            actual.iter().map(|(_, share)| *share),
        )?;
        let end = actual
            .last()
            .map(|(date, share)| -> Result<_> { Ok((frame.across(*date)?, frame.up(*share)?)) });
        let status = status_tone(now.status);
        Ok(Chart {
            number: position.saturating_add(1),
            label: self.words.label(&plan.label),
            status: status.map(|tone| (tone, self.words.say(&now.status.label()))),
            actual_share: share_text(now.actual_share)?,
            planned_share: share_text(now.planned_share)?,
            planned: frame.line(&self.planned_points()?)?,
            end: end.transpose()?,
            actual: frame.line(&actual)?,
            now: frame.across(assessment.as_of())?,
            grid: frame.grid()?,
            months: frame.months()?,
        })
    }

    /// The corners of the plan's line over the whole period.
    fn planned_points(&self) -> Result<Vec<(Date, Ratio)>> {
        let period = self.assessment.plan().period;
        let due = self.schedule.instalments.iter().map(|one| one.due.value);
        let before = due.clone().filter_map(|day| day.add_days(-1));
        let days: BTreeSet<Date> = period
            .start()
            .add_days(-1)
            .into_iter()
            .chain(due)
            .chain(before)
            .chain([period.end()])
            .collect();
        let planned = |day: Date| Ok((day, planned_share(self.schedule, period, day)?));
        days.into_iter().map(planned).collect()
    }

    fn month(
        &self,
        cut: usize,
        date: Date,
        scheduled: &[(usize, &IndicatorPlan)],
    ) -> Result<MonthRow> {
        let assessment = self.assessment;
        let planned = planned_share(self.schedule, assessment.plan().period, date)?;
        let actual = scheduled.iter().map(|(position, _)| {
            let progress = assessment.progress_of(*position, self.root, cut)?;
            Ok((progress.actual, share_text(progress.actual_share)?))
        });
        Ok(MonthRow {
            date,
            planned: share_text(Some(planned))?,
            actual: actual.collect::<Result<_>>()?,
        })
    }
}

/// Days and shares of a target to places in a chart.
struct Frame {
    period: Period,
    /// The share at the upper edge.
    most: Ratio,
}

impl Frame {
    /// High enough for the target and all shares, in steps of half a target.
    fn new(period: Period, shares: impl Iterator<Item = Ratio>) -> Result<Self> {
        let mut most = Ratio::integer(1);
        if let Some(greatest) = shares.max().filter(|greatest| *greatest > most) {
            let halves = greatest
                .checked_mul(Ratio::integer(2))?
                .round_half_even(0)?;
            let halves = halves.checked_add(Decimal::integer(1))?.to_ratio()?;
            most = halves.checked_div(Ratio::integer(2))?.unwrap_or(most);
        }
        Ok(Self { period, most })
    }

    fn across(&self, day: Date) -> Result<String> {
        let passed = day.days().saturating_sub(self.period.start().days());
        let passed = i128::from(passed.saturating_add(1).max(0));
        let part = Ratio::new(passed, i128::from(self.period.days()));
        place(LEFT, WIDTH, part.unwrap_or(Ratio::integer(0)))
    }

    fn up(&self, share: Ratio) -> Result<String> {
        let share = share.clamp(Ratio::integer(0), self.most);
        let missing = self.most.checked_sub(share)?.checked_div(self.most)?;
        place(TOP, HEIGHT, missing.unwrap_or(Ratio::integer(0)))
    }

    fn line(&self, points: &[(Date, Ratio)]) -> Result<String> {
        let points = points.iter();
        let points = points.map(|(day, share)| -> Result<String> {
            Ok(format!("{},{}", self.across(*day)?, self.up(*share)?))
        });
        Ok(points.collect::<Result<Vec<_>>>()?.join(" "))
    }

    fn grid(&self) -> Result<Vec<(String, String)>> {
        let half = Ratio::integer(1).checked_div(Ratio::integer(2))?;
        let shares = [Some(Ratio::integer(0)), half, Some(Ratio::integer(1))];
        let beyond = Some(self.most).filter(|most| *most > Ratio::integer(1));
        let shares = shares.into_iter().chain([beyond]).flatten();
        let lines = shares.map(|share| Ok((self.up(share)?, format!("{}%", share.percent(0)?))));
        lines.collect()
    }

    fn months(&self) -> Result<Vec<(String, String)>> {
        let ends = self.period.month_ends();
        let step = ends.len().div_ceil(MONTHS).max(1);
        let ends = ends.into_iter().rev().step_by(step).take(MONTHS);
        let labels = ends.map(|end| {
            let month: String = end.to_string().chars().take("2019-03".len()).collect();
            Ok((self.across(end)?, month))
        });
        labels.collect()
    }
}

fn place(from: i128, length: i128, part: Ratio) -> Result<String> {
    let along = part.checked_mul(Ratio::integer(length))?;
    let place = along.checked_add(Ratio::integer(from))?;
    Ok(place.round_half_even(PLACE_DECIMALS)?.to_string())
}

fn share_text(share: Option<Ratio>) -> Result<String> {
    match share {
        Some(share) => Ok(format!("{}%", share.percent(SHARE_DECIMALS)?)),
        None => Ok(NONE.to_owned()),
    }
}
