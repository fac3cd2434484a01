//! Which datasets were handed over: one that was not is no empty one.

use crate::plan::{DatasetPlan, Plan};

/// Per dataset of a plan whether it was handed over, be it without records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received(Vec<bool>);

impl Received {
    /// Nothing was.
    pub fn nothing(plan: &Plan) -> Self {
        Self(vec![false; plan.datasets.len()])
    }

    pub fn mark(&mut self, dataset: usize) {
        if let Some(received) = self.0.get_mut(dataset) {
            *received = true;
        }
    }

    /// What one or the other has received.
    pub fn merge(&mut self, other: &Self) {
        for (received, other) in self.0.iter_mut().zip(&other.0) {
            *received |= other;
        }
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
