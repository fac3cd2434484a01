use super::*;

#[test]
fn columns_have_letters() {
    assert_eq!(
        [0, 25, 26, 701, 702, 16_383].map(letters),
        ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    );
    assert_eq!(letters(u32::MAX), "MWLQKWV");
}

#[test]
fn places_and_ranges() {
    assert_eq!(place("A1"), Some((0, 0)));
    assert_eq!(place("$b$3"), Some((2, 1)));
    assert_eq!(place("XFD1048576"), Some((ROWS - 1, COLUMNS - 1)));
    for bad in [
        "",
        "A",
        "1",
        "A0",
        "1A",
        "A1B",
        "XFE1",
        "A1048577",
        "中1",
        "A99999999999",
    ] {
        assert_eq!(place(bad), None, "{bad}");
    }
    let range = Range::parse("B6:A3").unwrap();
    assert_eq!(range.name(), "A3:B6");
    assert!(range.is_merged() && range.has_column(1) && !range.has_column(2));
    assert!(!Range::parse("C3").unwrap().is_merged());
}
