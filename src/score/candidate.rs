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
    /// The ids of bonuses, deductions and vetoes that cannot be judged, because data they
    /// need was not received. With one of them there is no total.
    pub not_received: BTreeSet<String>,
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
    /// 未收到数据: it cannot be judged, because data it needs was not received. With one
    /// such item there is no total.
    NotReceived,
}

impl Candidate {
    /// A division of which nothing is known yet.
    pub fn new(division: DivisionCode) -> Self {
        Self {
            division,
            attainments: BTreeMap::new(),
            occurrences: BTreeMap::new(),
            vetoes: BTreeSet::new(),
            not_received: BTreeSet::new(),
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

    /// The same candidate with a bonus, deduction or veto that cannot be judged.
    #[must_use]
    pub fn not_received(mut self, id: &str) -> Self {
        self.not_received.insert(id.to_owned());
        self
    }
}
