//! What is left of a name when spellings that a reader takes for one are one.

/// A name without blanks of any kind, with ASCII letters and marks in the place of
/// their full-width forms, in lower case.
pub(super) fn name_key(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace())
        .map(half_width)
        .flat_map(char::to_lowercase)
        .collect()
}

fn half_width(c: char) -> char {
    const FULL_WIDTH_OFFSET: u32 = 0xFEE0;
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c)
            .checked_sub(FULL_WIDTH_OFFSET)
            .and_then(char::from_u32)
            .unwrap_or(c),
        _ => c,
    }
}
