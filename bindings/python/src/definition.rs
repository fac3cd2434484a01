//! Programmes, registers, plans, and requests of plain values.

use std::sync::Arc;

use huimin::exchange;
use huimin::intake::RegisterText;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::{OrRaise, argument};
use crate::{directory, frames};

/// A definition that could be read.
#[pyclass(frozen, module = "huimin._native")]
pub struct Programme {
    pub inner: huimin::Programme,
    /// Whether it comes with the library.
    #[pyo3(get)]
    is_builtin: bool,
}

#[pymethods]
impl Programme {
    /// A programme that comes with the library.
    #[staticmethod]
    fn builtin(py: Python<'_>, name: &str) -> PyResult<Self> {
        let inner = huimin::Programme::builtin(name).or_raise(py)?;
        Ok(Self {
            inner,
            is_builtin: true,
        })
    }

    /// A programme from the text of a definition file.
    #[staticmethod]
    fn from_toml(py: Python<'_>, name: &str, text: &str) -> PyResult<Self> {
        let inner = huimin::Programme::from_toml(name, text).or_raise(py)?;
        let builtin = huimin::Programme::builtin(&inner.definition().programme.id.value);
        let is_builtin = builtin.is_ok_and(|builtin| builtin.definition().source_text == text);
        Ok(Self { inner, is_builtin })
    }

    /// The same with its count targets at the root alone.
    fn without_allocations(&self) -> Self {
        Self {
            inner: self.inner.without_allocations(),
            is_builtin: self.is_builtin,
        }
    }

    #[getter]
    fn id(&self) -> &str {
        &self.inner.definition().programme.id.value
    }

    /// Whether targets are allocated to divisions.
    #[getter]
    fn has_allocations(&self) -> bool {
        !self.inner.definition().allocations.is_empty()
    }

    #[getter]
    fn version(&self) -> &str {
        &self.inner.definition().programme.version.value
    }

    /// Its name for people, Chinese and English.
    #[getter]
    fn label(&self) -> (&str, &str) {
        let label = &self.inner.definition().programme.label;
        (&label.zh, &label.en)
    }

    /// The name and the text of its file.
    #[getter]
    fn source(&self) -> (&str, &str) {
        let definition = self.inner.definition();
        (&definition.source_name, &definition.source_text)
    }

    /// Checks it with its examples; warnings as JSON.
    fn check(&self, py: Python<'_>, network: &Network) -> PyResult<String> {
        let network = Arc::clone(&network.inner);
        let found = py.detach(|| self.inner.check(network)).or_raise(py)?;
        exchange::diagnostics(&found).or_raise(py)
    }

    /// Of every dataset the name and its label in Chinese and English.
    #[getter]
    fn datasets(&self) -> Vec<(&str, &str, &str)> {
        let datasets = self.inner.definition().datasets.iter();
        let named = datasets.map(|dataset| {
            let label = &dataset.label;
            (&*dataset.id.value, &*label.zh, &*label.en)
        });
        named.collect()
    }

    /// The same of the fields of a dataset; none where there is no such dataset.
    fn fields(&self, dataset: &str) -> Option<Vec<(&str, &str, &str)>> {
        let mut datasets = self.inner.definition().datasets.iter();
        let found = datasets.find(|one| one.id.value == dataset)?;
        let named = found.fields.iter().map(|field| {
            let label = &field.label;
            (&*field.name.value, &*label.zh, &*label.en)
        });
        Some(named.collect())
    }

    /// The same of every indicator.
    #[getter]
    fn indicators(&self) -> Vec<(&str, &str, &str)> {
        let indicators = self.inner.definition().indicators.iter();
        let named = indicators.map(|indicator| {
            let label = &indicator.label;
            (&*indicator.id.value, &*label.zh, &*label.en)
        });
        named.collect()
    }
}

/// A register of divisions.
#[pyclass(frozen, module = "huimin._native")]
pub struct Network {
    pub inner: Arc<huimin::Network>,
    source: Source,
    /// The file it was read from, or the name of a built-in one.
    #[pyo3(get)]
    name: Option<String>,
}

impl Network {
    /// A register as comma-separated text.
    pub fn of_text(py: Python<'_>, register: RegisterText) -> PyResult<Self> {
        let RegisterText { name, text } = register;
        let inner = py.detach(|| huimin::Network::from_source(&name, &text));
        Ok(Self {
            inner: Arc::new(inner.or_raise(py)?),
            source: Source::Csv(text.into_bytes()),
            name: Some(name),
        })
    }
}

/// What a register was read from: enough to read it again.
enum Source {
    Builtin(String),
    Csv(Vec<u8>),
}

#[pymethods]
impl Network {
    /// A register that comes with the library.
    #[staticmethod]
    fn builtin(py: Python<'_>, name: &str) -> PyResult<Self> {
        let inner = huimin::Network::builtin(name).or_raise(py)?;
        Ok(Self {
            inner: Arc::new(inner),
            source: Source::Builtin(name.to_owned()),
            name: Some(name.to_owned()),
        })
    }

    /// A register as comma-separated text.
    #[staticmethod]
    fn from_csv(py: Python<'_>, text: Vec<u8>) -> PyResult<Self> {
        let inner = py
            .detach(|| huimin::Network::from_csv(&text))
            .or_raise(py)?;
        Ok(Self {
            inner: Arc::new(inner),
            source: Source::Csv(text),
            name: None,
        })
    }

    /// A register from a file in any format; header, delimiter and encoding are found out.
    #[staticmethod]
    #[pyo3(signature = (path, *, sheet, encoding))]
    fn from_file(
        py: Python<'_>,
        path: &str,
        sheet: Option<String>,
        encoding: Option<&str>,
    ) -> PyResult<Self> {
        let read = py.detach(|| directory::register_file(path, sheet, encoding));
        Self::of_text(py, read.or_raise(py)?)
    }

    /// A register as a frame; `kind` as for the records of a tally.
    #[staticmethod]
    fn from_frame(py: Python<'_>, kind: &str, frame: &Bound<'_, PyAny>) -> PyResult<Self> {
        let frame = frames::frame(kind, frame).map_err(|failure| failure.raised(py, None))?;
        let text = py
            .detach(|| huimin::register::register_text(frame, 1))
            .or_raise(py)?;
        Self::from_csv(py, text.into_bytes())
    }

    /// The name of a built-in register.
    #[getter]
    fn builtin_name(&self) -> Option<&str> {
        match &self.source {
            Source::Builtin(name) => Some(name),
            Source::Csv(_) => None,
        }
    }

    /// The text it was read from, unless it is a built-in one.
    fn csv<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        match &self.source {
            Source::Builtin(_) => None,
            Source::Csv(text) => Some(PyBytes::new(py, text)),
        }
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    /// Code and name of the divisions that have nothing above them.
    fn roots(&self) -> Vec<(String, String)> {
        let roots = self.inner.roots();
        let named = roots.map(|root| {
            (
                self.inner.code(root).padded(),
                self.inner.name(root).to_owned(),
            )
        });
        named.collect()
    }
}

/// A programme bound to a register.
#[pyclass(frozen, module = "huimin._native")]
pub struct Plan {
    pub inner: huimin::Plan,
}

#[pymethods]
impl Plan {
    #[new]
    fn new(py: Python<'_>, programme: &Programme, network: &Network) -> PyResult<Self> {
        let network = Arc::clone(&network.inner);
        let inner = py.detach(|| huimin::Plan::new(&programme.inner, network));
        Ok(Self {
            inner: inner.or_raise(py)?,
        })
    }

    /// Warnings of the binding, as JSON.
    fn warnings(&self, py: Python<'_>) -> PyResult<String> {
        exchange::diagnostics(&self.inner.warnings).or_raise(py)
    }
}

/// What is wrong with one record: JSON in and out.
#[pyfunction]
pub fn check_record(py: Python<'_>, plan: &Plan, dataset: &str, record: &str) -> PyResult<String> {
    exchange::check_record(&plan.inner, dataset, record).or_raise(py)
}

/// Takes a target down a network: JSON in and out.
#[pyfunction]
pub fn allocate(py: Python<'_>, network: &Network, request: &str) -> PyResult<String> {
    py.detach(|| exchange::allocate(&network.inner, request))
        .or_raise(py)
}

/// A request of plain values by its name: JSON in and out.
#[pyfunction]
pub fn request(py: Python<'_>, name: &str, request: &str) -> PyResult<String> {
    let answer = match name {
        "apportion" => exchange::apportion,
        "characteristic" => exchange::characteristic,
        "draw" => exchange::draw,
        "evaluate" => exchange::evaluate,
        "interval" => exchange::interval,
        "sample_size" => exchange::sample_size,
        "sampling_plan" => exchange::sampling_plan,
        "score" => exchange::score,
        _ => {
            let error = argument(
                format!("没有名为 `{name}` 的请求"),
                format!("there is no request `{name}`"),
            );
            return Err(error).or_raise(py);
        }
    };
    py.detach(|| answer(request)).or_raise(py)
}
