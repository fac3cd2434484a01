//! The scoreboard: all divisions with their points, grades and ranks.

use std::collections::BTreeSet;

use super::{Attainment, Candidate, Comparison, Fraction, Scheme, Veto, argument, rank, sum};
use crate::error::Result;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionCode;
use crate::text::{Text, text};

/// All divisions that were scored (综合考评排名表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scoreboard {
    scores: Vec<Score>,
}

/// The points of one division, and how they came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The division.
    pub division: DivisionCode,
    /// Every item, in the scheme's order.
    pub items: Vec<ItemScore>,
    /// By what the points of items were multiplied, as others are left out; 1 where
    /// none is.
    pub scale: Ratio,
    /// Every bonus of the scheme.
    pub bonuses: Vec<AdjustmentScore>,
    /// Every deduction of the scheme; points that were taken off.
    pub deductions: Vec<AdjustmentScore>,
    /// The vetoes that apply, in the scheme's order.
    pub vetoes: Vec<Veto>,
    /// The total: never below 0, and after vetoes. None where a part cannot be judged,
    /// because data it needs was not received.
    pub total: Option<Total>,
    /// How the total came about, or why there is none. Its parts are shown rounded, each
    /// from its exact value; the total is that of the exact parts.
    pub formula: Text,
    /// The grade; none under the lowest band, by a veto, or without a total.
    pub grade: Option<Text>,
    /// The rank, from 1; none for a division under a veto where the scheme says so, and
    /// without a total.
    pub rank: Option<u64>,
}

/// The points of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemScore {
    /// The item's id.
    pub id: String,
    /// The attainment.
    pub attainment: Attainment,
    /// The points, scaled up by [`Score::scale`]; none where the item is left out, or
    /// cannot be judged.
    pub points: Option<Points>,
    /// How they came about.
    pub formula: Text,
}

/// What occurrences add or take off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdjustmentScore {
    /// Its id.
    pub id: String,
    /// How often it occurred; none where that cannot be judged.
    pub occurrences: Option<u64>,
    /// The points, not negative; none likewise.
    pub points: Option<Points>,
    /// How they came about.
    pub formula: Text,
}

/// Points before and after rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Points {
    /// In lowest terms.
    pub exact: Ratio,
    /// Rounded once from the exact value, half to even (GB/T 8170-2008).
    pub shown: Decimal,
}

/// A total before and after rounding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Total {
    /// The sum of the exact points.
    pub exact: Fraction,
    /// Rounded once from the exact value, half to even (GB/T 8170-2008).
    pub shown: Decimal,
}

impl Total {
    /// The value by which totals are compared.
    pub(super) fn compared(&self, by: Comparison) -> Fraction {
        match by {
            Comparison::Exact => self.exact.clone(),
            Comparison::Shown => Fraction::of_decimal(self.shown),
        }
    }
}

impl Scoreboard {
    /// All divisions by rank, those of equal rank by code; behind them those without
    /// a rank, by code.
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// The points of one division; none for one that was no candidate.
    pub fn score(&self, division: DivisionCode) -> Option<&Score> {
        self.scores.iter().find(|score| score.division == division)
    }
}

/// Scores all candidates by one scheme. Their order makes no difference.
///
/// The total is the points of the items, and bonuses, less deductions. It stops at 0,
/// and at the full points unless bonuses may exceed them; then vetoes apply. A candidate
/// of which a part cannot be judged has neither total, grade nor rank.
///
/// # Errors
///
/// `Argument` for a division given twice, an item, bonus, deduction or veto that the
/// scheme does not have, an item without attainment for which the scheme has no rule,
/// or a division of which no item with points is left; `Overflow` where points leave
/// the range of 128 bits.
///
/// # Example
///
/// Two divisions share the second rank, so the third is vacant:
///
/// ```
/// use huimin::figure::{Decimal, Ratio};
/// use huimin::network::DivisionCode;
/// use huimin::score::{Candidate, Curve, Item, Scheme, Terms, score};
///
/// let curve = Curve::Linear { floor: Decimal::integer(0), cap: Decimal::integer(1) };
/// let items = vec![Item { id: "rate".into(), full: Decimal::integer(100), curve }];
/// let scheme = Scheme::new(Terms::new(items, 1))?;
/// let mut candidates = Vec::new();
/// for (code, cases) in [("530402", 7), ("530403", 9), ("530422", 8), ("530423", 8)] {
///     let division = DivisionCode::parse(code)?.code;
///     candidates.push(Candidate::new(division).attain("rate", Ratio::new(cases, 9).unwrap()));
/// }
/// let board = score(&scheme, &candidates)?;
/// let ranks: Vec<(String, Option<u64>)> = board
///     .scores()
///     .iter()
///     .map(|it| (format!("{} {}", it.division, it.total.as_ref().unwrap().shown), it.rank))
///     .collect();
/// assert_eq!(ranks, [
///     ("530403 100.0".to_owned(), Some(1)),
///     ("530422 88.9".to_owned(), Some(2)),
///     ("530423 88.9".to_owned(), Some(2)),
///     ("530402 77.8".to_owned(), Some(4)),
/// ]);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn score(scheme: &Scheme, candidates: &[Candidate]) -> Result<Scoreboard> {
    let mut seen = BTreeSet::new();
    let divisions = candidates.iter().map(|candidate| candidate.division);
    if let Some(division) = divisions.into_iter().find(|it| !seen.insert(*it)) {
        return Err(argument(text!(
            "区划 {division} 给出了两次",
            "division {division} is given twice"
        )));
    }
    let scores = candidates.iter();
    let scores = scores.map(|candidate| sum::score_division(scheme, candidate));
    let mut scores = scores.collect::<Result<Vec<Score>>>()?;
    rank::rank(&mut scores, scheme.terms());
    Ok(Scoreboard { scores })
}

#[cfg(test)]
#[path = "board_tests.rs"]
mod tests;
