//! Programs: formulas of one dataset as a list of nodes, every common part
//! once, each node after the nodes it reads.

use std::collections::HashMap;
use std::sync::Arc;

use regex::Regex;

use super::record::{Constants, Record, RecordWorld, whole_number};
use crate::error::Result;
use crate::formula::{Arithmetic, Comparison, Expression, Reference, evaluate};

/// The position of a node in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One step of a program: a kernel over whole columns, or the evaluator row by row. Numbers in a
/// node are whole numbers at the scale its compiler has fixed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A field of the record.
    Field(u16),
    /// An attribute of the record's division.
    Attribute(u16),
    /// A field of the referenced record.
    Other(u16),
    /// The same number in every row.
    Number(Option<i64>),
    /// The same truth in every row.
    Truth(Option<bool>),
    /// A dated parameter at the date of another node: (first day, value), by day.
    Parameter(Vec<(i64, i64)>, NodeId),
    /// A comparison of numbers of one scale.
    Compare(Comparison, NodeId, NodeId),
    /// A comparison with a constant of the same scale.
    CompareConstant(Comparison, NodeId, i64),
    /// Membership in a sorted list.
    NumberIn(NodeId, Vec<i64>),
    /// Membership in a sorted list.
    TextIn(NodeId, Vec<String>),
    /// Whether there is no value.
    IsNull(NodeId),
    /// All true.
    And(Vec<NodeId>),
    /// Any true.
    Or(Vec<NodeId>),
    /// Not.
    Not(NodeId),
    /// The number or truth of the first pair whose condition is true, else the last one.
    Choose(Vec<(NodeId, NodeId)>, Option<NodeId>),
    /// Arithmetic on numbers of one scale (add, subtract) or any scales (multiply).
    Arithmetic(Arithmetic, NodeId, NodeId),
    /// A day and days to add to it.
    AddDays(NodeId, NodeId),
    /// A number times a power of ten.
    Rescale(NodeId, u8),
    /// The negative number.
    Negate(NodeId),
    /// A property of a text.
    Text(TextTest, NodeId),
    /// What no kernel computes: an expression, by its position among those of the program.
    Expression(u32),
}

/// What is asked of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextTest {
    /// How many characters it has.
    Length,
    /// Whether it matches the pattern with that position.
    Matches(u32),
    /// Whether it is a division code.
    DivisionCode,
    /// Whether it is a citizen's ID number.
    CitizenId,
    /// Whether it is a credit code.
    CreditCode,
}

/// Which formula of its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormulaId {
    place: u32,
    node: NodeId,
}

impl FormulaId {
    /// The node that computes it.
    pub fn node(self) -> NodeId {
        self.node
    }
}

/// A formula of a program: an expression that something reads the value of.
#[derive(Clone, Debug)]
pub struct Formula {
    /// The node that computes it.
    pub node: NodeId,
    /// What it means.
    pub expression: Expression,
    /// As its author wrote it.
    pub text: Arc<str>,
    /// Whether there may be records for which it cannot be computed.
    pub can_fail: bool,
}

impl Formula {
    /// Computes it for one record.
    ///
    /// # Errors
    ///
    /// As [`evaluate`], and of kind `Overflow` for a number that does not fit the 64 bits in which
    /// it is kept.
    pub fn check<R: Record>(&self, world: &RecordWorld<'_, R>) -> Result<()> {
        let value = evaluate(&self.expression, world)?;
        whole_number(&value, self.expression.r#type).map(|_| ())
    }
}

/// The nodes of all formulas over one dataset.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) constants: Constants,
    pub(super) nodes: Vec<Node>,
    pub(super) patterns: Vec<Regex>,
    /// What the nodes without a kernel compute.
    pub(super) expressions: Vec<Expression>,
    pub(super) formulas: Vec<Formula>,
    ids: HashMap<Node, NodeId>,
    /// The positions of `expressions` by their canonical texts.
    texts: HashMap<String, u32>,
    /// The formulas by their canonical texts.
    formula_ids: HashMap<String, FormulaId>,
}

impl Program {
    /// A program without formulas.
    pub fn new(constants: Constants) -> Self {
        Self {
            constants,
            nodes: Vec::new(),
            patterns: Vec::new(),
            expressions: Vec::new(),
            formulas: Vec::new(),
            ids: HashMap::new(),
            texts: HashMap::new(),
            formula_ids: HashMap::new(),
        }
    }

    /// What its formulas read beside the record.
    pub fn constants(&self) -> &Constants {
        &self.constants
    }

    /// Its formulas, each once.
    pub fn formulas(&self) -> &[Formula] {
        &self.formulas
    }

    /// Takes in a formula, written by its author as `text`.
    pub fn add_formula(&mut self, expression: &Expression, text: &str) -> FormulaId {
        let canonical = expression.to_string();
        if let Some(known) = self.formula_ids.get(&canonical) {
            return *known;
        }
        let node = self.compile(expression);
        let id = FormulaId {
            place: position(self.formulas.len()),
            node,
        };
        self.formulas.push(Formula {
            node,
            expression: expression.clone(),
            text: text.into(),
            can_fail: expression.can_fail(),
        });
        self.formula_ids.insert(canonical, id);
        id
    }

    /// The formulas of which there may be records for which they cannot be computed.
    pub fn failing(&self) -> Vec<FormulaId> {
        let formulas = self.formulas.iter().zip(0..);
        let failing = formulas.filter(|(formula, _)| formula.can_fail);
        failing
            .map(|(formula, place)| FormulaId {
                place,
                node: formula.node,
            })
            .collect()
    }

    /// The formula with that id.
    pub fn formula(&self, id: FormulaId) -> Option<&Formula> {
        self.formulas.get(id.place as usize)
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
        let id = NodeId(position(self.nodes.len()));
        self.nodes.push(node.clone());
        self.ids.insert(node, id);
        id
    }

    /// The node with that id.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// Whether a formula reads the attribute with that position.
    pub fn reads_attribute(&self, position: u16) -> bool {
        let mut found = false;
        for formula in &self.formulas {
            let is_it = |reference| reference == Reference::Division(position);
            let visit = &mut |reference| found |= is_it(reference);
            formula.expression.for_each_reference(visit);
        }
        found
    }

    /// The node of an expression for which there is no kernel.
    pub(super) fn add_expression(&mut self, expression: &Expression) -> NodeId {
        let text = expression.to_string();
        let known = self.texts.get(&text).copied();
        let place = known.unwrap_or_else(|| {
            let place = position(self.expressions.len());
            self.expressions.push(expression.clone());
            self.texts.insert(text, place);
            place
        });
        self.add(Node::Expression(place))
    }

    /// The position of a pattern, which is added unless it is there already.
    pub(super) fn add_pattern(&mut self, pattern: &Regex) -> u32 {
        let mut patterns = self.patterns.iter();
        let known = patterns.position(|known| known.as_str() == pattern.as_str());
        position(known.unwrap_or_else(|| {
            self.patterns.push(pattern.clone());
            self.patterns.len().saturating_sub(1)
        }))
    }
}

impl Node {
    /// Hands on every node this one reads.
    pub(super) fn for_each_operand(&self, receive: &mut dyn FnMut(NodeId)) {
        match self {
            Self::Field(_)
            | Self::Attribute(_)
            | Self::Other(_)
            | Self::Number(_)
            | Self::Truth(_)
            | Self::Expression(_) => {}
            Self::Parameter(_, operand)
            | Self::CompareConstant(_, operand, _)
            | Self::NumberIn(operand, _)
            | Self::TextIn(operand, _)
            | Self::IsNull(operand)
            | Self::Not(operand)
            | Self::Rescale(operand, _)
            | Self::Negate(operand)
            | Self::Text(_, operand) => receive(*operand),
            Self::Compare(_, left, right)
            | Self::Arithmetic(_, left, right)
            | Self::AddDays(left, right) => {
                receive(*left);
                receive(*right);
            }
            Self::And(parts) | Self::Or(parts) => parts.iter().copied().for_each(receive),
            Self::Choose(branches, otherwise) => {
                for (condition, value) in branches {
                    receive(*condition);
                    receive(*value);
                }
                otherwise.iter().copied().for_each(receive);
            }
        }
    }
}

fn position(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
