//! Records as files.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use huimin::calendar::Date;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use crate::Failure;
use crate::batches::{COLUMNS, batch, schema, write_id};
use crate::records::{BENEFICIARIES, CHANNELS, OUTCOMES, Records, SERVICES};

const ROW_GROUP_ROWS: usize = 131_072;

/// How a Parquet file is written.
#[derive(Clone, Copy, Debug)]
pub struct ParquetForm {
    pub dictionary: bool,
    pub zstd: bool,
}

/// Writes a file under its name when it is whole, so that there is one that is
/// whole or none.
pub fn whole(
    directory: &Path,
    name: &str,
    write: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let part = directory.join(format!("{name}.part"));
    write(&part)?;
    Ok(std::fs::rename(part, directory.join(name))?)
}

pub fn write_parquet(
    path: &Path,
    records: &Records,
    count: u64,
    form: ParquetForm,
) -> Result<(), Failure> {
    let compression = if form.zstd {
        Compression::ZSTD(ZstdLevel::default())
    } else {
        Compression::SNAPPY
    };
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_dictionary_enabled(form.dictionary)
        // No two ids agree, so a dictionary of them would only be given up again.
        .set_column_dictionary_enabled(ColumnPath::from("record_id"), false)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .build();
    let file = File::create(path)?;
    let mut writer = ArrowWriter::try_new(file, schema(false), Some(properties))?;
    for start in (0..count).step_by(ROW_GROUP_ROWS) {
        let end = count.min(start + ROW_GROUP_ROWS as u64);
        writer.write(&batch(
            (start..end).map(|number| records.record(number)),
            false,
        ))?;
        writer.flush()?;
    }
    writer.close()?;
    Ok(())
}

pub fn write_csv(path: &Path, records: &Records, count: u64) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(out, "{}", COLUMNS.join(","))?;
    let day = |day: i32| {
        Date::from_days(day)
            .map(|date| date.to_string())
            .unwrap_or_default()
    };
    let mut id = String::new();
    for number in 0..count {
        let record = records.record(number);
        write_id(record.id, &mut id);
        writeln!(
            out,
            "{id},{:012},{},{},{},{},{},{},{}",
            record.unit,
            SERVICES[usize::from(record.service)],
            day(record.accepted_on),
            record.closed_on.map(day).unwrap_or_default(),
            BENEFICIARIES[usize::from(record.beneficiary)],
            record
                .outcome
                .map(|outcome| OUTCOMES[usize::from(outcome)])
                .unwrap_or_default(),
            CHANNELS[usize::from(record.channel)],
            record.persons,
        )?;
    }
    out.flush()?;
    Ok(())
}
