//! Rules that ask for a record of another dataset. They are judged when all
//! records are there, so the order in which datasets came makes no difference.
//!
//! The other record must stand by its own rules (not be rejected, not be in
//! conflict); its own references play no part, so that two datasets may refer
//! to each other.
//!
//! What depends on a missing or unreadable value of the record itself is not
//! judged, as in conditions on single records.

use std::collections::HashMap;

use super::duplicates::Standings;
use super::rows::shown;
use crate::column::{Block, Column, TextColumn};
use crate::error::Result;
use crate::ledger::{EntryId, Ledger, Segment, SlotStore, StoredFinding};
use crate::plan::{DatasetPlan, Join, Plan, ReferencePlan, SlotKind, StructuralRule};

/// Pairs of records whose condition is computed at once.
const PAIRS_AT_ONCE: usize = 1 << 14;

/// A record that violates a reference rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFailure {
    /// The rule's position in the plan.
    pub rule: u16,
    /// The position of the field a finding points at.
    pub field: usize,
    /// The record.
    pub entry: EntryId,
    /// The values the message speaks of.
    pub found: Vec<String>,
}

/// The records of every dataset that violate its references, dataset by
/// dataset. `standings` are those of the keys.
///
/// # Errors
///
/// `Overflow` where a condition leaves the exact range.
pub fn reference_failures(
    plan: &Plan,
    ledgers: &[Ledger],
    standings: &[Standings],
) -> Result<Vec<Vec<ReferenceFailure>>> {
    let mut failures = Vec::with_capacity(ledgers.len());
    for (dataset, own) in plan.datasets.iter().zip(ledgers) {
        let mut of_dataset = Vec::new();
        for reference in &dataset.references {
            let others = ledgers.get(reference.to).zip(standings.get(reference.to));
            if let Some((others, standings)) = others {
                let records = (own, others, standings);
                of_dataset.extend(failures_of(plan, dataset, reference, records)?);
            }
        }
        failures.push(of_dataset);
    }
    Ok(failures)
}

/// The records of `dataset` that violate `reference`.
fn failures_of(
    plan: &Plan,
    dataset: &DatasetPlan,
    reference: &ReferencePlan,
    (own, others, standings): (&Ledger, &Ledger, &Standings),
) -> Result<Vec<ReferenceFailure>> {
    let Some(other_plan) = plan.datasets.get(reference.to) else {
        return Ok(Vec::new());
    };
    let targets = Targets::new(reference, others, standings)?;
    let mut failures = Vec::new();
    for (segment_id, segment) in (0_u32..).zip(own.segments()) {
        let failed = Judgement {
            plan,
            dataset,
            other_plan,
            reference,
            targets: &targets,
            segment,
        }
        .failed()?;
        for (entry, found) in failed {
            failures.push(ReferenceFailure {
                rule: reference.rule,
                field: reference.field,
                entry: EntryId {
                    segment: segment_id,
                    entry: u32::try_from(entry).unwrap_or(u32::MAX),
                },
                found,
            });
        }
    }
    Ok(failures)
}

/// The records that can be referred to.
struct Targets {
    by_join: HashMap<Vec<u8>, Vec<usize>>,
    /// The slots the condition reads, over all targets.
    slots: Vec<SlotStore>,
}

impl Targets {
    fn new(reference: &ReferencePlan, ledger: &Ledger, standings: &Standings) -> Result<Self> {
        let mut by_join: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        let mut standing: Vec<(&Segment, usize)> = Vec::new();
        let mut join = Vec::new();
        for (segment_id, segment) in ledger.segments().iter().enumerate() {
            for entry in 0..segment.len() {
                if segment.rejected.contains(entry) || standings.excludes(segment_id, entry) {
                    continue;
                }
                join.clear();
                let others = reference.joins.iter().map(|(_, other)| other);
                if write_join(others, segment, entry, &mut join) {
                    by_join
                        .entry(join.clone())
                        .or_default()
                        .push(standing.len());
                }
                standing.push((segment, entry));
            }
        }
        let standing = Segment::of_entries(&standing)?;
        Ok(Self {
            by_join,
            slots: standing.slots,
        })
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
    fn failed(&self) -> Result<Vec<(usize, Vec<String>)>> {
        let mut join = Vec::new();
        let mut asked: Vec<(usize, &[usize])> = Vec::new();
        let mut passes = vec![false; self.segment.len()];
        for (entry, pass) in passes.iter_mut().enumerate() {
            join.clear();
            let own = self.reference.joins.iter().map(|(own, _)| own);
            if self.is_any_unreadable(entry, &self.reference.named_by) {
                *pass = true;
            } else if !write_join(own, self.segment, entry, &mut join) {
                *pass = self.reference.unknown_passes;
            } else if let Some(targets) = self.targets.by_join.get(&join) {
                *pass = self.reference.condition.is_none()
                    || self.is_any_unreadable(entry, &self.reference.judged);
                if !*pass {
                    asked.push((entry, targets));
                }
            }
        }
        self.judge_all(&asked, &mut passes)?;
        let failed = passes.iter().enumerate().filter(|(_, pass)| !**pass);
        Ok(failed
            .map(|(entry, _)| (entry, self.found(entry)))
            .collect())
    }

    /// Whether one of the record's fields is missing though required, or unreadable.
    fn is_any_unreadable(&self, entry: usize, fields: &[usize]) -> bool {
        let found_in = |finding: &StoredFinding, field: usize| {
            finding.rule <= StructuralRule::UnknownDivision.index()
                && usize::from(finding.field) == field
        };
        let findings = self.segment.found.of_entry(entry);
        fields.iter().any(|field| {
            if *field == self.dataset.division {
                // One that did not exist on the record's date was read all the same.
                let entry = self.segment.entry(entry);
                return entry.and_then(|entry| entry.division()).is_none();
            }
            findings.iter().any(|finding| found_in(finding, *field))
        })
    }

    /// Judges every pair, few at a time: many records can refer to many.
    fn judge_all(&self, asked: &[(usize, &[usize])], passes: &mut [bool]) -> Result<()> {
        let mut pairs = Vec::new();
        for (entry, targets) in asked {
            for target in *targets {
                pairs.push((*entry, *target));
                if pairs.len() >= PAIRS_AT_ONCE {
                    self.judge_pairs(&pairs, passes)?;
                    pairs.clear();
                    if passes.get(*entry) == Some(&true) {
                        break;
                    }
                }
            }
        }
        self.judge_pairs(&pairs, passes)
    }

    fn judge_pairs(&self, pairs: &[(usize, usize)], passes: &mut [bool]) -> Result<()> {
        let Some((program, node)) = &self.reference.condition else {
            return Ok(());
        };
        if pairs.is_empty() {
            return Ok(());
        }
        let own: Vec<Option<usize>> = pairs.iter().map(|(entry, _)| Some(*entry)).collect();
        let other: Vec<Option<usize>> = pairs.iter().map(|(_, target)| Some(*target)).collect();
        let block = Block {
            rows: pairs.len(),
            fields: columns(
                self.dataset,
                &self.reference.fields,
                &self.segment.slots,
                &own,
            ),
            divisions: pairs
                .iter()
                .map(|(entry, _)| {
                    let entry = self.segment.entry(*entry);
                    entry.and_then(|entry| entry.division()).unwrap_or(u32::MAX)
                })
                .collect(),
            others: columns(
                self.other_plan,
                &self.reference.others,
                &self.targets.slots,
                &other,
            ),
        };
        let evaluated = program.run(&block, &self.plan.attributes)?;
        let truth = evaluated.truth(*node);
        for (row, (entry, _)) in pairs.iter().enumerate() {
            let holds = truth.value(row).unwrap_or(self.reference.unknown_passes);
            if let (true, Some(pass)) = (holds, passes.get_mut(*entry)) {
                *pass = true;
            }
        }
        Ok(())
    }

    fn found(&self, entry: usize) -> Vec<String> {
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
                    shown(plan, &store.gather(kind, &[Some(entry)]), 0)
                }
                _ => String::new(),
            }
        });
        values.collect()
    }
}

/// The fields of a dataset as columns again: those that were kept, and nothing
/// in the place of the others, which the condition does not read.
fn columns(
    dataset: &DatasetPlan,
    kept: &[(usize, usize)],
    slots: &[SlotStore],
    entries: &[Option<usize>],
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
