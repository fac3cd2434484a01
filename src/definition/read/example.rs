//! `[[example]]`: records and the figures expected of them.

use super::super::code;
use super::super::example::{Example, ExampleRow, Expectation, ExpectedFinding};
use super::super::keys::example as keys;
use super::super::keys::table::{Table, TableReader};
use super::super::name::Name;
use super::super::sink::Sink;
use crate::diagnostic::Spanned;
use crate::figure::Decimal;
use crate::limits;
use crate::text::text;

/// What a cell takes beside its texts, roughly.
const CELL_BYTES: usize = 64;

/// One `[[example]]`.
pub(super) fn read_example(table: TableReader<'_, keys::Example>) -> Option<Example> {
    let keys = table.keys();
    let note = table.read(keys.note).unwrap_or_default();
    let as_of = table.read(keys.as_of);
    let register = rows(table.read(keys.register));
    let records = table.read(keys.records).into_iter();
    let records = records.flat_map(|datasets| datasets.list);
    let records = records.map(|(dataset, list)| (dataset, rows(list)));
    let records = records.collect();
    let expect = table.each(keys.expect, read_expectation);
    let has_findings = table.has(keys.findings);
    let findings = table.each(keys.findings, read_finding);
    table.finish();
    Some(Example {
        note,
        as_of: as_of?.value,
        register,
        records,
        expect,
        findings: has_findings.then_some(findings),
    })
}

fn read_expectation(table: TableReader<'_, keys::Expectation>) -> Option<Expectation> {
    let keys = table.keys();
    let expectation = Expectation {
        indicator: table.read(keys.indicator).unwrap_or_default(),
        division: table.read(keys.division).unwrap_or_default(),
        display: table.read(keys.display),
        numerator: table.read(keys.numerator),
        denominator: table.read(keys.denominator),
        met: table.read(keys.met),
    };
    table.finish();
    Some(expectation)
}

fn read_finding(table: TableReader<'_, keys::ExpectedFinding>) -> Option<ExpectedFinding> {
    let keys = table.keys();
    let finding = ExpectedFinding {
        rule: table.read(keys.rule).unwrap_or_default(),
        dataset: table.read(keys.dataset).unwrap_or_default(),
        key: table.read(keys.key).unwrap_or_default(),
    };
    table.finish();
    Some(finding)
}

/// Rows of column and text, each written as often as its `times` says.
fn rows(tables: Option<Vec<TableReader<'_, keys::Row>>>) -> Vec<ExampleRow> {
    let mut rows = Vec::new();
    for table in tables.into_iter().flatten() {
        let cells: ExampleRow = table
            .entries()
            .into_iter()
            .filter(|(column, _)| !keys::Row::NAMES.contains(&column.value.as_str()))
            .filter_map(|(column, value)| Some((column, table.sink().cell(value)?)))
            .collect();
        let times = table.read(table.keys().times);
        match times.and_then(|times| copies(table.sink(), &times, &cells)) {
            None => rows.push(cells),
            Some(times) => rows.extend((1..=times).map(|number| numbered(&cells, number))),
        }
    }
    rows
}

/// How often to write `cells`, as far as the limit for all examples allows.
fn copies(sink: &Sink<'_>, number: &Spanned<Decimal>, cells: &ExampleRow) -> Option<usize> {
    let whole = Some(number.value).filter(|number| number.scale() == 0 && number.units() > 0);
    let Some(whole) = whole else {
        let message = text!(
            "`times` 应为大于 0 的整数",
            "`times` must be a whole number above 0"
        );
        sink.error(code::BAD_NUMBER, number.span, message);
        return None;
    };
    let size = |cell: &(Name, Option<String>)| {
        let text = cell.1.as_ref().map_or(0, String::len);
        CELL_BYTES
            .saturating_add(cell.0.value.len())
            .saturating_add(text)
    };
    let row_bytes = cells.iter().map(size).fold(0, usize::saturating_add);
    let times = usize::try_from(whole.units()).unwrap_or(usize::MAX);
    if !sink.copy_bytes(row_bytes.saturating_mul(times)) {
        let most = limits::EXAMPLE_BYTES;
        let message = text!(
            "`times` 写出的示例记录过多,合计上限 {most} 字节",
            "`times` writes too many records: all examples together can have {most} bytes of them"
        );
        sink.error(code::OVER_LIMIT, number.span, message);
        return None;
    }
    Some(times)
}

/// The row with `{n}` replaced by the number of the copy.
fn numbered(cells: &ExampleRow, number: usize) -> ExampleRow {
    let number = number.to_string();
    let cell = |cell: &Option<String>| cell.as_ref().map(|cell| cell.replace("{n}", &number));
    cells
        .iter()
        .map(|(column, value)| (column.clone(), cell(value)))
        .collect()
}
