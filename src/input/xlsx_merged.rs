//! Merged ranges: which hide values of rows, and what fills their cells.

use std::collections::{BTreeSet, VecDeque};

use super::xlsx_cells::Range;
use super::xlsx_package::damaged;
use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// Ranges that may cover one row: more overlap.
const MOST_AT_ONCE: usize = 1 << 14;

/// The ranges that cover the row being read, with the values that fill their cells.
pub(super) struct Fill {
    waiting: VecDeque<Range>,
    covering: Vec<(Range, String)>,
}

impl Fill {
    pub(super) fn new(mut ranges: Vec<Range>) -> Self {
        ranges.sort_unstable();
        Self {
            waiting: ranges.into(),
            covering: Vec::new(),
        }
    }

    /// Goes on to a row.
    pub(super) fn begin_row(&mut self, row: u32) -> Result<()> {
        self.covering.retain(|(range, _)| range.last_row >= row);
        while let Some(range) = self.waiting.front().filter(|it| it.first_row <= row) {
            if range.last_row >= row {
                self.covering.push((*range, String::new()));
            }
            self.waiting.pop_front();
            if self.covering.len() > MOST_AT_ONCE {
                return Err(damaged("its merged cells overlap"));
            }
        }
        Ok(())
    }

    /// Whether a cell is the first one of a range.
    pub(super) fn begins_at(&self, row: u32, column: u32) -> bool {
        let mut ranges = self.covering.iter();
        ranges.any(|(range, _)| (range.first_row, range.first_column) == (row, column))
    }

    /// Says what the first cell of a range holds.
    pub(super) fn set(&mut self, row: u32, column: u32, value: &str) {
        for (range, kept) in &mut self.covering {
            if (range.first_row, range.first_column) == (row, column) {
                value.clone_into(kept);
            }
        }
    }

    /// The columns in which cells of the row being read are merged.
    pub(super) fn columns(&self) -> BTreeSet<u32> {
        let ranges = self.covering.iter();
        ranges
            .flat_map(|(range, _)| range.first_column..=range.last_column)
            .collect()
    }

    /// What fills a cell of the row being read, which is not the first one of its range.
    pub(super) fn value(&self, row: u32, column: u32) -> Option<&str> {
        let mut ranges = self.covering.iter();
        let found = ranges.find(|(range, value)| {
            range.has_column(column)
                && (range.first_row, range.first_column) != (row, column)
                && !value.is_empty()
        });
        found.map(|(_, value)| value.as_str())
    }
}

/// Refuses a range that covers rows which were read.
///
/// `rows` are those, rising; `name` gives the name of a column that is read, by its number.
pub(super) fn check_merged<'a>(
    ranges: &[Range],
    rows: &[u32],
    columns: impl Iterator<Item = (u32, &'a str)> + Clone,
) -> Result<()> {
    for range in ranges {
        let after = rows.partition_point(|row| *row < range.first_row);
        let covered = rows.get(after).filter(|row| **row <= range.last_row);
        let mut columns = columns.clone();
        let column = columns.find(|(column, _)| range.has_column(*column));
        if let (Some(row), Some((_, column))) = (covered, column) {
            let line = u64::from(*row).saturating_add(1);
            return Err(covers_rows(&range.name()).at_line(line).in_column(column));
        }
    }
    Ok(())
}

fn covers_rows(range: &str) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "合并单元格 {range} 覆盖了数据行，只有左上角的单元格有值；请取消合并并逐行填写，或声明按左上角的值填充（merged = \"fill\"；命令行中为 --merged fill）",
            "the merged cells {range} cover data rows, and only the top left one has a value; unmerge them and fill in every row, or ask for them to be filled (`merged = \"fill\"`; `--merged fill` on the command line)"
        ),
    )
}
