//! Files as counties and programs write them, and deliveries in short.

use std::io::{Cursor, Write};
use std::sync::{Arc, OnceLock};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use encoding_rs::GB18030;
use flate2::Compression;
use flate2::write::GzEncoder;
use huimin::definition::Definition;
use huimin::door::{Delivery, DoorOptions, MemoryFolder, Part, survey};
use huimin::{Error, Language, Programme};
use parquet::arrow::ArrowWriter;
use rust_xlsxwriter::Workbook;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Rows of cells; the first one is the header.
pub type Table = Vec<Vec<String>>;

pub fn definition() -> &'static Definition {
    static PROGRAMME: OnceLock<Programme> = OnceLock::new();
    PROGRAMME
        .get_or_init(|| Programme::builtin("yuxi-2019").unwrap())
        .definition()
}

/// A table of a dataset with all its fields, by their names or their Chinese labels, and as many
/// rows of any values.
pub fn table(dataset: &str, in_chinese: bool, rows: usize) -> Table {
    if dataset == "divisions" {
        let header = if in_chinese {
            ["区划代码", "名称"]
        } else {
            ["code", "name"]
        };
        let row = |row: usize| vec![format!("53040{row}"), format!("县{row}")];
        let header = vec![header.map(str::to_owned).to_vec()];
        return header.into_iter().chain((1..=rows).map(row)).collect();
    }
    let mut datasets = definition().datasets.iter();
    let dataset = datasets.find(|known| known.id.value == dataset).unwrap();
    let name = |field: &huimin::definition::Field| match in_chinese {
        true => field.label.zh.clone(),
        false => field.name.value.clone(),
    };
    let header: Vec<String> = dataset.fields.iter().map(name).collect();
    let row = |row: usize| {
        (0..header.len())
            .map(|column| format!("律师{row}{column}"))
            .collect()
    };
    let rows: Table = (1..=rows).map(row).collect();
    std::iter::once(header.clone()).chain(rows).collect()
}

/// A table as text.
pub fn text(table: &Table, delimiter: &str) -> String {
    table
        .iter()
        .map(|row| format!("{}\n", row.join(delimiter)))
        .collect()
}

/// A dataset's table of two rows as comma-separated text.
pub fn csv(dataset: &str) -> Vec<u8> {
    text(&table(dataset, false, 2), ",").into_bytes()
}

pub fn gb18030(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

pub fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    let bytes = |unit: u16| {
        if big_endian {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(bytes)
        .collect()
}

pub fn json_lines(table: &Table) -> Vec<u8> {
    let mut lines = String::new();
    for row in &table[1..] {
        let cells = table[0]
            .iter()
            .zip(row)
            .map(|(name, cell)| format!("\"{name}\": \"{cell}\""));
        lines.push_str(&format!("{{{}}}\n", cells.collect::<Vec<_>>().join(", ")));
    }
    lines.into_bytes()
}

pub fn parquet(table: &Table) -> Vec<u8> {
    let column = |place: usize| {
        let cells = table[1..].iter().map(|row| row[place].clone());
        Arc::new(StringArray::from_iter_values(cells)) as ArrayRef
    };
    let columns = table[0]
        .iter()
        .enumerate()
        .map(|(place, name)| (name, column(place)));
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// Whether a sheet is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Yes,
    Hidden,
    VeryHidden,
}

/// A workbook of sheets by their names.
pub fn workbook(sheets: &[(&str, Shown, Table)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, shown, table) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        match shown {
            Shown::Yes => {}
            Shown::Hidden => {
                sheet.set_hidden(true);
            }
            Shown::VeryHidden => {
                sheet.set_very_hidden(true);
            }
        }
        for (row, cells) in (0..).zip(table) {
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// A workbook of one sheet.
pub fn book(table: Table) -> Vec<u8> {
    workbook(&[("Sheet1", Shown::Yes, table)])
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive whose names are written in GBK, as those that Windows makes in China.
pub fn zip_with_gbk_names(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let placeholder = |place: usize, name: &str| {
        let length = gb18030(name).len();
        format!("{place:@<length$}")
    };
    let named: Vec<(String, Vec<u8>)> = files
        .iter()
        .enumerate()
        .map(|(place, (name, bytes))| (placeholder(place, name), bytes.clone()))
        .collect();
    let named: Vec<(&str, Vec<u8>)> = named
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    let mut archive = zip(&named);
    for ((placeholder, _), (name, _)) in named.iter().zip(files) {
        replace(&mut archive, placeholder.as_bytes(), &gb18030(name));
    }
    archive
}

/// Puts bytes in place of others of their length, wherever these are.
pub fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    for start in 0..=bytes.len() - from.len() {
        if bytes[start..].starts_with(from) {
            bytes[start..start + to.len()].copy_from_slice(to);
        }
    }
}

pub fn folder(files: &[(&str, Vec<u8>)]) -> MemoryFolder {
    let files = files.iter();
    files.fold(MemoryFolder::new(), |folder, (path, bytes)| {
        folder.with(*path, bytes.clone())
    })
}

pub fn surveyed(files: &[(&str, Vec<u8>)]) -> Result<Delivery, Error> {
    surveyed_with(files, &DoorOptions::default())
}

pub fn surveyed_with(files: &[(&str, Vec<u8>)], options: &DoorOptions) -> Result<Delivery, Error> {
    survey(definition(), &folder(files), options)
}

/// A delivery in short: `dataset file/sheet`, with the delimiter, encoding and line of a header
/// that are not the usual ones; what is passed over behind a minus.
pub fn shown(delivery: &Delivery) -> Vec<String> {
    let mut lines: Vec<String> = delivery
        .register
        .iter()
        .chain(&delivery.parts)
        .map(of_part)
        .collect();
    lines.extend(delivery.passed_over.iter().map(|passed| {
        let sheet = passed.sheet.as_ref().map(|sheet| format!("/{sheet}"));
        let fits = passed.fits.as_ref().map(|fits| format!(" ({fits})"));
        let (sheet, fits) = (sheet.unwrap_or_default(), fits.unwrap_or_default());
        format!("- {}{sheet} {}{fits}", passed.file, passed.reason.id())
    }));
    lines
}

fn of_part(part: &Part) -> String {
    let mut line = format!(
        "{} {}",
        part.dataset.as_deref().unwrap_or("divisions"),
        part.file
    );
    if let Some(sheet) = &part.sheet {
        line.push_str(&format!("/{sheet}"));
    }
    if let Some(encoding) = part.encoding.filter(|encoding| encoding.id() != "utf-8") {
        line.push_str(&format!(" {}", encoding.id()));
    }
    if let Some(delimiter) = part.delimiter.filter(|delimiter| *delimiter != ',') {
        line.push_str(&format!(" {}", delimiter.escape_default()));
    }
    if let Some(header) = part.header_line.filter(|header| *header != 1) {
        line.push_str(&format!(" line {header}"));
    }
    line
}

/// Asserts that a delivery is what its lines say, and that its parts can be read to their ends.
pub fn assert_read(files: &[(&str, Vec<u8>)], expected: &[&str]) {
    assert_read_with(files, &DoorOptions::default(), expected);
}

pub fn assert_read_with(files: &[(&str, Vec<u8>)], options: &DoorOptions, expected: &[&str]) {
    let folder = folder(files);
    let delivery = match survey(definition(), &folder, options) {
        Ok(delivery) => delivery,
        Err(error) => panic!("{expected:?}: {error}"),
    };
    assert_eq!(shown(&delivery), expected);
    for part in delivery.register.iter().chain(&delivery.parts) {
        rows(part, &folder);
    }
}

/// The number of rows of a part.
pub fn rows(part: &Part, folder: &MemoryFolder) -> usize {
    let mut source = part.open(folder).unwrap();
    let mut rows = 0;
    loop {
        match source.next_batch() {
            Ok(Some(batch)) => rows += batch.num_rows(),
            Ok(None) => return rows,
            Err(error) => panic!("{}: {error}", part.file),
        }
    }
}

/// Asserts that an error names a file and holds some words.
pub fn assert_fault(files: &[(&str, Vec<u8>)], file: &str, words: &str) {
    let error = surveyed(files).map(|delivery| shown(&delivery));
    let error = error.expect_err(words);
    let english = error.render(Language::English);
    assert!(
        english.contains(words),
        "expected {words:?}, but found {english}"
    );
    let all = if error.causes().is_empty() {
        std::slice::from_ref(&error)
    } else {
        error.causes()
    };
    let named: Vec<Option<&str>> = all
        .iter()
        .map(|error| error.place().file.as_deref())
        .collect();
    assert!(named.contains(&Some(file)), "{file} is not among {named:?}");
}
