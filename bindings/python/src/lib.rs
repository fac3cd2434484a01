//! The module `huimin._native`: values of the library handed to Python and back.
//!
//! It converts and decides nothing: no rule, default or rounding lives here. What people
//! call is the package in `python/huimin`, which gives these values their names,
//! types and documentation. Requests of plain values cross as JSON
//! ([`huimin::exchange`]), tables and frames as Arrow.

mod assessment;
mod definition;
mod directory;
mod errors;
mod frames;
mod sample;
mod supervise;
mod table;
mod tally;
mod values;
mod words;

use pyo3::prelude::*;

/// Values of the calculation core.
#[pymodule]
mod _native {
    use super::*;

    #[pymodule_export]
    use assessment::{Assessment, Explanation};
    #[pymodule_export]
    use definition::{Network, Plan, Programme, allocate, check_record, request};
    #[pymodule_export]
    use directory::{Directory, small_table};
    #[pymodule_export]
    use sample::{sample_datasets, write_sample};
    #[pymodule_export]
    use table::{Table, aligned};
    #[pymodule_export]
    use tally::Tally;
    #[pymodule_export]
    use words::words;

    /// Names that the package knows as well.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        let networks: Vec<&str> = huimin::Network::builtin_names().collect();
        module.add("NETWORKS", networks)?;
        module.add("TABLES", huimin::report::TABLES.to_vec())
    }
}

/// The language of a name: `zh` or `en`.
fn language(name: &str) -> huimin::Result<huimin::Language> {
    match name {
        "zh" => Ok(huimin::Language::Chinese),
        "en" => Ok(huimin::Language::English),
        _ => Err(errors::argument(
            format!("语言应为 zh 或 en,实为 `{name}`"),
            format!("expected zh or en as language, but found `{name}`"),
        )),
    }
}
