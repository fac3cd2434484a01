//! What is found of a record once all records are there.

use crate::ledger::EntryId;

/// A record that violates a reference rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFailure {
    /// The rule's position in the plan.
    pub rule: u16,
    /// The position of the field a finding points at.
    pub field: Option<usize>,
    /// The record.
    pub entry: EntryId,
    /// The values the message speaks of.
    pub found: Vec<String>,
}
