//! How a figure came about: formula → measures → children → records → clause.

use std::collections::BTreeMap;

use super::{Assessment, Figure};
use crate::calendar::Date;
use crate::error::Result;
use crate::formula::Reference;
use crate::ledger::EntryId;
use crate::network::DivisionId;
use crate::plan::{MeasureSource, Term};
use crate::records::shown_key;
use crate::tally::days_of_term;
use crate::text::{Language, Text, text};

/// How a figure came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The indicator's name.
    pub indicator: String,
    /// What people call it.
    pub label: Text,
    /// The 12 digits of the division's code.
    pub division_code: String,
    /// The division's name.
    pub division_name: String,
    /// The as-of date.
    pub as_of: Date,
    /// The formula as the definition writes it.
    pub formula: String,
    /// The figure.
    pub figure: Figure,
    /// The measures the formula reads, in the definition's order; those read
    /// by a measure over divisions included.
    pub measures: Vec<ExplainedMeasure>,
    /// The clause that asks for the indicator: what it is about, and its text.
    pub clause: Option<(Text, String)>,
}

/// A measure as part of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedMeasure {
    /// Its name.
    pub measure: String,
    /// What it counts or sums.
    pub label: Text,
    /// Its value for the division.
    pub value: String,
    /// What each child of the division has of it: code, name, value.
    pub children: Vec<(String, String, String)>,
    /// The records that counted, by dataset, key and row: those of the division
    /// and of all below it.
    pub counted: Vec<ExplainedRecord>,
    /// The records that would have counted but for the rules named with them.
    pub rejected: Vec<ExplainedRecord>,
    /// The divisions that counted, for a measure that counts divisions.
    pub divisions: Vec<(String, String)>,
}

/// A record as part of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExplainedRecord {
    /// The dataset.
    pub dataset: String,
    /// The record's key.
    pub key: String,
    /// Its 1-based data row.
    pub row: u32,
    /// The 12 digits of its division's code.
    pub division_code: String,
    /// What it adds; 1 where records are counted.
    pub amount: String,
    /// The rules that rejected it.
    pub rules: Vec<String>,
}

impl Assessment {
    /// How a figure as of the assessment's date came about.
    ///
    /// # Errors
    ///
    /// As [`value`](Self::value).
    pub fn explain(&self, indicator: &str, division: &str) -> Result<Explanation> {
        let figure = self.value(indicator, division)?;
        let (position, id) = (self.indicator(indicator)?, self.division(division)?);
        let network = &self.plan().network;
        let mut explanation = Explanation {
            indicator: indicator.to_owned(),
            label: Text::default(),
            division_code: network.code(id).padded(),
            division_name: network.name(id).to_owned(),
            as_of: self.as_of(),
            formula: String::new(),
            figure,
            measures: Vec::new(),
            clause: None,
        };
        if let Some(plan) = self.plan().indicators.get(position) {
            explanation.label = plan.label.clone();
            explanation.formula.clone_from(&plan.formula);
            let clauses = &self.plan().definition.clauses;
            let clause = plan.clause.and_then(|clause| clauses.get(clause));
            explanation.clause = clause.map(|clause| (clause.label.clone(), clause.text.clone()));
            for measure in self.measures_read(position) {
                explanation
                    .measures
                    .extend(self.explain_measure(measure, id));
            }
        }
        Ok(explanation)
    }

    /// The measures an indicator's formula reads, and those they read in turn.
    fn measures_read(&self, indicator: usize) -> Vec<usize> {
        let mut read = Vec::new();
        if let Some(plan) = self.plan().indicators.get(indicator) {
            let mut note = |reference| read.extend(as_measure(reference));
            plan.numerator.for_each_reference(&mut note);
            if let Some(denominator) = &plan.denominator {
                denominator.for_each_reference(&mut note);
            }
        }
        // A measure reads only measures before it, so this ends.
        let mut next = 0;
        while let Some(measure) = read.get(next).copied() {
            let plan = self.plan().measures.get(measure);
            if let Some(MeasureSource::Divisions {
                holds: Some(holds), ..
            }) = plan.map(|plan| &plan.source)
            {
                holds.for_each_reference(&mut |reference| read.extend(as_measure(reference)));
            }
            next = next.saturating_add(1);
        }
        read.sort_unstable();
        read.dedup();
        read
    }

    fn explain_measure(&self, measure: usize, id: DivisionId) -> Option<ExplainedMeasure> {
        let plan = self.plan().measures.get(measure)?;
        let network = &self.plan().network;
        let shown = |id: DivisionId| {
            let (figures, cut) = (&self.figures, self.last_cut());
            super::findings::shown_measure(self.plan(), figures, measure, id.index(), cut)
        };
        let named = |id: DivisionId| (network.code(id).padded(), network.name(id).to_owned());
        let children = network.children(id).map(|child| {
            let (code, name) = named(child);
            (code, name, shown(child))
        });
        let mut explained = ExplainedMeasure {
            measure: plan.id.clone(),
            label: plan.label.clone(),
            value: shown(id),
            children: children.collect(),
            counted: Vec::new(),
            rejected: Vec::new(),
            divisions: Vec::new(),
        };
        match &plan.source {
            MeasureSource::Records { dataset, term, .. } => {
                self.explain_records(*dataset, *term, id, &mut explained);
            }
            MeasureSource::Divisions { level, .. } => {
                let counted = network.at_level_below(id, *level).filter(|below| {
                    self.figures
                        .value(measure, below.index(), self.last_cut(), false)
                        == Some(1)
                });
                explained.divisions = counted.map(named).collect();
            }
        }
        Some(explained)
    }

    fn explain_records(
        &self,
        dataset: usize,
        term: usize,
        id: DivisionId,
        explained: &mut ExplainedMeasure,
    ) {
        let (Some(ledger), Some(standings), Some(plan)) = (
            self.ledgers.get(dataset),
            self.standings.get(dataset),
            self.plan().datasets.get(dataset),
        ) else {
            return;
        };
        let Some(term_plan) = plan.terms.get(term) else {
            return;
        };
        let below = self.plan().network.subtree(id);
        let reasons = self.rejections(dataset);
        for (segment_id, segment) in (0_u32..).zip(ledger.segments()) {
            for (entry, terms) in (0_u32..).zip(&segment.terms) {
                let position = entry as usize;
                let division = segment
                    .divisions
                    .get(position)
                    .map_or(usize::MAX, |index| *index as usize);
                if terms >> (term & 63) & 1 == 0 || !below.contains(&division) {
                    continue;
                }
                let (from, until) = days_of_term(term_plan, &segment.slots, position);
                let day = self.as_of().days();
                if day < from || day >= until {
                    continue;
                }
                let rejected = segment.rejected.get(position) == Some(&true);
                let excluded = standings.excludes(segment_id as usize, position);
                let id = EntryId {
                    segment: segment_id,
                    entry,
                };
                let Some(found) = ledger.entry(id) else {
                    continue;
                };
                let code = self
                    .plan()
                    .network
                    .id(division)
                    .map(|id| self.plan().network.code(id));
                let record = ExplainedRecord {
                    dataset: plan.id.clone(),
                    key: shown_key(found.key()),
                    row: found.row(),
                    division_code: code.map(|code| code.padded()).unwrap_or_default(),
                    amount: self.amount(term_plan, id, dataset),
                    rules: reasons.get(&id).cloned().unwrap_or_default(),
                };
                let list = if rejected || excluded {
                    &mut explained.rejected
                } else {
                    &mut explained.counted
                };
                list.push(record);
            }
        }
        explained.counted.sort();
        explained.rejected.sort();
    }

    /// Per record of a dataset the rules because of which it does not count.
    fn rejections(&self, dataset: usize) -> BTreeMap<EntryId, Vec<String>> {
        let mut reasons: BTreeMap<EntryId, Vec<String>> = BTreeMap::new();
        self.findings.each_rejection(dataset, |entry, rule| {
            let rules = reasons.entry(entry).or_default();
            if !rules.iter().any(|known| known == rule) {
                rules.push(rule.to_owned());
            }
        });
        reasons
    }

    fn amount(&self, term: &Term, id: EntryId, dataset: usize) -> String {
        let entry = self
            .ledgers
            .get(dataset)
            .and_then(|ledger| ledger.entry(id));
        let slot = term
            .argument
            .and_then(|slot| entry?.segment.slots.get(slot));
        match slot {
            None => "1".to_owned(),
            Some(slot) => match (slot.text(id.entry as usize), slot.number(id.entry as usize)) {
                (Some(text), _) => text.to_owned(),
                (None, Some(number)) => {
                    let measure = self.plan().measures.get(term.measure);
                    measure
                        .map(|plan| plan.shown(i128::from(number)))
                        .unwrap_or_default()
                }
                (None, None) => "—".to_owned(),
            },
        }
    }
}

fn as_measure(reference: Reference) -> Option<usize> {
    match reference {
        Reference::Measure(position) => Some(usize::from(position)),
        _ => None,
    }
}

impl Explanation {
    /// The explanation for a person; of each list at most `records` lines, and
    /// how many there are in all.
    pub fn render(&self, language: Language, records: usize) -> String {
        let say = |text: Text| text.get(language).to_owned();
        let Self {
            indicator,
            division_code,
            division_name,
            as_of,
            formula,
            figure,
            ..
        } = self;
        let label = self.label.get(language);
        let mut lines = vec![
            say(text!(
                "{label}({indicator}),{division_name} {division_code},截至 {as_of}:{value}",
                "{label} ({indicator}), {division_name} {division_code}, as of {as_of}: {value}",
                value = figure.display
            )),
            say(text!("  公式 {formula}", "  formula {formula}")),
        ];
        for measure in &self.measures {
            measure.render(language, records, &mut lines);
        }
        if let Some((label, clause)) = &self.clause {
            let label = label.get(language);
            lines.push(say(text!(
                "  依据 {label}:{clause}",
                "  clause, {label}: {clause}"
            )));
        }
        lines.join("\n")
    }
}

impl ExplainedMeasure {
    fn render(&self, language: Language, records: usize, lines: &mut Vec<String>) {
        let say = |text: Text| text.get(language).to_owned();
        let Self {
            measure,
            value,
            children,
            counted,
            rejected,
            divisions,
            ..
        } = self;
        let label = self.label.get(language);
        lines.push(say(text!(
            "  {label}({measure})= {value}",
            "  {label} ({measure}) = {value}"
        )));
        if !children.is_empty() {
            let shares: Vec<String> = children
                .iter()
                .map(|(_, name, value)| format!("{name} {value}"))
                .collect();
            let shares = shares.join(if language == Language::Chinese {
                "、"
            } else {
                ", "
            });
            lines.push(say(text!("    其中:{shares}", "    of which: {shares}")));
        }
        let count = divisions.len();
        if count > 0 {
            lines.push(say(text!(
                "    计入的区划 {count} 个",
                "    divisions that count: {count}"
            )));
        }
        for (list, what) in [
            (counted, text!("计入的记录", "records that count")),
            (
                rejected,
                text!("因校验规则未计入的记录", "records kept out by rules"),
            ),
        ] {
            if list.is_empty() {
                continue;
            }
            let (what, count) = (what.get(language), list.len());
            let shown = count.min(records);
            lines.push(say(text!(
                "    {what} {count} 条,列出 {shown} 条:",
                "    {what}: {count}, of which {shown} listed:"
            )));
            for record in list.iter().take(records) {
                let ExplainedRecord {
                    dataset,
                    key,
                    row,
                    division_code,
                    amount,
                    rules,
                } = record;
                let rules = rules.join(", ");
                lines.push(
                    say(text!(
                        "      {dataset} {key} 第 {row} 行 {division_code} {amount} {rules}",
                        "      {dataset} {key} row {row} {division_code} {amount} {rules}"
                    ))
                    .trim_end()
                    .to_owned(),
                );
            }
        }
    }
}
