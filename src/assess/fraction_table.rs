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
        let size = (self.plan().network.len(), table.places.rows_per_division());
        Batches::new(size, rows, self.threads, move |divisions| {
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
        for ([numerator, denominator], monthly) in [
            (["numerator", "denominator"], false),
            (["month_numerator", "month_denominator"], true),
        ] {
            let mut numerators = DecimalColumn::new(rows);
            let mut denominators = DecimalColumn::new(rows);
            let network = &self.of.plan().network;
            for id in divisions.clone().filter_map(|at| network.id(at)) {
                for indicator in &self.indicators {
                    let before = numerators.len();
                    let columns = (&mut numerators, &mut denominators);
                    if !self.append_plain(indicator, (id, monthly), columns) {
                        numerators.truncate(before);
                        denominators.truncate(before);
                        let rows = self.general_rows(indicator, (id, monthly))?;
                        numerators.extend(rows.iter().map(|(numerator, _)| *numerator));
                        denominators.extend(rows.iter().map(|(_, denominator)| *denominator));
                    }
                }
            }
            columns.push((numerator, numerators.finish_decimals(self.scale)?));
            columns.push((denominator, denominators.finish_decimals(self.scale)?));
        }
        batch(columns)
    }

    /// Appends numerators and denominators of an indicator in a division at
    /// every date. Where the short way does not reach it says so, and what it
    /// appended is of no use.
    fn append_plain(
        &self,
        indicator: &TableIndicator<'_>,
        (division, monthly): (DivisionId, bool),
        (numerators, denominators): (&mut DecimalColumn, &mut DecimalColumn),
    ) -> bool {
        let Some(plain) = &indicator.plain else {
            return false;
        };
        let dates = self.of.dates().len();
        let places = (0..dates).map(|cut| (division.index(), cut, monthly));
        let figures = &self.of.figures;
        numerators.try_extend(places.clone().map(|place| plain.numerator(figures, place)))
            && denominators.try_extend(places.map(|place| plain.denominator(figures, place)))
    }

    fn general_rows(
        &self,
        indicator: &TableIndicator<'_>,
        (division, monthly): (DivisionId, bool),
    ) -> Result<Vec<(Option<i128>, Option<i128>)>> {
        let fraction = |cut| {
            let measures = self.of.measures(division, cut, monthly);
            Ok(parts(&Fraction::of(indicator.plan, &measures)?, self.scale))
        };
        (0..self.of.dates().len()).map(fraction).collect()
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
