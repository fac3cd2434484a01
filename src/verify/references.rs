//! Rules that ask for a record of another dataset. They are judged when all
//! records are there, so the order in which datasets came makes no difference.
//!
//! The other record must stand by its own rules (not be rejected, not be in
//! conflict); its own references play no part, so that two datasets may refer
//! to each other.
//!
//! What depends on a missing or unreadable value of the record itself is not
//! judged, as in conditions on single records.

use std::collections::{BTreeMap, HashMap};

use super::duplicates::Standings;
use super::failure::ReferenceFailure;
use super::inspected::unknown_records;
use super::judge::{Found, not_computable, shown};
use crate::column::{Block, Column, Mask, TextColumn};
use crate::error::Result;
use crate::ledger::{EntryId, Ledger, Segment, SlotStore, StoredFinding};
use crate::plan::{DatasetPlan, Join, Plan, ReferencePlan, SlotKind, StructuralRule};
use crate::threads::{Crew, each_on_threads};

/// Pairs of records whose condition is computed at once.
const PAIRS_AT_ONCE: usize = 1 << 14;

/// The records of every dataset that violate its references, dataset by
/// dataset, and the results of inspectors about records that there are not; found on
/// so many threads. `standings` are those of the keys. What speaks of a dataset that
/// was not received is not judged.
///
/// # Errors
///
/// `Cancelled`.
pub(crate) fn reference_failures(
    plan: &Plan,
    ledgers: &[Ledger],
    standings: &[Standings],
    is_received: impl Fn(usize) -> bool,
    crew: Crew<'_>,
) -> Result<Vec<Vec<ReferenceFailure>>> {
    let mut failures = Vec::with_capacity(ledgers.len());
    for (dataset, own) in plan.datasets.iter().zip(ledgers) {
        let mut of_dataset = Vec::new();
        let references = dataset.references.iter();
        for reference in references.filter(|reference| is_received(reference.to)) {
            let others = ledgers.get(reference.to).zip(standings.get(reference.to));
            if let Some((others, standings)) = others {
                let targets = Targets::new(plan, reference, others, standings)?;
                let judging = (plan, dataset, reference);
                of_dataset.extend(failures_of(judging, own, &targets, crew)?);
            }
        }
        failures.push(of_dataset);
    }
    if let Some((dataset, unknown)) = unknown_records(plan, ledgers, is_received, crew)?
        && let Some(of_dataset) = failures.get_mut(dataset)
    {
        of_dataset.extend(unknown);
    }
    Ok(failures)
}

/// The records of a ledger that violate a reference of their dataset.
fn failures_of(
    (plan, dataset, reference): (&Plan, &DatasetPlan, &ReferencePlan),
    own: &Ledger,
    targets: &Targets,
    crew: Crew<'_>,
) -> Result<Vec<ReferenceFailure>> {
    let Some(other_plan) = plan.datasets.get(reference.to) else {
        return Ok(Vec::new());
    };
    let judged = each_on_threads(crew.threads(), own.segments().len(), |position| {
        let Some(segment) = own.segments().get(position) else {
            return Ok(Vec::new());
        };
        crew.check()?;
        let judgement = Judgement {
            plan,
            dataset,
            other_plan,
            reference,
            targets,
            segment,
        };
        judgement.failed()
    });
    let mut failures = Vec::new();
    for (segment, failed) in (0_u32..).zip(judged) {
        failures.extend(failed?.into_iter().map(|(entry, found)| ReferenceFailure {
            rule: found.rule,
            field: found.field,
            entry: EntryId { segment, entry },
            found: found.values,
        }));
    }
    Ok(failures)
}

/// The records that can be referred to.
struct Targets {
    index: TargetIndex,
    /// The slots the condition reads, over all targets.
    slots: Vec<SlotStore>,
}

/// The positions of targets by the values they are compared by.
enum TargetIndex {
    /// By their division alone.
    Divisions(Vec<Vec<usize>>),
    /// By all values, written one after the other.
    Values(HashMap<Vec<u8>, Vec<usize>>),
}

impl Targets {
    fn new(
        plan: &Plan,
        reference: &ReferencePlan,
        ledger: &Ledger,
        standings: &Standings,
    ) -> Result<Self> {
        let mut index = match reference.joins.as_slice() {
            [(Join::Division, Join::Division)] => {
                TargetIndex::Divisions(vec![Vec::new(); plan.network.len()])
            }
            _ => TargetIndex::Values(HashMap::new()),
        };
        let mut standing: Vec<(&Segment, usize)> = Vec::new();
        let mut join = Vec::new();
        for (segment_id, segment) in ledger.segments().iter().enumerate() {
            for entry in 0..segment.len() {
                if segment.rejected.contains(entry) || standings.excludes(segment_id, entry) {
                    continue;
                }
                let target = standing.len();
                standing.push((segment, entry));
                match &mut index {
                    TargetIndex::Divisions(divisions) => {
                        let place = segment.divisions.get(entry);
                        let place = place.and_then(|place| usize::try_from(place).ok());
                        if let Some(found) = place.and_then(|place| divisions.get_mut(place)) {
                            found.push(target);
                        }
                    }
                    TargetIndex::Values(values) => {
                        join.clear();
                        let others = reference.joins.iter().map(|(_, other)| other);
                        if write_join(others, segment, entry, &mut join) {
                            values.entry(join.clone()).or_default().push(target);
                        }
                    }
                }
            }
        }
        let standing = Segment::of_entries(&standing)?;
        Ok(Self {
            index,
            slots: standing.slots,
        })
    }

    /// Those a record refers to; none where one of its own values is missing.
    fn of(
        &self,
        reference: &ReferencePlan,
        segment: &Segment,
        entry: usize,
        join: &mut Vec<u8>,
    ) -> Option<&[usize]> {
        match &self.index {
            TargetIndex::Divisions(divisions) => {
                let place = usize::try_from(segment.divisions.get(entry)?).ok()?;
                Some(divisions.get(place).map_or(&[], Vec::as_slice))
            }
            TargetIndex::Values(values) => {
                join.clear();
                let own = reference.joins.iter().map(|(own, _)| own);
                let is_whole = write_join(own, segment, entry, join);
                is_whole.then(|| values.get(join.as_slice()).map_or(&[][..], Vec::as_slice))
            }
        }
    }
}

/// Writes the values by which records are compared; false where one is missing.
fn write_join<'j>(
    joins: impl Iterator<Item = &'j Join>,
    segment: &Segment,
    entry: usize,
    out: &mut Vec<u8>,
) -> bool {
    for join in joins {
        match join {
            Join::Division => match segment.entry(entry).and_then(|entry| entry.division()) {
                Some(division) => out.extend_from_slice(&division.to_le_bytes()),
                None => return false,
            },
            Join::Slot(slot) => {
                let Some(store) = segment.slots.get(*slot) else {
                    return false;
                };
                if let Some(number) = store.number(entry) {
                    out.extend_from_slice(&number.to_le_bytes());
                } else if let Some(text) = store.text(entry) {
                    out.extend_from_slice(&text.len().to_le_bytes());
                    out.extend_from_slice(text.as_bytes());
                } else {
                    return false;
                }
            }
        }
    }
    true
}

/// Judges the entries of one segment.
struct Judgement<'a> {
    plan: &'a Plan,
    dataset: &'a DatasetPlan,
    other_plan: &'a DatasetPlan,
    reference: &'a ReferencePlan,
    targets: &'a Targets,
    segment: &'a Segment,
}

impl Judgement<'_> {
    fn failed(&self) -> Result<Vec<(u32, Found)>> {
        let (segment, reference) = (self.segment, self.reference);
        let mut join = Vec::new();
        let mut asked: Vec<(usize, &[usize])> = Vec::new();
        let mut passes = Mask::none(segment.len());
        // Most records have no findings, and nothing that could not be read.
        let mut has_findings = Mask::none(segment.len());
        let findings = segment.found.findings.iter();
        findings.for_each(|finding| has_findings.set(finding.entry as usize, true));
        for entry in 0..segment.len() {
            let has_findings = has_findings.contains(entry);
            if self.is_any_unreadable(entry, has_findings, &reference.named_by) {
                passes.set(entry, true);
                continue;
            }
            match self.targets.of(reference, segment, entry, &mut join) {
                None => passes.set(entry, reference.unknown_passes),
                Some([]) => {}
                Some(targets) => {
                    let is_enough = reference.condition.is_none()
                        || self.is_any_unreadable(entry, has_findings, &reference.judged);
                    if is_enough {
                        passes.set(entry, true);
                    } else {
                        asked.push((entry, targets));
                    }
                }
            }
        }
        let mut not_computable = self.judge_all(&asked, &mut passes)?;
        let failed = passes.complement();
        let failed = failed.rows().map(|entry| {
            let found = not_computable.remove(&entry);
            (entry, found.unwrap_or_else(|| self.violated(entry)))
        });
        Ok(failed
            .filter_map(|(entry, found)| Some((u32::try_from(entry).ok()?, found)))
            .collect())
    }

    /// Whether one of the record's fields is missing though required, or unreadable, or all are as
    /// the row is no record.
    fn is_any_unreadable(&self, entry: usize, has_findings: bool, fields: &[usize]) -> bool {
        let found_in = |finding: &StoredFinding, field: usize| {
            finding.rule <= StructuralRule::UnknownDivision.index()
                && usize::from(finding.field) == field
        };
        let is_total = |finding: &StoredFinding| finding.rule == StructuralRule::TotalRow.index();
        let findings = if has_findings {
            self.segment.found.of_entry(entry)
        } else {
            &[]
        };
        if findings.iter().any(is_total) {
            return true;
        }
        fields.iter().any(|field| {
            if *field == self.dataset.division {
                // One that did not exist on the record's date was read all the same.
                let entry = self.segment.entry(entry);
                return entry.and_then(|entry| entry.division()).is_none();
            }
            findings.iter().any(|finding| found_in(finding, *field))
        })
    }

    /// Judges every pair, few at a time: many records can refer to many. Returns the records whose
    /// condition could not be computed with some other record.
    fn judge_all(
        &self,
        asked: &[(usize, &[usize])],
        passes: &mut Mask,
    ) -> Result<BTreeMap<usize, Found>> {
        let mut not_computable = BTreeMap::new();
        let mut pairs = Vec::new();
        for (entry, targets) in asked {
            for target in *targets {
                pairs.push((*entry, *target));
                if pairs.len() >= PAIRS_AT_ONCE {
                    self.judge_pairs(&pairs, passes, &mut not_computable)?;
                    pairs.clear();
                    if passes.contains(*entry) {
                        break;
                    }
                }
            }
        }
        self.judge_pairs(&pairs, passes, &mut not_computable)?;
        Ok(not_computable)
    }

    fn judge_pairs(
        &self,
        pairs: &[(usize, usize)],
        passes: &mut Mask,
        by_entry: &mut BTreeMap<usize, Found>,
    ) -> Result<()> {
        let Some((program, formula)) = &self.reference.condition else {
            return Ok(());
        };
        if pairs.is_empty() {
            return Ok(());
        }
        let own: Vec<usize> = pairs.iter().map(|(entry, _)| *entry).collect();
        let other: Vec<usize> = pairs.iter().map(|(_, target)| *target).collect();
        let (divisions, known) = self.segment.divisions.gather(&own);
        let divisions = divisions.iter().enumerate().map(|(row, division)| {
            let division = u32::try_from(*division).ok();
            division.filter(|_| known.contains(row)).unwrap_or(u32::MAX)
        });
        let block = Block {
            rows: pairs.len(),
            fields: columns(
                self.dataset,
                &self.reference.fields,
                &self.segment.slots,
                &own,
            ),
            divisions: divisions.collect(),
            others: columns(
                self.other_plan,
                &self.reference.others,
                &self.targets.slots,
                &other,
            ),
        };
        let evaluated = program.run(&block, &self.plan.attributes);
        let truth = evaluated.truth(formula.node());
        let computed = evaluated.computable(formula.node(), Mask::all(pairs.len()));
        for (row, (entry, _)) in pairs.iter().enumerate() {
            let holds = truth.value(row).unwrap_or(self.reference.unknown_passes);
            if holds && computed.contains(row) {
                passes.set(*entry, true);
            }
        }
        for failure in evaluated.failures() {
            if let Some((entry, _)) = pairs.get(failure.row) {
                let found = not_computable(self.dataset, failure.formula, &failure.error);
                // Of several the same, in whatever order the other records came.
                let known = by_entry.entry(*entry).or_insert_with(|| found.clone());
                if found.values < known.values {
                    *known = found;
                }
            }
        }
        Ok(())
    }

    fn violated(&self, entry: usize) -> Found {
        let rule = self.plan.rules.get(usize::from(self.reference.rule));
        let wanted = rule
            .map(|rule| rule.message.fields.as_slice())
            .unwrap_or_default();
        let values = wanted.iter().map(|field| {
            let kept = self.reference.fields.iter().find(|(kept, _)| kept == field);
            let slot = kept.and_then(|(_, slot)| {
                Some((
                    self.segment.slots.get(*slot)?,
                    &self.dataset.slots.get(*slot)?.kind,
                ))
            });
            match (slot, self.dataset.fields.get(*field)) {
                (Some((store, kind)), Some(plan)) => {
                    shown(plan, store.gather(kind, &[entry]).cell(0))
                }
                _ => String::new(),
            }
        });
        Found {
            rule: self.reference.rule,
            field: Some(self.reference.field),
            values: values.collect(),
        }
    }
}

/// The fields of a dataset as columns again: those that were kept, and nothing
/// in the place of the others, which the condition does not read.
fn columns(
    dataset: &DatasetPlan,
    kept: &[(usize, usize)],
    slots: &[SlotStore],
    entries: &[usize],
) -> Vec<Column> {
    let mut columns: Vec<Column> = dataset
        .fields
        .iter()
        .map(|_| Column::Text(TextColumn::Null(entries.len())))
        .collect();
    for (field, slot) in kept {
        let kind = dataset
            .slots
            .get(*slot)
            .map_or(&SlotKind::Number, |slot| &slot.kind);
        if let (Some(column), Some(store)) = (columns.get_mut(*field), slots.get(*slot)) {
            *column = store.gather(kind, entries);
        }
    }
    columns
}
