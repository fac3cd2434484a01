use super::*;

fn ignores(pattern: &str, path: &str) -> bool {
    let options = DoorOptions {
        ignore: vec![pattern.to_owned()],
        ..DoorOptions::default()
    };
    options.ignores(path).is_some()
}

#[test]
fn patterns_are_compared_name_by_name() {
    for (pattern, path) in [
        ("*.pdf", "a.pdf"),
        ("*.pdf", "红塔区/通知.pdf"),
        ("旧数据", "旧数据/2018/cases.csv"),
        ("旧数据/", "红塔区/旧数据/cases.csv"),
        ("红塔区/*.csv", "红塔区/cases.csv"),
        ("红塔区/**", "红塔区/a/b/cases.csv"),
        ("**/草稿/*", "红塔区/草稿/a.csv"),
        ("案件.xlsx/填表说明", "案件.xlsx/填表说明"),
        ("填表说明", "案件.xlsx/填表说明"),
        ("案件.xlsx", "案件.xlsx/填表说明"),
        ("./a.csv", "a.csv"),
        ("b/a.csv", "b/a.csv"),
        ("cases (?).csv", "cases (1).csv"),
        ("案件?.csv", "案件二.csv"),
        ("*", "anything"),
        ("a*b", "ab/c"),
        ("a*b*c", "aXbXbc"),
        ("cases [1].csv", "cases [1].csv"),
    ] {
        assert!(ignores(pattern, path), "{pattern} {path}");
    }
    for (pattern, path) in [
        ("", "a.csv"),
        ("/", "a.csv"),
        ("*.pdf", "a.pdf.csv"),
        ("a.csv", "a.csvx"),
        ("红塔区/*.csv", "红塔区/a/cases.csv"),
        ("红塔区/*.csv", "x/红塔区/cases.csv"),
        ("a*b", "a/b"),
        ("cases ?.csv", "cases .csv"),
        ("?", "ab"),
        ("Cases.csv", "cases.csv"),
    ] {
        assert!(!ignores(pattern, path), "{pattern} {path}");
    }
}

#[test]
fn encodings_are_declared_for_datasets_that_exist() {
    let definition = super::super::test_support::definition();
    let subjects = Subjects::of(&definition);
    let declared = |id: &str| DoorOptions {
        encodings: [(id.to_owned(), Encoding::Gb18030)].into(),
        ..DoorOptions::default()
    };
    assert!(declared("cases").check(&subjects).is_ok());
    assert!(declared("divisions").check(&subjects).is_ok());
    let error = declared("case").check(&subjects).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert!(
        error.to_string().contains("did you mean `cases`?"),
        "{error}"
    );
}
