//! What a cell of a workbook says, as text.

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// Workbooks keep 15 digits of a number; what has more has lost the rest.
const INTEGER_BOUND: f64 = 1e15;
/// The serial number behind 9999-12-31 when days are counted from 1900.
const SERIAL_BOUND: f64 = 2_958_466.0;
/// How many days the count from 1904 is behind.
const DAYS_1904: f64 = 1_462.0;

/// A cell as text; empty for a cell that says nothing.
///
/// # Errors
///
/// Kind `Input` for an error value (`#N/A`), a number that the workbook cannot
/// have kept exactly, and a date that never was.
pub(super) fn cell_text<'a>(value: &'a DataRef<'_>) -> Result<Cow<'a, str>> {
    match value {
        DataRef::Empty => Ok(Cow::Borrowed("")),
        DataRef::String(text) => Ok(Cow::Borrowed(text)),
        DataRef::SharedString(text) => Ok(Cow::Borrowed(text)),
        DataRef::Bool(truth) => Ok(Cow::Borrowed(if *truth { "true" } else { "false" })),
        DataRef::Int(number) => Ok(Cow::Owned(number.to_string())),
        DataRef::Float(number) => number_text(*number).map(Cow::Owned),
        DataRef::DateTime(moment) if moment.is_duration() => {
            duration_text(moment.as_f64()).map(Cow::Owned)
        }
        DataRef::DateTime(moment) => moment_text(moment).map(Cow::Owned),
        DataRef::DateTimeIso(text) => Ok(Cow::Borrowed(without_midnight(text))),
        DataRef::DurationIso(text) => Ok(Cow::Borrowed(text)),
        DataRef::Error(error) => Err(input(text!(
            "单元格是错误值 `{error}`;请改正公式",
            "the cell holds the error `{error}`; repair its formula"
        ))),
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
fn moment_text(moment: &ExcelDateTime) -> Result<String> {
    let serial = moment.as_f64();
    let is_1904 = *moment == ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, true);
    let bound = if is_1904 {
        SERIAL_BOUND - DAYS_1904
    } else {
        SERIAL_BOUND
    };
    if !(0.0..bound).contains(&serial) {
        return Err(input(text!(
            "日期序号 `{serial}` 不在 1900 年至 9999 年之间",
            "the date number `{serial}` is not within the years 1900 to 9999"
        )));
    }
    if serial < 1.0 {
        return duration_text(serial);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (year, month, day) == (1900, 2, 29) {
        return Err(input(text!(
            "日期序号 60 是 1900-02-29,这一天不存在;请改正日期",
            "the date number 60 is 1900-02-29, a day that never was; correct the date"
        )));
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    Ok(if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    })
}

/// A share of a day as `09:30`, with seconds `09:30:15`; `24:00` and more for
/// durations.
fn duration_text(days: f64) -> Result<String> {
    let seconds = (days * 86_400.0).round();
    if !(0.0..INTEGER_BOUND).contains(&seconds) {
        return Err(input(text!(
            "时长 `{days}` 天无效",
            "the duration of `{days}` days is not valid"
        )));
    }
    // Within the bound every integer has an exact counterpart.
    let seconds = seconds as u64;
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    Ok(if rest == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{rest:02}")
    })
}

/// A date that some programs write with the time of midnight behind it.
fn without_midnight(text: &str) -> &str {
    ["T00:00:00", "T00:00:00Z", "T00:00:00.000", "T00:00:00.000Z"]
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .unwrap_or(text)
}

fn input(message: crate::text::Text) -> Error {
    Error::new(ErrorKind::Input, message)
}

#[cfg(test)]
#[path = "xlsx_value_tests.rs"]
mod tests;
