//! Finding a text among the few of a code list.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a slot is masked by the length of the table, a power of two"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes that are compared at once.
const WINDOW: usize = 16;
/// Bytes that a view of Arrow holds itself.
const VIEW: usize = 12;

/// The words of a code list, found by one multiplication and one comparison:
/// when the table is made a multiplier is looked for under which no two words of
/// at most [`WINDOW`] bytes share a slot. Longer words are looked through.
#[derive(Clone, Debug)]
pub(super) struct WordTable {
    /// The words with the positions they stand for.
    words: Arc<[(String, u8)]>,
    slots: Box<[Slot]>,
    multiplier: u64,
    shift: u32,
    has_long: bool,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    window: [u64; 2],
    length: u32,
    position: u8,
}

/// What an empty text finds, as no code is empty.
const FREE: Slot = Slot {
    window: [0; 2],
    length: 0,
    position: NO_WORD,
};

/// What a word that is not in the list has in place of a position; no list has
/// so many codes.
pub(super) const NO_WORD: u8 = u8::MAX;
const _: () = assert!(crate::limits::CODES <= NO_WORD as usize);

impl WordTable {
    /// Of words and the positions they stand for.
    pub fn new(words: &BTreeMap<String, u8>) -> Self {
        let words = words.iter().map(|(word, place)| (word.clone(), *place));
        let words: Arc<[(String, u8)]> = words.collect();
        let mut table = Self {
            words: Arc::clone(&words),
            slots: Box::default(),
            multiplier: 1,
            shift: 0,
            has_long: words.iter().any(|(word, _)| word.len() > WINDOW),
        };
        let mut length = (words.len() * 2).next_power_of_two().max(16);
        // Of the odd numbers tried for one length, some nearly always fits; more
        // room makes it certain in the end, as different words differ in a bit.
        while !(0..64_u64).any(|number| table.fits(length, multiplier(number))) {
            length *= 2;
            if length > 1 << 16 {
                table.slots = Box::default();
                table.has_long = true;
                break;
            }
        }
        table
    }

    /// Fills the slots, unless two words want the same.
    fn fits(&mut self, length: usize, multiplier: u64) -> bool {
        (self.multiplier, self.shift) = (multiplier, u64::BITS - length.trailing_zeros());
        self.slots = vec![FREE; length].into_boxed_slice();
        for (word, position) in Arc::clone(&self.words).iter() {
            if word.len() > WINDOW || word.is_empty() {
                continue;
            }
            let window = window_of(word.as_bytes());
            let place = self.slot_of(window);
            let slot = &mut self.slots[place];
            if slot.length != 0 {
                return false;
            }
            *slot = Slot {
                window,
                length: word.len() as u32,
                position: *position,
            };
        }
        true
    }

    #[inline]
    fn slot_of(&self, window: [u64; 2]) -> usize {
        let mixed = (window[0] ^ window[1].rotate_left(29)).wrapping_mul(self.multiplier);
        (mixed >> self.shift) as usize & (self.slots.len() - 1)
    }

    /// The position of a word, or [`NO_WORD`].
    pub fn find(&self, word: &[u8]) -> u8 {
        if word.len() > WINDOW || self.slots.is_empty() {
            return self.find_long(word);
        }
        self.find_window(window_of(word), word.len())
    }

    /// The position of the word that stands in `bytes` from `start` on.
    #[inline]
    pub fn find_at(&self, bytes: &[u8], start: usize, length: usize) -> u8 {
        let window = bytes
            .get(start..)
            .and_then(|rest| rest.first_chunk::<WINDOW>());
        match (window, MASKS.get(length)) {
            (Some(window), Some(mask)) if !self.slots.is_empty() => {
                let found = u128::from_le_bytes(*window) & mask;
                self.find_window([found as u64, (found >> 64) as u64], length)
            }
            _ => self.find(bytes.get(start..start + length).unwrap_or_default()),
        }
    }

    /// The position of the word that stands in a view of Arrow itself; none where the view only
    /// says where its text is.
    #[inline]
    pub fn find_view(&self, view: u128) -> Option<u8> {
        let length = view as u32 as usize;
        if length > VIEW || self.slots.is_empty() {
            return None;
        }
        let found = (view >> 32) & MASKS[length];
        Some(self.find_window([found as u64, (found >> 64) as u64], length))
    }

    #[inline]
    fn find_window(&self, window: [u64; 2], length: usize) -> u8 {
        let slot = &self.slots[self.slot_of(window)];
        // No branch: whether a text is there cannot be foreseen.
        let differs = (slot.window[0] ^ window[0])
            | (slot.window[1] ^ window[1])
            | (u64::from(slot.length) ^ length as u64);
        slot.position | (u8::from(differs != 0) * NO_WORD)
    }

    #[cold]
    fn find_long(&self, word: &[u8]) -> u8 {
        if !self.has_long {
            return NO_WORD;
        }
        let mut words = self.words.iter();
        let found = words.find(|(known, _)| known.as_bytes() == word);
        found.map_or(NO_WORD, |(_, place)| *place)
    }
}

/// By length, the bits of a window that a word of it fills.
const MASKS: [u128; WINDOW + 1] = {
    let mut masks = [u128::MAX; WINDOW + 1];
    let mut length = 0;
    while length < WINDOW {
        masks[length] = (1 << (length * 8)) - 1;
        length += 1;
    }
    masks
};

fn window_of(word: &[u8]) -> [u64; 2] {
    let mut window = [0; WINDOW];
    window[..word.len()].copy_from_slice(word);
    let found = u128::from_le_bytes(window);
    [found as u64, (found >> 64) as u64]
}

/// Odd numbers that have little to do with each other.
fn multiplier(number: u64) -> u64 {
    (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NO_WORD, WordTable};
    use crate::plan::CodeNames;
    use crate::text::Text;

    fn check(words: &[String], others: &[String]) {
        let places = words.iter().cloned().zip(0..NO_WORD);
        let table = WordTable::new(&places.rev().collect());
        let mut bytes = Vec::new();
        let mut places = Vec::new();
        for word in words.iter().chain(others) {
            places.push((bytes.len(), word.len()));
            bytes.extend_from_slice(word.as_bytes());
        }
        for (word, (start, length)) in words.iter().chain(others).zip(places) {
            let position = words.iter().position(|known| known == word);
            let expected = position.filter(|_| !word.is_empty());
            let expected = expected.map_or(NO_WORD, |position| position as u8);
            assert_eq!(
                table.find(word.as_bytes()),
                expected,
                "{word:?} in {words:?}"
            );
            if let Some(found) = table.find_view(view(word)) {
                assert_eq!(found, expected, "{word:?} in {words:?}");
            }
            assert_eq!(
                table.find_at(&bytes, start, length),
                expected,
                "{word:?} in {words:?}"
            );
        }
    }

    fn view(word: &str) -> u128 {
        let array = arrow_array::StringViewArray::from(vec![word]);
        array.views()[0]
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_and_others() {
        check(
            &owned(&[
                "lawyer",
                "notary",
                "a",
                "registered_poor_household",
                "法律援助",
                "sixteen_letters_",
            ]),
            &owned(&[
                "law",
                "lawyer\0",
                "",
                "b",
                "registered_poor_householD",
                "法律援",
                "sixteen_letters_x",
            ]),
        );
        check(&[], &owned(&["", "a", "a word of many letters"]));
        let many: Vec<String> = (0..255).map(|number| format!("code-{number}")).collect();
        check(&many, &owned(&["code-", "code-255", "code-00"]));
    }

    #[test]
    fn a_label_is_as_good_as_its_code() {
        let labels = [
            Text::new("律师服务", "lawyer"),
            Text::new("建档立卡贫困户", "registered poor"),
        ];
        let names = CodeNames::new(&owned(&["lawyer", "registered_poor"]), &labels);
        let table = WordTable::new(&names.words);
        let found = |word: &str| table.find(word.as_bytes());
        assert_eq!((found("lawyer"), found("律师服务")), (0, 0));
        assert_eq!(found("registered_poor"), 1);
        assert_eq!((found("建档立卡贫困户"), found("registered poor")), (1, 1));
        assert_eq!((found("律师"), found("")), (NO_WORD, NO_WORD));
    }

    proptest! {
        #[test]
        fn any_words(words in prop::collection::btree_set("[a-c]{1,3}|[x-z]{14,18}", 0..40), others in prop::collection::vec("[a-c]{0,3}|[x-z]{14,18}", 0..20)) {
            check(&words.into_iter().collect::<Vec<_>>(), &others);
        }
    }
}
