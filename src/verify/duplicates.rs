//! Uniqueness of keys, whatever order the records came in.
//!
//! Identical copies of a record count once; different records under one key
//! count nowhere. All records with a complete key take part, rejected ones too.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "filter positions are masked to the filter's size"
)]

use crate::column::Mask;
use crate::ledger::{EntryId, Ledger};

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
    /// Finds the records that share their key with others.
    pub fn new(ledger: &Ledger) -> Self {
        let mut standings = Self {
            shared: Vec::new(),
            excluded: vec![None; ledger.segments().len()],
        };
        let mut candidates = candidates(ledger);
        let key = |id: EntryId| {
            ledger
                .entry(id)
                .map(|entry| entry.key())
                .unwrap_or_default()
        };
        candidates.sort_unstable_by(|(left_hash, left), (right_hash, right)| {
            left_hash
                .cmp(right_hash)
                .then_with(|| key(*left).cmp(key(*right)))
        });
        for group in candidates.chunk_by(|(left_hash, left), (right_hash, right)| {
            left_hash == right_hash && key(*left) == key(*right)
        }) {
            if group.len() > 1 {
                standings.add(ledger, group);
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

    fn add(&mut self, ledger: &Ledger, group: &[(u64, EntryId)]) {
        let content = |id: EntryId| ledger.entry(id).map(|entry| entry.content());
        let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
        let identical = group
            .windows(2)
            .all(|pair| content(pair[0].1) == content(pair[1].1));
        // Copies can differ in spelling: one that no rule rejects counts, whichever
        // came first.
        let ids = group.iter().map(|(_, id)| *id);
        let counted = ids.min_by(
            |left, right| match (ledger.entry(*left), ledger.entry(*right)) {
                (Some(left), Some(right)) => {
                    let rejected = left.is_rejected().cmp(&right.is_rejected());
                    rejected.then_with(|| left.order(&right))
                }
                _ => left.cmp(right),
            },
        );
        for (_, id) in group {
            let standing = if identical {
                Standing::Copy(count)
            } else {
                Standing::Conflict(count)
            };
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

/// The keyed entries whose identity another one may have: those that fall
/// twice into the same place of a filter. A few of them are alone after all.
fn candidates(ledger: &Ledger) -> Vec<(u64, EntryId)> {
    // 16 places per entry leave about 6 % of the unshared entries as candidates.
    let places = ledger.len().saturating_mul(16).next_power_of_two().max(64);
    let mask = places as u64 - 1;
    let (mut once, mut twice) = (vec![0_u64; places / 64], vec![0_u64; places / 64]);
    let each_keyed = |receive: &mut dyn FnMut(u64, EntryId)| {
        for (segment_id, segment) in (0_u32..).zip(ledger.segments()) {
            for (entry, (identity, keyed)) in
                (0_u32..).zip(segment.identities.iter().zip(&segment.keyed))
            {
                if *keyed {
                    receive(
                        *identity,
                        EntryId {
                            segment: segment_id,
                            entry,
                        },
                    );
                }
            }
        }
    };
    each_keyed(&mut |identity, _| {
        let place = (identity & mask) as usize;
        let bit = 1_u64 << (place % 64);
        twice[place / 64] |= once[place / 64] & bit;
        once[place / 64] |= bit;
    });
    drop(once);
    let mut found = Vec::new();
    each_keyed(&mut |identity, id| {
        let place = (identity & mask) as usize;
        if twice[place / 64] >> (place % 64) & 1 == 1 {
            found.push((identity, id));
        }
    });
    found
}
