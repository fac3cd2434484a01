//! The tables of figures, to date and by month.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::builder::BooleanBuilder;
use arrow_array::types::Float64Type;

use super::Assessment;
use super::batches::Batches;
use super::cell::{Cell, Row};
use super::columns::{DecimalColumn, Named, NumberColumn, Places, TextColumn, batch};
use super::figure::{Fraction, Judged, NO_VALUE, Reason, target_text};
use super::plain::{Plain, PlainRow};
use crate::error::Result;
use crate::figure::Decimal;
use crate::network::DivisionId;
use crate::plan::IndicatorPlan;

/// Bytes of a value or a share as it is shown, more or less.
const SHOWN_BYTES: usize = 8;

/// An indicator as tables see it.
pub(super) struct TableIndicator<'a> {
    pub position: usize,
    pub plan: &'a IndicatorPlan,
    /// The short way to its figures; none where the target has no words, or a dataset
    /// was not received.
    pub plain: Option<Plain>,
    /// Its target in words; an error only where a division has that target.
    target: Option<Result<String>>,
}

impl TableIndicator<'_> {
    /// A division's target in words.
    pub fn target(&self, target: Option<Decimal>) -> Result<Option<Cow<'_, str>>> {
        match (target, &self.target) {
            (None, _) | (_, None) => Ok(None),
            (Some(target), _) if !self.is_own(target) => {
                target_text(self.plan, target).map(|text| Some(text.into()))
            }
            (_, Some(Ok(text))) => Ok(Some(text.into())),
            (_, Some(Err(error))) => Err(error.clone()),
        }
    }

    /// Whether a division's target is the indicator's, and no share of it.
    pub fn is_own(&self, target: Decimal) -> bool {
        self.plan.target.is_some_and(|own| own.value == target)
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
            let is_plain =
                !matches!(target, Some(Err(_))) && self.figures.received.has_all(&indicator.needs);
            TableIndicator {
                position,
                plan: indicator,
                plain: Plain::new(indicator, &plan.measures, scale).filter(|_| is_plain),
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
        let size = (self.plan().network.len(), table.places.rows_per_division());
        Batches::new(size, rows, self.threads, move |divisions| {
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
        // One indicator in one division at a time: few enough rows to stay in
        // the cache while column after column takes its part.
        let mut rows = Vec::with_capacity(self.of.dates().len());
        let network = &self.of.plan().network;
        for id in divisions.clone().filter_map(|at| network.id(at)) {
            for indicator in &self.indicators {
                let target = if self.monthly {
                    None
                } else {
                    self.of.target(indicator.plan, id)
                };
                rows.clear();
                // The short way knows the indicator's target only.
                let is_plain = target.is_none_or(|target| indicator.is_own(target))
                    && self.plain_rows(indicator, (id, target.is_some()), &mut rows);
                if is_plain {
                    figures.append(indicator, target, &rows)?;
                } else {
                    let rows = self.general_rows(indicator, id, target)?;
                    figures.append(indicator, target, &rows)?;
                }
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

    /// What an indicator says of a division at every date; not, where the short
    /// way does not reach.
    fn plain_rows<'p>(
        &self,
        indicator: &'p TableIndicator<'_>,
        (division, has_target): (DivisionId, bool),
        rows: &mut Vec<PlainRow<'p>>,
    ) -> bool {
        let Some(plain) = &indicator.plain else {
            return false;
        };
        (0..self.of.dates().len()).all(|cut| {
            let place = (cut, self.monthly);
            let parts = plain.read(&self.of.figures, division.index(), place);
            rows.extend(parts.map(|parts| plain.row(parts, has_target)));
            parts.is_some()
        })
    }

    fn general_rows(
        &self,
        indicator: &TableIndicator<'_>,
        division: DivisionId,
        target: Option<Decimal>,
    ) -> Result<Vec<Cell>> {
        let cell = |cut| {
            let measures = self.of.measures(division, cut, self.monthly);
            let fraction = Fraction::of(indicator.plan, &measures)?;
            let judged = Judged::new(indicator.plan, fraction, target)?;
            indicator.target(target)?;
            Ok(Cell::of(&judged, self.scale))
        };
        (0..self.of.dates().len()).map(cell).collect()
    }
}

/// The columns of figures, those of places apart.
struct FigureColumns {
    numerators: DecimalColumn,
    denominators: DecimalColumn,
    values: NumberColumn<Float64Type>,
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
            values: NumberColumn::new(rows),
            displays: texts(),
            judged: (!monthly).then(|| JudgedColumns {
                targets: texts(),
                attainments: texts(),
                verdicts: BooleanBuilder::with_capacity(rows),
            }),
            reasons: texts(),
        }
    }

    /// Appends the rows of one indicator in one division.
    fn append<R: Row>(
        &mut self,
        indicator: &TableIndicator<'_>,
        target: Option<Decimal>,
        rows: &[R],
    ) -> Result<()> {
        self.numerators.extend(rows.iter().map(R::numerator));
        self.denominators.extend(rows.iter().map(R::denominator));
        self.values.extend(rows.iter().map(R::value));
        let percent = indicator.plan.display.percent;
        let shown = rows.iter().map(R::shown);
        self.displays.numbers(shown, percent, Some(NO_VALUE));
        let by_month = self.judged.is_none();
        let reasons = rows.iter().map(R::reason);
        // Of a month no target is expected.
        let reasons =
            reasons.map(|reason| reason.filter(|one| !by_month || *one != Reason::NoTarget));
        append_reasons(&mut self.reasons, reasons);
        if let Some(judged) = &mut self.judged {
            judged.append(indicator.target(target)?.as_deref(), rows);
        }
        Ok(())
    }

    fn finish(self, scale: u8, columns: &mut Vec<Named>) -> Result<()> {
        columns.push(("numerator", self.numerators.finish_decimals(scale)?));
        columns.push(("denominator", self.denominators.finish_decimals(scale)?));
        columns.push(("value", self.values.finish()?));
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
    fn append<R: Row>(&mut self, target: Option<&str>, rows: &[R]) {
        self.targets.repeat(target, rows.len());
        if target.is_none() {
            self.attainments.repeat(None, rows.len());
            self.verdicts.append_nulls(rows.len());
            return;
        }
        let attainments = rows.iter().map(R::attainment);
        self.attainments.numbers(attainments, true, None);
        for row in rows {
            self.verdicts.append_option(row.met());
        }
    }
}

/// Appends reasons, which often are the same for a whole division.
fn append_reasons(
    column: &mut TextColumn,
    mut reasons: impl ExactSizeIterator<Item = Option<Reason>> + Clone,
) {
    let all = reasons.clone();
    let Some(first) = reasons.next() else {
        return;
    };
    if reasons.all(|reason| reason == first) {
        column.repeat(first.map(Reason::id), all.len());
    } else {
        all.for_each(|reason| column.option(reason.map(Reason::id)));
    }
}
