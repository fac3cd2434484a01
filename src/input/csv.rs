//! Comma-separated text.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Read;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};

use super::csv_chunk::{Chunk, Chunks};
use super::csv_delimiter::Delimiter;
use super::csv_piece::CsvPiece;
use super::csv_rows::Rows;
use super::decode::{Encoding, TextBytes};
use super::text_columns::{declare_encoding, not_utf8, nul_byte, text_schema, value_too_long};
use super::{BATCH_ROWS, BatchSource, Piece};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::spelling::is_all_blank;
use crate::text::text;

/// How a CSV file is written, and what of it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvOptions {
    /// The encoding.
    pub encoding: Encoding,
    /// The character between two cells: an ASCII character that is neither a quote
    /// nor a line end, or the full-width comma `，`.
    pub delimiter: char,
    /// The line on which the header begins, counted from 1 as an editor counts.
    /// Lines before it are passed over, whatever they hold.
    pub header_line: u64,
    /// The most rows of a batch, at least 1; some batches have fewer.
    pub batch_rows: usize,
    /// The columns to keep, by their names in the header; `None` keeps all.
    /// They come in the order of the file, and a name that the header lacks is
    /// absent from the batches. The cells of other columns are not decoded in
    /// UTF-8, and so not checked for it.
    pub columns: Option<Vec<String>>,
}

impl Default for CsvOptions {
    /// UTF-8, comma, the header on the first line, [`BATCH_ROWS`], all columns.
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf8,
            delimiter: ',',
            header_line: 1,
            batch_rows: BATCH_ROWS,
            columns: None,
        }
    }
}

/// A CSV file (RFC 4180) with a header line, as text columns.
///
/// Lines end in LF, CRLF or CR. Lines without a single character, and rows whose
/// cells are all blank, are passed over and no rows; the latter are counted in
/// [`Rows::blank`](super::Rows::blank). A byte order mark and the spaces around
/// column names are dropped; cells stay as they are, except that an empty one,
/// quoted or not, is null. Every row must have as many cells as the header, a cell
/// that begins with a quote must end with one, and a column without a name must
/// hold nothing. A piece is about 1 MiB of whole rows, with the lines on which
/// they begin.
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
        // A character that is no delimiter is refused before anything is read.
        let delimiter = Delimiter::of(options.delimiter).unwrap_or(Delimiter::Byte(b','));
        Self {
            chunks: Chunks::new(bytes, delimiter, options.header_line),
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
        let delimiter = Delimiter::of(self.options.delimiter)?;
        if self.options.header_line == 0 {
            return Err(no_line_zero());
        }
        loop {
            let no_header = || empty_file(self.options.header_line);
            let chunk = self.chunks.next().ok_or_else(no_header)?;
            let mut rows = Rows::new(chunk, delimiter);
            if rows.split().map_err(|error| error.at_line(rows.line))? {
                let columns = Columns::of_header(&rows, &self.options, delimiter)
                    .map_err(|error| error.at_line(rows.line))?;
                let columns = Arc::new(columns);
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
                let rows = |chunk: Chunk| Rows::new(chunk, columns.delimiter);
                chunk.map(|chunk| CsvPiece::new(Arc::clone(&columns), rows(chunk), false))
            }
        })
    }
}

impl<R: Read + Send> BatchSource for CsvSource<R> {
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
        Ok(piece.map(|piece| Box::new(piece) as Piece))
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
pub(super) struct Columns {
    /// All of the file; a column without a name has an empty one.
    pub(super) names: Vec<String>,
    /// Positions in the file of the columns without a name.
    pub(super) unnamed: Vec<usize>,
    /// Positions in the file of those that are read, rising.
    pub(super) read: Vec<usize>,
    /// Those that are read.
    pub(super) schema: SchemaRef,
    /// Positions in `read` of those that are given, rising.
    pub(super) kept: Vec<usize>,
    /// Those that are given.
    pub(super) given: SchemaRef,
    pub(super) delimiter: Delimiter,
    pub(super) batch_rows: usize,
}

impl Columns {
    fn of_header(header: &Rows, options: &CsvOptions, delimiter: Delimiter) -> Result<Self> {
        let mut names = Vec::with_capacity(header.cells());
        let mut seen = BTreeSet::new();
        let mut unnamed = Vec::new();
        for position in 0..header.cells() {
            let name = column_name(header.cell(position))?;
            if name.is_empty() {
                unnamed.push(position);
                names.push(name);
                continue;
            }
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
        if unnamed.len() == names.len() {
            return Err(no_names());
        }
        let wanted = options.columns.as_ref();
        let is_wanted =
            |name: &String| !name.is_empty() && wanted.is_none_or(|wanted| wanted.contains(name));
        let named = names.iter().enumerate();
        let read: Vec<(usize, &String)> = named.filter(|(_, name)| is_wanted(name)).collect();
        let schema = text_schema(read.iter().map(|(_, name)| name.as_str()));
        let read: Vec<usize> = read.into_iter().map(|(position, _)| position).collect();
        Ok(Self {
            kept: (0..read.len()).collect(),
            read,
            names,
            unnamed,
            given: Arc::clone(&schema),
            schema,
            delimiter,
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

fn empty_file(header_line: u64) -> Error {
    let message = if header_line > 1 {
        text!(
            "文件在第 {header_line} 行之前结束；该行应为列名",
            "the file ends before line {header_line}, where a header line is expected"
        )
    } else {
        text!(
            "文件为空；第一行应为列名",
            "the file is empty; a header line is expected"
        )
    };
    Error::new(ErrorKind::Input, message)
}

fn no_line_zero() -> Error {
    Error::new(
        ErrorKind::Argument,
        text!(
            "表头所在的行从 1 开始计数，但得到 0",
            "expected a header line, counted from 1, but found 0"
        ),
    )
}

fn no_names() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "表头中没有列名；请填写列名，或指明表头所在的行",
            "the header names no column; name the columns, or say on which line the header stands"
        ),
    )
}

/// A header cell as a column name; empty where nothing of it can be seen.
fn column_name(cell: &[u8]) -> Result<String> {
    if cell.contains(&0) {
        return Err(nul_byte());
    }
    if cell.len() > limits::VALUE_BYTES {
        return Err(value_too_long(cell.len()));
    }
    let name = std::str::from_utf8(cell).map_err(|_| not_utf8(declare_encoding()))?;
    Ok(if is_all_blank(name) {
        String::new()
    } else {
        name.trim().to_owned()
    })
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
