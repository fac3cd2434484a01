//! Directories of files as they are handed over.

use std::sync::Arc;

use huimin::door::{Delivery, DoorOptions, survey};
use huimin::intake::{self, ReceiveOptions, SmallTable, small_rows};
use huimin::receipt::{Handover, NotRead, Received};
use huimin::{Result, exchange};
use pyo3::prelude::*;

use crate::definition::{Network, Programme};
use crate::errors::{OrRaise, argument};
use crate::supervise::{Attentive, Pulse, Watch};
use crate::words::another_register;

/// A directory that was looked through.
#[pyclass(frozen, module = "huimin._native")]
pub struct Directory {
    folder: huimin_files::Directory,
    delivery: Delivery,
}

impl Directory {
    /// Hands everything over to a tally. `register` is the one used in place of the directory's.
    pub fn receive(
        &self,
        tally: &mut huimin::Tally,
        register: Option<&str>,
        threads: usize,
        watch: &Watch<'_>,
    ) -> Result<()> {
        let mut tell = |done, _total| watch.goes_on(done);
        let options = ReceiveOptions {
            threads,
            progress: Some(&mut tell),
        };
        let Some(name) = register else {
            return tally.receive(&self.delivery, &self.folder, options);
        };
        let mut delivery = self.delivery.clone();
        let unused = delivery.register.take();
        let divisions = tally.plan().network.len() as u64;
        tally.receive(&delivery, &self.folder, options)?;
        tally.note_received(Received {
            handover: Handover::of_file(name),
            records: divisions,
            ..Received::default()
        });
        if let Some(part) = unused {
            let words = another_register();
            tally.note_received(Received {
                handover: intake::handover(&part),
                not_read: Some(NotRead {
                    id: "another_register".to_owned(),
                    zh: words.zh,
                    en: words.en,
                }),
                ..Received::default()
            });
        }
        Ok(())
    }

    /// The bytes of all parts that hold records.
    pub fn bytes(&self) -> u64 {
        let bytes = self.delivery.parts.iter().map(|part| part.bytes);
        bytes.fold(0, u64::saturating_add)
    }
}

#[pymethods]
impl Directory {
    /// Looks through a directory; `options` are JSON.
    #[staticmethod]
    fn open(py: Python<'_>, programme: &Programme, path: &str, options: &str) -> PyResult<Self> {
        let options = exchange::door_options(options).or_raise(py)?;
        let pulse = Arc::new(Pulse::new());
        let opened = py.detach(|| {
            let folder = huimin_files::Directory::open(path)?;
            let attentive = Attentive {
                folder: &folder,
                pulse: &pulse,
            };
            let delivery = survey(programme.inner.definition(), &attentive, &options)?;
            Ok(Self { folder, delivery })
        });
        match pulse.raised() {
            Some(error) => Err(error),
            None => opened.or_raise(py),
        }
    }

    /// The register that it brings.
    fn register(&self, py: Python<'_>) -> PyResult<Option<Network>> {
        let text = py.detach(|| intake::register_of(&self.delivery, &self.folder));
        let register = text.or_raise(py)?;
        let network = register.map(|register| Network::of_text(py, register));
        network.transpose()
    }

    /// What lies in it, as JSON.
    fn delivery(&self, py: Python<'_>) -> PyResult<String> {
        exchange::delivery(&self.delivery).or_raise(py)
    }
}

/// How a file by itself is read: an encoding that is declared, and the sheet.
fn options(subject: &str, sheet: Option<String>, encoding: Option<&str>) -> Result<DoorOptions> {
    let mut options = DoorOptions {
        sheet,
        digests: false,
        ..DoorOptions::default()
    };
    if let Some(id) = encoding {
        let encoding = crate::frames::encoding(id)?;
        options.encodings.insert(subject.to_owned(), encoding);
    }
    Ok(options)
}

/// A register from a file in any format, its header, delimiter and encoding found out.
pub fn register_file(
    path: &str,
    sheet: Option<String>,
    encoding: Option<&str>,
) -> Result<intake::RegisterText> {
    let options = options("divisions", sheet, encoding)?;
    intake::register_file(&huimin_files::Directory::open(path)?, &options)
}

/// A row of a small table: its line, and its values.
type Row = (Option<u64>, Vec<Option<String>>);

/// The rows of a small table in a file.
#[pyfunction]
#[pyo3(signature = (network, table, path, *, sheet, encoding))]
pub fn small_table(
    py: Python<'_>,
    network: &Network,
    table: &str,
    path: &str,
    sheet: Option<String>,
    encoding: Option<&str>,
) -> PyResult<Vec<Row>> {
    let rows = py.detach(|| {
        let kind = SmallTable::from_id(table).ok_or_else(|| {
            argument(
                format!("没有名为 `{table}` 的附表"),
                format!("there is no small table `{table}`"),
            )
        })?;
        let options = options(table, sheet, encoding)?;
        let folder = huimin_files::Directory::open(path)?;
        small_rows(Arc::clone(&network.inner), kind, &folder, &options)
    });
    let rows = rows.or_raise(py)?.into_iter();
    Ok(rows.map(|row| (row.line, row.values)).collect())
}
