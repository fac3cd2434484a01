//! "Did you mean": the name that was probably meant.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "rows of the distance table have one cell more than `candidate` has characters, and \
              distances stay below its length plus that of `wanted`, which are capped"
)]

use std::mem;

use crate::text::{Text, text};

/// Names longer than this are not compared: the work grows with the square.
const LONGEST: usize = 200;

/// What to write instead of a name that is none of `known`: the one that was
/// probably meant, or else all there are.
pub fn instead_of(written: &str, known: &[&str]) -> Text {
    let listed = known.join(", ");
    match did_you_mean(written, known) {
        Some(meant) => text!("是否要写 `{meant}`?", "did you mean `{meant}`?"),
        None => text!("可用:{listed}", "there is: {listed}"),
    }
}

/// The candidate nearest to `wanted`, if one is near: at most about a third of
/// its characters mistyped, left out, added, or swapped with a neighbour
/// (Damerau-Levenshtein distance). Letter case does not count. Of equally near
/// candidates, the first.
pub fn did_you_mean(
    wanted: &str,
    candidates: impl IntoIterator<Item = impl AsRef<str>>,
) -> Option<String> {
    let wanted = characters(wanted)?;
    let mut nearest: Option<(usize, String)> = None;
    for candidate in candidates {
        let candidate = candidate.as_ref();
        let Some(characters) = characters(candidate) else {
            continue;
        };
        let limit = tolerance(wanted.len().max(characters.len()));
        if wanted.len().abs_diff(characters.len()) > limit {
            continue;
        }
        let distance = distance(&wanted, &characters);
        // With every character replaced it is another name, not a slip.
        let similar = distance <= limit && distance < wanted.len().min(characters.len());
        if similar && nearest.as_ref().is_none_or(|&(least, _)| distance < least) {
            nearest = Some((distance, candidate.to_owned()));
        }
    }
    nearest.map(|(_, candidate)| candidate)
}

/// The slips allowed in a name of so many characters: a third, and one in short names.
fn tolerance(length: usize) -> usize {
    length.max(3) / 3
}

/// The characters to compare; none where the name is too long.
fn characters(name: &str) -> Option<Vec<char>> {
    let characters: Vec<char> = name
        .chars()
        .take(LONGEST)
        .flat_map(char::to_lowercase)
        .collect();
    (characters.len() < LONGEST).then_some(characters)
}

/// The insertions, deletions, replacements and swaps of neighbours that turn
/// `wanted` into `candidate`, where no part is edited twice.
fn distance(wanted: &[char], candidate: &[char]) -> usize {
    let mut before_previous = vec![0; candidate.len() + 1];
    let mut previous: Vec<usize> = (0..=candidate.len()).collect();
    let mut current = before_previous.clone();
    for row in 1..=wanted.len() {
        current[0] = row;
        for column in 1..=candidate.len() {
            let (here, there) = (wanted[row - 1], candidate[column - 1]);
            let replaced = previous[column - 1] + usize::from(here != there);
            let mut least = replaced
                .min(previous[column] + 1)
                .min(current[column - 1] + 1);
            if row > 1 && column > 1 && here == candidate[column - 2] && wanted[row - 2] == there {
                least = least.min(before_previous[column - 2] + 1);
            }
            current[column] = least;
        }
        mem::swap(&mut before_previous, &mut previous);
        mem::swap(&mut previous, &mut current);
    }
    previous[candidate.len()]
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
