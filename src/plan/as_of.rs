//! `:as_of` in the filter of a measure.
//!
//! A tally is filled before anyone says as of which day it will be assessed.
//! So every condition on `:as_of` is turned into days from which, or until
//! before which, a record counts; what a filter can say about `:as_of` is
//! limited to what can be turned round like this.

use crate::definition::Name;
use crate::diagnostic::{Diagnostic, Span};
use crate::formula::{
    Arithmetic, Comparison, Expression, ExpressionKind, Literal, Reference, Type,
};
use crate::text::text;

/// A filter taken apart.
pub(super) struct TimedFilter {
    /// What does not depend on `:as_of`.
    pub rest: Option<Expression>,
    /// The days on which a record begins or ceases to count.
    pub bounds: Vec<TimeBound>,
}

/// A day on which a record begins or ceases to count.
pub(super) struct TimeBound {
    /// The day, an expression over the record.
    pub day: Expression,
    /// Days to add to it.
    pub delay_days: i32,
    /// Whether the record ceases to count then, rather than begins.
    pub ceases: bool,
    /// Whether a record without that day counts without this bound.
    pub open: bool,
}

/// Takes a filter apart; a use of `:as_of` that cannot be turned round is reported.
pub(super) fn split(
    filter: Option<Expression>,
    formula: &Name,
    diagnostics: &mut Vec<Diagnostic>,
) -> TimedFilter {
    let conjuncts = conjuncts(filter);
    let mut rest = Vec::new();
    let mut bounds = Vec::new();
    for conjunct in conjuncts {
        if !mentions_as_of(&conjunct) {
            rest.push(conjunct);
        } else if let Some(found) = bounds_of(&conjunct) {
            bounds.extend(found);
        } else {
            diagnostics.push(unsupported(conjunct.span, formula));
        }
    }
    let span = formula.span;
    let rest = match rest.len() {
        0 => None,
        1 => rest.pop(),
        _ => Some(Expression {
            kind: ExpressionKind::And(rest),
            r#type: Type::Boolean,
            span,
        }),
    };
    TimedFilter { rest, bounds }
}

/// What AND joins, also within parentheses and BETWEEN, in the order written.
fn conjuncts(filter: Option<Expression>) -> Vec<Expression> {
    let mut waiting: Vec<Expression> = filter.into_iter().collect();
    let mut conjuncts = Vec::new();
    while let Some(expression) = waiting.pop() {
        match expression.kind {
            ExpressionKind::And(parts) => waiting.extend(parts.into_iter().rev()),
            _ => conjuncts.push(expression),
        }
    }
    conjuncts
}

/// Whether the expression reads `:as_of`.
pub(super) fn mentions_as_of(expression: &Expression) -> bool {
    let mut found = false;
    expression.for_each_reference(&mut |reference| found |= reference == Reference::AsOf);
    found
}

fn unsupported(span: Span, formula: &Name) -> Diagnostic {
    let span = if span == Span::default() {
        formula.span
    } else {
        span
    };
    Diagnostic::error(
        "P010",
        span,
        text!(
            "`:as_of` 在计量中只能与日期比较,并且用 AND 连接",
            "in a measure `:as_of` can only be compared with a date, and only joined by AND"
        ),
    )
    .help(text!(
        "可用的写法:`x <= :as_of`、`x > :as_of`、`(x IS NULL OR x > :as_of)`",
        "write `x <= :as_of`, `x > :as_of` or `(x IS NULL OR x > :as_of)`"
    ))
}

fn bounds_of(conjunct: &Expression) -> Option<Vec<TimeBound>> {
    match &conjunct.kind {
        ExpressionKind::Compare(operator, left, right) => compared(*operator, left, right, false),
        ExpressionKind::Or(parts) => match parts.as_slice() {
            [first, second] => optional(first, second).or_else(|| optional(second, first)),
            _ => None,
        },
        _ => None,
    }
}

/// `x IS NULL OR x … :as_of`
fn optional(null_test: &Expression, comparison: &Expression) -> Option<Vec<TimeBound>> {
    let ExpressionKind::IsNull {
        operand,
        negated: false,
    } = &null_test.kind
    else {
        return None;
    };
    let ExpressionKind::Name(tested) = operand.kind else {
        return None;
    };
    let ExpressionKind::Compare(operator, left, right) = &comparison.kind else {
        return None;
    };
    let bounds = compared(*operator, left, right, true)?;
    let same =
        |bound: &TimeBound| matches!(bound.day.kind, ExpressionKind::Name(name) if name == tested);
    bounds.iter().all(same).then_some(bounds)
}

fn compared(
    operator: Comparison,
    left: &Expression,
    right: &Expression,
    open: bool,
) -> Option<Vec<TimeBound>> {
    let is_as_of = |side: &Expression| matches!(side.kind, ExpressionKind::Name(Reference::AsOf));
    let (day, operator) = if is_as_of(right) && !mentions_as_of(left) {
        (left, operator)
    } else if is_as_of(left) && !mentions_as_of(right) {
        (right, operator.mirrored())
    } else {
        return None;
    };
    let (day, shift) = without_shift(day);
    let bound = |delay_days: i32, ceases| {
        let delay_days = shift.checked_add(delay_days)?;
        Some(TimeBound {
            day: day.clone(),
            delay_days,
            ceases,
            open,
        })
    };
    Some(match operator {
        Comparison::LessOrEqual => vec![bound(0, false)?],
        Comparison::Less => vec![bound(1, false)?],
        Comparison::Greater => vec![bound(0, true)?],
        Comparison::GreaterOrEqual => vec![bound(1, true)?],
        Comparison::Equal => vec![bound(0, false)?, bound(1, true)?],
        Comparison::NotEqual => return None,
    })
}

/// `x + 7` as the day `x` and a shift of 7, so that one kept date serves many bounds.
fn without_shift(day: &Expression) -> (&Expression, i32) {
    if let ExpressionKind::AddDays(date, days) = &day.kind
        && let Some(shift) = constant_days(days)
    {
        return (date, shift);
    }
    (day, 0)
}

fn constant_days(days: &Expression) -> Option<i32> {
    match &days.kind {
        ExpressionKind::Literal(Literal::Number(number)) if number.scale() == 0 => {
            i32::try_from(number.units()).ok()
        }
        ExpressionKind::Negate(operand) => constant_days(operand)?.checked_neg(),
        ExpressionKind::Arithmetic(Arithmetic::Add, left, right) => {
            constant_days(left)?.checked_add(constant_days(right)?)
        }
        _ => None,
    }
}
