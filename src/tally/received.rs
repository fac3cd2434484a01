//! Which datasets were handed over: one that was not is no empty one.

use crate::plan::{DatasetPlan, Plan};
use crate::receipt::Receipt;

/// Per dataset of a plan whether it was handed over, be it without records: what a receipt says
/// of them, for many look-ups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReceivedDatasets(Vec<bool>);

impl ReceivedDatasets {
    pub fn of(plan: &Plan, receipt: &Receipt) -> Self {
        let datasets = plan.datasets.iter();
        Self(datasets.map(|dataset| receipt.has(&dataset.id)).collect())
    }

    pub fn has(&self, dataset: usize) -> bool {
        self.0.get(dataset) == Some(&true)
    }

    /// Whether all datasets that something needs were handed over.
    pub fn has_all(&self, needs: &[usize]) -> bool {
        needs.iter().all(|dataset| self.has(*dataset))
    }

    /// The datasets that were handed over, or those that were not, in the plan's order.
    pub fn datasets<'p>(
        &self,
        plan: &'p Plan,
        received: bool,
    ) -> impl Iterator<Item = &'p DatasetPlan> {
        let datasets = plan.datasets.iter().zip(&self.0);
        datasets.filter_map(move |(dataset, is)| (*is == received).then_some(dataset))
    }
}
