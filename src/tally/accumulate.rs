//! Ledgers → figures: what every measure says of every division at every cut.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tables are made here with one cell per division and cut; sums are checked"
)]

use std::borrow::Cow;
use std::collections::HashMap;

use super::Tally;
use super::cells::OfMonth;
use super::contribution::Contribution;
use super::cuts::Cuts;
use super::received::ReceivedDatasets;
use super::roll_up::{add, add_up, add_up_distinct, add_up_narrow, take_extremes};
use super::totals::{Scratch, Totals};
use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::formula::AggregateFunction;
use crate::ledger::{Entry, EntryId, Ledger, SlotStore};
use crate::limits;
use crate::plan::{DatasetPlan, MeasureSource, Plan, Term};
use crate::text::text;
use crate::threads::{Crew, each_on_threads, on_threads, share};
use crate::verify::Standings;

/// Whole numbers, one per division and cut, in 64 bits where all fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Of 64 bits.
    Narrow(Vec<i64>),
    /// Of 128 bits.
    Wide(Vec<i128>),
}

impl Cells {
    /// The number with that position.
    #[inline]
    pub fn get(&self, cell: usize) -> Option<i128> {
        match self {
            Self::Narrow(cells) => cells.get(cell).copied().map(i128::from),
            Self::Wide(cells) => cells.get(cell).copied(),
        }
    }
}

/// The figures of a measure of each month (or part of it) alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Monthly {
    /// The same as to date: the measure states what holds at a date.
    SameAsToDate,
    /// What was added since the cut before.
    Difference,
    /// Other ones.
    Own(Cells),
}

/// What one measure says: one value per division and cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureFigures {
    /// Since the beginning of the period, by division and then cut.
    pub to_date: Cells,
    /// Of the month (or part of it) up to the cut alone.
    pub monthly: Monthly,
    /// For least and greatest values: whether there is one (to date, monthly).
    pub present: Option<(Vec<bool>, Vec<bool>)>,
}

impl Default for MeasureFigures {
    fn default() -> Self {
        Self {
            to_date: Cells::Narrow(Vec::new()),
            monthly: Monthly::SameAsToDate,
            present: None,
        }
    }
}

/// What all measures of a tally say.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The days.
    pub cuts: Cuts,
    /// Measure by measure; without a value where a dataset that the measure needs was
    /// not received.
    pub measures: Vec<MeasureFigures>,
    /// Which datasets were received.
    pub(crate) received: ReceivedDatasets,
}

impl Figures {
    /// The value of a measure; none for the least or greatest of nothing, and where a
    /// dataset it needs was not received.
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
        let to_date = &figures.to_date;
        match &figures.monthly {
            Monthly::Own(cells) if monthly => cells.get(cell),
            Monthly::Difference if monthly && cut > 0 => {
                to_date.get(cell)?.checked_sub(to_date.get(cell - 1)?)
            }
            _ => to_date.get(cell),
        }
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
        self.figures_by(as_of, standings, Crew::of(1))
    }

    /// As [`figures`](Self::figures), by a crew; `Cancelled` where it was asked to stop.
    pub(crate) fn figures_by(
        &self,
        as_of: Date,
        standings: &[Standings],
        crew: Crew<'_>,
    ) -> Result<Figures> {
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
            received: ReceivedDatasets::of(&self.plan, self.receipt()),
        };
        let sources: Vec<Option<Source<'_>>> = (0..self.plan.datasets.len())
            .map(|dataset| self.source(dataset, standings, &figures.cuts, crew))
            .collect();
        crew.check()?;
        let of_records = each_on_threads(crew.threads(), measures, |measure| {
            let measure = self.plan.measures.get(measure)?;
            let MeasureSource::Records { dataset, term, .. } = &measure.source else {
                return None;
            };
            if !figures.received.has(*dataset) {
                return None;
            }
            let source = sources.get(*dataset)?.as_ref()?;
            let computed = source.figures(&self.plan, &figures.cuts, *term);
            Some(crew.check().and(computed))
        });
        for computed in of_records {
            let computed = computed.transpose()?;
            figures.measures.push(computed.unwrap_or_default());
        }
        for position in &self.plan.measure_order {
            let measure = self.plan.measures.get(*position);
            let measure = measure.filter(|measure| figures.received.has_all(&measure.needs));
            if let Some(MeasureSource::Divisions {
                level,
                members,
                holds,
            }) = measure.map(|measure| &measure.source)
            {
                let counted = self.count_divisions(*level, members, holds.as_ref(), &figures)?;
                if let Some(place) = figures.measures.get_mut(*position) {
                    *place = counted;
                }
            }
        }
        Ok(figures)
    }

    /// What the measures over a dataset's records are computed from: its running
    /// totals where they are for these cuts, else totals made for them.
    fn source<'a>(
        &'a self,
        dataset: usize,
        standings: &'a [Standings],
        cuts: &Cuts,
        crew: Crew<'a>,
    ) -> Option<Source<'a>> {
        let (plan, ledger) = (self.plan.datasets.get(dataset)?, self.ledgers.get(dataset)?);
        let running = self.totals.get(dataset)?;
        let totals = if cuts.begins(running.cuts()) {
            Cow::Borrowed(&**running)
        } else {
            Cow::Owned(totals_of(&self.plan, plan, ledger, cuts, crew))
        };
        let standings = standings.get(dataset)?;
        let ids: Vec<EntryId> = standings.excluded().collect();
        let parts = on_threads(crew.threads(), |worker| {
            let ids = ids.get(share(ids.len(), worker, crew.threads()));
            let entries = ids.unwrap_or_default().iter();
            // Record by record, as a record's values lie far apart.
            let mut parts: Vec<Vec<Contribution>> = vec![Vec::new(); plan.terms.len()];
            for entry in entries.filter_map(|id| ledger.entry(*id)) {
                for (position, (term, list)) in plan.terms.iter().zip(&mut parts).enumerate() {
                    list.extend(Contribution::of(cuts, position, term, entry));
                }
            }
            parts
        });
        let mut excluded: Vec<Vec<Contribution>> = vec![Vec::new(); plan.terms.len()];
        for parts in parts {
            for (all, mut part) in excluded.iter_mut().zip(parts) {
                all.append(&mut part);
            }
        }
        Some(Source {
            plan,
            ledger,
            standings,
            excluded,
            totals,
            crew,
        })
    }
}

/// What the records of a ledger add up to at some cuts.
fn totals_of(
    plan: &Plan,
    dataset: &DatasetPlan,
    ledger: &Ledger,
    cuts: &Cuts,
    crew: Crew<'_>,
) -> Totals {
    let segments = ledger.segments();
    let threads = crew.for_parts(segments.len()).threads();
    let parts = on_threads(threads, |worker| {
        let mut totals = Totals::new(plan, dataset, cuts.clone());
        let mut scratch = Scratch::default();
        let share = segments.get(share(segments.len(), worker, threads));
        let segments = share.unwrap_or_default().iter();
        for segment in segments.take_while(|_| crew.goes_on()) {
            totals.add(plan, segment, &mut scratch);
        }
        totals.settle();
        totals
    });
    let mut all = Totals::new(plan, dataset, cuts.clone());
    parts.into_iter().for_each(|part| all.merge(part));
    all
}

/// One dataset's records.
struct Source<'a> {
    plan: &'a DatasetPlan,
    ledger: &'a Ledger,
    standings: &'a Standings,
    /// By term, what the records would add that do not count because of others.
    excluded: Vec<Vec<Contribution>>,
    totals: Cow<'a, Totals>,
    crew: Crew<'a>,
}

impl Source<'_> {
    fn figures(&self, plan: &Plan, cuts: &Cuts, position: usize) -> Result<MeasureFigures> {
        let Some(term) = self.plan.terms.get(position) else {
            return Ok(MeasureFigures::default());
        };
        match term.function {
            AggregateFunction::Count | AggregateFunction::Sum => {
                if self.totals.has(position) {
                    Ok(self.sums(plan, cuts, position))
                } else {
                    self.wide_sums(plan, cuts, position, term)
                }
            }
            AggregateFunction::Min => self.extremes(plan, cuts, (position, term), i128::min),
            AggregateFunction::Max => self.extremes(plan, cuts, (position, term), i128::max),
            AggregateFunction::CountDistinct => self.distinct(plan, cuts, (position, term)),
        }
    }

    /// Hands over every record that counts in the term.
    fn each(
        &self,
        cuts: &Cuts,
        (position, term): (usize, &Term),
        mut receive: impl FnMut(Contribution, Entry<'_>) -> Result<()>,
    ) -> Result<()> {
        for (segment_id, segment) in self.ledger.segments().iter().enumerate() {
            self.crew.check()?;
            for entry in segment.entries() {
                if !self.standings.excludes(segment_id, entry.position)
                    && let Some(part) = Contribution::of(cuts, position, term, entry)
                {
                    receive(part, entry)?;
                }
            }
        }
        Ok(())
    }

    /// The running totals less the records that do not count because of others.
    fn sums(&self, plan: &Plan, cuts: &Cuts, position: usize) -> MeasureFigures {
        let width = cuts.len();
        let mut table = self.totals.table(position, plan.network.len(), width);
        for part in self.excluded.get(position).into_iter().flatten() {
            table.take_off(width, part);
        }
        table.add_steps(width);
        add_up_narrow(&plan.network, width, &mut table.steps);
        let monthly = match table.of_month {
            OfMonth::Same => Monthly::SameAsToDate,
            OfMonth::Difference => Monthly::Difference,
            OfMonth::Own => {
                add_up_narrow(&plan.network, width, &mut table.months);
                Monthly::Own(Cells::Narrow(table.months))
            }
        };
        MeasureFigures {
            to_date: Cells::Narrow(table.steps),
            monthly,
            present: None,
        }
    }

    /// Sums that may leave 64 bits, record by record.
    fn wide_sums(
        &self,
        plan: &Plan,
        cuts: &Cuts,
        position: usize,
        term: &Term,
    ) -> Result<MeasureFigures> {
        let (divisions, width) = (plan.network.len(), cuts.len());
        let mut to_date = vec![0_i128; divisions * width];
        let mut monthly = vec![0_i128; divisions * width];
        self.each(cuts, (position, term), |part, _| {
            let row = part.division * width;
            add(&mut to_date[row + part.first_cut], part.amount)?;
            if part.end_cut < width {
                add(&mut to_date[row + part.end_cut], -part.amount)?;
            }
            match part.month {
                Some(month) => add(&mut monthly[row + month], part.amount),
                None => Ok(()),
            }
        })?;
        for row in to_date.chunks_exact_mut(width) {
            let mut sum = 0;
            for cell in row {
                add(&mut sum, *cell)?;
                *cell = sum;
            }
        }
        add_up(&plan.network, width, &mut to_date)?;
        let monthly = if term.on.is_some() {
            add_up(&plan.network, width, &mut monthly)?;
            Monthly::Own(Cells::Wide(monthly))
        } else {
            Monthly::SameAsToDate
        };
        Ok(MeasureFigures {
            to_date: Cells::Wide(to_date),
            monthly,
            present: None,
        })
    }

    fn extremes(
        &self,
        plan: &Plan,
        cuts: &Cuts,
        (position, term): (usize, &Term),
        better: fn(i128, i128) -> i128,
    ) -> Result<MeasureFigures> {
        let width = cuts.len();
        let cells = plan.network.len() * width;
        let mut to_date: Vec<Option<i128>> = vec![None; cells];
        let mut monthly: Vec<Option<i128>> = vec![None; cells];
        let take = |cell: &mut Option<i128>, value: i128| {
            *cell = Some(cell.map_or(value, |known| better(known, value)));
        };
        self.each(cuts, (position, term), |part, entry| {
            if let Some(value) = argument(term, entry).and_then(|(slot, at)| slot.number(at)) {
                let row = part.division * width;
                for cut in part.first_cut..part.end_cut {
                    take(&mut to_date[row + cut], i128::from(value));
                }
                if let Some(month) = part.month {
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
        let values = |cells: &[Option<i128>]| {
            Cells::Wide(cells.iter().map(|cell| cell.unwrap_or(0)).collect())
        };
        let present = |cells: &[Option<i128>]| cells.iter().map(Option::is_some).collect();
        Ok(MeasureFigures {
            to_date: values(&to_date),
            monthly: Monthly::Own(values(&monthly)),
            present: Some((present(&to_date), present(&monthly))),
        })
    }

    fn distinct(
        &self,
        plan: &Plan,
        cuts: &Cuts,
        (position, term): (usize, &Term),
    ) -> Result<MeasureFigures> {
        let mut numbers: HashMap<Vec<u8>, u32> = HashMap::new();
        // By division and value: the cuts and the months at which it is there.
        let mut there: HashMap<(u32, u32), (u64, u64)> = HashMap::new();
        self.each(cuts, (position, term), |part, entry| {
            let Some((slot, at)) = argument(term, entry) else {
                return Ok(());
            };
            let value = match (slot.text(at), slot.number(at)) {
                (Some(text), _) => text.as_bytes().to_vec(),
                (None, Some(number)) => number.to_le_bytes().to_vec(),
                (None, None) => return Ok(()),
            };
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let number = *numbers.entry(value).or_insert(next);
            let division = u32::try_from(part.division).unwrap_or(u32::MAX);
            let (at, months) = there.entry((division, number)).or_default();
            *at |= bits(part.end_cut) & !bits(part.first_cut);
            *months |= part.month.map_or(0, |month| 1 << month);
            Ok(())
        })?;
        let (to_date, monthly) = add_up_distinct(&plan.network, cuts.len(), there, self.crew);
        Ok(MeasureFigures {
            to_date: Cells::Wide(to_date),
            monthly: if term.on.is_some() {
                Monthly::Own(Cells::Wide(monthly))
            } else {
                Monthly::SameAsToDate
            },
            present: None,
        })
    }
}

/// Where the value stands that a record adds.
fn argument<'a>(term: &Term, entry: Entry<'a>) -> Option<(&'a SlotStore, usize)> {
    let slot = entry.segment.slots.get(term.argument?)?;
    Some((slot, entry.position))
}

/// The lowest `count` bits.
fn bits(count: usize) -> u64 {
    if count >= 64 {
        u64::MAX
    } else {
        (1 << count) - 1
    }
}
