//! The mergeable state: what all records handed over so far add to every
//! measure. Neither the order of records, nor batches, threads or the way a
//! dataset was split and merged changes what a tally says.

mod accumulate;
mod bytes;
mod cells;
mod contribution;
mod cuts;
mod divisions;
mod fold;
mod reading;
mod receipt_bytes;
mod received;
mod roll_up;
mod totals;
mod waiting;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, ErrorKind, Result};
use crate::input::BatchSource;
use crate::ledger::{EntryId, Ledger, Segment};
use crate::plan::{DatasetPlan, Plan};
use crate::receipt::{Handover, Receipt, Received};
use crate::records::shown_key;
use crate::text::text;
use crate::threads::Crew;
use crate::verify::Standings;

pub use accumulate::{Cells, Figures, MeasureFigures, Monthly};
pub(crate) use contribution::days_of_term;
pub use cuts::Cuts;
pub(crate) use divisions::{DivisionMeasures, MeasuresTogether};
pub(crate) use received::ReceivedDatasets;
pub(crate) use roll_up::add_up_narrow;

use totals::Totals;

/// The state of all records handed over so far.
#[derive(Clone, Debug)]
pub struct Tally {
    plan: Plan,
    ledgers: Vec<Ledger>,
    /// INVARIANT: per dataset what the entries of its ledger add up to, before
    /// any is found not to count because of others.
    totals: Vec<Arc<Totals>>,
    /// What was handed over. INVARIANT: a dataset with records has an entry; every dataset that
    /// has one was received.
    receipt: Receipt,
    /// How entries stood when the tally was assessed last, for each dataset with
    /// its ledger of then; only entries were added since.
    standings: Remembered,
}

/// Standings by dataset, each with the ledger they were found for. A copy of a
/// tally goes its own way, so it gets a copy of these.
#[derive(Debug, Default)]
struct Remembered(Mutex<Vec<Option<Known>>>);

type Known = (Ledger, Standings);

impl Remembered {
    fn lock(&self) -> MutexGuard<'_, Vec<Option<Known>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Remembered {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.lock().clone()))
    }
}

/// How records are added or withdrawn.
#[derive(Default)]
pub struct AddOptions<'a> {
    /// Threads that work at once; 0 means one. More than one needs the feature `parallel`.
    pub threads: usize,
    /// Called now and then with what is done so far; returning false stops the
    /// call with an error of kind `Cancelled`, and nothing is added.
    pub progress: Option<&'a mut (dyn FnMut(Progress) -> bool + Send)>,
    /// What is known of the file that the records come from: it stands in the receipt, and findings
    /// name the file, the sheet and the line.
    pub handover: Handover,
}

/// How far an addition has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Records read.
    pub records: u64,
    /// Bytes of the input read, where the input knows.
    pub bytes: u64,
}

/// What an addition did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Records read.
    pub records: u64,
    /// Rows of which every cell is blank; they were passed over and are no records.
    pub blank_rows: u64,
    /// Columns of the input that were read, each with the field it holds.
    pub read_columns: Vec<(String, String)>,
    /// Columns of the input that are no field of the dataset and were not read.
    pub ignored_columns: Vec<String>,
    /// Optional fields of the dataset for which the input has no column.
    pub absent_fields: Vec<String>,
}

impl Tally {
    /// An empty tally.
    pub fn new(plan: &Plan) -> Self {
        let cuts = Cuts::of_period(plan);
        let totals = plan.datasets.iter();
        let totals = totals.map(|dataset| Arc::new(Totals::new(plan, dataset, cuts.clone())));
        Self {
            plan: plan.clone(),
            ledgers: vec![Ledger::default(); plan.datasets.len()],
            totals: totals.collect(),
            receipt: Receipt::default(),
            standings: Remembered::default(),
        }
    }

    /// The plan it was made for.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is kept of the records, dataset by dataset.
    pub fn ledgers(&self) -> &[Ledger] {
        &self.ledgers
    }

    /// How the records of every dataset stand among those with their keys.
    ///
    /// # Errors
    ///
    /// `Cancelled`; what was found by then is remembered.
    pub(crate) fn standings(&self, crew: Crew<'_>) -> Result<Vec<Standings>> {
        let mut known = self.standings.lock();
        known.resize(self.ledgers.len(), None);
        let ledgers = self.ledgers.iter().zip(known.iter_mut());
        let datasets = self.plan.datasets.iter().zip(ledgers);
        let standings = datasets.map(|(DatasetPlan { version, .. }, (ledger, known))| {
            let standings = match known {
                Some((before, standings)) => standings.extended(before, ledger, *version, crew)?,
                None => Standings::by(ledger, *version, crew)?,
            };
            *known = Some((ledger.clone(), standings.clone()));
            Ok(standings)
        });
        standings.collect()
    }

    /// The number of records of a dataset handed over so far, rejected ones included.
    ///
    /// # Errors
    ///
    /// `Argument` for an unknown dataset.
    pub fn records(&self, dataset: &str) -> Result<usize> {
        let position = self.plan.dataset_named(dataset)?;
        Ok(self.ledgers.get(position).map_or(0, Ledger::len))
    }

    /// The datasets handed over so far, in the plan's order. One of which an input
    /// without records was added is received, and empty; one of which nothing was added
    /// is not received, and figures that need it have no value.
    pub fn received(&self) -> impl Iterator<Item = &str> {
        let datasets = self.plan.datasets.iter().map(|dataset| dataset.id.as_str());
        datasets.filter(|id| self.receipt.has(id))
    }

    /// Whether a dataset is among those [`received`](Self::received).
    ///
    /// # Errors
    ///
    /// `Argument` for an unknown dataset.
    pub fn is_received(&self, dataset: &str) -> Result<bool> {
        let position = self.plan.dataset_named(dataset)?;
        Ok(self.has_received(position))
    }

    pub(crate) fn has_received(&self, dataset: usize) -> bool {
        let dataset = self.plan.datasets.get(dataset);
        dataset.is_some_and(|dataset| self.receipt.has(&dataset.id))
    }

    /// Adds the records of an input to a dataset: all of them, or none where
    /// the input cannot be read to its end. The dataset is received from then on, also
    /// where the input has no records.
    ///
    /// # Errors
    ///
    /// `Argument` for an unknown dataset; `Input` where the input cannot be
    /// read or lacks a column; `Limit`, `Overflow`, `Cancelled`.
    pub fn add(&mut self, dataset: &str, source: impl BatchSource) -> Result<Added> {
        self.add_with(dataset, source, AddOptions::default())
    }

    /// As [`add`](Self::add), with options.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn add_with(
        &mut self,
        dataset: &str,
        source: impl BatchSource,
        options: AddOptions<'_>,
    ) -> Result<Added> {
        let position = self.plan.dataset_named(dataset)?;
        let handover = options.handover.clone();
        let (read, added) = self.read(position, source, options)?;
        if let (Some(ledger), Some(totals)) = (
            self.ledgers.get_mut(position),
            self.totals.get_mut(position),
        ) {
            ledger
                .append(read.segments)
                .map_err(|error| error.in_dataset(dataset))?;
            if let Some(of_read) = read.totals {
                Arc::make_mut(totals).merge(of_read);
            }
        }
        self.receipt.add(Received {
            dataset: Some(dataset.to_owned()),
            handover,
            not_read: None,
            read_columns: added.read_columns.clone(),
            ignored_columns: added.ignored_columns.clone(),
            absent_fields: added.absent_fields.clone(),
            records: added.records,
            blank_rows: added.blank_rows,
        });
        Ok(added)
    }

    /// What was handed over so far, and what of it was read.
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// Puts something down in the receipt that holds no records of a dataset: the register, or
    /// what was passed over, with the reason.
    pub fn note_received(&mut self, received: Received) {
        self.receipt.add(received);
    }

    /// Withdraws records: afterwards the tally is as if they had never been
    /// added. Of identical copies as many are withdrawn as are handed over. A dataset
    /// that was received stays so.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add), and `State` with the row of a record that is not
    /// in the tally; nothing is withdrawn then.
    pub fn retract(&mut self, dataset: &str, source: impl BatchSource) -> Result<Added> {
        self.retract_with(dataset, source, AddOptions::default())
    }

    /// As [`retract`](Self::retract), with options.
    ///
    /// # Errors
    ///
    /// As [`retract`](Self::retract); `Cancelled`.
    pub fn retract_with(
        &mut self,
        dataset: &str,
        source: impl BatchSource,
        options: AddOptions<'_>,
    ) -> Result<Added> {
        let position = self.plan.dataset_named(dataset)?;
        let (read, withdrawn) = self.read(position, source, options)?;
        let parts = (
            self.ledgers.get_mut(position),
            self.totals.get_mut(position),
            self.plan.datasets.get(position),
        );
        let (Some(ledger), Some(totals), Some(plan)) = parts else {
            return Ok(withdrawn);
        };
        let found = find_all(ledger, &read.segments);
        let mut leaving = found.map_err(|error| error.in_dataset(dataset))?;
        leaving.sort_unstable();
        let before = ledger.clone();
        // Who shared a key with what is withdrawn has to be found anew.
        self.standings = Remembered::default();
        ledger.remove(|id| leaving.binary_search(&id).is_ok())?;
        let totals = Arc::make_mut(totals);
        for entry in leaving.iter().filter_map(|id| before.entry(*id)) {
            totals.subtract(plan, entry);
            self.receipt.withdraw(&plan.id, entry.origin());
        }
        Ok(withdrawn)
    }

    /// Adds everything another tally of the same plan holds. What either of them has
    /// received is received.
    ///
    /// # Errors
    ///
    /// `State` where the other tally was made for another plan; `Limit`.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.plan.fingerprint != other.plan.fingerprint {
            let message = text!(
                "两个汇总状态的定义或区划登记册不同,不能合并",
                "tallies of different definitions or registers cannot be merged"
            );
            return Err(Error::new(ErrorKind::State, message));
        }
        let mut merged = self.ledgers.clone();
        for (ledger, other) in merged.iter_mut().zip(&other.ledgers) {
            ledger.merge(other)?;
        }
        self.ledgers = merged;
        self.receipt.merge(&other.receipt);
        for (totals, other) in self.totals.iter_mut().zip(&other.totals) {
            Arc::make_mut(totals).merge(Totals::clone(other));
        }
        Ok(())
    }

    fn read(
        &self,
        position: usize,
        source: impl BatchSource,
        options: AddOptions<'_>,
    ) -> Result<(reading::Read, Added)> {
        match self.plan.datasets.get(position) {
            Some(dataset) => reading::read(&self.plan, dataset, source, options),
            None => Ok(Default::default()),
        }
    }
}

/// Finds one entry of the ledger for every entry of `withdrawn`, each once. Of
/// several that would do, one with the same findings goes first, so that what
/// stays is as if the record had never been there.
fn find_all(ledger: &Ledger, withdrawn: &[Segment]) -> Result<Vec<EntryId>> {
    let mut by_identity: HashMap<u64, Vec<EntryId>> = HashMap::new();
    let mut wanted_identities = Vec::new();
    let mut identities = Vec::new();
    for segment in withdrawn {
        segment.identities(&mut identities);
        wanted_identities.extend_from_slice(&identities);
    }
    for identity in &wanted_identities {
        by_identity.entry(*identity).or_default();
    }
    ledger.each_identity(|segment, identities| {
        let segment = u32::try_from(segment).unwrap_or(u32::MAX);
        for (entry, identity) in (0_u32..).zip(identities) {
            if let Some(found) = by_identity.get_mut(identity) {
                found.push(EntryId { segment, entry });
            }
        }
    });
    let mut leaving = Vec::new();
    let withdrawn = withdrawn.iter().flat_map(Segment::entries);
    for (wanted, identity) in withdrawn.zip(&wanted_identities) {
        let candidates = by_identity.get_mut(identity);
        let found = candidates.and_then(|candidates| {
            let is_it = |id: &EntryId| {
                ledger
                    .entry(*id)
                    .is_some_and(|entry| entry.is_copy_of(&wanted))
            };
            let alike = |id: &EntryId| {
                is_it(id)
                    && ledger
                        .entry(*id)
                        .is_some_and(|entry| entry.finds_as(&wanted))
            };
            // The last candidates first: where many are alike, taking one costs nothing.
            let place = candidates
                .iter()
                .rposition(alike)
                .or_else(|| candidates.iter().rposition(is_it))?;
            Some(candidates.swap_remove(place))
        });
        match found {
            Some(id) => leaving.push(id),
            None => {
                let key = shown_key(&wanted.key());
                let message = text!(
                    "要撤回的记录 `{key}` 不在汇总之中(主键不存在,或内容不同)",
                    "the record `{key}` to withdraw is not in the tally (no such key, or other content)"
                );
                let row = u64::from(wanted.row());
                return Err(Error::new(ErrorKind::State, message).at_row(row));
            }
        }
    }
    Ok(leaving)
}
