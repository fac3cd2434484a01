//! Workbooks: each visible sheet whose header is found is read, and every other is listed.

use super::delivery::{Part, PassedOver, Reason};
use super::faults::{self, Called};
use super::format::Format;
use super::header::{self, Header, Rows, Search};
use super::names::Named;
use super::place::measure;
use super::survey::{Door, Given, Item};
use crate::error::{Error, Result};
use crate::input::{SheetSummary, SheetVisibility, workbook_sheets};
use crate::limits;
use crate::spelling::{is_all_blank, name_key};

/// What became of the sheets of a workbook.
#[derive(Debug, Default)]
pub(super) struct Looked {
    pub parts: Vec<Part>,
    pub passed_over: Vec<PassedOver>,
    pub faults: Vec<Error>,
}

/// A workbook that is looked at.
struct Workbook<'a> {
    door: &'a Door<'a>,
    item: &'a Item,
    /// What the names of the file and its folders name.
    named: &'a Named,
    digest: Option<String>,
    bytes: u64,
}

/// What becomes of a sheet.
enum Outcome {
    Part(Box<Part>),
    PassedOver(PassedOver),
}

/// Looks at all sheets of a workbook.
pub(super) fn look(door: &Door<'_>, item: &Item, named: &Named) -> Looked {
    let mut looked = Looked::default();
    if let Err(error) = look_at_all(door, item, named, &mut looked) {
        looked.faults.push(error.in_file(&item.path));
    }
    looked
}

fn look_at_all(door: &Door<'_>, item: &Item, named: &Named, looked: &mut Looked) -> Result<()> {
    let mut file = item.place.held(door.folder)?;
    let (digest, bytes) = measure(&mut file, door.options.digests)?;
    // One row more than is looked at tells whether there are more.
    let sheets = workbook_sheets(file, limits::HEADER_ROWS.saturating_add(1))?;
    let workbook = Workbook {
        door,
        item,
        named,
        digest,
        bytes,
    };
    for sheet in &sheets {
        match workbook.sheet(sheet) {
            Ok(Outcome::Part(part)) => looked.parts.push(*part),
            Ok(Outcome::PassedOver(passed)) => looked.passed_over.push(passed),
            Err(error) => {
                let error = error.in_file(&item.path).in_sheet(&sheet.name);
                looked.faults.push(error);
            }
        }
    }
    let is_ignored = |passed: &PassedOver| matches!(passed.reason, Reason::Ignored(_));
    let all_ignored = !sheets.is_empty() && looked.passed_over.iter().all(is_ignored);
    if looked.parts.is_empty() && looked.faults.is_empty() && !all_ignored {
        return Err(faults::nothing_read(
            &item.path,
            &looked.passed_over,
            door.options.sheet.as_deref(),
        ));
    }
    Ok(())
}

impl Workbook<'_> {
    fn sheet(&self, sheet: &SheetSummary) -> Result<Outcome> {
        let options = self.door.options;
        let path = format!("{}/{}", self.item.path, sheet.name);
        if let Some(pattern) = options.ignores(&path) {
            return Ok(self.pass_over(sheet, Reason::Ignored(pattern.to_owned())));
        }
        let is_chosen =
            |wanted: &str| wanted == sheet.name || name_key(wanted) == name_key(&sheet.name);
        if !sheet.is_worksheet {
            return Ok(self.pass_over(sheet, Reason::NoCells));
        }
        if !options.sheet.as_deref().is_none_or(is_chosen) {
            return Ok(self.pass_over(sheet, Reason::NotChosen));
        }
        match sheet.visibility {
            SheetVisibility::Hidden => return Ok(self.pass_over(sheet, Reason::HiddenSheet)),
            SheetVisibility::VeryHidden => {
                return Ok(self.pass_over(sheet, Reason::VeryHiddenSheet));
            }
            SheetVisibility::Visible => {}
        }
        if sheet.used_rows == 0 {
            return Ok(self.pass_over(sheet, Reason::EmptySheet));
        }
        match self.part(sheet) {
            // What is read is never a sheet of notes, so nothing of a header is lost.
            Err(_) if is_of_notes(sheet) => Ok(self.pass_over(sheet, Reason::NotesSheet)),
            part => Ok(Outcome::Part(Box::new(part?))),
        }
    }

    fn pass_over(&self, sheet: &SheetSummary, reason: Reason) -> Outcome {
        let may_be_missed = matches!(
            reason,
            Reason::HiddenSheet | Reason::VeryHiddenSheet | Reason::NotChosen
        );
        let fits = may_be_missed.then(|| self.fits(sheet)).flatten();
        Outcome::PassedOver(PassedOver {
            file: self.item.path.clone(),
            sheet: Some(sheet.name.clone()),
            reason,
            fits,
        })
    }

    /// The dataset whose header a sheet has that is not read.
    fn fits(&self, sheet: &SheetSummary) -> Option<String> {
        let subjects = &self.door.subjects;
        let rows = rows(sheet);
        let named = [subjects.named(&sheet.name), self.named.clone()];
        let named = named.iter().find_map(|named| match named {
            Named::One(subject) => Some(*subject),
            _ => None,
        });
        let has_header = |subject: &usize| self.header(*subject, &rows).is_some();
        let named = named.filter(has_header);
        let fitting = named.or_else(|| self.door.only_fit(&rows, None))?;
        Some(subjects.get(fitting).key().to_owned())
    }

    fn part(&self, sheet: &SheetSummary) -> Result<Part> {
        let rows = rows(sheet);
        let subject = self.subject(sheet, &rows)?;
        let wanted = self.door.subjects.get(subject);
        let given = self.item.given(wanted)?;
        let header = match self.search(subject, &rows, &given) {
            Search::Found(header) => header,
            Search::Two(first, second) => return Err(faults::two_headers(wanted, first, second)),
            // A sheet has no delimiters.
            Search::TwoDelimiters(line, ..) => return Err(faults::two_headers(wanted, line, line)),
            Search::Nowhere(nearest) => {
                let fits = self.door.only_fit(&rows, Some(subject));
                let called = Called::Sheet(&self.item.path, &sheet.name);
                let subjects = &self.door.subjects;
                return Err(faults::no_header(
                    subjects,
                    (subject, fits),
                    called,
                    nearest.as_ref(),
                ));
            }
        };
        let columns = self
            .door
            .columns(subject, &header.cells, &header.columns, &given);
        let mut part = self.door.part(self.item, subject, Format::Xlsx, &given);
        part.columns = Some(columns.map_err(|error| error.at_line(header.line))?);
        part.sheet = Some(sheet.name.clone());
        part.header_line = Some(header.line);
        part.title_rows = header.titles;
        part.sha256.clone_from(&self.digest);
        part.bytes = self.bytes;
        Ok(part)
    }

    /// What a sheet holds, by its name, else by that of its file.
    fn subject(&self, sheet: &SheetSummary, rows: &[Rows]) -> Result<usize> {
        let subjects = &self.door.subjects;
        match (subjects.named(&sheet.name), self.named) {
            (Named::Several(several), _) => Err(faults::several(subjects, &sheet.name, &several)),
            (Named::One(own), Named::One(other)) if own != *other => {
                match (self.header(own, rows), self.header(*other, rows)) {
                    (Some(_), None) => Ok(own),
                    (None, Some(_)) => Ok(*other),
                    _ => Err(faults::undecided(subjects, own, *other)),
                }
            }
            (Named::One(own), _) => Ok(own),
            (Named::Nothing, Named::One(other)) => Ok(*other),
            (Named::Nothing, Named::Several(several)) => {
                Err(faults::several(subjects, &self.item.name.stem, several))
            }
            (Named::Nothing, Named::Nothing) => {
                let fits = self.door.only_fit(rows, None);
                let called = Called::Sheet(&self.item.path, &sheet.name);
                Err(faults::unassigned(subjects, called, &sheet.name, fits))
            }
        }
    }

    fn search(&self, subject: usize, rows: &[Rows], given: &Given) -> Search {
        let wanted = self.door.subjects.get(subject);
        header::search(&wanted.fields, rows, |field| given.has(field))
    }

    /// The header of a subject, if it is there.
    fn header(&self, subject: usize, rows: &[Rows]) -> Option<Header> {
        let given = self.item.given(self.door.subjects.get(subject));
        match self.search(subject, rows, &given.unwrap_or_default()) {
            Search::Found(header) => Some(header),
            _ => None,
        }
    }
}

fn rows(sheet: &SheetSummary) -> Vec<Rows> {
    let rows = sheet.first_rows.iter().take(limits::HEADER_ROWS);
    vec![(None, rows.cloned().collect())]
}

/// Whether a sheet holds no record of any dataset: one row, or rows of one cell each, all of which
/// are known.
fn is_of_notes(sheet: &SheetSummary) -> bool {
    let is_known = sheet.used_rows <= limits::HEADER_ROWS as u64;
    let is_note = |cells: &[String]| cells.iter().filter(|cell| !is_all_blank(cell)).count() <= 1;
    sheet.used_rows <= 1 || (is_known && sheet.first_rows.iter().all(|row| is_note(&row.cells)))
}
