//! Findings: all of them counted by rule, and a list to search.

use std::collections::BTreeMap;

use askama::Template;

use super::words::{NONE, Place, Words};
use crate::assess::{Assessment, Finding};
use crate::definition::Severity;
use crate::limits;
use crate::network::{DivisionCode, DivisionId};

#[derive(Template)]
#[template(path = "page/findings.html")]
pub(super) struct FindingList<'a> {
    pub words: Words,
    /// How many there are, listed or not.
    pub total: usize,
    /// By severity: id, words, count.
    pub severities: Vec<(&'static str, String, usize)>,
    pub rules: Vec<RuleCount<'a>>,
    pub rows: Vec<FindingRow<'a>>,
    /// What the rows can be filtered by: datasets, and divisions below the root.
    pub datasets: Vec<(&'a str, &'a str)>,
    pub divisions: Vec<Place>,
}

pub(super) struct RuleCount<'a> {
    /// The rule's position in the plan.
    pub position: usize,
    pub id: &'a str,
    pub label: &'a str,
    pub severity: &'static str,
    pub severity_label: String,
    pub count: usize,
    /// How many of them are listed.
    pub listed: usize,
}

pub(super) struct FindingRow<'a> {
    pub finding: Finding,
    /// The file, the sheet, and the line or the number of the record.
    pub place: String,
    pub rule: &'a str,
    pub severity: &'static str,
    pub severity_label: String,
    pub dataset: Option<(&'a str, &'a str)>,
    pub division: Option<Place>,
    /// The code of the division below the root to which it belongs.
    pub within: Option<String>,
}

const SEVERITIES: [Severity; 3] = [Severity::Reject, Severity::Warn, Severity::Note];

impl<'a> FindingList<'a> {
    pub fn new(words: Words, assessment: &'a Assessment) -> Self {
        let counts = assessment.findings().count_by_rule();
        let most = share(&counts, limits::PAGE_FINDINGS);
        let rules = assessment.plan().rules.iter().zip(&counts).enumerate();
        let rules = rules.filter(|(_, (_, count))| **count > 0);
        let rules = rules.map(|(position, (rule, count))| RuleCount {
            position,
            id: &rule.id,
            label: words.label(&rule.label),
            severity: rule.severity.id(),
            severity_label: words.say(&rule.severity.label()),
            count: *count,
            listed: most.min(*count),
        });
        let mut rules: Vec<RuleCount<'a>> = rules.collect();
        rules.sort_by_key(|rule| {
            let rank = SEVERITIES.iter().position(|one| one.id() == rule.severity);
            (rank, std::cmp::Reverse(rule.count), rule.position)
        });
        let severities = SEVERITIES.into_iter().map(|severity| {
            let of = rules.iter().filter(|rule| rule.severity == severity.id());
            let count = of.map(|rule| rule.count).sum();
            (severity.id(), words.say(&severity.label()), count)
        });
        let severities = severities.collect();
        let rows = rows(words, assessment, most);
        let datasets: BTreeMap<usize, (&str, &str)> = rows
            .iter()
            .filter_map(|row| row.dataset)
            .filter_map(|(id, label)| Some((assessment.plan().dataset(id)?, (id, label))))
            .collect();
        Self {
            words,
            total: assessment.findings().len(),
            severities,
            rules,
            datasets: datasets.into_values().collect(),
            divisions: divisions(assessment, &rows),
            rows,
        }
    }

    /// How many there are of a severity.
    pub fn rejected(&self) -> usize {
        let mut rejected = self.severities.iter();
        let rejected = rejected.find(|(id, ..)| *id == Severity::Reject.id());
        rejected.map_or(0, |(_, _, count)| *count)
    }
}

/// Of how many findings at most each rule's share of `limit` allows the list:
/// every rule is there before one of them fills it.
fn share(counts: &[usize], limit: usize) -> usize {
    let listed = |most: usize| counts.iter().map(|count| *count.min(&most)).sum::<usize>();
    let (mut fits, mut exceeds) = (0_usize, limit.saturating_add(1));
    while exceeds.saturating_sub(fits) > 1 {
        let middle = fits.midpoint(exceeds);
        if listed(middle) <= limit {
            fits = middle;
        } else {
            exceeds = middle;
        }
    }
    fits
}

fn rows<'a>(words: Words, assessment: &'a Assessment, most: usize) -> Vec<FindingRow<'a>> {
    let plan = assessment.plan();
    let mut listed = vec![0_usize; plan.rules.len()];
    let findings = assessment.findings().iter(words.0).filter(|finding| {
        let count = listed.get_mut(finding.rule_position);
        count.is_some_and(|count| {
            *count = count.saturating_add(1);
            *count <= most
        })
    });
    let row = |finding: Finding| {
        let code = finding.division_code.as_deref();
        let code = code.and_then(|code| DivisionCode::parse(code).ok());
        let code = code.map(|parsed| parsed.code);
        let rule = plan.rules.get(finding.rule_position);
        let dataset = finding.dataset.as_deref();
        let dataset = dataset.and_then(|id| plan.datasets.get(plan.dataset(id)?));
        let id = code.and_then(|code| plan.network.find(code));
        FindingRow {
            rule: rule.map_or(NONE, |rule| words.label(&rule.label)),
            place: place_of(&finding),
            severity: finding.severity.id(),
            severity_label: words.say(&finding.severity.label()),
            dataset: dataset.map(|one| (one.id.as_str(), words.label(&one.label))),
            division: code.map(|code| Place::of_code(&plan.network, code)),
            within: id
                .and_then(|id| below_root(assessment, id))
                .map(|id| plan.network.code(id).to_string()),
            finding,
        }
    };
    findings.map(row).collect()
}

/// The division itself or the one above it that stands directly below the root.
fn below_root(assessment: &Assessment, id: DivisionId) -> Option<DivisionId> {
    let plan = assessment.plan();
    let mut above = std::iter::once(id).chain(plan.network.ancestors(id));
    above.find(|id| plan.network.parent(*id) == plan.top)
}

/// Where what was found stands, as a person looks for it: `cases.xlsx[案件]:17`.
fn place_of(finding: &Finding) -> String {
    let number = finding.line.or(finding.row);
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    match (&finding.file, &finding.sheet) {
        (Some(file), Some(sheet)) => format!("{file}[{sheet}]:{number}"),
        (Some(file), None) => format!("{file}:{number}"),
        (None, _) => number,
    }
}

/// The divisions below the root that have rows, in the network's order.
fn divisions(assessment: &Assessment, rows: &[FindingRow<'_>]) -> Vec<Place> {
    let plan = assessment.plan();
    let below = plan.network.ids();
    let below = below.filter(|id| plan.network.parent(*id) == plan.top);
    let places = below.map(|id| Place::of(&plan.network, id));
    let has_rows = |place: &Place| {
        rows.iter()
            .any(|row| row.within.as_deref() == Some(&place.code))
    };
    places.filter(has_rows).collect()
}

#[cfg(test)]
#[path = "findings_tests.rs"]
mod tests;
