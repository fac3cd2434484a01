use std::collections::BTreeMap;

use super::{
    Evaluation, Observation, Outcome, RemarkKind, Terms, Verdict, evaluate, stratified_rate,
    verified_value,
};
use crate::error::ErrorKind;
use crate::figure::{Decimal, Ratio};
use crate::inspect::{Sample, SamplingPlan, StratumSize, draw};
use crate::network::DivisionCode;
use crate::text::Language;

use Outcome::{Conforming, Nonconforming, NotInspected};

const HONGTA: &str = "530402";
const JIANGCHUAN: &str = "530403";

fn county(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap().code
}

/// All of 4 and of 2 units: a1 … a4, b1, b2.
fn sample() -> Sample {
    let sizes = [(HONGTA, 4), (JIANGCHUAN, 2)].map(|(code, units)| {
        let stratum = county(code);
        StratumSize { stratum, units }
    });
    let units = ["a1", "a2", "a3", "a4"].map(|key| (county(HONGTA), key));
    let others = ["b1", "b2"].map(|key| (county(JIANGCHUAN), key));
    draw("seed", &sizes, units.into_iter().chain(others)).unwrap()
}

fn plan(sample_size: u64, acceptance_number: u64) -> SamplingPlan {
    SamplingPlan {
        sample_size,
        acceptance_number,
    }
}

fn terms(overall: SamplingPlan) -> Terms {
    Terms {
        overall,
        strata: BTreeMap::from([(county(HONGTA), plan(4, 0))]),
        confidence: Decimal::new(95, 2),
    }
}

fn observe(found: &[(&str, Outcome)]) -> Vec<Observation> {
    let observations = found.iter().map(|(key, outcome)| Observation {
        stratum: county(if key.starts_with('b') {
            JIANGCHUAN
        } else {
            HONGTA
        }),
        key: (*key).to_owned(),
        outcome: *outcome,
    });
    observations.collect()
}

fn evaluated(found: &[(&str, Outcome)]) -> Evaluation {
    evaluate(&sample(), &observe(found), &terms(plan(6, 1))).unwrap()
}

const ONE_BAD: [(&str, Outcome); 6] = [
    ("a1", Conforming),
    ("a2", Nonconforming),
    ("a3", Conforming),
    ("a4", Conforming),
    ("b1", Conforming),
    ("b2", Conforming),
];

#[test]
fn a_stratum_can_fail_where_the_whole_passes() {
    let evaluation = evaluated(&ONE_BAD);
    assert_eq!(evaluation.overall.verdict, Some(Verdict::Accepted));
    assert_eq!(evaluation.strata[0].verdict, Some(Verdict::Refused));
    assert_eq!(evaluation.strata[1].verdict, None);
    assert_eq!(evaluation.reinspect, [county(HONGTA)]);
    assert_eq!(evaluation.remarks, []);

    let rate = evaluation.overall.rate.unwrap();
    assert_eq!(rate.rate.to_string(), "5/6");
    assert_eq!(evaluation.strata[0].rate.unwrap().rate.to_string(), "3/4");
    assert!(rate.clopper_pearson.lower < rate.wilson.lower);
    let value = verified_value(Decimal::integer(700), rate.rate).unwrap();
    assert_eq!(value.to_string(), "3500/6");
}

#[test]
fn what_is_not_inspected_is_outstanding() {
    let mut found = ONE_BAD.to_vec();
    found[1].1 = NotInspected;
    found.remove(5);
    let evaluation = evaluated(&found);
    assert_eq!(evaluation.overall.verdict, Some(Verdict::Incomplete));
    let outstanding = [
        (county(HONGTA), "a2".into()),
        (county(JIANGCHUAN), "b2".into()),
    ];
    assert_eq!(evaluation.overall.outstanding, outstanding);
    assert_eq!(evaluation.overall.rate.unwrap().rate.to_string(), "4/4");
    assert_eq!(evaluation.strata[1].drawn, 2);
    assert_eq!(evaluation.strata[1].inspected, 1);

    // Two bad ones are too many, whatever the others are.
    let evaluation = evaluated(&[("a1", Nonconforming), ("b2", Nonconforming)]);
    assert_eq!(evaluation.overall.verdict, Some(Verdict::Refused));
    assert_eq!(evaluation.overall.outstanding.len(), 4);

    let evaluation = evaluated(&[]);
    assert_eq!(evaluation.overall.rate, None);
    assert_eq!(evaluation.overall.verdict, Some(Verdict::Incomplete));
}

#[test]
fn remarks_name_the_unit() {
    let mut found = ONE_BAD.to_vec();
    found.extend([
        ("a1", Conforming),
        ("a3", NotInspected),
        ("a4", Nonconforming),
        ("a9", Nonconforming),
        ("b9", Nonconforming),
    ]);
    let evaluation = evaluated(&found);
    let shown: Vec<(&str, RemarkKind)> = evaluation
        .remarks
        .iter()
        .map(|remark| (remark.key.as_str(), remark.kind))
        .collect();
    assert_eq!(
        shown,
        [
            ("a1", RemarkKind::Repetition),
            ("a4", RemarkKind::Contradiction),
            ("a9", RemarkKind::NotDrawn),
            ("b9", RemarkKind::NotDrawn),
        ]
    );
    // a3 was inspected once; a4 is open again; units not drawn count nowhere.
    assert_eq!(evaluation.overall.verdict, Some(Verdict::Incomplete));
    assert_eq!(
        evaluation.overall.outstanding,
        [(county(HONGTA), "a4".into())]
    );
    assert_eq!(evaluation.overall.nonconforming, 1);
    assert_eq!(
        evaluation.remarks[1].message().get(Language::English),
        "the unit `a4` of the stratum 530402 was inspected with contradicting results; it counts as not inspected until they are resolved"
    );
    assert_eq!(
        evaluation.remarks[2].message().get(Language::Chinese),
        "单位 `a9` 不在层 530402 的样本中,不予计入"
    );

    found.reverse();
    assert_eq!(evaluated(&found), evaluation);
}

/// A unit drawn in one stratum and entered under another was not drawn there.
#[test]
fn a_unit_belongs_to_its_stratum() {
    let elsewhere = Observation {
        stratum: county(JIANGCHUAN),
        key: "a1".into(),
        outcome: Nonconforming,
    };
    let evaluation = evaluate(&sample(), &[elsewhere], &terms(plan(6, 0))).unwrap();
    assert_eq!(evaluation.remarks[0].kind, RemarkKind::NotDrawn);
    assert_eq!(evaluation.overall.inspected, 0);
}

#[test]
fn strata_weigh_as_they_are_large() {
    let evaluation = evaluated(&ONE_BAD);
    let size = |code, units| StratumSize {
        stratum: county(code),
        units,
    };
    // 3/4 of 40 and 2/2 of 60 are 90 of 100, not 5 of 6.
    let sizes = [size(JIANGCHUAN, 60), size(HONGTA, 40)];
    let rate = stratified_rate(&evaluation, &sizes).unwrap().unwrap();
    assert_eq!(rate, Ratio::new(9, 10).unwrap());
    let unknown = evaluated(&ONE_BAD[..4]);
    assert_eq!(stratified_rate(&unknown, &sizes).unwrap(), None);
    for sizes in [&sizes[..1], &[sizes[0], sizes[0], sizes[1]], &[]] {
        let error = stratified_rate(&evaluation, sizes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
    }
}

#[test]
fn terms_have_to_fit_the_sample() {
    let refused = |terms: &Terms| {
        let error = evaluate(&sample(), &[], terms).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        error.message().get(Language::English).to_owned()
    };
    assert_eq!(
        refused(&terms(plan(5, 1))),
        "the plan of the whole sample is for 5 units, but 6 were drawn"
    );
    assert_eq!(
        refused(&terms(plan(6, 6))),
        "expected an acceptance number below the sample size, but found 6 for a sample of 6"
    );
    let mut other = terms(plan(6, 1));
    other.strata.insert(county("530404"), plan(3, 0));
    assert_eq!(
        refused(&other),
        "the plan of the stratum 530404 is for 3 units, but 0 were drawn"
    );
    let mut unsure = terms(plan(6, 1));
    unsure.confidence = Decimal::integer(95);
    assert_eq!(
        refused(&unsure),
        "expected a confidence level above 0 and below 1, but found `95`"
    );
}
