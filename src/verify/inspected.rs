//! Records that inspectors' results speak of. They are looked for when all records
//! are there, so the order in which datasets came makes no difference.
//!
//! A record exists whether or not a rule rejects it: what was inspected was handed over.

use std::collections::{BTreeMap, BTreeSet};

use super::failure::ReferenceFailure;
use crate::diagnostic::did_you_mean;
use crate::error::Result;
use crate::ledger::{EntryId, Ledger};
use crate::network::DivisionCode;
use crate::plan::{DatasetPlan, InspectionResultPlan, Plan, StructuralRule};
use crate::records::shown_key;
use crate::threads::Crew;

/// Pairs of keys that are compared to find out which was meant; where there are more,
/// none is offered.
const COMPARED_PAIRS: usize = 1 << 18;

/// A result of inspectors: the record it stands in, and the key it names.
struct Named {
    entry: EntryId,
    key: String,
}

/// The results of inspectors about records that there are not, with the dataset they
/// are of. A result of an inspection that there is not has its own finding, and one
/// about a dataset that was not received is not judged.
///
/// # Errors
///
/// `Cancelled`.
pub(super) fn unknown_records(
    plan: &Plan,
    ledgers: &[Ledger],
    is_received: impl Fn(usize) -> bool,
    crew: Crew<'_>,
) -> Result<Option<(usize, Vec<ReferenceFailure>)>> {
    let Some(results) = plan.inspection_results else {
        return Ok(None);
    };
    let mut failures = Vec::new();
    for (dataset, named) in named_by_dataset(plan, results, ledgers) {
        let inspected = ledgers.get(dataset);
        if let Some(inspected) = inspected.filter(|_| is_received(dataset)) {
            failures.extend(failures_of(results, inspected, named, crew)?);
        }
    }
    Ok(Some((results.dataset, failures)))
}

/// By inspected dataset the keys that results name.
fn named_by_dataset(
    plan: &Plan,
    results: InspectionResultPlan,
    ledgers: &[Ledger],
) -> BTreeMap<usize, Vec<Named>> {
    let mut named: BTreeMap<usize, Vec<Named>> = BTreeMap::new();
    let segments = ledgers.get(results.dataset).map(Ledger::segments);
    for (segment_id, segment) in (0_u32..).zip(segments.unwrap_or_default()) {
        for (position, entry) in (0_u32..).zip(segment.entries()) {
            let texts = entry
                .text(results.inspection)
                .zip(entry.text(results.record_key));
            let Some((inspection, key)) = texts else {
                continue;
            };
            let mut known = plan.definition.inspections.iter();
            let place = known.position(|known| known.id.value == inspection);
            let bound = place.and_then(|place| plan.inspections.get(place));
            let Some(bound) = bound else { continue };
            let inspected = plan.datasets.get(bound.dataset);
            let entry = EntryId {
                segment: segment_id,
                entry: position,
            };
            let key = key_of(
                key,
                inspected.is_some_and(DatasetPlan::is_keyed_by_division),
            );
            named
                .entry(bound.dataset)
                .or_default()
                .push(Named { entry, key });
        }
    }
    named
}

/// A key as records show it; a division's may be written in any of its forms.
fn key_of(written: &str, is_division: bool) -> String {
    let code = DivisionCode::parse(written).ok().filter(|_| is_division);
    code.map_or_else(|| written.to_owned(), |code| code.code.padded())
}

fn failures_of(
    results: InspectionResultPlan,
    inspected: &Ledger,
    named: Vec<Named>,
    crew: Crew<'_>,
) -> Result<Vec<ReferenceFailure>> {
    let mut missing: BTreeSet<&str> = named.iter().map(|named| named.key.as_str()).collect();
    each_key(inspected, crew, |key| {
        missing.remove(key);
    })?;
    let nearest = nearest(inspected, &missing, crew)?;
    let failures = named
        .iter()
        .filter(|named| missing.contains(named.key.as_str()));
    let failures = failures.map(|Named { entry, key }| ReferenceFailure {
        rule: StructuralRule::UnknownId.index(),
        field: Some(results.record_key_field),
        entry: *entry,
        found: std::iter::once(key.clone())
            .chain(nearest.get(key.as_str()).cloned())
            .collect(),
    });
    Ok(failures.collect())
}

/// The keys that were probably meant, of equally near ones the first in order.
fn nearest<'m>(
    inspected: &Ledger,
    missing: &BTreeSet<&'m str>,
    crew: Crew<'_>,
) -> Result<BTreeMap<&'m str, String>> {
    if missing.is_empty() || missing.len().saturating_mul(inspected.len()) > COMPARED_PAIRS {
        return Ok(BTreeMap::new());
    }
    let mut known = BTreeSet::new();
    each_key(inspected, crew, |key| {
        known.insert(key.to_owned());
    })?;
    let nearest = missing
        .iter()
        .filter_map(|key| Some((*key, did_you_mean(key, &known)?)));
    Ok(nearest.collect())
}

/// Every complete key of a ledger, as it is shown.
fn each_key(ledger: &Ledger, crew: Crew<'_>, mut receive: impl FnMut(&str)) -> Result<()> {
    for segment in ledger.segments() {
        crew.check()?;
        for entry in segment.keyed.rows() {
            receive(&shown_key(&segment.keys.key(entry)));
        }
    }
    Ok(())
}
