//! Operators over lowered operands: logic, comparison, arithmetic, lists, LIKE.

use sqlparser::ast::{BinaryOperator, Value, ValueWithSpan};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::lower::{Constant, Lowered, number_type};
use super::messages;
use super::parse::Reader;
use super::pattern;
use super::suggest::nearest;
use super::tokens::{keyword, span_of};
use super::typed::{
    Arithmetic, Comparison, ExpressionKind, Function, Literal, MOST_DECIMALS, Type,
};
use crate::diagnostic::Span;
use crate::limits;
use crate::text::Text;

impl Reader<'_> {
    /// A chain of AND (or of OR).
    pub(super) fn junction(&mut self, all: bool, terms: Vec<Option<Lowered>>) -> Option<Lowered> {
        let checked: Vec<Option<Lowered>> =
            terms.into_iter().map(|term| self.condition(term)).collect();
        let terms: Vec<Lowered> = checked.into_iter().collect::<Option<_>>()?;
        let depth = terms
            .iter()
            .map(|term| term.depth)
            .max()
            .unwrap_or_default();
        let span = match (terms.first(), terms.last()) {
            (Some(first), Some(last)) => Span::new(first.span().start, last.span().end),
            _ => Span::default(),
        };
        let terms = terms.into_iter().map(|term| term.expression).collect();
        let kind = if all {
            ExpressionKind::And(terms)
        } else {
            ExpressionKind::Or(terms)
        };
        self.part(kind, Type::Boolean, span, depth)
    }

    /// A comparison or arithmetic.
    pub(super) fn binary(
        &mut self,
        operator: &BinaryOperator,
        left: Option<Lowered>,
        right: Option<Lowered>,
    ) -> Option<Lowered> {
        let comparison = match operator {
            BinaryOperator::Eq => Some(Comparison::Equal),
            BinaryOperator::NotEq => Some(Comparison::NotEqual),
            BinaryOperator::Lt => Some(Comparison::Less),
            BinaryOperator::LtEq => Some(Comparison::LessOrEqual),
            BinaryOperator::Gt => Some(Comparison::Greater),
            BinaryOperator::GtEq => Some(Comparison::GreaterOrEqual),
            _ => None,
        };
        if let Some(comparison) = comparison {
            let (left, right) = (left?, right?);
            let span = Span::new(left.span().start, right.span().end);
            return self.compare(comparison, left, right, span);
        }
        let arithmetic = match operator {
            BinaryOperator::Plus => Arithmetic::Add,
            BinaryOperator::Minus => Arithmetic::Subtract,
            BinaryOperator::Multiply => Arithmetic::Multiply,
            BinaryOperator::Divide => Arithmetic::Divide,
            _ => {
                let span = Span::new(left?.span().start, right?.span().end);
                return self.unsupported_node(span);
            }
        };
        let (left, right) = (self.valued(left), self.valued(right));
        self.arithmetic(arithmetic, left, right)
    }

    /// A comparison; errors are reported at `place`.
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: Lowered,
        right: Lowered,
        place: Span,
    ) -> Option<Lowered> {
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        self.check_comparable(&left, &right, ordered, place)?;
        let span = Span::new(left.span().start, right.span().end);
        let depth = left.depth.max(right.depth);
        let kind = ExpressionKind::Compare(
            comparison,
            Box::new(left.expression),
            Box::new(right.expression),
        );
        self.part(kind, Type::Boolean, span, depth)
    }

    /// `IS [NOT] DISTINCT FROM`.
    pub(super) fn distinct(
        &mut self,
        left: Option<Lowered>,
        right: Option<Lowered>,
        negated: bool,
    ) -> Option<Lowered> {
        let (left, right) = (left?, right?);
        let span = Span::new(left.span().start, right.span().end);
        self.check_comparable(&left, &right, false, span)?;
        let depth = left.depth.max(right.depth);
        let kind = ExpressionKind::Distinct {
            left: Box::new(left.expression),
            right: Box::new(right.expression),
            negated,
        };
        self.part(kind, Type::Boolean, span, depth)
    }

    fn check_comparable(
        &mut self,
        left: &Lowered,
        right: &Lowered,
        ordered: bool,
        place: Span,
    ) -> Option<()> {
        if left.is_null() || right.is_null() {
            self.report(messages::compares_null(place));
            return None;
        }
        let (one, other) = (left.r#type(), right.r#type());
        let alike = one == other || (one.is_number() && other.is_number());
        if !alike {
            let help = comparison_help(left, right);
            self.report(messages::cannot_compare(place, one, other, help));
            return None;
        }
        if ordered && one == Type::Boolean {
            let help = Text::new(
                "是非值只能用 `=` 和 `<>` 比较",
                "true/false can be compared by `=` and `<>` only",
            );
            self.report(messages::cannot_compare(place, one, other, Some(help)));
            return None;
        }
        if !ordered {
            self.check_code(left, right)?;
            self.check_code(right, left)?;
        }
        Some(())
    }

    /// A text from a code list is compared with codes of that list only.
    fn check_code(&mut self, coded: &Lowered, other: &Lowered) -> Option<()> {
        let (Some(codes), Some(Literal::Text(written))) = (&coded.codes, other.literal()) else {
            return Some(());
        };
        self.known_code(codes, written, other.span())
    }

    fn known_code(&mut self, codes: &[String], written: &str, span: Span) -> Option<()> {
        if codes.iter().any(|code| code == written) {
            return Some(());
        }
        let suggestion = nearest(written, codes.iter().map(String::as_str));
        self.report(messages::unknown_code(span, written, suggestion, codes));
        None
    }

    /// The value, if it is a number.
    pub(super) fn number(&mut self, lowered: Option<Lowered>) -> Option<Lowered> {
        let lowered = self.valued(lowered)?;
        if !lowered.r#type().is_number() {
            let expected = Text::new("数", "a number");
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

    fn arithmetic(
        &mut self,
        operator: Arithmetic,
        left: Option<Lowered>,
        right: Option<Lowered>,
    ) -> Option<Lowered> {
        let dated = |operand: &Option<Lowered>| {
            operand
                .as_ref()
                .is_some_and(|value| value.r#type() == Type::Date)
        };
        match operator {
            Arithmetic::Subtract if dated(&left) && dated(&right) => {
                let (left, right) = (left?, right?);
                let span = Span::new(left.span().start, right.span().end);
                let depth = left.depth.max(right.depth);
                let kind = ExpressionKind::DaysBetween(
                    Box::new(left.expression),
                    Box::new(right.expression),
                );
                return self.part(kind, Type::Integer, span, depth);
            }
            Arithmetic::Add if dated(&left) && !dated(&right) => {
                let (date, days) = (left?, right?);
                let span = Span::new(date.span().start, days.span().end);
                return self.add_days(date, days, span);
            }
            Arithmetic::Add if dated(&right) && !dated(&left) => {
                let (days, date) = (left?, right?);
                let span = Span::new(days.span().start, date.span().end);
                return self.add_days(date, days, span);
            }
            Arithmetic::Subtract if dated(&left) => {
                let (date, days) = (left?, right?);
                let span = Span::new(date.span().start, days.span().end);
                let days = self.negative(days)?;
                return self.add_days(date, days, span);
            }
            _ => {}
        }
        let (left, right) = (self.number(left), self.number(right));
        let (left, right) = (left?, right?);
        let span = Span::new(left.span().start, right.span().end);
        let r#type = self.arithmetic_type(operator, left.r#type(), right.r#type(), span)?;
        let depth = left.depth.max(right.depth);
        let kind = ExpressionKind::Arithmetic(
            operator,
            Box::new(left.expression),
            Box::new(right.expression),
        );
        self.part(kind, r#type, span, depth)
    }

    fn arithmetic_type(
        &mut self,
        operator: Arithmetic,
        left: Type,
        right: Type,
        span: Span,
    ) -> Option<Type> {
        let (Some(left), Some(right)) = (decimals(left), decimals(right)) else {
            return Some(Type::Ratio);
        };
        let scale = match operator {
            Arithmetic::Divide => return Some(Type::Ratio),
            Arithmetic::Add | Arithmetic::Subtract => left.max(right),
            Arithmetic::Multiply => left.saturating_add(right),
        };
        if scale > MOST_DECIMALS {
            self.report(messages::too_many_decimals(span, u32::from(scale)));
            return None;
        }
        Some(if scale == 0 {
            Type::Integer
        } else {
            Type::Decimal { scale }
        })
    }

    fn add_days(&mut self, date: Lowered, days: Lowered, span: Span) -> Option<Lowered> {
        let days = self.whole_days(days)?;
        let depth = date.depth.max(days.depth);
        let kind = ExpressionKind::AddDays(Box::new(date.expression), Box::new(days.expression));
        self.part(kind, Type::Date, span, depth)
    }

    fn whole_days(&mut self, days: Lowered) -> Option<Lowered> {
        if days.r#type() == Type::Integer {
            return Some(days);
        }
        let help = Text::new(
            "日期加减的是整天数;两个日期只能相减",
            "whole days are added to a date; two dates can only be subtracted",
        );
        let expected = messages::type_name(Type::Integer);
        self.report(messages::wrong_type(
            days.span(),
            &expected,
            days.r#type(),
            Some(help),
        ));
        None
    }

    /// The days with the opposite sign, for `date - days`.
    fn negative(&mut self, days: Lowered) -> Option<Lowered> {
        let days = self.whole_days(days)?;
        if let Some(Literal::Number(number)) = days.literal()
            && let Ok(negated) = number.negate()
            && i64::try_from(negated.units()).is_ok()
        {
            let mut days = days;
            days.expression.kind = ExpressionKind::Literal(Literal::Number(negated));
            return Some(days);
        }
        let span = days.span();
        self.part(
            ExpressionKind::Negate(Box::new(days.expression)),
            Type::Integer,
            span,
            days.depth,
        )
    }

    /// The constants of the list of `IN`, which ends before `closer`. Those
    /// that are wrong are reported and left out.
    pub(super) fn constants(&mut self, tokens: &[TokenWithSpan], closer: Span) -> Vec<Constant> {
        let mut constants = Vec::new();
        let mut members = tokens.split(|token| token.token == Token::Comma);
        let count = members.clone().count();
        if let (true, Some(first)) = (count > limits::CODES, tokens.first()) {
            let span = Span::new(span_of(first.span).start, closer.start);
            self.report(messages::list_too_long(span, count));
            return constants;
        }
        for (index, member) in members.by_ref().enumerate() {
            match self.member(member) {
                Ok(constant) => constants.push(constant),
                Err(Some(span)) => self.report(messages::list_of_literals(span)),
                // Nothing between two commas; named by the sign that follows.
                Err(None) if !member.is_empty() => {}
                Err(None) => {
                    let following = tokens
                        .iter()
                        .filter(|token| token.token == Token::Comma)
                        .nth(index)
                        .map_or(closer, |comma| span_of(comma.span));
                    let written = self.written(following);
                    self.report(messages::unexpected(
                        following,
                        written,
                        super::syntax::expected("("),
                    ));
                }
            }
        }
        constants
    }

    /// One constant; an error without a span is reported already or an empty member.
    fn member(&mut self, tokens: &[TokenWithSpan]) -> Result<Constant, Option<Span>> {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return Err(None);
        };
        let span = Span::new(span_of(first.span).start, span_of(last.span).end);
        let literal = match tokens {
            [only] => match (&only.token, keyword(only)) {
                (Token::SingleQuotedString(text), _) => Literal::Text(text.clone()),
                (Token::Number(digits, _), _) => {
                    Literal::Number(self.decimal(digits, false, span).ok_or(None)?)
                }
                (_, Keyword::TRUE) => Literal::Boolean(true),
                (_, Keyword::FALSE) => Literal::Boolean(false),
                (_, Keyword::NULL) => {
                    self.report(messages::compares_null(span));
                    return Err(None);
                }
                _ => return Err(Some(span)),
            },
            [sign, number] => match (&sign.token, keyword(sign), &number.token) {
                (Token::Minus, _, Token::Number(digits, _)) => {
                    Literal::Number(self.decimal(digits, true, span).ok_or(None)?)
                }
                (_, Keyword::DATE, Token::SingleQuotedString(day)) => {
                    Literal::Date(self.day(day, span).ok_or(None)?)
                }
                _ => return Err(Some(span)),
            },
            _ => return Err(Some(span)),
        };
        Ok(Constant { literal, span })
    }

    /// The literals of `IN`, of the operand's type.
    pub(super) fn members(
        &mut self,
        operand: &Lowered,
        constants: Vec<Constant>,
    ) -> Option<Vec<Literal>> {
        let mut literals = Vec::with_capacity(constants.len());
        for Constant { literal, span } in constants {
            if let (Some(codes), Literal::Text(written)) = (&operand.codes, &literal) {
                self.known_code(codes, written, span);
            }
            let found = match &literal {
                Literal::Boolean(_) => Type::Boolean,
                Literal::Number(number) => number_type(*number),
                Literal::Date(_) => Type::Date,
                Literal::Text(_) | Literal::Null => Type::Text,
            };
            let fitted = match (literal, operand.r#type()) {
                (Literal::Number(number), Type::Ratio) => Some(Literal::Number(number)),
                (Literal::Number(number), wanted) => decimals(wanted)
                    .filter(|&scale| scale >= number.scale())
                    .and_then(|scale| number.rescale(scale).ok())
                    .map(Literal::Number),
                (literal, wanted) => (wanted == found).then_some(literal),
            };
            match fitted {
                Some(literal) => literals.push(literal),
                None => {
                    let expected = messages::type_name(operand.r#type());
                    self.report(messages::wrong_type(span, &expected, found, None));
                }
            }
        }
        // Empty where every member was wrong, which is reported.
        (!literals.is_empty()).then_some(literals)
    }

    /// `operand LIKE 'pattern'`.
    pub(super) fn like_pattern(
        &mut self,
        operand: Option<Lowered>,
        value: &ValueWithSpan,
    ) -> Option<Lowered> {
        let place = span_of(value.span);
        let Value::SingleQuotedString(written) = &value.value else {
            self.report(messages::pattern_not_literal(place));
            return None;
        };
        let expression = match pattern::from_like(written) {
            Ok(expression) => expression,
            Err(reason) => {
                self.report(messages::bad_pattern(place, &reason));
                return None;
            }
        };
        let operand = operand?;
        let span = Span::new(operand.span().start, place.end);
        let kind = ExpressionKind::Call(Function::Like(expression), vec![operand.expression]);
        self.part(kind, Type::Boolean, span, operand.depth)
    }
}

/// Digits after the point of a number that is no ratio.
pub(super) fn decimals(r#type: Type) -> Option<u8> {
    match r#type {
        Type::Integer => Some(0),
        Type::Decimal { scale } => Some(scale),
        _ => None,
    }
}

/// What an author who compares these probably meant.
fn comparison_help(left: &Lowered, right: &Lowered) -> Option<Text> {
    use crate::text::text;
    let (literal, other) = match (left.literal(), right.literal()) {
        (_, Some(literal)) => (literal, left.r#type()),
        (Some(literal), _) => (literal, right.r#type()),
        _ => return None,
    };
    match (literal, other) {
        (Literal::Text(written), Type::Date) => Some(text!(
            "日期写成 `DATE '{written}'`",
            "write the date as `DATE '{written}'`"
        )),
        (Literal::Text(written), number) if number.is_number() => Some(text!(
            "数不加引号:`{written}`",
            "write the number without quotes: `{written}`"
        )),
        (Literal::Number(written), Type::Text) => Some(text!(
            "文本要加引号:`'{written}'`",
            "write the text in quotes: `'{written}'`"
        )),
        _ => None,
    }
}
