//! Predicates: comparisons, DISTINCT FROM, IS NULL, IN, BETWEEN, LIKE.

use sqlparser::ast::{Expr, InTarget, Spanned, Value, ValueWithSpan};
use sqlparser::keywords::Keyword;

use super::arithmetic::decimals;
use super::messages;
use super::messages_of_types;
use super::operand::number_type;
use super::pattern;
use super::reader::{Constant, Group, Lowered, Reader};
use super::tokens::span_of;
use super::typed::{Comparison, ExpressionKind, Function, Literal, Type};
use crate::diagnostic::Span;
use crate::diagnostic::did_you_mean;
use crate::network::DivisionCode;
use crate::text::{Text, text};

impl Reader<'_> {
    /// A comparison; errors are reported at `place`.
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: Lowered,
        right: Lowered,
        place: Span,
    ) -> Option<Lowered> {
        let (left, right) = self.of_one_kind(left, right)?;
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
        let (left, right) = self.of_one_kind(left?, right?)?;
        let span = Span::new(left.span().start, right.span().end);
        // Only a missing value is not distinct from NULL.
        match (left.is_null(), right.is_null()) {
            (true, false) => return self.missing(right, span, !negated),
            (false, true) => return self.missing(left, span, !negated),
            _ => self.check_comparable(&left, &right, false, span)?,
        }
        let depth = left.depth.max(right.depth);
        let kind = ExpressionKind::Distinct {
            left: Box::new(left.expression),
            right: Box::new(right.expression),
            negated,
        };
        self.part(kind, Type::Boolean, span, depth)
    }

    /// `operand IS [NOT] NULL`.
    fn missing(&mut self, operand: Lowered, span: Span, negated: bool) -> Option<Lowered> {
        let kind = ExpressionKind::IsNull {
            operand: Box::new(operand.expression),
            negated,
        };
        self.part(kind, Type::Boolean, span, operand.depth)
    }

    /// The operands of a comparison: a text that is written out beside a division is the code of one,
    /// and beside any other text a division is its digits.
    fn of_one_kind(&mut self, left: Lowered, right: Lowered) -> Option<(Lowered, Lowered)> {
        let (of_left, of_right) = (left.r#type(), right.r#type());
        let (left, right) = (self.beside(left, of_right)?, self.beside(right, of_left)?);
        match (left.r#type(), right.r#type()) {
            (Type::Division, Type::Text) if !right.is_null() => Some((self.digits(left)?, right)),
            (Type::Text, Type::Division) if !left.is_null() => Some((left, self.digits(right)?)),
            _ => Some((left, right)),
        }
    }

    /// A value beside one of a type: a text that is written out beside a division is the code of a
    /// division.
    pub(super) fn beside(&mut self, mut value: Lowered, other: Type) -> Option<Lowered> {
        if other == Type::Division
            && let Some(Literal::Text(written)) = value.literal()
        {
            let code = self.division(&written.clone(), value.span())?;
            value.expression.kind = ExpressionKind::Literal(Literal::Division(code));
            value.expression.r#type = Type::Division;
        }
        Some(value)
    }

    /// The division that an author names by its code.
    fn division(&mut self, written: &str, span: Span) -> Option<DivisionCode> {
        let Ok(parsed) = DivisionCode::parse(written) else {
            self.report(messages_of_types::not_a_division(span, written));
            return None;
        };
        Some(self.scope.current_division(parsed.code))
    }

    fn check_comparable(
        &mut self,
        left: &Lowered,
        right: &Lowered,
        ordered: bool,
        place: Span,
    ) -> Option<()> {
        if left.is_null() || right.is_null() {
            self.report(messages_of_types::compares_null(place));
            return None;
        }
        let (one, other) = (left.r#type(), right.r#type());
        let alike = one == other || (one.is_number() && other.is_number());
        if !alike {
            let help = comparison_help(left, right);
            self.report(messages_of_types::cannot_compare(place, one, other, help));
            return None;
        }
        if ordered && one == Type::Boolean {
            let help = Text::new(
                "是非值只能用 `=` 和 `<>` 比较",
                "true/false can be compared by `=` and `<>` only",
            );
            self.report(messages_of_types::cannot_compare(
                place,
                one,
                other,
                Some(help),
            ));
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
        let suggestion = did_you_mean(written, codes.iter().map(String::as_str));
        self.report(messages_of_types::unknown_code(
            span, written, suggestion, codes,
        ));
        None
    }

    pub(super) fn null_test(&mut self, operand: Option<Lowered>, negated: bool) -> Option<Lowered> {
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
        self.missing(operand, span, negated)
    }

    pub(super) fn refuse_truth_test(&mut self, operand: Option<Lowered>) -> Option<Lowered> {
        let operand = operand?;
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

    pub(super) fn membership(
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
            let literal = match literal {
                Literal::Text(written) if operand.r#type() == Type::Division => {
                    literals.extend(self.division(&written, span).map(Literal::Division));
                    continue;
                }
                other => other,
            };
            let found = match &literal {
                Literal::Boolean(_) => Type::Boolean,
                Literal::Number(number) => number_type(*number),
                Literal::Date(_) => Type::Date,
                Literal::Text(_) | Literal::Division(_) | Literal::Null => Type::Text,
            };
            let fitted = match (literal, operand.r#type()) {
                // One with more digits than the operand can have equals none of its values.
                (Literal::Number(number), wanted) => wanted.is_number().then(|| {
                    let scale = decimals(wanted).unwrap_or(number.scale());
                    Literal::Number(number.rescale(scale).unwrap_or(number))
                }),
                (literal, wanted) => (wanted == found).then_some(literal),
            };
            match fitted {
                Some(literal) => literals.push(literal),
                None => {
                    let expected = messages_of_types::type_name(operand.r#type());
                    self.report(messages_of_types::wrong_type(span, &expected, found, None));
                }
            }
        }
        // Empty where every member was wrong, which is reported.
        (!literals.is_empty()).then_some(literals)
    }

    pub(super) fn between(
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

    pub(super) fn like(
        &mut self,
        operand: Option<Lowered>,
        pattern: &Expr,
        negated: bool,
    ) -> Option<Lowered> {
        let operand = self.text(operand);
        let Expr::Value(value) = pattern else {
            let span = span_of(pattern.span());
            self.report(messages_of_types::pattern_not_literal(span));
            return None;
        };
        let part = self.like_pattern(operand, value);
        self.negated_if(negated, part)
    }

    /// `operand LIKE 'pattern'`.
    fn like_pattern(&mut self, operand: Option<Lowered>, value: &ValueWithSpan) -> Option<Lowered> {
        let place = span_of(value.span);
        let Value::SingleQuotedString(written) = &value.value else {
            self.report(messages_of_types::pattern_not_literal(place));
            return None;
        };
        let expression = match pattern::from_like(written) {
            Ok(expression) => expression,
            Err(reason) => {
                self.report(messages_of_types::bad_pattern(place, &reason));
                return None;
            }
        };
        let operand = operand?;
        let span = Span::new(operand.span().start, place.end);
        let kind = ExpressionKind::Call(Function::Like(expression), vec![operand.expression]);
        self.part(kind, Type::Boolean, span, operand.depth)
    }
}

/// What an author who compares these probably meant.
fn comparison_help(left: &Lowered, right: &Lowered) -> Option<Text> {
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
