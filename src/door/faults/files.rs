//! Files of formats that are not read, or that are not what their endings say.

#[cfg(feature = "xlsx")]
use super::super::delivery::PassedOver;
use super::super::format::{Foreign, Format, Seen};
use super::{Called, input};
use crate::error::Error;
use crate::spelling::visible;
use crate::text::{Text, text};

/// A file of a kind that is not read; `seen` is what its bytes are.
pub(crate) fn foreign(foreign: Foreign, seen: Seen, path: &str) -> Error {
    let misnamed = match seen {
        Seen::Foreign(seen) => (seen != foreign).then_some((seen.words(), seen.advice())),
        Seen::Text => Some((
            Seen::Text.words(),
            text!("请改名为 .csv", "rename it to .csv"),
        )),
        Seen::Json => Some((
            Seen::Json.words(),
            text!("请改名为 .jsonl", "rename it to .jsonl"),
        )),
        Seen::Parquet => Some((
            Seen::Parquet.words(),
            text!("请改名为 .parquet", "rename it to .parquet"),
        )),
        Seen::Zip if matches!(foreign, Foreign::OldWorkbook | Foreign::OtherWorkbook) => Some((
            Seen::Zip.words(),
            text!(
                "如果是工作簿，请改名为 .xlsx",
                "rename it to .xlsx if it is a workbook"
            ),
        )),
        Seen::Nothing | Seen::Zip | Seen::Gzip | Seen::Other => None,
    };
    let ignored = Called::File(path).ignored();
    let (what, advice) = misnamed.map_or_else(
        || {
            let words = foreign.words();
            (say!("{words}", "it is {words}", words), foreign.advice())
        },
        |(seen, advice)| {
            let words = foreign.words();
            let words = say!(
                "扩展名属于{words}，内容却是{seen}",
                "its ending is that of {words}, but it holds {seen}",
                words,
                seen,
            );
            (words, advice)
        },
    );
    input(say!(
        "不能读取：{what}；{advice}，或{ignored}",
        "it is not read: {what}; {advice}, or {ignored}",
        what,
        advice,
        ignored,
    ))
}

/// A file whose bytes are not those of its format.
pub(crate) fn other_content(format: Format, seen: Seen) -> Error {
    let advice = match seen {
        Seen::Foreign(foreign) => foreign.advice(),
        Seen::Nothing | Seen::Other => text!("请重新导出", "export it again"),
        Seen::Text => text!("请改名为 .csv", "rename it to .csv"),
        Seen::Json => text!("请改名为 .jsonl", "rename it to .jsonl"),
        Seen::Parquet => text!("请改名为 .parquet", "rename it to .parquet"),
        Seen::Zip => text!("请改名为 .xlsx 或 .zip", "rename it to .xlsx or .zip"),
        Seen::Gzip => text!("请在扩展名后加上 .gz", "add .gz to its ending"),
    };
    let (format, seen) = (format.label(), seen.words());
    input(say!(
        "按扩展名应为“{format}”，内容却是{seen}；{advice}",
        "expected the format {format} by its ending, but found {seen}; {advice}",
        format,
        seen,
        advice,
    ))
}

/// A file whose ending says nothing.
pub(crate) fn unknown_ending(ending: &str, path: &str) -> Error {
    let (ending, ignored) = (visible(ending), Called::File(path).ignored());
    input(say!(
        "不认识扩展名 `.{ending}`；请另存为 .csv、.xlsx、.parquet 或 .jsonl，或{ignored}",
        "the ending `.{ending}` is not known; save it as .csv, .xlsx, .parquet or .jsonl, or {ignored}",
        ignored,
    ))
}

/// A format that this build does not read.
pub(crate) fn not_built(format: Format) -> Error {
    let Text { zh, en } = format.label();
    let feature = format.id();
    input(text!(
        "此程序构建时没有启用对{zh}的支持（`{feature}`）；请另存为 .csv",
        "this build does not read {en} (feature `{feature}`); save it as .csv"
    ))
}

/// A workbook or Parquet file, or an archive, that is packed by gzip as well.
pub(crate) fn packed_twice() -> Error {
    input(text!(
        "只有文本文件可以用 gzip 压缩；请解压后交来",
        "only text files are read packed by gzip; unpack it"
    ))
}

/// An archive in an archive.
pub(crate) fn nested() -> Error {
    input(text!(
        "压缩包中还有压缩包；请解压里面的这一个",
        "it is an archive within an archive; unpack the inner one"
    ))
}

/// An archive that holds no file.
pub(crate) fn empty_archive() -> Error {
    input(text!("压缩包中没有文件", "the archive holds no file"))
}

/// A file in which nothing stands.
pub(crate) fn empty(path: &str) -> Error {
    let ignored = Called::File(path).ignored();
    input(say!(
        "文件是空的，连表头也没有；请重新导出，或{ignored}",
        "the file is empty, without even a header; export it again, or {ignored}",
        ignored,
    ))
}

/// A list where an object per line is read.
#[cfg(feature = "json")]
pub(crate) fn json_list() -> Error {
    input(text!(
        "文件是一个 JSON 列表；请把每条记录写成一行",
        "the file is one JSON list; write every record on a line of its own"
    ))
}

/// A workbook of which no sheet is read, though there are some.
#[cfg(feature = "xlsx")]
pub(crate) fn nothing_read(path: &str, passed_over: &[PassedOver], wanted: Option<&str>) -> Error {
    let ignored = Called::File(path).ignored();
    let sheets = |pick: fn(Text) -> String| {
        let sheet = |passed: &PassedOver| {
            let name = visible(passed.sheet.as_deref().unwrap_or_default()).into_owned();
            let Text { zh, en } = passed.reason.label();
            pick(text!("`{name}`（{zh}）", "`{name}` ({en})"))
        };
        passed_over.iter().map(sheet).collect::<Vec<_>>()
    };
    let listed = Text::new(
        sheets(|text| text.zh).join("、"),
        sheets(|text| text.en).join(", "),
    );
    if let Some(wanted) = wanted {
        return input(say!(
            "工作簿中没有可读的工作表 `{wanted}`；它有：{listed}",
            "the workbook has no sheet `{wanted}` that is read; its sheets are: {listed}",
            listed,
        ));
    }
    input(say!(
        "工作簿中没有可读的工作表：{listed}；请取消隐藏，或填入内容，或{ignored}",
        "no sheet of the workbook is read: {listed}; unhide one, or fill it in, or {ignored}",
        listed,
        ignored,
    ))
}
