//! The first rows of a CSV text whose header has not been found yet.

use super::FirstRow;
use super::csv_delimiter::Delimiter;
use super::csv_lines::count_line_ends;
use super::csv_record::{End, Record};
use super::csv_rows::Place;

/// The first rows of a CSV file, at most `count`, from its decoded beginning: whatever stands
/// above the header, and rows of any number of cells. Malformed quotes are taken as they come.
///
/// The beginning may be cut anywhere. A last row that no line end follows is left out, as nobody
/// knows how it goes on; who hands over a whole file that ends without one appends it. There are
/// no rows for a character that cannot stand between cells.
pub fn first_csv_rows(text: &str, delimiter: char, count: usize) -> Vec<FirstRow> {
    let mut rows = Vec::new();
    let Ok(delimiter) = Delimiter::of(delimiter) else {
        return rows;
    };
    let mut text = text.as_bytes().to_vec();
    if delimiter.translate(&mut text).is_some() {
        return rows;
    }
    let mut record = Record::default();
    let mut place = Place { at: 0, line: 1 };
    while rows.len() < count {
        while place.pass_line_end(&text) {}
        let Ok(End::Line(end)) = record.split(&text, place.at, delimiter.byte()) else {
            break;
        };
        let cell = |position| String::from_utf8_lossy(record.cell(position)).into_owned();
        rows.push(FirstRow {
            line: place.line,
            cells: (0..record.cells()).map(cell).collect(),
        });
        let lines = count_line_ends(text.get(place.at..end).unwrap_or_default());
        place = Place {
            at: end,
            line: place.line.saturating_add(lines),
        };
    }
    rows
}
