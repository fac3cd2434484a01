//! Which records may share their key with others.
//!
//! Identities (hashes of keys) are dealt into parts by their first bits, so that
//! each part fits the processor's cache; in each part those that occur twice are
//! found with bit tables. Hashes only propose: keys are compared afterwards.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "places are masked to the size of their table, and parts are numbered by the bits that chose them"
)]

use std::ops::Range;

use crate::error::Result;
use crate::ledger::{EntryId, Ledger, Segment};
use crate::threads::{Crew, on_threads, share};

/// Identities in a part.
const PART_ENTRIES: usize = 1 << 15;
/// Entries from which on one half of the identities is looked at after the other:
/// twice the hashing, half the memory.
const HALVES_FROM: usize = 1 << 20;
/// Places of a bit table for each entry: few entries share one by chance.
const PLACES_PER_ENTRY: usize = 16;

/// The keyed entries whose identity occurs more than once in its first bits (at
/// least 32 of them), with their identities, in no order. Every entry that shares
/// its key is among them.
///
/// # Errors
///
/// `Cancelled`.
pub(super) fn candidates(ledger: &Ledger, crew: Crew<'_>) -> Result<Vec<(u64, EntryId)>> {
    let crew = crew.for_parts(ledger.segments().len());
    let parts = Parts::new(ledger.len());
    let rounds = if ledger.len() < HALVES_FROM { 1 } else { 2 };
    let mut heads = Vec::new();
    for round in 0..rounds {
        let half = share(parts.count(), round, rounds);
        heads.extend(repeated_heads(ledger, crew, parts, half)?);
    }
    entries_with(ledger, crew, parts, heads)
}

/// The keyed entries that may share their key with one of the segments from
/// `first` on, those themselves included.
///
/// # Errors
///
/// `Cancelled`.
pub(super) fn candidates_from(
    ledger: &Ledger,
    first: usize,
    crew: Crew<'_>,
) -> Result<Vec<(u64, EntryId)>> {
    let crew = crew.for_parts(ledger.segments().len());
    let parts = Parts::new(ledger.len());
    let mut heads = Vec::new();
    let mut identities = Vec::new();
    for segment in ledger.segments().iter().skip(first) {
        segment.keys.identities(&mut identities);
        let keyed = segment
            .keyed
            .rows()
            .filter_map(|entry| identities.get(entry));
        heads.extend(keyed.map(|identity| parts.head(*identity)));
    }
    entries_with(ledger, crew, parts, heads)
}

/// The keyed entries whose identities begin with one of some heads.
fn entries_with(
    ledger: &Ledger,
    crew: Crew<'_>,
    parts: Parts,
    heads: Vec<u64>,
) -> Result<Vec<(u64, EntryId)>> {
    let heads = Heads::new(heads);
    if heads.sorted.is_empty() {
        return Ok(Vec::new());
    }
    let threads = crew.threads();
    let found = on_threads(threads, |worker| {
        let mut found = Vec::new();
        let mut identities = Vec::new();
        for place in crew.share(ledger.segments().len(), worker) {
            let segment = &ledger.segments()[place];
            segment.keys.identities(&mut identities);
            heads.find(parts, (place, segment), &identities, &mut found);
        }
        found
    });
    crew.check()?;
    Ok(found.concat())
}

/// The first bits of identities that occur more than once, of those that belong to
/// a range of parts.
fn repeated_heads(
    ledger: &Ledger,
    crew: Crew<'_>,
    parts: Parts,
    range: Range<usize>,
) -> Result<Vec<u64>> {
    let threads = crew.threads();
    let dealt = on_threads(threads, |worker| {
        let mut dealt = parts.empty(ledger.len() / threads, range.clone());
        for segment in crew.share(ledger.segments().len(), worker) {
            parts.deal(&ledger.segments()[segment], range.start, &mut dealt);
        }
        dealt
    });
    let heads = on_threads(threads, |worker| {
        let mut finder = Finder::default();
        let mut heads = Vec::new();
        for place in crew.share(range.len(), worker) {
            let lists = dealt.iter().map(|dealt| dealt.lists[place].as_slice());
            let part = ((range.start + place) as u64) << 32;
            finder.repeated(&lists.collect::<Vec<_>>(), |rest| {
                heads.push(part | u64::from(rest));
            });
        }
        heads
    });
    crew.check()?;
    Ok(heads.concat())
}

/// How identities are dealt: by their first bits.
#[derive(Clone, Copy)]
struct Parts {
    bits: u32,
}

/// Per part the 32 bits of identities that follow those which chose it.
struct Dealt {
    lists: Vec<Vec<u32>>,
    identities: Vec<u64>,
    /// Heads of a segment that belong to one of the lists.
    heads: Vec<u64>,
}

impl Parts {
    fn new(entries: usize) -> Self {
        let parts = entries.div_ceil(PART_ENTRIES).next_power_of_two();
        Self {
            bits: parts.trailing_zeros(),
        }
    }

    fn count(self) -> usize {
        1 << self.bits
    }

    fn empty(self, entries: usize, range: Range<usize>) -> Dealt {
        // Some more than the mean, as the parts are not quite equal.
        let each = entries / self.count();
        Dealt {
            lists: range
                .map(|_| Vec::with_capacity(each + each / 16 + 16))
                .collect(),
            identities: Vec::new(),
            heads: Vec::new(),
        }
    }

    /// The bits by which identities are compared at first.
    #[inline]
    fn head(self, identity: u64) -> u64 {
        identity >> (32 - self.bits)
    }

    /// Deals the identities that belong to one of the lists, of which the first is
    /// that of the part `first`.
    fn deal(self, segment: &Segment, first: usize, dealt: &mut Dealt) {
        if segment.keyed.is_none() {
            return;
        }
        let Dealt {
            lists,
            identities,
            heads,
        } = dealt;
        segment.keys.identities(identities);
        let all = segment.keyed.is_full();
        // Written without a branch: to which half an identity belongs cannot be foreseen.
        heads.resize(identities.len(), 0);
        let mut found = 0;
        for (entry, identity) in identities.iter().enumerate() {
            let head = self.head(*identity);
            heads[found] = head;
            let belongs = ((head >> 32) as usize).wrapping_sub(first) < lists.len();
            found += usize::from(belongs & (all || segment.keyed.contains(entry)));
        }
        for head in &heads[..found] {
            lists[(head >> 32) as usize - first].push(*head as u32);
        }
    }
}

/// Finds what occurs twice in a part; its tables serve one part after the other.
#[derive(Default)]
struct Finder {
    seen: Vec<u64>,
    again: Vec<u64>,
    suspects: Vec<u32>,
}

impl Finder {
    fn repeated(&mut self, lists: &[&[u32]], mut receive: impl FnMut(u32)) {
        let entries: usize = lists.iter().map(|list| list.len()).sum();
        let places = (entries * PLACES_PER_ENTRY).next_power_of_two().max(64);
        for table in [&mut self.seen, &mut self.again] {
            table.clear();
            table.resize(places / 64, 0);
        }
        let mask = places - 1;
        let place = |rest: u32| {
            let place = rest as usize & mask;
            (place / 64, 1_u64 << (place % 64))
        };
        for rest in lists.iter().copied().flatten() {
            let (word, bit) = place(*rest);
            self.again[word] |= self.seen[word] & bit;
            self.seen[word] |= bit;
        }
        self.suspects.clear();
        for rest in lists.iter().copied().flatten() {
            let (word, bit) = place(*rest);
            if self.again[word] & bit != 0 {
                self.suspects.push(*rest);
            }
        }
        self.suspects.sort_unstable();
        for same in self.suspects.chunk_by(|left, right| left == right) {
            if same.len() > 1 {
                receive(same[0]);
            }
        }
    }
}

/// Heads of which entries are looked for.
struct Heads {
    sorted: Vec<u64>,
    /// A bit for the place of every head: the few among many are found by it.
    places: Vec<u64>,
}

impl Heads {
    fn new(mut heads: Vec<u64>) -> Self {
        heads.sort_unstable();
        heads.dedup();
        let count = (heads.len() * PLACES_PER_ENTRY).next_power_of_two().max(64);
        let mut found = Self {
            sorted: heads,
            places: vec![0; count / 64],
        };
        for at in 0..found.sorted.len() {
            let (word, bit) = found.place(found.sorted[at]);
            found.places[word] |= bit;
        }
        found
    }

    #[inline]
    fn place(&self, head: u64) -> (usize, u64) {
        let place = head as usize & (self.places.len() * 64 - 1);
        (place / 64, 1 << (place % 64))
    }

    fn find(
        &self,
        parts: Parts,
        (place, segment): (usize, &Segment),
        identities: &[u64],
        found: &mut Vec<(u64, EntryId)>,
    ) {
        for (entry, identity) in identities.iter().enumerate() {
            let head = parts.head(*identity);
            let (word, bit) = self.place(head);
            if self.places[word] & bit != 0
                && segment.keyed.contains(entry)
                && self.sorted.binary_search(&head).is_ok()
            {
                let id = EntryId {
                    segment: place as u32,
                    entry: entry as u32,
                };
                found.push((*identity, id));
            }
        }
    }
}
