//! One expression, one record or division at a time: what a formula means, everywhere.
//!
//! Lazy: a branch that is not taken, and what follows the term that decides an AND or OR, is not
//! computed. Exact: numbers are quotients of whole numbers of 128 bits. Three-valued. Indicators,
//! rules about divisions and records alone call it; whole columns are computed by kernels that
//! say the same, and by it in every row of which they cannot.
//!
//! What takes more than a look at values as they are held stands in functions of its own, so that
//! the frames of what nests stay small: an expression is as deep as
//! [`FORMULA_DEPTH`](crate::limits::FORMULA_DEPTH), and stacks are not.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::cell::Cell;
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

    /// The same as it is held, where it is held so: what can be said of it without more is.
    fn cell(&self, _: Reference) -> Option<Cell<'_>> {
        None
    }
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
pub fn evaluate<'a, E: Environment + ?Sized>(
    expression: &'a Expression,
    environment: &'a E,
) -> Result<Value<'a>> {
    match &expression.kind {
        ExpressionKind::Literal(literal) => constant(literal),
        ExpressionKind::Name(reference) => environment.value(*reference, expression.r#type),
        ExpressionKind::And(_)
        | ExpressionKind::Or(_)
        | ExpressionKind::Not(_)
        | ExpressionKind::Compare(..)
        | ExpressionKind::Distinct { .. }
        | ExpressionKind::IsNull { .. }
        | ExpressionKind::In(..) => {
            let truth = truth(expression, environment)?;
            Ok(truth.map_or(Value::Null, Value::Boolean))
        }
        ExpressionKind::Case {
            branches,
            otherwise,
        } => match taken(branches, otherwise.as_deref(), environment)? {
            Some(result) => evaluate(result, environment),
            None => Ok(Value::Null),
        },
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

/// Whether a condition holds; none where it is unknown. What [`evaluate`] says of it.
///
/// # Errors
///
/// As [`evaluate`].
pub fn truth<E: Environment + ?Sized>(
    condition: &Expression,
    environment: &E,
) -> Result<Option<bool>> {
    match &condition.kind {
        ExpressionKind::And(terms) => junction(terms, false, environment),
        ExpressionKind::Or(terms) => junction(terms, true, environment),
        ExpressionKind::Not(operand) => Ok(truth(operand, environment)?.map(|truth| !truth)),
        ExpressionKind::Compare(comparison, left, right) => {
            compare(*comparison, left, right, environment)
        }
        ExpressionKind::IsNull { operand, negated } => match held(operand, environment) {
            Some(cell) => Ok(Some((cell == Cell::Null) != *negated)),
            None => is_null(operand, *negated, environment),
        },
        ExpressionKind::In(operand, literals) => membership(operand, literals, environment),
        ExpressionKind::Case {
            branches,
            otherwise,
        } => match taken(branches, otherwise.as_deref(), environment)? {
            Some(result) => truth(result, environment),
            None => Ok(None),
        },
        ExpressionKind::Distinct {
            left,
            right,
            negated,
        } => distinct(left, right, *negated, environment),
        ExpressionKind::Call(function, arguments) => match arguments.as_slice() {
            [text] if let Some(Cell::Text(word)) = held(text, environment) => {
                Ok(passes(function, word))
            }
            _ => truth_of_value(condition, environment),
        },
        _ => match held(condition, environment) {
            Some(Cell::Truth(truth)) => Ok(Some(truth)),
            Some(_) => Ok(None),
            None => truth_of_value(condition, environment),
        },
    }
}

#[inline(never)]
fn distinct<E: Environment + ?Sized>(
    left: &Expression,
    right: &Expression,
    negated: bool,
    environment: &E,
) -> Result<Option<bool>> {
    let (left, right) = both(left, right, environment)?;
    Ok(Some((left == right) == negated))
}

#[inline(never)]
fn is_null<E: Environment + ?Sized>(
    operand: &Expression,
    negated: bool,
    environment: &E,
) -> Result<Option<bool>> {
    let missing = evaluate(operand, environment)? == Value::Null;
    Ok(Some(missing != negated))
}

#[inline(never)]
fn truth_of_value<E: Environment + ?Sized>(
    condition: &Expression,
    environment: &E,
) -> Result<Option<bool>> {
    Ok(match evaluate(condition, environment)? {
        Value::Boolean(truth) => Some(truth),
        _ => None,
    })
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
#[inline(never)]
fn junction<E: Environment + ?Sized>(
    terms: &[Expression],
    decisive: bool,
    environment: &E,
) -> Result<Option<bool>> {
    let mut joined = Some(!decisive);
    for term in terms {
        match truth(term, environment)? {
            Some(truth) if truth == decisive => return Ok(Some(decisive)),
            Some(_) => {}
            None => joined = None,
        }
    }
    Ok(joined)
}

fn negate<'a, E: Environment + ?Sized>(
    operand: &'a Expression,
    environment: &'a E,
) -> Result<Value<'a>> {
    Ok(match evaluate(operand, environment)? {
        Value::Number(number) => Value::Number(number.negate()?),
        _ => Value::Null,
    })
}

#[inline(never)]
fn compare<E: Environment + ?Sized>(
    comparison: Comparison,
    left: &Expression,
    right: &Expression,
    environment: &E,
) -> Result<Option<bool>> {
    // Values that are held alike are compared as they are held.
    if let Some(cell) = held(left, environment) {
        match &right.kind {
            ExpressionKind::Literal(Literal::Text(word)) if comparison.is_equality() => {
                let is_equal = cell.equals(word);
                return Ok(is_equal.map(|equal| equal == (comparison == Comparison::Equal)));
            }
            ExpressionKind::Literal(literal) => {
                if let Some(order) = cell.against(literal, left.r#type) {
                    return Ok(order.map(|order| comparison.holds(order)));
                }
            }
            _ if left.r#type == right.r#type => {
                if let Some(other) = held(right, environment) {
                    return Ok(cell.beside(other).map(|order| comparison.holds(order)));
                }
            }
            _ => {}
        }
    }
    compare_values(comparison, left, right, environment)
}

#[inline(never)]
fn compare_values<E: Environment + ?Sized>(
    comparison: Comparison,
    left: &Expression,
    right: &Expression,
    environment: &E,
) -> Result<Option<bool>> {
    let order = match &right.kind {
        ExpressionKind::Literal(literal) => against(&evaluate(left, environment)?, literal)?,
        _ => {
            let (left, right) = both(left, right, environment)?;
            ordering(&left, &right)
        }
    };
    Ok(order.map(|order| comparison.holds(order)))
}

#[inline(never)]
fn membership<E: Environment + ?Sized>(
    operand: &Expression,
    literals: &[Literal],
    environment: &E,
) -> Result<Option<bool>> {
    if let Some(cell) = held(operand, environment)
        && let Some(found) = cell.is_one_of(literals, operand.r#type)
    {
        return Ok(found);
    }
    let value = evaluate(operand, environment)?;
    if value == Value::Null {
        return Ok(None);
    }
    for literal in literals {
        if against(&value, literal)? == Some(Ordering::Equal) {
            return Ok(Some(true));
        }
    }
    Ok(Some(false))
}

/// The value of a name as it is held, where it is held so.
#[inline]
fn held<'a, E: Environment + ?Sized>(
    expression: &Expression,
    environment: &'a E,
) -> Option<Cell<'a>> {
    match expression.kind {
        ExpressionKind::Name(reference) => environment.cell(reference),
        _ => None,
    }
}

/// The result that a CASE takes; none where no condition is true and there is no ELSE.
#[inline(never)]
fn taken<'a, E: Environment + ?Sized>(
    branches: &'a [(Expression, Expression)],
    otherwise: Option<&'a Expression>,
    environment: &E,
) -> Result<Option<&'a Expression>> {
    for (condition, result) in branches {
        if truth(condition, environment)? == Some(true) {
            return Ok(Some(result));
        }
    }
    Ok(otherwise)
}

fn coalesce<'a, E: Environment + ?Sized>(
    values: &'a [Expression],
    environment: &'a E,
) -> Result<Value<'a>> {
    for value in values {
        let value = evaluate(value, environment)?;
        if value != Value::Null {
            return Ok(value);
        }
    }
    Ok(Value::Null)
}

fn arithmetic<'a, E: Environment + ?Sized>(
    operator: Arithmetic,
    left: &'a Expression,
    right: &'a Expression,
    environment: &'a E,
) -> Result<Value<'a>> {
    let values = both(left, right, environment)?;
    computed(operator, &values.0, &values.1)
}

fn days_between<'a, E: Environment + ?Sized>(
    left: &'a Expression,
    right: &'a Expression,
    environment: &'a E,
) -> Result<Value<'a>> {
    let values = both(left, right, environment)?;
    let (Value::Date(left), Value::Date(right)) = values else {
        return Ok(Value::Null);
    };
    Ok(whole(
        i128::from(left.days()).saturating_sub(i128::from(right.days())),
    ))
}

fn add_days<'a, E: Environment + ?Sized>(
    date: &'a Expression,
    days: &'a Expression,
    environment: &'a E,
) -> Result<Value<'a>> {
    match both(date, days, environment)? {
        (Value::Date(date), Value::Number(days)) => moved(date, days),
        _ => Ok(Value::Null),
    }
}

fn call<'a, E: Environment + ?Sized>(
    function: &'a Function,
    arguments: &'a [Expression],
    environment: &'a E,
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

/// Two values, the left one first.
fn both<'a, E: Environment + ?Sized>(
    left: &'a Expression,
    right: &'a Expression,
    environment: &'a E,
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

/// How a value compares with a constant; nothing where it is missing.
fn against(value: &Value<'_>, literal: &Literal) -> Result<Option<Ordering>> {
    Ok(match (value, literal) {
        (Value::Text(text), Literal::Text(constant)) => Some(text.as_ref().cmp(constant)),
        (Value::Date(date), Literal::Date(constant)) => Some(date.cmp(constant)),
        (Value::Number(number), Literal::Number(constant)) => {
            Some(if (number.denominator(), constant.scale()) == (1, 0) {
                number.numerator().cmp(&constant.units())
            } else {
                number.cmp(&constant.to_ratio()?)
            })
        }
        _ => ordering(value, &constant(literal)?),
    })
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
        _ => passes(function, text).map_or(Value::Null, Value::Boolean),
    }
}

/// Whether a text passes a test.
fn passes(function: &Function, text: &str) -> Option<bool> {
    match function {
        Function::Matches(pattern) | Function::Like(pattern) => Some(pattern.is_match(text)),
        Function::ValidDivisionCode => Some(DivisionCode::parse(text).is_ok()),
        Function::ValidCitizenId => Some(valid_citizen_id(text)),
        Function::ValidCreditCode => Some(valid_credit_code(text)),
        Function::Length | Function::WorkingDays | Function::Digits => None,
    }
}

fn whole(number: i128) -> Value<'static> {
    Value::Number(Ratio::integer(number))
}

#[cfg(test)]
#[path = "evaluate_tests.rs"]
mod tests;
