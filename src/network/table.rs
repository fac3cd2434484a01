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
        let quoted = match self.rest().starts_with('"') {
            true => Some(self.quoted()),
            false => None,
        };
        let rest = self.rest();
        let plain = rest
            .find([',', '\r', '\n'])
            .and_then(|end| rest.get(..end))
            .unwrap_or(rest);
        self.advance(plain.len());
        let value = match quoted {
            None => Cow::Borrowed(plain),
            Some(quoted) if plain.is_empty() => quoted,
            Some(quoted) => Cow::Owned(quoted.into_owned() + plain),
        };
        Cell {
            value,
            span: Span::new(start, self.position),
        }
    }

    /// The text between quotes, where two quotes mean one.
    fn quoted(&mut self) -> Cow<'a, str> {
        let mut value = Cow::Borrowed("");
        loop {
            self.advance(1);
            let rest = self.rest();
            let end = rest.find('"');
            self.unclosed |= end.is_none();
            let piece = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
            value += piece;
            self.advance(piece.len());
            self.advance(usize::from(end.is_some()));
            if !self.rest().starts_with('"') || end.is_none() {
                return value;
            }
            value += "\"";
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn advance(&mut self, bytes: usize) {
        self.position = self.position.saturating_add(bytes);
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
