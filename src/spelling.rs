//! Which spellings are one: of values that are codes, keys or numbers, of the names of
//! columns, files and sheets, and how text that cannot be seen is shown. The one place that
//! folds, so that a name or a value has the same meaning wherever it is read.

use std::borrow::Cow;

/// Longest text a message shows of what was found, in characters.
const SHOWN_CHARACTERS: usize = 120;

/// Whether a character is blank or invisible: spaces of every kind, tabs and line ends, zero
/// width characters, marks of direction, and the byte order mark.
pub(crate) fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
        )
}

/// Whether nothing of a text can be seen.
pub(crate) fn is_all_blank(text: &str) -> bool {
    text.chars().all(is_blank)
}

/// The ASCII form of a full-width character, of the mathematical minus and of the
/// ideographic space; any other character as it is.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character).wrapping_sub(0xfee0)).unwrap_or(character)
        }
        '\u{2212}' => '-',
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Whether [`usual`] leaves a text as it is, told from its bytes alone: ASCII without a space,
/// a control character, or what spreadsheets put around text. Most values are like this.
#[inline]
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    // Without a branch per byte, so that it is done in the processor's wide registers.
    bytes.iter().fold(true, |plain, byte| {
        plain & (*byte > b' ') & (*byte < 0x7f) & (*byte != b'\'') & (*byte != b'=')
    })
}

/// A code, key or number in its usual spelling: without blank or invisible characters around
/// it or zero width ones within it, with any blank within it as a space, without the apostrophe or
/// `="…"` by which spreadsheets mark text, and with full-width characters in their ASCII form.
/// Never for names or other prose.
pub(crate) fn usual(text: &str) -> Cow<'_, str> {
    if is_plain(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let trimmed = text.trim_matches(is_blank);
    let is_usual = |character: char| {
        character == ' ' || !is_blank(character) && half_width(character) == character
    };
    if trimmed.chars().all(is_usual) {
        return Cow::Borrowed(unwrapped(trimmed));
    }
    let seen = trimmed
        .chars()
        .filter(|character| character.is_whitespace() || !is_blank(*character))
        .map(|character| match character {
            blank if blank.is_whitespace() => ' ',
            seen => half_width(seen),
        });
    let folded: String = seen.collect();
    Cow::Owned(unwrapped(&folded).to_owned())
}

/// A text without the marks that spreadsheets write in front of, or around, text that looks
/// like a number.
fn unwrapped(mut text: &str) -> &str {
    // Marks that came through two programs stand twice.
    loop {
        let formula = text
            .strip_prefix("=\"")
            .and_then(|text| text.strip_suffix('"'))
            .filter(|inner| !inner.contains('"'));
        match formula.or_else(|| text.strip_prefix('\'')) {
            Some(inner) => text = inner.trim_matches(is_blank),
            None => return text,
        }
    }
}

/// What a name of a column, a field, a code's label, a file or a sheet is compared by: letters in
/// lower case and half width, without blanks, `_` and `-`.
pub(crate) fn name_key(name: &str) -> String {
    let seen = name.chars().filter(|character| !is_blank(*character));
    let half = seen.map(half_width);
    half.filter(|character| !matches!(character, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// What the heading of a column is compared by: its [`name_key`] without a trailing note in
/// brackets (`办结日期(选填)`), a star, and `是否` in front (`是否贫困村`).
pub(crate) fn heading_key(heading: &str) -> String {
    let mut key = name_key(heading);
    loop {
        let trimmed = key.trim_end_matches(['*', ':']);
        let shorter = without_note(trimmed).unwrap_or(trimmed);
        let shorter = shorter.trim_start_matches('*');
        if shorter.len() == key.len() {
            break;
        }
        key = shorter.to_owned();
    }
    match key.strip_prefix("是否") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => key,
    }
}

/// The note in brackets that [`heading_key`] leaves out, without the brackets; the last of several.
pub(crate) fn heading_note(heading: &str) -> Option<String> {
    let key = name_key(heading);
    let key = key.trim_end_matches(['*', ':']);
    let note = key.get(without_note(key)?.len()..)?;
    let mut inner = note.chars();
    inner.next();
    inner.next_back();
    Some(inner.as_str().to_owned())
}

/// A text without the note in brackets at its end; none without such a note, or where there is
/// nothing in front of it.
fn without_note(text: &str) -> Option<&str> {
    let (closing, openings) = match text.chars().last()? {
        ')' => (')', '('),
        ']' => (']', '['),
        '】' => ('】', '【'),
        '〕' => ('〕', '〔'),
        _ => return None,
    };
    let mut depth = 0_usize;
    for (place, character) in text.char_indices().rev() {
        if character == closing {
            depth = depth.saturating_add(1);
        } else if character == openings {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return text.get(..place).filter(|before| !before.is_empty());
            }
        }
    }
    None
}

/// As much of a text as is kept to be shown by [`visible`], which marks that there was more.
pub(crate) fn beginning(text: &str) -> &str {
    let mut places = text.char_indices();
    match places.nth(SHOWN_CHARACTERS.saturating_add(1)) {
        Some((end, _)) if text.len() > SHOWN_CHARACTERS => text.get(..end).unwrap_or(text),
        _ => text,
    }
}

/// A found text as a message shows it: characters that cannot be seen, or that move what is
/// around them, as `U+200B`; the end of a long text as `…`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.len() <= SHOWN_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let is_hidden =
        |character: char| character != ' ' && (is_blank(character) || character.is_control());
    let outer_space = text.starts_with(' ') || text.ends_with(' ');
    let is_short = text.len() <= SHOWN_CHARACTERS || text.chars().count() <= SHOWN_CHARACTERS;
    if is_short && !outer_space && !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let (start, end) = (
        text.len()
            .saturating_sub(text.trim_start_matches(' ').len()),
        text.trim_end_matches(' ').len(),
    );
    for (count, (place, character)) in text.char_indices().enumerate() {
        if count >= SHOWN_CHARACTERS {
            shown.push('…');
            break;
        }
        if is_hidden(character) || place < start || place >= end {
            shown.push_str(&format!("U+{:04X}", u32::from(character)));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
#[path = "spelling_tests.rs"]
mod tests;
