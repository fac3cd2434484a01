//! Tallies: what is kept of the records.

use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use huimin::input::{
    ArrowSource, BatchSource, CsvOptions, CsvSource, JsonLinesOptions, JsonLinesSource,
};
use huimin::tally::{AddOptions, Added};
use huimin::{Error, ErrorKind, Plan, Tally, Text};

use crate::plan::PlanHandle;
use crate::{Failure, Handle, Outcome};

pub use huimin::input::Encoding;

/// A tally.
pub type TallyHandle = Handle<Mutex<Tally>>;

/// How the bytes of a record file are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated text with a header line.
    Csv {
        /// Its encoding.
        encoding: Encoding,
        /// The byte between two cells.
        delimiter: u8,
    },
    /// JSON lines in UTF-8.
    JsonLines,
    /// Parquet; of builds with the feature `parquet`.
    Parquet,
}

impl Format {
    /// Comma-separated text in UTF-8.
    pub fn csv() -> Self {
        Self::Csv {
            encoding: CsvOptions::default().encoding,
            delimiter: b',',
        }
    }

    fn source(self, bytes: &[u8]) -> Outcome<Box<dyn BatchSource + '_>> {
        Ok(match self {
            Self::Csv {
                encoding,
                delimiter,
            } => Box::new(CsvSource::new(
                bytes,
                CsvOptions {
                    encoding,
                    delimiter: char::from(delimiter),
                    ..CsvOptions::default()
                },
            )),
            Self::JsonLines => Box::new(JsonLinesSource::new(bytes, JsonLinesOptions::default())),
            Self::Parquet => return parquet(bytes),
        })
    }
}

#[cfg(feature = "parquet")]
#[expect(clippy::unnecessary_wraps, reason = "as without the feature")]
fn parquet<'a>(bytes: &[u8]) -> Outcome<Box<dyn BatchSource + 'a>> {
    use huimin::input::{ParquetOptions, ParquetSource};
    let source = ParquetSource::from_bytes(bytes.to_vec(), ParquetOptions::default());
    Ok(Box::new(source))
}

#[cfg(not(feature = "parquet"))]
fn parquet<'a>(_: &[u8]) -> Outcome<Box<dyn BatchSource + 'a>> {
    crate::left_out("parquet")
}

/// An empty tally.
///
/// # Errors
///
/// For a bad handle.
pub fn new(plan: PlanHandle) -> Outcome<TallyHandle> {
    Handle::keep(Mutex::new(Tally::new(&*plan.object()?)))
}

/// Adds the records of a file to a dataset: all of them, or none.
///
/// # Errors
///
/// As [`Tally::add`]; `Argument` for a format that this build leaves out; `State` where
/// another thread has the tally; for a bad handle.
pub fn add(
    tally: TallyHandle,
    dataset: &str,
    (format, bytes): (Format, &[u8]),
    options: AddOptions<'_>,
) -> Outcome<Added> {
    add_source(tally, dataset, format.source(bytes)?, options)
}

/// As [`add`], from any source of batches.
///
/// # Errors
///
/// As [`add`].
pub fn add_source(
    tally: TallyHandle,
    dataset: &str,
    source: impl BatchSource,
    options: AddOptions<'_>,
) -> Outcome<Added> {
    let tally = tally.object()?;
    Ok(lock(&tally)?.add_with(dataset, source, options)?)
}

/// As [`add`], from Arrow batches.
///
/// # Errors
///
/// As [`add`]; that of the first batch that is one.
pub fn add_batches(
    tally: TallyHandle,
    dataset: &str,
    batches: impl Iterator<Item = huimin::Result<arrow_array::RecordBatch>> + Send,
    options: AddOptions<'_>,
) -> Outcome<Added> {
    add_source(tally, dataset, ArrowSource::new(batches), options)
}

/// Withdraws records: afterwards the tally is as if they had never been added.
///
/// # Errors
///
/// As [`Tally::retract`], and as [`add`].
pub fn retract(
    tally: TallyHandle,
    dataset: &str,
    (format, bytes): (Format, &[u8]),
) -> Outcome<Added> {
    retract_source(tally, dataset, format.source(bytes)?)
}

/// As [`retract`], from any source of batches.
///
/// # Errors
///
/// As [`retract`].
pub fn retract_source(
    tally: TallyHandle,
    dataset: &str,
    source: impl BatchSource,
) -> Outcome<Added> {
    let tally = tally.object()?;
    Ok(lock(&tally)?.retract(dataset, source)?)
}

/// As [`retract`], from Arrow batches.
///
/// # Errors
///
/// As [`retract`]; that of the first batch that is one.
pub fn retract_batches(
    tally: TallyHandle,
    dataset: &str,
    batches: impl Iterator<Item = huimin::Result<arrow_array::RecordBatch>> + Send,
) -> Outcome<Added> {
    retract_source(tally, dataset, ArrowSource::new(batches))
}

/// The number of records of a dataset handed over so far, rejected ones included.
///
/// # Errors
///
/// As [`Tally::records`]; `State` where another thread has the tally; for a bad handle.
pub fn records(tally: TallyHandle, dataset: &str) -> Outcome<u64> {
    let tally = tally.object()?;
    let records = lock(&tally)?.records(dataset)?;
    Ok(u64::try_from(records).unwrap_or(u64::MAX))
}

/// The datasets handed over so far, be it without records, in the definition's order.
///
/// # Errors
///
/// `State` where another thread has the tally; for a bad handle.
pub fn received(tally: TallyHandle) -> Outcome<Vec<String>> {
    let tally = tally.object()?;
    let received = lock(&tally)?.received().map(str::to_owned).collect();
    Ok(received)
}

/// Adds everything that another tally holds, which stays as it is.
///
/// # Errors
///
/// As [`Tally::merge`]; `Argument` for a tally with itself; `State` where another thread
/// has one of them; for a bad handle.
pub fn merge(tally: TallyHandle, other: TallyHandle) -> Outcome<()> {
    let (tally, other) = (tally.object()?, other.object()?);
    if Arc::ptr_eq(&tally, &other) {
        let message = Text::new(
            "汇总状态不能与自身合并",
            "a tally cannot be merged with itself",
        );
        return Err(Error::new(ErrorKind::Argument, message).into());
    }
    let (mut tally, other) = (lock(&tally)?, lock(&other)?);
    Ok(tally.merge(&other)?)
}

/// A tally of its own with the same records.
///
/// # Errors
///
/// `State` where another thread has the tally; for a bad handle.
pub fn copy(tally: TallyHandle) -> Outcome<TallyHandle> {
    let tally = tally.object()?;
    let copied = lock(&tally)?.clone();
    Handle::keep(Mutex::new(copied))
}

/// The tally as bytes.
///
/// # Errors
///
/// As [`Tally::to_bytes`]; `State` where another thread has the tally; for a bad handle.
pub fn to_bytes(tally: TallyHandle) -> Outcome<Vec<u8>> {
    let tally = tally.object()?;
    Ok(lock(&tally)?.to_bytes()?)
}

/// A tally from its bytes.
///
/// # Errors
///
/// As [`Tally::from_bytes`]; for a bad handle.
pub fn from_bytes(plan: PlanHandle, bytes: &[u8]) -> Outcome<TallyHandle> {
    let plan: &Plan = &*plan.object()?;
    Handle::keep(Mutex::new(Tally::from_bytes(plan, bytes)?))
}

/// The tally, if no other call has it and none failed while it had it.
pub(crate) fn lock(tally: &Mutex<Tally>) -> Outcome<MutexGuard<'_, Tally>> {
    tally.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => {
            let message = Text::new(
                "汇总状态正被另一线程使用,一次只能由一个线程使用",
                "another thread is using the tally, which belongs to one thread at a time",
            );
            Error::new(ErrorKind::State, message).into()
        }
        TryLockError::Poisoned(_) => Failure::internal(Text::new(
            "此前对该汇总状态的一次调用发生内部错误,它已不能使用,请释放",
            "an earlier call on this tally failed inside the library; it can only be freed",
        )),
    })
}

/// Panics while it has the tally.
///
/// # Errors
///
/// None: it panics.
#[cfg(feature = "test-panic")]
pub fn panic(tally: TallyHandle) -> Outcome<()> {
    let tally = tally.object()?;
    let _held = lock(&tally)?;
    panic!("a panic that was asked for");
}
