//! Calls, aggregates, CASE and COALESCE.

use super::arithmetic::decimals;
use super::lower::Lowered;
use super::messages_of_types;
use super::operand::number_type;

use super::groups::{Case, Group};
use super::parse::Reader;
use super::pattern;
use super::suggest::nearest;
use super::typed::{
    Aggregate, AggregateFunction, Arithmetic, Expression, ExpressionKind, Function, Literal, Type,
};
use crate::diagnostic::Span;
use crate::figure::Decimal;
use crate::text::{Text, text};

/// An argument of a call.
pub(super) enum Argument {
    /// `*`
    Star(Span),
    /// An expression; nothing if it was wrong, which is reported.
    Value(Option<Lowered>),
}

/// The functions with the way they are written.
const FUNCTIONS: [(&str, &str); 7] = [
    ("coalesce", "coalesce(x, y)"),
    ("length", "length(x)"),
    ("matches", "matches(x, 'pattern')"),
    ("valid_citizen_id", "valid_citizen_id(x)"),
    ("valid_credit_code", "valid_credit_code(x)"),
    ("valid_division_code", "valid_division_code(x)"),
    ("working_days", "working_days(from, to)"),
];

const AGGREGATES: [(&str, AggregateFunction); 4] = [
    ("count", AggregateFunction::Count),
    ("max", AggregateFunction::Max),
    ("min", AggregateFunction::Min),
    ("sum", AggregateFunction::Sum),
];

impl Reader<'_> {
    /// The call of `name` at `span`. `outermost`: nothing of a measure stands around it.
    pub(super) fn call(
        &mut self,
        name: String,
        name_span: Span,
        span: Span,
        distinct: Option<Span>,
        arguments: Vec<Argument>,
        outermost: bool,
    ) -> Group {
        let lower_case = name.to_ascii_lowercase();
        if let Some((_, function)) = AGGREGATES.iter().find(|(known, _)| *known == lower_case) {
            if !outermost {
                self.report(messages_of_types::misplaced_aggregate(span, &name));
                return Group::Value(None);
            }
            let aggregate = self.aggregate(*function, span, distinct, arguments);
            return Group::Aggregate(aggregate, name);
        }
        let Some((_, usage)) = FUNCTIONS.iter().find(|(known, _)| *known == lower_case) else {
            if let Some(diagnostic) = self.unsupported_word(name_span) {
                self.report(diagnostic);
                return Group::Value(None);
            }
            let known = FUNCTIONS
                .iter()
                .map(|(known, _)| *known)
                .chain(AGGREGATES.iter().map(|(known, _)| *known));
            let suggestion = nearest(&name, known);
            self.report(messages_of_types::unknown_function(
                name_span, &name, suggestion,
            ));
            return Group::Value(None);
        };
        if let Some(place) = distinct {
            self.report(distinct_elsewhere(place));
            return Group::Value(None);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match argument {
                Argument::Value(value) => values.push(value),
                Argument::Star(place) => {
                    self.report(star_elsewhere(place));
                    return Group::Value(None);
                }
            }
        }
        let (fewest, most) = match lower_case.as_str() {
            "coalesce" => (2, usize::MAX),
            "matches" | "working_days" => (2, 2),
            _ => (1, 1),
        };
        if values.iter().any(Option::is_none) {
            return Group::Value(None);
        }
        if !(fewest..=most).contains(&values.len()) {
            self.report(messages_of_types::argument_count(
                span,
                &lower_case,
                usage,
                values.len(),
            ));
            return Group::Value(None);
        }
        Group::Value(self.function(&lower_case, values, span))
    }

    fn function(
        &mut self,
        name: &str,
        values: Vec<Option<Lowered>>,
        span: Span,
    ) -> Option<Lowered> {
        let (function, arguments, r#type) = match name {
            "coalesce" => return self.coalesce(values, span),
            "matches" => {
                let mut values = values.into_iter();
                let (value, pattern) = (values.next().flatten(), values.next().flatten());
                let value = self.typed(value, Type::Text);
                let expression = self.matches_pattern(pattern?)?;
                (Function::Matches(expression), vec![value], Type::Boolean)
            }
            "working_days" => (
                Function::WorkingDays,
                self.all_typed(values, Type::Date),
                Type::Integer,
            ),
            "length" => (
                Function::Length,
                self.all_typed(values, Type::Text),
                Type::Integer,
            ),
            "valid_citizen_id" => (
                Function::ValidCitizenId,
                self.all_typed(values, Type::Text),
                Type::Boolean,
            ),
            "valid_credit_code" => (
                Function::ValidCreditCode,
                self.all_typed(values, Type::Text),
                Type::Boolean,
            ),
            _ => (
                Function::ValidDivisionCode,
                self.all_typed(values, Type::Text),
                Type::Boolean,
            ),
        };
        let arguments: Vec<Lowered> = arguments.into_iter().collect::<Option<_>>()?;
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

    fn all_typed(&mut self, values: Vec<Option<Lowered>>, r#type: Type) -> Vec<Option<Lowered>> {
        values
            .into_iter()
            .map(|value| self.typed(value, r#type))
            .collect()
    }

    fn matches_pattern(&mut self, pattern: Lowered) -> Option<regex::Regex> {
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

    fn aggregate(
        &mut self,
        function: AggregateFunction,
        span: Span,
        distinct: Option<Span>,
        arguments: Vec<Argument>,
    ) -> Option<Aggregate> {
        let name = AGGREGATES
            .iter()
            .find(|(_, known)| *known == function)
            .map_or("count", |(name, _)| *name);
        let counts = function == AggregateFunction::Count;
        if let (Some(place), false) = (distinct, counts) {
            self.report(distinct_elsewhere(place));
            return None;
        }
        let found = arguments.len();
        let mut arguments = arguments.into_iter();
        let argument = match (arguments.next(), arguments.next()) {
            (Some(Argument::Star(_)), None) if counts && distinct.is_none() => {
                return Some(Aggregate {
                    function,
                    argument: None,
                    filter: None,
                    r#type: Type::Integer,
                });
            }
            (Some(Argument::Star(place)), None) => {
                self.report(star_elsewhere(place));
                return None;
            }
            (Some(Argument::Value(value)), None) => self.valued(value)?,
            _ => {
                let usage = if counts {
                    "count(*)".to_owned()
                } else {
                    format!("{name}(x)")
                };
                self.report(messages_of_types::argument_count(span, name, &usage, found));
                return None;
            }
        };
        let found = argument.r#type();
        let (function, r#type) = match function {
            AggregateFunction::Count if distinct.is_some() => {
                (AggregateFunction::CountDistinct, Type::Integer)
            }
            AggregateFunction::Count | AggregateFunction::CountDistinct => {
                (function, Type::Integer)
            }
            AggregateFunction::Sum | AggregateFunction::Min | AggregateFunction::Max => {
                (function, found)
            }
        };
        let possible = match function {
            AggregateFunction::Count => true,
            AggregateFunction::CountDistinct => found != Type::Ratio,
            AggregateFunction::Sum => decimals(found).is_some(),
            AggregateFunction::Min | AggregateFunction::Max => {
                decimals(found).is_some() || matches!(found, Type::Date | Type::Time)
            }
        };
        if !possible {
            let found = messages_of_types::type_name(found);
            let message = Text {
                zh: format!("`{name}` 不能用于{}", found.zh),
                en: format!("`{name}` cannot be taken of {}", found.en),
            };
            let help = Text::new(
                "sum 用于整数和小数,min 和 max 还可用于日期和时刻",
                "sum takes whole numbers and decimals, min and max take dates and times of day too",
            );
            self.report(messages_of_types::bad_aggregate_argument(
                argument.span(),
                message,
                help,
            ));
            return None;
        }
        Some(Aggregate {
            function,
            argument: Some(argument.expression),
            filter: None,
            r#type,
        })
    }

    fn coalesce(&mut self, values: Vec<Option<Lowered>>, span: Span) -> Option<Lowered> {
        let values: Vec<Lowered> = values.into_iter().collect::<Option<_>>()?;
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

fn distinct_elsewhere(place: Span) -> crate::diagnostic::Diagnostic {
    let message = Text::new(
        "DISTINCT 只能用在 count 里",
        "DISTINCT can only be used in count",
    );
    let help = Text::new("写成 `count(distinct x)`", "write `count(distinct x)`");
    messages_of_types::bad_aggregate_argument(place, message, help)
}

fn star_elsewhere(place: Span) -> crate::diagnostic::Diagnostic {
    let message = text!(
        "`*` 只能写在 `count(*)` 里",
        "`*` can only be used in `count(*)`"
    );
    let help = Text::new("写出要汇总的名称", "name what is to be aggregated");
    messages_of_types::bad_aggregate_argument(place, message, help)
}
