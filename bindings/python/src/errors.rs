//! Errors of the library as exceptions of the package.

use huimin::{Error, ErrorKind, Language, Text, exchange};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// The exception for an error: `huimin._errors.of_json` makes it.
pub fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let made = py.import("huimin._errors").and_then(|module| {
        module.getattr("of_json")?.call1((
            exchange::error(error),
            error.render(Language::Chinese),
            error.render(Language::English),
        ))
    });
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(failure) => PyRuntimeError::new_err(format!("{error}\n{failure}")),
    }
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

/// An error about an argument.
pub fn argument(zh: String, en: String) -> Error {
    Error::new(ErrorKind::Argument, Text::new(zh, en))
}

/// An error about an input.
pub fn input(zh: String, en: String) -> Error {
    Error::new(ErrorKind::Input, Text::new(zh, en))
}
