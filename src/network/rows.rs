//! The checks that need all rows of a register: codes are unique, every parent
//! and successor is there, and nothing runs in a circle.

#![expect(
    clippy::indexing_slicing,
    reason = "INVARIANT: every array here has one entry for each row and is indexed by positions of rows"
)]

use std::collections::BTreeSet;
use std::iter;

use crate::text::text;

use super::faults::Faults;
use super::history;
use super::index::CodeIndex;
use super::line::Line;
use super::register::Column;
use super::{DivisionCode, Level};

/// A row that has a code.
pub(super) struct Row<'a> {
    pub record: &'a Line<'a>,
    pub code: DivisionCode,
    pub level: Level,
    pub parent: Named,
    pub successor: Named,
}

impl Row<'_> {
    pub(super) fn is_former(&self) -> bool {
        self.successor != Named::Nothing
    }
}

/// A code that a row names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// None.
    Nothing,
    /// This one.
    Code(DivisionCode),
    /// What stands there is no code; that is among the faults.
    Unreadable,
}

impl Named {
    pub(super) fn code(self) -> Option<DivisionCode> {
        match self {
            Self::Code(code) => Some(code),
            Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// All rows that have a code, no two of them the same.
pub(super) struct Rows<'a> {
    pub list: Vec<Row<'a>>,
    by_code: CodeIndex,
}

impl<'a> Rows<'a> {
    /// Checks each row by itself, and that its code is its own.
    pub(super) fn read(records: &'a [Line<'a>], faults: &mut Faults) -> Self {
        let mut rows = Self {
            list: Vec::with_capacity(records.len()),
            by_code: CodeIndex::with_capacity(records.len()),
        };
        let mut next = 0_u32;
        for record in records {
            let Some(row) = read_row(record, faults) else {
                continue;
            };
            if let Some(first) = rows.by_code.insert(row.code.number(), next) {
                report_duplicate(&rows.list[first as usize], &row, faults);
            } else {
                next = next.saturating_add(1);
                rows.list.push(row);
            }
        }
        if rows.list.iter().all(Row::is_former) && !faults.has_errors() {
            faults.empty_register();
        }
        rows
    }

    /// For each row the current one: itself, or where its successors end.
    /// `None` where that cannot be told, which is among the faults.
    pub(super) fn current(&self, faults: &mut Faults) -> Vec<Option<u32>> {
        let mut links = vec![None; self.list.len()];
        for (row, link) in self.list.iter().zip(&mut links) {
            let Some(successor) = row.successor.code() else {
                continue;
            };
            *link = self.by_code.find(successor.number());
            if link.is_none() {
                faults.unknown_successor(row.record.row, row.code, successor);
            }
        }
        let cycles = history::cycles(&links);
        for cycle in &cycles {
            let (row, chain) = self.chain(cycle);
            faults.successor_cycle(row, &chain);
        }
        let mut ends = history::ends(&links, &cycles);
        for end in &mut ends {
            *end = end.filter(|row| !self.list[*row as usize].is_former());
        }
        ends
    }

    /// For each current row the one above; `None` for a root. What cannot be
    /// is among the faults.
    pub(super) fn parents(&self, current: &[Option<u32>], faults: &mut Faults) -> Vec<Option<u32>> {
        let mut links = vec![None; self.list.len()];
        let from_codes = self.list.iter().all(|row| row.parent == Named::Nothing);
        let highest = self
            .list
            .iter()
            .filter(|row| !row.is_former())
            .map(|row| row.level)
            .min();
        // Rows of the highest level whose parent is in another register.
        let mut parent_elsewhere = Vec::new();
        for (row, link) in self
            .list
            .iter()
            .zip(&mut links)
            .filter(|(row, _)| !row.is_former())
        {
            let named = match row.parent {
                Named::Nothing if from_codes => self.nearest_by_prefix(row.code),
                named => named.code(),
            };
            let found = named.and_then(|code| self.by_code.find(code.number()));
            match (named, found) {
                (_, Some(found)) => *link = current[found as usize],
                (Some(parent), None) if Some(row.level) == highest => {
                    parent_elsewhere.push((row, parent))
                }
                (Some(parent), None) => faults.orphan(row.record.row, row.code, parent),
                (None, None) if row.parent == Named::Nothing && Some(row.level) != highest => {
                    faults.no_parent(row.record.row, row.code);
                }
                (None, None) => {}
            }
        }
        if parent_elsewhere.len() > 1 {
            for (row, parent) in parent_elsewhere {
                faults.orphan(row.record.row, row.code, parent);
            }
        }
        self.check_parents(&links, faults);
        links
    }

    fn check_parents(&self, links: &[Option<u32>], faults: &mut Faults) {
        let cycles = history::cycles(links);
        for cycle in &cycles {
            let (row, chain) = self.chain(cycle);
            faults.parent_cycle(row, &chain);
        }
        let circling: BTreeSet<u32> = cycles.into_iter().flatten().collect();
        for (position, (row, link)) in (0..).zip(self.list.iter().zip(links)) {
            // What runs in a circle has no parent to compare with.
            let Some(parent) = link.filter(|_| !circling.contains(&position)) else {
                continue;
            };
            let (at, parent) = (row.record.row, &self.list[parent as usize]);
            if parent.level >= row.level {
                let child = (row.code, row.level);
                faults.parent_not_above(at, child, (parent.code, parent.level));
                continue;
            }
            match row.parent.code() {
                Some(named) if named != parent.code => {
                    faults.former_parent(at, named, parent.code);
                }
                Some(named) if !named.is_prefix_of(row.code) => {
                    faults.parent_contradicts_prefix(at, row.code, named);
                }
                _ => {}
            }
        }
    }

    /// The nearest division above by the digits that the register has.
    fn nearest_by_prefix(&self, code: DivisionCode) -> Option<DivisionCode> {
        let mut above = iter::successors(code.prefix_parent(), |above| above.prefix_parent());
        above.find(|above| self.by_code.find(above.number()).is_some())
    }

    /// The row to report a circle at, its lowest, and the circle in words.
    fn chain(&self, cycle: &[u32]) -> (u64, String) {
        const SHOWN: usize = 8;
        let codes = cycle
            .iter()
            .map(|position| self.list[*position as usize].code);
        let mut chain: Vec<String> = codes
            .clone()
            .take(SHOWN)
            .map(|code| code.to_string())
            .collect();
        if cycle.len() > SHOWN {
            chain.push("…".to_owned());
        }
        chain.extend(codes.take(1).map(|code| code.to_string()));
        let row = cycle
            .first()
            .map_or(0, |position| self.list[*position as usize].record.row);
        (row, chain.join(" → "))
    }
}

/// The row with its code, unless it has none; all else that is wrong with it
/// is only reported.
fn read_row<'a>(record: &'a Line<'a>, faults: &mut Faults) -> Option<Row<'a>> {
    let row = record.row;
    let code = read_code(row, Column::Code, &record.code, faults);
    let parent = match record.parent_code.trim() {
        "" => Named::Nothing,
        _ => read_code(row, Column::ParentCode, &record.parent_code, faults),
    };
    let successor = match record.successor.as_deref() {
        Some(successor) if !successor.trim().is_empty() => {
            read_code(row, Column::Successor, successor, faults)
        }
        _ => Named::Nothing,
    };
    if record.name.trim().is_empty() {
        faults.missing_name(row, record.code.trim());
    }
    if let (Some(from), Some(until)) = (record.valid_from, record.valid_until)
        && until < from
    {
        faults.validity_ends_before_start(row, &from.to_string(), &until.to_string());
    }
    let given = read_level(record, faults);
    let code = code.code()?;
    let level = code.level();
    if let Some(given) = given.filter(|given| *given != level) {
        faults.level_contradicts_code(row, given, code);
    }
    Some(Row {
        record,
        code,
        level,
        parent,
        successor,
    })
}

fn read_code(row: u64, column: Column, found: &str, faults: &mut Faults) -> Named {
    if found.trim().is_empty() {
        let message = text!("没有填写区划代码", "the division code is missing");
        faults.bad_code(row, column, message);
        return Named::Unreadable;
    }
    match DivisionCode::parse(found) {
        Ok(parsed) => {
            if parsed.normalised {
                faults.normalised_code(row, column, found, parsed.code);
            }
            Named::Code(parsed.code)
        }
        Err(error) => {
            faults.bad_code(row, column, error.message().clone());
            Named::Unreadable
        }
    }
}

/// The level the row states, if it does.
fn read_level(record: &Line<'_>, faults: &mut Faults) -> Option<Level> {
    let word = record.level.trim();
    let level = Level::from_word(word);
    if level.is_none() && !word.is_empty() {
        faults.unknown_level(record.row, word);
    }
    level
}

fn report_duplicate(first: &Row<'_>, second: &Row<'_>, faults: &mut Faults) {
    let (row, first_row, code) = (second.record.row, first.record.row, second.code);
    match (first.parent.code(), second.parent.code()) {
        (Some(one), Some(other)) if one != other => {
            faults.two_parents(row, code, [one, other], first_row)
        }
        _ => faults.duplicate_code(row, code, first_row),
    }
}
