//! Running a program over a block: node by node, each over all rows at once.

#![expect(
    clippy::indexing_slicing,
    reason = "a program's nodes read only nodes before them, and every vector has the block's rows"
)]

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::StringArray;

use super::block::{Block, Column, Numbers, TextColumn};
use super::kernels::{
    compare_constant, compare_numbers, compare_options, digits, gather, test_texts, text_in,
};
use super::mask::{Mask, Truth};
use super::program::{AttributeTable, Node, NodeId, Program};
use crate::calendar::{Date, working_days};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Ratio;
use crate::formula::{Arithmetic, valid_citizen_id, valid_credit_code};
use crate::network::DivisionCode;
use crate::text::text;

/// What a node computed for the rows of a block.
#[derive(Clone, Debug)]
pub enum Vector<'a> {
    /// Numbers, truths, codes or texts.
    Column(Cow<'a, Column>),
    /// Quotients.
    Ratios(Vec<Option<Ratio>>),
}

/// What all nodes of a program computed for a block.
#[derive(Debug)]
pub struct Evaluated<'a> {
    rows: usize,
    vectors: Vec<Vector<'a>>,
}

impl Program {
    /// Computes every node for the rows of `block`.
    ///
    /// # Errors
    ///
    /// `Overflow` with the row (1-based within the block) where a number leaves
    /// the exact range; `Argument` for a date outside the known holidays.
    pub fn run<'a>(
        &self,
        block: &'a Block,
        attributes: &[AttributeTable],
    ) -> Result<Evaluated<'a>> {
        let mut done = Evaluated {
            rows: block.rows,
            vectors: Vec::with_capacity(self.nodes.len()),
        };
        for node in &self.nodes {
            let vector = self.step(node, block, attributes, &done)?;
            done.vectors.push(vector);
        }
        Ok(done)
    }

    fn step<'a>(
        &self,
        node: &Node,
        block: &'a Block,
        attributes: &[AttributeTable],
        done: &Evaluated<'a>,
    ) -> Result<Vector<'a>> {
        let rows = block.rows;
        Ok(match node {
            Node::Field(field) => Vector::Column(Cow::Borrowed(&block.fields[usize::from(*field)])),
            Node::Other(field) => Vector::Column(Cow::Borrowed(&block.others[usize::from(*field)])),
            Node::FieldDigits(field) => owned(digits(&block.fields[usize::from(*field)], rows)),
            Node::OtherDigits(field) => owned(digits(&block.others[usize::from(*field)], rows)),
            Node::Attribute(attribute) => Vector::Column(Cow::Owned(gather(
                &attributes[usize::from(*attribute)].values,
                &block.divisions,
            ))),
            Node::Number(value) => numbers(
                vec![value.unwrap_or(0); rows],
                filled(value.is_some(), rows),
            ),
            Node::Truth(value) => truth(Truth::constant(*value, rows)),
            Node::Text(value) => constant_text(value.as_deref(), rows),
            Node::Parameter(steps, date) => done.parameter(steps, *date),
            Node::CompareNumbers(operator, left, right) => {
                let (left, right) = (done.numbers(*left), done.numbers(*right));
                let yes = compare_numbers(*operator, &left.values, &right.values);
                truth(Truth::of_known(&yes, &left.known.and(&right.known)))
            }
            Node::CompareConstant(operator, operand, constant) => {
                let operand = done.numbers(*operand);
                let yes = compare_constant(*operator, &operand.values, *constant);
                truth(Truth::of_known(&yes, &operand.known))
            }
            Node::CompareScaled(operator, left, left_scale, right, right_scale) => {
                let (left, right) = (done.numbers(*left), done.numbers(*right));
                // 10^18 × 2^63 stays below 2^127: exact in 128 bits.
                let (up_left, up_right) = (
                    power_of_ten(right_scale.saturating_sub(*left_scale)),
                    power_of_ten(left_scale.saturating_sub(*right_scale)),
                );
                let scaled = |numbers: &Numbers, factor: i128| -> Vec<i128> {
                    let values = numbers.values.iter();
                    values
                        .map(|value| i128::from(*value).saturating_mul(factor))
                        .collect()
                };
                let (scaled_left, scaled_right) = (scaled(left, up_left), scaled(right, up_right));
                let yes = compare_numbers(*operator, &scaled_left, &scaled_right);
                truth(Truth::of_known(&yes, &left.known.and(&right.known)))
            }
            Node::CompareRatios(operator, left, right) => {
                let (left, right) = (done.ratios(*left), done.ratios(*right));
                truth(compare_options(*operator, rows, |row| {
                    left[row].zip(right[row])
                }))
            }
            Node::CompareTexts(operator, left, right) => {
                let (left, right) = (done.column(*left), done.column(*right));
                truth(compare_options(*operator, rows, |row| {
                    left.text(row).zip(right.text(row))
                }))
            }
            Node::CompareTruths(operator, left, right) => {
                let (left, right) = (done.truth(*left), done.truth(*right));
                truth(compare_options(*operator, rows, |row| {
                    left.value(row).zip(right.value(row))
                }))
            }
            Node::NumberIn(operand, members) => {
                let operand = done.numbers(*operand);
                let yes = Mask::from_fn(rows, |row| {
                    members.binary_search(&operand.values[row]).is_ok()
                });
                truth(Truth::of_known(&yes, &operand.known))
            }
            Node::TextIn(operand, members) => truth(text_in(done.column(*operand), members, rows)),
            Node::IsNull(operand) => {
                let known = done.known(*operand);
                truth(Truth {
                    yes: known.complement(),
                    no: known,
                })
            }
            Node::IsTrue(operand) => {
                let yes = done.truth(*operand).yes.clone();
                truth(Truth {
                    no: yes.complement(),
                    yes,
                })
            }
            Node::And(parts) => truth(done.fold(parts, true, Truth::and)),
            Node::Or(parts) => truth(done.fold(parts, false, Truth::or)),
            Node::Not(operand) => truth(done.truth(*operand).negated()),
            Node::Choose(branches, otherwise) => done.choose(branches, *otherwise),
            Node::Arithmetic(operator, left, right) => done.arithmetic(*operator, *left, *right)?,
            Node::Rescale(operand, by) => {
                let factor = i64::try_from(power_of_ten(*by)).unwrap_or(i64::MAX);
                done.map_numbers(*operand, |value| value.checked_mul(factor))?
            }
            Node::ToRatio(operand, scale) => {
                let (operand, denominator) = (done.numbers(*operand), power_of_ten(*scale));
                let ratios = (0..rows).map(|row| {
                    let known = operand.known.contains(row);
                    known
                        .then(|| Ratio::new(i128::from(operand.values[row]), denominator))
                        .flatten()
                });
                Vector::Ratios(ratios.collect())
            }
            Node::RatioArithmetic(operator, left, right) => {
                done.ratio_arithmetic(*operator, *left, *right)?
            }
            Node::Negate(operand) => done.map_numbers(*operand, i64::checked_neg)?,
            Node::NegateRatio(operand) => {
                let negated: Result<Vec<_>> = done
                    .ratios(*operand)
                    .iter()
                    .map(|ratio| ratio.map(Ratio::negate).transpose())
                    .collect();
                Vector::Ratios(negated?)
            }
            Node::Length(operand) => {
                let column = done.column(*operand);
                let length = |row| column.text(row).map_or(0, |word| word.chars().count());
                let lengths = (0..rows).map(|row| i64::try_from(length(row)).unwrap_or(i64::MAX));
                numbers(lengths.collect(), column.known())
            }
            Node::Matches(operand, pattern) => {
                let pattern = &self.patterns[*pattern as usize];
                truth(test_texts(done.column(*operand), rows, |word| {
                    pattern.is_match(word)
                }))
            }
            Node::WorkingDays(from, to) => done.working_days(*from, *to)?,
            Node::ValidDivisionCode(operand) => {
                truth(test_texts(done.column(*operand), rows, |word| {
                    DivisionCode::parse(word).is_ok()
                }))
            }
            Node::ValidCitizenId(operand) => {
                truth(test_texts(done.column(*operand), rows, valid_citizen_id))
            }
            Node::ValidCreditCode(operand) => {
                truth(test_texts(done.column(*operand), rows, valid_credit_code))
            }
        })
    }
}

impl<'a> Evaluated<'a> {
    /// The truths a boolean node computed.
    pub fn truth(&self, node: NodeId) -> &Truth {
        match self.column(node) {
            Column::Truth(truth) => truth,
            _ => unreachable_type(),
        }
    }

    /// The numbers a numeric node computed.
    pub fn numbers(&self, node: NodeId) -> &Numbers {
        match self.column(node) {
            Column::Numbers(numbers) => numbers,
            _ => unreachable_type(),
        }
    }

    /// The column a node other than a quotient computed.
    pub fn column(&self, node: NodeId) -> &Column {
        match &self.vectors[node.index()] {
            Vector::Column(column) => column,
            Vector::Ratios(_) => unreachable_type(),
        }
    }

    fn ratios(&self, node: NodeId) -> Cow<'_, [Option<Ratio>]> {
        match &self.vectors[node.index()] {
            Vector::Ratios(ratios) => Cow::Borrowed(ratios),
            // Only the null literal stands as a plain number among quotients.
            Vector::Column(_) => Cow::Owned(vec![None; self.rows]),
        }
    }

    /// The rows for which a node computed a value.
    pub fn known(&self, node: NodeId) -> Mask {
        match &self.vectors[node.index()] {
            Vector::Column(column) => column.known(),
            Vector::Ratios(ratios) => Mask::from_fn(self.rows, |row| ratios[row].is_some()),
        }
    }

    fn fold(&self, parts: &[NodeId], start: bool, join: impl Fn(&Truth, &Truth) -> Truth) -> Truth {
        let mut parts = parts.iter().map(|part| self.truth(*part));
        match (parts.next(), parts.next()) {
            (Some(first), Some(second)) => {
                parts.fold(join(first, second), |joined, part| join(&joined, part))
            }
            (Some(only), None) => only.clone(),
            _ => Truth::constant(Some(start), self.rows),
        }
    }

    fn parameter(&self, steps: &[(i64, i64)], date: NodeId) -> Vector<'a> {
        let dates = self.numbers(date);
        let values = dates.values.iter().map(|date| {
            let in_force = steps
                .partition_point(|(from, _)| from <= date)
                .saturating_sub(1);
            steps.get(in_force).map_or(0, |(_, value)| *value)
        });
        numbers(values.collect(), dates.known.clone())
    }

    fn map_numbers(
        &self,
        operand: NodeId,
        compute: impl Fn(i64) -> Option<i64>,
    ) -> Result<Vector<'a>> {
        let operand = self.numbers(operand);
        let mut values = Vec::with_capacity(self.rows);
        for (row, value) in operand.values.iter().enumerate() {
            values.push(settled(compute(*value), row, &operand.known)?);
        }
        Ok(numbers(values, operand.known.clone()))
    }

    fn arithmetic(&self, operator: Arithmetic, left: NodeId, right: NodeId) -> Result<Vector<'a>> {
        let (left, right) = (self.numbers(left), self.numbers(right));
        let known = left.known.and(&right.known);
        let plain = match operator {
            Arithmetic::Add => plain(&left.values, &right.values, i64::overflowing_add),
            Arithmetic::Subtract => plain(&left.values, &right.values, i64::overflowing_sub),
            Arithmetic::Multiply | Arithmetic::Divide => None,
        };
        if let Some(values) = plain {
            return Ok(numbers(values, known));
        }
        let compute = match operator {
            Arithmetic::Add => i64::checked_add,
            Arithmetic::Subtract => i64::checked_sub,
            Arithmetic::Multiply | Arithmetic::Divide => i64::checked_mul,
        };
        let mut values = Vec::with_capacity(self.rows);
        for (row, (left, right)) in left.values.iter().zip(&right.values).enumerate() {
            values.push(settled(compute(*left, *right), row, &known)?);
        }
        Ok(numbers(values, known))
    }

    fn ratio_arithmetic(
        &self,
        operator: Arithmetic,
        left: NodeId,
        right: NodeId,
    ) -> Result<Vector<'a>> {
        let (left, right) = (self.ratios(left), self.ratios(right));
        let compute = |pair: Option<(Ratio, Ratio)>| -> Result<Option<Ratio>> {
            let Some((left, right)) = pair else {
                return Ok(None);
            };
            match operator {
                Arithmetic::Add => left.checked_add(right).map(Some),
                Arithmetic::Subtract => left.checked_sub(right).map(Some),
                Arithmetic::Multiply => left.checked_mul(right).map(Some),
                Arithmetic::Divide => left.checked_div(right),
            }
        };
        let results: Result<Vec<_>> = left
            .iter()
            .zip(right.iter())
            .map(|(left, right)| compute(left.zip(*right)))
            .collect();
        Ok(Vector::Ratios(results?))
    }

    fn working_days(&self, from: NodeId, to: NodeId) -> Result<Vector<'a>> {
        let (from, to) = (self.numbers(from), self.numbers(to));
        let known = from.known.and(&to.known);
        let mut values = vec![0; self.rows];
        for row in known.rows() {
            let day = |days: i64| i32::try_from(days).ok().and_then(Date::from_days);
            if let (Some(first), Some(last)) = (day(from.values[row]), day(to.values[row])) {
                values[row] =
                    working_days(first, last).map_err(|error| error.at_row(row_number(row)))?;
            }
        }
        Ok(numbers(values, known))
    }

    /// The value of the first branch whose condition is true, row by row.
    fn choose(&self, branches: &[(NodeId, NodeId)], otherwise: Option<NodeId>) -> Vector<'a> {
        let chosen: Vec<Option<NodeId>> = (0..self.rows)
            .map(|row| {
                let hit = branches
                    .iter()
                    .find(|(condition, _)| self.truth(*condition).yes.contains(row));
                hit.map(|(_, value)| *value).or(otherwise)
            })
            .collect();
        let Some((_, sample)) = branches.first() else {
            return numbers(vec![0; self.rows], Mask::none(self.rows));
        };
        let values = branches.iter().map(|(_, value)| *value).chain(otherwise);
        let is_ratio = values
            .clone()
            .any(|value| matches!(self.vectors[value.index()], Vector::Ratios(_)));
        if is_ratio {
            let pick = |(row, node): (usize, &Option<NodeId>)| {
                node.and_then(|node| self.ratios(node)[row])
            };
            return Vector::Ratios(chosen.iter().enumerate().map(pick).collect());
        }
        match self.column(*sample) {
            Column::Truth(_) => {
                let of = |wanted: bool| {
                    Mask::from_fn(self.rows, |row| {
                        chosen[row].and_then(|node| self.truth(node).value(row)) == Some(wanted)
                    })
                };
                truth(Truth {
                    yes: of(true),
                    no: of(false),
                })
            }
            Column::Numbers(_) => {
                let value = |row: usize| chosen[row].and_then(|node| self.column(node).number(row));
                let known = Mask::from_fn(self.rows, |row| value(row).is_some());
                numbers(
                    (0..self.rows).map(|row| value(row).unwrap_or(0)).collect(),
                    known,
                )
            }
            Column::Codes(_) | Column::Text(_) => {
                let value = |row: usize| chosen[row].and_then(|node| self.column(node).text(row));
                let texts: StringArray = (0..self.rows).map(value).collect();
                Vector::Column(Cow::Owned(Column::Text(TextColumn::Utf8(texts))))
            }
        }
    }
}

/// A compiled program is well typed, so a node never finds another kind of
/// vector than the one its operand's type promised.
#[expect(
    clippy::panic,
    reason = "the compiler of programs guarantees the types"
)]
fn unreachable_type() -> ! {
    panic!("INVARIANT: an expression is well typed")
}

fn owned<'a>(column: Column) -> Vector<'a> {
    Vector::Column(Cow::Owned(column))
}

fn numbers<'a>(values: Vec<i64>, known: Mask) -> Vector<'a> {
    Vector::Column(Cow::Owned(Column::Numbers(Numbers { values, known })))
}

fn truth<'a>(truth: Truth) -> Vector<'a> {
    Vector::Column(Cow::Owned(Column::Truth(truth)))
}

fn filled(all: bool, rows: usize) -> Mask {
    if all {
        Mask::all(rows)
    } else {
        Mask::none(rows)
    }
}

fn constant_text<'a>(value: Option<&str>, rows: usize) -> Vector<'a> {
    let column = match value {
        Some(word) => {
            let dictionary = TextColumn::Utf8(StringArray::from(vec![word]));
            TextColumn::Dictionary(vec![0; rows], Arc::new(dictionary))
        }
        None => TextColumn::Null(rows),
    };
    Vector::Column(Cow::Owned(Column::Text(column)))
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

/// The result of a checked computation; a failed one is an error only where
/// the row has operands.
fn settled(result: Option<i64>, row: usize, known: &Mask) -> Result<i64> {
    match result {
        Some(value) => Ok(value),
        None if !known.contains(row) => Ok(0),
        None => Err(Error::new(
            ErrorKind::Overflow,
            text!("计算结果超出 64 位整数范围", "the result exceeds 64 bits"),
        )
        .at_row(row_number(row))),
    }
}

fn row_number(row: usize) -> u64 {
    (row as u64).saturating_add(1)
}

fn power_of_ten(exponent: u8) -> i128 {
    10_i128.saturating_pow(u32::from(exponent))
}
