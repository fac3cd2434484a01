//! Source text, spans, and messages that underline what they speak of.

mod render;
mod suggest;

pub use suggest::{did_you_mean, instead_of};

use crate::text::Text;

/// A range of bytes in a source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// A span from its first byte and the byte after its last.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// A place in a source text as editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// A value with the place it was written at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the source text.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value and its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gravity {
    /// The source cannot be used.
    Error,
    /// The source can be used but probably means something else.
    Warning,
}

/// One message about a source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code, such as `D012`, documented in `docs/diagnostics.md`.
    pub code: &'static str,
    /// How grave it is.
    pub gravity: Gravity,
    /// What is wrong.
    pub message: Text,
    /// The text it speaks of.
    pub span: Span,
    /// What to do about it.
    pub help: Option<Text>,
}

impl Diagnostic {
    /// An error about `span`.
    pub fn error(code: &'static str, span: Span, message: Text) -> Self {
        Self {
            code,
            gravity: Gravity::Error,
            message,
            span,
            help: None,
        }
    }

    /// A warning about `span`.
    pub fn warning(code: &'static str, span: Span, message: Text) -> Self {
        Self {
            code,
            gravity: Gravity::Warning,
            message,
            span,
            help: None,
        }
    }

    /// The same diagnostic with help.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// What diagnostics are sorted by.
    fn place(&self) -> (Span, &'static str) {
        (self.span, self.code)
    }
}

/// All diagnostics of one source text, sorted by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// The name of the source, as a file name.
    pub source_name: String,
    /// The source text.
    pub source: String,
    /// The messages.
    pub list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.gravity == Gravity::Error)
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Sorts them as they are shown: by place, then by code.
    pub fn sort(&mut self) {
        self.list.sort_by_key(Diagnostic::place);
    }

    /// How many of them have this gravity.
    pub fn count(&self, gravity: Gravity) -> usize {
        self.list
            .iter()
            .filter(|diagnostic| diagnostic.gravity == gravity)
            .count()
    }
}
