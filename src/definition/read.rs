//! TOML text → the parts of a definition, with every diagnostic at once.
//!
//! Three steps: the `toml` crate parses the text and recovers from errors, the
//! readers below turn tables into parts (see [`super::keys`]), and `check` compares the parts with
//! each other. A value that cannot be read is replaced by an empty one, so that
//! one mistake does not hide the next; the result is dropped in that case.

mod acceptance;
mod allocation;
mod dataset;
mod example;
mod head;
mod indicator;
mod rule;
mod scoring;
mod services;

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::keys::file::File;
use super::keys::table::TableReader;
use super::model::Definition;
use super::parts::Parts;
use super::sink::Sink;
use super::{check, code};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::limits;
use crate::text::text;

/// Marks of Chinese typing that are taken for TOML's own.
const FULL_WIDTH: &str =
    "“”‘’\u{FF02}\u{FF07}\u{FF0C}、\u{FF1D}\u{FF3B}\u{FF3D}\u{FF5B}\u{FF5D}【】\u{FF03}";

impl Definition {
    /// Reads a definition file. `source_name` is the name diagnostics show.
    ///
    /// Formulas are kept as text: they are parsed when a plan is made.
    ///
    /// # Errors
    ///
    /// All diagnostics of the file, sorted by place, if one of them is an
    /// error. Otherwise the warnings come with the definition.
    pub fn parse(source_name: &str, text: &str) -> Result<(Self, Diagnostics), Diagnostics> {
        let sink = Sink::new(text);
        let definition = read(source_name, text, &sink);
        // What is too large to be read is not kept to be shown either.
        let is_shown = text.len() <= limits::DEFINITION_BYTES;
        let diagnostics = Diagnostics {
            source_name: source_name.to_owned(),
            source: if is_shown { text } else { "" }.to_owned(),
            list: sink.into_sorted(),
        };
        match definition {
            Some(definition) if !diagnostics.has_errors() => Ok((definition, diagnostics)),
            _ => Err(diagnostics),
        }
    }
}

/// The definition in `text`; what is wrong with it goes to `sink`.
pub(super) fn read(source_name: &str, text: &str, sink: &Sink<'_>) -> Option<Definition> {
    if text.len() > limits::DEFINITION_BYTES {
        let (bytes, most) = (text.len(), limits::DEFINITION_BYTES);
        sink.error(
            code::OVER_LIMIT,
            Span::default(),
            text!(
                "文件有 {bytes} 字节,上限 {most} 字节",
                "the file has {bytes} bytes, but at most {most} are allowed"
            ),
        );
        return None;
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return read_document(source_name, text, document.get_ref(), sink);
    }
    // What follows from a syntax error would only distract: beside the errors
    // themselves, the diagnostics that a lost line cannot have caused are kept.
    let others = Sink::new(text);
    read_document(source_name, text, document.get_ref(), &others);
    let lines = Lines::of(text);
    let mut broken_lines = BTreeSet::new();
    for error in &errors {
        let diagnostic = syntax_error(error, &lines);
        // What follows on the same line is mostly the parser losing its way.
        if broken_lines.insert(lines.number(diagnostic.span.start)) {
            sink.report(diagnostic);
        }
    }
    for diagnostic in others.into_sorted() {
        let on_broken_line = broken_lines.contains(&lines.number(diagnostic.span.start));
        if !on_broken_line && !may_follow_from_syntax(&diagnostic) {
            sink.report(diagnostic);
        }
    }
    None
}

/// Whether `diagnostic` may only say that a line was lost to a syntax error.
fn may_follow_from_syntax(diagnostic: &Diagnostic) -> bool {
    let about_what_is_absent = matches!(
        diagnostic.code,
        code::MISSING_KEY
            | code::UNKNOWN_REFERENCE
            | code::UNKNOWN_PLACEHOLDER
            | code::BAD_SHARES
            | code::UNCLEAR_KIND
            | code::EMPTY
            | code::UNUSED
    );
    // The parser puts a zero without a place where it could not read a value.
    about_what_is_absent || diagnostic.span == Span::default()
}

fn read_document<'t>(
    source_name: &str,
    text: &str,
    document: &'t DeTable<'t>,
    sink: &'t Sink<'t>,
) -> Option<Definition> {
    let parts = read_parts(document, sink);
    check::check(&parts, sink);
    parts.into_definition(source_name, text)
}

/// The parts of `document`, each judged for itself.
pub(super) fn read_parts<'t>(document: &'t DeTable<'t>, sink: &'t Sink<'t>) -> Parts {
    let file = TableReader::<File>::new(Some(document), Span::default(), sink);
    let keys = file.keys();
    let programme = file.read(keys.programme).and_then(head::read_programme);
    let rules = file.each(keys.rule, rule::read_rule);
    let (rules, message_spans) = rules.into_iter().unzip();
    let parts = Parts {
        programme,
        clauses: file.each(keys.clause, head::read_clause),
        phases: file.each(keys.phase, head::read_phase),
        milestones: file.each(keys.milestone, head::read_milestone),
        schedule: file.read(keys.schedule).map(head::read_schedule),
        verification: head::read_verification(file.inner(keys.verification)),
        code_lists: file.each(keys.code_list, head::read_code_list),
        parameters: file.each(keys.parameter, head::read_parameter),
        datasets: file.each(keys.dataset, dataset::read_dataset),
        rules,
        message_spans,
        measures: file.each(keys.measure, indicator::read_measure),
        indicators: file.each(keys.indicator, indicator::read_indicator),
        allocations: file.each(keys.allocation, allocation::read_allocation),
        responsibilities: file.each(keys.responsibility, acceptance::read_responsibility),
        reporting: file.read(keys.reporting).map(acceptance::read_reporting),
        inspections: file.each(keys.inspection, acceptance::read_inspection),
        scoring: file.read(keys.scoring).map(scoring::read_scoring),
        services: services::read_services(&file),
        examples: file.each(keys.example, example::read_example),
    };
    file.finish();
    parts
}

fn syntax_error(error: &toml::de::Error, lines: &Lines<'_>) -> Diagnostic {
    let end = lines.text.len();
    let span = error.span().map_or(Span::new(end, end), |range| {
        Span::new(range.start, range.end)
    });
    let problem = error.message();
    let diagnostic = Diagnostic::error(
        code::SYNTAX,
        span,
        text!("TOML 语法错误:{problem}", "TOML syntax error: {problem}"),
    );
    let full_width = lines
        .at(span.start)
        .chars()
        .find(|c| FULL_WIDTH.contains(*c));
    diagnostic.help(match full_width {
        Some(mark) => text!(
            "这一行有全角符号 `{mark}`,请改用半角符号",
            "this line has the full-width mark `{mark}`: use the ASCII one"
        ),
        None => text!(
            "请检查这一行的引号、括号、逗号和等号",
            "check the quotes, brackets, commas and the equals sign of this line"
        ),
    })
}

/// The lines of a text, found by offset.
struct Lines<'s> {
    text: &'s str,
    /// The byte after each line break.
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    fn of(text: &'s str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            text,
            starts: breaks.map(|(at, _)| at.saturating_add(1)).collect(),
        }
    }

    /// The number of the line that has byte `offset`, from 0.
    fn number(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// The line that has byte `offset`.
    fn at(&self, offset: usize) -> &'s str {
        let number = self.number(offset);
        let start = number
            .checked_sub(1)
            .and_then(|before| self.starts.get(before))
            .copied();
        let line = self.text.get(start.unwrap_or(0)..).unwrap_or_default();
        line.lines().next().unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
