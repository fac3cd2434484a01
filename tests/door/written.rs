//! Folders as programs for large data write them.

use super::support::*;

fn without(mut table: Table, column: &str) -> Table {
    let place = table[0].iter().position(|name| name == column).unwrap();
    for row in &mut table {
        row.remove(place);
    }
    table
}

#[test]
fn folders_of_spark_are_read() {
    let part = || parquet(&table("cases", false, 2));
    assert_read(
        &[
            ("cases.parquet/_SUCCESS", Vec::new()),
            ("cases.parquet/._SUCCESS.crc", b"crc".to_vec()),
            ("cases.parquet/part-00000-9f-c000.snappy.parquet", part()),
            ("cases.parquet/part-00001-9f-c000.snappy.parquet", part()),
            ("disputes/part-00000-9f-c000.csv", csv("disputes")),
            // A partition without rows.
            ("disputes/part-00001-9f-c000.csv", Vec::new()),
            ("disputes/_SUCCESS", Vec::new()),
        ],
        &[
            "cases cases.parquet/part-00000-9f-c000.snappy.parquet",
            "cases cases.parquet/part-00001-9f-c000.snappy.parquet",
            "disputes disputes/part-00000-9f-c000.csv",
            "- cases.parquet/._SUCCESS.crc system_file",
            "- cases.parquet/_SUCCESS writer_file",
            "- disputes/_SUCCESS writer_file",
            "- disputes/part-00001-9f-c000.csv empty_file",
        ],
    );
    assert_fault(
        &[("disputes/part-0.csv", Vec::new())],
        "disputes/part-0.csv",
        "the file is empty",
    );
}

#[test]
fn files_without_an_ending_are_known_by_their_bytes() {
    for (bytes, format) in [
        (parquet(&table("cases", false, 1)), "parquet"),
        (csv("cases"), "csv"),
        (text(&table("cases", false, 1), "|").into_bytes(), "csv"),
        (json_lines(&table("cases", false, 1)), "jsonl"),
        (gzip(&csv("cases")), "csv"),
        (book(table("cases", false, 1)), "xlsx"),
    ] {
        for path in ["warehouse/cases/000000_0", "cases"] {
            let delivery = surveyed(&[(path, bytes.clone())]).unwrap();
            assert_eq!(delivery.parts[0].format.id(), format);
            assert!(rows(&delivery.parts[0], &folder(&[(path, bytes.clone())])) > 0);
        }
    }
    assert_fault(
        &[("cases/000000_0", b"ORC\x0a\x03\x00".to_vec())],
        "cases/000000_0",
        "write it as .parquet",
    );
    assert_fault(
        &[("cases/000000_0", zip(&[("a.csv", csv("cases"))]))],
        "cases/000000_0",
        "an archive within",
    );
    assert_fault(
        &[("cases/a", gzip(&parquet(&table("cases", false, 1))))],
        "cases/a",
        "unpack it",
    );
}

#[test]
fn folders_give_columns() {
    let cases = || parquet(&without(table("cases", false, 2), "division_code"));
    let files = [
        ("cases/year=2019/division_code=530402/000000_0", cases()),
        (
            "cases/year=2019/division_code=__HIVE_DEFAULT_PARTITION__/000000_0",
            cases(),
        ),
        (
            "cases/year=2018/%E5%8C%BA%E5%88%92%E4%BB%A3%E7%A0%81=530%34/a.parquet",
            cases(),
        ),
    ];
    let delivery = surveyed(&files).unwrap();
    let constants: Vec<_> = delivery
        .parts
        .iter()
        .map(|part| part.constants.clone())
        .collect();
    let field = |value: Option<&str>| vec![("division_code".to_owned(), value.map(str::to_owned))];
    assert_eq!(
        constants,
        [field(Some("5304")), field(Some("530402")), field(None)]
    );
    let columns = delivery.parts[1].columns.as_ref().unwrap();
    assert_eq!(columns.not_read, ["year=2019"]);
    assert!(columns.absent.is_empty());
    assert!(
        columns
            .read
            .iter()
            .all(|(_, field)| field != "division_code")
    );
    // A name that stands in a partition is none of a dataset.
    assert_fault(
        &[("x=cases/a.csv", csv("cases"))],
        "x=cases/a.csv",
        "rename it",
    );
    let given = [(
        "cases/division_code=530402/000000_0",
        parquet(&table("cases", false, 1)),
    )];
    assert_fault(
        &given,
        given[0].0,
        "the field `division_code` is given by a folder's name and once more",
    );
    let twice = [("cases/division_code=1/division code=2/0", cases())];
    assert_fault(
        &twice,
        twice[0].0,
        "is given by a folder's name and once more",
    );
    assert_fault(
        &[("cases/year=2019/0", cases())],
        "cases/year=2019/0",
        "columns of dataset `cases` (cases) are missing: `division_code`",
    );
}

#[test]
fn tables_with_a_log_are_refused() {
    let part = || parquet(&table("cases", false, 1));
    for (files, words) in [
        (
            vec![
                ("cases/_delta_log/00.json", b"{}".to_vec()),
                ("cases/part-0.parquet", part()),
            ],
            "a Delta table",
        ),
        (
            vec![
                ("cases/.hoodie/hoodie.properties", b"x".to_vec()),
                ("cases/a.parquet", part()),
            ],
            "a Hudi table",
        ),
        (
            vec![
                ("cases/metadata/v1.metadata.json", b"{}".to_vec()),
                ("cases/data/a.parquet", part()),
            ],
            "an Iceberg table",
        ),
        (
            vec![
                ("cases/_temporary/0/a.parquet", part()),
                ("cases/a.parquet", part()),
            ],
            "has not ended",
        ),
    ] {
        assert_fault(&files, "cases", words);
        assert_eq!(surveyed(&files).unwrap_err().causes().len(), 0, "{words}");
    }
}
