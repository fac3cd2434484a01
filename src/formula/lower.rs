//! One flat piece of a formula → typed form, by the parser of `sqlparser`.

use sqlparser::ast::{BinaryOperator, DataType, Expr, Ident, InTarget, UnaryOperator, Value};
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::dialect::FormulaDialect;
use super::messages;
use super::parse::{Group, Mark, Reader};
use super::suggest::nearest;
use super::syntax;
use super::tokens::{keyword, span_of};
use super::typed::{Comparison, Expression, ExpressionKind, Literal, Type};
use crate::calendar::Date;
use crate::diagnostic::Span;
use crate::figure::Decimal;
use crate::limits;
use crate::text::Text;

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

/// A member of the list of `IN`.
pub(super) struct Constant {
    pub(super) literal: Literal,
    pub(super) span: Span,
}

/// What stands to the right of an operand; trees that lean to the left are
/// taken apart into these, so that a long chain takes no stack.
enum Step {
    Binary(BinaryOperator, Expr),
    Null {
        negated: bool,
    },
    Distinct {
        right: Expr,
        negated: bool,
    },
    In {
        target: InTarget,
        negated: bool,
    },
    Between {
        low: Expr,
        high: Expr,
        negated: bool,
    },
    Like {
        pattern: Expr,
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
            })
            .collect();
        let mut parser = Parser::new(&FormulaDialect)
            .with_recursion_limit(limits::FORMULA_OPERATOR_NESTING)
            .with_tokens_with_locations(tokens);
        match parser.parse_expr() {
            Err(error) => self.syntax_error(&error, whole),
            Ok(_) if parser.peek_token_ref().token != Token::EOF => {
                let span = span_of(parser.peek_token_ref().span);
                self.unexpected_token(span, None);
            }
            Ok(tree) => return self.lower(tree),
        }
        None
    }

    /// The value, unless it is a NULL without a type.
    pub(super) fn valued(&mut self, lowered: Option<Lowered>) -> Option<Lowered> {
        let lowered = lowered?;
        if lowered.is_null() {
            self.report(messages::untyped_null(lowered.span()));
            return None;
        }
        Some(lowered)
    }

    /// The value, if it is of the type.
    pub(super) fn typed(&mut self, lowered: Option<Lowered>, r#type: Type) -> Option<Lowered> {
        let lowered = self.valued(lowered)?;
        if lowered.r#type() != r#type {
            let expected = messages::type_name(r#type);
            self.report(messages::wrong_type(
                lowered.span(),
                &expected,
                lowered.r#type(),
                None,
            ));
            return None;
        }
        Some(lowered)
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
        self.parts = self.parts.saturating_add(parts);
        let few = self.parts <= limits::FORMULA_NODES;
        if !few {
            self.report(messages::too_many_parts(span));
        }
        few
    }

    /// A second copy of an operand, for `BETWEEN`.
    fn copy(&mut self, expression: &Expression) -> Option<Expression> {
        self.count(expression.parts(), expression.span)
            .then(|| expression.clone())
    }

    fn lower(&mut self, tree: Expr) -> Option<Lowered> {
        let (leaf, mut steps) = unwind(tree);
        let mut value = self.leaf(leaf);
        while let Some(step) = steps.pop() {
            value = match step {
                Step::Binary(operator @ (BinaryOperator::And | BinaryOperator::Or), right) => {
                    let mut terms = vec![value, self.lower(right)];
                    while let Some(Step::Binary(_, right)) = steps
                        .pop_if(|step| matches!(step, Step::Binary(next, _) if *next == operator))
                    {
                        terms.push(self.lower(right));
                    }
                    self.junction(operator == BinaryOperator::And, terms)
                }
                Step::Binary(operator, right) => {
                    let right = self.lower(right);
                    self.binary(&operator, value, right)
                }
                Step::Null { negated } => self.null_test(value, negated),
                Step::Distinct { right, negated } => {
                    let right = self.lower(right);
                    self.distinct(value, right, negated)
                }
                Step::In { target, negated } => self.membership(value, target, negated),
                Step::Between { low, high, negated } => {
                    let (low, high) = (self.lower(low), self.lower(high));
                    self.between(value, low, high, negated)
                }
                Step::Like { pattern, negated } => self.like(value, &pattern, negated),
            };
        }
        value
    }

    fn leaf(&mut self, leaf: Expr) -> Option<Lowered> {
        match leaf {
            Expr::Identifier(name) => self.name(None, &name),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [qualifier, name] => self.name(Some(qualifier), name),
                _ => self.overqualified(&parts),
            },
            Expr::Value(value) => {
                let span = span_of(value.span);
                match value.value {
                    Value::Placeholder(name) => self.placeholder(&name, span),
                    other => self.constant(other, span, false),
                }
            }
            Expr::TypedString(typed) => {
                let span = self.with_word_before(span_of(typed.value.span));
                match (typed.data_type, typed.value.value) {
                    (DataType::Date, Value::SingleQuotedString(day)) => self.date(&day, span),
                    _ => self.unsupported_node(span),
                }
            }
            Expr::UnaryOp { op, expr } => self.unary(op, *expr),
            Expr::IsTrue(operand)
            | Expr::IsNotTrue(operand)
            | Expr::IsFalse(operand)
            | Expr::IsNotFalse(operand) => self.refuse_truth_test(*operand),
            other => {
                let span = span_of(sqlparser::ast::Spanned::span(&other));
                self.unsupported_node(span)
            }
        }
    }

    fn refuse_truth_test(&mut self, operand: Expr) -> Option<Lowered> {
        let operand = self.lower(operand)?;
        let mut after = self
            .marks
            .iter()
            .skip_while(|mark| mark.span.start < operand.span().end);
        let start = after.next().map_or(operand.span(), |mark| mark.span);
        let end = after
            .find(|mark| matches!(mark.keyword, Keyword::TRUE | Keyword::FALSE))
            .map_or(start, |mark| mark.span);
        let help = Text::new(
            "写成 `x IS NOT DISTINCT FROM TRUE`(未知不算真),或直接写条件",
            "write `x IS NOT DISTINCT FROM TRUE` (unknown is not true), or the condition alone",
        );
        self.report(messages::unsupported(
            Span::new(start.start, end.end),
            "IS TRUE / IS FALSE",
            help,
        ));
        None
    }

    fn unary(&mut self, operator: UnaryOperator, operand: Expr) -> Option<Lowered> {
        match (operator, operand) {
            (UnaryOperator::Minus, Expr::Value(value))
                if matches!(value.value, Value::Number(..)) =>
            {
                let span = self.with_word_before(span_of(value.span));
                self.constant(value.value, span, true)
            }
            (UnaryOperator::Minus, operand) => {
                let lowered = self.lower(operand);
                let operand = self.number(lowered)?;
                let span = self.with_word_before(operand.span());
                let r#type = operand.r#type();
                let kind = ExpressionKind::Negate(Box::new(operand.expression));
                self.part(kind, r#type, span, operand.depth)
            }
            (UnaryOperator::Not, operand) => {
                let lowered = self.lower(operand);
                let operand = self.condition(lowered)?;
                let span = self.with_word_before(operand.span());
                self.not(operand, span)
            }
            (_, operand) => {
                let lowered = self.lower(operand)?;
                let span = self.with_word_before(lowered.span());
                let sign = Span::new(span.start, span.start.saturating_add(1));
                let help = Text::new("去掉正号", "leave the sign out");
                self.report(messages::unsupported(sign, "+x", help));
                None
            }
        }
    }

    /// The negation of a condition.
    pub(super) fn not(&mut self, operand: Lowered, span: Span) -> Option<Lowered> {
        let kind = ExpressionKind::Not(Box::new(operand.expression));
        self.part(kind, Type::Boolean, span, operand.depth)
    }

    fn negated_if(&mut self, negated: bool, operand: Option<Lowered>) -> Option<Lowered> {
        let operand = operand?;
        if !negated {
            return Some(operand);
        }
        let span = operand.span();
        self.not(operand, span)
    }

    fn placeholder(&mut self, name: &str, span: Span) -> Option<Lowered> {
        if name.starts_with('#') {
            return match self.take_named_group(name)? {
                Group::Value(value) => value,
                Group::Aggregate(_, function) => {
                    self.report(messages::misplaced_aggregate(span, &function));
                    None
                }
                Group::List(..) => None,
            };
        }
        self.resolve(None, name, span)
    }

    fn name(&mut self, qualifier: Option<&Ident>, name: &Ident) -> Option<Lowered> {
        let start = span_of(qualifier.unwrap_or(name).span).start;
        let span = Span::new(start, span_of(name.span).end);
        self.resolve(
            qualifier.map(|ident| ident.value.as_str()),
            &name.value,
            span,
        )
    }

    fn resolve(&mut self, qualifier: Option<&str>, name: &str, span: Span) -> Option<Lowered> {
        let Some(resolved) = self.scope.resolve(qualifier, name) else {
            let written = match qualifier {
                Some(qualifier) => format!("{qualifier}.{name}"),
                None => name.to_owned(),
            };
            self.unknown_name(&written, span);
            return None;
        };
        let kind = ExpressionKind::Name(resolved.reference);
        let lowered = self.part(kind, resolved.r#type, span, 0)?;
        Some(Lowered {
            codes: resolved.codes,
            ..lowered
        })
    }

    fn overqualified(&mut self, parts: &[Ident]) -> Option<Lowered> {
        let written = parts
            .iter()
            .map(|part| part.value.as_str())
            .collect::<Vec<_>>()
            .join(".");
        let start = parts.first().map_or(0, |part| span_of(part.span).start);
        let end = parts.last().map_or(start, |part| span_of(part.span).end);
        self.unknown_name(&written, Span::new(start, end));
        None
    }

    fn unknown_name(&mut self, written: &str, span: Span) {
        let candidates = self.scope.candidates();
        let suggestion = nearest(written, candidates.iter().map(String::as_str));
        self.report(messages::unknown_name(span, written, suggestion));
    }

    fn constant(&mut self, value: Value, span: Span, negative: bool) -> Option<Lowered> {
        let (literal, r#type) = match value {
            Value::Boolean(truth) => (Literal::Boolean(truth), Type::Boolean),
            Value::SingleQuotedString(text) => (Literal::Text(text), Type::Text),
            // Its type is given by where it stands.
            Value::Null => (Literal::Null, Type::Text),
            Value::Number(digits, _) => {
                let number = self.decimal(&digits, negative, span)?;
                (Literal::Number(number), number_type(number))
            }
            _ => return self.unsupported_node(span),
        };
        self.part(ExpressionKind::Literal(literal), r#type, span, 0)
    }

    /// The number of digits and at most one point.
    pub(super) fn decimal(&mut self, digits: &str, negative: bool, span: Span) -> Option<Decimal> {
        let parsed = exact(digits, negative);
        if parsed.is_none() {
            let written = self.written(span);
            self.report(messages::number_too_large(span, written));
        }
        parsed
    }

    fn date(&mut self, written: &str, span: Span) -> Option<Lowered> {
        let Some(date) = self.day(written, span) else {
            return None;
        };
        self.part(
            ExpressionKind::Literal(Literal::Date(date)),
            Type::Date,
            span,
            0,
        )
    }

    /// The day written in ISO 8601.
    pub(super) fn day(&mut self, written: &str, span: Span) -> Option<Date> {
        let date = Date::parse(written);
        if date.is_none() {
            self.report(messages::invalid_date(span, written));
        }
        date
    }

    fn null_test(&mut self, operand: Option<Lowered>, negated: bool) -> Option<Lowered> {
        let operand = self.valued(operand)?;
        let mut after = self
            .marks
            .iter()
            .skip_while(|mark| mark.span.start < operand.span().end);
        let opening = after.next().copied();
        let end = after
            .find(|mark| mark.keyword == Keyword::NULL)
            .map(|mark| mark.span.end);
        let mut span = operand.span();
        match (opening, end) {
            (Some(mark), Some(end)) if mark.keyword == Keyword::IS => span.end = end,
            // The parser takes `x NOT NULL` too.
            (Some(mark), _) => {
                let help = Text::new("写成 `x IS NOT NULL`", "write `x IS NOT NULL`");
                self.report(messages::unsupported(mark.span, "x NOT NULL", help));
                return None;
            }
            (None, _) => {}
        }
        let kind = ExpressionKind::IsNull {
            operand: Box::new(operand.expression),
            negated,
        };
        self.part(kind, Type::Boolean, span, operand.depth)
    }

    fn membership(
        &mut self,
        operand: Option<Lowered>,
        target: InTarget,
        negated: bool,
    ) -> Option<Lowered> {
        let group = match target {
            InTarget::List(items) => match items.as_slice() {
                [Expr::Value(value)] => match &value.value {
                    Value::Placeholder(name) => self.take_named_group(name),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        let operand = self.valued(operand)?;
        let Some(Group::List(constants, list)) = group else {
            return None;
        };
        let span = Span::new(operand.span().start, list.end);
        let literals = self.members(&operand, constants)?;
        let kind = ExpressionKind::In(Box::new(operand.expression), literals);
        let part = self.part(kind, Type::Boolean, span, operand.depth);
        self.negated_if(negated, part)
    }

    fn between(
        &mut self,
        value: Option<Lowered>,
        low: Option<Lowered>,
        high: Option<Lowered>,
        negated: bool,
    ) -> Option<Lowered> {
        let (value, low, high) = (value?, low?, high?);
        let (depth, codes) = (value.depth, value.codes.clone());
        let expression = self.copy(&value.expression)?;
        let again = Lowered {
            expression,
            codes,
            depth,
        };
        let span = Span::new(value.span().start, high.span().end);
        let (low_span, high_span) = (low.span(), high.span());
        let lower = self.compare(Comparison::GreaterOrEqual, value, low, low_span);
        let upper = self.compare(Comparison::LessOrEqual, again, high, high_span);
        let (lower, upper) = (lower?, upper?);
        let depth = lower.depth.max(upper.depth);
        let kind = ExpressionKind::And(vec![lower.expression, upper.expression]);
        let part = self.part(kind, Type::Boolean, span, depth);
        self.negated_if(negated, part)
    }

    fn like(&mut self, operand: Option<Lowered>, pattern: &Expr, negated: bool) -> Option<Lowered> {
        let operand = self.typed(operand, Type::Text);
        let Expr::Value(value) = pattern else {
            let span = span_of(sqlparser::ast::Spanned::span(pattern));
            self.report(messages::pattern_not_literal(span));
            return None;
        };
        let part = self.like_pattern(operand, value);
        self.negated_if(negated, part)
    }

    /// The span with the token right before it: a sign, NOT, DATE.
    fn with_word_before(&self, span: Span) -> Span {
        let before = self
            .marks
            .iter()
            .rev()
            .find(|mark| mark.span.end <= span.start);
        Span::new(before.map_or(span.start, |mark| mark.span.start), span.end)
    }
}

/// The type of a number written out.
pub(super) fn number_type(number: Decimal) -> Type {
    match number.scale() {
        0 => Type::Integer,
        scale => Type::Decimal { scale },
    }
}

/// A whole number of 64 bits, or a decimal of at most 18 digits.
fn exact(digits: &str, negative: bool) -> Option<Decimal> {
    let significant = digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .skip_while(|&byte| byte == b'0')
        .count();
    if significant > 19 {
        return None;
    }
    let magnitude = Decimal::parse(digits)?;
    let number = if negative {
        magnitude.negate().ok()?
    } else {
        magnitude
    };
    let fits = match number.scale() {
        0 => i64::try_from(number.units()).is_ok(),
        scale => significant <= 18 && scale <= super::typed::MOST_DECIMALS,
    };
    fits.then_some(number)
}

/// Takes a tree that leans to the left apart, without recursion: its leftmost
/// operand and what follows it, the last first.
fn unwind(tree: Expr) -> (Expr, Vec<Step>) {
    let mut steps = Vec::new();
    let mut current = tree;
    loop {
        let (left, step) = match current {
            Expr::BinaryOp { left, op, right } => (left, Step::Binary(op, *right)),
            Expr::IsNull(left) => (left, Step::Null { negated: false }),
            Expr::IsNotNull(left) => (left, Step::Null { negated: true }),
            Expr::IsDistinctFrom(left, right) => (
                left,
                Step::Distinct {
                    right: *right,
                    negated: false,
                },
            ),
            Expr::IsNotDistinctFrom(left, right) => (
                left,
                Step::Distinct {
                    right: *right,
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
            } => (
                expr,
                Step::Between {
                    low: *low,
                    high: *high,
                    negated,
                },
            ),
            Expr::Like {
                negated,
                any: false,
                expr,
                pattern,
                escape_char: None,
            } => (
                expr,
                Step::Like {
                    pattern: *pattern,
                    negated,
                },
            ),
            leaf => {
                return (leaf, steps);
            }
        };
        steps.push(step);
        current = *left;
    }
}
