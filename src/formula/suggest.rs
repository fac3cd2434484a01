//! "Did you mean": the nearest of the known names.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "edit distances of texts of at most 64 characters"
)]

/// Names longer than this are not compared.
const MOST_CHARACTERS: usize = 64;

/// The candidate nearest to `written`, if one is near enough to have been
/// meant: the same but for case, or at most a third of its characters apart.
/// Among equally near ones the first in order of the alphabet.
pub(super) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let wanted = folded(written);
    if wanted.len() > MOST_CHARACTERS {
        return None;
    }
    let most = (wanted.len() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let known = folded(candidate);
            let near = known.len().abs_diff(wanted.len()) <= most && known.len() <= MOST_CHARACTERS;
            let apart = near.then(|| distance(&wanted, &known))?;
            // A name of one or two characters would be near to everything.
            (apart <= most && apart < wanted.len()).then_some((apart, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

fn folded(name: &str) -> Vec<char> {
    name.chars()
        .flat_map(char::to_lowercase)
        .take(MOST_CHARACTERS + 1)
        .collect()
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from
/// one to the other (optimal string alignment).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous_left = None;
    for (row, &from) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        let mut previous_right = None;
        for (column, &to) in right.iter().enumerate() {
            let cell =
                |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(&last, column) + usize::from(from != to))
                .min(cell(&last, column + 1) + 1)
                .min(cell(&current, column) + 1);
            if from != to && previous_left == Some(to) && previous_right == Some(from) && column > 0
            {
                best = best.min(cell(&before_last, column - 1) + 1);
            }
            current.push(best);
            previous_right = Some(to);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_left = Some(from);
    }
    last.last().copied().unwrap_or(left.len())
}
