//! Comma-separated text (RFC 4180) with the place of every cell, which a
//! message about a register underlines.

use std::borrow::Cow;

use crate::diagnostic::Span;

/// One cell of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    /// The value, without the quotes.
    pub value: Cow<'a, str>,
    /// Its place in the text, with the quotes.
    pub span: Span,
}

/// Reads a text row by row.
#[derive(Clone, Debug)]
pub(super) struct Table<'a> {
    text: &'a str,
    position: usize,
    unclosed: bool,
}

impl<'a> Table<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            position: 0,
            unclosed: false,
        }
    }

    /// Puts the cells of the next row into `cells`; `false` at the end of the
    /// text. Empty lines are no rows.
    pub(super) fn next_row(&mut self, cells: &mut Vec<Cell<'a>>) -> bool {
        cells.clear();
        let rest = self.rest();
        let row = rest.trim_start_matches(['\r', '\n']);
        self.advance(rest.len().saturating_sub(row.len()));
        if row.is_empty() {
            return false;
        }
        loop {
            cells.push(self.cell());
            let more = self.rest().starts_with(',');
            self.advance(usize::from(!self.rest().is_empty()));
            if !more {
                return true;
            }
        }
    }

    /// Whether a quote that opens a cell was never closed.
    pub(super) fn unclosed(&self) -> bool {
        self.unclosed
    }

    /// The cell that starts here, up to the comma or the end of its line.
    fn cell(&mut self) -> Cell<'a> {
        let start = self.position;
        let quoted = if self.rest().starts_with('"') {
            self.quoted()
        } else {
            Cow::Borrowed("")
        };
        let rest = self.rest();
        // All three are ASCII, so that no byte of another character is one of them.
        let mut bytes = rest.bytes();
        let end = bytes.position(|byte| matches!(byte, b',' | b'\r' | b'\n'));
        let plain = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        self.advance(plain.len());
        let value = joined(quoted, plain);
        Cell {
            value,
            span: Span::new(start, self.position),
        }
    }

    /// The text between quotes, where two quotes mean one.
    fn quoted(&mut self) -> Cow<'a, str> {
        let mut value = Cow::Borrowed("");
        loop {
            // Past the quote that opens, or the second of a pair.
            self.advance(1);
            let rest = self.rest();
            let Some((piece, after)) = rest.split_once('"') else {
                self.unclosed = true;
                self.advance(rest.len());
                return joined(value, rest);
            };
            self.advance(piece.len());
            self.advance(1);
            value = joined(value, piece);
            if !after.starts_with('"') {
                return value;
            }
            value = joined(value, "\"");
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn advance(&mut self, bytes: usize) {
        self.position = self.position.saturating_add(bytes);
    }
}

/// Both texts in one, copied only where neither is empty.
fn joined<'a>(head: Cow<'a, str>, tail: &'a str) -> Cow<'a, str> {
    match (head.is_empty(), tail.is_empty()) {
        (_, true) => head,
        (true, false) => Cow::Borrowed(tail),
        (false, false) => {
            let mut both = head.into_owned();
            both.push_str(tail);
            Cow::Owned(both)
        }
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
