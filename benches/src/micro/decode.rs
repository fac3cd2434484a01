//! Parquet to Arrow with the `parquet` crate and nothing else: the least that
//! any engine in Rust pays for these files.

use std::fs::File;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

use super::{Case, Options, Unit};
use crate::Failure;
use crate::batches::schema;

const TITLE: &str = "Parquet to Arrow, `parquet` crate alone";
const BATCH_ROWS: usize = 8_192;

/// Which columns, and as what.
#[derive(Clone, Copy)]
struct What {
    name: &'static str,
    dictionary: bool,
    wanted: fn(&str) -> bool,
}

const WHATS: [What; 4] = [
    What {
        name: "all columns, plain text",
        dictionary: false,
        wanted: |_| true,
    },
    What {
        name: "all columns, text of few values in dictionaries",
        dictionary: true,
        wanted: |_| true,
    },
    What {
        name: "of these: the id",
        dictionary: true,
        wanted: |name| name == "record_id",
    },
    What {
        name: "of these: the division",
        dictionary: true,
        wanted: |name| name == "unit_code",
    },
];

pub fn cases(options: &Options<'_>) -> Result<Vec<Case>, Failure> {
    let file = if options.input == "parquet-plain" {
        "records_plain.parquet"
    } else {
        "records.parquet"
    };
    let path = options.directory.join(file);
    let case = |threads: usize| {
        let path: PathBuf = path.clone();
        Case {
            title: TITLE,
            unit: Unit::Share,
            threads,
            run: Box::new(move || {
                let timed = |what: &What| Ok((what.name, decode(&path, *what, threads)?));
                WHATS.iter().map(timed).collect()
            }),
        }
    };
    Ok(vec![case(1), case(2)])
}

/// Seconds; each thread reads every so-many-th row group.
fn decode(path: &Path, what: What, threads: usize) -> Result<f64, Failure> {
    let started = Instant::now();
    let options = ArrowReaderOptions::new().with_schema(schema(what.dictionary));
    let metadata = ArrowReaderMetadata::load(&File::open(path)?, options)?;
    let metadata = Arc::new(metadata);
    let groups = metadata.metadata().num_row_groups();
    std::thread::scope(|scope| {
        let read = |thread: usize| {
            let metadata = Arc::clone(&metadata);
            scope.spawn(move || {
                let own = (0..groups).filter(|group| group % threads == thread);
                read(path, &metadata, what, own.collect())
            })
        };
        let readers: Vec<_> = (0..threads).map(read).collect();
        readers.into_iter().try_for_each(|reader| {
            let done = reader.join().map_err(|_| "a reader panicked")?;
            done.map_err(Failure::from)
        })
    })?;
    Ok(started.elapsed().as_secs_f64())
}

fn read(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    what: What,
    groups: Vec<usize>,
) -> Result<(), String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let descriptor = metadata.metadata().file_metadata().schema_descr();
    let wanted = (0..descriptor.num_columns())
        .filter(|column| (what.wanted)(descriptor.column(*column).name()));
    let columns = ProjectionMask::leaves(descriptor, wanted);
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
        .with_batch_size(BATCH_ROWS)
        .with_row_groups(groups)
        .with_projection(columns)
        .build()
        .map_err(|error| error.to_string())?;
    for batch in reader {
        black_box(batch.map_err(|error| error.to_string())?);
    }
    Ok(())
}
