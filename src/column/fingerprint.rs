//! Fingerprints: 64-bit hashes of keys and of whole records, by XXH3 with the
//! field's position as part of the seed, the same on every platform.
//!
//! A fingerprint only proposes: records are called copies of each other when
//! their keys are equal byte by byte and the fingerprints of their contents
//! agree.

#![expect(
    clippy::indexing_slicing,
    reason = "every column has one value per row of its block"
)]

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::block::Column;

const NULL: u64 = 0x6e75_6c6c;
const UNREADABLE: u64 = 0x7261_7721;

/// The fingerprint of some bytes.
pub fn fingerprint_bytes(bytes: &[u8]) -> u64 {
    xxh3_64_with_seed(bytes, 0)
}

/// Fingerprints of the records of a block, built column by column.
#[derive(Debug)]
pub struct Fingerprints {
    states: Vec<u64>,
}

impl Fingerprints {
    /// Fingerprints of `rows` records with no content yet.
    pub fn new(rows: usize) -> Self {
        Self {
            states: vec![0; rows],
        }
    }

    /// Adds a field to every record.
    pub fn add(&mut self, column: &Column) {
        for (row, state) in self.states.iter_mut().enumerate() {
            *state = match column {
                Column::Numbers(numbers) if numbers.known.contains(row) => {
                    xxh3_64_with_seed(&numbers.values[row].to_le_bytes(), *state)
                }
                Column::Truth(truth) => match truth.value(row) {
                    Some(value) => xxh3_64_with_seed(&[u8::from(value)], *state),
                    None => xxh3_64_with_seed(&NULL.to_le_bytes()[..4], *state),
                },
                Column::Codes(_) | Column::Text(_) => match column.text(row) {
                    Some(word) => xxh3_64_with_seed(word.as_bytes(), *state),
                    None => xxh3_64_with_seed(&NULL.to_le_bytes()[..5], *state),
                },
                Column::Numbers(_) => xxh3_64_with_seed(&NULL.to_le_bytes()[..6], *state),
            };
        }
    }

    /// Adds the text of an unreadable value of one record, with the position of
    /// its field: the same text in another field is another content.
    pub fn add_unreadable(&mut self, row: usize, field: usize, found: &str) {
        if let Some(state) = self.states.get_mut(row) {
            let place = xxh3_64_with_seed(&(field as u64).to_le_bytes(), *state ^ UNREADABLE);
            *state = xxh3_64_with_seed(found.as_bytes(), place);
        }
    }

    /// One fingerprint per record.
    pub fn finish(self) -> Vec<u64> {
        self.states
    }
}
