//! All findings of an assessment, in an order that depends on nothing but them.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::not_received::not_received;
use super::outliers::outliers;
use crate::definition::Severity;
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::{Entry, EntryId, Ledger};
use crate::limits;
use crate::network::DivisionId;
use crate::plan::{DivisionCheck, DivisionRulePlan, Plan, StructuralRule};
use crate::receipt::{Receipt, Received};
use crate::records::masked_key;
use crate::tally::{DivisionMeasures, Figures};
use crate::text::{Language, text};
use crate::threads::{each_on_threads, on_threads, share};
use crate::verify::{ReferenceFailure, Standing, Standings, Subject, shown_number};

/// The findings of an assessment.
#[derive(Clone, Debug)]
pub struct Findings {
    plan: Plan,
    ledgers: Vec<Ledger>,
    /// The tables of the receipt, in its order.
    tables: Vec<Received>,
    /// In no order, until somebody asks for one.
    list: Vec<Compact>,
    threads: usize,
    /// The places of the findings in order.
    order: OnceLock<Vec<u32>>,
}

/// One finding, as small as it can be: there may be millions.
#[derive(Clone, Debug)]
struct Compact {
    /// The dataset's position; `u16::MAX` for findings about divisions.
    dataset: u16,
    rule: u16,
    field: u16,
    entry: EntryId,
    found: Found,
}

#[derive(Clone, Debug)]
enum Found {
    /// In the record's segment, at that position.
    Stored(u32),
    /// So many records.
    Count(u32),
    /// That value of the dataset's version.
    Version(i64),
    /// These values.
    Values(Arc<[String]>),
}

/// One violation of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: String,
    /// The rule's position in the plan.
    pub rule_position: usize,
    /// How grave it is.
    pub severity: Severity,
    /// The dataset; none for findings about divisions.
    pub dataset: Option<String>,
    /// The record's key, its fields joined by `|`; empty for findings about divisions
    /// and about a dataset that was not received.
    pub key: String,
    /// The file, by its path within what was handed over, where the record's is known.
    pub file: Option<String>,
    /// The sheet, where the file is a workbook.
    pub sheet: Option<String>,
    /// The 1-based line of the file, or row of the sheet, as an editor or a spreadsheet shows it;
    /// none where there is none, or the file is not known.
    pub line: Option<u32>,
    /// The 1-based data row of the record's file or frame.
    pub row: Option<u32>,
    /// The 12 digits of the division's code, where it could be read.
    pub division_code: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// What was found, in words.
    pub message: String,
}

/// One violation of one rule, without words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefFinding<'a> {
    /// The rule's position in the plan.
    pub rule: usize,
    /// The dataset's position in the plan; none for findings about divisions.
    pub dataset: Option<usize>,
    /// The record's key as bytes; several fields are joined by U+001F.
    pub key: Cow<'a, [u8]>,
    /// The 1-based data row of the record's file or frame.
    pub row: Option<u32>,
}

const NONE: u16 = u16::MAX;
/// Stands for a segment where a finding is about a table of the receipt.
const OF_RECEIPT: u32 = u32::MAX;

/// Stands for the record of a finding about a dataset as a whole.
const NO_ENTRY: EntryId = EntryId {
    segment: u32::MAX,
    entry: u32::MAX,
};

/// What a finding is sorted by, without a look at its record.
#[derive(Clone)]
struct Sortable {
    /// None for findings about divisions.
    key: Option<KeyBeginning>,
    row: u32,
    /// Its place in the list.
    place: u32,
}

/// The first bytes of a key, so that most keys are compared where they stand.
/// Their order is that of keys, but for keys of which these bytes are the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct KeyBeginning {
    bytes: [u8; Self::LENGTH],
    length: usize,
}

impl KeyBeginning {
    const LENGTH: usize = 24;

    fn of(key: &[u8]) -> Self {
        let mut bytes = [0; Self::LENGTH];
        for (place, byte) in bytes.iter_mut().zip(key) {
            *place = *byte;
        }
        Self {
            bytes,
            // Keys that go on are alike as far as this.
            length: key.len().min(Self::LENGTH + 1),
        }
    }

    /// Whether there is no more of the key.
    fn is_whole(&self) -> bool {
        self.length <= Self::LENGTH
    }
}

impl Findings {
    pub(super) fn new(
        plan: &Plan,
        (ledgers, receipt): (&[Ledger], &Receipt),
        (standings, failures): (&[Standings], Vec<Vec<ReferenceFailure>>),
        figures: &Figures,
        threads: usize,
    ) -> Result<Self> {
        let mut findings = Self {
            plan: plan.clone(),
            ledgers: ledgers.to_vec(),
            tables: receipt.entries().cloned().collect(),
            list: Vec::new(),
            threads,
            order: OnceLock::new(),
        };
        for (position, ledger) in ledgers.iter().enumerate() {
            let dataset = u16::try_from(position).unwrap_or(NONE);
            findings.stored(dataset, ledger);
            if let Some(standings) = standings.get(position) {
                findings.shared_keys(dataset, standings);
            }
        }
        for (dataset, failures) in (0_u16..).zip(failures) {
            for failure in failures {
                let field = failure.field.and_then(|field| u16::try_from(field).ok());
                let field = field.unwrap_or(NONE);
                let found = Found::Values(failure.found.into());
                findings.push(dataset, failure.rule, field, failure.entry, found);
            }
        }
        for rule in &plan.division_rules {
            if figures.received.has_all(&rule.needs) {
                findings.divisions(rule, figures)?;
            }
        }
        for (dataset, unjudged) in not_received(plan, &figures.received) {
            let dataset = u16::try_from(dataset).unwrap_or(NONE);
            let rule = StructuralRule::NotReceived.index();
            let found = Found::Values(unjudged.into());
            findings.push(dataset, rule, NONE, NO_ENTRY, found);
        }
        findings.about_tables(receipt);
        let count = findings.list.len();
        if count > limits::FINDINGS {
            let limit = limits::FINDINGS;
            let message = text!(
                "校验结果 {count} 条,超过上限 {limit}",
                "{count} findings exceed the limit of {limit}"
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
        Ok(findings)
    }

    /// The number of findings.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The findings in order of dataset, rule, key, row and field, worded in `language`.
    pub fn iter(&self, language: Language) -> impl Iterator<Item = Finding> + '_ {
        self.ordered()
            .map(move |compact| self.finding(compact, language))
    }

    /// The findings in the same order, without their words: for counting, joining
    /// and comparing, many times as fast.
    pub fn brief(&self) -> impl Iterator<Item = BriefFinding<'_>> + '_ {
        self.ordered().map(|compact| {
            let entry = self.entry(compact);
            BriefFinding {
                rule: usize::from(compact.rule),
                dataset: (compact.dataset != NONE).then_some(usize::from(compact.dataset)),
                key: entry.map(|entry| entry.key()).unwrap_or_default(),
                row: entry.map(|entry| entry.row()),
            }
        })
    }

    /// The number of findings per rule, by the rules' positions in the plan.
    pub fn count_by_rule(&self) -> Vec<usize> {
        let mut counts = vec![0_usize; self.plan.rules.len()];
        for finding in &self.list {
            if let Some(count) = counts.get_mut(usize::from(finding.rule)) {
                *count = count.saturating_add(1);
            }
        }
        counts
    }

    fn push(&mut self, dataset: u16, rule: u16, field: u16, entry: EntryId, found: Found) {
        self.list.push(Compact {
            dataset,
            rule,
            field,
            entry,
            found,
        });
    }

    fn stored(&mut self, dataset: u16, ledger: &Ledger) {
        for (segment, entries) in (0_u32..).zip(ledger.segments()) {
            for (position, finding) in (0_u32..).zip(&entries.found.findings) {
                let entry = EntryId {
                    segment,
                    entry: finding.entry,
                };
                self.push(
                    dataset,
                    finding.rule,
                    finding.field,
                    entry,
                    Found::Stored(position),
                );
            }
        }
    }

    fn shared_keys(&mut self, dataset: u16, standings: &Standings) {
        for (entry, standing) in &standings.shared {
            let (rule, found) = match standing {
                Standing::Copy(count) => (StructuralRule::IdenticalCopy, Found::Count(*count)),
                Standing::Conflict(count) => {
                    (StructuralRule::ConflictingRecords, Found::Count(*count))
                }
                Standing::Superseded(by) => (StructuralRule::Superseded, Found::Version(*by)),
            };
            self.push(dataset, rule.index(), NONE, *entry, found);
        }
    }

    fn divisions(&mut self, rule: &DivisionRulePlan, figures: &Figures) -> Result<()> {
        let plan = self.plan.clone();
        let cut = figures.cuts.len().saturating_sub(1);
        match &rule.check {
            DivisionCheck::Condition {
                condition,
                unknown_passes,
            } => {
                let ids = plan
                    .network
                    .ids()
                    .filter(|id| rule.levels.contains(&plan.network.level(*id)));
                for id in ids {
                    let division = id.index();
                    let measures = DivisionMeasures {
                        plan: &plan,
                        figures,
                        division,
                        cut,
                        monthly: false,
                    };
                    if !measures.holds(condition)?.unwrap_or(*unknown_passes) {
                        let fields = plan.rules.get(usize::from(rule.rule));
                        let fields = fields.map(|rule| rule.message.fields.as_slice());
                        let values = fields
                            .unwrap_or_default()
                            .iter()
                            .map(|measure| shown_measure(&plan, figures, *measure, division, cut));
                        self.division_finding(rule.rule, id, values.collect());
                    }
                }
            }
            DivisionCheck::Outlier { measure, limit } => {
                for (id, found) in outliers(&plan, rule, figures, *measure, *limit)? {
                    self.division_finding(rule.rule, id, found);
                }
            }
        }
        Ok(())
    }

    fn division_finding(&mut self, rule: u16, id: DivisionId, found: Vec<String>) {
        let entry = EntryId {
            segment: 0,
            entry: u32::try_from(id.index()).unwrap_or(u32::MAX),
        };
        self.push(NONE, rule, NONE, entry, Found::Values(found.into()));
    }

    /// Tables of which a column was not read while an optional field has none, as it may be the
    /// field's, under a name that nobody knows; and texts that may have been cut off.
    fn about_tables(&mut self, receipt: &Receipt) {
        for (position, table) in (0_u32..).zip(receipt.entries()) {
            let dataset = table.dataset.as_deref();
            let dataset = dataset.and_then(|id| self.plan.dataset_named(id).ok());
            let dataset = dataset.and_then(|dataset| u16::try_from(dataset).ok());
            let about = EntryId {
                segment: OF_RECEIPT,
                entry: position,
            };
            let names = [&table.ignored_columns, &table.absent_fields];
            if let Some(dataset) = dataset
                && names.iter().all(|names| !names.is_empty())
            {
                let rule = StructuralRule::ColumnNotRead.index();
                let found = Found::Values(Arc::new(names.map(|names| names.join(", "))));
                self.push(dataset, rule, NONE, about, found);
            }
            if table.handover.ends_within_line {
                let rule = StructuralRule::FileMayBeCut.index();
                // A register has no dataset.
                self.push(
                    dataset.unwrap_or(NONE),
                    rule,
                    NONE,
                    about,
                    Found::Values(Arc::new([])),
                );
            }
        }
    }

    /// The table of the receipt that a finding is about.
    fn table(&self, finding: &Compact) -> Option<&Received> {
        let is_table = finding.entry.segment == OF_RECEIPT;
        self.tables
            .get(finding.entry.entry as usize)
            .filter(|_| is_table)
    }

    /// By dataset and rule, and then by key, row, content and field.
    fn ordered(&self) -> impl Iterator<Item = &Compact> {
        let order = self.order.get_or_init(|| {
            // In the order of the list findings of one segment follow each other.
            let shares = on_threads(self.threads, |worker| {
                let share = share(self.list.len(), worker, self.threads.max(1));
                let findings = share.filter_map(|place| self.sortable(place));
                findings.collect::<Vec<_>>()
            });
            let mut rules: BTreeMap<(u16, u16), Vec<Sortable>> = BTreeMap::new();
            for (rule, sortable) in shares.into_iter().flatten() {
                rules.entry(rule).or_default().push(sortable);
            }
            let rules: Vec<Vec<Sortable>> = rules.into_values().collect();
            let sorted = each_on_threads(self.threads, rules.len(), |rule| {
                let mut findings = rules.get(rule).cloned().unwrap_or_default();
                findings.sort_unstable_by(|left, right| self.compare(left, right));
                findings
            });
            let places = sorted.into_iter().flatten().map(|finding| finding.place);
            places.collect()
        });
        order
            .iter()
            .filter_map(|place| self.list.get(*place as usize))
    }

    fn entry(&self, finding: &Compact) -> Option<Entry<'_>> {
        let ledger = self.ledgers.get(usize::from(finding.dataset))?;
        ledger.entry(finding.entry)
    }

    fn sortable(&self, place: usize) -> Option<((u16, u16), Sortable)> {
        let finding = self.list.get(place)?;
        let entry = self.entry(finding);
        let sortable = Sortable {
            key: entry.map(|entry| KeyBeginning::of(&entry.key())),
            row: entry.map_or(0, |entry| entry.row()),
            place: u32::try_from(place).ok()?,
        };
        Some(((finding.dataset, finding.rule), sortable))
    }

    /// The order of two findings of one rule.
    fn compare(&self, left: &Sortable, right: &Sortable) -> Ordering {
        let finding = |sortable: &Sortable| self.list.get(sortable.place as usize);
        left.key.cmp(&right.key).then_with(|| {
            let (Some(own), Some(other)) = (finding(left), finding(right)) else {
                return Ordering::Equal;
            };
            let by_entry = match (self.entry(own), self.entry(other)) {
                (Some(entry), Some(others)) => {
                    let by_key = match &left.key {
                        Some(key) if key.is_whole() => Ordering::Equal,
                        _ => entry.key().cmp(&others.key()),
                    };
                    let by_row = by_key.then_with(|| left.row.cmp(&right.row));
                    by_row.then_with(|| entry.order(&others))
                }
                // Findings about divisions, in the network's order.
                _ => own.entry.cmp(&other.entry),
            };
            by_entry.then_with(|| own.field.cmp(&other.field))
        })
    }

    fn finding(&self, compact: &Compact, language: Language) -> Finding {
        let rule = self.plan.rules.get(usize::from(compact.rule));
        let dataset = self.plan.datasets.get(usize::from(compact.dataset));
        let entry = self.entry(compact);
        let field = dataset.and_then(|dataset| dataset.fields.get(usize::from(compact.field)));
        let division = match entry {
            Some(entry) => entry.division(),
            None => Some(compact.entry.entry).filter(|_| compact.dataset == NONE),
        };
        let origin = entry.and_then(|entry| entry.origin());
        let origin = origin.or_else(|| self.table(compact)?.handover.origin.as_ref());
        let division_code = division
            .and_then(|index| self.plan.network.id(index as usize))
            .map(|id| self.plan.network.code(id))
            .or_else(|| entry.and_then(|entry| entry.unknown_division()))
            .map(|code| code.padded());
        let written;
        let found: Vec<&str> = match (&compact.found, entry) {
            (Found::Stored(position), Some(entry)) => {
                let list = &entry.segment.found;
                let stored = list.findings.get(*position as usize);
                stored.map(|stored| list.values(stored)).unwrap_or_default()
            }
            (Found::Stored(_), None) => Vec::new(),
            (Found::Count(records), _) => {
                written = records.to_string();
                vec![&written]
            }
            (Found::Version(version), _) => {
                let field = dataset.and_then(|plan| plan.fields.get(plan.version?.field));
                written = field.map_or_else(String::new, |field| shown_number(field, *version));
                vec![&written]
            }
            (Found::Values(values), _) => values.iter().map(String::as_str).collect(),
        };
        let position = usize::from(compact.rule);
        let subject = Subject {
            plan: &self.plan,
            dataset,
            field,
        };
        Finding {
            rule: rule.map(|rule| rule.id.clone()).unwrap_or_default(),
            rule_position: position,
            severity: rule.map_or(Severity::Note, |rule| rule.severity),
            dataset: dataset.map(|dataset| dataset.id.clone()),
            key: entry
                .zip(dataset)
                .map(|(entry, dataset)| masked_key(dataset, &entry.key()))
                .unwrap_or_default(),
            file: origin.map(|origin| origin.file.clone()),
            sheet: origin.and_then(|origin| origin.sheet.clone()),
            line: entry.and_then(|entry| entry.line()),
            row: entry.map(|entry| entry.row()),
            division_code,
            field: field.map(|field| field.name.clone()),
            message: rule
                .map(|rule| subject.message(rule, position, &found, language))
                .unwrap_or_default(),
        }
    }
}

/// A measure's value as text.
pub(super) fn shown_measure(
    plan: &Plan,
    figures: &Figures,
    measure: usize,
    division: usize,
    cut: usize,
) -> String {
    let value = figures.value(measure, division, cut, false);
    match (plan.measures.get(measure), value) {
        (Some(measure), Some(value)) => measure.shown(value),
        _ => "—".to_owned(),
    }
}

impl Findings {
    /// Every finding because of which a record of a dataset does not count.
    pub(super) fn each_rejection(&self, dataset: usize, mut receive: impl FnMut(EntryId, &str)) {
        for finding in self
            .ordered()
            .filter(|finding| usize::from(finding.dataset) == dataset)
        {
            let Some(rule) = self.plan.rules.get(usize::from(finding.rule)) else {
                continue;
            };
            let stands_back = [StructuralRule::IdenticalCopy, StructuralRule::Superseded];
            let stands_back = stands_back.map(StructuralRule::index);
            if rule.severity == Severity::Reject || stands_back.contains(&finding.rule) {
                receive(finding.entry, &rule.id);
            }
        }
    }
}
