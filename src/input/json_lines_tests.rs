use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{BufReader, Cursor};

use proptest::prelude::*;

use super::super::test_support::{
    Drops, Table, assert_error, drain, drain_pieces, lines_and_blank, names_of, rows, rows_of,
};
use super::*;
use crate::text::Language;

/// Reads the bytes at once and byte by byte, as batches and as pieces; all must
/// agree.
fn read(bytes: impl AsRef<[u8]>) -> Result<(Vec<String>, Table)> {
    let bytes = bytes.as_ref();
    let source = || JsonLinesSource::new(bytes, JsonLinesOptions::default());
    let whole = drain(source());
    let drops = BufReader::with_capacity(1, Drops(Cursor::new(bytes)));
    for other in [
        drain(JsonLinesSource::new(drops, JsonLinesOptions::default())),
        drain_pieces(source()),
    ] {
        assert_eq!(shown(&whole), shown(&other));
    }
    let mut lines = source();
    lines.chunks.chunk_bytes = 1;
    assert_eq!(shown(&values(lines)), shown(&values(source())));
    whole
}

fn shown<T: Debug>(result: &Result<T>) -> String {
    match result {
        Ok(read) => format!("{read:?}"),
        Err(error) => error.to_string(),
    }
}

/// What every row has of keys and values, however they come in pieces.
fn values(mut source: impl BatchSource) -> Result<Vec<BTreeMap<String, String>>> {
    let mut all = Vec::new();
    while let Some(piece) = source.next_piece()? {
        let before = all.len() as u64;
        for batch in piece {
            let batch = batch.map_err(|error| error.moved_behind(before))?.batch;
            for row in rows_of(&batch) {
                let cells = names_of(&batch).into_iter().zip(row);
                all.push(
                    cells
                        .filter_map(|(name, cell)| Some((name, cell?)))
                        .collect(),
                );
            }
        }
    }
    Ok(all)
}

#[test]
fn values_are_text_and_numbers_keep_every_digit() {
    let text = concat!(
        "\u{FEFF}{\"id\": \"C-1\", \"n\": 0.10000000000000000001, \"yes\": true, \"名\": \"䶮\\u3400\\n\"}\r\n",
        "\n  \r\n",
        "{\"n\": -12345678901234567890123, \"yes\": false, \"id\": \"\", \"名\": null}",
    );
    let (names, table) = read(text).unwrap();
    assert_eq!(names, ["id", "n", "yes", "名"]);
    assert_eq!(
        table,
        rows(&[
            ["C-1", "0.10000000000000000001", "true", "䶮㐀\n"],
            ["", "-12345678901234567890123", "false", ""]
        ])
    );
}

#[test]
fn a_batch_has_the_keys_of_its_own_rows() {
    let text = "{\"a\":1}\n{\"b\":2,\"a\":3}\n{\"c\":false}\n{\"c\":4}\n";
    let (names, table) = read(text).unwrap();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(
        table,
        rows(&[
            ["1", "", ""],
            ["3", "2", ""],
            ["", "", "false"],
            ["", "", "4"]
        ])
    );

    let options = JsonLinesOptions {
        batch_rows: 2,
        ..JsonLinesOptions::default()
    };
    let mut source = JsonLinesSource::new(text.as_bytes(), options);
    let first = source.next_batch().unwrap().unwrap();
    assert_eq!(
        (names_of(&first), rows_of(&first)),
        (vec!["a".into(), "b".into()], rows(&[["1", ""], ["3", "2"]]))
    );
    let second = source.next_batch().unwrap().unwrap();
    assert_eq!(
        (names_of(&second), rows_of(&second)),
        (vec!["c".into()], rows(&[["false"], ["4"]]))
    );
    assert!(source.next_batch().unwrap().is_none());
    assert_eq!(source.bytes_done(), text.len() as u64);
}

#[test]
fn only_wanted_keys_are_kept() {
    let options = JsonLinesOptions {
        columns: Some(vec!["c".into(), "a".into()]),
        ..JsonLinesOptions::default()
    };
    let text = "{\"a\":1,\"b\":{\"deep\":[]},\"c\":3}\n{\"b\":2}\n";
    let (names, table) = drain(JsonLinesSource::new(text.as_bytes(), options)).unwrap();
    assert_eq!(names, ["a", "c"]);
    assert_eq!(table, rows(&[["1", "3"], ["", ""]]));
}

#[test]
fn objects_without_a_value_are_no_rows() {
    let text = concat!(
        "\u{FEFF}{\"a\":1}\r\n",
        "{\"a\":null,\"b\":\"\"}\n",
        "\n",
        "{}\n",
        "{\"a\":\" \\u3000\u{200B}\",\"c\":null}\n",
        "{\"a\":null,\"c\":0}\n",
        "{\"a\":\"\\u0061\"}\n",
        "{\"b\":\"\\t\"}",
    );
    for batch_rows in [1, 2, 9] {
        let options = JsonLinesOptions {
            batch_rows,
            ..JsonLinesOptions::default()
        };
        for chunk_bytes in [1, 20, 1 << 20] {
            let mut source = JsonLinesSource::new(text.as_bytes(), options.clone());
            source.chunks.chunk_bytes = chunk_bytes;
            assert_eq!(lines_and_blank(source), (vec![1, 6, 7], 4));
        }
    }
    let (names, table) = read(text).unwrap();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(table, rows(&[["1", "", ""], ["", "", "0"], ["a", "", ""]]));
    // A key that is not wanted has a value as well as any.
    let options = JsonLinesOptions {
        columns: Some(vec!["b".into()]),
        ..JsonLinesOptions::default()
    };
    let source = JsonLinesSource::new(text.as_bytes(), options);
    assert_eq!(lines_and_blank(source), (vec![1, 6, 7], 4));
    let blank = "{}\n{\"a\":\" \"}\n";
    assert_eq!(read(blank).unwrap().1, Table::new());
    assert_error(
        read("{\"a\":\" \"}\n{\"a\":\" \",\"a\":2}\n"),
        ErrorKind::Input,
        "line 2, column a: found the key `a` twice in one object",
    );
}

#[test]
fn an_empty_file_has_no_batch() {
    for text in ["", "\n\n", "\u{FEFF}"] {
        assert_eq!(read(text).unwrap(), (vec![], vec![]));
    }
}

#[test]
fn lines_that_are_no_objects() {
    let error = assert_error(
        read("{\"a\":1}\n\n[{\"a\":2}]\n"),
        ErrorKind::Input,
        "line 3: expected a JSON object per line, beginning with `{`, but found `[`; write every record on a line of its own",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "第 3 行：每行应为一个 JSON 对象,以 `{` 开头,但得到 `[`;请把每条记录单独写成一行"
    );
    assert_error(
        read("{\"a\":1,}\n"),
        ErrorKind::Input,
        "line 1: the line is not correct JSON (byte 8: trailing comma)",
    );
    assert!(
        read("{\"a\":1} {\"a\":2}\n")
            .unwrap_err()
            .to_string()
            .contains("trailing characters")
    );
    assert!(read("{\"a\":01}").is_err());
    assert!(read("{\"a\":NaN}").is_err());
    assert!(
        read("{\"a\":\"\\ud800\"}")
            .unwrap_err()
            .to_string()
            .contains("line 1")
    );
}

#[test]
fn values_that_are_not_allowed() {
    for value in ["[1]", "{\"b\":1}", "[]"] {
        let error = assert_error(
            read(format!("{{\"a\":{value}}}")),
            ErrorKind::Input,
            "line 1, column a: expected a text, a number, a boolean or null, but found a list or an object; spread it over keys of its own",
        );
        assert_eq!(
            error.render(Language::Chinese),
            "第 1 行，列 a：值应为文本、数字、布尔值或 null,但得到列表或对象;请把它展开为单独的键"
        );
    }
    assert_error(
        read("{\"a\":\"x\\u0000\"}"),
        ErrorKind::Input,
        "line 1, column a: found a NUL byte, which no text may hold; the file may be damaged, or not be a text file",
    );
}

#[test]
fn nesting_however_deep_is_an_error_and_no_overflow() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(400_000), "]".repeat(400_000));
    let read_deep = move || read(deep).unwrap_err();
    let error = std::thread::Builder::new()
        .stack_size(128 << 10)
        .spawn(read_deep)
        .unwrap()
        .join()
        .unwrap();
    assert_eq!(error.place().row, Some(1));
}

/// Else one thread would have all of it, and memory hold it twice.
#[test]
fn what_is_in_memory_comes_in_pieces() {
    let text = "{\"a\":1}\n".repeat(400_000);
    let mut source = JsonLinesSource::new(text.as_bytes(), JsonLinesOptions::default());
    let mut pieces = 0;
    while source.next_piece().unwrap().is_some() {
        pieces += 1;
        assert!(source.bytes_done() <= pieces * (1 << 20));
    }
    assert_eq!((pieces, source.bytes_done()), (4, 3_200_000));
}

#[test]
fn keys_twice_and_empty() {
    for text in ["{\"a\":1,\"b\":2,\"a\":null}", "{\"a\":1,\"\\u0061\":2}"] {
        let error = assert_error(
            read(text),
            ErrorKind::Input,
            "line 1, column a: found the key `a` twice in one object",
        );
        assert_eq!(
            error.render(Language::Chinese),
            "第 1 行，列 a：同一对象中键 `a` 出现了两次"
        );
    }
    assert_error(
        read("{\"\":1}"),
        ErrorKind::Input,
        "line 1: found an empty key in the object; every key needs a name",
    );
}

#[test]
fn bytes_that_are_not_utf8() {
    assert_error(
        read(b"{\"a\":1}\n{\"a\":\"\xD6\xD0\"}\n"),
        ErrorKind::Input,
        "line 2: expected UTF-8, but found bytes that are not UTF-8; JSON lines are always UTF-8, so save the file as UTF-8",
    );
}

#[test]
fn caps_hold_exactly() {
    let value = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length));
    let once = |text: String| {
        drain(JsonLinesSource::new(
            text.as_bytes(),
            JsonLinesOptions::default(),
        ))
    };
    assert_eq!(once(value(limits::VALUE_BYTES)).unwrap().1.len(), 1);
    assert_error(
        once(value(limits::VALUE_BYTES + 1)),
        ErrorKind::Limit,
        "line 1, column a: expected at most 65536 bytes in a cell, but found 65537",
    );
    let padded = |length: usize| format!("{{\"a\":1{}}}\n", " ".repeat(length - 7));
    assert_eq!(once(padded(limits::LINE_BYTES)).unwrap().1.len(), 1);
    assert_eq!(
        once(padded(limits::LINE_BYTES + 1)).unwrap_err().kind(),
        ErrorKind::Limit
    );
    let wide = |columns: usize| {
        let pairs: Vec<String> = (0..columns)
            .map(|column| format!("\"k{column}\":1"))
            .collect();
        format!("{{{}}}", pairs.join(","))
    };
    assert_eq!(
        once(wide(limits::COLUMNS)).unwrap().0.len(),
        limits::COLUMNS
    );
    assert_error(
        once(wide(limits::COLUMNS + 1)),
        ErrorKind::Limit,
        "line 1: expected at most 4096 columns, but found more",
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(table in prop::collection::vec(prop::collection::vec("[ \u{3000}]|.{0,6}", 3), 1..8)) {
        let mut text = String::new();
        for row in &table {
            let pairs = row.iter().enumerate();
            let pairs: Vec<String> =
                pairs.map(|(column, cell)| format!("\"k{column}\":{}", serde_json::to_string(cell).unwrap())).collect();
            text += &format!("{{{}}}\n", pairs.join(","));
        }
        let cell = |cell: &String| (!cell.is_empty()).then(|| cell.clone());
        let rows = table.iter().filter(|row| !row.iter().all(|cell| is_all_blank(cell)));
        let expected: Table = rows.map(|row| row.iter().map(cell).collect()).collect();
        if text.contains("\\u0000") {
            prop_assert!(read(&text).is_err());
        } else {
            prop_assert_eq!(read(&text).unwrap().1, expected);
        }
    }

    #[test]
    fn no_bytes_panic(text in "[{}\\[\\]\",:\\\\a1\\-.e\nntu]{0,40}") {
        let _ = read(&text);
        let _ = read(format!("{{\"a\":{text}}}"));
    }
}
