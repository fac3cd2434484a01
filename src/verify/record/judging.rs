//! The rules about a record by itself: what `RowVerdicts` is to a block.

use super::reading::{Problem, Reading};
use crate::calendar::Date;
use crate::column::Scalar;
use crate::error::Result;
use crate::plan::{ConditionPlan, DatasetPlan, FieldPlan, Plan, StructuralRule};
use crate::records::write_number;
use crate::verify::rows::{masked, shown_values};

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

/// What every rule about single records finds, by rule and field. `values` are
/// those of the record's fields, with room behind them for the dataset's
/// conditions.
///
/// # Errors
///
/// As [`RecordProgram::run`](crate::column::RecordProgram::run).
pub(super) fn judge<'a>(
    plan: &'a Plan,
    dataset: &'a DatasetPlan,
    reading: &Reading<'a>,
    values: &mut [Scalar<'a>],
) -> Result<Vec<Found>> {
    if reading.is_total() {
        let positions = reading.problems.iter().map(|problem| Found {
            rule: problem.rule.index(),
            field: Some(problem.field),
            values: Vec::new(),
        });
        return Ok(positions.collect());
    }
    let division = reading.division.map(|(id, _)| id.index());
    let outcome = dataset.alone.run(division, &plan.attributes, values);
    let outcome = outcome.map_err(|error| error.in_dataset(&dataset.id))?;
    let judge = Judge {
        plan,
        dataset,
        reading,
        values: outcome.values(),
    };
    let mut found = Vec::new();
    let problems = reading.problems.iter();
    found.extend(problems.map(|problem| {
        let Problem {
            field, rule, found, ..
        } = problem;
        judge.structural(*rule, *field, found, problem.read_as.as_deref())
    }));
    judge.period(&mut found);
    judge.ids(&mut found);
    for (condition, truth) in dataset.conditions.iter().zip(outcome.truths()) {
        if !truth.unwrap_or(condition.unknown_passes) && judge.is_judged(condition) {
            found.push(judge.violated(condition));
        }
    }
    found.sort_by_key(|found| (found.rule, found.field));
    Ok(found)
}

/// A record that was read and computed with.
struct Judge<'r, 'a> {
    plan: &'a Plan,
    dataset: &'a DatasetPlan,
    reading: &'r Reading<'a>,
    values: &'r [Scalar<'a>],
}

impl Judge<'_, '_> {
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
            found.push(self.structural(rule, field, &date.to_string(), None));
        }
        if self.plan.dated_divisions
            && let Some((id, code)) = self.reading.division
            && !self.plan.network.existed_on(id, code, date)
        {
            let rule = StructuralRule::UnknownDivision;
            let code = self.plan.network.code(id).padded();
            found.push(self.structural(rule, self.dataset.division, &code, None));
        }
    }

    /// What a record names must be one of the definition's parts.
    fn ids(&self, found: &mut Vec<Found>) {
        for ids in &self.dataset.ids {
            if let Some(Scalar::Text(id) | Scalar::Code(_, id)) = self.values.get(ids.field)
                && !ids.knows(id)
            {
                let rule = StructuralRule::UnknownId;
                found.push(self.structural(rule, ids.field, id, None));
            }
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

    fn structural(
        &self,
        rule: StructuralRule,
        position: usize,
        found: &str,
        read_as: Option<&str>,
    ) -> Found {
        let field = self.dataset.fields.get(position);
        Found {
            rule: rule.index(),
            field: Some(position),
            values: shown_values(field, found, read_as),
        }
    }
}

/// A field's value as a finding shows it.
fn shown(field: &FieldPlan, value: Scalar<'_>) -> String {
    let mut shown = String::new();
    match value {
        Scalar::Text(text) | Scalar::Code(_, text) => shown.push_str(text),
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
