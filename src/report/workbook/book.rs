//! The workbook as a whole.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::column::Note;
use super::style::Styles;
use super::value::clean;
use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::network::Network;
use crate::report::Dossier;
use crate::text::{Language, Text, text};

/// How much there is room for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Rows of a sheet.
    pub rows_per_sheet: u32,
    /// Cells of all sheets.
    pub cells: usize,
}

impl Room {
    /// As many rows as programs read, and as many cells as the library writes.
    pub const MOST: Self = Self {
        rows_per_sheet: 1_048_576,
        cells: limits::WRITTEN_CELLS,
    };
}

/// A4, by its number in workbooks.
const PAPER_A4: u8 = 9;

/// A workbook that is being written.
pub(super) struct Book<'d> {
    /// What is written.
    pub dossier: &'d Dossier<'d>,
    /// The formats of its cells.
    pub styles: Styles,
    room: Room,
    cells: usize,
    sheets: Vec<Worksheet>,
}

impl<'d> Book<'d> {
    pub fn new(dossier: &'d Dossier<'d>, room: Room) -> Self {
        Self {
            dossier,
            styles: Styles::new(dossier.language),
            room,
            cells: 0,
            sheets: Vec::new(),
        }
    }

    pub fn language(&self) -> Language {
        self.dossier.language
    }

    /// One of two words, by the language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.dossier.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    /// A label in the language.
    pub fn label(&self, label: &Text) -> String {
        label.get(self.dossier.language).to_owned()
    }

    pub fn network(&self) -> &'d Network {
        &self.dossier.assessment.plan().network
    }

    /// What people call an indicator; its name where it is none of the programme.
    pub fn indicator_label(&self, id: &str) -> String {
        let plan = self.dossier.assessment.plan();
        let position = plan.indicator(id);
        let indicator = position.and_then(|position| plan.indicators.get(position));
        indicator.map_or_else(|| id.to_owned(), |found| self.label(&found.label))
    }

    /// The programme's name.
    pub fn programme(&self) -> &'d str {
        let head = &self.dossier.assessment.plan().definition.programme;
        head.label.get(self.dossier.language)
    }

    pub fn rows_per_sheet(&self) -> u32 {
        self.room.rows_per_sheet
    }

    /// Counts so many cells more.
    pub fn count_cells(&mut self, cells: usize) -> Result<()> {
        self.cells = self.cells.saturating_add(cells);
        let most = self.room.cells;
        if self.cells <= most {
            return Ok(());
        }
        let message = text!(
            "工作簿的单元格超过上限 {most} 个,请改用表格(如 findings_table)",
            "the workbook exceeds the limit of {most} cells; take the tables instead, such as findings_table"
        );
        Err(Error::new(ErrorKind::Limit, message))
    }

    fn as_of(&self) -> Date {
        self.dossier.assessment.as_of()
    }

    /// The line that says as of when.
    pub fn as_of_note(&self) -> Note {
        let as_of = self.as_of();
        let line = text!("截至 {as_of}", "as of {as_of}");
        Note {
            text: self.label(&line),
            tone: None,
        }
    }

    pub fn push(&mut self, sheet: Worksheet) {
        self.sheets.push(sheet);
    }

    /// A4 across, one page wide, with the sheet and the day above and the pages below.
    pub fn set_up_print(&self, sheet: &mut Worksheet) {
        let as_of = self.as_of();
        let header = text!("&L&A&R截至 {as_of}", "&L&A&Ras of {as_of}");
        let footer = self.say("&C第 &P 页,共 &N 页", "&Cpage &P of &N");
        sheet
            .set_landscape()
            .set_paper_size(PAPER_A4)
            .set_print_fit_to_pages(1, 0)
            .set_print_center_horizontally(true)
            .set_margins(0.5, 0.5, 0.7, 0.7, 0.3, 0.3)
            .set_header(header.get(self.language()))
            .set_footer(footer);
    }

    /// The bytes of the file.
    pub fn finish(self) -> Result<Vec<u8>> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&self.properties()?);
        for sheet in self.sheets {
            workbook.push_worksheet(sheet);
        }
        workbook.save_to_buffer().map_err(not_made)
    }

    /// The title, and as the day of creation the as-of date: the same input gives the
    /// same bytes on whatever day.
    fn properties(&self) -> Result<DocProperties> {
        let as_of = self.as_of();
        let year = u16::try_from(as_of.year()).unwrap_or(0);
        let created = ExcelDateTime::from_ymd(year, as_of.month(), as_of.day())
            // Workbooks know no day before.
            .or_else(|_| ExcelDateTime::from_ymd(1900, 1, 1));
        let title = self.say("考核验收表", "acceptance tables");
        let title = format!("{} {title}", self.programme());
        Ok(DocProperties::new()
            .set_title(clean(&title))
            .set_creation_datetime(&created.map_err(not_made)?))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn not_made(error: XlsxError) -> Error {
    Error::new(
        ErrorKind::Limit,
        text!(
            "工作簿无法生成:{error}",
            "the workbook cannot be made: {error}"
        ),
    )
}
