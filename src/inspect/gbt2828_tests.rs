use super::{CodeLetter, InspectionLevel, Sampling, Scheme, Severity};
use crate::error::ErrorKind;
use crate::figure::Decimal;
use crate::text::Language;

const LEVELS: [InspectionLevel; 7] = [
    InspectionLevel::S1,
    InspectionLevel::S2,
    InspectionLevel::S3,
    InspectionLevel::S4,
    InspectionLevel::I,
    InspectionLevel::II,
    InspectionLevel::III,
];

/// Lots for which level II gives the letters from A to Q.
const LOTS: &str = "A2 B9 C16 D26 E51 F91 G151 H281 J501 K1201 L3201 M10001 N35001 P150001 Q500001";

fn scheme(aql: &str, severity: Severity) -> Scheme {
    Scheme {
        level: InspectionLevel::II,
        severity,
        sampling: Sampling::Single,
        aql_percent: Decimal::parse(aql).unwrap(),
    }
}

/// The column of a limit: for each letter the plan's letter and number, `-` for none.
fn column(aql: &str, severity: Severity) -> String {
    let cells = LOTS.split(' ').map(|lot| {
        let (letter, units) = lot.split_at(1);
        match scheme(aql, severity).plan(units.parse().unwrap()) {
            Ok(found) => {
                assert_eq!(found.letter.to_string(), letter);
                format!("{}{}", found.plan_letter, found.plan.acceptance_number)
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Argument);
                "-".to_owned()
            }
        }
    });
    cells.collect::<Vec<_>>().join(" ")
}

/// Columns of table 2-A, arrows followed.
#[test]
fn normal_inspection() {
    for (aql, expected) in [
        ("0.65", "F0 F0 F0 F0 F0 F0 F0 J1 J1 K2 L3 M5 N7 P10 Q14"),
        ("1.0", "E0 E0 E0 E0 E0 E0 H1 H1 J2 K3 L5 M7 N10 P14 Q21"),
        ("2.5", "C0 C0 C0 C0 F1 F1 G2 H3 J5 K7 L10 M14 N21 N21 N21"),
        ("4.0", "B0 B0 B0 E1 E1 F2 G3 H5 J7 K10 L14 M21 M21 M21 M21"),
        ("10", "- C1 C1 D2 E3 F5 G7 H10 J14 K21 K21 K21 K21 K21 K21"),
        (
            "15",
            "B1 B1 C2 D3 E5 F7 G10 H14 J21 J21 J21 J21 J21 J21 J21",
        ),
    ] {
        assert_eq!(column(aql, Severity::Normal), expected, "{aql}");
    }
}

/// Columns of table 2-B, arrows followed.
#[test]
fn tightened_inspection() {
    for (aql, expected) in [
        ("1.0", "F0 F0 F0 F0 F0 F0 J1 J1 J1 K2 L3 M5 N8 P12 Q18"),
        ("2.5", "D0 D0 D0 D0 G1 G1 G1 H2 J3 K5 L8 M12 N18 N18 N18"),
        ("15", "C1 C1 C1 D2 E3 F5 G8 H12 J18 J18 J18 J18 J18 J18 J18"),
    ] {
        assert_eq!(column(aql, Severity::Tightened), expected, "{aql}");
    }
}

/// Corners of table 1.
#[test]
fn code_letters() {
    let letters = |units| {
        let letters = LEVELS.map(|level| CodeLetter::of_lot(units, level).unwrap().to_string());
        letters.concat()
    };
    for (units, expected) in [
        (2, "AAAAAAB"),
        (8, "AAAAAAB"),
        (9, "AAAAABC"),
        (75, "BBCCCEF"),
        (500, "BCDEFHJ"),
        (501, "CCEFGJK"),
        (1_200, "CCEFGJK"),
        (10_000, "CDFGJLM"),
        (500_000, "DEGJMPQ"),
        (500_001, "DEHKNQR"),
        (u64::MAX, "DEHKNQR"),
    ] {
        assert_eq!(letters(units), expected, "{units}");
    }
}

#[test]
fn a_sample_as_large_as_the_lot_is_the_lot() {
    // Letter A, arrow down to E: 13 of 6.
    let found = scheme("1.0", Severity::Normal).plan(6).unwrap();
    assert!(found.is_whole_lot);
    assert_eq!(found.plan.sample_size, 6);
    assert_eq!(found.plan.acceptance_number, 0);
    let found = scheme("1.0", Severity::Normal).plan(75).unwrap();
    assert!(!found.is_whole_lot);
    assert_eq!(found.plan.sample_size, 13);
}

#[test]
fn what_is_not_tabulated_is_refused() {
    let refused = |scheme: Scheme, units| {
        let error = scheme.plan(units).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        error.message().get(Language::English).to_owned()
    };
    let normal = scheme("1.0", Severity::Normal);
    assert_eq!(
        refused(scheme("1.0", Severity::Reduced), 500),
        "reduced inspection is not tabulated; use single sampling with normal or tightened inspection"
    );
    for (sampling, name) in [
        (Sampling::Double, "double"),
        (Sampling::Multiple, "multiple"),
    ] {
        let message = refused(Scheme { sampling, ..normal }, 500);
        assert!(message.starts_with(&format!("{name} sampling is not tabulated")));
    }
    for aql in ["0.4", "25", "1.2", "0"] {
        assert_eq!(
            refused(scheme(aql, Severity::Normal), 500),
            format!(
                "expected an AQL of 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10 or 15, but found `{aql}`"
            )
        );
    }
    assert_eq!(
        refused(scheme("10", Severity::Normal), 5),
        "the table has no plan here for the letter A and the AQL 10; choose another AQL or inspection level"
    );
    let level = InspectionLevel::III;
    assert!(refused(Scheme { level, ..normal }, 500_001).contains("letter R"));
    for units in [0, 1] {
        assert_eq!(
            refused(normal, units),
            format!("expected a lot of at least 2 units, but found {units}")
        );
    }
}
