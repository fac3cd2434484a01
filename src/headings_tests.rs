use super::{Names, named};

fn found(fields: &[Names], heading: &str) -> Vec<usize> {
    named(fields.iter(), heading)
}

#[test]
fn a_name_comes_before_a_label_and_both_before_other_spellings() {
    let fields = [
        Names::new("closed_on", &["办结日期", "closed on"]),
        Names::new("closed", &["Closed_On", "closed-on "]),
        Names::new("poor", &["贫困村", "Closed"]),
    ];
    assert_eq!(found(&fields, "closed_on"), [0]);
    assert_eq!(found(&fields, " Closed_On"), [1]);
    assert_eq!(found(&fields, "CLOSED ON"), [0, 1]);
    assert_eq!(found(&fields, "closed"), [1]);
    assert_eq!(found(&fields, "Closed"), [2]);
    assert_eq!(found(&fields, "CLOSED"), [1, 2]);
    assert_eq!(found(&fields, "办结日期（选填）"), [0]);
    assert_eq!(found(&fields, "*是否贫困村:"), [2]);
    assert!(found(&fields, "备注").is_empty());
}

#[test]
fn nothing_names_nothing() {
    let fields = [Names::new("-", &["　", "_"]), Names::new("name", &[])];
    for heading in ["", " ", "__", "(选填)", "\u{200b}"] {
        assert!(found(&fields, heading).is_empty(), "{heading:?}");
    }
    assert_eq!(found(&fields, "-"), [0]);
}
