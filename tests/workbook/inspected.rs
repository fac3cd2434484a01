//! Inspections and scores.

use std::collections::BTreeMap;

use calamine::Data;
use huimin::Text;
use huimin::figure::{Decimal, Ratio};
use huimin::inspect::{
    Observation, Outcome, Sample, SamplingPlan, StratumSize, Terms, draw, evaluate,
};
use huimin::network::DivisionCode;
use huimin::report::{Dossier, Inspection, workbook};
use huimin::score::{self, Adjustment, Band, Candidate, Curve, Item, Veto, score};

use crate::reading::{count, parts, shown, text};
use crate::{chinese, write, year};

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).expect("a code").code
}

fn population() -> [StratumSize; 2] {
    [("530402", 10), ("530403", 4)].map(|(stratum, units)| StratumSize {
        stratum: code(stratum),
        units,
    })
}

/// Two of the ten units of one county, one of the four of another.
fn sample() -> Sample {
    let sizes = [("530402", 2), ("530403", 1)].map(|(stratum, units)| StratumSize {
        stratum: code(stratum),
        units,
    });
    let units = population().into_iter().flat_map(|size| {
        let units = (0..size.units).map(move |unit| (size.stratum, format!("0{unit}")));
        units.collect::<Vec<_>>()
    });
    draw("=seed", &sizes, units).expect("a sample")
}

#[test]
fn inspections_by_unit_and_in_sum() {
    let sample = sample();
    let mut observations: Vec<Observation> = Vec::new();
    for stratum in &sample.strata {
        for unit in &stratum.units {
            observations.push(Observation {
                stratum: stratum.stratum,
                key: unit.key.clone(),
                outcome: Outcome::Conforming,
            });
        }
    }
    observations[0].outcome = Outcome::Nonconforming;
    let terms = Terms {
        overall: SamplingPlan {
            sample_size: 3,
            acceptance_number: 0,
        },
        strata: BTreeMap::new(),
        confidence: Decimal::new(95, 2),
    };
    let evaluation = evaluate(&sample, &observations, &terms).expect("an evaluation");
    let (population, label) = (population(), Text::new("平台", "platforms"));
    let inspection = Inspection {
        label: &label,
        population: &population,
        sample: &sample,
        evaluation: Some(&evaluation),
    };
    let pending = Inspection {
        evaluation: None,
        ..inspection.clone()
    };
    let assessment = year();
    let dossier = Dossier {
        inspections: vec![inspection, pending],
        ..chinese(&assessment)
    };
    let sheets = write(&dossier);
    let names = sheets.names();
    let last = &names[names.len() - 3..];
    assert_eq!(last, ["抽查表(1)", "抽查表(2)", "抽查汇总表"]);

    let rows = sheets.below("抽查表(1)", "序号");
    let units = sample
        .strata
        .iter()
        .flat_map(|it| it.units.iter().map(|unit| (it.stratum, unit)));
    assert_eq!(rows.len(), 3);
    for (place, (row, (stratum, unit))) in rows.iter().zip(units).enumerate() {
        assert_eq!(row[0], count(place + 1));
        assert_eq!(row[1], text(&stratum.padded()));
        assert_eq!(row[3], text(&unit.key), "a key keeps its zero");
        assert_eq!(row[5..7], [Data::Empty, Data::Empty]);
    }
    let rows = sheets.below("抽查汇总表", "检查内容");
    // The head has two rows; then two strata and the whole, twice.
    let rows = &rows[1..];
    assert_eq!(rows.len(), 6);
    let whole = [
        text("平台"),
        Data::Empty,
        text("合计"),
        count(14),
        count(3),
        count(3),
        count(1),
        count(0),
        count(3),
        count(0),
        Data::Float(0.6667),
        Data::Float(0.95),
    ];
    assert_eq!(rows[2][..12], whole);
    // Clopper–Pearson of 2 of 3: from 9.43 % to 99.16 %.
    assert_eq!(rows[2][12..14], [0.0943, 0.9916].map(Data::Float));
    assert_eq!(rows[2][14], text("拒收"));
    assert_eq!(rows[5][3..6], [count(14), count(3), Data::Empty]);
    assert_eq!(rows[5][14], Data::Empty);

    let bytes = workbook(&dossier).expect("a workbook");
    let list = "&quot;合格,不合格,未检查&quot;";
    let plain = "\"合格,不合格,未检查\"";
    let mut sheets = parts(&bytes).into_iter();
    let has_list = |sheet: &str| {
        sheet.contains("<dataValidation ") && (sheet.contains(list) || sheet.contains(plain))
    };
    assert!(sheets.any(|(_, sheet)| has_list(&sheet)));
}

#[test]
fn scores_by_rank() {
    let whole = Decimal::integer;
    let curve = || Curve::Linear {
        floor: whole(0),
        cap: whole(1),
    };
    let items = ["consultations", "innovation"].map(|id| Item {
        id: id.to_owned(),
        full: whole(50),
        curve: curve(),
    });
    let scheme = score::Scheme::new(score::Terms {
        bonuses: vec![Adjustment {
            id: "praise".to_owned(),
            each: whole(1),
            cap: whole(3),
        }],
        vetoes: vec![Veto {
            id: "false".to_owned(),
            reason: Text::new("弄虚作假", "false figures"),
            grade: None,
            points: whole(10),
        }],
        bands: vec![Band {
            lower: whole(60),
            label: Text::new("合格", "pass"),
        }],
        missing: Some(score::Instead::NoPoints),
        not_applicable: Some(score::Instead::LeftOut),
        ..score::Terms::new(items.into(), 1)
    });
    let scheme = scheme.expect("a scheme");
    let third = Ratio::new(2, 3).expect("a ratio");
    let candidates = [
        Candidate::new(code("530402"))
            .attain("consultations", third)
            .veto("false"),
        Candidate::new(code("530403"))
            .attain("consultations", third)
            .stand("innovation", score::Attainment::NotApplicable)
            .occur("praise", 2),
    ];
    let board = score(&scheme, &candidates).expect("a board");
    let assessment = year();
    let dossier = Dossier {
        scoreboard: Some(&board),
        ..chinese(&assessment)
    };
    let sheets = write(&dossier);
    assert_eq!(sheets.names().last(), Some(&"综合考评表"));
    let rows = sheets.below("综合考评表", "名次");
    assert_eq!(
        rows[0][3..6],
        ["法律咨询", "innovation", "praise"].map(text)
    );
    // Two thirds of 100 points as the other item is left out, and two points of praise.
    let jiangchuan = [
        count(1),
        text("530403000000"),
        text("江川区"),
        shown("66.7"),
        text("不计"),
        shown("2.0"),
        shown("68.7"),
        text("合格"),
        Data::Empty,
    ];
    assert_eq!(rows[1][..9], jiangchuan);
    let hongta = &rows[2];
    assert_eq!(hongta[3..5], [shown("33.3"), shown("0.0")]);
    assert_eq!(hongta[6..9], [shown("10.0"), text("—"), text("弄虚作假")]);
    for (row, score) in rows[1..].iter().zip(board.scores()) {
        assert_eq!(row[9], text(&score.formula.zh));
    }
}
