//! How a target goes down the network, as an author writes it.

use super::name::Name;
use super::word::Word;
use crate::allocate::Method;
use crate::diagnostic::{Span, Spanned};

/// `[[allocation]]`: the target of an indicator for every division down to a level.
#[derive(Clone, Debug)]
pub struct Allocation {
    /// Where it stands.
    pub span: Span,
    /// The indicator whose target is allocated.
    pub indicator: Name,
    /// The lowest level that gets a target.
    pub to: Name,
    /// In proportion to what.
    pub weight: Weighting,
    /// How whole numbers are made of the proportions.
    pub method: Method,
    /// What a division can do at most; without limit where it is left out.
    pub capacity: Option<Weighting>,
    /// What every division of a level gets at least.
    pub minimum: Vec<(Name, Spanned<u64>)>,
    /// Divisions whose share is fixed beforehand.
    pub pins: Vec<(Name, Spanned<u64>)>,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// A number for every division.
#[derive(Clone, Debug)]
pub enum Weighting {
    /// The divisions of a level at or below it.
    Divisions {
        /// The level.
        level: Name,
        /// Which of them are counted: a condition over `division.x`.
        filter: Option<Name>,
    },
    /// An attribute of the register that holds whole numbers.
    Attribute(Name),
    /// As listed; 0 where a division is not.
    Given(Vec<(Name, Spanned<u64>)>),
}

impl Word for Method {
    const ALL: &'static [Self] = &Self::all();

    fn id(self) -> &'static str {
        self.id()
    }
}
