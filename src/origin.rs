//! Where records came from, as people know it.

/// A file, and of a workbook the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// The file, by its path within what was handed over: `红塔区/cases.xlsx`.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

impl Origin {
    /// A file that has no sheets.
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            file: path.into(),
            sheet: None,
        }
    }
}
