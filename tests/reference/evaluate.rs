//! One formula for one record or one division.

use std::cmp::Ordering;

use huimin::calendar::{Date, working_days};
use huimin::error::{Error, ErrorKind, Result};
use huimin::figure::Ratio;
use huimin::formula::{
    Arithmetic, Comparison, Expression, ExpressionKind, Function, Literal, Reference, Type,
    valid_citizen_id, valid_credit_code,
};
use huimin::network::DivisionCode;
use huimin::text::Text;

/// A value; a condition that is neither true nor false is `Null`.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Boolean(bool),
    Number(Ratio),
    Date(Date),
    /// Minutes of the day.
    Time(u16),
    Text(String),
}

/// What names mean.
pub trait World {
    fn value(&self, reference: Reference) -> Value;
}

impl Value {
    pub fn whole(number: i64) -> Self {
        Self::Number(Ratio::integer(i128::from(number)))
    }

    pub fn is_true(&self) -> bool {
        *self == Self::Boolean(true)
    }

    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<Ratio> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Boolean(one), Self::Boolean(two)) => Some(one.cmp(two)),
            (Self::Number(one), Self::Number(two)) => Some(one.cmp(two)),
            (Self::Date(one), Self::Date(two)) => Some(one.cmp(two)),
            (Self::Time(one), Self::Time(two)) => Some(one.cmp(two)),
            (Self::Text(one), Self::Text(two)) => Some(one.as_bytes().cmp(two.as_bytes())),
            _ => None,
        }
    }
}

pub fn overflow() -> Error {
    Error::new(ErrorKind::Overflow, Text::same("overflow"))
}

/// The value of an expression.
pub fn evaluate(expression: &Expression, world: &dyn World) -> Result<Value> {
    Ok(match &expression.kind {
        ExpressionKind::Literal(literal) => constant(literal)?,
        ExpressionKind::Name(reference) => world.value(*reference),
        ExpressionKind::And(terms) => all(terms, world)?,
        ExpressionKind::Or(terms) => any(terms, world)?,
        ExpressionKind::Not(operand) => not(evaluate(operand, world)?),
        ExpressionKind::Compare(operator, left, right) => {
            let (left, right) = (evaluate(left, world)?, evaluate(right, world)?);
            let holds = left.order(&right).map(|order| match operator {
                Comparison::Equal => order.is_eq(),
                Comparison::NotEqual => order.is_ne(),
                Comparison::Less => order.is_lt(),
                Comparison::LessOrEqual => order.is_le(),
                Comparison::Greater => order.is_gt(),
                Comparison::GreaterOrEqual => order.is_ge(),
            });
            holds.map_or(Value::Null, Value::Boolean)
        }
        ExpressionKind::Distinct {
            left,
            right,
            negated,
        } => {
            let same = evaluate(left, world)? == evaluate(right, world)?;
            Value::Boolean(same == *negated)
        }
        ExpressionKind::IsNull { operand, negated } => {
            let missing = evaluate(operand, world)? == Value::Null;
            Value::Boolean(missing != *negated)
        }
        ExpressionKind::In(operand, members) => {
            let value = evaluate(operand, world)?;
            let members: Result<Vec<Value>> = members.iter().map(constant).collect();
            match value {
                Value::Null => Value::Null,
                value => Value::Boolean(members?.contains(&value)),
            }
        }
        ExpressionKind::Case {
            branches,
            otherwise,
        } => case(branches, otherwise.as_deref(), world)?,
        ExpressionKind::Coalesce(values) => coalesce(values, world)?,
        ExpressionKind::Arithmetic(operator, left, right) => {
            arithmetic(*operator, evaluate(left, world)?, evaluate(right, world)?)?
        }
        ExpressionKind::Negate(operand) => match evaluate(operand, world)? {
            Value::Number(number) => Value::Number(number.negate()?),
            _ => Value::Null,
        },
        ExpressionKind::DaysBetween(left, right) => {
            match (evaluate(left, world)?, evaluate(right, world)?) {
                (Value::Date(left), Value::Date(right)) => {
                    Value::whole(i64::from(left.days()) - i64::from(right.days()))
                }
                _ => Value::Null,
            }
        }
        ExpressionKind::AddDays(date, days) => {
            match (evaluate(date, world)?, evaluate(days, world)?) {
                (Value::Date(date), Value::Number(days)) => {
                    let days = i32::try_from(days.reduced().numerator()).map_err(|_| overflow())?;
                    Value::Date(date.add_days(days).ok_or_else(overflow)?)
                }
                _ => Value::Null,
            }
        }
        ExpressionKind::Call(function, arguments) => call(function, arguments, world)?,
    })
}

/// The value of a whole formula over a record. A number is kept in 64 bits, digits after the point
/// included.
pub fn evaluate_kept(expression: &Expression, world: &dyn World) -> Result<Value> {
    let value = evaluate(expression, world)?;
    let scale = match expression.r#type {
        Type::Integer => 0,
        Type::Decimal { scale } => scale,
        _ => return Ok(value),
    };
    if let Value::Number(number) = &value {
        let units = number.round_half_even(scale)?.rescale(scale)?.units();
        i64::try_from(units).map_err(|_| overflow())?;
    }
    Ok(value)
}

pub fn constant(literal: &Literal) -> Result<Value> {
    Ok(match literal {
        Literal::Boolean(truth) => Value::Boolean(*truth),
        Literal::Number(number) => Value::Number(number.to_ratio()?),
        Literal::Date(date) => Value::Date(*date),
        Literal::Text(text) => Value::Text(text.clone()),
        // A division is the text of its 12 digits.
        Literal::Division(code) => Value::Text(code.padded()),
        Literal::Null => Value::Null,
    })
}

fn not(value: Value) -> Value {
    match value {
        Value::Boolean(truth) => Value::Boolean(!truth),
        _ => Value::Null,
    }
}

fn all(terms: &[Expression], world: &dyn World) -> Result<Value> {
    let mut result = Value::Boolean(true);
    for term in terms {
        match evaluate(term, world)? {
            Value::Boolean(true) => {}
            Value::Boolean(false) => return Ok(Value::Boolean(false)),
            _ => result = Value::Null,
        }
    }
    Ok(result)
}

fn any(terms: &[Expression], world: &dyn World) -> Result<Value> {
    let mut result = Value::Boolean(false);
    for term in terms {
        match evaluate(term, world)? {
            Value::Boolean(true) => return Ok(Value::Boolean(true)),
            Value::Boolean(false) => {}
            _ => result = Value::Null,
        }
    }
    Ok(result)
}

fn case(
    branches: &[(Expression, Expression)],
    otherwise: Option<&Expression>,
    world: &dyn World,
) -> Result<Value> {
    for (condition, result) in branches {
        if evaluate(condition, world)?.is_true() {
            return evaluate(result, world);
        }
    }
    otherwise.map_or(Ok(Value::Null), |otherwise| evaluate(otherwise, world))
}

fn coalesce(values: &[Expression], world: &dyn World) -> Result<Value> {
    for value in values {
        let value = evaluate(value, world)?;
        if value != Value::Null {
            return Ok(value);
        }
    }
    Ok(Value::Null)
}

fn arithmetic(operator: Arithmetic, left: Value, right: Value) -> Result<Value> {
    let (Value::Number(left), Value::Number(right)) = (left, right) else {
        return Ok(Value::Null);
    };
    Ok(match operator {
        Arithmetic::Add => Value::Number(left.checked_add(right)?),
        Arithmetic::Subtract => Value::Number(left.checked_sub(right)?),
        Arithmetic::Multiply => Value::Number(left.checked_mul(right)?),
        // A quotient by zero is not applicable, which is missing.
        Arithmetic::Divide => left.checked_div(right)?.map_or(Value::Null, Value::Number),
    })
}

fn call(function: &Function, arguments: &[Expression], world: &dyn World) -> Result<Value> {
    let values: Result<Vec<Value>> = arguments
        .iter()
        .map(|argument| evaluate(argument, world))
        .collect();
    let values = values?;
    Ok(match (function, values.as_slice()) {
        (Function::WorkingDays, [Value::Date(from), Value::Date(to)]) => {
            Value::whole(working_days(*from, *to)?)
        }
        // A division is such a text.
        (Function::Digits, [Value::Text(text)]) => Value::Text(text.clone()),
        (Function::Length, [Value::Text(text)]) => Value::whole(text.chars().count() as i64),
        (Function::Matches(pattern) | Function::Like(pattern), [Value::Text(text)]) => {
            Value::Boolean(pattern.is_match(text))
        }
        (Function::ValidDivisionCode, [Value::Text(text)]) => {
            Value::Boolean(DivisionCode::parse(text).is_ok())
        }
        (Function::ValidCitizenId, [Value::Text(text)]) => Value::Boolean(valid_citizen_id(text)),
        (Function::ValidCreditCode, [Value::Text(text)]) => Value::Boolean(valid_credit_code(text)),
        _ => Value::Null,
    })
}
