//! Text files: their encoding, their delimiter and their header are found out.

use super::content::{Content, Scan};
use super::delivery::Part;
use super::faults::{self, Called};
use super::format::Format;
use super::header::{self, Rows, Search};
use super::names::Named;
use super::source::csv_options;
use super::survey::{Door, Item};
use crate::error::Result;
use crate::input::{BatchSource, CsvSource, Encoding, decode_beginning, first_csv_rows};
use crate::limits;
use crate::spelling::is_blank;

/// Characters that may stand between cells.
const DELIMITERS: [char; 5] = [',', ';', '\t', '，', '|'];

const MARKS: [(&[u8], Encoding); 3] = [
    (b"\xEF\xBB\xBF", Encoding::Utf8),
    (b"\xFF\xFE", Encoding::Utf16Le),
    (b"\xFE\xFF", Encoding::Utf16Be),
];

/// The part that a text file is; none for a file without a byte.
pub(super) fn part(door: &Door<'_>, item: &Item, named: &Named) -> Result<Option<Part>> {
    let called = Called::File(&item.path);
    match named {
        Named::One(subject) => known(door, item, *subject),
        Named::Several(several) => Err(faults::several(&door.subjects, &item.name.stem, several)),
        Named::Nothing => {
            let rows = rows_of_unknown(door, item)?;
            let fits = door.only_fit(&rows, None);
            Err(faults::unassigned(
                &door.subjects,
                called,
                &item.name.stem,
                fits,
            ))
        }
    }
}

fn known(door: &Door<'_>, item: &Item, subject: usize) -> Result<Option<Part>> {
    let wanted = door.subjects.get(subject);
    let given = item.given(wanted)?;
    let declared = door.options.encodings.get(wanted.key()).copied();
    let digests = door.options.digests;
    let (bytes, digest) = item.place.stream(door.folder, digests)?;
    let content = Content::of(bytes, declared.is_none() || digests)?;
    if content.bytes == 0 {
        return Ok(None);
    }
    let mut part = door.part(item, subject, Format::Csv, &given);
    part.sha256 = digest.hex();
    part.bytes = item.length(content.length());
    let encoding = match declared {
        Some(declared) => declared,
        None => encoding(door, item, &content)?,
    };
    part.encoding = Some(encoding);
    part.ends_within_line = content.ends_within_line(encoding);
    let Some(rows) = rows(&content, encoding) else {
        return Err(refused(door, &part));
    };
    let called = Called::File(&item.path);
    let header = match header::search(&wanted.fields, &rows, |field| given.has(field)) {
        Search::Found(header) => header,
        Search::Two(first, second) => return Err(faults::two_headers(wanted, first, second)),
        Search::TwoDelimiters(line, first, second) => {
            return Err(faults::two_delimiters(line, first, second));
        }
        Search::Nowhere(None) => return Err(faults::empty(&item.path)),
        Search::Nowhere(nearest) => {
            let fits = door.only_fit(&rows, Some(subject));
            let subjects = &door.subjects;
            return Err(faults::no_header(
                subjects,
                (subject, fits),
                called,
                nearest.as_ref(),
            ));
        }
    };
    let columns = door.columns(subject, &header.cells, &header.columns, &given);
    part.columns = Some(columns.map_err(|error| error.at_line(header.line))?);
    part.delimiter = header.delimiter;
    part.header_line = Some(header.line);
    part.title_rows = header.titles;
    Ok(Some(part))
}

/// The encoding of a file that was read to its end: by its mark; UTF-8 where all of it is; else
/// GB18030 where all of it is that, and not part of it UTF-8. Few characters can be both.
fn encoding(door: &Door<'_>, item: &Item, content: &Content) -> Result<Encoding> {
    let mark = MARKS
        .iter()
        .find(|(mark, _)| content.beginning.starts_with(mark));
    match mark.map(|(_, encoding)| *encoding) {
        Some(encoding) if encoding != Encoding::Utf8 => return Ok(encoding),
        _ if content.has_zero => return Err(faults::zero_bytes()),
        Some(_) if content.is_utf8 => return Ok(Encoding::Utf8),
        None if content.is_utf8 && !content.is_narrow() => return Ok(Encoding::Utf8),
        _ => {}
    }
    let scan = Scan::of(item.place.stream(door.folder, false)?.0)?;
    if let (None, None, Some(both)) = (scan.not_utf8, scan.not_gb18030, &scan.both) {
        return Err(faults::either(both));
    }
    let Some(not_utf8) = scan.not_utf8 else {
        return Ok(Encoding::Utf8);
    };
    match (mark, scan.not_gb18030, scan.utf8_line) {
        (Some(_), _, _) => Err(faults::not_marked(not_utf8)),
        (None, _, Some(line)) => Err(faults::mixed(line, not_utf8)),
        (None, Some(at), None) => Err(faults::neither(at)),
        (None, None, None) => Ok(Encoding::Gb18030),
    }
}

/// The first rows of a text by every delimiter; none where it is not in this encoding.
fn rows(content: &Content, encoding: Encoding) -> Option<Vec<Rows>> {
    let mut text = decode_beginning(&content.beginning, encoding)?;
    if content.is_whole {
        text.push('\n');
    }
    let says_nothing = |character| is_blank(character) || DELIMITERS.contains(&character);
    if text.chars().all(says_nothing) {
        return Some(Vec::new());
    }
    let rows = |delimiter| first_csv_rows(&text, delimiter, limits::HEADER_ROWS);
    let by_delimiter = DELIMITERS
        .into_iter()
        .map(|delimiter| (Some(delimiter), rows(delimiter)));
    Some(by_delimiter.collect())
}

/// The first rows of a file that nothing names, as far as its beginning says how it is written.
fn rows_of_unknown(door: &Door<'_>, item: &Item) -> Result<Vec<Rows>> {
    let content = Content::of(item.place.stream(door.folder, false)?.0, false)?;
    let encodings = [
        Encoding::Utf8,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Gb18030,
    ];
    let is_marked = |encoding: Encoding| {
        let mark = MARKS.iter().find(|(_, marked)| *marked == encoding);
        mark.is_some_and(|(mark, _)| content.beginning.starts_with(mark))
    };
    let plausible = encodings.into_iter().filter(|encoding| {
        let needs_mark = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        !needs_mark || is_marked(*encoding)
    });
    Ok(plausible
        .filter_map(|encoding| rows(&content, encoding))
        .next()
        .unwrap_or_default())
}

/// What reading a file says that is not in the encoding it is said to be in.
fn refused(door: &Door<'_>, part: &Part) -> crate::error::Error {
    let read = part
        .place
        .stream(door.folder, false)
        .and_then(|(bytes, _)| {
            let mut source = CsvSource::new(bytes, csv_options(part));
            while source.next_batch()?.is_some() {}
            Ok(())
        });
    read.err().unwrap_or_else(|| faults::empty(&part.file))
}
