//! A row of a register while it is checked: its texts stay where they were read.

use std::borrow::Cow;

use crate::calendar::Date;
use crate::spelling::is_blank;

use super::register::DivisionRecord;

/// A [`DivisionRecord`] whose texts are borrowed, from a file or from the record
/// of a caller: a province has tens of thousands of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Line<'a> {
    pub code: Cow<'a, str>,
    pub name: Cow<'a, str>,
    pub level: Cow<'a, str>,
    pub parent_code: Cow<'a, str>,
    pub kind: Cow<'a, str>,
    pub poor_village: Option<bool>,
    pub population: Option<u64>,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    pub successor: Option<Cow<'a, str>>,
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub row: u64,
}

impl<'a> From<&'a DivisionRecord> for Line<'a> {
    fn from(record: &'a DivisionRecord) -> Self {
        let text = |text: &'a String| Cow::Borrowed(text.as_str());
        let attributes = record.attributes.iter();
        Self {
            code: text(&record.code),
            name: text(&record.name),
            level: text(&record.level),
            parent_code: text(&record.parent_code),
            kind: text(&record.kind),
            poor_village: record.poor_village,
            population: record.population,
            valid_from: record.valid_from,
            valid_until: record.valid_until,
            successor: record.successor.as_ref().map(text),
            attributes: attributes
                .map(|(name, value)| (text(name), text(value)))
                .collect(),
            row: record.row,
        }
    }
}

/// A text without blank or invisible characters around it, borrowed where it was.
pub(super) fn trimmed<'a>(text: &Cow<'a, str>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_blank)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(is_blank).to_owned()),
    }
}
