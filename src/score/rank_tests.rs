use crate::figure::Ratio;
use crate::score::test_schemes::{candidate, division, ratio, yangpu};
use crate::score::{Candidate, Comparison, Ranking, Scheme, Terms, VetoedRank, score};

fn ranks(terms: Terms, candidates: &[Candidate]) -> Vec<(String, Option<u64>)> {
    let board = score(&Scheme::new(terms).unwrap(), candidates).unwrap();
    let scores = board.scores().iter();
    scores
        .map(|it| (it.division.to_string(), it.rank))
        .collect()
}

fn expected(ranks: &[(&str, Option<u64>)]) -> Vec<(String, Option<u64>)> {
    let ranks = ranks.iter();
    ranks
        .map(|(code, rank)| ((*code).to_owned(), *rank))
        .collect()
}

fn four() -> [Candidate; 4] {
    [
        candidate("530424", 70),
        candidate("530423", 80),
        candidate("530402", 80),
        candidate("530422", 90),
    ]
}

#[test]
fn after_a_tie_ranks_are_vacant_or_not() {
    let in_order = [("530422", 1), ("530402", 2), ("530423", 2)];
    for (ranking, last) in [(Ranking::Standard, 4), (Ranking::Dense, 3)] {
        let mut all = in_order.map(|(code, rank)| (code, Some(rank))).to_vec();
        all.push(("530424", Some(last)));
        let terms = Terms {
            ranking,
            ..yangpu()
        };
        assert_eq!(ranks(terms, &four()), expected(&all));
    }
}

#[test]
fn what_is_shown_alike_ranks_alike_unless_the_scheme_says_otherwise() {
    let close = |code: &str, millionths: i128| {
        Candidate::new(division(code))
            .attain("foundations", Ratio::integer(1))
            .attain("results", ratio(millionths, 1_000_000))
    };
    let two = [close("530402", 800_001), close("530403", 800_002)];
    assert_eq!(
        ranks(yangpu(), &two),
        expected(&[("530402", Some(1)), ("530403", Some(1))])
    );
    let terms = Terms {
        ranked_by: Comparison::Exact,
        ..yangpu()
    };
    assert_eq!(
        ranks(terms, &two),
        expected(&[("530403", Some(1)), ("530402", Some(2))])
    );
}

#[test]
fn vetoed_divisions_rank_last_or_nowhere() {
    let mut candidates = four();
    candidates[1] = candidates[1].clone().veto("false_figures");
    candidates[3] = candidates[3].clone().veto("false_figures");
    let mut terms = yangpu();
    terms.vetoes[0].points = crate::figure::Decimal::integer(85);
    assert_eq!(
        ranks(terms.clone(), &candidates),
        expected(&[
            ("530402", Some(1)),
            ("530424", Some(2)),
            ("530422", Some(3)),
            ("530423", Some(4))
        ])
    );
    terms.vetoed = VetoedRank::Unranked;
    candidates[2] = candidate("530425", 70);
    assert_eq!(
        ranks(terms, &candidates),
        expected(&[
            ("530424", Some(1)),
            ("530425", Some(1)),
            ("530422", None),
            ("530423", None)
        ])
    );
}
