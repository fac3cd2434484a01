//! The values of one record, each read once: what [`Decoded`] is to a batch.
//!
//! [`Decoded`]: crate::records::Decoded

use crate::column::Scalar;
use crate::definition::FieldType;
use crate::error::Result;
use crate::network::{DivisionCode, DivisionId, Network};
use crate::plan::{DatasetPlan, FieldPlan, StructuralRule};
use crate::records::check_length;
use crate::records::parse::{self, Read, read};

/// What reading a record came to, beside its values.
#[derive(Debug, Default)]
pub(super) struct Reading<'a> {
    /// The record's division, and the code it is written with there; a former
    /// division's code finds the one that took its place.
    pub division: Option<(DivisionId, DivisionCode)>,
    /// What could not be read as it should be, by field.
    pub problems: Vec<Problem<'a>>,
}

/// A value that is missing, unreadable, outside its list, or oddly spelt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Problem<'a> {
    pub field: usize,
    pub rule: StructuralRule,
    pub found: &'a str,
}

impl<'a> Reading<'a> {
    /// Reads a value per field into `values`, which has room for them.
    ///
    /// # Errors
    ///
    /// `Limit` for a value that is too long.
    pub fn new(
        dataset: &'a DatasetPlan,
        network: &Network,
        record: &[Option<&'a str>],
        values: &mut [Scalar<'a>],
    ) -> Result<Self> {
        let mut reading = Self::default();
        let fields = dataset.fields.iter().zip(record).zip(values);
        for (position, ((field, found), value)) in fields.enumerate() {
            let found = found.unwrap_or_default();
            check_length(dataset, field, found)?;
            *value = if found.is_empty() {
                if field.required {
                    reading.problem(position, StructuralRule::Required, "");
                }
                Scalar::Null
            } else if position == dataset.division {
                let division = reading.division(position, found, network);
                reading.division = division.and_then(|(code, id)| Some((id?, code)));
                division_value(network, division)
            } else {
                reading.value(position, field, found, network)
            };
        }
        Ok(reading)
    }

    /// Whether a field's value is missing or cannot be read. A condition over
    /// one is not judged: that value has its own finding, and one cause gives
    /// one finding.
    pub fn is_unreadable(&self, field: usize) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| problem.field == field && problem.rule != StructuralRule::Normalised)
    }

    fn problem(&mut self, field: usize, rule: StructuralRule, found: &'a str) {
        self.problems.push(Problem { field, rule, found });
    }

    fn value(
        &mut self,
        position: usize,
        field: &'a FieldPlan,
        found: &'a str,
        network: &Network,
    ) -> Scalar<'a> {
        let mistyped = StructuralRule::Type;
        let number = match field.r#type {
            FieldType::Text => return self.text(position, field, found),
            FieldType::Division => {
                return division_value(network, self.division(position, found, network));
            }
            FieldType::Integer => self.taken(position, found, mistyped, parse::integer),
            FieldType::Decimal { scale } => {
                let decimal = |text: &str| parse::decimal(text, scale);
                self.taken(position, found, mistyped, decimal)
            }
            FieldType::Date => self.taken(position, found, mistyped, parse::date),
            FieldType::Time => self.taken(position, found, mistyped, parse::time),
            FieldType::Boolean => {
                let truth = self.taken(position, found, mistyped, parse::truth);
                return truth.map_or(Scalar::Null, |truth| Scalar::Truth(truth == 1));
            }
        };
        number.map_or(Scalar::Null, Scalar::Number)
    }

    fn text(&mut self, position: usize, field: &'a FieldPlan, found: &'a str) -> Scalar<'a> {
        let Some(list) = &field.codes else {
            return Scalar::Text(found);
        };
        let code = |text: &str| field.code_position(text);
        let place = self.taken(position, found, StructuralRule::CodeList, code);
        let code = place.and_then(|place| Some((place, list.get(usize::from(place))?)));
        code.map_or(Scalar::Null, |(place, code)| Scalar::Code(place, code))
    }

    /// What `parse` takes a text for; where that is nothing, it violates `rule`.
    fn taken<T>(
        &mut self,
        position: usize,
        found: &'a str,
        rule: StructuralRule,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        match read(found, parse) {
            Read::Usual(value) => Some(value),
            Read::Unusual(value) => {
                self.problem(position, StructuralRule::Normalised, found);
                Some(value)
            }
            Read::No => {
                self.problem(position, rule, found);
                None
            }
        }
    }

    /// The code of a division and, where the register has it, the division.
    fn division(
        &mut self,
        position: usize,
        found: &'a str,
        network: &Network,
    ) -> Option<(DivisionCode, Option<DivisionId>)> {
        let parsed = DivisionCode::parse(found).ok();
        if parsed.is_some_and(|parsed| parsed.normalised) {
            self.problem(position, StructuralRule::Normalised, found);
        }
        let code = parsed.map(|parsed| parsed.code);
        let id = code.and_then(|code| network.find(code));
        if id.is_none() {
            self.problem(position, StructuralRule::UnknownDivision, found);
        }
        code.map(|code| (code, id))
    }
}

/// The number of a division's current code, or of the code the register does
/// not have.
fn division_value<'a>(
    network: &Network,
    division: Option<(DivisionCode, Option<DivisionId>)>,
) -> Scalar<'a> {
    let code = division.map(|(code, id)| id.map_or(code, |id| network.code(id)));
    let number = code.and_then(|code| i64::try_from(code.number()).ok());
    number.map_or(Scalar::Null, Scalar::Number)
}
