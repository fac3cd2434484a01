//! A run of entries in columns, packed.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::keys::KeyStore;
use super::packed::PackedNumbers;
use super::places::{Place, Places};
use super::slot::SlotStore;
use super::texts::TextStore;
use crate::calendar::Date;
use crate::column::{Mask, fingerprint_bytes};
use crate::error::Result;
use crate::network::DivisionCode;
use crate::origin::Origin;
use crate::row_numbers::RowNumbers;

/// Up to [`SEGMENT_ENTRIES`](super::SEGMENT_ENTRIES) records of one dataset.
///
/// Together the columns hold all there is to know of a record's content: fields
/// with a small form as they are, in the slots; other texts in the key, in a slot
/// of texts, or as a fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// The 1-based data row in the record's file or frame.
    pub rows: RowNumbers,
    /// The files the records came from and the lines they stand on.
    pub places: Places,
    /// The division's index in the network; missing where it is not in it.
    pub divisions: PackedNumbers,
    /// Bit t: the record takes part in the dataset's term t.
    pub terms: PackedNumbers,
    /// The records that a rule about the record itself rejects.
    pub rejected: Mask,
    /// The records whose key is complete.
    pub keyed: Mask,
    /// The keys.
    pub keys: KeyStore,
    /// The values kept of every record, slot by slot.
    pub slots: Vec<SlotStore>,
    /// Fingerprints of the texts that are kept nowhere else; empty where the
    /// dataset has no such field.
    pub unkept: Vec<u64>,
    /// Fingerprints of values that could not be read, in the order of entries.
    pub unreadable: Vec<(u32, u64)>,
    /// What was found wrong.
    pub found: FoundList,
    /// Divisions that are not in the register, in the order of entries.
    pub unknown_divisions: Vec<(u32, DivisionCode)>,
}

/// What was found wrong with the entries of a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundList {
    /// The findings, in the order of entries.
    pub findings: Vec<StoredFinding>,
    /// The values they speak of.
    pub values: TextStore,
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

impl FoundList {
    /// Adds a finding about an entry.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`].
    pub fn push<'v>(
        &mut self,
        entry: usize,
        rule: u16,
        field: Option<usize>,
        found: impl IntoIterator<Item = &'v str>,
    ) -> Result<()> {
        let first = self.values.len();
        for value in found {
            self.values.push(value.as_bytes())?;
        }
        let count = self.values.len().saturating_sub(first);
        self.findings.push(StoredFinding {
            entry: position_of(entry),
            rule,
            field: field
                .and_then(|field| u16::try_from(field).ok())
                .unwrap_or(u16::MAX),
            first: position_of(first),
            count: u16::try_from(count).unwrap_or(u16::MAX),
        });
        Ok(())
    }

    /// The values a finding speaks of.
    pub fn values(&self, finding: &StoredFinding) -> FoundValues<'_> {
        let first = finding.first as usize;
        let positions = (first..).take(usize::from(finding.count));
        positions
            .map(|position| std::str::from_utf8(self.values.bytes(position)).unwrap_or(""))
            .collect()
    }

    /// What was found wrong with an entry.
    pub fn of_entry(&self, entry: usize) -> &[StoredFinding] {
        // INVARIANT: findings are added entry by entry, so they are in the order of entries.
        let start = self
            .findings
            .partition_point(|finding| (finding.entry as usize) < entry);
        let rest = self.findings.get(start..).unwrap_or_default();
        let count = rest.partition_point(|finding| finding.entry as usize == entry);
        rest.get(..count).unwrap_or_default()
    }
}

impl Segment {
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

    /// The identities of the entries: of the key, or of the content where a
    /// record has no complete key.
    pub fn identities(&self, out: &mut Vec<u64>) {
        self.keys.identities(out);
        if !self.keyed.is_full() {
            for entry in self.keyed.complement().rows() {
                if let Some(identity) = out.get_mut(entry) {
                    *identity = self.content_fingerprint(entry);
                }
            }
        }
    }

    /// A fingerprint of all that is kept of a record's content.
    fn content_fingerprint(&self, position: usize) -> u64 {
        let entry = Entry {
            segment: self,
            position,
        };
        let mut bytes = Vec::new();
        let mut put = |number: Option<i64>| {
            bytes.push(u8::from(number.is_some()));
            bytes.extend_from_slice(&number.unwrap_or(0).to_le_bytes());
        };
        for slot in &self.slots {
            put(slot.number(position));
            if let Some(text) = slot.text(position) {
                put(Some(fingerprint_bytes(text.as_bytes()) as i64));
            }
        }
        put(entry.division().map(i64::from));
        put(entry.unknown_division().map(|code| code.number() as i64));
        put(Some(entry.unkept() as i64));
        put(entry.unreadable().map(|found| found as i64));
        put(Some(fingerprint_bytes(&entry.key()) as i64));
        fingerprint_bytes(&bytes)
    }

    /// A segment of some entries of segments of one dataset, with their findings.
    ///
    /// # Errors
    ///
    /// `Limit` as [`TextStore::push`].
    pub fn of_entries(entries: &[(&Self, usize)]) -> Result<Self> {
        let count = entries.len();
        let slots = entries.first().map_or(0, |(from, _)| from.slots.len());
        let SlotStore::Numbers(divisions) = SlotStore::of_numbers(
            entries
                .iter()
                .map(|(from, entry)| from.divisions.get(*entry)),
        ) else {
            return Ok(Self::default());
        };
        let terms: Vec<i64> = entries
            .iter()
            .map(|(from, entry)| from.terms.get(*entry).unwrap_or(0))
            .collect();
        let is_in = |mask: fn(&Self) -> &Mask| {
            let mut found = Mask::none(count);
            for (place, (from, entry)) in entries.iter().enumerate() {
                found.set(place, mask(from).contains(*entry));
            }
            found
        };
        let keyed = is_in(|from| &from.keyed);
        let keys: Vec<Cow<'_, [u8]>> = entries
            .iter()
            .map(|(from, entry)| from.keys.key(*entry))
            .collect();
        let mut segment = Self {
            rows: entries
                .iter()
                .map(|(from, entry)| from.rows.row(*entry))
                .collect(),
            divisions,
            terms: PackedNumbers::of_all(&terms),
            rejected: is_in(|from| &from.rejected),
            keys: KeyStore::new(count, &keyed, |entry| {
                keys.get(entry).map(|key| &**key).unwrap_or_default()
            })?,
            keyed,
            ..Self::default()
        };
        for slot in 0..slots {
            let parts = entries
                .iter()
                .filter_map(|(from, entry)| Some((from.slots.get(slot)?, *entry)));
            let parts: Vec<_> = parts.collect();
            segment.slots.push(SlotStore::of_entries(&parts)?);
        }
        for (place, (from, entry)) in entries.iter().enumerate() {
            let came_from = from.places.get(*entry);
            match came_from {
                Some(came_from) => segment.places.push(position_of(place), came_from),
                None => segment.places.push(position_of(place), &Place::default()),
            }
            segment.unkept.extend(from.unkept.get(*entry));
            segment.copy_rare(place, from, *entry)?;
        }
        Ok(segment)
    }

    /// Copies what few entries have: findings, unreadable values, unknown divisions.
    fn copy_rare(&mut self, place: usize, from: &Self, entry: usize) -> Result<()> {
        for finding in from.found.of_entry(entry) {
            let field = (finding.field != u16::MAX).then_some(usize::from(finding.field));
            let values = from.found.values(finding);
            self.found.push(place, finding.rule, field, values)?;
        }
        let Some(entry) = from.entry(entry) else {
            return Ok(());
        };
        let unreadable = entry.unreadable();
        self.unreadable
            .extend(unreadable.map(|found| (position_of(place), found)));
        let unknown = entry.unknown_division();
        self.unknown_divisions
            .extend(unknown.map(|code| (position_of(place), code)));
        Ok(())
    }
}

/// Segments have few entries, and few values by the limits of their stores.
fn position_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// What a list sorted by entry says of one.
fn rare<T: Copy>(list: &[(u32, T)], position: usize) -> Option<T> {
    let position = u32::try_from(position).ok()?;
    let place = list.binary_search_by_key(&position, |(entry, _)| *entry);
    list.get(place.ok()?).map(|(_, value)| *value)
}

impl<'a> Entry<'a> {
    /// The 1-based data row.
    pub fn row(&self) -> u32 {
        self.segment.rows.row(self.position)
    }

    /// The line of its file, or row of its sheet, as an editor or a spreadsheet shows it.
    pub fn line(&self) -> Option<u32> {
        self.row()
            .checked_add(self.segment.places.get(self.position)?.gap?)
    }

    /// The file it came from.
    pub fn origin(&self) -> Option<&'a Origin> {
        self.segment.places.get(self.position)?.origin.as_deref()
    }

    /// The key as bytes, unlike as it is shown.
    pub fn key(&self) -> Cow<'a, [u8]> {
        self.segment.keys.key(self.position)
    }

    /// Whether a rule about the record itself rejects it.
    pub fn is_rejected(&self) -> bool {
        self.segment.rejected.contains(self.position)
    }

    /// The dataset's terms in which the record takes part, one bit each.
    pub fn terms(&self) -> u64 {
        self.segment.terms.get(self.position).unwrap_or(0) as u64
    }

    fn unkept(&self) -> u64 {
        let unkept = self.segment.unkept.get(self.position);
        unkept.copied().unwrap_or(0)
    }

    fn unreadable(&self) -> Option<u64> {
        rare(&self.segment.unreadable, self.position)
    }

    /// An order of contents that depends on nothing else; equal where every
    /// field has the same value.
    pub fn compare_contents(&self, other: &Entry<'_>) -> Ordering {
        let slots = self.segment.slots.iter().zip(&other.segment.slots);
        let by_slots = slots.map(|(own, others)| {
            let (entry, other) = (self.position, other.position);
            (own.number(entry), own.text(entry)).cmp(&(others.number(other), others.text(other)))
        });
        let rest = |entry: &Entry<'_>| {
            let division = (entry.division(), entry.unknown_division());
            (division, entry.unkept(), entry.unreadable())
        };
        by_slots
            .fold(Ordering::Equal, Ordering::then)
            .then_with(|| rest(self).cmp(&rest(other)))
    }

    /// Whether it is the same record as another: the same key, byte by byte, and
    /// the same content.
    pub fn is_copy_of(&self, other: &Entry<'_>) -> bool {
        self.compare_contents(other).is_eq() && self.key() == other.key()
    }

    /// Whether the same was found about it as about another.
    pub fn finds_as(&self, other: &Entry<'_>) -> bool {
        self.found().eq(other.found())
    }

    /// What was found about it: rules, fields and values.
    pub fn found(&self) -> impl Iterator<Item = (u16, u16, FoundValues<'a>)> + use<'a> {
        let list = &self.segment.found;
        let findings = list.of_entry(self.position).iter();
        findings.map(move |finding| (finding.rule, finding.field, list.values(finding)))
    }

    /// The order of entries that depends on nothing but the records: key,
    /// content, file, row, line, and what was found.
    pub fn order(&self, other: &Entry<'_>) -> Ordering {
        self.key()
            .cmp(&other.key())
            .then_with(|| self.compare_contents(other))
            .then_with(|| self.origin().cmp(&other.origin()))
            .then_with(|| self.row().cmp(&other.row()))
            .then_with(|| self.line().cmp(&other.line()))
            .then_with(|| self.found().cmp(other.found()))
    }

    /// The number in a slot; of a code its position, of a time its minute.
    pub fn number(&self, slot: usize) -> Option<i64> {
        self.segment.slots.get(slot)?.number(self.position)
    }

    /// The day in a slot.
    pub fn day(&self, slot: usize) -> Option<Date> {
        let day = self.segment.slots.get(slot)?.day(self.position)?;
        Date::from_days(day)
    }

    /// The text in a slot.
    pub fn text(&self, slot: usize) -> Option<&'a str> {
        self.segment.slots.get(slot)?.text(self.position)
    }

    /// The division's index in the network.
    pub fn division(&self) -> Option<u32> {
        let index = self.segment.divisions.get(self.position)?;
        u32::try_from(index).ok()
    }

    /// The code of a division that is not in the register.
    pub fn unknown_division(&self) -> Option<DivisionCode> {
        rare(&self.segment.unknown_divisions, self.position)
    }
}
