use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int64Array, RecordBatch, StringArray};
use arrow_schema::{Field, Schema};

use super::super::bind::Binding;
use super::super::test_support::{dataset, plan};
use super::runs_between_blanks;

fn runs(columns: Vec<(&str, ArrayRef)>, is_required: bool) -> Vec<std::ops::Range<usize>> {
    let mut dataset = dataset(&plan()).clone();
    dataset
        .fields
        .iter_mut()
        .for_each(|field| field.required &= is_required);
    let fields = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let binding = Binding::new(&dataset, &schema).unwrap();
    let columns = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(schema, columns).unwrap();
    runs_between_blanks(&dataset, &binding, &batch)
}

fn texts(texts: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

#[test]
fn runs_stand_between_blank_rows() {
    let key = texts(&[
        None,
        Some("a"),
        Some(" "),
        Some("b"),
        None,
        Some("\u{200b}"),
    ]);
    let on = texts(&[Some(""), Some("x"), Some("\u{3000}"), None, Some("y"), None]);
    let place = texts(&[None, None, None, None, None, Some("")]);
    for is_required in [true, false] {
        let columns = vec![
            ("number", Arc::clone(&key)),
            ("on", Arc::clone(&on)),
            ("place", Arc::clone(&place)),
        ];
        assert_eq!(
            runs(columns, is_required),
            [0..0, 1..2, 3..5, 6..6],
            "{is_required}"
        );
    }
}

#[test]
fn a_value_in_any_column_makes_a_record() {
    let blank = || texts(&[None, Some(" ")]);
    let columns = |more: (&'static str, ArrayRef)| {
        vec![
            ("number", blank()),
            ("on", blank()),
            ("place", blank()),
            more,
        ]
    };
    let number: ArrayRef = Arc::new(Int64Array::from(vec![None, Some(0)]));
    assert_eq!(runs(columns(("persons", number)), true), [0..0, 1..2]);
    // Also in one that is no field.
    assert_eq!(
        runs(columns(("某栏", texts(&[Some("x"), None]))), true),
        [0..1, 2..2]
    );
    let dictionary: DictionaryArray<Int32Type> = vec![None, Some(" ")].into_iter().collect();
    assert_eq!(
        runs(columns(("service", Arc::new(dictionary))), true),
        [0..0, 1..1, 2..2]
    );
}

#[test]
fn without_blank_rows_the_batch_is_one_run() {
    let all = || texts(&[Some("a"), Some("b")]);
    let columns = vec![
        ("number", all()),
        ("on", texts(&[None, None])),
        ("place", texts(&[None, None])),
    ];
    assert_eq!(runs(columns, true), std::slice::from_ref(&(0..2)));
}
