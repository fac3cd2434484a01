//! The facts of a file that a receipt states.

use huimin::door::{DoorOptions, Folder, MemoryFolder, ReadSeek};
use huimin::{Error, Result};

use super::support::*;

#[test]
fn what_is_known_of_a_text() {
    let bytes = gb18030(
        "红塔区统计表;;\n案件编号;区划代码;法律服务;备注;受理日期(必填);服务对象;办理结果\nC1;530402;律师;;2019-03-01;普通;办结\n",
    );
    let delivery = surveyed(&[("a/cases.csv", bytes.clone())]).unwrap();
    let part = &delivery.parts[0];
    assert_eq!(
        (part.file.as_str(), part.sheet.as_deref()),
        ("a/cases.csv", None)
    );
    assert_eq!(part.dataset.as_deref(), Some("cases"));
    assert_eq!(part.encoding.unwrap().id(), "gb18030");
    assert_eq!((part.delimiter, part.header_line), (Some(';'), Some(2)));
    assert_eq!(
        (part.title_rows[0].line, part.title_rows[0].text.as_str()),
        (1, "红塔区统计表")
    );
    assert_eq!(part.bytes, bytes.len() as u64);
    let columns = part.columns.as_ref().unwrap();
    let read: Vec<String> = columns
        .read
        .iter()
        .map(|(column, field)| format!("{column}={field}"))
        .collect();
    assert_eq!(
        read,
        [
            "案件编号=case_id",
            "区划代码=division_code",
            "法律服务=service",
            "受理日期(必填)=accepted_on",
            "服务对象=beneficiary",
            "办理结果=outcome"
        ]
    );
    assert_eq!(columns.not_read, ["备注"]);
    assert_eq!(columns.absent, ["closed_on"]);
    assert_eq!(delivery.parts_of("cases").count(), 1);
    assert_eq!(delivery.parts_of("disputes").count(), 0);
}

#[test]
fn digests_are_those_of_files() {
    use sha2::{Digest, Sha256};

    let of = |bytes: &[u8]| -> String {
        Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    let cases = csv("cases");
    let (packed, book) = (gzip(&cases), book(table("cases", true, 1)));
    let (lines, columns) = (
        json_lines(&table("cases", true, 1)),
        parquet(&table("cases", true, 1)),
    );
    let files = [
        (
            "a.zip",
            zip(&[("cases.csv", cases.clone()), ("cases.xlsx", book.clone())]),
        ),
        ("cases-1.csv", cases.clone()),
        ("cases-1.csv.gz", packed.clone()),
        ("cases-1.jsonl", lines.clone()),
        ("cases-1.parquet", columns.clone()),
        ("cases-1.xlsx", book.clone()),
    ];
    let delivery = surveyed(&files).unwrap();
    let digests: Vec<_> = delivery
        .parts
        .iter()
        .map(|part| part.sha256.clone().unwrap())
        .collect();
    let expected = [&cases, &book, &cases, &packed, &lines, &columns, &book].map(|bytes| of(bytes));
    assert_eq!(digests, expected);
    let same: Vec<Option<&str>> = delivery
        .parts
        .iter()
        .map(|part| part.same_content_as.as_deref())
        .collect();
    assert_eq!(
        same,
        [
            None,
            None,
            Some("a.zip/cases.csv"),
            None,
            None,
            None,
            Some("a.zip/cases.xlsx")
        ]
    );
    let options = DoorOptions {
        digests: false,
        ..DoorOptions::default()
    };
    let delivery = surveyed_with(&files, &options).unwrap();
    assert!(
        delivery
            .parts
            .iter()
            .all(|part| part.sha256.is_none() && part.same_content_as.is_none())
    );
}

#[test]
fn sheets_of_one_workbook_are_not_copies() {
    let sheets = [
        ("1月", Shown::Yes, table("cases", true, 1)),
        ("2月", Shown::Yes, table("cases", true, 2)),
    ];
    let delivery = surveyed(&[("cases.xlsx", workbook(&sheets))]).unwrap();
    assert!(
        delivery
            .parts
            .iter()
            .all(|part| part.same_content_as.is_none())
    );
    assert_eq!(delivery.parts[0].sha256, delivery.parts[1].sha256);
}

/// A folder that cannot be listed, or files of which cannot be opened.
struct Broken(bool);

impl Folder for Broken {
    fn list(&self) -> Result<Vec<huimin::door::Entry>> {
        if self.0 {
            return Err(Error::of_file(&std::io::ErrorKind::PermissionDenied.into()));
        }
        MemoryFolder::new().with("cases.csv", "x").list()
    }

    fn open(&self, path: &str) -> Result<Box<dyn ReadSeek + Send>> {
        Err(Error::of_file(&std::io::Error::from_raw_os_error(13)).in_file(path))
    }
}

#[test]
fn what_the_system_says_is_told_in_words() {
    for broken in [true, false] {
        let error = huimin::door::survey(definition(), &Broken(broken), &DoorOptions::default());
        let error = error.unwrap_err();
        let (zh, en) = (error.render(huimin::Language::Chinese), error.to_string());
        assert!(
            en.ends_with("the file cannot be read: permission is denied"),
            "{en}"
        );
        assert!(zh.ends_with("无法读取文件：没有权限"), "{zh}");
    }
}
