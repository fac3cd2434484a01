//! A run of entries in columns.

use super::slot::SlotStore;
use super::texts::TextStore;
use crate::error::Result;
use crate::network::DivisionCode;
use crate::plan::DatasetPlan;

/// Stands for no division.
pub(crate) const NO_DIVISION: u32 = u32::MAX;

/// Up to [`SEGMENT_ENTRIES`](super::SEGMENT_ENTRIES) records of one dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// The 1-based data row in the record's file or frame.
    pub rows: Vec<u32>,
    /// Fingerprints of the keys; of the contents where a record has no complete key.
    pub identities: Vec<u64>,
    /// Fingerprints of the contents.
    pub contents: Vec<u64>,
    /// The division's index in the network.
    pub divisions: Vec<u32>,
    /// Bit t: the record takes part in the dataset's term t.
    pub terms: Vec<u64>,
    /// Whether a rule about the record itself rejects it.
    pub rejected: Vec<bool>,
    /// Whether the record's key is complete.
    pub keyed: Vec<bool>,
    /// The keys.
    pub keys: TextStore,
    /// The values kept for later stages, slot by slot.
    pub slots: Vec<SlotStore>,
    /// What was found wrong, in the order of entries.
    pub findings: Vec<StoredFinding>,
    /// The values the findings speak of.
    pub found: TextStore,
    /// Divisions that are not in the register, in the order of entries.
    pub unknown_divisions: Vec<(u32, DivisionCode)>,
}

/// What was found wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredFinding {
    /// The entry within its segment.
    pub entry: u32,
    /// The rule's position in the plan.
    pub rule: u16,
    /// The field's position; `u16::MAX` for none.
    pub field: u16,
    /// The first of the values it speaks of.
    pub first: u32,
    /// How many values it speaks of.
    pub count: u16,
}

/// One record in a segment.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The segment.
    pub segment: &'a Segment,
    /// Its position there.
    pub position: usize,
}

/// The values a finding speaks of.
pub type FoundValues<'a> = Vec<&'a str>;

impl Segment {
    /// An empty segment for records of `dataset`.
    pub fn new(dataset: &DatasetPlan) -> Self {
        Self {
            slots: dataset
                .slots
                .iter()
                .map(|slot| SlotStore::new(&slot.kind))
                .collect(),
            ..Self::default()
        }
    }

    /// Makes room for as many entries as a full segment has, where it is known
    /// that so many will come.
    pub fn reserve_all(&mut self) {
        let more = super::SEGMENT_ENTRIES.saturating_sub(self.len());
        self.rows.reserve(more);
        self.identities.reserve(more);
        self.contents.reserve(more);
        self.divisions.reserve(more);
        self.terms.reserve(more);
        self.rejected.reserve(more);
        self.keyed.reserve(more);
        self.keys.ends.reserve(more);
        for slot in &mut self.slots {
            match slot {
                SlotStore::Dates(days) => days.reserve(more),
                SlotStore::Numbers(numbers) => numbers.reserve(more),
                SlotStore::Texts(texts) => texts.ends.reserve(more),
            }
        }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The entry with that position.
    pub fn entry(&self, position: usize) -> Option<Entry<'_>> {
        (position < self.len()).then_some(Entry {
            segment: self,
            position,
        })
    }

    /// The entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len()).map(|position| Entry {
            segment: self,
            position,
        })
    }

    /// Whether another segment's entries can be added within every limit.
    pub fn has_room_for(&self, other: &Self) -> bool {
        fn both(own: &TextStore, others: &TextStore) -> bool {
            let bytes = own.bytes.len().saturating_add(others.bytes.len());
            u32::try_from(bytes).is_ok()
        }
        let slots = self
            .slots
            .iter()
            .zip(&other.slots)
            .all(|(own, others)| match (own, others) {
                (SlotStore::Texts(own), SlotStore::Texts(others)) => both(own, others),
                _ => true,
            });
        let entries = self.len().saturating_add(other.len());
        slots
            && entries <= super::SEGMENT_ENTRIES
            && both(&self.keys, &other.keys)
            && both(&self.found, &other.found)
    }

    /// Adds a finding about an entry.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`].
    pub fn add_finding<'v>(
        &mut self,
        entry: usize,
        rule: u16,
        field: Option<usize>,
        found: impl IntoIterator<Item = &'v str>,
    ) -> Result<()> {
        let first = self.found.len();
        for value in found {
            self.found.push(value.as_bytes())?;
        }
        let count = self.found.len().saturating_sub(first);
        self.findings.push(StoredFinding {
            entry: u32::try_from(entry).unwrap_or(u32::MAX),
            rule,
            field: field
                .and_then(|field| u16::try_from(field).ok())
                .unwrap_or(u16::MAX),
            first: u32::try_from(first).unwrap_or(u32::MAX),
            count: u16::try_from(count).unwrap_or(u16::MAX),
        });
        Ok(())
    }

    /// The values a finding speaks of.
    pub fn found(&self, finding: &StoredFinding) -> FoundValues<'_> {
        let first = finding.first as usize;
        let positions = (first..).take(usize::from(finding.count));
        positions
            .map(|position| std::str::from_utf8(self.found.bytes(position)).unwrap_or(""))
            .collect()
    }

    /// Adds the entries of another segment of the same dataset.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`].
    pub fn append(&mut self, other: &Self) -> Result<()> {
        (0..other.len()).try_for_each(|entry| self.copy_entry(other, entry))
    }

    /// The entries whose flag is set, with their findings.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`].
    pub fn filtered(&self, stays: &[bool]) -> Result<Self> {
        let mut filtered = Self {
            slots: self.slots.iter().map(SlotStore::emptied).collect(),
            ..Self::default()
        };
        let staying = stays.iter().enumerate().filter(|(_, stays)| **stays);
        staying
            .map(|(entry, _)| entry)
            .try_for_each(|entry| filtered.copy_entry(self, entry))?;
        Ok(filtered)
    }

    /// Adds one entry of another segment of the same dataset, with its findings.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`].
    pub fn copy_entry(&mut self, other: &Self, entry: usize) -> Result<()> {
        fn copy<T: Copy>(to: &mut Vec<T>, from: &[T], entry: usize) {
            to.extend(from.get(entry).copied());
        }
        let position = self.len();
        copy(&mut self.rows, &other.rows, entry);
        copy(&mut self.identities, &other.identities, entry);
        copy(&mut self.contents, &other.contents, entry);
        copy(&mut self.divisions, &other.divisions, entry);
        copy(&mut self.terms, &other.terms, entry);
        copy(&mut self.rejected, &other.rejected, entry);
        copy(&mut self.keyed, &other.keyed, entry);
        self.keys.push(other.keys.bytes(entry))?;
        for (own, others) in self.slots.iter_mut().zip(&other.slots) {
            own.copy(others, entry)?;
        }
        for finding in other.findings_of(entry) {
            let field = (finding.field != u16::MAX).then_some(usize::from(finding.field));
            self.add_finding(position, finding.rule, field, other.found(finding))?;
        }
        if let Some(code) = other
            .entry(entry)
            .and_then(|entry| entry.unknown_division())
        {
            self.unknown_divisions
                .push((u32::try_from(position).unwrap_or(u32::MAX), code));
        }
        Ok(())
    }

    /// What was found wrong with an entry.
    pub fn findings_of(&self, entry: usize) -> &[StoredFinding] {
        // INVARIANT: findings are added entry by entry, so they are in the order of entries.
        let start = self
            .findings
            .partition_point(|finding| (finding.entry as usize) < entry);
        let end = self
            .findings
            .partition_point(|finding| (finding.entry as usize) <= entry);
        self.findings.get(start..end).unwrap_or_default()
    }
}

impl<'a> Entry<'a> {
    /// The 1-based data row.
    pub fn row(&self) -> u32 {
        self.segment.rows.get(self.position).copied().unwrap_or(0)
    }

    /// The key as bytes, unlike as it is shown.
    pub fn key(&self) -> &'a [u8] {
        self.segment.keys.bytes(self.position)
    }

    /// The fingerprint of the key, or of the content where the key is incomplete.
    pub fn identity(&self) -> u64 {
        self.segment
            .identities
            .get(self.position)
            .copied()
            .unwrap_or_default()
    }

    /// The fingerprint of the content.
    pub fn content(&self) -> u64 {
        self.segment
            .contents
            .get(self.position)
            .copied()
            .unwrap_or_default()
    }

    /// Whether a rule about the record itself rejects it.
    pub fn is_rejected(&self) -> bool {
        self.segment.rejected.get(self.position) == Some(&true)
    }

    /// Whether it is the same record as another: the same key, byte by byte, and
    /// the same content.
    pub fn is_copy_of(&self, other: &Entry<'_>) -> bool {
        self.content() == other.content() && self.key() == other.key()
    }

    /// Whether the same was found about it as about another.
    pub fn finds_as(&self, other: &Entry<'_>) -> bool {
        self.found().eq(other.found())
    }

    /// What was found about it: rules, fields and values.
    pub fn found(&self) -> impl Iterator<Item = (u16, u16, FoundValues<'a>)> + use<'a> {
        let segment = self.segment;
        let findings = segment.findings_of(self.position).iter();
        findings.map(move |finding| (finding.rule, finding.field, segment.found(finding)))
    }

    /// The order of entries that depends on nothing but the records: identity,
    /// key, content, row, and what was found.
    pub fn order(&self, other: &Entry<'_>) -> std::cmp::Ordering {
        self.identity()
            .cmp(&other.identity())
            .then_with(|| self.key().cmp(other.key()))
            .then_with(|| self.content().cmp(&other.content()))
            .then_with(|| self.row().cmp(&other.row()))
            .then_with(|| self.found().cmp(other.found()))
    }

    /// The division's index in the network.
    pub fn division(&self) -> Option<u32> {
        self.segment
            .divisions
            .get(self.position)
            .copied()
            .filter(|index| *index != NO_DIVISION)
    }

    /// The code of a division that is not in the register.
    pub fn unknown_division(&self) -> Option<DivisionCode> {
        let position = u32::try_from(self.position).ok()?;
        let unknown = &self.segment.unknown_divisions;
        let place = unknown
            .binary_search_by_key(&position, |(entry, _)| *entry)
            .ok()?;
        unknown.get(place).map(|(_, code)| *code)
    }
}
