//! What is kept of every record: its key, what it adds to which measure, and
//! what was found wrong with it, in columns. Keeps and gives back; judges nothing.
//!
//! A dataset's ledger is a list of segments of up to [`SEGMENT_ENTRIES`] entries
//! each. Segments are shared, not copied, between a tally and its assessments.

mod keys;
mod packed;
mod places;
mod segment;
mod slot;
mod texts;

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

pub use keys::{KeyStore, identity};
pub use packed::PackedNumbers;
pub use places::{Place, Places};
pub use segment::{Entry, FoundList, FoundValues, Segment, StoredFinding};
pub use slot::SlotStore;
pub use texts::TextStore;

/// Entries of a full segment: few enough that what is computed of one stays in
/// the processor's cache, many enough that its own size does not count.
pub const SEGMENT_ENTRIES: usize = 4_096;

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

    /// Takes over segments.
    ///
    /// # Errors
    ///
    /// `Limit` beyond [`limits::RECORDS`]; nothing is taken over then.
    pub fn append(&mut self, added: impl IntoIterator<Item = Segment>) -> Result<()> {
        self.share(added.into_iter().map(Arc::new))
    }

    fn share(&mut self, added: impl IntoIterator<Item = Arc<Segment>>) -> Result<()> {
        let added: Vec<Arc<Segment>> = added
            .into_iter()
            .filter(|segment| !segment.is_empty())
            .collect();
        let total = added
            .iter()
            .map(|segment| segment.len())
            .fold(self.len(), usize::saturating_add);
        if total > limits::RECORDS {
            let limit = limits::RECORDS;
            let message = text!(
                "一个数据集超过 {limit} 条记录",
                "a dataset has more than {limit} records"
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let mut segments = self.segments.clone();
        for segment in added {
            segments.push(segment);
            join_small(&mut segments)?;
        }
        self.segments = segments;
        Ok(())
    }

    /// Shares the segments of another ledger of the same dataset.
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append).
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.share(other.segments.iter().map(Arc::clone))
    }

    /// Per segment the identities of its entries: of the key, or of the content
    /// where a record has no complete key.
    pub fn each_identity(&self, mut receive: impl FnMut(usize, &[u64])) {
        let mut identities = Vec::new();
        for (segment_id, segment) in self.segments.iter().enumerate() {
            segment.identities(&mut identities);
            receive(segment_id, &identities);
        }
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
                let staying = stays.iter().enumerate().filter(|(_, stays)| **stays);
                let staying = staying.map(|(entry, _)| (&**segment, entry));
                let staying = Segment::of_entries(&staying.collect::<Vec<_>>())?;
                *segment = Arc::new(staying);
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

/// Joins the last segments where they are small: many small additions become few
/// segments, so that their number follows the records and not the calls. As only
/// neighbours of like size are joined, an entry is moved few times.
fn join_small(segments: &mut Vec<Arc<Segment>>) -> Result<()> {
    while let [.., before, last] = segments.as_slice() {
        let fits = before.len().saturating_add(last.len()) <= SEGMENT_ENTRIES;
        if !fits || last.len() < before.len() / 2 {
            break;
        }
        let entries = [before, last].into_iter().flat_map(|segment| {
            let entries = 0..segment.len();
            entries.map(move |entry| (&**segment, entry))
        });
        let joined = Segment::of_entries(&entries.collect::<Vec<_>>())?;
        segments.truncate(segments.len().saturating_sub(2));
        segments.push(Arc::new(joined));
    }
    Ok(())
}
