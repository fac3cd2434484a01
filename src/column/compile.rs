//! Typed expressions → nodes of a program.

use super::program::{Node, NodeId, Program};
use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::formula::{
    Arithmetic, Comparison, Expression, ExpressionKind, Function, Literal, Reference, Type,
};
use crate::network::DivisionCode;
use crate::text::text;

/// Turns the expressions of one dataset into nodes of one program.
pub struct Compiler<'a> {
    /// The program that grows.
    pub program: &'a mut Program,
    /// The fields that hold division codes.
    pub division_fields: &'a dyn Fn(Reference) -> bool,
    /// The values of a parameter with their first days, by day.
    pub parameters: &'a [Vec<(Date, Decimal)>],
    /// The node of the record's own date, by which parameters are dated.
    pub own_date: Option<NodeId>,
    /// The programme's first and last day.
    pub period: (Date, Date),
}

impl Compiler<'_> {
    /// The node that computes `expression`.
    ///
    /// # Errors
    ///
    /// `Overflow` for a constant beyond 64 bits; `Argument` for `:as_of`, which
    /// has no value while records are read.
    pub fn compile(&mut self, expression: &Expression) -> Result<NodeId> {
        let node = match &expression.kind {
            ExpressionKind::Literal(literal) => literal_node(literal, expression.r#type)?,
            ExpressionKind::Name(reference) => return self.name(*reference, expression.r#type),
            ExpressionKind::Compare(operator, left, right) => {
                return self.comparison(*operator, left, right);
            }
            ExpressionKind::Distinct {
                left,
                right,
                negated,
            } => {
                return self.distinct(left, right, *negated);
            }
            ExpressionKind::IsNull { operand, negated } => {
                let is_null = Node::IsNull(self.compile(operand)?);
                if !negated {
                    is_null
                } else {
                    Node::Not(self.program.add(is_null))
                }
            }
            ExpressionKind::In(operand, members) => self.membership(operand, members)?,
            ExpressionKind::And(parts) => Node::And(self.all(parts)?),
            ExpressionKind::Or(parts) => Node::Or(self.all(parts)?),
            ExpressionKind::Not(operand) => Node::Not(self.compile(operand)?),
            ExpressionKind::Case {
                branches,
                otherwise,
            } => {
                let mut chosen = Vec::with_capacity(branches.len());
                for (condition, value) in branches {
                    chosen.push((
                        self.compile(condition)?,
                        self.compile_as(value, expression.r#type)?,
                    ));
                }
                let otherwise = match otherwise {
                    Some(value) => Some(self.compile_as(value, expression.r#type)?),
                    None => None,
                };
                Node::Choose(chosen, otherwise)
            }
            ExpressionKind::Coalesce(parts) => {
                let mut chosen = Vec::with_capacity(parts.len());
                for part in parts {
                    let value = self.compile_as(part, expression.r#type)?;
                    let is_null = self.program.add(Node::IsNull(value));
                    chosen.push((self.program.add(Node::Not(is_null)), value));
                }
                Node::Choose(chosen, None)
            }
            ExpressionKind::Arithmetic(operator, left, right) => {
                return self.arithmetic(*operator, left, right, expression.r#type);
            }
            ExpressionKind::Negate(operand) => {
                let node = self.compile(operand)?;
                if operand.r#type == Type::Ratio {
                    Node::NegateRatio(node)
                } else {
                    Node::Negate(node)
                }
            }
            ExpressionKind::DaysBetween(left, right) => Node::Arithmetic(
                Arithmetic::Subtract,
                self.compile(left)?,
                self.compile(right)?,
            ),
            ExpressionKind::AddDays(left, right) => {
                Node::Arithmetic(Arithmetic::Add, self.compile(left)?, self.compile(right)?)
            }
            ExpressionKind::Call(function, arguments) => self.call(function, arguments)?,
        };
        Ok(self.program.add(node))
    }

    /// The node that computes `expression` as a value of `wanted`: numbers are
    /// brought to its scale or turned into quotients.
    fn compile_as(&mut self, expression: &Expression, wanted: Type) -> Result<NodeId> {
        if let ExpressionKind::Literal(Literal::Null) = expression.kind {
            return Ok(self.program.add(null_node(wanted)));
        }
        let node = self.compile(expression)?;
        Ok(
            match (
                wanted,
                number_scale(expression.r#type),
                number_scale(wanted),
            ) {
                (Type::Ratio, Some(scale), _) => self.program.add(Node::ToRatio(node, scale)),
                (_, Some(from), Some(to)) if from < to => self
                    .program
                    .add(Node::Rescale(node, to.saturating_sub(from))),
                _ => node,
            },
        )
    }

    fn all(&mut self, parts: &[Expression]) -> Result<Vec<NodeId>> {
        parts.iter().map(|part| self.compile(part)).collect()
    }

    fn name(&mut self, reference: Reference, r#type: Type) -> Result<NodeId> {
        let digits = (self.division_fields)(reference);
        let node = match reference {
            Reference::Field(field) if digits => Node::FieldDigits(field),
            Reference::Field(field) => Node::Field(field),
            Reference::Division(attribute) => Node::Attribute(attribute),
            Reference::Other(field) if digits => Node::OtherDigits(field),
            Reference::Other(field) => Node::Other(field),
            Reference::PeriodStart => Node::Number(Some(i64::from(self.period.0.days()))),
            Reference::PeriodEnd => Node::Number(Some(i64::from(self.period.1.days()))),
            Reference::Parameter(parameter) => self.parameter(parameter, r#type)?,
            Reference::AsOf | Reference::Measure(_) => {
                return Err(Error::new(
                    ErrorKind::Argument,
                    text!(
                        "这里不能使用 `:as_of` 或计量",
                        "`:as_of` and measures have no value here"
                    ),
                ));
            }
        };
        Ok(self.program.add(node))
    }

    fn parameter(&mut self, parameter: u16, r#type: Type) -> Result<Node> {
        let scale = number_scale(r#type).unwrap_or(0);
        let mut steps = Vec::new();
        for (from, value) in self
            .parameters
            .get(usize::from(parameter))
            .into_iter()
            .flatten()
        {
            steps.push((i64::from(from.days()), constant(*value, scale)?));
        }
        Ok(match (steps.as_slice(), self.own_date) {
            ([], _) => Node::Number(None),
            ([(_, value)], _) => Node::Number(Some(*value)),
            (_, Some(date)) => Node::Parameter(steps, date),
            (_, None) => {
                let start = i64::from(self.period.0.days());
                let current = steps.iter().rev().find(|(from, _)| *from <= start);
                Node::Number(current.or(steps.first()).map(|(_, value)| *value))
            }
        })
    }

    fn comparison(
        &mut self,
        operator: Comparison,
        left: &Expression,
        right: &Expression,
    ) -> Result<NodeId> {
        let node = match (left.r#type, right.r#type) {
            (Type::Text, _) => {
                if let (ExpressionKind::Literal(Literal::Text(word)), true) = (
                    &right.kind,
                    matches!(operator, Comparison::Equal | Comparison::NotEqual),
                ) {
                    let word = self.as_compared(left, word);
                    let is = Node::TextIn(self.compile(left)?, vec![word]);
                    if operator == Comparison::Equal {
                        is
                    } else {
                        Node::Not(self.program.add(is))
                    }
                } else {
                    Node::CompareTexts(operator, self.compile(left)?, self.compile(right)?)
                }
            }
            (Type::Boolean, _) => {
                Node::CompareTruths(operator, self.compile(left)?, self.compile(right)?)
            }
            (Type::Ratio, _) | (_, Type::Ratio) => Node::CompareRatios(
                operator,
                self.compile_as(left, Type::Ratio)?,
                self.compile_as(right, Type::Ratio)?,
            ),
            (left_type, right_type) => {
                let left_scale = number_scale(left_type).unwrap_or(0);
                let right_scale = number_scale(right_type).unwrap_or(0);
                match fixed(right, left_scale, right_scale) {
                    Some(constant) => {
                        Node::CompareConstant(operator, self.compile(left)?, constant)
                    }
                    None => {
                        let (left, right) = (self.compile(left)?, self.compile(right)?);
                        if left_scale == right_scale {
                            Node::CompareNumbers(operator, left, right)
                        } else {
                            Node::CompareScaled(operator, left, left_scale, right, right_scale)
                        }
                    }
                }
            }
        };
        Ok(self.program.add(node))
    }

    /// `IS DISTINCT FROM` by the other nodes: not distinct are two equal values
    /// or two nulls.
    fn distinct(&mut self, left: &Expression, right: &Expression, negated: bool) -> Result<NodeId> {
        let equal = self.comparison(Comparison::Equal, left, right)?;
        let equal = self.program.add(Node::IsTrue(equal));
        let (left, right) = (self.compile(left)?, self.compile(right)?);
        let (left, right) = (
            self.program.add(Node::IsNull(left)),
            self.program.add(Node::IsNull(right)),
        );
        let both_null = self.program.add(Node::And(vec![left, right]));
        let same = self.program.add(Node::Or(vec![equal, both_null]));
        Ok(if negated {
            same
        } else {
            self.program.add(Node::Not(same))
        })
    }

    fn membership(&mut self, operand: &Expression, members: &[Literal]) -> Result<Node> {
        let node = self.compile(operand)?;
        if operand.r#type == Type::Text {
            let mut words: Vec<String> = members
                .iter()
                .filter_map(|member| match member {
                    Literal::Text(word) => Some(self.as_compared(operand, word)),
                    _ => None,
                })
                .collect();
            words.sort();
            words.dedup();
            return Ok(Node::TextIn(node, words));
        }
        if operand.r#type == Type::Boolean || operand.r#type == Type::Ratio {
            // Rare: as a disjunction of equalities.
            let mut equalities = Vec::with_capacity(members.len());
            for member in members {
                let literal = Expression {
                    kind: ExpressionKind::Literal(member.clone()),
                    r#type: literal_type(member).unwrap_or(operand.r#type),
                    span: operand.span,
                };
                equalities.push(self.comparison(Comparison::Equal, operand, &literal)?);
            }
            return Ok(Node::Or(equalities));
        }
        let scale = number_scale(operand.r#type).unwrap_or(0);
        let mut numbers = Vec::with_capacity(members.len());
        for member in members {
            match member {
                // A member with more digits than the operand can have equals none of its values.
                Literal::Number(number) => numbers.extend(constant(*number, scale).ok()),
                Literal::Date(date) => numbers.push(i64::from(date.days())),
                _ => {}
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(Node::NumberIn(node, numbers))
    }

    /// A text as it can equal a value of `operand`: division codes are held with
    /// all 12 digits, however the author writes them.
    fn as_compared(&self, operand: &Expression, word: &str) -> String {
        let is_code =
            matches!(operand.kind, ExpressionKind::Name(name) if (self.division_fields)(name));
        match DivisionCode::parse(word) {
            Ok(parsed) if is_code => parsed.code.padded(),
            _ => word.to_owned(),
        }
    }

    fn arithmetic(
        &mut self,
        operator: Arithmetic,
        left: &Expression,
        right: &Expression,
        r#type: Type,
    ) -> Result<NodeId> {
        let node = match (operator, number_scale(r#type)) {
            (Arithmetic::Multiply, Some(_)) => {
                Node::Arithmetic(operator, self.compile(left)?, self.compile(right)?)
            }
            (Arithmetic::Add | Arithmetic::Subtract, Some(_)) => Node::Arithmetic(
                operator,
                self.compile_as(left, r#type)?,
                self.compile_as(right, r#type)?,
            ),
            _ => Node::RatioArithmetic(
                operator,
                self.compile_as(left, Type::Ratio)?,
                self.compile_as(right, Type::Ratio)?,
            ),
        };
        Ok(self.program.add(node))
    }

    fn call(&mut self, function: &Function, arguments: &[Expression]) -> Result<Node> {
        let mut nodes = self.all(arguments)?.into_iter();
        let mut next = || {
            nodes.next().ok_or_else(|| {
                Error::new(
                    ErrorKind::Argument,
                    text!("函数缺少参数", "a function lacks an argument"),
                )
            })
        };
        Ok(match function {
            Function::Length => Node::Length(next()?),
            Function::Matches(pattern) | Function::Like(pattern) => {
                let operand = next()?;
                Node::Matches(operand, self.program.add_pattern(pattern))
            }
            Function::WorkingDays => Node::WorkingDays(next()?, next()?),
            Function::ValidDivisionCode => Node::ValidDivisionCode(next()?),
            Function::ValidCitizenId => Node::ValidCitizenId(next()?),
            Function::ValidCreditCode => Node::ValidCreditCode(next()?),
        })
    }
}

/// Digits after the point of a number held as a whole number.
fn number_scale(r#type: Type) -> Option<u8> {
    match r#type {
        Type::Integer | Type::Date | Type::Time => Some(0),
        Type::Decimal { scale } => Some(scale),
        Type::Ratio | Type::Boolean | Type::Text => None,
    }
}

/// The constant of `expression` at the scale of the other operand, where it is
/// one and loses nothing by it.
fn fixed(expression: &Expression, wanted_scale: u8, own_scale: u8) -> Option<i64> {
    match &expression.kind {
        ExpressionKind::Literal(Literal::Number(number)) if own_scale <= wanted_scale => {
            constant(*number, wanted_scale).ok()
        }
        ExpressionKind::Literal(Literal::Date(date)) => Some(i64::from(date.days())),
        _ => None,
    }
}

fn constant(value: Decimal, scale: u8) -> Result<i64> {
    i64::try_from(value.rescale(scale)?.units()).map_err(|_| {
        Error::new(
            ErrorKind::Overflow,
            text!("数值 {value} 过大", "the number {value} is too large"),
        )
    })
}

fn literal_type(literal: &Literal) -> Option<Type> {
    match literal {
        Literal::Boolean(_) => Some(Type::Boolean),
        Literal::Number(number) if number.scale() == 0 => Some(Type::Integer),
        Literal::Number(number) => Some(Type::Decimal {
            scale: number.scale(),
        }),
        Literal::Date(_) => Some(Type::Date),
        Literal::Text(_) => Some(Type::Text),
        Literal::Null => None,
    }
}

fn literal_node(literal: &Literal, r#type: Type) -> Result<Node> {
    Ok(match literal {
        Literal::Boolean(value) => Node::Truth(Some(*value)),
        Literal::Number(number) => {
            Node::Number(Some(constant(*number, number_scale(r#type).unwrap_or(0))?))
        }
        Literal::Date(date) => Node::Number(Some(i64::from(date.days()))),
        Literal::Text(word) => Node::Text(Some(word.clone())),
        Literal::Null => null_node(r#type),
    })
}

fn null_node(r#type: Type) -> Node {
    match r#type {
        Type::Boolean => Node::Truth(None),
        Type::Text => Node::Text(None),
        _ => Node::Number(None),
    }
}
