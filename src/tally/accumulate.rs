//! Ledgers → figures: what every measure says of every division at every cut.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tables are made here with one cell per division and cut; sums are checked"
)]

use std::collections::HashMap;

use super::Tally;
use super::roll_up::{add, add_up, add_up_distinct, take_extremes};
use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::formula::AggregateFunction;
use crate::ledger::{Ledger, Segment, SlotStore};
use crate::limits;
use crate::plan::{DatasetPlan, MeasureSource, Plan, Term, Threshold};
use crate::text::text;
use crate::verify::Standings;

/// The days figures are stated for: every month end of the period up to the
/// as-of date, and that date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cuts {
    dates: Vec<Date>,
    first_day: i32,
    /// By days since the first day, the first cut on or after that day.
    cut_of_day: Vec<u8>,
}

impl Cuts {
    /// The cuts of a plan's period up to `as_of`.
    ///
    /// # Errors
    ///
    /// `Argument` where `as_of` lies outside the period.
    pub fn new(plan: &Plan, as_of: Date) -> Result<Self> {
        let period = plan.period;
        if !period.contains(as_of) {
            let (start, end) = (period.start(), period.end());
            let message = text!(
                "评估日期 {as_of} 不在项目期间 {start} 至 {end} 之内",
                "the as-of date {as_of} lies outside the programme's period, {start} to {end}"
            );
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let mut dates = period.month_ends();
        dates.retain(|date| *date < as_of);
        dates.push(as_of);
        let first_day = period.start().days();
        let days = first_day..=as_of.days();
        let cut_of_day = days.map(|day| {
            let cut = dates.partition_point(|date| date.days() < day);
            u8::try_from(cut).unwrap_or(u8::MAX)
        });
        Ok(Self {
            first_day,
            cut_of_day: cut_of_day.collect(),
            dates,
        })
    }

    /// The days, in order; the last one is the as-of date.
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }

    /// The number of cuts, at least one.
    pub fn len(&self) -> usize {
        self.dates.len()
    }

    /// Never: there is always the as-of date.
    pub fn is_empty(&self) -> bool {
        self.dates.is_empty()
    }

    /// The first cut on or after a day; the number of cuts where there is none.
    pub fn first_from(&self, day: i32) -> usize {
        let after = i64::from(day) - i64::from(self.first_day);
        match usize::try_from(after) {
            Err(_) => 0,
            Ok(day) => self
                .cut_of_day
                .get(day)
                .map_or(self.len(), |cut| usize::from(*cut)),
        }
    }
}

/// What one measure says: one value per division and cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeasureFigures {
    /// Since the beginning of the period, by division and then cut.
    pub to_date: Vec<i128>,
    /// Of the month (or part of it) up to the cut alone.
    pub monthly: Vec<i128>,
    /// For least and greatest values: whether there is one (to date, monthly).
    pub present: Option<(Vec<bool>, Vec<bool>)>,
}

/// What all measures of a tally say.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The days.
    pub cuts: Cuts,
    /// Measure by measure.
    pub measures: Vec<MeasureFigures>,
}

impl Figures {
    /// The value of a measure; none for the least or greatest of nothing.
    pub fn value(
        &self,
        measure: usize,
        division: usize,
        cut: usize,
        monthly: bool,
    ) -> Option<i128> {
        let figures = self.measures.get(measure)?;
        let cell = division * self.cuts.len() + cut;
        if let Some((to_date, month)) = &figures.present {
            let present = if monthly { month } else { to_date };
            if present.get(cell) != Some(&true) {
                return None;
            }
        }
        let values = if monthly {
            &figures.monthly
        } else {
            &figures.to_date
        };
        values.get(cell).copied()
    }
}

impl Tally {
    /// What every measure says of every division at every cut up to `as_of`.
    ///
    /// # Errors
    ///
    /// `Argument` for a date outside the period, `Overflow` where a sum leaves
    /// 128 bits.
    pub fn figures(&self, as_of: Date, standings: &[Standings]) -> Result<Figures> {
        let cuts = Cuts::new(&self.plan, as_of)?;
        let (divisions, measures) = (self.plan.network.len(), self.plan.measures.len());
        let cells = divisions
            .saturating_mul(cuts.len())
            .saturating_mul(measures);
        if cells > limits::FIGURES {
            let limit = limits::FIGURES;
            let message = text!(
                "区划、日期与计量相乘得 {cells} 个数,超过上限 {limit}",
                "divisions × dates × measures make {cells} figures, more than {limit}"
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let mut figures = Figures {
            measures: Vec::new(),
            cuts,
        };
        for measure in &self.plan.measures {
            let computed = match &measure.source {
                MeasureSource::Records { dataset, term, .. } => {
                    let parts = self
                        .plan
                        .datasets
                        .get(*dataset)
                        .zip(self.ledgers.get(*dataset));
                    match (parts, standings.get(*dataset)) {
                        (Some((plan, ledger)), Some(standings)) => {
                            let source = Source {
                                plan,
                                ledger,
                                standings,
                                term: *term,
                            };
                            source.figures(&self.plan, &figures.cuts)?
                        }
                        _ => MeasureFigures::default(),
                    }
                }
                MeasureSource::Divisions {
                    level,
                    members,
                    holds,
                } => self.count_divisions(*level, members, holds.as_ref(), &figures)?,
            };
            figures.measures.push(computed);
        }
        Ok(figures)
    }
}

/// From which day and until before which day a record counts in a term; none
/// where it never does.
pub(crate) fn days_of_term(term: &Term, slots: &[SlotStore], entry: usize) -> (i32, i32) {
    let day = |bound: &Threshold| {
        let day = slots.get(bound.slot).and_then(|slot| slot.day(entry));
        day.map(|day| day.saturating_add(bound.delay_days))
    };
    let from = term.from.iter().filter_map(day).max().unwrap_or(i32::MIN);
    let until = term.until.iter().filter_map(day).min().unwrap_or(i32::MAX);
    (from, until)
}

/// One term over one ledger.
struct Source<'a> {
    plan: &'a DatasetPlan,
    ledger: &'a Ledger,
    standings: &'a Standings,
    term: usize,
}

/// What one record adds: its division, the cuts it counts at, and the month it
/// counts in alone.
struct Contribution<'a> {
    segment: &'a Segment,
    entry: usize,
    division: usize,
    first_cut: usize,
    end_cut: usize,
    month: Option<usize>,
}

impl Source<'_> {
    fn figures(&self, plan: &Plan, cuts: &Cuts) -> Result<MeasureFigures> {
        let Some(term) = self.plan.terms.get(self.term) else {
            return Ok(MeasureFigures::default());
        };
        match term.function {
            AggregateFunction::Count | AggregateFunction::Sum => self.sums(plan, term, cuts),
            AggregateFunction::Min => self.extremes(plan, term, cuts, i128::min),
            AggregateFunction::Max => self.extremes(plan, term, cuts, i128::max),
            AggregateFunction::CountDistinct => self.distinct(plan, term, cuts),
        }
    }

    /// Hands over every record that counts in the term.
    fn each(
        &self,
        term: &Term,
        cuts: &Cuts,
        mut receive: impl FnMut(Contribution<'_>) -> Result<()>,
    ) -> Result<()> {
        let bit = 1_u64 << (self.term & 63);
        for (segment_id, segment) in self.ledger.segments().iter().enumerate() {
            for (entry, terms) in segment.terms.iter().enumerate() {
                if terms & bit == 0
                    || segment.rejected[entry]
                    || segment.divisions[entry] == u32::MAX
                    || self.standings.excludes(segment_id, entry)
                {
                    continue;
                }
                let (from, until) = days_of_term(term, &segment.slots, entry);
                let (first_cut, end_cut) = (cuts.first_from(from), cuts.first_from(until));
                if first_cut >= end_cut {
                    continue;
                }
                let on = term.on.and_then(|on| segment.slots.get(on)?.day(entry));
                let month = on
                    .map(|day| cuts.first_from(day))
                    .filter(|month| *month == first_cut);
                let division = segment.divisions[entry] as usize;
                receive(Contribution {
                    segment,
                    entry,
                    division,
                    first_cut,
                    end_cut,
                    month,
                })?;
            }
        }
        Ok(())
    }

    fn sums(&self, plan: &Plan, term: &Term, cuts: &Cuts) -> Result<MeasureFigures> {
        let (divisions, width) = (plan.network.len(), cuts.len());
        // One more column takes what ends after the last cut.
        let mut steps = vec![0_i128; divisions * (width + 1)];
        let mut monthly = vec![0_i128; divisions * width];
        self.each(term, cuts, |record| {
            let amount = match term.argument {
                Some(slot) => {
                    i128::from(record.segment.slots[slot].number(record.entry).unwrap_or(0))
                }
                None => 1,
            };
            let row = record.division * (width + 1);
            add(&mut steps[row + record.first_cut], amount)?;
            add(&mut steps[row + record.end_cut], -amount)?;
            if let Some(month) = record.month {
                add(&mut monthly[record.division * width + month], amount)?;
            }
            Ok(())
        })?;
        let mut to_date = vec![0_i128; divisions * width];
        for division in 0..divisions {
            let mut sum = 0;
            for cut in 0..width {
                add(&mut sum, steps[division * (width + 1) + cut])?;
                to_date[division * width + cut] = sum;
            }
        }
        add_up(&plan.network, width, &mut to_date)?;
        if term.on.is_some() {
            add_up(&plan.network, width, &mut monthly)?;
        } else {
            monthly.clone_from(&to_date);
        }
        Ok(MeasureFigures {
            to_date,
            monthly,
            present: None,
        })
    }

    fn extremes(
        &self,
        plan: &Plan,
        term: &Term,
        cuts: &Cuts,
        better: fn(i128, i128) -> i128,
    ) -> Result<MeasureFigures> {
        let width = cuts.len();
        let cells = plan.network.len() * width;
        let mut to_date: Vec<Option<i128>> = vec![None; cells];
        let mut monthly: Vec<Option<i128>> = vec![None; cells];
        let take = |cell: &mut Option<i128>, value: i128| {
            *cell = Some(cell.map_or(value, |known| better(known, value)));
        };
        self.each(term, cuts, |record| {
            let slot = term
                .argument
                .and_then(|slot| record.segment.slots.get(slot));
            if let Some(value) = slot.and_then(|slot| slot.number(record.entry)) {
                let row = record.division * width;
                for cut in record.first_cut..record.end_cut {
                    take(&mut to_date[row + cut], i128::from(value));
                }
                if let Some(month) = record.month {
                    take(&mut monthly[row + month], i128::from(value));
                }
            }
            Ok(())
        })?;
        take_extremes(&plan.network, width, &mut to_date, better);
        take_extremes(&plan.network, width, &mut monthly, better);
        if term.on.is_none() {
            monthly.clone_from(&to_date);
        }
        let values = |cells: &[Option<i128>]| cells.iter().map(|cell| cell.unwrap_or(0)).collect();
        let present = |cells: &[Option<i128>]| cells.iter().map(Option::is_some).collect();
        Ok(MeasureFigures {
            to_date: values(&to_date),
            monthly: values(&monthly),
            present: Some((present(&to_date), present(&monthly))),
        })
    }

    fn distinct(&self, plan: &Plan, term: &Term, cuts: &Cuts) -> Result<MeasureFigures> {
        let mut numbers: HashMap<Vec<u8>, u32> = HashMap::new();
        // By division and value: the cuts and the months at which it is there.
        let mut there: HashMap<(u32, u32), (u64, u64)> = HashMap::new();
        self.each(term, cuts, |record| {
            let Some(slot) = term
                .argument
                .and_then(|slot| record.segment.slots.get(slot))
            else {
                return Ok(());
            };
            let value = match (slot.text(record.entry), slot.number(record.entry)) {
                (Some(text), _) => text.as_bytes().to_vec(),
                (None, Some(number)) => number.to_le_bytes().to_vec(),
                (None, None) => return Ok(()),
            };
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let number = *numbers.entry(value).or_insert(next);
            let division = u32::try_from(record.division).unwrap_or(u32::MAX);
            let (at, months) = there.entry((division, number)).or_default();
            *at |= bits(record.end_cut) & !bits(record.first_cut);
            *months |= record.month.map_or(0, |month| 1 << month);
            Ok(())
        })?;
        let (to_date, mut monthly) = add_up_distinct(&plan.network, cuts.len(), there);
        if term.on.is_none() {
            monthly.clone_from(&to_date);
        }
        Ok(MeasureFigures {
            to_date,
            monthly,
            present: None,
        })
    }
}

/// The lowest `count` bits.
fn bits(count: usize) -> u64 {
    if count >= 64 {
        u64::MAX
    } else {
        (1 << count) - 1
    }
}
