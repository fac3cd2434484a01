//! What a dossier may have besides an assessment.

use std::collections::BTreeMap;

use huimin::Text;
use huimin::figure::{Decimal, Ratio};
use huimin::inspect::{Observation, Outcome, SamplingPlan, StratumSize, Terms, draw, evaluate};
use huimin::network::DivisionCode;
use huimin::reconcile::{Options, reconcile};
use huimin::report::Inspection;
use huimin::score::{Candidate, Curve, Item, Scheme, score};

use super::*;

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).expect("a code").code
}

#[test]
fn sections_are_there_for_what_is_given() {
    let assessment = yuxi("2019-11-30", &some_records(3));
    let alone = html(&assessment, Language::Chinese);
    for section in ["reports", "inspections", "scores"] {
        assert!(!alone.contains(&format!("id=\"{section}\"")));
    }
}

#[test]
fn reports_that_differ_are_listed() {
    let mut files = some_records(3);
    let reports = "division_code,indicator,period_end,numerator,denominator,reported_on\n\
                   530402,publicity_events,2019-11-30,5,,2019-12-02\n\
                   530402,mediation_success_rate,2019-11-30,1,2,2019-11-29\n\
                   530403,publicity_events,2019-10-31,2,,2019-11-29\n\
                   530403,publicity_events,2019-11-30,1,,2019-11-29\n\
                   530403,nothing,2019-11-30,1,,2019-11-29\n";
    files.push(("reports", reports.to_owned()));
    let assessment = yuxi("2019-11-30", &files);
    let found = reconcile(&assessment, &Options::default()).expect("a reconciliation");
    let mut dossier = Dossier::new(&assessment, Language::Chinese);
    dossier.reconciliation = Some(&found);
    let html = page(&dossier).expect("a page");
    let document = check(&html);
    let section = by_id(&document, "reports");
    let rows: Vec<String> = elements(section, "tr").into_iter().map(text).collect();
    let has = |row: &str| assert!(rows.iter().any(|seen| seen == row), "{row}: {rows:#?}");
    // 5 reported, 3 in the records, two days late.
    has("不一致红塔区 530402法治宣传活动2019-11-305322019-11-302019-12-022");
    // 1 of 2 reported, 1 of 1 in the records.
    has(
        "不一致红塔区 530402贫困村、贫困户矛盾纠纷调解成功率2019-11-301 / 21 / 10 和 12019-11-302019-11-29",
    );
    // Two of 90 reports of counties came, one of them in time.
    has("全部 · 县(区)2019-11-302019-11-3090303.33%22.22%");
    let said = text(section);
    assert!(said.contains("2019-10-31 2 → 2019-11-30 1"), "{said}");
    assert!(said.contains("上报的指标 `nothing` 不存在"), "{said}");
}

#[test]
fn an_inspection_with_its_verdict() {
    let assessment = yuxi("2019-11-30", &[]);
    let (county, other) = (code("530402"), code("530403"));
    let sizes = [(county, 3), (other, 2)];
    let sizes = sizes.map(|(stratum, units)| StratumSize { stratum, units });
    let units =
        (0..20).flat_map(|unit| [county, other].map(|stratum| (stratum, format!("S{unit:02}"))));
    let sample = draw("seed <1>", &sizes, units).expect("a sample");
    let drawn = sample.strata.iter();
    let drawn = drawn.flat_map(|it| it.units.iter().map(|unit| (it.stratum, unit.key.clone())));
    let mut observations: Vec<Observation> = drawn
        .map(|(stratum, key)| Observation {
            stratum,
            key,
            outcome: Outcome::Conforming,
        })
        .collect();
    observations[0].outcome = Outcome::Nonconforming;
    let terms = Terms {
        overall: SamplingPlan {
            sample_size: 5,
            acceptance_number: 0,
        },
        strata: BTreeMap::new(),
        confidence: Decimal::new(95, 2),
    };
    let evaluation = evaluate(&sample, &observations, &terms).expect("an evaluation");
    let population = [county, other].map(|stratum| StratumSize { stratum, units: 20 });
    let label = Text::new("工作站", "stations");
    let mut dossier = Dossier::new(&assessment, Language::Chinese);
    for evaluation in [Some(&evaluation), None] {
        dossier.inspections.push(Inspection {
            label: &label,
            population: &population,
            sample: &sample,
            evaluation,
        });
    }
    let html = page(&dossier).expect("a page");
    let document = check(&html);
    let section = by_id(&document, "inspections");
    let rows: Vec<String> = elements(section, "tr").into_iter().map(text).collect();
    // 4 of 5, with the limits of scipy.stats.binomtest(4, 5).proportion_ci(0.95).
    assert_eq!(rows[1], "全部4055180.00%28.36% – 99.49%拒收");
    assert!(rows[2].starts_with("红塔区 5304022033166.67%"), "{rows:?}");
    assert!(rows[3].starts_with("江川区 53040320220100.00%"), "{rows:?}");
    // Before the inspectors have gone out there is the sample alone.
    assert_eq!(
        rows[5..],
        ["全部405", "红塔区 530402203", "江川区 530403202"]
    );
    assert!(text(section).contains("seed <1>"));
}

#[test]
fn scores_with_their_formulas() {
    let assessment = yuxi("2019-11-30", &[]);
    let whole = Decimal::integer;
    let curve = Curve::Linear {
        floor: whole(0),
        cap: whole(1),
    };
    let items = vec![Item {
        id: "publicity_events".into(),
        full: whole(100),
        curve,
    }];
    let scheme = Scheme::new(huimin::score::Terms::new(items, 1)).expect("a scheme");
    let candidates = [("530402", 7), ("530403", 9)].map(|(division, events)| {
        let share = Ratio::new(events, 9).expect("a share");
        Candidate::new(code(division)).attain("publicity_events", share)
    });
    let board = score(&scheme, &candidates).expect("a board");
    let mut dossier = Dossier::new(&assessment, Language::English);
    dossier.scoreboard = Some(&board);
    let html = page(&dossier).expect("a page");
    let document = check(&html);
    let section = by_id(&document, "scores");
    let rows: Vec<String> = elements(section, "tr")
        .into_iter()
        .filter(|row| has_class(*row, "row"))
        .map(text)
        .collect();
    assert_eq!(rows[0], "1江川区 530403100.0—items 100.0; total 100.0");
    assert_eq!(rows[1], "2红塔区 53040277.8—items 77.8; total 77.8");
    let parts = text(by_id(&document, "score-2"));
    let formula = "attainment 7/9, linear from 0 to 1: 100 × (7/9 − 0) ÷ (1 − 0) = 700/9";
    assert!(
        parts.starts_with("item") && parts.ends_with(formula),
        "{parts}"
    );
}
