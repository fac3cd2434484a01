//! Operands of a piece: names, constants, signs, NOT, and the placeholders of
//! groups that were lowered before.

use sqlparser::ast::{DataType, Expr, Ident, Spanned, UnaryOperator, Value, ValueWithSpan};

use super::dialect::is_reserved_word;
use super::messages;
use super::messages_of_types;
use super::reader::{Group, Lowered, Reader};
use super::syntax;
use super::tokens::span_of;
use super::typed::{ExpressionKind, Literal, MOST_DECIMALS, Type};
use crate::calendar::Date;
use crate::diagnostic::Span;
use crate::diagnostic::did_you_mean;
use crate::figure::Decimal;
use crate::text::Text;

impl Reader<'_> {
    /// The leftmost operand of a piece.
    pub(super) fn leaf(&mut self, leaf: Expr) -> Option<Lowered> {
        match leaf {
            Expr::Identifier(name) => self.name(None, &name),
            Expr::CompoundIdentifier(parts) => self.qualified_name(&parts),
            Expr::Value(value) => self.value(value),
            Expr::TypedString(typed) => self.typed_string(&typed.data_type, &typed.value),
            Expr::UnaryOp { op, expr } => self.unary(op, expr),
            // A name that begins with `_` before a text is MySQL's way to name
            // its character set.
            Expr::Prefixed { value, .. } => {
                self.unexpected_token(span_of(value.span()), None);
                None
            }
            other => self.unsupported_node(span_of(other.span())),
        }
    }

    fn value(&mut self, value: ValueWithSpan) -> Option<Lowered> {
        let span = span_of(value.span);
        match value.value {
            Value::Placeholder(name) => self.placeholder(&name, span),
            other => self.constant(other, span, false),
        }
    }

    fn typed_string(&mut self, r#type: &DataType, value: &ValueWithSpan) -> Option<Lowered> {
        let span = self.with_word_before(span_of(value.span));
        let (DataType::Date, Value::SingleQuotedString(written)) = (r#type, &value.value) else {
            return self.unsupported_node(span);
        };
        let date = self.day(written, span)?;
        self.part(
            ExpressionKind::Literal(Literal::Date(date)),
            Type::Date,
            span,
            0,
        )
    }

    fn unary(&mut self, operator: UnaryOperator, operand: Box<Expr>) -> Option<Lowered> {
        if operator == UnaryOperator::Minus {
            return match *operand {
                Expr::Value(value) if matches!(value.value, Value::Number(..)) => {
                    let span = self.with_word_before(span_of(value.span));
                    self.constant(value.value, span, true)
                }
                operand => {
                    let lowered = self.lower(Box::new(operand));
                    self.negate(lowered)
                }
            };
        }
        let lowered = self.lower(operand);
        self.not_or_plus(&operator, lowered)
    }

    fn negate(&mut self, operand: Option<Lowered>) -> Option<Lowered> {
        let operand = self.number(operand)?;
        let span = self.with_word_before(operand.span());
        let (r#type, depth) = (operand.r#type(), operand.depth);
        let kind = ExpressionKind::Negate(Box::new(operand.expression));
        self.part(kind, r#type, span, depth)
    }

    fn not_or_plus(
        &mut self,
        operator: &UnaryOperator,
        operand: Option<Lowered>,
    ) -> Option<Lowered> {
        if *operator == UnaryOperator::Not {
            let operand = self.condition(operand)?;
            let span = self.with_word_before(operand.span());
            return self.not(operand, span);
        }
        let start = self.with_word_before(operand?.span()).start;
        let help = Text::new("去掉正号", "leave the sign out");
        let sign = Span::new(start, start.saturating_add(1));
        self.report(messages::unsupported(sign, "+x", help));
        None
    }

    fn placeholder(&mut self, name: &str, span: Span) -> Option<Lowered> {
        if name.starts_with('#') {
            return match self.take_named_group(name)? {
                Group::Value(value) => value,
                Group::Aggregate(_, function) => {
                    self.report(messages_of_types::misplaced_aggregate(span, &function));
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
        if qualifier.is_none() && is_reserved_word(&name.value) {
            // The parser takes a keyword for a name where it makes no sense.
            self.unexpected_token(span, syntax::expected("an expression"));
            return None;
        }
        self.resolve(
            qualifier.map(|ident| ident.value.as_str()),
            &name.value,
            span,
        )
    }

    fn qualified_name(&mut self, parts: &[Ident]) -> Option<Lowered> {
        if let [qualifier, name] = parts {
            return self.name(Some(qualifier), name);
        }
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

    fn unknown_name(&mut self, written: &str, span: Span) {
        let candidates = self.scope.candidates();
        let suggestion = did_you_mean(written, candidates.iter().map(String::as_str));
        self.report(messages_of_types::unknown_name(span, written, suggestion));
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
            self.report(messages_of_types::number_too_large(span, written));
        }
        parsed
    }

    /// The day written in ISO 8601.
    pub(super) fn day(&mut self, written: &str, span: Span) -> Option<Date> {
        let date = Date::parse(written);
        if date.is_none() {
            self.report(messages_of_types::invalid_date(span, written));
        }
        date
    }

    /// The span with the token right before it: a sign, NOT, DATE.
    pub(super) fn with_word_before(&self, span: Span) -> Span {
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
        scale => significant <= 18 && scale <= MOST_DECIMALS,
    };
    fits.then_some(number)
}
