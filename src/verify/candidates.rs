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

use crate::ledger::{EntryId, Ledger, Segment};
use crate::threads::{on_threads, share};

/// Identities in a part.
const PART_ENTRIES: usize = 1 << 15;
/// Places of a bit table for each entry: few entries share one by chance.
const PLACES_PER_ENTRY: usize = 16;

/// The keyed entries whose identity occurs more than once in its first bits (at
/// least 32 of them), with their identities, in no order. Every entry that shares
/// its key is among them.
pub(super) fn candidates(ledger: &Ledger, threads: usize) -> Vec<(u64, EntryId)> {
    let threads = threads.clamp(1, ledger.segments().len().max(1));
    let parts = Parts::new(ledger.len());
    let dealt = on_threads(threads, |worker| {
        let mut dealt = parts.empty(ledger.len() / threads);
        for segment in share(ledger.segments().len(), worker, threads) {
            parts.deal(&ledger.segments()[segment], &mut dealt);
        }
        dealt
    });
    let heads = on_threads(threads, |worker| {
        let mut finder = Finder::default();
        let mut heads = Vec::new();
        for part in share(parts.count(), worker, threads) {
            let lists: Vec<&[u32]> = dealt
                .iter()
                .map(|dealt| dealt.lists[part].as_slice())
                .collect();
            finder.repeated(&lists, |rest| {
                heads.push((part as u64) << 32 | u64::from(rest))
            });
        }
        heads
    });
    drop(dealt);
    let heads = Heads::new(heads.concat());
    if heads.sorted.is_empty() {
        return Vec::new();
    }
    let found = on_threads(threads, |worker| {
        let mut found = Vec::new();
        for segment in share(ledger.segments().len(), worker, threads) {
            heads.find(&parts, (segment, &ledger.segments()[segment]), &mut found);
        }
        found
    });
    found.concat()
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

    fn empty(self, entries: usize) -> Dealt {
        // Some more than the mean, as the parts are not quite equal.
        let each = entries / self.count();
        Dealt {
            lists: vec![Vec::with_capacity(each + each / 16 + 16); self.count()],
            identities: Vec::new(),
        }
    }

    /// The bits by which identities are compared at first.
    #[inline]
    fn head(self, identity: u64) -> u64 {
        identity >> (32 - self.bits)
    }

    fn deal(self, segment: &Segment, dealt: &mut Dealt) {
        segment.identities(&mut dealt.identities);
        let all = segment.keyed.is_full();
        for (entry, identity) in dealt.identities.iter().enumerate() {
            if all || segment.keyed.contains(entry) {
                let head = self.head(*identity);
                dealt.lists[(head >> 32) as usize].push(head as u32);
            }
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

/// The heads that occur more than once.
struct Heads {
    sorted: Vec<u64>,
    /// A bit for the place of every head: the few among many are found by it.
    places: Vec<u64>,
}

impl Heads {
    fn new(mut heads: Vec<u64>) -> Self {
        heads.sort_unstable();
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
        parts: &Parts,
        (segment_id, segment): (usize, &Segment),
        found: &mut Vec<(u64, EntryId)>,
    ) {
        let mut identities = Vec::new();
        segment.identities(&mut identities);
        for (entry, identity) in identities.iter().enumerate() {
            let head = parts.head(*identity);
            let (word, bit) = self.place(head);
            if self.places[word] & bit != 0
                && segment.keyed.contains(entry)
                && self.sorted.binary_search(&head).is_ok()
            {
                let id = EntryId {
                    segment: segment_id as u32,
                    entry: entry as u32,
                };
                found.push((*identity, id));
            }
        }
    }
}
