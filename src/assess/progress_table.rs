//! The table of progress against the plan.

use std::ops::Range;

use arrow_array::RecordBatch;

use super::Assessment;
use super::batches::Batches;
use super::cell::Row;
use super::columns::{Places, TextColumn, batch};
use super::figure::{NO_VALUE, SHARE_DECIMALS, percent_text, value_text};
use super::figure_table::TableIndicator;
use super::plain::PlainRow;
use super::progress::{Progress, Status, status};
use crate::calendar::Date;
use crate::definition::Schedule;
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionId;
use crate::plan::IndicatorPlan;

/// Bytes of a text of the table, more or less.
const TEXT_BYTES: usize = 8;

impl Assessment {
    pub(super) fn progress_table(&self, rows: usize) -> Batches<'_> {
        let plan = self.plan();
        let planned = |indicator: &TableIndicator<'_>| {
            let schedule = plan.definition.schedule.as_ref();
            let schedule = schedule.filter(|_| indicator.plan.scheduled)?;
            indicator.plan.target?;
            let dates = self.dates().iter();
            let planned = dates.map(|date| self.planned(indicator.plan, schedule, *date).ok());
            Some(planned.collect())
        };
        let indicators = self.table_indicators().into_iter();
        let indicators = indicators.map(|indicator| (planned(&indicator), indicator));
        let table = ProgressTable {
            of: self,
            places: Places::new(self),
            indicators: indicators.collect(),
        };
        let size = (plan.network.len(), table.places.rows_per_division());
        Batches::new(size, rows, self.threads, move |divisions| {
            table.batch(divisions)
        })
    }

    fn planned(&self, plan: &IndicatorPlan, schedule: &Schedule, date: Date) -> Result<Planned> {
        let target = plan
            .target
            .map_or(Decimal::integer(0), |target| target.value);
        let share = super::planned_share(schedule, self.plan().period, date)?;
        Ok(Planned {
            share,
            ahead_beyond: share.checked_add(schedule.ahead_margin.to_ratio()?)?,
            amount: value_text(plan, target.to_ratio()?.checked_mul(share)?)?,
            share_text: share_text(share)?,
        })
    }
}

/// What a schedule asks of an indicator by a date, the same for every division
/// that has the target.
struct Planned {
    share: Ratio,
    ahead_beyond: Ratio,
    /// As the table words it.
    amount: String,
    share_text: String,
}

/// By date; none of what overflows, which is an error only where a division has
/// the target.
type PlannedByDate = Vec<Option<Planned>>;

struct ProgressTable<'a> {
    of: &'a Assessment,
    places: Places<'a>,
    indicators: Vec<(Option<PlannedByDate>, TableIndicator<'a>)>,
}

impl ProgressTable<'_> {
    fn batch(&self, divisions: Range<usize>) -> Result<RecordBatch> {
        let mut progress = ProgressColumns::new(self.places.rows(&divisions));
        let network = &self.of.plan().network;
        for id in divisions.clone().filter_map(|at| network.id(at)) {
            for (planned, indicator) in &self.indicators {
                let target = self.of.target(indicator.plan, id);
                let planned = planned.as_ref().filter(|_| target.is_some());
                // The short way knows the indicator's target only.
                let is_own = target.is_none_or(|target| indicator.is_own(target));
                for cut in 0..self.of.dates().len() {
                    let place = (id, cut);
                    if !(is_own && self.append_plain(&mut progress, (planned, indicator), place)) {
                        let general = self.of.progress_of(indicator.position, id, cut)?;
                        progress.append(indicator, &general)?;
                    }
                }
            }
        }
        let count = divisions.len();
        let mut columns = vec![
            self.places.code_column(divisions)?,
            self.places.indicator_column(count)?,
            self.places.date_column(count),
        ];
        for (name, column) in [
            ("target", progress.targets),
            ("planned", progress.planned),
            ("actual", progress.actual),
            ("planned_share", progress.planned_shares),
            ("actual_share", progress.actual_shares),
            ("status", progress.status),
        ] {
            columns.push((name, column.finish()?));
        }
        batch(columns)
    }

    /// Appends a row the short way; not, where that does not reach.
    fn append_plain(
        &self,
        progress: &mut ProgressColumns,
        (planned, indicator): (Option<&PlannedByDate>, &TableIndicator<'_>),
        (division, cut): (DivisionId, usize),
    ) -> bool {
        let Some(plain) = &indicator.plain else {
            return false;
        };
        let place = (cut, false);
        let Some(parts) = plain.read(&self.of.figures, division.index(), place) else {
            return false;
        };
        let row = plain.row(parts, planned.is_some());
        let Some(planned) = planned.filter(|_| row.value().is_some()) else {
            progress.append_unplanned(indicator.plan, row);
            return true;
        };
        let (Some(Some(planned)), Some(share)) = (planned.get(cut), row.share()) else {
            return false;
        };
        let standing = (row.met() == Some(true), share > Ratio::integer(1));
        let shares = (share, planned.share);
        let status = status(
            indicator.plan,
            standing,
            shares,
            || Ok(planned.ahead_beyond),
        );
        let target = indicator.plan.target.map(|target| target.value);
        let (Ok(status), Ok(target)) = (status, indicator.target(target)) else {
            return false;
        };
        progress.actual(indicator.plan, row);
        progress.targets.option(target.as_deref());
        progress.planned.text(&planned.amount);
        progress.planned_shares.text(&planned.share_text);
        let actual_share = std::iter::once(row.attainment());
        progress.actual_shares.numbers(actual_share, true, None);
        progress.status.text(status.id());
        true
    }
}

/// The columns of progress, those of places apart.
struct ProgressColumns {
    targets: TextColumn,
    planned: TextColumn,
    actual: TextColumn,
    planned_shares: TextColumn,
    actual_shares: TextColumn,
    status: TextColumn,
}

impl ProgressColumns {
    fn new(rows: usize) -> Self {
        let texts = || TextColumn::new(rows, TEXT_BYTES);
        Self {
            targets: texts(),
            planned: texts(),
            actual: texts(),
            planned_shares: texts(),
            actual_shares: texts(),
            status: texts(),
        }
    }

    fn append(&mut self, indicator: &TableIndicator<'_>, progress: &Progress) -> Result<()> {
        let target = indicator.target(progress.target)?;
        let planned = progress
            .planned
            .map(|amount| value_text(indicator.plan, amount));
        let planned = planned.transpose()?;
        let planned_share = progress.planned_share.map(share_text).transpose()?;
        let actual_share = progress.actual_share.map(share_text).transpose()?;
        self.targets.option(target.as_deref());
        self.planned.option(planned.as_deref());
        self.actual.text(&progress.actual);
        self.planned_shares.option(planned_share.as_deref());
        self.actual_shares.option(actual_share.as_deref());
        self.status.text(progress.status.id());
        Ok(())
    }

    /// A row of an indicator without plan, target or value.
    fn append_unplanned(&mut self, plan: &IndicatorPlan, row: PlainRow<'_>) {
        self.actual(plan, row);
        for column in [
            &mut self.targets,
            &mut self.planned,
            &mut self.planned_shares,
            &mut self.actual_shares,
        ] {
            column.null();
        }
        self.status.text(Status::NotApplicable.id());
    }

    fn actual(&mut self, plan: &IndicatorPlan, row: PlainRow<'_>) {
        let shown = std::iter::once(row.shown());
        let percent = plan.display.percent;
        self.actual.numbers(shown, percent, Some(NO_VALUE));
    }
}

fn share_text(share: Ratio) -> Result<String> {
    Ok(percent_text(share.percent(SHARE_DECIMALS)?))
}
