use super::*;
use crate::door::{MemoryFolder, survey};
use crate::error::ErrorKind;
use crate::programme::Programme;

#[test]
fn what_is_not_said_is_the_default() {
    assert_eq!(door_options("{}").unwrap(), DoorOptions::default());
    let all = r#"{"ignore":["a","b"],"sheet":"案件","encodings":{"cases":"GBK"},"merged":"fill","digests":false}"#;
    let options = door_options(all).unwrap();
    assert_eq!(options.ignore, ["a", "b"]);
    assert_eq!(options.sheet.as_deref(), Some("案件"));
    assert_eq!(options.encodings["cases"], Encoding::Gb18030);
    assert!(!options.digests);
    #[cfg(feature = "xlsx")]
    assert_eq!(options.merged, crate::input::Merged::Fill);
    assert_eq!(
        door_options(r#"{"sheet":null,"merged":"refuse"}"#).unwrap(),
        DoorOptions::default()
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    for request in [
        "",
        "[]",
        r#"{"ignored":[]}"#,
        r#"{"ignore":"*.bak"}"#,
        r#"{"merged":"keep"}"#,
        r#"{"encodings":{"cases":"latin-1"}}"#,
        r#"{"digests":1}"#,
    ] {
        let error = door_options(request).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{request}");
    }
}

#[test]
fn a_delivery_says_where_everything_is() {
    let file = "2019 年台账\nconsultation_id;division_code;held_on;channel;persons;备注\n\
                A1;530402;2019-05-06;hotline;3;x\n";
    let folder = MemoryFolder::new()
        .with("红塔区/consultations.csv", file)
        .with("~$x.xlsx", "x");
    let programme = Programme::builtin("yuxi-2019").unwrap();
    let options = DoorOptions::default();
    let found = survey(programme.definition(), &folder, &options).unwrap();
    let json = delivery(&found).unwrap();
    for part in [
        r#""file":"红塔区/consultations.csv","sheet":null,"dataset":"consultations","format":"csv","encoding":"utf-8","delimiter":";","header_line":2,"title_rows":[{"line":1,"text":"2019 年台账"}],"constants":[]"#,
        r#"{"column":"held_on","field":"held_on"}"#,
        r#""columns_not_read":["备注"]"#,
        r#""same_content_as":null"#,
        r#""passed_over":[{"file":"~$x.xlsx","sheet":null,"reason":"lock_file","words":{"zh":"#,
    ] {
        assert!(json.contains(part), "{part}\n{json}");
    }
}
