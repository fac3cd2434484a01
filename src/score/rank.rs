//! Ranks, with ties.

use std::cmp::Reverse;

use super::{Fraction, Ranking, Score, Terms, VetoedRank};

/// What ranks a division: those under a veto behind all others, then the larger
/// total. Equal standings are a tie.
type Standing = (bool, Reverse<Fraction>);

/// Puts the scores in the order of their ranks, ties by division code, and ranks them.
pub(super) fn rank(scores: &mut [Score], terms: &Terms) {
    scores.sort_by_cached_key(|score| (standing(score, terms), score.division));
    let mut previous = None;
    let mut rank = 0;
    for (place, score) in (1_u64..).zip(scores) {
        if is_unranked(score, terms) {
            continue;
        }
        let standing = standing(score, terms);
        if previous.as_ref() != Some(&standing) {
            rank = match terms.ranking {
                Ranking::Standard => place,
                Ranking::Dense => rank.saturating_add(1),
            };
            previous = Some(standing);
        }
        score.rank = Some(rank);
    }
}

fn standing(score: &Score, terms: &Terms) -> Standing {
    let total = if is_unranked(score, terms) {
        // All alike, so that their order by code suggests no rank.
        Fraction::zero()
    } else {
        score.total.compared(terms.ranked_by)
    };
    (is_vetoed(score), Reverse(total))
}

fn is_unranked(score: &Score, terms: &Terms) -> bool {
    is_vetoed(score) && terms.vetoed == VetoedRank::Unranked
}

fn is_vetoed(score: &Score) -> bool {
    !score.vetoes.is_empty()
}

#[cfg(test)]
#[path = "rank_tests.rs"]
mod tests;
