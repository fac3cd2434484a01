//! What a cell of a workbook says, as text.

use std::borrow::Cow;

use super::xlsx_cells::{Cell, Kind, cell_name};
use super::xlsx_format::Shown;
use super::xlsx_workbook::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// Workbooks keep 15 digits of a number; what has more has lost the rest.
const INTEGER_BOUND: f64 = 1e15;
/// The serial number behind 9999-12-31 when days are counted from 1900.
const SERIAL_BOUND: f64 = 2_958_466.0;
/// How many days the count from 1904 is behind.
const DAYS_1904: u32 = 1_462;
const DAY_MILLISECONDS: u64 = 86_400_000;

/// A cell as text; empty for a cell that says nothing.
///
/// # Errors
///
/// Kind `Input` for an error value (`#N/A`), a formula without a value, a number that the workbook
/// cannot have kept exactly, and a date that never was.
pub(super) fn cell_text<'a>(cell: &'a Cell, context: &'a Context) -> Result<Cow<'a, str>> {
    if cell.lacks_value {
        return Err(no_value(cell));
    }
    match cell.kind {
        Kind::Text | Kind::Inline => Ok(Cow::Borrowed(&cell.text)),
        Kind::Shared if cell.text.is_empty() => Ok(Cow::Borrowed("")),
        Kind::Shared => {
            let number = cell.text.trim().parse().ok();
            let text = number.and_then(|number| context.shared_text(number));
            text.map(Cow::Borrowed).ok_or_else(|| no_text(cell))
        }
        Kind::Bool => match cell.text.trim() {
            "" => Ok(Cow::Borrowed("")),
            "0" | "false" | "FALSE" => Ok(Cow::Borrowed("false")),
            "1" | "true" | "TRUE" => Ok(Cow::Borrowed("true")),
            _ => Err(odd_cell(cell)),
        },
        Kind::Number => match cell.text.trim() {
            "" => Ok(Cow::Borrowed("")),
            written => match written.parse() {
                Ok(number) => shown_number(number, cell, context).map(Cow::Owned),
                // Some programs state no kind for texts.
                Err(_) => Ok(Cow::Borrowed(&cell.text)),
            },
        },
        Kind::Iso => Ok(Cow::Borrowed(without_midnight(cell.text.trim()))),
        Kind::Error if cell.text.is_empty() => Ok(Cow::Borrowed("")),
        Kind::Error => Err(error_value(cell)),
        Kind::Unknown => Err(odd_cell(cell)),
    }
}

/// A cell as text for whoever looks for the header: what cannot be read as it is written.
pub(super) fn lenient_text<'a>(cell: &'a Cell, context: &'a Context) -> Cow<'a, str> {
    cell_text(cell, context).unwrap_or_else(|_| Cow::Borrowed(&cell.text))
}

fn shown_number(number: f64, cell: &Cell, context: &Context) -> Result<String> {
    match context.shown(cell.style) {
        Shown::Number => number_text(number),
        Shown::Elapsed => duration_text(number),
        shown => moment_text(number, context.is_1904, shown),
    }
}

/// Integers without a decimal point, others as the shortest decimal that is
/// the same number; never with an exponent.
fn number_text(number: f64) -> Result<String> {
    if !number.is_finite() {
        return Err(input(text!(
            "单元格中的数字无效",
            "the cell holds an invalid number"
        )));
    }
    if number.abs() >= INTEGER_BOUND {
        return Err(input(text!(
            "数字 `{number}` 超过 15 位,表格软件不能准确保存;请把这一列(如身份证号)设为文本格式后重新填写",
            "the number `{number}` has more than 15 digits, which a workbook does not keep; format the column (an ID number?) as text and enter it again"
        )));
    }
    // Negative zero is zero.
    Ok(if number == 0.0 {
        "0".to_owned()
    } else {
        number.to_string()
    })
}

/// `2019-01-31`; with a time of day `2019-01-31T09:30:00`; a time of day alone
/// `09:30` or, with seconds, `09:30:15`.
fn moment_text(serial: f64, is_1904: bool, shown: Shown) -> Result<String> {
    let bound = if is_1904 {
        SERIAL_BOUND - f64::from(DAYS_1904)
    } else {
        SERIAL_BOUND
    };
    if !(0.0..bound).contains(&serial) {
        return Err(input(text!(
            "日期序号 `{serial}` 不在 1900 年至 9999 年之间",
            "the date number `{serial}` is not within the years 1900 to 9999"
        )));
    }
    let milliseconds = milliseconds(serial);
    let day = milliseconds / DAY_MILLISECONDS;
    if day == 0 && shown != Shown::Day {
        return duration_text(serial);
    }
    let (year, month, day_of_month) = match (is_1904, day) {
        (true, _) => civil(day.saturating_add(u64::from(DAYS_1904))),
        // What the count from 1900 calls its first day follows this one.
        (false, 0) => (1900, 1, 0),
        (false, 60) => {
            return Err(input(text!(
                "日期序号 60 是 1900-02-29,这一天不存在;请改正日期",
                "the date number 60 is 1900-02-29, a day that never was; correct the date"
            )));
        }
        // Days in front of the one that never was are one further on.
        (false, ..60) => civil(day.saturating_add(1)),
        (false, _) => civil(day),
    };
    let date = format!("{year:04}-{month:02}-{day_of_month:02}");
    let seconds = milliseconds % DAY_MILLISECONDS / 1_000;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    Ok(if seconds == 0 {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    })
}

/// The year, month and day that is `days` behind 1899-12-30.
fn civil(days: u64) -> (u64, u64, u64) {
    // Days since 0000-03-01, so that a leap day ends its year.
    let days = days.saturating_add(693_899);
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = of_era
        .saturating_sub(of_era / 1_460)
        .saturating_add(of_era / 36_524)
        .saturating_sub(of_era / 146_096)
        / 365;
    let before = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era / 4)
        .saturating_sub(year_of_era / 100);
    let of_year = of_era.saturating_sub(before);
    let shifted = of_year.saturating_mul(5).saturating_add(2) / 153;
    let month_begin = shifted.saturating_mul(153).saturating_add(2) / 5;
    let day = of_year.saturating_sub(month_begin).saturating_add(1);
    let month = shifted % 12;
    let (month, later) = match month {
        0..=9 => (month.saturating_add(3), 0),
        _ => (month.saturating_sub(9), 1),
    };
    let year = era.saturating_mul(400).saturating_add(year_of_era);
    (year.saturating_add(later), month, day)
}

/// A share of a day as `09:30`, with seconds `09:30:15`; `24:00` and more for
/// durations.
fn duration_text(days: f64) -> Result<String> {
    if !(0.0..INTEGER_BOUND / 86_400_000.0).contains(&days) {
        return Err(input(text!(
            "时长 `{days}` 天无效",
            "the duration of `{days}` days is not valid"
        )));
    }
    let seconds = milliseconds(days) / 1_000;
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    Ok(if rest == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{rest:02}")
    })
}

/// The nearest number of milliseconds: a number of days is not exact. What of it is no whole
/// second is cut, so that nothing moves to another day.
///
/// INVARIANT: the days are positive and have few enough digits that this is exact.
fn milliseconds(days: f64) -> u64 {
    (days * 86_400_000.0).round() as u64
}

/// A date that some programs write with the time of midnight behind it.
fn without_midnight(text: &str) -> &str {
    ["T00:00:00", "T00:00:00Z", "T00:00:00.000", "T00:00:00.000Z"]
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .unwrap_or(text)
}

fn no_value(cell: &Cell) -> Error {
    let name = cell_name(cell.row, cell.column);
    input(text!(
        "单元格 {name} 的公式没有保存计算结果；请在 Excel 或 WPS 中打开并保存",
        "the cell {name} has a formula whose value was not saved; open the workbook in Excel or WPS, and save it"
    ))
}

fn error_value(cell: &Cell) -> Error {
    let (name, found) = (cell_name(cell.row, cell.column), &cell.text);
    input(text!(
        "单元格 {name} 是错误值 `{found}`；请改正公式",
        "the cell {name} holds the error `{found}`; repair its formula"
    ))
}

fn no_text(cell: &Cell) -> Error {
    let name = cell_name(cell.row, cell.column);
    input(text!(
        "工作簿已损坏（单元格 {name} 的文本缺失）；请在 Excel 或 WPS 中打开并重新保存",
        "the workbook is damaged (the text of the cell {name} is missing); open it and save it again"
    ))
}

fn odd_cell(cell: &Cell) -> Error {
    let name = cell_name(cell.row, cell.column);
    input(text!(
        "单元格 {name} 的内容无法读取；请在 Excel 或 WPS 中打开并重新保存",
        "what the cell {name} holds cannot be read; open the workbook and save it again"
    ))
}

fn input(message: crate::text::Text) -> Error {
    Error::new(ErrorKind::Input, message)
}

#[cfg(test)]
#[path = "xlsx_value_tests.rs"]
mod tests;
