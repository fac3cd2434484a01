//! A part, opened: its rows with the columns that its folders give, and errors that say where.

use std::fmt;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::delivery::Part;
use super::folder::Folder;
use super::format::Format;
use crate::error::{Error, ErrorKind, Result};
use crate::input::{BatchSource, CsvOptions, CsvSource, Piece, Rows};
#[cfg(feature = "json")]
use crate::input::{JsonLinesOptions, JsonLinesSource};
#[cfg(feature = "parquet")]
use crate::input::{ParquetOptions, ParquetSource};
#[cfg(feature = "xlsx")]
use crate::input::{XlsxOptions, XlsxSource};
use crate::text::text;

/// Opens a part.
pub(super) fn open(part: &Part, folder: &dyn Folder) -> Result<Box<dyn BatchSource>> {
    let origin = Origin::of(part);
    let source = rows(part, folder).map_err(|error| origin.name(error))?;
    Ok(Box::new(PartSource {
        source,
        origin,
        constants: part.constants.clone().into(),
        given: (0..part.constants.len()).collect(),
        columns: None,
    }))
}

/// The rows of its file, or of its sheet, as its format gives them.
fn rows(part: &Part, folder: &dyn Folder) -> Result<Box<dyn BatchSource>> {
    match part.format {
        Format::Csv => {
            let (bytes, _) = part.place.stream(folder, false)?;
            Ok(Box::new(CsvSource::new(bytes, csv_options(part))))
        }
        #[cfg(feature = "json")]
        Format::JsonLines => {
            let (bytes, _) = part.place.stream(folder, false)?;
            let bytes = std::io::BufReader::new(bytes);
            Ok(Box::new(JsonLinesSource::new(
                bytes,
                JsonLinesOptions::default(),
            )))
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let file = part.place.held(folder)?;
            let options = ParquetOptions::default();
            Ok(Box::new(ParquetSource::from_reader(
                file, part.bytes, options,
            )))
        }
        #[cfg(feature = "xlsx")]
        Format::Xlsx => {
            let options = XlsxOptions {
                sheet: part.sheet.clone(),
                header_row: part.header_line,
                merged: part.merged,
                ..XlsxOptions::default()
            };
            Ok(Box::new(XlsxSource::new(part.place.held(folder)?, options)))
        }
        #[cfg(not(all(feature = "json", feature = "parquet", feature = "xlsx")))]
        other => Err(super::faults::not_built(other)),
    }
}

/// How the text of a part is read.
pub(super) fn csv_options(part: &Part) -> CsvOptions {
    let usual = CsvOptions::default();
    CsvOptions {
        encoding: part.encoding.unwrap_or(usual.encoding),
        delimiter: part.delimiter.unwrap_or(usual.delimiter),
        header_line: part.header_line.unwrap_or(usual.header_line),
        ..usual
    }
}

/// What errors name.
#[derive(Clone)]
struct Origin {
    file: Arc<str>,
    sheet: Option<Arc<str>>,
}

impl Origin {
    fn of(part: &Part) -> Self {
        Self {
            file: part.file.as_str().into(),
            sheet: part.sheet.as_deref().map(Arc::from),
        }
    }

    fn name(&self, error: Error) -> Error {
        let error = error.in_file(&self.file);
        match &self.sheet {
            Some(sheet) => error.in_sheet(sheet),
            None => error,
        }
    }
}

/// Names of columns with their values in every row.
type Constants = Arc<[(String, Option<String>)]>;

struct PartSource {
    source: Box<dyn BatchSource>,
    origin: Origin,
    constants: Constants,
    /// Positions of the constants that are given.
    given: Arc<[usize]>,
    /// The columns of the file, once they are known.
    columns: Option<usize>,
}

impl fmt::Debug for PartSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PartSource")
            .field("file", &self.origin.file)
            .field("sheet", &self.origin.sheet)
            .finish_non_exhaustive()
    }
}

impl BatchSource for PartSource {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let batch = self.source.next_batch();
        let batch = batch.and_then(|batch| {
            batch
                .map(|batch| with_constants(&batch, &self.constants, &self.given))
                .transpose()
        });
        batch.map_err(|error| self.origin.name(error))
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        let piece = self.source.next_piece();
        let Some(piece) = piece.map_err(|error| self.origin.name(error))? else {
            return Ok(None);
        };
        let origin = self.origin.clone();
        let (constants, given) = (Arc::clone(&self.constants), Arc::clone(&self.given));
        Ok(Some(Box::new(piece.map(move |rows| {
            let rows = rows.and_then(|rows| {
                let batch = with_constants(&rows.batch, &constants, &given)?;
                Ok(Rows { batch, ..rows })
            });
            rows.map_err(|error| origin.name(error))
        }))))
    }

    fn schema(&mut self) -> Result<Option<SchemaRef>> {
        let schema = self.source.schema();
        let Some(schema) = schema.map_err(|error| self.origin.name(error))? else {
            return Ok(None);
        };
        self.columns = Some(schema.fields().len());
        Ok(Some(schema_with(&schema, &self.constants, &self.given)))
    }

    fn keep(&mut self, columns: &[usize]) {
        let Some(count) = self.columns else { return };
        let (of_file, constants): (Vec<usize>, Vec<usize>) =
            columns.iter().partition(|column| **column < count);
        let constants = constants.iter().map(|column| column.saturating_sub(count));
        self.given = constants.collect();
        self.source.keep(&of_file);
    }

    fn bytes_done(&self) -> u64 {
        self.source.bytes_done()
    }
}

fn field(name: &str) -> Field {
    let texts = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    Field::new(name, texts, true)
}

fn schema_with(schema: &SchemaRef, constants: &Constants, given: &[usize]) -> SchemaRef {
    if given.is_empty() {
        return Arc::clone(schema);
    }
    let own = schema.fields().iter().map(|field| field.as_ref().clone());
    let constants = given.iter().filter_map(|given| constants.get(*given));
    let constants = constants.map(|(name, _)| field(name));
    Arc::new(Schema::new(own.chain(constants).collect::<Vec<_>>()))
}

/// A batch with further columns, each of one value.
fn with_constants(
    batch: &RecordBatch,
    constants: &Constants,
    given: &[usize],
) -> Result<RecordBatch> {
    if given.is_empty() {
        return Ok(batch.clone());
    }
    let rows = batch.num_rows();
    let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
    for (_, value) in given.iter().filter_map(|given| constants.get(*given)) {
        let keys = match value {
            Some(_) => Int32Array::from(vec![0; rows]),
            None => Int32Array::new_null(rows),
        };
        let values = Arc::new(StringArray::from(vec![
            value.as_deref().unwrap_or_default(),
        ]));
        let column = DictionaryArray::<Int32Type>::try_new(keys, values);
        columns.push(Arc::new(column.map_err(|error| not_built(&error))?));
    }
    let schema = schema_with(&batch.schema(), constants, given);
    RecordBatch::try_new(schema, columns).map_err(|error| not_built(&error))
}

/// Never: a column of every name has as many rows as the batch.
fn not_built(error: &arrow_schema::ArrowError) -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "无法组成数据批：{error}",
            "a batch could not be built: {error}"
        ),
    )
}

#[cfg(test)]
#[path = "source_tests.rs"]
mod tests;
