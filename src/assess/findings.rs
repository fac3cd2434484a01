//! All findings of an assessment, in an order that depends on nothing but them.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::definition::Severity;
use crate::error::{Error, ErrorKind, Result};
use crate::figure::{Decimal, Ratio};
use crate::ledger::{EntryId, Ledger};
use crate::limits;
use crate::network::DivisionId;
use crate::plan::{DivisionCheck, DivisionRulePlan, Plan, StructuralRule};
use crate::records::shown_key;
use crate::tally::{DivisionMeasures, Figures};
use crate::text::{Language, text};
use crate::threads::each_on_threads;
use crate::verify::{ReferenceFailure, Standing, Standings, Subject};

/// The findings of an assessment.
#[derive(Clone, Debug)]
pub struct Findings {
    plan: Plan,
    ledgers: Vec<Ledger>,
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
    /// The record's key, its fields joined by `|`.
    pub key: String,
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

impl Findings {
    pub(super) fn new(
        plan: &Plan,
        ledgers: &[Ledger],
        (standings, failures): (&[Standings], Vec<Vec<ReferenceFailure>>),
        figures: &Figures,
        threads: usize,
    ) -> Result<Self> {
        let mut findings = Self {
            plan: plan.clone(),
            ledgers: ledgers.to_vec(),
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
                let field = u16::try_from(failure.field).unwrap_or(NONE);
                let found = Found::Values(failure.found.into());
                findings.push(dataset, failure.rule, field, failure.entry, found);
            }
        }
        for rule in &plan.division_rules {
            findings.divisions(rule, figures)?;
        }
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
            let entry = self
                .ledgers
                .get(usize::from(compact.dataset))
                .and_then(|ledger| ledger.entry(compact.entry));
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
            let (rule, count) = match standing {
                Standing::Copy(count) => (StructuralRule::IdenticalCopy, *count),
                Standing::Conflict(count) => (StructuralRule::ConflictingRecords, *count),
            };
            self.push(dataset, rule.index(), NONE, *entry, Found::Count(count));
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

    /// By dataset and rule, and then by key, row, content and field.
    fn ordered(&self) -> impl Iterator<Item = &Compact> {
        let order = self.order.get_or_init(|| {
            let length = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
            let rule = |place: &u32| {
                let finding = self.list.get(*place as usize);
                finding.map(|finding| (finding.dataset, finding.rule))
            };
            let mut places: Vec<u32> = (0..length).collect();
            places.sort_by_key(rule);
            let rules: Vec<&[u32]> = places
                .chunk_by(|left, right| rule(left) == rule(right))
                .collect();
            let sorted = each_on_threads(self.threads, rules.len(), |rule| {
                let places = rules.get(rule).copied().unwrap_or_default();
                self.sorted(places)
            });
            sorted.concat()
        });
        order
            .iter()
            .filter_map(|place| self.list.get(*place as usize))
    }

    /// The findings of one rule in order.
    fn sorted(&self, places: &[u32]) -> Vec<u32> {
        // Keys are unpacked once, not for every comparison.
        let keyed = places.iter().filter_map(|place| {
            let finding = self.list.get(*place as usize)?;
            let ledger = self.ledgers.get(usize::from(finding.dataset));
            let entry = ledger.and_then(|ledger| ledger.entry(finding.entry));
            let key = entry.map(|entry| (entry.key(), entry.row()));
            Some((key, entry, finding, *place))
        });
        let mut keyed: Vec<_> = keyed.collect();
        keyed.sort_unstable_by(|left, right| {
            let by_entry = match (left.1, right.1) {
                (Some(entry), Some(other)) => {
                    left.0.cmp(&right.0).then_with(|| entry.order(&other))
                }
                // Findings about divisions, in the network's order.
                _ => left.2.entry.cmp(&right.2.entry),
            };
            by_entry.then_with(|| left.2.field.cmp(&right.2.field))
        });
        keyed.into_iter().map(|(_, _, _, place)| place).collect()
    }

    fn finding(&self, compact: &Compact, language: Language) -> Finding {
        let rule = self.plan.rules.get(usize::from(compact.rule));
        let dataset = self.plan.datasets.get(usize::from(compact.dataset));
        let entry = self
            .ledgers
            .get(usize::from(compact.dataset))
            .and_then(|ledger| ledger.entry(compact.entry));
        let field = dataset.and_then(|dataset| dataset.fields.get(usize::from(compact.field)));
        let division = match entry {
            Some(entry) => entry.division(),
            None => Some(compact.entry.entry),
        };
        let division_code = division
            .and_then(|index| self.plan.network.id(index as usize))
            .map(|id| self.plan.network.code(id))
            .or_else(|| entry.and_then(|entry| entry.unknown_division()))
            .map(|code| code.padded());
        let count;
        let found: Vec<&str> = match (&compact.found, entry) {
            (Found::Stored(position), Some(entry)) => {
                let list = &entry.segment.found;
                let stored = list.findings.get(*position as usize);
                stored.map(|stored| list.values(stored)).unwrap_or_default()
            }
            (Found::Stored(_), None) => Vec::new(),
            (Found::Count(records), _) => {
                count = records.to_string();
                vec![&count]
            }
            (Found::Values(values), _) => values.iter().map(String::as_str).collect(),
        };
        let position = usize::from(compact.rule);
        let subject = Subject { dataset, field };
        Finding {
            rule: rule.map(|rule| rule.id.clone()).unwrap_or_default(),
            rule_position: position,
            severity: rule.map_or(Severity::Note, |rule| rule.severity),
            dataset: dataset.map(|dataset| dataset.id.clone()),
            key: entry
                .map(|entry| shown_key(&entry.key()))
                .unwrap_or_default(),
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

/// The divisions whose measure lies further from the median of their siblings
/// than `limit` median absolute deviations, with value, median and deviation.
/// Where more than half of the siblings agree the deviation is zero and says
/// nothing; no division is called an outlier then.
fn outliers(
    plan: &Plan,
    rule: &DivisionRulePlan,
    figures: &Figures,
    measure: usize,
    limit: Decimal,
) -> Result<Vec<(DivisionId, Vec<String>)>> {
    let network = &plan.network;
    let cut = figures.cuts.len().saturating_sub(1);
    let scale = plan
        .measures
        .get(measure)
        .map_or(0, |measure| measure.scale);
    // What the message speaks of, in its order: value, median, deviation.
    let wanted = plan.rules.get(usize::from(rule.rule));
    let wanted = wanted.map_or(&[][..], |rule| rule.message.fields.as_slice());
    let mut found = Vec::new();
    for parent in network.ids() {
        let siblings: Vec<(DivisionId, Ratio)> = network
            .children(parent)
            .filter(|id| rule.levels.contains(&network.level(*id)))
            .filter_map(|id| {
                let value = figures.value(measure, id.index(), cut, false)?;
                Some((id, Decimal::new(value, scale).to_ratio().ok()?))
            })
            .collect();
        let Some(median) = median(siblings.iter().map(|(_, value)| *value).collect())? else {
            continue;
        };
        let mut distances = Vec::with_capacity(siblings.len());
        for (_, value) in &siblings {
            distances.push(distance(*value, median)?);
        }
        let Some(deviation) = self::median(distances.clone())? else {
            continue;
        };
        let allowed = deviation.checked_mul(limit.to_ratio()?)?;
        for ((id, value), distance) in siblings.iter().zip(distances) {
            if deviation.numerator() != 0 && distance > allowed {
                let values = [*value, median, deviation];
                let values = wanted.iter().filter_map(|place| values.get(*place));
                let shown: Result<Vec<_>> =
                    values.map(|number| shown_number(*number, scale)).collect();
                found.push((*id, shown?));
            }
        }
    }
    Ok(found)
}

/// A value of a measure, or the mean of two, which may have one digit more.
fn shown_number(number: Ratio, scale: u8) -> Result<String> {
    let plain = number.round_half_even(scale)?;
    if plain.to_ratio()? == number {
        return Ok(plain.to_string());
    }
    Ok(number.round_half_even(scale.saturating_add(1))?.to_string())
}

fn distance(left: Ratio, right: Ratio) -> Result<Ratio> {
    let difference = left.checked_sub(right)?;
    if difference.numerator() < 0 {
        difference.negate()
    } else {
        Ok(difference)
    }
}

/// The middle value, or the mean of the two middle ones.
fn median(mut values: Vec<Ratio>) -> Result<Option<Ratio>> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let Some(upper) = values.get(middle).copied() else {
        return Ok(None);
    };
    if values.len() % 2 == 1 {
        return Ok(Some(upper));
    }
    let lower = middle
        .checked_sub(1)
        .and_then(|below| values.get(below))
        .copied()
        .unwrap_or(upper);
    lower.checked_add(upper)?.checked_div(Ratio::integer(2))
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
            let copy = finding.rule == StructuralRule::IdenticalCopy.index();
            if rule.severity == Severity::Reject || copy {
                receive(finding.entry, &rule.id);
            }
        }
    }
}
