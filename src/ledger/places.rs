//! Where the records of a segment stand: their files, and how far their lines lie behind their
//! numbers. Neighbours mostly came from one file, one line after the other, so only where that
//! ends something is kept.

use std::sync::Arc;

use crate::origin::Origin;
use crate::row_numbers::RowNumbers;

/// Where entries stand, as runs of entries alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The first entry of every run, and its place.
    runs: Vec<(u32, Place)>,
}

/// Where an entry stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// By how much the number of its line exceeds that of its row; none where its input has no
    /// lines.
    pub gap: Option<u32>,
    /// The file it came from, where that is known.
    pub origin: Option<Arc<Origin>>,
}

impl Places {
    /// Of entries whose rows are counted from `first_row` on and stand on these lines.
    pub fn of_lines(first_row: u32, lines: impl IntoIterator<Item = u32>) -> Self {
        let mut places = Self::default();
        for ((entry, row), line) in (0_u32..).zip(first_row..).zip(lines) {
            places.push(
                entry,
                &Place {
                    gap: line.checked_sub(row),
                    origin: None,
                },
            );
        }
        places
    }

    /// Of consecutive rows from `first_row` on, which are those from `start` on of an input's
    /// rows with these lines.
    pub fn of_rows(first_row: u32, lines: &RowNumbers, start: usize, count: usize) -> Self {
        if lines.are_consecutive(start, count) {
            return Self::of_lines(first_row, [lines.row(start)]);
        }
        let entries = start..start.saturating_add(count);
        Self::of_lines(first_row, entries.map(|entry| lines.row(entry)))
    }

    /// The next entry, which stands there.
    pub fn push(&mut self, entry: u32, place: &Place) {
        if self.runs.last().is_none_or(|(_, last)| last != place)
            && (!self.runs.is_empty() || *place != Place::default())
        {
            if self.runs.is_empty() && entry > 0 {
                self.runs.push((0, Place::default()));
            }
            self.runs.push((entry, place.clone()));
        }
    }

    /// The place of an entry.
    pub fn get(&self, entry: usize) -> Option<&Place> {
        let after = self
            .runs
            .partition_point(|(first, _)| *first as usize <= entry);
        let run = self.runs.get(after.checked_sub(1)?)?;
        Some(&run.1)
    }

    /// The runs: the first entry of each, and its place.
    pub fn runs(&self) -> &[(u32, Place)] {
        &self.runs
    }

    /// Has all rows counted from behind `rows` others, while the lines stay.
    pub fn shift(&mut self, rows: u32) {
        for (_, place) in &mut self.runs {
            place.gap = place.gap.map(|gap| gap.saturating_sub(rows));
        }
    }

    /// Has all entries come from one file.
    pub fn come_from(&mut self, origin: &Arc<Origin>) {
        if self.runs.is_empty() {
            self.runs.push((0, Place::default()));
        }
        for (_, place) in &mut self.runs {
            place.origin = Some(Arc::clone(origin));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Place, Places};
    use crate::origin::Origin;

    #[test]
    fn lines_and_files_by_entry() {
        let mut places = Places::of_lines(1, [2, 3, 5, 6, 7]);
        assert_eq!(places.runs().len(), 2);
        places.shift(1);
        let gap = |places: &Places, entry| places.get(entry).and_then(|place| place.gap);
        assert_eq!(
            (gap(&places, 1), gap(&places, 2), gap(&places, 9)),
            (Some(0), Some(1), Some(1))
        );
        places.come_from(&Arc::new(Origin::file("a.csv")));
        assert!(
            places
                .runs()
                .iter()
                .all(|(_, place)| place.origin.is_some())
        );
        let mut none = Places::default();
        none.push(0, &Place::default());
        assert!(none.runs().is_empty() && none.get(0).is_none());
        let line = Place {
            gap: Some(1),
            origin: None,
        };
        none.push(3, &line);
        assert_eq!((gap(&none, 2), gap(&none, 3)), (None, Some(1)));
    }
}
