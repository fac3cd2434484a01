use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::test_support::{Table, assert_error, drain, rows};
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

fn read(bytes: Vec<u8>) -> Result<(Vec<String>, Table)> {
    read_with(bytes, XlsxOptions::default())
}

/// A package with one sheet of the given rows, and shared texts if given.
fn package(sheet_rows: &str, shared: Option<&str>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    part(
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    );
    part(
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    );
    part(
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    );
    if let Some(shared) = shared {
        part("xl/sharedStrings.xml", shared);
    }
    part(
        "xl/worksheets/sheet1.xml",
        &format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>{sheet_rows}</sheetData></worksheet>"#
        ),
    );
    zip.finish().unwrap().into_inner()
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
fn of_merged_cells_the_first_has_the_value() {
    let bytes = workbook(|sheet| {
        sheet.write_row(0, 0, ["a", "b"]).unwrap();
        sheet.merge_range(1, 0, 2, 0, "x", &Format::new()).unwrap();
        sheet.write_row(1, 1, ["1"]).unwrap();
        sheet.write_row(2, 1, ["2"]).unwrap();
    });
    assert_eq!(read(bytes).unwrap().1, rows(&[["x", "1"], ["", "2"]]));
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
        "工作簿中没有名为 `案卷` 的工作表,只有 `说明`, `案件`"
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
        "row 1: the cell XFC1048576 holds something, but its column has no name; the first row that is not empty must be the header, so delete title rows above it, or name the column",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "第 1 行:单元格 XFC1048576 有内容,但该列在表头中没有列名;第一个非空行必须是表头,请删除表头上方的标题行,或补上列名"
    );
}

#[test]
fn claims_of_more_texts_than_there_are_are_refused() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    let table = |count: &str| format!(r#"<sst uniqueCount{count}><si><t>a</t></si></sst>"#);
    assert_eq!(
        read(package(rows, Some(&table(r#"="1""#)))).unwrap().0,
        ["a"]
    );
    for count in [
        r#"="999999999999""#,
        " = '99999999999999999999999'",
        r#"="+70000000000""#,
    ] {
        assert_error(
            read(package(rows, Some(&table(count)))),
            ErrorKind::Input,
            "the workbook is damaged (more texts are claimed than there are); open it and save it again",
        );
    }
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
        "row 1, column b: the cell holds the error `#N/A`; repair its formula",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "第 1 行,列 b:单元格是错误值 `#N/A`;请改正公式"
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
        "the sheet is empty; a header row is expected",
    );
    let twice = workbook(|sheet| {
        sheet.write_row(0, 0, ["a", "a"]).unwrap();
    });
    assert_error(
        read(twice),
        ErrorKind::Input,
        "column a: found the column name `a` twice; every column needs a name of its own",
    );
}

#[test]
fn other_files_and_broken_ones_are_errors() {
    let error = assert_error(
        read(b"\xD0\xCF\x11\xE0 an old workbook".to_vec()),
        ErrorKind::Input,
        "the file is not an xlsx workbook; save an old .xls, an .et or a protected file as .xlsx",
    );
    assert_eq!(
        error.render(Language::Chinese),
        "文件不是 xlsx 工作簿;旧的 .xls、.et 或加密的文件请另存为 .xlsx"
    );
    let whole = package(
        &format!(r#"<row r="1">{}</row>"#, text_cell("A1", "a")),
        None,
    );
    assert!(read(whole.clone()).is_ok());
    for position in 0..whole.len() {
        let mut broken = whole.clone();
        broken[position] ^= 0x55;
        let _ = read(broken);
        let _ = read(whole[..position].to_vec());
    }
}

#[test]
fn columns_have_letters() {
    assert_eq!(
        [0, 25, 26, 701, 702, 16_383].map(letters),
        ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    );
    assert_eq!(letters(u32::MAX), "MWLQKWV");
}
