//! Bit masks over the rows of a block, and three-valued truth made of two of them.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "word indexes are row / 64 of rows checked against the mask's length"
)]

use arrow_buffer::BooleanBuffer;

const WORD_BITS: usize = 64;

/// A set of rows of a block.
///
/// INVARIANT: bits at and beyond `length` are zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    words: Vec<u64>,
    length: usize,
}

impl Mask {
    /// No row of `length` rows.
    pub fn none(length: usize) -> Self {
        Self {
            words: vec![0; length.div_ceil(WORD_BITS)],
            length,
        }
    }

    /// Every row of `length` rows.
    pub fn all(length: usize) -> Self {
        let mut mask = Self {
            words: vec![u64::MAX; length.div_ceil(WORD_BITS)],
            length,
        };
        mask.clear_tail();
        mask
    }

    /// The rows for which `holds`; written so that the compiler can turn the
    /// inner loop into vector instructions.
    pub fn from_fn(length: usize, mut holds: impl FnMut(usize) -> bool) -> Self {
        let mut words = Vec::with_capacity(length.div_ceil(WORD_BITS));
        let mut start = 0;
        while start + WORD_BITS <= length {
            let mut word = 0_u64;
            for bit in 0..WORD_BITS {
                word |= u64::from(holds(start + bit)) << bit;
            }
            words.push(word);
            start += WORD_BITS;
        }
        if start < length {
            let rest = start..length;
            words.push(rest.fold(0, |word, row| word | u64::from(holds(row)) << (row - start)));
        }
        Self { words, length }
    }

    /// The rows for whose value it holds; as [`from_fn`](Self::from_fn), but a loop
    /// without a check of bounds.
    pub fn of_values<T>(values: &[T], holds: impl Fn(&T) -> bool) -> Self {
        let word = |values: &[T]| {
            let bits = values.iter().enumerate();
            bits.fold(0, |word, (bit, value)| {
                word | u64::from(holds(value)) << bit
            })
        };
        let (chunks, rest) = values.as_chunks::<WORD_BITS>();
        let mut words: Vec<u64> = Vec::with_capacity(values.len().div_ceil(WORD_BITS));
        words.extend(chunks.iter().map(|chunk| word(chunk)));
        if !rest.is_empty() {
            words.push(word(rest));
        }
        Self {
            words,
            length: values.len(),
        }
    }

    /// The rows for whose pair of values it holds.
    pub fn of_pairs<T>(left: &[T], right: &[T], holds: impl Fn(&T, &T) -> bool) -> Self {
        let word = |left: &[T], right: &[T]| {
            let pairs = left.iter().zip(right).enumerate();
            pairs.fold(0, |word, (bit, (left, right))| {
                word | u64::from(holds(left, right)) << bit
            })
        };
        let length = left.len().min(right.len());
        let (lefts, left_rest) = left[..length].as_chunks::<WORD_BITS>();
        let (rights, right_rest) = right[..length].as_chunks::<WORD_BITS>();
        let mut words: Vec<u64> = Vec::with_capacity(length.div_ceil(WORD_BITS));
        words.extend(
            lefts
                .iter()
                .zip(rights)
                .map(|(left, right)| word(left, right)),
        );
        if !left_rest.is_empty() {
            words.push(word(left_rest, right_rest));
        }
        Self { words, length }
    }

    /// The rows whose bit is set.
    pub fn from_bits(bits: &BooleanBuffer) -> Self {
        let length = bits.len();
        let chunks = bits.bit_chunks();
        let mut words: Vec<u64> = chunks.iter_padded().collect();
        words.resize(length.div_ceil(WORD_BITS), 0);
        let mut mask = Self { words, length };
        mask.clear_tail();
        mask
    }

    /// The number of rows the mask speaks of.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether the mask speaks of no rows.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether `row` is in the set.
    pub fn contains(&self, row: usize) -> bool {
        row < self.length && self.words[row / WORD_BITS] >> (row % WORD_BITS) & 1 == 1
    }

    /// Puts `row` into the set or takes it out.
    pub fn set(&mut self, row: usize, member: bool) {
        if row >= self.length {
            return;
        }
        let bit = 1_u64 << (row % WORD_BITS);
        if member {
            self.words[row / WORD_BITS] |= bit;
        } else {
            self.words[row / WORD_BITS] &= !bit;
        }
    }

    /// The number of rows in the set.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether every row is in the set.
    pub fn is_full(&self) -> bool {
        self.count() == self.length
    }

    /// Whether no row is in the set.
    pub fn is_none(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The rows in the set, in order.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    index * WORD_BITS + bit
                })
            })
        })
    }

    /// Rows in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.zip(other, |left, right| left & right)
    }

    /// Rows in either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.zip(other, |left, right| left | right)
    }

    /// Rows in this one only.
    #[must_use]
    pub fn and_not(&self, other: &Self) -> Self {
        self.zip(other, |left, right| left & !right)
    }

    /// Rows not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut mask = Self {
            words: self.words.iter().map(|word| !word).collect(),
            length: self.length,
        };
        mask.clear_tail();
        mask
    }

    fn zip(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        debug_assert_eq!(self.length, other.length);
        let words = self
            .words
            .iter()
            .zip(&other.words)
            .map(|(left, right)| combine(*left, *right));
        Self {
            words: words.collect(),
            length: self.length,
        }
    }

    fn clear_tail(&mut self) {
        let used = self.length % WORD_BITS;
        if used != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1_u64 << used) - 1;
        }
    }
}

/// Three-valued truth of the rows of a block: true, false, or (in neither
/// mask) unknown. Kleene's connectives are plain mask operations on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The rows for which it is true.
    pub yes: Mask,
    /// The rows for which it is false.
    pub no: Mask,
}

impl Truth {
    /// The same for all of `length` rows; `None` is unknown.
    pub fn constant(value: Option<bool>, length: usize) -> Self {
        let filled = |wanted| {
            if value == Some(wanted) {
                Mask::all(length)
            } else {
                Mask::none(length)
            }
        };
        Self {
            yes: filled(true),
            no: filled(false),
        }
    }

    /// True where `yes`, false where known and not `yes`, else unknown.
    pub fn of_known(yes: &Mask, known: &Mask) -> Self {
        Self {
            yes: yes.and(known),
            no: known.and_not(yes),
        }
    }

    /// Both true.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            yes: self.yes.and(&other.yes),
            no: self.no.or(&other.no),
        }
    }

    /// Either true.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            yes: self.yes.or(&other.yes),
            no: self.no.and(&other.no),
        }
    }

    /// Negation.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            yes: self.no.clone(),
            no: self.yes.clone(),
        }
    }

    /// The rows for which it is not unknown.
    pub fn known(&self) -> Mask {
        self.yes.or(&self.no)
    }

    /// The value of one row.
    pub fn value(&self, row: usize) -> Option<bool> {
        if self.yes.contains(row) {
            Some(true)
        } else if self.no.contains(row) {
            Some(false)
        } else {
            None
        }
    }
}

#[cfg(test)]
#[path = "mask_tests.rs"]
mod tests;
