use std::sync::Arc;

use arrow_array::{ArrayRef, DictionaryArray, LargeStringArray, StringArray};

use super::*;

const WORDS: [&str; 6] = [
    "",
    "530402001001",
    "红塔区",
    "元江哈尼族彝族傣族自治县",
    "a𠮷b",
    "D1",
];

fn words(rows: usize) -> Vec<Option<&'static str>> {
    let word = |row: usize| (row % 7 != 5).then(|| WORDS[row % 6]);
    (0..rows).map(word).collect()
}

/// Every kind of text column, of so many rows.
fn batch(rows: usize) -> RecordBatch {
    let words = words(rows);
    let columns: [(&str, ArrayRef); 4] = [
        ("text", Arc::new(StringArray::from(words.clone()))),
        ("large", Arc::new(LargeStringArray::from(words.clone()))),
        ("view", Arc::new(StringViewArray::from(words.clone()))),
        (
            "dictionary",
            Arc::new(DictionaryArray::<arrow_array::types::Int8Type>::from_iter(
                words,
            )),
        ),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
        .unwrap()
}

fn all(mut source: impl BatchSource) -> Vec<RecordBatch> {
    std::iter::from_fn(|| source.next_batch().unwrap()).collect()
}

#[test]
fn a_large_batch_comes_in_pieces_and_nothing_is_lost() {
    let whole = batch(2 * PIECE_ROWS + 5);
    let source = || ImportedSource::new(Some(whole.schema()), [Ok(whole.clone()), Ok(batch(0))]);
    let batches = all(source());
    let rows: Vec<usize> = batches.iter().map(RecordBatch::num_rows).collect();
    assert_eq!(rows, [PIECE_ROWS, PIECE_ROWS, 5, 0]);
    assert_eq!(batches[2], whole.slice(2 * PIECE_ROWS, 5));
    let mut pieces = source();
    let mut found = Vec::new();
    while let Some(piece) = pieces.next_piece().unwrap() {
        found.extend(piece.map(|rows| rows.unwrap().batch));
    }
    assert_eq!(found, batches);
}

#[test]
fn only_what_is_kept_is_looked_at_and_given() {
    let mut source = ImportedSource::new(None, [Ok(batch(3))]);
    assert_eq!(source.schema().unwrap(), None);
    source.keep(&[2]);
    let kept = source.next_batch().unwrap().unwrap();
    assert_eq!(kept, batch(3).project(&[2]).unwrap());
}

#[test]
fn an_error_of_whoever_gives_batches_ends_them() {
    let gone = Error::new(ErrorKind::Input, crate::text::Text::same("gone"));
    let mut source = ImportedSource::new(None, [Err(gone), Ok(batch(1))]);
    assert_eq!(source.next_batch().unwrap_err().to_string(), "gone");
    assert_eq!(source.next_batch().unwrap(), None);
    let panics = std::iter::from_fn(|| -> Option<Result<RecordBatch>> { panic!("by the test") });
    let mut source = ImportedSource::new(None, panics);
    assert_eq!(source.next_batch().unwrap_err().kind(), ErrorKind::Input);
    assert!(source.next_piece().unwrap().is_none());
}

#[test]
fn sound_texts_are_seen_without_the_long_way() {
    let batch = batch(1_000);
    for slice in [batch.clone(), batch.slice(17, 500), batch.slice(1_000, 0)] {
        assert!(are_texts(slice.column(0).as_string::<i32>()));
        assert!(are_texts(slice.column(1).as_string::<i64>()));
        assert!(are_views(slice.column(2).as_string_view()));
    }
    assert!(are_texts(&StringArray::from(Vec::<&str>::new())));
}
