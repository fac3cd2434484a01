use super::{Heading, Names, named};

fn found(fields: &[Names], heading: &str) -> Heading {
    named(fields.iter(), heading)
}

#[test]
fn a_name_comes_before_a_label_and_both_before_other_spellings() {
    let fields = [
        Names::new("closed_on", &["办结日期", "closed on"]),
        Names::new("closed", &["Closed_On", "closed-on "]),
        Names::new("poor", &["贫困村", "Closed"]),
    ];
    assert_eq!(found(&fields, "closed_on"), Heading::Field(0));
    assert_eq!(found(&fields, " Closed_On"), Heading::Field(1));
    assert_eq!(found(&fields, "CLOSED ON"), Heading::Doubtful(0, 1));
    assert_eq!(found(&fields, "closed"), Heading::Field(1));
    assert_eq!(found(&fields, "Closed"), Heading::Field(2));
    assert_eq!(found(&fields, "CLOSED"), Heading::Doubtful(1, 2));
    assert_eq!(found(&fields, "办结日期（选填）"), Heading::Field(0));
    assert_eq!(found(&fields, "*是否贫困村:"), Heading::Field(2));
    assert_eq!(found(&fields, "备注"), Heading::Other);
}

#[test]
fn nothing_names_nothing() {
    let fields = [Names::new("-", &["　", "_"]), Names::new("name", &[])];
    for heading in ["", " ", "__", "(选填)", "\u{200b}"] {
        assert_eq!(found(&fields, heading), Heading::Other, "{heading:?}");
    }
    assert_eq!(found(&fields, "-"), Heading::Field(0));
}
