//! The tables of figures, to date and by month.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::builder::{BooleanBuilder, Float64Builder};

use super::Assessment;
use super::batches::Batches;
use super::cell::Cell;
use super::columns::{DecimalColumn, Named, Places, TextColumn, batch};
use super::figure::{Fraction, Judged, NO_VALUE, Reason, target_text};
use super::plain::Plain;
use crate::error::Result;
use crate::network::DivisionId;
use crate::plan::IndicatorPlan;

/// Bytes of a value or a share as it is shown, more or less.
const SHOWN_BYTES: usize = 8;

/// An indicator as tables see it.
pub(super) struct TableIndicator<'a> {
    pub position: usize,
    pub plan: &'a IndicatorPlan,
    /// The short way to its figures; none where the target has no words.
    pub plain: Option<Plain>,
    /// Its target in words; an error only where a division has that target.
    target: Option<Result<String>>,
}

impl TableIndicator<'_> {
    /// The target in words, where the division has it.
    pub fn target(&self, has_target: bool) -> Result<Option<&str>> {
        match self.target.as_ref().filter(|_| has_target) {
            Some(Ok(text)) => Ok(Some(text)),
            Some(Err(error)) => Err(error.clone()),
            None => Ok(None),
        }
    }
}

impl Assessment {
    /// The digits after the point of numerators and denominators in tables: as
    /// many as a measure has.
    pub(super) fn table_scale(&self) -> u8 {
        let scales = self.plan().measures.iter().map(|measure| measure.scale);
        scales.max().unwrap_or(0)
    }

    pub(super) fn table_indicators(&self) -> Vec<TableIndicator<'_>> {
        let plan = self.plan();
        let indicators = plan.indicators.iter().enumerate();
        let scale = self.table_scale();
        let indicators = indicators.map(|(position, indicator)| {
            let target = indicator.target;
            let target = target.map(|target| target_text(indicator, target.value));
            let worded = !matches!(target, Some(Err(_)));
            TableIndicator {
                position,
                plan: indicator,
                plain: Plain::new(indicator, &plan.measures, scale).filter(|_| worded),
                target,
            }
        });
        indicators.collect()
    }

    pub(super) fn figure_batches(&self, rows: usize, monthly: bool) -> Batches<'_> {
        let table = FigureTable {
            of: self,
            monthly,
            scale: self.table_scale(),
            places: Places::new(self),
            indicators: self.table_indicators(),
        };
        let (divisions, width) = (self.plan().network.len(), table.places.rows_per_division());
        Batches::new(divisions, width, rows, move |divisions| {
            table.batch(divisions)
        })
    }
}

struct FigureTable<'a> {
    of: &'a Assessment,
    monthly: bool,
    scale: u8,
    places: Places<'a>,
    indicators: Vec<TableIndicator<'a>>,
}

impl FigureTable<'_> {
    fn batch(&self, divisions: Range<usize>) -> Result<RecordBatch> {
        let mut figures = FigureColumns::new(self.places.rows(&divisions), self.monthly);
        // Of one indicator in one division: few enough to stay in the cache
        // while column after column takes its part.
        let mut cells = Vec::with_capacity(self.of.dates().len());
        for id in divisions
            .clone()
            .filter_map(|at| self.of.plan().network.id(at))
        {
            for indicator in &self.indicators {
                cells.clear();
                let has_target = self.cells(indicator, id, &mut cells)?;
                figures.append(indicator, has_target, &cells)?;
            }
        }
        let count = divisions.len();
        let mut columns = vec![self.places.code_column(divisions.clone())?];
        columns.extend(self.places.name_columns(divisions)?);
        columns.push(self.places.indicator_column(count)?);
        columns.push(self.places.date_column(count));
        figures.finish(self.scale, &mut columns)?;
        batch(columns)
    }

    /// What an indicator says of a division at every date, and whether it has a
    /// target there.
    fn cells(
        &self,
        indicator: &TableIndicator<'_>,
        division: DivisionId,
        cells: &mut Vec<Cell>,
    ) -> Result<bool> {
        let target = if self.monthly {
            None
        } else {
            self.of.target(indicator.plan, division)
        };
        for cut in 0..self.of.dates().len() {
            let place = (cut, self.monthly);
            let figures = &self.of.figures;
            let small = indicator.plain.as_ref().and_then(|plain| {
                let parts = plain.read(figures, division.index(), place)?;
                Some(plain.cell(parts, target.is_some()))
            });
            cells.push(match small {
                Some(cell) => cell,
                None => {
                    let measures = self.of.measures(division, cut, self.monthly);
                    let fraction = Fraction::of(indicator.plan, &measures)?;
                    let judged = Judged::new(indicator.plan, fraction, target)?;
                    indicator.target(target.is_some())?;
                    Cell::of(&judged, self.scale)
                }
            });
        }
        Ok(target.is_some())
    }
}

/// The columns of figures, those of places apart.
struct FigureColumns {
    numerators: DecimalColumn,
    denominators: DecimalColumn,
    values: Float64Builder,
    displays: TextColumn,
    judged: Option<JudgedColumns>,
    reasons: TextColumn,
}

/// Those that tables by month lack.
struct JudgedColumns {
    targets: TextColumn,
    attainments: TextColumn,
    verdicts: BooleanBuilder,
}

impl FigureColumns {
    fn new(rows: usize, monthly: bool) -> Self {
        let texts = || TextColumn::new(rows, SHOWN_BYTES);
        Self {
            numerators: DecimalColumn::new(rows),
            denominators: DecimalColumn::new(rows),
            values: Float64Builder::with_capacity(rows),
            displays: texts(),
            judged: (!monthly).then(|| JudgedColumns {
                targets: texts(),
                attainments: texts(),
                verdicts: BooleanBuilder::with_capacity(rows),
            }),
            reasons: texts(),
        }
    }

    /// Appends the cells of one indicator in one division.
    fn append(
        &mut self,
        indicator: &TableIndicator<'_>,
        has_target: bool,
        cells: &[Cell],
    ) -> Result<()> {
        for cell in cells {
            self.numerators.units(cell.numerator);
        }
        for cell in cells {
            self.denominators.units(cell.denominator);
        }
        for cell in cells {
            self.values.append_option(cell.value);
        }
        let percent = indicator.plan.display.percent;
        for cell in cells {
            match cell.shown {
                Some(shown) if percent => self.displays.percent(shown),
                Some(shown) => self.displays.number(shown),
                None => self.displays.text(NO_VALUE),
            }
        }
        let by_month = self.judged.is_none();
        for cell in cells {
            // Of a month no target is expected.
            let reason = cell.reason;
            let reason = reason.filter(|reason| !by_month || *reason != Reason::NoTarget);
            self.reasons.option(reason.map(Reason::id));
        }
        if let Some(judged) = &mut self.judged {
            judged.append(indicator.target(has_target)?, cells);
        }
        Ok(())
    }

    fn finish(mut self, scale: u8, columns: &mut Vec<Named>) -> Result<()> {
        columns.push(("numerator", self.numerators.finish(scale)?));
        columns.push(("denominator", self.denominators.finish(scale)?));
        columns.push(("value", Arc::new(self.values.finish())));
        columns.push(("display", self.displays.finish()?));
        if let Some(mut judged) = self.judged {
            columns.push(("target", judged.targets.finish()?));
            columns.push(("attainment", judged.attainments.finish()?));
            columns.push(("met", Arc::new(judged.verdicts.finish())));
        }
        columns.push(("reason", self.reasons.finish()?));
        Ok(())
    }
}

impl JudgedColumns {
    fn append(&mut self, target: Option<&str>, cells: &[Cell]) {
        for _ in cells {
            self.targets.option(target);
        }
        for cell in cells {
            match cell.attainment {
                Some(attainment) => self.attainments.percent(attainment),
                None => self.attainments.null(),
            }
        }
        for cell in cells {
            self.verdicts.append_option(cell.met);
        }
    }
}
