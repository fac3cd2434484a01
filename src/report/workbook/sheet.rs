//! Sheets: a title, lines under it, and one or more tables.

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, Format, IgnoreError,
    Worksheet,
};
use unicode_width::UnicodeWidthStr;

use super::book::{Book, not_made};
use super::style::{Form, Role, Side, Style, Tone, tone_format};
use super::value::{Value, clean, double, is_formula_like, serial};
use crate::error::Result;
use crate::figure::Decimal;
use crate::text::Text;

/// The width of a column in digits: at least, and at most unless it says more.
const NARROWEST: usize = 5;
const WIDEST: usize = 24;
/// Around the text of a column.
const MARGIN: usize = 2;
/// The height of a line in points.
const LINE_HEIGHT: f64 = 15.0;
/// Points over and under the words of a head.
const HEAD_PADDING: f64 = 6.0;
/// The same of a row.
const ROW_PADDING: f64 = 3.0;
/// Lines that the head of a column may take before the column gets wider.
const HEAD_LINES: usize = 4;

/// When a cell gets a colour.
#[derive(Clone, Debug)]
pub(super) enum When {
    /// It says this.
    Says(String),
    /// It says something other than 0.
    IsNotZero,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    head: String,
    /// What stands over it and its neighbours with the same group.
    group: Option<String>,
    side: Side,
    is_code: bool,
    narrowest: usize,
    widest: usize,
    tones: Vec<(When, Tone)>,
    /// What can be entered.
    choices: Vec<String>,
}

impl Column {
    fn new(head: impl Into<String>, side: Side) -> Self {
        Self {
            head: head.into(),
            group: None,
            side,
            is_code: false,
            narrowest: NARROWEST,
            widest: WIDEST,
            tones: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Words, from the left.
    pub fn words(head: impl Into<String>) -> Self {
        Self::new(head, Side::Left)
    }

    /// Numbers, from the right.
    pub fn number(head: impl Into<String>) -> Self {
        Self::new(head, Side::Right)
    }

    /// Short words and days, in the middle.
    pub fn short(head: impl Into<String>) -> Self {
        Self::new(head, Side::Centre)
    }

    /// Codes and keys, which are texts even where they have digits only.
    pub fn code(head: impl Into<String>) -> Self {
        Self {
            is_code: true,
            ..Self::new(head, Side::Centre)
        }
    }

    /// As [`code`](Self::code), from the left: such as may be long.
    pub fn key(head: impl Into<String>) -> Self {
        Self {
            is_code: true,
            ..Self::new(head, Side::Left)
        }
    }

    /// The same column under a head that it shares with its neighbours.
    pub fn under(mut self, group: &str) -> Self {
        self.group = Some(group.to_owned());
        self
    }

    /// The same column with so many digits of room at most.
    pub fn up_to(mut self, widest: usize) -> Self {
        self.widest = widest;
        self
    }

    /// The same column with so many digits of room at least.
    pub fn at_least(mut self, narrowest: usize) -> Self {
        self.narrowest = narrowest;
        self
    }

    /// The same column with colours.
    pub fn tones(mut self, tones: impl IntoIterator<Item = (When, Tone)>) -> Self {
        self.tones.extend(tones);
        self
    }

    /// The same column, empty and to be filled in with one of these.
    pub fn choices(mut self, choices: impl IntoIterator<Item = String>) -> Self {
        self.choices.extend(choices);
        self
    }
}

/// A line under the title of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// What it says.
    pub text: String,
    /// In which colour.
    pub tone: Option<Tone>,
}

/// What is known of a sheet before it has rows.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// The name on its tab.
    pub name: Text,
    /// What the title says behind the name of the programme and the sheet.
    pub about: String,
    /// The lines under the title, that of the as-of date apart.
    pub notes: Vec<Note>,
}

impl Heading {
    pub fn of(zh: &str, en: &str) -> Self {
        Self {
            name: Text::new(zh, en),
            about: String::new(),
            notes: Vec::new(),
        }
    }
}

/// A sheet that is being written. Where it has no room for a row, a further one of
/// the same name with a number takes it.
pub(super) struct Sheet<'b, 'd> {
    book: &'b mut Book<'d>,
    heading: Heading,
    /// How many sheets this table has taken.
    part: u32,
    page: Page,
}

/// One sheet.
struct Page {
    sheet: Worksheet,
    /// The next row.
    row: u32,
    /// Behind title and lines.
    body: u32,
    tables: Vec<Table>,
    /// The widest content of each column.
    widths: Vec<usize>,
    /// Lines that span the sheet.
    lines: Vec<(u32, Style, String)>,
    /// Rows of an outline with their depths.
    outline: Vec<(u32, u8)>,
}

/// One table of a sheet.
struct Table {
    columns: Vec<Column>,
    /// The first row of its head.
    head: u32,
    /// The first row behind its head.
    start: u32,
    /// The row behind its last one that is no sum.
    end: Option<u32>,
}

impl Table {
    fn has_groups(&self) -> bool {
        self.columns.iter().any(|column| column.group.is_some())
    }

    /// The columns under one head together, others by themselves.
    fn groups(&self) -> impl Iterator<Item = &[Column]> {
        let is_one = |one: &Column, next: &Column| one.group.is_some() && one.group == next.group;
        self.columns.chunk_by(is_one)
    }
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
        self.head(columns);
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
        self.head(columns);
        Ok(())
    }

    /// Begins a table, and leaves room for its head.
    fn head(&mut self, columns: Vec<Column>) {
        let page = &mut self.page;
        let mut table = Table {
            columns,
            head: page.row,
            start: page.row,
            end: None,
        };
        let rows = if table.has_groups() { 2 } else { 1 };
        table.start = page.row.saturating_add(rows);
        page.row = table.start;
        page.widths
            .resize(page.widths.len().max(table.columns.len()), 0);
        let mut widths = page.widths.iter_mut();
        for group in table.groups() {
            // What stands over several columns needs as much of each.
            let over = group.first().and_then(|column| column.group.as_deref());
            let share = longest_word(over.unwrap_or_default()).div_ceil(group.len().max(1));
            for (column, width) in group.iter().zip(&mut widths) {
                let needed = head_width(&column.head).max(column.narrowest);
                *width = (*width).max(needed).max(share);
            }
        }
        page.tables.push(table);
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
    fn line(&mut self, style: Style, text: &str) {
        self.lines.push((self.row, style, text.to_owned()));
        self.row = self.row.saturating_add(1);
    }

    fn note(&mut self, note: &Note) {
        self.line(Style::of(Role::Note(note.tone), Side::Left), &note.text);
    }

    /// Everything that depends on all rows.
    fn finish(mut self, book: &mut Book<'_>) -> Result<Worksheet> {
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
    fn join(
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

/// The room that a cell's content takes.
struct Taken {
    /// In digits, if it stands in one line.
    width: usize,
    /// Lines, where the column is no wider than it may become.
    lines: usize,
}

/// Writes a cell.
fn write_cell(
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
fn head_width(head: &str) -> usize {
    const SHORT: usize = 8;
    let width = head.width();
    let broken = width.div_ceil(HEAD_LINES).max(longest_word(head));
    broken.max(width.min(SHORT))
}

fn column_width(content: usize) -> usize {
    content.saturating_add(MARGIN)
}

/// The lines that a text takes in a column of so many digits.
fn lines_needed(text: &str, width: usize) -> usize {
    let room = width.saturating_sub(1).max(1);
    let lines = text.lines().map(|line| line.width().div_ceil(room).max(1));
    lines.sum::<usize>().max(1)
}

/// The width of the longest part of a text that cannot be broken: Chinese breaks
/// anywhere.
fn longest_word(text: &str) -> usize {
    let words = text.split(|character: char| !character.is_ascii_graphic());
    words.map(UnicodeWidthStr::width).max().unwrap_or(0)
}

fn lines_of(lines: usize) -> f64 {
    /// No row is higher than 409 points.
    const MOST: usize = 16;
    f64::from(u8::try_from(lines.min(MOST)).unwrap_or(1))
}

fn last_column(columns: usize) -> Option<u16> {
    u16::try_from(columns.checked_sub(1)?).ok()
}
