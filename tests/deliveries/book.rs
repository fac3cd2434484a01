//! Workbooks written part by part, so that they can also be what no program writes by itself.

use std::fmt::Write as _;

use super::zipped;

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Blank,
    Text(String),
    Number(String),
    /// A number in the format of a date.
    Date(String),
    Boolean(bool),
    Error(String),
    /// A formula, and what it came to.
    Formula(Option<String>),
}

impl Cell {
    pub fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text.to_owned())
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    /// `hidden` or `veryHidden`.
    pub state: String,
    pub rows: Vec<Vec<Cell>>,
    pub merged: Vec<String>,
}

impl Sheet {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }
}

fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\n', "&#10;")
}

/// The name of a column: `A`, `B`, …
fn column(place: usize) -> String {
    let letter = |place: usize| char::from(b'A' + u8::try_from(place).expect("a letter"));
    match place.checked_sub(26) {
        None => letter(place).to_string(),
        Some(behind) => format!("{}{}", letter(behind / 26), letter(behind % 26)),
    }
}

fn sheet_part(sheet: &Sheet) -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas"#,
        r#".openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#
    ));
    for (row, cells) in sheet.rows.iter().enumerate() {
        let row = row + 1;
        write!(out, r#"<row r="{row}">"#).expect("text");
        for (place, cell) in cells.iter().enumerate() {
            let at = format!("{}{row}", column(place));
            match cell {
                Cell::Blank => Ok(()),
                Cell::Text(text) => write!(
                    out,
                    r#"<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                    escaped(text)
                ),
                Cell::Number(number) => write!(out, r#"<c r="{at}"><v>{number}</v></c>"#),
                Cell::Date(number) => write!(out, r#"<c r="{at}" s="1"><v>{number}</v></c>"#),
                Cell::Boolean(truth) => {
                    write!(out, r#"<c r="{at}" t="b"><v>{}</v></c>"#, u8::from(*truth))
                }
                Cell::Error(error) => write!(out, r#"<c r="{at}" t="e"><v>{error}</v></c>"#),
                Cell::Formula(None) => write!(out, r#"<c r="{at}"><f>1+1</f></c>"#),
                Cell::Formula(Some(value)) => write!(
                    out,
                    r#"<c r="{at}" t="str"><f>1+1</f><v>{}</v></c>"#,
                    escaped(value)
                ),
            }
            .expect("text");
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData>");
    if !sheet.merged.is_empty() {
        let ranges = sheet.merged.iter();
        let ranges: String = ranges
            .map(|range| format!(r#"<mergeCell ref="{range}"/>"#))
            .collect();
        write!(out, "<mergeCells>{ranges}</mergeCells>").expect("text");
    }
    out + "</worksheet>"
}

/// The bytes of a workbook that counts days from 1900, or from 1904.
pub fn workbook(sheets: &[Sheet], from_1904: bool) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let relations = |all: &str| {
        format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{all}</Relationships>"#)
    };
    let mut list = String::new();
    let mut links = relation("r0", "styles", "styles.xml");
    let mut parts = Vec::new();
    for (place, sheet) in sheets.iter().enumerate() {
        let number = place + 1;
        let state = match sheet.state.as_str() {
            "" => String::new(),
            state => format!(r#" state="{state}""#),
        };
        let name = escaped(&sheet.name);
        write!(
            list,
            r#"<sheet name="{name}" sheetId="{number}"{state} r:id="r{number}"/>"#
        )
        .expect("text");
        let file = format!("worksheets/sheet{number}.xml");
        links += &relation(&format!("r{number}"), "worksheet", &file);
        parts.push((format!("xl/{file}"), sheet_part(sheet)));
    }
    let system = if from_1904 {
        r#"<workbookPr date1904="1"/>"#
    } else {
        ""
    };
    let types = format!(
        r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#
    );
    let book = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{system}<sheets>{list}</sheets></workbook>"#
    );
    let styles = format!(
        r#"<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#
    );
    let root = relations(&relation("r1", "officeDocument", "xl/workbook.xml"));
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), types),
        ("_rels/.rels".to_owned(), root),
        ("xl/workbook.xml".to_owned(), book),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations(&links)),
        ("xl/styles.xml".to_owned(), styles),
    ];
    all.extend(parts);
    let all: Vec<(String, Vec<u8>)> = all
        .into_iter()
        .map(|(name, part)| (name, part.into_bytes()))
        .collect();
    zipped(&all)
}
