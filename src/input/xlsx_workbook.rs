//! What a workbook says beside its cells: its sheets, its texts, its number formats.

use std::collections::HashMap;
use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::xlsx_format::Shown;
use super::xlsx_package::{Package, damaged, not_a_workbook, resolve};
use super::xlsx_xml::{Xml, attribute, cut_off, is_named, outer_attribute, unescaped};
use crate::error::Result;

/// A sheet, as the workbook lists it.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) visibility: SheetVisibility,
    /// Whether it has cells, as charts have not.
    pub(super) is_worksheet: bool,
    /// The part that holds it; none where the workbook does not say.
    pub(super) part: Option<String>,
}

/// Whether a sheet of a workbook can be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SheetVisibility {
    /// It can.
    #[default]
    Visible,
    /// It is hidden; a person can make it visible.
    Hidden,
    /// It is hidden, and only a program can make it visible.
    VeryHidden,
}

/// A workbook that has been opened.
pub(super) struct Workbook<R> {
    pub(super) package: Package<R>,
    pub(super) sheets: Vec<Sheet>,
    pub(super) context: Context,
}

/// What cells refer to.
#[derive(Debug, Default)]
pub(super) struct Context {
    texts: Texts,
    /// What numbers are shown as, by the style of a cell.
    shown: Vec<Shown>,
    /// Whether days are counted from 1904 on.
    pub(super) is_1904: bool,
}

impl Context {
    /// A workbook of one style.
    #[cfg(test)]
    pub(super) fn of_style(shown: Shown, is_1904: bool) -> Self {
        Self {
            shown: vec![shown],
            is_1904,
            ..Self::default()
        }
    }

    /// A text that cells share.
    pub(super) fn shared_text(&self, number: usize) -> Option<&str> {
        self.texts.get(number)
    }

    /// What numbers of cells of a style are shown as.
    pub(super) fn shown(&self, style: usize) -> Shown {
        self.shown.get(style).copied().unwrap_or_default()
    }
}

/// Texts, one behind the other.
#[derive(Debug, Default)]
struct Texts {
    texts: String,
    ends: Vec<u32>,
}

impl Texts {
    fn end_text(&mut self) {
        // The part that holds them is far smaller.
        self.ends
            .push(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
    }

    fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let before = number.checked_sub(1);
        let start = before.and_then(|before| self.ends.get(before));
        self.texts
            .get(start.map_or(0, |start| *start as usize)..end)
    }
}

/// Which part a relationship names, and as what.
struct Relationship {
    /// The last part of its type: `worksheet`.
    kind: String,
    part: String,
}

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook and reads all but its sheets.
    pub(super) fn open(reader: R) -> Result<Self> {
        let mut package = Package::open(reader)?;
        let main = main_part(&mut package)?;
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let relations = resolve(folder, &format!("_rels/{file}.rels"));
        let relations = relationships(&mut package, &relations, folder)?;
        let (sheets, is_1904) = read_sheets(&mut package, &main, &relations)?;
        let part_of = |kind: &str| {
            let mut parts = relations.values();
            let found = parts.find(|relation| relation.kind == kind)?;
            package.has(&found.part).then(|| found.part.clone())
        };
        let (styles, texts) = (part_of("styles"), part_of("sharedStrings"));
        let shown = match styles {
            Some(part) => read_styles(&mut package, &part)?,
            None => Vec::new(),
        };
        let texts = match texts {
            Some(part) => read_texts(&mut package, &part)?,
            None => Texts::default(),
        };
        Ok(Self {
            package,
            sheets,
            context: Context {
                texts,
                shown,
                is_1904,
            },
        })
    }
}

/// The part that lists the sheets.
fn main_part<R: Read + Seek>(package: &mut Package<R>) -> Result<String> {
    let mut main = "xl/workbook.xml".to_owned();
    if package.has("_rels/.rels") {
        let relations = relationships(package, "_rels/.rels", "")?;
        let mut relations = relations.into_values();
        if let Some(found) = relations.find(|relation| relation.kind == "officeDocument") {
            main = found.part;
        }
    }
    if package.has(&main) && main.to_ascii_lowercase().ends_with(".xml") {
        return Ok(main);
    }
    Err(not_a_workbook())
}

/// The relationships of a part in a folder, by their ids.
fn relationships<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
    folder: &str,
) -> Result<HashMap<String, Relationship>> {
    let mut found = HashMap::new();
    let mut xml = Xml::new(package.held_part(part)?);
    loop {
        match xml.next()? {
            Event::Start(element) if is_named(&element, "Relationship") => {
                let kind = attribute(&element, "Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let id = attribute(&element, "Id").unwrap_or_default().into_owned();
                let target = attribute(&element, "Target").unwrap_or_default();
                let part = resolve(folder, &target);
                found.insert(id, Relationship { kind, part });
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The sheets, and whether days are counted from 1904 on.
fn read_sheets<R: Read + Seek>(
    package: &mut Package<R>,
    main: &str,
    relations: &HashMap<String, Relationship>,
) -> Result<(Vec<Sheet>, bool)> {
    let mut sheets = Vec::new();
    let mut is_1904 = false;
    let mut is_workbook = false;
    let mut xml = Xml::new(package.held_part(main)?);
    loop {
        match xml.next()? {
            Event::Start(element) if is_named(&element, "workbook") => is_workbook = true,
            Event::Start(element) if is_named(&element, "workbookPr") => {
                let stated = attribute(&element, "date1904");
                is_1904 = stated.is_some_and(|it| matches!(&*it, "1" | "true" | "on"));
            }
            Event::Start(element) if is_named(&element, "sheet") => {
                let id = outer_attribute(&element, "id").unwrap_or_default();
                let relation = relations.get(&*id);
                let state = attribute(&element, "state").unwrap_or_default();
                let name = attribute(&element, "name").unwrap_or_default();
                sheets.push(Sheet {
                    name: unescaped(&name).into_owned(),
                    visibility: match &*state {
                        "hidden" => SheetVisibility::Hidden,
                        "veryHidden" => SheetVisibility::VeryHidden,
                        _ => SheetVisibility::Visible,
                    },
                    is_worksheet: relation.is_none_or(|relation| relation.kind == "worksheet"),
                    part: relation.map(|relation| relation.part.clone()),
                });
            }
            Event::Eof if is_workbook => return Ok((sheets, is_1904)),
            // An OpenDocument sheet, a document or slides.
            Event::Eof => return Err(not_a_workbook()),
            _ => {}
        }
    }
}

/// What numbers are shown as, by style.
fn read_styles<R: Read + Seek>(package: &mut Package<R>, part: &str) -> Result<Vec<Shown>> {
    let mut own = HashMap::new();
    let mut shown = Vec::new();
    let mut is_among_cells = false;
    let mut xml = Xml::new(package.held_part(part)?);
    loop {
        match xml.next()? {
            Event::Start(element) if is_named(&element, "numFmt") => {
                let code = attribute(&element, "formatCode").unwrap_or_default();
                let number = attribute(&element, "numFmtId").and_then(|it| it.parse().ok());
                if let Some(number) = number {
                    let number: u32 = number;
                    own.entry(number).or_insert_with(|| Shown::of_code(&code));
                }
            }
            Event::Start(element) if is_named(&element, "cellXfs") => is_among_cells = true,
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => {
                is_among_cells = false;
            }
            Event::Start(element) if is_among_cells && is_named(&element, "xf") => {
                let number = attribute(&element, "numFmtId").and_then(|it| it.parse().ok());
                let number: u32 = number.unwrap_or(0);
                let of_number = || Shown::of_number(number);
                shown.push(own.get(&number).copied().unwrap_or_else(of_number));
            }
            Event::Eof => return Ok(shown),
            _ => {}
        }
    }
}

/// The texts that cells share.
fn read_texts<R: Read + Seek>(package: &mut Package<R>, part: &str) -> Result<Texts> {
    let mut texts = Texts::default();
    let mut text = String::new();
    let mut xml = Xml::new(package.held_part(part)?);
    let mut is_open = false;
    loop {
        let is_text = match xml.next()? {
            Event::Start(element) if is_named(&element, "sst") => {
                is_open = true;
                false
            }
            Event::Start(element) => is_named(&element, "si"),
            Event::End(element) if element.local_name().as_ref() == "sst" => return Ok(texts),
            Event::Eof if is_open => return Err(cut_off()),
            Event::Eof => return Err(damaged("its part with the texts holds none")),
            _ => false,
        };
        if is_text {
            text.clear();
            xml.push_runs(&mut text)?;
            texts.texts.push_str(&unescaped(&text));
            texts.end_text();
        }
    }
}
