//! The rows of a text in which nothing is unusual, many at a time.
//!
//! All bytes that could mean something are marked first, 64 at a time, without a
//! decision in between. A row is plain if its marks are just its delimiters and
//! its line end: no quote, no NUL, as many cells as the header, no cell that could
//! be too long. Any other row is left to [`Rows`](super::csv_rows::Rows). Plain rows
//! whose cells are all blank are passed over.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "marks are positions in the text they were made from, rising; rows hold positions of marks"
)]

use super::csv_chunk::is_line_end;
use super::csv_rows::Place;
use super::text_columns::TextColumn;
use crate::limits;
use crate::row_numbers::RowNumbers;
use crate::spelling::is_all_blank;

/// Bytes that are marked at once.
const BLOCK_BYTES: usize = 64;
/// Bytes that are marked before rows are made of them: they stay in the
/// processor's cache until their cells are copied.
const WINDOW_BYTES: usize = 16 << 10;

/// Finds the plain rows of a text.
pub(super) struct Plain {
    delimiter: u8,
    /// The cells of a row.
    width: usize,
    /// Places in the text where something stands that could mean something, and
    /// behind them room for more.
    marks: Vec<u32>,
    /// Entries of `marks` in use.
    count: usize,
    /// Marks in front of the next row.
    used: usize,
    /// Bytes of the text that are marked.
    marked: usize,
    rows: Vec<Row>,
}

/// A plain row.
#[derive(Clone, Copy)]
struct Row {
    /// Where its first cell begins.
    start: u32,
    /// Which mark ends its first cell.
    mark: u32,
}

/// What was gone over since the last batch.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// The lines of the rows.
    pub(super) lines: RowNumbers,
    /// Blank rows, which are not among them.
    pub(super) blank: u64,
}

impl Passed {
    /// Adds the lines of so many rows, the last of which stands in front of line `end`.
    fn push_lines(&mut self, end: u64, rows: usize) {
        self.push_run(end.saturating_sub(rows as u64), rows);
    }

    /// Adds the lines of so many rows from `first` on.
    pub(super) fn push_run(&mut self, first: u64, rows: usize) {
        let first = u32::try_from(first).unwrap_or(u32::MAX);
        self.lines.push_run(first, rows);
    }
}

impl Plain {
    pub(super) fn new(delimiter: u8, width: usize) -> Self {
        Self {
            delimiter,
            width,
            marks: Vec::new(),
            count: 0,
            used: 0,
            marked: 0,
            rows: Vec::new(),
        }
    }

    /// Goes over up to `most` plain rows of a text from a place on at which a row
    /// begins, to the first row that is not plain, and moves the place there. How many
    /// there are; their lines, and blank rows among them, are added to those `passed`.
    pub(super) fn find(
        &mut self,
        text: &[u8],
        place: &mut Place,
        most: usize,
        passed: &mut Passed,
    ) -> usize {
        self.rows.clear();
        let start = place.at;
        self.marked = self.marked.max(start);
        let waiting = self.marks[self.used..self.count].iter();
        self.used += waiting.take_while(|&&mark| (mark as usize) < start).count();
        self.marks.copy_within(self.used..self.count, 0);
        self.count -= self.used;
        self.used = 0;
        // The rows from `first` on stand on neighbouring lines, the next one on `place.line`.
        let mut first = 0;
        while self.rows.len() < most {
            let waiting = &self.marks[self.used..self.count];
            if waiting.len() < self.width {
                if !self.mark_more(text) {
                    break;
                }
                continue;
            }
            let start = place.at;
            if waiting[0] as usize == start && is_line_end(text[start]) {
                // A line without a single character is no row, and an LF behind a CR no line.
                let line = place.line;
                place.pass_line_end(text);
                if place.line > line {
                    passed.push_lines(line, self.rows.len() - first);
                    first = self.rows.len();
                }
                self.used += 1;
                continue;
            }
            let (delimiters, end) = waiting[..self.width].split_at(self.width - 1);
            let is_delimiter = |&mark: &u32| text[mark as usize] == self.delimiter;
            let end = end[0] as usize;
            let is_plain = delimiters.iter().all(is_delimiter)
                && is_line_end(text[end])
                && end - start <= limits::VALUE_BYTES;
            let (Ok(row), Ok(mark)) = (u32::try_from(start), u32::try_from(self.used)) else {
                break;
            };
            if !is_plain {
                break;
            }
            if may_begin_blank(text[start], self.delimiter)
                && is_blank(&text[start..end], self.delimiter)
            {
                passed.push_lines(place.line, self.rows.len() - first);
                passed.blank += 1;
                first = self.rows.len();
            } else {
                self.rows.push(Row { start: row, mark });
            }
            self.used += self.width;
            *place = Place {
                at: end + 1,
                line: place.line + 1,
            };
        }
        passed.push_lines(place.line, self.rows.len() - first);
        self.rows.len()
    }

    /// Appends one cell of every row found last to a column.
    pub(super) fn copy(&self, text: &[u8], cell: usize, column: &mut TextColumn) {
        let place = |mark: usize| self.marks[mark] as usize;
        let rows = self.rows.iter();
        match cell.checked_sub(1) {
            None => column.extend(
                text,
                rows.map(|row| (row.start as usize, place(row.mark as usize))),
            ),
            Some(before) => column.extend(
                text,
                rows.map(|row| {
                    let mark = row.mark as usize + before;
                    (place(mark) + 1, place(mark + 1))
                }),
            ),
        }
    }

    /// Marks more of a text; false at its end.
    fn mark_more(&mut self, text: &[u8]) -> bool {
        let start = self.marked;
        let end = text.len().min(start.saturating_add(WINDOW_BYTES));
        let (blocks, last) = text[start..end].as_chunks::<BLOCK_BYTES>();
        let mut place = start;
        for block in blocks {
            self.mark(place, block);
            place += BLOCK_BYTES;
        }
        if !last.is_empty() {
            let mut block = [b'.'; BLOCK_BYTES];
            block[..last.len()].copy_from_slice(last);
            let filler = if self.delimiter == b'.' { b' ' } else { b'.' };
            block[last.len()..].fill(filler);
            self.mark(place, &block);
        }
        self.marked = end;
        end > start
    }

    #[inline]
    fn mark(&mut self, place: usize, block: &[u8; BLOCK_BYTES]) {
        const AT_ONCE: usize = 8;
        let mut bits = marks_of(block, self.delimiter);
        let count = bits.count_ones() as usize;
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let mut next = || {
            let mark = place.saturating_add(bits.trailing_zeros());
            bits &= bits.wrapping_sub(1);
            mark
        };
        if self.marks.len() - self.count < BLOCK_BYTES {
            let more = self.marks.len().max(BLOCK_BYTES);
            self.marks.resize(self.marks.len() + more, 0);
        }
        let marks = &mut self.marks[self.count..];
        // Most blocks have few marks: what comes behind them is overwritten later.
        if let Some(few) = marks.first_chunk_mut::<AT_ONCE>() {
            few.iter_mut().for_each(|mark| *mark = next());
        }
        let others = marks[..count.max(AT_ONCE)].iter_mut().skip(AT_ONCE);
        others.for_each(|mark| *mark = next());
        self.count += count;
    }
}

/// Bit i: byte i is a delimiter, a line end, a quote or NUL.
#[inline]
fn marks_of(block: &[u8; BLOCK_BYTES], delimiter: u8) -> u64 {
    let mut is_mark = [0_u8; BLOCK_BYTES];
    for (is_mark, &byte) in is_mark.iter_mut().zip(block) {
        *is_mark = u8::from(byte == delimiter)
            | u8::from(byte == b'\n')
            | u8::from(byte == b'\r')
            | u8::from(byte == b'"')
            | u8::from(byte == 0);
    }
    let mut bits = 0;
    for (group, &eight) in (0_u32..).zip(is_mark.as_chunks::<8>().0) {
        // The product has byte i's lowest bit at bit 56 + i.
        let product = u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080);
        bits |= (product >> 56) << (8 * group);
    }
    bits
}

/// Whether a row that begins with this byte can be blank.
#[inline]
fn may_begin_blank(first: u8, delimiter: u8) -> bool {
    // Of characters that are not ASCII, the first bytes of those that are blank.
    first == delimiter || matches!(first, b'\t'..=b' ' | 0xC2 | 0xE1..=0xE3 | 0xEF)
}

/// Whether a plain row has nothing but blanks between its delimiters.
fn is_blank(row: &[u8], delimiter: u8) -> bool {
    let is_passed = |byte: &u8| *byte == delimiter || byte.is_ascii_whitespace();
    let Some(seen) = row.iter().position(|byte| !is_passed(byte)) else {
        return true;
    };
    let rest = &row[seen..];
    if rest[0].is_ascii_graphic() {
        return false;
    }
    let mut cells = rest.split(|byte| *byte == delimiter);
    cells.all(|cell| std::str::from_utf8(cell).is_ok_and(is_all_blank))
}
