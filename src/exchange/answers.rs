//! Figures, explanations, diagnostics and errors as JSON.

use serde::Serialize;

use super::{Words, written};
use crate::assess::{ExplainedRecord, Explanation, Figure};
use crate::diagnostic::{Diagnostics, Gravity};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Ratio;
use crate::text::Text;

#[derive(Serialize)]
struct FigureAnswer<'a> {
    numerator: Option<String>,
    denominator: Option<String>,
    value: Option<String>,
    display: &'a str,
    target: Option<String>,
    attainment: Option<String>,
    met: Option<bool>,
    reason: Option<&'static str>,
}

impl<'a> From<&'a Figure> for FigureAnswer<'a> {
    fn from(figure: &'a Figure) -> Self {
        Self {
            numerator: figure.numerator.map(Ratio::exact_text),
            denominator: figure.denominator.map(Ratio::exact_text),
            value: figure.value.map(Ratio::exact_text),
            display: &figure.display,
            target: figure.target.map(|target| target.to_string()),
            attainment: figure.attainment.map(|share| format!("{share}%")),
            met: figure.met,
            reason: figure.reason.map(|reason| reason.id()),
        }
    }
}

/// A figure: `numerator`, `denominator`, `value` (exact), `display`, `target`,
/// `attainment`, `met`, `reason`.
///
/// # Errors
///
/// None that a figure can cause.
pub fn figure(figure: &Figure) -> Result<String> {
    written(&FigureAnswer::from(figure))
}

#[derive(Serialize)]
struct ExplanationAnswer<'a> {
    indicator: &'a str,
    label: Words,
    division_code: &'a str,
    division_name: &'a str,
    as_of: String,
    formula: &'a str,
    figure: FigureAnswer<'a>,
    target: Option<Words>,
    measures: Vec<MeasureAnswer<'a>>,
    not_received: Vec<DatasetAnswer<'a>>,
    clause: Option<ClauseAnswer<'a>>,
}

#[derive(Serialize)]
struct DatasetAnswer<'a> {
    dataset: &'a str,
    label: Words,
}

#[derive(Serialize)]
struct ClauseAnswer<'a> {
    label: Words,
    text: &'a str,
}

#[derive(Serialize)]
struct MeasureAnswer<'a> {
    measure: &'a str,
    label: Words,
    value: &'a str,
    own: Option<&'a str>,
    children: Vec<ChildAnswer<'a>>,
    counted: Vec<RecordAnswer<'a>>,
    rejected: Vec<RecordAnswer<'a>>,
    divisions: Vec<DivisionAnswer<'a>>,
}

#[derive(Serialize)]
struct ChildAnswer<'a> {
    division_code: &'a str,
    division_name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct DivisionAnswer<'a> {
    division_code: &'a str,
    division_name: &'a str,
}

#[derive(Serialize)]
struct RecordAnswer<'a> {
    dataset: &'a str,
    key: &'a str,
    row: u32,
    division_code: &'a str,
    amount: &'a str,
    rules: &'a [String],
}

impl<'a> From<&'a ExplainedRecord> for RecordAnswer<'a> {
    fn from(record: &'a ExplainedRecord) -> Self {
        Self {
            dataset: &record.dataset,
            key: &record.key,
            row: record.row,
            division_code: &record.division_code,
            amount: &record.amount,
            rules: &record.rules,
        }
    }
}

/// How a figure came about, down to the records: the fields of [`Explanation`].
///
/// # Errors
///
/// None that an explanation can cause.
pub fn explanation(explanation: &Explanation) -> Result<String> {
    let measures = explanation.measures.iter().map(|measure| MeasureAnswer {
        measure: &measure.measure,
        label: Words::from(&measure.label),
        value: &measure.value,
        own: measure.own.as_deref(),
        children: (measure.children.iter())
            .map(|(code, name, value)| ChildAnswer {
                division_code: code,
                division_name: name,
                value,
            })
            .collect(),
        counted: measure.counted.iter().map(RecordAnswer::from).collect(),
        rejected: measure.rejected.iter().map(RecordAnswer::from).collect(),
        divisions: (measure.divisions.iter())
            .map(|(code, name)| DivisionAnswer {
                division_code: code,
                division_name: name,
            })
            .collect(),
    });
    written(&ExplanationAnswer {
        indicator: &explanation.indicator,
        label: Words::from(&explanation.label),
        division_code: &explanation.division_code,
        division_name: &explanation.division_name,
        as_of: explanation.as_of.to_string(),
        formula: &explanation.formula,
        figure: FigureAnswer::from(&explanation.figure),
        target: explanation.target.as_ref().map(Words::from),
        measures: measures.collect(),
        not_received: (explanation.not_received.iter())
            .map(|(dataset, label)| DatasetAnswer {
                dataset,
                label: Words::from(label),
            })
            .collect(),
        clause: explanation
            .clause
            .as_ref()
            .map(|(label, text)| ClauseAnswer {
                label: Words::from(label),
                text,
            }),
    })
}

#[derive(Serialize)]
struct DiagnosticAnswer<'a> {
    code: &'a str,
    gravity: &'static str,
    line: usize,
    column: usize,
    text: &'a str,
    message: Words,
    help: Option<Words>,
}

fn list(diagnostics: &Diagnostics) -> Vec<DiagnosticAnswer<'_>> {
    let all = diagnostics.list.iter().map(|diagnostic| {
        let place = diagnostics.locate(diagnostic.span.start);
        let underlined = diagnostics
            .source
            .get(diagnostic.span.start..diagnostic.span.end);
        DiagnosticAnswer {
            code: diagnostic.code,
            gravity: match diagnostic.gravity {
                Gravity::Error => "error",
                Gravity::Warning => "warning",
            },
            line: place.line,
            column: place.column,
            text: underlined.unwrap_or_default(),
            message: Words::from(&diagnostic.message),
            help: diagnostic.help.as_ref().map(Words::from),
        }
    });
    all.collect()
}

/// All diagnostics: an array of `code`, `gravity` (error, warning), `line` and `column`
/// (from 1), `text` (what is underlined), `message`, `help`.
///
/// # Errors
///
/// None that diagnostics can cause.
pub fn diagnostics(diagnostics: &Diagnostics) -> Result<String> {
    written(&list(diagnostics))
}

#[derive(Serialize)]
struct ErrorAnswer<'a> {
    code: i32,
    kind: &'static str,
    message: Words,
    dataset: Option<&'a str>,
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    row: Option<u64>,
    line: Option<u64>,
    column: Option<&'a str>,
    diagnostics: Vec<DiagnosticAnswer<'a>>,
    causes: Vec<ErrorAnswer<'a>>,
}

impl<'a> From<&'a Error> for ErrorAnswer<'a> {
    fn from(error: &'a Error) -> Self {
        let place = error.place();
        Self {
            code: error.code(),
            kind: kind_id(error.kind()),
            message: Words::from(error.message()),
            dataset: place.dataset.as_deref(),
            file: place.file.as_deref(),
            sheet: place.sheet.as_deref(),
            row: place.row,
            line: place.line,
            column: place.column.as_deref(),
            diagnostics: list(error.diagnostics()),
            causes: error.causes().iter().map(Self::from).collect(),
        }
    }
}

/// An error: `code` (the frozen number of its kind), `kind`, `message`, the place
/// (`dataset`, `file`, `sheet`, `row`, `line`, `column`), all `diagnostics`, and `causes`: the
/// errors that it puts together, each an object of this shape.
pub fn error(error: &Error) -> String {
    // Texts and numbers can always be written.
    written(&ErrorAnswer::from(error)).unwrap_or_default()
}

/// Names as an array of texts.
///
/// # Errors
///
/// None that names can cause.
pub fn names<T: AsRef<str>>(names: &[T]) -> Result<String> {
    written(&names.iter().map(AsRef::as_ref).collect::<Vec<&str>>())
}

/// An error of a host's own, in the shape of [`error`]: a panic that was caught, a handle
/// that is none. `code` is a number that no [`ErrorKind`] has.
pub fn failure(code: i32, kind: &'static str, message: &Text) -> String {
    let answer = ErrorAnswer {
        code,
        kind,
        message: Words::from(message),
        dataset: None,
        file: None,
        sheet: None,
        row: None,
        line: None,
        column: None,
        diagnostics: Vec::new(),
        causes: Vec::new(),
    };
    written(&answer).unwrap_or_default()
}

/// The name of a kind of errors.
fn kind_id(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Definition => "definition",
        ErrorKind::Network => "network",
        ErrorKind::Input => "input",
        ErrorKind::Limit => "limit",
        ErrorKind::Overflow => "overflow",
        ErrorKind::Argument => "argument",
        ErrorKind::State => "state",
        ErrorKind::Bytes => "bytes",
        ErrorKind::Cancelled => "cancelled",
    }
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
