//! What became of former divisions: renamed, merged, moved. Boundaries move,
//! so an old code is mapped by what the register says, never by its digits.

use std::collections::BTreeSet;

use crate::calendar::Date;

use super::{DivisionCode, DivisionId, Level};

/// A division that is no more, with the one that took its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerDivision {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Its first day; `None`: always.
    pub valid_from: Option<Date>,
    /// The first day on which it was no more; `None`: not stated.
    pub valid_until: Option<Date>,
    /// The code of the division that took its place at once.
    pub successor: DivisionCode,
    /// The current division at the end of all successions.
    pub current: DivisionId,
}

/// What a code means to a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// A current division.
    Current(DivisionId),
    /// A former division.
    Former {
        /// The current division that took its place.
        current: DivisionId,
    },
    /// No division of the register.
    Unknown,
}

/// Every circle in a chain of links, each by its members in the order of the
/// links, from the lowest on. A position without a link ends its chain.
pub(super) fn cycles(links: &[Option<u32>]) -> Vec<Vec<u32>> {
    // The walk, counted from 1, that came to a position first.
    let mut walk_of = vec![0_u32; links.len()];
    let mut found = Vec::new();
    for (start, walk) in (0_u32..).zip(1_u32..).take(links.len()) {
        let mut at = Some(start);
        while let Some(position) = at {
            let Some(seen) = walk_of.get_mut(position as usize) else {
                break;
            };
            if *seen == walk {
                found.push(cycle_through(position, links));
            }
            if *seen != 0 {
                break;
            }
            *seen = walk;
            at = link(links, position);
        }
    }
    found
}

/// The circle that `member` is part of.
fn cycle_through(member: u32, links: &[Option<u32>]) -> Vec<u32> {
    let mut members = vec![member];
    let mut at = link(links, member);
    while let Some(position) = at.filter(|position| *position != member) {
        members.push(position);
        at = link(links, position);
    }
    let lowest = members
        .iter()
        .enumerate()
        .min_by_key(|(_, position)| **position)
        .map_or(0, |(index, _)| index);
    members.rotate_left(lowest);
    members
}

/// For every position the end of its chain of links; `None` for a position
/// whose chain ends in a circle.
pub(super) fn ends(links: &[Option<u32>], cycles: &[Vec<u32>]) -> Vec<Option<u32>> {
    let circling: BTreeSet<u32> = cycles.iter().flatten().copied().collect();
    let mut ends: Vec<Option<Option<u32>>> = vec![None; links.len()];
    let mut chain = Vec::new();
    for start in (0_u32..).take(links.len()) {
        chain.clear();
        let mut at = start;
        let end = loop {
            if let Some(end) = ends.get(at as usize).copied().flatten() {
                break end;
            }
            if circling.contains(&at) {
                break None;
            }
            chain.push(at);
            match link(links, at) {
                Some(next) => at = next,
                None => break Some(at),
            }
        };
        for position in &chain {
            if let Some(slot) = ends.get_mut(*position as usize) {
                *slot = Some(end);
            }
        }
    }
    ends.into_iter().map(Option::flatten).collect()
}

fn link(links: &[Option<u32>], position: u32) -> Option<u32> {
    links.get(position as usize).copied().flatten()
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
