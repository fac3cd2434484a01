//! Arrow streams of hosts, read as an input: what the bindings for C and Java have in common
//! beyond safe code. What is broken is an error of the input; what stands in batches is looked
//! at by the core before it is used.

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

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchOptions, StructArray};
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use huimin_host::huimin::input::ImportedSource;
use huimin_host::huimin::{Error, ErrorKind, Result, Text};
use huimin_host::{Failure, guard};

/// Rows of one batch, and entries of a list or dictionary in it: more is no length. What is
/// computed from lengths stays in range.
const MOST_ROWS: usize = 1 << 40;
/// Arrays within arrays: more is no data.
const DEEPEST: usize = 16;

/// The batches of a stream that was moved here; releasing it is ours.
#[derive(Debug)]
pub struct Batches {
    stream: FFI_ArrowArrayStream,
    schema: SchemaRef,
}

/// The input that a stream is. The stream was moved here, and is released with the input.
///
/// # Errors
///
/// `Input` where it was released, or gives no schema of records.
pub fn source(mut stream: FFI_ArrowArrayStream) -> Result<ImportedSource<Batches>> {
    if stream.release().is_none() {
        return Err(unreadable(&"the stream is released"));
    }
    let schema = contained(|| schema_of(&mut stream))?;
    let schema = Arc::new(schema);
    let batches = Batches {
        stream,
        schema: Arc::clone(&schema),
    };
    Ok(ImportedSource::new(Some(schema), batches))
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    /// The next batch as it comes; what stands in it is not looked at yet.
    fn next(&mut self) -> Option<Self::Item> {
        contained(|| next_of(&mut self.stream, &self.schema)).transpose()
    }
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
    plausible(&array, DEEPEST)?;
    let r#type = DataType::Struct(schema.fields().clone());
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

/// Lengths that could be some. They are what addresses are computed from, before anything
/// can be looked at.
fn plausible(array: &FFI_ArrowArray, depth: usize) -> std::result::Result<(), ArrowError> {
    let bad = |what: &str| Err(ArrowError::CDataInterface(what.to_owned()));
    let Some(depth) = depth.checked_sub(1) else {
        return bad("arrays are nested too deeply");
    };
    // A negative length panics, and is contained.
    let end = array.len().checked_add(array.offset());
    if end.is_none_or(|end| end > MOST_ROWS) {
        return bad("the length of an array is out of range");
    }
    for place in 0..array.num_children() {
        plausible(array.child(place), depth)?;
    }
    match array.dictionary() {
        Some(dictionary) => plausible(dictionary, depth),
        None => Ok(()),
    }
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
    guard(|| work().map_err(|error| Failure::from(unreadable(&error)))).map_err(|failure| {
        match failure.code() {
            huimin_host::INTERNAL => unreadable(&failure.message().en),
            _ => failure.into(),
        }
    })
}

fn unreadable(error: &dyn std::fmt::Display) -> Error {
    let message = Text::new(
        format!("不能读取 Arrow 数据流:{error}"),
        format!("the Arrow stream cannot be read: {error}"),
    );
    Error::new(ErrorKind::Input, message)
}
