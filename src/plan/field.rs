//! The fields of a dataset, and by which names they and their codes are called.

use std::cmp::Ordering;
use std::sync::Arc;

use super::DatasetPlan;
use crate::definition::FieldType;
use crate::spelling::{heading_key, name_key};
use crate::text::Text;

/// A field.
#[derive(Clone, Debug)]
pub struct FieldPlan {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// Its type.
    pub r#type: FieldType,
    /// The codes its text is taken from.
    pub codes: Option<Arc<[String]>>,
    /// The positions of those codes by length and text, for look-ups.
    pub code_order: Arc<[u8]>,
    /// What people call those codes, in the same order.
    pub code_labels: Arc<[Text]>,
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

impl FieldPlan {
    /// Whether a column of that name holds the field: its name, or its Chinese
    /// or English label.
    pub fn is_called(&self, name: &str) -> bool {
        let key = heading_key(name);
        let names = [&self.name, &self.label.zh, &self.label.en];
        names
            .iter()
            .any(|own| own.as_str() == name || heading_key(own) == key)
    }

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

    /// The position of the code with that label, in either language.
    pub(crate) fn code_labelled(&self, label: &str) -> Option<u8> {
        let mut labels = self.code_labels.iter();
        let place = labels.position(|known| known.zh == label || known.en == label);
        place.and_then(|place| u8::try_from(place).ok())
    }

    /// The position of the code that has this [`name_key`], or a label that has it.
    pub(crate) fn code_by_key(&self, key: &str) -> Option<u8> {
        let codes = self.codes.as_deref().unwrap_or_default();
        let of_code = codes.iter().position(|code| name_key(code) == key);
        let place = of_code.or_else(|| {
            let mut labels = self.code_labels.iter();
            labels.position(|label| name_key(&label.zh) == key || name_key(&label.en) == key)
        });
        place.and_then(|place| u8::try_from(place).ok())
    }

    /// What people call a code of the field's list.
    pub fn code_label(&self, code: &str) -> Option<&Text> {
        let position = self.code_position(code)?;
        self.code_labels.get(usize::from(position))
    }
}

impl DatasetPlan {
    /// The position of the field that a column of that name holds: its own name or one of its
    /// labels, whatever their case, width, blanks, or note in brackets.
    pub fn field_called(&self, name: &str) -> Option<usize> {
        let mut fields = self.fields.iter();
        let named = fields.position(|field| field.name == name || field.label.zh == name);
        named.or_else(|| self.fields.iter().position(|field| field.is_called(name)))
    }
}
