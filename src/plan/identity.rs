//! Which record a record is, and what it names.

use std::sync::Arc;

use super::DatasetPlan;
use crate::definition::FieldType;

/// The field that orders the records of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionPlan {
    /// The field's position.
    pub field: usize,
    /// The slot of its values, which are numbers.
    pub slot: usize,
}

/// A field whose values are ids of the definition's milestones, indicators or
/// inspections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdPlan {
    /// The field's position.
    pub field: usize,
    /// The ids there are, in the definition's order.
    pub known: Arc<[String]>,
}

impl IdPlan {
    /// Whether there is such an id.
    pub fn knows(&self, id: &str) -> bool {
        self.known.iter().any(|known| known == id)
    }
}

impl DatasetPlan {
    /// Whether a division is the whole key of a record.
    pub(crate) fn is_keyed_by_division(&self) -> bool {
        let field = match self.key.as_slice() {
            [only] => self.fields.get(*only),
            _ => None,
        };
        field.is_some_and(|field| field.r#type == FieldType::Division)
    }
}
