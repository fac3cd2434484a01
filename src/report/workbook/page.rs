//! One sheet of a workbook.

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, Format, IgnoreError,
    Worksheet,
};
use unicode_width::UnicodeWidthStr;

use super::book::{Book, not_made};
use super::cell::{head_width, lines_needed, lines_of, longest_word};
use super::column::{Column, Note, When};
use super::style::{Role, Side, Style, tone_format};
use super::value::{clean, is_formula_like};
use crate::error::Result;

/// Around the text of a column.
const MARGIN: usize = 2;
/// The height of a line in points.
pub(super) const LINE_HEIGHT: f64 = 15.0;
/// Points over and under the words of a head.
const HEAD_PADDING: f64 = 6.0;

/// One sheet.
pub(super) struct Page {
    pub sheet: Worksheet,
    /// The next row.
    pub row: u32,
    /// Behind title and lines.
    pub body: u32,
    pub tables: Vec<Table>,
    /// The widest content of each column.
    pub widths: Vec<usize>,
    /// Lines that span the sheet.
    pub lines: Vec<(u32, Style, String)>,
    /// Rows of an outline with their depths.
    pub outline: Vec<(u32, u8)>,
}

/// One table of a sheet.
pub(super) struct Table {
    pub columns: Vec<Column>,
    /// The first row of its head.
    pub head: u32,
    /// The first row behind its head.
    pub start: u32,
    /// The row behind its last one that is no sum.
    pub end: Option<u32>,
}

impl Table {
    pub fn has_groups(&self) -> bool {
        self.columns.iter().any(|column| column.group.is_some())
    }

    /// The columns under one head together, others by themselves.
    pub fn groups(&self) -> impl Iterator<Item = &[Column]> {
        let is_one = |one: &Column, next: &Column| one.group.is_some() && one.group == next.group;
        self.columns.chunk_by(is_one)
    }
}

impl Default for Page {
    fn default() -> Self {
        Self {
            sheet: Worksheet::new(),
            row: 0,
            body: 0,
            tables: Vec::new(),
            widths: Vec::new(),
            lines: Vec::new(),
            outline: Vec::new(),
        }
    }
}

impl Page {
    /// A line that will span the sheet.
    pub fn line(&mut self, style: Style, text: &str) {
        self.lines.push((self.row, style, text.to_owned()));
        self.row = self.row.saturating_add(1);
    }

    pub fn note(&mut self, note: &Note) {
        self.line(Style::of(Role::Note(note.tone), Side::Left), &note.text);
    }

    /// Begins a table, and leaves room for its head.
    pub fn begin_table(&mut self, columns: Vec<Column>) {
        let mut table = Table {
            columns,
            head: self.row,
            start: self.row,
            end: None,
        };
        let rows = if table.has_groups() { 2 } else { 1 };
        table.start = self.row.saturating_add(rows);
        self.row = table.start;
        self.widths
            .resize(self.widths.len().max(table.columns.len()), 0);
        let mut widths = self.widths.iter_mut();
        for group in table.groups() {
            // What stands over several columns needs as much of each.
            let over = group.first().and_then(|column| column.group.as_deref());
            let share = longest_word(over.unwrap_or_default()).div_ceil(group.len().max(1));
            for (column, width) in group.iter().zip(&mut widths) {
                let needed = head_width(&column.head).max(column.narrowest);
                *width = (*width).max(needed).max(share);
            }
        }
        self.tables.push(table);
    }

    /// Everything that depends on all rows.
    pub fn finish(mut self, book: &mut Book<'_>) -> Result<Worksheet> {
        let widths: Vec<usize> = self
            .widths
            .iter()
            .map(|width| column_width(*width))
            .collect();
        for (place, width) in (0_u16..).zip(&widths) {
            let width = f64::from(u16::try_from(*width).unwrap_or(u16::MAX));
            let set = self.sheet.set_column_width(place, width);
            set.map_err(not_made)?;
        }
        self.finish_lines(book, &widths)?;
        for table in std::mem::take(&mut self.tables) {
            self.finish_head(book, &table, &widths)?;
            self.finish_rows(&table)?;
            self.tables.push(table);
        }
        self.finish_outline()?;
        self.set_up_page(book)?;
        Ok(self.sheet)
    }

    /// Writes the lines over all columns with the height they need, which no program
    /// finds out for merged cells.
    fn finish_lines(&mut self, book: &mut Book<'_>, widths: &[usize]) -> Result<()> {
        let last = last_column(widths.len()).unwrap_or(0);
        let room = widths.iter().sum::<usize>().max(1);
        for (row, mut style, text) in std::mem::take(&mut self.lines) {
            let (width, points) = if style.role == Role::Title {
                // Its letters are half as large again.
                (
                    text.width().saturating_mul(3).div_ceil(2),
                    1.7 * LINE_HEIGHT,
                )
            } else {
                (text.width(), 1.2 * LINE_HEIGHT)
            };
            let height = points * lines_of(width.div_ceil(room).max(1));
            let set = self.sheet.set_row_height(row, height);
            set.map_err(not_made)?;
            style.is_quoted = is_formula_like(&text);
            self.join(((row, 0), (row, last)), &text, book.styles.get(style))?;
        }
        Ok(())
    }

    /// Writes the heads of a table, those of groups over those of their columns.
    fn finish_head(&mut self, book: &mut Book<'_>, table: &Table, widths: &[usize]) -> Result<()> {
        let format = book.styles.get(Style::of(Role::Head, Side::Centre));
        let (top, bottom) = (table.head, table.start.saturating_sub(1));
        let mut columns = (0_u16..).zip(widths);
        let (mut upper, mut lower) = (1, 1);
        for group in table.groups() {
            let places: Vec<(u16, &usize)> = columns.by_ref().take(group.len()).collect();
            let (Some((first, _)), Some((last, _))) = (places.first(), places.last()) else {
                continue;
            };
            let over = group.first().and_then(|column| column.group.as_ref());
            if let Some(over) = over {
                let room = places.iter().map(|(_, width)| **width).sum();
                upper = upper.max(lines_needed(over, room));
                self.join(((top, *first), (top, *last)), over, format)?;
            }
            for (column, (place, width)) in group.iter().zip(&places) {
                lower = lower.max(lines_needed(&column.head, **width));
                let from = if over.is_some() { bottom } else { top };
                self.join(((from, *place), (bottom, *place)), &column.head, format)?;
            }
        }
        for (row, lines) in [(top, upper), (bottom, lower)] {
            let height = LINE_HEIGHT * lines_of(lines) + HEAD_PADDING;
            let set = self.sheet.set_row_height(row, height);
            set.map_err(not_made)?;
        }
        Ok(())
    }

    /// Writes a text into cells that become one.
    pub fn join(
        &mut self,
        ((top, left), (bottom, right)): ((u32, u16), (u32, u16)),
        text: &str,
        format: &Format,
    ) -> Result<()> {
        let (sheet, text) = (&mut self.sheet, clean(text));
        let written = if (top, left) == (bottom, right) {
            sheet.write_string_with_format(top, left, text, format)
        } else {
            sheet.merge_range(top, left, bottom, right, &text, format)
        };
        written.map(|_| ()).map_err(not_made)
    }

    /// Colours, lists to choose from, and codes that are no numbers.
    fn finish_rows(&mut self, table: &Table) -> Result<()> {
        let end = table.end.unwrap_or(self.row);
        let Some(last) = end.checked_sub(1).filter(|last| *last >= table.start) else {
            return Ok(());
        };
        let first = table.start;
        for (place, column) in (0_u16..).zip(&table.columns) {
            let sheet = &mut self.sheet;
            for (when, tone) in &column.tones {
                let rule = ConditionalFormatCell::new().set_format(tone_format(*tone));
                let rule = match when {
                    When::Says(words) => {
                        rule.set_rule(ConditionalFormatCellRule::EqualTo(words.as_str()))
                    }
                    When::IsNotZero => rule.set_rule(ConditionalFormatCellRule::NotEqualTo(0)),
                };
                let added = sheet.add_conditional_format(first, place, last, place, &rule);
                added.map_err(not_made)?;
            }
            if !column.choices.is_empty() {
                let list = DataValidation::new().allow_list_strings(&column.choices);
                let list = list.map_err(not_made)?;
                let added = sheet.add_data_validation(first, place, last, place, &list);
                added.map_err(not_made)?;
            }
            if column.is_code {
                let error = IgnoreError::NumberStoredAsText;
                let ignored = sheet.ignore_error_range(first, place, last, place, error);
                ignored.map_err(not_made)?;
            }
        }
        Ok(())
    }

    /// Groups the rows of an outline: those of one depth and below it that stand
    /// together, depth by depth.
    fn finish_outline(&mut self) -> Result<()> {
        /// As many levels as programs have.
        const DEEPEST: u8 = 7;
        let deepest = self.outline.iter().map(|(_, depth)| *depth).max();
        for level in 1..=deepest.unwrap_or(0).min(DEEPEST) {
            let rows = self.outline.iter().filter(|(_, depth)| *depth >= level);
            let rows: Vec<u32> = rows.map(|(row, _)| *row).collect();
            for run in rows.chunk_by(|one, next| one.checked_add(1) == Some(*next)) {
                if let (Some(first), Some(last)) = (run.first(), run.last()) {
                    let grouped = self.sheet.group_rows(*first, *last);
                    grouped.map_err(not_made)?;
                }
            }
        }
        self.sheet.group_symbols_above(true);
        Ok(())
    }

    /// What is frozen, filtered and repeated, and how the sheet is printed. Where
    /// there are several tables, no head is repeated: it would stand over another's rows.
    fn set_up_page(&mut self, book: &Book<'_>) -> Result<()> {
        let Some(table) = self.tables.first() else {
            return Ok(());
        };
        let is_only = self.tables.len() == 1;
        let top = if is_only { table.start } else { self.body };
        let sheet = &mut self.sheet;
        sheet.set_freeze_panes(top, 0).map_err(not_made)?;
        let repeated = top.saturating_sub(1);
        sheet.set_repeat_rows(0, repeated).map_err(not_made)?;
        let end = table.end.unwrap_or(self.row);
        if let (Some(last), Some(last_row)) = (last_column(table.columns.len()), end.checked_sub(1))
            && last_row >= table.start
        {
            let head = table.start.saturating_sub(1);
            sheet
                .autofilter(head, 0, last_row, last)
                .map_err(not_made)?;
        }
        book.set_up_print(sheet);
        Ok(())
    }
}

fn column_width(content: usize) -> usize {
    content.saturating_add(MARGIN)
}

fn last_column(columns: usize) -> Option<u16> {
    u16::try_from(columns.checked_sub(1)?).ok()
}
