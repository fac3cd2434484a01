//! Cells, and the room that texts need.

use rust_xlsxwriter::Worksheet;
use unicode_width::UnicodeWidthStr;

use super::book::{Book, not_made};
use super::column::Column;
use super::style::{Form, Side, Style};
use super::value::{Value, clean, double, is_formula_like, serial};
use crate::error::Result;
use crate::figure::Decimal;

/// Lines that the head of a column may take before the column gets wider.
const HEAD_LINES: usize = 4;

/// The room that a cell's content takes.
pub(super) struct Taken {
    /// In digits, if it stands in one line.
    pub width: usize,
    /// Lines, where the column is no wider than it may become.
    pub lines: usize,
}

/// Writes a cell.
pub(super) fn write_cell(
    sheet: &mut Worksheet,
    book: &mut Book<'_>,
    (cell, column, mut style): ((u32, u16), &Column, Style),
    value: Value<'_>,
) -> Result<Taken> {
    let (row, place) = cell;
    let (number, shown) = match value {
        Value::Blank => {
            if column.is_code || !column.choices.is_empty() {
                style.form = Form::Text;
            }
            let blank = sheet.write_blank(row, place, book.styles.get(style));
            blank.map_err(not_made)?;
            return Ok(Taken { width: 0, lines: 1 });
        }
        Value::Text(text) => {
            if column.is_code {
                style.form = Form::Text;
            }
            if !column.tones.is_empty() {
                style.side = Side::Centre;
            }
            return write_text(sheet, book, (cell, column, style), &text);
        }
        Value::Number(number) => {
            style.form = Form::Number(number.scale());
            (double(number), number.to_string())
        }
        Value::Percent(share) => {
            // A share has the two digits that make it percent.
            let decimals = share.scale().saturating_sub(2);
            style.form = Form::Percent(decimals);
            let percent = Decimal::new(share.units(), decimals);
            (double(share), format!("{percent}%"))
        }
        Value::Date(date) => {
            style.form = Form::Date;
            (serial(date).map(f64::from), date.to_string())
        }
    };
    let Some(number) = number else {
        style.form = Form::Text;
        return write_text(sheet, book, (cell, column, style), &shown);
    };
    let written = sheet.write_number_with_format(row, place, number, book.styles.get(style));
    written.map_err(not_made)?;
    // With room for the commas between thousands.
    let commas = shown.len().checked_div(3).unwrap_or(0);
    let width = shown.len().saturating_add(commas);
    Ok(Taken { width, lines: 1 })
}

fn write_text(
    sheet: &mut Worksheet,
    book: &mut Book<'_>,
    ((row, place), column, mut style): ((u32, u16), &Column, Style),
    text: &str,
) -> Result<Taken> {
    style.is_quoted = is_formula_like(text);
    let text = clean(text);
    let width = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let indent = usize::from(style.indent).saturating_mul(2);
    let lines = if width.saturating_add(indent) <= column.widest {
        text.lines().count()
    } else {
        // Words do not fill lines to their ends.
        let room = column.widest.saturating_mul(9).div_ceil(10);
        lines_needed(&text, room.saturating_sub(indent))
    };
    let format = book.styles.get(style);
    let cell = sheet.write_string_with_format(row, place, text, format);
    cell.map_err(not_made)?;
    let width = width.saturating_add(indent);
    Ok(Taken { width, lines })
}

/// The room that a head needs, in so many lines at most; short ones stand in one.
pub(super) fn head_width(head: &str) -> usize {
    const SHORT: usize = 8;
    let width = head.width();
    let broken = width.div_ceil(HEAD_LINES).max(longest_word(head));
    broken.max(width.min(SHORT))
}

/// The lines that a text takes in a column of so many digits.
pub(super) fn lines_needed(text: &str, width: usize) -> usize {
    let room = width.saturating_sub(1).max(1);
    let lines = text.lines().map(|line| line.width().div_ceil(room).max(1));
    lines.sum::<usize>().max(1)
}

/// The width of the longest part of a text that cannot be broken: Chinese breaks
/// anywhere.
pub(super) fn longest_word(text: &str) -> usize {
    let words = text.split(|character: char| !character.is_ascii_graphic());
    words.map(UnicodeWidthStr::width).max().unwrap_or(0)
}

pub(super) fn lines_of(lines: usize) -> f64 {
    /// No row is higher than 409 points.
    const MOST: usize = 16;
    f64::from(u8::try_from(lines.min(MOST)).unwrap_or(1))
}
