//! One record as formulas read it: the same for a row of a block and for a record alone.

use std::borrow::Cow;

use super::block::{Block, Column};
use crate::calendar::{Date, Period, TimeOfDay};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::{Decimal, Ratio};
use crate::formula::{Cell, Environment, Reference, Type, Value};
use crate::network::DivisionCode;
use crate::text::text;

impl Column {
    /// The value of a row.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Numbers(_) => self.number(row).map_or(Cell::Null, Cell::Number),
            Self::Truth(truth) => truth.value(row).map_or(Cell::Null, Cell::Truth),
            Self::Codes(_) | Self::Text(_) => self.text(row).map_or(Cell::Null, Cell::Text),
        }
    }
}

/// What formulas take a value of a record for in a place of a type.
fn valued(cell: Cell<'_>, r#type: Type) -> Value<'_> {
    match cell {
        Cell::Null => Value::Null,
        Cell::Truth(truth) => Value::Boolean(truth),
        Cell::Text(text) => Value::Text(Cow::Borrowed(text)),
        Cell::Number(number) => numbered(number, r#type).unwrap_or(Value::Null),
    }
}

fn numbered(number: i64, r#type: Type) -> Option<Value<'static>> {
    Some(match r#type {
        Type::Integer => Value::Number(Ratio::integer(number.into())),
        Type::Decimal { scale } => Value::Number(Ratio::new(number.into(), power_of_ten(scale))?),
        Type::Date => Value::Date(Date::from_days(i32::try_from(number).ok()?)?),
        Type::Time => Value::Time(TimeOfDay::from_minutes(u16::try_from(number).ok()?)?),
        Type::Division => Value::Division(DivisionCode::from_number(u64::try_from(number).ok()?)?),
        Type::Boolean | Type::Ratio | Type::Text => return None,
    })
}

/// A value as a whole number of 64 bits in the units of its type; of a quotient it matters only
/// that there is one.
pub(super) fn whole_number(value: &Value<'_>, r#type: Type) -> Result<Option<i64>> {
    Ok(match (value, r#type) {
        (Value::Number(_), Type::Ratio) => Some(0),
        (Value::Number(number), Type::Decimal { scale }) => Some(scaled(*number, scale)?),
        (Value::Number(number), _) => Some(scaled(*number, 0)?),
        (Value::Date(date), _) => Some(i64::from(date.days())),
        (Value::Time(time), _) => Some(i64::from(time.minutes())),
        (Value::Division(code), _) => i64::try_from(code.number()).ok(),
        (Value::Null | Value::Boolean(_) | Value::Text(_), _) => None,
    })
}

/// A number whose type says that it has no more digits after the point than these.
fn scaled(number: Ratio, scale: u8) -> Result<i64> {
    let units = if number.denominator() == power_of_ten(scale) {
        number.numerator()
    } else {
        number.round_half_even(scale)?.units()
    };
    i64::try_from(units).map_err(|_| {
        let message = text!("结果超出 64 位整数范围", "the result exceeds 64 bits");
        Error::new(ErrorKind::Overflow, message)
    })
}

pub(super) fn power_of_ten(exponent: u8) -> i128 {
    10_i128.saturating_pow(u32::from(exponent))
}

/// A record, field by field.
pub trait Record {
    /// The value of a field.
    fn field(&self, field: u16) -> Cell<'_>;
    /// The value of a field of the record of another dataset that stands beside it.
    fn other(&self, field: u16) -> Cell<'_>;
    /// The index of its division in the network; none of an unknown one.
    fn division(&self) -> Option<usize>;
}

/// An attribute of the register: one value per division, by the division's index.
#[derive(Clone, Debug)]
pub struct AttributeTable {
    /// The values; texts as codes or as a dictionary.
    pub values: Column,
}

/// What formulas over the records of a dataset read beside the record.
#[derive(Clone, Debug)]
pub struct Constants {
    /// The programme's first and last day.
    pub period: Period,
    /// The values of every parameter with their first days, by day: days since 1970-01-01, and whole
    /// numbers at the parameter's scale.
    pub parameters: Vec<Vec<(i64, i64)>>,
    /// The field of the record's own date, by which parameters are dated.
    pub own_date: Option<u16>,
}

/// A row of a block.
#[derive(Clone, Copy, Debug)]
pub struct BlockRow<'a> {
    /// The block.
    pub block: &'a Block,
    /// The row within it.
    pub row: usize,
}

impl Record for BlockRow<'_> {
    fn field(&self, field: u16) -> Cell<'_> {
        let column = self.block.fields.get(usize::from(field));
        column.map_or(Cell::Null, |column| column.cell(self.row))
    }

    fn other(&self, field: u16) -> Cell<'_> {
        let column = self.block.others.get(usize::from(field));
        column.map_or(Cell::Null, |column| column.cell(self.row))
    }

    fn division(&self) -> Option<usize> {
        let index = self.block.divisions.get(self.row)?;
        (*index != u32::MAX).then_some(*index as usize)
    }
}

/// A record and what else formulas over it read.
#[derive(Debug)]
pub struct RecordWorld<'a, R> {
    /// The record.
    pub record: &'a R,
    /// What is the same for all records of its dataset.
    pub constants: &'a Constants,
    /// The register's attributes.
    pub attributes: &'a [AttributeTable],
}

impl<R: Record> Environment for RecordWorld<'_, R> {
    fn value(&self, reference: Reference, r#type: Type) -> Result<Value<'_>> {
        let cell = self.cell(reference).unwrap_or_default();
        Ok(valued(cell, r#type))
    }

    #[inline]
    fn cell(&self, reference: Reference) -> Option<Cell<'_>> {
        let day = |date: Date| Some(Cell::Number(i64::from(date.days())));
        match reference {
            Reference::Field(field) => Some(self.record.field(field)),
            Reference::Other(field) => Some(self.record.other(field)),
            Reference::Division(attribute) => Some(self.attribute(attribute)),
            Reference::Parameter(parameter) => Some(self.parameter(parameter)),
            Reference::PeriodStart => day(self.constants.period.start()),
            Reference::PeriodEnd => day(self.constants.period.end()),
            // Neither has a value while records are read.
            Reference::AsOf | Reference::Measure(_) => None,
        }
    }
}

impl<R: Record> RecordWorld<'_, R> {
    fn attribute(&self, attribute: u16) -> Cell<'_> {
        let table = self.attributes.get(usize::from(attribute));
        match table.zip(self.record.division()) {
            Some((table, division)) => table.values.cell(division),
            None => Cell::Null,
        }
    }

    /// A parameter at the record's own date.
    fn parameter(&self, parameter: u16) -> Cell<'static> {
        let steps = self.constants.parameters.get(usize::from(parameter));
        let steps = steps.map(Vec::as_slice).unwrap_or_default();
        let day = match (steps, self.constants.own_date) {
            ([_, _, ..], Some(date)) => match self.record.field(date) {
                Cell::Number(day) => day,
                _ => return Cell::Null,
            },
            _ => i64::from(self.constants.period.start().days()),
        };
        let begun = steps.partition_point(|(from, _)| *from <= day);
        let step = steps.get(begun.saturating_sub(1));
        step.map_or(Cell::Null, |(_, units)| Cell::Number(*units))
    }
}

/// The value of a dated parameter on a day: before its first day, its first value.
pub fn in_force(steps: &[(Date, Decimal)], day: Date) -> Option<Decimal> {
    let begun = steps.partition_point(|(from, _)| *from <= day);
    let step = steps.get(begun.saturating_sub(1));
    step.map(|(_, value)| *value)
}
