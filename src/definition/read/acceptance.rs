//! `[reporting]`, `[[inspection]]` and `[[responsibility]]`.

use super::super::code;
use super::super::inspection::{Inspection, InspectionSize};
use super::super::keys::acceptance as keys;
use super::super::keys::table::{Key, Table, TableReader};
use super::super::reporting::{ReportDuty, Reporting};
use super::super::responsibility::{PostHolder, Responsibility};
use crate::text::{Text, text};

/// `[reporting]`.
pub(super) fn read_reporting(table: TableReader<'_, keys::Reporting>) -> Reporting {
    let keys = table.keys();
    let duties = table.each(keys.duty, |duty| {
        let keys = duty.keys();
        let level = duty.read(keys.level).unwrap_or_default();
        let period_end = duty.read(keys.period_end);
        let due = duty.read(keys.due);
        duty.finish();
        Some(ReportDuty {
            level,
            period_end: period_end?,
            due: due?,
        })
    });
    let indicators = table.read(keys.indicators).unwrap_or_default();
    let tolerance = table.inner(keys.tolerance);
    let absolute = tolerance.read(tolerance.keys().absolute);
    let relative = tolerance.read(tolerance.keys().relative);
    tolerance.finish();
    let reporting = Reporting {
        span: table.span(),
        duties,
        indicators,
        absolute,
        relative,
        missing_children: table.read(keys.missing_children),
        clause: table.read(keys.clause),
    };
    table.finish();
    reporting
}

/// `[[inspection]]`.
pub(super) fn read_inspection(table: TableReader<'_, keys::Inspection>) -> Option<Inspection> {
    let keys = table.keys();
    let span = table.span();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let measure = table.read(keys.measure).unwrap_or_default();
    let indicator = table.read(keys.indicator);
    let stratum = table.read(keys.stratum).unwrap_or_default();
    let seed = table.read(keys.seed);
    let confidence = table.read(keys.confidence);
    let precision = table.read(keys.precision).and_then(read_precision);
    let risks = table.read(keys.risks).and_then(read_risks);
    one_of(&table, [keys.precision.name(), keys.risks.name()]);
    let clause = table.read(keys.clause);
    table.finish();
    Some(Inspection {
        span,
        id,
        label,
        measure,
        indicator,
        stratum,
        seed: seed?,
        confidence: confidence?,
        size: precision.or(risks)?,
        clause,
    })
}

fn read_precision(table: TableReader<'_, keys::Precision>) -> Option<InspectionSize> {
    let keys = table.keys();
    let z = table.read(keys.z);
    let margin = table.read(keys.margin);
    let expected = table.read(keys.expected);
    let tolerated = table.read(keys.tolerated);
    let minimum = table.read(keys.minimum);
    table.finish();
    Some(InspectionSize::Precision {
        z: z?,
        margin: margin?,
        expected: expected?,
        tolerated: tolerated?,
        minimum,
    })
}

fn read_risks(table: TableReader<'_, keys::Risks>) -> Option<InspectionSize> {
    let keys = table.keys();
    let producer_quality = table.read(keys.producer_quality);
    let producer_risk = table.read(keys.producer_risk);
    let consumer_quality = table.read(keys.consumer_quality);
    let consumer_risk = table.read(keys.consumer_risk);
    table.finish();
    Some(InspectionSize::Risks {
        producer_quality: producer_quality?,
        producer_risk: producer_risk?,
        consumer_quality: consumer_quality?,
        consumer_risk: consumer_risk?,
    })
}

/// `[[responsibility]]`.
pub(super) fn read_responsibility(
    table: TableReader<'_, keys::Responsibility>,
) -> Option<Responsibility> {
    let keys = table.keys();
    let span = table.span();
    let post = table.read(keys.post).unwrap_or_default();
    one_of(&table, [keys.level.name(), keys.division.name()]);
    let level = table.read(keys.level).map(PostHolder::Level);
    let division = table.read(keys.division).map(PostHolder::Division);
    let indicators = table.read(keys.indicators).unwrap_or_default();
    let clause = table.read(keys.clause);
    table.finish();
    Some(Responsibility {
        span,
        post,
        of: level.or(division)?,
        indicators,
        clause,
    })
}

/// Reports a table that has none or both of two keys, of which it has exactly one.
pub(super) fn one_of<T: Table>(table: &TableReader<'_, T>, keys: [&str; 2]) {
    if !table.is_clear() {
        let [one, other] = keys;
        let message: Text = text!(
            "须在 `{one}`、`{other}` 中写且只写一个",
            "expected exactly one of `{one}` and `{other}`"
        );
        table
            .sink()
            .error(code::UNCLEAR_KIND, table.span(), message);
    }
}
