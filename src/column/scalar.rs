//! Programs over one record: the answers of a block of one row, without columns.
//!
//! A record that is checked alone needs a few dozen nodes, each in a few
//! nanoseconds; columns of one row would cost an allocation for every node.

use std::cmp::Ordering;

use regex::Regex;

use super::block::Column;
use super::program::{AttributeTable, Node, NodeId, Program};
use crate::calendar::{Date, working_days};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Ratio;
use crate::formula::{Arithmetic, Comparison, valid_citizen_id, valid_credit_code};
use crate::network::DivisionCode;
use crate::text::text;

/// A value of one record, in the units of [`Numbers`](super::Numbers).
#[derive(Clone, Copy, Debug, Default)]
pub enum Scalar<'a> {
    /// No value.
    #[default]
    Null,
    /// An integer, decimal, date, time or division.
    Number(i64),
    /// true or false.
    Truth(bool),
    /// Text that is not empty.
    Text(&'a str),
    /// A code, with its position in the code list of its field.
    Code(u8, &'a str),
    /// A division code, held as a number, as its 12-digit text.
    Digits(i64),
    /// A quotient, by its position among the quotients of the run.
    Ratio(usize),
}

/// The part of a program that single records are run through. The values of a
/// run are those of the record's fields, and after them one for each step.
#[derive(Clone, Debug, Default)]
pub struct RecordProgram {
    fields: usize,
    /// INVARIANT: a step reads only values before its own.
    steps: Box<[Step]>,
    patterns: Box<[Regex]>,
    /// The places of the values that are asked for.
    wanted: Box<[NodeId]>,
}

#[derive(Clone, Debug)]
enum Step {
    /// What a node of the program computes.
    Compute(Node),
    /// Whether a code is one of those, by its position in the list.
    CodeIn(NodeId, [u64; 4]),
}

impl RecordProgram {
    /// The nodes of `program` that the wanted ones depend on, and those that
    /// can fail: a record that cannot be computed with is refused alone as it
    /// is in a file, whichever formula fails. `code_lists` has per field of the
    /// dataset the codes its text is taken from.
    pub fn new(
        program: &Program,
        code_lists: &[Option<&[String]>],
        wanted: impl IntoIterator<Item = NodeId>,
    ) -> Self {
        let wanted: Vec<NodeId> = wanted.into_iter().collect();
        let mut made = Self {
            fields: code_lists.len(),
            ..Self::default()
        };
        let (mut steps, mut patterns) = (Vec::new(), Vec::new());
        let mut places = vec![NodeId(u32::MAX); program.nodes.len()];
        let place_of = |places: &[NodeId], id: NodeId| places.get(id.index()).copied();
        for (position, needed) in needed_nodes(program, &wanted).into_iter().enumerate() {
            let Some(mut node) = needed else { continue };
            let value = match node {
                // A field is there before the first step.
                Node::Field(field) => usize::from(field),
                _ => {
                    node.operands_mut(|id| *id = place_of(&places, *id).unwrap_or(*id));
                    if let Node::Matches(_, pattern) = &mut node
                        && let Some(used) = program.patterns.get(*pattern as usize)
                    {
                        *pattern = u32::try_from(patterns.len()).unwrap_or(u32::MAX);
                        patterns.push(used.clone());
                    }
                    steps.push(step(node, code_lists));
                    made.fields.saturating_add(steps.len()).saturating_sub(1)
                }
            };
            if let Some(place) = places.get_mut(position) {
                *place = NodeId(u32::try_from(value).unwrap_or(u32::MAX));
            }
        }
        made.steps = steps.into();
        made.patterns = patterns.into();
        made.wanted = wanted
            .iter()
            .map(|id| place_of(&places, *id).unwrap_or(*id))
            .collect();
        made
    }

    /// How many values a run has: of the fields and of the steps.
    pub fn values(&self) -> usize {
        self.fields.saturating_add(self.steps.len())
    }

    /// Computes every step for a record. `values` gives room for as many values
    /// as [`values`](Self::values) says, of which the first are those of the
    /// fields; the others do not matter. `division` is the index of the record's
    /// division in the network.
    ///
    /// # Errors
    ///
    /// As [`Program::run`], with the row 1.
    pub fn run<'r, 'a>(
        &'a self,
        division: Option<usize>,
        attributes: &'a [AttributeTable],
        values: &'r mut [Scalar<'a>],
    ) -> Result<Outcome<'r, 'a>> {
        let mut ratios = Vec::new();
        for (step, place) in self.steps.iter().zip(self.fields..) {
            let Some((done, rest)) = values.split_at_mut_checked(place) else {
                break;
            };
            let mut run = Run {
                patterns: &self.patterns,
                attributes,
                division,
                done,
                ratios: &mut ratios,
            };
            let value = match step {
                Step::Compute(node) => run.compute(node)?,
                Step::CodeIn(operand, positions) => run.code_in(*operand, positions),
            };
            if let Some(place) = rest.first_mut() {
                *place = value;
            }
        }
        Ok(Outcome {
            wanted: &self.wanted,
            values,
        })
    }
}

/// The nodes that the wanted ones depend on and those that can fail, each at
/// its position in the program.
fn needed_nodes(program: &Program, wanted: &[NodeId]) -> Vec<Option<Node>> {
    let mut needed = vec![false; program.nodes.len()];
    let mark = |needed: &mut [bool], id: NodeId| {
        if let Some(needed) = needed.get_mut(id.index()) {
            *needed = true;
        }
    };
    wanted.iter().for_each(|id| mark(&mut needed, *id));
    let mut nodes = Vec::with_capacity(program.nodes.len());
    // From the last on: what reads a node stands after it.
    for (position, node) in program.nodes.iter().enumerate().rev() {
        let is_needed = node.can_fail() || needed.get(position) == Some(&true);
        nodes.push(is_needed.then(|| {
            let mut node = node.clone();
            node.operands_mut(|operand| mark(&mut needed, *operand));
            node
        }));
    }
    nodes.reverse();
    nodes
}

/// The step that does what `node` does, where a field is read in place of a node.
fn step(node: Node, code_lists: &[Option<&[String]>]) -> Step {
    if let Node::TextIn(operand, members) = &node
        && let Some(Some(list)) = code_lists.get(operand.index())
    {
        let mut positions = [0_u64; 4];
        for (code, position) in list.iter().zip(0_u8..) {
            if let Some(word) = positions.get_mut(usize::from(position >> 6)) {
                *word |= u64::from(is_member(members, code)) << (position & 63);
            }
        }
        return Step::CodeIn(*operand, positions);
    }
    Step::Compute(node)
}

/// What a program computed for a record.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'r, 'a> {
    wanted: &'a [NodeId],
    values: &'r [Scalar<'a>],
}

impl<'r, 'a> Outcome<'r, 'a> {
    /// Every value, those of the record's fields first.
    pub fn values(&self) -> &'r [Scalar<'a>] {
        self.values
    }

    /// The truths of the wanted nodes, in the order they were asked for; none
    /// is unknown.
    pub fn truths(&self) -> impl Iterator<Item = Option<bool>> + '_ {
        let values = self.wanted.iter().map(|id| self.values.get(id.index()));
        values.map(|value| match value {
            Some(Scalar::Truth(truth)) => Some(*truth),
            _ => None,
        })
    }
}

/// A run on its way: the values before the current step's are done.
struct Run<'r, 'a> {
    patterns: &'a [Regex],
    attributes: &'a [AttributeTable],
    division: Option<usize>,
    done: &'r [Scalar<'a>],
    ratios: &'r mut Vec<Ratio>,
}

impl<'a> Run<'_, 'a> {
    fn code_in(&self, operand: NodeId, positions: &[u64; 4]) -> Scalar<'a> {
        match self.value(operand) {
            Scalar::Code(position, _) => {
                let word = positions.get(usize::from(position >> 6));
                Scalar::Truth(word.is_some_and(|word| word >> (position & 63) & 1 == 1))
            }
            _ => Scalar::Null,
        }
    }

    fn compute(&mut self, node: &'a Node) -> Result<Scalar<'a>> {
        Ok(match node {
            Node::FieldDigits(field) => match self.done.get(usize::from(*field)) {
                Some(Scalar::Number(code)) => Scalar::Digits(*code),
                _ => Scalar::Null,
            },
            Node::Attribute(attribute) => self.attribute(*attribute),
            Node::Number(value) => number(*value),
            Node::Truth(value) => truth(*value),
            Node::Text(value) => match value.as_deref() {
                None | Some("") => Scalar::Null,
                Some(word) => Scalar::Text(word),
            },
            Node::Parameter(steps, date) => number(self.number(*date).map(|date| {
                let in_force = steps.partition_point(|(from, _)| *from <= date);
                let in_force = steps.get(in_force.saturating_sub(1));
                in_force.map_or(0, |(_, value)| *value)
            })),
            Node::Choose(branches, otherwise) => {
                let mut branches = branches.iter();
                let hit = branches.find(|(condition, _)| self.truth(*condition) == Some(true));
                let chosen = hit.map(|(_, value)| *value).or(*otherwise);
                chosen.map(|id| self.value(id)).unwrap_or_default()
            }
            Node::Arithmetic(..)
            | Node::Rescale(..)
            | Node::Negate(_)
            | Node::Length(_)
            | Node::WorkingDays(..) => number(self.whole_number(node)?),
            Node::ToRatio(..) | Node::RatioArithmetic(..) | Node::NegateRatio(_) => {
                match self.quotient(node)? {
                    Some(ratio) => {
                        self.ratios.push(ratio);
                        Scalar::Ratio(self.ratios.len().saturating_sub(1))
                    }
                    None => Scalar::Null,
                }
            }
            // Fields are no steps, and a record alone has no other beside it.
            Node::Field(_) | Node::Other(_) | Node::OtherDigits(_) => Scalar::Null,
            _ => truth(self.test(node)),
        })
    }

    /// What a node says that is true, false or unknown.
    fn test(&self, node: &Node) -> Option<bool> {
        match node {
            Node::CompareNumbers(operator, left, right) => {
                let order = self.number(*left)?.cmp(&self.number(*right)?);
                Some(holds(*operator, order))
            }
            Node::CompareConstant(operator, operand, constant) => {
                Some(holds(*operator, self.number(*operand)?.cmp(constant)))
            }
            Node::CompareScaled(operator, left, left_scale, right, right_scale) => {
                // 10^18 × 2^63 stays below 2^127: exact in 128 bits.
                let scaled = |id, up| Some(i128::from(self.number(id)?).saturating_mul(up));
                let left_up = power_of_ten(right_scale.saturating_sub(*left_scale));
                let right_up = power_of_ten(left_scale.saturating_sub(*right_scale));
                let order = scaled(*left, left_up)?.cmp(&scaled(*right, right_up)?);
                Some(holds(*operator, order))
            }
            Node::CompareRatios(operator, left, right) => {
                let order = self.ratio(*left)?.cmp(&self.ratio(*right)?);
                Some(holds(*operator, order))
            }
            Node::CompareTexts(operator, left, right) => {
                let order = |left: &str| self.with_text(*right, |right| left.cmp(right));
                Some(holds(*operator, self.with_text(*left, order)??))
            }
            Node::CompareTruths(operator, left, right) => {
                let order = self.truth(*left)?.cmp(&self.truth(*right)?);
                Some(holds(*operator, order))
            }
            Node::NumberIn(operand, members) => {
                Some(members.binary_search(&self.number(*operand)?).is_ok())
            }
            Node::TextIn(operand, members) => {
                self.with_text(*operand, |word| is_member(members, word))
            }
            Node::IsNull(operand) => Some(matches!(self.value(*operand), Scalar::Null)),
            Node::IsTrue(operand) => Some(self.truth(*operand) == Some(true)),
            Node::And(parts) => self.join(parts, true),
            Node::Or(parts) => self.join(parts, false),
            Node::Not(operand) => self.truth(*operand).map(|truth| !truth),
            Node::Matches(operand, pattern) => {
                let pattern = self.patterns.get(*pattern as usize)?;
                self.with_text(*operand, |word| pattern.is_match(word))
            }
            Node::ValidDivisionCode(operand) => {
                self.with_text(*operand, |word| DivisionCode::parse(word).is_ok())
            }
            Node::ValidCitizenId(operand) => self.with_text(*operand, valid_citizen_id),
            Node::ValidCreditCode(operand) => self.with_text(*operand, valid_credit_code),
            _ => None,
        }
    }

    /// Kleene's AND, of which `true` is the neutral value, or OR.
    fn join(&self, parts: &[NodeId], neutral: bool) -> Option<bool> {
        let mut joined = Some(neutral);
        for part in parts {
            match self.truth(*part) {
                Some(truth) if truth == neutral => {}
                Some(decisive) => return Some(decisive),
                None => joined = None,
            }
        }
        joined
    }

    fn whole_number(&self, node: &Node) -> Result<Option<i64>> {
        let computed = match node {
            Node::Arithmetic(operator, left, right) => {
                let compute = match operator {
                    Arithmetic::Add => i64::checked_add,
                    Arithmetic::Subtract => i64::checked_sub,
                    Arithmetic::Multiply | Arithmetic::Divide => i64::checked_mul,
                };
                let operands = self.number(*left).zip(self.number(*right));
                operands.map(|(left, right)| compute(left, right))
            }
            Node::Rescale(operand, by) => {
                let factor = i64::try_from(power_of_ten(*by)).unwrap_or(i64::MAX);
                self.number(*operand).map(|value| value.checked_mul(factor))
            }
            Node::Negate(operand) => self.number(*operand).map(i64::checked_neg),
            Node::Length(operand) => {
                let length = self.with_text(*operand, |word| word.chars().count());
                return Ok(length.map(|length| i64::try_from(length).unwrap_or(i64::MAX)));
            }
            Node::WorkingDays(from, to) => {
                let Some((from, to)) = self.number(*from).zip(self.number(*to)) else {
                    return Ok(None);
                };
                return match (day(from), day(to)) {
                    (Some(from), Some(to)) => working_days(from, to)
                        .map(Some)
                        .map_err(|error| error.at_row(1)),
                    _ => Ok(Some(0)),
                };
            }
            _ => None,
        };
        match computed {
            Some(None) => Err(overflow()),
            Some(result) => Ok(result),
            None => Ok(None),
        }
    }

    fn quotient(&self, node: &Node) -> Result<Option<Ratio>> {
        match node {
            Node::ToRatio(operand, scale) => {
                let value = self.number(*operand);
                Ok(value.and_then(|value| Ratio::new(i128::from(value), power_of_ten(*scale))))
            }
            Node::NegateRatio(operand) => self.ratio(*operand).map(Ratio::negate).transpose(),
            Node::RatioArithmetic(operator, left, right) => {
                let Some((left, right)) = self.ratio(*left).zip(self.ratio(*right)) else {
                    return Ok(None);
                };
                match operator {
                    Arithmetic::Add => left.checked_add(right).map(Some),
                    Arithmetic::Subtract => left.checked_sub(right).map(Some),
                    Arithmetic::Multiply => left.checked_mul(right).map(Some),
                    Arithmetic::Divide => left.checked_div(right),
                }
            }
            _ => Ok(None),
        }
    }

    fn value(&self, id: NodeId) -> Scalar<'a> {
        self.done.get(id.index()).copied().unwrap_or_default()
    }

    fn number(&self, id: NodeId) -> Option<i64> {
        match self.value(id) {
            Scalar::Number(value) => Some(value),
            _ => None,
        }
    }

    fn truth(&self, id: NodeId) -> Option<bool> {
        match self.value(id) {
            Scalar::Truth(value) => Some(value),
            _ => None,
        }
    }

    fn ratio(&self, id: NodeId) -> Option<Ratio> {
        match self.value(id) {
            Scalar::Ratio(position) => self.ratios.get(position).copied(),
            _ => None,
        }
    }

    /// What `receive` makes of a text; none where there is no text.
    fn with_text<T>(&self, id: NodeId, receive: impl FnOnce(&str) -> T) -> Option<T> {
        match self.value(id) {
            Scalar::Text(word) | Scalar::Code(_, word) => Some(receive(word)),
            Scalar::Digits(code) => {
                let digits = twelve_digits(code);
                std::str::from_utf8(&digits).ok().map(receive)
            }
            _ => None,
        }
    }

    /// An attribute of the record's division; none of an unknown division.
    fn attribute(&self, attribute: u16) -> Scalar<'a> {
        let table = self.attributes.get(usize::from(attribute));
        let (Some(AttributeTable { values }), Some(row)) = (table, self.division) else {
            return Scalar::Null;
        };
        match values {
            Column::Numbers(_) => number(values.number(row)),
            Column::Truth(values) => truth(values.value(row)),
            Column::Codes(_) | Column::Text(_) => {
                values.text(row).map_or(Scalar::Null, Scalar::Text)
            }
        }
    }
}

fn number<'a>(value: Option<i64>) -> Scalar<'a> {
    value.map_or(Scalar::Null, Scalar::Number)
}

fn truth<'a>(value: Option<bool>) -> Scalar<'a> {
    value.map_or(Scalar::Null, Scalar::Truth)
}

fn holds(operator: Comparison, order: Ordering) -> bool {
    match operator {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

fn is_member(members: &[String], word: &str) -> bool {
    let search = members.binary_search_by(|member| member.as_str().cmp(word));
    search.is_ok()
}

fn day(days: i64) -> Option<Date> {
    i32::try_from(days).ok().and_then(Date::from_days)
}

/// The digits of a division code, which has no more than 12.
fn twelve_digits(code: i64) -> [u8; 12] {
    let mut digits = [b'0'; 12];
    let mut rest = code.unsigned_abs();
    for digit in digits.iter_mut().rev() {
        // A remainder of ten is one digit.
        *digit = digit.saturating_add(u8::try_from(rest.checked_rem(10).unwrap_or(0)).unwrap_or(0));
        rest = rest.checked_div(10).unwrap_or(0);
    }
    digits
}

fn power_of_ten(exponent: u8) -> i128 {
    10_i128.saturating_pow(u32::from(exponent))
}

fn overflow() -> Error {
    Error::new(
        ErrorKind::Overflow,
        text!("计算结果超出 64 位整数范围", "the result exceeds 64 bits"),
    )
    .at_row(1)
}
