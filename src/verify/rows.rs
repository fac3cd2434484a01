//! What the judge finds in the records of a block. The columns say which records it looks at: most
//! have nothing to be found.

use std::collections::BTreeSet;

use super::judge::{Found, Judge, ReadRecord};
use crate::column::{BlockRow, Column, Evaluated, Mask, Record};
use crate::definition::Severity;
use crate::formula::Cell;
use crate::network::{DivisionCode, DivisionId, Network};
use crate::plan::{DatasetPlan, Plan};
use crate::records::{Decoded, Problem};

/// What was found wrong with a row of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowFinding {
    /// The row within the block.
    pub row: usize,
    /// What was found.
    pub found: Found,
}

/// Whether a finding of a rule rejects its record.
pub(crate) fn rejects(plan: &Plan, rule: u16) -> bool {
    let rule = plan.rules.get(usize::from(rule));
    rule.is_some_and(|rule| rule.severity == Severity::Reject)
}

/// What every rule about single records finds in a block, by row, rule and field.
pub(crate) fn row_findings(
    plan: &Plan,
    dataset: &DatasetPlan,
    decoded: &Decoded,
    evaluated: &Evaluated<'_>,
) -> Vec<RowFinding> {
    let mut rows = Rows {
        judge: Judge { plan, dataset },
        decoded,
        unreadable: Unreadable::new(&decoded.problems),
        findings: Vec::new(),
    };
    for problem in &decoded.problems {
        let read_as = problem.read_as.as_deref();
        let judge = rows.judge;
        let found = judge.structural(problem.rule, problem.field, &problem.found, read_as);
        rows.push(problem.row, found);
    }
    rows.period();
    rows.ids();
    rows.conditions(evaluated);
    rows.not_computable(evaluated);
    let mut findings = rows.findings;
    findings.sort_by_key(|finding| (finding.row, finding.found.rule, finding.found.field));
    findings
}

/// A block that is judged.
struct Rows<'a> {
    judge: Judge<'a>,
    decoded: &'a Decoded,
    unreadable: Unreadable,
    findings: Vec<RowFinding>,
}

impl Rows<'_> {
    fn push(&mut self, row: usize, found: Found) {
        self.findings.push(RowFinding { row, found });
    }

    /// A row that is judged: one that holds a total or a signature is no record.
    fn record(&self, row: usize) -> Option<RowRecord<'_>> {
        let Decoded { block, .. } = self.decoded;
        let record = RowRecord {
            network: &self.judge.plan.network,
            decoded: self.decoded,
            unreadable: &self.unreadable,
            of_block: BlockRow { block, row },
        };
        (!self.decoded.is_total(row)).then_some(record)
    }

    /// Looks at the rows whose date lies outside the period, or at all that have one where
    /// divisions come and go.
    fn period(&mut self) {
        let Judge { plan, dataset } = self.judge;
        let column = dataset
            .date
            .and_then(|field| self.decoded.block.fields.get(field));
        let Some(Column::Numbers(dates)) = column else {
            return;
        };
        let suspicious = if plan.dated_divisions {
            dates.known.clone()
        } else {
            let first = i64::from(plan.period.start().days());
            let last = i64::from(plan.period.end().days());
            let inside = |day: &i64| (first..=last).contains(day);
            dates.known.and_not(&Mask::of_values(&dates.values, inside))
        };
        for row in suspicious.rows() {
            let record = self.record(row);
            let found: Vec<Found> = record.iter().flat_map(|it| self.judge.period(it)).collect();
            found.into_iter().for_each(|found| self.push(row, found));
        }
    }

    fn ids(&mut self) {
        for ids in &self.judge.dataset.ids {
            for row in 0..self.decoded.block.rows {
                let record = self.record(row);
                if let Some(found) = record.and_then(|record| self.judge.id(ids, &record)) {
                    self.push(row, found);
                }
            }
        }
    }

    fn conditions(&mut self, evaluated: &Evaluated<'_>) {
        for condition in &self.judge.dataset.conditions {
            let node = condition.formula.node();
            let truth = evaluated.truth(node);
            let failed = if condition.unknown_passes {
                truth.no.clone()
            } else {
                evaluated.computable(node, truth.yes.complement())
            };
            for row in failed.rows() {
                let record = self.record(row);
                if let Some(found) = record.and_then(|it| self.judge.violated(condition, &it)) {
                    self.push(row, found);
                }
            }
        }
    }

    fn not_computable(&mut self, evaluated: &Evaluated<'_>) {
        // Parts of one formula that fail alike are one finding.
        let mut known = BTreeSet::new();
        for failure in evaluated.failures() {
            let found = self.judge.not_computable(failure.formula, &failure.error);
            let is_new = known.insert((failure.row, found.values.clone()));
            if is_new && self.record(failure.row).is_some() {
                self.push(failure.row, found);
            }
        }
    }
}

/// A row of a block as it is judged.
struct RowRecord<'a> {
    network: &'a Network,
    decoded: &'a Decoded,
    unreadable: &'a Unreadable,
    of_block: BlockRow<'a>,
}

impl Record for RowRecord<'_> {
    fn field(&self, field: u16) -> Cell<'_> {
        self.of_block.field(field)
    }

    fn other(&self, field: u16) -> Cell<'_> {
        self.of_block.other(field)
    }

    fn division(&self) -> Option<usize> {
        self.of_block.division()
    }
}

impl ReadRecord for RowRecord<'_> {
    fn written_division(&self) -> Option<(DivisionId, DivisionCode)> {
        let id = self.network.id(self.division()?)?;
        let former = self.decoded.former_code(self.of_block.row);
        Some((id, former.unwrap_or_else(|| self.network.code(id))))
    }

    fn is_unreadable(&self, field: usize) -> bool {
        self.unreadable.contains(self.of_block.row, field)
    }
}

/// The values of a block that are missing or unreadable.
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
