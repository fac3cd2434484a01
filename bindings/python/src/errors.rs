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

/// An error about an argument.
pub fn argument(zh: String, en: String) -> Error {
    Error::new(ErrorKind::Argument, Text::new(zh, en))
}

/// An error about an input.
pub fn input(zh: String, en: String) -> Error {
    Error::new(ErrorKind::Input, Text::new(zh, en))
}
