//! The receipt (接收清单): what was handed over, and what of it was read. Told by whoever opened
//! the files and by whoever read their rows; judges nothing.

use std::collections::BTreeMap;

use crate::origin::Origin;
use crate::text::Text;

/// What is known of a table before its rows are read, by whoever opened it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handover {
    /// The file and sheet; none for what a program handed over by itself.
    pub origin: Option<Origin>,
    /// SHA-256 of the file's bytes in lower-case hexadecimal digits, where it was computed.
    pub sha256: Option<String>,
    /// How the file is written: `csv`, `xlsx`, `parquet`, `jsonl`.
    pub format: Option<String>,
    /// The encoding of its text: `utf-8`, `gb18030`, `utf-16le`, `utf-16be`.
    pub encoding: Option<String>,
    /// What stands between its cells.
    pub delimiter: Option<char>,
    /// The line, or row of the sheet, on which its header stands.
    pub header_line: Option<u64>,
    /// Rows above the header that hold something: titles, and what programs write for themselves.
    pub title_rows: u64,
    /// Another file with the same bytes.
    pub same_as: Option<String>,
    /// Whether it is a text that ends within a line, so that it may have been cut off.
    pub ends_within_line: bool,
}

impl Handover {
    /// Of a file that has no sheets, nothing else being known.
    pub fn of_file(path: impl Into<String>) -> Self {
        Self {
            origin: Some(Origin::file(path)),
            ..Self::default()
        }
    }
}

/// A table of the receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Received {
    /// The dataset it holds; none for the register, and for what was not read.
    pub dataset: Option<String>,
    /// The file.
    pub handover: Handover,
    /// Why it was not read, in words; none where it was.
    pub not_read: Option<NotRead>,
    /// The columns that were read, each with the field it holds.
    pub read_columns: Vec<(String, String)>,
    /// The columns that were not read.
    pub ignored_columns: Vec<String>,
    /// The optional fields for which there is no column.
    pub absent_fields: Vec<String>,
    /// Records.
    pub records: u64,
    /// Rows of which every cell is blank; they were passed over.
    pub blank_rows: u64,
}

/// Why something that lies among the files was not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotRead {
    /// A name for programs.
    pub id: String,
    /// The reason in Chinese.
    pub zh: String,
    /// The reason in English.
    pub en: String,
}

impl NotRead {
    /// The reason for people.
    pub fn label(&self) -> Text {
        Text::new(&self.zh, &self.en)
    }
}

/// All that was handed over to a tally.
///
/// What comes again from the same file, or from a program that names none, is added to its
/// entry, so a receipt grows with the files and not with the calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    entries: BTreeMap<Key, Received>,
}

/// Entries stand by dataset and then by file.
type Key = (Option<String>, Handover, Option<NotRead>);

impl Receipt {
    /// Puts a table down.
    pub fn add(&mut self, mut received: Received) {
        received.read_columns.sort();
        received.ignored_columns.sort();
        received.absent_fields.sort();
        let key = (
            received.dataset.clone(),
            received.handover.clone(),
            received.not_read.clone(),
        );
        let Some(known) = self.entries.get_mut(&key) else {
            self.entries.insert(key, received);
            return;
        };
        known.records = known.records.saturating_add(received.records);
        known.blank_rows = known.blank_rows.saturating_add(received.blank_rows);
        add_to_set(&mut known.read_columns, received.read_columns);
        add_to_set(&mut known.ignored_columns, received.ignored_columns);
        // A field that only some of the tables have is not absent from each of the others.
        known
            .absent_fields
            .retain(|field| received.absent_fields.contains(field));
    }

    /// Takes a record off that was withdrawn. Its dataset stays received.
    pub fn withdraw(&mut self, dataset: &str, origin: Option<&Origin>) {
        let mut entries = self.entries.values_mut();
        let entry = entries.find(|entry| {
            let is_it = entry.dataset.as_deref() == Some(dataset);
            is_it && entry.handover.origin.as_ref() == origin && entry.records > 0
        });
        if let Some(entry) = entry {
            entry.records = entry.records.saturating_sub(1);
        }
    }

    /// Whether some table of a dataset was handed over, be it without records.
    pub fn has(&self, dataset: &str) -> bool {
        let mut tables = self.entries.values();
        tables.any(|table| table.dataset.as_deref() == Some(dataset) && table.not_read.is_none())
    }

    /// Puts down all that another receipt has.
    pub fn merge(&mut self, other: &Self) {
        for received in other.entries.values() {
            self.add(received.clone());
        }
    }

    /// The tables, by dataset, file and sheet.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Received> {
        self.entries.values()
    }

    /// Whether nothing was handed over.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Adds what a sorted list lacks.
fn add_to_set<T: Ord>(all: &mut Vec<T>, others: Vec<T>) {
    all.extend(others);
    all.sort();
    all.dedup();
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
