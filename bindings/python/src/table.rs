//! Tables.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;

use arrow_array::{RecordBatch, UInt64Array};
use arrow_schema::{ArrowError, DataType, Schema};
use arrow_select::take::take_record_batch;
use huimin::report::{Align, TextTable, cell_text, write_csv};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};

use crate::errors::{OrRaise, Remembering, input, of_system};
use crate::{frames, values};

/// A table of the library.
#[pyclass(frozen, module = "huimin._native")]
pub struct Table {
    /// Its name among `TABLES`, or what it was made for.
    #[pyo3(get)]
    name: String,
    rows: RecordBatch,
}

impl Table {
    pub fn new(name: &str, rows: RecordBatch) -> Self {
        let name = name.to_owned();
        Self { name, rows }
    }

    /// A part of the table.
    fn with(&self, py: Python<'_>, rows: Result<RecordBatch, ArrowError>) -> PyResult<Self> {
        let rows = rows.map_err(|error| {
            input(
                format!("不能取出表的一部分:{error}"),
                format!("a part of the table cannot be taken: {error}"),
            )
        });
        Ok(Self::new(&self.name, rows.or_raise(py)?))
    }
}

/// The same columns under other names.
fn renamed(rows: &RecordBatch, heads: Vec<String>) -> Result<RecordBatch, ArrowError> {
    let fields = rows.schema();
    let fields = fields.fields().iter().zip(heads);
    let fields = fields.map(|(field, head)| field.as_ref().clone().with_name(head));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    RecordBatch::try_new(Arc::new(schema), rows.columns().to_vec())
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.rows.num_rows()
    }

    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        let schema = self.rows.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    /// Of every column `text`, `integer`, `decimal`, `float`, `date` or `boolean`.
    #[getter]
    fn types(&self) -> Vec<&'static str> {
        let schema = self.rows.schema();
        let types = schema.fields().iter().map(|field| match field.data_type() {
            DataType::Boolean => "boolean",
            DataType::Decimal128(..) => "decimal",
            DataType::Float64 => "float",
            DataType::Date32 => "date",
            found if found.is_integer() => "integer",
            _ => "text",
        });
        types.collect()
    }

    /// A column as a list.
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyList>> {
        values::list(py, &self.rows, name)
    }

    /// The table with these rows alone, in the order in which they are named.
    fn rows(&self, py: Python<'_>, places: Vec<u64>) -> PyResult<Self> {
        let rows = take_record_batch(&self.rows, &UInt64Array::from(places));
        self.with(py, rows)
    }

    /// The table with these columns alone, in the order in which they are named.
    fn select(&self, py: Python<'_>, names: Vec<String>) -> PyResult<Self> {
        let schema = self.rows.schema();
        let places = names.iter().map(|name| schema.index_of(name));
        let rows = places
            .collect::<Result<Vec<_>, _>>()
            .and_then(|places| self.rows.project(&places));
        self.with(py, rows)
    }

    /// Rows from `start` on, each a list of texts; none where a cell is null.
    fn texts(
        &self,
        py: Python<'_>,
        start: usize,
        count: usize,
    ) -> PyResult<Vec<Vec<Option<String>>>> {
        let names = self.columns();
        let rows =
            start.min(self.rows.num_rows())..start.saturating_add(count).min(self.rows.num_rows());
        let rows = rows.map(|row| {
            let cells = names.iter().map(|name| cell_text(&self.rows, row, name));
            cells.collect::<huimin::Result<Vec<_>>>()
        });
        rows.collect::<huimin::Result<Vec<_>>>().or_raise(py)
    }

    /// Writes the table as CSV in UTF-8: with a mark at its beginning by which spreadsheets know
    /// the encoding, and under other names of columns, where that is asked for.
    fn write_csv(
        &self,
        py: Python<'_>,
        path: &str,
        heads: Option<Vec<String>>,
        mark: bool,
    ) -> PyResult<()> {
        let rows = match heads {
            Some(heads) => self.with(py, renamed(&self.rows, heads))?.rows,
            None => self.rows.clone(),
        };
        let mut failed = None;
        let written = py.detach(|| {
            let file = match File::create(path) {
                Ok(file) => file,
                Err(error) => {
                    failed = Some(error);
                    return Ok(());
                }
            };
            let mut out = Remembering::new(BufWriter::new(file));
            let marked = match mark {
                true => out.write_all("\u{feff}".as_bytes()),
                false => Ok(()),
            };
            let written = match marked {
                Ok(()) => write_csv(&rows, &mut out),
                Err(_) => Ok(()),
            };
            failed = out.failed();
            written
        });
        match failed {
            Some(error) => Err(of_system(&error, path)),
            None => written.or_raise(py),
        }
    }

    /// The Arrow PyCapsule interface: a stream with one batch.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Another schema may be asked for, and need not be given.
        let _ = requested_schema;
        frames::stream_capsule(py, &self.rows)
    }

    /// The Arrow PyCapsule interface: the columns.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        frames::schema_capsule(py, &self.rows)
    }

    /// The table as JSON, an array of objects: the answer of hosts of other languages.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        huimin::exchange::table(&self.rows).or_raise(py)
    }

    fn __repr__(&self) -> String {
        format!("<table {}: {} rows>", self.name, self.rows.num_rows())
    }
}

/// Aligns cells as a terminal shows them; `right` says which columns hold numbers.
#[pyfunction]
pub fn aligned(heads: Vec<String>, right: Vec<bool>, rows: Vec<Vec<String>>) -> String {
    let sides = right
        .into_iter()
        .map(|right| if right { Align::Right } else { Align::Left });
    let mut table = TextTable::new(heads.into_iter().zip(sides));
    rows.into_iter().for_each(|row| table.row(row));
    table.render()
}
