//! A delivery → a network and a tally: what the files of a folder hold is read, and all of it
//! stands in the receipt. The one way by which the command, Python, C and Java read directories.

mod small;

use crate::door::{Delivery, Folder, Part, PassedOver};
use crate::error::{Error, ErrorKind, Result};
use crate::input::Encoding;
use crate::network::Network;
use crate::origin::Origin;
use crate::receipt::{Handover, NotRead, Received};
use crate::register::register_text;
use crate::tally::{AddOptions, Progress, Tally};
use crate::text::{Text, text};

pub use small::{SmallRow, SmallTable, register_file, small_rows};

/// How a delivery is read.
#[derive(Default)]
pub struct ReceiveOptions<'a> {
    /// Threads that work at once; 0 means one. More than one needs the feature `parallel`.
    pub threads: usize,
    /// Called now and then with what is done of how many bytes; returning false stops the call
    /// with an error of kind `Cancelled`, and nothing is received.
    pub progress: Option<&'a mut (dyn FnMut(Progress, u64) -> bool + Send)>,
}

/// The register that a delivery brings, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterText {
    /// What messages call it: its file, and its sheet.
    pub name: String,
    /// What [`Network::from_csv`] reads.
    pub text: String,
}

/// The register that a delivery brings; none where no file claims to be one.
///
/// # Errors
///
/// `Input` where it cannot be read.
pub fn register_of(delivery: &Delivery, folder: &dyn Folder) -> Result<Option<RegisterText>> {
    let Some(part) = &delivery.register else {
        return Ok(None);
    };
    let name = match &part.sheet {
        Some(sheet) => format!("{}[{sheet}]", part.file),
        None => part.file.clone(),
    };
    let header_line = part.header_line.unwrap_or(1);
    let text = register_text(part.open(folder)?, header_line)?;
    Ok(Some(RegisterText { name, text }))
}

/// The network of the register that a delivery brings; none where no file claims to be one.
///
/// # Errors
///
/// As [`register_of`]; `Network` with all diagnostics where the register has errors.
pub fn network_of(delivery: &Delivery, folder: &dyn Folder) -> Result<Option<Network>> {
    let register = register_of(delivery, folder)?;
    let network = register.map(|RegisterText { name, text }| Network::from_source(&name, &text));
    network.transpose()
}

impl Tally {
    /// Receives a delivery: the records of all its parts, and in the receipt everything of it,
    /// the register and what was passed over as well. All of it, or nothing where a part cannot
    /// be read to its end.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with any of the parts, each naming file, sheet and line, as the
    /// [causes](Error::causes) of one error; a single one as it is. `Cancelled`.
    pub fn receive(
        &mut self,
        delivery: &Delivery,
        folder: &dyn Folder,
        mut options: ReceiveOptions<'_>,
    ) -> Result<()> {
        let mut received = self.clone();
        let total = delivery.parts.iter().map(|part| part.bytes);
        let total = total.fold(0, u64::saturating_add);
        let (mut bytes, mut records, mut faults) = (0_u64, 0_u64, Vec::new());
        for part in &delivery.parts {
            let Some(dataset) = &part.dataset else {
                continue;
            };
            let mut said = options.progress.as_mut().map(|progress| {
                move |done: Progress| {
                    let done = Progress {
                        records: records.saturating_add(done.records),
                        bytes: bytes.saturating_add(done.bytes),
                    };
                    progress(done, total)
                }
            });
            let add = AddOptions {
                threads: options.threads,
                progress: said.as_mut().map(|said| said as _),
                handover: handover(part),
            };
            let added = part
                .open(folder)
                .and_then(|source| received.add_with(dataset, source, add));
            match added {
                Ok(added) => records = records.saturating_add(added.records),
                Err(error) if error.kind() == ErrorKind::Cancelled => return Err(error),
                Err(error) => faults.push(error),
            }
            bytes = bytes.saturating_add(part.bytes);
        }
        if let Some(error) = Error::of_all(faults) {
            return Err(error);
        }
        if let Some(register) = &delivery.register {
            received.note_received(of_register(register, self.plan().network.len()));
        }
        for passed in &delivery.passed_over {
            received.note_received(not_read(passed));
        }
        *self = received;
        Ok(())
    }
}

/// The facts of a part for the receipt.
pub fn handover(part: &Part) -> Handover {
    Handover {
        origin: Some(Origin {
            file: part.file.clone(),
            sheet: part.sheet.clone(),
        }),
        sha256: part.sha256.clone(),
        format: Some(part.format.id().to_owned()),
        encoding: part.encoding.map(Encoding::id).map(str::to_owned),
        delimiter: part.delimiter,
        header_line: part.header_line,
        title_rows: part.title_rows.len() as u64,
        same_as: part.same_content_as.clone(),
        ends_within_line: part.ends_within_line,
    }
}

/// The register in the receipt.
fn of_register(part: &Part, divisions: usize) -> Received {
    let columns = part.columns.clone().unwrap_or_default();
    Received {
        handover: handover(part),
        read_columns: columns.read,
        absent_fields: columns.absent,
        records: divisions as u64,
        ..Received::default()
    }
}

/// A file or sheet in the receipt that was not read.
fn not_read(passed: &PassedOver) -> Received {
    let Text { zh, en } = passed.reason.label();
    let Text { zh, en } = match &passed.fits {
        Some(dataset) => text!(
            "{zh}；其表头符合数据集 {dataset}",
            "{en}; its header fits the dataset {dataset}"
        ),
        None => Text { zh, en },
    };
    Received {
        handover: Handover {
            origin: Some(Origin {
                file: passed.file.clone(),
                sheet: passed.sheet.clone(),
            }),
            ..Handover::default()
        },
        not_read: Some(NotRead {
            id: passed.reason.id().to_owned(),
            zh,
            en,
        }),
        ..Received::default()
    }
}
