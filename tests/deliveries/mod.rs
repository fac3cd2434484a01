//! Deliveries made in memory, and what becomes of them: what the tests at the level of files share.
#![allow(dead_code, reason = "each test uses a part of it")]

pub mod book;
pub mod parquet_file;

use std::io::{Cursor, Write};

use huimin::assess::Assessment;
use huimin::calendar::Date;
use huimin::definition::Severity;
use huimin::door::{Delivery, DoorOptions, MemoryFolder, survey};
use huimin::intake::{ReceiveOptions, network_of};
use huimin::report::{table, write_csv};
use huimin::{Error, Language, Network, Plan, Programme, Result, Tally};

/// The programme of these tests.
pub const PROGRAMME: &str = include_str!("programme.toml");

/// Its divisions: a city, two counties and two towns.
pub const REGISTER: &str = "code,name,level,parent_code\n530400,玉溪市,city,\n\
    530402,红塔区,county,530400\n530403,江川区,county,530400\n\
    530402001,玉兴街道,township,530402\n530403100,大街街道,township,530403\n";

pub fn programme() -> Programme {
    Programme::from_toml("programme.toml", PROGRAMME).expect("a definition")
}

/// A delivery read to its end.
pub struct Read {
    pub delivery: Delivery,
    pub tally: Tally,
    pub assessment: Assessment,
}

/// What a folder holds, by its own register or another.
pub fn received(
    programme: &Programme,
    otherwise: impl FnOnce() -> Result<Network>,
    folder: &MemoryFolder,
    options: &DoorOptions,
) -> Result<(Delivery, Tally)> {
    let delivery = survey(programme.definition(), folder, options)?;
    let network = network_of(&delivery, folder)?.map_or_else(otherwise, Ok)?;
    let mut tally = Tally::new(&Plan::new(programme, network)?);
    tally.receive(&delivery, folder, ReceiveOptions::default())?;
    Ok((delivery, tally))
}

/// Reads a folder as the command does.
pub fn read(
    programme: &Programme,
    without_register: &str,
    folder: &MemoryFolder,
    options: &DoorOptions,
) -> Result<Read> {
    let otherwise = || match without_register {
        REGISTER => Network::from_csv(REGISTER.as_bytes()),
        name => Network::builtin(name),
    };
    let (delivery, tally) = received(programme, otherwise, folder, options)?;
    let assessment = tally.assess(as_of())?;
    Ok(Read {
        delivery,
        tally,
        assessment,
    })
}

pub fn as_of() -> Date {
    Date::parse("2019-12-31").expect("a day")
}

/// A table of an assessment as text.
pub fn csv_of(assessment: &Assessment, name: &str) -> String {
    let batch = table(assessment, name, Language::English).expect("a table");
    let mut out = Vec::new();
    write_csv(&batch.expect("a known table"), &mut out).expect("text");
    String::from_utf8(out).expect("UTF-8")
}

/// All figures of an assessment.
pub fn figures(assessment: &Assessment) -> String {
    let tables = ["indicators", "progress", "monthly"];
    tables.map(|name| csv_of(assessment, name)).join("\n")
}

/// A finding without its words in one language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    pub rule: String,
    pub severity: &'static str,
    pub place: String,
    pub key: String,
    pub field: String,
    pub en: String,
    pub zh: String,
}

/// The findings that are about what was handed over.
pub fn said(assessment: &Assessment) -> Vec<Said> {
    let list = |language| {
        let found = assessment.findings().iter(language);
        found
            .filter(|found| found.rule != "not_received")
            .collect::<Vec<_>>()
    };
    let both = list(Language::English)
        .into_iter()
        .zip(list(Language::Chinese));
    both.map(|(en, zh)| {
        let mut place = en.file.clone().unwrap_or_default();
        if let Some(sheet) = &en.sheet {
            place.push_str(&format!("[{sheet}]"));
        }
        if let Some(line) = en.line {
            place.push_str(&format!(":{line}"));
        }
        Said {
            rule: en.rule,
            severity: match en.severity {
                Severity::Reject => "reject",
                Severity::Warn => "warn",
                Severity::Note => "note",
            },
            place,
            key: en.key,
            field: en.field.unwrap_or_default(),
            en: en.message,
            zh: zh.message,
        }
    })
    .collect()
}

/// The errors that one puts together, the innermost ones.
pub fn causes(error: &Error) -> Vec<Error> {
    if error.causes().is_empty() {
        return vec![error.clone()];
    }
    error.causes().iter().flat_map(causes).collect()
}

pub fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name.as_str(), options).expect("a file");
        archive.write_all(bytes).expect("bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("bytes");
    out.finish().expect("bytes")
}

/// A text in an encoding: `utf-8`, `bom`, `gb18030`, `utf-16le`, `utf-16be`.
pub fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    let wide = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let units = text.encode_utf16().flat_map(bytes);
        mark.into_iter().chain(units).collect()
    };
    match encoding {
        "bom" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        "gb18030" => encoding_rs::GB18030.encode(text).0.into_owned(),
        "utf-16le" => wide([0xff, 0xfe], u16::to_le_bytes),
        "utf-16be" => wide([0xfe, 0xff], u16::to_be_bytes),
        _ => text.as_bytes().to_vec(),
    }
}

/// Cells of a row as delimited text.
pub fn row_text(cells: &[String], delimiter: char) -> String {
    let cell = |cell: &String| {
        if cell.contains([delimiter, '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let cells: Vec<String> = cells.iter().map(cell).collect();
    cells.join(&delimiter.to_string())
}
