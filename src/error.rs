//! The one error type: a stable number, a kind, a message in both languages,
//! and the place.

use std::fmt;

use crate::diagnostic::Diagnostics;
use crate::origin::Origin;
use crate::text::{Language, Text, text};

/// The result of every fallible call of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of thing went wrong. The number of a kind is part of the public
/// contract (C and Java hand it on) and is never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(i32)]
pub enum ErrorKind {
    /// A definition file has errors; [`Error::diagnostics`] lists them all.
    Definition = 1,
    /// A register has errors; [`Error::diagnostics`] lists them all.
    Network = 2,
    /// An input cannot be read: encoding, format, a missing or mistyped column.
    Input = 3,
    /// A cap of [`crate::limits`] was hit.
    Limit = 4,
    /// A number left the exact range the library computes in.
    Overflow = 5,
    /// An argument names something that does not exist or makes no sense.
    Argument = 6,
    /// The call does not fit the state: withdrawing a record that was never
    /// added, merging tallies of different plans.
    State = 7,
    /// Serialised bytes are damaged or of another version.
    Bytes = 8,
    /// The caller asked to stop.
    Cancelled = 9,
}

/// Where in the input the error was found. Every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The dataset.
    pub dataset: Option<String>,
    /// The file, by its path within what was handed over.
    pub file: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The 1-based data row of its file or frame (the header is not counted).
    pub row: Option<u64>,
    /// The 1-based line of the file or row of the sheet, as an editor or a spreadsheet shows it.
    pub line: Option<u64>,
    /// The column, as the input names it.
    pub column: Option<String>,
}

impl Place {
    /// The place for a person, from the largest part to the smallest: where the line of the file
    /// is known, the number of the record adds nothing.
    fn words(&self, language: Language) -> String {
        let row = self.row.filter(|_| self.line.is_none());
        let parts = [
            self.dataset
                .as_ref()
                .map(|it| text!("数据集 {it}", "dataset {it}")),
            self.file.as_ref().map(|it| text!("文件 {it}", "file {it}")),
            self.sheet
                .as_ref()
                .map(|it| text!("工作表 {it}", "sheet {it}")),
            self.line.map(|it| text!("第 {it} 行", "line {it}")),
            row.map(|it| text!("第 {it} 条记录", "row {it}")),
            self.column
                .as_ref()
                .map(|it| text!("列 {it}", "column {it}")),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .flatten()
            .map(|part| part.get(language).to_owned())
            .collect();
        parts.join(if language == Language::Chinese {
            "，"
        } else {
            ", "
        })
    }
}

/// An error of the library.
#[derive(Clone, Debug)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Clone, Debug)]
struct Inner {
    kind: ErrorKind,
    message: Text,
    place: Place,
    diagnostics: Diagnostics,
}

impl Error {
    /// An error of `kind` with its message.
    pub fn new(kind: ErrorKind, message: Text) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                message,
                place: Place::default(),
                diagnostics: Diagnostics::default(),
            }),
        }
    }

    /// The same error with the dataset it concerns.
    #[must_use]
    pub fn in_dataset(mut self, dataset: &str) -> Self {
        self.inner
            .place
            .dataset
            .get_or_insert_with(|| dataset.to_owned());
        self
    }

    /// The same error with the file it concerns.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.inner.place.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// The same error with the file and the sheet it concerns.
    #[must_use]
    pub fn of_origin(self, origin: &Origin) -> Self {
        let error = self.in_file(&origin.file);
        match &origin.sheet {
            Some(sheet) => error.in_sheet(sheet),
            None => error,
        }
    }

    /// The same error with the sheet it concerns.
    #[must_use]
    pub fn in_sheet(mut self, sheet: &str) -> Self {
        self.inner
            .place
            .sheet
            .get_or_insert_with(|| sheet.to_owned());
        self
    }

    /// The same error with the line of the file, or row of the sheet, it concerns.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.inner.place.line.get_or_insert(line);
        self
    }

    /// The same error with the 1-based data row it concerns.
    #[must_use]
    pub fn at_row(mut self, row: u64) -> Self {
        self.inner.place.row.get_or_insert(row);
        self
    }

    /// The same error with another row, where the one it had was counted from
    /// the start of a batch.
    #[must_use]
    pub(crate) fn moved_to_row(mut self, row: u64) -> Self {
        self.inner.place.row = Some(row);
        self
    }

    /// The same error where its row was counted from behind `rows` others.
    #[must_use]
    pub(crate) fn moved_behind(self, rows: u64) -> Self {
        match self.inner.place.row {
            Some(row) => self.moved_to_row(rows.saturating_add(row)),
            None => self,
        }
    }

    /// The same error with the column it concerns.
    #[must_use]
    pub fn in_column(mut self, column: &str) -> Self {
        self.inner
            .place
            .column
            .get_or_insert_with(|| column.to_owned());
        self
    }

    /// An error that carries all diagnostics of an authoring stage.
    pub fn with_diagnostics(kind: ErrorKind, message: Text, diagnostics: Diagnostics) -> Self {
        let mut error = Self::new(kind, message);
        error.inner.diagnostics = diagnostics;
        error
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The stable number of the kind.
    pub fn code(&self) -> i32 {
        self.inner.kind as i32
    }

    /// The message without its place.
    pub fn message(&self) -> &Text {
        &self.inner.message
    }

    /// The place in the input.
    pub fn place(&self) -> &Place {
        &self.inner.place
    }

    /// All diagnostics, sorted by place; empty for kinds that have none.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.inner.diagnostics
    }

    /// The whole error for a person: place, message and every diagnostic.
    pub fn render(&self, language: Language) -> String {
        let mut shown = String::new();
        let place = self.inner.place.words(language);
        if !place.is_empty() {
            shown.push_str(&place);
            shown.push_str(if language == Language::Chinese {
                "："
            } else {
                ": "
            });
        }
        shown.push_str(self.inner.message.get(language));
        let diagnostics = self.inner.diagnostics.render(language);
        if !diagnostics.is_empty() {
            shown.push('\n');
            shown.push_str(&diagnostics);
        }
        shown
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(Language::English))
    }
}

impl std::error::Error for Error {}
