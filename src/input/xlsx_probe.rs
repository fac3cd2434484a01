//! The sheets of a workbook, for whoever has to find out which of them to read.

use std::io::{Read, Seek};

use super::FirstRow;
use super::guard::guarded;
use super::xlsx::cells_of;
use super::xlsx_cells::Cell;
use super::xlsx_package::damaged;
use super::xlsx_value::lenient_text;
use super::xlsx_workbook::{Sheet, SheetVisibility, Workbook};
use crate::error::Result;
use crate::spelling::is_all_blank;

/// A sheet of a workbook, and how it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetSummary {
    /// Its name.
    pub name: String,
    /// Whether it can be seen.
    pub visibility: SheetVisibility,
    /// Whether it has cells, as charts have not.
    pub is_worksheet: bool,
    /// How many of its rows hold anything. Counting stops with the first rows, but not before 2.
    pub used_rows: u64,
    /// The first rows that hold anything, with all their cells from column A on.
    pub first_rows: Vec<FirstRow>,
}

/// All sheets of a workbook in its order, each with at most `count` of its first rows. Cells are
/// given as they would be read; error values, and numbers that cannot be read, as they are written.
///
/// # Errors
///
/// Kind `Input` where the file is no workbook, or a visible sheet cannot be read.
pub fn workbook_sheets<R: Read + Seek>(reader: R, count: usize) -> Result<Vec<SheetSummary>> {
    guarded(damaged, || {
        let mut workbook = Workbook::open(reader)?;
        let sheets = workbook.sheets.clone();
        let summary = |sheet: &Sheet| {
            let mut summary = SheetSummary {
                name: sheet.name.clone(),
                visibility: sheet.visibility,
                is_worksheet: sheet.is_worksheet,
                used_rows: 0,
                first_rows: Vec::new(),
            };
            if sheet.is_worksheet {
                let read = read_first_rows(&mut workbook, sheet, count, &mut summary);
                // One that is not visible is read only if somebody asks for it.
                if summary.visibility == SheetVisibility::Visible {
                    read.map_err(|error| error.in_sheet(&sheet.name))?;
                }
            }
            Ok(summary)
        };
        sheets.iter().map(summary).collect()
    })
}

fn read_first_rows<R: Read + Seek>(
    workbook: &mut Workbook<R>,
    sheet: &Sheet,
    count: usize,
    summary: &mut SheetSummary,
) -> Result<()> {
    let context = std::mem::take(&mut workbook.context);
    let mut read = || {
        let mut cells = cells_of(workbook, sheet)?;
        let mut cell = Cell::default();
        let mut row = FirstRow {
            line: 0,
            cells: Vec::new(),
        };
        loop {
            let has_cell = cells.next(&mut cell)?;
            let line = u64::from(cell.row).saturating_add(1);
            if !has_cell || line != row.line {
                summary.push(std::mem::take(&mut row.cells), row.line, count);
                row.line = line;
            }
            if !has_cell || summary.used_rows >= (count.max(2) as u64) {
                return Ok(());
            }
            row.cells.resize(cell.column as usize, String::new());
            row.cells.push(lenient_text(&cell, &context).into_owned());
        }
    };
    let read = read();
    workbook.context = context;
    read
}

impl SheetSummary {
    /// Takes a row, unless it holds nothing.
    fn push(&mut self, cells: Vec<String>, line: u64, count: usize) {
        if cells.iter().all(|cell| is_all_blank(cell)) {
            return;
        }
        self.used_rows = self.used_rows.saturating_add(1);
        if self.first_rows.len() < count {
            self.first_rows.push(FirstRow { line, cells });
        }
    }
}
