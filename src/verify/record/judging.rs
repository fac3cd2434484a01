//! The rules about a record by itself: what `RowVerdicts` is to a block.

use super::reading::{Problem, Reading};
use crate::calendar::Date;
use crate::column::{Record, Scalar};
use crate::error::Result;
use crate::plan::{ConditionPlan, DatasetPlan, FieldPlan, Plan, StructuralRule};
use crate::records::write_number;
use crate::verify::rows::masked;

/// What was found wrong with the record.
#[derive(Debug)]
pub(super) struct Found {
    /// The rule's position in the plan.
    pub rule: u16,
    /// The field's position.
    pub field: Option<usize>,
    /// The values the message speaks of.
    pub values: Vec<String>,
}

/// A record that was read, before its rules are applied.
pub(super) struct Judge<'r, 'a> {
    pub plan: &'a Plan,
    pub dataset: &'a DatasetPlan,
    pub values: &'r [Scalar<'a>],
    pub reading: Reading<'a>,
}

impl<'a> Judge<'_, 'a> {
    /// What every rule about single records finds, by rule and field. `steps`
    /// gives room for the values of the dataset's conditions.
    ///
    /// # Errors
    ///
    /// As [`RecordProgram::run`](crate::column::RecordProgram::run).
    pub fn found(&self, steps: &mut [Scalar<'a>]) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        let problems = self.reading.problems.iter();
        found.extend(
            problems.map(|Problem { field, rule, found }| self.structural(*rule, *field, found)),
        );
        self.period(&mut found);
        let record = Record {
            fields: self.values,
            division: self.reading.division.map(|(id, _)| id.index()),
            attributes: &self.plan.attributes,
        };
        let outcome = self.dataset.alone.run(record, steps);
        let outcome = outcome.map_err(|error| error.in_dataset(&self.dataset.id))?;
        for (condition, truth) in self.dataset.conditions.iter().zip(outcome.truths()) {
            if !truth.unwrap_or(condition.unknown_passes) && self.is_judged(condition) {
                found.push(self.violated(condition));
            }
        }
        found.sort_by_key(|found| (found.rule, found.field));
        Ok(found)
    }

    /// The record's own date must lie in the period, and its division must have
    /// existed on it.
    fn period(&self, found: &mut Vec<Found>) {
        let Some(field) = self.dataset.date else {
            return;
        };
        let Some(Scalar::Number(days)) = self.values.get(field) else {
            return;
        };
        let Some(date) = i32::try_from(*days).ok().and_then(Date::from_days) else {
            return;
        };
        if date < self.plan.period.start() || date > self.plan.period.end() {
            let rule = StructuralRule::OutsidePeriod;
            found.push(self.structural(rule, field, &date.to_string()));
        }
        if self.plan.dated_divisions
            && let Some((id, code)) = self.reading.division
            && !self.plan.network.existed_on(id, code, date)
        {
            let rule = StructuralRule::UnknownDivision;
            let code = self.plan.network.code(id).padded();
            found.push(self.structural(rule, self.dataset.division, &code));
        }
    }

    fn is_judged(&self, condition: &ConditionPlan) -> bool {
        let mut fields = condition.fields.iter();
        !fields.any(|field| self.reading.is_unreadable(*field))
    }

    fn violated(&self, condition: &ConditionPlan) -> Found {
        let rule = self.plan.rules.get(usize::from(condition.rule));
        let fields = rule.map(|rule| rule.message.fields.as_slice());
        let values = fields.unwrap_or_default().iter().map(|position| {
            let field = self.dataset.fields.get(*position);
            let value = self.values.get(*position).copied();
            field
                .zip(value)
                .map_or_else(String::new, |(field, value)| shown(field, value))
        });
        Found {
            rule: condition.rule,
            field: condition.field,
            values: values.collect(),
        }
    }

    fn structural(&self, rule: StructuralRule, position: usize, found: &str) -> Found {
        let field = self.dataset.fields.get(position);
        let personal = field.is_some_and(|field| field.personal);
        let shown = if personal {
            masked(found)
        } else {
            found.to_owned()
        };
        Found {
            rule: rule.index(),
            field: Some(position),
            values: vec![shown],
        }
    }
}

/// A field's value as a finding shows it.
fn shown(field: &FieldPlan, value: Scalar<'_>) -> String {
    let mut shown = String::new();
    match value {
        Scalar::Text(text) => shown.push_str(text),
        Scalar::Truth(truth) => shown.push_str(if truth { "true" } else { "false" }),
        // Writing to a text does not fail.
        Scalar::Number(number) => write_number(field.r#type, number, &mut shown).unwrap_or(()),
        Scalar::Null | Scalar::Digits(_) | Scalar::Ratio(_) => return "—".to_owned(),
    }
    if field.personal {
        masked(&shown)
    } else {
        shown
    }
}
