//! Columns of the tables, filled without a text or an allocation of its own for
//! each cell.

use std::iter;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::types::{Date32Type, Decimal128Type};
use arrow_array::{ArrayRef, PrimitiveArray, RecordBatch, StringArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, Field, Schema};

use super::Assessment;
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::network::Level;
use crate::text::text;

/// What an Arrow text column with 32-bit offsets can hold.
pub(super) const TEXT_BYTES: usize = i32::MAX as usize;

/// A column with its name.
pub(super) type Named = (&'static str, ArrayRef);

/// The columns that say which figure a row is about, for tables with a row for
/// each division × indicator × date, in this order.
pub(super) struct Places<'a> {
    of: &'a Assessment,
    /// The 12 digits of every division.
    pub codes: StringArray,
    /// Of one division.
    indicators: StringArray,
    dates: Vec<i32>,
}

impl<'a> Places<'a> {
    pub fn new(of: &'a Assessment) -> Self {
        let network = &of.plan().network;
        let codes = network.ids().map(|id| network.code(id).padded());
        let days: Vec<i32> = of.dates().iter().map(|date| date.days()).collect();
        let indicators = of.plan().indicators.iter();
        let names = indicators.flat_map(|plan| iter::repeat_n(&plan.id, days.len()));
        Self {
            of,
            // Neither comes near 2 GiB, at which Arrow panics: caps are 2^20
            // divisions, 4 MiB of definition and 61 dates.
            codes: StringArray::from_iter_values(codes),
            indicators: StringArray::from_iter_values(names),
            dates: days.repeat(of.plan().indicators.len()),
        }
    }

    /// The rows of one division.
    pub fn rows_per_division(&self) -> usize {
        self.dates.len()
    }

    /// The rows of so many divisions.
    pub fn rows(&self, divisions: &Range<usize>) -> usize {
        divisions.len().saturating_mul(self.rows_per_division())
    }

    /// `division_code`
    pub fn code_column(&self, divisions: Range<usize>) -> Result<Named> {
        let codes = self.codes.slice(divisions.start, divisions.len());
        let codes = codes.iter().map(Option::unwrap_or_default);
        let column = repeated(codes, self.rows_per_division())?;
        Ok(("division_code", Arc::new(column)))
    }

    /// `division_name`, `level`
    pub fn name_columns(&self, divisions: Range<usize>) -> Result<[Named; 2]> {
        let network = &self.of.plan().network;
        let times = self.rows_per_division();
        let ids = || divisions.clone().filter_map(|index| network.id(index));
        let names = repeated(ids().map(|id| network.name(id)), times)?;
        let levels = repeated(ids().map(|id| Level::id(network.level(id))), times)?;
        Ok([
            ("division_name", Arc::new(names)),
            ("level", Arc::new(levels)),
        ])
    }

    /// `indicator`
    pub fn indicator_column(&self, divisions: usize) -> Result<Named> {
        let bytes = self.indicators.values().len().saturating_mul(divisions);
        let rows = self.rows_per_division().saturating_mul(divisions);
        let mut column = text_builder(rows, bytes)?;
        for _ in 0..divisions {
            column.append_array(&self.indicators).map_err(not_made)?;
        }
        Ok(("indicator", Arc::new(column.finish())))
    }

    /// `period_end`
    pub fn date_column(&self, divisions: usize) -> Named {
        let days = self.dates.repeat(divisions);
        let column = PrimitiveArray::<Date32Type>::from(days);
        ("period_end", Arc::new(column))
    }
}

/// Every text so many times, one after the other.
fn repeated<'t>(texts: impl Iterator<Item = &'t str> + Clone, times: usize) -> Result<StringArray> {
    let (count, bytes) = texts
        .clone()
        .fold((0_usize, 0_usize), |(count, bytes), text| {
            (count.saturating_add(1), bytes.saturating_add(text.len()))
        });
    let mut column = text_builder(count.saturating_mul(times), bytes.saturating_mul(times))?;
    for text in texts {
        if times < FEW {
            column.append_value_n(text, times);
        } else {
            let run = StringArray::new_repeated(text, times);
            column.append_array(&run).map_err(not_made)?;
        }
    }
    Ok(column.finish())
}

/// Up to so many times a text is sooner written than copied.
const FEW: usize = 16;

/// A builder that will not be given more bytes; Arrow's panic beyond 2 GiB.
fn text_builder(rows: usize, bytes: usize) -> Result<StringBuilder> {
    if bytes > TEXT_BYTES {
        return Err(too_much_text());
    }
    Ok(StringBuilder::with_capacity(rows, bytes))
}

/// A column of texts that are made cell by cell.
pub(super) struct TextColumn {
    bytes: Vec<u8>,
    offsets: Vec<i32>,
    valid: NullBufferBuilder,
}

impl TextColumn {
    /// A column for so many rows, of about so many bytes each.
    pub fn new(rows: usize, bytes: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows.saturating_add(1));
        offsets.push(0);
        Self {
            bytes: Vec::with_capacity(rows.saturating_mul(bytes).min(TEXT_BYTES)),
            offsets,
            valid: NullBufferBuilder::new(rows),
        }
    }

    #[inline]
    pub fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.end(true);
    }

    #[inline]
    pub fn number(&mut self, number: Decimal) {
        number.append_to(&mut self.bytes);
        self.end(true);
    }

    /// A number of percent with its sign.
    #[inline]
    pub fn percent(&mut self, number: Decimal) {
        number.append_to(&mut self.bytes);
        self.bytes.push(b'%');
        self.end(true);
    }

    #[inline]
    pub fn null(&mut self) {
        self.end(false);
    }

    pub fn option(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    #[inline]
    fn end(&mut self, valid: bool) {
        self.valid.append(valid);
        // Too long a text is told at the end.
        let end = i32::try_from(self.bytes.len()).unwrap_or(i32::MAX);
        self.offsets.push(end);
    }

    pub fn finish(self) -> Result<ArrayRef> {
        if self.bytes.len() > TEXT_BYTES {
            return Err(too_much_text());
        }
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        let column = StringArray::try_new(offsets, self.bytes.into(), self.valid.build());
        Ok(Arc::new(column.map_err(not_made)?))
    }
}

/// A column of exact numbers.
pub(super) struct DecimalColumn {
    units: Vec<i128>,
    valid: NullBufferBuilder,
}

impl DecimalColumn {
    pub fn new(rows: usize) -> Self {
        Self {
            units: Vec::with_capacity(rows),
            valid: NullBufferBuilder::new(rows),
        }
    }

    #[inline]
    pub fn units(&mut self, units: Option<i128>) {
        self.units.push(units.unwrap_or_default());
        self.valid.append(units.is_some());
    }

    pub fn finish(self, scale: u8) -> Result<ArrayRef> {
        let units = ScalarBuffer::from(self.units);
        let column = PrimitiveArray::<Decimal128Type>::try_new(units, self.valid.build());
        let scale = i8::try_from(scale).unwrap_or(i8::MAX);
        let column = column.and_then(|column| column.with_precision_and_scale(38, scale));
        Ok(Arc::new(column.map_err(not_made)?))
    }
}

pub(super) fn batch(columns: Vec<Named>) -> Result<RecordBatch> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(not_made)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn not_made(error: ArrowError) -> Error {
    Error::new(
        ErrorKind::Limit,
        text!("表格无法生成:{error}", "the table cannot be made: {error}"),
    )
}

fn too_much_text() -> Error {
    Error::new(
        ErrorKind::Limit,
        text!(
            "表格一列的文字超过 2 GiB,请分批取出(如 indicator_batches)",
            "a text column of the table exceeds 2 GiB; take the table in batches, as by indicator_batches"
        ),
    )
}
