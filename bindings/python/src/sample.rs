//! The invented year.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use huimin::sample::{Sample, SampleOptions};
use pyo3::prelude::*;

use crate::definition::Network;
use crate::errors::{OrRaise, Remembering, of_system};

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
    let options = SampleOptions {
        seed,
        records,
        defects,
    };
    let sample = py.detach(|| Sample::new(&network.inner, &options));
    let sample = sample.or_raise(py)?;
    write(py, directory, "divisions", |out| sample.register_csv(out))?;
    for dataset in sample.datasets() {
        write(py, directory, dataset, |out| sample.write_csv(dataset, out))?;
    }
    Ok(())
}

/// Writes a file of a directory.
fn write(
    py: Python<'_>,
    directory: &str,
    name: &str,
    write: impl FnOnce(&mut Remembering<BufWriter<File>>) -> huimin::Result<()> + Send,
) -> PyResult<()> {
    let path = Path::new(directory).join(format!("{name}.csv"));
    let shown = path.display().to_string();
    let (written, failed) = py.detach(|| match File::create(&path) {
        Err(error) => (Ok(()), Some(error)),
        Ok(file) => {
            let mut out = Remembering::new(BufWriter::new(file));
            let written = write(&mut out);
            (written, out.failed())
        }
    });
    match failed {
        Some(error) => Err(of_system(&error, &shown)),
        None => written.or_raise(py),
    }
}
