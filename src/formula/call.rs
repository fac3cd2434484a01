//! Calls, CASE and COALESCE.

use std::ops::RangeInclusive;

use super::aggregate::{AGGREGATES, distinct_elsewhere, star_elsewhere};
use super::arithmetic::decimals;
use super::messages_of_types;
use super::operand::number_type;

use super::pattern;
use super::reader::{Argument, Call, Case, Group, Lowered, Reader};
use super::typed::{Arithmetic, Expression, ExpressionKind, Function, Literal, Type};
use crate::diagnostic::Span;
use crate::diagnostic::did_you_mean;
use crate::figure::Decimal;

/// The functions with the way they are written and how many arguments they take.
const FUNCTIONS: [(&str, &str, RangeInclusive<usize>); 7] = [
    ("coalesce", "coalesce(x, y)", 2..=usize::MAX),
    ("length", "length(x)", 1..=1),
    ("matches", "matches(x, 'pattern')", 2..=2),
    ("valid_citizen_id", "valid_citizen_id(x)", 1..=1),
    ("valid_credit_code", "valid_credit_code(x)", 1..=1),
    ("valid_division_code", "valid_division_code(x)", 1..=1),
    ("working_days", "working_days(from, to)", 2..=2),
];

impl Reader<'_> {
    /// The call at `span`. `outermost`: nothing of a measure stands around it.
    pub(super) fn call(&mut self, call: Call, span: Span, outermost: bool) -> Group {
        let lower_case = call.name.to_ascii_lowercase();
        let aggregate = AGGREGATES.iter().find(|(known, _)| *known == lower_case);
        if let (Some((_, function)), false) = (aggregate, call.qualified) {
            if !outermost {
                self.report(messages_of_types::misplaced_aggregate(span, &call.name));
                return Group::Value(None);
            }
            let name = call.name.clone();
            return Group::Aggregate(self.aggregate(*function, call, span), name);
        }
        let function = FUNCTIONS.iter().find(|(known, ..)| *known == lower_case);
        let Some((name, usage, count)) = function.filter(|_| !call.qualified) else {
            self.report_unknown(&call);
            return Group::Value(None);
        };
        if let Some(place) = call.distinct {
            self.report(distinct_elsewhere(place));
            return Group::Value(None);
        }
        let mut values = Vec::with_capacity(call.arguments.len());
        for argument in call.arguments {
            match argument {
                Argument::Value(Some(value)) => values.push(value),
                Argument::Value(None) => return Group::Value(None),
                Argument::Star(place) => {
                    self.report(star_elsewhere(place));
                    return Group::Value(None);
                }
            }
        }
        if !count.contains(&values.len()) {
            self.report(messages_of_types::argument_count(
                span,
                name,
                usage,
                values.len(),
            ));
            return Group::Value(None);
        }
        Group::Value(self.function(name, values, span))
    }

    fn report_unknown(&mut self, call: &Call) {
        let known = FUNCTIONS
            .iter()
            .map(|(known, ..)| *known)
            .chain(AGGREGATES.iter().map(|(known, _)| *known));
        let suggestion = did_you_mean(&call.name, known);
        let diagnostic = self.unsupported_word(call.name_span).unwrap_or_else(|| {
            messages_of_types::unknown_function(call.name_span, &call.name, suggestion)
        });
        self.report(diagnostic);
    }

    fn function(&mut self, name: &str, mut values: Vec<Lowered>, span: Span) -> Option<Lowered> {
        let (function, operands, r#type) = match name {
            "coalesce" => return self.coalesce(values, span),
            "matches" => {
                let pattern = self.matches_pattern(&values.pop()?)?;
                (Function::Matches(pattern), Type::Text, Type::Boolean)
            }
            "working_days" => (Function::WorkingDays, Type::Date, Type::Integer),
            "length" => (Function::Length, Type::Text, Type::Integer),
            "valid_citizen_id" => (Function::ValidCitizenId, Type::Text, Type::Boolean),
            "valid_credit_code" => (Function::ValidCreditCode, Type::Text, Type::Boolean),
            _ => (Function::ValidDivisionCode, Type::Text, Type::Boolean),
        };
        let checked: Vec<Option<Lowered>> = values
            .into_iter()
            .map(|value| match operands {
                Type::Text => self.text(Some(value)),
                _ => self.typed(Some(value), operands),
            })
            .collect();
        let arguments: Vec<Lowered> = checked.into_iter().collect::<Option<_>>()?;
        let depth = deepest(&arguments);
        let arguments = arguments
            .into_iter()
            .map(|argument| argument.expression)
            .collect();
        self.part(
            ExpressionKind::Call(function, arguments),
            r#type,
            span,
            depth,
        )
    }

    fn matches_pattern(&mut self, pattern: &Lowered) -> Option<regex::Regex> {
        let Some(Literal::Text(written)) = pattern.literal() else {
            self.report(messages_of_types::pattern_not_literal(pattern.span()));
            return None;
        };
        match pattern::from_matches(written) {
            Ok(expression) => Some(expression),
            Err(reason) => {
                self.report(messages_of_types::bad_pattern(pattern.span(), &reason));
                None
            }
        }
    }

    fn coalesce(&mut self, values: Vec<Lowered>, span: Span) -> Option<Lowered> {
        let (values, r#type) = self.unify(values, span)?;
        let depth = deepest(&values);
        let values = values.into_iter().map(|value| value.expression).collect();
        self.part(ExpressionKind::Coalesce(values), r#type, span, depth)
    }

    /// The CASE at `span`.
    pub(super) fn case(&mut self, case: Case, span: Span) -> Option<Lowered> {
        if case.refused {
            // Its conditions are not conditions but values.
            return None;
        }
        let mut conditions = Vec::new();
        let mut results = Vec::new();
        for (condition, result) in case.branches {
            conditions.push(self.condition(condition));
            results.push(result);
        }
        let has_otherwise = case.otherwise.is_some();
        results.extend(case.otherwise);
        let results: Option<Vec<Lowered>> = results.into_iter().collect();
        let (mut results, r#type) = self.unify(results?, span)?;
        let conditions: Vec<Lowered> = conditions.into_iter().collect::<Option<_>>()?;
        let depth = deepest(&conditions).max(deepest(&results));
        let otherwise = if has_otherwise { results.pop() } else { None };
        let branches = conditions
            .into_iter()
            .zip(results)
            .map(|(condition, result)| (condition.expression, result.expression))
            .collect();
        let otherwise = otherwise.map(|result| Box::new(result.expression));
        self.part(
            ExpressionKind::Case {
                branches,
                otherwise,
            },
            r#type,
            span,
            depth,
        )
    }

    /// Gives all results one type: numbers the widest kind among them, NULL
    /// that of the others.
    fn unify(&mut self, values: Vec<Lowered>, span: Span) -> Option<(Vec<Lowered>, Type)> {
        let values = self.beside_divisions(values)?;
        let mut common: Option<Type> = None;
        let mut fits = true;
        for value in values.iter().filter(|value| !value.is_null()) {
            let found = value.r#type();
            match common.map_or(Some(found), |common| widest(common, found)) {
                Some(wider) => common = Some(wider),
                None => {
                    let first = common.unwrap_or(found);
                    self.report(messages_of_types::different_results(
                        value.span(),
                        first,
                        found,
                    ));
                    fits = false;
                }
            }
        }
        let Some(common) = common else {
            self.report(messages_of_types::untyped_null(
                values.first().map_or(span, Lowered::span),
            ));
            return None;
        };
        if !fits {
            return None;
        }
        let widened: Option<Vec<Lowered>> = values
            .into_iter()
            .map(|value| self.widen(value, common))
            .collect();
        Some((widened?, common))
    }

    /// Values of which one is a division: the texts written out among them are codes; where there
    /// are other texts, all are texts, and a division is its digits.
    fn beside_divisions(&mut self, values: Vec<Lowered>) -> Option<Vec<Lowered>> {
        let is_division = |value: &Lowered| value.r#type() == Type::Division;
        let is_text = |value: &Lowered| value.r#type() == Type::Text && value.literal().is_none();
        if !values.iter().any(is_division) {
            return Some(values);
        }
        let are_texts = values.iter().any(is_text);
        let alike = values.into_iter().map(|value| match are_texts {
            true if value.r#type() == Type::Division => self.digits(value),
            true => Some(value),
            false => self.beside(value, Type::Division),
        });
        alike.collect()
    }

    /// The same number as one of a wider kind: divided by 1, or 0.00 added,
    /// which changes the type and nothing else.
    fn widen(&mut self, mut value: Lowered, wanted: Type) -> Option<Lowered> {
        if value.is_null() || value.r#type() == wanted {
            value.expression.r#type = wanted;
            return Some(value);
        }
        let (span, depth) = (value.span(), value.depth);
        let (operator, neutral) = match wanted {
            Type::Decimal { scale } => {
                if let Some(Literal::Number(number)) = value.literal()
                    && let Ok(rescaled) = number.rescale(scale)
                    && rescaled.units().unsigned_abs() < MOST_UNITS
                {
                    value.expression.kind = ExpressionKind::Literal(Literal::Number(rescaled));
                    value.expression.r#type = wanted;
                    return Some(value);
                }
                (Arithmetic::Add, Decimal::new(0, scale))
            }
            _ => (Arithmetic::Divide, Decimal::integer(1)),
        };
        let literal = ExpressionKind::Literal(Literal::Number(neutral));
        let neutral = Expression {
            kind: literal,
            r#type: number_type(neutral),
            span,
        };
        let kind =
            ExpressionKind::Arithmetic(operator, Box::new(value.expression), Box::new(neutral));
        self.part(kind, wanted, span, depth)
    }
}

/// Decimals that are written out have at most 18 digits.
const MOST_UNITS: u128 = 1_000_000_000_000_000_000;

fn deepest(values: &[Lowered]) -> usize {
    values
        .iter()
        .map(|value| value.depth)
        .max()
        .unwrap_or_default()
}

/// The kind of number both are, or the type both have.
fn widest(one: Type, other: Type) -> Option<Type> {
    if one == other {
        return Some(one);
    }
    if !one.is_number() || !other.is_number() {
        return None;
    }
    Some(match (decimals(one), decimals(other)) {
        (Some(left), Some(right)) => Type::Decimal {
            scale: left.max(right),
        },
        _ => Type::Ratio,
    })
}
