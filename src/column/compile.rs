//! Typed expressions → nodes of a program: a kernel where there is one, else the evaluator.

use super::program::{Node, NodeId, Program, TextTest};
use super::record::power_of_ten;
use crate::calendar::Date;
use crate::figure::Decimal;
use crate::formula::{
    Arithmetic, Comparison, Expression, ExpressionKind, Function, Literal, Reference, Type,
};

impl Program {
    /// The node that computes `expression`.
    pub(super) fn compile(&mut self, expression: &Expression) -> NodeId {
        match self.kernel(expression) {
            Some(node) => self.add(node),
            None => self.add_expression(expression),
        }
    }

    /// The kernel for `expression`. What it reads is compiled only where there is one, as every
    /// node of a program is computed.
    fn kernel(&mut self, expression: &Expression) -> Option<Node> {
        let r#type = expression.r#type;
        Some(match &expression.kind {
            ExpressionKind::Literal(literal) => constant_node(literal, r#type)?,
            ExpressionKind::Name(reference) => self.name(*reference)?,
            ExpressionKind::Compare(operator, left, right) => {
                return self.comparison(*operator, left, right);
            }
            ExpressionKind::IsNull { operand, negated } => {
                let is_null = Node::IsNull(self.compile(operand));
                self.negated_if(*negated, is_null)
            }
            ExpressionKind::In(operand, members) => return self.membership(operand, members),
            ExpressionKind::And(parts) => Node::And(self.all(parts)),
            ExpressionKind::Or(parts) => Node::Or(self.all(parts)),
            ExpressionKind::Not(operand) => Node::Not(self.compile(operand)),
            ExpressionKind::Case {
                branches,
                otherwise,
            } if is_chosen(r#type) => {
                let chosen = branches.iter().map(|(condition, value)| {
                    (self.compile(condition), self.compile_as(value, r#type))
                });
                let chosen = chosen.collect();
                let otherwise = otherwise.as_ref();
                Node::Choose(
                    chosen,
                    otherwise.map(|value| self.compile_as(value, r#type)),
                )
            }
            ExpressionKind::Coalesce(parts) if is_chosen(r#type) => {
                let chosen = parts.iter().map(|part| {
                    let value = self.compile_as(part, r#type);
                    let is_null = self.add(Node::IsNull(value));
                    (self.add(Node::Not(is_null)), value)
                });
                Node::Choose(chosen.collect(), None)
            }
            ExpressionKind::Arithmetic(operator, left, right) => {
                scale(r#type)?;
                let (left, right) = match operator {
                    Arithmetic::Add | Arithmetic::Subtract => (
                        self.compile_as(left, r#type),
                        self.compile_as(right, r#type),
                    ),
                    Arithmetic::Multiply | Arithmetic::Divide => {
                        (self.compile(left), self.compile(right))
                    }
                };
                Node::Arithmetic(*operator, left, right)
            }
            ExpressionKind::Negate(operand) => {
                scale(r#type)?;
                Node::Negate(self.compile(operand))
            }
            ExpressionKind::DaysBetween(left, right) => Node::Arithmetic(
                Arithmetic::Subtract,
                self.compile(left),
                self.compile(right),
            ),
            ExpressionKind::AddDays(date, days) => {
                Node::AddDays(self.compile(date), self.compile(days))
            }
            ExpressionKind::Call(function, arguments) => match arguments.as_slice() {
                [text] if text.r#type == Type::Text => {
                    let test = self.text_test(function)?;
                    Node::Text(test, self.compile(text))
                }
                _ => return None,
            },
            ExpressionKind::Distinct { .. }
            | ExpressionKind::Case { .. }
            | ExpressionKind::Coalesce(_) => return None,
        })
    }

    fn negated_if(&mut self, negated: bool, node: Node) -> Node {
        if negated {
            Node::Not(self.add(node))
        } else {
            node
        }
    }

    /// The node that computes `expression` as a value of `wanted`: a number is brought to its scale.
    fn compile_as(&mut self, expression: &Expression, wanted: Type) -> NodeId {
        if let ExpressionKind::Literal(Literal::Null) = expression.kind
            && let Some(null) = constant_node(&Literal::Null, wanted)
        {
            return self.add(null);
        }
        let node = self.compile(expression);
        match (scale(expression.r#type), scale(wanted)) {
            (Some(from), Some(to)) if from < to => {
                self.add(Node::Rescale(node, to.saturating_sub(from)))
            }
            _ => node,
        }
    }

    fn all(&mut self, parts: &[Expression]) -> Vec<NodeId> {
        parts.iter().map(|part| self.compile(part)).collect()
    }

    fn name(&mut self, reference: Reference) -> Option<Node> {
        let day = |date: Date| Node::Number(Some(i64::from(date.days())));
        Some(match reference {
            Reference::Field(field) => Node::Field(field),
            Reference::Division(attribute) => Node::Attribute(attribute),
            Reference::Other(field) => Node::Other(field),
            Reference::PeriodStart => day(self.constants.period.start()),
            Reference::PeriodEnd => day(self.constants.period.end()),
            Reference::Parameter(parameter) => self.parameter(parameter),
            Reference::AsOf | Reference::Measure(_) => return None,
        })
    }

    /// A parameter at the record's own date, where it has several values.
    fn parameter(&mut self, parameter: u16) -> Node {
        let steps = self.constants.parameters.get(usize::from(parameter));
        let steps = steps.cloned().unwrap_or_default();
        let start = i64::from(self.constants.period.start().days());
        match self.constants.own_date.filter(|_| steps.len() > 1) {
            Some(date) => Node::Parameter(steps, self.add(Node::Field(date))),
            None => {
                let begun = steps.partition_point(|(from, _)| *from <= start);
                let step = steps.get(begun.saturating_sub(1));
                Node::Number(step.map(|(_, units)| *units))
            }
        }
    }

    fn comparison(
        &mut self,
        operator: Comparison,
        left: &Expression,
        right: &Expression,
    ) -> Option<Node> {
        if let (Some(of_left), Some(of_right)) = (whole(left.r#type), whole(right.r#type)) {
            if let Some(constant) = fixed(right, of_left) {
                return Some(Node::CompareConstant(
                    operator,
                    self.compile(left),
                    constant,
                ));
            }
            if let Some(constant) = fixed(left, of_right) {
                let operand = self.compile(right);
                return Some(Node::CompareConstant(
                    operator.mirrored(),
                    operand,
                    constant,
                ));
            }
            let alike = of_left == of_right;
            return alike.then(|| Node::Compare(operator, self.compile(left), self.compile(right)));
        }
        let negated = match operator {
            Comparison::Equal => false,
            Comparison::NotEqual => true,
            _ => return None,
        };
        let (operand, word) = match (&left.kind, &right.kind) {
            (_, ExpressionKind::Literal(Literal::Text(word))) => (left, word),
            (ExpressionKind::Literal(Literal::Text(word)), _) => (right, word),
            _ => return None,
        };
        let is = Node::TextIn(self.compile(operand), vec![word.clone()]);
        Some(self.negated_if(negated, is))
    }

    fn membership(&mut self, operand: &Expression, members: &[Literal]) -> Option<Node> {
        if operand.r#type == Type::Text {
            let words = members.iter().filter_map(|member| match member {
                Literal::Text(word) => Some(word.clone()),
                _ => None,
            });
            let mut words: Vec<String> = words.collect();
            words.sort();
            words.dedup();
            return Some(Node::TextIn(self.compile(operand), words));
        }
        let scale = whole(operand.r#type)?;
        // A member with more digits than the operand can have equals none of its values.
        let numbers = members
            .iter()
            .filter_map(|member| literal_units(member, scale));
        let mut numbers: Vec<i64> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        Some(Node::NumberIn(self.compile(operand), numbers))
    }

    fn text_test(&mut self, function: &Function) -> Option<TextTest> {
        Some(match function {
            Function::Length => TextTest::Length,
            Function::Matches(pattern) | Function::Like(pattern) => {
                TextTest::Matches(self.add_pattern(pattern))
            }
            Function::ValidDivisionCode => TextTest::DivisionCode,
            Function::ValidCitizenId => TextTest::CitizenId,
            Function::ValidCreditCode => TextTest::CreditCode,
            Function::WorkingDays | Function::Digits => return None,
        })
    }
}

/// Digits after the point of a number that is no quotient.
fn scale(r#type: Type) -> Option<u8> {
    match r#type {
        Type::Integer => Some(0),
        Type::Decimal { scale } => Some(scale),
        _ => None,
    }
}

/// The scale of a value that is held as a whole number.
fn whole(r#type: Type) -> Option<u8> {
    match r#type {
        Type::Date | Type::Time | Type::Division => Some(0),
        _ => scale(r#type),
    }
}

/// Whether a kernel chooses between values of a type.
fn is_chosen(r#type: Type) -> bool {
    r#type == Type::Boolean || whole(r#type).is_some()
}

/// The constant that `expression` is, at a scale, where it is one and loses nothing by it.
fn fixed(expression: &Expression, scale: u8) -> Option<i64> {
    match &expression.kind {
        ExpressionKind::Literal(literal) => literal_units(literal, scale),
        _ => None,
    }
}

/// A constant as a whole number at a scale; none where it has no such form.
fn literal_units(literal: &Literal, scale: u8) -> Option<i64> {
    match literal {
        Literal::Number(number) => units(*number, scale),
        Literal::Date(date) => Some(i64::from(date.days())),
        Literal::Division(code) => i64::try_from(code.number()).ok(),
        Literal::Boolean(_) | Literal::Text(_) | Literal::Null => None,
    }
}

/// A number as a whole number at a scale, exactly; none where it does not fit 64 bits.
pub fn units(value: Decimal, scale: u8) -> Option<i64> {
    if let Some(up) = scale.checked_sub(value.scale()) {
        return i64::try_from(value.units().checked_mul(power_of_ten(up))?).ok();
    }
    let down = power_of_ten(value.scale().saturating_sub(scale));
    let is_exact = value.units().checked_rem(down) == Some(0);
    let units = value.units().checked_div(down).filter(|_| is_exact)?;
    i64::try_from(units).ok()
}

fn constant_node(literal: &Literal, r#type: Type) -> Option<Node> {
    match (literal, r#type) {
        (Literal::Boolean(truth), _) => Some(Node::Truth(Some(*truth))),
        (Literal::Null, Type::Boolean) => Some(Node::Truth(None)),
        (Literal::Null, other) => whole(other).map(|_| Node::Number(None)),
        (literal, other) => {
            literal_units(literal, whole(other)?).map(|units| Node::Number(Some(units)))
        }
    }
}
