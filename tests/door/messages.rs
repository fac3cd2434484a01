//! What people read about files that cannot be read as they are, in both languages, against
//! `messages.txt`.

use huimin::Language;

use super::support::*;

fn cases() -> Vec<(&'static str, Vec<(&'static str, Vec<u8>)>)> {
    let header = "case_id,division_code,service,accepted_on,closed_on,beneficiary,outcome\n";
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let sheets = |sheets: &[(&str, Shown, Table)]| vec![("法律服务案件.xlsx", workbook(sheets))];
    let cases = || table("cases", true, 1);
    let text = |text: String| vec![("红塔区/cases.csv", text.into_bytes())];
    let summary = || {
        vec![
            vec!["县区".to_owned(), "件数".to_owned()],
            vec!["红塔区".to_owned(), "5".to_owned()],
        ]
    };
    vec![
        ("no name, a header that fits", vec![("a.csv", csv("cases"))]),
        ("almost a name", vec![("法律服务案.csv", b"x,y\n".to_vec())]),
        ("no name", vec![("x.csv", b"x,y\n".to_vec())]),
        (
            "two names",
            vec![("法律咨询和矛盾纠纷.csv", csv("disputes"))],
        ),
        ("another header", vec![("cases.csv", csv("disputes"))]),
        ("an old workbook", vec![("案件.xls", old.clone())]),
        ("a web page as .xls", vec![("案件.xls", b"<html>".to_vec())]),
        ("a workbook with a password", vec![("cases.xlsx", old)]),
        (
            "text as .xlsx",
            vec![("cases.xlsx", header.as_bytes().to_vec())],
        ),
        (
            "an archive of another kind",
            vec![("上报.rar", b"Rar!".to_vec())],
        ),
        (
            "an ending that is not known",
            vec![("cases.dat", b"x".to_vec())],
        ),
        ("an empty file", vec![("cases.csv", Vec::new())]),
        ("a list", vec![("cases.json", b"[]".to_vec())]),
        (
            "an archive in an archive",
            vec![("a.zip", zip(&[("b.zip", zip(&[]))]))],
        ),
        ("no header", text("C1,530402,lawyer\n".to_owned())),
        (
            "half a header",
            text(header.replace("service", "servise").replace(",outcome", "")),
        ),
        ("two headers", text(format!("{header}{header}"))),
        ("two columns", text(header.replace("closed_on", "办理结果"))),
        (
            "missing columns",
            vec![(
                "cases.parquet",
                parquet(&vec![vec!["case_id".to_owned()]; 2]),
            )],
        ),
        (
            "two encodings",
            text(String::new())
                .into_iter()
                .map(|(path, _)| {
                    (
                        path,
                        [header.as_bytes(), "律师\n".as_bytes(), &gb18030("公证处\n")].concat(),
                    )
                })
                .collect(),
        ),
        (
            "either encoding",
            vec![("cases.csv", [header.as_bytes(), &gb18030("值\n")].concat())],
        ),
        (
            "no encoding",
            vec![("cases.csv", [header.as_bytes(), b"Caf\xe9,\n"].concat())],
        ),
        (
            "zero bytes",
            vec![("cases.csv", [header.as_bytes(), b"\0"].concat())],
        ),
        (
            "a table of its own",
            sheets(&[
                ("1月", Shown::Yes, cases()),
                ("汇总", Shown::Yes, summary()),
            ]),
        ),
        (
            "nothing to see",
            sheets(&[
                ("空", Shown::Yes, Vec::new()),
                ("1月", Shown::Hidden, cases()),
            ]),
        ),
        (
            "a sheet and a file of other names",
            sheets(&[("矛盾纠纷", Shown::Yes, summary())]),
        ),
        (
            "a sheet without a name",
            vec![("红塔区.xlsx", book(cases()))],
        ),
        (
            "two registers",
            vec![
                ("divisions.csv", csv("divisions")),
                ("区划.csv", csv("divisions")),
            ],
        ),
        (
            "a Delta table",
            vec![("cases/_delta_log/0.json", b"{}".to_vec())],
        ),
        (
            "two at once",
            vec![
                ("a.csv", csv("cases")),
                ("cases.csv", header.replace("outcome", "").into_bytes()),
            ],
        ),
    ]
}

#[test]
fn what_people_read() {
    let mut found = String::new();
    for (name, files) in cases() {
        let error = surveyed(&files).expect_err(name);
        for language in [Language::Chinese, Language::English] {
            found.push_str(&format!("== {name}\n{}\n\n", error.render(language)));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/door/messages.txt");
    if std::env::var_os("HUIMIN_UPDATE").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    for (line, (expected, found)) in (1..).zip(expected.lines().zip(found.lines())) {
        assert_eq!(
            expected, found,
            "tests/door/messages.txt differs from line {line}"
        );
    }
    assert_eq!(
        expected.lines().count(),
        found.lines().count(),
        "HUIMIN_UPDATE=1 writes it anew"
    );
}
