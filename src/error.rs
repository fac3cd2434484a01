//! The one error type: a stable number, a kind, a message in both languages,
//! and the place.

use std::fmt;
use std::io;

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
    /// Where several things are wrong: each of them.
    causes: Vec<Error>,
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
                causes: Vec::new(),
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

    /// Several errors as one, so that all are told at once; `message` says what they have in common.
    /// Its kind is theirs, or [`Input`](ErrorKind::Input) where they are of different kinds.
    pub fn several(message: Text, causes: Vec<Self>) -> Self {
        let mut kinds = causes.iter().map(Self::kind);
        let first = kinds.next().unwrap_or(ErrorKind::Input);
        let kind = if kinds.all(|kind| kind == first) {
            first
        } else {
            ErrorKind::Input
        };
        let mut error = Self::new(kind, message);
        error.inner.causes = causes;
        error
    }

    /// All that is wrong with what was handed over, as one error: none where nothing is, a single
    /// one as it is.
    pub(crate) fn of_all(mut faults: Vec<Self>) -> Option<Self> {
        let count = faults.len();
        if count <= 1 {
            return faults.pop();
        }
        let message = text!("有 {count} 处需要改正", "{count} things need to be mended");
        Some(Self::several(message, faults))
    }

    /// What a file, or the file system, says that cannot be read, in words. An error of this
    /// library that a reader carries is taken out.
    pub fn of_file(error: &io::Error) -> Self {
        if let Some(carried) = error.get_ref() {
            if let Some(own) = carried.downcast_ref::<Self>() {
                return own.clone();
            }
            return Self::new(
                ErrorKind::Input,
                text!(
                    "无法读取文件：{carried}",
                    "the file cannot be read: {carried}"
                ),
            );
        }
        let Text { zh, en } = file_words(error);
        Self::new(
            ErrorKind::Input,
            text!("无法读取文件：{zh}", "the file cannot be read: {en}"),
        )
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

    /// The errors this one puts together; empty for an error that is one thing.
    pub fn causes(&self) -> &[Self] {
        &self.inner.causes
    }

    /// The whole error for a person: place, message, every diagnostic and every cause.
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
        for cause in &self.inner.causes {
            shown.push_str("\n- ");
            shown.push_str(&cause.render(language));
        }
        shown
    }
}

/// Why the system did not do what it was asked for.
fn file_words(error: &io::Error) -> Text {
    let (zh, en) = match error.kind() {
        io::ErrorKind::NotFound => ("没有这个文件或目录", "there is no such file or directory"),
        io::ErrorKind::PermissionDenied => ("没有权限", "permission is denied"),
        io::ErrorKind::IsADirectory => ("它是目录，不是文件", "it is a directory, not a file"),
        io::ErrorKind::NotADirectory => ("它是文件，不是目录", "it is a file, not a directory"),
        io::ErrorKind::InvalidFilename => {
            ("系统不接受这个名称", "the system does not take this name")
        }
        io::ErrorKind::UnexpectedEof => (
            "文件不完整，可能没有传完",
            "it ends too early, as if it had not been copied to its end",
        ),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            ("内容已损坏", "its content is damaged")
        }
        io::ErrorKind::AlreadyExists => ("已有同名的文件", "there is a file of that name already"),
        io::ErrorKind::ResourceBusy => ("文件正被占用", "it is in use"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ("磁盘空间已满", "no space is left on the disk")
        }
        io::ErrorKind::ReadOnlyFilesystem => ("磁盘是只读的", "the disk is read-only"),
        io::ErrorKind::StaleNetworkFileHandle | io::ErrorKind::TimedOut => {
            ("网络磁盘没有响应", "the network disk does not answer")
        }
        other => {
            let number = error.raw_os_error().unwrap_or_default();
            return text!("系统报告错误（编号 {number}）", "{other} (number {number})");
        }
    };
    Text::new(zh, en)
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(Language::English))
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
