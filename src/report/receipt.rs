//! The receipt (接收清单) as people read it: one row for each file or sheet.

use arrow_array::RecordBatch;

use super::cell::cell_text;
use crate::assess::Assessment;
use crate::error::Result;
use crate::text::{Language, Text, text};

/// A file or sheet of the receipt in words.
#[derive(Clone, Debug)]
pub(super) struct ReceiptRow {
    /// The file, and in brackets the sheet.
    pub file: String,
    /// What people call the dataset; empty for what was not read.
    pub dataset: String,
    /// Whether it was read.
    pub is_read: bool,
    /// Read, register, or why it was not read.
    pub status: String,
    /// Numbers of records, blank rows, rejected and counting records; none where they say nothing.
    pub counts: [Option<u64>; 4],
    /// How it is written, what of it was not read, and what else is to be known.
    pub notes: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// The receipt of an assessment, in the order of the table `received`.
pub(super) fn rows(assessment: &Assessment, language: Language) -> Result<Vec<ReceiptRow>> {
    let table = assessment.received_table(language)?;
    (0..table.num_rows())
        .map(|row| of_row(assessment, &table, row, language))
        .collect()
}

fn of_row(
    assessment: &Assessment,
    table: &RecordBatch,
    row: usize,
    language: Language,
) -> Result<ReceiptRow> {
    let cell = |column: &str| cell_text(table, row, column).map(Option::unwrap_or_default);
    let count = |column: &str| {
        let text = cell_text(table, row, column);
        text.map(|text| text.and_then(|text| text.parse().ok()))
    };
    let say = |text: Text| text.get(language).to_owned();
    let (file, sheet) = (cell("file")?, cell("sheet")?);
    let file = match (file.is_empty(), sheet.is_empty()) {
        (true, _) => say(text!("（由程序交来）", "(handed over by a program)")),
        (false, true) => file,
        (false, false) => say(text!("{file}［{sheet}］", "{file} [{sheet}]")),
    };
    let (id, status) = (cell("dataset")?, cell("status")?);
    let dataset = assessment.plan().dataset(&id);
    let dataset = dataset.and_then(|dataset| assessment.plan().datasets.get(dataset));
    let reason = cell("reason")?;
    let status_words = match status.as_str() {
        "register" => say(text!("区划登记册", "register")),
        "not_read" => say(text!("未读取：{reason}", "not read: {reason}")),
        _ => say(text!("已读取", "read")),
    };
    Ok(ReceiptRow {
        file,
        dataset: dataset.map_or(id, |dataset| dataset.label.get(language).to_owned()),
        is_read: status != "not_read",
        status: status_words,
        counts: [
            count("rows")?,
            count("blank_rows")?,
            count("rejected")?,
            count("counting")?,
        ],
        notes: notes(&cell, language)?,
        sha256: cell("sha256")?,
    })
}

/// What is to be known of a file beside its numbers.
fn notes(cell: &impl Fn(&str) -> Result<String>, language: Language) -> Result<String> {
    let (encoding, delimiter) = (cell("encoding")?, cell("delimiter")?);
    let (header, titles) = (cell("header_line")?, cell("title_rows")?);
    let (ignored, absent) = (cell("columns_not_read")?, cell("fields_absent")?);
    let note = cell("note")?;
    let mut notes: Vec<Text> = Vec::new();
    if !matches!(encoding.as_str(), "" | "utf-8") {
        notes.push(text!("编码 {encoding}", "encoding {encoding}"));
    }
    if !matches!(delimiter.as_str(), "" | ",") {
        notes.push(text!("分隔符 {delimiter}", "delimiter {delimiter}"));
    }
    if !matches!(titles.as_str(), "" | "0") {
        notes.push(text!(
            "表头在第 {header} 行，其上 {titles} 行为标题",
            "header on line {header}, titles above it: {titles}"
        ));
    }
    if !ignored.is_empty() {
        notes.push(text!(
            "未读取的列：{ignored}",
            "columns not read: {ignored}"
        ));
    }
    if !absent.is_empty() {
        notes.push(text!(
            "没有列的字段：{absent}",
            "fields without a column: {absent}"
        ));
    }
    if !note.is_empty() {
        notes.push(Text::new(note.clone(), note));
    }
    let notes: Vec<&str> = notes.iter().map(|note| note.get(language)).collect();
    Ok(notes.join(match language {
        Language::Chinese => "；",
        Language::English => "; ",
    }))
}
