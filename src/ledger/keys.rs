//! The keys of a segment's entries, exact and small.
//!
//! Most systems number their records: all keys of a segment then share a
//! beginning, and what follows is a number of so many digits. Such keys are kept
//! as packed numbers, the few others beside them as they are; where others are
//! many, all are kept as texts.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "places are those of a key's own bytes, and a number of 18 digits stays below 2^63"
)]

use std::borrow::Cow;

use super::packed::PackedNumbers;
use super::texts::TextStore;
use crate::column::{Mask, fingerprint_bytes};
use crate::error::Result;
use crate::network::eight_digits;

/// So many digits always fit a signed 64-bit number.
const MOST_DIGITS: usize = 18;
/// More exceptions than one of so many entries, and keys are kept as texts.
const EXCEPTIONS_ONE_OF: usize = 8;

/// The keys of some entries.
///
/// INVARIANT: the form follows from the keys and their order alone, so that
/// equality is that of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyStore {
    /// A common beginning and a number of so many digits.
    Numbered {
        /// The common beginning.
        beginning: Box<[u8]>,
        /// The digits of the number, leading zeros included; 1 to 18.
        digits: usize,
        /// The numbers; missing for exceptions.
        numbers: PackedNumbers,
        /// The keys of another form, by entry.
        exceptions: Vec<(u32, Box<[u8]>)>,
    },
    /// Texts.
    Texts(TextStore),
}

impl Default for KeyStore {
    fn default() -> Self {
        Self::Texts(TextStore::default())
    }
}

/// How a key ends: in so many digits that make a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape<'a> {
    beginning: &'a [u8],
    digits: usize,
    number: u64,
}

impl<'a> Shape<'a> {
    fn of(key: &'a [u8]) -> Self {
        let run = key.iter().rev().take(MOST_DIGITS);
        let digits = run.take_while(|byte| byte.is_ascii_digit()).count();
        let (beginning, number) = key.split_at(key.len() - digits);
        let number = number
            .iter()
            .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        Self {
            beginning,
            digits,
            number,
        }
    }
}

impl KeyStore {
    /// The keys of `count` entries. `complete` are those that have a key; the
    /// bytes of the others are what there is of one.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`].
    pub fn new<'k>(count: usize, complete: &Mask, key: impl Fn(usize) -> &'k [u8]) -> Result<Self> {
        if let Some(store) = Self::numbered(count, complete, &key) {
            return Ok(store);
        }
        let mut texts = TextStore::default();
        (0..count).try_for_each(|entry| texts.push(key(entry)))?;
        Ok(Self::Texts(texts))
    }

    fn numbered<'k>(
        count: usize,
        complete: &Mask,
        key: &impl Fn(usize) -> &'k [u8],
    ) -> Option<Self> {
        let most = count / EXCEPTIONS_ONE_OF;
        let first = complete.rows().map(key).find(|key| ends_in_digit(key))?;
        let Shape {
            beginning, digits, ..
        } = Shape::of(first);
        let reader = NumberReader::new(beginning, digits);
        let mut numbers = vec![0; count];
        let mut known = Mask::all(count);
        let mut exceptions = Vec::new();
        let all_complete = complete.is_full();
        for (entry, place) in numbers.iter_mut().enumerate() {
            let bytes = key(entry);
            let number = reader
                .number(bytes)
                .filter(|_| all_complete || complete.contains(entry));
            match number {
                Some(number) => *place = number as i64,
                None if exceptions.len() < most => {
                    known.set(entry, false);
                    exceptions.push((u32::try_from(entry).ok()?, bytes.into()));
                }
                None => return None,
            }
        }
        Some(Self::Numbered {
            beginning: beginning.into(),
            digits,
            numbers: PackedNumbers::new(&numbers, &known),
            exceptions,
        })
    }

    /// The key of an entry; empty beyond the last.
    pub fn key(&self, entry: usize) -> Cow<'_, [u8]> {
        match self {
            Self::Texts(texts) => Cow::Borrowed(texts.bytes(entry)),
            Self::Numbered {
                beginning,
                digits,
                numbers,
                exceptions,
            } => match numbers.get(entry) {
                Some(number) => {
                    let mut key = Vec::with_capacity(beginning.len() + digits);
                    key.extend_from_slice(beginning);
                    key.resize(beginning.len() + digits, b'0');
                    let mut rest = number as u64;
                    for digit in key[beginning.len()..].iter_mut().rev() {
                        *digit = b'0' + (rest % 10) as u8;
                        rest /= 10;
                    }
                    Cow::Owned(key)
                }
                None => {
                    let place = exceptions
                        .binary_search_by_key(&entry, |(exception, _)| *exception as usize);
                    let bytes = place.ok().map(|place| &*exceptions[place].1);
                    Cow::Borrowed(bytes.unwrap_or_default())
                }
            },
        }
    }

    /// The identity of every key, in order; see [`identity`].
    pub fn identities(&self, out: &mut Vec<u64>) {
        out.clear();
        match self {
            Self::Texts(texts) => {
                out.extend((0..texts.len()).map(|entry| identity(texts.bytes(entry))));
            }
            Self::Numbered {
                beginning,
                digits,
                numbers,
                exceptions,
            } => {
                let seed = seed(beginning, *digits);
                numbers.unpack_as(out, |number| mixed(seed, number as u64));
                for (entry, bytes) in exceptions {
                    out[*entry as usize] = identity(bytes);
                }
            }
        }
    }
}

/// A hash of a key: equal keys have equal identities, whichever segment they
/// are in and in whichever form.
pub fn identity(key: &[u8]) -> u64 {
    let shape = Shape::of(key);
    mixed(seed(shape.beginning, shape.digits), shape.number)
}

fn seed(beginning: &[u8], digits: usize) -> u64 {
    fingerprint_bytes(beginning) ^ (digits as u64) << 56
}

/// Numbers that follow each other get identities that differ in every bit: the
/// finalizer of `MurmurHash3`, which is one to one for a given seed.
#[inline]
fn mixed(seed: u64, number: u64) -> u64 {
    let mut bits = number ^ seed;
    bits = (bits ^ bits >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits = (bits ^ bits >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ bits >> 33
}

fn ends_in_digit(key: &[u8]) -> bool {
    key.last().is_some_and(u8::is_ascii_digit)
}

/// Reads the numbers of keys of one form.
struct NumberReader<'a> {
    beginning: &'a [u8],
    digits: usize,
    /// The first bytes of the beginning, as many as a word holds, and their bits.
    first: u64,
    first_bits: u64,
    /// The last bytes of a beginning of 8 to 16: with the first they are all.
    last: Option<[u8; 8]>,
}

impl<'a> NumberReader<'a> {
    fn new(beginning: &'a [u8], digits: usize) -> Self {
        let count = beginning.len().min(8);
        let mut first = [0; 8];
        first[..count].copy_from_slice(&beginning[..count]);
        Self {
            beginning,
            digits,
            first: u64::from_le_bytes(first),
            first_bits: u64::MAX.checked_shr(64 - count as u32 * 8).unwrap_or(0),
            last: beginning
                .last_chunk()
                .filter(|_| beginning.len() <= 16)
                .copied(),
        }
    }

    /// Whether a key of the right length has the beginning.
    #[inline]
    fn begins(&self, key: &[u8]) -> bool {
        match key.first_chunk::<8>() {
            Some(first) => {
                u64::from_le_bytes(*first) & self.first_bits == self.first
                    && match self.last {
                        Some(last) => key[..self.beginning.len()].ends_with(&last),
                        None => self.beginning.len() < 8 || key.starts_with(self.beginning),
                    }
            }
            None => key.starts_with(self.beginning),
        }
    }

    /// The number of a key; none where it is of another form. A form's
    /// beginning does not end in a digit unless the number has all 18 digits,
    /// so equal lengths and digits from there on make the same form.
    #[inline]
    fn number(&self, key: &[u8]) -> Option<u64> {
        if key.len() != self.beginning.len() + self.digits || !self.begins(key) {
            return None;
        }
        let digits = &key[self.beginning.len()..];
        let (head, eights) = digits.as_rchunks::<8>();
        let mut number = 0;
        if !head.is_empty() {
            number = match key.len().checked_sub(eights.len() * 8) {
                // Eight bytes that end in the head: what is before it becomes zeros.
                Some(end) if end >= 8 => {
                    let mut window = [0; 8];
                    window.copy_from_slice(&key[end - 8..end]);
                    let foreign = (8 - head.len()) * 8;
                    let keep = u64::MAX << foreign;
                    let zeros = u64::from_le_bytes(*b"00000000");
                    let word = u64::from_le_bytes(window) & keep | zeros & !keep;
                    eight_digits(word)?
                }
                _ => head.iter().try_fold(0, |number, byte| {
                    let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
                    Some(number * 10 + digit)
                })?,
            };
        }
        for eight in eights {
            number = number * 100_000_000 + eight_digits(u64::from_le_bytes(*eight))?;
        }
        Some(number)
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
