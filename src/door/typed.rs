//! Files that name their columns themselves: Parquet, and JSON lines.

use super::delivery::Part;
use super::faults;
#[cfg(any(feature = "parquet", feature = "json"))]
use super::faults::Called;
use super::format::Format;
use super::names::Named;
use super::survey::{Door, Item};
use crate::error::Result;

/// The part that such a file is.
pub(super) fn part(door: &Door<'_>, item: &Item, named: &Named, format: Format) -> Result<Part> {
    match format {
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet(door, item, named),
        #[cfg(feature = "json")]
        Format::JsonLines => json_lines(door, item, named),
        other => {
            let _ = (door, item, named);
            Err(faults::not_built(other))
        }
    }
}

/// The one subject that names say, or what is wrong with them.
#[cfg(any(feature = "parquet", feature = "json"))]
fn subject(
    door: &Door<'_>,
    item: &Item,
    named: &Named,
    fits: impl FnOnce() -> Option<usize>,
) -> Result<usize> {
    match named {
        Named::One(subject) => Ok(*subject),
        Named::Several(several) => Err(faults::several(&door.subjects, &item.name.stem, several)),
        Named::Nothing => {
            let called = Called::File(&item.path);
            Err(faults::unassigned(
                &door.subjects,
                called,
                &item.name.stem,
                fits(),
            ))
        }
    }
}

/// Names of columns as the one row of a header.
#[cfg(any(feature = "parquet", feature = "json"))]
fn as_rows(cells: &[String]) -> Vec<super::header::Rows> {
    let row = crate::input::FirstRow {
        line: 0,
        cells: cells.to_vec(),
    };
    vec![(None, vec![row])]
}

#[cfg(feature = "parquet")]
fn parquet(door: &Door<'_>, item: &Item, named: &Named) -> Result<Part> {
    use super::header::{self, Search};
    use crate::input::{BatchSource, ParquetOptions, ParquetSource};

    let mut file = item.place.held(door.folder)?;
    let (digest, length) = super::place::measure(&mut file, door.options.digests)?;
    let mut source = ParquetSource::from_reader(file, length, ParquetOptions::default());
    let schema = source.schema()?;
    let fields = schema.iter().flat_map(|schema| schema.fields().iter());
    let cells: Vec<String> = fields.map(|field| field.name().clone()).collect();
    let rows = as_rows(&cells);
    let subject = subject(door, item, named, || door.only_fit(&rows, None))?;
    let wanted = door.subjects.get(subject);
    let given = item.given(wanted)?;
    let found = header::search(&wanted.fields, &rows, |field| given.has(field));
    let positions = match found {
        Search::Found(header) => header.columns,
        Search::Nowhere(Some(nearest)) => {
            let fits = door.only_fit(&rows, Some(subject));
            let called = Called::File(&item.path);
            return Err(faults::no_columns(
                &door.subjects,
                (subject, fits),
                called,
                &nearest,
            ));
        }
        _ => return Err(faults::empty(&item.path)),
    };
    let mut part = door.part(item, subject, Format::Parquet, &given);
    part.columns = Some(door.columns(subject, &cells, &positions, &given)?);
    part.sha256 = digest;
    part.bytes = length;
    Ok(part)
}

/// The keys of JSON lines are those of every line: they are known when all are read.
#[cfg(feature = "json")]
fn json_lines(door: &Door<'_>, item: &Item, named: &Named) -> Result<Part> {
    use super::content::Content;

    let digests = door.options.digests && matches!(named, Named::One(_));
    let (bytes, digest) = item.place.stream(door.folder, digests)?;
    let content = Content::of(bytes, true)?;
    let subject = subject(door, item, named, || {
        door.only_fit(&as_rows(&first_keys(&content)), None)
    })?;
    let text = content
        .beginning
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(&content.beginning);
    match text.trim_ascii_start().first() {
        None => return Err(faults::empty(&item.path)),
        Some(b'[') => return Err(faults::json_list()),
        Some(_) => {}
    }
    let given = item.given(door.subjects.get(subject))?;
    let mut part = door.part(item, subject, Format::JsonLines, &given);
    part.sha256 = digest.hex();
    part.bytes = item.length(content.length());
    part.ends_within_line = content.ends_within_line(crate::input::Encoding::Utf8);
    Ok(part)
}

/// The keys of the first whole lines of a file.
#[cfg(feature = "json")]
fn first_keys(content: &super::content::Content) -> Vec<String> {
    use crate::input::{BatchSource, JsonLinesOptions, JsonLinesSource};

    let end = content.beginning.iter().rposition(|byte| *byte == b'\n');
    let whole = match end {
        Some(end) if !content.is_whole => content.beginning.get(..end),
        _ => Some(content.beginning.as_slice()),
    };
    let mut source = JsonLinesSource::new(whole.unwrap_or_default(), JsonLinesOptions::default());
    let batch = source.next_batch().ok().flatten();
    let schema = batch.map(|batch| batch.schema());
    let fields = schema.iter().flat_map(|schema| schema.fields().iter());
    fields.map(|field| field.name().clone()).collect()
}
