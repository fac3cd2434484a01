//! What was found behind the door: parts that can be opened, and what was passed over.

use std::collections::BTreeMap;

use super::folder::Folder;
use super::format::Format;
use super::place::Place;
use super::source;
use crate::error::Result;
#[cfg(feature = "xlsx")]
use crate::input::Merged;
use crate::input::{BatchSource, Encoding};
use crate::text::{Text, text};

/// Everything of a folder, accounted for.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// The register of divisions, if a file claims to be one. Whether another is used in its place
    /// is for the caller to say.
    pub register: Option<Part>,
    /// The files and sheets that hold records, by path and, in a workbook, in the order of sheets.
    /// Parts of one dataset add up.
    pub parts: Vec<Part>,
    /// The files and sheets that are not read, by path.
    pub passed_over: Vec<PassedOver>,
}

impl Delivery {
    /// The parts of a dataset, by its id.
    pub fn parts_of<'a>(&'a self, dataset: &'a str) -> impl Iterator<Item = &'a Part> {
        let parts = self.parts.iter();
        parts.filter(move |part| part.dataset.as_deref() == Some(dataset))
    }

    /// Tells parts whose files have the same bytes; nothing where digests were not computed.
    pub(super) fn compare_contents(&mut self) {
        let mut first: BTreeMap<String, String> = BTreeMap::new();
        for part in &mut self.parts {
            let Some(digest) = &part.sha256 else { continue };
            let known = first
                .entry(digest.clone())
                .or_insert_with(|| part.file.clone());
            part.same_content_as = (*known != part.file).then(|| known.clone());
        }
    }
}

/// A file, or a sheet of a workbook, that is read: where it is, how it is written, and which of
/// its columns are which fields. These are its facts for a receipt.
#[derive(Clone, Debug)]
pub struct Part {
    /// The id of the dataset it holds; none for the register of divisions.
    pub dataset: Option<String>,
    /// The file's path within the folder; that of a file in an archive goes on behind the
    /// archive's: `上报.zip/cases.csv`.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Its format.
    pub format: Format,
    /// How characters are written; none for formats that say so themselves.
    pub encoding: Option<Encoding>,
    /// The character between cells of a text.
    pub delimiter: Option<char>,
    /// The 1-based line of the file, or row of the sheet, on which the header stands; none for
    /// formats without one.
    pub header_line: Option<u64>,
    /// What stands above the header, blank rows left out.
    pub title_rows: Vec<TitleRow>,
    /// Columns that the file's folders give (`year=2019/…`) and that are fields: the field's name and
    /// the value of every row, none for null.
    pub constants: Vec<(String, Option<String>)>,
    /// Which columns are read; none where that is known only when the rows are read (JSON lines).
    pub columns: Option<Columns>,
    /// The SHA-256 of the file's bytes in lower-case hexadecimal digits, of a file in an archive as
    /// it unpacks; none where it was not asked for.
    pub sha256: Option<String>,
    /// Another file that has the same bytes, if there is one in front of this one. Both are read:
    /// whether their records are copies is decided by their keys.
    pub same_content_as: Option<String>,
    /// Whether it is a text that ends within a line, as one does that was cut off; one that was cut
    /// behind a line cannot be told from a shorter one.
    pub ends_within_line: bool,
    /// Bytes to be read, as [`BatchSource::bytes_done`] counts them; 0 where that is known only when
    /// they are read.
    pub bytes: u64,
    pub(super) place: Place,
    #[cfg(feature = "xlsx")]
    pub(super) merged: Merged,
}

impl Part {
    /// Opens it in the folder it was found in. Errors, those of reading on among them, name the
    /// file and the sheet.
    ///
    /// # Errors
    ///
    /// What cannot be opened any more, in words.
    pub fn open(&self, folder: &dyn Folder) -> Result<Box<dyn BatchSource>> {
        source::open(self, folder)
    }
}

/// A row above the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleRow {
    /// The 1-based line of the file, or row of the sheet.
    pub line: u64,
    /// What stands in it.
    pub text: String,
}

/// Which columns of a file are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Columns that are read, as the file names them, each with its field.
    pub read: Vec<(String, String)>,
    /// Columns that are no field, those that folders give as `name=value`.
    pub not_read: Vec<String>,
    /// Optional fields that the file does not have.
    pub absent: Vec<String>,
}

/// A file, or a sheet of a workbook, that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The file's path, as in [`Part::file`].
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Why it is not read.
    pub reason: Reason,
    /// The dataset by whose header a sheet that is not shown, or was not chosen, begins: it may hold
    /// records that somebody misses.
    pub fits: Option<String>,
}

/// Why something is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A pattern of [`DoorOptions::ignore`](super::DoorOptions::ignore) says so; this one.
    Ignored(String),
    /// The mark of a program that has the file open.
    LockFile,
    /// A file of the operating system.
    SystemFile,
    /// A file by which a writer of large data keeps account of others: `_SUCCESS`, `.crc`.
    WriterFile,
    /// A file or folder whose name begins with a dot.
    HiddenFile,
    /// A definition of a programme (`.toml`).
    Definition,
    /// A file without a byte, in a folder of which other files are read.
    EmptyFile,
    /// A hidden sheet.
    HiddenSheet,
    /// A sheet that is hidden so that a spreadsheet program does not offer to show it.
    VeryHiddenSheet,
    /// A sheet in which nothing stands.
    EmptySheet,
    /// A sheet of a single row, which is no header, or of notes: in none of its rows more than one
    /// cell is filled, so that it holds no record of any dataset.
    NotesSheet,
    /// A sheet without cells: a chart.
    NoCells,
    /// Another sheet was chosen ([`DoorOptions::sheet`](super::DoorOptions::sheet)).
    NotChosen,
}

impl Reason {
    /// Its name in tables.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Ignored(_) => "ignored",
            Self::LockFile => "lock_file",
            Self::SystemFile => "system_file",
            Self::WriterFile => "writer_file",
            Self::HiddenFile => "hidden_file",
            Self::Definition => "definition",
            Self::EmptyFile => "empty_file",
            Self::HiddenSheet => "hidden_sheet",
            Self::VeryHiddenSheet => "very_hidden_sheet",
            Self::EmptySheet => "empty_sheet",
            Self::NotesSheet => "notes_sheet",
            Self::NoCells => "no_cells",
            Self::NotChosen => "not_chosen",
        }
    }

    /// Its words for people.
    pub fn label(&self) -> Text {
        match self {
            Self::Ignored(pattern) => {
                text!(
                    "按忽略规则 `{pattern}`",
                    "ignored by the pattern `{pattern}`"
                )
            }
            Self::LockFile => text!(
                "软件打开文件时的锁定文件",
                "the lock of a file that is open"
            ),
            Self::SystemFile => text!("操作系统的文件", "a file of the operating system"),
            Self::WriterFile => text!(
                "写出数据的软件的标记文件",
                "a mark of the software that wrote the data"
            ),
            Self::HiddenFile => text!("隐藏文件", "a hidden file"),
            Self::Definition => text!("项目定义文件", "the definition of a programme"),
            Self::EmptyFile => text!("空的分片文件", "an empty file among others that are read"),
            Self::HiddenSheet => text!("隐藏的工作表", "a hidden sheet"),
            Self::VeryHiddenSheet => text!("深度隐藏的工作表", "a very hidden sheet"),
            Self::EmptySheet => text!("空工作表", "an empty sheet"),
            Self::NotesSheet => text!("只有说明文字的工作表", "a sheet of notes"),
            Self::NoCells => text!("没有单元格的图表", "a chart without cells"),
            Self::NotChosen => text!("指定了别的工作表", "another sheet was chosen"),
        }
    }
}
