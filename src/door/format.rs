//! In which format a file is: by its ending, and by how its bytes begin.

use crate::text::{Text, text};

/// A format of record files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Text with a delimiter between cells.
    Csv,
    /// A sheet of an Excel workbook.
    Xlsx,
    /// Parquet.
    Parquet,
    /// One JSON object per line.
    JsonLines,
}

impl Format {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::JsonLines => "jsonl",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        match self {
            Self::Csv => text!("分隔文本", "delimited text"),
            Self::Xlsx => text!("Excel 工作簿", "Excel workbook"),
            Self::Parquet => Text::same("Parquet"),
            Self::JsonLines => text!("JSON 行", "JSON lines"),
        }
    }

    /// Whether this build can read it.
    pub(super) fn is_built(self) -> bool {
        match self {
            Self::Csv => true,
            Self::Xlsx => cfg!(feature = "xlsx"),
            Self::Parquet => cfg!(feature = "parquet"),
            Self::JsonLines => cfg!(feature = "json"),
        }
    }
}

/// A kind of file that is not read, and what becomes of its records instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    OldWorkbook,
    OtherWorkbook,
    WebPage,
    Document,
    OtherArchive,
    Database,
    OtherColumns,
    Picture,
}

impl Foreign {
    /// What it is.
    pub(super) fn words(self) -> Text {
        match self {
            Self::OldWorkbook => text!(
                "旧式或有密码的 Office 文件",
                "an Office file of the old kind, or with a password"
            ),
            Self::OtherWorkbook => text!(
                "其他表格软件的文件",
                "a file of another spreadsheet program"
            ),
            Self::WebPage => text!("网页或 XML 文件", "a web page or XML"),
            Self::Document => text!("文档", "a document"),
            Self::OtherArchive => text!("其他压缩格式的文件", "an archive of another kind"),
            Self::Database => text!("数据库文件", "a database"),
            Self::OtherColumns => text!("其他数据格式的文件", "a data file of another format"),
            Self::Picture => text!("图片", "a picture"),
        }
    }

    /// What to do about it.
    pub(super) fn advice(self) -> Text {
        match self {
            Self::OldWorkbook => text!(
                "请在 Excel 或 WPS 中打开，取消密码，另存为 .xlsx",
                "open it in Excel or WPS, remove the password if it has one, and save it as .xlsx"
            ),
            Self::OtherWorkbook | Self::WebPage => text!(
                "请在 Excel 或 WPS 中打开，另存为 .xlsx",
                "open it in Excel or WPS and save it as .xlsx"
            ),
            Self::Document => text!(
                "请把其中的表格复制到工作簿，存为 .xlsx",
                "copy its tables into a workbook and save it as .xlsx"
            ),
            Self::OtherArchive => text!(
                "请解压，或重新打包为没有密码的 .zip",
                "unpack it, or pack its files as a .zip without a password"
            ),
            Self::Database => text!(
                "请把其中的表导出为 .csv 或 .xlsx",
                "export its tables as .csv or .xlsx"
            ),
            Self::OtherColumns => text!(
                "请写成 .parquet、.csv 或 .jsonl",
                "write it as .parquet, .csv or .jsonl"
            ),
            Self::Picture => text!(
                "请把其中的内容填入工作簿，存为 .xlsx",
                "enter what it shows into a workbook and save it as .xlsx"
            ),
        }
    }
}

/// What the ending of a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Record(Format),
    Zip,
    Foreign(Foreign),
    /// A name without an ending.
    Nothing,
    Unknown(String),
}

/// A file's name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileName {
    pub stem: String,
    pub ending: Ending,
    /// Whether it is packed by gzip.
    pub gzip: bool,
}

const FOREIGN: [(Foreign, &[&str]); 8] = [
    (Foreign::OldWorkbook, &["xls", "xlt", "xlw"]),
    (
        Foreign::OtherWorkbook,
        &[
            "xlsb", "xltx", "xltm", "xlam", "et", "ett", "ets", "ods", "fods", "ots", "numbers",
            "sxc", "wk1", "wks", "uos",
        ],
    ),
    (
        Foreign::WebPage,
        &["htm", "html", "mht", "mhtml", "xml", "xhtml"],
    ),
    (
        Foreign::Document,
        &[
            "doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "rtf", "odt", "pages", "pdf",
            "ofd", "caj", "ppt", "pptx", "dps", "eml", "msg",
        ],
    ),
    (
        Foreign::OtherArchive,
        &[
            "rar", "7z", "tar", "tgz", "tbz", "tbz2", "txz", "bz2", "xz", "zst", "lz4", "lzma",
            "cab", "iso", "z", "lzh", "arj", "jar",
        ],
    ),
    (
        Foreign::Database,
        &[
            "dbf", "mdb", "accdb", "sqlite", "sqlite3", "db", "db3", "sql", "dmp", "bak", "mdf",
            "ldf", "gpkg", "duckdb",
        ],
    ),
    (
        Foreign::OtherColumns,
        &[
            "arrow", "arrows", "feather", "ipc", "orc", "avro", "sav", "zsav", "por", "dta",
            "sas7bdat", "xpt", "rds", "rda", "rdata", "pkl", "pickle", "npy", "npz", "h5", "mat",
            "yaml", "yml",
        ],
    ),
    (
        Foreign::Picture,
        &[
            "jpg", "jpeg", "png", "bmp", "tif", "tiff", "gif", "heic", "webp",
        ],
    ),
];

impl FileName {
    /// The name of a file, without the folders it lies in.
    pub(super) fn of(name: &str) -> Self {
        let (inner, gzip) = match split_ending(name) {
            Some((stem, ending)) if matches!(ending.as_str(), "gz" | "gzip") => (stem, true),
            _ => (name, false),
        };
        let (stem, ending) = match split_ending(inner) {
            None => (inner, Ending::Nothing),
            Some((stem, ending)) => (stem, Ending::of(ending)),
        };
        Self {
            stem: stem.to_owned(),
            ending,
            gzip,
        }
    }
}

impl Ending {
    fn of(ending: String) -> Self {
        match ending.as_str() {
            "csv" | "txt" | "tsv" | "tab" => Self::Record(Format::Csv),
            "xlsx" | "xlsm" => Self::Record(Format::Xlsx),
            "parquet" | "pq" | "parq" => Self::Record(Format::Parquet),
            "jsonl" | "ndjson" | "json" | "jsonlines" => Self::Record(Format::JsonLines),
            "zip" => Self::Zip,
            other => {
                let mut foreign = FOREIGN.iter();
                match foreign.find(|(_, endings)| endings.contains(&other)) {
                    Some((foreign, _)) => Self::Foreign(*foreign),
                    None => Self::Unknown(ending),
                }
            }
        }
    }
}

/// The name in front of its last dot, and the ending in lower case.
fn split_ending(name: &str) -> Option<(&str, String)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.trim();
    (!stem.is_empty() && !ending.is_empty()).then(|| (stem, ending.to_ascii_lowercase()))
}

/// What the first bytes of a file are those of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    Text,
    Json,
    Parquet,
    /// A zip archive, as which workbooks are packed, too.
    Zip,
    Gzip,
    Foreign(Foreign),
    /// Bytes that stand in no text.
    Other,
}

/// Bytes by which formats are told from each other.
pub(super) const SEEN_BYTES: usize = 512;

const MAGIC: [(&[u8], Seen); 17] = [
    (b"PAR1", Seen::Parquet),
    (b"PARE", Seen::Parquet),
    (b"PK\x03\x04", Seen::Zip),
    (b"PK\x05\x06", Seen::Zip),
    (b"\x1f\x8b", Seen::Gzip),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Seen::Foreign(Foreign::OldWorkbook),
    ),
    (b"%PDF", Seen::Foreign(Foreign::Document)),
    (b"{\\rtf", Seen::Foreign(Foreign::Document)),
    (b"Rar!", Seen::Foreign(Foreign::OtherArchive)),
    (b"7z\xbc\xaf\x27\x1c", Seen::Foreign(Foreign::OtherArchive)),
    (b"\x28\xb5\x2f\xfd", Seen::Foreign(Foreign::OtherArchive)),
    (b"ARROW1", Seen::Foreign(Foreign::OtherColumns)),
    (b"ORC", Seen::Foreign(Foreign::OtherColumns)),
    (b"Obj\x01", Seen::Foreign(Foreign::OtherColumns)),
    (b"SQLite format 3", Seen::Foreign(Foreign::Database)),
    (b"\x89PNG", Seen::Foreign(Foreign::Picture)),
    (b"\xff\xd8\xff", Seen::Foreign(Foreign::Picture)),
];

impl Seen {
    pub(super) fn of(beginning: &[u8]) -> Self {
        if beginning.is_empty() {
            return Self::Nothing;
        }
        if let Some((_, seen)) = MAGIC.iter().find(|(magic, _)| beginning.starts_with(magic)) {
            return *seen;
        }
        let unmarked = beginning.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(beginning);
        let text = unmarked.trim_ascii_start();
        let begins = |word: &[u8]| {
            let start = text.get(..word.len()).unwrap_or_default();
            start.eq_ignore_ascii_case(word)
        };
        if [&b"<html"[..], b"<!doctype", b"<?xml", b"<table", b"<meta"]
            .iter()
            .any(|word| begins(word))
        {
            Self::Foreign(Foreign::WebPage)
        } else if matches!(text.first(), Some(b'{' | b'[')) {
            Self::Json
        } else if beginning
            .iter()
            .any(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31))
        {
            Self::Other
        } else {
            Self::Text
        }
    }

    /// What it is, for a person.
    pub(super) fn words(self) -> Text {
        match self {
            Self::Nothing => text!("空文件", "an empty file"),
            Self::Text => text!("文本", "text"),
            Self::Json => Text::same("JSON"),
            Self::Parquet => Text::same("Parquet"),
            Self::Zip => text!(
                ".xlsx 工作簿或 .zip 压缩包",
                "an .xlsx workbook or a .zip archive"
            ),
            Self::Gzip => text!("gzip 压缩文件", "a file packed by gzip"),
            Self::Foreign(foreign) => foreign.words(),
            Self::Other => text!("无法识别的内容", "of a kind that is not known"),
        }
    }

    /// Whether a file of a format begins like this, as far as can be told.
    pub(super) fn is(self, format: Format) -> bool {
        match format {
            // A control character can stray into any text.
            Format::Csv => matches!(self, Self::Text | Self::Json | Self::Nothing | Self::Other),
            Format::Xlsx => self == Self::Zip,
            Format::Parquet => self == Self::Parquet,
            Format::JsonLines => matches!(self, Self::Text | Self::Json | Self::Nothing),
        }
    }
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
