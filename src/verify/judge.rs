//! The rules about a record by itself: required fields and types, code lists, the period, and the
//! conditions of the definition. The same judge for a row of a block and for a record alone.

use crate::calendar::Date;
use crate::column::{Formula, Record};
use crate::error::Error;
use crate::formula::Cell;
use crate::formula::Reference;
use crate::network::{DivisionCode, DivisionId};
use crate::plan::{ConditionPlan, DatasetPlan, FieldPlan, IdPlan, Plan, StructuralRule};
use crate::records::{masked, write_number, write_value};
use crate::spelling::beginning;
use crate::text::{Text, text};

/// What was found wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The rule's position in the plan.
    pub rule: u16,
    /// The field's position.
    pub field: Option<usize>,
    /// The values the message speaks of.
    pub values: Vec<String>,
}

/// A record that was read, as it is judged.
pub(super) trait ReadRecord: Record {
    /// Its division, and the code it is written with; a former division's code finds the one that
    /// took its place.
    fn written_division(&self) -> Option<(DivisionId, DivisionCode)>;
    /// Whether a field's value is missing though required, or cannot be read. What depends on one
    /// is not judged: that value has its own finding, and one cause gives one finding.
    fn is_unreadable(&self, field: usize) -> bool;
}

/// Judges the records of a dataset.
#[derive(Clone, Copy)]
pub(super) struct Judge<'p> {
    pub plan: &'p Plan,
    pub dataset: &'p DatasetPlan,
}

impl Judge<'_> {
    /// What a rule that needs no `[[rule]]` found in a field, and what it was read as. The end of a
    /// long text says nothing, and what may be somebody's is masked.
    pub fn structural(
        &self,
        rule: StructuralRule,
        position: usize,
        found: &str,
        read_as: Option<&str>,
    ) -> Found {
        let field = self.dataset.fields.get(position);
        let is_personal = field.is_some_and(|field| field.personal);
        let shown = |value: &str| {
            let shown = beginning(value);
            if is_personal {
                masked(shown)
            } else {
                shown.to_owned()
            }
        };
        let values = [Some(found).filter(|found| !found.is_empty()), read_as];
        Found {
            rule: rule.index(),
            field: Some(position),
            values: values.into_iter().flatten().map(shown).collect(),
        }
    }

    /// The record's own date must lie in the period, and its division must have existed on it.
    pub fn period(&self, record: &impl ReadRecord) -> impl Iterator<Item = Found> {
        let date = self.dataset.date.and_then(|field| {
            let days = match cell(record, field) {
                Cell::Number(days) => i32::try_from(days).ok()?,
                _ => return None,
            };
            Some((field, Date::from_days(days)?))
        });
        let outside = date.filter(|(_, date)| !self.plan.period.contains(*date));
        let outside = outside.map(|(field, date)| {
            self.structural(
                StructuralRule::OutsidePeriod,
                field,
                &date.to_string(),
                None,
            )
        });
        let division = date.filter(|_| self.plan.dated_divisions);
        let division = division.zip(record.written_division());
        let gone = division
            .filter(|((_, date), (id, code))| !self.plan.network.existed_on(*id, *code, *date));
        let gone = gone.map(|(_, (_, code))| {
            let code = code.padded();
            let field = self.dataset.division;
            self.structural(StructuralRule::UnknownDivision, field, &code, None)
        });
        outside.into_iter().chain(gone)
    }

    /// What a record names must be one of the definition's parts.
    pub fn id(&self, ids: &IdPlan, record: &impl ReadRecord) -> Option<Found> {
        match cell(record, ids.field) {
            Cell::Text(id) if !ids.knows(id) => {
                Some(self.structural(StructuralRule::UnknownId, ids.field, id, None))
            }
            _ => None,
        }
    }

    /// A condition that does not hold; none where it is not judged.
    pub fn violated(&self, condition: &ConditionPlan, record: &impl ReadRecord) -> Option<Found> {
        let mut fields = condition.fields.iter();
        if fields.any(|field| record.is_unreadable(*field)) {
            return None;
        }
        let rule = self.plan.rules.get(usize::from(condition.rule));
        let fields = rule.map(|rule| rule.message.fields.as_slice());
        let values = fields.unwrap_or_default().iter().map(|position| {
            let field = self.dataset.fields.get(*position);
            field.map_or_else(String::new, |field| shown(field, cell(record, *position)))
        });
        Some(Found {
            rule: condition.rule,
            field: condition.field,
            values: values.collect(),
        })
    }

    /// A formula over the record that cannot be computed, and why not.
    pub fn not_computable(&self, formula: &Formula, error: &Error) -> Found {
        not_computable(self.dataset, formula, error)
    }
}

/// A formula that cannot be computed over a record of a dataset, and why not. The reason may tell a
/// value, so that of a personal one is left out.
pub(super) fn not_computable(dataset: &DatasetPlan, formula: &Formula, error: &Error) -> Found {
    let mut is_personal = false;
    formula.expression.for_each_reference(&mut |reference| {
        if let Reference::Field(field) = reference {
            let field = dataset.fields.get(usize::from(field));
            is_personal |= field.is_some_and(|field| field.personal);
        }
    });
    let reason = if is_personal {
        text!(
            "取值超出可计算的范围",
            "a value lies outside of what can be computed"
        )
    } else {
        error.message().clone()
    };
    let Text { zh, en } = reason;
    let written = formula
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    Found {
        rule: StructuralRule::NotComputable.index(),
        field: None,
        values: vec![beginning(&written).to_owned(), zh, en],
    }
}

fn cell(record: &impl ReadRecord, field: usize) -> Cell<'_> {
    u16::try_from(field).map_or(Cell::Null, |field| record.field(field))
}

/// A field's value as a finding shows it.
pub(super) fn shown(field: &FieldPlan, value: Cell<'_>) -> String {
    let mut shown = String::new();
    if !write_value(field, value, &mut shown) {
        return "—".to_owned();
    }
    if field.personal {
        masked(&shown)
    } else {
        shown
    }
}

/// A value of a field of numbers as a finding shows it.
pub(crate) fn shown_number(field: &FieldPlan, value: i64) -> String {
    let mut shown = String::new();
    // Writing to a text does not fail.
    write_number(field.r#type, value, &mut shown).unwrap_or(());
    if field.personal {
        masked(&shown)
    } else {
        shown
    }
}
