//! JSON lines: one object per line.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "keys and columns are found by positions this file handed out; counts are of rows and lines in memory"
)]

use std::collections::HashMap;
use std::fmt;
use std::io::BufRead;
use std::sync::Arc;

use arrow_array::RecordBatch;
use serde_core::Deserializer as _;
use serde_core::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json_chunk::{Chunks, Lines};
use super::text_columns::{
    TextColumn, finish_batch, nul_byte, text_schema, too_many_columns, value_too_long,
};
use super::{BATCH_ROWS, BatchSource, Piece, Rows as GivenRows};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::row_numbers::RowNumbers;
use crate::spelling::is_all_blank;
use crate::text::text;

/// What of a JSON lines file is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonLinesOptions {
    /// The most rows of a batch, at least 1; some batches have fewer.
    pub batch_rows: usize,
    /// The keys to keep; `None` keeps all.
    pub columns: Option<Vec<String>>,
}

impl Default for JsonLinesOptions {
    /// [`BATCH_ROWS`], all keys.
    fn default() -> Self {
        Self {
            batch_rows: BATCH_ROWS,
            columns: None,
        }
    }
}

/// A JSON lines file (UTF-8, one object per line), as text columns.
///
/// Text is taken without its quotes, numbers exactly as they are written,
/// booleans as `true` and `false`; null, an empty text and a missing key are
/// null. Lists and objects as values are errors. Blank lines are skipped and
/// not counted; objects whose values are all null or blank are passed over and
/// counted in [`Rows::blank`](super::Rows::blank). Each batch has the keys of its
/// own lines, in the order in which they first appear in it.
pub struct JsonLinesSource<R> {
    chunks: Chunks<R>,
    options: Arc<JsonLinesOptions>,
    /// The piece that is read batch by batch.
    current: Option<JsonLinesPiece>,
    /// Rows of the pieces before that, which were read batch by batch.
    rows: u64,
    has_ended: bool,
}

impl<R> fmt::Debug for JsonLinesSource<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("JsonLinesSource")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<R: BufRead + Send> JsonLinesSource<R> {
    /// A source over the bytes of a file. Nothing is read before the first
    /// batch is asked for.
    pub fn new(reader: R, options: JsonLinesOptions) -> Self {
        Self {
            chunks: Chunks::new(reader),
            options: Arc::new(options),
            current: None,
            rows: 0,
            has_ended: false,
        }
    }

    fn piece(&mut self) -> Option<JsonLinesPiece> {
        let chunk = self.chunks.next().filter(|_| !self.has_ended)?;
        Some(JsonLinesPiece {
            lines: Lines::new(chunk),
            options: Arc::clone(&self.options),
            count: 0,
            failure: None,
            has_ended: false,
        })
    }
}

impl<R: BufRead + Send> BatchSource for JsonLinesSource<R> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            if let Some(piece) = &mut self.current {
                match piece.next() {
                    Some(Ok(rows)) => return Ok(Some(rows.batch)),
                    Some(Err(error)) => {
                        self.has_ended = true;
                        self.current = None;
                        return Err(error.moved_behind(self.rows));
                    }
                    None => self.rows += piece.count,
                }
            }
            self.current = self.piece();
            if self.current.is_none() {
                return Ok(None);
            }
        }
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        Ok(self.piece().map(|piece| Box::new(piece) as Piece))
    }

    fn bytes_done(&self) -> u64 {
        self.chunks.bytes_done
    }
}

/// Whole lines of a file, parsed apart from the others.
struct JsonLinesPiece {
    lines: Lines,
    options: Arc<JsonLinesOptions>,
    /// Rows given so far.
    count: u64,
    /// What is wrong with the row after those given so far.
    failure: Option<Error>,
    has_ended: bool,
}

impl JsonLinesPiece {
    fn next_rows(&mut self) -> Result<Option<GivenRows>> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        let mut rows = Rows::new(self.options.columns.as_deref());
        while !self.has_ended && rows.count < self.options.batch_rows.max(1) {
            match read_row(&mut self.lines, &mut rows) {
                Ok(true) => {}
                Ok(false) => self.has_ended = true,
                Err(error) => {
                    // The rows before are given first: whoever reads them may find a
                    // fault in one, which comes first in the file and is told first.
                    let row = self.count + rows.count as u64 + 1;
                    self.failure = Some(error.at_row(row).at_line(self.lines.line));
                    self.has_ended = true;
                }
            }
        }
        if rows.count > 0 || (rows.blank > 0 && self.failure.is_none()) {
            self.count += rows.count as u64;
            return rows.finish().map(Some);
        }
        self.failure.take().map_or(Ok(None), Err)
    }
}

impl Iterator for JsonLinesPiece {
    type Item = Result<GivenRows>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.next_rows();
        self.has_ended |= rows.is_err();
        rows.transpose()
    }
}

/// Reads one line into `rows`; false after the last one.
fn read_row(lines: &mut Lines, rows: &mut Rows<'_>) -> Result<bool> {
    let Some(line) = lines.next()? else {
        return Ok(false);
    };
    if rows.push_line(line)? {
        let line = u32::try_from(lines.line).unwrap_or(u32::MAX);
        rows.lines.push(line);
    }
    Ok(true)
}

/// The rows of one batch under construction.
struct Rows<'a> {
    wanted: Option<&'a [String]>,
    keys: Vec<Key>,
    positions: HashMap<String, usize>,
    /// The kept keys' columns, in the order of their keys.
    columns: Vec<TextColumn>,
    /// Complete rows.
    count: usize,
    /// The lines on which they stand.
    lines: RowNumbers,
    /// Objects without a value, which are no rows.
    blank: u64,
    /// Whether the object being read has a value.
    has_value: bool,
}

/// A key met in this batch.
struct Key {
    name: String,
    /// Which column it fills, if it is kept.
    column: Option<usize>,
    /// How many objects there were when the key was last met, that one included.
    last_object: u64,
}

impl<'a> Rows<'a> {
    fn new(wanted: Option<&'a [String]>) -> Self {
        Self {
            wanted,
            keys: Vec::new(),
            positions: HashMap::new(),
            columns: Vec::new(),
            count: 0,
            lines: RowNumbers::default(),
            blank: 0,
            has_value: false,
        }
    }

    /// Takes the object on a line; whether it is a row.
    fn push_line(&mut self, line: &str) -> Result<bool> {
        if !line.trim_start().starts_with('{') {
            return Err(not_an_object(line));
        }
        self.has_value = false;
        let mut failure = None;
        let mut json = serde_json::Deserializer::from_str(line);
        let visitor = ObjectVisitor {
            rows: self,
            failure: &mut failure,
        };
        let result = json.deserialize_map(visitor).and_then(|()| json.end());
        if let Some(error) = failure {
            return Err(error);
        }
        result.map_err(|error| broken_json(&error))?;
        if !self.has_value {
            self.blank += 1;
            let rows = self.count;
            self.columns
                .iter_mut()
                .for_each(|column| column.truncate(rows));
            return Ok(false);
        }
        self.count += 1;
        for column in &mut self.columns {
            if column.len() < self.count {
                column.push(b"");
            }
        }
        Ok(true)
    }

    /// Takes the value of one key of the current row.
    fn push_value(&mut self, ordinal: usize, name: &str, value: &str) -> Result<()> {
        let position = self.position(ordinal, name)?;
        let object = self.count as u64 + self.blank + 1;
        let key = &mut self.keys[position];
        if key.last_object == object {
            return Err(Error::new(
                ErrorKind::Input,
                text!(
                    "同一对象中键 `{name}` 出现了两次",
                    "found the key `{name}` twice in one object"
                ),
            )
            .in_column(name));
        }
        key.last_object = object;
        self.has_value = self.has_value || !is_blank(value);
        let Some(column) = key.column else {
            return Ok(());
        };
        push_cell(&mut self.columns[column], value).map_err(|error| error.in_column(name))
    }

    /// Where a key stands in `keys`, which gets it if it is new. Rows tend to
    /// have the same keys in the same order, so the `ordinal`-th is tried first.
    fn position(&mut self, ordinal: usize, name: &str) -> Result<usize> {
        if self.keys.get(ordinal).is_some_and(|key| key.name == name) {
            return Ok(ordinal);
        }
        if let Some(&position) = self.positions.get(name) {
            return Ok(position);
        }
        if self.keys.len() >= limits::COLUMNS {
            return Err(too_many_columns());
        }
        if name.is_empty() {
            return Err(Error::new(
                ErrorKind::Input,
                text!(
                    "对象中有空的键;每个键都应有名称",
                    "found an empty key in the object; every key needs a name"
                ),
            ));
        }
        let is_wanted = self
            .wanted
            .is_none_or(|wanted| wanted.iter().any(|wanted| wanted == name));
        let column = is_wanted.then_some(self.columns.len());
        if is_wanted {
            self.columns.push(TextColumn::nulls(self.count));
        }
        let position = self.keys.len();
        self.keys.push(Key {
            name: name.to_owned(),
            column,
            last_object: 0,
        });
        self.positions.insert(name.to_owned(), position);
        Ok(position)
    }

    fn finish(mut self) -> Result<GivenRows> {
        let kept = self.keys.iter().filter(|key| key.column.is_some());
        let schema = text_schema(kept.map(|key| key.name.as_str()));
        // A line that could not be read to its end has left some cells.
        let rows = self.count;
        self.columns
            .iter_mut()
            .for_each(|column| column.truncate(rows));
        // A JSON text is UTF-8, or it has been refused before.
        let (batch, not_utf8) = finish_batch(&schema, &mut self.columns, self.count, 0)?;
        let rows = GivenRows {
            batch,
            lines: Some(self.lines),
            blank: Some(self.blank),
        };
        not_utf8.map_or(Ok(rows), Err)
    }
}

/// Whether a JSON value, given as it is written, is null or a blank text.
fn is_blank(value: &str) -> bool {
    match value.as_bytes() {
        b"null" => true,
        [b'"', inner @ .., b'"'] if inner.first().is_some_and(u8::is_ascii_alphanumeric) => false,
        [b'"', ..] => serde_json::from_str::<String>(value).is_ok_and(|text| is_all_blank(&text)),
        _ => false,
    }
}

/// Appends a JSON value, given as it is written, to a column.
fn push_cell(column: &mut TextColumn, value: &str) -> Result<()> {
    let unescaped;
    let cell = match value.as_bytes() {
        b"null" => "",
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => &value[1..value.len() - 1],
        [b'"', ..] => {
            unescaped =
                serde_json::from_str::<String>(value).map_err(|error| broken_json(&error))?;
            &unescaped
        }
        [b'{' | b'[', ..] => {
            return Err(Error::new(
                ErrorKind::Input,
                text!(
                    "值应为文本、数字、布尔值或 null,但得到列表或对象;请把它展开为单独的键",
                    "expected a text, a number, a boolean or null, but found a list or an object; spread it over keys of its own"
                ),
            ));
        }
        // A number or a boolean, exactly as written.
        _ => value,
    };
    if cell.len() > limits::VALUE_BYTES {
        return Err(value_too_long(cell.len()));
    }
    if cell.contains('\0') {
        return Err(nul_byte());
    }
    column.push(cell.as_bytes());
    Ok(())
}

/// Walks over one object. Our own errors leave through `failure`, as the
/// parser's error type can only carry a sentence.
struct ObjectVisitor<'r, 'a> {
    rows: &'r mut Rows<'a>,
    failure: &'r mut Option<Error>,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut ordinal = 0;
        let mut unescaped = String::new();
        while let Some(name) = object.next_key_seed(KeySeed(&mut unescaped))? {
            let value: &RawValue = object.next_value()?;
            if let Err(error) =
                self.rows
                    .push_value(ordinal, name.unwrap_or(&unescaped), value.get())
            {
                *self.failure = Some(error);
                return Err(A::Error::custom("refused"));
            }
            ordinal += 1;
        }
        Ok(())
    }
}

/// Reads a key: borrowed from the line where it has no escapes, otherwise (as
/// `None`) into the buffer.
struct KeySeed<'b>(&'b mut String);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<&'de str>;

    fn deserialize<D: serde_core::Deserializer<'de>>(
        self,
        key: D,
    ) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = Option<&'de str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Some(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        self.0.clear();
        self.0.push_str(key);
        Ok(None)
    }
}

fn not_an_object(line: &str) -> Error {
    // A file that is one big list is the usual mistake.
    let found: String = line.trim_start().chars().take(1).collect();
    Error::new(
        ErrorKind::Input,
        text!(
            "每行应为一个 JSON 对象,以 `{{` 开头,但得到 `{found}`;请把每条记录单独写成一行",
            "expected a JSON object per line, beginning with `{{`, but found `{found}`; write every record on a line of its own"
        ),
    )
}

fn broken_json(error: &serde_json::Error) -> Error {
    // The column counts bytes; the line is always the first, as lines are parsed one by one.
    let column = error.column();
    let mut reason = error.to_string();
    if let Some(end) = reason.rfind(" at line ") {
        reason.truncate(end);
    }
    Error::new(
        ErrorKind::Input,
        text!(
            "此行不是正确的 JSON(第 {column} 字节:{reason})",
            "the line is not correct JSON (byte {column}: {reason})"
        ),
    )
}

#[cfg(test)]
#[path = "json_lines_tests.rs"]
mod tests;
