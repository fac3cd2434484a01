//! Fingerprints: 64-bit hashes by XXH3, the same on every platform. They stand
//! for texts that are too long to be kept.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::block::Block;

const UNREADABLE: u64 = 0x7261_7721;

/// The fingerprint of some bytes.
pub fn fingerprint_bytes(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// Per record of a block one fingerprint of some of its texts, each hashed with
/// that of the texts before it as the seed; empty where there are no such fields.
pub fn unkept_fingerprints(block: &Block, fields: &[usize]) -> Vec<u64> {
    let mut states = Vec::new();
    for column in fields.iter().filter_map(|field| block.fields.get(*field)) {
        states.resize(block.rows, 0);
        for (row, state) in states.iter_mut().enumerate() {
            *state = match column.text(row) {
                Some(text) => xxh3_64_with_seed(text.as_bytes(), *state),
                // No text has this one: an empty text is none.
                None => xxh3_64_with_seed(&[], *state),
            };
        }
    }
    states
}

/// The fingerprint of a value that could not be read, with the position of its
/// field: the same text in another field is another content.
pub fn unreadable_fingerprint(field: usize, found: &str) -> u64 {
    xxh3_64_with_seed(found.as_bytes(), UNREADABLE ^ field as u64)
}
