//! Schemes for the tests of this room.

use super::{Adjustment, Band, Candidate, Curve, Item, Scheme, Terms, Veto, score};
use crate::error::ErrorKind;
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionCode;
use crate::score::Score;
use crate::text::{Language, Text};

pub(super) fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

pub(super) fn ratio(numerator: i128, denominator: i128) -> Ratio {
    Ratio::new(numerator, denominator).unwrap()
}

pub(super) fn division(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap().code
}

pub(super) fn linear(floor: &str, cap: &str) -> Curve {
    Curve::Linear {
        floor: decimal(floor),
        cap: decimal(cap),
    }
}

pub(super) fn item(id: &str, full: &str, curve: Curve) -> Item {
    Item {
        id: id.to_owned(),
        full: decimal(full),
        curve,
    }
}

pub(super) fn adjustment(id: &str, each: &str, cap: &str) -> Adjustment {
    Adjustment {
        id: id.to_owned(),
        each: decimal(each),
        cap: decimal(cap),
    }
}

pub(super) fn veto(id: &str, points: &str, grade: Option<&str>) -> Veto {
    Veto {
        id: id.to_owned(),
        reason: Text::new("弄虚作假", "false figures"),
        grade: grade.map(Text::same),
        points: decimal(points),
    }
}

pub(super) fn band(lower: &str, zh: &str, en: &str) -> Band {
    Band {
        lower: decimal(lower),
        label: Text::new(zh, en),
    }
}

/// Foundations 20 and results 80, with the grades of Yangpu district (2018); bonus,
/// deduction and veto are the test's own.
pub(super) fn yangpu() -> Terms {
    Terms {
        bonuses: vec![adjustment("satisfaction", "0.5", "2")],
        deductions: vec![adjustment("missed_duty", "1.5", "6")],
        vetoes: vec![veto("false_figures", "0", None)],
        bands: vec![
            band("60", "合格", "qualified"),
            band("80", "标准", "standard"),
            band("90", "示范", "model"),
        ],
        ..Terms::new(
            vec![
                item("foundations", "20", Curve::AllOrNothing),
                item("results", "80", linear("0", "1")),
            ],
            2,
        )
    }
}

/// A division with its foundations, and results of so many hundredths.
pub(super) fn candidate(code: &str, results_percent: i128) -> Candidate {
    Candidate::new(division(code))
        .attain("foundations", Ratio::integer(1))
        .attain("results", ratio(results_percent, 100))
}

/// The score of one candidate alone.
pub(super) fn alone(terms: Terms, candidate: Candidate) -> Score {
    let board = score(&Scheme::new(terms).unwrap(), &[candidate]).unwrap();
    board.scores()[0].clone()
}

/// The message with which a candidate is refused.
pub(super) fn refused(terms: Terms, candidates: &[Candidate]) -> String {
    let error = score(&Scheme::new(terms).unwrap(), candidates).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    error.message().get(Language::English).to_owned()
}
