//! Rows of a case as comma-separated text.

use crate::read::Row;

/// The columns that some row has, in the order of their first appearance.
pub fn columns(rows: &[Row]) -> Vec<&str> {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    columns
}

/// The cell of a row in a column; none for null.
pub fn value<'r>(row: &'r Row, column: &str) -> Option<&'r str> {
    let cell = row.iter().find(|(name, _)| name == column);
    cell.map(|(_, value)| value.as_str())
}

/// The rows as comma-separated text.
pub fn csv(rows: &[Row]) -> String {
    let columns = columns(rows);
    let mut text = columns.join(",");
    for row in rows {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| {
                format!(
                    "\"{}\"",
                    value(row, column).unwrap_or_default().replace('"', "\"\"")
                )
            })
            .collect();
        text.push('\n');
        text.push_str(&cells.join(","));
    }
    text
}
