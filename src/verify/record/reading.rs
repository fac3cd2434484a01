//! The values of one record, each read once: what [`Decoded`] is to a batch.
//!
//! [`Decoded`]: crate::records::Decoded

use std::borrow::Cow;

use crate::column::Record;
use crate::error::Result;
use crate::formula::Cell;
use crate::network::{DivisionCode, DivisionId};
use crate::plan::{DatasetPlan, FieldPlan, Plan, StructuralRule};
use crate::records::check_length;
use crate::records::value::{Context, Meaning, Value, read, shown};
use crate::spelling::{is_plain, usual};
use crate::verify::judge::ReadRecord;

/// A record that was read alone.
#[derive(Debug)]
pub(super) struct ReadAlone<'a> {
    /// By field what is computed with.
    cells: &'a [Cell<'a>],
    /// The record's division, and the code it is written with.
    division: Option<(DivisionId, DivisionCode)>,
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

impl<'a> ReadAlone<'a> {
    /// Reads a value per field into `room`, which has as many places; `folded` as made by
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
        room: &'a mut [Cell<'a>],
    ) -> Result<Self> {
        let mut reading = Reading {
            plan,
            dataset,
            division: None,
            problems: Vec::new(),
        };
        let context = Context::new(plan);
        let fields = dataset.fields.iter().zip(record).zip(room.iter_mut());
        for (position, ((field, found), cell)) in fields.enumerate() {
            let found = found.unwrap_or_default();
            check_length(dataset, field, found)?;
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
                    break;
                }
                Meaning::Wrong(rule) => {
                    reading.problem(position, rule, found, None);
                    continue;
                }
            };
            match value {
                Some(Value::Text(Cow::Owned(_))) => {
                    let seen = folded.get(position).and_then(Option::as_deref);
                    *cell = seen.map_or(Cell::Null, Cell::Text);
                }
                Some(value) => *cell = reading.cell(position, found, value),
                None if field.required => {
                    reading.problem(position, StructuralRule::Required, "", None);
                }
                None => {}
            }
        }
        let Reading {
            division, problems, ..
        } = reading;
        Ok(Self {
            cells: room,
            division,
            problems,
        })
    }

    /// Whether the record is none: it holds a total or a signature.
    pub fn is_total(&self) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| problem.rule == StructuralRule::TotalRow)
    }
}

impl Record for ReadAlone<'_> {
    fn field(&self, field: u16) -> Cell<'_> {
        let cell = self.cells.get(usize::from(field));
        cell.copied().unwrap_or_default()
    }

    fn other(&self, _: u16) -> Cell<'_> {
        Cell::Null
    }

    fn division(&self) -> Option<usize> {
        self.division.map(|(id, _)| id.index())
    }
}

impl ReadRecord for ReadAlone<'_> {
    fn written_division(&self) -> Option<(DivisionId, DivisionCode)> {
        self.division
    }

    fn is_unreadable(&self, field: usize) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| problem.field == field && problem.rule != StructuralRule::Normalised)
    }
}

/// A record on its way.
struct Reading<'p, 'a> {
    plan: &'p Plan,
    dataset: &'a DatasetPlan,
    division: Option<(DivisionId, DivisionCode)>,
    problems: Vec<Problem<'a>>,
}

impl<'a> Reading<'_, 'a> {
    /// A value as it is computed with.
    fn cell(&mut self, position: usize, found: &'a str, value: Value<'a>) -> Cell<'a> {
        match value {
            Value::Number(number) => Cell::Number(number),
            Value::Truth(truth) => Cell::Truth(truth),
            Value::Text(Cow::Borrowed(text)) => Cell::Text(text),
            Value::Text(Cow::Owned(_)) => Cell::Null,
            Value::Code(place) => {
                let field = self.dataset.fields.get(position);
                let list = field.and_then(|field| field.codes.as_ref());
                let code = list.and_then(|list| list.get(usize::from(place)));
                code.map_or(Cell::Null, |code| Cell::Text(code))
            }
            Value::Division(code, id) => {
                if position == self.dataset.division {
                    self.division = id.map(|id| (id, code));
                }
                if id.is_none() {
                    self.problem(position, StructuralRule::UnknownDivision, found, None);
                }
                // Of a code that the register does not have, the number is known all the same.
                let code = id.map_or(code, |id| self.plan.network.code(id));
                i64::try_from(code.number()).map_or(Cell::Null, Cell::Number)
            }
        }
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
