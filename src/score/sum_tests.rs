use crate::figure::Ratio;
use crate::score::test_schemes::{
    alone, candidate, decimal, division, item, linear, ratio, refused, veto, yangpu,
};
use crate::score::{Attainment, Candidate, Comparison, Instead, Terms};
use crate::text::Text;

const HONGTA: &str = "530402";

#[test]
fn a_total_and_its_formula() {
    let candidate = candidate(HONGTA, 85)
        .occur("satisfaction", 3)
        .occur("missed_duty", 1);
    let score = alone(yangpu(), candidate);
    assert_eq!(score.total.as_ref().unwrap().shown.to_string(), "88.00");
    assert_eq!(
        score.total.as_ref().unwrap().exact.to_ratio(),
        Some(Ratio::integer(88))
    );
    assert_eq!(score.grade, Some(Text::new("标准", "standard")));
    assert_eq!(
        score.formula,
        Text::new(
            "评分项 88.00 + 加分 1.50 − 扣分 1.50;总分 88.00",
            "items 88.00 + bonuses 1.50 − deductions 1.50; total 88.00"
        )
    );
    assert_eq!(score.bonuses[0].formula.en, "3 × 0.5 = 1.5");
    assert_eq!(score.items[1].points.unwrap().shown.to_string(), "68.00");
}

#[test]
fn adjustments_stop_at_their_caps() {
    let candidate = candidate(HONGTA, 50)
        .occur("satisfaction", 5)
        .occur("missed_duty", 4);
    let score = alone(yangpu(), candidate);
    assert_eq!(score.bonuses[0].points.unwrap().exact, Ratio::integer(2));
    assert_eq!(score.bonuses[0].formula.zh, "5 次 × 0.5 = 2.5,以 2 为限");
    assert_eq!(score.deductions[0].points.unwrap().exact, Ratio::integer(6));
    assert_eq!(score.deductions[0].formula.en, "4 × 1.5 = 6.0");
    assert_eq!(score.total.as_ref().unwrap().shown.to_string(), "56.00");
    assert_eq!(score.grade, None);
}

#[test]
fn bonuses_lift_the_total_above_the_full_points_only_where_they_may() {
    let best = candidate(HONGTA, 100).occur("satisfaction", 4);
    let score = alone(yangpu(), best.clone());
    assert_eq!(score.total.as_ref().unwrap().shown.to_string(), "100.00");
    assert_eq!(
        score.formula.en,
        "items 100.00 + bonuses 2.00; limited to the full 100 points; total 100.00"
    );
    let terms = Terms {
        may_exceed_full: true,
        ..yangpu()
    };
    assert_eq!(
        alone(terms, best).total.as_ref().unwrap().shown.to_string(),
        "102.00"
    );
}

#[test]
fn a_total_does_not_fall_below_zero() {
    let worst = Candidate::new(division(HONGTA))
        .attain("foundations", Ratio::integer(0))
        .attain("results", ratio(1, 100))
        .occur("missed_duty", 3);
    let score = alone(yangpu(), worst);
    assert_eq!(score.total.as_ref().unwrap().shown.to_string(), "0.00");
    assert_eq!(
        score.formula.zh,
        "评分项 0.80 − 扣分 4.50;不低于 0;总分 0.00"
    );
}

#[test]
fn a_band_begins_at_its_lower_bound() {
    for (code, percent, expected) in [
        (HONGTA, 50, Some("qualified")),
        (HONGTA, 49, None),
        (HONGTA, 75, Some("standard")),
        (HONGTA, 87, Some("standard")),
        (HONGTA, 88, Some("model")),
    ] {
        let grade = alone(yangpu(), candidate(code, percent)).grade;
        assert_eq!(grade.map(|it| it.en).as_deref(), expected, "{percent}");
    }
}

#[test]
fn the_exact_total_decides_the_grade_unless_the_scheme_says_the_shown_one() {
    // 20 + 80 × 0.87495 = 89.996.
    let almost = Candidate::new(division(HONGTA))
        .attain("foundations", Ratio::integer(1))
        .attain("results", ratio(87_495, 100_000));
    let score = alone(yangpu(), almost.clone());
    assert_eq!(score.total.as_ref().unwrap().shown.to_string(), "90.00");
    assert_eq!(score.grade.unwrap().en, "standard");
    let terms = Terms {
        graded_by: Comparison::Shown,
        ..yangpu()
    };
    assert_eq!(alone(terms, almost).grade.unwrap().en, "model");
}

#[test]
fn a_veto_takes_grade_and_points() {
    let score = alone(yangpu(), candidate(HONGTA, 100).veto("false_figures"));
    assert_eq!(score.total.as_ref().unwrap().shown.to_string(), "0.00");
    assert_eq!(score.grade, None);
    assert_eq!(score.vetoes, yangpu().vetoes);
    assert_eq!(
        score.formula,
        Text::new(
            "评分项 100.00;因弄虚作假一票否决,至多 0;总分 0.00",
            "items 100.00; vetoed (false figures), at most 0; total 0.00"
        )
    );
}

#[test]
fn the_veto_with_the_fewest_points_decides_and_none_lifts() {
    let terms = Terms {
        vetoes: vec![
            veto("mild", "59.5", Some("C")),
            veto("hard", "30", Some("D")),
            veto("as_hard", "30.0", None),
        ],
        ..yangpu()
    };
    let score = |percent, ids: &[&str]| {
        let candidate = ids
            .iter()
            .fold(candidate(HONGTA, percent), |it, id| it.veto(id));
        let score = alone(terms.clone(), candidate);
        (
            score.total.as_ref().unwrap().shown.to_string(),
            score.grade.map(|it| it.en),
        )
    };
    assert_eq!(score(100, &["mild"]), ("59.50".into(), Some("C".into())));
    assert_eq!(
        score(100, &["mild", "as_hard", "hard"]),
        ("30.00".into(), Some("D".into()))
    );
    assert_eq!(score(10, &["mild"]), ("28.00".into(), Some("C".into())));
}

fn three(missing: Option<Instead>, not_applicable: Option<Instead>) -> Terms {
    Terms {
        missing,
        not_applicable,
        ..Terms::new(
            vec![
                item("a", "20", linear("0", "1")),
                item("b", "50", linear("0", "1")),
                item("c", "30", linear("0", "1")),
            ],
            2,
        )
    }
}

/// Half of `a`, nothing said of `b`, one third of `c`.
fn lacking() -> Candidate {
    Candidate::new(division(HONGTA))
        .attain("a", ratio(1, 2))
        .attain("c", ratio(1, 3))
}

#[test]
fn missing_items_count_as_the_scheme_says() {
    for (instead, expected, formula) in [
        (
            Instead::FullPoints,
            Ratio::integer(70),
            "missing: counts with the full 50 points",
        ),
        (
            Instead::NoPoints,
            Ratio::integer(20),
            "missing: counts with 0 points",
        ),
        (
            Instead::LeftOut,
            Ratio::integer(40),
            "missing: left out, the other items are scaled up",
        ),
    ] {
        let score = alone(three(Some(instead), None), lacking());
        assert_eq!(
            score.total.as_ref().unwrap().exact.to_ratio(),
            Some(expected),
            "{instead:?}"
        );
        assert_eq!(score.items[1].attainment, Attainment::Missing);
        assert_eq!(score.items[1].formula.en, formula);
    }
}

#[test]
fn items_left_out_scale_the_others_up() {
    let terms = three(None, Some(Instead::LeftOut));
    let candidate = Candidate::new(division(HONGTA))
        .stand("a", Attainment::NotApplicable)
        .attain("b", ratio(1, 2))
        .attain("c", ratio(1, 7));
    let score = alone(terms, candidate);
    assert_eq!(score.scale, ratio(5, 4));
    assert_eq!(score.items[0].points, None);
    let exact: Vec<Ratio> = score.items[1..]
        .iter()
        .map(|it| it.points.unwrap().exact)
        .collect();
    assert_eq!(exact, [ratio(125, 4), ratio(75, 14)]);
    assert_eq!(
        score.items[2].formula.zh,
        "完成率 1/7,由 0 到 1 按直线计:30 × (1/7 − 0) ÷ (1 − 0) = 30/7;有评分项不计入,乘以 5/4,得 75/14"
    );
    assert_eq!(
        score.total.as_ref().unwrap().exact.to_ratio(),
        Some(ratio(1_025, 28))
    );
}

#[test]
fn without_a_rule_a_missing_attainment_is_an_error() {
    let instead = Some(Instead::NoPoints);
    assert_eq!(
        refused(three(None, instead), &[lacking()]),
        "division 530402: `b` is missing, and the scheme has no rule for what is missing"
    );
    let candidate = lacking().stand("b", Attainment::NotApplicable);
    assert_eq!(
        refused(three(instead, None), &[candidate]),
        "division 530402: `b` is not applicable, and the scheme has no rule for what is not applicable"
    );
}

#[test]
fn something_must_be_left_to_score() {
    let terms = three(Some(Instead::LeftOut), None);
    assert_eq!(
        refused(terms, &[Candidate::new(division(HONGTA))]),
        "division 530402: no item with points is left to score"
    );
}

#[test]
fn unknown_ids_are_named() {
    let known = candidate(HONGTA, 80);
    for (candidate, what) in [
        (known.clone().attain("result", ratio(1, 2)), "item `result`"),
        (
            known.clone().occur("results", 1),
            "bonus or deduction `results`",
        ),
        (known.veto("satisfaction"), "veto `satisfaction`"),
    ] {
        assert_eq!(
            refused(yangpu(), &[candidate]),
            format!("division 530402: the scheme has no {what}")
        );
    }
}

#[test]
fn a_total_is_rounded_once() {
    // Three times 1/3 of 10: shown as 3.3 each, and 10.0 together.
    let thirds = ["a", "b", "c"].map(|id| item(id, "10", linear("0", "1")));
    let candidate = ["a", "b", "c"]
        .into_iter()
        .fold(Candidate::new(division(HONGTA)), |it, id| {
            it.attain(id, ratio(1, 3))
        });
    let score = alone(Terms::new(thirds.to_vec(), 1), candidate);
    let shown = score.items.iter().map(|it| it.points.unwrap().shown);
    assert!(shown.into_iter().all(|points| points == decimal("3.3")));
    assert_eq!(score.total.as_ref().unwrap().shown.to_string(), "10.0");
}

#[test]
fn many_items_with_large_denominators_stay_exact() {
    // Each gives 2.5 × attainment, and no two denominators have much in common.
    let attainment = |index: i128| (60_000 + index, 99_991 + 2 * index);
    let id = |index| format!("i{index}");
    let items = (0..40).map(|index| item(&id(index), "2.5", linear("0", "1")));
    let empty = Candidate::new(division(HONGTA));
    let candidate = (0..40).fold(empty, |candidate, index| {
        let (value, target) = attainment(index);
        candidate.attain(&id(index), ratio(value, target))
    });
    let score = alone(Terms::new(items.collect(), 9), candidate);
    assert_eq!(score.total.as_ref().unwrap().exact.to_ratio(), None);

    // Cut off at 20 digits each, the sum is at most 40 units of the last too small.
    let scale = 10_i128.pow(20);
    let cut = (0..40)
        .map(attainment)
        .map(|(value, target)| value * scale * 5 / 2 / target);
    let sum: i128 = cut.sum();
    let shown = score
        .total
        .as_ref()
        .unwrap()
        .exact
        .round_half_even(20)
        .unwrap()
        .units();
    assert!((sum..=sum + 40).contains(&shown), "{sum} {shown}");
}
