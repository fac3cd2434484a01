//! What lies in a directory, and how it is to be read, as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Words, argument, read, written};
use crate::door::{Delivery, DoorOptions, Part, PassedOver};
use crate::error::Result;
use crate::input::Encoding;
use crate::text::text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionsRequest {
    #[serde(default)]
    ignore: Vec<String>,
    sheet: Option<String>,
    #[serde(default)]
    encodings: BTreeMap<String, String>,
    merged: Option<String>,
    digests: Option<bool>,
}

/// How a directory is to be surveyed: an object of `ignore` (an array of patterns), `sheet` (the
/// one sheet of every workbook that is read), `encodings` (by dataset; `utf-8`, `gb18030`,
/// `utf-16le` or `utf-16be`), `merged` (`refuse` or `fill`: what becomes of merged cells over data
/// rows) and `digests` (whether the SHA-256 of every file is computed). What it does not say is as
/// in [`DoorOptions::default`].
///
/// # Errors
///
/// `Argument` for an unknown key, encoding or value.
///
/// # Example
///
/// ```
/// use huimin::exchange;
///
/// let request = r#"{"ignore":["*.bak"],"encodings":{"cases":"gb18030"},"digests":false}"#;
/// let options = exchange::door_options(request)?;
/// assert_eq!(options.ignore, ["*.bak"]);
/// assert!(!options.digests);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn door_options(request: &str) -> Result<DoorOptions> {
    let OptionsRequest {
        ignore,
        sheet,
        encodings,
        merged,
        digests,
    } = read(request)?;
    let encodings = encodings
        .into_iter()
        .map(|(dataset, id)| Ok((dataset, encoding(&id)?)));
    let mut options = DoorOptions {
        ignore,
        sheet,
        encodings: encodings.collect::<Result<_>>()?,
        digests: digests.unwrap_or(true),
        ..DoorOptions::default()
    };
    match merged.as_deref() {
        None | Some("refuse") => {}
        Some("fill") => fill_merged(&mut options),
        Some(other) => {
            return Err(argument(text!(
                "`merged` 应为 refuse 或 fill，实为 `{other}`",
                "expected refuse or fill as `merged`, but found `{other}`"
            )));
        }
    }
    Ok(options)
}

#[cfg(feature = "xlsx")]
fn fill_merged(options: &mut DoorOptions) {
    options.merged = crate::input::Merged::Fill;
}

/// A build that reads no workbooks meets no merged cells.
#[cfg(not(feature = "xlsx"))]
fn fill_merged(_: &mut DoorOptions) {}

fn encoding(id: &str) -> Result<Encoding> {
    Encoding::from_id(id).ok_or_else(|| {
        argument(text!(
            "`{id}` 不是可读的编码；可读的有：utf-8, gb18030, gbk, gb2312, utf-16le, utf-16be",
            "`{id}` is not an encoding that can be read; these can: utf-8, gb18030, gbk, gb2312, utf-16le, utf-16be"
        ))
    })
}

#[derive(Serialize)]
struct DeliveryAnswer<'a> {
    register: Option<PartAnswer<'a>>,
    parts: Vec<PartAnswer<'a>>,
    passed_over: Vec<PassedOverAnswer<'a>>,
}

#[derive(Serialize)]
struct PartAnswer<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    dataset: Option<&'a str>,
    format: &'static str,
    encoding: Option<&'static str>,
    delimiter: Option<char>,
    header_line: Option<u64>,
    title_rows: Vec<TitleAnswer<'a>>,
    constants: Vec<ConstantAnswer<'a>>,
    columns_read: Option<Vec<ColumnAnswer<'a>>>,
    columns_not_read: Option<&'a [String]>,
    fields_absent: Option<&'a [String]>,
    sha256: Option<&'a str>,
    same_content_as: Option<&'a str>,
    bytes: u64,
}

#[derive(Serialize)]
struct TitleAnswer<'a> {
    line: u64,
    text: &'a str,
}

#[derive(Serialize)]
struct ConstantAnswer<'a> {
    field: &'a str,
    value: Option<&'a str>,
}

#[derive(Serialize)]
struct ColumnAnswer<'a> {
    column: &'a str,
    field: &'a str,
}

#[derive(Serialize)]
struct PassedOverAnswer<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    reason: &'static str,
    words: Words,
    fits: Option<&'a str>,
}

impl<'a> From<&'a Part> for PartAnswer<'a> {
    fn from(part: &'a Part) -> Self {
        let columns = part.columns.as_ref();
        let titles = part.title_rows.iter().map(|row| TitleAnswer {
            line: row.line,
            text: &row.text,
        });
        let constants = part.constants.iter().map(|(field, value)| ConstantAnswer {
            field,
            value: value.as_deref(),
        });
        let read = columns.map(|columns| {
            let read = columns.read.iter();
            read.map(|(column, field)| ColumnAnswer { column, field })
                .collect()
        });
        Self {
            file: &part.file,
            sheet: part.sheet.as_deref(),
            dataset: part.dataset.as_deref(),
            format: part.format.id(),
            encoding: part.encoding.map(Encoding::id),
            delimiter: part.delimiter,
            header_line: part.header_line,
            title_rows: titles.collect(),
            constants: constants.collect(),
            columns_read: read,
            columns_not_read: columns.map(|columns| columns.not_read.as_slice()),
            fields_absent: columns.map(|columns| columns.absent.as_slice()),
            sha256: part.sha256.as_deref(),
            same_content_as: part.same_content_as.as_deref(),
            bytes: part.bytes,
        }
    }
}

impl<'a> From<&'a PassedOver> for PassedOverAnswer<'a> {
    fn from(passed: &'a PassedOver) -> Self {
        Self {
            file: &passed.file,
            sheet: passed.sheet.as_deref(),
            reason: passed.reason.id(),
            words: Words::from(&passed.reason.label()),
            fits: passed.fits.as_deref(),
        }
    }
}

/// What lies in a directory: `register` (a part, or null), `parts` and `passed_over`.
///
/// Of a part: `file`, `sheet`, `dataset` (null for the register), `format`, `encoding`,
/// `delimiter`, `header_line`, `title_rows` (`line`, `text`), `constants` (`field`, `value`),
/// `columns_read` (`column`, `field`), `columns_not_read`, `fields_absent`, `sha256`,
/// `same_content_as` and `bytes`. The columns are null where they are known only when the rows are
/// read. Of what was passed over: `file`, `sheet`, `reason`, its `words`, and `fits`, the dataset by
/// whose header it begins.
///
/// # Errors
///
/// None that a delivery can cause.
///
/// # Example
///
/// ```
/// use huimin::door::{DoorOptions, MemoryFolder, survey};
/// use huimin::{Programme, exchange};
///
/// let file = "consultation_id,division_code,held_on,channel,persons\n";
/// let folder = MemoryFolder::new()
///     .with("consultations.csv", file)
///     .with("Thumbs.db", "x");
/// let programme = Programme::builtin("yuxi-2019")?;
/// let delivery = survey(programme.definition(), &folder, &DoorOptions::default())?;
/// let json = exchange::delivery(&delivery)?;
/// assert!(json.starts_with(r#"{"register":null,"parts":[{"file":"consultations.csv","sheet":null,"#));
/// assert!(json.contains(r#""passed_over":[{"file":"Thumbs.db","sheet":null,"reason":"system_file""#));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn delivery(delivery: &Delivery) -> Result<String> {
    written(&DeliveryAnswer {
        register: delivery.register.as_ref().map(PartAnswer::from),
        parts: delivery.parts.iter().map(PartAnswer::from).collect(),
        passed_over: (delivery.passed_over.iter())
            .map(PassedOverAnswer::from)
            .collect(),
    })
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
