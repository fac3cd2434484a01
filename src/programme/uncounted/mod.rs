//! Records that can pass every rule about themselves and count in no measure of
//! their dataset: what a definition loses without a word.
//!
//! Records are made of the few values of each field that rules and measures can tell
//! apart, and put through the same reading, rules and measures as any others. So
//! every record that is named is a true example. Where there are too many, some are
//! tried, and where these show nothing, that it is not decided is said.

mod cover;
mod domain;

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};

use self::cover::covers;
use self::domain::{Domain, Value};
use crate::column::{Mask, Node};
use crate::definition::{Dataset, Definition, Name, Rule, RuleKind, Severity};
use crate::diagnostic::{Diagnostic, Span};
use crate::error::{Error, ErrorKind, Result};
use crate::input::ArrowSource;
use crate::ledger::Entry;
use crate::plan::{DatasetPlan, Plan};
use crate::tally::{Tally, days_of_term};
use crate::text::{Text, text};

/// Records that are tried of a dataset, at most.
const MOST_RECORDS: usize = 1 << 15;
/// Kinds of records that are named of a dataset, at most.
const MOST_KINDS: usize = 8;

/// Warns of the records of each dataset with measures that count in none.
pub(super) fn warn(plan: &Plan, found: &mut Vec<Diagnostic>) {
    let definition = &plan.definition;
    let Some(declared) = with_declarations(plan) else {
        return;
    };
    let datasets = definition.datasets.iter().zip(&declared.datasets);
    for (position, (dataset, bound)) in datasets.enumerate() {
        if bound.terms.is_empty() || takes_all(&declared, bound) {
            continue;
        }
        match Tried::new(&declared, position) {
            Ok(tried) => tried.report(dataset, found),
            Err(error) => found.push(undecided(dataset, error.message().clone())),
        }
    }
}

/// Whether a measure takes every record, or every one of which the own date lies in the
/// period where the others are rejected.
fn takes_all(plan: &Plan, dataset: &DatasetPlan) -> bool {
    let verification = &plan.definition.verification;
    let rejects = |severity: Severity| severity == Severity::Reject;
    let dated = dataset.date.filter(|date| {
        let field = dataset.fields.get(*date);
        field.is_some_and(|field| field.required)
            && [
                verification.required,
                verification.r#type,
                verification.outside_period,
            ]
            .into_iter()
            .all(rejects)
    });
    let is_own_date = |slot: usize| {
        let node = dataset
            .slots
            .get(slot)
            .and_then(|slot| dataset.program.node(slot.node));
        let field = dated.and_then(|date| u16::try_from(date).ok());
        field.is_some() && node == field.map(Node::Field).as_ref()
    };
    dataset.terms.iter().any(|term| {
        let mut days = term.from.iter();
        term.filter.is_none()
            && term.argument_node.is_none()
            && term.until.is_empty()
            && term.on.is_none_or(is_own_date)
            && days.all(|day| term.on == Some(day.slot) && day.delay_days == 0)
    })
}

/// The plan with a rule for each `not_counted`, which rejects what it says: what is
/// left over is what nobody declared. None where no dataset has a measure.
fn with_declarations(plan: &Plan) -> Option<Plan> {
    if plan.datasets.iter().all(|dataset| dataset.terms.is_empty()) {
        return None;
    }
    let mut definition = Definition::clone(&plan.definition);
    definition.allocations.clear();
    for (number, dataset) in plan.definition.datasets.iter().enumerate() {
        let Some(condition) = &dataset.not_counted else {
            continue;
        };
        definition.rules.push(Rule {
            id: Name::new(format!("not_counted_{number}"), Span::default()),
            label: Text::default(),
            severity: Severity::Reject,
            kind: RuleKind::Record {
                dataset: dataset.id.clone(),
                field: None,
                condition: Name::new(format!("NOT ({})", condition.value), condition.span),
                unknown_passes: true,
            },
            message: Text::default(),
            clause: None,
        });
    }
    Plan::of(&Arc::new(definition), &plan.network).ok()
}

/// The records of a dataset that were tried.
struct Tried {
    domain: Domain,
    records: Records,
    /// Those that pass every rule.
    passing: Mask,
    /// Of these, those that count in no measure.
    uncounted: Mask,
}

impl Tried {
    fn new(plan: &Plan, position: usize) -> Result<Self> {
        let Some(dataset) = plan.datasets.get(position) else {
            return Err(Error::new(ErrorKind::Argument, Text::default()));
        };
        let domain = Domain::new(plan, dataset);
        let records = Records::of(&domain);
        let mut tally = Tally::new(plan);
        let batch = batch(dataset, &domain, &records)?;
        tally.add(&dataset.id, ArrowSource::new([Ok(batch)]))?;
        let mut passing = Mask::none(records.count);
        let mut uncounted = Mask::none(records.count);
        let segments = tally
            .ledgers()
            .get(position)
            .map(|ledger| ledger.segments());
        for entry in segments
            .unwrap_or_default()
            .iter()
            .flat_map(|it| it.entries())
        {
            let Some(row) = (entry.row() as usize).checked_sub(1) else {
                continue;
            };
            if !entry.is_rejected() {
                passing.set(row, true);
                uncounted.set(row, !counts_ever(plan, dataset, entry));
            }
        }
        Ok(Self {
            domain,
            records,
            passing,
            uncounted,
        })
    }

    fn report(&self, dataset: &Dataset, found: &mut Vec<Diagnostic>) {
        if self.uncounted.is_none() {
            if !self.records.are_all {
                let (all, most) = (self.domain.combinations(), MOST_RECORDS);
                let reason = match all {
                    Some(all) => text!(
                        "规则和计量能区分的记录有 {all} 种，只试了 {most} 种",
                        "rules and measures tell {all} kinds of records apart, of which {most} were tried"
                    ),
                    None => text!(
                        "规则和计量能区分的记录太多，只试了 {most} 种",
                        "rules and measures tell too many kinds of records apart; {most} were tried"
                    ),
                };
                found.push(undecided(dataset, reason));
            }
            return;
        }
        let masks = self.records.masks(&self.domain);
        for kind in covers(&masks, &self.passing, &self.uncounted, MOST_KINDS) {
            let values = kind
                .iter()
                .filter_map(|(field, value)| self.domain.value(*field, *value));
            found.push(lost(dataset, &values.collect::<Vec<_>>()));
        }
    }
}

/// Whether there is a measure and a day of the period on which the record counts.
fn counts_ever(plan: &Plan, dataset: &DatasetPlan, entry: Entry<'_>) -> bool {
    let (first, last) = (plan.period.start().days(), plan.period.end().days());
    let mut terms = dataset.terms.iter().enumerate();
    terms.any(|(position, term)| {
        let takes_part = entry.terms() >> (position & 63) & 1 == 1;
        let (from, until) = days_of_term(term, &entry.segment.slots, entry.position);
        takes_part && from.max(first) <= last && until > from.max(first)
    })
}

/// Which records are tried: by record and varied field the position of its value.
struct Records {
    count: usize,
    are_all: bool,
    /// Field by field, of every record.
    choices: Vec<Vec<usize>>,
}

impl Records {
    fn of(domain: &Domain) -> Self {
        let sizes: Vec<usize> = domain.sizes().collect();
        let all = domain.combinations().filter(|all| *all <= MOST_RECORDS);
        let count = all.unwrap_or(MOST_RECORDS);
        let mut step = 1_usize;
        let choices = sizes.iter().enumerate().map(|(field, size)| {
            let place = |record: usize| match all {
                Some(_) => record.checked_div(step).unwrap_or(0),
                None => scattered(record, field),
            };
            let of_records = (0..count).map(|record| place(record).checked_rem(*size).unwrap_or(0));
            let of_records = of_records.collect();
            step = step.saturating_mul(*size);
            of_records
        });
        Self {
            choices: choices.collect(),
            count,
            are_all: all.is_some(),
        }
    }

    /// By varied field and value the records that have it.
    fn masks(&self, domain: &Domain) -> Vec<Vec<Mask>> {
        let fields = self.choices.iter().zip(domain.sizes());
        let masks = fields.map(|(choices, size)| {
            let of_value = |value: usize| Mask::of_values(choices, |choice| *choice == value);
            (0..size).map(of_value).collect()
        });
        masks.collect()
    }
}

/// A number that looks like any other but is the same each time: where not all
/// records are tried, those that are lie scattered among them.
fn scattered(record: usize, field: usize) -> usize {
    let seed = (record as u64)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add((field as u64).wrapping_mul(0xD1B5_4A32_D192_ED03));
    let mixed = (seed ^ seed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 33) as usize
}

/// The records as text columns, as from a file.
fn batch(dataset: &DatasetPlan, domain: &Domain, records: &Records) -> Result<RecordBatch> {
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(dataset.fields.len());
    for field in 0..dataset.fields.len() {
        let column: StringArray = match domain.varied_place(field) {
            Some(place) => {
                let choices = records.choices.get(place).map(Vec::as_slice);
                let choices = choices.unwrap_or_default().iter();
                choices
                    .map(|value| domain.value(place, *value)?.text.as_deref())
                    .collect()
            }
            None => std::iter::repeat_n(domain.fixed(field), records.count).collect(),
        };
        columns.push(Arc::new(column));
    }
    let names = dataset.fields.iter();
    let fields: Vec<Field> = names
        .map(|field| Field::new(&field.name, DataType::Utf8, true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
        .map_err(|error| Error::new(ErrorKind::Input, Text::same(error.to_string())))
}

fn lost(dataset: &Dataset, values: &[&Value]) -> Diagnostic {
    let id = &dataset.id.value;
    let words = |word: fn(&Value) -> &str, between: &str| {
        let words: Vec<&str> = values.iter().map(|value| word(value)).collect();
        words.join(between)
    };
    let (zh, en) = (
        words(|value| &value.words.zh, "、"),
        words(|value| &value.words.en, " and "),
    );
    let message = if values.is_empty() {
        text!(
            "`{id}` 中通过全部规则的记录都不计入任何计量",
            "no record of `{id}` that passes every rule about it counts in any measure"
        )
    } else {
        text!(
            "`{id}` 中{zh}的记录通过全部规则，却不计入任何计量",
            "a record of `{id}` with {en} passes every rule about it and counts in no measure"
        )
    };
    Diagnostic::warning("P021", dataset.id.span, message).help(text!(
        "加一条规则指出它，或在数据集的 `not_counted` 中写明这样的记录有意不计",
        "add a rule that finds it, or say in `not_counted` of the dataset that such records count nowhere on purpose"
    ))
}

fn undecided(dataset: &Dataset, reason: Text) -> Diagnostic {
    let id = &dataset.id.value;
    let Text { zh, en } = reason;
    let message = text!(
        "未能判定 `{id}` 中是否有通过全部规则却不计入任何计量的记录：{zh}",
        "whether a record of `{id}` can pass every rule about it and count in no measure is not decided: {en}"
    );
    Diagnostic::warning("P022", dataset.id.span, message)
}
