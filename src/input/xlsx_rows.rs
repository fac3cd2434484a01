//! The rows of a sheet, made of its cells.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

use super::Rows as GivenRows;
use super::text_columns::{
    BATCH_BYTES, TextColumn, finish_batch, nul_byte, text_schema, too_many_columns, value_too_long,
};
use super::xlsx::XlsxOptions;
use super::xlsx_cells::{Cell, cell_name, letters};
use super::xlsx_merged::Fill;
use super::xlsx_package::damaged;
use super::xlsx_value::{cell_text, lenient_text};
use super::xlsx_workbook::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::row_numbers::RowNumbers;
use crate::spelling::is_all_blank;
use crate::text::text;

/// Metadata of a batch: `1900` or `1904`, the year from which the workbook counts days.
const DATE_SYSTEM: &str = "huimin.date_system";

/// The columns of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Its row, from 0.
    pub(super) row: u32,
    /// By the sheet's own number of a column.
    places: Vec<Place>,
    /// Those that may be read.
    pub(super) schema: SchemaRef,
    /// The sheet's own numbers of those that are given.
    columns: Vec<u32>,
    /// Those that are given.
    given: SchemaRef,
}

/// What is done with a column.
#[derive(Clone, Copy, Debug, Default)]
enum Place {
    #[default]
    Unnamed,
    Passed,
    /// It stands at this place of the batch.
    Given(usize),
}

impl Header {
    fn place(&self, column: u32) -> Place {
        let place = self.places.get(column as usize);
        place.copied().unwrap_or_default()
    }

    /// Gives only these columns, by their positions in `schema`.
    pub(super) fn keep(&mut self, positions: &[usize]) {
        let fields = positions
            .iter()
            .filter_map(|&position| self.schema.fields().get(position).cloned());
        let metadata = self.schema.metadata().clone();
        self.given = Arc::new(Schema::new_with_metadata(
            fields.collect::<Vec<_>>(),
            metadata,
        ));
        let columns = positions.iter();
        let columns = columns.filter_map(|&position| self.columns.get(position).copied());
        self.columns = columns.collect();
        for place in &mut self.places {
            if matches!(place, Place::Given(_)) {
                *place = Place::Passed;
            }
        }
        for (place, &column) in self.columns.iter().enumerate() {
            if let Some(slot) = self.places.get_mut(column as usize) {
                *slot = Place::Given(place);
            }
        }
    }

    /// The columns that are given, with their names.
    pub(super) fn given_columns(&self) -> impl Iterator<Item = (u32, &str)> + Clone {
        let names = self
            .given
            .fields()
            .iter()
            .map(|field| field.name().as_str());
        self.columns.iter().copied().zip(names)
    }
}

/// The rows of a sheet under construction, fed cell by cell.
pub(super) struct SheetRows<'a> {
    options: &'a XlsxOptions,
    context: &'a Context,
    fill: Option<Fill>,
    /// The row being read, from 0.
    row: Option<u32>,
    /// The header's cells, until its row is over.
    names: Vec<(u32, String)>,
    pub(super) header: Option<Header>,
    columns: Vec<TextColumn>,
    /// Complete rows of this batch.
    rows: usize,
    lines: RowNumbers,
    blank: u64,
    bytes: usize,
    /// Whether the row being read holds anything yet, and whether it has blank texts.
    has_cells: bool,
    has_blanks: bool,
    /// The last row that is the header, given, or counted as blank.
    last_row: u32,
    /// All rows given.
    pub(super) given: Vec<u32>,
    batches: VecDeque<GivenRows>,
}

impl<'a> SheetRows<'a> {
    /// Without a header, the first thing to find is one.
    pub(super) fn new(
        options: &'a XlsxOptions,
        context: &'a Context,
        fill: Option<Fill>,
        header: Option<Header>,
    ) -> Self {
        let columns = header.iter().flat_map(|header| &header.columns);
        Self {
            options,
            context,
            fill,
            row: None,
            names: Vec::new(),
            columns: columns.map(|_| TextColumn::nulls(0)).collect(),
            last_row: header.as_ref().map_or(0, |header| header.row),
            header,
            rows: 0,
            lines: RowNumbers::default(),
            blank: 0,
            bytes: 0,
            has_cells: false,
            has_blanks: false,
            given: Vec::new(),
            batches: VecDeque::new(),
        }
    }

    /// An error in the row being read, with its place.
    pub(super) fn at_row(&self, error: Error) -> Error {
        let Some(row) = self.row else {
            return error;
        };
        let error = error.at_line(u64::from(row).saturating_add(1));
        match self.header {
            Some(_) => error.at_row((self.given.len() as u64).saturating_add(1)),
            None => error,
        }
    }

    pub(super) fn push(&mut self, cell: &Cell) -> Result<()> {
        if self.row != Some(cell.row) {
            self.end_row()?;
            self.row = Some(cell.row);
            if let Some(fill) = &mut self.fill {
                fill.begin_row(cell.row)?;
            }
        }
        let header_row = self.header.as_ref().map(|header| header.row);
        if header_row.is_some_and(|header| cell.row > header) {
            self.push_cell(cell)
        } else if header_row.is_none() && self.is_header_row(cell.row) {
            self.push_name(cell)
        } else {
            self.pass_title(cell);
            Ok(())
        }
    }

    /// Looks at a cell above the header: a merged range that begins there may reach down to it.
    fn pass_title(&mut self, cell: &Cell) {
        if self.header.is_none()
            && let Some(fill) = &mut self.fill
            && fill.begins_at(cell.row, cell.column)
        {
            fill.set(cell.row, cell.column, &lenient_text(cell, self.context));
        }
    }

    /// Whether the header may stand in this row.
    fn is_header_row(&self, row: u32) -> bool {
        let wanted = self.options.header_row;
        wanted.is_none_or(|wanted| wanted == u64::from(row).saturating_add(1))
    }

    fn push_name(&mut self, cell: &Cell) -> Result<()> {
        let in_column = |error: Error| error.in_column(&letters(cell.column));
        let text = cell_text(cell, self.context).map_err(in_column)?;
        if let Some(fill) = &mut self.fill {
            fill.set(cell.row, cell.column, &text);
        }
        let name = text.trim();
        if is_all_blank(name) {
            return Ok(());
        }
        if name.contains('\0') {
            return Err(nul_byte());
        }
        if name.len() > limits::VALUE_BYTES {
            return Err(value_too_long(name.len()));
        }
        if self.names.len() >= limits::COLUMNS {
            return Err(too_many_columns());
        }
        self.names.push((cell.column, name.to_owned()));
        Ok(())
    }

    fn push_cell(&mut self, cell: &Cell) -> Result<()> {
        let Some(header) = &self.header else {
            return Ok(());
        };
        let place = header.place(cell.column);
        let Place::Given(place) = place else {
            return self.pass_cell(cell, matches!(place, Place::Unnamed));
        };
        let Some(target) = self.columns.get_mut(place) else {
            return Ok(());
        };
        let in_column = |error: Error| error.in_column(header.given.field(place).name());
        let text = cell_text(cell, self.context).map_err(in_column)?;
        if text.is_empty() {
            return Ok(());
        }
        if text.len() > limits::VALUE_BYTES {
            return Err(in_column(value_too_long(text.len())));
        }
        if text.contains('\0') {
            return Err(in_column(nul_byte()));
        }
        if let Some(fill) = &mut self.fill {
            fill.set(cell.row, cell.column, &text);
        }
        if is_all_blank(&text) {
            self.has_blanks = true;
        } else {
            self.has_cells = true;
        }
        self.bytes = self.bytes.saturating_add(text.len());
        target.push(text.as_bytes());
        Ok(())
    }

    /// Looks at a cell that is not given: it may be the only one of its row that is not blank.
    fn pass_cell(&mut self, cell: &Cell, is_unnamed: bool) -> Result<()> {
        if let Some(fill) = &mut self.fill
            && fill.begins_at(cell.row, cell.column)
        {
            let text = cell_text(cell, self.context);
            fill.set(cell.row, cell.column, &text?);
        }
        let text = lenient_text(cell, self.context);
        let is_blank = !cell.lacks_value && is_all_blank(&text);
        self.has_blanks |= is_blank && !text.is_empty();
        self.has_cells |= !is_blank;
        if is_unnamed && !is_blank {
            return Err(outside_header(&cell_name(cell.row, cell.column)));
        }
        Ok(())
    }

    /// Closes the row being read.
    fn end_row(&mut self) -> Result<()> {
        let Some(row) = self.row else {
            return Ok(());
        };
        let has_cells = std::mem::take(&mut self.has_cells);
        let has_blanks = std::mem::take(&mut self.has_blanks);
        let Some(header) = &self.header else {
            return self.end_header(row);
        };
        if has_cells {
            if let Some(fill) = &self.fill {
                for (column, &number) in self.columns.iter_mut().zip(&header.columns) {
                    if let Some(value) = fill.value(row, number) {
                        column.truncate(self.rows);
                        column.push(value.as_bytes());
                        self.bytes = self.bytes.saturating_add(value.len());
                    }
                }
            }
            self.rows = self.rows.saturating_add(1);
            self.lines.push(row.saturating_add(1));
            self.given.push(row);
        }
        if has_cells || has_blanks {
            let since = row.saturating_sub(self.last_row);
            let blank = since.saturating_sub(u32::from(has_cells));
            self.blank = self.blank.saturating_add(u64::from(blank));
            self.last_row = row;
        }
        for column in &mut self.columns {
            if column.len() < self.rows {
                column.push(b"");
            } else if !has_cells {
                column.truncate(self.rows);
            }
        }
        if self.rows >= self.options.batch_rows.max(1) || self.bytes >= BATCH_BYTES {
            self.end_batch()?;
        }
        Ok(())
    }

    fn end_header(&mut self, row: u32) -> Result<()> {
        if self.names.is_empty() {
            return match self.options.header_row {
                Some(wanted) if u64::from(row).saturating_add(1) >= wanted => {
                    Err(no_header(wanted))
                }
                _ => Ok(()),
            };
        }
        let mut names: Vec<(u32, String)> = std::mem::take(&mut self.names);
        if let Some(fill) = &self.fill {
            fill_names(fill, row, &mut names);
        }
        let mut seen = BTreeSet::new();
        let mut places = Vec::new();
        let (mut kept, mut columns) = (Vec::new(), Vec::new());
        for (column, name) in names {
            if !seen.insert(name.clone()) {
                return Err(duplicate_name(&name));
            }
            let wanted = self.options.columns.as_ref();
            let is_kept = wanted.is_none_or(|wanted| wanted.contains(&name));
            places.resize(column as usize, Place::Unnamed);
            places.push(if is_kept {
                Place::Given(kept.len())
            } else {
                Place::Passed
            });
            if is_kept {
                kept.push(name);
                columns.push(column);
            }
        }
        let year = if self.context.is_1904 { "1904" } else { "1900" };
        let metadata = HashMap::from([(DATE_SYSTEM.to_owned(), year.to_owned())]);
        let schema = text_schema(kept.iter().map(String::as_str));
        let schema = Arc::new(Arc::unwrap_or_clone(schema).with_metadata(metadata));
        self.columns = kept.iter().map(|_| TextColumn::nulls(0)).collect();
        self.last_row = row;
        self.header = Some(Header {
            row,
            places,
            given: Arc::clone(&schema),
            schema,
            columns,
        });
        Ok(())
    }

    fn end_batch(&mut self) -> Result<()> {
        let Some(header) = &self.header else {
            return Ok(());
        };
        let before = self.given.len().saturating_sub(self.rows) as u64;
        let built = finish_batch(&header.given, &mut self.columns, self.rows, before)?;
        let (batch, None) = built else {
            return Err(damaged("the texts are not UTF-8"));
        };
        (self.rows, self.bytes) = (0, 0);
        self.batches.push_back(GivenRows {
            batch,
            lines: Some(std::mem::take(&mut self.lines)),
            blank: Some(std::mem::take(&mut self.blank)),
        });
        Ok(())
    }

    /// Closes the last row; an error where there was no header.
    pub(super) fn finish_header(&mut self) -> Result<()> {
        self.end_row()?;
        self.row = None;
        if self.header.is_none() {
            return Err(match self.options.header_row {
                Some(wanted) => no_header(wanted),
                None => empty_sheet(),
            });
        }
        Ok(())
    }

    /// The batches, at least one; all cells have been pushed.
    pub(super) fn finish(&mut self) -> Result<VecDeque<GivenRows>> {
        self.finish_header()?;
        if self.rows > 0 || self.blank > 0 || self.batches.is_empty() {
            self.end_batch()?;
        }
        Ok(std::mem::take(&mut self.batches))
    }
}

/// Gives the cells of merged ranges in the header their names.
fn fill_names(fill: &Fill, row: u32, names: &mut Vec<(u32, String)>) {
    let named: BTreeSet<u32> = names.iter().map(|(column, _)| *column).collect();
    let covered = fill.columns();
    let filled = covered.difference(&named).filter_map(|&column| {
        let name = fill.value(row, column)?.trim();
        (!is_all_blank(name)).then(|| (column, name.to_owned()))
    });
    names.extend(filled);
    names.sort_unstable();
}

fn duplicate_name(name: &str) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "列名 `{name}` 出现了两次；每个列名只能出现一次",
            "found the column name `{name}` twice; every column needs a name of its own"
        ),
    )
    .in_column(name)
}

fn outside_header(cell: &str) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "单元格 {cell} 有内容，但该列在表头中没有列名；请补上列名，或指明表头所在的行",
            "the cell {cell} holds something, but its column has no name in the header; name the column, or say in which row the header stands"
        ),
    )
}

fn empty_sheet() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "工作表为空；第一行应为列名",
            "the sheet is empty; a header row is expected"
        ),
    )
}

fn no_header(row: u64) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "工作表第 {row} 行为空；该行应为列名",
            "row {row} of the sheet is empty; a header row is expected there"
        ),
    )
}
