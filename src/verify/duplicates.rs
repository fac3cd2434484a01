//! Uniqueness of keys, whatever order the records came in.
//!
//! Identical copies of a record count once; different records under one key
//! count nowhere, or, in a dataset with versions, the highest version counts. All
//! records with a complete key take part, rejected ones too.

#![expect(clippy::indexing_slicing, reason = "windows of two have two")]

use std::borrow::Cow;
use std::sync::Arc;

use super::candidates::{candidates, candidates_from};
use crate::column::Mask;
use crate::error::Result;
use crate::ledger::{Entry, EntryId, Ledger};
use crate::plan::{StructuralRule, VersionPlan};
use crate::threads::{Crew, on_threads, share};

/// Where more than one of so many entries was added, all are looked at anew.
const ADDED_ONE_OF: usize = 16;

/// How a record stands among those with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// One of so many identical copies.
    Copy(u32),
    /// One of so many records, not all identical.
    Conflict(u32),
    /// Below that version.
    Superseded(i64),
}

/// An entry with its key.
type Keyed<'a> = (EntryId, Entry<'a>, Cow<'a, [u8]>);

/// The records of a ledger that share their key with others, and those that do
/// not count because of other records.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// The records with their standing, by place in the ledger.
    pub shared: Vec<(EntryId, Standing)>,
    /// Per segment the entries that don't count because of it; none where all do.
    /// Shared with the standings they were taken over from.
    excluded: Vec<Option<Arc<Mask>>>,
}

impl Standings {
    /// Finds the records that share their key with others. `version` is that of the
    /// ledger's dataset.
    ///
    /// # Errors
    ///
    /// None today.
    pub fn new(ledger: &Ledger, version: Option<VersionPlan>) -> Result<Self> {
        Self::by(ledger, version, Crew::of(1))
    }

    /// As [`new`](Self::new), by a crew.
    ///
    /// # Errors
    ///
    /// `Cancelled`, where it was asked to stop.
    pub(crate) fn by(
        ledger: &Ledger,
        version: Option<VersionPlan>,
        crew: Crew<'_>,
    ) -> Result<Self> {
        let mut standings = Self {
            shared: Vec::new(),
            excluded: vec![None; ledger.segments().len()],
        };
        let candidates = candidates(ledger, crew)?;
        standings.judge(ledger, version, candidates, crew)?;
        Ok(standings)
    }

    /// The standings of a ledger to which entries were added, and none taken from,
    /// since it was `before`, for which `self` was found: only what shares a key
    /// with an entry that was added is judged, once more or for the first time.
    ///
    /// # Errors
    ///
    /// As [`by`](Self::by).
    pub(crate) fn extended(
        &self,
        before: &Ledger,
        ledger: &Ledger,
        version: Option<VersionPlan>,
        crew: Crew<'_>,
    ) -> Result<Self> {
        let same = before.segments().iter().zip(ledger.segments());
        let same = same
            .take_while(|(before, now)| Arc::ptr_eq(before, now))
            .count();
        let added = ledger.segments().iter().skip(same);
        let added: usize = added.map(|segment| segment.len()).sum();
        if added > ledger.len() / ADDED_ONE_OF {
            return Self::by(ledger, version, crew);
        }
        let mut standings = self.clone();
        let is_same = |id: &EntryId| (id.segment as usize) < same;
        standings.shared.retain(|(id, _)| is_same(id));
        standings.excluded.truncate(same);
        standings.excluded.resize(ledger.segments().len(), None);
        let candidates = candidates_from(ledger, same, crew)?;
        let mut again: Vec<EntryId> = candidates.iter().map(|(_, id)| *id).collect();
        again.sort_unstable();
        let is_again = |id: &EntryId| again.binary_search(id).is_ok();
        standings.shared.retain(|(id, _)| !is_again(id));
        for id in &again {
            if let Some(Some(mask)) = standings.excluded.get_mut(id.segment as usize) {
                Arc::make_mut(mask).set(id.entry as usize, false);
            }
        }
        standings.judge(ledger, version, candidates, crew)?;
        Ok(standings)
    }

    /// Judges entries of which some share a key.
    fn judge(
        &mut self,
        ledger: &Ledger,
        version: Option<VersionPlan>,
        mut candidates: Vec<(u64, EntryId)>,
        crew: Crew<'_>,
    ) -> Result<()> {
        candidates.sort_unstable();
        let alike = candidates.chunk_by(|(left, _), (right, _)| left == right);
        let alike: Vec<_> = alike.filter(|group| group.len() > 1).collect();
        let judged = on_threads(crew.threads(), |worker| {
            let groups = alike.get(share(alike.len(), worker, crew.threads()));
            let groups = groups.unwrap_or_default().iter();
            groups
                .take_while(|_| crew.goes_on())
                .flat_map(|group| judge_alike(ledger, version, group))
                .collect::<Vec<_>>()
        });
        crew.check()?;
        for (id, standing, counts) in judged.into_iter().flatten() {
            self.shared.push((id, standing));
            if !counts {
                self.exclude(ledger, id);
            }
        }
        self.shared.sort_unstable_by_key(|(id, _)| *id);
        Ok(())
    }

    /// How an entry stands among those with its key; none where there is no other.
    pub fn of(&self, id: EntryId) -> Option<Standing> {
        // INVARIANT: the shared entries are sorted by place.
        let place = self.shared.binary_search_by_key(&id, |(shared, _)| *shared);
        let (_, standing) = self.shared.get(place.ok()?)?;
        Some(*standing)
    }

    /// Whether an entry does not count because of others: those with its key,
    /// or those it refers to.
    pub fn excludes(&self, segment: usize, entry: usize) -> bool {
        match self.excluded.get(segment) {
            Some(Some(mask)) => mask.contains(entry),
            _ => false,
        }
    }

    /// The entries that don't count because of others.
    pub fn excluded(&self) -> impl Iterator<Item = EntryId> + '_ {
        let segments = (0_u32..).zip(&self.excluded);
        let masks = segments.filter_map(|(segment, mask)| Some((segment, mask.as_ref()?)));
        masks.flat_map(|(segment, mask)| {
            let entries = mask.rows().filter_map(|entry| u32::try_from(entry).ok());
            entries.map(move |entry| EntryId { segment, entry })
        })
    }

    /// Has an entry count nowhere.
    pub fn exclude(&mut self, ledger: &Ledger, id: EntryId) {
        let segment = id.segment as usize;
        if let (Some(place), Some(entries)) = (
            self.excluded.get_mut(segment),
            ledger.segments().get(segment),
        ) {
            let mask = place.get_or_insert_with(|| Arc::new(Mask::none(entries.len())));
            Arc::make_mut(mask).set(id.entry as usize, true);
        }
    }
}

/// How entries of one identity stand that share their key, and whether each counts.
fn judge_alike(
    ledger: &Ledger,
    version: Option<VersionPlan>,
    alike: &[(u64, EntryId)],
) -> Vec<(EntryId, Standing, bool)> {
    let entries = alike.iter().filter_map(|(_, id)| {
        let entry = ledger.entry(*id)?;
        Some((*id, entry, entry.key()))
    });
    let mut entries: Vec<Keyed<'_>> = entries.collect();
    entries.sort_by(|(_, _, left), (_, _, right)| left.cmp(right));
    let groups = entries.chunk_by(|(_, _, left), (_, _, right)| left == right);
    let groups = groups.filter(|group| group.len() > 1);
    groups
        .flat_map(|group| match version {
            Some(version) => judge_versions(group, version),
            None => judge_group(group),
        })
        .collect()
}

/// How entries of one key stand, of which the highest version counts.
fn judge_versions(group: &[Keyed<'_>], version: VersionPlan) -> Vec<(EntryId, Standing, bool)> {
    let versions = group
        .iter()
        .map(|(_, entry, _)| version_of(*entry, version));
    // Where a version cannot be told it may be the highest, so none can be called that.
    let versions: Option<Vec<Option<i64>>> = versions.collect();
    let Some(Some(highest)) = versions.as_ref().and_then(|all| all.iter().max()) else {
        return judge_group(group);
    };
    let versioned = || group.iter().zip(versions.iter().flatten());
    let is_highest = |version: &Option<i64>| *version == Some(*highest);
    let top = versioned().filter(|(_, version)| is_highest(version));
    let top: Vec<Keyed<'_>> = top.map(|(keyed, _)| keyed.clone()).collect();
    let mut judged = match top.as_slice() {
        [_] => Vec::new(),
        several => judge_group(several),
    };
    let lower = versioned().filter(|(_, version)| !is_highest(version));
    let superseded = Standing::Superseded(*highest);
    judged.extend(lower.map(|((id, _, _), _)| (*id, superseded, false)));
    judged
}

/// The version of a record: `None` where it has none, which is below all others; no
/// answer where it should have one that is missing, or has one that cannot be read.
fn version_of(entry: Entry<'_>, version: VersionPlan) -> Option<Option<i64>> {
    let number = entry.number(version.slot);
    let findings = entry.segment.found.of_entry(entry.position);
    let is_unknown = number.is_none()
        && findings.iter().any(|finding| {
            finding.rule <= StructuralRule::Type.index()
                && usize::from(finding.field) == version.field
        });
    (!is_unknown).then_some(number)
}

/// How entries of one key stand, of which none is before another.
fn judge_group(group: &[Keyed<'_>]) -> Vec<(EntryId, Standing, bool)> {
    let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
    let identical = group
        .windows(2)
        .all(|pair| pair[0].1.compare_contents(&pair[1].1).is_eq());
    // Copies can differ in spelling: one that no rule rejects counts, whichever
    // came first.
    let counted = group.iter().min_by(|(_, left, _), (_, right, _)| {
        let rejected = left.is_rejected().cmp(&right.is_rejected());
        rejected.then_with(|| left.order(right))
    });
    let counted = counted.map(|(id, _, _)| *id).filter(|_| identical);
    let standing = if identical {
        Standing::Copy(count)
    } else {
        Standing::Conflict(count)
    };
    let judged = group
        .iter()
        .map(|(id, _, _)| (*id, standing, counted == Some(*id)));
    judged.collect()
}
