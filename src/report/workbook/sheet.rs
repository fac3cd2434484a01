//! Sheets as tables are written into them, row by row.

use super::book::{Book, not_made};
use super::cell::{lines_of, write_cell};
use super::column::{Column, Heading, Note};
use super::page::{LINE_HEIGHT, Page};
use super::style::{Role, Side, Style, Tone};
use super::value::Value;
use crate::error::Result;
use crate::text::Text;

/// The same of a row.
const ROW_PADDING: f64 = 3.0;

/// A sheet that is being written. Where it has no room for a row, a further one of
/// the same name with a number takes it.
pub(super) struct Sheet<'b, 'd> {
    book: &'b mut Book<'d>,
    heading: Heading,
    /// How many sheets this table has taken.
    part: u32,
    page: Page,
}

impl<'b, 'd> Sheet<'b, 'd> {
    /// A sheet with its first table.
    pub fn new(book: &'b mut Book<'d>, heading: Heading, columns: Vec<Column>) -> Result<Self> {
        let mut sheet = Self {
            book,
            heading,
            part: 1,
            page: Page::default(),
        };
        sheet.begin(columns)?;
        Ok(sheet)
    }

    /// A further table in the same sheet.
    pub fn table(&mut self, caption: String, columns: Vec<Column>) {
        self.end_table();
        self.page.row = self.page.row.saturating_add(1);
        let bold = Note {
            text: caption,
            tone: Some(Tone::Calm),
        };
        self.page.note(&bold);
        self.page.begin_table(columns);
    }

    /// A row of the table.
    pub fn row<'v>(&mut self, values: impl IntoIterator<Item = Value<'v>>) -> Result<()> {
        self.write(Role::Cell, 0, values)
    }

    /// A row that lies so deep in an outline, whose words are indented as much.
    pub fn row_at<'v>(
        &mut self,
        depth: u8,
        values: impl IntoIterator<Item = Value<'v>>,
    ) -> Result<()> {
        self.write(Role::Cell, depth, values)
    }

    /// A row at the end that sums or checks the others: what it is, over so many
    /// columns, and the values of those behind them.
    pub fn total<'v>(
        &mut self,
        label: &str,
        columns: u16,
        values: impl IntoIterator<Item = Value<'v>>,
    ) -> Result<()> {
        self.end_table();
        let blanks = (0..columns).map(|_| Value::Blank);
        self.write(Role::Total, 0, blanks.chain(values))?;
        let row = self.page.row.saturating_sub(1);
        let last = columns.saturating_sub(1);
        let format = self.book.styles.get(Style::of(Role::Total, Side::Left));
        self.page.join(((row, 0), (row, last)), label, format)
    }

    /// The workbook it is in.
    pub fn book(&self) -> &Book<'d> {
        self.book
    }

    /// A label in the language of the workbook.
    pub fn label(&self, label: &Text) -> String {
        self.book.label(label)
    }

    /// Puts the sheet into the workbook.
    pub fn finish(mut self) -> Result<()> {
        self.end()
    }

    fn begin(&mut self, columns: Vec<Column>) -> Result<()> {
        let language = self.book.language();
        let mut name = self.heading.name.get(language).to_owned();
        if self.part > 1 {
            name = format!("{name} {}", self.part);
        }
        self.page = Page::default();
        let programme = self.book.programme();
        let title = format!("{programme} {name} {}", self.heading.about);
        self.page.sheet.set_name(name).map_err(not_made)?;
        let style = Style::of(Role::Title, Side::Centre);
        self.page.line(style, title.trim());
        let as_of = self.book.as_of_note();
        for note in std::iter::once(&as_of).chain(&self.heading.notes) {
            self.page.note(note);
        }
        self.page.body = self.page.row;
        self.page.begin_table(columns);
        Ok(())
    }

    fn write<'v>(
        &mut self,
        role: Role,
        depth: u8,
        values: impl IntoIterator<Item = Value<'v>>,
    ) -> Result<()> {
        let columns = self
            .page
            .tables
            .last()
            .map_or(0, |table| table.columns.len());
        self.book.count_cells(columns)?;
        if self.page.row >= self.book.rows_per_sheet() {
            let columns = self.page.tables.last().map(|table| table.columns.clone());
            self.end()?;
            self.part = self.part.saturating_add(1);
            self.begin(columns.unwrap_or_default())?;
        }
        let page = &mut self.page;
        let columns = page.tables.last().map(|table| &*table.columns);
        let columns = columns.unwrap_or_default().iter();
        let mut lines = 1;
        for (place, ((column, width), value)) in
            (0_u16..).zip(columns.zip(&mut page.widths).zip(values))
        {
            let mut style = Style::of(role, column.side);
            if column.side == Side::Left {
                style.indent = depth;
            }
            let cell = (page.row, place);
            let taken = write_cell(&mut page.sheet, self.book, (cell, column, style), value)?;
            *width = (*width).max(taken.width.min(column.widest));
            lines = lines.max(taken.lines);
        }
        // Programs do not agree on who finds out how high a row with several lines is.
        let height = LINE_HEIGHT * lines_of(lines) + ROW_PADDING;
        let set = page.sheet.set_row_height(page.row, height);
        set.map_err(not_made)?;
        if depth > 0 {
            page.outline.push((page.row, depth));
        }
        page.row = page.row.saturating_add(1);
        Ok(())
    }

    fn end_table(&mut self) {
        let row = self.page.row;
        if let Some(table) = self.page.tables.last_mut() {
            table.end.get_or_insert(row);
        }
    }

    fn end(&mut self) -> Result<()> {
        self.end_table();
        let page = std::mem::take(&mut self.page);
        let sheet = page.finish(self.book)?;
        self.book.push(sheet);
        Ok(())
    }
}
