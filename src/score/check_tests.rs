use crate::error::ErrorKind;
use crate::limits;
use crate::score::test_schemes::{adjustment, band, decimal, item, linear, veto, yangpu};
use crate::score::{Curve, Scheme, Step, Terms};
use crate::text::Language;

fn refused(terms: Terms) -> String {
    let error = Scheme::new(terms).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    error.message().get(Language::English).to_owned()
}

fn with_curve(curve: Curve) -> Terms {
    Terms::new(vec![item("rate", "10", curve)], 2)
}

fn steps(steps: &[(&str, &str)]) -> Terms {
    let steps = steps.iter().map(|(attainment, points)| Step {
        attainment: decimal(attainment),
        points: decimal(points),
    });
    with_curve(Curve::Stepped(steps.collect()))
}

#[test]
fn a_sound_scheme_knows_its_full_points() {
    let scheme = Scheme::new(yangpu()).unwrap();
    assert_eq!(scheme.full(), decimal("100"));
    assert_eq!(*scheme.terms(), yangpu());
}

#[test]
fn there_must_be_something_to_score() {
    assert_eq!(refused(Terms::new(vec![], 2)), "the scheme has no items");
    let empty = item("rate", "0", Curve::AllOrNothing);
    assert_eq!(
        refused(Terms::new(vec![empty], 2)),
        "all items have 0 full points, so there is nothing to score"
    );
}

#[test]
fn points_are_not_negative() {
    let negative = item("rate", "-1", Curve::AllOrNothing);
    assert_eq!(
        refused(Terms::new(vec![negative], 2)),
        "`rate` has full points below 0: -1"
    );
    let bonuses = vec![adjustment("award", "-0.5", "2")];
    assert_eq!(
        refused(Terms {
            bonuses,
            ..yangpu()
        }),
        "`award` has points for each occurrence below 0: -0.5"
    );
    let deductions = vec![adjustment("missed", "1", "-2")];
    assert_eq!(
        refused(Terms {
            deductions,
            ..yangpu()
        }),
        "`missed` has a cap below 0: -2"
    );
    let vetoes = vec![veto("fraud", "-3", None)];
    assert_eq!(
        refused(Terms { vetoes, ..yangpu() }),
        "`fraud` has points below 0: -3"
    );
    assert_eq!(
        refused(steps(&[("0.5", "-1")])),
        "`rate` has points of a step below 0: -1"
    );
}

#[test]
fn a_cap_lies_above_its_floor() {
    for (floor, cap) in [("1", "1"), ("1", "0.6")] {
        assert_eq!(
            refused(with_curve(linear(floor, cap))),
            format!("`rate` has a cap of {cap}, which is not above its floor of {floor}")
        );
    }
}

#[test]
fn steps_ascend_up_to_the_full_points() {
    assert_eq!(refused(steps(&[])), "`rate` has a table without steps");
    for second in ["0.6", "0.60", "0.5"] {
        assert_eq!(
            refused(steps(&[("0.6", "5"), (second, "8")])),
            format!("`rate` has thresholds that do not ascend: {second} after 0.6")
        );
    }
    assert_eq!(
        refused(steps(&[("0.6", "5"), ("0.8", "4")])),
        "`rate` gives 4 points from 0.8 on, fewer than the 5 from 0.6 on"
    );
    assert_eq!(
        refused(steps(&[("0.6", "10.5")])),
        "`rate` has a step of 10.5 points, above its full points of 10"
    );
}

#[test]
fn bands_neither_overlap_nor_coincide() {
    let bands = vec![
        band("60", "合格", "qualified"),
        band("60.0", "标准", "standard"),
    ];
    assert_eq!(
        refused(Terms { bands, ..yangpu() }),
        "the grades `qualified` and `standard` have the same lower bound of 60"
    );
    let bands = vec![
        band("80", "标准", "standard"),
        band("60", "合格", "qualified"),
    ];
    assert_eq!(
        refused(Terms { bands, ..yangpu() }),
        "grades go from low to high, but `qualified` from 60 on overlaps with `standard` from 80 on before it"
    );
}

#[test]
fn an_id_stands_for_one_part() {
    let bonuses = vec![adjustment("results", "1", "2")];
    assert_eq!(
        refused(Terms {
            bonuses,
            ..yangpu()
        }),
        "the scheme has `results` twice"
    );
}

#[test]
fn the_parts_are_limited() {
    let items = |count: usize| {
        let items = (0..count).map(|index| item(&format!("i{index}"), "1", Curve::AllOrNothing));
        Terms::new(items.collect(), 2)
    };
    Scheme::new(items(limits::SCHEME_PARTS)).unwrap();
    let error = Scheme::new(items(limits::SCHEME_PARTS + 1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}
