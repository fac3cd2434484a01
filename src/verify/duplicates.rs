//! Uniqueness of keys, whatever order the records came in.
//!
//! Identical copies of a record count once; different records under one key
//! count nowhere. All records with a complete key take part, rejected ones too.

#![expect(clippy::indexing_slicing, reason = "windows of two have two")]

use std::borrow::Cow;
use std::sync::Arc;

use super::candidates::{candidates, candidates_from};
use crate::column::Mask;
use crate::error::Result;
use crate::ledger::{Entry, EntryId, Ledger};
use crate::threads::{Crew, on_threads, share};

/// Where more than one of so many entries was added, all are looked at anew.
const ADDED_ONE_OF: usize = 16;

/// How a record stands among those with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// One of so many identical copies.
    Copy(u32),
    /// One of so many records, not all identical.
    Conflict(u32),
}

/// The records of a ledger that share their key with others, and those that do
/// not count because of other records.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// The records with their standing, by place in the ledger.
    pub shared: Vec<(EntryId, Standing)>,
    /// Per segment the entries that don't count because of it; none where all do.
    /// Shared with the standings they were taken over from.
    excluded: Vec<Option<Arc<Mask>>>,
}

impl Standings {
    /// Finds the records that share their key with others.
    ///
    /// # Errors
    ///
    /// None today.
    pub fn new(ledger: &Ledger) -> Result<Self> {
        Self::by(ledger, Crew::of(1))
    }

    /// As [`new`](Self::new), by a crew.
    ///
    /// # Errors
    ///
    /// `Cancelled`, where it was asked to stop.
    pub(crate) fn by(ledger: &Ledger, crew: Crew<'_>) -> Result<Self> {
        let mut standings = Self {
            shared: Vec::new(),
            excluded: vec![None; ledger.segments().len()],
        };
        standings.judge(ledger, candidates(ledger, crew)?, crew)?;
        Ok(standings)
    }

    /// The standings of a ledger to which entries were added, and none taken from,
    /// since it was `before`, for which `self` was found: only what shares a key
    /// with an entry that was added is judged, once more or for the first time.
    ///
    /// # Errors
    ///
    /// As [`by`](Self::by).
    pub(crate) fn extended(
        &self,
        before: &Ledger,
        ledger: &Ledger,
        crew: Crew<'_>,
    ) -> Result<Self> {
        let same = before.segments().iter().zip(ledger.segments());
        let same = same
            .take_while(|(before, now)| Arc::ptr_eq(before, now))
            .count();
        let added = ledger.segments().iter().skip(same);
        let added: usize = added.map(|segment| segment.len()).sum();
        if added > ledger.len() / ADDED_ONE_OF {
            return Self::by(ledger, crew);
        }
        let mut standings = self.clone();
        let is_same = |id: &EntryId| (id.segment as usize) < same;
        standings.shared.retain(|(id, _)| is_same(id));
        standings.excluded.truncate(same);
        standings.excluded.resize(ledger.segments().len(), None);
        let candidates = candidates_from(ledger, same, crew)?;
        let mut again: Vec<EntryId> = candidates.iter().map(|(_, id)| *id).collect();
        again.sort_unstable();
        let is_again = |id: &EntryId| again.binary_search(id).is_ok();
        standings.shared.retain(|(id, _)| !is_again(id));
        for id in &again {
            if let Some(Some(mask)) = standings.excluded.get_mut(id.segment as usize) {
                Arc::make_mut(mask).set(id.entry as usize, false);
            }
        }
        standings.judge(ledger, candidates, crew)?;
        Ok(standings)
    }

    /// Judges entries of which some share a key.
    fn judge(
        &mut self,
        ledger: &Ledger,
        mut candidates: Vec<(u64, EntryId)>,
        crew: Crew<'_>,
    ) -> Result<()> {
        candidates.sort_unstable();
        let alike = candidates.chunk_by(|(left, _), (right, _)| left == right);
        let alike: Vec<_> = alike.filter(|group| group.len() > 1).collect();
        let judged = on_threads(crew.threads(), |worker| {
            let groups = alike.get(share(alike.len(), worker, crew.threads()));
            let groups = groups.unwrap_or_default().iter();
            groups
                .take_while(|_| crew.goes_on())
                .flat_map(|group| judge_alike(ledger, group))
                .collect::<Vec<_>>()
        });
        crew.check()?;
        for (id, standing, counts) in judged.into_iter().flatten() {
            self.shared.push((id, standing));
            if !counts {
                self.exclude(ledger, id);
            }
        }
        self.shared.sort_unstable_by_key(|(id, _)| *id);
        Ok(())
    }

    /// Whether an entry does not count because of others: those with its key,
    /// or those it refers to.
    pub fn excludes(&self, segment: usize, entry: usize) -> bool {
        match self.excluded.get(segment) {
            Some(Some(mask)) => mask.contains(entry),
            _ => false,
        }
    }

    /// The entries that don't count because of others.
    pub fn excluded(&self) -> impl Iterator<Item = EntryId> + '_ {
        let segments = (0_u32..).zip(&self.excluded);
        let masks = segments.filter_map(|(segment, mask)| Some((segment, mask.as_ref()?)));
        masks.flat_map(|(segment, mask)| {
            let entries = mask.rows().filter_map(|entry| u32::try_from(entry).ok());
            entries.map(move |entry| EntryId { segment, entry })
        })
    }

    /// Has an entry count nowhere.
    pub fn exclude(&mut self, ledger: &Ledger, id: EntryId) {
        let segment = id.segment as usize;
        if let (Some(place), Some(entries)) = (
            self.excluded.get_mut(segment),
            ledger.segments().get(segment),
        ) {
            let mask = place.get_or_insert_with(|| Arc::new(Mask::none(entries.len())));
            Arc::make_mut(mask).set(id.entry as usize, true);
        }
    }
}

/// How entries of one identity stand that share their key, and whether each counts.
fn judge_alike(ledger: &Ledger, alike: &[(u64, EntryId)]) -> Vec<(EntryId, Standing, bool)> {
    let entries = alike.iter().filter_map(|(_, id)| {
        let entry = ledger.entry(*id)?;
        Some((*id, entry, entry.key()))
    });
    let mut entries: Vec<(EntryId, Entry<'_>, Cow<'_, [u8]>)> = entries.collect();
    entries.sort_by(|(_, _, left), (_, _, right)| left.cmp(right));
    let groups = entries.chunk_by(|(_, _, left), (_, _, right)| left == right);
    let groups = groups.filter(|group| group.len() > 1);
    groups.flat_map(judge_group).collect()
}

/// How entries of one key stand.
fn judge_group(group: &[(EntryId, Entry<'_>, Cow<'_, [u8]>)]) -> Vec<(EntryId, Standing, bool)> {
    let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
    let identical = group
        .windows(2)
        .all(|pair| pair[0].1.compare_contents(&pair[1].1).is_eq());
    // Copies can differ in spelling: one that no rule rejects counts, whichever
    // came first.
    let counted = group.iter().min_by(|(_, left, _), (_, right, _)| {
        let rejected = left.is_rejected().cmp(&right.is_rejected());
        rejected.then_with(|| left.order(right))
    });
    let counted = counted.map(|(id, _, _)| *id).filter(|_| identical);
    let standing = if identical {
        Standing::Copy(count)
    } else {
        Standing::Conflict(count)
    };
    let judged = group
        .iter()
        .map(|(id, _, _)| (*id, standing, counted == Some(*id)));
    judged.collect()
}
