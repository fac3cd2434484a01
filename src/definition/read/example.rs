//! `[[example]]`: records and the figures expected of them.

use super::super::code;
use super::super::model::{Example, ExampleRow, Expectation, ExpectedFinding, Name};
use super::table::{Sink, TableReader, Value};
use crate::limits;
use crate::text::text;

/// The key of a row that writes it several times.
const TIMES: &str = "times";
/// What a cell takes beside its texts, roughly.
const CELL_BYTES: usize = 64;

/// One `[[example]]`.
pub(super) fn read_example(mut table: TableReader<'_>) -> Option<Example> {
    let note = table.required("note", Sink::text).unwrap_or_default();
    let as_of = table.required("as_of", Sink::date);
    let register = table.required("register", register).unwrap_or_default();
    let records = table.optional("records", |sink, value| {
        TableReader::open("example.records", value, sink)
    });
    let records = records.map_or_else(Vec::new, |datasets| {
        let entries = datasets.entries().into_iter();
        entries
            .map(|(dataset, value)| (dataset, rows(datasets.sink(), value).unwrap_or_default()))
            .collect()
    });
    let expect = table.each("expect", "example.expect", read_expectation);
    let has_findings = table.has("findings");
    let findings = table.each("findings", "example.findings", read_finding);
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

fn read_expectation(mut table: TableReader<'_>) -> Option<Expectation> {
    let indicator = table.required("indicator", Sink::text).unwrap_or_default();
    let division = table
        .required("division", Sink::division_code)
        .unwrap_or_default();
    let display = table.optional("display", Sink::text);
    let numerator = table.optional("numerator", Sink::figure);
    let denominator = table.optional("denominator", Sink::figure);
    let met = table.optional("met", Sink::boolean);
    table.finish();
    Some(Expectation {
        indicator,
        division,
        display,
        numerator,
        denominator,
        met,
    })
}

fn read_finding(mut table: TableReader<'_>) -> Option<ExpectedFinding> {
    let rule = table.required("rule", Sink::text).unwrap_or_default();
    let dataset = table.optional("dataset", Sink::text).unwrap_or_default();
    let key = table.optional("key", Sink::text).unwrap_or_default();
    table.finish();
    Some(ExpectedFinding { rule, dataset, key })
}

/// The divisions: at least the root.
fn register<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Vec<ExampleRow>> {
    if sink.array(value)?.is_empty() {
        sink.empty_list(value);
    }
    rows(sink, value)
}

/// Rows of column and text, each written as often as its `times` says.
fn rows<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>) -> Option<Vec<ExampleRow>> {
    let tables = sink
        .array(value)?
        .iter()
        .filter_map(|row| TableReader::open("example.row", row, sink));
    let mut rows = Vec::new();
    for mut table in tables {
        let cells: ExampleRow = table
            .entries()
            .into_iter()
            .filter(|(column, _)| column.value != TIMES)
            .filter_map(|(column, value)| Some((column, sink.cell(value)?)))
            .collect();
        match table.optional(TIMES, |sink, value| copies(sink, value, &cells)) {
            None => rows.push(cells),
            Some(times) => rows.extend((1..=times).map(|number| numbered(&cells, number))),
        }
    }
    Some(rows)
}

/// How often to write `cells`, as far as the limit for all examples allows.
fn copies<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>, cells: &ExampleRow) -> Option<usize> {
    let number = sink.number(value)?;
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
