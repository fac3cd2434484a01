//! What a tally says as of a date: indicators, progress, findings, verdict,
//! and how each figure came about.

mod allocation_table;
mod batches;
mod cell;
mod columns;
mod explain;
mod explain_text;
mod figure;
mod figure_table;
mod findings;
mod fraction_table;
mod judgement;
mod milestone_table;
mod milestones;
mod not_received;
mod outliers;
mod plain;
mod progress;
mod progress_table;
mod received_table;
mod rows;
mod schedule;
mod tables;
mod together;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::calendar::Date;
use crate::diagnostic::instead_of;
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::ledger::{Entry, EntryId, Ledger};
use crate::network::{DivisionCode, DivisionId};
use crate::plan::{IndicatorPlan, Plan};
use crate::receipt::Receipt;
use crate::tally::{DivisionMeasures, Figures, Tally, days_of_term};
use crate::text::{Text, text};
use crate::threads::Crew;
use crate::verify::{Standing, Standings, reference_failures, rejects};

pub use batches::Batches;
pub(crate) use columns::{Named, batch};
pub use explain::{ExplainedMeasure, ExplainedRecord, Explanation};
pub use figure::{Figure, Reason};
pub use findings::{BriefFinding, Finding, Findings};
pub use judgement::Judgement;
pub use milestones::{DivisionMilestone, MilestoneStatus, PhaseStatus};
pub use progress::{Progress, Status};
pub(crate) use rows::{counts, dates, exact, places, texts, truths};
pub use schedule::planned_share;

/// What a tally says as of a date.
///
/// It shares the tally's records; adding to the tally afterwards does not
/// change it.
#[derive(Clone, Debug)]
pub struct Assessment {
    plan: Plan,
    as_of: Date,
    ledgers: Vec<Ledger>,
    standings: Vec<Standings>,
    figures: Figures,
    findings: Findings,
    receipt: Receipt,
    threads: usize,
}

/// How a tally is assessed.
#[derive(Clone, Copy, Default)]
pub struct AssessOptions<'a> {
    /// Threads that work at once, while the tally is assessed and when tables are
    /// made of it in batches; 0 means one. More than one needs the feature `parallel`.
    pub threads: usize,
    /// Asked every few milliseconds while the tally is assessed, by any of the threads;
    /// false ends the call with an error of kind `Cancelled`.
    pub goes_on: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl fmt::Debug for AssessOptions<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AssessOptions")
            .field("threads", &self.threads)
            .finish_non_exhaustive()
    }
}

impl Tally {
    /// What the records say as of a date of the programme's period.
    ///
    /// # Errors
    ///
    /// `Argument` where the date lies outside the period; `Overflow` where a
    /// sum leaves the exact range; `Limit` for too many findings.
    pub fn assess(&self, as_of: Date) -> Result<Assessment> {
        self.assess_with(as_of, AssessOptions::default())
    }

    /// As [`assess`](Self::assess), with options. The threads make no difference
    /// to what it says.
    ///
    /// # Errors
    ///
    /// As [`assess`](Self::assess); `Cancelled`.
    pub fn assess_with(&self, as_of: Date, options: AssessOptions<'_>) -> Result<Assessment> {
        // Whoever has said no is not asked again.
        let is_stopped = AtomicBool::new(false);
        let goes_on = || {
            let wanted = |goes_on: &(dyn Fn() -> bool + Sync)| {
                !is_stopped.load(Ordering::Relaxed) && goes_on()
            };
            let goes_on = options.goes_on.is_none_or(wanted);
            if !goes_on {
                is_stopped.store(true, Ordering::Relaxed);
            }
            goes_on
        };
        self.assess_by(as_of, Crew::of(options.threads).while_wanted(&goes_on))
    }

    fn assess_by(&self, as_of: Date, crew: Crew<'_>) -> Result<Assessment> {
        crew.check()?;
        let mut standings = self.standings(crew)?;
        let is_received = |dataset| self.has_received(dataset);
        let (plan, ledgers) = (self.plan(), self.ledgers());
        let failures = reference_failures(plan, ledgers, &standings, is_received, crew)?;
        // Only now: whether a record can be referred to is a matter of its own rules.
        for ((standings, ledger), failures) in
            standings.iter_mut().zip(self.ledgers()).zip(&failures)
        {
            for failure in failures {
                if rejects(self.plan(), failure.rule) {
                    standings.exclude(ledger, failure.entry);
                }
            }
        }
        let figures = self.figures_by(as_of, &standings, crew)?;
        let findings = Findings::new(
            self.plan(),
            (self.ledgers(), self.receipt()),
            (&standings, failures),
            &figures,
            crew.threads(),
        )?;
        crew.check()?;
        Ok(Assessment {
            plan: self.plan().clone(),
            as_of,
            ledgers: self.ledgers().to_vec(),
            standings,
            figures,
            findings,
            receipt: self.receipt().clone(),
            threads: crew.threads(),
        })
    }
}

impl Assessment {
    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The as-of date.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The days figures are stated for: month ends, and the as-of date last.
    pub fn dates(&self) -> &[Date] {
        self.figures.cuts.dates()
    }

    /// All findings, in order.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What was handed over, and what of it was read.
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// A figure as of the assessment's date. The division is named by its code
    /// in any written form.
    ///
    /// # Errors
    ///
    /// `Argument` for an unknown indicator or division; `Overflow`.
    pub fn value(&self, indicator: &str, division: &str) -> Result<Figure> {
        let (indicator, division) = (self.indicator(indicator)?, self.division(division)?);
        self.figure(indicator, division, self.last_cut(), false)
    }

    /// The figure of an indicator by position, at the cut with that position.
    ///
    /// # Errors
    ///
    /// `Overflow` where the exact value leaves 128 bits; `Argument` for an
    /// indicator that does not exist.
    pub fn figure(
        &self,
        indicator: usize,
        division: DivisionId,
        cut: usize,
        monthly: bool,
    ) -> Result<Figure> {
        let plan = self.plan.indicators.get(indicator).ok_or_else(|| {
            Error::new(
                ErrorKind::Argument,
                text!(
                    "没有第 {indicator} 个指标",
                    "there is no indicator {indicator}"
                ),
            )
        })?;
        if cut > self.last_cut() {
            let message = text!("没有第 {cut} 个日期", "there is no date {cut}");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let measures = self.measures(division, cut, monthly);
        let target = if monthly {
            None
        } else {
            self.target(plan, division)
        };
        Figure::new(plan, &measures, target)
    }

    /// The target of an indicator for a division.
    pub fn target(&self, indicator: &IndicatorPlan, division: DivisionId) -> Option<Decimal> {
        let target = indicator.target.as_ref()?;
        if let Some(allocation) = &indicator.allocation {
            let share = allocation.target(division)?;
            return Some(Decimal::integer(i128::from(share)));
        }
        (target.every_division || self.plan.root == Some(division)).then_some(target.value)
    }

    /// The target of an indicator by position for a division, as the indicator
    /// shows values; none where the division has none.
    ///
    /// # Errors
    ///
    /// `Overflow`.
    pub fn target_display(&self, indicator: usize, division: DivisionId) -> Result<Option<String>> {
        match self.plan.indicators.get(indicator) {
            Some(plan) => {
                let target = self.target(plan, division);
                let text = target.map(|target| figure::target_text(plan, target));
                text.transpose()
            }
            None => Ok(None),
        }
    }

    /// The position of the as-of date among [`dates`](Self::dates).
    pub fn last_cut(&self) -> usize {
        self.figures.cuts.len().saturating_sub(1)
    }

    pub(crate) fn measures(
        &self,
        division: DivisionId,
        cut: usize,
        monthly: bool,
    ) -> DivisionMeasures<'_> {
        DivisionMeasures {
            plan: &self.plan,
            figures: &self.figures,
            division: division.index(),
            cut,
            monthly,
        }
    }

    /// The records of a dataset that count: not rejected, not in conflict, of the
    /// highest version, and one of identical copies. In the order they came.
    pub(crate) fn counted(&self, dataset: usize) -> impl Iterator<Item = Entry<'_>> {
        let parts = self.ledgers.get(dataset).zip(self.standings.get(dataset));
        parts.into_iter().flat_map(|(ledger, standings)| {
            let segments = ledger.segments().iter().enumerate();
            segments.flat_map(move |(segment_id, segment)| {
                segment.entries().filter(move |entry| {
                    !entry.is_rejected() && !standings.excludes(segment_id, entry.position)
                })
            })
        })
    }

    /// The records of a dataset that do not count, with whether they are in conflict.
    /// One that another version or an identical copy stands for is not among them,
    /// unless that does not count either.
    pub(crate) fn unused(&self, dataset: usize) -> impl Iterator<Item = (Entry<'_>, bool)> {
        let parts = self.ledgers.get(dataset).zip(self.standings.get(dataset));
        parts.into_iter().flat_map(|(ledger, standings)| {
            let segments = (0_u32..).zip(ledger.segments());
            segments.flat_map(move |(segment, entries)| {
                let entries = (0_u32..).zip(entries.entries());
                entries.filter_map(move |(position, entry)| {
                    let standing = standings.of(EntryId {
                        segment,
                        entry: position,
                    });
                    let is_excluded = standings.excludes(segment as usize, entry.position);
                    let is_unused = match standing {
                        Some(Standing::Superseded(_)) => false,
                        _ => entry.is_rejected() || is_excluded,
                    };
                    let is_in_conflict = matches!(standing, Some(Standing::Conflict(_)));
                    is_unused.then_some((entry, is_in_conflict))
                })
            })
        })
    }

    /// Of the records that count, those that count for a term of the dataset as of the date.
    pub(crate) fn counting(&self, dataset: usize, term: usize) -> impl Iterator<Item = Entry<'_>> {
        let plan = self.plan.datasets.get(dataset);
        let plan = plan.and_then(|dataset| dataset.terms.get(term));
        let day = self.as_of.days();
        self.counted(dataset).filter(move |entry| {
            let takes_part = entry.terms() >> (term & 63) & 1 == 1;
            takes_part
                && plan.is_some_and(|term| {
                    let (from, until) = days_of_term(term, &entry.segment.slots, entry.position);
                    (from..until).contains(&day)
                })
        })
    }

    /// The position of the indicator a caller names.
    pub(crate) fn indicator(&self, id: &str) -> Result<usize> {
        self.plan.indicator(id).ok_or_else(|| {
            let known: Vec<&str> = self
                .plan
                .indicators
                .iter()
                .map(|known| known.id.as_str())
                .collect();
            let Text { zh, en } = instead_of(id, &known);
            let message = text!(
                "没有名为 `{id}` 的指标;{zh}",
                "no indicator is named `{id}`; {en}"
            );
            Error::new(ErrorKind::Argument, message)
        })
    }

    /// The division with a code, in any written form.
    ///
    /// # Errors
    ///
    /// `Argument` for one that is not in the register.
    pub fn division(&self, code: &str) -> Result<DivisionId> {
        let parsed = DivisionCode::parse(code)?;
        self.plan.network.find(parsed.code).ok_or_else(|| {
            let message = text!(
                "区划登记册中没有 `{code}`",
                "the division `{code}` is not in the register"
            );
            Error::new(ErrorKind::Argument, message)
        })
    }
}
