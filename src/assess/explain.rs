//! How a figure came about: formula → measures → children → records → clause.

use std::collections::BTreeMap;

use super::{Assessment, Figure};
use crate::calendar::Date;
use crate::definition::Bound;
use crate::error::Result;
use crate::figure::Decimal;
use crate::formula::{AggregateFunction, Reference};
use crate::ledger::EntryId;
use crate::network::DivisionId;
use crate::plan::{MeasureSource, Term};
use crate::records::masked_key;
use crate::tally::days_of_term;
use crate::text::{Text, text};

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
    /// Its target in words, such as `at least 98.00%`, where the division has one.
    pub target: Option<Text>,
    /// The measures the formula reads, in the definition's order; those read
    /// by a measure over divisions included.
    pub measures: Vec<ExplainedMeasure>,
    /// The datasets it needs that were not received: their names, and what people call
    /// them.
    pub not_received: Vec<(String, Text)>,
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
    /// What the division's own records add to it; none where that is nothing,
    /// or no matter of adding up (least, greatest, different values).
    pub own: Option<String>,
    /// What each child of the division has of it: code, name, value. None where a
    /// dataset it needs was not received.
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

/// Per record the rules because of which it does not count.
type RejectedBy = BTreeMap<EntryId, Vec<String>>;

/// By dataset, as far as measures of it were met: there may be millions of
/// findings, to be looked through once.
type Rejections = BTreeMap<usize, RejectedBy>;

impl Assessment {
    /// How a figure as of the assessment's date came about.
    ///
    /// # Errors
    ///
    /// As [`value`](Self::value).
    pub fn explain(&self, indicator: &str, division: &str) -> Result<Explanation> {
        self.explained(indicator, division, true)
    }

    /// As [`explain`](Self::explain), but lists no records: where there are
    /// millions, that is what takes the time and the memory.
    ///
    /// # Errors
    ///
    /// As [`value`](Self::value).
    pub fn explain_without_records(&self, indicator: &str, division: &str) -> Result<Explanation> {
        self.explained(indicator, division, false)
    }

    fn explained(
        &self,
        indicator: &str,
        division: &str,
        with_records: bool,
    ) -> Result<Explanation> {
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
            target: None,
            measures: Vec::new(),
            not_received: Vec::new(),
            clause: None,
        };
        if let Some(plan) = self.plan().indicators.get(position) {
            explanation.label = plan.label.clone();
            explanation.formula.clone_from(&plan.formula);
            let target = self.target_display(position, id)?;
            let bound = plan.target.as_ref().map(|target| target.bound);
            explanation.target = target.zip(bound).map(|(value, bound)| match bound {
                Bound::AtLeast => text!("不低于 {value}", "at least {value}"),
                Bound::AtMost => text!("不超过 {value}", "at most {value}"),
                Bound::Exactly => text!("等于 {value}", "exactly {value}"),
            });
            let clauses = &self.plan().definition.clauses;
            let clause = plan.clause.and_then(|clause| clauses.get(clause));
            explanation.clause = clause.map(|clause| (clause.label.clone(), clause.text.clone()));
            let needed = plan.needs.iter();
            let needed = needed.filter(|dataset| !self.figures.received.has(**dataset));
            let needed = needed.filter_map(|dataset| self.plan().datasets.get(*dataset));
            let needed = needed.map(|dataset| (dataset.id.clone(), dataset.label.clone()));
            explanation.not_received = needed.collect();
            let mut rejections = with_records.then(Rejections::new);
            for measure in self.measures_read(position) {
                let explained = self.explain_measure(measure, id, rejections.as_mut());
                explanation.measures.extend(explained);
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

    fn explain_measure(
        &self,
        measure: usize,
        id: DivisionId,
        rejections: Option<&mut Rejections>,
    ) -> Option<ExplainedMeasure> {
        let plan = self.plan().measures.get(measure)?;
        let network = &self.plan().network;
        let shown = |id: DivisionId| {
            let (figures, cut) = (&self.figures, self.last_cut());
            super::findings::shown_measure(self.plan(), figures, measure, id.index(), cut)
        };
        let named = |id: DivisionId| (network.code(id).padded(), network.name(id).to_owned());
        let is_received = self.figures.received.has_all(&plan.needs);
        let children = network.children(id).filter(|_| is_received).map(|child| {
            let (code, name) = named(child);
            (code, name, shown(child))
        });
        let mut explained = ExplainedMeasure {
            measure: plan.id.clone(),
            label: plan.label.clone(),
            value: shown(id),
            own: self.own_part(measure, id),
            children: children.collect(),
            counted: Vec::new(),
            rejected: Vec::new(),
            divisions: Vec::new(),
        };
        match &plan.source {
            MeasureSource::Records { dataset, term, .. } => {
                if let Some(rejections) = rejections {
                    let rejections = rejections
                        .entry(*dataset)
                        .or_insert_with(|| self.rejections(*dataset));
                    self.explain_records((*dataset, *term), id, rejections, &mut explained);
                }
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

    /// What remains of a sum when the children's parts are taken off.
    fn own_part(&self, measure: usize, id: DivisionId) -> Option<String> {
        let plan = self.plan().measures.get(measure)?;
        let MeasureSource::Records { function, .. } = plan.source else {
            return None;
        };
        if !matches!(function, AggregateFunction::Count | AggregateFunction::Sum) {
            return None;
        }
        let value = |id: DivisionId| {
            self.figures
                .value(measure, id.index(), self.last_cut(), false)
        };
        let own = self
            .plan()
            .network
            .children(id)
            .try_fold(value(id)?, |own, child| own.checked_sub(value(child)?));
        own.filter(|own| *own != 0)
            .map(|own| Decimal::new(own, plan.scale).to_string())
    }

    fn explain_records(
        &self,
        (dataset, term): (usize, usize),
        id: DivisionId,
        rejections: &RejectedBy,
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
        for (segment_id, segment) in (0_u32..).zip(ledger.segments()) {
            for (entry, found) in (0_u32..).zip(segment.entries()) {
                let position = entry as usize;
                let division = found.division().map_or(usize::MAX, |index| index as usize);
                if found.terms() >> (term & 63) & 1 == 0 || !below.contains(&division) {
                    continue;
                }
                let (from, until) = days_of_term(term_plan, &segment.slots, position);
                let day = self.as_of().days();
                if day < from || day >= until {
                    continue;
                }
                let rejected = found.is_rejected();
                let excluded = standings.excludes(segment_id as usize, position);
                let id = EntryId {
                    segment: segment_id,
                    entry,
                };
                let code = self
                    .plan()
                    .network
                    .id(division)
                    .map(|id| self.plan().network.code(id));
                let record = ExplainedRecord {
                    dataset: plan.id.clone(),
                    key: masked_key(plan, &found.key()),
                    row: found.row(),
                    division_code: code.map(|code| code.padded()).unwrap_or_default(),
                    amount: self.amount(term_plan, id, dataset),
                    // Of identical copies one counts, and no rule kept it out.
                    rules: if rejected || excluded {
                        rejections.get(&id).cloned().unwrap_or_default()
                    } else {
                        Vec::new()
                    },
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
    fn rejections(&self, dataset: usize) -> RejectedBy {
        let mut reasons = RejectedBy::new();
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
                (None, Some(number)) => match self.plan().measures.get(term.measure) {
                    Some(measure) => measure.shown(i128::from(number)),
                    None => number.to_string(),
                },
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
