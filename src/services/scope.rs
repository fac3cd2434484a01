//! What all parts ask of an assessment.

use std::ops::Range;

use arrow_array::ArrayRef;

use crate::assess::{Assessment, counts};
use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::Entry;
use crate::limits;
use crate::network::{DivisionId, Network};
use crate::plan::ServicesPlan;
use crate::text::text;

/// An assessment, and which divisions are the programme's.
pub(super) struct Scope<'a> {
    pub assessment: &'a Assessment,
    pub network: &'a Network,
    pub plan: &'a ServicesPlan,
    pub as_of: Date,
    within: Range<usize>,
}

impl<'a> Scope<'a> {
    pub fn new(assessment: &'a Assessment) -> Result<Self> {
        let plan = assessment.plan();
        let services = plan.services.services.len().saturating_add(1);
        let (cells, limit) = (plan.network.len().saturating_mul(services), limits::FIGURES);
        if cells > limit {
            let message = text!(
                "区划数乘以法律服务数为 {cells},超过上限 {limit}",
                "there are {cells} divisions × services, more than the {limit} allowed"
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let root = plan.root.map(|root| plan.network.subtree(root));
        Ok(Self {
            assessment,
            network: &plan.network,
            plan: &plan.services,
            as_of: assessment.as_of(),
            within: root.unwrap_or(0..plan.network.len()),
        })
    }

    /// The records of a dataset that count, each with its division.
    pub fn counted(&self, dataset: usize) -> impl Iterator<Item = (DivisionId, Entry<'a>)> + '_ {
        let entries = self.assessment.counted(dataset);
        entries.filter_map(|entry| {
            let division = self.network.id(entry.division()? as usize)?;
            Some((division, entry))
        })
    }

    /// Whether something can be asked of a division: it is one of the programme and
    /// exists on the as-of date.
    pub fn includes(&self, division: DivisionId) -> bool {
        self.within.contains(&division.index()) && self.exists(division)
    }

    pub fn exists(&self, division: DivisionId) -> bool {
        let code = self.network.code(division);
        self.network.existed_on(division, code, self.as_of)
    }

    /// Whether a dataset was handed over, be it without records.
    pub fn has_received(&self, dataset: usize) -> bool {
        self.assessment.has_received(dataset)
    }

    /// How many services there are.
    pub fn services(&self) -> usize {
        self.plan.services.len()
    }

    /// Whether the state that a first day and a first day after it describe holds
    /// on the as-of date.
    pub fn holds(&self, from: Date, until: Option<Date>) -> bool {
        from <= self.as_of && until.is_none_or(|until| until > self.as_of)
    }
}

/// A position among codes.
pub(super) fn position(entry: Entry<'_>, slot: usize) -> Option<usize> {
    usize::try_from(entry.number(slot)?).ok()
}

/// A column of counts.
pub(super) fn whole(numbers: impl Iterator<Item = usize>) -> ArrayRef {
    counts(numbers.map(|number| u64::try_from(number).ok()))
}
