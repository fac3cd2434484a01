//! The entry points: formula text → typed form.

use sqlparser::tokenizer::TokenWithSpan;

use super::messages_of_types;
use super::reader::{Group, Position, Reader};
use super::tokens::admit;
use super::typed::{Aggregate, Expression, Scope, Type};
use crate::diagnostic::Diagnostic;

/// Parses an expression, such as the formula of an indicator.
///
/// `offset` is where `text` begins in its file; it is added to all places.
/// Returns nothing if there was an error; all errors are in `diagnostics`,
/// in the order of their places.
pub fn parse_expression(
    text: &str,
    offset: usize,
    scope: &dyn Scope,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Expression> {
    let whole = |reader: &mut Reader<'_>, tokens| {
        let lowered = reader.piece(tokens, None);
        reader.valued(lowered).map(|value| value.expression)
    };
    read_formula(
        (text, offset),
        scope,
        diagnostics,
        Position::Expression,
        whole,
    )
}

/// Parses a condition: an expression that is true, false or unknown.
///
/// See [`parse_expression`].
pub fn parse_condition(
    text: &str,
    offset: usize,
    scope: &dyn Scope,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Expression> {
    let expression = parse_expression(text, offset, scope, diagnostics)?;
    if expression.r#type != Type::Boolean {
        let (span, found) = (expression.span, expression.r#type);
        diagnostics.push(messages_of_types::not_a_condition(span, found));
        return None;
    }
    Some(expression)
}

/// Parses the formula of a measure: `count(*)`, `count(x)`, `count(distinct x)`,
/// `sum(x)`, `min(x)` or `max(x)`, with or without `FILTER (WHERE …)`.
///
/// See [`parse_expression`].
pub fn parse_aggregate(
    text: &str,
    offset: usize,
    scope: &dyn Scope,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Aggregate> {
    let whole = |reader: &mut Reader<'_>, tokens: Vec<TokenWithSpan>| {
        if let [only] = tokens.as_slice()
            && let Some(Group::Aggregate(aggregate, _)) = reader.take_aggregate(only)
        {
            return aggregate;
        }
        let lowered = reader.piece(tokens, None)?;
        // An aggregate within it is reported already, and nothing was lowered.
        reader.report(messages_of_types::not_an_aggregate(lowered.span()));
        None
    };
    read_formula((text, offset), scope, diagnostics, Position::Measure, whole)
}

/// Reads a formula: its groups first, then by `whole` what stands outside of them.
fn read_formula<T>(
    (text, offset): (&str, usize),
    scope: &dyn Scope,
    diagnostics: &mut Vec<Diagnostic>,
    position: Position,
    whole: impl FnOnce(&mut Reader<'_>, Vec<TokenWithSpan>) -> Option<T>,
) -> Option<T> {
    let mut found = Vec::new();
    let value = admit(text, offset, &mut found).and_then(|tokens| {
        let mut reader = Reader::new(text, offset, scope, &mut found, position);
        let rest = reader.read(tokens)?;
        whole(&mut reader, rest)
    });
    let value = value.filter(|_| found.is_empty());
    found.sort_by_key(|diagnostic| diagnostic.span);
    diagnostics.append(&mut found);
    value
}
