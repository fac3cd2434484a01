//! Numbers of rows, of records and of the lines they stand on. Neighbours mostly came one after
//! the other, so only where that ends something is kept.

/// 1-based numbers by entry, as runs of consecutive ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowNumbers {
    /// First entry and first row of every run.
    runs: Vec<(u32, u32)>,
    length: u32,
}

impl RowNumbers {
    /// `count` rows from `first` on.
    pub fn consecutive(first: u32, count: usize) -> Self {
        let mut rows = Self::default();
        rows.push_run(first, count);
        rows
    }

    /// Adds `count` rows from `first` on.
    pub fn push_run(&mut self, first: u32, count: usize) {
        let length = self.length;
        let continues = self.runs.last().is_some_and(|(entry, row)| {
            Some(first) == row.checked_add(length.saturating_sub(*entry))
        });
        if count > 0 && !continues {
            self.runs.push((length, first));
        }
        self.length = length.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
    }

    /// Adds a row.
    pub fn push(&mut self, row: u32) {
        self.push_run(row, 1);
    }

    /// Drops all entries but the first `length`.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(u32::try_from(length).unwrap_or(u32::MAX));
        let kept = self.runs.partition_point(|(first, _)| *first < self.length);
        self.runs.truncate(kept);
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The row of an entry; 0 where there is no such entry.
    pub fn row(&self, entry: usize) -> u32 {
        let Some(entry) = u32::try_from(entry).ok().filter(|at| *at < self.length) else {
            return 0;
        };
        let after = self.runs.partition_point(|(first, _)| *first <= entry);
        let run = after.checked_sub(1).and_then(|run| self.runs.get(run));
        run.map_or(0, |(first, row)| {
            row.saturating_add(entry.saturating_sub(*first))
        })
    }

    /// Whether `count` entries from `start` on have consecutive rows.
    pub fn are_consecutive(&self, start: usize, count: usize) -> bool {
        let after = self
            .runs
            .partition_point(|(first, _)| *first as usize <= start);
        let end = start.saturating_add(count);
        self.runs
            .get(after)
            .is_none_or(|(next, _)| *next as usize >= end)
    }

    /// Moves all rows by so many: those of the pieces of an input before.
    ///
    /// INVARIANT: the caller has checked that the input has fewer than 2³² rows.
    pub fn shift(&mut self, by: u32) {
        for (_, row) in &mut self.runs {
            *row = row.saturating_add(by);
        }
    }
}

impl FromIterator<u32> for RowNumbers {
    fn from_iter<I: IntoIterator<Item = u32>>(rows: I) -> Self {
        let mut numbers = Self::default();
        rows.into_iter().for_each(|row| numbers.push(row));
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::RowNumbers;

    #[test]
    fn rows_by_entry() {
        let rows = [7, 8, 9, 3, 4, 20, 21, 22, u32::MAX];
        let mut numbers: RowNumbers = rows.into_iter().collect();
        assert_eq!(numbers.runs.len(), 4);
        let back: Vec<u32> = (0..rows.len()).map(|entry| numbers.row(entry)).collect();
        assert_eq!(back, rows);
        assert_eq!((numbers.len(), numbers.row(9)), (9, 0));
        numbers.shift(100);
        assert_eq!((numbers.row(0), numbers.row(4)), (107, 104));
        assert_eq!(
            RowNumbers::consecutive(5, 3),
            [5, 6, 7].into_iter().collect()
        );
        assert!(RowNumbers::consecutive(5, 0).is_empty());
        numbers.truncate(4);
        assert_eq!(numbers, [107, 108, 109, 103].into_iter().collect());
        numbers.truncate(3);
        assert_eq!(numbers, RowNumbers::consecutive(107, 3));
        numbers.truncate(9);
        assert_eq!(numbers.len(), 3);
    }
}
