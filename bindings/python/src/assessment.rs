//! What a tally says as of a day.

use huimin::exchange;
use huimin::report::{Enclosures, page, table, workbook};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::OrRaise;
use crate::language;
use crate::table::Table;

/// What a tally says as of a day.
#[pyclass(frozen, module = "huimin._native")]
pub struct Assessment {
    pub inner: huimin::Assessment,
}

#[pymethods]
impl Assessment {
    /// The day.
    #[getter]
    fn as_of(&self) -> String {
        self.inner.as_of().to_string()
    }

    /// The days figures are stated for.
    #[getter]
    fn dates(&self) -> Vec<String> {
        self.inner.dates().iter().map(ToString::to_string).collect()
    }

    /// Whether every indicator with a target at the root is met.
    fn verdict(&self, py: Python<'_>) -> PyResult<Option<bool>> {
        self.inner.verdict().or_raise(py)
    }

    /// What is to be said of the programme as a whole, by its name.
    fn judgement(&self, py: Python<'_>) -> PyResult<&'static str> {
        let judgement = self.inner.judgement().or_raise(py)?;
        Ok(judgement.id())
    }

    /// The datasets that nobody handed over.
    #[getter]
    fn not_received(&self) -> Vec<&str> {
        self.inner.not_received().collect()
    }

    /// How many findings there are.
    #[getter]
    fn findings_count(&self) -> usize {
        self.inner.findings().len()
    }

    /// The code of the programme's root, where the register has it.
    #[getter]
    fn root(&self) -> Option<String> {
        let plan = self.inner.plan();
        plan.top.map(|root| plan.network.code(root).padded())
    }

    /// Of every indicator the name and its label in Chinese and English.
    #[getter]
    fn indicators(&self) -> Vec<(&str, &str, &str)> {
        let indicators = self.inner.plan().indicators.iter();
        let named = indicators.map(|one| (&*one.id, &*one.label.zh, &*one.label.en));
        named.collect()
    }

    /// What people call indicators, datasets, rules and inspections: kind, id, and label
    /// in Chinese and English.
    #[getter]
    fn labels(&self) -> Vec<(&'static str, &str, &str, &str)> {
        let plan = self.inner.plan();
        let indicators = plan.indicators.iter();
        let datasets = plan.datasets.iter();
        let rules = plan.rules.iter();
        let inspections = plan.definition.inspections.iter();
        let named = indicators
            .map(|one| ("indicator", &*one.id, &one.label))
            .chain(datasets.map(|one| ("dataset", &*one.id, &one.label)))
            .chain(rules.map(|one| ("rule", &*one.id, &one.label)))
            .chain(inspections.map(|one| ("inspection", &*one.id.value, &one.label)));
        let named = named.map(|(kind, id, label)| (kind, id, &*label.zh, &*label.en));
        named.collect()
    }

    /// Code and name of a division, named by its code in any written form.
    fn division(&self, py: Python<'_>, code: &str) -> PyResult<(String, &str)> {
        let division = self.inner.division(code).or_raise(py)?;
        let network = &self.inner.plan().network;
        Ok((network.code(division).padded(), network.name(division)))
    }

    /// A table by its name; none where the definition has nothing to make it of.
    fn table(&self, py: Python<'_>, name: &str, language: &str) -> PyResult<Option<Table>> {
        let made = py.detach(|| table(&self.inner, name, self::language(language)?));
        let made = made.or_raise(py)?;
        Ok(made.map(|rows| Table::new(name, rows)))
    }

    /// A figure, as JSON.
    fn value(&self, py: Python<'_>, indicator: &str, division: &str) -> PyResult<String> {
        let figure = self.inner.value(indicator, division);
        figure
            .and_then(|figure| exchange::figure(&figure))
            .or_raise(py)
    }

    /// How a figure came about.
    fn explain(
        &self,
        py: Python<'_>,
        indicator: &str,
        division: &str,
        records: bool,
    ) -> PyResult<Explanation> {
        let inner = py.detach(|| match records {
            true => self.inner.explain(indicator, division),
            false => self.inner.explain_without_records(indicator, division),
        });
        Ok(Explanation {
            inner: inner.or_raise(py)?,
        })
    }

    /// Reports against records: a request in JSON, tables by name.
    fn reconcile(&self, py: Python<'_>, request: &str, language: &str) -> PyResult<Vec<Table>> {
        let found = py
            .detach(|| exchange::reconcile_tables(&self.inner, request, self::language(language)?));
        let found = found.or_raise(py)?.into_iter();
        Ok(found.map(|(name, rows)| Table::new(name, rows)).collect())
    }

    /// The acceptance tables as the bytes of a workbook.
    fn workbook<'py>(&self, py: Python<'py>, language: &str) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| {
            let language = self::language(language)?;
            workbook(&Enclosures::of(&self.inner)?.dossier(language))
        });
        Ok(PyBytes::new(py, &bytes.or_raise(py)?))
    }

    /// The assessment as one HTML page.
    fn page(&self, py: Python<'_>, language: &str) -> PyResult<String> {
        let page = py.detach(|| {
            let language = self::language(language)?;
            page(&Enclosures::of(&self.inner)?.dossier(language))
        });
        page.or_raise(py)
    }
}

/// How a figure came about.
#[pyclass(frozen, module = "huimin._native")]
pub struct Explanation {
    inner: huimin::assess::Explanation,
}

#[pymethods]
impl Explanation {
    /// For a person; of each list at most `entries` lines.
    fn render(&self, py: Python<'_>, language: &str, entries: usize) -> PyResult<String> {
        let language = self::language(language).or_raise(py)?;
        Ok(self.inner.render(language, entries))
    }

    /// As JSON.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        exchange::explanation(&self.inner).or_raise(py)
    }
}
