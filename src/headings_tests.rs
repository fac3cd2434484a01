use super::{Named, Names, named};

fn found(fields: &[Names], heading: &str) -> Named {
    named(fields.iter(), heading)
}

#[test]
fn a_name_comes_before_a_label_and_both_before_other_spellings() {
    let fields = [
        Names::new("closed_on", &["办结日期", "closed on"]),
        Names::new("closed", &["Closed_On", "closed-on "]),
        Names::new("poor", &["贫困村", "Closed"]),
    ];
    assert_eq!(found(&fields, "closed_on"), Named::One(0));
    assert_eq!(found(&fields, " Closed_On"), Named::One(1));
    assert_eq!(found(&fields, "CLOSED ON"), Named::Several(0, 1));
    assert_eq!(found(&fields, "closed"), Named::One(1));
    assert_eq!(found(&fields, "Closed"), Named::One(2));
    assert_eq!(found(&fields, "CLOSED"), Named::Several(1, 2));
    assert_eq!(found(&fields, "办结日期（选填）"), Named::One(0));
    assert_eq!(found(&fields, "*是否贫困村:"), Named::One(2));
    assert_eq!(found(&fields, "备注"), Named::Nothing);
}

#[test]
fn nothing_names_nothing() {
    let fields = [Names::new("-", &["　", "_"]), Names::new("name", &[])];
    for heading in ["", " ", "__", "(选填)", "\u{200b}"] {
        assert_eq!(found(&fields, heading), Named::Nothing, "{heading:?}");
    }
    assert_eq!(found(&fields, "-"), Named::One(0));
}
