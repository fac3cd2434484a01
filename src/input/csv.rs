//! Comma-separated text.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the splitter counts what it wrote into buffers of ours, and its counts stay within them"
)]

use std::collections::BTreeSet;
use std::fmt;
use std::io::Read;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use csv_core::{ReadRecordResult, Reader as Splitter, ReaderBuilder};

use super::decode::{Encoding, TextBytes};
use super::text_columns::{
    BATCH_BYTES, TextColumn, declare_encoding, finish_batch, line_too_long, not_utf8, nul_byte,
    text_schema, too_many_columns, value_too_long,
};
use super::{BATCH_ROWS, BatchSource};
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
    /// Rows of a batch, at least 1; a batch of very long cells has fewer.
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
/// is null. Every row must have as many cells as the header.
pub struct CsvSource<R> {
    rows: Rows<R>,
    options: CsvOptions,
    header: Option<Header>,
    columns: Vec<TextColumn>,
    /// What is wrong with the row after those given so far.
    failure: Option<Error>,
    ended: bool,
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
        Self {
            rows: Rows::new(TextBytes::new(reader, options.encoding), options.delimiter),
            options,
            header: None,
            columns: Vec::new(),
            failure: None,
            ended: false,
        }
    }

    fn read_batch(&mut self) -> Result<Option<RecordBatch>> {
        let is_first = self.header.is_none();
        if is_first {
            check_delimiter(self.options.delimiter)?;
            let header = Header::read(&mut self.rows, self.options.columns.as_deref())?;
            self.columns = header.kept.iter().map(|_| TextColumn::nulls(0)).collect();
            self.header = Some(header);
        }
        let Some(header) = &self.header else {
            return Ok(None);
        };

        let rows_before = self.rows.count;
        let most_rows = self.options.batch_rows.max(1);
        let (mut rows, mut bytes) = (0_usize, 0_usize);
        while rows < most_rows && bytes < BATCH_BYTES {
            match self.rows.next(&header.names) {
                Ok(true) => {}
                Ok(false) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    // The rows before are given first: whoever reads them may find a
                    // fault in one, which comes first in the file and is told first.
                    self.failure = Some(error);
                    break;
                }
            }
            for (column, &position) in self.columns.iter_mut().zip(&header.kept) {
                column.push(self.rows.cell(position));
            }
            rows += 1;
            bytes += self.rows.length;
        }
        let (schema, columns) = (&header.schema, &mut self.columns);
        let (batch, not_utf8) = finish_batch(schema, columns, rows, rows_before)?;
        self.failure = not_utf8.or(self.failure.take());
        if batch.num_rows() > 0 {
            return Ok(Some(batch));
        }
        match self.failure.take() {
            Some(error) => Err(error),
            None => Ok(is_first.then_some(batch)),
        }
    }
}

impl<R: Read + Send> BatchSource for CsvSource<R> {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        if let Some(error) = self.failure.take() {
            self.ended = true;
            return Err(error);
        }
        if self.ended {
            return Ok(None);
        }
        let batch = self.read_batch();
        self.ended |= batch.is_err();
        batch
    }

    fn bytes_done(&self) -> u64 {
        self.rows.bytes.bytes_done()
    }
}

/// The header line, and which of its columns are kept.
struct Header {
    names: Vec<String>,
    /// Positions of the kept columns, rising.
    kept: Vec<usize>,
    schema: SchemaRef,
}

impl Header {
    fn read<R: Read>(rows: &mut Rows<R>, wanted: Option<&[String]>) -> Result<Self> {
        if !rows.split()? {
            return Err(Error::new(
                ErrorKind::Input,
                text!(
                    "文件为空;第一行应为列名",
                    "the file is empty; a header line is expected"
                ),
            ));
        }
        let mut names = Vec::with_capacity(rows.cells);
        let mut seen = BTreeSet::new();
        for position in 0..rows.cells {
            let name = column_name(rows.cell(position), position + 1)?;
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
        let is_wanted = |name: &String| wanted.is_none_or(|wanted| wanted.contains(name));
        let kept: Vec<usize> = (0..names.len())
            .filter(|&position| is_wanted(&names[position]))
            .collect();
        let schema = text_schema(kept.iter().map(|&position| names[position].as_str()));
        Ok(Self {
            names,
            kept,
            schema,
        })
    }
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

/// The rows of a file, one at a time.
struct Rows<R> {
    bytes: TextBytes<R>,
    splitter: Splitter,
    /// The cells of the current row, one behind the other, without quotes.
    text: Vec<u8>,
    /// Bytes of `text` in use.
    length: usize,
    /// Where each cell ends in `text`.
    ends: Vec<usize>,
    /// Entries of `ends` in use.
    cells: usize,
    /// Data rows given so far.
    count: u64,
    is_last: bool,
}

impl<R: Read> Rows<R> {
    fn new(bytes: TextBytes<R>, delimiter: u8) -> Self {
        Self {
            bytes,
            splitter: ReaderBuilder::new().delimiter(delimiter).build(),
            text: vec![0; 1 << 10],
            length: 0,
            ends: vec![0; 64],
            cells: 0,
            count: 0,
            is_last: false,
        }
    }

    /// Moves to the next data row and checks it; false after the last one.
    fn next(&mut self, names: &[String]) -> Result<bool> {
        let row = self.count + 1;
        let found = match self.split() {
            Ok(found) => found,
            Err(error) => {
                let error = error.at_row(row);
                return Err(match names.get(self.cells) {
                    Some(name) => error.in_column(name),
                    None => error,
                });
            }
        };
        if !found {
            return Ok(false);
        }
        self.count = row;
        if self.cells != names.len() {
            return Err(ragged(names.len(), self.cells).at_row(row));
        }
        if self.length > limits::VALUE_BYTES || self.text[..self.length].contains(&0) {
            self.check_cells(names).map_err(|error| error.at_row(row))?;
        }
        Ok(true)
    }

    /// Finds the cell of a suspicious row that is not allowed.
    fn check_cells(&self, names: &[String]) -> Result<()> {
        for (position, name) in names.iter().enumerate() {
            let cell = self.cell(position);
            if cell.contains(&0) {
                return Err(nul_byte().in_column(name));
            }
            if cell.len() > limits::VALUE_BYTES {
                return Err(value_too_long(cell.len()).in_column(name));
            }
        }
        Ok(())
    }

    /// One cell of the current row.
    #[inline]
    fn cell(&self, position: usize) -> &[u8] {
        let start = if position == 0 {
            0
        } else {
            self.ends[position - 1]
        };
        &self.text[start..self.ends[position]]
    }

    /// Splits off the next row, data or header; false after the last one.
    fn split(&mut self) -> Result<bool> {
        (self.length, self.cells) = (0, 0);
        loop {
            if self.is_last {
                return Ok(false);
            }
            let waiting = self.bytes.fill()?;
            // A line end too many is skipped, so one is added at the end of the
            // file: what it does not end is an open quote.
            self.is_last = waiting.is_empty();
            let input = if self.is_last { b"\n" } else { waiting };
            let (result, read, written, ended) = self.splitter.read_record(
                input,
                &mut self.text[self.length..],
                &mut self.ends[self.cells..],
            );
            if !self.is_last {
                self.bytes.consume(read);
            }
            self.length += written;
            self.cells += ended;
            match result {
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::InputEmpty if self.is_last && self.length > 0 => {
                    return Err(open_quote());
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
                ReadRecordResult::OutputFull => {
                    self.is_last = false;
                    grow(&mut self.text, limits::LINE_BYTES).ok_or_else(line_too_long)?;
                }
                ReadRecordResult::OutputEndsFull => {
                    self.is_last = false;
                    grow(&mut self.ends, limits::COLUMNS).ok_or_else(too_many_columns)?;
                }
            }
        }
    }
}

/// Doubles a buffer; `None` where it has reached `most` already.
fn grow<T: Clone + Default>(buffer: &mut Vec<T>, most: usize) -> Option<()> {
    let length = buffer.len();
    let longer = length.saturating_mul(2).min(most);
    buffer.resize(longer, T::default());
    (longer > length).then_some(())
}

fn ragged(expected: usize, found: usize) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "应有 {expected} 个单元格(与表头相同),实际有 {found} 个;请检查分隔符和引号",
            "expected {expected} cells as in the header, but found {found}; look for a delimiter or a quote too many"
        ),
    )
}

fn open_quote() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "引号没有闭合,直到文件末尾;请补上引号",
            "a quote is still open at the end of the file; close it"
        ),
    )
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
