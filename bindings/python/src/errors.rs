//! Errors of the library as exceptions of the package.

use std::io::Write;

use huimin::{Error, ErrorKind, Language, Text, exchange};
use pyo3::exceptions::{PyOSError, PyRuntimeError};
use pyo3::prelude::*;

/// The exception for an error: `huimin._errors.of_json` makes it.
pub fn raised(py: Python<'_>, error: &Error) -> PyErr {
    match exception(py, error) {
        Ok(exception) => PyErr::from_value(exception),
        Err(failure) => PyRuntimeError::new_err(format!("{error}\n{failure}")),
    }
}

/// An error with its causes, each an exception of its own with its whole message.
fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let causes = error.causes().iter().map(|cause| exception(py, cause));
    py.import("huimin._errors")?.getattr("of_json")?.call1((
        exchange::error(error),
        error.render(Language::Chinese),
        error.render(Language::English),
        causes.collect::<PyResult<Vec<_>>>()?,
    ))
}

/// What a call gives, or its exception.
pub trait OrRaise<T> {
    /// The value, or the error as an exception.
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> OrRaise<T> for huimin::Result<T> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| raised(py, &error))
    }
}

/// What goes wrong while values of Python are read: an exception of theirs, or an error.
pub enum Failure {
    /// Raised by Python.
    Python(PyErr),
    /// Found by the library, or in its words.
    Found(Error),
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Found(error)
    }
}

impl From<pyo3::CastError<'_, '_>> for Failure {
    fn from(error: pyo3::CastError<'_, '_>) -> Self {
        Self::Python(error.into())
    }
}

impl From<pyo3::CastIntoError<'_>> for Failure {
    fn from(error: pyo3::CastIntoError<'_>) -> Self {
        Self::Python(error.into())
    }
}

impl Failure {
    /// The exception, with the dataset it concerns.
    pub fn raised(self, py: Python<'_>, dataset: Option<&str>) -> PyErr {
        match (self, dataset) {
            (Self::Python(error), _) => error,
            (Self::Found(error), Some(dataset)) => raised(py, &error.in_dataset(dataset)),
            (Self::Found(error), None) => raised(py, &error),
        }
    }
}

/// What the system says, as the exception Python has for it. The package says it in words.
pub fn of_system(error: &std::io::Error, path: &str) -> PyErr {
    match error.raw_os_error() {
        Some(number) => PyOSError::new_err((number, error.to_string(), path.to_owned())),
        None => PyOSError::new_err(error.to_string()),
    }
}

/// A writer that remembers why it could not write on, which tables wrap into words of their own.
pub struct Remembering<W> {
    inner: W,
    failed: Option<std::io::Error>,
}

impl<W: Write> Remembering<W> {
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            failed: None,
        }
    }

    /// The error of the system, if there was one.
    pub fn failed(self) -> Option<std::io::Error> {
        self.failed
    }

    fn remember<T>(&mut self, done: std::io::Result<T>) -> std::io::Result<T> {
        done.map_err(|error| {
            let again = std::io::Error::from(error.kind());
            self.failed.get_or_insert(error);
            again
        })
    }
}

impl<W: Write> Write for Remembering<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let done = self.inner.write(bytes);
        self.remember(done)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let done = self.inner.flush();
        self.remember(done)
    }
}

/// An error about an argument.
pub fn argument(zh: String, en: String) -> Error {
    Error::new(ErrorKind::Argument, Text::new(zh, en))
}

/// An error about an input.
pub fn input(zh: String, en: String) -> Error {
    Error::new(ErrorKind::Input, Text::new(zh, en))
}
