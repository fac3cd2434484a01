//! Walking over expressions.

use super::typed::{Aggregate, Expression, ExpressionKind, Function, Reference};

impl Expression {
    /// Its direct operands, in the order they are written in. Constants of
    /// `IN` and patterns are not operands.
    pub fn children(&self) -> Vec<&Expression> {
        match &self.kind {
            ExpressionKind::Literal(_) | ExpressionKind::Name(_) => Vec::new(),
            ExpressionKind::Compare(_, left, right)
            | ExpressionKind::Distinct { left, right, .. }
            | ExpressionKind::Arithmetic(_, left, right)
            | ExpressionKind::DaysBetween(left, right)
            | ExpressionKind::AddDays(left, right) => vec![left, right],
            ExpressionKind::IsNull { operand, .. }
            | ExpressionKind::In(operand, _)
            | ExpressionKind::Not(operand)
            | ExpressionKind::Negate(operand) => vec![operand],
            ExpressionKind::And(operands)
            | ExpressionKind::Or(operands)
            | ExpressionKind::Coalesce(operands)
            | ExpressionKind::Call(_, operands) => operands.iter().collect(),
            ExpressionKind::Case {
                branches,
                otherwise,
            } => branches
                .iter()
                .flat_map(|(condition, result)| [condition, result])
                .chain(otherwise.as_deref())
                .collect(),
        }
    }

    /// Calls `visit` for every name in it, in the order they are written in, as
    /// often as they occur.
    pub fn for_each_reference(&self, visit: &mut dyn FnMut(Reference)) {
        self.for_each(&mut |expression| {
            if let ExpressionKind::Name(reference) = expression.kind {
                visit(reference);
            }
        });
    }

    /// Whether there may be values for which it cannot be computed: it leaves 128 bits, the
    /// calendar or the years whose holidays are known, or is kept in 64 bits.
    pub fn can_fail(&self) -> bool {
        let mut found = false;
        self.for_each(&mut |expression| {
            found |= matches!(
                expression.kind,
                ExpressionKind::Arithmetic(..)
                    | ExpressionKind::Negate(_)
                    | ExpressionKind::AddDays(..)
                    | ExpressionKind::Call(Function::WorkingDays, _)
            );
        });
        found
    }

    /// How many expressions it is made of, itself counted.
    pub(super) fn parts(&self) -> usize {
        let mut parts = 0_usize;
        self.for_each(&mut |_| parts = parts.saturating_add(1));
        parts
    }

    /// Calls `visit` for itself and everything in it, without recursion.
    pub fn for_each(&self, visit: &mut dyn FnMut(&Expression)) {
        let mut waiting = vec![self];
        while let Some(expression) = waiting.pop() {
            visit(expression);
            waiting.extend(expression.children().into_iter().rev());
        }
    }
}

impl Aggregate {
    /// Calls `visit` for every name in the argument and the filter.
    pub fn for_each_reference(&self, visit: &mut dyn FnMut(Reference)) {
        for part in self.argument.iter().chain(&self.filter) {
            part.for_each_reference(visit);
        }
    }
}
