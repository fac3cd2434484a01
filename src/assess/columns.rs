//! Columns of the tables, filled without a text or an allocation of its own for
//! each cell.

use std::iter;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Decimal128Type, Float64Type};
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
pub(crate) type Named = (&'static str, ArrayRef);

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
pub(crate) struct TextColumn {
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
        self.end();
        self.valid.append_non_null();
    }

    #[inline]
    pub fn null(&mut self) {
        self.end();
        self.valid.append_null();
    }

    pub fn option(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    /// The same text so many times.
    pub fn repeat(&mut self, text: Option<&str>, times: usize) {
        for _ in 0..times {
            self.bytes
                .extend_from_slice(text.unwrap_or_default().as_bytes());
            self.end();
        }
        match text {
            Some(_) => self.valid.append_n_non_nulls(times),
            None => self.valid.append_n_nulls(times),
        }
    }

    /// Numbers, with a sign of percent if they are `percent`, and what stands
    /// for one that is not there.
    #[inline]
    pub fn numbers(
        &mut self,
        numbers: impl Iterator<Item = Option<Decimal>> + Clone,
        percent: bool,
        missing: Option<&str>,
    ) {
        let mut count = 0_usize;
        let mut all = true;
        for number in numbers.clone() {
            match number {
                Some(number) => {
                    number.append_to(&mut self.bytes);
                    if percent {
                        self.bytes.push(b'%');
                    }
                }
                None => {
                    all = missing.is_some();
                    self.bytes
                        .extend_from_slice(missing.unwrap_or_default().as_bytes());
                }
            }
            self.end();
            count = count.saturating_add(1);
        }
        if all {
            self.valid.append_n_non_nulls(count);
        } else {
            numbers.for_each(|number| self.valid.append(number.is_some()));
        }
    }

    #[inline]
    fn end(&mut self) {
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

/// A column of numbers.
pub(super) struct NumberColumn<T: ArrowPrimitiveType> {
    numbers: Vec<T::Native>,
    valid: NullBufferBuilder,
}

impl<T: ArrowPrimitiveType> NumberColumn<T> {
    pub fn new(rows: usize) -> Self {
        Self {
            numbers: Vec::with_capacity(rows),
            valid: NullBufferBuilder::new(rows),
        }
    }

    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Leaves so many rows.
    pub fn truncate(&mut self, rows: usize) {
        self.numbers.truncate(rows);
        self.valid.truncate(rows);
    }

    #[inline]
    pub fn extend(&mut self, numbers: impl Iterator<Item = Option<T::Native>> + Clone) {
        let _all = self.try_extend(numbers.map(Some));
    }

    /// Appends numbers and nulls, and says whether all were to be had: where
    /// one was not, what was appended is of no use.
    #[inline]
    pub fn try_extend(
        &mut self,
        numbers: impl Iterator<Item = Option<Option<T::Native>>> + Clone,
    ) -> bool {
        let before = self.numbers.len();
        let (mut there, mut all) = (0_usize, true);
        self.numbers.extend(numbers.clone().map(|number| {
            all &= number.is_some();
            let number = number.flatten();
            there = there.saturating_add(usize::from(number.is_some()));
            number.unwrap_or_default()
        }));
        let count = self.numbers.len().saturating_sub(before);
        if there == count {
            self.valid.append_n_non_nulls(count);
        } else if there == 0 {
            self.valid.append_n_nulls(count);
        } else {
            numbers.for_each(|number| self.valid.append(number.flatten().is_some()));
        }
        all
    }

    fn array(self) -> Result<PrimitiveArray<T>> {
        let numbers = ScalarBuffer::from(self.numbers);
        PrimitiveArray::try_new(numbers, self.valid.build()).map_err(not_made)
    }
}

impl NumberColumn<Float64Type> {
    pub fn finish(self) -> Result<ArrayRef> {
        Ok(Arc::new(self.array()?))
    }
}

/// A column of exact numbers, in units of the table's scale.
pub(super) type DecimalColumn = NumberColumn<Decimal128Type>;

impl DecimalColumn {
    pub fn finish_decimals(self, scale: u8) -> Result<ArrayRef> {
        let scale = i8::try_from(scale).unwrap_or(i8::MAX);
        let column = self.array()?.with_precision_and_scale(38, scale);
        Ok(Arc::new(column.map_err(not_made)?))
    }
}

pub(crate) fn batch(columns: Vec<Named>) -> Result<RecordBatch> {
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
