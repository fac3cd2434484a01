//! What the name of a file, folder or sheet names.
//!
//! Chinese writes no boundaries between words, so a Chinese label is found anywhere in a name.
//! Letters and digits are found as whole words only: `cases` in `cases-2019`, never in `showcases`.
//! A name that lies within a longer one that is found there is no name by itself.

use crate::spelling::name_key;

/// What a name names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Nothing,
    One(usize),
    /// Different things, in their order.
    Several(Vec<usize>),
}

/// A name by its characters as [`name_key`] folds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelt {
    characters: Vec<char>,
    /// Per character, whether a word may begin with it.
    begins: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Characters that are words by themselves, and marks.
    Other,
}

impl Class {
    fn of(character: char) -> Self {
        /// Where the scripts of East Asia begin.
        const EAST_ASIA: char = '\u{2e80}';
        if character.is_ascii_digit() {
            Self::Digit
        } else if character.is_alphanumeric() && character < EAST_ASIA {
            Self::Letter
        } else {
            Self::Other
        }
    }
}

impl Spelt {
    pub(super) fn of(name: &str) -> Self {
        let mut spelt = Self::default();
        let mut before: Option<(char, Class)> = None;
        let mut buffer = [0; 4];
        for character in name.chars() {
            let folded = name_key(character.encode_utf8(&mut buffer));
            if folded.is_empty() {
                // A blank, `_` or `-` ends a word.
                before = None;
            }
            for (place, part) in folded.chars().enumerate() {
                let class = Class::of(part);
                let goes_on = before.is_some_and(|(last, last_class)| {
                    let is_hump = last.is_lowercase() && character.is_uppercase();
                    class != Class::Other && class == last_class && !is_hump
                });
                spelt.characters.push(part);
                spelt.begins.push(place == 0 && !goes_on);
                before = Some((character, class));
            }
        }
        spelt
    }

    pub(super) fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// Every place at which a name stands in this one, as a range of characters.
    fn places_of<'a>(&'a self, name: &'a Self) -> impl Iterator<Item = (usize, usize)> + 'a {
        let length = name.characters.len();
        let whole = self.characters.len();
        let windows = self.characters.windows(length.max(1)).enumerate();
        let begins = move |place: usize| place == whole || self.begins.get(place) == Some(&true);
        // A single character is no name but where nothing else is there.
        let is_name = move || length > 1 || length == whole;
        windows
            .filter(move |(_, window)| is_name() && *window == name.characters.as_slice())
            .map(move |(start, _)| (start, start.saturating_add(length)))
            .filter(move |(start, end)| begins(*start) && begins(*end))
    }
}

/// What stands in a name, of all that have names: the longest, where one lies within another.
pub(super) fn named<'a>(
    name: &str,
    known: impl Iterator<Item = (usize, &'a [Spelt])> + Clone,
) -> Named {
    let name = Spelt::of(name);
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (subject, names) in known {
        for known in names.iter().filter(|known| !known.is_empty()) {
            let places = name.places_of(known);
            found.extend(places.map(|(start, end)| (start, end, subject)));
        }
    }
    let is_within = |&(start, end, _): &(usize, usize, usize)| {
        let length = |start: usize, end: usize| end.saturating_sub(start);
        found.iter().any(|&(from, to, _)| {
            from <= start && end <= to && length(from, to) > length(start, end)
        })
    };
    let standing = found.iter().filter(|found| !is_within(found));
    let mut subjects: Vec<usize> = standing.map(|(_, _, subject)| *subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    match subjects.as_slice() {
        [] => Named::Nothing,
        [one] => Named::One(*one),
        _ => Named::Several(subjects),
    }
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
