//! Running a program over a block: kernel by kernel, each over all rows at once, and the evaluator
//! in every row of which a kernel says nothing.
//!
//! A kernel computes all rows, those too whose value the formula would not ask for. So where one
//! leaves 64 bits or the calendar, the row is only noted; the formula's value there is what the
//! evaluator says, which asks for nothing in vain and has 128 bits.

#![expect(
    clippy::indexing_slicing,
    reason = "a program's nodes read only nodes before them, and every vector has the block's rows"
)]

use std::borrow::Cow;

use arrow_array::StringArray;

use super::block::{Block, Column, Numbers, TextColumn};
use super::kernels::{compare_constant, compare_numbers, gather, test_texts, text_in};
use super::mask::{Mask, Truth};
use super::program::{Formula, Node, NodeId, Program, TextTest};
use super::record::{AttributeTable, BlockRow, RecordWorld, power_of_ten, whole_number};
use crate::calendar::Date;
use crate::error::{Error, Result};
use crate::formula::{
    Arithmetic, Expression, Type, Value, evaluate, valid_citizen_id, valid_credit_code,
};
use crate::network::DivisionCode;

/// What a node computed for the rows of a block.
#[derive(Debug)]
struct Vector<'a> {
    column: Cow<'a, Column>,
    /// The rows of which it computed nothing; none where there is no such row.
    missed: Option<Mask>,
}

/// A row for which a formula cannot be computed.
#[derive(Clone, Debug)]
pub struct Failure<'a> {
    /// The row within the block.
    pub row: usize,
    /// The formula.
    pub formula: &'a Formula,
    /// Why not.
    pub error: Error,
}

/// What a program computed for a block. A formula has no value in a row of a failure.
#[derive(Debug)]
pub struct Evaluated<'a> {
    vectors: Vec<Vector<'a>>,
    failures: Vec<Failure<'a>>,
}

impl Program {
    /// Computes every formula for the rows of `block`.
    pub fn run<'a>(&'a self, block: &'a Block, attributes: &[AttributeTable]) -> Evaluated<'a> {
        let mut run = Run {
            program: self,
            block,
            attributes,
            done: Vec::with_capacity(self.nodes.len()),
        };
        for node in &self.nodes {
            let vector = run.step(node);
            run.done.push(vector);
        }
        let mut failures = Vec::new();
        for formula in self.formulas.iter().filter(|formula| formula.can_fail) {
            run.settle(formula, &mut failures);
        }
        Evaluated {
            vectors: run.done,
            failures,
        }
    }
}

impl<'a> Evaluated<'a> {
    /// The truths a boolean node computed.
    pub fn truth(&self, node: NodeId) -> &Truth {
        truths(self.column(node))
    }

    /// The numbers a numeric node computed.
    pub fn numbers(&self, node: NodeId) -> &Numbers {
        numbers(self.column(node))
    }

    /// The column a node computed.
    pub fn column(&self, node: NodeId) -> &Column {
        &self.vectors[node.index()].column
    }

    /// The rows for which a node computed a value.
    pub fn known(&self, node: NodeId) -> Mask {
        self.column(node).known()
    }

    /// Of some rows those for which the formula of a node can be computed.
    pub fn computable(&self, node: NodeId, mut rows: Mask) -> Mask {
        let failures = self.failures.iter();
        for failure in failures.filter(|failure| failure.formula.node == node) {
            rows.set(failure.row, false);
        }
        rows
    }

    /// The rows for which a formula cannot be computed, formula by formula.
    pub fn failures(&self) -> &[Failure<'a>] {
        &self.failures
    }
}

/// A program on its way over a block.
struct Run<'a, 'r> {
    program: &'a Program,
    block: &'a Block,
    attributes: &'r [AttributeTable],
    done: Vec<Vector<'a>>,
}

impl<'a> Run<'a, '_> {
    fn step(&self, node: &Node) -> Vector<'a> {
        let rows = self.block.rows;
        let column = match node {
            Node::Field(field) => return borrowed(&self.block.fields[usize::from(*field)]),
            Node::Other(field) => return borrowed(&self.block.others[usize::from(*field)]),
            Node::Attribute(attribute) => gather(
                &self.attributes[usize::from(*attribute)].values,
                &self.block.divisions,
            ),
            Node::Number(value) => Column::Numbers(Numbers {
                values: vec![value.unwrap_or(0); rows],
                known: if value.is_some() {
                    Mask::all(rows)
                } else {
                    Mask::none(rows)
                },
            }),
            Node::Truth(value) => Column::Truth(Truth::constant(*value, rows)),
            Node::Parameter(steps, date) => self.parameter(steps, *date),
            Node::Compare(operator, left, right) => {
                let (left, right) = (self.numbers(*left), self.numbers(*right));
                let yes = compare_numbers(*operator, &left.values, &right.values);
                Column::Truth(Truth::of_known(&yes, &left.known.and(&right.known)))
            }
            Node::CompareConstant(operator, operand, constant) => {
                let operand = self.numbers(*operand);
                let yes = compare_constant(*operator, &operand.values, *constant);
                Column::Truth(Truth::of_known(&yes, &operand.known))
            }
            Node::NumberIn(operand, members) => {
                let operand = self.numbers(*operand);
                let is_member = |value: &i64| members.binary_search(value).is_ok();
                let yes = Mask::of_values(&operand.values, is_member);
                Column::Truth(Truth::of_known(&yes, &operand.known))
            }
            Node::TextIn(operand, members) => {
                Column::Truth(text_in(self.column(*operand), members, rows))
            }
            Node::IsNull(operand) => {
                let known = self.column(*operand).known();
                Column::Truth(Truth {
                    yes: known.complement(),
                    no: known,
                })
            }
            Node::And(parts) => Column::Truth(self.fold(parts, true, Truth::and)),
            Node::Or(parts) => Column::Truth(self.fold(parts, false, Truth::or)),
            Node::Not(operand) => Column::Truth(self.truth(*operand).negated()),
            Node::Choose(branches, otherwise) => self.choose(branches, *otherwise),
            Node::Text(test, operand) => self.text_test(*test, *operand),
            Node::Arithmetic(operator, left, right) => {
                return self.arithmetic(*operator, *left, *right, node);
            }
            Node::AddDays(date, days) => {
                return self.computed([*date, *days], node, |date, days| {
                    let days = date.checked_add(days)?;
                    day(days).map(|_| days)
                });
            }
            Node::Rescale(operand, by) => {
                let factor = i64::try_from(power_of_ten(*by)).unwrap_or(i64::MAX);
                return self.computed([*operand; 2], node, |value, _| value.checked_mul(factor));
            }
            Node::Negate(operand) => {
                return self.computed([*operand; 2], node, |value, _| value.checked_neg());
            }
            Node::Expression(place) => return self.expression(*place),
        };
        Vector {
            column: Cow::Owned(column),
            missed: self.missed(node, None),
        }
    }

    fn column(&self, node: NodeId) -> &Column {
        &self.done[node.index()].column
    }

    fn truth(&self, node: NodeId) -> &Truth {
        truths(self.column(node))
    }

    fn numbers(&self, node: NodeId) -> &Numbers {
        numbers(self.column(node))
    }

    /// The rows of which a node computes nothing: those of what it reads, and its own.
    fn missed(&self, node: &Node, own: Option<Mask>) -> Option<Mask> {
        let mut missed = own;
        node.for_each_operand(&mut |operand| {
            if let Some(of_operand) = &self.done[operand.index()].missed {
                missed = Some(match &missed {
                    Some(known) => known.or(of_operand),
                    None => of_operand.clone(),
                });
            }
        });
        missed
    }

    fn fold(&self, parts: &[NodeId], start: bool, join: impl Fn(&Truth, &Truth) -> Truth) -> Truth {
        let mut parts = parts.iter().map(|part| self.truth(*part));
        match (parts.next(), parts.next()) {
            (Some(first), Some(second)) => {
                parts.fold(join(first, second), |joined, part| join(&joined, part))
            }
            (Some(only), None) => only.clone(),
            _ => Truth::constant(Some(start), self.block.rows),
        }
    }

    fn parameter(&self, steps: &[(i64, i64)], date: NodeId) -> Column {
        let dates = self.numbers(date);
        let values = dates.values.iter().map(|date| {
            let begun = steps.partition_point(|(from, _)| from <= date);
            let step = steps.get(begun.saturating_sub(1));
            step.map_or(0, |(_, value)| *value)
        });
        Column::Numbers(Numbers {
            values: values.collect(),
            known: dates.known.clone(),
        })
    }

    fn text_test(&self, test: TextTest, operand: NodeId) -> Column {
        let (column, rows) = (self.column(operand), self.block.rows);
        Column::Truth(match test {
            TextTest::Length => {
                let length = |row| column.text(row).map_or(0, |word| word.chars().count());
                let lengths = (0..rows).map(|row| i64::try_from(length(row)).unwrap_or(i64::MAX));
                return Column::Numbers(Numbers {
                    values: lengths.collect(),
                    known: column.known(),
                });
            }
            TextTest::Matches(pattern) => {
                let pattern = &self.program.patterns[pattern as usize];
                test_texts(column, rows, |word| pattern.is_match(word))
            }
            TextTest::DivisionCode => {
                test_texts(column, rows, |word| DivisionCode::parse(word).is_ok())
            }
            TextTest::CitizenId => test_texts(column, rows, valid_citizen_id),
            TextTest::CreditCode => test_texts(column, rows, valid_credit_code),
        })
    }

    fn arithmetic(
        &self,
        operator: Arithmetic,
        left: NodeId,
        right: NodeId,
        node: &Node,
    ) -> Vector<'a> {
        let wrapping = match operator {
            Arithmetic::Add => i64::overflowing_add,
            Arithmetic::Subtract => i64::overflowing_sub,
            Arithmetic::Multiply | Arithmetic::Divide => {
                return self.computed([left, right], node, i64::checked_mul);
            }
        };
        let (of_left, of_right) = (self.numbers(left), self.numbers(right));
        let Some(values) = plain(&of_left.values, &of_right.values, wrapping) else {
            let checked = match operator {
                Arithmetic::Add => i64::checked_add,
                _ => i64::checked_sub,
            };
            return self.computed([left, right], node, checked);
        };
        Vector {
            column: Cow::Owned(Column::Numbers(Numbers {
                values,
                known: of_left.known.and(&of_right.known),
            })),
            missed: self.missed(node, None),
        }
    }

    /// A checked computation over two operands; rows in which it fails are missed.
    fn computed(
        &self,
        [left, right]: [NodeId; 2],
        node: &Node,
        compute: impl Fn(i64, i64) -> Option<i64>,
    ) -> Vector<'a> {
        let (left, right) = (self.numbers(left), self.numbers(right));
        let known = left.known.and(&right.known);
        let mut failed = Vec::new();
        let pairs = left.values.iter().zip(&right.values).enumerate();
        let values = pairs.map(|(row, (left, right))| {
            compute(*left, *right).unwrap_or_else(|| {
                failed.push(row);
                0
            })
        });
        let values = values.collect();
        // Under a missing value there lies any number.
        failed.retain(|row| known.contains(*row));
        let own = (!failed.is_empty()).then(|| {
            let mut own = Mask::none(self.block.rows);
            failed.iter().for_each(|row| own.set(*row, true));
            own
        });
        Vector {
            column: Cow::Owned(Column::Numbers(Numbers { values, known })),
            missed: self.missed(node, own),
        }
    }

    /// The number or truth of the first branch whose condition is true, row by row.
    fn choose(&self, branches: &[(NodeId, NodeId)], otherwise: Option<NodeId>) -> Column {
        let rows = self.block.rows;
        let chosen: Vec<Option<NodeId>> = (0..rows)
            .map(|row| {
                let hit = branches
                    .iter()
                    .find(|(condition, _)| self.truth(*condition).yes.contains(row));
                hit.map(|(_, value)| *value).or(otherwise)
            })
            .collect();
        let sample = branches.first().map(|(_, value)| self.column(*value));
        if let Some(Column::Truth(_)) = sample {
            let of = |wanted: bool| {
                Mask::from_fn(rows, |row| {
                    chosen[row].and_then(|node| self.truth(node).value(row)) == Some(wanted)
                })
            };
            return Column::Truth(Truth {
                yes: of(true),
                no: of(false),
            });
        }
        let value = |row: usize| chosen[row].and_then(|node| self.column(node).number(row));
        Column::Numbers(Numbers {
            known: Mask::from_fn(rows, |row| value(row).is_some()),
            values: (0..rows).map(|row| value(row).unwrap_or(0)).collect(),
        })
    }

    /// What the evaluator says of an expression, row by row.
    fn expression(&self, place: u32) -> Vector<'a> {
        let (expression, rows) = (&self.program.expressions[place as usize], self.block.rows);
        let mut column = Patched::nothing(expression.r#type, rows);
        let mut missed: Option<Mask> = None;
        for row in 0..rows {
            if self.evaluate(expression, row, &mut column).is_err() {
                let missed = missed.get_or_insert_with(|| Mask::none(rows));
                missed.set(row, true);
            }
        }
        Vector {
            column: Cow::Owned(column.done()),
            missed,
        }
    }

    /// Puts what the evaluator says of an expression in a row into a column.
    fn evaluate(&self, expression: &Expression, row: usize, column: &mut Patched) -> Result<()> {
        let world = RecordWorld {
            record: &BlockRow {
                block: self.block,
                row,
            },
            constants: &self.program.constants,
            attributes: self.attributes,
        };
        let value = evaluate(expression, &world)?;
        column.set(row, &value, expression.r#type)
    }

    /// Has the evaluator compute the rows that the kernels of a formula missed.
    fn settle(&mut self, formula: &'a Formula, failures: &mut Vec<Failure<'a>>) {
        let place = formula.node.index();
        let Some(missed) = self.done[place].missed.clone() else {
            return;
        };
        let nothing = Cow::Owned(Column::Text(TextColumn::Null(0)));
        let column = std::mem::replace(&mut self.done[place].column, nothing);
        let mut column = Patched::of(column.into_owned());
        for row in missed.rows() {
            let none = column.set(row, &Value::Null, formula.expression.r#type);
            let value = none.and_then(|()| self.evaluate(&formula.expression, row, &mut column));
            if let Err(error) = value {
                failures.push(Failure {
                    row,
                    formula,
                    error,
                });
            }
        }
        self.done[place].column = Cow::Owned(column.done());
    }
}

/// A column that is written row by row.
enum Patched {
    Numbers(Numbers),
    Truth(Truth),
    Texts(Vec<Option<String>>),
}

impl Patched {
    fn nothing(r#type: Type, rows: usize) -> Self {
        match r#type {
            Type::Boolean => Self::Truth(Truth::constant(None, rows)),
            Type::Text => Self::Texts(vec![None; rows]),
            _ => Self::Numbers(Numbers {
                values: vec![0; rows],
                known: Mask::none(rows),
            }),
        }
    }

    fn of(column: Column) -> Self {
        match column {
            Column::Numbers(numbers) => Self::Numbers(numbers),
            Column::Truth(truth) => Self::Truth(truth),
            Column::Codes(_) | Column::Text(_) => {
                let rows = column.known().len();
                let text = |row| column.text(row).map(str::to_owned);
                Self::Texts((0..rows).map(text).collect())
            }
        }
    }

    fn set(&mut self, row: usize, value: &Value<'_>, r#type: Type) -> Result<()> {
        match self {
            Self::Truth(truth) => {
                truth.yes.set(row, *value == Value::Boolean(true));
                truth.no.set(row, *value == Value::Boolean(false));
            }
            Self::Texts(texts) => {
                texts[row] = match value {
                    Value::Text(text) if !text.is_empty() => Some(text.clone().into_owned()),
                    _ => None,
                };
            }
            Self::Numbers(numbers) => {
                let number = whole_number(value, r#type)?;
                numbers.known.set(row, number.is_some());
                numbers.values[row] = number.unwrap_or(0);
            }
        }
        Ok(())
    }

    fn done(self) -> Column {
        match self {
            Self::Numbers(numbers) => Column::Numbers(numbers),
            Self::Truth(truth) => Column::Truth(truth),
            Self::Texts(texts) => Column::Text(TextColumn::Utf8(StringArray::from(texts))),
        }
    }
}

fn truths(column: &Column) -> &Truth {
    match column {
        Column::Truth(truth) => truth,
        _ => unreachable_type(),
    }
}

fn numbers(column: &Column) -> &Numbers {
    match column {
        Column::Numbers(numbers) => numbers,
        _ => unreachable_type(),
    }
}

/// A compiled program is well typed, so a node never finds another kind of
/// column than the one its operand's type promised.
#[expect(
    clippy::panic,
    reason = "the compiler of programs guarantees the types"
)]
fn unreachable_type() -> ! {
    panic!("INVARIANT: an expression is well typed")
}

fn borrowed(column: &Column) -> Vector<'_> {
    Vector {
        column: Cow::Borrowed(column),
        missed: None,
    }
}

fn day(days: i64) -> Option<Date> {
    i32::try_from(days).ok().and_then(Date::from_days)
}

/// The results where none overflows, known or not: a loop that looks back only
/// at its end.
fn plain(
    left: &[i64],
    right: &[i64],
    compute: impl Fn(i64, i64) -> (i64, bool),
) -> Option<Vec<i64>> {
    let mut any = false;
    let values = left.iter().zip(right).map(|(left, right)| {
        let (value, overflows) = compute(*left, *right);
        any |= overflows;
        value
    });
    let values: Vec<i64> = values.collect();
    (!any).then_some(values)
}
