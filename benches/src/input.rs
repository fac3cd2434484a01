//! The records of a run, in a file or in memory.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use huimin::Network;
use huimin::input::{
    ArrowSource, BatchSource, CsvOptions, CsvSource, ParquetOptions, ParquetSource,
};

use crate::batches::batch;
use crate::records::Records;
use crate::{Failure, SEED};

/// Rows of a batch that is in memory already.
const MEMORY_ROWS: usize = 65_536;

/// Where the records are. Can be read any number of times.
#[derive(Debug)]
pub enum Input {
    Parquet(PathBuf),
    Csv(PathBuf),
    /// In memory before the clock starts.
    Arrow(Vec<RecordBatch>),
}

impl Input {
    /// By the name it has on the command line.
    pub fn named(
        name: &str,
        directory: &Path,
        network: &Network,
        records: u64,
    ) -> Result<Self, Failure> {
        let in_memory = |dictionary| in_memory(network, 0..records, dictionary);
        Ok(match name {
            "parquet" => Self::Parquet(directory.join("records.parquet")),
            "parquet-plain" => Self::Parquet(directory.join("records_plain.parquet")),
            "csv" => Self::Csv(directory.join("records.csv")),
            "arrow" => Self::Arrow(in_memory(false)),
            "arrow-dict" => Self::Arrow(in_memory(true)),
            other => {
                let known = "parquet, parquet-plain, arrow, arrow-dict or csv";
                return Err(format!("unknown input `{other}`: {known}").into());
            }
        })
    }

    /// A reader from the first record on.
    pub fn source(&self) -> Result<Box<dyn BatchSource>, Failure> {
        Ok(match self {
            Self::Parquet(path) => Box::new(ParquetSource::from_file(
                File::open(path)?,
                ParquetOptions::default(),
            )),
            Self::Csv(path) => Box::new(CsvSource::new(File::open(path)?, CsvOptions::default())),
            Self::Arrow(batches) => Box::new(ArrowSource::new(batches.clone().into_iter().map(Ok))),
        })
    }
}

/// Records with numbers in the range, as batches.
pub fn in_memory(
    network: &Network,
    numbers: std::ops::Range<u64>,
    dictionary: bool,
) -> Vec<RecordBatch> {
    let records = Records::new(network, SEED);
    let end = numbers.end;
    numbers
        .step_by(MEMORY_ROWS)
        .map(|start| {
            let end = end.min(start + MEMORY_ROWS as u64);
            batch(
                (start..end).map(|number| records.record(number)),
                dictionary,
            )
        })
        .collect()
}
