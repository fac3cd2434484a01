//! Directories of files as they are handed over.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;

use huimin::door::{Delivery, DoorOptions, Entry, Folder, Part, PassedOver, ReadSeek, survey};
use huimin::input::{Encoding, Merged};
use huimin::intake::{self, ReceiveOptions, SmallTable, small_rows};
use huimin::receipt::{Handover, NotRead, Received};
use huimin::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::definition::{Network, Programme};
use crate::errors::{OrRaise, argument};
use crate::supervise::Watch;
use crate::words::another_register;

/// A directory that was looked through.
#[pyclass(frozen, module = "huimin._native")]
pub struct Directory {
    folder: crate::folder::Directory,
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
    /// Looks through a directory.
    #[staticmethod]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the keywords of a Python call"
    )]
    #[pyo3(signature = (programme, path, *, ignore, sheet, encodings, merged, digests))]
    fn open(
        py: Python<'_>,
        programme: &Programme,
        path: &str,
        ignore: Vec<String>,
        sheet: Option<String>,
        encodings: Vec<(String, String)>,
        merged: &str,
        digests: bool,
    ) -> PyResult<Self> {
        let made = options(ignore, sheet, encodings, merged, digests).or_raise(py)?;
        let opened = py.detach(|| {
            let folder = crate::folder::Directory::new(path);
            let delivery = survey(programme.inner.definition(), &folder, &made)?;
            Ok(Self { folder, delivery })
        });
        opened.or_raise(py)
    }

    /// The register that it brings.
    fn register(&self, py: Python<'_>) -> PyResult<Option<Network>> {
        let text = py.detach(|| intake::register_of(&self.delivery, &self.folder));
        match text.or_raise(py)? {
            None => Ok(None),
            Some(register) => Network::of_text(py, &register.name, register.text).map(Some),
        }
    }

    /// The facts of the register that it brings.
    fn register_part<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let part = self.delivery.register.as_ref();
        part.map(|part| facts(py, part)).transpose()
    }

    /// The facts of the parts that hold records.
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let parts = self.delivery.parts.iter().map(|part| facts(py, part));
        PyList::new(py, parts.collect::<PyResult<Vec<_>>>()?)
    }

    /// What is not read.
    fn passed_over<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let passed = self.delivery.passed_over.iter();
        let passed = passed.map(|passed| reason(py, passed));
        PyList::new(py, passed.collect::<PyResult<Vec<_>>>()?)
    }
}

fn facts<'py>(py: Python<'py>, part: &Part) -> PyResult<Bound<'py, PyDict>> {
    let facts = PyDict::new(py);
    let columns = part.columns.as_ref();
    let read = columns.map(|columns| {
        let read = PyDict::new(py);
        let set = columns.read.iter();
        let mut set = set.map(|(column, field)| read.set_item(column, field));
        set.try_for_each(|done| done).map(|()| read)
    });
    let titles = part.title_rows.iter();
    let titles: Vec<(u64, &str)> = titles.map(|row| (row.line, &*row.text)).collect();
    let tuple = |names: &Vec<String>| pyo3::types::PyTuple::new(py, names);
    facts.set_item("dataset", &part.dataset)?;
    facts.set_item("file", &part.file)?;
    facts.set_item("sheet", &part.sheet)?;
    facts.set_item("format", part.format.id())?;
    facts.set_item("encoding", part.encoding.map(Encoding::id))?;
    facts.set_item("delimiter", part.delimiter)?;
    facts.set_item("header_line", part.header_line)?;
    facts.set_item("title_rows", pyo3::types::PyTuple::new(py, titles)?)?;
    facts.set_item("columns_read", read.transpose()?)?;
    let not_read = columns.map(|columns| tuple(&columns.not_read)).transpose()?;
    facts.set_item("columns_not_read", not_read)?;
    let absent = columns.map(|columns| tuple(&columns.absent)).transpose()?;
    facts.set_item("fields_absent", absent)?;
    facts.set_item("sha256", &part.sha256)?;
    facts.set_item("same_content_as", &part.same_content_as)?;
    facts.set_item("bytes", part.bytes)?;
    Ok(facts)
}

fn reason<'py>(py: Python<'py>, passed: &PassedOver) -> PyResult<Bound<'py, PyDict>> {
    let words = passed.reason.label();
    let facts = PyDict::new(py);
    facts.set_item("file", &passed.file)?;
    facts.set_item("sheet", &passed.sheet)?;
    facts.set_item("reason", passed.reason.id())?;
    facts.set_item("words", (words.zh, words.en))?;
    facts.set_item("fits", &passed.fits)?;
    Ok(facts)
}

fn options(
    ignore: Vec<String>,
    sheet: Option<String>,
    encodings: Vec<(String, String)>,
    merged: &str,
    digests: bool,
) -> Result<DoorOptions> {
    let merged = match merged {
        "refuse" => Merged::Refuse,
        "fill" => Merged::Fill,
        _ => {
            return Err(argument(
                format!("合并单元格的处理应为 refuse（拒绝）或 fill（填充），但得到 `{merged}`"),
                format!("expected refuse or fill for merged cells, but found `{merged}`"),
            ));
        }
    };
    let encodings = encodings.into_iter().map(|(dataset, id)| {
        let encoding = encoding(&id)?;
        Ok((dataset, encoding))
    });
    Ok(DoorOptions {
        ignore,
        sheet,
        encodings: encodings.collect::<Result<BTreeMap<_, _>>>()?,
        merged,
        digests,
    })
}

/// An encoding by its name.
pub fn encoding(id: &str) -> Result<Encoding> {
    Encoding::from_id(id).ok_or_else(|| {
        argument(
            format!("编码应为 utf-8、gb18030、utf-16le 或 utf-16be，但得到 `{id}`"),
            format!("expected utf-8, gb18030, utf-16le or utf-16be as encoding, but found `{id}`"),
        )
    })
}

/// One file as a folder that holds nothing else.
struct Alone<'a> {
    path: &'a str,
}

impl Folder for Alone<'_> {
    fn list(&self) -> Result<Vec<Entry>> {
        let bytes = std::fs::metadata(self.path);
        let bytes = bytes.map_err(|error| Error::of_file(&error).in_file(self.path))?.len();
        let path = self.path.to_owned();
        Ok(vec![Entry { path, bytes }])
    }

    fn open(&self, _path: &str) -> Result<Box<dyn ReadSeek + Send>> {
        let file = File::open(self.path);
        let file = file.map_err(|error| Error::of_file(&error).in_file(self.path))?;
        Ok(Box::new(std::io::BufReader::new(file)))
    }
}

/// A register from a file in any format, its header, delimiter and encoding found out.
pub fn register_file(
    path: &str,
    sheet: Option<String>,
    encoding: Option<&str>,
) -> Result<intake::RegisterText> {
    let encodings = encoding.map(|id| vec![("divisions".to_owned(), id.to_owned())]);
    let made = options(Vec::new(), sheet, encodings.unwrap_or_default(), "refuse", false)?;
    intake::register_file(&Alone { path }, &made)
}

/// The rows of a small table in a file: the line of each, and its values.
#[pyfunction]
#[pyo3(signature = (network, table, path, *, sheet, encoding))]
pub fn small_table(
    py: Python<'_>,
    network: &Network,
    table: &str,
    path: &str,
    sheet: Option<String>,
    encoding: Option<&str>,
) -> PyResult<Vec<(Option<u64>, Vec<Option<String>>)>> {
    let Some(kind) = SmallTable::from_id(table) else {
        let error = argument(
            format!("没有名为 `{table}` 的附表"),
            format!("there is no small table `{table}`"),
        );
        return Err(error).or_raise(py);
    };
    let encodings = encoding.map(|id| vec![(table.to_owned(), id.to_owned())]);
    let made = options(Vec::new(), sheet, encodings.unwrap_or_default(), "refuse", false);
    let made = made.or_raise(py)?;
    let network = Arc::clone(&network.inner);
    let rows = py.detach(|| small_rows(network, kind, &Alone { path }, &made));
    let rows = rows.or_raise(py)?.into_iter();
    Ok(rows.map(|row| (row.line, row.values)).collect())
}
