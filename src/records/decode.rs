//! Arrow columns → columns of typed values. The one place that says which
//! Arrow types are accepted for which field.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Date64Type, Decimal128Type, UInt64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, TimeUnit};

use super::arrow_types::{integers, primitive, texts, timestamps};
use super::bind::Binding;
use super::lookups::{Lookups, NO_DIVISION};
use super::messages::refused;
use super::parse::{self, Read, read};
use super::spelling::usual;
use super::words::NO_WORD;
use crate::calendar::Date;
use crate::column::{Block, Codes, Column, Mask, Numbers, TextColumn, Truth};
use crate::definition::FieldType;
use crate::error::Result;
use crate::figure::Decimal;
use crate::network::{DivisionCode, DivisionId, Network, parse_digits};
use crate::plan::{DatasetPlan, FieldPlan, StructuralRule};

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
    pub former_divisions: Vec<(usize, DivisionCode)>,
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
}

impl Decoded {
    /// Reads a batch whose columns are bound to the fields of `dataset`.
    ///
    /// # Errors
    ///
    /// `Input` where a column's Arrow type is not accepted for its field.
    pub fn new(
        dataset: &DatasetPlan,
        network: &Network,
        binding: &Binding,
        batch: &RecordBatch,
        lookups: &mut Lookups,
    ) -> Result<Self> {
        let rows = batch.num_rows();
        let mut reader = Reader {
            network,
            lookups,
            rows,
            field: 0,
            problems: Vec::new(),
            unknown: Vec::new(),
            former: Vec::new(),
        };
        let mut fields = Vec::with_capacity(dataset.fields.len());
        let mut divisions = vec![u32::MAX; rows];
        for (position, field) in dataset.fields.iter().enumerate() {
            reader.field = position;
            let column = binding.columns.get(position).copied().flatten();
            let column = match column.and_then(|column| batch.columns().get(column)) {
                Some(array) if position == dataset.division => {
                    reader.divisions(array, Some(&mut divisions))
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
            problems,
            unknown,
            former,
            ..
        } = reader;
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
        })
    }
}

struct Reader<'a> {
    network: &'a Network,
    lookups: &'a mut Lookups,
    rows: usize,
    field: usize,
    problems: Vec<Problem>,
    unknown: Vec<(usize, DivisionCode)>,
    former: Vec<(usize, DivisionCode)>,
}

impl Reader<'_> {
    /// The column of a field; none where its Arrow type is not accepted.
    fn column(&mut self, field: &FieldPlan, array: &ArrayRef) -> Option<Column> {
        match field.r#type {
            FieldType::Text => match &field.codes {
                Some(list) => self.codes(field, array, list),
                None => texts(array).map(Column::Text),
            },
            FieldType::Integer => self.integers(array),
            FieldType::Decimal { scale } => self.decimals(array, scale),
            FieldType::Date => self.dates(array),
            FieldType::Time => self.parsed(array, parse::time),
            FieldType::Boolean => self.booleans(array),
            FieldType::Division => self.divisions(array, None),
        }
    }

    fn problem(&mut self, row: usize, rule: StructuralRule, found: &str) {
        self.problems.push(Problem {
            row,
            field: self.field,
            rule,
            found: found.to_owned(),
        });
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

    fn integers(&mut self, array: &ArrayRef) -> Option<Column> {
        if let Some(numbers) = integers(array) {
            return Some(Column::Numbers(numbers));
        }
        if let DataType::UInt64 = array.data_type() {
            // Values beyond 63 bits are of the wrong type rather than wrapped.
            let array = array.as_primitive::<UInt64Type>();
            let mut numbers = Numbers {
                values: vec![0; self.rows],
                known: Mask::none(self.rows),
            };
            for row in 0..array.len() {
                if array.is_valid(row) {
                    match i64::try_from(array.value(row)) {
                        Ok(value) => set(&mut numbers, row, value),
                        Err(_) => {
                            self.problem(row, StructuralRule::Type, &array.value(row).to_string())
                        }
                    }
                }
            }
            return Some(Column::Numbers(numbers));
        }
        self.parsed(array, parse::integer)
    }

    fn decimals(&mut self, array: &ArrayRef, scale: u8) -> Option<Column> {
        if let DataType::Decimal128(_, own_scale) = array.data_type() {
            let own_scale = u8::try_from(*own_scale).ok()?;
            let array = array.as_primitive::<Decimal128Type>();
            let mut numbers = Numbers {
                values: vec![0; self.rows],
                known: Mask::none(self.rows),
            };
            for row in 0..array.len() {
                if array.is_valid(row) {
                    let value = Decimal::new(array.value(row), own_scale);
                    match parse::at_scale(value, scale) {
                        Some(value) => set(&mut numbers, row, value),
                        None => self.problem(row, StructuralRule::Type, &value.to_string()),
                    }
                }
            }
            return Some(Column::Numbers(numbers));
        }
        if let Some(mut numbers) = integers(array) {
            for row in numbers.known.clone().rows() {
                let value = numbers.values.get(row).copied().unwrap_or(0);
                match parse::at_scale(Decimal::integer(i128::from(value)), scale) {
                    Some(value) => set(&mut numbers, row, value),
                    None => {
                        numbers.known.set(row, false);
                        self.problem(row, StructuralRule::Type, &value.to_string());
                    }
                }
            }
            return Some(Column::Numbers(numbers));
        }
        self.parsed(array, |text| parse::decimal(text, scale))
    }

    fn dates(&mut self, array: &ArrayRef) -> Option<Column> {
        const SECONDS: i64 = 86_400;
        let days = |array: &ArrayRef, per_day: i64| -> Option<Numbers> {
            let numbers = timestamps(array)?;
            let values = numbers.values.iter().map(|value| value.div_euclid(per_day));
            Some(Numbers {
                values: values.collect(),
                known: numbers.known,
            })
        };
        let numbers = match array.data_type() {
            DataType::Date32 => Some(primitive::<Date32Type>(array, i64::from)),
            DataType::Date64 => {
                let numbers = primitive::<Date64Type>(array, |value| value);
                let values = numbers
                    .values
                    .iter()
                    .map(|value| value.div_euclid(SECONDS * 1_000));
                Some(Numbers {
                    values: values.collect(),
                    known: numbers.known,
                })
            }
            DataType::Timestamp(TimeUnit::Second, None) => days(array, SECONDS),
            DataType::Timestamp(TimeUnit::Millisecond, None) => days(array, SECONDS * 1_000),
            DataType::Timestamp(TimeUnit::Microsecond, None) => days(array, SECONDS * 1_000_000),
            DataType::Timestamp(TimeUnit::Nanosecond, None) => days(array, SECONDS * 1_000_000_000),
            _ => None,
        };
        match numbers {
            Some(mut numbers) => {
                let is_day = |value: i64| {
                    let day = i32::try_from(value).ok();
                    day.and_then(Date::from_days).is_some()
                };
                let bounds = numbers.values.iter().min().zip(numbers.values.iter().max());
                if bounds.is_none_or(|(first, last)| is_day(*first) && is_day(*last)) {
                    return Some(Column::Numbers(numbers));
                }
                for row in numbers.known.clone().rows() {
                    let value = numbers.values.get(row).copied().unwrap_or(0);
                    if !is_day(value) {
                        numbers.known.set(row, false);
                        self.problem(row, StructuralRule::Type, &value.to_string());
                    }
                }
                Some(Column::Numbers(numbers))
            }
            None => self.parsed(array, parse::date),
        }
    }

    fn booleans(&mut self, array: &ArrayRef) -> Option<Column> {
        if let DataType::Boolean = array.data_type() {
            let array = array.as_boolean();
            let of = |wanted| {
                Mask::from_fn(array.len(), |row| {
                    array.is_valid(row) && array.value(row) == wanted
                })
            };
            return Some(Column::Truth(Truth {
                yes: of(true),
                no: of(false),
            }));
        }
        let Column::Numbers(numbers) = (match integers(array) {
            Some(numbers) => Column::Numbers(numbers),
            None => self.parsed(array, parse::truth)?,
        }) else {
            return None;
        };
        let mut truth = Truth::constant(None, self.rows);
        for row in numbers.known.rows() {
            match numbers.values.get(row) {
                Some(1) => truth.yes.set(row, true),
                Some(0) => truth.no.set(row, true),
                other => {
                    let found = other.map(i64::to_string).unwrap_or_default();
                    self.problem(row, StructuralRule::Type, &found);
                }
            }
        }
        Some(Column::Truth(truth))
    }

    /// Text read by `parse`; an unusual spelling is read and noted.
    fn parsed(&mut self, array: &ArrayRef, parse: impl Fn(&str) -> Option<i64>) -> Option<Column> {
        let texts = texts(array)?;
        let mut numbers = Numbers {
            values: vec![0; self.rows],
            known: Mask::none(self.rows),
        };
        texts.for_each(|row, found| {
            let Some(found) = found else { return };
            match read(found, &parse) {
                Read::Usual(value) => set(&mut numbers, row, value),
                Read::Unusual(value) => {
                    set(&mut numbers, row, value);
                    self.problem(row, StructuralRule::Normalised, found);
                }
                Read::No => self.problem(row, StructuralRule::Type, found),
            }
        });
        Some(Column::Numbers(numbers))
    }

    fn codes(
        &mut self,
        field: &FieldPlan,
        array: &ArrayRef,
        list: &Arc<[String]>,
    ) -> Option<Column> {
        let values = self.lookups.codes(self.field, array)?;
        let not_null = not_null(array);
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
        let texts = texts(array)?;
        for row in suspicious.rows() {
            let Some(found) = texts.value(row) else {
                continue;
            };
            let place = field.code_position(&usual(found));
            match (place, codes.values.get_mut(row)) {
                (Some(place), Some(value)) => {
                    *value = place;
                    codes.known.set(row, true);
                    self.problem(row, StructuralRule::Normalised, found);
                }
                _ => self.problem(row, StructuralRule::CodeList, found),
            }
        }
        Some(Column::Codes(codes))
    }

    /// Division codes as numbers, old codes as those of their successors.
    /// `indexes` receives the index of each record's division in the network.
    fn divisions(
        &mut self,
        array: &ArrayRef,
        mut indexes: Option<&mut Vec<u32>>,
    ) -> Option<Column> {
        let digits;
        let array = match integers(array) {
            // A code read as a number by the host has lost nothing but its padding.
            Some(numbers) => {
                let texts = (0..self.rows).map(|row| {
                    let known = numbers.known.contains(row);
                    known
                        .then(|| numbers.values.get(row).map(i64::to_string))
                        .flatten()
                });
                digits = Arc::new(texts.collect::<StringArray>()) as ArrayRef;
                &digits
            }
            None => array,
        };
        let places = self.lookups.divisions(self.field, self.network, array)?;
        let mut numbers = Numbers {
            values: places.iter().map(|place| place.number).collect(),
            known: Mask::of_values(&places, |place| place.index != NO_DIVISION),
        };
        if let Some(indexes) = indexes.as_deref_mut() {
            indexes.clear();
            indexes.extend(places.iter().map(|place| place.index));
        }
        let suspicious = not_null(array).and_not(&numbers.known);
        if suspicious.is_none() {
            return Some(Column::Numbers(numbers));
        }
        let texts = texts(array)?;
        for row in suspicious.rows() {
            if let Some(found) = texts.value(row) {
                self.division(row, found, &mut numbers, indexes.as_deref_mut());
            }
        }
        Some(Column::Numbers(numbers))
    }

    /// A code that is not plainly one of the network's.
    fn division(
        &mut self,
        row: usize,
        found: &str,
        numbers: &mut Numbers,
        indexes: Option<&mut Vec<u32>>,
    ) {
        let code = match parse_digits(found.as_bytes()) {
            Some(number) => DivisionCode::from_number(number),
            None => DivisionCode::parse(found).ok().map(|parsed| {
                if parsed.normalised {
                    self.problem(row, StructuralRule::Normalised, found);
                }
                parsed.code
            }),
        };
        let Some(code) = code else {
            self.problem(row, StructuralRule::UnknownDivision, found);
            return;
        };
        if let Some(id) = self.network.find(code) {
            self.place(row, (code, id), numbers, indexes);
        } else {
            set(numbers, row, i64::try_from(code.number()).unwrap_or(0));
            if indexes.is_some() {
                self.unknown.push((row, code));
            }
            self.problem(row, StructuralRule::UnknownDivision, found);
        }
    }

    /// Notes the current division of a code.
    fn place(
        &mut self,
        row: usize,
        (code, id): (DivisionCode, DivisionId),
        numbers: &mut Numbers,
        indexes: Option<&mut Vec<u32>>,
    ) {
        let current = self.network.code(id);
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

fn set(numbers: &mut Numbers, row: usize, value: i64) {
    if let Some(place) = numbers.values.get_mut(row) {
        *place = value;
        numbers.known.set(row, true);
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
