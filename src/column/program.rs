//! Programs: expressions of one dataset as a list of nodes, every common part
//! once, each node after the nodes it reads.

use std::collections::HashMap;

use regex::Regex;

use super::block::Column;
use crate::formula::{Arithmetic, Comparison};

/// The position of a node in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One step of a program. Numbers in a node are whole numbers at the scale its
/// compiler has fixed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A field of the record.
    Field(u16),
    /// A division field of the record as its 12-digit text.
    FieldDigits(u16),
    /// An attribute of the record's division.
    Attribute(u16),
    /// A field of the referenced record.
    Other(u16),
    /// A division field of the referenced record as its 12-digit text.
    OtherDigits(u16),
    /// The same number in every row.
    Number(Option<i64>),
    /// The same truth in every row.
    Truth(Option<bool>),
    /// The same text in every row.
    Text(Option<String>),
    /// A dated parameter at the date of another node: (first day, value), by day.
    Parameter(Vec<(i64, i64)>, NodeId),
    /// A comparison of numbers of one scale.
    CompareNumbers(Comparison, NodeId, NodeId),
    /// A comparison with a constant of the same scale.
    CompareConstant(Comparison, NodeId, i64),
    /// A comparison of numbers of different scales (left, right).
    CompareScaled(Comparison, NodeId, u8, NodeId, u8),
    /// A comparison of quotients.
    CompareRatios(Comparison, NodeId, NodeId),
    /// A comparison of texts, by code point.
    CompareTexts(Comparison, NodeId, NodeId),
    /// Equality of truths.
    CompareTruths(Comparison, NodeId, NodeId),
    /// Membership in a sorted list.
    NumberIn(NodeId, Vec<i64>),
    /// Membership in a sorted list.
    TextIn(NodeId, Vec<String>),
    /// Whether there is no value.
    IsNull(NodeId),
    /// Whether it is true (never unknown).
    IsTrue(NodeId),
    /// All true.
    And(Vec<NodeId>),
    /// Any true.
    Or(Vec<NodeId>),
    /// Not.
    Not(NodeId),
    /// The value of the first pair whose condition is true, else the last one.
    Choose(Vec<(NodeId, NodeId)>, Option<NodeId>),
    /// Arithmetic on numbers of one scale (add, subtract) or any scales (multiply).
    Arithmetic(Arithmetic, NodeId, NodeId),
    /// A number times a power of ten.
    Rescale(NodeId, u8),
    /// A number of a scale as a quotient.
    ToRatio(NodeId, u8),
    /// Arithmetic on quotients.
    RatioArithmetic(Arithmetic, NodeId, NodeId),
    /// The negative number.
    Negate(NodeId),
    /// The negative quotient.
    NegateRatio(NodeId),
    /// Characters of a text.
    Length(NodeId),
    /// Whether a text matches the pattern with that position.
    Matches(NodeId, u32),
    /// Working days after the first up to the second date.
    WorkingDays(NodeId, NodeId),
    /// Whether a text is a division code.
    ValidDivisionCode(NodeId),
    /// Whether a text is a citizen's ID number.
    ValidCitizenId(NodeId),
    /// Whether a text is a credit code.
    ValidCreditCode(NodeId),
}

/// An attribute of the register: one value per division, by the division's index.
#[derive(Clone, Debug)]
pub struct AttributeTable {
    /// The values; texts as codes or as a dictionary.
    pub values: Column,
}

/// The nodes of all expressions over one dataset.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub(super) nodes: Vec<Node>,
    pub(super) patterns: Vec<Regex>,
    ids: HashMap<Node, NodeId>,
}

impl Program {
    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The id of `node`, if it is there.
    pub fn id_of(&self, node: &Node) -> Option<NodeId> {
        self.ids.get(node).copied()
    }

    /// The id of `node`, which is added unless an equal one is there already.
    pub fn add(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.ids.get(&node) {
            return *id;
        }
        // A definition file of at most `limits::DEFINITION_BYTES` cannot hold 2^32 nodes.
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.ids.insert(node, id);
        id
    }

    /// The position of a pattern, which is added unless it is there already.
    pub(super) fn add_pattern(&mut self, pattern: &Regex) -> u32 {
        let known = self
            .patterns
            .iter()
            .position(|known| known.as_str() == pattern.as_str());
        let position = known.unwrap_or_else(|| {
            self.patterns.push(pattern.clone());
            self.patterns.len().saturating_sub(1)
        });
        u32::try_from(position).unwrap_or(u32::MAX)
    }
}

impl Program {
    /// Whether a node reads the attribute with that position.
    pub fn reads_attribute(&self, position: u16) -> bool {
        self.nodes.contains(&Node::Attribute(position))
    }
}

impl Program {
    /// The nodes that some depend on, these included, in order.
    pub fn dependencies(&self, wanted: impl IntoIterator<Item = NodeId>) -> Vec<&Node> {
        let mut needed = vec![false; self.nodes.len()];
        let mark = |needed: &mut [bool], id: NodeId| {
            if let Some(needed) = needed.get_mut(id.index()) {
                *needed = true;
            }
        };
        wanted.into_iter().for_each(|id| mark(&mut needed, id));
        // A node stands after the nodes it reads.
        for (position, node) in self.nodes.iter().enumerate().rev() {
            if needed.get(position) == Some(&true) {
                node.clone().operands_mut(|id| mark(&mut needed, *id));
            }
        }
        let nodes = self.nodes.iter().zip(needed);
        nodes
            .filter_map(|(node, needed)| needed.then_some(node))
            .collect()
    }

    /// The node with that id.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }
}

impl Node {
    /// Hands on the place of every node this one reads.
    pub(super) fn operands_mut(&mut self, mut receive: impl FnMut(&mut NodeId)) {
        match self {
            Self::Field(_)
            | Self::FieldDigits(_)
            | Self::Attribute(_)
            | Self::Other(_)
            | Self::OtherDigits(_)
            | Self::Number(_)
            | Self::Truth(_)
            | Self::Text(_) => {}
            Self::Parameter(_, operand)
            | Self::CompareConstant(_, operand, _)
            | Self::NumberIn(operand, _)
            | Self::TextIn(operand, _)
            | Self::IsNull(operand)
            | Self::IsTrue(operand)
            | Self::Not(operand)
            | Self::Rescale(operand, _)
            | Self::ToRatio(operand, _)
            | Self::Negate(operand)
            | Self::NegateRatio(operand)
            | Self::Length(operand)
            | Self::Matches(operand, _)
            | Self::ValidDivisionCode(operand)
            | Self::ValidCitizenId(operand)
            | Self::ValidCreditCode(operand) => receive(operand),
            Self::CompareNumbers(_, left, right)
            | Self::CompareScaled(_, left, _, right, _)
            | Self::CompareRatios(_, left, right)
            | Self::CompareTexts(_, left, right)
            | Self::CompareTruths(_, left, right)
            | Self::Arithmetic(_, left, right)
            | Self::RatioArithmetic(_, left, right)
            | Self::WorkingDays(left, right) => {
                receive(left);
                receive(right);
            }
            Self::And(parts) | Self::Or(parts) => parts.iter_mut().for_each(receive),
            Self::Choose(branches, otherwise) => {
                for (condition, value) in branches {
                    receive(condition);
                    receive(value);
                }
                otherwise.iter_mut().for_each(receive);
            }
        }
    }

    /// Whether computing it can be an error.
    pub(super) fn can_fail(&self) -> bool {
        matches!(
            self,
            Self::Arithmetic(..)
                | Self::Rescale(..)
                | Self::Negate(_)
                | Self::RatioArithmetic(..)
                | Self::NegateRatio(_)
                | Self::WorkingDays(..)
        )
    }
}
