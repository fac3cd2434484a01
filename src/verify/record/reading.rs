//! The values of one record, each read once: what [`Decoded`] is to a batch.
//!
//! [`Decoded`]: crate::records::Decoded

use std::borrow::Cow;

use crate::column::Scalar;
use crate::error::Result;
use crate::network::{DivisionCode, DivisionId};
use crate::plan::{DatasetPlan, FieldPlan, Plan, StructuralRule};
use crate::records::check_length;
use crate::records::value::{Context, Meaning, Value, read, shown};
use crate::spelling::{is_plain, usual};

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
#[derive(Clone, Debug)]
pub(super) struct Problem<'a> {
    pub field: usize,
    pub rule: StructuralRule,
    pub found: &'a str,
    /// What it was read as.
    pub read_as: Option<String>,
}

/// The keys and references of a record in their usual spelling, by field, where they are not
/// written in it; empty where all are, as nearly always.
pub(super) fn folded(dataset: &DatasetPlan, record: &[Option<&str>]) -> Vec<Option<String>> {
    let names = dataset.fields.iter().zip(record);
    let is_plain = |(field, found): (&FieldPlan, &Option<&str>)| {
        !field.is_identifier || found.is_none_or(|found| is_plain(found.as_bytes()))
    };
    if names.clone().all(is_plain) {
        return Vec::new();
    }
    let folded = names.map(|(field, found)| {
        let seen = found.filter(|_| field.is_identifier).map(usual);
        match seen {
            Some(Cow::Owned(seen)) => Some(seen),
            Some(Cow::Borrowed(_)) | None => None,
        }
    });
    folded.collect()
}

impl<'a> Reading<'a> {
    /// Reads a value per field into `values`, which has room for them; `folded` as made by
    /// [`folded`].
    ///
    /// # Errors
    ///
    /// `Limit` for a value that is too long.
    pub fn new(
        plan: &Plan,
        dataset: &'a DatasetPlan,
        record: &[Option<&'a str>],
        folded: &'a [Option<String>],
        values: &mut [Scalar<'a>],
    ) -> Result<Self> {
        let mut reading = Self::default();
        let context = Context::new(plan);
        let fields = dataset.fields.iter().zip(record).zip(values);
        for (position, ((field, found), scalar)) in fields.enumerate() {
            let found = found.unwrap_or_default();
            check_length(dataset, field, found)?;
            *scalar = Scalar::Null;
            let value = match read(&context, field, found) {
                Meaning::Missing => None,
                Meaning::Usual(value) => Some(value),
                Meaning::Unusual(value) => {
                    let read_as = shown(&plan.network, field, &value);
                    reading.problem(position, StructuralRule::Normalised, found, Some(read_as));
                    Some(value)
                }
                Meaning::Wrong(StructuralRule::TotalRow) => {
                    reading.problems.clear();
                    reading.problem(position, StructuralRule::TotalRow, "", None);
                    return Ok(reading);
                }
                Meaning::Wrong(rule) => {
                    reading.problem(position, rule, found, None);
                    continue;
                }
            };
            match value {
                Some(Value::Text(Cow::Owned(_))) => {
                    let seen = folded.get(position).and_then(Option::as_deref);
                    *scalar = seen.map_or(Scalar::Null, Scalar::Text);
                }
                Some(value) => *scalar = reading.scalar(plan, dataset, position, found, value),
                None if field.required => {
                    reading.problem(position, StructuralRule::Required, "", None);
                }
                None => {}
            }
        }
        Ok(reading)
    }

    /// A value as it is computed with.
    fn scalar(
        &mut self,
        plan: &Plan,
        dataset: &'a DatasetPlan,
        position: usize,
        found: &'a str,
        value: Value<'a>,
    ) -> Scalar<'a> {
        match value {
            Value::Number(number) => Scalar::Number(number),
            Value::Truth(truth) => Scalar::Truth(truth),
            Value::Text(Cow::Borrowed(text)) => Scalar::Text(text),
            Value::Text(Cow::Owned(_)) => Scalar::Null,
            Value::Code(place) => {
                let field = dataset.fields.get(position);
                let list = field.and_then(|field| field.codes.as_ref());
                let code = list.and_then(|list| list.get(usize::from(place)));
                code.map_or(Scalar::Null, |code| Scalar::Code(place, code))
            }
            Value::Division(code, id) => {
                if position == dataset.division {
                    self.division = id.map(|id| (id, code));
                }
                if id.is_none() {
                    self.problem(position, StructuralRule::UnknownDivision, found, None);
                }
                // Of a code that the register does not have, the number is known all the same.
                let code = id.map_or(code, |id| plan.network.code(id));
                let number = i64::try_from(code.number()).ok();
                number.map_or(Scalar::Null, Scalar::Number)
            }
        }
    }

    /// Whether a field's value is missing or cannot be read. A condition over
    /// one is not judged: that value has its own finding, and one cause gives
    /// one finding.
    pub fn is_unreadable(&self, field: usize) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| problem.field == field && problem.rule != StructuralRule::Normalised)
    }

    /// Whether the record is none: it holds a total or a signature.
    pub fn is_total(&self) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| problem.rule == StructuralRule::TotalRow)
    }

    fn problem(
        &mut self,
        field: usize,
        rule: StructuralRule,
        found: &'a str,
        read_as: Option<String>,
    ) {
        self.problems.push(Problem {
            field,
            rule,
            found,
            read_as,
        });
    }
}
