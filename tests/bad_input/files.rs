//! Files that are broken somewhere.

use arrow_array::RecordBatch;
use huimin::input::{ArrowSource, BatchSource, JsonLinesOptions, JsonLinesSource};
use huimin::limits::VALUE_BYTES;
use huimin::{Error, ErrorKind, Language, Tally, Text};

use crate::support::{HEADER, csv, day, good_row, plan, refused};

const ROWS: usize = 10_000;
const BROKEN: usize = 5_000;

/// A file of good rows but for row 5,000.
fn broken_by(row: &[u8]) -> Vec<u8> {
    let mut file = HEADER.as_bytes().to_vec();
    for number in 1..=ROWS {
        if number == BROKEN {
            file.extend_from_slice(row);
            file.push(b'\n');
        } else {
            file.extend_from_slice(good_row(number).as_bytes());
        }
    }
    file
}

#[test]
fn a_broken_row_in_the_middle_is_named_and_nothing_is_added() {
    let long = format!("V5000,530402,2019-05-01,,,{},3,,,", "长".repeat(40_000));
    let very_long = format!("V5000,530402,2019-05-01,,,{},3,,,", "x".repeat(2 << 20));
    for (row, kind, column, words) in [
        (
            &b"V5000,530402"[..],
            ErrorKind::Input,
            None,
            "expected 10 cells",
        ),
        (
            b"V5000,530402,2019-05-01,,,,3,,,,",
            ErrorKind::Input,
            None,
            "found 11",
        ),
        (
            b"V5000,530402,2019-05-01,,,\xD7\xC9,3,,,",
            ErrorKind::Input,
            Some("remark"),
            "UTF-8",
        ),
        (
            b"V5000,530402,2019-05-01,,,\0,3,,,",
            ErrorKind::Input,
            Some("remark"),
            "NUL",
        ),
        (long.as_bytes(), ErrorKind::Limit, Some("remark"), "65536"),
        (
            very_long.as_bytes(),
            ErrorKind::Limit,
            Some("remark"),
            "1048576",
        ),
    ] {
        let error = refused(&plan(""), &broken_by(row));
        let shown = error.to_string();
        assert_eq!(error.kind(), kind, "{shown}");
        assert_eq!(error.place().dataset.as_deref(), Some("visits"), "{shown}");
        assert_eq!(error.place().row, Some(BROKEN as u64), "{shown}");
        assert_eq!(error.place().column.as_deref(), column, "{shown}");
        assert!(shown.contains(words), "{shown}");
    }
}

#[test]
fn a_quote_that_is_never_closed_is_named_by_its_row() {
    let error = refused(&plan(""), &broken_by(b"V5000,\"530402,2019-05-01,,,,3,,,"));
    assert_eq!(error.place().row, Some(BROKEN as u64), "{error}");
}

#[test]
fn of_two_broken_rows_the_first_is_named() {
    let mut file = broken_by(b"V5000,530402");
    file.extend_from_slice(b"V10001\n");
    assert_eq!(refused(&plan(""), &file).place().row, Some(5_000));
    // The first is found while the row's values are read, the second while the file is.
    let plan = plan("");
    let long = format!(
        "V5000,530402,2019-05-01,,,,{},,,",
        "9".repeat(VALUE_BYTES + 1)
    );
    let file = broken_by(long.as_bytes());
    let unreadable: [&[u8]; 2] = [b"V10001\n", b"V10001,530402,2019-05-01,,,\xD7\xC9,3,,,\n"];
    for row in unreadable {
        let error = refused(&plan, &[file.as_slice(), row].concat());
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        assert_eq!(error.place().row, Some(5_000), "{error}");
    }
}

#[test]
fn a_broken_line_of_json_is_named() {
    let line = |number: usize| {
        format!(
            "{{\"visit_id\": \"V{number}\", \"division_code\": \"530402\", \"visited_on\": \"2019-05-01\"}}\n"
        )
    };
    let mut file: String = (1..=ROWS).map(line).collect();
    let place = file.match_indices('\n').nth(BROKEN - 2).unwrap().0 + 1;
    file.insert_str(place, "{\"visit_id\": \n");
    let mut tally = Tally::new(&plan(""));
    let before = tally.to_bytes().unwrap();
    for batch_rows in [1, 100, 16_384] {
        let options = JsonLinesOptions {
            batch_rows,
            ..JsonLinesOptions::default()
        };
        let source = JsonLinesSource::new(std::io::Cursor::new(file.clone()), options);
        let error = tally.add("visits", source).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
        assert_eq!(error.place().row, Some(BROKEN as u64), "{error}");
        assert!(tally.to_bytes().unwrap() == before);
    }
}

#[test]
fn a_source_that_fails_after_some_batches_adds_nothing() {
    let plan = plan("");
    let mut tally = Tally::new(&plan);
    let before = tally.to_bytes().unwrap();
    let file: String = HEADER.to_owned() + &(1..=100).map(good_row).collect::<String>();
    let mut good = csv(file, 10);
    let mut batches: Vec<huimin::Result<RecordBatch>> = Vec::new();
    while let Some(batch) = good.next_batch().unwrap() {
        batches.push(Ok(batch));
    }
    let lost = Error::new(ErrorKind::Input, Text::same("the line was cut"));
    batches.insert(7, Err(lost));
    let error = tally.add("visits", ArrowSource::new(batches)).unwrap_err();
    assert!(error.to_string().contains("the line was cut"), "{error}");
    assert!(tally.to_bytes().unwrap() == before);
}

#[test]
fn an_addition_that_is_stopped_adds_nothing() {
    let file: String = HEADER.to_owned() + &(1..=1_000).map(good_row).collect::<String>();
    let plan = plan("");
    for threads in [1, 2, 5] {
        let mut tally = Tally::new(&plan);
        let mut calls = 0;
        let mut stop = |_| {
            calls += 1;
            calls < 5
        };
        let options = huimin::tally::AddOptions {
            threads,
            progress: Some(&mut stop),
            ..Default::default()
        };
        let stopped = tally.add_with("visits", csv(file.clone(), 100), options);
        assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
        assert_eq!(tally.records("visits").unwrap(), 0);
    }
}

#[test]
fn a_withdrawal_with_one_unknown_record_withdraws_nothing() {
    let plan = plan("");
    let mut tally = Tally::new(&plan);
    let good: String = HEADER.to_owned() + &(1..=100).map(good_row).collect::<String>();
    tally.add("visits", csv(good, 30)).unwrap();
    let before = tally.to_bytes().unwrap();
    let leaving: String = HEADER.to_owned() + &(51..=101).map(good_row).collect::<String>();
    let error = tally.retract("visits", csv(leaving, 10)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::State, "{error}");
    assert_eq!(error.place().row, Some(51), "{error}");
    assert!(tally.to_bytes().unwrap() == before);
}

#[test]
fn empty_files_and_headers() {
    let mut tally = Tally::new(&plan(""));
    let error = tally.add("visits", csv("", 100)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input, "{error}");
    for header in [
        HEADER.to_owned(),
        HEADER.trim_end().to_owned(),
        format!("\u{feff}{HEADER}"),
    ] {
        let added = tally.add("visits", csv(header, 100)).unwrap();
        assert_eq!(added.records, 0);
    }
    let error = tally
        .add("visits", csv("visit_id,division_code\n", 100))
        .unwrap_err();
    assert_eq!(
        error.place().column.as_deref(),
        Some("visited_on"),
        "{error}"
    );
    assert_eq!(
        tally.add("visit", csv(HEADER, 100)).unwrap_err().kind(),
        ErrorKind::Argument
    );
    // An empty stream of batches is no file without a header.
    let none = ArrowSource::new(Vec::<huimin::Result<RecordBatch>>::new());
    assert_eq!(tally.add("visits", none).unwrap().records, 0);
    assert_eq!(tally.records("visits").unwrap(), 0);
    assert!(
        tally
            .assess(day("2019-12-31"))
            .unwrap()
            .findings()
            .is_empty()
    );
}

#[test]
fn a_million_findings_are_all_there() {
    const RECORDS: usize = 1_000_000;
    let plan = plan("");
    let mut tally = Tally::new(&plan);
    let mut file = String::from("visit_id,division_code,visited_on,kind\n");
    for number in 0..RECORDS {
        file.push_str(&format!("V{number},530402,2019-05-01,c\n"));
    }
    let options = huimin::tally::AddOptions {
        threads: 2,
        progress: None,
        ..Default::default()
    };
    tally
        .add_with("visits", csv(file, 16_384), options)
        .unwrap();
    let assessment = tally.assess(day("2019-12-31")).unwrap();
    let findings = assessment.findings();
    assert_eq!(findings.len(), RECORDS);
    let mut rows: Vec<u32> = findings
        .iter(Language::English)
        .map(|finding| {
            assert_eq!(finding.rule, "code_list");
            finding.row.unwrap()
        })
        .collect();
    rows.sort_unstable();
    assert!(rows.into_iter().eq(1..=1_000_000));
}
