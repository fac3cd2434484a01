//! What tests of this room have in common.

use std::sync::Arc;

use crate::Programme;
use crate::definition::Definition;

/// The built-in programme, which has a dataset of every shape.
pub(super) fn definition() -> Arc<Definition> {
    let programme = Programme::builtin("yuxi-2019").unwrap();
    Arc::clone(programme.definition())
}
