//! Tables as Arrow streams.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator};

/// A stream of one batch; one that is released where there is no table.
pub(crate) fn stream_of(table: Option<RecordBatch>) -> FFI_ArrowArrayStream {
    match table {
        None => FFI_ArrowArrayStream::empty(),
        Some(table) => {
            let schema = table.schema();
            FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(table)], schema)))
        }
    }
}
