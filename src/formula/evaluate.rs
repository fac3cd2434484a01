//! One expression, one record or division at a time: what a formula means, everywhere.
//!
//! Lazy: a branch that is not taken, and what follows the term that decides an AND or OR, is not
//! computed. Exact: numbers are quotients of whole numbers of 128 bits. Three-valued. Indicators,
//! rules about divisions and records alone call it; whole columns are computed by kernels that
//! say the same, and by it in every row of which they cannot.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::identifiers::{valid_citizen_id, valid_credit_code};
use super::typed::{
    Arithmetic, Comparison, Expression, ExpressionKind, Function, Literal, Reference, Type,
};
use crate::calendar::{Date, TimeOfDay, working_days};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Ratio;
use crate::network::DivisionCode;
use crate::text::text;

/// The value of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Missing; of a condition: unknown; of a division: not applicable.
    Null,
    /// True or false.
    Boolean(bool),
    /// A number, exact.
    Number(Ratio),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(TimeOfDay),
    /// A text.
    Text(Cow<'a, str>),
    /// A division.
    Division(DivisionCode),
}

/// The world an expression is evaluated in.
pub trait Environment {
    /// The value of a name, of the type that its scope said it has, or `Null`.
    ///
    /// # Errors
    ///
    /// When the value does not fit the exact range.
    fn value(&self, reference: Reference, r#type: Type) -> Result<Value<'_>>;
}

/// The value of `expression`. Conditions follow Kleene's logic; comparisons,
/// arithmetic and functions of a missing value are missing; a quotient by zero
/// is missing (not applicable). What follows the term that decides an AND or OR
/// is not evaluated.
///
/// # Errors
///
/// Of kind `Overflow` when a number leaves the exact range or a day the
/// calendar; of kind `Argument` when the holidays of a year are not known.
pub fn evaluate<'a>(
    expression: &'a Expression,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    match &expression.kind {
        ExpressionKind::Literal(literal) => constant(literal),
        ExpressionKind::Name(reference) => environment.value(*reference, expression.r#type),
        ExpressionKind::And(terms) => junction(terms, false, environment),
        ExpressionKind::Or(terms) => junction(terms, true, environment),
        ExpressionKind::Not(operand) => not(operand, environment),
        ExpressionKind::Compare(comparison, left, right) => {
            compare(*comparison, left, right, environment)
        }
        ExpressionKind::Distinct {
            left,
            right,
            negated,
        } => distinct(left, right, *negated, environment),
        ExpressionKind::IsNull { operand, negated } => is_null(operand, *negated, environment),
        ExpressionKind::In(operand, literals) => membership(operand, literals, environment),
        ExpressionKind::Case {
            branches,
            otherwise,
        } => case(branches, otherwise.as_deref(), environment),
        ExpressionKind::Coalesce(values) => coalesce(values, environment),
        ExpressionKind::Arithmetic(operator, left, right) => {
            arithmetic(*operator, left, right, environment)
        }
        ExpressionKind::Negate(operand) => negate(operand, environment),
        ExpressionKind::DaysBetween(left, right) => days_between(left, right, environment),
        ExpressionKind::AddDays(date, days) => add_days(date, days, environment),
        ExpressionKind::Call(function, arguments) => call(function, arguments, environment),
    }
}

fn constant(literal: &Literal) -> Result<Value<'_>> {
    Ok(match literal {
        Literal::Boolean(truth) => Value::Boolean(*truth),
        Literal::Number(number) => Value::Number(number.to_ratio()?),
        Literal::Date(date) => Value::Date(*date),
        Literal::Text(text) => Value::Text(Cow::Borrowed(text)),
        Literal::Division(code) => Value::Division(*code),
        Literal::Null => Value::Null,
    })
}

/// OR if `decisive` is true, else AND: one term of that value decides, else
/// one unknown term makes it unknown.
fn junction<'a>(
    terms: &'a [Expression],
    decisive: bool,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    let mut value = Value::Boolean(!decisive);
    for term in terms {
        match evaluate(term, environment)? {
            Value::Boolean(truth) if truth == decisive => return Ok(Value::Boolean(decisive)),
            Value::Boolean(_) => {}
            _ => value = Value::Null,
        }
    }
    Ok(value)
}

fn not<'a>(operand: &'a Expression, environment: &'a dyn Environment) -> Result<Value<'a>> {
    Ok(match evaluate(operand, environment)? {
        Value::Boolean(truth) => Value::Boolean(!truth),
        _ => Value::Null,
    })
}

fn negate<'a>(operand: &'a Expression, environment: &'a dyn Environment) -> Result<Value<'a>> {
    Ok(match evaluate(operand, environment)? {
        Value::Number(number) => Value::Number(number.negate()?),
        _ => Value::Null,
    })
}

fn is_null<'a>(
    operand: &'a Expression,
    negated: bool,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    let missing = evaluate(operand, environment)? == Value::Null;
    Ok(Value::Boolean(missing != negated))
}

fn distinct<'a>(
    left: &'a Expression,
    right: &'a Expression,
    negated: bool,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    let (left, right) = both(left, right, environment)?;
    Ok(Value::Boolean((left == right) == negated))
}

fn compare<'a>(
    comparison: Comparison,
    left: &'a Expression,
    right: &'a Expression,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    let values = both(left, right, environment)?;
    Ok(ordering(&values.0, &values.1)
        .map_or(Value::Null, |order| Value::Boolean(comparison.holds(order))))
}

fn membership<'a>(
    operand: &'a Expression,
    literals: &'a [Literal],
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    let value = evaluate(operand, environment)?;
    is_member(&value, literals)
}

fn case<'a>(
    branches: &'a [(Expression, Expression)],
    otherwise: Option<&'a Expression>,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    for (condition, result) in branches {
        if evaluate(condition, environment)? == Value::Boolean(true) {
            return evaluate(result, environment);
        }
    }
    match otherwise {
        Some(result) => evaluate(result, environment),
        None => Ok(Value::Null),
    }
}

fn coalesce<'a>(values: &'a [Expression], environment: &'a dyn Environment) -> Result<Value<'a>> {
    for value in values {
        let value = evaluate(value, environment)?;
        if value != Value::Null {
            return Ok(value);
        }
    }
    Ok(Value::Null)
}

fn arithmetic<'a>(
    operator: Arithmetic,
    left: &'a Expression,
    right: &'a Expression,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    let values = both(left, right, environment)?;
    computed(operator, &values.0, &values.1)
}

fn days_between<'a>(
    left: &'a Expression,
    right: &'a Expression,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    let values = both(left, right, environment)?;
    let (Value::Date(left), Value::Date(right)) = values else {
        return Ok(Value::Null);
    };
    Ok(whole(
        i128::from(left.days()).saturating_sub(i128::from(right.days())),
    ))
}

fn add_days<'a>(
    date: &'a Expression,
    days: &'a Expression,
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    match both(date, days, environment)? {
        (Value::Date(date), Value::Number(days)) => moved(date, days),
        _ => Ok(Value::Null),
    }
}

fn call<'a>(
    function: &'a Function,
    arguments: &'a [Expression],
    environment: &'a dyn Environment,
) -> Result<Value<'a>> {
    match arguments {
        [from, to] => match both(from, to, environment)? {
            (Value::Date(from), Value::Date(to)) => Ok(whole(i128::from(working_days(from, to)?))),
            _ => Ok(Value::Null),
        },
        [text] => match evaluate(text, environment)? {
            Value::Text(text) => Ok(applied(function, &text)),
            Value::Division(code) => Ok(Value::Text(Cow::Owned(code.padded()))),
            _ => Ok(Value::Null),
        },
        _ => Ok(Value::Null),
    }
}

/// Two values; apart from its callers, so that their frames stay small: an
/// expression is as deep as [`crate::limits::FORMULA_DEPTH`] and stacks are not.
fn both<'a>(
    left: &'a Expression,
    right: &'a Expression,
    environment: &'a dyn Environment,
) -> Result<(Value<'a>, Value<'a>)> {
    let left = evaluate(left, environment)?;
    let right = evaluate(right, environment)?;
    Ok((left, right))
}

/// How two values compare; nothing where one is missing. Texts compare by
/// Unicode characters, which is the order of their UTF-8 bytes.
fn ordering(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Division(left), Value::Division(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn is_member(value: &Value<'_>, literals: &[Literal]) -> Result<Value<'static>> {
    if *value == Value::Null {
        return Ok(Value::Null);
    }
    for literal in literals {
        if constant(literal)? == *value {
            return Ok(Value::Boolean(true));
        }
    }
    Ok(Value::Boolean(false))
}

fn computed(operator: Arithmetic, left: &Value<'_>, right: &Value<'_>) -> Result<Value<'static>> {
    let (Value::Number(left), Value::Number(right)) = (left, right) else {
        return Ok(Value::Null);
    };
    let number = match operator {
        Arithmetic::Add => Some(left.checked_add(*right)?),
        Arithmetic::Subtract => Some(left.checked_sub(*right)?),
        Arithmetic::Multiply => Some(left.checked_mul(*right)?),
        Arithmetic::Divide => left.checked_div(*right)?,
    };
    Ok(number.map_or(Value::Null, Value::Number))
}

fn moved(date: Date, days: Ratio) -> Result<Value<'static>> {
    let days = days.reduced();
    let day = i32::try_from(days.numerator())
        .ok()
        .filter(|_| days.denominator() == 1)
        .and_then(|days| date.add_days(days));
    day.map(Value::Date).ok_or_else(|| {
        let days = days.numerator();
        Error::new(
            ErrorKind::Overflow,
            text!(
                "{date} 加 {days} 天超出公元 1 年至 9999 年",
                "{date} plus {days} days lies outside of the years 1 to 9999"
            ),
        )
    })
}

/// A function of one text.
fn applied(function: &Function, text: &str) -> Value<'static> {
    match function {
        Function::Length => whole(i128::try_from(text.chars().count()).unwrap_or(i128::MAX)),
        Function::Matches(pattern) | Function::Like(pattern) => {
            Value::Boolean(pattern.is_match(text))
        }
        Function::ValidDivisionCode => Value::Boolean(DivisionCode::parse(text).is_ok()),
        Function::ValidCitizenId => Value::Boolean(valid_citizen_id(text)),
        Function::ValidCreditCode => Value::Boolean(valid_credit_code(text)),
        Function::WorkingDays | Function::Digits => Value::Null,
    }
}

fn whole(number: i128) -> Value<'static> {
    Value::Number(Ratio::integer(number))
}

#[cfg(test)]
#[path = "evaluate_tests.rs"]
mod tests;
