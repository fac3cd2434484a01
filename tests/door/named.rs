//! Files are assigned by their names, else by those of their folders.

use super::support::*;

#[test]
fn one_file_by_its_name() {
    for (path, dataset) in [
        ("cases.csv", "cases"),
        ("CASES.CSV", "cases"),
        ("cases-530402.csv", "cases"),
        ("cases (1).csv", "cases"),
        ("cases_v2.txt", "cases"),
        ("法律服务案件_红塔区.csv", "cases"),
        ("红塔区法律服务案件（2019年）.csv", "cases"),
        ("2019年11月法律服务案件.csv", "cases"),
        ("Legal advisers - Hongta.csv", "advisers"),
        ("法律顾问.TSV", "advisers"),
        ("红塔区/2019/aid_requests.csv", "aid_requests"),
        ("cases/红塔区.csv", "cases"),
        ("法律服务案件/2019年/11月.csv", "cases"),
        ("法律服务案件.d/红塔区/1.csv", "cases"),
        // The innermost name decides, and the file's own before all folders'.
        ("cases/disputes/红塔区.csv", "disputes"),
        ("上报数据/cases.csv", "cases"),
        ("divisions.csv", "divisions"),
        ("Divisions.csv", "divisions"),
        ("区划.csv", "divisions"),
        ("行政区划-2019.txt", "divisions"),
        ("区划登记册（玉溪）.csv", "divisions"),
        ("register.csv", "divisions"),
    ] {
        assert_read(&[(path, csv(dataset))], &[&format!("{dataset} {path}")]);
    }
}

#[test]
fn every_format_is_assigned_alike() {
    let table = table("cases", true, 3);
    for (path, bytes) in [
        ("案卷/法律服务案件.csv", text(&table, ",").into_bytes()),
        ("法律服务案件_1.parquet", parquet(&table)),
        ("法律服务案件.pq", parquet(&table)),
        ("法律服务案件.jsonl", json_lines(&table)),
        ("法律服务案件.ndjson", json_lines(&table)),
        ("法律服务案件.json", json_lines(&table)),
        ("法律服务案件.csv.gz", gzip(&text(&table, ",").into_bytes())),
        ("法律服务案件.jsonl.gz", gzip(&json_lines(&table))),
    ] {
        let files = [(path, bytes)];
        assert_read(&files, &[&format!("cases {path}")]);
        let delivery = surveyed(&files).unwrap();
        assert_eq!(rows(&delivery.parts[0], &folder(&files)), 3, "{path}");
    }
    for path in ["法律服务案件.xlsx", "法律服务案件.XLSM", "a/cases (2).xlsx"] {
        assert_read(
            &[(path, book(table.clone()))],
            &[&format!("cases {path}/Sheet1")],
        );
    }
}

#[test]
fn parts_of_one_dataset_add_up() {
    assert_read(
        &[
            ("红塔区/cases.csv", csv("cases")),
            ("江川区/法律服务案件.xlsx", book(table("cases", true, 1))),
            ("cases-2.jsonl", json_lines(&table("cases", false, 1))),
            ("江川区/法律咨询.csv", csv("consultations")),
            ("区划.xlsx", book(table("divisions", true, 1))),
        ],
        &[
            "divisions 区划.xlsx/Sheet1",
            "cases cases-2.jsonl",
            "consultations 江川区/法律咨询.csv",
            "cases 江川区/法律服务案件.xlsx/Sheet1",
            "cases 红塔区/cases.csv",
        ],
    );
}

#[test]
fn what_programs_leave_behind_is_passed_over() {
    let any = || b"x".to_vec();
    assert_read(
        &[
            ("cases.csv", csv("cases")),
            ("~$cases.xlsx", any()),
            (".DS_Store", any()),
            (".git/config", any()),
            ("Thumbs.db", any()),
            ("yuxi.toml", any()),
        ],
        &[
            "cases cases.csv",
            "- .DS_Store system_file",
            "- .git/config hidden_file",
            "- Thumbs.db system_file",
            "- yuxi.toml definition",
            "- ~$cases.xlsx lock_file",
        ],
    );
    assert_read(&[], &[]);
}

#[test]
fn what_is_ignored_is_listed() {
    let options = huimin::door::DoorOptions {
        ignore: vec!["*.pdf".to_owned(), "草稿/".to_owned(), "a.csv".to_owned()],
        ..Default::default()
    };
    assert_read_with(
        &[
            ("cases.csv", csv("cases")),
            ("a.csv", csv("cases")),
            ("通知.pdf", b"%PDF".to_vec()),
            ("草稿/cases.csv", csv("cases")),
            (
                "上报.zip",
                zip(&[("a.csv", csv("cases")), ("b/说明.pdf", Vec::new())]),
            ),
        ],
        &options,
        &[
            "cases cases.csv",
            "- a.csv ignored",
            "- 上报.zip/a.csv ignored",
            "- 上报.zip/b/说明.pdf ignored",
            "- 草稿/cases.csv ignored",
            "- 通知.pdf ignored",
        ],
    );
}

#[test]
fn names_that_say_nothing_or_too_much() {
    let of = |path: &'static str, bytes: Vec<u8>, words: &str| {
        assert_fault(&[(path, bytes)], path, words)
    };
    of("a.csv", csv("cases"), "rename it to `cases_a.csv`");
    of(
        "案件.csv",
        gb18030(&text(&table("cases", true, 1), ",")).clone(),
        "rename it to `cases_案件.csv`",
    );
    of(
        "cazes.csv",
        b"x,y\n".to_vec(),
        "if it holds dataset `cases` (cases), rename it",
    );
    of(
        "x.csv",
        b"x,y\n".to_vec(),
        "put the name into its own (`platforms`, ",
    );
    of(
        "x.jsonl",
        json_lines(&table("disputes", false, 1)),
        "rename it to `disputes_x.jsonl`",
    );
    of(
        "x.parquet",
        parquet(&table("disputes", true, 1)),
        "rename it to `disputes_x.parquet`",
    );
    of(
        "x.xlsx",
        book(table("disputes", true, 1)),
        "name the sheet `disputes`",
    );
    of(
        "法律咨询和矛盾纠纷.csv",
        csv("disputes"),
        "names both dataset `consultations`",
    );
    of(
        "cases 2019 disputes.csv",
        csv("cases"),
        "rename it so that one is left",
    );
    of(
        "cases.csv",
        csv("disputes"),
        "but its header fits dataset `disputes`",
    );
    of(
        "showcases.csv",
        b"x\n".to_vec(),
        "put the name into its own",
    );
    of(
        "notes",
        b"remember the milk\n".to_vec(),
        "put the name into its own",
    );
}

#[test]
fn endings_that_are_not_read() {
    let of = |path: &'static str, bytes: &[u8], words: &str| {
        assert_fault(&[(path, bytes.to_vec())], path, words)
    };
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0";
    of("cases.xls", old, "save it as .xlsx");
    of("cases.et", old, "save it as .xlsx");
    of(
        "cases.xls",
        b"<html><table>",
        "but it holds a web page or XML",
    );
    of(
        "cases.xls",
        b"case_id\t",
        "but it holds text; rename it to .csv",
    );
    of(
        "cases.xls",
        &book(table("cases", false, 1)),
        "rename it to .xlsx",
    );
    of("cases.doc", old, "it is a document");
    of(
        "cases.docx",
        b"PK\x03\x04",
        "copy its tables into a workbook",
    );
    of("cases.pdf", b"%PDF-1.7", "it is a document");
    of("上报.rar", b"Rar!\x1a\x07", "pack its files as a .zip");
    of("上报.7z", b"7z\xbc\xaf\x27\x1c", "pack its files as a .zip");
    of("cases.tar.gz", b"\x1f\x8b", "pack its files as a .zip");
    of("cases.dbf", b"\x03", "export its tables");
    of(
        "cases.accdb",
        b"\0\x01\0\0Standard ACE DB",
        "export its tables",
    );
    of("cases.arrow", b"ARROW1\0\0", "write it as .parquet");
    of("cases.numbers", b"\x03", "save it as .xlsx");
    of("cases.jpg", b"\xff\xd8\xff\xe0", "it is a picture");
    of("cases.dat", b"x", "the ending `.dat` is not known");
    of("cases.csv.bak", b"x", "a database");
    of(
        "cases.csv",
        &book(table("cases", false, 1)),
        "but found an .xlsx workbook",
    );
    of("cases.csv", &gzip(b"x"), "add .gz to its ending");
    of("cases.xlsx", old, "remove the password");
    of("cases.xlsx", b"case_id,", "but found text");
    of("cases.parquet", b"case_id,", "expected the format Parquet");
    of("cases.jsonl", b"PAR1", "but found Parquet");
    of("cases.xlsx.gz", &gzip(b"PK\x03\x04"), "unpack it");
    of(
        "cases.json",
        b"[{\"case_id\": 1}]",
        "write every record on a line of its own",
    );
    of("cases.csv", b"", "the file is empty");
    of("cases.csv", b"\n , \r\n\t\n", "the file is empty");
    of("cases.jsonl", b" \n", "the file is empty");
}

#[test]
fn two_registers_are_one_too_many() {
    let files = [
        ("区划.csv", csv("divisions")),
        ("divisions.csv", csv("divisions")),
    ];
    assert_fault(
        &files,
        "区划.csv",
        "there is a register of divisions already, `divisions.csv`",
    );
    let sheets = [
        ("区划", Shown::Yes, table("divisions", true, 1)),
        ("区划2", Shown::Yes, table("divisions", true, 1)),
    ];
    assert_fault(
        &[("红塔区.xlsx", workbook(&sheets))],
        "红塔区.xlsx",
        "already, `红塔区.xlsx/区划`",
    );
}

#[test]
fn all_faults_are_told_at_once() {
    let files = [
        ("a.csv", csv("cases")),
        ("b.csv", csv("cases")),
        ("cases.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec()),
        ("disputes.csv", b"dispute_id\nD1\n".to_vec()),
        ("ok/cases.csv", csv("cases")),
        ("x.zip", b"PK".to_vec()),
    ];
    let error = surveyed(&files).unwrap_err();
    assert_eq!(error.kind(), huimin::ErrorKind::Input);
    let named: Vec<&str> = error
        .causes()
        .iter()
        .filter_map(|cause| cause.place().file.as_deref())
        .collect();
    // Archives are opened first, as what lies in them is a file like any other.
    assert_eq!(
        named,
        ["x.zip", "a.csv", "b.csv", "cases.xls", "disputes.csv"]
    );
    let english = error.to_string();
    assert!(
        english.starts_with("5 things need to be mended"),
        "{english}"
    );
    assert_eq!(english.lines().count(), 6);
}
