//! Which datasets a figure needs: without one of them it has no value.

use super::MeasurePlan;
use crate::formula::{Expression, Reference};

/// The datasets that the measures of a formula are computed from, by position, in
/// order and each once.
pub(crate) fn needs_of(formula: &Expression, measures: &[MeasurePlan]) -> Vec<usize> {
    let mut needs = Vec::new();
    formula.for_each_reference(&mut |reference| {
        if let Reference::Measure(position) = reference {
            let measure = measures.get(usize::from(position));
            needs.extend(measure.into_iter().flat_map(|measure| &measure.needs));
        }
    });
    in_order(needs)
}

pub(super) fn in_order(mut needs: Vec<usize>) -> Vec<usize> {
    needs.sort_unstable();
    needs.dedup();
    needs
}
