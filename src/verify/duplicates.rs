//! Uniqueness of keys, whatever order the records came in.
//!
//! Identical copies of a record count once; different records under one key
//! count nowhere. All records with a complete key take part, rejected ones too.

#![expect(
    clippy::indexing_slicing,
    reason = "windows of two have two"
)]

use std::borrow::Cow;

use super::candidates::candidates;
use crate::column::Mask;
use crate::ledger::{Entry, EntryId, Ledger};

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
    excluded: Vec<Option<Mask>>,
}

impl Standings {
    /// Finds the records that share their key with others, on so many threads.
    pub fn new(ledger: &Ledger, threads: usize) -> Self {
        let mut standings = Self {
            shared: Vec::new(),
            excluded: vec![None; ledger.segments().len()],
        };
        let mut candidates = candidates(ledger, threads);
        candidates.sort_unstable();
        for group in candidates.chunk_by(|(left, _), (right, _)| left == right) {
            if group.len() > 1 {
                standings.add_alike(ledger, group.iter().map(|(_, id)| *id).collect());
            }
        }
        standings.shared.sort_unstable_by_key(|(id, _)| *id);
        standings
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

    /// Entries of one identity: those of one key belong together.
    fn add_alike(&mut self, ledger: &Ledger, ids: Vec<EntryId>) {
        let entries = ids
            .into_iter()
            .filter_map(|id| Some((id, ledger.entry(id)?)));
        let mut entries: Vec<(EntryId, Entry<'_>, Cow<'_, [u8]>)> = entries
            .map(|(id, entry)| (id, entry, entry.key()))
            .collect();
        entries.sort_by(|(_, _, left), (_, _, right)| left.cmp(right));
        for group in entries.chunk_by(|(_, _, left), (_, _, right)| left == right) {
            if group.len() > 1 {
                self.add_group(ledger, group);
            }
        }
    }

    fn add_group(&mut self, ledger: &Ledger, group: &[(EntryId, Entry<'_>, Cow<'_, [u8]>)]) {
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
        let counted = counted.map(|(id, _, _)| *id);
        let standing = if identical {
            Standing::Copy(count)
        } else {
            Standing::Conflict(count)
        };
        for (id, _, _) in group {
            self.shared.push((*id, standing));
            if !identical || counted != Some(*id) {
                self.exclude(ledger, *id);
            }
        }
    }

    /// Has an entry count nowhere.
    pub fn exclude(&mut self, ledger: &Ledger, id: EntryId) {
        let segment = id.segment as usize;
        if let (Some(place), Some(entries)) = (
            self.excluded.get_mut(segment),
            ledger.segments().get(segment),
        ) {
            place
                .get_or_insert_with(|| Mask::none(entries.len()))
                .set(id.entry as usize, true);
        }
    }
}
