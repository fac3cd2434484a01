//! The words of a finding. One place, so that a record checked alone is told
//! the same as a record in a file.

use std::borrow::Cow;

use crate::diagnostic::did_you_mean;
use crate::plan::{DatasetPlan, FieldPlan, Plan, RulePlan, StructuralRule};
use crate::records::{expected, reason};
use crate::spelling::visible;
use crate::text::{Language, Text, text};

/// What a finding is about, as far as its words depend on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The dataset; none for findings about divisions.
    pub dataset: Option<&'a DatasetPlan>,
    /// The field it points at.
    pub field: Option<&'a FieldPlan>,
}

impl Subject<'_> {
    /// What a finding of `rule`, which stands at `position` in the plan, says
    /// in `language` of the values that were found.
    pub fn message(
        &self,
        rule: &RulePlan,
        position: usize,
        found: &[&str],
        language: Language,
    ) -> String {
        let wanted = rule.message.fields.as_slice();
        if position < StructuralRule::ALL.len() {
            // The structural messages name what was found, the field, what was expected, what it was
            // read as, and why it was not.
            let expected = self.field.map(expected);
            let instead = self.instead(position, found);
            let structural = StructuralRule::ALL.get(position).copied();
            let why = structural.zip(self.field).map(|(rule, field)| {
                reason(
                    self.plan,
                    field,
                    rule,
                    found.first().copied().unwrap_or_default(),
                )
            });
            let seen = found.first().map(|found| visible(found));
            let read_as = found.get(1).map(|found| visible(found));
            let parts = [
                seen.as_deref(),
                self.field.map(|field| field.label.get(language)),
                expected.as_ref().map(|expected| expected.get(language)),
                read_as.as_deref(),
                why.as_ref().map(|why| why.get(language)),
                instead.as_ref().map(|instead| instead.get(language)),
            ];
            let part = |place: &usize| {
                let part = match (self.field, *place) {
                    (Some(_), place) => parts.get(place).copied().flatten(),
                    // What is about no field speaks of lists of names, which are shown whole.
                    (None, 0) => found.first().copied(),
                    (None, place) => found.get(place.saturating_sub(2)).copied(),
                };
                part.unwrap_or_default()
            };
            let words: Vec<&str> = wanted.iter().map(part).collect();
            return rule.message.fill(&words, language);
        }
        let words = found.iter().enumerate().map(|(place, value)| {
            let label = wanted.get(place).and_then(|field| {
                let field = self.dataset?.fields.get(*field)?;
                field.code_label(value)
            });
            label.map_or_else(|| visible(value), |label| label.get(language).into())
        });
        let words: Vec<Cow<'_, str>> = words.collect();
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        rule.message.fill(&words, language)
    }

    /// What could have been meant by an id that names nothing: the nearest one, which
    /// was found with it or is one of the field's, or else all the field can have.
    fn instead(&self, position: usize, found: &[&str]) -> Option<Text> {
        if position != usize::from(StructuralRule::UnknownId.index()) {
            return None;
        }
        if let [_, nearest] = found {
            return Some(meant(nearest));
        }
        let (dataset, field) = (self.dataset?, self.field?);
        let mut ids = dataset.ids.iter();
        let ids = ids.find(|ids| {
            let of_ids = dataset.fields.get(ids.field);
            of_ids.is_some_and(|of_ids| of_ids.name == field.name)
        })?;
        let written = found.first().filter(|_| !field.personal)?;
        let nearest = did_you_mean(written, ids.known.iter());
        Some(nearest.map_or_else(|| listed(&ids.known), |nearest| meant(&nearest)))
    }
}

/// Ids that are listed where none is near.
const LISTED_IDS: usize = 20;

fn meant(nearest: &str) -> Text {
    text!("，是否要写“{nearest}”？", ": did you mean `{nearest}`?")
}

fn listed(known: &[String]) -> Text {
    let shown = known.get(..LISTED_IDS).unwrap_or(known);
    let more = if shown.len() < known.len() {
        " …"
    } else {
        ""
    };
    let (zh, en) = (shown.join("、"), shown.join(", "));
    text!("；可用：{zh}{more}", "; there is: {en}{more}")
}
