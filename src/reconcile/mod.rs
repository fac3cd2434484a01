//! Reports against records (上报核对): what divisions state about themselves, and
//! what the records say.
//!
//! | question | answer |
//! |---|---|
//! | does a report say what the records say? | [`Comparison`] |
//! | is a parent's report the sum of its children's? | [`Imbalance`] |
//! | who has reported, and who in time? | [`Completeness`], [`Reconciliation::late`] |
//! | which cumulative figures fell? | [`Fall`] |
//! | which reports are about nothing that is asked for? | [`Finding`] |
//!
//! Reports are the records of the dataset `reports` that count; of versions the
//! highest. That one was received which is in conflict or rejected is told from one
//! that is missing. Everything is exact, and nothing here alters a figure or a record.

mod balance;
mod cells;
mod compare;
mod completeness;
mod fall;
mod options;
mod tables;
mod terms;

use crate::assess::Assessment;
use crate::error::Result;
use crate::plan::Plan;

pub use crate::definition::MissingChildren;
pub use balance::{Balance, Imbalance};
pub use compare::{Amounts, Comparison, Difference, Finding, Problem, State};
pub use completeness::Completeness;
pub use fall::Fall;
pub use options::{Duty, Options, Tolerance};

use cells::Cells;
use terms::Terms;

/// What came of holding reports against records. Every list is in the order of
/// the network, then of the definition's indicators, then of the dates, whatever
/// the order of the records.
#[derive(Clone, Debug)]
pub struct Reconciliation {
    /// One for every division × indicator × period end that was reported or is
    /// owed. Unknown divisions come last by code, unknown indicators last by name.
    pub comparisons: Vec<Comparison>,
    /// One for every parent × indicator × period end that is owed, where divisions
    /// below it owe it too.
    pub imbalances: Vec<Imbalance>,
    /// By period end and level: the level as a whole, then its divisions.
    pub completeness: Vec<Completeness>,
    /// Counts that are less than was reported for an earlier day.
    pub falls: Vec<Fall>,
    /// Reports that cannot be compared, and such as were made again.
    pub findings: Vec<Finding>,
    /// Whether reports were received. Where not, all lists are empty: nobody is said to
    /// owe one.
    pub is_received: bool,
    plan: Plan,
}

impl Reconciliation {
    /// The reports that came after the day they were due.
    pub fn late(&self) -> impl Iterator<Item = &Comparison> {
        let is_late = |comparison: &&Comparison| comparison.days_late > Some(0);
        self.comparisons.iter().filter(is_late)
    }
}

/// Holds the reports about days up to the as-of date against the records.
///
/// Reports are about a day and made after it, so one that was handed in after
/// the as-of date is known all the same. Without the dataset `reports` nothing is judged;
/// a report about an indicator that needs another dataset nobody handed over is held
/// against nothing.
///
/// Source (`yuxi-2019`): 在2019年11月底前各县(区)要把实施项目情况分别报同级政府和市司法局,
/// 市司法局汇总后上报市政府和省司法厅.
///
/// # Errors
///
/// `State` where the definition has no dataset `reports` with the fields this
/// needs; `Argument` where the options name what does not exist or contradict
/// each other; `Overflow` where a number leaves the exact range.
///
/// # Example
///
/// ```
/// use huimin::calendar::Date;
/// use huimin::input::{CsvOptions, CsvSource};
/// use huimin::reconcile::{Options, State, reconcile};
/// use huimin::{Network, Plan, Programme, Tally};
///
/// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
/// let mut tally = Tally::new(&plan);
/// let file = "division_code,indicator,period_end,numerator,denominator,reported_on\n\
///             530402,publicity_events,2019-11-30,3,,2019-11-29\n";
/// tally.add("reports", CsvSource::new(file.as_bytes(), CsvOptions::default()))?;
/// // A file with a header alone is one without records.
/// let file = "event_id,division_code,held_on,attendance\n";
/// tally.add("publicity_events", CsvSource::new(file.as_bytes(), CsvOptions::default()))?;
/// let assessment = tally.assess(Date::parse("2019-11-30").unwrap())?;
///
/// let options = Options { indicators: vec!["publicity_events".into()], ..Options::default() };
/// let reconciliation = reconcile(&assessment, &options)?;
/// let states: Vec<State> = reconciliation.comparisons.iter().map(|one| one.state).collect();
/// // The city has not reported; the first county claims three events without a record.
/// assert_eq!(states[..2], [State::Missing, State::Differs]);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn reconcile(assessment: &Assessment, options: &Options) -> Result<Reconciliation> {
    let terms = Terms::new(assessment, options)?;
    if !assessment.has_received(terms.reports.dataset) {
        return Ok(Reconciliation {
            comparisons: Vec::new(),
            imbalances: Vec::new(),
            completeness: Vec::new(),
            falls: Vec::new(),
            findings: Vec::new(),
            is_received: false,
            plan: assessment.plan().clone(),
        });
    }
    let (cells, mut findings) = Cells::new(&terms)?;
    let comparisons = compare::comparisons(&terms, &cells, &mut findings)?;
    findings.sort_by(|one, other| one.place.cmp(&other.place));
    Ok(Reconciliation {
        comparisons,
        imbalances: balance::imbalances(&terms, &cells)?,
        completeness: completeness::completeness(&terms, &cells),
        falls: fall::falls(&terms, &cells),
        findings: findings.into_iter().map(|found| found.finding).collect(),
        is_received: true,
        plan: assessment.plan().clone(),
    })
}
