//! Arrow streams of hosts, read as an input: what the bindings for C, Java and Python have in
//! common beyond safe code. What is broken is an error of the input; what stands in batches is looked
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

mod shape;

use std::ffi::CStr;
use std::fmt::Display;
use std::iter::Once;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchOptions, StructArray};
use arrow_schema::{DataType, Schema, SchemaRef};
use huimin_host::huimin::input::ImportedSource;
use huimin_host::huimin::{Error, ErrorKind, Result, Text};
use huimin_host::{Failure, guard};

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
        return Err(unreadable("the stream is released"));
    }
    let schema = contained(|| schema_of(&mut stream))?;
    let schema = Arc::new(schema);
    let batches = Batches {
        stream,
        schema: Arc::clone(&schema),
    };
    Ok(ImportedSource::new(Some(schema), batches))
}

/// The input that one array with the columns of its schema is. Both were moved here.
///
/// # Errors
///
/// `Input` where one was released, it has no columns, or a row is null as a whole.
///
/// # Safety
///
/// The schema is the array's.
pub unsafe fn source_of_array(
    schema: &FFI_ArrowSchema,
    array: FFI_ArrowArray,
) -> Result<ImportedSource<Once<Result<RecordBatch>>>> {
    if schema.release().is_none() || array.is_released() {
        return Err(unreadable("the array is released"));
    }
    let batch = contained(|| {
        let schema = Arc::new(columns_of(schema)?);
        // SAFETY: as the caller promises.
        unsafe { imported(array, &schema) }
    })?;
    Ok(ImportedSource::new(
        Some(batch.schema()),
        std::iter::once(Ok(batch)),
    ))
}

/// The columns of an array of structs.
fn columns_of(schema: &FFI_ArrowSchema) -> Result<Schema> {
    shape::of_schema(schema).map_err(unreadable)?;
    match DataType::try_from(schema).map_err(unreadable)? {
        DataType::Struct(_) => Schema::try_from(schema).map_err(unreadable),
        found => Err(refused(Text::new(
            format!("应为有列的表,实为 {found} 类型的数组"),
            format!("expected a frame with columns, but found an array of {found}"),
        ))),
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    /// The next batch as it comes; what stands in it is not looked at yet.
    fn next(&mut self) -> Option<Self::Item> {
        contained(|| next_of(&mut self.stream, &self.schema)).transpose()
    }
}

fn schema_of(stream: &mut FFI_ArrowArrayStream) -> Result<Schema> {
    let callback = stream
        .get_schema()
        .ok_or_else(|| unreadable("the stream has no get_schema"))?;
    let mut schema = FFI_ArrowSchema::empty();
    // SAFETY: the stream is not released, and as its interface demands the callback is its own
    // and fills the schema where it gives 0.
    let status = unsafe { callback(stream, &raw mut schema) };
    if status != 0 {
        return Err(told(stream, status));
    }
    columns_of(&schema)
}

fn next_of(stream: &mut FFI_ArrowArrayStream, schema: &SchemaRef) -> Result<Option<RecordBatch>> {
    let callback = stream
        .get_next()
        .ok_or_else(|| unreadable("the stream has no get_next"))?;
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
    // SAFETY: the array is of the stream's schema, as its interface demands.
    unsafe { imported(array, schema) }.map(Some)
}

/// The rows of an array of structs.
///
/// # Safety
///
/// The array has the columns of the schema.
unsafe fn imported(array: FFI_ArrowArray, schema: &SchemaRef) -> Result<RecordBatch> {
    let r#type = DataType::Struct(schema.fields().clone());
    shape::of_array(&array, &r#type).map_err(unreadable)?;
    // SAFETY: the array is of the type, as the caller promises; lengths are in range, and what
    // the buffers hold is looked at before it is used.
    let data = unsafe { from_ffi_and_data_type(array, r#type) }.map_err(unreadable)?;
    if data.null_count() > 0 {
        return Err(refused(Text::new(
            "表中有整行为空;请先删去这些行",
            "a row is null as a whole; remove such rows first",
        )));
    }
    let options = RecordBatchOptions::new().with_row_count(Some(data.len()));
    let (_, columns, _) = StructArray::from(data).into_parts();
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options).map_err(unreadable)
}

/// What the producer says about the call that failed.
fn told(stream: &mut FFI_ArrowArrayStream, status: i32) -> Error {
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
    unreadable(format!("the producer gave {status}: {said}"))
}

/// What `work` gives. A panic in it comes of what the stream handed over, so it is an error
/// of the input, and the tally is none the worse.
fn contained<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    guard(|| work().map_err(Failure::from)).map_err(|failure| match failure.code() {
        huimin_host::INTERNAL => unreadable(&failure.message().en),
        _ => failure.into(),
    })
}

fn unreadable(error: impl Display) -> Error {
    refused(Text::new(
        format!("不能读取 Arrow 数据流:{error}"),
        format!("the Arrow stream cannot be read: {error}"),
    ))
}

fn refused(message: Text) -> Error {
    Error::new(ErrorKind::Input, message)
}
