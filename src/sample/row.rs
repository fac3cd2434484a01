//! One row of text cells, reused from row to row.

use std::fmt::{self, Write};

/// The most fields a dataset has.
pub(super) const MOST_FIELDS: usize = 16;

/// The cells of a row in one buffer, so that a row costs no allocation.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    text: String,
    cells: [Option<(usize, usize)>; MOST_FIELDS],
    width: usize,
}

impl Row {
    /// Empties the row.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.width = 0;
    }

    /// Adds a cell.
    pub(super) fn push(&mut self, value: &str) {
        let cell = self.append(value);
        self.add(Some(cell));
    }

    /// Adds a cell that may be empty.
    pub(super) fn push_optional(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.push(value),
            None => self.add(None),
        }
    }

    /// Adds a cell with a formatted value.
    pub(super) fn push_format(&mut self, value: fmt::Arguments<'_>) {
        let start = self.text.len();
        // Writing to a String cannot fail.
        let _ = self.text.write_fmt(value);
        self.add(Some((start, self.text.len())));
    }

    /// Replaces a cell.
    pub(super) fn set(&mut self, position: usize, value: Option<&str>) {
        let cell = value.map(|value| self.append(value));
        if let Some(place) = self.cells.get_mut(position) {
            *place = cell;
        }
    }

    /// The value of a cell.
    pub(super) fn cell(&self, position: usize) -> Option<&str> {
        let (start, end) = (*self.cells.get(position)?)?;
        self.text.get(start..end)
    }

    /// Hands all cells to `take`.
    pub(super) fn with_cells<T>(&self, take: impl FnOnce(&[Option<&str>]) -> T) -> T {
        let mut cells = [None; MOST_FIELDS];
        for (position, cell) in cells.iter_mut().enumerate().take(self.width) {
            *cell = self.cell(position);
        }
        take(cells.get(..self.width).unwrap_or_default())
    }

    fn append(&mut self, value: &str) -> (usize, usize) {
        let start = self.text.len();
        self.text.push_str(value);
        (start, self.text.len())
    }

    fn add(&mut self, cell: Option<(usize, usize)>) {
        if let Some(place) = self.cells.get_mut(self.width) {
            *place = cell;
            self.width = self.width.saturating_add(1);
        }
    }
}
