//! The lines of a text, as an editor counts them: one ends in LF, CRLF or CR.

/// Bytes that are looked at side by side.
const LANES: usize = 32;

/// The number of line ends in a text; of a CRLF the CR counts, so a text that begins behind a CR
/// must be handed over without its LF.
pub(super) fn count_line_ends(text: &[u8]) -> u64 {
    /// Blocks after which a lane could overflow.
    const BLOCKS: usize = 255;
    let mut count = u64::from(text.first() == Some(&b'\n'));
    // Every byte together with the one before it.
    let later = text.get(1..).unwrap_or_default();
    count = count.saturating_add(u64::from(text.first() == Some(&b'\r')));
    for (bytes, before) in later
        .chunks(LANES * BLOCKS)
        .zip(text.chunks(LANES * BLOCKS))
    {
        let (blocks, rest) = bytes.as_chunks::<LANES>();
        let (blocks_before, _) = before.as_chunks::<LANES>();
        let mut lanes = [0_u8; LANES];
        for (block, before) in blocks.iter().zip(blocks_before) {
            for ((lane, &byte), &before) in lanes.iter_mut().zip(block).zip(before) {
                *lane = lane.wrapping_add(is_end(byte, before));
            }
        }
        count = lanes
            .iter()
            .fold(count, |sum, &lane| sum.saturating_add(u64::from(lane)));
        let before = before
            .get(bytes.len().saturating_sub(rest.len())..)
            .unwrap_or_default();
        count = rest
            .iter()
            .zip(before)
            .fold(count, |sum, (&byte, &before)| {
                sum.saturating_add(u64::from(is_end(byte, before)))
            });
    }
    count
}

#[inline]
fn is_end(byte: u8, before: u8) -> u8 {
    u8::from(byte == b'\r') | (u8::from(byte == b'\n') & u8::from(before != b'\r'))
}

#[cfg(test)]
mod tests {
    use super::count_line_ends;
    use proptest::prelude::*;

    fn one_by_one(text: &[u8]) -> u64 {
        let mut before = 0;
        let mut count = 0;
        for &byte in text {
            if byte == b'\r' || (byte == b'\n' && before != b'\r') {
                count = u64::saturating_add(count, 1);
            }
            before = byte;
        }
        count
    }

    #[test]
    fn long_texts() {
        for line in ["\n", "\r", "\r\n", "a\r\nbc\n\n\r\r", "abcdefg\n"] {
            for count in [0, 1, 31, 32, 33, 8_160, 20_000] {
                let text = line.repeat(count);
                assert_eq!(
                    count_line_ends(text.as_bytes()),
                    one_by_one(text.as_bytes())
                );
            }
        }
    }

    proptest! {
        #[test]
        fn line_ends_are_counted(text in "[a\r\n]{0,300}") {
            prop_assert_eq!(count_line_ends(text.as_bytes()), one_by_one(text.as_bytes()));
        }
    }
}
