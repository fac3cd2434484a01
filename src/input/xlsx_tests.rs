#![expect(clippy::arithmetic_side_effects, reason = "small numbers of rows")]

use std::io::{Cursor, Write};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::test_support::{Table, assert_error, drain, lines_and_blank, rows};
use super::super::xlsx_cells::cell_name;
use super::super::{FirstRow, SheetSummary, workbook_sheets};
use super::*;
use crate::text::Language;

fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

fn read_with(bytes: Vec<u8>, options: XlsxOptions) -> Result<(Vec<String>, Table)> {
    drain(XlsxSource::new(Cursor::new(bytes), options))
}

fn read_with_text(mut bytes: Vec<u8>, shared: &str) -> Result<(Vec<String>, Table)> {
    let mut zip = ZipWriter::new_append(Cursor::new(&mut bytes)).unwrap();
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(shared.as_bytes()).unwrap();
    zip.finish().unwrap();
    read(bytes)
}

fn read(bytes: Vec<u8>) -> Result<(Vec<String>, Table)> {
    read_with(bytes, XlsxOptions::default())
}

/// A zip file of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a workbook: per sheet its name, further attributes, and what stands in it.
fn parts(sheets: &[(&str, &str, &str)]) -> Vec<(String, String)> {
    let part = |name: &str, text: String| (name.to_owned(), text);
    let relation = |number: usize, kind: &str, target: &str| {
        format!(r#"<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let mut list = String::new();
    let mut relations = relation(900, "sharedStrings", "sharedStrings.xml");
    relations += &relation(901, "styles", "/xl/styles.xml");
    let mut all = Vec::new();
    for (number, (name, attributes, inner)) in sheets.iter().enumerate() {
        list +=
            &format!(r#"<sheet name="{name}" sheetId="{number}" {attributes} r:id="r{number}"/>"#);
        let kind = if inner.is_empty() {
            "chartsheet"
        } else {
            "worksheet"
        };
        let target = format!("worksheets/sheet{number}.xml");
        relations += &relation(number, kind, &target);
        let sheet = format!("<worksheet>{inner}</worksheet>");
        all.push(part(&format!("xl/{target}"), sheet));
    }
    let main = relation(1, "officeDocument", "xl/workbook.xml");
    all.push(part(
        "_rels/.rels",
        format!("<Relationships>{main}</Relationships>"),
    ));
    let workbook = format!(r#"<workbook xmlns:r="{OFFICE}"><sheets>{list}</sheets></workbook>"#);
    all.push(part("xl/workbook.xml", workbook));
    let relations = format!("<Relationships>{relations}</Relationships>");
    all.push(part("xl/_rels/workbook.xml.rels", relations));
    all
}

fn zipped_parts(parts: &[(String, String)]) -> Vec<u8> {
    let parts = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    zipped(&parts.collect::<Vec<_>>())
}

/// A workbook of such sheets.
fn book(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    zipped_parts(&parts(sheets))
}

/// A workbook with one sheet of the given rows, and shared texts if given.
fn package(sheet_rows: &str, shared: Option<&str>) -> Vec<u8> {
    let inner = format!(r#"<dimension ref="A1:XFD1048576"/><sheetData>{sheet_rows}</sheetData>"#);
    let mut parts = parts(&[("S", "", &inner)]);
    parts.extend(shared.map(|shared| ("xl/sharedStrings.xml".to_owned(), shared.to_owned())));
    zipped_parts(&parts)
}

/// The same of a sheet's rows, with what follows them.
fn with_merged(sheet_rows: &str, ranges: &[&str]) -> Vec<u8> {
    let ranges: String = ranges
        .iter()
        .map(|range| format!(r#"<mergeCell ref="{range}"/>"#))
        .collect();
    let inner = format!("<sheetData>{sheet_rows}</sheetData><mergeCells>{ranges}</mergeCells>");
    book(&[("S", "", &inner)])
}

/// Rows from the first on, with cells from column A on; `-` is no cell at all.
fn sheet_rows(rows: &[&[&str]]) -> String {
    let cell = |row: usize, column: usize, text: &str| match text {
        "-" => String::new(),
        text => text_cell(&cell_name(row as u32, column as u32), text),
    };
    let row = |(number, cells): (usize, &&[&str])| {
        let cells = cells.iter().enumerate();
        let cells: String = cells
            .map(|(column, text)| cell(number, column, text))
            .collect();
        format!(r#"<row r="{}">{cells}</row>"#, number + 1)
    };
    rows.iter().enumerate().map(row).collect()
}

fn text_cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn cells_become_text() {
    let bytes = workbook(|sheet| {
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let time = Format::new().set_num_format("hh:mm");
        // The header may stand anywhere, and columns may be left out.
        for (column, name) in [
            (1, " 编号 "),
            (2, "persons"),
            (3, "held_on"),
            (5, "opens"),
            (6, "ok"),
            (7, "sum"),
        ] {
            sheet.write_string(2, column, name).unwrap();
        }
        sheet.write_string(3, 1, "䶮-1").unwrap();
        sheet.write_number(3, 2, 12.0).unwrap();
        sheet
            .write_datetime_with_format(3, 3, ExcelDateTime::from_ymd(2019, 1, 31).unwrap(), &date)
            .unwrap();
        sheet
            .write_datetime_with_format(3, 5, ExcelDateTime::from_hms(9, 30, 0).unwrap(), &time)
            .unwrap();
        sheet.write_boolean(3, 6, true).unwrap();
        sheet
            .write_formula(3, 7, Formula::new("=1+1").set_result("2"))
            .unwrap();
        sheet.write_blank(4, 1, &date).unwrap();
        sheet.write_number(6, 2, 0.5).unwrap();
    });
    let (names, table) = read(bytes).unwrap();
    assert_eq!(names, ["编号", "persons", "held_on", "opens", "ok", "sum"]);
    assert_eq!(
        table,
        rows(&[
            ["䶮-1", "12", "2019-01-31", "09:30", "true", "2"],
            ["", "0.5", "", "", "", ""]
        ])
    );
}

#[test]
fn sheets_by_name_columns_by_name_and_small_batches() {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("说明")
        .unwrap()
        .write_string(0, 0, "readme")
        .unwrap();
    let sheet = workbook.add_worksheet().set_name("案件").unwrap();
    sheet.write_row(0, 0, ["a", "b", "c"]).unwrap();
    for row in 1..=5_u32 {
        sheet.write_row(row, 0, [row, row + 10, row + 20]).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let named = |sheet: &str| XlsxOptions {
        sheet: Some(sheet.to_owned()),
        batch_rows: 2,
        columns: Some(vec!["c".into(), "a".into()]),
        ..XlsxOptions::default()
    };
    let mut source = XlsxSource::new(Cursor::new(bytes.clone()), named("案件"));
    let mut sizes = Vec::new();
    while let Some(batch) = source.next_batch().unwrap() {
        sizes.push(batch.num_rows());
    }
    assert_eq!(sizes, [2, 2, 1]);
    let (names, table) = read_with(bytes.clone(), named("案件")).unwrap();
    assert_eq!(names, ["a", "c"]);
    assert_eq!(
        table,
        rows(&[
            ["1", "21"],
            ["2", "22"],
            ["3", "23"],
            ["4", "24"],
            ["5", "25"]
        ])
    );

    assert_eq!(read(bytes.clone()).unwrap().0, ["readme"]);
    let error = assert_error(
        read_with(bytes, named("案卷")),
        ErrorKind::Argument,
        "the workbook has no sheet `案卷`, but `说明`, `案件`",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "工作簿中没有名为 `案卷` 的工作表，只有 `说明`、`案件`"
    );
}

#[test]
fn a_header_alone_gives_one_batch_without_rows() {
    let bytes = workbook(|sheet| {
        sheet.write_row(0, 0, ["a", "b"]).unwrap();
    });
    let mut source = XlsxSource::new(Cursor::new(bytes), XlsxOptions::default());
    let batch = source.next_batch().unwrap().unwrap();
    assert_eq!((batch.num_rows(), batch.num_columns()), (0, 2));
    assert!(source.next_batch().unwrap().is_none());
}

#[test]
fn far_corner_cells_cost_nothing() {
    let far = |last: &str| {
        format!(
            r#"<row r="1">{}{}</row><row r="1048576">{last}</row>"#,
            text_cell("A1", "a"),
            text_cell("XFD1", "b")
        )
    };
    let (names, table) = read(package(&far(r#"<c r="XFD1048576"><v>7</v></c>"#), None)).unwrap();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(table, rows(&[["", "7"]]));
    let error = assert_error(
        read(package(&far(&text_cell("XFC1048576", "x")), None)),
        ErrorKind::Input,
        "sheet S, line 1048576: the cell XFC1048576 holds something, but its column has no name in the header; name the column, or say in which row the header stands",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "工作表 S，第 1048576 行：单元格 XFC1048576 有内容，但该列在表头中没有列名；请补上列名，或指明表头所在的行"
    );
}

#[test]
fn claims_of_dimensions_and_of_texts_do_not_matter() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    let table = |count: &str| format!(r#"<sst uniqueCount{count}><si><t>a</t></si></sst>"#);
    for count in [r#"="1""#, r#"="999999999999""#, r#" = '-1'"#] {
        let bytes = package(rows, Some(&table(count)));
        assert_eq!(read(bytes).unwrap().0, ["a"]);
    }
    for stated in [
        r#"<dimension ref="1:2"/>"#,
        r#"<dimension ref="A:B"/>"#,
        r#"<dimension ref=""/>"#,
        r#"<dimension/>"#,
        r#"<dimension ref="B9:A1"/>"#,
        "",
    ] {
        let bytes = book(&[("S", "", &format!("{stated}<sheetData>{rows}</sheetData>"))]);
        assert_eq!(
            read_with_text(bytes, &table("")).unwrap().0,
            ["a"],
            "{stated}"
        );
    }
    // A text that is not there.
    let error = read(package(rows, Some("<sst></sst>"))).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the text of the cell A1 is missing")
    );
}

#[test]
fn faults_of_cells_are_named_by_row_and_column() {
    let fault = |cell: &str| {
        let head = format!(
            r#"<row r="1">{}{}</row>"#,
            text_cell("A1", "a"),
            text_cell("B1", "b")
        );
        read(package(
            &format!(r#"{head}<row r="2">{}{cell}</row>"#, text_cell("A2", "x")),
            None,
        ))
    };
    let error = assert_error(
        fault(r#"<c r="B2" t="e"><v>#N/A</v></c>"#),
        ErrorKind::Input,
        "sheet S, line 2, column b: the cell B2 holds the error `#N/A`; repair its formula",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "工作表 S，第 2 行，列 b：单元格 B2 是错误值 `#N/A`；请改正公式"
    );
    assert_eq!(
        fault(&text_cell("B2", &"x".repeat(limits::VALUE_BYTES + 1)))
            .unwrap_err()
            .kind(),
        ErrorKind::Limit
    );
    for out_of_order in [text_cell("A2", "again"), text_cell("B1", "up")] {
        assert!(
            fault(&out_of_order)
                .unwrap_err()
                .to_string()
                .contains("out of order")
        );
    }
    // A reference that overflows the decoder's arithmetic is an error, not a panic.
    assert!(fault(&text_cell("ZZZZZZZZZZZZZZ2", "x")).is_err());
}

#[test]
fn headers_that_name_no_columns() {
    assert_error(
        read(workbook(|_| {})),
        ErrorKind::Input,
        "sheet Sheet1: the sheet is empty; a header row is expected",
    );
    let twice = workbook(|sheet| {
        sheet.write_row(0, 0, ["a", "a"]).unwrap();
    });
    assert_error(
        read(twice),
        ErrorKind::Input,
        "sheet Sheet1, line 1, column a: found the column name `a` twice; every column needs a name of its own",
    );
}

#[test]
fn other_files_and_broken_ones_are_errors() {
    let error = assert_error(
        read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 an old workbook".to_vec()),
        ErrorKind::Input,
        "the file is of an old format (.xls, .et or .doc), which is not read; open it in Excel or WPS, and save it as .xlsx",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "文件是旧格式（.xls、.et 或 .doc），无法读取；请在 Excel 或 WPS 中打开并另存为 .xlsx"
    );
    let mut protected = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    protected.resize((1 << 20) - 9, 7);
    protected.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let error = assert_error(
        read(protected.clone()),
        ErrorKind::Input,
        "the workbook is protected by a password; remove it in Excel or WPS, and save it as .xlsx",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "工作簿有密码保护；请在 Excel 或 WPS 中取消密码后另存为 .xlsx"
    );
    assert!(workbook_sheets(Cursor::new(protected), 20).is_err());
    for other in [
        &b"<html><table>"[..],
        b"",
        b"\xD0",
        b"PK\x03\x04",
        &zipped(&[("content.xml", "<office/>")]),
    ] {
        assert_error(
            read(other.to_vec()),
            ErrorKind::Input,
            "the file is not an xlsx workbook; open it in Excel or WPS, and save it as .xlsx",
        );
    }
    let whole = package(
        &format!(r#"<row r="1">{}</row>"#, text_cell("A1", "a")),
        None,
    );
    assert!(read(whole.clone()).is_ok());
    for position in 0..whole.len() {
        let mut broken = whole.clone();
        broken[position] ^= 0x55;
        let _ = read(broken.clone());
        let _ = workbook_sheets(Cursor::new(broken), 20);
        let _ = read(whole[..position].to_vec());
    }
}

#[test]
fn blank_rows_are_passed_over_and_rows_have_the_sheets_numbers() {
    let all = sheet_rows(&[
        &["某县案件表"],
        &[],
        &["a", "b"],
        &["1", "-"],
        &[" ", "\u{3000}"],
        &[],
        &["-", "2"],
        &["", ""],
        &["\t", "-"],
        &["", ""],
    ]);
    let options = |header_row| XlsxOptions {
        header_row,
        batch_rows: 1,
        ..XlsxOptions::default()
    };
    let source =
        |header_row| XlsxSource::new(Cursor::new(package(&all, None)), options(header_row));
    // Those behind the last row with anything in it are formats alone.
    assert_eq!(lines_and_blank(source(Some(3))), (vec![4, 7], 4));
    let (names, table) = drain(source(Some(3))).unwrap();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(table, rows(&[["1", ""], ["", "2"]]));
    let error = drain(source(None)).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("sheet S, line 3: the cell B3 holds something")
    );
    for (row, missing) in [(2, 2), (8, 8), (99, 99), (0, 0)] {
        let error = drain(source(Some(row))).unwrap_err().to_string();
        let expected =
            format!("row {missing} of the sheet is empty; a header row is expected there");
        assert!(error.ends_with(&expected), "{error}");
    }
}

#[test]
fn what_is_not_kept_does_no_harm() {
    let head = sheet_rows(&[&["a", "b", "c"]]);
    let row = |cell: &str| {
        format!(
            r#"{head}<row r="2">{}{cell}</row><row r="3">{cell}</row>"#,
            text_cell("A2", "x")
        )
        .replacen("B2", "B3", 0)
    };
    for bad in [
        r#"<c r="B2" t="e"><v>#N/A</v></c>"#,
        r#"<c r="B2" t="e"><v>#SPILL!</v></c>"#,
        r#"<c r="B2"><f>A1+1</f></c>"#,
        r#"<c r="B2"><f>A1+1</f><v></v></c>"#,
        r#"<c r="B2"><f t="shared" si="0"/><v/></c>"#,
        r#"<c r="B2"><v>530402199001011234</v></c>"#,
        r#"<c r="B2" t="b"><v>maybe</v></c>"#,
        r#"<c r="B2" t="odd"><v>1</v></c>"#,
        r#"<c r="B2" t="s"><v>77</v></c>"#,
        &text_cell("B2", &"x".repeat(limits::VALUE_BYTES + 1)),
    ] {
        let second = bad.replace("B2", "B3");
        let all = row(bad).replace(
            &format!(r#"<row r="3">{bad}"#),
            &format!(r#"<row r="3">{second}"#),
        );
        let source = || XlsxSource::new(Cursor::new(package(&all, None)), XlsxOptions::default());
        let error = drain(source()).unwrap_err();
        assert_eq!(error.place().column.as_deref(), Some("b"), "{error}");
        assert_eq!((error.place().line, error.place().row), (Some(2), Some(1)));
        // Asked for by name.
        let by_name = XlsxOptions {
            columns: Some(vec!["a".into(), "c".into()]),
            ..XlsxOptions::default()
        };
        let (names, table) = read_with(package(&all, None), by_name).unwrap();
        assert_eq!(names, ["a", "c"]);
        // The second row holds something, if not in columns that are kept.
        assert_eq!(table, rows(&[["x", ""], ["", ""]]));
        // Kept once the columns are known.
        let mut kept = source();
        assert_eq!(kept.schema().unwrap().unwrap().fields().len(), 3);
        kept.keep(&[0]);
        assert_eq!(
            drain(kept).unwrap(),
            (vec!["a".to_owned()], rows(&[["x"], [""]]))
        );
    }
}

#[test]
fn formulas_give_the_value_that_was_saved() {
    let head = sheet_rows(&[&["a", "b"]]);
    let all = |cell: &str| {
        package(
            &format!(r#"{head}<row r="2">{}{cell}</row>"#, text_cell("A2", "x")),
            None,
        )
    };
    for (cell, value) in [
        (r#"<c r="B2"><f>1+1</f><v>2</v></c>"#, "2"),
        (
            r#"<c r="B2" t="str"><f>A2</f><v>x &amp; y</v></c>"#,
            "x & y",
        ),
        (r#"<c r="B2" t="str"><f>IF(A2="","","")</f><v></v></c>"#, ""),
        (r#"<c r="B2" t="b"><f>TRUE()</f><v>1</v></c>"#, "true"),
        (
            r#"<c r="B2" t="d"><v>2019-03-05T00:00:00</v></c>"#,
            "2019-03-05",
        ),
        (r#"<c r="B2" s="7"/>"#, ""),
    ] {
        assert_eq!(read(all(cell)).unwrap().1, rows(&[["x", value]]), "{cell}");
    }
    let error = assert_error(
        read(all(r#"<c r="B2"><f>A1+9</f><v/></c>"#)),
        ErrorKind::Input,
        "sheet S, line 2, column b: the cell B2 has a formula whose value was not saved; open the workbook in Excel or WPS, and save it",
    );
    assert_eq!(error.place().row, Some(1));
}

#[test]
fn merged_cells_are_refused_or_filled() {
    let all = sheet_rows(&[
        &["题", "-", "-"],
        &["a", "b", "c"],
        &["1", "x", "甲"],
        &["2", "-", "-"],
        &["-", "hidden", "-"],
        &["3", "-", "乙"],
    ]);
    let options = |merged, columns: Option<&[&str]>| XlsxOptions {
        header_row: Some(2),
        merged,
        columns: columns.map(|names| names.iter().map(|&name| name.to_owned()).collect()),
        ..XlsxOptions::default()
    };
    let bytes = with_merged(&all, &["A1:C1", "C6:C6", "B3:B6"]);
    let error = assert_error(
        read_with(bytes.clone(), options(Merged::Refuse, None)),
        ErrorKind::Input,
        "sheet S, line 3, column b: the merged cells B3:B6 cover data rows, and only the top left one has a value; unmerge them and fill in every row, or ask for them to be filled (`merged = \"fill\"`; `--merged fill` on the command line)",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "工作表 S，第 3 行，列 b：合并单元格 B3:B6 覆盖了数据行，只有左上角的单元格有值；请取消合并并逐行填写，或声明按左上角的值填充（merged = \"fill\"；命令行中为 --merged fill）"
    );
    let (_, table) = read_with(bytes.clone(), options(Merged::Fill, None)).unwrap();
    let expected = [
        ["1", "x", "甲"],
        ["2", "x", ""],
        ["", "x", ""],
        ["3", "x", "乙"],
    ];
    assert_eq!(table, rows(&expected));
    // In columns that are not read it does not matter.
    let others = options(Merged::Refuse, Some(&["a", "c"]));
    let (_, table) = read_with(bytes, others).unwrap();
    assert_eq!(
        table,
        rows(&[["1", "甲"], ["2", ""], ["", ""], ["3", "乙"]])
    );
    // Nor where no row is: below all rows, or in rows that hold nothing.
    let below = with_merged(&all, &["A1:B1", "A9:C12", "B7:B1048576"]);
    assert_eq!(
        read_with(below, options(Merged::Refuse, None))
            .unwrap()
            .1
            .len(),
        4
    );
    // Over columns, with the first one read or another.
    for (range, column) in [("B4:D4", "b"), ("A4:B4", "a"), ("A1:A3", "a")] {
        let error =
            read_with(with_merged(&all, &[range]), options(Merged::Refuse, None)).unwrap_err();
        assert_eq!(error.place().column.as_deref(), Some(column), "{range}");
    }
    let over = with_merged(&all, &["A4:C4"]);
    let filled = options(Merged::Fill, Some(&["c"]));
    let (_, table) = read_with(over, filled).unwrap();
    assert_eq!(table, rows(&[["甲"], ["2"], [""], ["乙"]]));
}

#[test]
fn merged_cells_of_headers() {
    let all = sheet_rows(&[&["甲", "x", "乙"], &["-", "b", "-"], &["1", "2", "3"]]);
    let bytes = with_merged(&all, &["A1:A2", "C1:C2", "A3:A3"]);
    let (names, table) = read_with(
        bytes.clone(),
        XlsxOptions {
            header_row: Some(2),
            merged: Merged::Fill,
            ..XlsxOptions::default()
        },
    )
    .unwrap();
    assert_eq!(names, ["甲", "b", "乙"]);
    assert_eq!(table, rows(&[["1", "2", "3"]]));
    // Otherwise only the first cells have names.
    let error = read_with(
        bytes,
        XlsxOptions {
            header_row: Some(2),
            ..XlsxOptions::default()
        },
    )
    .unwrap_err();
    assert!(
        error.to_string().contains("the cell A3 holds something"),
        "{error}"
    );
}

#[test]
fn numbers_are_what_their_formats_show() {
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="0.00&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="31"/></cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>"#;
    let rows_of = |style: usize, number: &str| {
        format!(
            r#"<row><c t="inlineStr"><is><t>a</t></is></c></row><row><c s="{style}"><v>{number}</v></c></row>"#
        )
    };
    for is_1904 in [false, true] {
        let read = |style, number| {
            let inner = format!("<sheetData>{}</sheetData>", rows_of(style, number));
            let mut parts = parts(&[("S", "", &inner)]);
            parts.push(("xl/styles.xml".to_owned(), styles.to_owned()));
            for (_, text) in &mut parts {
                let flag = format!(r#"<workbookPr date1904="{}"/><sheets>"#, u8::from(is_1904));
                *text = text.replace("<sheets>", &flag);
            }
            let mut source =
                XlsxSource::new(Cursor::new(zipped_parts(&parts)), XlsxOptions::default());
            let schema = source.schema().unwrap().unwrap();
            let year = if is_1904 { "1904" } else { "1900" };
            assert_eq!(
                schema
                    .metadata()
                    .get("huimin.date_system")
                    .map(String::as_str),
                Some(year)
            );
            let batch = source.next_batch().unwrap().unwrap();
            assert_eq!(batch.schema(), schema);
            super::super::test_support::rows_of(&batch)[0][0]
                .clone()
                .unwrap()
        };
        let day = if is_1904 { "2023-04-02" } else { "2019-04-01" };
        assert_eq!(read(0, "43556"), "43556");
        assert_eq!(read(1, "43556"), day);
        assert_eq!(read(2, "43556"), day);
        assert_eq!(read(5, "43556"), day);
        assert_eq!(read(3, "1.5"), "36:00");
        assert_eq!(read(4, "1.5"), "1.5");
        assert_eq!(read(9, "1.5"), "1.5");
        assert_eq!(read(5, "0.5"), "12:00");
    }
}

#[test]
fn sheets_are_told_with_their_first_rows() {
    let data = format!(
        "<sheetData>{}</sheetData>",
        sheet_rows(&[&["题"], &[" "], &["a", "-", "b"], &["1", "2"], &["3"]])
    );
    let bad = r#"<sheetData><row r="4"><c r="B4" t="e"><v>#N/A</v></c><c r="C4"><f>1</f></c><c r="D4"><v>530402199001011234</v></c></row></sheetData>"#;
    let bytes = book(&[
        ("表一", "", &data),
        ("图", "", ""),
        ("旧", r#"state="hidden""#, bad),
        ("&lt;深&gt;", r#"state="veryHidden""#, "<nothing/>"),
        ("空", r#"state="visible""#, "<sheetData/>"),
    ]);
    let row = |line, cells: &[&str]| FirstRow {
        line,
        cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
    };
    let sheet = |name: &str, visibility, is_worksheet, used_rows, first_rows| SheetSummary {
        name: name.to_owned(),
        visibility,
        is_worksheet,
        used_rows,
        first_rows,
    };
    use SheetVisibility::{Hidden, VeryHidden, Visible};
    let found = workbook_sheets(Cursor::new(bytes.clone()), 3).unwrap();
    let first = vec![
        row(1, &["题"]),
        row(3, &["a", "", "b"]),
        row(4, &["1", "2"]),
    ];
    let number = "530402199001011234";
    assert_eq!(
        found,
        [
            sheet("表一", Visible, true, 3, first),
            sheet("图", Visible, false, 0, vec![]),
            sheet(
                "旧",
                Hidden,
                true,
                1,
                vec![row(4, &["", "#N/A", "", number])]
            ),
            sheet("<深>", VeryHidden, true, 0, vec![]),
            sheet("空", Visible, true, 0, vec![]),
        ]
    );
    let found = workbook_sheets(Cursor::new(bytes.clone()), 20).unwrap();
    assert_eq!((found[0].used_rows, found[0].first_rows.len()), (4, 4));
    let found = workbook_sheets(Cursor::new(bytes.clone()), 0).unwrap();
    assert_eq!((found[0].used_rows, found[0].first_rows.len()), (2, 0));

    // The first visible one is read, a hidden one if it is asked for.
    let hidden_first = book(&[
        ("旧", r#"state="hidden""#, &data),
        ("图", "", ""),
        ("新", "", &data),
    ]);
    let options = |sheet: Option<&str>| XlsxOptions {
        sheet: sheet.map(str::to_owned),
        header_row: Some(3),
        columns: Some(vec!["a".into()]),
        ..XlsxOptions::default()
    };
    let error = read_with(hidden_first.clone(), options(None)).unwrap_err();
    assert_eq!(error.place().sheet.as_deref(), Some("新"));
    let error = read_with(hidden_first.clone(), options(Some("旧"))).unwrap_err();
    assert_eq!(error.place().sheet.as_deref(), Some("旧"));
    assert_error(
        read_with(hidden_first, options(Some("图"))),
        ErrorKind::Argument,
        "the workbook has no sheet `图`, but `旧`, `新`",
    );
    assert_error(
        read(book(&[("旧", r#"state="hidden""#, &data)])),
        ErrorKind::Input,
        "the workbook has no visible sheet with cells",
    );
}

#[test]
fn packages_of_many_kinds_of_programs() {
    // Parts are found whatever the case, with `\\` for `/`, and elements in any namespace.
    let all = sheet_rows(&[&["a"], &["1"]]);
    let mut parts = parts(&[("S", "", &format!("<sheetData>{all}</sheetData>"))]);
    for (name, text) in &mut parts {
        *name = name.replace("xl/worksheets/", "XL\\Worksheets\\");
        if name.ends_with("sheet0.xml") {
            let prefixed = text
                .replace("</", "</x:")
                .replace('<', "<x:")
                .replace("<x:/x:", "</x:");
            *text = prefixed;
        }
    }
    assert_eq!(read(zipped_parts(&parts)).unwrap().1, rows(&[["1"]]));
    // A sheet that is cut off, or whose part is missing.
    let cut = book(&[("S", "", &format!("<sheetData>{all}"))]);
    assert!(read(cut).unwrap_err().to_string().contains("damaged"));
    parts.retain(|(name, _)| !name.ends_with("sheet0.xml"));
    let error = read(zipped_parts(&parts)).unwrap_err().to_string();
    assert!(error.contains("it lacks the part"), "{error}");
}

proptest! {
    #[test]
    fn all_rows_are_given_or_counted(
        sheet in prop::collection::vec(prop::collection::vec("[a ]{0,2}|-", 3), 0..30),
        titles in 0_usize..4,
        batch_rows in 1_usize..9,
    ) {
        let mut all: Vec<Vec<&str>> = vec![vec!["title"]; titles];
        all.push(vec!["甲", "乙", "丙"]);
        all.extend(sheet.iter().map(|row| row.iter().map(String::as_str).collect()));
        let slices: Vec<&[&str]> = all.iter().map(Vec::as_slice).collect();
        let bytes = package(&sheet_rows(&slices), None);
        let options = XlsxOptions {
            header_row: Some(titles as u64 + 1),
            batch_rows,
            ..XlsxOptions::default()
        };
        let source = || XlsxSource::new(Cursor::new(bytes.clone()), options.clone());
        let is_used = |row: &Vec<&str>| row.iter().any(|cell| cell.contains('a'));
        let numbered = all.iter().zip(1..).skip(titles + 1);
        let lines: Vec<u32> = numbered.filter(|(row, _)| is_used(row)).map(|(_, line)| line).collect();
        let is_stated = |row: &Vec<&str>| row.iter().any(|cell| !matches!(*cell, "" | "-"));
        let last = all.iter().rposition(is_stated).unwrap();
        let (found, blank) = lines_and_blank(source());
        prop_assert_eq!(&found, &lines);
        prop_assert_eq!(titles as u64 + 1 + found.len() as u64 + blank, last as u64 + 1);
        let (_, table) = drain(source()).unwrap();
        prop_assert_eq!(table.len(), lines.len());
    }

    #[test]
    fn no_sheet_panics(xml in "(<row( r=\"[0-9]{0,8}\")?>|</row>|<c( r=\"[A-Z]{0,9}[0-9]{0,9}\")?( t=\"(s|b|e|str|x)\")?>|</c>|<v>|</v>|<f>|<is>|<t>|</t>|[0-9.]{1,3}|&[a-z#]{0,3};|</sheetData>|<mergeCell ref=\"[A-C]{0,2}[0-9]?:?[A-C]?[0-9]?\"/>){0,20}") {
        for merged in [Merged::Refuse, Merged::Fill] {
            let options = XlsxOptions { merged, ..XlsxOptions::default() };
            let inner = format!("<sheetData><row><c t=\"str\"><v>a</v></c></row>{xml}</sheetData>");
            let bytes = book(&[("S", "", &inner)]);
            let _ = read_with(bytes.clone(), options);
            let _ = workbook_sheets(Cursor::new(bytes), 3);
        }
    }
}
