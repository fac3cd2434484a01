//! Which field the heading of a column names: one rule for records, registers and deliveries.

use crate::spelling::heading_key;

/// What a column of a field may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    name: String,
    labels: Vec<String>,
    /// What name and labels are compared by where neither is written as it is.
    keys: Vec<String>,
}

impl Names {
    /// A field that has a name, and labels.
    pub(crate) fn new(name: &str, labels: &[&str]) -> Self {
        let all = [name].into_iter().chain(labels.iter().copied());
        Self {
            name: name.to_owned(),
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            keys: all.map(heading_key).collect(),
        }
    }
}

/// The positions of the fields that a heading can name: the field of that very name; else those
/// that have that very label; else those whose name or label differs from it in case, width,
/// blanks, or a note in brackets alone. More than one leave in doubt which is meant.
pub(crate) fn named<'n>(
    fields: impl Iterator<Item = &'n Names> + Clone,
    heading: &str,
) -> Vec<usize> {
    let heading = heading.trim();
    let those = |are: &dyn Fn(&Names) -> bool| -> Vec<usize> {
        let fields = fields.clone().enumerate().filter(|(_, names)| are(names));
        fields.map(|(position, _)| position).collect()
    };
    let found = those(&|names| names.name == heading);
    if !found.is_empty() {
        return found;
    }
    let found = those(&|names| names.labels.iter().any(|label| label == heading));
    if !found.is_empty() {
        return found;
    }
    let key = heading_key(heading);
    if key.is_empty() {
        return found;
    }
    those(&|names| names.keys.contains(&key))
}

#[cfg(test)]
#[path = "headings_tests.rs"]
mod tests;
