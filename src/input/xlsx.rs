//! Excel workbooks (xlsx).

use std::collections::VecDeque;
use std::fmt;
use std::io::{Read, Seek};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::guard::guarded;
use super::xlsx_cells::{Cell, Cells, Range};
use super::xlsx_merged::{Fill, check_merged};
use super::xlsx_package::damaged;
use super::xlsx_rows::{Header, SheetRows};
use super::xlsx_workbook::{Sheet, SheetVisibility, Workbook};
use super::{BATCH_ROWS, BatchSource, Piece, Rows};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

/// What of a workbook is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XlsxOptions {
    /// The sheet by its name, hidden or not; `None` takes the first that is visible.
    pub sheet: Option<String>,
    /// The row of the sheet in which the header stands, counted from 1; `None` takes
    /// the first that holds anything.
    pub header_row: Option<u64>,
    /// What is done about merged cells.
    pub merged: Merged,
    /// Rows of a batch, at least 1; a batch of very long cells has fewer.
    pub batch_rows: usize,
    /// The columns to keep, by their names in the header; `None` keeps all.
    pub columns: Option<Vec<String>>,
}

impl Default for XlsxOptions {
    /// The first visible sheet, its first row that holds anything as the header, merged cells
    /// refused, [`BATCH_ROWS`], all columns.
    fn default() -> Self {
        Self {
            sheet: None,
            header_row: None,
            merged: Merged::Refuse,
            batch_rows: BATCH_ROWS,
            columns: None,
        }
    }
}

/// What is done about merged cells, of which only the top left one has a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Merged {
    /// Those that cover data rows, in a column that is read, are an error.
    #[default]
    Refuse,
    /// All of them have that value. A row that holds nothing else is blank all the same.
    Fill,
}

/// One sheet of an Excel workbook, as text columns.
///
/// Numbers are plain decimals; numbers that their format shows as a day or a time are ISO 8601 by
/// the workbook's own way of counting days, a time of day alone is `09:30` or `09:30:15`; booleans
/// are `true` and `false`; formulas give the value that was saved with them. Seconds are whole:
/// what is less than one is cut off. Error values and formulas without a value are errors, but
/// only in columns that are kept. Hidden rows and columns are read like others.
///
/// Rows between the header and the last row with content that hold nothing but blanks are passed
/// over and counted in [`Rows::blank`]. The lines of rows are the sheet's row numbers. The schema
/// has the metadata `huimin.date_system`, `1900` or `1904`: where the workbook begins to count days.
///
/// The sheet is read whole with the first batch; the memory used grows with what its cells hold,
/// not with how far apart they stand.
pub struct XlsxSource<R> {
    state: State<R>,
    options: XlsxOptions,
}

enum State<R> {
    Closed(R),
    Open(Box<Open<R>>),
    Read(VecDeque<Rows>),
}

/// A workbook of which one sheet is read.
struct Open<R> {
    workbook: Workbook<R>,
    sheet: Sheet,
    /// The merged ranges, where their cells are filled.
    merged: Vec<Range>,
    /// The columns, once the header has been read.
    header: Option<Header>,
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
            state: State::Closed(reader),
            options,
        }
    }

    /// The next rows. An error is the end.
    fn next_rows(&mut self) -> Result<Option<Rows>> {
        if !matches!(self.state, State::Read(_)) {
            let rows = self.with_open(|open, options| open.read(options))?;
            self.state = State::Read(rows.unwrap_or_default());
        }
        Ok(match &mut self.state {
            State::Read(rows) => rows.pop_front(),
            _ => None,
        })
    }

    /// Does something with the workbook, which is opened if need be; `None` once it has been
    /// read, or failed.
    fn with_open<T>(
        &mut self,
        run: impl FnOnce(&mut Open<R>, &XlsxOptions) -> Result<T>,
    ) -> Result<Option<T>> {
        let options = &self.options;
        let state = std::mem::replace(&mut self.state, State::Read(VecDeque::new()));
        let (state, done) = guarded(damaged, || {
            let mut open = match state {
                State::Read(rows) => return Ok((State::Read(rows), None)),
                State::Closed(reader) => Box::new(Open::new(reader, options)?),
                State::Open(open) => open,
            };
            let done = run(&mut open, options);
            let done = done.map_err(|error| error.in_sheet(&open.sheet.name))?;
            Ok((State::Open(open), Some(done)))
        })?;
        self.state = state;
        Ok(done)
    }
}

impl<R: Read + Seek + Send> BatchSource for XlsxSource<R> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        Ok(self.next_rows()?.map(|rows| rows.batch))
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        let rows = self.next_rows()?;
        // Errors name their row from the beginning of the sheet, and come before all pieces.
        Ok(rows.map(|rows| Box::new(std::iter::once(Ok(rows))) as Piece))
    }

    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        self.with_open(|open, options| open.header(options).map(|header| header.schema.clone()))
    }

    fn keep(&mut self, columns: &[usize]) {
        if let State::Open(open) = &mut self.state
            && let Some(header) = &mut open.header
        {
            header.keep(columns);
        }
    }
}

impl<R: Read + Seek> Open<R> {
    fn new(reader: R, options: &XlsxOptions) -> Result<Self> {
        let mut workbook = Workbook::open(reader)?;
        let sheet = find_sheet(&workbook.sheets, options.sheet.as_deref())?.clone();
        let merged = match options.merged {
            Merged::Refuse => Ok(Vec::new()),
            Merged::Fill => cells_of(&mut workbook, &sheet).and_then(Cells::merged),
        };
        Ok(Self {
            merged: merged.map_err(|error| error.in_sheet(&sheet.name))?,
            workbook,
            sheet,
            header: None,
        })
    }

    fn fill(&self, options: &XlsxOptions) -> Option<Fill> {
        let is_filled = options.merged == Merged::Fill;
        is_filled.then(|| Fill::new(self.merged.clone()))
    }

    /// The columns; the header is read if need be.
    fn header(&mut self, options: &XlsxOptions) -> Result<&Header> {
        let header = match self.header.take() {
            Some(header) => header,
            None => self.read_header(options)?,
        };
        Ok(self.header.insert(header))
    }

    fn read_header(&mut self, options: &XlsxOptions) -> Result<Header> {
        let fill = self.fill(options);
        let (mut cells, context) = cells_and_context(&mut self.workbook, &self.sheet)?;
        let mut rows = SheetRows::new(options, context, fill, None);
        let mut cell = Cell::default();
        while rows.header.is_none() && cells.next(&mut cell).map_err(|error| rows.at_row(error))? {
            rows.push(&cell).map_err(|error| rows.at_row(error))?;
        }
        if rows.header.is_none() {
            rows.finish_header().map_err(|error| rows.at_row(error))?;
        }
        rows.header.ok_or_else(|| damaged(""))
    }

    /// Reads all rows.
    fn read(&mut self, options: &XlsxOptions) -> Result<VecDeque<Rows>> {
        self.header(options)?;
        let fill = self.fill(options);
        let header = self.header.take();
        let (mut cells, context) = cells_and_context(&mut self.workbook, &self.sheet)?;
        let mut rows = SheetRows::new(options, context, fill, header);
        let mut cell = Cell::default();
        let mut count = 0_usize;
        while cells.next(&mut cell).map_err(|error| rows.at_row(error))? {
            count = count.saturating_add(1);
            if count > limits::SHEET_CELLS {
                return Err(too_many_cells());
            }
            rows.push(&cell).map_err(|error| rows.at_row(error))?;
        }
        let batches = rows.finish().map_err(|error| rows.at_row(error))?;
        if options.merged == Merged::Refuse
            && let Some(header) = &rows.header
        {
            check_merged(&cells.merged()?, &rows.given, header.given_columns())?;
        }
        Ok(batches)
    }
}

type PartCells<'a, R> = Cells<zip::read::ZipFile<'a, R>>;

fn cells_and_context<'a, R: Read + Seek>(
    workbook: &'a mut Workbook<R>,
    sheet: &Sheet,
) -> Result<(PartCells<'a, R>, &'a super::xlsx_workbook::Context)> {
    let no_part = || damaged("a sheet has no part");
    let part = sheet.part.as_deref().ok_or_else(no_part)?;
    let cells = Cells::new(workbook.package.part(part)?)?;
    Ok((cells, &workbook.context))
}

/// The cells of a sheet.
pub(super) fn cells_of<'a, R: Read + Seek>(
    workbook: &'a mut Workbook<R>,
    sheet: &Sheet,
) -> Result<PartCells<'a, R>> {
    cells_and_context(workbook, sheet).map(|(cells, _)| cells)
}

fn find_sheet<'a>(sheets: &'a [Sheet], wanted: Option<&str>) -> Result<&'a Sheet> {
    let mut with_cells = sheets.iter().filter(|sheet| sheet.is_worksheet);
    let found = match wanted {
        None => with_cells.find(|sheet| sheet.visibility == SheetVisibility::Visible),
        Some(wanted) => with_cells.find(|sheet| sheet.name == wanted),
    };
    if let Some(sheet) = found {
        return Ok(sheet);
    }
    let Some(wanted) = wanted else {
        return Err(Error::new(
            ErrorKind::Input,
            text!(
                "工作簿中没有可见的工作表",
                "the workbook has no visible sheet with cells"
            ),
        ));
    };
    let names = sheets.iter().filter(|sheet| sheet.is_worksheet);
    let names: Vec<&str> = names.map(|sheet| sheet.name.as_str()).collect();
    let (names_zh, names) = (names.join("`、`"), names.join("`, `"));
    Err(Error::new(
        ErrorKind::Argument,
        text!(
            "工作簿中没有名为 `{wanted}` 的工作表，只有 `{names_zh}`",
            "the workbook has no sheet `{wanted}`, but `{names}`"
        ),
    ))
}

fn too_many_cells() -> Error {
    let most = limits::SHEET_CELLS;
    Error::new(
        ErrorKind::Limit,
        text!(
            "一个工作表最多 {most} 个单元格，此表更多；请另存为 CSV",
            "expected at most {most} cells in a sheet, but found more; save it as CSV"
        ),
    )
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
