//! The invented year.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use huimin::sample::{Sample, SampleOptions};
use pyo3::prelude::*;

use crate::definition::Network;
use crate::errors::{OrRaise, input};

/// The datasets of a sample.
#[pyfunction]
pub fn sample_datasets(py: Python<'_>, network: &Network) -> PyResult<Vec<&'static str>> {
    let sample = Sample::new(&network.inner, &SampleOptions::default()).or_raise(py)?;
    Ok(sample.datasets().to_vec())
}

/// Writes a sample into a directory that is there: a CSV file per dataset, and the register with the
/// marks that the records go by.
#[pyfunction]
#[pyo3(signature = (network, directory, *, records, seed, defects))]
pub fn write_sample(
    py: Python<'_>,
    network: &Network,
    directory: &str,
    records: Option<usize>,
    seed: u64,
    defects: bool,
) -> PyResult<()> {
    let written = py.detach(|| {
        let options = SampleOptions {
            seed,
            records,
            defects,
        };
        let sample = Sample::new(&network.inner, &options)?;
        sample.register_csv(create(directory, "divisions")?)?;
        for dataset in sample.datasets() {
            sample.write_csv(dataset, create(directory, dataset)?)?;
        }
        Ok(())
    });
    written.or_raise(py)
}

fn create(directory: &str, name: &str) -> huimin::Result<BufWriter<File>> {
    let path = Path::new(directory).join(format!("{name}.csv"));
    let file = File::create(&path);
    file.map(BufWriter::new).map_err(|error| {
        let path = path.display();
        input(
            format!("文件 `{path}` 不能写出:{error}"),
            format!("the file `{path}` cannot be written: {error}"),
        )
    })
}
