use super::score;
use crate::figure::Ratio;
use crate::score::Scheme;
use crate::score::test_schemes::{candidate, division, refused, yangpu};

#[test]
fn nobody_is_an_empty_board() {
    let board = score(&Scheme::new(yangpu()).unwrap(), &[]).unwrap();
    assert_eq!(board.scores(), []);
}

#[test]
fn a_division_is_given_once() {
    // Both spellings are the same division.
    let twice = [candidate("530402", 80), candidate("530402000000", 90)];
    assert_eq!(refused(yangpu(), &twice), "division 530402 is given twice");
}

#[test]
fn scores_are_found_by_division() {
    let candidates = [candidate("530403", 80), candidate("530402", 90)];
    let board = score(&Scheme::new(yangpu()).unwrap(), &candidates).unwrap();
    let hongta = board.score(division("530402")).unwrap();
    assert_eq!(
        hongta.total.as_ref().unwrap().exact.to_ratio(),
        Some(Ratio::integer(92))
    );
    assert_eq!(board.score(division("530422")), None);
}
