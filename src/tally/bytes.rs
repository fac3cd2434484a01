//! A tally as bytes: the same bytes for the same rows, however they came. The
//! rows' numbers in their files are part of them, as findings name them.
//!
//! Layout, all numbers little-endian:
//!
//! | part | what |
//! |---|---|
//! | 8 bytes | `huimin` and two bytes of format version |
//! | u64 | the plan's fingerprint |
//! | u32 | number of files and sheets that records came from; then these, sorted |
//! | u32 | number of entries of the receipt; then these, in its order |
//! | u32 | number of datasets; then per dataset: |
//! | u64 | number of records; then in chunks of 4,096 records, sorted by identity, key, content and row, the columns of a segment |
//! | u64 | XXH3 of all bytes before |

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Tally;
use super::receipt_bytes::{put_receipt, read_receipt};
use super::totals::Scratch;
use crate::column::{Mask, fingerprint_bytes};
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::{
    EntryId, KeyStore, Ledger, PackedNumbers, Place, Places, SEGMENT_ENTRIES, Segment, SlotStore,
    StoredFinding, TextStore,
};
use crate::limits;
use crate::network::DivisionCode;
use crate::origin::Origin;
use crate::plan::{DatasetPlan, Plan, SlotKind};
use crate::text::{Text, text};

const MAGIC: &[u8; 8] = b"huimin\x00\x06";

impl Tally {
    /// The tally as bytes, versioned and with a checksum. Two tallies that hold
    /// the same records with the same row numbers give the same bytes.
    ///
    /// # Errors
    ///
    /// `Limit` as the memory of one chunk of records.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut out = MAGIC.to_vec();
        put(&mut out, &self.plan.fingerprint.to_le_bytes());
        let origins = Origins::of(&self.ledgers);
        origins.put(&mut out);
        put_receipt(&mut out, &self.receipt);
        put_length(&mut out, self.ledgers.len());
        for ledger in &self.ledgers {
            put(&mut out, &(ledger.len() as u64).to_le_bytes());
            for chunk in sorted(ledger).chunks(SEGMENT_ENTRIES) {
                let entries = chunk.iter().filter_map(|id| {
                    let segment = ledger.segments().get(id.segment as usize)?;
                    Some((&**segment, id.entry as usize))
                });
                let segment = Segment::of_entries(&entries.collect::<Vec<_>>())?;
                put_segment(&mut out, &segment, &origins);
            }
        }
        let checksum = fingerprint_bytes(&out);
        put(&mut out, &checksum.to_le_bytes());
        Ok(out)
    }

    /// A tally from its bytes.
    ///
    /// # Errors
    ///
    /// `Bytes` where they are damaged or of another version; `State` where they
    /// were made with another definition or register.
    pub fn from_bytes(plan: &Plan, bytes: &[u8]) -> Result<Self> {
        let end = bytes.len().checked_sub(8).ok_or_else(damaged)?;
        let (body, checksum) = bytes.split_at(end);
        if body.get(..8) != Some(MAGIC.as_slice()) {
            return Err(Error::new(
                ErrorKind::Bytes,
                text!(
                    "不是本版本的汇总状态",
                    "these bytes are not a tally of this version"
                ),
            ));
        }
        if fingerprint_bytes(body).to_le_bytes() != checksum {
            return Err(damaged());
        }
        let mut reader = Reader {
            rest: body.get(8..).unwrap_or_default(),
        };
        if reader.u64()? != plan.fingerprint {
            let message = text!(
                "汇总状态是按另一份定义或区划登记册做出的",
                "the tally was made with another definition or register"
            );
            return Err(Error::new(ErrorKind::State, message));
        }
        let origins = Origins::read(&mut reader)?;
        let receipt = read_receipt(&mut reader)?;
        if reader.length()? != plan.datasets.len() {
            return Err(damaged());
        }
        let mut tally = Self::new(plan);
        tally.receipt = receipt;
        let mut scratch = Scratch::default();
        let parts = tally.ledgers.iter_mut().zip(&mut tally.totals);
        for (dataset, (ledger, totals)) in plan.datasets.iter().zip(parts) {
            let totals = Arc::make_mut(totals);
            let records = usize::try_from(reader.u64()?).map_err(|_| damaged())?;
            let is_received = tally.receipt.has(&dataset.id);
            if records > limits::RECORDS || (records > 0 && !is_received) {
                return Err(damaged());
            }
            let mut left = records;
            while left > 0 {
                let length = left.min(SEGMENT_ENTRIES);
                let segment = reader.segment(plan, dataset, &origins, length)?;
                totals.add(plan, &segment, &mut scratch);
                ledger.append([segment])?;
                left = left.saturating_sub(length);
            }
            totals.settle();
        }
        if reader.rest.is_empty() {
            Ok(tally)
        } else {
            Err(damaged())
        }
    }
}

pub(super) fn damaged() -> Error {
    Error::new(
        ErrorKind::Bytes,
        Text::new("汇总状态的字节已损坏", "the bytes of the tally are damaged"),
    )
}

/// All entries in the order that depends on nothing but the records.
fn sorted(ledger: &Ledger) -> Vec<EntryId> {
    let mut ids: Vec<(u64, EntryId)> = Vec::with_capacity(ledger.len());
    ledger.each_identity(|segment, identities| {
        let segment = u32::try_from(segment).unwrap_or(u32::MAX);
        let entries = (0_u32..).zip(identities);
        ids.extend(entries.map(|(entry, identity)| (*identity, EntryId { segment, entry })));
    });
    ids.sort_unstable_by(|(left_identity, left), (right_identity, right)| {
        let order = || Some(ledger.entry(*left)?.order(&ledger.entry(*right)?));
        left_identity
            .cmp(right_identity)
            .then_with(|| order().unwrap_or(std::cmp::Ordering::Equal))
    });
    ids.into_iter().map(|(_, id)| id).collect()
}

pub(super) fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes);
}

pub(super) fn put_length(out: &mut Vec<u8>, length: usize) {
    // Lengths inside a segment stay below 2^32 by the limits of its parts.
    put(
        out,
        &u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes(),
    );
}

/// The files and sheets that the records of a tally came from, each once.
struct Origins(Vec<Arc<Origin>>);

impl Origins {
    fn of(ledgers: &[Ledger]) -> Self {
        let segments = ledgers.iter().flat_map(Ledger::segments);
        let runs = segments.flat_map(|segment| segment.places.runs());
        let origins: BTreeSet<&Arc<Origin>> = runs
            .filter_map(|(_, place)| place.origin.as_ref())
            .collect();
        Self(origins.into_iter().map(Arc::clone).collect())
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_length(out, self.0.len());
        for Origin { file, sheet } in self.0.iter().map(|origin| &**origin) {
            put_text(out, file.as_bytes());
            put(out, &[u8::from(sheet.is_some())]);
            put_text(out, sheet.as_deref().unwrap_or_default().as_bytes());
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let count = reader.length()?;
        let origins = reader.many(count, |reader| {
            let file = reader.text()?;
            let has_sheet = reader.array::<1>()? != [0];
            let sheet = reader.text()?;
            Ok(Arc::new(Origin {
                file,
                sheet: has_sheet.then_some(sheet),
            }))
        })?;
        Ok(Self(origins))
    }

    fn put_places(&self, out: &mut Vec<u8>, places: &Places) {
        put_length(out, places.runs().len());
        for (first, place) in places.runs() {
            let origin = place.origin.as_ref();
            let origin = origin.and_then(|origin| self.0.binary_search(origin).ok());
            put(out, &first.to_le_bytes());
            put(
                out,
                &[u8::from(place.gap.is_some()), u8::from(origin.is_some())],
            );
            put(out, &place.gap.unwrap_or(0).to_le_bytes());
            put_length(out, origin.unwrap_or(0));
        }
    }

    fn read_places(&self, reader: &mut Reader<'_>) -> Result<Places> {
        let runs = reader.length()?;
        let mut places = Places::default();
        for _ in 0..runs {
            let first = reader.u32()?;
            let [has_line, has_origin] = reader.array()?;
            let (gap, origin) = (reader.u32()?, reader.length()?);
            let place = Place {
                gap: (has_line != 0).then_some(gap),
                origin: match has_origin {
                    0 => None,
                    _ => Some(Arc::clone(self.0.get(origin).ok_or_else(damaged)?)),
                },
            };
            let is_next = places.runs().last().is_none_or(|(last, _)| *last < first);
            if !is_next {
                return Err(damaged());
            }
            places.push(first, &place);
        }
        Ok(places)
    }
}

fn put_segment(out: &mut Vec<u8>, segment: &Segment, origins: &Origins) {
    origins.put_places(out, &segment.places);
    let count = segment.len();
    let number = |out: &mut Vec<u8>, number: Option<i64>| {
        put(out, &[u8::from(number.is_some())]);
        put(out, &number.unwrap_or(0).to_le_bytes());
    };
    for entry in segment.entries() {
        put(out, &entry.row().to_le_bytes());
        put(out, &entry.division().unwrap_or(u32::MAX).to_le_bytes());
        put(out, &entry.terms().to_le_bytes());
        let keyed = segment.keyed.contains(entry.position);
        put(out, &[u8::from(entry.is_rejected()), u8::from(keyed)]);
        put_text(out, &entry.key());
    }
    for slot in &segment.slots {
        match slot {
            SlotStore::Numbers(numbers) => {
                (0..count).for_each(|entry| number(out, numbers.get(entry)));
            }
            SlotStore::Texts(texts) => put_texts(out, texts),
        }
    }
    for fingerprint in &segment.unkept {
        put(out, &fingerprint.to_le_bytes());
    }
    put_length(out, segment.unreadable.len());
    for (entry, fingerprint) in &segment.unreadable {
        put(out, &entry.to_le_bytes());
        put(out, &fingerprint.to_le_bytes());
    }
    put_length(out, segment.found.findings.len());
    for finding in &segment.found.findings {
        put(out, &finding.entry.to_le_bytes());
        put(out, &finding.rule.to_le_bytes());
        put(out, &finding.field.to_le_bytes());
        put(out, &finding.first.to_le_bytes());
        put(out, &finding.count.to_le_bytes());
    }
    put_length(out, segment.found.values.len());
    put_texts(out, &segment.found.values);
    put_length(out, segment.unknown_divisions.len());
    for (entry, code) in &segment.unknown_divisions {
        put(out, &entry.to_le_bytes());
        put(out, &code.number().to_le_bytes());
    }
}

pub(super) fn put_text(out: &mut Vec<u8>, bytes: &[u8]) {
    put_length(out, bytes.len());
    put(out, bytes);
}

fn put_texts(out: &mut Vec<u8>, texts: &TextStore) {
    (0..texts.len()).for_each(|position| put_text(out, texts.bytes(position)));
}

pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| damaged())
    }

    pub(super) fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn length(&mut self) -> Result<usize> {
        Ok(self.u32()? as usize)
    }

    /// `length` values; fails before it reserves memory for more than there are bytes.
    pub(super) fn many<T>(
        &mut self,
        length: usize,
        read: impl Fn(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        if length > self.rest.len() {
            return Err(damaged());
        }
        (0..length).map(|_| read(self)).collect()
    }

    pub(super) fn text(&mut self) -> Result<String> {
        let length = self.length()?;
        let bytes = self.take(length)?;
        let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
        Ok(text.to_owned())
    }

    fn texts(&mut self, length: usize) -> Result<TextStore> {
        let mut texts = TextStore::default();
        for _ in 0..length {
            let bytes = self.length()?;
            let bytes = self.take(bytes)?;
            std::str::from_utf8(bytes).map_err(|_| damaged())?;
            texts.push(bytes)?;
        }
        Ok(texts)
    }

    /// An optional number as [`put_segment`] writes it.
    fn number(&mut self) -> Result<Option<i64>> {
        let is_there = self.array::<1>()? != [0];
        let number = i64::from_le_bytes(self.array()?);
        Ok(is_there.then_some(number))
    }

    fn segment(
        &mut self,
        plan: &Plan,
        dataset: &DatasetPlan,
        origins: &Origins,
        length: usize,
    ) -> Result<Segment> {
        let places = origins.read_places(self)?;
        let mut head = self.head(plan, length)?;
        let keys = std::mem::take(&mut head.keys);
        let mut segment = Segment {
            rows: head.rows.into_iter().collect(),
            places,
            divisions: packed(head.divisions.into_iter()),
            terms: PackedNumbers::of_all(&head.terms),
            keys: KeyStore::new(length, &head.keyed, |entry| keys.bytes(entry))?,
            rejected: head.rejected,
            keyed: head.keyed,
            ..Segment::default()
        };
        for slot in &dataset.slots {
            let store = match slot.kind {
                SlotKind::Text => SlotStore::Texts(self.texts(length)?),
                _ => SlotStore::of_numbers(self.many(length, Self::number)?.into_iter()),
            };
            segment.slots.push(store);
        }
        if !dataset.unkept.is_empty() {
            segment.unkept = self.many(length, Self::u64)?;
        }
        let unreadable = self.length()?;
        segment.unreadable = self.many(unreadable, |reader| Ok((reader.u32()?, reader.u64()?)))?;
        let findings = self.length()?;
        segment.found.findings = self.many(findings, |reader| {
            Ok(StoredFinding {
                entry: reader.u32()?,
                rule: reader.u16()?,
                field: reader.u16()?,
                first: reader.u32()?,
                count: reader.u16()?,
            })
        })?;
        let found = self.length()?;
        segment.found.values = self.texts(found)?;
        let unknown = self.length()?;
        segment.unknown_divisions = self.many(unknown, |reader| {
            let entry = reader.u32()?;
            Ok((
                entry,
                DivisionCode::from_number(reader.u64()?).ok_or_else(damaged)?,
            ))
        })?;
        check(plan, dataset, &segment)?;
        Ok(segment)
    }

    fn head(&mut self, plan: &Plan, length: usize) -> Result<Head> {
        let mut head = Head {
            rejected: Mask::none(length),
            keyed: Mask::none(length),
            ..Head::default()
        };
        for entry in 0..length {
            head.rows.push(self.u32()?);
            let division = Some(self.u32()?).filter(|index| *index != u32::MAX);
            if division.is_some_and(|index| index as usize >= plan.network.len()) {
                return Err(damaged());
            }
            head.divisions.push(division.map(i64::from));
            head.terms.push(i64::from_le_bytes(self.array()?));
            head.rejected.set(entry, self.array::<1>()? != [0]);
            head.keyed.set(entry, self.array::<1>()? != [0]);
            let bytes = self.length()?;
            head.keys.push(self.take(bytes)?)?;
        }
        Ok(head)
    }
}

/// What every entry has, as it is read.
#[derive(Default)]
struct Head {
    rows: Vec<u32>,
    divisions: Vec<Option<i64>>,
    terms: Vec<i64>,
    rejected: Mask,
    keyed: Mask,
    keys: TextStore,
}

fn packed(numbers: impl ExactSizeIterator<Item = Option<i64>>) -> PackedNumbers {
    match SlotStore::of_numbers(numbers) {
        SlotStore::Numbers(numbers) => numbers,
        SlotStore::Texts(_) => PackedNumbers::default(),
    }
}

/// What later stages rely on: findings and unknown divisions in the order of
/// their entries, and everything they point at there.
fn check(plan: &Plan, dataset: &DatasetPlan, segment: &Segment) -> Result<()> {
    let finding_is_sound = |finding: &StoredFinding| {
        let field = usize::from(finding.field);
        let last = (finding.first as usize).saturating_add(usize::from(finding.count));
        (finding.entry as usize) < segment.len()
            && usize::from(finding.rule) < plan.rules.len()
            && (field < dataset.fields.len() || finding.field == u16::MAX)
            && last <= segment.found.values.len()
    };
    let unknown = &segment.unknown_divisions;
    let sound = segment.found.findings.iter().all(finding_is_sound)
        && segment
            .found
            .findings
            .is_sorted_by_key(|finding| finding.entry)
        && unknown
            .iter()
            .all(|(entry, _)| (*entry as usize) < segment.len())
        && unknown.is_sorted_by_key(|(entry, _)| *entry);
    if sound { Ok(()) } else { Err(damaged()) }
}
