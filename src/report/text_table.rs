//! Tables in a terminal, aligned where Chinese characters take two columns.

use unicode_width::UnicodeWidthStr;

/// On which side a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A table of texts.
#[derive(Clone, Debug, Default)]
pub struct TextTable {
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table with these column heads.
    pub fn new<S: Into<String>>(columns: impl IntoIterator<Item = (S, Align)>) -> Self {
        let (heads, aligns): (Vec<String>, Vec<Align>) = columns
            .into_iter()
            .map(|(head, align)| (head.into(), align))
            .unzip();
        Self {
            aligns,
            rows: vec![heads],
        }
    }

    /// Adds a row; cells beyond the last column are not shown.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table as text, every line ended.
    pub fn render(&self) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.aligns.len()).map(width).collect();
        let mut text = String::new();
        for (position, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (column, (width, align)) in widths.iter().zip(&self.aligns).enumerate() {
                let cell = row.get(column).map_or("", String::as_str);
                let padding = " ".repeat(width.saturating_sub(cell.width()));
                if column > 0 {
                    line.push_str("  ");
                }
                match align {
                    Align::Left => line.extend([cell, &padding]),
                    Align::Right => line.extend([&padding, cell]),
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
            if position == 0 {
                let gaps = widths.len().saturating_sub(1).saturating_mul(2);
                let total = widths.iter().sum::<usize>().saturating_add(gaps);
                text.push_str(&"─".repeat(total));
                text.push('\n');
            }
        }
        text
    }
}
