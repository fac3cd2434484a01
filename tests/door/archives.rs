//! Archives and packed files.

use super::support::*;

#[test]
fn files_in_archives_are_files_like_others() {
    let files = [
        ("cases.csv", csv("cases")),
        ("红塔区/矛盾纠纷.xlsx", book(table("disputes", true, 1))),
        (
            "红塔区/advisers.parquet",
            parquet(&table("advisers", false, 1)),
        ),
        ("法律咨询/1.csv.gz", gzip(&csv("consultations"))),
        ("__MACOSX/._cases.csv", b"x".to_vec()),
        ("~$矛盾纠纷.xlsx", b"x".to_vec()),
    ];
    let expected = |archive: &str| {
        [
            format!("cases {archive}/cases.csv"),
            format!("consultations {archive}/法律咨询/1.csv.gz"),
            format!("advisers {archive}/红塔区/advisers.parquet"),
            format!("disputes {archive}/红塔区/矛盾纠纷.xlsx/Sheet1"),
            format!("- {archive}/__MACOSX/._cases.csv system_file"),
            format!("- {archive}/~$矛盾纠纷.xlsx lock_file"),
        ]
    };
    for bytes in [zip(&files), zip_with_gbk_names(&files)] {
        let delivery = surveyed(&[("上报.zip", bytes)]).unwrap();
        let mut found = shown(&delivery);
        let mut expected = expected("上报.zip").to_vec();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }
    // An archive is a folder, and names what lies in it.
    assert_read(
        &[("cases.zip", zip(&[("红塔区.csv", csv("cases"))]))],
        &["cases cases.zip/红塔区.csv"],
    );
    assert_read(
        &[("CASES.ZIP", zip(&[("1\\2.csv", csv("cases"))]))],
        &["cases CASES.ZIP/1/2.csv"],
    );
}

#[test]
fn parts_of_archives_are_read_whole() {
    let long = text(&table("cases", true, 20_000), ",").into_bytes();
    let twice = [
        gzip(&long),
        gzip(&text(&table("cases", true, 20_000)[1..].to_vec(), ",").into_bytes()),
    ]
    .concat();
    let files = [
        ("a.zip", zip(&[("cases.csv", long.clone())])),
        (
            "b.zip",
            zip(&[("cases.xlsx", book(table("cases", true, 300)))]),
        ),
        (
            "c.zip",
            zip(&[("cases.parquet", parquet(&table("cases", true, 300)))]),
        ),
        ("cases.csv.gz", gzip(&long)),
        ("cases2.csv.gz", twice),
    ];
    let delivery = surveyed(&files).unwrap();
    let folder = folder(&files);
    let read: Vec<usize> = delivery
        .parts
        .iter()
        .map(|part| rows(part, &folder))
        .collect();
    assert_eq!(read, [20_000, 300, 300, 20_000, 40_000]);
    for part in &delivery.parts {
        let mut source = part.open(&folder).unwrap();
        while source.next_batch().unwrap().is_some() {}
        if part.format.id() == "csv" {
            assert_eq!(source.bytes_done(), part.bytes, "{}", part.file);
        }
    }
}

#[test]
fn archives_that_are_not_read() {
    let of = |files: &[(&str, Vec<u8>)], file: &str, words: &str| assert_fault(files, file, words);
    let good = || ("cases.csv", csv("cases"));
    of(
        &[("a.zip", zip(&[good(), ("b.zip", zip(&[good()]))]))],
        "a.zip/b.zip",
        "an archive within an archive",
    );
    of(&[("a.zip", zip(&[]))], "a.zip", "the archive holds no file");
    of(
        &[("a.zip", b"PK\x03\x04 and no more".to_vec())],
        "a.zip",
        "the archive is damaged",
    );
    of(&[("a.zip", Vec::new())], "a.zip", "the archive is damaged");
    let mut encrypted = zip(&[good()]);
    mark_encrypted(&mut encrypted);
    of(&[("a.zip", encrypted)], "a.zip/cases.csv", "has a password");
    let mut other = zip(&[("cases.csv", csv("cases").repeat(50))]);
    // The method behind version and flags, here and in the directory.
    replace(&mut other, b"\x08\x00", b"\x0c\x00");
    of(
        &[("a.zip", other)],
        "a.zip/cases.csv",
        "a method that is not read",
    );
    let mut damaged = zip(&[("cases.csv", csv("cases").repeat(50))]);
    let place = damaged.len() / 4;
    damaged[place] ^= 0x55;
    assert!(surveyed(&[("a.zip", damaged)]).is_err());
    of(
        &[("cases.csv.gz", gzip(&csv("cases"))[..20].to_vec())],
        "cases.csv.gz",
        "the file cannot be read",
    );
    of(
        &[("cases.csv.gz", csv("cases"))],
        "cases.csv.gz",
        "the file cannot be read",
    );
    of(
        &[(
            "a.zip",
            zip(&[("a.csv", csv("cases")), ("cases.xls", b"x".to_vec())]),
        )],
        "a.zip/a.csv",
        "rename it to `cases_a.csv`",
    );
}

/// Sets the flag of a password for every file.
fn mark_encrypted(archive: &mut [u8]) {
    for (signature, place) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        for start in 0..archive.len() - 4 {
            if archive[start..].starts_with(signature) {
                archive[start + place] |= 1;
            }
        }
    }
}
