//! Tables as JSON.

use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;

use super::written;
use crate::error::Result;
use crate::report::append_cell;

/// A table as an array of objects, one per row, keys in the order of the columns.
///
/// Counts and booleans are JSON's own; floats are numbers in the shortest form that
/// gives them back; every other value is a text, exact decimals among them.
///
/// # Errors
///
/// `Argument` for a column of a type that tables of the library do not have.
///
/// # Example
///
/// ```
/// use huimin::calendar::Date;
/// use huimin::exchange;
/// use huimin::input::{CsvOptions, CsvSource};
/// use huimin::report::table;
/// use huimin::{Language, Network, Plan, Programme, Tally};
///
/// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
/// let mut tally = Tally::new(&plan);
/// // Received, and nobody has done anything yet.
/// let file = "division_code,milestone,due_on\n";
/// tally.add("milestones", CsvSource::new(file.as_bytes(), CsvOptions::default()))?;
/// let assessment = tally.assess(Date::parse("2019-04-01").unwrap())?;
/// let overdue = table(&assessment, "overdue", Language::English)?.expect("milestones");
/// let json = exchange::table(&overdue.slice(0, 1))?;
/// assert!(json.starts_with(r#"[{"division_code":"530400000000","division_name":"玉溪市""#));
/// assert!(json.contains(r#""done_on":null,"status":"overdue","days_late":1,"#));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn table(table: &RecordBatch) -> Result<String> {
    let schema = table.schema();
    let names = schema.fields().iter().map(|field| written(field.name()));
    let names = names.collect::<Result<Vec<String>>>()?;
    let mut json = Vec::from(*b"[");
    let mut cell = Vec::new();
    for row in 0..table.num_rows() {
        json.extend_from_slice(if row == 0 { b"{" } else { b",{" });
        for (position, (name, column)) in names.iter().zip(table.columns()).enumerate() {
            if position > 0 {
                json.push(b',');
            }
            json.extend_from_slice(name.as_bytes());
            json.push(b':');
            if column.is_null(row) {
                json.extend_from_slice(b"null");
                continue;
            }
            cell.clear();
            append_cell(column, row, &mut cell)?;
            if is_bare(column.data_type(), &cell) {
                json.extend_from_slice(&cell);
            } else {
                let text = String::from_utf8_lossy(&cell);
                json.extend_from_slice(written(&text)?.as_bytes());
            }
        }
        json.push(b'}');
    }
    json.push(b']');
    Ok(String::from_utf8_lossy(&json).into_owned())
}

/// Whether a cell stands in JSON as it is.
fn is_bare(r#type: &DataType, cell: &[u8]) -> bool {
    match r#type {
        DataType::Boolean | DataType::UInt32 | DataType::UInt64 | DataType::Int64 => true,
        DataType::Float64 => cell.iter().all(|byte| b"+-.0123456789eE".contains(byte)),
        _ => false,
    }
}
