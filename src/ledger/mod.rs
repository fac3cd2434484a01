//! What is kept of every record: its key, what it adds to which measure, and
//! what was found wrong with it, in columns. Keeps and gives back; judges nothing.
//!
//! A dataset's ledger is a list of segments of up to [`SEGMENT_ENTRIES`] entries
//! each. Segments are shared, not copied, between a tally and its assessments.

mod segment;
mod slot;
mod texts;

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

pub use segment::{Entry, FoundValues, Segment, StoredFinding};
pub use slot::SlotStore;
pub use texts::TextStore;

/// Entries of a full segment.
pub const SEGMENT_ENTRIES: usize = 1 << 16;

/// The records of one dataset.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    segments: Vec<Arc<Segment>>,
}

/// Where an entry stands in a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId {
    /// The segment.
    pub segment: u32,
    /// The entry within it.
    pub entry: u32,
}

impl Ledger {
    /// The segments.
    pub fn segments(&self) -> &[Arc<Segment>] {
        &self.segments
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.segments.iter().map(|segment| segment.len()).sum()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.segments.iter().all(|segment| segment.is_empty())
    }

    /// Takes over the segments of another ledger.
    ///
    /// # Errors
    ///
    /// `Limit` beyond [`limits::RECORDS`]; nothing is taken over then.
    pub fn append(&mut self, added: impl IntoIterator<Item = Segment>) -> Result<()> {
        let added: Vec<Segment> = added
            .into_iter()
            .filter(|segment| !segment.is_empty())
            .collect();
        let total = added
            .iter()
            .map(Segment::len)
            .fold(self.len(), usize::saturating_add);
        if total > limits::RECORDS {
            let limit = limits::RECORDS;
            let message = text!(
                "一个数据集超过 {limit} 条记录",
                "a dataset has more than {limit} records"
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
        for segment in added {
            // Many small additions become one segment, so that their number
            // follows the records and not the calls.
            match self.segments.last_mut() {
                Some(last) if last.has_room_for(&segment) => {
                    Arc::make_mut(last).append(&segment)?
                }
                _ => self.segments.push(Arc::new(segment)),
            }
        }
        Ok(())
    }

    /// Shares the segments of another ledger of the same dataset.
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append).
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.append(other.segments.iter().map(|segment| Segment::clone(segment)))
    }

    /// Takes the entries out for which `leaves` holds.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`]; nothing is taken out then.
    pub fn remove(&mut self, leaves: impl Fn(EntryId) -> bool) -> Result<()> {
        let mut segments = self.segments.clone();
        for (segment_id, segment) in (0_u32..).zip(&mut segments) {
            let entries = 0..u32::try_from(segment.len()).unwrap_or(u32::MAX);
            let stays: Vec<bool> = entries
                .map(|entry| {
                    !leaves(EntryId {
                        segment: segment_id,
                        entry,
                    })
                })
                .collect();
            if stays.contains(&false) {
                *segment = Arc::new(segment.filtered(&stays)?);
            }
        }
        segments.retain(|segment| !segment.is_empty());
        self.segments = segments;
        Ok(())
    }

    /// The entry with that id.
    pub fn entry(&self, id: EntryId) -> Option<Entry<'_>> {
        self.segments
            .get(id.segment as usize)?
            .entry(id.entry as usize)
    }
}
