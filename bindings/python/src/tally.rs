//! The mergeable state.

use std::sync::{Mutex, MutexGuard};

use huimin::assess::AssessOptions;
use huimin::calendar::Date;
use huimin::tally::AddOptions;
use huimin::{Error, ErrorKind, Text};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::assessment::Assessment;
use crate::definition::Plan;
use crate::directory::Directory;
use crate::errors::OrRaise;
use crate::frames::{FileOptions, handover, is_file, source};
use crate::supervise::{Audience, supervised};

/// The state of all records handed over so far. It belongs to one call at a time.
#[pyclass(frozen, module = "huimin._native")]
pub struct Tally {
    inner: Mutex<huimin::Tally>,
}

impl Tally {
    fn lock(&self) -> huimin::Result<MutexGuard<'_, huimin::Tally>> {
        self.inner.try_lock().map_err(|_| {
            Error::new(
                ErrorKind::State,
                Text::new(
                    "汇总状态正由另一个调用使用",
                    "the tally is in use by another call",
                ),
            )
        })
    }
}

/// Records, blank rows, columns read with their fields, columns not read, absent fields.
type Taken = (u64, u64, Vec<(String, String)>, Vec<String>, Vec<String>);

/// As many as the machine has, where the caller does not say.
fn threads(given: Option<usize>) -> usize {
    given.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

#[pymethods]
impl Tally {
    #[new]
    fn new(plan: &Plan) -> Self {
        let inner = Mutex::new(huimin::Tally::new(&plan.inner));
        Self { inner }
    }

    /// A tally from its bytes.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, plan: &Plan, bytes: &[u8]) -> PyResult<Self> {
        let inner = py.detach(|| huimin::Tally::from_bytes(&plan.inner, bytes));
        Ok(Self {
            inner: Mutex::new(inner.or_raise(py)?),
        })
    }

    /// The tally as bytes.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.lock()?.to_bytes()).or_raise(py)?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Adds (or withdraws) the records of an input.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the keywords of a Python call"
    )]
    #[pyo3(signature = (dataset, kind, given, *, withdraw, encoding, sheet, threads, progress, total))]
    fn take(
        &self,
        py: Python<'_>,
        dataset: &str,
        kind: &str,
        given: &Bound<'_, PyAny>,
        withdraw: bool,
        encoding: Option<&str>,
        sheet: Option<&str>,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
        total: Option<u64>,
    ) -> PyResult<Taken> {
        let mut tally = self.lock().or_raise(py)?;
        let tally = &mut *tally;
        let file = FileOptions { encoding, sheet };
        let handover = handover(kind, given, &file);
        let source =
            source(kind, given, &file).map_err(|failure| failure.raised(py, Some(dataset)))?;
        let audience = Audience {
            callback: progress,
            total,
            in_bytes: is_file(kind),
        };
        let added = supervised(py, &audience, |watch| {
            let mut tell = |progress| watch.goes_on(progress);
            let options = AddOptions {
                threads: self::threads(threads),
                progress: Some(&mut tell),
                handover,
            };
            if withdraw {
                tally.retract_with(dataset, source, options)
            } else {
                tally.add_with(dataset, source, options)
            }
        })?;
        Ok((
            added.records,
            added.blank_rows,
            added.read_columns,
            added.ignored_columns,
            added.absent_fields,
        ))
    }

    /// Takes in everything that a directory holds. `register` is the name of the one used in place
    /// of the directory's.
    #[pyo3(signature = (directory, *, register, threads, progress))]
    fn receive(
        &self,
        py: Python<'_>,
        directory: &Directory,
        register: Option<&str>,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<()> {
        let mut tally = self.lock().or_raise(py)?;
        let tally = &mut *tally;
        let audience = Audience {
            callback: progress,
            total: Some(directory.bytes()),
            in_bytes: true,
        };
        supervised(py, &audience, |watch| {
            directory.receive(tally, register, self::threads(threads), watch)
        })
    }

    /// Adds everything another tally holds.
    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        // A copy shares the records, and lets a tally be merged with itself.
        let merged = py.detach(|| {
            let other = other.lock()?.clone();
            self.lock()?.merge(&other)
        });
        merged.or_raise(py)
    }

    /// A tally of its own with the same records, which both share.
    fn copy(&self, py: Python<'_>) -> PyResult<Self> {
        let inner = self.lock().map(|tally| tally.clone()).or_raise(py)?;
        Ok(Self {
            inner: Mutex::new(inner),
        })
    }

    /// The datasets handed over so far.
    fn received(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let tally = self.lock().or_raise(py)?;
        Ok(tally.received().map(str::to_owned).collect())
    }

    /// The number of records of a dataset.
    fn records(&self, py: Python<'_>, dataset: &str) -> PyResult<usize> {
        self.lock()
            .and_then(|tally| tally.records(dataset))
            .or_raise(py)
    }

    /// What it says as of a day.
    #[pyo3(signature = (as_of, threads))]
    fn assess(&self, py: Python<'_>, as_of: &str, threads: Option<usize>) -> PyResult<Assessment> {
        let day: Date = as_of.parse().or_raise(py)?;
        let tally = self.lock().or_raise(py)?;
        let tally = &*tally;
        let inner = supervised(py, &Audience::nobody(), |watch| {
            let goes_on = || watch.is_wanted();
            let options = AssessOptions {
                threads: self::threads(threads),
                goes_on: Some(&goes_on),
            };
            tally.assess_with(day, options)
        })?;
        Ok(Assessment { inner })
    }
}
