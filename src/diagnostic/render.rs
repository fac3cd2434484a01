//! Diagnostics as text for a person, with the source line and carets.
//!
//! Written here and not taken from a crate: every label exists in two
//! languages, the text is compared with expected text in four languages'
//! tests, so it must not change with another project's releases, and the
//! summary is part of it.

use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

use super::{Diagnostic, Diagnostics, Gravity, Location, Span};
use crate::text::{Language, text};

/// Source lines are shortened around the span to this many columns.
const COLUMNS: usize = 160;
/// A tab is shown as this.
const TAB: &str = "    ";
/// What stands for text left out; one column wide.
const ELLIPSIS: &str = "…";

impl Diagnostics {
    /// All of them for a person, sorted by place: message, `file:line:column`,
    /// the source line with the text underlined, help; at the end the number
    /// of errors and warnings. Empty where there are none; no line end at the end.
    pub fn render(&self, language: Language) -> String {
        if self.list.is_empty() {
            return String::new();
        }
        let mut sorted: Vec<&Diagnostic> = self.list.iter().collect();
        sorted.sort_by_key(|diagnostic| diagnostic.place());
        let mut shown = String::new();
        let mut cursor = Cursor::new(&self.source);
        for diagnostic in sorted {
            cursor.advance(diagnostic.span.start);
            shown.push_str(&block(&self.source_name, &cursor, diagnostic, language));
            shown.push('\n');
        }
        shown.push_str(&self.summary(language));
        shown
    }

    /// How many errors and warnings there are.
    fn summary(&self, language: Language) -> String {
        let errors = self.count(Gravity::Error);
        let warnings = self.count(Gravity::Warning);
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let (of_errors, of_warnings) = (plural(errors), plural(warnings));
        let summary = match (errors, warnings) {
            (_, 0) => text!("共 {errors} 个错误", "{errors} error{of_errors}"),
            (0, _) => text!("共 {warnings} 个警告", "{warnings} warning{of_warnings}"),
            _ => text!(
                "共 {errors} 个错误、{warnings} 个警告",
                "{errors} error{of_errors}, {warnings} warning{of_warnings}"
            ),
        };
        summary.get(language).to_owned()
    }

    /// The line and column of a byte of the source.
    pub fn locate(&self, byte: usize) -> Location {
        let mut cursor = Cursor::new(&self.source);
        cursor.advance(byte);
        cursor.location
    }
}

/// One diagnostic: heading, place, source line, carets, help.
fn block(
    source_name: &str,
    cursor: &Cursor<'_>,
    diagnostic: &Diagnostic,
    language: Language,
) -> String {
    let chinese = language == Language::Chinese;
    let gravity = match (diagnostic.gravity, chinese) {
        (Gravity::Error, true) => "错误",
        (Gravity::Error, false) => "error",
        (Gravity::Warning, true) => "警告",
        (Gravity::Warning, false) => "warning",
    };
    let (colon, help_label) = if chinese {
        (":", "帮助:")
    } else {
        (": ", "help: ")
    };
    let Location { line, column } = cursor.location;
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let message = diagnostic.message.get(language);
    let mut lines = vec![format!("{gravity}[{}]{colon}{message}", diagnostic.code)];
    // What was built in memory has no text to point at.
    if cursor.source.is_empty() {
        if !source_name.is_empty() {
            lines.push(format!("{margin}--> {source_name}"));
        }
    } else {
        let excerpt = Excerpt::around(cursor, diagnostic.span);
        lines.push(format!("{margin}--> {source_name}:{line}:{column}"));
        lines.push(format!("{margin} |"));
        lines.push(format!("{number} | {}", excerpt.line));
        lines.push(format!(
            "{margin} | {}{}",
            " ".repeat(excerpt.indent),
            "^".repeat(excerpt.carets)
        ));
    }
    if let Some(help) = &diagnostic.help {
        lines.push(format!("{margin} = {help_label}{}", help.get(language)));
    }
    lines.iter().fold(String::new(), |mut shown, line| {
        // A `String` takes everything.
        let _ = writeln!(shown, "{}", line.trim_end());
        shown
    })
}

/// A place in the source that only moves forward, so that all places together
/// cost one walk over it.
struct Cursor<'a> {
    source: &'a str,
    byte: usize,
    location: Location,
    line_start: usize,
}

impl<'a> Cursor<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            byte: 0,
            location: Location { line: 1, column: 1 },
            line_start: 0,
        }
    }

    /// Moves on to `byte`, or to the start of the character it lies in, or to
    /// the source's end.
    fn advance(&mut self, byte: usize) {
        let byte = boundary(self.source, byte);
        let Some(passed) = self.source.get(self.byte..byte) else {
            return;
        };
        for (offset, character) in passed.char_indices() {
            if character == '\n' {
                let Location { line, .. } = self.location;
                self.location = Location {
                    line: line.saturating_add(1),
                    column: 1,
                };
                self.line_start = self.byte.saturating_add(offset).saturating_add(1);
            } else {
                self.location.column = self.location.column.saturating_add(1);
            }
        }
        self.byte = byte;
    }

    /// The text of the line before the cursor.
    fn before(&self) -> &'a str {
        self.source
            .get(self.line_start..self.byte)
            .unwrap_or_default()
    }

    /// The text of the line from the cursor on, without the line end.
    fn after(&self) -> &'a str {
        let rest = self.source.get(self.byte..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }
}

/// A source line as it is shown, and where its carets stand.
struct Excerpt {
    line: String,
    /// Columns before the carets.
    indent: usize,
    /// Columns underlined, at least 1.
    carets: usize,
}

impl Excerpt {
    /// The line at the cursor, where `span` starts; of a span over several
    /// lines the first one is underlined.
    fn around(cursor: &Cursor<'_>, span: Span) -> Self {
        let (before, after) = (cursor.before(), cursor.after());
        let spanned = after.get(..boundary(after, span.end.saturating_sub(cursor.byte)));
        let before_columns = columns(before.chars().rev());
        let after_columns = columns(after.chars());
        let carets = columns(spanned.unwrap_or_default().chars());
        if before_columns.saturating_add(after_columns) <= COLUMNS {
            let line = shown(before.chars().chain(after.chars()));
            return Self {
                line,
                indent: before_columns,
                carets: carets.max(1),
            };
        }
        // An ellipsis may be needed on both sides. The span comes first; what
        // it leaves is shared, unless one side does not use its share.
        let budget = COLUMNS.saturating_sub(2);
        let free = budget.saturating_sub(carets);
        let behind_span = after_columns.saturating_sub(carets);
        let left = before_columns.min((free / 2).max(free.saturating_sub(behind_span)));
        let (mut head, head_columns, head_cut) = fitting(before.chars().rev(), left);
        let (tail, tail_columns, tail_cut) =
            fitting(after.chars(), budget.saturating_sub(head_columns));
        head.reverse();
        let mark = |cut: bool| if cut { ELLIPSIS } else { "" };
        Self {
            line: format!(
                "{}{}{}",
                mark(head_cut),
                shown(head.into_iter().chain(tail)),
                mark(tail_cut)
            ),
            indent: head_columns.saturating_add(usize::from(head_cut)),
            carets: carets.min(tail_columns).max(1),
        }
    }
}

/// The start of the character that `byte` lies in; the end of `text` beyond it.
fn boundary(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte)
        .rev()
        .find(|&byte| text.is_char_boundary(byte))
        .unwrap_or_default()
}

/// The columns that characters take, counted only until they are too many for a line.
fn columns(characters: impl Iterator<Item = char>) -> usize {
    let (_, columns, cut) = fitting(characters, COLUMNS);
    if cut {
        COLUMNS.saturating_add(1)
    } else {
        columns
    }
}

/// The first characters that fit into `budget` columns, the columns they take,
/// and whether some were left out.
fn fitting(characters: impl Iterator<Item = char>, budget: usize) -> (Vec<char>, usize, bool) {
    let mut taken = Vec::new();
    let mut columns = 0_usize;
    for character in characters {
        let wider = columns.saturating_add(width(character));
        // A line may hold any number of characters without width.
        if wider > budget || taken.len() > COLUMNS.saturating_mul(4) {
            return (taken, columns, true);
        }
        taken.push(character);
        columns = wider;
    }
    (taken, columns, false)
}

fn shown(characters: impl Iterator<Item = char>) -> String {
    characters.fold(String::new(), |mut line, character| {
        match substitute(character) {
            Some(substitute) => line.push_str(substitute),
            None => line.push(character),
        }
        line
    })
}

/// The columns a character takes as it is shown: 2 for a Chinese one.
fn width(character: char) -> usize {
    match substitute(character) {
        Some(substitute) => substitute.chars().filter_map(UnicodeWidthChar::width).sum(),
        None => character.width().unwrap_or_default(),
    }
}

/// What is shown for a character that would move the carets away from their
/// text, or show another text than the one that is read.
fn substitute(character: char) -> Option<&'static str> {
    match character {
        '\t' => Some(TAB),
        '\r' | '\u{feff}' => Some(""),
        // Direction marks reorder what is shown.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("\u{fffd}")
        }
        _ if character.is_control() => Some("\u{fffd}"),
        _ => None,
    }
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
