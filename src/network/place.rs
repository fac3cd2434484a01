//! Where in a register's text a fault is.

use crate::diagnostic::Span;

use super::register::Column;
use super::table::{Cell, Table};

/// What a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The header as a whole.
    Header,
    /// The header of the column at this position.
    HeaderCell(usize),
    /// A data row, counted from 1.
    Row(u64),
    /// A cell of a data row; where the register has no such column, the row.
    Cell(u64, Column),
}

impl Place {
    /// The data row; 0 is the header.
    pub(super) fn row(self) -> u64 {
        match self {
            Self::Header | Self::HeaderCell(_) => 0,
            Self::Row(row) | Self::Cell(row, _) => row,
        }
    }
}

/// Finds places in a register's text, in ascending order.
pub(super) struct Finder<'a> {
    table: Table<'a>,
    cells: Vec<Cell<'a>>,
    row: u64,
    header: Vec<Span>,
    columns: Vec<Option<Column>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let mut table = Table::new(source);
        let mut cells = Vec::new();
        table.next_row(&mut cells);
        let header = cells.iter().map(|cell| cell.span).collect();
        let columns = cells
            .iter()
            .map(|cell| Column::from_header(cell.value.trim()))
            .collect();
        Self {
            table,
            cells,
            row: 0,
            header,
            columns,
        }
    }

    pub(super) fn span(&mut self, place: Place) -> Span {
        match place {
            Place::Header => whole(self.header.iter().copied()),
            Place::HeaderCell(position) => self.header.get(position).copied().unwrap_or_default(),
            Place::Row(row) => self.row_span(row),
            Place::Cell(row, column) => {
                let row_span = self.row_span(row);
                let position = self.columns.iter().position(|known| *known == Some(column));
                position
                    .and_then(|position| self.cells.get(position))
                    .map_or(row_span, |cell| cell.span)
            }
        }
    }

    fn row_span(&mut self, row: u64) -> Span {
        while self.row < row && self.table.next_row(&mut self.cells) {
            self.row = self.row.saturating_add(1);
        }
        whole(self.cells.iter().map(|cell| cell.span))
    }
}

/// From the start of the first to the end of the last.
fn whole(mut spans: impl Iterator<Item = Span>) -> Span {
    let first = spans.next().unwrap_or_default();
    Span::new(first.start, spans.last().unwrap_or(first).end)
}
