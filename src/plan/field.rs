//! The fields of a dataset, and by which names they and their codes are called.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::DatasetPlan;
use crate::definition::FieldType;
use crate::headings::{Heading, Names, named};
use crate::spelling::name_key;
use crate::text::Text;

/// A field.
#[derive(Clone, Debug)]
pub struct FieldPlan {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// What a column of it may be called.
    pub(crate) names: Names,
    /// Its type.
    pub r#type: FieldType,
    /// The codes its text is taken from.
    pub codes: Option<Arc<[String]>>,
    /// The positions of those codes by length and text, for look-ups.
    pub code_order: Arc<[u8]>,
    /// What people call those codes, in the same order.
    pub code_labels: Arc<[Text]>,
    /// What may be written for those codes.
    pub(crate) code_names: Arc<CodeNames>,
    /// Whether every record must have it.
    pub required: bool,
    /// Whether findings mask its values.
    pub personal: bool,
    /// Whether a time of day beside its dates is dropped.
    pub date_of_time: bool,
    /// Whether its texts name records, as keys and references do: these are compared in their
    /// usual spelling.
    pub is_identifier: bool,
    /// Whether a total row shows itself in it: a text of the key, or the record's division.
    pub shows_totals: bool,
}

/// What may be written for the codes of a list. A name that two codes share stands for neither.
#[derive(Clone, Debug, Default)]
pub(crate) struct CodeNames {
    /// The codes, and those of their labels in either language that are as good as a code.
    pub words: BTreeMap<String, u8>,
    /// Codes and labels by their [`name_key`].
    by_key: BTreeMap<String, Option<u8>>,
}

impl CodeNames {
    /// Of the codes of a list and their labels, in the same order.
    pub fn new(codes: &[String], labels: &[Text]) -> Self {
        let places = || 0..u8::MAX;
        let of_codes = places().zip(codes).map(|(place, code)| (code, place));
        let of_labels = places()
            .zip(labels)
            .flat_map(|(place, label)| [(&label.zh, place), (&label.en, place)])
            .filter(|(label, _)| !codes.contains(label));
        let mut labels = BTreeMap::new();
        let mut by_key = BTreeMap::new();
        let note = |names: &mut BTreeMap<String, Option<u8>>, name: String, place: u8| {
            let known = names.entry(name).or_insert(Some(place));
            *known = known.filter(|known| *known == place);
        };
        for (label, place) in of_labels.clone() {
            note(&mut labels, label.clone(), place);
        }
        for (name, place) in of_codes.clone().chain(of_labels) {
            note(&mut by_key, name_key(name), place);
        }
        let of_codes = of_codes.map(|(code, place)| (code.clone(), place));
        let of_labels = labels
            .into_iter()
            .filter_map(|(name, place)| Some((name, place?)));
        Self {
            words: of_codes.chain(of_labels).collect(),
            by_key,
        }
    }
}

impl FieldPlan {
    /// The position of a code in the field's list. Most texts are told from
    /// others by their length, without a look at their letters.
    pub fn code_position(&self, code: &str) -> Option<u8> {
        let list = self.codes.as_ref()?;
        let compared = |position: &u8| {
            let known = list.get(usize::from(*position))?;
            Some((known.len(), known.as_str()).cmp(&(code.len(), code)))
        };
        let place = self
            .code_order
            .binary_search_by(|position| compared(position).unwrap_or(Ordering::Less));
        self.code_order.get(place.ok()?).copied()
    }

    /// The position of the code that has this [`name_key`], or a label that has it; none where
    /// several have.
    pub(crate) fn code_by_key(&self, key: &str) -> Option<u8> {
        self.code_names.by_key.get(key).copied().flatten()
    }

    /// What people call a code of the field's list.
    pub fn code_label(&self, code: &str) -> Option<&Text> {
        let position = self.code_position(code)?;
        self.code_labels.get(usize::from(position))
    }
}

impl DatasetPlan {
    /// Which field a column of that heading holds.
    pub(crate) fn field_called(&self, heading: &str) -> Heading {
        named(self.fields.iter().map(|field| &field.names), heading)
    }
}
