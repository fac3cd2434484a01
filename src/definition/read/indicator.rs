//! `[[measure]]` and `[[indicator]]`.

use super::super::code;
use super::super::indicator::{Bound, Display, Indicator, Measure, MeasureKind, Target};
use super::super::keys::indicator as keys;
use super::super::keys::table::TableReader;
use crate::diagnostic::Diagnostic;
use crate::text::text;

/// `[[measure]]`.
pub(super) fn read_measure(table: TableReader<'_, keys::Measure>) -> Option<Measure> {
    let keys = table.keys();
    let id = table.read(keys.id).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let kind = read_measure_kind(&table);
    table.finish();
    Some(Measure { id, label, kind })
}

/// Which of the two kinds a measure is, told by its keys.
fn read_measure_kind(table: &TableReader<'_, keys::Measure>) -> MeasureKind {
    let keys = table.keys();
    let is_clear = table.is_clear();
    if !is_clear {
        table.sink().report(
            Diagnostic::error(
                code::UNCLEAR_KIND,
                table.span(),
                text!(
                    "看不出这项计量按什么计算",
                    "the keys of this measure fit neither records nor divisions"
                ),
            )
            .help(text!(
                "按记录计算:`dataset`、`value`、`on`(可省);按区划计算:`per`、`filter`(可省)、`holds`(可省)",
                "a measure over records has `dataset`, `value` and perhaps `on`; one over divisions has `per` and perhaps `filter` and `holds`"
            )),
        );
    }
    let dataset = table.read(keys.dataset).unwrap_or_default();
    let value = table.read(keys.value).unwrap_or_default();
    let on = table.read(keys.on);
    let per = table.read(keys.per).unwrap_or_default();
    let filter = table.read(keys.filter);
    let holds = table.read(keys.holds);
    if is_clear && table.has(keys.per) {
        MeasureKind::Divisions { per, filter, holds }
    } else {
        MeasureKind::Records { dataset, value, on }
    }
}

/// `[[indicator]]`.
pub(super) fn read_indicator(table: TableReader<'_, keys::Indicator>) -> Option<Indicator> {
    let keys = table.keys();
    let indicator = Indicator {
        id: table.read(keys.id).unwrap_or_default(),
        label: table.read(keys.label).unwrap_or_default(),
        unit: table.read(keys.unit).unwrap_or_default(),
        value: table.read(keys.value).unwrap_or_default(),
        empty: table.read(keys.empty),
        target: table.read(keys.target).and_then(read_target),
        scheduled: table.read(keys.scheduled),
        display: read_display(table.inner(keys.display)),
        comparison: table.read(keys.comparison),
        clause: table.read(keys.clause),
    };
    table.finish();
    Some(indicator)
}

fn read_display(table: TableReader<'_, keys::Display>) -> Display {
    let keys = table.keys();
    let display = Display {
        percent: table.read(keys.percent),
        decimals: table.read(keys.decimals),
    };
    table.finish();
    display
}

fn read_target(table: TableReader<'_, keys::Target>) -> Option<Target> {
    let keys = table.keys();
    let bounds = [
        (Bound::AtLeast, table.read(keys.at_least)),
        (Bound::AtMost, table.read(keys.at_most)),
        (Bound::Exactly, table.read(keys.exactly)),
    ];
    let every_division = table.read(keys.every_division);
    if !table.is_clear() {
        table.sink().error(
            code::UNCLEAR_KIND,
            table.span(),
            text!(
                "目标值须在 `at_least`、`at_most`、`exactly` 中写且只写一个",
                "a target has exactly one of `at_least`, `at_most` and `exactly`"
            ),
        );
    }
    table.finish();
    let mut given = bounds.into_iter();
    let (bound, value) = given.find_map(|(bound, value)| Some((bound, value?)))?;
    Some(Target {
        bound,
        value,
        every_division,
    })
}
