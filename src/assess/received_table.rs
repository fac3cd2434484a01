//! The receipt as a table, with what became of the records.

use std::collections::HashMap;

use arrow_array::RecordBatch;

use super::Assessment;
use super::columns::batch;
use super::rows::{counts, texts};
use crate::error::Result;
use crate::ledger::Entry;
use crate::origin::Origin;
use crate::receipt::Received;
use crate::text::{Language, Text, text};

/// Of the records of a file: how many are rejected, and how many count.
#[derive(Clone, Copy, Debug, Default)]
struct Fate {
    rejected: u64,
    counting: u64,
}

impl Assessment {
    /// What was handed over, one row per file or sheet, by dataset, file and sheet.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | file | text | its path within what was handed over; null for what a program handed over by itself |
    /// | sheet | text | the sheet of a workbook |
    /// | sha256 | text | SHA-256 of the file's bytes, where it was computed |
    /// | dataset | text | the dataset whose records it holds; null for the register and for what was not read |
    /// | status | text | read, register, not_read |
    /// | reason | text | why it was not read, in words |
    /// | format | text | csv, xlsx, parquet, jsonl |
    /// | encoding | text | of text files |
    /// | delimiter | text | what stands between cells: `,`, `;`, `TAB` |
    /// | header_line | number | the line, or row of the sheet, on which its header stands |
    /// | title_rows | number | rows above the header that hold something |
    /// | columns_read | text | the columns that were read, and in brackets their fields where these are named otherwise |
    /// | columns_not_read | text | the columns that were not read |
    /// | fields_absent | text | optional fields for which there is no column |
    /// | rows | number | records |
    /// | blank_rows | number | rows of which every cell is blank; they were passed over |
    /// | rejected | number | records that count nowhere: a rule rejects them, or other records do |
    /// | counting | number | the others, of identical copies one |
    /// | note | text | another file with the same bytes; whether a text ends within a line, so that it may be cut off |
    ///
    /// Records that were withdrawn are among the rows, and neither rejected nor counting.
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table.
    pub fn received_table(&self, language: Language) -> Result<RecordBatch> {
        let tables: Vec<&Received> = self.receipt().entries().collect();
        let fates = self.fates();
        let fate = |table: &&Received| {
            let dataset = self.plan().dataset_named(table.dataset.as_deref()?).ok()?;
            let origin = table.handover.origin.as_ref();
            Some(fates.get(&(dataset, origin)).copied().unwrap_or_default())
        };
        let origin = |table: &&Received| table.handover.origin.clone();
        let each = || tables.iter();
        let words = |text: Text| text.get(language).to_owned();
        let list = |names: &[String]| names.join(between(language));
        batch(vec![
            ("file", texts(each().map(|it| Some(origin(it)?.file)))?),
            ("sheet", texts(each().map(|it| origin(it)?.sheet))?),
            (
                "sha256",
                texts(each().map(|it| it.handover.sha256.as_ref()))?,
            ),
            ("dataset", texts(each().map(|it| it.dataset.as_ref()))?),
            ("status", texts(each().map(|it| Some(status(it))))?),
            (
                "reason",
                texts(each().map(|it| Some(words(it.not_read.as_ref()?.label()))))?,
            ),
            (
                "format",
                texts(each().map(|it| it.handover.format.as_ref()))?,
            ),
            (
                "encoding",
                texts(each().map(|it| it.handover.encoding.as_ref()))?,
            ),
            (
                "delimiter",
                texts(each().map(|it| it.handover.delimiter.map(shown_delimiter)))?,
            ),
            (
                "header_line",
                counts(each().map(|it| it.handover.header_line)),
            ),
            (
                "title_rows",
                counts(each().map(|it| it.handover.header_line.map(|_| it.handover.title_rows))),
            ),
            (
                "columns_read",
                texts(each().map(|it| Some(columns_read(it, language))))?,
            ),
            (
                "columns_not_read",
                texts(each().map(|it| Some(list(&it.ignored_columns))))?,
            ),
            (
                "fields_absent",
                texts(each().map(|it| Some(list(&it.absent_fields))))?,
            ),
            (
                "rows",
                counts(each().map(|it| read(it).then_some(it.records))),
            ),
            (
                "blank_rows",
                counts(each().map(|it| read(it).then_some(it.blank_rows))),
            ),
            (
                "rejected",
                counts(each().map(|it| Some(fate(it)?.rejected))),
            ),
            (
                "counting",
                counts(each().map(|it| Some(fate(it)?.counting))),
            ),
            ("note", texts(each().map(|it| note(it, language)))?),
        ])
    }

    /// What became of the records, by dataset and file.
    fn fates(&self) -> HashMap<(usize, Option<&Origin>), Fate> {
        let mut fates: HashMap<(usize, Option<&Origin>), Fate> = HashMap::new();
        let datasets = self.ledgers.iter().zip(&self.standings).enumerate();
        for (dataset, (ledger, standings)) in datasets {
            for (segment_id, segment) in ledger.segments().iter().enumerate() {
                let counts = |entry: &Entry<'_>| {
                    !entry.is_rejected() && !standings.excludes(segment_id, entry.position)
                };
                let runs = segment.places.runs();
                let starts = runs.iter().map(|(first, _)| *first as usize);
                let ends = starts.clone().skip(1).chain([segment.len()]);
                let of_no_file = runs.is_empty().then_some((0..segment.len(), None));
                let of_files = starts.zip(ends).zip(runs);
                let of_files = of_files
                    .map(|((start, end), (_, place))| (start..end, place.origin.as_deref()));
                for (run, origin) in of_files.chain(of_no_file) {
                    let entries = run.clone().filter_map(|entry| segment.entry(entry));
                    let counting = entries.filter(counts).count() as u64;
                    let fate = fates.entry((dataset, origin)).or_default();
                    let rejected = (run.len() as u64).saturating_sub(counting);
                    fate.counting = fate.counting.saturating_add(counting);
                    fate.rejected = fate.rejected.saturating_add(rejected);
                }
            }
        }
        fates
    }
}

fn note(table: &Received, language: Language) -> Option<String> {
    let other = table.handover.same_as.as_ref();
    let same = other.map(|other| text!("与 {other} 内容相同", "the same bytes as {other}"));
    let cut = table.handover.ends_within_line.then(|| {
        text!(
            "末尾没有换行，可能不完整",
            "ends within a line, may be cut off"
        )
    });
    let notes = [same, cut].into_iter().flatten();
    let notes: Vec<String> = notes.map(|note| note.get(language).to_owned()).collect();
    let between = if language == Language::Chinese {
        "；"
    } else {
        "; "
    };
    (!notes.is_empty()).then(|| notes.join(between))
}

fn read(table: &Received) -> bool {
    table.not_read.is_none()
}

fn status(table: &Received) -> &'static str {
    match (&table.not_read, &table.dataset) {
        (Some(_), _) => "not_read",
        (None, Some(_)) => "read",
        (None, None) => "register",
    }
}

fn shown_delimiter(delimiter: char) -> String {
    if delimiter == '\t' {
        "TAB".to_owned()
    } else {
        delimiter.to_string()
    }
}

fn between(language: Language) -> &'static str {
    match language {
        Language::Chinese => "、",
        Language::English => ", ",
    }
}

/// The columns that were read, with their fields where these have other names.
fn columns_read(table: &Received, language: Language) -> String {
    let columns = table.read_columns.iter().map(|(column, field)| {
        if column == field {
            column.clone()
        } else if language == Language::Chinese {
            format!("{column}（{field}）")
        } else {
            format!("{column} ({field})")
        }
    });
    columns.collect::<Vec<_>>().join(between(language))
}
