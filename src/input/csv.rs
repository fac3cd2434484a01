//! Comma-separated text.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Read;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};

use super::csv_chunk::{Chunk, Chunks};
use super::csv_plain::Plain;
use super::csv_rows::Rows;
use super::decode::{Encoding, TextBytes};
use super::text_columns::{
    TextColumn, declare_encoding, finish_batch, not_built, not_utf8, nul_byte, text_schema,
    value_too_long,
};
use super::{BATCH_ROWS, BatchSource, Piece, Rows as GivenRows};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

/// How a CSV file is written, and what of it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvOptions {
    /// The encoding.
    pub encoding: Encoding,
    /// The byte between two cells: an ASCII character that is neither a quote
    /// nor a line end.
    pub delimiter: u8,
    /// The most rows of a batch, at least 1; some batches have fewer.
    pub batch_rows: usize,
    /// The columns to keep, by their names in the header; `None` keeps all.
    /// They come in the order of the file, and a name that the header lacks is
    /// absent from the batches. The cells of other columns are not decoded in
    /// UTF-8, and so not checked for it.
    pub columns: Option<Vec<String>>,
}

impl Default for CsvOptions {
    /// UTF-8, comma, [`BATCH_ROWS`], all columns.
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf8,
            delimiter: b',',
            batch_rows: BATCH_ROWS,
            columns: None,
        }
    }
}

/// A CSV file (RFC 4180) with a header line, as text columns.
///
/// Lines end in LF, CRLF or CR; lines without a single character are skipped
/// and not counted. A byte order mark and the spaces around column names are
/// dropped; cells stay as they are, except that an empty one, quoted or not,
/// is null. Every row must have as many cells as the header. A piece is about
/// 1 MiB of whole rows.
pub struct CsvSource<R> {
    chunks: Chunks<R>,
    options: CsvOptions,
    /// The columns, once the header has been read.
    columns: Option<Arc<Columns>>,
    /// What follows the header in its chunk.
    first: Option<Rows>,
    /// The piece that is read batch by batch.
    current: Option<CsvPiece>,
    /// Rows of the pieces before that, which were read batch by batch.
    rows: u64,
    has_ended: bool,
}

impl<R> fmt::Debug for CsvSource<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CsvSource")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<R: Read + Send> CsvSource<R> {
    /// A source over the bytes of a file. Nothing is read before the first
    /// batch is asked for.
    pub fn new(reader: R, options: CsvOptions) -> Self {
        let bytes = TextBytes::new(reader, options.encoding);
        Self {
            chunks: Chunks::new(bytes, options.delimiter),
            options,
            columns: None,
            first: None,
            current: None,
            rows: 0,
            has_ended: false,
        }
    }

    /// The columns; the header is read if need be.
    fn columns(&mut self) -> Result<Arc<Columns>> {
        if let Some(columns) = &self.columns {
            return Ok(Arc::clone(columns));
        }
        check_delimiter(self.options.delimiter)?;
        loop {
            let chunk = self.chunks.next().ok_or_else(empty_file)?;
            let mut rows = Rows::new(chunk, self.options.delimiter);
            if rows.split()? {
                let columns = Arc::new(Columns::of_header(&rows, &self.options)?);
                self.columns = Some(Arc::clone(&columns));
                self.first = Some(rows);
                return Ok(columns);
            }
        }
    }

    fn piece(&mut self) -> Result<Option<CsvPiece>> {
        if self.has_ended {
            return Ok(None);
        }
        let columns = self.columns().inspect_err(|_| self.has_ended = true)?;
        Ok(match self.first.take() {
            Some(rows) => Some(CsvPiece::new(columns, rows, true)),
            None => {
                let chunk = self.chunks.next();
                let rows = |chunk: Chunk| Rows::new(chunk, self.options.delimiter);
                chunk.map(|chunk| CsvPiece::new(columns, rows(chunk), false))
            }
        })
    }
}

impl<R: Read + Send> BatchSource for CsvSource<R> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            if let Some(piece) = &mut self.current {
                match piece.next() {
                    Some(Ok(batch)) => return Ok(Some(batch)),
                    Some(Err(error)) => {
                        self.has_ended = true;
                        self.current = None;
                        return Err(error.moved_behind(self.rows));
                    }
                    None => self.rows = self.rows.saturating_add(piece.count),
                }
            }
            self.current = self.piece()?;
            if self.current.is_none() {
                return Ok(None);
            }
        }
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        let piece = self.piece()?;
        Ok(piece.map(|piece| Box::new(piece.map(|rows| rows.map(GivenRows::from))) as Piece))
    }

    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        if self.has_ended {
            return Ok(None);
        }
        let columns = self.columns().inspect_err(|_| self.has_ended = true)?;
        Ok(Some(Arc::clone(&columns.schema)))
    }

    fn keep(&mut self, columns: &[usize]) {
        if let Some(known) = &mut self.columns {
            Arc::make_mut(known).keep(columns);
        }
    }

    fn bytes_done(&self) -> u64 {
        self.chunks.bytes_done()
    }
}

/// The columns of a file, and which of them are read.
#[derive(Clone)]
struct Columns {
    /// All of the file.
    names: Vec<String>,
    /// Positions in the file of those that are read, rising.
    read: Vec<usize>,
    /// Those that are read.
    schema: SchemaRef,
    /// Positions in `read` of those that are given, rising.
    kept: Vec<usize>,
    /// Those that are given.
    given: SchemaRef,
    delimiter: u8,
    batch_rows: usize,
}

impl Columns {
    fn of_header(header: &Rows, options: &CsvOptions) -> Result<Self> {
        let mut names = Vec::with_capacity(header.cells);
        let mut seen = BTreeSet::new();
        for (position, ordinal) in (0..header.cells).zip(1..) {
            let name = column_name(header.cell(position), ordinal)?;
            if !seen.insert(name.clone()) {
                return Err(Error::new(
                    ErrorKind::Input,
                    text!(
                        "列名 `{name}` 出现了两次;每个列名只能出现一次",
                        "found the column name `{name}` twice; every column needs a name of its own"
                    ),
                )
                .in_column(&name));
            }
            names.push(name);
        }
        let wanted = options.columns.as_ref();
        let is_wanted = |name: &String| wanted.is_none_or(|wanted| wanted.contains(name));
        let named = names.iter().enumerate();
        let read: Vec<(usize, &String)> = named.filter(|(_, name)| is_wanted(name)).collect();
        let schema = text_schema(read.iter().map(|(_, name)| name.as_str()));
        let read: Vec<usize> = read.into_iter().map(|(position, _)| position).collect();
        Ok(Self {
            kept: (0..read.len()).collect(),
            read,
            names,
            given: Arc::clone(&schema),
            schema,
            delimiter: options.delimiter,
            batch_rows: options.batch_rows.max(1),
        })
    }
}

impl Columns {
    /// Gives only these, by their positions in `read`.
    fn keep(&mut self, columns: &[usize]) {
        let fields = columns
            .iter()
            .filter_map(|&column| self.schema.fields().get(column));
        self.given = Arc::new(Schema::new(fields.cloned().collect::<Vec<_>>()));
        self.kept = columns.to_vec();
    }
}

/// Whole rows of a file, decoded apart from the others.
struct CsvPiece {
    columns: Arc<Columns>,
    rows: Rows,
    plain: Plain,
    batch: Option<Batch>,
    /// Rows given so far.
    count: u64,
    /// The first piece gives a batch even if it has no rows.
    is_first: bool,
    /// What is wrong with the row after those given so far.
    failure: Option<Error>,
    has_ended: bool,
}

/// The batch under construction.
struct Batch {
    /// Positions of the columns in the file.
    positions: Vec<usize>,
    columns: Vec<TextColumn>,
    schema: SchemaRef,
    /// Whether columns that are not given are read, too.
    has_more: bool,
}

impl Batch {
    /// Columns that are not given need not be read, unless something in the text
    /// is not UTF-8: it is an error where it stands in a column that was asked for.
    fn new(columns: &Columns, text: &[u8]) -> Self {
        let is_narrow = columns.kept.len() < columns.read.len();
        let has_more = is_narrow && std::str::from_utf8(text).is_err();
        let (positions, schema) = if has_more || !is_narrow {
            (columns.read.clone(), &columns.schema)
        } else {
            let kept = columns
                .kept
                .iter()
                .filter_map(|&kept| columns.read.get(kept));
            (kept.copied().collect(), &columns.given)
        };
        Self {
            columns: positions.iter().map(|_| TextColumn::nulls(0)).collect(),
            positions,
            schema: Arc::clone(schema),
            has_more,
        }
    }
}

impl CsvPiece {
    fn new(columns: Arc<Columns>, rows: Rows, is_first: bool) -> Self {
        Self {
            plain: Plain::new(columns.delimiter, columns.names.len()),
            columns,
            rows,
            batch: None,
            count: 0,
            is_first,
            failure: None,
            has_ended: false,
        }
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        if self.has_ended {
            return Ok(None);
        }
        let rows = self.read_rows();
        let Some(batch) = &mut self.batch else {
            return Ok(None);
        };
        let (built, not_utf8) = finish_batch(&batch.schema, &mut batch.columns, rows, self.count)?;
        self.failure = not_utf8.or(self.failure.take());
        let is_first = std::mem::replace(&mut self.is_first, false);
        if built.num_rows() == 0 {
            return match self.failure.take() {
                Some(error) => Err(error),
                None if is_first => self.given(built).map(Some),
                None => Ok(None),
            };
        }
        self.count = self.count.saturating_add(built.num_rows() as u64);
        self.given(built).map(Some)
    }

    fn given(&self, batch: RecordBatch) -> Result<RecordBatch> {
        if self.batch.as_ref().is_none_or(|batch| !batch.has_more) {
            return Ok(batch);
        }
        batch
            .project(&self.columns.kept)
            .map_err(|error| not_built(&error))
    }

    /// Reads the rows of a batch. Their number.
    fn read_rows(&mut self) -> usize {
        let columns = &*self.columns;
        let text = self.rows.text();
        let batch = self.batch.get_or_insert_with(|| Batch::new(columns, text));
        let mut rows = 0_usize;
        loop {
            let most = columns.batch_rows.saturating_sub(rows);
            let (found, at) = self.plain.find(self.rows.text(), self.rows.at, most);
            for (column, &position) in batch.columns.iter_mut().zip(&batch.positions) {
                self.plain.copy(self.rows.text(), position, column);
            }
            self.rows.at = at;
            rows = rows.saturating_add(found);
            if rows >= columns.batch_rows {
                return rows;
            }
            // The next row is not plain, or there is none.
            match self.rows.next(&columns.names) {
                Ok(true) => {}
                Ok(false) => {
                    self.has_ended = true;
                    return rows;
                }
                Err(error) => {
                    // The rows before are given first: whoever reads them may find a
                    // fault in one, which comes first in the file and is told first.
                    let before = self.count.saturating_add(rows as u64);
                    self.failure = Some(error.at_row(before.saturating_add(1)));
                    return rows;
                }
            }
            for (column, &position) in batch.columns.iter_mut().zip(&batch.positions) {
                column.push(self.rows.cell(position));
            }
            rows = rows.saturating_add(1);
        }
    }
}

impl Iterator for CsvPiece {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.next_batch();
        self.has_ended |= batch.is_err();
        batch.transpose()
    }
}

fn empty_file() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "文件为空;第一行应为列名",
            "the file is empty; a header line is expected"
        ),
    )
}

/// A header cell as a column name; `ordinal` counts from 1.
fn column_name(cell: &[u8], ordinal: usize) -> Result<String> {
    if cell.contains(&0) {
        return Err(nul_byte());
    }
    if cell.len() > limits::VALUE_BYTES {
        return Err(value_too_long(cell.len()));
    }
    let name = std::str::from_utf8(cell)
        .map_err(|_| not_utf8(declare_encoding()))?
        .trim();
    if name.is_empty() {
        return Err(Error::new(
            ErrorKind::Input,
            text!(
                "第 {ordinal} 列没有列名;请填写列名,或删除该列",
                "column {ordinal} has no name in the header; name it, or delete the column"
            ),
        ));
    }
    Ok(name.to_owned())
}

fn check_delimiter(delimiter: u8) -> Result<()> {
    if delimiter.is_ascii() && !matches!(delimiter, 0 | b'"' | b'\r' | b'\n') {
        return Ok(());
    }
    let shown = char::from(delimiter).escape_default();
    Err(Error::new(
        ErrorKind::Argument,
        text!(
            "分隔符应为一个 ASCII 字符,且不能是引号或换行,但得到 `{shown}`",
            "expected a delimiter that is one ASCII character and neither a quote nor a line end, but found `{shown}`"
        ),
    ))
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
