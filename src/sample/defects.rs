//! What is wrong in a sample on purpose, and the findings it must cause.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "rows and steps are below the cap on records; there are some dozens of steps per dataset"
)]

use std::collections::BTreeSet;

use crate::calendar::Date;
use crate::network::Level;

use super::Sample;
use super::dataset::Dataset;
use super::people::push_id;
use super::plan::Plan;
use super::recipes::{Condition, Recipe, Value, Way, recipes};
use super::row::Row;

/// The names of the rules, as the definition `yuxi-2019` gives them.
pub(super) mod rules {
    pub(in super::super) const REQUIRED: &str = "required";
    pub(in super::super) const TYPE: &str = "type";
    pub(in super::super) const CODE_LIST: &str = "code_list";
    pub(in super::super) const UNKNOWN_DIVISION: &str = "unknown_division";
    pub(in super::super) const OUTSIDE_PERIOD: &str = "outside_period";
    pub(in super::super) const CONFLICTING: &str = "conflicting_records";
    pub(in super::super) const COPY: &str = "identical_copy";
    pub(in super::super) const NORMALISED: &str = "normalised";
    pub(in super::super) const SUPERSEDED: &str = "superseded";
    pub(in super::super) const UNKNOWN_ID: &str = "unknown_id";
    pub(in super::super) const CASE_CLOSED: &str = "case_closed_before_accepted";
    pub(in super::super) const NEED_RESPONDED: &str = "need_responded_before_raised";
    pub(in super::super) const REQUEST_DECIDED: &str = "request_decided_before_requested";
    pub(in super::super) const DISPUTE_MEDIATED: &str = "dispute_mediated_before_registered";
    pub(in super::super) const PERSON_ENDED: &str = "person_ended_before_started";
    pub(in super::super) const ADVISER_ENDED: &str = "adviser_ended_before_started";
    pub(in super::super) const RESIDENCY_ENDED: &str = "residency_ended_before_started";
    pub(in super::super) const PLATFORM_AHEAD: &str = "platform_accepted_far_ahead";
    pub(in super::super) const RESIDENCY_AHEAD: &str = "residency_since_far_ahead";
    pub(in super::super) const PERSON_AHEAD: &str = "person_from_far_ahead";
    pub(in super::super) const ADVISER_AHEAD: &str = "adviser_from_far_ahead";
    pub(in super::super) const CASE_AHEAD: &str = "case_closed_far_ahead";
    pub(in super::super) const NEED_AHEAD: &str = "need_responded_far_ahead";
    pub(in super::super) const REQUEST_AHEAD: &str = "request_decided_far_ahead";
    pub(in super::super) const DISPUTE_AHEAD: &str = "dispute_mediated_far_ahead";
    pub(in super::super) const MILESTONE_DUE_AHEAD: &str = "milestone_due_far_ahead";
    pub(in super::super) const MILESTONE_DONE_AHEAD: &str = "milestone_done_far_ahead";
    pub(in super::super) const REPORT_AHEAD: &str = "report_made_far_ahead";
    pub(in super::super) const REPORT_LATER: &str = "report_about_later_day";
    pub(in super::super) const CASE_DATE: &str = "case_outcome_without_date";
    pub(in super::super) const NEVER_OPEN: &str = "offering_without_duration";
    pub(in super::super) const CASE_OUTCOME: &str = "case_outcome_unfit";
    pub(in super::super) const DECISION_DATE: &str = "request_decision_without_date";
    pub(in super::super) const OUTCOME_DATE: &str = "dispute_outcome_without_date";
    pub(in super::super) const FEW_ATTENDEES: &str = "attendance_below_one";
    pub(in super::super) const FEW_PERSONS: &str = "persons_below_one";
    pub(in super::super) const MANY_PERSONS: &str = "persons_above_500";
    pub(in super::super) const WEEKDAY: &str = "weekday_outside_week";
    pub(in super::super) const EVENT_PLATFORM: &str = "event_before_platform";
    pub(in super::super) const CASE_PLATFORM: &str = "case_before_platform";
    pub(in super::super) const CONSULTATION_PLATFORM: &str = "consultation_before_platform";
    pub(in super::super) const DISPUTE_PLATFORM: &str = "dispute_before_platform";
    pub(in super::super) const LOGO: &str = "logo_not_unified";
    pub(in super::super) const CARRIER: &str = "carrier_not_unified";
    pub(in super::super) const WORKFLOW: &str = "workflow_not_unified";
    pub(in super::super) const GUIDANCE: &str = "guidance_missing";
    pub(in super::super) const CONSULTATION: &str = "consultation_missing";
    pub(in super::super) const DEMAND_ANALYSIS: &str = "demand_analysis_missing";
}

/// What stands between the fields of a key of several fields.
const KEY_SEPARATOR: &str = "|";
/// Added people and advisers are numbered from here on.
const SPARE_SERIAL: u64 = 900_000;

/// A finding that a defect of the sample must cause.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Defect {
    /// The dataset.
    pub dataset: &'static str,
    /// The 1-based data row (the header is not counted).
    pub row: u64,
    /// The name of the violated rule in the definition `yuxi-2019`.
    pub rule: &'static str,
    /// The record's key as the row gives it, with full-width digits read as
    /// digits; several fields are joined by `|`, a missing one is empty.
    pub key: String,
    /// The field at fault; none where the record as a whole is.
    pub field: Option<&'static str>,
}

impl Defect {
    /// The finding where the field's column is typed, if there is one: an
    /// unreadable value arrives as a missing one, which only a required field minds.
    pub(super) fn in_typed_file(mut self) -> Option<Self> {
        if let (rules::TYPE, Some(field)) = (self.rule, self.field)
            && !Dataset::is_text(field)
        {
            let optional =
                Dataset::find(self.dataset).is_ok_and(|dataset| dataset.is_optional(field));
            if optional {
                return None;
            }
            self.rule = rules::REQUIRED;
        }
        Some(self)
    }
}

/// A change of a row, or a row that is added.
#[derive(Debug)]
pub(super) struct Step {
    /// The clean row that is changed or that the added row follows.
    pub(super) at: u64,
    /// Whether a row is added.
    pub(super) added: bool,
    /// The clean row it starts from.
    pub(super) template: u64,
    cells: Vec<(usize, Option<String>)>,
}

impl Step {
    /// Makes the change in a row that holds the template.
    pub(super) fn apply(&self, row: &mut Row) {
        for (position, value) in &self.cells {
            row.set(*position, value.as_deref());
        }
    }
}

/// Everything that goes wrong in a dataset.
#[derive(Debug)]
pub(super) struct Script {
    steps: Vec<Step>,
    defects: Vec<Defect>,
}

impl Script {
    /// The script of a dataset of `sample`.
    pub(super) fn new(sample: &Sample<'_>, dataset: Dataset) -> Self {
        let mut author = Author {
            sample,
            dataset,
            rows: sample.clean_count(dataset),
            used: BTreeSet::new(),
            spare: 0,
            steps: Vec::new(),
            findings: Vec::new(),
        };
        let recipes = recipes(dataset);
        let total = recipes
            .iter()
            .map(|recipe| recipe.sets.len() as u64)
            .sum::<u64>();
        let mut number = 0;
        for recipe in recipes {
            for set in recipe.sets {
                // Spread evenly over the file.
                let start = author.rows * (2 * number + 1) / (2 * total.max(1));
                author.write(recipe, set, start);
                number += 1;
            }
        }
        author.finish()
    }

    /// The steps in the order of the rows, changes before additions.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The findings, by row and rule.
    pub(super) fn defects(&self) -> impl Iterator<Item = Defect> + '_ {
        self.defects.iter().cloned()
    }
}

/// Where a finding will be, before the rows are numbered.
enum Target {
    /// A row of the clean year.
    Clean(u64),
    /// The row of a step, by the order in which the steps were written.
    Step(usize),
}

/// Writes a script.
struct Author<'sample, 'network> {
    sample: &'sample Sample<'network>,
    dataset: Dataset,
    rows: u64,
    /// Rows that already play a part: every record has at most one defect.
    used: BTreeSet<u64>,
    /// How many keys of added records have been given out.
    spare: u64,
    steps: Vec<Step>,
    findings: Vec<(Target, &'static str, Option<&'static str>, String)>,
}

impl Author<'_, '_> {
    /// Carries out one recipe, if a row it can start from is found.
    fn write(&mut self, recipe: &Recipe, set: &[(&'static str, Value)], start: u64) {
        let Some((template, row)) = self.find(recipe.needs, start) else {
            return;
        };
        self.used.insert(template);
        match recipe.way {
            Way::Added => {
                let Some(mut cells) = self.new_key(&row) else {
                    return;
                };
                cells.extend(self.cells(&row, set));
                let step = self.step(template, true, template, cells);
                self.finding(Target::Step(step), recipe, &row);
            }
            Way::Changed => {
                let cells = self.cells(&row, set);
                let key = self.key(&row);
                let step = self.step(template, false, template, cells);
                self.findings
                    .push((Target::Step(step), recipe.rule, recipe.field, key));
            }
            Way::Copied => {
                let key = self.key(&row);
                let step = self.step(self.later(template, 2), true, template, Vec::new());
                self.findings.push((
                    Target::Clean(template),
                    recipe.rule,
                    recipe.field,
                    key.clone(),
                ));
                self.findings
                    .push((Target::Step(step), recipe.rule, recipe.field, key));
            }
            Way::Conflict => self.write_conflict(recipe, set, template, &row),
            Way::Corrected => {
                let Some(key) = self.new_key(&row) else {
                    return;
                };
                let (first, _) = self.two_under(template, key, self.cells(&row, set));
                self.finding(Target::Step(first), recipe, &row);
            }
        }
    }

    fn write_conflict(
        &mut self,
        recipe: &Recipe,
        set: &[(&'static str, Value)],
        template: u64,
        row: &Row,
    ) {
        let changes = self.cells(row, set);
        if self.dataset == Dataset::Platforms {
            // A division has one platform, so the conflict is with the real one.
            let step = self.step(self.later(template, 3), true, template, changes);
            let key = self.key(row);
            self.findings.push((
                Target::Clean(template),
                recipe.rule,
                recipe.field,
                key.clone(),
            ));
            self.findings
                .push((Target::Step(step), recipe.rule, recipe.field, key));
            return;
        }
        let Some(key) = self.new_key(row) else { return };
        let (first, second) = self.two_under(template, key, changes);
        self.finding(Target::Step(first), recipe, row);
        self.finding(Target::Step(second), recipe, row);
    }

    /// Adds two rows under one key, the second with changes.
    fn two_under(
        &mut self,
        template: u64,
        key: Vec<(usize, Option<String>)>,
        changes: Vec<(usize, Option<String>)>,
    ) -> (usize, usize) {
        let first = self.step(template, true, template, key.clone());
        let second = self.step(
            self.later(template, 3),
            true,
            template,
            key.into_iter().chain(changes).collect(),
        );
        (first, second)
    }

    fn step(
        &mut self,
        at: u64,
        added: bool,
        template: u64,
        cells: Vec<(usize, Option<String>)>,
    ) -> usize {
        self.steps.push(Step {
            at,
            added,
            template,
            cells,
        });
        self.steps.len() - 1
    }

    /// Notes a finding in an added row.
    fn finding(&mut self, target: Target, recipe: &Recipe, template: &Row) {
        let mut row = template.clone();
        if let Target::Step(step) = target
            && let Some(step) = self.steps.get(step)
        {
            step.apply(&mut row);
        }
        let key = self.key(&row);
        self.findings.push((target, recipe.rule, recipe.field, key));
    }

    fn later(&self, row: u64, by: u64) -> u64 {
        (row + by).min(self.rows.saturating_sub(1))
    }

    /// The first unused row from `start` on that meets all conditions.
    fn find(&self, needs: &[Condition], start: u64) -> Option<(u64, Row)> {
        let mut row = Row::default();
        for offset in 0..self.rows {
            let index = (start + offset) % self.rows;
            if self.used.contains(&index) {
                continue;
            }
            self.sample.clean_row(self.dataset, index, &mut row);
            if needs
                .iter()
                .all(|condition| self.holds(condition, index, &row))
            {
                return Some((index, row));
            }
        }
        None
    }

    fn holds(&self, condition: &Condition, index: u64, row: &Row) -> bool {
        let plan = self.plan();
        match *condition {
            Condition::Is(field, value) => self.cell(row, field) == Some(value),
            Condition::Present(field) => self.cell(row, field).is_some(),
            Condition::Absent(field) => self.cell(row, field).is_none(),
            Condition::Late(level) => usize::try_from(index)
                .ok()
                .and_then(|index| plan.places.get(index))
                .is_some_and(|place| place.late && place.level == level),
            Condition::InTime => usize::try_from(index)
                .ok()
                .and_then(|index| plan.places.get(index))
                .is_some_and(|place| !place.late),
            Condition::BeforeLastPlatform(field) => {
                let own = self.cell(row, field).and_then(Date::parse).map(Date::days);
                let accepted = self
                    .last_platform(row)
                    .and_then(|place| plan.places.get(place)?.accepted);
                matches!((own, accepted), (Some(own), Some(accepted)) if own < accepted)
            }
        }
    }

    fn plan(&self) -> &Plan {
        &self.sample.plan
    }

    fn cell<'row>(&self, row: &'row Row, field: &str) -> Option<&'row str> {
        row.cell(self.dataset.position(field)?)
    }

    /// The group of a row, by its division.
    fn group(&self, row: &Row) -> Option<usize> {
        let code = self.cell(row, "division_code")?;
        self.plan()
            .places
            .iter()
            .find(|place| place.code == code)
            .map(|place| place.group)
    }

    fn last_platform(&self, row: &Row) -> Option<usize> {
        self.plan().groups.get(self.group(row)?)?.last_accepted
    }

    /// The new values of a set, in the row's positions.
    fn cells(&self, row: &Row, set: &[(&'static str, Value)]) -> Vec<(usize, Option<String>)> {
        set.iter()
            .filter_map(|(field, value)| {
                Some((self.dataset.position(field)?, self.value(row, field, value)))
            })
            .collect()
    }

    fn value(&self, row: &Row, field: &str, value: &Value) -> Option<String> {
        let plan = self.plan();
        let code = |place: usize| plan.places.get(place).map(|place| place.code.clone());
        match *value {
            Value::Missing => None,
            Value::Text(text) => Some(text.to_owned()),
            Value::Centre => code(plan.groups.get(self.group(row)?)?.head),
            Value::LastPlatform => code(self.last_platform(row)?),
            Value::DaysBefore(other, days) => {
                let other = Date::parse(self.cell(row, other)?)?;
                Some(other.add_days(-days)?.to_string())
            }
            Value::FullWidth => Some(self.cell(row, field)?.chars().map(full_width).collect()),
        }
    }

    /// The cells that give a copy of `row` a key of its own, if there is one left.
    fn new_key(&mut self, row: &Row) -> Option<Vec<(usize, Option<String>)>> {
        self.spare += 1;
        let dataset = self.dataset;
        Some(match dataset {
            // Each of their recipes changes the key itself.
            Dataset::Platforms | Dataset::Offerings => Vec::new(),
            Dataset::Residencies => {
                let earlier = Value::DaysBefore("since", 200 + self.spare as i32);
                self.cells(row, &[("since", earlier)])
            }
            // Nobody else reports about townships.
            Dataset::Milestones | Dataset::Reports => {
                let townships = self
                    .plan()
                    .places
                    .iter()
                    .filter(|place| place.level == Level::Township);
                vec![(
                    0,
                    Some(
                        townships
                            .map(|place| place.code.clone())
                            .nth(self.spare as usize)?,
                    ),
                )]
            }
            _ => {
                let group = self.group(row).unwrap_or_default();
                let last = self
                    .plan()
                    .flow(dataset)
                    .map_or(SPARE_SERIAL, |flow| flow.group_count(group));
                let mut id = Row::default();
                push_id(self.plan(), dataset, group, last + self.spare, &mut id);
                vec![(0, id.cell(0).map(str::to_owned))]
            }
        })
    }

    fn key(&self, row: &Row) -> String {
        let parts: Vec<&str> = self
            .dataset
            .key()
            .iter()
            .map(|position| row.cell(*position).unwrap_or_default())
            .collect();
        parts.join(KEY_SEPARATOR)
    }

    /// Puts the steps in order and numbers the rows.
    fn finish(self) -> Script {
        let mut order: Vec<usize> = (0..self.steps.len()).collect();
        order.sort_by_key(|number| {
            self.steps
                .get(*number)
                .map(|step| (step.at, step.added, *number))
        });
        let mut row_of_step = vec![0; self.steps.len()];
        let mut added_rows: Vec<u64> = Vec::new();
        for number in &order {
            if let (Some(step), Some(row)) = (self.steps.get(*number), row_of_step.get_mut(*number))
            {
                *row = step.at + 1 + added_rows.len() as u64 + u64::from(step.added);
                if step.added {
                    added_rows.push(step.at);
                }
            }
        }
        let number = |target: Target| match target {
            Target::Clean(row) => row + 1 + added_rows.partition_point(|at| *at < row) as u64,
            Target::Step(step) => row_of_step.get(step).copied().unwrap_or_default(),
        };
        let dataset = self.dataset.name();
        let mut defects: Vec<Defect> = self
            .findings
            .into_iter()
            .map(|(target, rule, field, key)| Defect {
                dataset,
                row: number(target),
                rule,
                key,
                field,
            })
            .collect();
        defects.sort();
        let mut steps: Vec<(usize, Step)> = self.steps.into_iter().enumerate().collect();
        steps.sort_by_key(|(number, step)| (step.at, step.added, *number));
        Script {
            steps: steps.into_iter().map(|(_, step)| step).collect(),
            defects,
        }
    }
}

/// The full-width form of a digit, as an input method for Chinese may give it.
fn full_width(digit: char) -> char {
    const TO_FULL_WIDTH: u32 = '\u{FF10}' as u32 - '0' as u32;
    if digit.is_ascii_digit() {
        char::from_u32(digit as u32 + TO_FULL_WIDTH).unwrap_or(digit)
    } else {
        digit
    }
}

#[cfg(test)]
#[path = "defects_tests.rs"]
mod tests;
