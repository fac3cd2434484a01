//! Excel workbooks (xlsx).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::io::{Read, Seek};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use super::guard::guarded;
use super::text_columns::{
    BATCH_BYTES, TextColumn, finish_batch, nul_byte, text_schema, too_many_columns, value_too_long,
};
use super::xlsx_package::{check_package, damaged};
use super::xlsx_value::cell_text;
use super::{BATCH_ROWS, BatchSource};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

/// What of a workbook is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XlsxOptions {
    /// The sheet by its name; `None` takes the first.
    pub sheet: Option<String>,
    /// Rows of a batch, at least 1; a batch of very long cells has fewer.
    pub batch_rows: usize,
    /// The columns to keep, by their names in the header; `None` keeps all.
    pub columns: Option<Vec<String>>,
}

impl Default for XlsxOptions {
    /// The first sheet, [`BATCH_ROWS`], all columns.
    fn default() -> Self {
        Self {
            sheet: None,
            batch_rows: BATCH_ROWS,
            columns: None,
        }
    }
}

/// One sheet of an Excel workbook, as text columns.
///
/// The first row that holds anything is the header; rows that hold nothing are
/// skipped and not counted. Numbers are plain decimals, dates ISO 8601 by the
/// workbook's own way of counting days, booleans `true` and `false`; formulas
/// give the value last computed. Of merged cells the top left one has the
/// value, the others are null.
///
/// The sheet is read whole with the first batch, as its texts stand apart from
/// its cells; the memory used grows with what its cells hold, not with how far
/// apart they stand.
pub struct XlsxSource<R> {
    reader: Option<R>,
    options: XlsxOptions,
    batches: VecDeque<RecordBatch>,
}

impl<R> fmt::Debug for XlsxSource<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("XlsxSource")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<R: Read + Seek + Send> XlsxSource<R> {
    /// A source over the bytes of a workbook. Nothing is read before the first
    /// batch is asked for.
    pub fn new(reader: R, options: XlsxOptions) -> Self {
        Self {
            reader: Some(reader),
            options,
            batches: VecDeque::new(),
        }
    }
}

impl<R: Read + Seek + Send> BatchSource for XlsxSource<R> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        if let Some(reader) = self.reader.take() {
            let options = &self.options;
            self.batches = guarded(damaged, || read_sheet(reader, options))?;
        }
        Ok(self.batches.pop_front())
    }
}

/// Reads all rows of the wanted sheet.
fn read_sheet<R: Read + Seek>(reader: R, options: &XlsxOptions) -> Result<VecDeque<RecordBatch>> {
    let mut workbook: Xlsx<R> =
        Xlsx::new(check_package(reader)?).map_err(|error| foreign(&error))?;
    let name = sheet_name(&workbook, options.sheet.as_deref())?;
    let mut cells = workbook
        .worksheet_cells_reader(&name)
        .map_err(|error| foreign(&error))?;
    let mut sheet = Sheet::new(options);
    let mut count = 0_usize;
    // Not by the dimensions the sheet declares: they are only a claim.
    while let Some(cell) = cells
        .next_cell()
        .map_err(|error| foreign(&error).at_row(sheet.row_ordinal()))?
    {
        count = count.saturating_add(1);
        if count > limits::SHEET_CELLS {
            return Err(too_many_cells());
        }
        let (row, column) = cell.get_position();
        sheet.push(row, column, cell.get_value())?;
    }
    sheet.finish()
}

fn sheet_name<R: Read + Seek>(workbook: &Xlsx<R>, wanted: Option<&str>) -> Result<String> {
    let mut sheets = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let found = match wanted {
        None => sheets.next(),
        Some(wanted) => sheets.find(|sheet| sheet.name == wanted),
    };
    if let Some(sheet) = found {
        return Ok(sheet.name.clone());
    }
    let Some(wanted) = wanted else {
        return Err(Error::new(
            ErrorKind::Input,
            text!("工作簿中没有工作表", "the workbook has no sheet with cells"),
        ));
    };
    let names = workbook.sheet_names().join("`, `");
    Err(Error::new(
        ErrorKind::Argument,
        text!(
            "工作簿中没有名为 `{wanted}` 的工作表,只有 `{names}`",
            "the workbook has no sheet `{wanted}`, but `{names}`"
        ),
    ))
}

/// The rows of a sheet under construction, fed cell by cell.
struct Sheet<'a> {
    options: &'a XlsxOptions,
    /// The sheet's own number of the row being read, from 0.
    row: Option<u32>,
    last_column: Option<u32>,
    /// The header's cells, until its row is over.
    names: Vec<(u32, String)>,
    header: Option<Header>,
    columns: Vec<TextColumn>,
    /// Complete rows of this batch.
    rows: usize,
    bytes: usize,
    /// Whether the row being read holds anything yet.
    has_cells: bool,
    rows_before: u64,
    batches: VecDeque<RecordBatch>,
}

/// The columns a sheet has.
struct Header {
    /// The kept columns by the sheet's own number, with their places in the
    /// batch; `None` for a column that is not wanted.
    places: BTreeMap<u32, Option<usize>>,
    schema: SchemaRef,
}

impl<'a> Sheet<'a> {
    fn new(options: &'a XlsxOptions) -> Self {
        Self {
            options,
            row: None,
            last_column: None,
            names: Vec::new(),
            header: None,
            columns: Vec::new(),
            rows: 0,
            bytes: 0,
            has_cells: false,
            rows_before: 0,
            batches: VecDeque::new(),
        }
    }

    /// The 1-based data row being read.
    fn row_ordinal(&self) -> u64 {
        self.rows_before
            .saturating_add(self.rows as u64)
            .saturating_add(1)
    }

    fn push(&mut self, row: u32, column: u32, value: &DataRef<'_>) -> Result<()> {
        if self.row != Some(row) {
            if self.row.is_some_and(|last| last > row) {
                return Err(damaged("its rows are out of order"));
            }
            self.end_row()?;
            self.row = Some(row);
        } else if self.last_column.is_some_and(|last| last >= column) {
            return Err(damaged("its cells are out of order"));
        }
        self.last_column = Some(column);
        if matches!(
            value,
            DataRef::Empty | DataRef::String(_) | DataRef::SharedString(_)
        ) {
            let text = cell_text(value)?;
            if text.is_empty() {
                return Ok(());
            }
        }
        match &self.header {
            None => self.push_name(column, value),
            Some(_) => self.push_cell(row, column, value),
        }
    }

    fn push_name(&mut self, column: u32, value: &DataRef<'_>) -> Result<()> {
        let text = cell_text(value).map_err(|error| error.in_column(&letters(column)))?;
        let name = text.trim();
        if name.is_empty() {
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
        self.names.push((column, name.to_owned()));
        Ok(())
    }

    fn push_cell(&mut self, row: u32, column: u32, value: &DataRef<'_>) -> Result<()> {
        let ordinal = self.row_ordinal();
        let Some(header) = &self.header else {
            return Ok(());
        };
        let Some(&place) = header.places.get(&column) else {
            let cell = format!("{}{}", letters(column), u64::from(row).saturating_add(1));
            return Err(outside_header(&cell).at_row(ordinal));
        };
        self.has_cells = true;
        let Some(target) = place.and_then(|place| self.columns.get_mut(place)) else {
            return Ok(());
        };
        let name = || place.map_or("", |place| header.schema.field(place).name());
        let text = cell_text(value).map_err(|error| error.at_row(ordinal).in_column(name()))?;
        if text.len() > limits::VALUE_BYTES {
            return Err(value_too_long(text.len()).at_row(ordinal).in_column(name()));
        }
        if text.contains('\0') {
            return Err(nul_byte().at_row(ordinal).in_column(name()));
        }
        self.bytes = self.bytes.saturating_add(text.len());
        target.push(text.as_bytes());
        Ok(())
    }

    /// Closes the row being read, if it holds anything.
    fn end_row(&mut self) -> Result<()> {
        self.last_column = None;
        if self.header.is_none() {
            if !self.names.is_empty() {
                self.end_header()?;
            }
            return Ok(());
        }
        if !std::mem::take(&mut self.has_cells) {
            return Ok(());
        }
        self.rows = self.rows.saturating_add(1);
        for column in &mut self.columns {
            if column.len() < self.rows {
                column.push(b"");
            }
        }
        if self.rows >= self.options.batch_rows.max(1) || self.bytes >= BATCH_BYTES {
            self.end_batch()?;
        }
        Ok(())
    }

    fn end_header(&mut self) -> Result<()> {
        let mut seen = BTreeSet::new();
        let mut places = BTreeMap::new();
        let mut kept = Vec::new();
        for (column, name) in std::mem::take(&mut self.names) {
            if !seen.insert(name.clone()) {
                return Err(duplicate_name(&name));
            }
            let is_kept = self
                .options
                .columns
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&name));
            places.insert(column, is_kept.then_some(kept.len()));
            if is_kept {
                kept.push(name);
            }
        }
        let schema = text_schema(kept.iter().map(String::as_str));
        self.columns = kept.iter().map(|_| TextColumn::nulls(0)).collect();
        self.header = Some(Header { places, schema });
        Ok(())
    }

    fn end_batch(&mut self) -> Result<()> {
        let Some(header) = &self.header else {
            return Ok(());
        };
        let (batch, not_utf8) = finish_batch(
            &header.schema,
            &mut self.columns,
            self.rows,
            self.rows_before,
        )?;
        if let Some(error) = not_utf8 {
            return Err(error);
        }
        self.rows_before = self.rows_before.saturating_add(self.rows as u64);
        (self.rows, self.bytes) = (0, 0);
        self.batches.push_back(batch);
        Ok(())
    }

    fn finish(mut self) -> Result<VecDeque<RecordBatch>> {
        self.end_row()?;
        if self.header.is_none() {
            return Err(Error::new(
                ErrorKind::Input,
                text!(
                    "工作表为空;第一行应为列名",
                    "the sheet is empty; a header row is expected"
                ),
            ));
        }
        if self.rows > 0 || self.batches.is_empty() {
            self.end_batch()?;
        }
        Ok(self.batches)
    }
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
fn letters(column: u32) -> String {
    let mut reversed = Vec::new();
    let mut rest = Some(column);
    while let Some(number) = rest {
        let letter = u8::try_from(number % 26).unwrap_or(0);
        reversed.push(char::from(b'A'.saturating_add(letter)));
        rest = (number / 26).checked_sub(1);
    }
    reversed.iter().rev().collect()
}

fn duplicate_name(name: &str) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "列名 `{name}` 出现了两次;每个列名只能出现一次",
            "found the column name `{name}` twice; every column needs a name of its own"
        ),
    )
    .in_column(name)
}

fn outside_header(cell: &str) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "单元格 {cell} 有内容,但该列在表头中没有列名;第一个非空行必须是表头,请删除表头上方的标题行,或补上列名",
            "the cell {cell} holds something, but its column has no name; the first row that is not empty must be the header, so delete title rows above it, or name the column"
        ),
    )
}

fn too_many_cells() -> Error {
    let most = limits::SHEET_CELLS;
    Error::new(
        ErrorKind::Limit,
        text!(
            "一个工作表最多 {most} 个单元格,此表更多;请另存为 CSV",
            "expected at most {most} cells in a sheet, but found more; save it as CSV"
        ),
    )
}

fn foreign(error: &XlsxError) -> Error {
    damaged(&error.to_string())
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
