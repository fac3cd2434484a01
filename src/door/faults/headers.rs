//! Files and sheets whose header is not found, or is not clear.

use super::super::header::{Doubt, Field, Nearest};
use super::super::subject::{Subject, Subjects};
use super::{Called, input};
use crate::diagnostic::did_you_mean;
use crate::error::Error;
use crate::limits;
use crate::spelling::{is_all_blank, visible};
use crate::text::{Text, text};

/// Columns of a file that a message lists.
const LISTED_COLUMNS: usize = 40;

/// A field that folders, or a folder and a column, give twice.
pub(crate) fn given_twice(column: &str) -> Error {
    input(text!(
        "字段 `{column}` 由目录名给出，却另有一处也给出它；请只留一处",
        "the field `{column}` is given by a folder's name and once more; keep one"
    ))
}

/// No row is the header of the subject. `fits` is another whose header it is.
pub(crate) fn no_header(
    subjects: &Subjects,
    (subject, fits): (usize, Option<usize>),
    called: Called<'_>,
    nearest: Option<&Nearest>,
) -> Error {
    let rows = limits::HEADER_ROWS;
    let subject = subjects.get(subject);
    let words = subject.words();
    if let Some(fits) = fits {
        let (name, key) = (&subjects.get(fits).label.zh, subjects.get(fits).key());
        let (other, renamed) = (
            subjects.get(fits).words(),
            text!("请改用它的名称 `{name}`", "name it after that, `{key}`"),
        );
        return input(say!(
            "名称指明{words}，表头却符合{other}；{renamed}",
            "its name says {words}, but its header fits {other}; {renamed}",
            words,
            other,
            renamed,
        ));
    }
    let (ignored, Some(nearest)) = (called.ignored(), nearest) else {
        return input(say!(
            "前 {rows} 行中没有{words}的表头",
            "none of the first {rows} rows is a header of {words}",
            words,
        ));
    };
    let listed = listed(&nearest.cells);
    let message = if nearest.named == 0 {
        say!(
            "前 {rows} 行中没有{words}的表头：没有一行写有它的任何字段；此行的列：{listed}；请补上表头，或{ignored}",
            "none of the first {rows} rows is a header of {words}, and none names any of its fields; the columns of this row are: {listed}; add a header, or {ignored}",
            words,
            ignored,
        )
    } else {
        let missing = missing(&subject.fields, nearest);
        say!(
            "前 {rows} 行中没有{words}的完整表头；最接近的是此行，它缺少 {missing}；此行的列：{listed}；请补上，或{ignored}",
            "none of the first {rows} rows names all required fields of {words}; this one comes nearest, but lacks {missing}; its columns are: {listed}; add them, or {ignored}",
            words,
            missing,
            ignored,
        )
    };
    input(message).at_line(nearest.line)
}

/// A file that names its columns lacks some.
#[cfg(feature = "parquet")]
pub(crate) fn no_columns(
    subjects: &Subjects,
    (subject, fits): (usize, Option<usize>),
    called: Called<'_>,
    nearest: &Nearest,
) -> Error {
    if fits.is_some() {
        return no_header(subjects, (subject, fits), called, Some(nearest));
    }
    let subject = subjects.get(subject);
    let (words, missing) = (subject.words(), missing(&subject.fields, nearest));
    let listed = listed(&nearest.cells);
    input(say!(
        "缺少{words}的列 {missing}；文件中的列：{listed}",
        "columns of {words} are missing: {missing}; the columns found are: {listed}",
        words,
        missing,
    ))
}

fn listed(cells: &[String]) -> String {
    let cells = cells.iter().filter(|cell| !is_all_blank(cell));
    let mut names: Vec<String> = cells
        .map(|cell| visible(cell.trim()).into_owned())
        .collect();
    if names.len() > LISTED_COLUMNS {
        names.truncate(LISTED_COLUMNS);
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// The required fields that a row lacks, each with what may be it.
fn missing(fields: &[Field], row: &Nearest) -> Text {
    let missing = row.missing.iter().filter_map(|field| fields.get(*field));
    let words: Vec<Text> = missing
        .map(|field| {
            let name = &field.name;
            let Text { zh, en } = &field.label;
            let near = |wanted: &str| did_you_mean(wanted, &row.cells);
            match near(name).or_else(|| near(zh)).or_else(|| near(en)) {
                Some(meant) => text!(
                    "`{name}`（{zh}，是否就是 `{meant}`？）",
                    "`{name}` ({en}; is it `{meant}`?)"
                ),
                None => text!("`{name}`（{zh}）", "`{name}` ({en})"),
            }
        })
        .collect();
    let joined = |pick: fn(&Text) -> &str, between: &str| {
        let words: Vec<&str> = words.iter().map(pick).collect();
        words.join(between)
    };
    Text::new(
        joined(|words| &words.zh, "、"),
        joined(|words| &words.en, ", "),
    )
}

/// Two rows name all required fields.
pub(crate) fn two_headers(subject: &Subject, first: u64, second: u64) -> Error {
    let words = subject.words();
    input(say!(
        "第 {first} 行和第 {second} 行都写有{words}的全部必填字段；请只留一行表头",
        "lines {first} and {second} both name all required fields of {words}; keep one header",
        words,
    ))
}

/// Two delimiters make a header of one row.
pub(crate) fn two_delimiters(line: u64, first: char, second: char) -> Error {
    let (first, second) = (first.escape_default(), second.escape_default());
    input(text!(
        "按分隔符 `{first}` 和 `{second}` 都能读出表头；请改用一种分隔符",
        "the header can be read with the delimiters `{first}` and `{second}`; write it with one"
    ))
    .at_line(line)
}

/// It is not clear which column is which field.
pub(crate) fn doubtful(subject: &Subject, doubt: &Doubt) -> Error {
    match doubt {
        Doubt::Columns(first, second) => {
            let (first, second) = (visible(first), visible(second));
            let message = if first == second {
                text!(
                    "列名 `{first}` 出现了两次；每个列名只能出现一次",
                    "found the column name `{first}` twice; every column needs a name of its own"
                )
            } else {
                text!(
                    "列 `{first}` 和 `{second}` 的名称意思相同；请只留一列，或改名",
                    "the columns `{first}` and `{second}` have names of one meaning; keep one, or rename one"
                )
            };
            input(message).in_column(&second)
        }
        Doubt::Fields(column, first, second) => {
            let name = |field: &usize| {
                let field = subject.fields.get(*field);
                field.map(|field| field.name.clone()).unwrap_or_default()
            };
            let (first, second, column) = (name(first), name(second), visible(column));
            input(text!(
                "列 `{column}` 可能是字段 `{first}`，也可能是 `{second}`；请用字段名作列名",
                "column `{column}` can be the field `{first}` or the field `{second}`; name it after the field"
            ))
            .in_column(&column)
        }
    }
}
