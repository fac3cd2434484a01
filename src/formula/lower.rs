//! One flat piece of a formula → typed form, by the parser of `sqlparser`.

use sqlparser::ast::{BinaryOperator, Expr, InTarget};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::dialect::FormulaDialect;
use super::messages;
use super::messages_of_types;
use super::reader::{Lowered, Mark, Reader};
use super::syntax;
use super::tokens::{keyword, span_of};
use super::typed::{Expression, ExpressionKind, Function, Type};
use crate::diagnostic::Span;
use crate::limits;

/// The parser counts an operand as one level more, as it could begin with a type.
const PARSER_RECURSION: usize = limits::FORMULA_OPERATOR_NESTING + 1;

/// What stands to the right of an operand; trees that lean to the left are
/// taken apart into these, so that a long chain takes no stack.
enum Step {
    Binary(BinaryOperator, Box<Expr>),
    Null {
        negated: bool,
    },
    /// `IS TRUE` and its like, which are refused.
    Truth,
    Distinct {
        right: Box<Expr>,
        negated: bool,
    },
    In {
        target: InTarget,
        negated: bool,
    },
    Between {
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    Like {
        pattern: Box<Expr>,
        negated: bool,
    },
}

impl Reader<'_> {
    /// The typed form of a run of tokens without parentheses, which ends
    /// before `following` or with the formula.
    pub(super) fn piece(
        &mut self,
        tokens: Vec<TokenWithSpan>,
        following: Option<Span>,
    ) -> Option<Lowered> {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            if let Some(span) = following {
                let written = self.written(span);
                self.report(messages::unexpected(
                    span,
                    written,
                    syntax::expected("an expression"),
                ));
            }
            return None;
        };
        let whole = Span::new(span_of(first.span).start, span_of(last.span).end);
        self.marks = tokens
            .iter()
            .map(|token| Mark {
                span: span_of(token.span),
                keyword: keyword(token),
                reported: self.is_reported(token),
            })
            .collect();
        let mut parser = Parser::new(&FormulaDialect)
            .with_recursion_limit(PARSER_RECURSION)
            .with_tokens_with_locations(tokens);
        match parser.parse_expr() {
            Err(error) => self.syntax_error(&error, whole),
            Ok(_) if parser.peek_token_ref().token != Token::EOF => {
                let span = span_of(parser.peek_token_ref().span);
                self.unexpected_token(span, None);
            }
            Ok(tree) => return self.lower(Box::new(tree)),
        }
        None
    }

    /// The value, unless it is a NULL without a type.
    pub(super) fn valued(&mut self, lowered: Option<Lowered>) -> Option<Lowered> {
        let lowered = lowered?;
        if lowered.is_null() {
            self.report(messages_of_types::untyped_null(lowered.span()));
            return None;
        }
        Some(lowered)
    }

    /// The value, if it is of the type.
    pub(super) fn typed(&mut self, lowered: Option<Lowered>, r#type: Type) -> Option<Lowered> {
        let lowered = self.valued(lowered)?;
        if lowered.r#type() != r#type {
            let expected = messages_of_types::type_name(r#type);
            self.report(messages_of_types::wrong_type(
                lowered.span(),
                &expected,
                lowered.r#type(),
                None,
            ));
            return None;
        }
        Some(lowered)
    }

    /// The value, if it is a text; a division is the text of its 12 digits.
    pub(super) fn text(&mut self, lowered: Option<Lowered>) -> Option<Lowered> {
        match lowered {
            Some(division) if division.r#type() == Type::Division => self.digits(division),
            other => self.typed(other, Type::Text),
        }
    }

    /// A division as the text of its 12 digits.
    pub(super) fn digits(&mut self, division: Lowered) -> Option<Lowered> {
        let (span, depth) = (division.span(), division.depth);
        let kind = ExpressionKind::Call(Function::Digits, vec![division.expression]);
        self.part(kind, Type::Text, span, depth)
    }

    /// The value, if it is true, false or unknown.
    pub(super) fn condition(&mut self, lowered: Option<Lowered>) -> Option<Lowered> {
        self.typed(lowered, Type::Boolean)
    }

    /// A new part of the typed form, over parts of at most `depth`.
    pub(super) fn part(
        &mut self,
        kind: ExpressionKind,
        r#type: Type,
        span: Span,
        depth: usize,
    ) -> Option<Lowered> {
        let depth = depth.saturating_add(1);
        if depth > limits::FORMULA_DEPTH {
            self.report(messages::too_deep(span, limits::FORMULA_DEPTH));
            return None;
        }
        if !self.count(1, span) {
            return None;
        }
        Some(Lowered {
            expression: Expression { kind, r#type, span },
            codes: None,
            depth,
        })
    }

    /// Counts parts; whether there are few enough of them.
    fn count(&mut self, parts: usize, span: Span) -> bool {
        let before = self.parts;
        self.parts = before.saturating_add(parts);
        if self.parts > limits::FORMULA_NODES && before <= limits::FORMULA_NODES {
            self.report(messages::too_many_parts(span));
        }
        self.parts <= limits::FORMULA_NODES
    }

    /// A second copy of an operand, for `BETWEEN`.
    pub(super) fn copy(&mut self, expression: &Expression) -> Option<Expression> {
        self.count(expression.parts(), expression.span)
            .then(|| expression.clone())
    }

    /// The typed form of a tree of the parser.
    pub(super) fn lower(&mut self, tree: Box<Expr>) -> Option<Lowered> {
        let (leaf, mut steps) = unwind(tree);
        let mut value = self.leaf(*leaf);
        while let Some(step) = steps.pop() {
            value = match step {
                Step::Binary(operator, right) => self.chain(&operator, value, right, &mut steps),
                Step::Distinct { right, negated } => {
                    let right = self.lower(right);
                    self.distinct(value, right, negated)
                }
                Step::Between { low, high, negated } => {
                    let (low, high) = (self.lower(low), self.lower(high));
                    self.between(value, low, high, negated)
                }
                Step::Null { negated } => self.null_test(value, negated),
                Step::Truth => self.refuse_truth_test(value),
                Step::In { target, negated } => self.membership(value, target, negated),
                Step::Like { pattern, negated } => self.like(value, &pattern, negated),
            };
        }
        value
    }

    /// A binary operator; the terms of a chain of AND (or of OR) are taken together.
    fn chain(
        &mut self,
        operator: &BinaryOperator,
        left: Option<Lowered>,
        right: Box<Expr>,
        steps: &mut Vec<Step>,
    ) -> Option<Lowered> {
        let right = self.lower(right);
        if !matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
            return self.binary(operator, left, right);
        }
        let mut terms = vec![left, right];
        let alike = |step: &mut Step| matches!(step, Step::Binary(next, _) if next == operator);
        while let Some(Step::Binary(_, right)) = steps.pop_if(alike) {
            terms.push(self.lower(right));
        }
        self.junction(*operator == BinaryOperator::And, terms)
    }
}

/// Takes a tree that leans to the left apart, without recursion: its leftmost
/// operand and what follows it, the last first.
fn unwind(tree: Box<Expr>) -> (Box<Expr>, Vec<Step>) {
    let mut steps = Vec::new();
    let mut current = tree;
    loop {
        let (left, step) = match *current {
            Expr::BinaryOp { left, op, right } => (left, Step::Binary(op, right)),
            Expr::IsNull(left) => (left, Step::Null { negated: false }),
            Expr::IsNotNull(left) => (left, Step::Null { negated: true }),
            Expr::IsTrue(left)
            | Expr::IsNotTrue(left)
            | Expr::IsFalse(left)
            | Expr::IsNotFalse(left) => (left, Step::Truth),
            Expr::IsDistinctFrom(left, right) => (
                left,
                Step::Distinct {
                    right,
                    negated: false,
                },
            ),
            Expr::IsNotDistinctFrom(left, right) => (
                left,
                Step::Distinct {
                    right,
                    negated: true,
                },
            ),
            Expr::In {
                expr,
                target,
                negated,
                global: false,
            } => (expr, Step::In { target, negated }),
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => (expr, Step::Between { low, high, negated }),
            Expr::Like {
                negated,
                any: false,
                expr,
                pattern,
                escape_char: None,
            } => (expr, Step::Like { pattern, negated }),
            leaf => return (Box::new(leaf), steps),
        };
        steps.push(step);
        current = left;
    }
}
