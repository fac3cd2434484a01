//! Arrow columns → columns of typed values. The one place that says which
//! Arrow types are accepted for which field.
//!
//! Values in their usual form are read many at once; whatever is not plainly written goes, value
//! by value, through the one reader of values (`value`), which a record checked alone goes
//! through too.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, RecordBatch};

use super::arrow_types::{as_texts, texts};
use super::bind::Binding;
use super::lookups::{Lookups, NO_DIVISION};
use super::messages::refused;
use super::numbers::set;
use super::value::{self, Context, Meaning, Value};
use super::words::NO_WORD;
use crate::calendar::Date;
use crate::column::{Block, Codes, Column, Mask, Numbers, TextColumn, Truth};
use crate::definition::FieldType;
use crate::error::Result;
use crate::forms::Serials;
use crate::network::{DivisionCode, DivisionId};
use crate::plan::{DatasetPlan, FieldPlan, Plan, StructuralRule};
use crate::spelling::{is_all_blank, is_blank, is_plain};

/// Where a workbook's way of counting days stands in a batch's metadata: `1900` or `1904`.
const DATE_SYSTEM: &str = "huimin.date_system";

/// A block of records and what about it could not be read as it should be.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The records.
    pub block: Block,
    /// The problems, by field and then by row.
    pub problems: Vec<Problem>,
    /// Codes of divisions the register does not have, by row.
    pub unknown_divisions: Vec<(usize, DivisionCode)>,
    /// Codes of former divisions in whose place a current one was read, by row.
    former_divisions: Vec<(usize, DivisionCode)>,
    /// The rows that hold a total or a signature and are no records, rising.
    totals: Vec<usize>,
}

/// A value that is missing, unreadable, outside its list, or oddly spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The row within the block.
    pub row: usize,
    /// The field's position.
    pub field: usize,
    /// The rule it violates.
    pub rule: StructuralRule,
    /// What was found; empty where a value is missing.
    pub found: String,
    /// What it was read as; none where it was not read.
    pub read_as: Option<String>,
}

impl Problem {
    /// Whether the value was read all the same.
    pub fn is_harmless(&self) -> bool {
        self.rule == StructuralRule::Normalised
    }
}

impl Decoded {
    /// Reads a batch whose columns are bound to the fields of `dataset`.
    ///
    /// # Errors
    ///
    /// `Input` where a column's Arrow type is not accepted for its field.
    pub fn new(
        plan: &Plan,
        dataset: &DatasetPlan,
        binding: &Binding,
        batch: &RecordBatch,
        lookups: &mut Lookups,
    ) -> Result<Self> {
        let rows = batch.num_rows();
        let mut context = Context::new(plan);
        context.serials = serials(plan, batch);
        let mut reader = Reader {
            context,
            lookups,
            rows,
            field: 0,
            problems: Vec::new(),
            unknown: Vec::new(),
            former: Vec::new(),
            totals: Vec::new(),
        };
        let mut fields = Vec::with_capacity(dataset.fields.len());
        let mut divisions = vec![u32::MAX; rows];
        for (position, field) in dataset.fields.iter().enumerate() {
            reader.field = position;
            let column = binding.columns.get(position).copied().flatten();
            let column = match column.and_then(|column| batch.columns().get(column)) {
                Some(array) if position == dataset.division => {
                    reader.divisions(field, array, Some(&mut divisions))
                }
                Some(array) => reader.column(field, array),
                None => Some(nothing(field, rows)),
            };
            let column = column.ok_or_else(|| {
                let found = binding.columns.get(position).copied().flatten();
                let found = found.and_then(|found| batch.columns().get(found));
                refused(dataset, field, found.map(|array| array.data_type()))
            })?;
            if field.required {
                reader.missing(&column);
            }
            fields.push(column);
        }
        let Reader {
            mut problems,
            unknown,
            former,
            mut totals,
            ..
        } = reader;
        if !totals.is_empty() {
            totals.sort_unstable();
            totals.dedup();
            // That the row is no record says all there is to say of it, once.
            let mut said = BTreeSet::new();
            problems.retain(|problem| {
                let is_total = problem.rule == StructuralRule::TotalRow;
                let of_total = totals.binary_search(&problem.row).is_ok();
                !of_total || is_total && said.insert(problem.row)
            });
        }
        // Of such a row nothing is kept but its division: it has no key, and names nobody.
        for (position, column) in fields.iter_mut().enumerate() {
            if !totals.is_empty() && position != dataset.division {
                forget(column, &totals);
            }
        }
        let block = Block {
            rows,
            fields,
            divisions,
            others: Vec::new(),
        };
        Ok(Self {
            block,
            problems,
            unknown_divisions: unknown,
            former_divisions: former,
            totals,
        })
    }

    /// The code of a former division that a row is written with.
    pub fn former_code(&self, row: usize) -> Option<DivisionCode> {
        let by_row = &self.former_divisions;
        let place = by_row.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        by_row.get(place).map(|(_, code)| *code)
    }

    /// Whether a row holds a total or a signature, and is not judged any further.
    pub fn is_total(&self, row: usize) -> bool {
        self.totals.binary_search(&row).is_ok()
    }
}

/// How the workbook that a batch comes from counts days, where it comes from one.
fn serials(plan: &Plan, batch: &RecordBatch) -> Option<Serials> {
    /// A number this far from the period is no date of its records.
    const YEARS: i32 = 20;
    let system = batch.schema_ref().metadata().get(DATE_SYSTEM)?;
    let shifted = |day: Date, years: i32| {
        let year = day.year().saturating_add(years);
        Date::from_ymd(year, day.month(), day.day().min(28)).unwrap_or(day)
    };
    Some(Serials {
        from_1904: system == "1904",
        within: (
            shifted(plan.period.start(), -YEARS),
            shifted(plan.period.end(), YEARS),
        ),
    })
}

/// A batch that is being read, field by field.
pub(super) struct Reader<'a> {
    pub context: Context<'a>,
    lookups: &'a mut Lookups,
    pub rows: usize,
    field: usize,
    problems: Vec<Problem>,
    unknown: Vec<(usize, DivisionCode)>,
    former: Vec<(usize, DivisionCode)>,
    totals: Vec<usize>,
}

impl Reader<'_> {
    /// The column of a field; none where its Arrow type is not accepted.
    fn column(&mut self, field: &FieldPlan, array: &ArrayRef) -> Option<Column> {
        match field.r#type {
            FieldType::Text => match &field.codes {
                Some(list) => self.codes(field, array, list),
                None if field.is_identifier => self.identifiers(field, array),
                None => self.free_texts(array),
            },
            FieldType::Integer => self.integers(field, array),
            FieldType::Decimal { scale } => self.decimals(field, array, scale),
            FieldType::Date => self.dates(field, array),
            FieldType::Time => self.times(field, array),
            FieldType::Boolean => self.booleans(field, array),
            FieldType::Division => self.divisions(field, array, None),
        }
    }

    pub fn problem(&mut self, row: usize, rule: StructuralRule, found: &str) {
        self.problems.push(Problem {
            row,
            field: self.field,
            rule,
            found: found.to_owned(),
            read_as: None,
        });
    }

    pub fn noted(&mut self, row: usize, found: &str, read_as: String) {
        self.problems.push(Problem {
            row,
            field: self.field,
            rule: StructuralRule::Normalised,
            found: found.to_owned(),
            read_as: Some(read_as),
        });
    }

    /// Reads one text that is not plainly written, and notes what is to be said of it. None
    /// where it has no value.
    pub fn read<'t>(&mut self, field: &FieldPlan, row: usize, text: &'t str) -> Option<Value<'t>> {
        match value::read(&self.context, field, text) {
            Meaning::Missing => None,
            Meaning::Usual(value) => Some(value),
            Meaning::Unusual(value) => {
                let shown = value::shown(self.context.network, field, &value);
                self.noted(row, text, shown);
                Some(value)
            }
            Meaning::Wrong(StructuralRule::TotalRow) => {
                self.totals.push(row);
                // Whoever signed is nobody's business but the county's.
                self.problem(row, StructuralRule::TotalRow, "");
                None
            }
            Meaning::Wrong(rule) => {
                self.problem(row, rule, text);
                None
            }
        }
    }

    /// Notes the rows of a required field that have no value at all.
    fn missing(&mut self, column: &Column) {
        let known = column.known();
        if known.is_full() {
            return;
        }
        let start = self
            .problems
            .iter()
            .position(|problem| problem.field == self.field);
        let own = start
            .and_then(|start| self.problems.get(start..))
            .unwrap_or_default();
        let mut unreadable = Mask::none(self.rows);
        own.iter()
            .for_each(|problem| unreadable.set(problem.row, true));
        for row in known.complement().and_not(&unreadable).rows() {
            self.problem(row, StructuralRule::Required, "");
        }
    }

    /// Names and other prose, as they are; of blanks alone nothing.
    fn free_texts(&mut self, array: &ArrayRef) -> Option<Column> {
        let found = texts(array)?;
        if !has_blank(&found) {
            return Some(Column::Text(found));
        }
        let mut kept = StringBuilder::new();
        found.for_each(|_, text| kept.append_option(text.filter(|text| !is_all_blank(text))));
        Some(Column::Text(TextColumn::Utf8(kept.finish())))
    }

    /// Texts that name records, in their usual spelling. Nearly all are written in it, so the
    /// column stays as it came.
    fn identifiers(&mut self, field: &FieldPlan, array: &ArrayRef) -> Option<Column> {
        // A number is a name as well as any.
        let found = texts(&as_texts(array))?;
        if found.all(is_plain) {
            return Some(Column::Text(found));
        }
        let mut changed: Vec<(usize, Option<String>)> = Vec::new();
        found.for_each(|row, text| {
            let Some(text) = text.filter(|text| !is_plain(text.as_bytes())) else {
                return;
            };
            match self.read(field, row, text) {
                Some(Value::Text(seen)) if seen == text => {}
                Some(Value::Text(seen)) => changed.push((row, Some(seen.into_owned()))),
                _ => changed.push((row, None)),
            }
        });
        if changed.is_empty() {
            return Some(Column::Text(found));
        }
        let mut changed = changed.into_iter().peekable();
        let mut seen = StringBuilder::with_capacity(self.rows, self.rows.saturating_mul(16));
        found.for_each(
            |row, text| match changed.next_if(|(place, _)| *place == row) {
                Some((_, other)) => seen.append_option(other),
                None => seen.append_option(text),
            },
        );
        Some(Column::Text(TextColumn::Utf8(seen.finish())))
    }

    fn codes(
        &mut self,
        field: &FieldPlan,
        array: &ArrayRef,
        list: &Arc<[String]>,
    ) -> Option<Column> {
        let array = as_texts(array);
        let values = self.lookups.codes(self.field, &array)?;
        let not_null = not_null(&array);
        // Under a null there may lie any text.
        let known = Mask::of_values(&values, |value| *value != NO_WORD).and(&not_null);
        let mut codes = Codes {
            values,
            known,
            list: Arc::clone(list),
        };
        let suspicious = not_null.and_not(&codes.known);
        if suspicious.is_none() {
            return Some(Column::Codes(codes));
        }
        let texts = texts(&array)?;
        for row in suspicious.rows() {
            let Some(found) = texts.value(row) else {
                continue;
            };
            if let Some(Value::Code(place)) = self.read(field, row, found)
                && let Some(value) = codes.values.get_mut(row)
            {
                *value = place;
                codes.known.set(row, true);
            }
        }
        Some(Column::Codes(codes))
    }

    /// Division codes as numbers, old codes as those of their successors.
    /// `indexes` receives the index of each record's division in the network.
    fn divisions(
        &mut self,
        field: &FieldPlan,
        array: &ArrayRef,
        mut indexes: Option<&mut Vec<u32>>,
    ) -> Option<Column> {
        // A code read as a number by the host has lost nothing but its padding.
        let array = as_texts(array);
        let places = self
            .lookups
            .divisions(self.field, self.context.network, &array)?;
        let mut numbers = Numbers {
            values: places.iter().map(|place| place.number).collect(),
            known: Mask::of_values(&places, |place| place.index != NO_DIVISION),
        };
        if let Some(indexes) = indexes.as_deref_mut() {
            indexes.clear();
            indexes.extend(places.iter().map(|place| place.index));
        }
        let suspicious = not_null(&array).and_not(&numbers.known);
        if suspicious.is_none() {
            return Some(Column::Numbers(numbers));
        }
        let texts = texts(&array)?;
        for row in suspicious.rows() {
            let read = texts.value(row).and_then(|found| {
                let value = self.read(field, row, found)?;
                Some((found, value))
            });
            match read {
                Some((_, Value::Division(code, Some(id)))) => {
                    self.place(row, (code, id), &mut numbers, indexes.as_deref_mut());
                }
                // The code of a division that the register does not have was read all the same.
                Some((found, Value::Division(code, None))) => {
                    set(&mut numbers, row, i64::try_from(code.number()).unwrap_or(0));
                    if indexes.is_some() {
                        self.unknown.push((row, code));
                    }
                    self.problem(row, StructuralRule::UnknownDivision, found);
                }
                _ => {}
            }
        }
        Some(Column::Numbers(numbers))
    }

    /// Notes the current division of a code.
    fn place(
        &mut self,
        row: usize,
        (code, id): (DivisionCode, DivisionId),
        numbers: &mut Numbers,
        indexes: Option<&mut Vec<u32>>,
    ) {
        let current = self.context.network.code(id);
        set(numbers, row, i64::try_from(current.number()).unwrap_or(0));
        if let Some(index) = indexes.and_then(|indexes| indexes.get_mut(row)) {
            *index = u32::try_from(id.index()).unwrap_or(u32::MAX);
            if current != code {
                self.former.push((row, code));
            }
        }
    }
}

/// The rows that are not null; one of these may be empty all the same.
fn not_null(array: &ArrayRef) -> Mask {
    match array.logical_nulls() {
        Some(nulls) => Mask::from_bits(nulls.inner()),
        None => Mask::all(array.len()),
    }
}

/// Whether one of some texts is made of blanks alone. Most begin with a letter.
fn has_blank(texts: &TextColumn) -> bool {
    if let TextColumn::Dictionary(_, texts) = texts {
        return has_blank(texts);
    }
    let mut found = false;
    texts.for_each(|_, text| {
        let begins_blank = |text: &str| text.chars().next().is_some_and(is_blank);
        found |= text.is_some_and(|text| begins_blank(text) && is_all_blank(text));
    });
    found
}

/// Takes the values of some rows, given rising, out of a column.
fn forget(column: &mut Column, rows: &[usize]) {
    match column {
        Column::Numbers(Numbers { known, .. }) | Column::Codes(Codes { known, .. }) => {
            rows.iter().for_each(|row| known.set(*row, false));
        }
        Column::Truth(Truth { yes, no }) => {
            for row in rows {
                yes.set(*row, false);
                no.set(*row, false);
            }
        }
        Column::Text(texts) => {
            let mut kept = StringBuilder::new();
            texts.for_each(|row, text| {
                kept.append_option(text.filter(|_| rows.binary_search(&row).is_err()));
            });
            *texts = TextColumn::Utf8(kept.finish());
        }
    }
}

/// The column of an optional field the input does not have.
fn nothing(field: &FieldPlan, rows: usize) -> Column {
    match (field.r#type, &field.codes) {
        (FieldType::Text, Some(list)) => Column::Codes(Codes {
            values: vec![0; rows],
            known: Mask::none(rows),
            list: Arc::clone(list),
        }),
        (FieldType::Text, None) => Column::Text(TextColumn::Null(rows)),
        (FieldType::Boolean, _) => Column::Truth(Truth::constant(None, rows)),
        _ => Column::Numbers(Numbers {
            values: vec![0; rows],
            known: Mask::none(rows),
        }),
    }
}
