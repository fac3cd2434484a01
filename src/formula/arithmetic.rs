//! Logic and arithmetic over lowered operands.

use sqlparser::ast::BinaryOperator;

use super::messages_of_types;
use super::reader::{Lowered, Reader};
use super::typed::{Arithmetic, Comparison, ExpressionKind, Literal, MOST_DECIMALS, Type};
use crate::diagnostic::Span;
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

    /// The negation of a condition.
    pub(super) fn not(&mut self, operand: Lowered, span: Span) -> Option<Lowered> {
        let kind = ExpressionKind::Not(Box::new(operand.expression));
        self.part(kind, Type::Boolean, span, operand.depth)
    }

    pub(super) fn negated_if(
        &mut self,
        negated: bool,
        operand: Option<Lowered>,
    ) -> Option<Lowered> {
        let operand = operand?;
        if !negated {
            return Some(operand);
        }
        let span = operand.span();
        self.not(operand, span)
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

    /// The value, if it is a number.
    pub(super) fn number(&mut self, lowered: Option<Lowered>) -> Option<Lowered> {
        let lowered = self.valued(lowered)?;
        if !lowered.r#type().is_number() {
            let expected = Text::new("数", "a number");
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
            self.report(messages_of_types::too_many_decimals(span, u32::from(scale)));
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
        let expected = messages_of_types::type_name(Type::Integer);
        self.report(messages_of_types::wrong_type(
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
}

/// Digits after the point of a number that is no ratio.
pub(super) fn decimals(r#type: Type) -> Option<u8> {
    match r#type {
        Type::Integer => Some(0),
        Type::Decimal { scale } => Some(scale),
        _ => None,
    }
}
