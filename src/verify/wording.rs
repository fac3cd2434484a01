//! The words of a finding. One place, so that a record checked alone is told
//! the same as a record in a file.

use crate::plan::{DatasetPlan, FieldPlan, RulePlan, StructuralRule};
use crate::records::expected;
use crate::text::Language;

/// What a finding is about, as far as its words depend on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
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
            // The structural messages name what was found, the field, what was expected,
            // and then what else was found.
            let expected = self.field.map(expected);
            let part = |place: &usize| {
                let part = match *place {
                    0 => found.first().copied(),
                    1 => self.field.map(|field| field.label.get(language)),
                    2 => expected.as_ref().map(|expected| expected.get(language)),
                    further => found.get(further.saturating_sub(2)).copied(),
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
            label.map_or(*value, |label| label.get(language))
        });
        rule.message.fill(&words.collect::<Vec<_>>(), language)
    }
}
