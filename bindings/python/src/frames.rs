//! Frames and files of Python as inputs of the library. Here is all unsafe code of the
//! package: what crosses by the Arrow PyCapsule interface.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

use std::collections::VecDeque;
use std::ffi::CStr;
use std::fs::File;
use std::io::BufReader;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array, RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use huimin::input::{
    BatchSource, CsvOptions, CsvSource, Encoding, JsonLinesOptions, JsonLinesSource,
    ParquetOptions, ParquetSource, XlsxOptions, XlsxSource,
};
use huimin::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods, PyDict};

use crate::errors::{Failure, OrRaise, argument, input};
use crate::values;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// Rows that are handed on at once: little enough that a signal does not wait, and
/// that threads share a frame that came in one batch.
const SLICE_ROWS: usize = 1 << 14;

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
    match kind {
        "csv" | "parquet" | "jsonl" | "xlsx" => {
            let path: String = given.extract()?;
            Ok(file(kind, &path, options)?)
        }
        _ => Ok(Box::new(FrameSource::of(kind, given)?)),
    }
}

fn file(kind: &str, path: &str, options: &FileOptions<'_>) -> Result<Box<dyn BatchSource>> {
    let file = File::open(path).map_err(|error| {
        input(
            format!("文件 `{path}` 不能打开:{error}"),
            format!("the file `{path}` cannot be opened: {error}"),
        )
    })?;
    Ok(match kind {
        "csv" => {
            let mut csv = CsvOptions::default();
            if let Some(id) = options.encoding {
                csv.encoding = Encoding::from_id(id).ok_or_else(|| {
                    argument(
                        format!("编码应为 utf-8 或 gb18030,实为 `{id}`"),
                        format!("expected utf-8 or gb18030 as encoding, but found `{id}`"),
                    )
                })?;
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

/// Batches of a frame, in slices.
pub struct FrameSource {
    /// None where no row says which columns there are.
    schema: Option<SchemaRef>,
    batches: Box<dyn Iterator<Item = std::result::Result<RecordBatch, ArrowError>> + Send>,
    slices: VecDeque<RecordBatch>,
    has_ended: bool,
}

impl FrameSource {
    /// A frame of the kind `stream`, `array`, `columns`, or `rows`: columns of a list of
    /// rows, which has no columns where it has no rows.
    pub fn of(kind: &str, frame: &Bound<'_, PyAny>) -> Result<Self, Failure> {
        match kind {
            "stream" => Self::of_stream(frame),
            "array" => Self::of_array(frame),
            "rows" if frame.is_empty()? => Ok(Self {
                schema: None,
                batches: Box::new(std::iter::empty()),
                slices: VecDeque::new(),
                has_ended: false,
            }),
            _ => Ok(Self::of_batch(values::batch(frame.cast::<PyDict>()?)?)),
        }
    }

    fn of_stream(capsule: &Bound<'_, PyAny>) -> Result<Self, Failure> {
        let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(STREAM))?;
        // SAFETY: a capsule of this name holds an initialised stream by the Arrow
        // PyCapsule interface, and `capsule` keeps it alive. Moving the stream out leaves
        // a released one, as the interface asks of a consumer.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
        let reader = RecordBatchStreamReader::try_new(stream).map_err(refused)?;
        Ok(Self {
            schema: Some(reader.schema()),
            batches: Box::new(reader),
            slices: VecDeque::new(),
            has_ended: false,
        })
    }

    fn of_array(capsules: &Bound<'_, PyAny>) -> Result<Self, Failure> {
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
        let data = unsafe { from_ffi(array, &schema) };
        let data = data.map_err(refused)?;
        let rows = arrow_array::make_array(data);
        let Some(rows) = rows.as_any().downcast_ref::<StructArray>() else {
            let found = rows.data_type();
            return Err(input(
                format!("应为有列的表,实为 {found} 类型的数组"),
                format!("expected a frame with columns, but found an array of {found}"),
            )
            .into());
        };
        if rows.null_count() > 0 {
            return Err(input(
                "表中有整行为空;请先删去这些行".to_owned(),
                "a row is null as a whole; remove such rows first".to_owned(),
            )
            .into());
        }
        Ok(Self::of_batch(RecordBatch::from(rows.clone())))
    }

    fn of_batch(batch: RecordBatch) -> Self {
        Self {
            schema: Some(batch.schema()),
            batches: Box::new(std::iter::once(Ok(batch))),
            slices: VecDeque::new(),
            has_ended: false,
        }
    }

    /// All batches, one after the other.
    pub fn into_batches(mut self) -> Result<Vec<RecordBatch>> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next_batch()? {
            batches.push(batch);
        }
        Ok(batches)
    }

    fn next_whole(&mut self) -> Result<Option<RecordBatch>> {
        let Some(batch) = self.batches.next() else {
            return Ok(None);
        };
        let batch = batch.map_err(refused)?;
        // Once for all slices, which share the values of dictionaries.
        check(&batch, |kind| matches!(kind, DataType::Dictionary(..)))?;
        Ok(Some(batch))
    }
}

impl BatchSource for FrameSource {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        while self.slices.is_empty() && !self.has_ended {
            let Some(batch) = self.next_whole().inspect_err(|_| self.has_ended = true)? else {
                self.has_ended = true;
                break;
            };
            let mut start = 0;
            while start < batch.num_rows() {
                let rows = SLICE_ROWS.min(batch.num_rows() - start);
                self.slices.push_back(batch.slice(start, rows));
                start += rows;
            }
        }
        let slice = self.slices.pop_front();
        if let Some(slice) = &slice {
            check(slice, |kind| !matches!(kind, DataType::Dictionary(..)))?;
        }
        Ok(slice)
    }

    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        Ok(self.schema.clone())
    }
}

/// Checks columns of some types. A frame may come from anywhere; lengths, offsets and texts that
/// are not what they claim to be would be undefined behaviour later.
fn check(batch: &RecordBatch, which: impl Fn(&DataType) -> bool) -> Result<()> {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    for (field, column) in columns.filter(|(field, _)| which(field.data_type())) {
        let sound = column.to_data().validate_full();
        sound.map_err(|error| refused(error).in_column(field.name()))?;
    }
    Ok(())
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
