//! Arrow streams of hosts, read as an input: what the bindings for C and Java have in common
//! beyond safe code. What a stream hands over is looked at before it is used; what is broken
//! is an error of the input.

// A host must live whatever its stream holds.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::panic
)]

mod shape;

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, RecordBatch, RecordBatchOptions, StructArray};
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use huimin_host::huimin::input::{BatchSource, Piece};
use huimin_host::huimin::{Error, ErrorKind, Result, Text};
use huimin_host::{Failure, guard};

/// A stream that was moved here; releasing it is ours.
#[derive(Debug)]
pub struct Stream {
    stream: FFI_ArrowArrayStream,
    schema: SchemaRef,
    kept: Option<Vec<usize>>,
    has_ended: bool,
}

impl Stream {
    /// The stream with its schema.
    ///
    /// # Errors
    ///
    /// `Input` where it was released, or gives no schema of records.
    pub fn new(mut stream: FFI_ArrowArrayStream) -> Result<Self> {
        if stream.release().is_none() {
            return Err(unreadable(&"the stream is released"));
        }
        let schema = contained(|| schema_of(&mut stream))?;
        Ok(Self {
            stream,
            schema: Arc::new(schema),
            kept: None,
            has_ended: false,
        })
    }

    /// The next batch as it comes; what stands in it is not looked at yet.
    fn imported(&mut self) -> Result<Option<RecordBatch>> {
        if self.has_ended {
            return Ok(None);
        }
        let batch = contained(|| next_of(&mut self.stream, &self.schema));
        self.has_ended = !matches!(batch, Ok(Some(_)));
        let kept = self.kept.as_deref();
        let project = |batch: RecordBatch| match kept {
            Some(kept) => batch.project(kept).map_err(|error| unreadable(&error)),
            None => Ok(batch),
        };
        batch?.map(project).transpose()
    }
}

impl BatchSource for Stream {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let batch = self.imported()?.map(looked_at).transpose();
        self.has_ended |= batch.is_err();
        batch
    }

    /// The next batch, which is looked at by whoever has the piece.
    fn next_piece(&mut self) -> Result<Option<Piece>> {
        let batch = self.imported()?;
        let looked_at = |batch| std::iter::once(batch).map(looked_at);
        Ok(batch.map(|batch| Box::new(looked_at(batch)) as Piece))
    }

    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        Ok(Some(Arc::clone(&self.schema)))
    }

    fn keep(&mut self, columns: &[usize]) {
        self.kept = Some(columns.to_vec());
    }
}

/// What of the batch is read is what its columns claim to be: texts are UTF-8, offsets
/// rise and stay within their buffers, positions within their dictionaries.
fn looked_at(batch: RecordBatch) -> Result<RecordBatch> {
    let schema = batch.schema();
    for (column, field) in batch.columns().iter().zip(schema.fields()) {
        let checked = contained(|| column.to_data().validate_full());
        checked.map_err(|error| error.in_column(field.name()))?;
    }
    Ok(batch)
}

fn schema_of(stream: &mut FFI_ArrowArrayStream) -> std::result::Result<Schema, ArrowError> {
    let callback = stream
        .get_schema()
        .ok_or_else(|| ArrowError::CDataInterface("the stream has no get_schema".to_owned()))?;
    let mut schema = FFI_ArrowSchema::empty();
    // SAFETY: the stream is not released, and as its interface demands the callback is its own
    // and fills the schema where it gives 0.
    let status = unsafe { callback(stream, &raw mut schema) };
    if status != 0 {
        return Err(told(stream, status));
    }
    shape::of_schema(&schema)?;
    Schema::try_from(&schema)
}

fn next_of(
    stream: &mut FFI_ArrowArrayStream,
    schema: &SchemaRef,
) -> std::result::Result<Option<RecordBatch>, ArrowError> {
    let callback = stream
        .get_next()
        .ok_or_else(|| ArrowError::CDataInterface("the stream has no get_next".to_owned()))?;
    let mut array = FFI_ArrowArray::empty();
    // SAFETY: the stream is not released, and as its interface demands the callback is its own
    // and fills the array where it gives 0.
    let status = unsafe { callback(stream, &raw mut array) };
    if status != 0 {
        return Err(told(stream, status));
    }
    if array.is_released() {
        return Ok(None);
    }
    let r#type = DataType::Struct(schema.fields().clone());
    shape::of_array(&array, &r#type)?;
    // SAFETY: the array is of the stream's schema, as its interface demands; lengths are in
    // range, and what the buffers hold is looked at before it is used.
    let data = unsafe { from_ffi_and_data_type(array, r#type)? };
    if data.null_count() > 0 {
        return Err(ArrowError::CDataInterface("a whole row is null".to_owned()));
    }
    let options = RecordBatchOptions::new().with_row_count(Some(data.len()));
    let (_, columns, _) = StructArray::from(data).into_parts();
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options).map(Some)
}

/// What the producer says about the call that failed.
fn told(stream: &mut FFI_ArrowArrayStream, status: i32) -> ArrowError {
    let said = stream.get_last_error().and_then(|callback| {
        // SAFETY: the last call on the stream failed, which is when this may be asked.
        let said = unsafe { callback(stream) };
        if said.is_null() {
            return None;
        }
        // SAFETY: as its interface demands, a text that ends with NUL and lasts until the
        // next call on the stream.
        let said = unsafe { CStr::from_ptr(said) };
        Some(said.to_string_lossy().into_owned())
    });
    let said = said.unwrap_or_default();
    ArrowError::CDataInterface(format!("the producer gave {status}: {said}"))
}

/// What `work` gives. A panic in it comes of what the stream handed over, so it is an error
/// of the input, and the tally is none the worse.
fn contained<T>(work: impl FnOnce() -> std::result::Result<T, ArrowError>) -> Result<T> {
    let work = || work().map_err(|error| Failure::from(unreadable(&error)));
    guard(work).map_err(|failure| match failure.code() {
        huimin_host::INTERNAL => unreadable(&failure.message().en),
        _ => failure.into(),
    })
}

fn unreadable(error: &dyn std::fmt::Display) -> Error {
    let message = Text::new(
        format!("不能读取 Arrow 数据流:{error}"),
        format!("the Arrow stream cannot be read: {error}"),
    );
    Error::new(ErrorKind::Input, message)
}
