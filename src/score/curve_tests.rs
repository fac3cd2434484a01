use super::{Curve, Step};
use crate::figure::Ratio;
use crate::score::test_schemes::{decimal, linear, ratio};

fn table() -> Curve {
    let steps = [("0.6", "5"), ("0.8", "7.5"), ("1", "10")];
    let steps = steps.map(|(attainment, points)| Step {
        attainment: decimal(attainment),
        points: decimal(points),
    });
    Curve::Stepped(steps.to_vec())
}

fn points(curve: &Curve, attainment: Ratio) -> Ratio {
    curve.points(decimal("10"), attainment).unwrap().0
}

#[test]
fn linear_from_floor_to_cap() {
    let curve = linear("0.6", "0.9");
    for (attainment, expected) in [
        (ratio(-1, 2), Ratio::integer(0)),
        (ratio(3, 5), Ratio::integer(0)),
        (ratio(7, 10), ratio(10, 3)),
        (ratio(3, 4), Ratio::integer(5)),
        (ratio(9, 10), Ratio::integer(10)),
        (ratio(3, 2), Ratio::integer(10)),
    ] {
        assert_eq!(points(&curve, attainment), expected, "{attainment}");
    }
}

#[test]
fn thresholds_belong_to_their_step() {
    for (attainment, expected) in [
        (ratio(5_999, 10_000), Ratio::integer(0)),
        (ratio(6, 10), Ratio::integer(5)),
        (ratio(7_999, 10_000), Ratio::integer(5)),
        (ratio(4, 5), ratio(15, 2)),
        (ratio(999, 1_000), ratio(15, 2)),
        (ratio(7, 7), Ratio::integer(10)),
        (Ratio::integer(3), Ratio::integer(10)),
    ] {
        assert_eq!(points(&table(), attainment), expected, "{attainment}");
    }
}

#[test]
fn all_or_nothing_turns_at_one() {
    assert_eq!(
        points(&Curve::AllOrNothing, ratio(69, 70)),
        Ratio::integer(0)
    );
    assert_eq!(
        points(&Curve::AllOrNothing, ratio(70, 70)),
        Ratio::integer(10)
    );
}

#[test]
fn extreme_attainments_stay_exact() {
    let curve = linear("0", "1");
    assert_eq!(
        points(&curve, Ratio::integer(i128::MAX)),
        Ratio::integer(10)
    );
    assert_eq!(points(&curve, Ratio::integer(i128::MIN)), Ratio::integer(0));
}

#[test]
fn formulas_say_how_points_came_about() {
    let full = decimal("10");
    let said = |curve: &Curve, attainment: Ratio| {
        let formula = curve.points(full, attainment).unwrap().1;
        [formula.zh, formula.en]
    };
    let curve = linear("0.6", "0.9");
    assert_eq!(
        said(&curve, ratio(7, 10)),
        [
            "完成率 7/10,由 0.6 到 0.9 按直线计:10 × (7/10 − 0.6) ÷ (0.9 − 0.6) = 10/3",
            "attainment 7/10, linear from 0.6 to 0.9: 10 × (7/10 − 0.6) ÷ (0.9 − 0.6) = 10/3"
        ]
    );
    assert_eq!(
        said(&curve, ratio(1, 2)),
        [
            "完成率 1/2 不高于起点 0.6,得 0 分",
            "attainment 1/2 is not above the floor of 0.6: 0 points"
        ]
    );
    assert_eq!(
        said(&curve, Ratio::integer(1)),
        [
            "完成率 1 达到 0.9,得满分 10",
            "attainment 1 reaches the cap of 0.9: the full 10 points"
        ]
    );
    assert_eq!(
        said(&table(), ratio(85, 100)),
        [
            "完成率 85/100 达到 0.8 一档,得 7.5 分",
            "attainment 85/100 reaches the step from 0.8 on: 7.5 points"
        ]
    );
    assert_eq!(
        said(&table(), ratio(1, 2)),
        [
            "完成率 1/2 未达到最低一档,得 0 分",
            "attainment 1/2 is below the first step: 0 points"
        ]
    );
    assert_eq!(
        said(&Curve::AllOrNothing, ratio(70, 70)),
        [
            "完成率 70/70,达标,得满分 10",
            "attainment 70/70, met: the full 10 points"
        ]
    );
    assert_eq!(
        said(&Curve::AllOrNothing, ratio(69, 70)),
        [
            "完成率 69/70,未达标,得 0 分",
            "attainment 69/70, not met: 0 points"
        ]
    );
}
