//! The sample as counties hand it over: a folder for each county, some as workbooks, some as
//! comma-separated text in UTF-8 or GB18030, under titles, with Chinese headings and labels.

use std::collections::BTreeMap;
use std::path::Path;

use huimin::plan::DatasetPlan;
use huimin::sample::Sample;
use huimin::{Error, ErrorKind, Network, Plan, Result, Text};
use rust_xlsxwriter::{Workbook, XlsxError};

/// Digits of a code that tell its county.
const COUNTY_DIGITS: usize = 6;

/// How a county writes its files.
#[derive(Clone, Copy)]
enum Form {
    /// A workbook with a title and the month above the headings.
    Workbook,
    /// Text as older programs save it: GB18030, with a title.
    Gb18030,
    /// Text as newer ones save it: UTF-8 with its mark.
    Utf8,
}

/// Writes the register and every county's records under a directory.
pub fn write(sample: &Sample<'_>, plan: &Plan, directory: &Path) -> Result<()> {
    let mut register = Vec::new();
    sample.register_csv(&mut register)?;
    put(&directory.join("区划.csv"), &register)?;
    for dataset in &plan.datasets {
        let mut text = Vec::new();
        sample.write_csv(&dataset.id, &mut text)?;
        for (county, rows) in by_county(dataset, &text)? {
            let name = county_name(&plan.network, &county);
            let folder = directory.join(&name);
            let title = format!("{name}{}（2019年）", dataset.label.zh);
            let rows: Vec<Vec<String>> = rows.iter().map(|row| labelled(dataset, row)).collect();
            let headings: Vec<&str> = dataset
                .fields
                .iter()
                .map(|field| field.label.zh.as_str())
                .collect();
            match form_of(&county) {
                Form::Workbook => {
                    let file = folder.join(format!("{}.xlsx", dataset.label.zh));
                    put(&file, &workbook(&title, &headings, &rows).map_err(failed)?)?;
                }
                Form::Gb18030 => {
                    let file = folder.join(format!("{}_{name}.csv", dataset.label.zh));
                    let text = format!("{title}\n{}", csv_text(&headings, &rows)?);
                    put(&file, &encoding_rs::GB18030.encode(&text).0)?;
                }
                Form::Utf8 => {
                    let file = folder.join(format!("{}-{county}.csv", dataset.id));
                    let text = format!("\u{feff}{}", csv_text(&headings, &rows)?);
                    put(&file, text.as_bytes())?;
                }
            }
        }
    }
    Ok(())
}

fn form_of(county: &str) -> Form {
    let last = county.bytes().last().unwrap_or(b'0');
    match last % 3 {
        0 => Form::Utf8,
        1 => Form::Workbook,
        _ => Form::Gb18030,
    }
}

/// The rows of a dataset by the six digits of their counties.
fn by_county(dataset: &DatasetPlan, text: &[u8]) -> Result<BTreeMap<String, Vec<Vec<String>>>> {
    let mut reader = csv::Reader::from_reader(text);
    let division = dataset
        .fields
        .get(dataset.division)
        .map(|field| field.name.as_str());
    let header = reader.headers().map_err(failed)?.clone();
    let place = |name: &str| header.iter().position(|heading| heading == name);
    let division = division.and_then(place).unwrap_or(0);
    let places: Vec<Option<usize>> = dataset
        .fields
        .iter()
        .map(|field| place(&field.name))
        .collect();
    let mut counties: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        let code = record.get(division).unwrap_or_default().trim();
        let county: String = code.chars().take(COUNTY_DIGITS).collect();
        let cells = places.iter().map(|place| {
            let cell = place.and_then(|place| record.get(place));
            cell.unwrap_or_default().to_owned()
        });
        counties.entry(county).or_default().push(cells.collect());
    }
    Ok(counties)
}

fn county_name(network: &Network, county: &str) -> String {
    let code = huimin::network::DivisionCode::parse(county).ok();
    let id = code.and_then(|parsed| network.find(parsed.code));
    id.map_or_else(|| "其他".to_owned(), |id| network.name(id).to_owned())
}

/// A row with labels in place of codes.
fn labelled(dataset: &DatasetPlan, row: &[String]) -> Vec<String> {
    let cells = dataset.fields.iter().zip(row).map(|(field, cell)| {
        let label = field.code_label(cell);
        label.map_or_else(|| cell.clone(), |label| label.zh.clone())
    });
    cells.collect()
}

fn csv_text(headings: &[&str], rows: &[Vec<String>]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headings).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(failed)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn workbook(title: &str, headings: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, title)?;
    sheet.write(1, 0, "填报单位：县（区）司法局")?;
    let (mut line, mut column) = (3, 0);
    for heading in headings {
        sheet.write(line, column, *heading)?;
        column += 1;
    }
    for row in rows {
        line += 1;
        for (column, cell) in (0_u16..).zip(row) {
            if !cell.is_empty() {
                sheet.write(line, column, cell.as_str())?;
            }
        }
    }
    book.save_to_buffer()
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, bytes));
    written.map_err(|error| super::file_error(path, &error))
}

fn failed(error: impl std::fmt::Display) -> Error {
    let message = Text::new(
        format!("样例写不出去：{error}"),
        format!("the sample cannot be written: {error}"),
    );
    Error::new(ErrorKind::Input, message)
}
