//! Lists of Python values as Arrow columns, and cells as Python values.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::DataType;
use huimin::calendar::Date;
use huimin::{Error, report};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDate, PyDateTime, PyDict, PyFloat, PyInt, PyList, PyString};

use crate::errors::{Failure, OrRaise, input};

/// One value of a column, by what Python says it is.
enum Value {
    Text(String),
    Whole(i64),
    Truth(bool),
    Day(Date),
    Float(f64),
}

impl Value {
    /// What it is, for people.
    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::Text(_) => ("文本", "text"),
            Self::Whole(_) => ("整数", "a whole number"),
            Self::Truth(_) => ("是非值", "true or false"),
            Self::Day(_) => ("日期", "a date"),
            Self::Float(_) => ("浮点数", "a float"),
        }
    }
}

/// A batch of columns given as lists: `{name: [value, …]}`.
pub fn batch(columns: &Bound<'_, PyDict>) -> Result<RecordBatch, Failure> {
    let mut made: Vec<(String, ArrayRef)> = Vec::new();
    for (name, values) in columns.iter() {
        let name = name.str()?.to_cow()?.into_owned();
        let values = values.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let array = column(&name, &values)?;
        if let Some((first, known)) = made.first()
            && known.len() != array.len()
        {
            let (one, other) = (known.len(), array.len());
            return Err(input(
                format!("各列应一样长,但 `{first}` 有 {one} 个值,`{name}` 有 {other} 个"),
                format!("expected columns of one length, but `{first}` has {one} values and `{name}` has {other}"),
            )
            .into());
        }
        made.push((name, array));
    }
    if made.is_empty() {
        return Ok(RecordBatch::new_empty(Arc::new(
            arrow_schema::Schema::empty(),
        )));
    }
    // All columns are nullable: which must have values is the definition's to say.
    let made = made.into_iter().map(|(name, array)| (name, array, true));
    let made = RecordBatch::try_from_iter_with_nullable(made);
    Ok(made.map_err(|error| {
        input(
            format!("不能读入:{error}"),
            format!("it cannot be read: {error}"),
        )
    })?)
}

fn column(name: &str, values: &[Bound<'_, PyAny>]) -> huimin::Result<ArrayRef> {
    let mut read = Vec::with_capacity(values.len());
    let mut first: Option<(usize, (&str, &str))> = None;
    for (row, given) in (1..).zip(values) {
        let value = match of_python(given) {
            Ok(value) => value,
            Err(unreadable) => return Err(unreadable.at(name, row)),
        };
        if let Some(value) = &value {
            let kind = value.kind();
            match first {
                None => first = Some((row, kind)),
                Some((earlier, known)) if known != kind => {
                    let (was, is) = (known, kind);
                    let error: Error = input(
                        format!(
                            "一列的值应为同一类型,但第 {earlier} 行是{},第 {row} 行是{}",
                            was.0, is.0
                        ),
                        format!(
                            "expected values of one type in a column, but found {} in row {earlier} and {} in row {row}",
                            was.1, is.1
                        ),
                    );
                    return Err(error.at_row(row as u64).in_column(name));
                }
                _ => {}
            }
        }
        read.push(value);
    }
    Ok(array(&read))
}

/// Why a value cannot be read.
enum Unreadable {
    /// Its type is none that a record can have.
    Type(String),
    /// A day with a time zone.
    Zone,
    /// A whole number beyond 64 bits.
    TooLarge,
}

impl Unreadable {
    fn at(self, column: &str, row: usize) -> Error {
        let error = match self {
            Self::Type(found) => input(
                format!("应为文本、整数、小数、日期、时刻或是非值,实为 {found}"),
                format!(
                    "expected text, a whole number, a decimal, a date, a time or true or false, but found a {found}"
                ),
            ),
            Self::Zone => input(
                "日期时间带有时区;请先换算为当地日期".to_owned(),
                "the date has a time zone; convert it to a local date first".to_owned(),
            ),
            Self::TooLarge => input(
                "整数超过 64 位;如果是编码,请按文本读入".to_owned(),
                "a whole number has more than 64 bits; if it is a code, read it as text".to_owned(),
            ),
        };
        error.at_row(row as u64).in_column(column)
    }
}

fn of_python(value: &Bound<'_, PyAny>) -> Result<Option<Value>, Unreadable> {
    let kind = |value: &Bound<'_, PyAny>| {
        let name = value.get_type().name();
        name.map_or_else(|_| "?".to_owned(), |name| name.to_string())
    };
    if value.is_none() {
        return Ok(None);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(Value::Text(text.to_string_lossy().into_owned())));
    }
    if value.is_instance_of::<PyBool>() {
        return Ok(Some(Value::Truth(value.is_truthy().unwrap_or(false))));
    }
    if value.is_instance_of::<PyInt>() {
        return value
            .extract()
            .map(|whole| Some(Value::Whole(whole)))
            .map_err(|_| Unreadable::TooLarge);
    }
    if value.is_instance_of::<PyFloat>() {
        let float: f64 = value.extract().unwrap_or(f64::NAN);
        // What pandas writes where a value is missing.
        return Ok((!float.is_nan()).then_some(Value::Float(float)));
    }
    let name = kind(value);
    match name.as_str() {
        // Missing values of pandas.
        "NaTType" | "NAType" => return Ok(None),
        "Decimal" | "time" => {
            let text = value.str().map_err(|_| Unreadable::Type(name.clone()))?;
            return Ok(Some(Value::Text(text.to_string_lossy().into_owned())));
        }
        _ => {}
    }
    if value.is_instance_of::<PyDateTime>() {
        let zone = value
            .getattr("tzinfo")
            .map_err(|_| Unreadable::Type(name.clone()))?;
        if !zone.is_none() {
            return Err(Unreadable::Zone);
        }
    }
    if value.is_instance_of::<PyDate>() {
        let part = |part: &str| value.getattr(part).and_then(|part| part.extract::<u32>());
        let day = (part("year"), part("month"), part("day"));
        if let (Ok(year), Ok(month), Ok(day)) = day {
            let day = Date::parse(&format!("{year:04}-{month:02}-{day:02}"));
            return day
                .map(|day| Some(Value::Day(day)))
                .ok_or(Unreadable::Type(name));
        }
    }
    // Scalars of numpy.
    match value.call_method0("item") {
        Ok(item) if !item.is(value) && kind(&item) != name => of_python(&item),
        _ => Err(Unreadable::Type(name)),
    }
}

fn array(values: &[Option<Value>]) -> ArrayRef {
    macro_rules! all {
        ($array:ty, $kind:ident) => {
            Arc::new(
                values
                    .iter()
                    .map(|value| match value {
                        Some(Value::$kind(value)) => Some(value.clone()),
                        _ => None,
                    })
                    .collect::<$array>(),
            )
        };
    }
    match values.iter().flatten().next() {
        Some(Value::Whole(_)) => all!(Int64Array, Whole),
        Some(Value::Truth(_)) => all!(BooleanArray, Truth),
        Some(Value::Float(_)) => all!(Float64Array, Float),
        Some(Value::Day(_)) => Arc::new(
            values
                .iter()
                .map(|value| match value {
                    Some(Value::Day(day)) => Some(day.days()),
                    _ => None,
                })
                .collect::<Date32Array>(),
        ),
        _ => all!(StringArray, Text),
    }
}

/// A column of a table of the library as a list of Python values: text, whole numbers,
/// `Decimal` for exact numbers, `date`, booleans, and none.
pub fn list<'py>(py: Python<'py>, table: &RecordBatch, name: &str) -> PyResult<Bound<'py, PyList>> {
    let Some(array) = table.column_by_name(name) else {
        return Ok(PyList::empty(py));
    };
    let decimal = py.import("decimal")?.getattr("Decimal")?;
    let values = (0..array.len()).map(|row| {
        if array.is_null(row) {
            return Ok(py.None().into_bound(py));
        }
        match array.data_type() {
            DataType::Boolean => array.as_boolean().value(row).into_bound_py_any(py),
            DataType::UInt32 => array
                .as_primitive::<UInt32Type>()
                .value(row)
                .into_bound_py_any(py),
            DataType::UInt64 => array
                .as_primitive::<UInt64Type>()
                .value(row)
                .into_bound_py_any(py),
            DataType::Int64 => array
                .as_primitive::<Int64Type>()
                .value(row)
                .into_bound_py_any(py),
            DataType::Float64 => array
                .as_primitive::<Float64Type>()
                .value(row)
                .into_bound_py_any(py),
            DataType::Date32 => {
                let day = Date::from_days(array.as_primitive::<Date32Type>().value(row));
                match day {
                    Some(day) => date(py, &day.to_string()),
                    None => Ok(py.None().into_bound(py)),
                }
            }
            other => {
                let text = report::cell_text(table, row, name).or_raise(py)?;
                let text = text.unwrap_or_default();
                match other {
                    DataType::Decimal128(..) => decimal.call1((text,)),
                    _ => text.into_bound_py_any(py),
                }
            }
        }
    });
    PyList::new(py, values.collect::<PyResult<Vec<_>>>()?)
}

/// A day as `datetime.date`.
pub fn date<'py>(py: Python<'py>, day: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("datetime")?
        .getattr("date")?
        .call_method1("fromisoformat", (day,))
}
