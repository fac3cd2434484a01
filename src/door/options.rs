//! What whoever opens the door may say about what lies behind it.

use std::collections::BTreeMap;

use super::subject::Subjects;
use crate::diagnostic::instead_of;
use crate::error::{Error, ErrorKind, Result};
use crate::input::Encoding;
#[cfg(feature = "xlsx")]
use crate::input::Merged;
use crate::text::{Text, text};

/// How files are surveyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorOptions {
    /// Patterns of what may lie there and is not read, by path; of sheets `book.xlsx/Sheet`.
    /// `*` stands for any characters of a name, `?` for one, `**` for those of several names. A
    /// pattern without `/` is compared with every name of a path, others with the path from its
    /// beginning on; what lies in a folder, archive or workbook that is matched is matched, too.
    pub ignore: Vec<String>,
    /// The one sheet of every workbook that is read; others are passed over.
    pub sheet: Option<String>,
    /// Encodings of text files that are not to be found out, by dataset; those of the register of
    /// divisions under `divisions`.
    pub encodings: BTreeMap<String, Encoding>,
    /// What becomes of merged cells over data rows.
    #[cfg(feature = "xlsx")]
    pub merged: Merged,
    /// Whether the SHA-256 of every file is computed.
    pub digests: bool,
}

impl Default for DoorOptions {
    /// Nothing ignored, all sheets, encodings found out, merged cells refused, digests computed.
    fn default() -> Self {
        Self {
            ignore: Vec::new(),
            sheet: None,
            encodings: BTreeMap::new(),
            #[cfg(feature = "xlsx")]
            merged: Merged::default(),
            digests: true,
        }
    }
}

impl DoorOptions {
    /// Refuses encodings of datasets that do not exist.
    pub(super) fn check(&self, subjects: &Subjects) -> Result<()> {
        let known: Vec<&str> = subjects.keys().collect();
        let unknown = self
            .encodings
            .keys()
            .find(|id| !known.contains(&id.as_str()));
        let Some(id) = unknown else { return Ok(()) };
        let Text { zh, en } = instead_of(id, &known);
        Err(Error::new(
            ErrorKind::Argument,
            text!(
                "为数据集 `{id}` 声明了编码，但没有这个数据集；{zh}",
                "an encoding is declared for the dataset `{id}`, but there is none of this name; {en}"
            ),
        ))
    }

    /// The first pattern by which a path is ignored.
    pub(super) fn ignores(&self, path: &str) -> Option<&str> {
        let patterns = self.ignore.iter().map(String::as_str);
        let mut patterns = patterns.filter(|pattern| !pattern.is_empty());
        patterns.find(|pattern| covers(pattern, path))
    }
}

/// Whether a pattern matches a path, or something it lies in.
fn covers(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let pattern = pattern.trim_end_matches('/');
    if pattern.is_empty() {
        return false;
    }
    if !pattern.contains('/') {
        return path.split('/').any(|name| matches(pattern, name));
    }
    let ends = path.match_indices('/').map(|(end, _)| end);
    let mut beginnings = ends.chain([path.len()]).filter_map(|end| path.get(..end));
    beginnings.any(|beginning| matches(pattern, beginning))
}

/// Whether a pattern matches a whole text.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    // For every place of the text: whether the pattern so far matches up to there.
    let mut reached = vec![false; text.len().saturating_add(1)];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    let mut parts = pattern.iter().peekable();
    while let Some(&part) = parts.next() {
        if part == '*' {
            let over_folders = parts.next_if(|next| **next == '*').is_some();
            let mut goes_on = false;
            for (place, here) in reached.iter_mut().enumerate() {
                let passed = place.checked_sub(1).and_then(|before| text.get(before));
                goes_on &= over_folders || passed != Some(&'/');
                goes_on |= *here;
                *here = goes_on;
            }
            continue;
        }
        let mut before = false;
        for (place, here) in reached.iter_mut().enumerate() {
            let passed = place.checked_sub(1).and_then(|before| text.get(before));
            let fits = passed.is_some_and(|&found| match part {
                '?' => found != '/',
                part => found == part,
            });
            before = std::mem::replace(here, before && fits);
        }
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
