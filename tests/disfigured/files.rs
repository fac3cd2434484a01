//! The files of a delivery before they are bytes.

use crate::deliveries::book::{Cell, Sheet, workbook};
use crate::deliveries::{encoded, gzipped, parquet_file, row_text, zipped};
use huimin::door::MemoryFolder;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
    JsonLines,
    Parquet,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// The record it holds, by its position; none for blank rows and totals.
    pub record: Option<usize>,
    pub is_blank: bool,
}

/// A file without sheets, or a sheet.
#[derive(Clone, Debug)]
pub struct Table {
    pub subject: usize,
    pub sheet: String,
    pub state: &'static str,
    pub titles: Vec<Vec<String>>,
    pub header: Vec<String>,
    /// Per column the position of its field, if it is one, and its type in a Parquet file.
    pub fields: Vec<(Option<usize>, &'static str)>,
    pub rows: Vec<Row>,
    pub merged: Vec<String>,
}

impl Table {
    pub fn column_of(&self, field: usize) -> Option<usize> {
        self.fields
            .iter()
            .position(|(found, _)| *found == Some(field))
    }

    pub fn records(&self) -> usize {
        self.rows.iter().filter(|row| !row.is_blank).count()
    }

    /// Blank rows that a file of a kind has: a sheet has no row of which no cell was written.
    pub fn blank(&self, kind: Kind) -> usize {
        let is_written =
            |row: &Row| kind != Kind::Xlsx || row.cells.iter().any(|cell| *cell != Cell::Blank);
        let blank = self.rows.iter().filter(|row| row.is_blank);
        blank.filter(|row| is_written(row)).count()
    }
}

#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub archive: Option<String>,
    pub kind: Kind,
    pub encoding: &'static str,
    pub delimiter: char,
    pub line_end: &'static str,
    pub gzip: bool,
    pub from_1904: bool,
    pub codec: &'static str,
    pub tables: Vec<Table>,
    /// Bytes that are left of it.
    pub cut: Option<usize>,
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Blank | Cell::Formula(None) => String::new(),
        Cell::Boolean(truth) => truth.to_string(),
        Cell::Text(text)
        | Cell::Number(text)
        | Cell::Date(text)
        | Cell::Error(text)
        | Cell::Formula(Some(text)) => text.clone(),
    }
}

fn json_text(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            control if u32::from(control) < 0x20 => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => out.push(other),
        }
    }
    out + "\""
}

impl File {
    /// Its path as messages name it.
    pub fn shown_path(&self) -> String {
        match &self.archive {
            Some(archive) => format!("{archive}/{}", self.path),
            None => self.path.clone(),
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.whole();
        if let Some(cut) = self.cut {
            bytes.truncate(cut);
        }
        bytes
    }

    pub fn whole(&self) -> Vec<u8> {
        let bytes = match self.kind {
            Kind::Csv => encoded(&self.text(), self.encoding),
            Kind::JsonLines => self.json().into_bytes(),
            Kind::Xlsx => {
                let sheets: Vec<Sheet> = self.tables.iter().map(sheet).collect();
                workbook(&sheets, self.from_1904)
            }
            Kind::Parquet => {
                let table = &self.tables[0];
                let columns: Vec<(String, String)> = (table.header.iter())
                    .zip(&table.fields)
                    .map(|(name, (_, r#type))| (name.clone(), (*r#type).to_owned()))
                    .collect();
                let rows: Vec<Vec<String>> = table
                    .rows
                    .iter()
                    .map(|row| row.cells.iter().map(shown).collect())
                    .collect();
                parquet_file::parquet(&columns, &rows, self.codec)
            }
        };
        if self.gzip { gzipped(&bytes) } else { bytes }
    }

    /// What stands in a text file up to its rows, and its rows.
    pub fn lines(&self) -> (String, Vec<String>) {
        let table = &self.tables[0];
        let line = |cells: &[String]| row_text(cells, self.delimiter) + self.line_end;
        let mut head = String::new();
        for title in &table.titles {
            head += &match title.as_slice() {
                [title] if title.starts_with("sep=") => format!("{title}{}", self.line_end),
                title => line(title),
            };
        }
        head += &line(&table.header);
        let cells = |row: &Row| row.cells.iter().map(shown).collect::<Vec<_>>();
        (
            head,
            table.rows.iter().map(|row| line(&cells(row))).collect(),
        )
    }

    fn text(&self) -> String {
        let (head, rows) = self.lines();
        head + &rows.concat()
    }

    fn json(&self) -> String {
        let table = &self.tables[0];
        let line = |row: &Row| {
            let pairs = table
                .header
                .iter()
                .zip(&row.cells)
                .filter_map(|(name, cell)| {
                    let value = match cell {
                        Cell::Blank => return None,
                        Cell::Number(number) => number.clone(),
                        Cell::Boolean(truth) => truth.to_string(),
                        other => json_text(&shown(other)),
                    };
                    Some(format!("{}: {value}", json_text(name)))
                });
            let pairs: Vec<String> = pairs.collect();
            format!("{{{}}}\n", pairs.join(", "))
        };
        table.rows.iter().map(line).collect()
    }
}

fn sheet(table: &Table) -> Sheet {
    let texts = |cells: &Vec<String>| cells.iter().map(|cell| Cell::text(cell)).collect();
    let mut rows: Vec<Vec<Cell>> = table.titles.iter().map(texts).collect();
    rows.push(texts(&table.header));
    rows.extend(table.rows.iter().map(|row| row.cells.clone()));
    Sheet {
        name: table.sheet.clone(),
        state: table.state.to_owned(),
        rows,
        merged: table.merged.clone(),
    }
}

/// The folder in which files lie, those of archives in these.
pub fn folder(files: &[File], litter: &[String]) -> MemoryFolder {
    let mut folder = MemoryFolder::new();
    for path in litter {
        folder.insert(path.as_str(), b"left behind".as_slice());
    }
    let mut archives: Vec<&String> = files
        .iter()
        .filter_map(|file| file.archive.as_ref())
        .collect();
    archives.sort();
    archives.dedup();
    for archive in archives {
        let held = files
            .iter()
            .filter(|file| file.archive.as_ref() == Some(archive));
        let held: Vec<_> = held.map(|file| (file.path.clone(), file.bytes())).collect();
        folder.insert(archive.as_str(), zipped(&held));
    }
    for file in files.iter().filter(|file| file.archive.is_none()) {
        folder.insert(file.path.as_str(), file.bytes());
    }
    folder
}
