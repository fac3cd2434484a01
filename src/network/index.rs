//! From the number of a code to a position, for millions of records.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a slot is masked by the length of the table, a power of two, and a packed position has 24 bits"
)]

/// An open-addressing table with linear probing over multiplicative hashing:
/// the same on every platform, and at most a quarter full, so that nineteen
/// searches in twenty end at the first slot.
///
/// A slot packs the number of a code (40 bits hold 12 decimal digits) and a
/// position (24 bits) into one word; 0, no code's number, is a free slot.
#[derive(Clone, Debug)]
pub(super) struct CodeIndex {
    slots: Box<[u64]>,
    shift: u32,
}

/// An odd number whose multiples scatter codes well. Codes come in runs of
/// thousands and millions, which the golden ratio of Fibonacci hashing piles up
/// (in the register of Yuxi 46 of 100 codes miss their slot, with this one 5).
const MULTIPLIER: u64 = 0x94D0_49BB_1331_11EB;

const POSITION_BITS: u32 = 24;
const POSITION_MASK: u64 = (1 << POSITION_BITS) - 1;

// INVARIANT: every position fits its bits, as a network has no more divisions.
const _: () = assert!(crate::limits::DIVISIONS < 1 << POSITION_BITS);

impl CodeIndex {
    /// An empty table with room for `count` codes.
    pub(super) fn with_capacity(count: usize) -> Self {
        let length = (count.max(1) * 4).next_power_of_two();
        Self {
            slots: vec![0; length].into_boxed_slice(),
            shift: u64::BITS - length.trailing_zeros(),
        }
    }

    /// Sets the position of `number`, unless it has one: then that stays and
    /// is given back. The caller adds no more codes than it asked room for.
    pub(super) fn insert(&mut self, number: u64, position: u32) -> Option<u32> {
        let slot = self.slot_of(number);
        if self.slots[slot] != 0 {
            return Some((self.slots[slot] & POSITION_MASK) as u32);
        }
        self.slots[slot] = number << POSITION_BITS | u64::from(position);
        None
    }

    /// The position of `number`.
    #[inline]
    pub(super) fn find(&self, number: u64) -> Option<u32> {
        let held = self.slots[self.slot_of(number)];
        (held != 0).then_some((held & POSITION_MASK) as u32)
    }

    /// The slot that holds `number`, or the free one where it would go.
    #[inline]
    fn slot_of(&self, number: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (number.wrapping_mul(MULTIPLIER) >> self.shift) as usize & mask;
        while self.slots[slot] != 0 && self.slots[slot] >> POSITION_BITS != number {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;
