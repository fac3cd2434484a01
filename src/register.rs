//! Registers in every form in which records can be handed over.
//!
//! The rows are written as the comma-separated text that registers are read from, so that the
//! same checks and messages hold; each keeps its line, so that messages name the line of the
//! file or the row of the sheet.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, SchemaRef};

use crate::calendar::Date;
use crate::error::{Error, ErrorKind, Result};
use crate::input::{BatchSource, Rows};
use crate::limits;
use crate::network::Network;
use crate::network::register::push_row;
use crate::text::text;

/// A network from an input with the columns of a register, see [`Network::from_csv`]; `name` is
/// what messages call it. Its header, where it has lines, stands on line `header_line`.
///
/// # Errors
///
/// As [`Network::from_csv`]; `Input` where the input cannot be read or a column holds what no
/// column of a register can hold.
///
/// # Example
///
/// ```
/// use huimin::input::{CsvOptions, CsvSource};
/// use huimin::register::network_of;
///
/// let file = "区划代码;名称\n530400;玉溪市\n530402;红塔区\n";
/// let options = CsvOptions { delimiter: ';', ..CsvOptions::default() };
/// let network = network_of(CsvSource::new(file.as_bytes(), options), "区划.csv", 1)?;
/// assert_eq!(network.len(), 2);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn network_of(source: impl BatchSource, name: &str, header_line: u64) -> Result<Network> {
    let text = register_text(source, header_line).map_err(|error| error.in_file(name))?;
    Network::from_source(name, &text)
}

/// The comma-separated text of the register that an input holds: what [`Network::from_csv`] reads.
/// Its lines are those of the input, as far as that has lines.
///
/// # Errors
///
/// `Input` where the input cannot be read or a column holds what no column of a register can
/// hold; `Limit` where the text is too long.
pub fn register_text(mut source: impl BatchSource, header_line: u64) -> Result<String> {
    let mut text = Text::default();
    text.pad_to(header_line);
    let mut rows = 0_u64;
    let mut header = source.schema()?;
    if let Some(schema) = &header {
        text.push_header(schema);
    }
    while let Some(piece) = source.next_piece()? {
        for part in piece {
            let Rows { batch, lines, .. } = part?;
            let schema = batch.schema();
            match &header {
                None => text.push_header(&schema),
                Some(known) if names(known) == names(&schema) => {}
                Some(_) => return Err(other_columns()),
            }
            header = Some(schema);
            for row in 0..batch.num_rows() {
                rows = rows.saturating_add(1);
                if let Some(lines) = &lines {
                    text.pad_to(u64::from(lines.row(row)));
                }
                let cells = batch.columns().iter().zip(batch.schema_ref().fields());
                let cells = cells.map(|(column, field)| {
                    let found = cell(column, row)
                        .map_err(|error| error.in_column(field.name()).at_row(rows))?;
                    Ok(found.unwrap_or_default())
                });
                text.push(&cells.collect::<Result<Vec<String>>>()?)?;
            }
        }
    }
    Ok(text.written)
}

/// The text of a register under construction.
#[derive(Default)]
struct Text {
    written: String,
    lines: u64,
}

impl Text {
    /// Has the next row stand on a line, unless it stands behind it already.
    fn pad_to(&mut self, line: u64) {
        while self.lines.saturating_add(1) < line && self.written.len() < limits::REGISTER_BYTES {
            self.written.push('\n');
            self.lines = self.lines.saturating_add(1);
        }
    }

    fn push_header(&mut self, schema: &SchemaRef) {
        let names = schema.fields().iter().map(|field| field.name().as_str());
        push_row(&mut self.written, names);
        self.lines = self.lines.saturating_add(1);
    }

    fn push(&mut self, cells: &[String]) -> Result<()> {
        let start = self.written.len();
        push_row(&mut self.written, cells.iter().map(String::as_str));
        let pushed = self.written.get(start..).unwrap_or_default();
        let lines = pushed.bytes().filter(|byte| *byte == b'\n').count();
        self.lines = self.lines.saturating_add(lines as u64);
        if self.written.len() > limits::REGISTER_BYTES {
            let most = limits::REGISTER_BYTES;
            return Err(Error::new(
                ErrorKind::Limit,
                text!(
                    "区划登记册的文字超过 {most} 字节",
                    "the text of the register exceeds {most} bytes"
                ),
            ));
        }
        Ok(())
    }
}

fn names(schema: &SchemaRef) -> Vec<&str> {
    let fields = schema.fields().iter();
    fields.map(|field| field.name().as_str()).collect()
}

fn other_columns() -> Error {
    Error::new(
        ErrorKind::Input,
        text!(
            "区划登记册各行的列不同",
            "the rows of the register have different columns"
        ),
    )
}

/// A cell as text; none where it is null.
pub(crate) fn cell(column: &ArrayRef, row: usize) -> Result<Option<String>> {
    if column.is_null(row) {
        return Ok(None);
    }
    macro_rules! whole {
        ($kind:ty) => {
            column.as_primitive::<$kind>().value(row).to_string()
        };
    }
    Ok(Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => column.as_string_view().value(row).to_owned(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Int8 => whole!(Int8Type),
        DataType::Int16 => whole!(Int16Type),
        DataType::Int32 => whole!(Int32Type),
        DataType::Int64 => whole!(Int64Type),
        DataType::UInt8 => whole!(UInt8Type),
        DataType::UInt16 => whole!(UInt16Type),
        DataType::UInt32 => whole!(UInt32Type),
        DataType::UInt64 => whole!(UInt64Type),
        DataType::Float64 => return whole_float(column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().value(row);
            let day = Date::from_days(days);
            return Ok(day.map(|day| day.to_string()));
        }
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            let keys = dictionary.normalized_keys();
            let key = keys.get(row).copied().unwrap_or_default();
            return cell(dictionary.values(), key);
        }
        DataType::Null => return Ok(None),
        other => {
            return Err(Error::new(
                ErrorKind::Input,
                text!(
                    "应为文本、整数、日期或是非值，但该列为 {other}",
                    "expected text, whole numbers, dates or true and false, but the column holds {other}"
                ),
            ));
        }
    }))
}

/// Missing values make floats of whole numbers (pandas): such a float is that number.
fn whole_float(value: f64) -> Result<Option<String>> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.is_nan() {
        return Ok(None);
    }
    if value.fract() != 0.0 || value.abs() > EXACT {
        return Err(Error::new(
            ErrorKind::Input,
            text!(
                "应为整数，实为浮点数 {value}；请按文本读入",
                "expected a whole number, but found the float {value}; read the column as text"
            ),
        ));
    }
    Ok(Some(value.to_string()))
}
