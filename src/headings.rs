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

/// What a heading names: fields by their positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    /// No field.
    Other,
    /// This field.
    Field(usize),
    /// These fields, perhaps more: it is in doubt which is meant.
    Doubtful(usize, usize),
}

impl Heading {
    /// The fields it can mean.
    pub(crate) fn fields(self) -> impl Iterator<Item = usize> {
        let fields = match self {
            Self::Other => [None, None],
            Self::Field(field) => [Some(field), None],
            Self::Doubtful(one, other) => [Some(one), Some(other)],
        };
        fields.into_iter().flatten()
    }
}

/// What a heading names: the field of that very name; else those that have that very
/// label; else those whose name or label differs from it in case, width, blanks, or a note in
/// brackets alone.
pub(crate) fn named<'n>(fields: impl Iterator<Item = &'n Names> + Clone, heading: &str) -> Heading {
    let heading = heading.trim();
    if let Some(position) = fields.clone().position(|names| names.name == heading) {
        return Heading::Field(position);
    }
    let has_label = |names: &Names| names.labels.iter().any(|label| label == heading);
    let labelled = those(fields.clone(), has_label);
    if labelled != Heading::Other {
        return labelled;
    }
    let key = heading_key(heading);
    if key.is_empty() {
        return Heading::Other;
    }
    those(fields, |names| names.keys.contains(&key))
}

fn those<'n>(fields: impl Iterator<Item = &'n Names>, are: impl Fn(&Names) -> bool) -> Heading {
    let mut found = fields.enumerate().filter(|(_, names)| are(names));
    match (found.next(), found.next()) {
        (None, _) => Heading::Other,
        (Some((one, _)), None) => Heading::Field(one),
        (Some((one, _)), Some((other, _))) => Heading::Doubtful(one, other),
    }
}

#[cfg(test)]
#[path = "headings_tests.rs"]
mod tests;
