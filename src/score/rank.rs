//! Ranks, with ties.

use std::cmp::Reverse;

use super::{Fraction, Ranking, Score, Terms, VetoedRank};

/// What ranks a division: those under a veto behind all others and those without a rank
/// behind these, then the larger total. Equal standings are a tie.
type Standing = (Class, Reverse<Fraction>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Clear,
    Vetoed,
    Unranked,
}

/// Puts the scores in the order of their ranks, ties by division code, and ranks them.
pub(super) fn rank(scores: &mut [Score], terms: &Terms) {
    scores.sort_by_cached_key(|score| (standing(score, terms), score.division));
    let mut previous = None;
    let mut rank = 0;
    for (place, score) in (1_u64..).zip(scores) {
        if class(score, terms) == Class::Unranked {
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
    let class = class(score, terms);
    let total = score.total.as_ref().filter(|_| class != Class::Unranked);
    // Without a rank all are alike, so that their order by code suggests none.
    let total = total.map_or_else(Fraction::zero, |total| total.compared(terms.ranked_by));
    (class, Reverse(total))
}

fn class(score: &Score, terms: &Terms) -> Class {
    let is_vetoed = !score.vetoes.is_empty();
    match terms.vetoed {
        _ if score.total.is_none() => Class::Unranked,
        VetoedRank::Unranked if is_vetoed => Class::Unranked,
        _ if is_vetoed => Class::Vetoed,
        _ => Class::Clear,
    }
}

#[cfg(test)]
#[path = "rank_tests.rs"]
mod tests;
