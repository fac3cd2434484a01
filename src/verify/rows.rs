//! Rules about a record by itself: required fields and types, code lists, the
//! period, and the conditions of the definition.

use crate::calendar::Date;
use crate::column::{Column, Evaluated, Mask};
use crate::definition::Severity;
use crate::network::{DivisionCode, DivisionId};
use crate::plan::{DatasetPlan, FieldPlan, Plan, StructuralRule};
use crate::records::{Decoded, Problem, write_number, write_value};
use crate::spelling::beginning;

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
            let read_as = problem.read_as.as_deref();
            verdicts.structural(
                dataset,
                problem.rule,
                problem.row,
                problem.field,
                (&problem.found, read_as),
            );
        }
        verdicts.period(plan, dataset, decoded);
        verdicts.ids(dataset, decoded);
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
        (found, read_as): (&str, Option<&str>),
    ) {
        self.findings.push(RowFinding {
            row,
            rule: rule.index(),
            field: Some(field),
            found: shown_values(dataset.fields.get(field), found, read_as),
        });
    }

    /// The record's own date must lie in the period, and its division must have
    /// existed on it.
    fn period(&mut self, plan: &Plan, dataset: &DatasetPlan, decoded: &Decoded) {
        let Some(field) = dataset.date else { return };
        let Some(Column::Numbers(dates)) = decoded.block.fields.get(field) else {
            return;
        };
        let (first, last) = (plan.period.start(), plan.period.end());
        let (first_day, last_day) = (i64::from(first.days()), i64::from(last.days()));
        let suspicious = if plan.dated_divisions {
            dates.known.clone()
        } else {
            let inside = |day: &i64| (first_day..=last_day).contains(day);
            dates.known.and_not(&Mask::of_values(&dates.values, inside))
        };
        for row in suspicious.rows() {
            let date = dates.values.get(row).copied();
            let date = date.and_then(|day| Date::from_days(i32::try_from(day).ok()?));
            let Some(date) = date.filter(|_| !decoded.is_total(row)) else {
                continue;
            };
            if date < first || date > last {
                let rule = StructuralRule::OutsidePeriod;
                self.structural(dataset, rule, row, field, (&date.to_string(), None));
            }
            if plan.dated_divisions
                && let Some(id) = division_of(plan, decoded, row)
                && !plan
                    .network
                    .existed_on(id, code_of(plan, decoded, row, id), date)
            {
                let rule = StructuralRule::UnknownDivision;
                let code = plan.network.code(id).padded();
                self.structural(dataset, rule, row, dataset.division, (&code, None));
            }
        }
    }

    /// What a record names must be one of the definition's parts.
    fn ids(&mut self, dataset: &DatasetPlan, decoded: &Decoded) {
        for ids in &dataset.ids {
            let Some(column) = decoded.block.fields.get(ids.field) else {
                continue;
            };
            for row in 0..decoded.block.rows {
                if let Some(id) = column.text(row).filter(|id| !ids.knows(id)) {
                    let found = (id, None);
                    self.structural(dataset, StructuralRule::UnknownId, row, ids.field, found);
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
                let mut fields = condition.fields.iter();
                if fields.any(|field| unreadable.contains(row, *field)) || decoded.is_total(row) {
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

fn division_of(plan: &Plan, decoded: &Decoded, row: usize) -> Option<DivisionId> {
    let division = decoded.block.divisions.get(row)?;
    plan.network.id(*division as usize)
}

/// The code of a record's division as the record has it: of a former division, or
/// of the current one.
fn code_of(plan: &Plan, decoded: &Decoded, row: usize, id: DivisionId) -> DivisionCode {
    let by_row = &decoded.former_divisions;
    let former = by_row.binary_search_by_key(&row, |(row, _)| *row).ok();
    let former = former.and_then(|place| by_row.get(place));
    former.map_or_else(|| plan.network.code(id), |(_, code)| *code)
}

/// The values of a block that are missing or unreadable. A condition over one
/// is not judged: that value has its own finding, and one cause gives one finding.
struct Unreadable(Vec<(usize, usize)>);

impl Unreadable {
    fn new(problems: &[Problem]) -> Self {
        let grave = problems.iter().filter(|problem| !problem.is_harmless());
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

/// The values a structural finding speaks of: what was found, and what it was read as. The end of
/// a long text says nothing, and what may be somebody's is masked.
pub(super) fn shown_values(
    field: Option<&FieldPlan>,
    found: &str,
    read_as: Option<&str>,
) -> Vec<String> {
    let personal = field.is_some_and(|field| field.personal);
    let shown = |value: &str| {
        let shown = beginning(value);
        if personal {
            masked(shown)
        } else {
            shown.to_owned()
        }
    };
    let values = [Some(found).filter(|found| !found.is_empty()), read_as];
    values.into_iter().flatten().map(shown).collect()
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
