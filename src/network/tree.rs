//! The network: current divisions in pre-order, and what each is.

#![expect(
    clippy::indexing_slicing,
    reason = "INVARIANT: a DivisionId is a position in the network that gave it, and every array has one entry for each"
)]

use std::iter;
use std::ops::Range;
use std::sync::OnceLock;

use crate::calendar::Date;
use crate::diagnostic::Diagnostics;

use super::history::{FormerDivision, Resolution};
use super::index::CodeIndex;
use super::{DivisionCode, Level};

/// A division of one network: its position in pre-order.
///
/// Ordered as the network is: a division comes before all below it, and
/// siblings stand by code. An id means nothing to another network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DivisionId(u32);

impl DivisionId {
    pub(super) const fn new(position: u32) -> Self {
        Self(position)
    }

    pub(super) const fn position(self) -> u32 {
        self.0
    }

    /// The position in pre-order, from 0.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A checked register (区划登记册) as a tree, immutable.
///
/// Methods that take a [`DivisionId`] expect one of the same network; one of a
/// larger network panics.
#[derive(Clone, Debug)]
pub struct Network {
    pub(super) nodes: Vec<Node>,
    /// The names and kinds of all nodes, one after the other.
    pub(super) texts: String,
    pub(super) attribute_names: Vec<String>,
    /// One run of `attribute_names.len()` values for each node.
    pub(super) attributes: Vec<Option<Box<str>>>,
    /// Sorted by code.
    pub(super) former: Vec<FormerDivision>,
    /// Current and former codes → current node.
    pub(super) index: CodeIndex,
    pub(super) warnings: Diagnostics,
    pub(super) fingerprint: u64,
    /// The positions of living divisions by their names, sorted, once somebody asks for one.
    pub(super) by_name: OnceLock<Vec<u32>>,
}

/// One current division.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub code: DivisionCode,
    pub level: Level,
    pub parent: Option<DivisionId>,
    /// The position after the last division below it.
    pub end: u32,
    /// Its place in the network's texts.
    pub name: Range<usize>,
    /// The same.
    pub kind: Range<usize>,
    pub poor_village: Option<bool>,
    pub population: Option<u64>,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
}

/// The tree.
impl Network {
    /// How many current divisions there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "a network is never empty")]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All current divisions, in pre-order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = DivisionId> + ExactSizeIterator + '_ {
        self.run(0..self.nodes.len())
    }

    /// The current division at a position, as [`DivisionId::index`] gives it.
    pub fn id(&self, index: usize) -> Option<DivisionId> {
        if index < self.nodes.len() {
            u32::try_from(index).ok().map(DivisionId)
        } else {
            None
        }
    }

    /// The divisions without a parent in this network, by code.
    pub fn roots(&self) -> impl Iterator<Item = DivisionId> + '_ {
        self.siblings(0..self.nodes.len())
    }

    /// The division above.
    pub fn parent(&self, id: DivisionId) -> Option<DivisionId> {
        self.node(id).parent
    }

    /// The divisions directly below, by code.
    pub fn children(&self, id: DivisionId) -> impl Iterator<Item = DivisionId> + '_ {
        let below = self.subtree(id);
        self.siblings(below.start.saturating_add(1)..below.end)
    }

    /// The divisions above, the nearest first.
    pub fn ancestors(&self, id: DivisionId) -> impl Iterator<Item = DivisionId> + '_ {
        iter::successors(self.parent(id), |above| self.parent(*above))
    }

    /// The positions of the division and all below it: one run.
    pub fn subtree(&self, id: DivisionId) -> Range<usize> {
        id.index()..self.node(id).end as usize
    }

    /// All divisions of a level, in pre-order.
    pub fn at_level(&self, level: Level) -> impl Iterator<Item = DivisionId> + '_ {
        self.ids().filter(move |id| self.level(*id) == level)
    }

    /// The divisions of a level among `id` and all below it, in pre-order.
    pub fn at_level_below(
        &self,
        id: DivisionId,
        level: Level,
    ) -> impl Iterator<Item = DivisionId> + '_ {
        self.run(self.subtree(id))
            .filter(move |id| self.level(*id) == level)
    }

    fn run(
        &self,
        positions: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = DivisionId> + ExactSizeIterator + '_ {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a network has at most limits::DIVISIONS positions"
        )]
        positions.map(|position| DivisionId(position as u32))
    }

    /// The divisions whose runs, one after the other, make up `positions`.
    fn siblings(&self, positions: Range<usize>) -> impl Iterator<Item = DivisionId> + '_ {
        let from = |position: usize| {
            if position < positions.end {
                self.id(position)
            } else {
                None
            }
        };
        let first = from(positions.start);
        iter::successors(first, move |id| {
            let next = self.subtree(*id).end;
            if next < positions.end {
                self.id(next)
            } else {
                None
            }
        })
    }

    pub(super) fn text(&self, place: &Range<usize>) -> &str {
        self.texts.get(place.clone()).unwrap_or_default()
    }

    fn node(&self, id: DivisionId) -> &Node {
        &self.nodes[id.index()]
    }
}

/// What a division is.
impl Network {
    /// The code.
    pub fn code(&self, id: DivisionId) -> DivisionCode {
        self.node(id).code
    }

    /// The name. Names repeat: never match by them.
    pub fn name(&self, id: DivisionId) -> &str {
        self.text(&self.node(id).name)
    }

    /// The level.
    pub fn level(&self, id: DivisionId) -> Level {
        self.node(id).level
    }

    /// The kind (类别), as the register words it; empty where it is silent.
    pub fn kind(&self, id: DivisionId) -> &str {
        self.text(&self.node(id).kind)
    }

    /// Whether it is a registered poor village (贫困村); `None`: not stated.
    pub fn poor_village(&self, id: DivisionId) -> Option<bool> {
        self.node(id).poor_village
    }

    /// Residents, in persons; `None`: not stated.
    pub fn population(&self, id: DivisionId) -> Option<u64> {
        self.node(id).population
    }

    /// The living division of that name, where there is exactly one. Names repeat, so this is for
    /// telling people what they may have meant, and never for deciding it.
    pub fn only_one_named(&self, name: &str) -> Option<DivisionId> {
        let name_at = |position: &u32| self.id(*position as usize).map(|id| self.name(id));
        let by_name = self.by_name.get_or_init(|| {
            let living = self.ids().filter(|id| self.node(*id).valid_until.is_none());
            let living = living.filter_map(|id| u32::try_from(id.index()).ok());
            let mut by_name: Vec<u32> = living.collect();
            by_name.sort_by_key(name_at);
            by_name
        });
        let start = by_name.partition_point(|position| name_at(position) < Some(name));
        let mut bearers = by_name.iter().skip(start);
        let only = bearers.next().filter(|at| name_at(at) == Some(name))?;
        let is_alone = bearers
            .next()
            .is_none_or(|next| name_at(next) != Some(name));
        is_alone.then(|| self.id(*only as usize)).flatten()
    }

    /// The first day, and the first day on which it is no more; `None`: no
    /// such day.
    pub fn valid(&self, id: DivisionId) -> (Option<Date>, Option<Date>) {
        let node = self.node(id);
        (node.valid_from, node.valid_until)
    }

    /// The names of the register's further columns, sorted.
    pub fn attribute_names(&self) -> &[String] {
        &self.attribute_names
    }

    /// The value of a further column, by the position of its name in
    /// [`attribute_names`](Self::attribute_names); `None` where it is empty.
    pub fn attribute(&self, id: DivisionId, name_index: usize) -> Option<&str> {
        if name_index >= self.attribute_names.len() {
            return None;
        }
        let run = id.index().saturating_mul(self.attribute_names.len());
        self.attributes
            .get(run.saturating_add(name_index))?
            .as_deref()
    }
}

/// Codes.
impl Network {
    /// The current division of a code; for a former division, the one that
    /// took its place.
    #[inline]
    pub fn find(&self, code: DivisionCode) -> Option<DivisionId> {
        self.find_number(code.number())
    }

    /// The same by the [number](DivisionCode::number) of a code, which need
    /// not be well-formed, as [`parse_digits`](super::parse_digits) gives it.
    #[inline]
    pub fn find_number(&self, number: u64) -> Option<DivisionId> {
        self.index.find(number).map(DivisionId)
    }

    /// What a code means here.
    pub fn resolve(&self, code: DivisionCode) -> Resolution {
        match self.find(code) {
            Some(id) if self.code(id) == code => Resolution::Current(id),
            Some(current) => Resolution::Former { current },
            None => Resolution::Unknown,
        }
    }

    /// The former divisions, by code.
    pub fn former(&self) -> &[FormerDivision] {
        &self.former
    }

    /// Whether the division that is written `code`, and [found](Self::find) as
    /// `id`, existed on a day: the current one, or the former one of that code.
    pub fn existed_on(&self, id: DivisionId, code: DivisionCode, day: Date) -> bool {
        let within = |from: Option<Date>, until: Option<Date>| {
            from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until)
        };
        let (from, until) = self.valid(id);
        within(from, until) || {
            let place = self
                .former
                .binary_search_by_key(&code, |former| former.code);
            let former = place.ok().and_then(|place| self.former.get(place));
            former.is_some_and(|former| within(former.valid_from, former.valid_until))
        }
    }

    /// What in the register can be used but probably means something else.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// A number that is the same for the same register, whatever the order of
    /// its rows and columns, on every platform, and in all likelihood another
    /// for another one.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
