#![expect(clippy::arithmetic_side_effects, reason = "small numbers of rows")]

use std::io::{Cursor, Read};

use encoding_rs::GB18030;
use proptest::prelude::*;

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::super::test_support::{
    Drops, Table, assert_error, drain, drain_pieces, lines_and_blank, rows, rows_of,
};
use super::super::{decode_beginning, first_csv_rows};
use super::*;
use crate::spelling::is_all_blank;
use crate::text::Language;

/// Reads the bytes at once and byte by byte, in large and in tiny batches, in
/// large and in tiny pieces; all must agree.
fn read_with(bytes: &[u8], options: CsvOptions) -> Result<(Vec<String>, Table)> {
    let whole = drain(CsvSource::new(Cursor::new(bytes), options.clone()));
    let tiny = CsvOptions {
        batch_rows: 2,
        ..options.clone()
    };
    for other in [
        drain(CsvSource::new(Drops(Cursor::new(bytes)), options.clone())),
        drain(CsvSource::new(Cursor::new(bytes), tiny.clone())),
        drain(CsvSource::new(Drops(Cursor::new(bytes)), tiny.clone())),
        drain_pieces(CsvSource::new(Cursor::new(bytes), options)),
        drain_pieces(in_pieces_of(7, Cursor::new(bytes), tiny.clone())),
        drain_pieces(in_pieces_of(1, Drops(Cursor::new(bytes)), tiny)),
    ] {
        match (&whole, other) {
            (Ok(whole), Ok(other)) => assert_eq!(*whole, other),
            (Err(whole), Err(other)) => assert_eq!(whole.to_string(), other.to_string()),
            (whole, other) => panic!("{whole:?} at once, {other:?} in pieces"),
        }
    }
    whole
}

fn in_pieces_of<R: Read + Send>(bytes: usize, reader: R, options: CsvOptions) -> CsvSource<R> {
    let mut source = CsvSource::new(reader, options);
    source.chunks.chunk_bytes = bytes;
    source
}

fn read(bytes: impl AsRef<[u8]>) -> Result<(Vec<String>, Table)> {
    read_with(bytes.as_ref(), CsvOptions::default())
}

fn read_in(encoding: Encoding, bytes: &[u8]) -> Result<(Vec<String>, Table)> {
    let options = CsvOptions {
        encoding,
        ..CsvOptions::default()
    };
    read_with(bytes, options)
}

fn read_gb18030(bytes: &[u8]) -> Result<(Vec<String>, Table)> {
    read_in(Encoding::Gb18030, bytes)
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn cells_are_text_and_empty_cells_are_null() {
    let (names, table) =
        read("case_id, 服务 ,note\nC-1,律师,\"a \"\"b\"\", c\nd\"\nC-2,\"\", x \n").unwrap();
    assert_eq!(names, ["case_id", "服务", "note"]);
    assert_eq!(
        table,
        rows(&[["C-1", "律师", "a \"b\", c\nd"], ["C-2", "", " x "]])
    );
}

#[test]
fn every_line_end_is_one_and_blank_lines_are_no_rows() {
    let expected = rows(&[["1", "2"], ["3", "4"]]);
    for text in [
        "a,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r1,2\r3,4\r",
        "a,b\n1,2\n3,4",
        "a,b\r\n\r\n1,2\r\n\n3,\"4\"",
    ] {
        assert_eq!(read(text).unwrap().1, expected, "{text:?}");
    }
}

#[test]
fn a_byte_order_mark_is_dropped_even_before_a_quote() {
    assert_eq!(read("\u{FEFF}\"a\",b\n1,2\n").unwrap().0, ["a", "b"]);
    let mut bytes = b"\x84\x31\x95\x33".to_vec();
    bytes.extend_from_slice(b"\"a\",b\n1,2\n");
    assert_eq!(read_gb18030(&bytes).unwrap().0, ["a", "b"]);
}

#[test]
fn a_header_alone_gives_one_batch_without_rows() {
    for text in ["a,b", "a,b\n", "a,b\r\n\r\n"] {
        let mut source = CsvSource::new(text.as_bytes(), CsvOptions::default());
        let batch = source.next_batch().unwrap().unwrap();
        assert_eq!((batch.num_rows(), batch.num_columns()), (0, 2));
        assert!(source.next_batch().unwrap().is_none());
        assert_eq!(source.bytes_done(), text.len() as u64);
    }
}

#[test]
fn only_wanted_columns_are_kept_in_the_order_of_the_file() {
    let wanted = |names: &[&str]| CsvOptions {
        columns: Some(names.iter().map(|&name| name.to_owned()).collect()),
        ..CsvOptions::default()
    };
    let bytes = b"a,b,c\n1,\xFF,3\n4,5,6\n";
    let (names, table) = read_with(bytes, wanted(&["c", "missing", "a"])).unwrap();
    assert_eq!(names, ["a", "c"]);
    assert_eq!(table, rows(&[["1", "3"], ["4", "6"]]));
    let (names, table) = read_with(bytes, wanted(&[])).unwrap();
    assert_eq!((names.len(), table.len()), (0, 2));
}

#[test]
fn another_delimiter_and_its_limits() {
    let with = |delimiter| CsvOptions {
        delimiter,
        ..CsvOptions::default()
    };
    assert_eq!(
        read_with(b"a\tb\n1,5\t2\n", with('\t')).unwrap().1,
        rows(&[["1,5", "2"]])
    );
    assert_error(
        read_with(b"a\n", with('\n')),
        ErrorKind::Argument,
        "expected a delimiter that is an ASCII character, neither a quote nor a line end, or the full-width comma `，`, but found `\\n`",
    );
    assert!(read_with(b"a\n", with('、')).is_err());
}

#[test]
fn gb18030_beyond_gbk_is_read() {
    let text = "姓名,地址\n䶮㐀,玉溪市\n𠀀,|\n";
    let (bytes, _, unmappable) = GB18030.encode(text);
    assert!(!unmappable);
    let (names, table) = read_gb18030(&bytes).unwrap();
    assert_eq!(names, ["姓名", "地址"]);
    assert_eq!(table, rows(&[["䶮㐀", "玉溪市"], ["𠀀", "|"]]));
    assert_eq!(
        GB18030.encode("䶮㐀").0.as_ref(),
        b"\xFE\x9F\x81\x39\xEE\x39"
    );
}

#[test]
fn headers_that_name_no_columns() {
    for empty in ["", "\n\r\n", "\u{FEFF}"] {
        let error = assert_error(
            read(empty),
            ErrorKind::Input,
            "the file is empty; a header line is expected",
        );
        assert_eq!(error.render(Language::Chinese), "文件为空；第一行应为列名");
    }
    assert_error(
        read(" ,,\n1,2,3\n"),
        ErrorKind::Input,
        "line 1: the header names no column; name the columns, or say on which line the header stands",
    );
    assert_error(
        read("a,b, a\n"),
        ErrorKind::Input,
        "line 1, column a: found the column name `a` twice; every column needs a name of its own",
    );
}

#[test]
fn rows_stand_on_lines() {
    let text = "﻿县案件表,,\r\n填表日期:,2019,\r\ra,b\n1,2\n\n \u{3000},\n,,,,\n\"3\n\n\",4\r\n\"\",\" \"\n5,6\r7,8";
    let options = CsvOptions {
        header_line: 4,
        ..CsvOptions::default()
    };
    let source = || CsvSource::new(text.as_bytes(), options.clone());
    assert_eq!(lines_and_blank(source()), (vec![5, 9, 13, 14], 3));
    let (names, table) = read_with(text.as_bytes(), options.clone()).unwrap();
    assert_eq!(names, ["a", "b"]);
    let expected = [["1", "2"], ["3\n\n", "4"], ["5", "6"], ["7", "8"]];
    assert_eq!(table, rows(&expected));
    let blank = CsvSource::new(&b"a\n \n\t\n"[..], CsvOptions::default());
    assert_eq!(lines_and_blank(blank), (vec![], 2));

    let error = assert_error(
        read_with(b"a,b\n", options),
        ErrorKind::Input,
        "the file ends before line 4, where a header line is expected",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "文件在第 4 行之前结束；该行应为列名"
    );
    let options = CsvOptions {
        header_line: 0,
        ..CsvOptions::default()
    };
    assert_error(
        read_with(b"a,b\n", options),
        ErrorKind::Argument,
        "expected a header line, counted from 1, but found 0",
    );
}

#[test]
fn text_behind_quotes_is_refused() {
    let error = assert_error(
        read("a,b\n\n1,2\n1,\"x\"y\n"),
        ErrorKind::Input,
        "line 4, column b: found text behind the quote that closes a cell; write a quote within a cell twice",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "第 4 行，列 b：引号闭合之后还有内容；单元格内的引号应写成两个"
    );
    for text in ["a,b\n\"1\" ,2\n", "a,b\n\"\"\"1\"\"2\"3,\n", "\"a\"x,b\n"] {
        assert!(
            read(text)
                .unwrap_err()
                .to_string()
                .contains("behind the quote")
        );
    }
    // A quote within a cell that begins without one is a character like others.
    assert_eq!(read("a,b\n1\"x\",2\n").unwrap().1, rows(&[["1\"x\"", "2"]]));
}

#[test]
fn full_width_commas() {
    let options = CsvOptions {
        delimiter: '，',
        ..CsvOptions::default()
    };
    let (names, table) = read_with(
        "编号，说明\n1,5，\"甲，乙\"\n，\n2，\"\"\"\"\n".as_bytes(),
        options.clone(),
    )
    .unwrap();
    assert_eq!(names, ["编号", "说明"]);
    assert_eq!(table, rows(&[["1,5", "甲，乙"], ["2", "\""]]));
    let error = assert_error(
        read_with("a，b\n1，2\n1，\"\n\u{1F}\"\n".as_bytes(), options),
        ErrorKind::Input,
        "line 4, column b: found the control character U+001F, which a file with full-width commas between its cells may not hold",
    );
    assert_eq!(error.place().row, Some(2));
    assert_eq!(
        error.render(Language::Chinese),
        "第 4 行，列 b：发现控制字符 U+001F，以全角逗号分隔的文件中不允许出现"
    );
}

#[test]
fn first_rows_of_a_beginning() {
    let first = |text, delimiter, count| -> Vec<(u64, Vec<String>)> {
        let rows = first_csv_rows(text, delimiter, count).into_iter();
        rows.map(|row| (row.line, row.cells)).collect()
    };
    let row = |line, cells: &[&str]| (line, cells.iter().map(|&cell| cell.to_owned()).collect());
    let text = "sep=;\n\n题 \"名\"\n;\na;\"b\nc\"x\r\n1;2;3\n4;5";
    let expected = [
        row(1, &["sep=", ""]),
        row(3, &["题 \"名\""]),
        row(4, &["", ""]),
        row(5, &["a", "b\ncx"]),
        row(7, &["1", "2", "3"]),
    ];
    assert_eq!(first(text, ';', 9), expected);
    assert_eq!(first(text, ';', 2), expected[..2]);
    assert_eq!(first("甲，乙\n", '，', 9), [row(1, &["甲", "乙"])]);
    assert_eq!(first("a\n\"b\n", ',', 9), [row(1, &["a"])]);
    assert_eq!(first("a\n", '\n', 9), []);
}

#[test]
fn columns_without_a_name_hold_nothing() {
    let text = "a,\u{3000},b,\n1,,2,\n,,,\n3,\" \",4,\u{200B}\n";
    let (names, table) = read(text).unwrap();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(table, rows(&[["1", "2"], ["3", "4"]]));
    let mut kept = CsvSource::new(text.as_bytes(), CsvOptions::default());
    assert_eq!(kept.schema().unwrap().unwrap().fields().len(), 2);
    kept.keep(&[1]);
    assert_eq!(drain(kept).unwrap().1, rows(&[["2"], ["4"]]));
    let error = assert_error(
        read(format!("{text}5,x,6,\n")),
        ErrorKind::Input,
        "line 5: cell 2 holds something, but its column has no name in the header; name the column, or say on which line the header stands",
    );
    assert_eq!(error.place().row, Some(3));
    assert_eq!(
        error.render(Language::Chinese),
        "第 5 行：第 2 个单元格有内容，但该列在表头中没有列名；请补上列名，或指明表头所在的行"
    );
    assert!(
        read("a,\n1\n")
            .unwrap_err()
            .to_string()
            .contains("expected 2 cells")
    );
}

#[test]
fn ragged_rows() {
    let error = assert_error(
        read("a,b\n1,2\n\n1,2,3\n"),
        ErrorKind::Input,
        "line 4: expected 2 cells as in the header, but found 3; look for a delimiter or a quote too many",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "第 4 行：应有 2 个单元格（与表头相同），实际有 3 个；请检查分隔符和引号"
    );
    assert_eq!(read("a,b\n1\n").unwrap_err().place().row, Some(1));
}

#[test]
fn bytes_that_are_not_utf8_are_named_by_row_and_column() {
    let (bytes, ..) = GB18030.encode("id,name\n1,a\n2,中文\n");
    let error = assert_error(
        read(bytes),
        ErrorKind::Input,
        "line 3, column name: expected UTF-8, but found bytes that are not UTF-8; if the file is in GB18030 (GBK), declare its encoding as `gb18030`, or save it as UTF-8",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "第 3 行，列 name：应为 UTF-8 编码,但此处的字节不是 UTF-8;如果文件是 GB18030(GBK)编码,请在读取时声明编码为 gb18030,或另存为 UTF-8"
    );
    // Two halves of a character in neighbouring cells are not one character.
    let place = read(b"a,b\n1,2\n\xE4,\xB8\xAD\n")
        .unwrap_err()
        .place()
        .clone();
    assert_eq!((place.row, place.column.as_deref()), (Some(2), Some("a")));
    // Nor in one column.
    let place = read(b"a,b\n1,\xE4\n1,\xB8\xAD\n")
        .unwrap_err()
        .place()
        .clone();
    assert_eq!((place.row, place.column.as_deref()), (Some(1), Some("b")));
}

#[test]
fn of_two_faults_the_first_is_told() {
    let error = read(b"a,b\n1,2\n1,\xFF\n1,2,3\n").unwrap_err();
    assert_eq!(error.place().row, Some(2));
    assert_eq!(error.place().column.as_deref(), Some("b"));
}

#[test]
fn malformed_gb18030_is_an_error_never_a_replacement() {
    let error = assert_error(
        read_gb18030(b"id,name\n1,\xD6\xD0\n2,x\xFF\n"),
        ErrorKind::Input,
        "line 3, column name: the file is declared as GB18030, but found bytes that are not GB18030; if it is in UTF-8, declare its encoding as `utf-8`",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "第 3 行，列 name：文件声明为 GB18030 编码，但此处的字节不是 GB18030；如果文件是 UTF-8 编码，请声明编码为 utf-8"
    );
    // Cut off within a character.
    assert_eq!(
        read_gb18030(b"id,name\n1,\xD6").unwrap_err().place().row,
        Some(1)
    );
}

#[test]
fn other_encodings_are_recognised_by_their_marks() {
    assert_error(
        read(b"\xFF\xFEa\0,\0"),
        ErrorKind::Input,
        "line 1: the file is declared as UTF-8, but begins with the mark of UTF-16 LE; declare its encoding as `utf-16le`",
    );
    for (encoding, bytes, id) in [
        (Encoding::Utf8, &b"\xFE\xFF\0a"[..], "utf-16be"),
        (Encoding::Gb18030, b"\xFF\xFEa\0", "utf-16le"),
        (Encoding::Utf16Be, b"\xFF\xFEa\0", "utf-16le"),
        (Encoding::Utf16Le, b"\xEF\xBB\xBFa,b\n", "utf-8"),
    ] {
        let error = read_in(encoding, bytes).unwrap_err().to_string();
        assert!(
            error.ends_with(&format!("declare its encoding as `{id}`")),
            "{error}"
        );
        assert_eq!(decode_beginning(bytes, encoding), None);
        assert_eq!(Encoding::from_id(id).unwrap().id(), id);
    }
    assert_eq!(decode_beginning(b"a\xFFb", Encoding::Utf8), None);
    assert_eq!(decode_beginning(b"a\xFFb", Encoding::Gb18030), None);
    // Half a pair of surrogates.
    assert_eq!(decode_beginning(b"\0\xD8a\0", Encoding::Utf16Le), None);
    assert_error(
        read_gb18030("\u{FEFF}编号,b\n".as_bytes()),
        ErrorKind::Input,
        "line 1: the file is declared as GB18030, but begins with the mark of UTF-8; declare its encoding as `utf-8`",
    );
}

#[test]
fn an_open_quote_and_a_nul_byte() {
    let error = assert_error(
        read("a,b\n1,2\n3,\"4\n5,6\n"),
        ErrorKind::Input,
        "line 3, column b: a quote is still open at the end of the file; close it",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "第 3 行，列 b：引号没有闭合，直到文件末尾；请补上引号"
    );
    assert!(
        read("a,b\n1,\"")
            .unwrap_err()
            .to_string()
            .contains("a quote is still open")
    );
    assert!(
        read("\"a")
            .unwrap_err()
            .to_string()
            .contains("a quote is still open")
    );
    assert_error(
        read("a,b\n1,2\n1\0,2\n"),
        ErrorKind::Input,
        "line 3, column a: found a NUL byte, which no text may hold; the file may be damaged, or not be a text file",
    );
    assert!(read("a\0,b\n").unwrap_err().to_string().contains("NUL"));
}

#[test]
fn caps_hold_exactly() {
    let cell = |length: usize| format!("a,b\n1,{}\n", "x".repeat(length));
    assert_eq!(drain_whole(&cell(limits::VALUE_BYTES)).unwrap().1.len(), 1);
    assert_error(
        drain_whole(&cell(limits::VALUE_BYTES + 1)),
        ErrorKind::Limit,
        "line 2, column b: expected at most 65536 bytes in a cell, but found 65537",
    );

    let line = format!("a,b\n1,\"{}\n", "x,\n".repeat(limits::LINE_BYTES / 2));
    assert_error(
        drain_whole(&line),
        ErrorKind::Limit,
        "line 2, column b: expected at most 1048576 bytes in a line, but found more; look for a quote that is not closed",
    );

    let header = |columns: usize| {
        (0..columns)
            .map(|column| column.to_string())
            .collect::<Vec<_>>()
            .join(",")
            + "\n"
    };
    assert_eq!(
        drain_whole(&header(limits::COLUMNS)).unwrap().0.len(),
        limits::COLUMNS
    );
    assert_error(
        drain_whole(&header(limits::COLUMNS + 1)),
        ErrorKind::Limit,
        "line 1: expected at most 4096 columns, but found more",
    );
}

fn drain_whole(text: &str) -> Result<(Vec<String>, Table)> {
    drain(CsvSource::new(text.as_bytes(), CsvOptions::default()))
}

#[test]
fn a_failing_reader_is_an_input_error_and_ends_the_source() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk gone"))
        }
    }
    let mut source = CsvSource::new(b"a,b\n1,2\n".chain(Broken), CsvOptions::default());
    assert_eq!(source.next_batch().unwrap().unwrap().num_rows(), 1);
    assert_error(
        source.next_batch(),
        ErrorKind::Input,
        "line 3, column a: the file cannot be read: disk gone",
    );
    assert!(source.next_batch().unwrap().is_none());
}

#[test]
fn columns_that_are_not_kept_are_checked_all_the_same() {
    let read = |bytes: &'static [u8]| {
        let mut source = CsvSource::new(bytes, CsvOptions::default());
        let schema = source.schema().unwrap().unwrap();
        assert_eq!(schema.fields().len(), 3);
        source.keep(&[0, 2]);
        drain(source)
    };
    let (names, table) = read("a,b,c\n1,律,3\n\"4\",5,6\n".as_bytes()).unwrap();
    assert_eq!(names, ["a", "c"]);
    assert_eq!(table, rows(&[["1", "3"], ["4", "6"]]));
    let error = read(b"a,b,c\n1,2,3\n4,\xFF,6\n").unwrap_err();
    assert_eq!(error.place().row, Some(2));
    assert_eq!(error.place().column.as_deref(), Some("b"));
    assert!(read(b"a,b,c\n1,2\n").is_err());

    let mut wanted = CsvSource::new(
        &b"a,b,c\n1,\xFF,3\n"[..],
        CsvOptions {
            columns: Some(vec!["a".to_owned(), "c".to_owned()]),
            ..CsvOptions::default()
        },
    );
    assert_eq!(wanted.schema().unwrap().unwrap().fields().len(), 2);
    wanted.keep(&[1]);
    assert_eq!(drain(wanted).unwrap().1, rows(&[["3"]]));
}

/// What a whole text is at once.
#[derive(Debug, Default, PartialEq)]
struct Whole {
    table: Table,
    lines: Vec<u32>,
    blank: u64,
    /// Whether a row follows that cannot be read.
    is_broken: bool,
}

/// What another splitter makes of a whole text whose first line has number `line`: the rows up
/// to the first that has not `width` cells or NUL or is not closed.
fn split_at_once(text: &[u8], width: usize, line: u32) -> Whole {
    let text = [text, b"\n"].concat();
    let mut whole = Whole::default();
    let mut start = 0;
    loop {
        let is_line_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        start += text[start..].iter().take_while(is_line_end).count();
        // It drops a byte order mark in front of the first thing it is given.
        let mut splitter = ReaderBuilder::new().build();
        let _ = splitter.read_record(b"\n", &mut [0], &mut [0]);
        let (mut row, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 1]);
        let (result, read, written, cells) =
            splitter.read_record(&text[start..], &mut row, &mut ends);
        if result != ReadRecordResult::Record {
            let ended = [ReadRecordResult::InputEmpty, ReadRecordResult::End];
            assert!(ended.contains(&result), "{result:?}");
            whole.is_broken = written > 0;
            return whole;
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let cell = |(start, end): (usize, usize)| {
            let cell = String::from_utf8(row[start..end].to_vec()).unwrap();
            (!cell.is_empty()).then_some(cell)
        };
        let row: Vec<_> = starts
            .zip(ends[..cells].iter().copied())
            .map(cell)
            .collect();
        let is_malformed = has_text_behind_quotes(&text[start..start + read]);
        let is_blank = row.iter().flatten().all(|cell| is_all_blank(cell));
        let has_nul = row.iter().flatten().any(|cell| cell.contains('\0'));
        if is_malformed || !is_blank && (row.len() != width || has_nul) {
            whole.is_broken = true;
            return whole;
        }
        if is_blank {
            whole.blank += 1;
        } else {
            whole.table.push(row);
            whole.lines.push(line + line_ends(&text[..start]));
        }
        start += read;
    }
}

/// The number of lines that end in a text.
fn line_ends(text: &[u8]) -> u32 {
    let text = String::from_utf8_lossy(text).replace("\r\n", "\n");
    text.matches(['\r', '\n']).count() as u32
}

/// Whether a cell of a record goes on behind the quote that closes it.
fn has_text_behind_quotes(record: &[u8]) -> bool {
    let record = String::from_utf8_lossy(record);
    let mut characters = record.chars().peekable();
    let mut begins = true;
    while let Some(character) = characters.next() {
        if character != '"' || !begins {
            begins = character == ',';
            continue;
        }
        loop {
            match characters.next() {
                Some('"') if characters.peek() == Some(&'"') => drop(characters.next()),
                Some('"') => break,
                Some(_) => {}
                None => return false,
            }
        }
        let next = characters.peek();
        if next.is_some_and(|next| !matches!(next, ',' | '\r' | '\n')) {
            return true;
        }
        begins = false;
    }
    false
}

/// The rows of all pieces before the first error, and the row and the line of the error.
fn of_pieces(mut source: impl BatchSource) -> (Whole, Option<(u64, u64)>) {
    let mut whole = Whole::default();
    while let Some(piece) = source.next_piece().unwrap() {
        let before = whole.table.len() as u64;
        for rows in piece {
            match rows {
                Ok(rows) => {
                    let lines = rows.lines.unwrap();
                    assert_eq!(lines.len(), rows.batch.num_rows());
                    whole
                        .lines
                        .extend((0..lines.len()).map(|row| lines.row(row)));
                    whole.table.extend(rows_of(&rows.batch));
                    whole.blank += rows.blank.unwrap();
                }
                Err(error) => {
                    whole.is_broken = true;
                    let place = error.place();
                    return (
                        whole,
                        Some((before + place.row.unwrap(), place.line.unwrap())),
                    );
                }
            }
        }
    }
    (whole, None)
}

/// Text full of what means something; most rows have two cells.
fn wild_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z]{0,9},[a-z]{0,9}\n",
        3 => "[a-z\"]{0,3},\"([a-z,\r\n]|\"\"){0,9}\"\r?\n",
        1 => Just("a,b\r".to_owned()),
        1 => "[a\"]{0,4},[a\"]{0,4}\n",
        1 => "[\r\n]{1,3}",
        2 => "[ ,\t\u{3000}\u{200B}\u{A0}]{0,4}\r?\n",
        1 => "\" ?\",\"[\r\n]?\"\n",
        1 => "\"[a\"]{0,3}\"a?,\"[a ]{0,2}\"[ a]?\n",
        1 => Just("\u{FEFF}中,\u{FEFF}\n".to_owned()),
        1 => "[a,\"\r\n\0é]{0,6}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-9a-z]{0,6}",
        2 => "[玉溪市红塔区䶮㐀，]{0,4}",
        1 => "[ ,\"\r\n|;x𠀀é]{0,5}",
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2_usize..5)
        .prop_flat_map(|width| prop::collection::vec(prop::collection::vec(cell(), width), 0..12))
}

fn written(table: &[Vec<String>]) -> String {
    let width = table.first().map_or(2, Vec::len);
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer
        .write_record((0..width).map(|column| format!("列{column}")))
        .unwrap();
    for row in table {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(table in table()) {
        let text = written(&table);
        let cell = |cell: &String| (!cell.is_empty()).then(|| cell.clone());
        let rows = table.iter().filter(|row| !row.iter().all(|cell| is_all_blank(cell)));
        let expected: Table = rows.map(|row| row.iter().map(cell).collect()).collect();
        prop_assert_eq!(&read(&text).unwrap().1, &expected);
        prop_assert_eq!(&read(format!("\u{FEFF}{text}")).unwrap().1, &expected);
        for (encoding, bytes) in [
            (Encoding::Gb18030, GB18030.encode(&text).0.into_owned()),
            (Encoding::Utf16Le, utf16(&text, u16::to_le_bytes)),
            (Encoding::Utf16Be, utf16(&format!("\u{FEFF}{text}"), u16::to_be_bytes)),
        ] {
            prop_assert_eq!(&read_in(encoding, &bytes).unwrap().1, &expected);
            prop_assert_eq!(decode_beginning(&bytes, encoding).unwrap(), text.as_str());
            for end in 0..bytes.len() {
                let beginning = decode_beginning(&bytes[..end], encoding).unwrap();
                prop_assert!(text.starts_with(&beginning));
            }
        }
        // Commas of either kind are characters like others where the other kind is the delimiter.
        let swap = |text: &str| -> String {
            text.chars()
                .map(|character| match character {
                    ',' => '，',
                    '，' => ',',
                    other => other,
                })
                .collect()
        };
        let options = CsvOptions { delimiter: '，', ..CsvOptions::default() };
        let swapped: Table = expected
            .iter()
            .map(|row| row.iter().map(|cell| cell.as_ref().map(|cell| swap(cell))).collect())
            .collect();
        prop_assert_eq!(&read_with(swap(&text).as_bytes(), options).unwrap().1, &swapped);
    }

    #[test]
    fn pieces_have_the_rows_of_the_whole(
        text in wild_text(),
        titles in "([a,\"]{0,5}(\n|\r|\r\n)){0,4}",
        chunk_bytes in 1_usize..300,
        batch_rows in 1_usize..20,
    ) {
        let titles = format!("{titles}\n");
        let header_line = line_ends(titles.as_bytes()) + 1;
        let whole = split_at_once(text.as_bytes(), 2, header_line + 1);
        let fault = whole.is_broken.then_some(whole.table.len() as u64 + 1);
        let options = CsvOptions {
            batch_rows,
            header_line: u64::from(header_line),
            ..CsvOptions::default()
        };
        let file = format!("{titles}甲,乙\n{text}");
        let mut fault_line = None;
        for bytes in [chunk_bytes, 1, 1 << 20] {
            let source = in_pieces_of(bytes, file.as_bytes(), options.clone());
            let (read, error) = of_pieces(source);
            let same = Whole { blank: whole.blank, ..read };
            if !whole.is_broken {
                prop_assert_eq!(read.blank, whole.blank);
            }
            prop_assert_eq!(&same, &whole);
            prop_assert_eq!(error.map(|(row, _)| row), fault);
            prop_assert!(fault_line.is_none_or(|line| line == error));
            fault_line = Some(error);
        }
        // As batches, read byte by byte.
        let mut source = in_pieces_of(chunk_bytes, Drops(file.as_bytes()), options);
        let mut batches = Table::new();
        let error = loop {
            match source.next_batch() {
                Ok(Some(batch)) => batches.extend(rows_of(&batch)),
                Ok(None) => break None,
                Err(error) => break Some((error.place().row.unwrap(), error.place().line.unwrap())),
            }
        };
        prop_assert_eq!((batches, Some(error)), (whole.table, fault_line));
    }

    #[test]
    fn first_rows_are_those_that_are_read(text in wild_text(), count in 0_usize..9) {
        let whole = split_at_once(text.as_bytes(), 2, 1);
        let first = first_csv_rows(&format!("{text}\n"), ',', count);
        prop_assert!(first.len() <= count);
        let mut seen = first.iter().filter(|row| !row.cells.iter().all(|cell| is_all_blank(cell)));
        for (row, line) in whole.table.iter().zip(&whole.lines) {
            let Some(first) = seen.next() else {
                prop_assert!(whole.blank > 0 || count <= whole.table.len());
                break;
            };
            let cells = row.iter().map(|cell| cell.clone().unwrap_or_default());
            prop_assert_eq!(&first.cells, &cells.collect::<Vec<_>>());
            prop_assert_eq!(first.line, u64::from(*line));
        }
    }

    #[test]
    fn no_bytes_panic(
        bytes in prop::collection::vec(
            prop_oneof![any::<u8>(), Just(b','), Just(b'\n'), Just(b'"'), Just(0x1F)],
            0..80,
        ),
    ) {
        for encoding in [Encoding::Utf8, Encoding::Gb18030, Encoding::Utf16Le, Encoding::Utf16Be] {
            let _ = read_in(encoding, &bytes);
            let _ = decode_beginning(&bytes, encoding);
        }
        let options = CsvOptions { delimiter: '，', header_line: 2, ..CsvOptions::default() };
        let _ = read_with(&bytes, options);
        let _ = first_csv_rows(&String::from_utf8_lossy(&bytes), '，', 9);
    }
}
