//! Rules about a record by itself: required fields and types, code lists, the
//! period, and the conditions of the definition.

use crate::calendar::Date;
use crate::column::{Column, Evaluated};
use crate::definition::Severity;
use crate::plan::{DatasetPlan, FieldPlan, Plan, StructuralRule};
use crate::records::{Decoded, Problem, write_value};

/// What was found wrong with a row of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFinding {
    /// The row within the block.
    pub row: usize,
    /// The rule's position in the plan.
    pub rule: u16,
    /// The field's position.
    pub field: Option<usize>,
    /// The values the message speaks of.
    pub found: Vec<String>,
}

/// What the rules about single records say of a block.
#[derive(Clone, Debug, Default)]
pub struct RowVerdicts {
    /// The findings, by row, rule and field.
    pub findings: Vec<RowFinding>,
}

impl RowVerdicts {
    /// Applies every rule about single records.
    pub fn new(
        plan: &Plan,
        dataset: &DatasetPlan,
        decoded: &Decoded,
        evaluated: &Evaluated<'_>,
    ) -> Self {
        let mut verdicts = Self::default();
        for problem in &decoded.problems {
            verdicts.structural(
                dataset,
                problem.rule,
                problem.row,
                problem.field,
                &problem.found,
            );
        }
        verdicts.period(plan, dataset, decoded);
        verdicts.conditions(plan, dataset, decoded, evaluated);
        verdicts
            .findings
            .sort_by_key(|finding| (finding.row, finding.rule, finding.field));
        verdicts
    }

    /// Whether a finding rejects the record.
    pub fn rejects(plan: &Plan, rule: u16) -> bool {
        let rule = plan.rules.get(usize::from(rule));
        rule.is_some_and(|rule| rule.severity == Severity::Reject)
    }

    fn structural(
        &mut self,
        dataset: &DatasetPlan,
        rule: StructuralRule,
        row: usize,
        field: usize,
        found: &str,
    ) {
        let personal = dataset
            .fields
            .get(field)
            .is_some_and(|field| field.personal);
        let found = if personal {
            masked(found)
        } else {
            found.to_owned()
        };
        self.findings.push(RowFinding {
            row,
            rule: rule.index(),
            field: Some(field),
            found: vec![found],
        });
    }

    /// The record's own date must lie in the period, and its division must have
    /// existed on it.
    fn period(&mut self, plan: &Plan, dataset: &DatasetPlan, decoded: &Decoded) {
        let Some(field) = dataset.date else { return };
        let Some(Column::Numbers(dates)) = decoded.block.fields.get(field) else {
            return;
        };
        let days = (
            i64::from(plan.period.start().days()),
            i64::from(plan.period.end().days()),
        );
        let shown = |day: i64| {
            let date = i32::try_from(day).ok().and_then(Date::from_days);
            date.map(|date| date.to_string()).unwrap_or_default()
        };
        for row in dates.known.rows() {
            let Some(day) = dates.values.get(row).copied() else {
                continue;
            };
            if day < days.0 || day > days.1 {
                self.structural(
                    dataset,
                    StructuralRule::OutsidePeriod,
                    row,
                    field,
                    &shown(day),
                );
            }
            if plan.dated_divisions {
                let division = decoded
                    .block
                    .divisions
                    .get(row)
                    .copied()
                    .unwrap_or(u32::MAX);
                let id = plan.network.id(division as usize);
                let Some((from, until)) = id.map(|id| plan.network.valid(id)) else {
                    continue;
                };
                let before = from.is_some_and(|from| day < i64::from(from.days()));
                let after = until.is_some_and(|until| day >= i64::from(until.days()));
                if before || after {
                    let code = id
                        .map(|id| plan.network.code(id).padded())
                        .unwrap_or_default();
                    let rule = StructuralRule::UnknownDivision;
                    self.structural(dataset, rule, row, dataset.division, &code);
                }
            }
        }
    }

    fn conditions(
        &mut self,
        plan: &Plan,
        dataset: &DatasetPlan,
        decoded: &Decoded,
        evaluated: &Evaluated<'_>,
    ) {
        let unreadable = Unreadable::new(&decoded.problems);
        for condition in &dataset.conditions {
            let truth = evaluated.truth(condition.node);
            let failed = if condition.unknown_passes {
                truth.no.clone()
            } else {
                truth.yes.complement()
            };
            for row in failed.rows() {
                if condition
                    .fields
                    .iter()
                    .any(|field| unreadable.contains(row, *field))
                {
                    continue;
                }
                let rule = plan.rules.get(usize::from(condition.rule));
                let fields = rule
                    .map(|rule| rule.message.fields.as_slice())
                    .unwrap_or_default();
                let found = fields
                    .iter()
                    .map(|field| shown_value(dataset, decoded, *field, row));
                self.findings.push(RowFinding {
                    row,
                    rule: condition.rule,
                    field: condition.field,
                    found: found.collect(),
                });
            }
        }
    }
}

/// The values of a block that are missing or unreadable. A condition over one
/// is not judged: that value has its own finding, and one cause gives one finding.
struct Unreadable(Vec<(usize, usize)>);

impl Unreadable {
    fn new(problems: &[Problem]) -> Self {
        let grave = problems
            .iter()
            .filter(|problem| problem.rule != StructuralRule::Normalised);
        let mut places: Vec<_> = grave.map(|problem| (problem.row, problem.field)).collect();
        places.sort_unstable();
        Self(places)
    }

    fn contains(&self, row: usize, field: usize) -> bool {
        self.0.binary_search(&(row, field)).is_ok()
    }
}

fn shown_value(dataset: &DatasetPlan, decoded: &Decoded, field: usize, row: usize) -> String {
    let (Some(plan), Some(column)) = (dataset.fields.get(field), decoded.block.fields.get(field))
    else {
        return String::new();
    };
    shown(plan, column, row)
}

/// A field's value as a finding shows it.
pub(super) fn shown(field: &FieldPlan, column: &Column, row: usize) -> String {
    let mut value = String::new();
    if !write_value(field, column, row, &mut value) {
        return "—".to_owned();
    }
    if field.personal {
        masked(&value)
    } else {
        value
    }
}

/// A personal value with only its ends left.
pub(super) fn masked(value: &str) -> String {
    let length = value.chars().count();
    let shows = |place: usize| length > 4 && (place == 0 || place.saturating_add(1) == length);
    value
        .chars()
        .enumerate()
        .map(|(place, c)| if shows(place) { c } else { '*' })
        .collect()
}
