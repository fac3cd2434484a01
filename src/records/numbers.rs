//! Columns of values that are held as numbers: from typed arrays and from texts.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, UInt64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::arrow_types::{
    Moment, NANOSECONDS, as_texts, integers, moments, primitive, texts, times_of_day, write_time,
};
use super::decode::Reader;
use super::value::Value;
use crate::calendar::TimeOfDay;
use crate::column::{Column, Mask, Numbers, Truth};
use crate::definition::FieldType;
use crate::figure::Decimal;
use crate::forms;
use crate::plan::{FieldPlan, StructuralRule};

impl Reader<'_> {
    pub(super) fn integers(&mut self, field: &FieldPlan, array: &ArrayRef) -> Option<Column> {
        if let Some(numbers) = integers(array) {
            return Some(Column::Numbers(numbers));
        }
        if let DataType::UInt64 = array.data_type() {
            // Values beyond 63 bits are of the wrong type rather than wrapped.
            let array = array.as_primitive::<UInt64Type>();
            return Some(self.numbers(
                array.len(),
                |row| array.is_valid(row).then(|| array.value(row)),
                |value| i64::try_from(value).ok(),
            ));
        }
        self.exact(array, 0)
            .or_else(|| self.parsed(field, &as_texts(array)))
    }

    pub(super) fn decimals(
        &mut self,
        field: &FieldPlan,
        array: &ArrayRef,
        scale: u8,
    ) -> Option<Column> {
        if let Some(numbers) = integers(array) {
            return Some(self.numbers(
                array.len(),
                |row| {
                    let value = numbers.values.get(row).copied();
                    value.filter(|_| numbers.known.contains(row))
                },
                |value| forms::at_scale(Decimal::integer(i128::from(value)), scale),
            ));
        }
        self.exact(array, scale)
            .or_else(|| self.parsed(field, &as_texts(array)))
    }

    /// Decimals of Arrow, as databases hand them out for whole numbers too.
    fn exact(&mut self, array: &ArrayRef, scale: u8) -> Option<Column> {
        let DataType::Decimal128(_, own_scale) = array.data_type() else {
            return None;
        };
        let own_scale = u8::try_from(*own_scale).ok()?;
        let array = array.as_primitive::<Decimal128Type>();
        let value = |row| {
            let value = || Decimal::new(array.value(row), own_scale);
            array.is_valid(row).then(value)
        };
        Some(self.numbers(array.len(), value, |value| forms::at_scale(value, scale)))
    }

    /// Numbers of another type, of which some may not fit.
    fn numbers<T: Copy + ToString>(
        &mut self,
        rows: usize,
        value: impl Fn(usize) -> Option<T>,
        fit: impl Fn(T) -> Option<i64>,
    ) -> Column {
        let mut numbers = no_numbers(self.rows);
        for row in 0..rows {
            let Some(value) = value(row) else { continue };
            match fit(value) {
                Some(number) => set(&mut numbers, row, number),
                None => self.problem(row, StructuralRule::Type, &value.to_string()),
            }
        }
        Column::Numbers(numbers)
    }

    pub(super) fn dates(&mut self, field: &FieldPlan, array: &ArrayRef) -> Option<Column> {
        if let DataType::Date32 = array.data_type() {
            let numbers = primitive::<Date32Type>(array, i64::from);
            return Some(self.days(numbers, |value| Some(Moment::at_midnight(value)), field));
        }
        if let Some((numbers, unit)) = moments(array) {
            let offset = match unit.is_zoned {
                false => 0,
                true => self.context.utc_offset_minutes?,
            };
            return Some(self.days(numbers, |value| unit.moment(value, offset), field));
        }
        // A day such as 20190305 may have been read as a number by the host.
        self.parsed(field, &as_texts(array))
    }

    /// The days of moments. One other than midnight is no day, unless the field drops times.
    fn days(
        &mut self,
        numbers: Numbers,
        moment: impl Fn(i64) -> Option<Moment>,
        field: &FieldPlan,
    ) -> Column {
        let mut is_plain = true;
        let day = |value: &i64| {
            let found = moment(*value);
            let day = found.filter(|found| found.is_midnight() && forms::is_day(found.days));
            is_plain &= day.is_some();
            day.map_or(0, |day| day.days)
        };
        let values: Vec<i64> = numbers.values.iter().map(day).collect();
        let mut days = Numbers {
            values,
            known: numbers.known.clone(),
        };
        if is_plain {
            return Column::Numbers(days);
        }
        // What lies under a null may be anything.
        for row in numbers.known.rows() {
            let value = numbers.values.get(row).copied().unwrap_or(0);
            let found = moment(value);
            match found.filter(|found| forms::is_day(found.days)) {
                Some(found) if found.is_midnight() => {}
                Some(found) if field.date_of_time => {
                    set(&mut days, row, found.days);
                    self.noted(row, &found.to_string(), found.day());
                }
                Some(found) => {
                    days.known.set(row, false);
                    self.problem(row, StructuralRule::Type, &found.to_string());
                }
                None => {
                    days.known.set(row, false);
                    self.problem(row, StructuralRule::Type, &value.to_string());
                }
            }
        }
        Column::Numbers(days)
    }

    pub(super) fn times(&mut self, field: &FieldPlan, array: &ArrayRef) -> Option<Column> {
        let Some((numbers, per_second)) = times_of_day(array) else {
            return self.parsed(field, array);
        };
        let mut times = no_numbers(self.rows);
        for row in numbers.known.rows() {
            let value = numbers.values.get(row).copied().unwrap_or(0);
            let seconds = value.checked_div(per_second).unwrap_or(0);
            let part = value.checked_rem(per_second).unwrap_or(0);
            let minutes = u16::try_from(seconds / 60).ok();
            let time = minutes.and_then(TimeOfDay::from_minutes);
            match time.filter(|_| part == 0 && seconds % 60 == 0) {
                Some(time) => set(&mut times, row, i64::from(time.minutes())),
                None => {
                    let nanoseconds =
                        part.saturating_mul(NANOSECONDS.checked_div(per_second).unwrap_or(0));
                    let mut found = String::new();
                    match time.filter(|_| part >= 0 && seconds >= 0) {
                        // Writing to a text does not fail.
                        Some(_) => write_time(seconds, nanoseconds, &mut found).unwrap_or(()),
                        None => found = value.to_string(),
                    }
                    self.problem(row, StructuralRule::Type, &found);
                }
            }
        }
        Some(Column::Numbers(times))
    }

    pub(super) fn booleans(&mut self, field: &FieldPlan, array: &ArrayRef) -> Option<Column> {
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
            None => self.parsed(field, &as_texts(array))?,
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

    /// Texts of values that are held as numbers.
    fn parsed(&mut self, field: &FieldPlan, array: &ArrayRef) -> Option<Column> {
        match field.r#type {
            FieldType::Integer => self.parsed_by(field, array, forms::integer),
            FieldType::Decimal { scale } => {
                self.parsed_by(field, array, |text| forms::decimal(text, scale))
            }
            FieldType::Date => self.parsed_by(field, array, forms::date),
            FieldType::Time => self.parsed_by(field, array, forms::time),
            FieldType::Boolean => self.parsed_by(field, array, forms::truth),
            FieldType::Text | FieldType::Division => None,
        }
    }

    /// The same, with the usual form of the field's type read by `usual`.
    fn parsed_by(
        &mut self,
        field: &FieldPlan,
        array: &ArrayRef,
        usual: impl Fn(&str) -> Option<i64>,
    ) -> Option<Column> {
        let texts = texts(array)?;
        let mut numbers = no_numbers(self.rows);
        texts.for_each(|row, found| {
            let Some(found) = found else { return };
            let number = usual(found).or_else(|| match self.read(field, row, found)? {
                Value::Number(number) => Some(number),
                Value::Truth(truth) => Some(i64::from(truth)),
                Value::Code(_) | Value::Text(_) | Value::Division(..) => None,
            });
            if let Some(number) = number {
                set(&mut numbers, row, number);
            }
        });
        Some(Column::Numbers(numbers))
    }
}

fn no_numbers(rows: usize) -> Numbers {
    Numbers {
        values: vec![0; rows],
        known: Mask::none(rows),
    }
}

pub(super) fn set(numbers: &mut Numbers, row: usize, value: i64) {
    if let Some(place) = numbers.values.get_mut(row) {
        *place = value;
        numbers.known.set(row, true);
    }
}
