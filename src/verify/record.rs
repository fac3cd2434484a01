//! One record checked alone, before it is stored.

mod reading;

use arrow_schema::Schema;

use self::reading::{ReadAlone, folded};
use super::judge::{Found, Judge};
use super::wording::Subject;
use crate::column::RecordWorld;
use crate::definition::Severity;
use crate::diagnostic::did_you_mean;
use crate::error::{Error, ErrorKind, Result};
use crate::formula::Cell;
use crate::formula::truth;
use crate::headings::Heading;
use crate::plan::{DatasetPlan, Plan};
use crate::records::Binding;
use crate::records::value::{Context, Meaning, read, shown};
use crate::text::{Language, Text, text};

/// The values of a record that find room without an allocation.
const ROOM: usize = 64;

/// What is wrong with a record by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFinding {
    /// The rule's name.
    pub rule: String,
    /// The rule's position in the plan.
    pub rule_position: usize,
    /// How grave it is; `reject` means the record would count nowhere.
    pub severity: Severity,
    /// The field it points at.
    pub field: Option<String>,
    /// What was found, in words.
    pub message: Text,
}

/// Checks records of one dataset one by one, with everything that does not
/// depend on the record prepared. A check takes well under a microsecond, and a
/// record without findings takes no memory.
///
/// A record gets the findings it gets as part of a file: required fields, types, code lists, the register, the
/// period, unusual spellings, and every condition of the definition over the
/// dataset's records. What takes other records to judge is *not* judged:
/// copies and conflicts under one key, references to other datasets, rules
/// over the measures of divisions.
///
/// Cheap to clone and free to share between threads.
///
/// ```
/// use huimin::{Network, Plan, Programme};
///
/// let programme = Programme::builtin("yuxi-2019")?;
/// let plan = Plan::new(&programme, Network::builtin("yuxi-2019")?)?;
/// let checker = plan.checker("consultations")?;
/// let names: Vec<&str> = checker.fields().collect();
/// assert_eq!(names, ["consultation_id", "division_code", "held_on", "channel", "persons"]);
///
/// let found = checker.check(&[Some("A1"), Some("530402"), Some("2019-05-06"), Some("hotline"), Some("0")])?;
/// assert_eq!(found[0].rule, "persons_below_one");
/// assert_eq!(found[0].field.as_deref(), Some("persons"));
/// # Ok::<(), huimin::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RecordChecker {
    plan: Plan,
    dataset: usize,
}

impl Plan {
    /// Checks one record of a dataset by itself, given as field names and
    /// values; see [`RecordChecker`] for what is judged and what is not. A
    /// field may be named by its Chinese or English label, as in a file. A
    /// field that is left out, null or empty has no value: where it is
    /// required, that is a finding of the rule `required`.
    ///
    /// The findings are in the order of the plan's rules, then of the fields.
    /// For many records make a [`checker`](Self::checker) once.
    ///
    /// ```
    /// use huimin::{Language, Network, Plan, Programme};
    ///
    /// let programme = Programme::builtin("yuxi-2019")?;
    /// let plan = Plan::new(&programme, Network::builtin("yuxi-2019")?)?;
    /// let found = plan.check_record("disputes", &[
    ///     ("dispute_id", Some("D1")),
    ///     ("区划代码", Some("530402")),
    ///     ("party", Some("poor_village")),
    ///     ("registered_on", Some("2019-03-09")),
    ///     ("mediated_on", Some("2019-03-01")),
    ///     ("outcome", Some("settled")),
    /// ])?;
    /// assert_eq!(found.len(), 1);
    /// assert_eq!(
    ///     found[0].message.get(Language::Chinese),
    ///     "调处日期 2019-03-01 早于登记日期 2019-03-09,请核对两个日期"
    /// );
    /// # Ok::<(), huimin::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Argument` for an unknown dataset; `Input` for a name that is no field
    /// of it, or a field named twice; otherwise as [`RecordChecker::check`].
    pub fn check_record(
        &self,
        dataset: &str,
        record: &[(&str, Option<&str>)],
    ) -> Result<Vec<RecordFinding>> {
        let checker = self.checker(dataset)?;
        let values = match checker.dataset() {
            Some(dataset) => in_order(dataset, record)?,
            None => Vec::new(),
        };
        checker.check(&values)
    }

    /// Prepares to check single records of a dataset.
    ///
    /// # Errors
    ///
    /// `Argument` for an unknown dataset.
    pub fn checker(&self, dataset: &str) -> Result<RecordChecker> {
        Ok(RecordChecker {
            dataset: self.dataset_named(dataset)?,
            plan: self.clone(),
        })
    }
}

impl RecordChecker {
    /// The names of the dataset's fields, in the order values are given in.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let fields = self.dataset().into_iter().flat_map(|plan| &plan.fields);
        fields.map(|field| field.name.as_str())
    }

    /// Checks one record: a value per field of the dataset, in the
    /// definition's order, written as in a text file. None and an empty text
    /// both mean that there is no value.
    ///
    /// # Errors
    ///
    /// `Argument` where there are not as many values as fields; `Limit` for a
    /// value longer than [`VALUE_BYTES`](crate::limits::VALUE_BYTES).
    pub fn check(&self, values: &[Option<&str>]) -> Result<Vec<RecordFinding>> {
        let Some(dataset) = self.dataset() else {
            return Ok(Vec::new());
        };
        let (wanted, given) = (dataset.fields.len(), values.len());
        if wanted != given {
            let message = text!(
                "数据集有 {wanted} 个字段,给出了 {given} 个取值",
                "expected {wanted} values, one per field, but found {given}"
            );
            return Err(Error::new(ErrorKind::Argument, message).in_dataset(&dataset.id));
        }
        let folded = folded(dataset, values);
        let mut near = [Cell::Null; ROOM];
        let mut far;
        let room = match near.get_mut(..wanted) {
            Some(room) => room,
            None => {
                far = vec![Cell::Null; wanted];
                far.as_mut_slice()
            }
        };
        let record = ReadAlone::new(&self.plan, dataset, values, &folded, room)?;
        let found = self.judged(dataset, &record);
        let worded = found.iter().filter_map(|found| self.worded(dataset, found));
        Ok(worded.collect())
    }

    /// What every rule about single records finds, by rule and field.
    fn judged(&self, dataset: &DatasetPlan, record: &ReadAlone<'_>) -> Vec<Found> {
        let judge = Judge {
            plan: &self.plan,
            dataset,
        };
        let problems = record.problems.iter().map(|problem| {
            let read_as = problem.read_as.as_deref();
            judge.structural(problem.rule, problem.field, problem.found, read_as)
        });
        let mut found: Vec<Found> = problems.collect();
        if record.is_total() {
            return found;
        }
        found.extend(judge.period(record));
        let ids = dataset.ids.iter();
        found.extend(ids.filter_map(|ids| judge.id(ids, record)));
        let world = RecordWorld {
            record,
            constants: dataset.program.constants(),
            attributes: &self.plan.attributes,
        };
        let mut failed = Vec::new();
        for condition in &dataset.conditions {
            let formula = dataset.program.formula(condition.formula);
            let Some(formula) = formula else { continue };
            match truth(&formula.expression, &world) {
                Ok(holds) if holds.unwrap_or(condition.unknown_passes) => {}
                Ok(_) => found.extend(judge.violated(condition, record)),
                Err(error) => failed.push(judge.not_computable(formula, &error)),
            }
        }
        for formula in dataset.checked.iter() {
            if let Some(formula) = dataset.program.formula(*formula)
                && let Err(error) = formula.check(&world)
            {
                failed.push(judge.not_computable(formula, &error));
            }
        }
        for failed in failed {
            if !found.contains(&failed) {
                found.push(failed);
            }
        }
        found.sort_by_key(|found| (found.rule, found.field));
        found
    }

    /// Which columns of an input hold the fields.
    ///
    /// # Errors
    ///
    /// As [`Binding::new`].
    pub(crate) fn binding(&self, schema: &Schema) -> Result<Binding> {
        match self.dataset() {
            Some(dataset) => Binding::new(dataset, schema),
            None => Err(Error::new(ErrorKind::State, Text::default())),
        }
    }

    /// The values of a record that has no findings but notes, as they are read, in the order of
    /// the fields: codes of divisions with 12 digits, numbers in digits alone.
    pub(crate) fn values(&self, record: &[Option<&str>]) -> Vec<Option<String>> {
        let fields = self.dataset().map(|dataset| dataset.fields.as_slice());
        let context = Context::new(&self.plan);
        let fields = fields.unwrap_or_default().iter().zip(record);
        let values = fields.map(|(field, text)| match read(&context, field, (*text)?) {
            Meaning::Usual(value) | Meaning::Unusual(value) => {
                Some(shown(&self.plan.network, field, &value))
            }
            Meaning::Missing | Meaning::Wrong(_) => None,
        });
        values.collect()
    }

    fn dataset(&self) -> Option<&DatasetPlan> {
        self.plan.datasets.get(self.dataset)
    }

    fn worded(&self, dataset: &DatasetPlan, found: &Found) -> Option<RecordFinding> {
        let position = usize::from(found.rule);
        let rule = self.plan.rules.get(position)?;
        let field = found.field.and_then(|field| dataset.fields.get(field));
        let subject = Subject {
            plan: &self.plan,
            dataset: Some(dataset),
            field,
        };
        let values: Vec<&str> = found.values.iter().map(String::as_str).collect();
        let message = |language| subject.message(rule, position, &values, language);
        Some(RecordFinding {
            rule: rule.id.clone(),
            rule_position: position,
            severity: rule.severity,
            field: field.map(|field| field.name.clone()),
            message: Text::new(message(Language::Chinese), message(Language::English)),
        })
    }
}

/// The values of a record in the order of the dataset's fields.
fn in_order<'v>(
    dataset: &DatasetPlan,
    record: &[(&str, Option<&'v str>)],
) -> Result<Vec<Option<&'v str>>> {
    let mut names: Vec<Option<&str>> = vec![None; dataset.fields.len()];
    let mut values = vec![None; dataset.fields.len()];
    for (name, value) in record {
        let place = match dataset.field_called(name) {
            Heading::Other => None,
            Heading::Field(place) => Some(place),
            Heading::Doubtful(first, second) => {
                return Err(two_fields(dataset, name, [first, second]));
            }
        };
        let slots = place.and_then(|place| Some((names.get_mut(place)?, values.get_mut(place)?)));
        let Some((known, slot)) = slots else {
            return Err(no_field(dataset, name));
        };
        if let Some(first) = known {
            let message = text!(
                "同一字段给出了两次:`{first}` 和 `{name}`,请只保留一个",
                "one field is given twice, as `{first}` and `{name}`; keep one"
            );
            return Err(Error::new(ErrorKind::Input, message)
                .in_dataset(&dataset.id)
                .in_column(name));
        }
        (*known, *slot) = (Some(*name), *value);
    }
    Ok(values)
}

fn two_fields(dataset: &DatasetPlan, name: &str, places: [usize; 2]) -> Error {
    let [first, second] = places.map(|place| {
        let field = dataset.fields.get(place);
        field.map_or("", |field| field.name.as_str())
    });
    let message = text!(
        "`{name}` 可能是字段 `{first}`，也可能是 `{second}`；请用字段名",
        "`{name}` can be the field `{first}` or the field `{second}`; use the field's name"
    );
    Error::new(ErrorKind::Input, message)
        .in_dataset(&dataset.id)
        .in_column(name)
}

fn no_field(dataset: &DatasetPlan, name: &str) -> Error {
    let names = dataset.fields.iter().map(|field| field.name.as_str());
    let labels = dataset.fields.iter().map(|field| field.label.zh.as_str());
    let known = names.clone().collect::<Vec<_>>().join(", ");
    let message = match did_you_mean(name, names.chain(labels)) {
        Some(meant) => text!(
            "没有名为 `{name}` 的字段;是否要写 `{meant}`?可用:{known}",
            "no field is named `{name}`; did you mean `{meant}`? the fields are: {known}"
        ),
        None => text!(
            "没有名为 `{name}` 的字段;可用:{known}",
            "no field is named `{name}`; the fields are: {known}"
        ),
    };
    Error::new(ErrorKind::Input, message)
        .in_dataset(&dataset.id)
        .in_column(name)
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
