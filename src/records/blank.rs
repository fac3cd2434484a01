//! Blank rows of inputs that do not pass over them by themselves.

use std::ops::Range;

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;

use super::arrow_types::texts;
use super::bind::Binding;
use crate::plan::DatasetPlan;
use crate::spelling::is_all_blank;

/// The runs of rows between those of which every cell is null or blank.
pub(crate) fn runs_between_blanks(
    dataset: &DatasetPlan,
    binding: &Binding,
    batch: &RecordBatch,
) -> Vec<Range<usize>> {
    let required = dataset.fields.iter().zip(&binding.columns);
    let required = required.filter(|(field, _)| field.required);
    let columns = required.filter_map(|(_, column)| batch.columns().get((*column)?));
    let mut columns: Vec<&ArrayRef> = columns.collect();
    if columns.is_empty() {
        columns.extend(batch.columns());
    }
    // A column in which every row has a value tells at once, above all one that is not text.
    columns.sort_by_cached_key(|column| (column.logical_null_count(), is_text(column)));
    let whole = 0..batch.num_rows();
    let Some(first) = columns.first() else {
        return vec![whole];
    };
    let suspicious = blank_cells(first);
    if suspicious.is_empty() {
        return vec![whole];
    }
    let mut blank = suspicious;
    for column in batch.columns() {
        let others = blank_cells(column);
        blank.retain(|row| others.binary_search(row).is_ok());
    }
    let mut runs = Vec::with_capacity(blank.len().saturating_add(1));
    let mut start = 0;
    for row in blank.into_iter().chain([batch.num_rows()]) {
        runs.push(start..row);
        start = row.saturating_add(1);
    }
    runs
}

fn is_text(column: &ArrayRef) -> bool {
    use DataType::{Dictionary, LargeUtf8, Null, Utf8, Utf8View};
    let r#type = column.data_type();
    matches!(r#type, Utf8 | LargeUtf8 | Utf8View | Null | Dictionary(..))
}

/// The rows of a column that have no value, or a blank one.
fn blank_cells(column: &ArrayRef) -> Vec<usize> {
    let Some(found) = texts(column) else {
        if column.logical_null_count() == 0 {
            return Vec::new();
        }
        let nulls = column.logical_nulls();
        let is_null = |row: &usize| nulls.as_ref().is_some_and(|nulls| nulls.is_null(*row));
        return (0..column.len()).filter(is_null).collect();
    };
    let mut blank = Vec::new();
    found.for_each(|row, text| {
        // Most texts begin with a letter or a digit.
        let begins = text.and_then(|text| text.as_bytes().first());
        let may_be = begins.is_none_or(|first| !first.is_ascii_graphic());
        if may_be && text.is_none_or(is_all_blank) {
            blank.push(row);
        }
    });
    blank
}

#[cfg(test)]
#[path = "blank_tests.rs"]
mod tests;
