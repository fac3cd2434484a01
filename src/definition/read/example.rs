//! `[[example]]`: records and the figures expected of them.

use super::super::code;
use super::super::model::{Example, ExampleRow, Expectation, ExpectedFinding, Name};
use super::table::{Sink, TableReader, Value};
use crate::diagnostic::Spanned;
use crate::limits;
use crate::text::text;

/// The key of a row that writes it several times.
const TIMES: &str = "times";

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
    let dataset = table.required("dataset", Sink::text).unwrap_or_default();
    let key = table.required("key", Sink::text).unwrap_or_default();
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
        let times = table.optional(TIMES, |sink, value| {
            copies(
                sink,
                value,
                limits::EXAMPLE_RECORDS.saturating_sub(rows.len()),
            )
        });
        let cells: Vec<(Name, Option<String>)> = table
            .entries()
            .into_iter()
            .filter(|(column, _)| column.value != TIMES)
            .filter_map(|(column, value)| Some((column, sink.cell(value)?)))
            .collect();
        match times {
            None => rows.push(cells),
            Some(times) => rows.extend((1..=times).map(|number| numbered(&cells, number))),
        }
    }
    Some(rows)
}

fn copies<'t>(sink: &'t Sink<'t>, value: &'t Value<'t>, most: usize) -> Option<usize> {
    let number = sink.number(value)?;
    let times = usize::try_from(number.value.units())
        .ok()
        .filter(|times| number.value.scale() == 0 && (1..=most).contains(times));
    if times.is_none() {
        sink.error(
            code::OVER_LIMIT,
            number.span,
            text!(
                "`times` 应为 1 至 {most} 的整数",
                "`times` must be a whole number from 1 to {most}"
            ),
        );
    }
    times
}

/// The row with `{n}` replaced by the number of the copy.
fn numbered(cells: &[(Name, Option<String>)], number: usize) -> ExampleRow {
    let number = number.to_string();
    cells
        .iter()
        .map(|(column, cell)| {
            let column = Spanned::new(column.value.clone(), column.span);
            (
                column,
                cell.as_ref().map(|cell| cell.replace("{n}", &number)),
            )
        })
        .collect()
}
