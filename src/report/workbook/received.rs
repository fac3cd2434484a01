//! 接收清单: what was handed over, and what of it was read.

use super::book::Book;
use super::column::{Column, Heading, When};
use super::sheet::Sheet;
use super::style::Tone;
use super::value::Value;
use crate::error::Result;
use crate::report::receipt::rows;

pub(super) fn write(book: &mut Book<'_>) -> Result<()> {
    let rows = rows(book.dossier.assessment, book.language())?;
    if rows.is_empty() {
        return Ok(());
    }
    let not_read = rows.iter().filter(|row| !row.is_read);
    let tones: Vec<(When, Tone)> = not_read
        .map(|row| (When::Says(row.status.clone()), Tone::Warning))
        .collect();
    let columns = vec![
        Column::number(book.say("序号", "no.")),
        Column::words(book.say("文件", "file")).up_to(48),
        Column::words(book.say("数据集", "dataset")).up_to(20),
        Column::words(book.say("情况", "status"))
            .up_to(32)
            .tones(tones),
        Column::number(book.say("记录", "records")),
        Column::number(book.say("空行", "blank rows")),
        Column::number(book.say("不计入", "not counting")),
        Column::number(book.say("计入", "counting")),
        Column::words(book.say("说明", "notes")).up_to(64),
        Column::key("SHA-256").up_to(66),
    ];
    let heading = Heading::of("接收清单", "what was received");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for (number, row) in (1..).zip(&rows) {
        let count = |count: Option<u64>| count.map_or(Value::Blank, Value::count);
        let [records, blank, rejected, counting] = row.counts.map(count);
        sheet.row([
            Value::count(number),
            Value::text(row.file.as_str()),
            Value::text(row.dataset.as_str()),
            Value::text(row.status.as_str()),
            records,
            blank,
            rejected,
            counting,
            Value::text(row.notes.as_str()),
            Value::text(row.sha256.as_str()),
        ])?;
    }
    sheet.finish()
}
