//! What is known of one division.

use std::collections::{BTreeMap, BTreeSet};

use crate::figure::Ratio;
use crate::network::DivisionCode;

/// A division to be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The division.
    pub division: DivisionCode,
    /// By the item's id. What is not named is missing.
    pub attainments: BTreeMap<String, Attainment>,
    /// How often what adds or takes off points occurred, by its id. What is not named
    /// did not occur.
    pub occurrences: BTreeMap<String, u64>,
    /// The ids of the vetoes that apply.
    pub vetoes: BTreeSet<String>,
}

/// How far an item's target was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attainment {
    /// 完成率: the value over the target.
    Known(Ratio),
    /// 缺报: it should be known, and is not.
    Missing,
    /// 不适用: there is nothing to be known.
    NotApplicable,
}

impl Candidate {
    /// A division of which nothing is known yet.
    pub fn new(division: DivisionCode) -> Self {
        Self {
            division,
            attainments: BTreeMap::new(),
            occurrences: BTreeMap::new(),
            vetoes: BTreeSet::new(),
        }
    }

    /// The same candidate with the attainment of an item.
    #[must_use]
    pub fn attain(self, item: &str, attainment: Ratio) -> Self {
        self.stand(item, Attainment::Known(attainment))
    }

    /// The same candidate with how it stands with an item.
    #[must_use]
    pub fn stand(mut self, item: &str, attainment: Attainment) -> Self {
        self.attainments.insert(item.to_owned(), attainment);
        self
    }

    /// The same candidate with how often a bonus or deduction occurred.
    #[must_use]
    pub fn occur(mut self, adjustment: &str, times: u64) -> Self {
        self.occurrences.insert(adjustment.to_owned(), times);
        self
    }

    /// The same candidate with a veto that applies.
    #[must_use]
    pub fn veto(mut self, veto: &str) -> Self {
        self.vetoes.insert(veto.to_owned());
        self
    }
}
