//! The lean table: exact numerators and denominators, and no words.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, PrimitiveArray, RecordBatch, StringArray};

use super::Assessment;
use super::batches::Batches;
use super::cell::parts;
use super::columns::{DecimalColumn, Places, batch, not_made};
use super::figure::Fraction;
use super::figure_table::TableIndicator;
use crate::error::Result;
use crate::network::DivisionId;

impl Assessment {
    pub(super) fn fraction_table(&self, rows: usize) -> Batches<'_> {
        let places = Places::new(self);
        let names = self.plan().indicators.iter();
        let names = StringArray::from_iter_values(names.map(|plan| plan.id.as_str()));
        let table = FractionTable {
            of: self,
            scale: self.table_scale(),
            codes: Arc::new(places.codes.clone()),
            names: Arc::new(names),
            indicators: self.table_indicators(),
            places,
        };
        let (divisions, width) = (self.plan().network.len(), table.places.rows_per_division());
        Batches::new(divisions, width, rows, move |divisions| {
            table.batch(divisions)
        })
    }
}

struct FractionTable<'a> {
    of: &'a Assessment,
    scale: u8,
    /// The dictionaries: every division, every indicator.
    codes: ArrayRef,
    names: ArrayRef,
    indicators: Vec<TableIndicator<'a>>,
    places: Places<'a>,
}

impl FractionTable<'_> {
    fn batch(&self, divisions: Range<usize>) -> Result<RecordBatch> {
        let rows = self.places.rows(&divisions);
        let mut columns = vec![
            ("division_code", self.code_column(divisions.clone())?),
            ("indicator", self.indicator_column(divisions.len())?),
            self.places.date_column(divisions.len()),
        ];
        for (names, monthly) in [
            (["numerator", "denominator"], false),
            (["month_numerator", "month_denominator"], true),
        ] {
            let mut numerators = DecimalColumn::new(rows);
            let mut denominators = DecimalColumn::new(rows);
            let network = &self.of.plan().network;
            for id in divisions.clone().filter_map(|at| network.id(at)) {
                for indicator in &self.indicators {
                    for cut in 0..self.of.dates().len() {
                        let (numerator, denominator) = self.parts(indicator, id, (cut, monthly))?;
                        numerators.units(numerator);
                        denominators.units(denominator);
                    }
                }
            }
            let [numerator, denominator] = names;
            columns.push((numerator, numerators.finish(self.scale)?));
            columns.push((denominator, denominators.finish(self.scale)?));
        }
        batch(columns)
    }

    #[inline]
    fn parts(
        &self,
        indicator: &TableIndicator<'_>,
        division: DivisionId,
        place: (usize, bool),
    ) -> Result<(Option<i128>, Option<i128>)> {
        let small = indicator
            .plain
            .as_ref()
            .and_then(|plain| plain.read(&self.of.figures, division.index(), place));
        if let Some(small) = small {
            let (numerator, denominator) = (small.numerator, small.denominator);
            return Ok((numerator.map(i128::from), denominator.map(i128::from)));
        }
        let measures = self.of.measures(division, place.0, place.1);
        Ok(parts(&Fraction::of(indicator.plan, &measures)?, self.scale))
    }

    fn code_column(&self, divisions: Range<usize>) -> Result<ArrayRef> {
        let width = self.places.rows_per_division();
        let mut keys = Vec::with_capacity(self.places.rows(&divisions));
        for division in divisions {
            keys.extend(std::iter::repeat_n(key(division), width));
        }
        coded(keys, &self.codes)
    }

    fn indicator_column(&self, divisions: usize) -> Result<ArrayRef> {
        let dates = self.of.dates().len();
        let keys = 0..self.indicators.len();
        let of_one: Vec<i32> = keys
            .flat_map(|indicator| std::iter::repeat_n(key(indicator), dates))
            .collect();
        coded(of_one.repeat(divisions), &self.names)
    }
}

/// A position in a dictionary; there are fewer divisions and indicators than an
/// `i32` counts.
fn key(position: usize) -> i32 {
    i32::try_from(position).unwrap_or(i32::MAX)
}

fn coded(keys: Vec<i32>, dictionary: &ArrayRef) -> Result<ArrayRef> {
    let keys = PrimitiveArray::<Int32Type>::from(keys);
    let column = DictionaryArray::try_new(keys, dictionary.clone()).map_err(not_made)?;
    Ok(Arc::new(column))
}
