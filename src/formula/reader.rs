//! A formula that is being read: what all files of this folder that read one share.

use sqlparser::keywords::Keyword;

use super::typed::{Aggregate, Expression, ExpressionKind, Literal, Scope, Type};
use crate::diagnostic::{Diagnostic, Span};

/// What kind of formula is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// An expression without aggregates.
    Expression,
    /// A measure, whose outermost call is an aggregate.
    Measure,
}

/// Reads one formula.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) offset: usize,
    pub(super) scope: &'a dyn Scope,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// Parts made so far.
    pub(super) parts: usize,
    /// The tokens of the piece that is being lowered.
    pub(super) marks: Vec<Mark>,
    pub(super) position: Position,
    pub(super) groups: Vec<Option<Group>>,
}

/// Where a token stands and what keyword it is.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) keyword: Keyword,
    /// It stands for a group in which an error was reported.
    pub(super) reported: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        text: &'a str,
        offset: usize,
        scope: &'a dyn Scope,
        diagnostics: &'a mut Vec<Diagnostic>,
        position: Position,
    ) -> Self {
        Self {
            text,
            offset,
            scope,
            diagnostics,
            parts: 0,
            marks: Vec::new(),
            position,
            groups: Vec::new(),
        }
    }

    /// The text at `span`.
    pub(super) fn written(&self, span: Span) -> &'a str {
        let local = span.start.saturating_sub(self.offset)..span.end.saturating_sub(self.offset);
        self.text.get(local).unwrap_or_default()
    }

    /// Reports an error.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// An expression under construction.
pub(super) struct Lowered {
    pub(super) expression: Expression,
    /// The codes its text can have, see [`super::Resolved::codes`].
    pub(super) codes: Option<Vec<String>>,
    /// How many expressions stand within each other.
    pub(super) depth: usize,
}

impl Lowered {
    /// The same with its parentheses.
    pub(super) fn within(mut self, span: Span) -> Self {
        self.expression.span = span;
        self
    }

    pub(super) fn span(&self) -> Span {
        self.expression.span
    }

    pub(super) fn r#type(&self) -> Type {
        self.expression.r#type
    }

    pub(super) fn literal(&self) -> Option<&Literal> {
        match &self.expression.kind {
            ExpressionKind::Literal(literal) => Some(literal),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.literal(), Some(Literal::Null))
    }
}

/// What a placeholder token stands for. An error that was reported is `None`.
pub(super) enum Group {
    /// A parenthesis, call or CASE.
    Value(Option<Lowered>),
    /// The list of `IN`, with its parentheses.
    List(Vec<Constant>, Span),
    /// The aggregate of a measure, with the function's name.
    Aggregate(Option<Aggregate>, String),
}

/// The parts of a CASE so far.
#[derive(Default)]
pub(super) struct Case {
    pub(super) branches: Vec<(Option<Lowered>, Option<Lowered>)>,
    pub(super) otherwise: Option<Option<Lowered>>,
    /// It has an operand after CASE, which was reported.
    pub(super) refused: bool,
    pub(super) condition: Option<Lowered>,
    pub(super) stage: Stage,
}

/// What of a CASE is read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Stage {
    #[default]
    Operand,
    Condition,
    Result,
    Otherwise,
}

/// An argument of a call.
pub(super) enum Argument {
    /// `*`
    Star(Span),
    /// An expression; nothing if it was wrong, which is reported.
    Value(Option<Lowered>),
}

/// A call that is being read.
pub(super) struct Call {
    pub(super) name: String,
    pub(super) name_span: Span,
    /// Whether a qualifier stands before the name, which no function has.
    pub(super) qualified: bool,
    /// Where DISTINCT stands.
    pub(super) distinct: Option<Span>,
    pub(super) arguments: Vec<Argument>,
}

/// A member of the list of `IN`.
pub(super) struct Constant {
    pub(super) literal: Literal,
    pub(super) span: Span,
}
