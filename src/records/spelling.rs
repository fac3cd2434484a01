//! Unusual spellings of codes and numbers that are understood all the same.

use std::borrow::Cow;

/// The text without surrounding blanks (the ideographic space included) and
/// with full-width digits, letters and signs in their ASCII form. Borrowed where
/// nothing had to change. Only for codes, numbers and dates, never for names.
pub(super) fn usual(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if trimmed.is_ascii() {
        return Cow::Borrowed(trimmed);
    }
    let half_width = |character: char| match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character).wrapping_sub(0xfee0)).unwrap_or(character)
        }
        other => other,
    };
    Cow::Owned(trimmed.chars().map(half_width).collect())
}
