use super::*;

/// All rows, each cell with the text it stands for in the source.
fn rows(source: &str) -> Vec<Vec<(String, &str)>> {
    let mut table = Table::new(source);
    let mut cells = Vec::new();
    let mut rows = Vec::new();
    while table.next_row(&mut cells) {
        let row = cells.iter().map(|cell| {
            (
                cell.value.to_string(),
                &source[cell.span.start..cell.span.end],
            )
        });
        rows.push(row.collect());
    }
    rows
}

#[test]
fn a_cell_has_its_value_and_its_place() {
    assert_eq!(
        rows("code,name\r\n530400,\"玉溪市\"\n\n,\"a\"\"b,\nc\"d"),
        [
            vec![("code".to_owned(), "code"), ("name".to_owned(), "name")],
            vec![
                ("530400".to_owned(), "530400"),
                ("玉溪市".to_owned(), "\"玉溪市\"")
            ],
            vec![
                (String::new(), ""),
                ("a\"b,\ncd".to_owned(), "\"a\"\"b,\nc\"d")
            ],
        ]
    );
}

#[test]
fn an_unclosed_quote_is_noticed() {
    for (source, unclosed) in [
        ("a,\"b\n", true),
        ("\"", true),
        ("a,\"\"\"", true),
        ("a,\"b\"\n", false),
        ("a,b\"", false),
    ] {
        let mut table = Table::new(source);
        let mut cells = Vec::new();
        while table.next_row(&mut cells) {}
        assert_eq!(table.unclosed(), unclosed, "{source:?}");
    }
}

#[cfg(feature = "csv")]
proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

    #[test]
    fn rows_are_those_of_the_csv_crate(source in "[a县,\"\r\n]{0,24}") {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source.as_bytes());
        let theirs: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        let ours: Vec<Vec<String>> =
            rows(&source).into_iter().map(|row| row.into_iter().map(|(value, _)| value).collect()).collect();
        proptest::prop_assert_eq!(ours, theirs);
    }
}
