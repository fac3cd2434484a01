//! Rows of a register → a network, or everything that is wrong with them.

#![expect(
    clippy::indexing_slicing,
    reason = "INVARIANT: every array here has one entry for each row or each node, and is indexed by positions of those"
)]

use crate::diagnostic::{Diagnostics, Gravity};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::text::text;

use super::DivisionCode;
use super::faults::Faults;
use super::fingerprint::fingerprint;
use super::history::FormerDivision;
use super::index::CodeIndex;
use super::line::Line;
use super::register::{self, DivisionRecord};
use super::rows::{Row, Rows};
use super::tree::{DivisionId, Network, Node};

impl Network {
    /// A register from comma-separated text in UTF-8, with or without a
    /// byte-order mark. The first row names the columns, by the field names of
    /// [`DivisionRecord`] or their Chinese labels (区划代码 or 代码, 名称, 级别,
    /// 上级代码, 类别, 贫困村, 人口, 生效日期, 失效日期, 继任代码); any further column is
    /// an attribute.
    ///
    /// # Errors
    /// - of kind [`Input`](ErrorKind::Input): the text is not UTF-8;
    /// - of kind [`Network`](ErrorKind::Network): the register has errors; all
    ///   of them are in [`Error::diagnostics`];
    /// - of kind [`Limit`](ErrorKind::Limit): more than [`limits::DIVISIONS`]
    ///   rows or [`limits::COLUMNS`] columns.
    pub fn from_csv(bytes: &[u8]) -> Result<Self> {
        Self::from_source("divisions.csv", register::decode(bytes)?)
    }

    /// A register from rows of a caller's own; [`DivisionRecord::row`] is set
    /// to the position.
    ///
    /// # Errors
    /// As [`from_csv`](Self::from_csv), with diagnostics that underline a
    /// listing of the rows, and of kind [`Argument`](ErrorKind::Argument): an
    /// attribute without a name, with the name of a field, or given twice.
    pub fn from_records(mut records: Vec<DivisionRecord>) -> Result<Self> {
        let mut faults = Faults::default();
        if records.len() > limits::DIVISIONS {
            faults.too_many_divisions(limits::DIVISIONS as u64);
            records.truncate(limits::DIVISIONS);
        }
        for (row, record) in (1..).zip(&mut records) {
            record.row = row;
            record.attributes.retain(|(_, value)| !value.is_empty());
            register::check_attributes(record)?;
        }
        let lines: Vec<Line<'_>> = records.iter().map(Line::from).collect();
        let attempt = build(&lines, &mut faults);
        finish(attempt, faults, || {
            ("divisions".to_owned(), register::listing(&records))
        })
    }

    /// A register from its text, as [`from_csv`](Self::from_csv); `source_name` is what messages
    /// call it.
    ///
    /// # Errors
    ///
    /// `Network` with all diagnostics.
    pub fn from_source(source_name: &str, source: &str) -> Result<Self> {
        let mut faults = Faults::default();
        let lines = register::read(source, &mut faults);
        let attempt = build(&lines, &mut faults);
        finish(attempt, faults, || {
            (source_name.to_owned(), source.to_owned())
        })
    }
}

/// The network with its warnings, or the error with all diagnostics.
fn finish(
    attempt: Option<Network>,
    faults: Faults,
    source: impl FnOnce() -> (String, String),
) -> Result<Network> {
    let over_limit = faults.over_limit();
    let diagnostics = if faults.is_empty() {
        Diagnostics::default()
    } else {
        let (name, text) = source();
        faults.locate(&name, &text)
    };
    if let Some(mut network) = attempt {
        network.warnings = diagnostics;
        return Ok(network);
    }
    let errors = diagnostics.count(Gravity::Error);
    let message = match errors {
        1 => text!("区划登记册有 1 处错误", "the register has an error"),
        _ => text!(
            "区划登记册有 {errors} 处错误",
            "the register has {errors} errors"
        ),
    };
    let kind = if over_limit {
        ErrorKind::Limit
    } else {
        ErrorKind::Network
    };
    Err(Error::with_diagnostics(kind, message, diagnostics))
}

/// The network; `None` where the faults have an error.
fn build(records: &[Line<'_>], faults: &mut Faults) -> Option<Network> {
    if faults.over_limit() {
        // What was not read would be missed everywhere.
        return None;
    }
    let rows = Rows::read(records, faults);
    let current = rows.current(faults);
    let parents = rows.parents(&current, faults);
    (!faults.has_errors()).then(|| assemble(&rows.list, &current, &parents))
}

/// The network of sound rows: for each row, `current` is the row that a former
/// division ends in, and `parents` the row above.
fn assemble(rows: &[Row<'_>], current: &[Option<u32>], parents: &[Option<u32>]) -> Network {
    let order = pre_order(rows, parents);
    let mut node_of_row = vec![None; rows.len()];
    for (id, row) in (0..).map(DivisionId::new).zip(&order) {
        node_of_row[*row as usize] = Some(id);
    }
    let node_of = |row: Option<u32>| row.and_then(|row| node_of_row[row as usize]);

    let mut index = CodeIndex::with_capacity(rows.len());
    let mut former = Vec::new();
    for (row, current) in rows.iter().zip(current) {
        let Some(id) = node_of(*current) else {
            continue;
        };
        index.insert(row.code.number(), id.position());
        if let Some(successor) = row.successor.code() {
            former.push(former_division(row, successor, id));
        }
    }
    former.sort_by_key(|division| division.code);

    let mut texts = String::new();
    let mut nodes: Vec<Node> = order
        .iter()
        .map(|row| {
            let parent = node_of(parents[*row as usize]);
            node(&rows[*row as usize], parent, &mut texts)
        })
        .collect();
    close_runs(&mut nodes);
    let attributes_given = rows.iter().flat_map(|row| &row.record.attributes);
    let attribute_names = register::attribute_names(attributes_given.map(|(name, _)| &**name));
    let attributes = attributes(
        order.iter().map(|row| rows[*row as usize].record),
        &attribute_names,
    );
    let mut network = Network {
        nodes,
        texts,
        attribute_names,
        attributes,
        former,
        index,
        warnings: Diagnostics::default(),
        fingerprint: 0,
        by_name: std::sync::OnceLock::new(),
    };
    network.fingerprint = fingerprint(&network);
    network
}

/// The current rows, each before all below it and siblings by code.
fn pre_order(rows: &[Row<'_>], parents: &[Option<u32>]) -> Vec<u32> {
    let mut by_code: Vec<u32> = (0..)
        .zip(rows)
        .filter(|(_, row)| !row.is_former())
        .map(|(row, _)| row)
        .collect();
    by_code.sort_unstable_by_key(|row| rows[*row as usize].code);

    // Each list of siblings is linked from its head, so built from its tail.
    let mut first_root = None;
    let mut first_child = vec![None; rows.len()];
    let mut next_sibling = vec![None; rows.len()];
    for row in by_code.iter().rev() {
        let head = match parents[*row as usize] {
            Some(parent) => &mut first_child[parent as usize],
            None => &mut first_root,
        };
        next_sibling[*row as usize] = head.replace(*row);
    }

    let mut order = Vec::with_capacity(by_code.len());
    let mut pending: Vec<u32> = first_root.into_iter().collect();
    while let Some(row) = pending.pop() {
        order.push(row);
        pending.extend(next_sibling[row as usize]);
        pending.extend(first_child[row as usize]);
    }
    order
}

/// The node of a row, whose texts go to the end of `texts`.
fn node(row: &Row<'_>, parent: Option<DivisionId>, texts: &mut String) -> Node {
    let record = row.record;
    let mut place_of = |text: &str| {
        let start = texts.len();
        texts.push_str(text);
        start..texts.len()
    };
    Node {
        code: row.code,
        level: row.level,
        parent,
        end: 0,
        name: place_of(&record.name),
        kind: place_of(&record.kind),
        poor_village: record.poor_village,
        population: record.population,
        valid_from: record.valid_from,
        valid_until: record.valid_until,
    }
}

/// Sets where each division's run ends: after itself, or with its last child.
fn close_runs(nodes: &mut [Node]) {
    for (node, after) in nodes.iter_mut().zip(1..) {
        node.end = after;
    }
    // What is below a division comes after it, so its run is whole before it
    // is handed up.
    for position in (0..nodes.len()).rev() {
        let Node { end, parent, .. } = nodes[position];
        if let Some(parent) = parent {
            let parent = &mut nodes[parent.index()];
            parent.end = parent.end.max(end);
        }
    }
}

fn former_division(row: &Row<'_>, successor: DivisionCode, current: DivisionId) -> FormerDivision {
    FormerDivision {
        code: row.code,
        name: row.record.name.to_string(),
        level: row.level,
        valid_from: row.record.valid_from,
        valid_until: row.record.valid_until,
        successor,
        current,
    }
}

/// The values of all further columns, node by node.
fn attributes<'a>(
    records: impl Iterator<Item = &'a Line<'a>>,
    names: &[String],
) -> Vec<Option<Box<str>>> {
    let mut values = Vec::new();
    for record in records {
        for name in names {
            let held = record.attributes.iter().find(|(held, _)| held == name);
            values.push(held.map(|(_, value)| (&**value).into()));
        }
    }
    values
}
