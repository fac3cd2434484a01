use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array};

use super::*;
use crate::error::{Error, ErrorKind};
use crate::text::Text;

fn batch(value: i64) -> RecordBatch {
    let column: ArrayRef = Arc::new(Int64Array::from(vec![value]));
    RecordBatch::try_from_iter([("n", column)]).unwrap()
}

#[test]
fn batches_come_as_they_are_until_the_first_error() {
    let failure = Error::new(ErrorKind::Input, Text::same("gone"));
    let mut source = ArrowSource::new(vec![Ok(batch(1)), Ok(batch(2)), Err(failure), Ok(batch(3))]);
    assert_eq!(source.next_batch().unwrap(), Some(batch(1)));
    let mut boxed: Box<dyn BatchSource> = Box::new(source);
    assert_eq!(boxed.next_batch().unwrap(), Some(batch(2)));
    assert_eq!(boxed.next_batch().unwrap_err().to_string(), "gone");
    assert_eq!(boxed.next_batch().unwrap(), None);
    assert_eq!(boxed.bytes_done(), 0);
}
