//! `[[allocation]]`.

use super::super::allocation::{Allocation, Weighting};
use super::super::code;
use super::super::keys::allocation as keys;
use super::super::keys::table::TableReader;
use crate::text::text;

pub(super) fn read_allocation(table: TableReader<'_, keys::Allocation>) -> Option<Allocation> {
    let keys = table.keys();
    let span = table.span();
    let indicator = table.read(keys.indicator).unwrap_or_default();
    let to = table.read(keys.to).unwrap_or_default();
    let weight = table.read(keys.weight).and_then(read_weighting);
    let method = table.read(keys.method);
    let capacity = table.read(keys.capacity).and_then(read_weighting);
    let minimum = table.read(keys.minimum).into_iter();
    let minimum = minimum.flat_map(|minimum| minimum.list);
    let minimum = minimum.filter_map(|(level, number)| Some((level, number?)));
    let pins = table.each(keys.pin, |pin| {
        let keys = pin.keys();
        let division = pin.read(keys.division);
        let target = pin.read(keys.target);
        pin.finish();
        Some((division?, target?))
    });
    let minimum = minimum.collect();
    let clause = table.read(keys.clause);
    table.finish();
    Some(Allocation {
        span,
        indicator,
        to,
        weight: weight?,
        method,
        capacity,
        minimum,
        pins,
        clause,
    })
}

/// One of three kinds, told apart by their keys.
fn read_weighting(table: TableReader<'_, keys::Weight>) -> Option<Weighting> {
    let keys = table.keys();
    let level = table.read(keys.divisions);
    let filter = table.read(keys.filter);
    let attribute = table.read(keys.attribute);
    let given = table.read(keys.given).map(|given| {
        let weights = given.into_iter().filter_map(|weight| {
            let keys = weight.keys();
            let division = weight.read(keys.division);
            let number = weight.read(keys.weight);
            weight.finish();
            Some((division?, number?))
        });
        weights.collect()
    });
    if !table.is_clear() {
        let message = text!(
            "权重须在 `divisions`、`attribute`、`given` 中写且只写一个;`filter` 只与 `divisions` 同用",
            "a weight has exactly one of `divisions`, `attribute` and `given`; `filter` goes with `divisions` only"
        );
        table
            .sink()
            .error(code::UNCLEAR_KIND, table.span(), message);
    }
    table.finish();
    match (level, attribute, given) {
        (Some(level), _, _) => Some(Weighting::Divisions { level, filter }),
        (_, Some(attribute), _) => Some(Weighting::Attribute(attribute)),
        (_, _, given) => given.map(Weighting::Given),
    }
}
