//! Frames and files of Python as inputs of the library. Here is all unsafe code of the
//! package: what crosses by the Arrow PyCapsule interface.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

use std::ffi::CStr;
use std::fs::File;
use std::io::BufReader;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::ArrowError;
use huimin::input::{
    ArrowSource, BatchSource, CsvOptions, CsvSource, Encoding, ImportedSource, JsonLinesOptions,
    JsonLinesSource, ParquetOptions, ParquetSource, XlsxOptions, XlsxSource,
};
use huimin::origin::Origin;
use huimin::receipt::Handover;
use huimin::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods, PyDict};

use crate::errors::{Failure, OrRaise, argument, input};
use crate::values;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// How a file is written, where its kind does not say.
pub struct FileOptions<'a> {
    pub encoding: Option<&'a str>,
    pub sheet: Option<&'a str>,
}

/// An input of the kind that the package found: `stream` and `array` are what
/// `__arrow_c_stream__` and `__arrow_c_array__` gave, `columns` and `rows` dicts of lists, and
/// `csv`, `parquet`, `jsonl`, `xlsx` paths of files.
pub fn source(
    kind: &str,
    given: &Bound<'_, PyAny>,
    options: &FileOptions<'_>,
) -> Result<Box<dyn BatchSource>, Failure> {
    if is_file(kind) {
        let path: String = given.extract()?;
        return Ok(file(kind, &path, options)?);
    }
    frame(kind, given)
}

/// What is known of an input beside its rows: of a file its name, as the caller wrote it.
pub fn handover(kind: &str, given: &Bound<'_, PyAny>, options: &FileOptions<'_>) -> Handover {
    if !is_file(kind) {
        return Handover::default();
    }
    let encoding = options.encoding.unwrap_or("utf-8");
    Handover {
        origin: given.extract().ok().map(|file| Origin {
            file,
            sheet: options.sheet.map(str::to_owned),
        }),
        format: Some(kind.to_owned()),
        encoding: (kind == "csv").then(|| encoding.to_owned()),
        ..Handover::default()
    }
}

/// An encoding by its name.
pub fn encoding(id: &str) -> Result<Encoding> {
    Encoding::from_id(id).ok_or_else(|| {
        argument(
            format!("编码应为 utf-8、gb18030、utf-16le 或 utf-16be，但得到 `{id}`"),
            format!("expected utf-8, gb18030, utf-16le or utf-16be as encoding, but found `{id}`"),
        )
    })
}

/// Whether an input of a kind is a file.
pub fn is_file(kind: &str) -> bool {
    matches!(kind, "csv" | "parquet" | "jsonl" | "xlsx")
}

fn file(kind: &str, path: &str, options: &FileOptions<'_>) -> Result<Box<dyn BatchSource>> {
    let file = File::open(path).map_err(|error| Error::of_file(&error).in_file(path))?;
    Ok(match kind {
        "csv" => {
            let mut csv = CsvOptions::default();
            if let Some(id) = options.encoding {
                csv.encoding = encoding(id)?;
            }
            Box::new(CsvSource::new(file, csv))
        }
        "jsonl" => Box::new(JsonLinesSource::new(
            BufReader::new(file),
            JsonLinesOptions::default(),
        )),
        "parquet" => Box::new(ParquetSource::from_file(file, ParquetOptions::default())),
        _ => {
            let sheet = options.sheet.map(str::to_owned);
            let options = XlsxOptions {
                sheet,
                ..XlsxOptions::default()
            };
            Box::new(XlsxSource::new(BufReader::new(file), options))
        }
    })
}

/// A frame of the kind `stream`, `array`, `columns`, or `rows`: columns of a list of rows,
/// which has no columns where it has no rows.
pub fn frame(kind: &str, given: &Bound<'_, PyAny>) -> Result<Box<dyn BatchSource>, Failure> {
    match kind {
        "stream" => of_stream(given),
        "array" => of_array(given),
        "rows" if given.is_empty()? => Ok(Box::new(ArrowSource::new([]))),
        _ => {
            let batch = values::batch(given.cast::<PyDict>()?)?;
            let schema = batch.schema();
            Ok(Box::new(ImportedSource::new(Some(schema), [Ok(batch)])))
        }
    }
}

fn of_stream(capsule: &Bound<'_, PyAny>) -> Result<Box<dyn BatchSource>, Failure> {
    let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(STREAM))?;
    // SAFETY: a capsule of this name holds an initialised stream by the Arrow
    // PyCapsule interface, and `capsule` keeps it alive. Moving the stream out leaves
    // a released one, as the interface asks of a consumer.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
    Ok(Box::new(huimin_stream::source(stream)?))
}

fn of_array(capsules: &Bound<'_, PyAny>) -> Result<Box<dyn BatchSource>, Failure> {
    let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) = capsules.extract()?;
    let schema = schema.cast_into::<PyCapsule>()?;
    let array = array.cast_into::<PyCapsule>()?;
    let pointer = schema.pointer_checked(Some(SCHEMA))?;
    // SAFETY: a capsule of this name holds an initialised schema, and `schema` keeps
    // it alive; moving it out leaves a released one.
    let schema = unsafe { FFI_ArrowSchema::from_raw(pointer.cast().as_ptr()) };
    let pointer = array.pointer_checked(Some(ARRAY))?;
    // SAFETY: as above, of an array.
    let array = unsafe { FFI_ArrowArray::from_raw(pointer.cast().as_ptr()) };
    // SAFETY: both came from one call of `__arrow_c_array__`, so the schema is the array's.
    Ok(Box::new(unsafe {
        huimin_stream::source_of_array(&schema, array)?
    }))
}

fn refused(error: ArrowError) -> Error {
    input(
        format!("不能作为 Arrow 数据读入:{error}"),
        format!("it cannot be read as Arrow data: {error}"),
    )
}

/// A table as a capsule of an Arrow stream with one batch.
pub fn stream_capsule<'py>(
    py: Python<'py>,
    table: &RecordBatch,
) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = table.schema();
    let batches = RecordBatchIterator::new([Ok(table.clone())], schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), STREAM)
}

/// The columns of a table as a capsule of an Arrow schema.
pub fn schema_capsule<'py>(
    py: Python<'py>,
    table: &RecordBatch,
) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(table.schema().as_ref());
    PyCapsule::new_with_value(py, schema.map_err(refused).or_raise(py)?, SCHEMA)
}
