//! The tables of an assessment as Arrow batches, with fixed column names.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, StringBuilder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};

use super::Assessment;
use super::figure::{Figure, SHARE_DECIMALS, percent_text};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::{Decimal, Ratio};
use crate::network::DivisionId;
use crate::plan::IndicatorPlan;
use crate::text::{Language, text};

impl Assessment {
    /// Every indicator of every division at every date, since the beginning of
    /// the period: one row per division × indicator × date.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code | text | 12 digits |
    /// | division_name | text | |
    /// | level | text | province, city, county, township, village |
    /// | indicator | text | |
    /// | period_end | date | month ends up to the as-of date, and that date |
    /// | numerator, denominator | decimal | exact: those of the formula, or where these have more digits than any measure, the value in lowest terms; the denominator is null for counts |
    /// | value | float | for convenience only |
    /// | display | text | rounded as the indicator says; — where there is no value |
    /// | target | text | as it is shown; null where the division has none |
    /// | attainment | text | share of the target in percent |
    /// | met | boolean | null where that cannot be said |
    /// | reason | text | `empty_denominator`, `no_value`, `no_target`, or null |
    ///
    /// # Errors
    ///
    /// `Overflow` where a figure leaves the exact range.
    pub fn indicators(&self) -> Result<RecordBatch> {
        self.figure_table(false)
    }

    /// The same figures of each month alone (the last one up to the as-of
    /// date); no targets, for those are of the whole period.
    ///
    /// # Errors
    ///
    /// As [`indicators`](Self::indicators).
    pub fn monthly(&self) -> Result<RecordBatch> {
        self.figure_table(true)
    }

    fn figure_table(&self, monthly: bool) -> Result<RecordBatch> {
        let scale = self
            .plan()
            .measures
            .iter()
            .map(|measure| measure.scale)
            .max()
            .unwrap_or(0);
        let mut places = PlaceColumns::default();
        let decimals = || decimal_builder(scale);
        let (mut numerators, mut denominators) = (decimals(), decimals());
        let mut values = Float64Builder::new();
        let [mut displays, mut targets, mut attainments, mut reasons] = texts();
        let mut verdicts = BooleanBuilder::new();
        self.each_cell(|division, indicator, plan, cut| {
            let figure = self.figure(indicator, division, cut, monthly)?;
            places.append(self, division, plan, cut);
            let (numerator, denominator) = parts(&figure, scale);
            numerators.append_option(numerator);
            denominators.append_option(denominator);
            values.append_option(figure.value.map(Ratio::to_f64));
            displays.append_value(&figure.display);
            targets.append_option(target_text(plan, figure.target)?);
            attainments.append_option(figure.attainment.map(percent_text));
            verdicts.append_option(figure.met);
            let reason = figure
                .reason
                .filter(|reason| !monthly || *reason != super::Reason::NoTarget);
            reasons.append_option(reason.map(|reason| reason.id()));
            Ok(())
        })?;
        let mut columns = places.finish(true);
        columns.push(("numerator", Arc::new(numerators.finish())));
        columns.push(("denominator", Arc::new(denominators.finish())));
        columns.push(("value", Arc::new(values.finish())));
        columns.push(("display", Arc::new(displays.finish())));
        if !monthly {
            columns.push(("target", Arc::new(targets.finish())));
            columns.push(("attainment", Arc::new(attainments.finish())));
            columns.push(("met", Arc::new(verdicts.finish())));
        }
        columns.push(("reason", Arc::new(reasons.finish())));
        batch(columns)
    }

    /// Progress against the plan: one row per division × indicator × date.
    /// Columns: division_code, indicator, period_end, target, planned, actual,
    /// planned_share, actual_share (texts, rounded to two decimals), status
    /// (ahead, on_schedule, behind, done, not_applicable).
    ///
    /// # Errors
    ///
    /// As [`indicators`](Self::indicators).
    pub fn progress(&self) -> Result<RecordBatch> {
        let mut places = PlaceColumns::default();
        let [mut targets, mut planned, mut actual, mut status] = texts();
        let [mut planned_shares, mut actual_shares, _, _] = texts();
        self.each_cell(|division, indicator, plan, cut| {
            let progress = self.progress_of(indicator, division, cut)?;
            places.append(self, division, plan, cut);
            targets.append_option(target_text(plan, progress.target)?);
            planned.append_option(rounded(progress.planned)?.map(|planned| planned.to_string()));
            actual.append_value(&progress.actual);
            planned_shares.append_option(share_text(progress.planned_share)?);
            actual_shares.append_option(share_text(progress.actual_share)?);
            status.append_value(progress.status.id());
            Ok(())
        })?;
        let mut columns = places.finish(false);
        for (name, mut builder) in [
            ("target", targets),
            ("planned", planned),
            ("actual", actual),
            ("planned_share", planned_shares),
            ("actual_share", actual_shares),
            ("status", status),
        ] {
            columns.push((name, Arc::new(builder.finish())));
        }
        batch(columns)
    }

    /// Every finding: rule, severity (reject, warn, note), dataset, key, row,
    /// division_code, field, message (in `language`).
    ///
    /// # Errors
    ///
    /// `Limit` where the messages exceed what one Arrow text column can hold.
    pub fn findings_table(&self, language: Language) -> Result<RecordBatch> {
        let [mut rules, mut severities, mut datasets, mut keys] = texts();
        let [mut divisions, mut fields, mut messages, _] = texts();
        let mut rows = UInt32Builder::new();
        let mut bytes = 0_usize;
        for finding in self.findings().iter(language) {
            bytes = bytes.saturating_add(finding.message.len());
            if bytes > TEXT_BYTES {
                let message = text!(
                    "校验结果的文字超过 2 GiB,请用 Findings::iter 逐条取出",
                    "the findings' messages exceed 2 GiB; take them one by one from Findings::iter"
                );
                return Err(Error::new(ErrorKind::Limit, message));
            }
            rules.append_value(&finding.rule);
            severities.append_value(severity_id(finding.severity));
            datasets.append_option(finding.dataset);
            keys.append_value(&finding.key);
            rows.append_option(finding.row);
            divisions.append_option(finding.division_code);
            fields.append_option(finding.field);
            messages.append_value(&finding.message);
        }
        batch(vec![
            ("rule", Arc::new(rules.finish())),
            ("severity", Arc::new(severities.finish())),
            ("dataset", Arc::new(datasets.finish())),
            ("key", Arc::new(keys.finish())),
            ("row", Arc::new(rows.finish())),
            ("division_code", Arc::new(divisions.finish())),
            ("field", Arc::new(fields.finish())),
            ("message", Arc::new(messages.finish())),
        ])
    }

    /// Every division (in pre-order), indicator and cut.
    fn each_cell(
        &self,
        mut receive: impl FnMut(DivisionId, usize, &IndicatorPlan, usize) -> Result<()>,
    ) -> Result<()> {
        for division in self.plan().network.ids() {
            for (indicator, plan) in self.plan().indicators.iter().enumerate() {
                for cut in 0..self.dates().len() {
                    receive(division, indicator, plan, cut)?;
                }
            }
        }
        Ok(())
    }
}

/// What an Arrow text column with 32-bit offsets can hold.
const TEXT_BYTES: usize = i32::MAX as usize;

/// The name of a severity in tables.
pub(crate) fn severity_id(severity: crate::definition::Severity) -> &'static str {
    use crate::definition::Severity;
    match severity {
        Severity::Reject => "reject",
        Severity::Warn => "warn",
        Severity::Note => "note",
    }
}

/// The columns that say which figure a row is about.
#[derive(Default)]
struct PlaceColumns {
    codes: StringBuilder,
    names: StringBuilder,
    levels: StringBuilder,
    indicators: StringBuilder,
    dates: Date32Builder,
}

impl PlaceColumns {
    fn append(&mut self, of: &Assessment, division: DivisionId, plan: &IndicatorPlan, cut: usize) {
        let network = &of.plan().network;
        self.codes.append_value(network.code(division).padded());
        self.names.append_value(network.name(division));
        self.levels.append_value(network.level(division).id());
        self.indicators.append_value(&plan.id);
        self.dates
            .append_option(of.dates().get(cut).map(|date| date.days()));
    }

    fn finish(mut self, with_names: bool) -> Vec<(&'static str, ArrayRef)> {
        let mut columns: Vec<(&'static str, ArrayRef)> =
            vec![("division_code", Arc::new(self.codes.finish()))];
        if with_names {
            columns.push(("division_name", Arc::new(self.names.finish())));
            columns.push(("level", Arc::new(self.levels.finish())));
        }
        columns.push(("indicator", Arc::new(self.indicators.finish())));
        columns.push(("period_end", Arc::new(self.dates.finish())));
        columns
    }
}

fn texts() -> [StringBuilder; 4] {
    std::array::from_fn(|_| StringBuilder::new())
}

fn decimal_builder(scale: u8) -> Decimal128Builder {
    let scale = i8::try_from(scale).unwrap_or(i8::MAX);
    Decimal128Builder::new().with_data_type(DataType::Decimal128(38, scale))
}

/// Numerator and denominator as a table shows them, in units of its scale:
/// those of the formula where both are exact at that scale, else the value as a
/// fraction in lowest terms. None where there is no such fraction either.
fn parts(figure: &Figure, scale: u8) -> (Option<i128>, Option<i128>) {
    let exact = |part: Ratio| at_scale(part, scale);
    let (numerator, denominator) = (figure.numerator.map(exact), figure.denominator.map(exact));
    if let (Some(None), _, Some(value)) | (_, Some(None), Some(value)) =
        (numerator, denominator, figure.value)
    {
        let value = value.reduced();
        let parts = [value.numerator(), value.denominator()].map(Ratio::integer);
        return match parts.map(exact) {
            [Some(numerator), Some(denominator)] => (Some(numerator), Some(denominator)),
            _ => (None, None),
        };
    }
    (numerator.flatten(), denominator.flatten())
}

/// The units of a number at a scale; none where it has more digits or too many.
fn at_scale(value: Ratio, scale: u8) -> Option<i128> {
    /// Beyond what Arrow's decimals of 38 digits hold.
    const BOUND: u128 = 10_u128.pow(38);
    let rounded = value.round_half_even(scale).ok()?.rescale(scale).ok()?;
    let fits = rounded.units().unsigned_abs() < BOUND && rounded.to_ratio().ok()? == value;
    fits.then_some(rounded.units())
}

/// A target as its indicator shows values.
pub(super) fn target_text(plan: &IndicatorPlan, target: Option<Decimal>) -> Result<Option<String>> {
    target
        .map(|target| super::figure::display(plan, Some(target.to_ratio()?)))
        .transpose()
}

fn rounded(value: Option<Ratio>) -> Result<Option<Decimal>> {
    value
        .map(|value| value.round_half_even(SHARE_DECIMALS))
        .transpose()
}

fn share_text(share: Option<Ratio>) -> Result<Option<String>> {
    let percent = share
        .map(|share| share.percent(SHARE_DECIMALS))
        .transpose()?;
    Ok(percent.map(percent_text))
}

fn batch(columns: Vec<(&'static str, ArrayRef)>) -> Result<RecordBatch> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|error: ArrowError| {
        Error::new(
            ErrorKind::Limit,
            text!("表格无法生成:{error}", "the table cannot be made: {error}"),
        )
    })
}
