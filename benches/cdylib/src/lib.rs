//! A shared library whose size is measured: what a host of the default build
//! carries at least. Its few functions reach reading definitions and registers,
//! CSV, JSON lines and Arrow batches, withdrawal, assessing, every table,
//! explanations, checking a record and the bytes of a tally, so that the linker
//! leaves nothing of these out. It is no interface: errors are only told from
//! success, and nothing guards against misuse.

use std::slice;

use arrow_array::RecordBatchIterator;
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use huimin::calendar::Date;
use huimin::input::{
    ArrowSource, BatchSource, CsvOptions, CsvSource, JsonLinesOptions, JsonLinesSource,
};
use huimin::tally::AddOptions;
use huimin::{Assessment, Language, Network, Plan, Programme, Tally};

type Failure = Box<dyn std::error::Error>;

/// What a host holds.
#[derive(Debug)]
pub struct Session {
    tally: Tally,
    assessment: Option<Assessment>,
    text: String,
    bytes: Vec<u8>,
}

/// Bytes of the host.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    start: *const u8,
    length: usize,
}

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        Self {
            start: bytes.as_ptr(),
            length: bytes.len(),
        }
    }

    /// # Safety
    ///
    /// The bytes are there and stay as they are for as long as they are read.
    unsafe fn get<'a>(self) -> &'a [u8] {
        // SAFETY: as the caller promises.
        unsafe { slice::from_raw_parts(self.start, self.length) }
    }

    /// # Safety
    ///
    /// As [`get`](Self::get).
    unsafe fn text<'a>(self) -> Result<&'a str, Failure> {
        // SAFETY: as the caller promises.
        Ok(std::str::from_utf8(unsafe { self.get() })?)
    }
}

/// A session for a definition and a register; null where they have faults.
///
/// # Safety
///
/// The bytes are there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_new(definition: Bytes, register: Bytes) -> *mut Session {
    // SAFETY: as the caller promises.
    let opened = unsafe { new(definition, register) };
    opened.map_or(std::ptr::null_mut(), |session| {
        Box::into_raw(Box::new(session))
    })
}

unsafe fn new(definition: Bytes, register: Bytes) -> Result<Session, Failure> {
    // SAFETY: as the caller promises.
    let (definition, register) = unsafe { (definition.text()?, register.get()) };
    let programme = match definition {
        "yuxi-2019" | "yunnan-2019" => Programme::builtin(definition)?,
        text => Programme::from_toml("definition.toml", text)?,
    };
    let network = match register {
        name @ (b"yuxi-2019" | b"yunnan-2019") => Network::builtin(std::str::from_utf8(name)?)?,
        bytes => Network::from_csv(bytes)?,
    };
    Ok(Session {
        tally: Tally::new(&Plan::new(&programme, network)?),
        assessment: None,
        text: String::new(),
        bytes: Vec::new(),
    })
}

/// Frees a session.
///
/// # Safety
///
/// It came from [`huimin_new`] and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_free(session: *mut Session) {
    // SAFETY: as the caller promises.
    drop(unsafe { Box::from_raw(session) });
}

/// Adds comma-separated text (form 0) or JSON lines (1), or withdraws what comma-separated text says (2).
///
/// # Safety
///
/// The session is one, and the bytes are there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_add(
    session: *mut Session,
    dataset: Bytes,
    file: Bytes,
    form: u32,
    threads: usize,
) -> i64 {
    // SAFETY: as the caller promises.
    let (session, dataset, file) = unsafe { (&mut *session, dataset.text(), file.get()) };
    let Ok(dataset) = dataset else { return -1 };
    let csv = CsvSource::new(file, CsvOptions::default());
    match form {
        0 => add(session, dataset, csv, threads),
        1 => {
            let source = JsonLinesSource::new(file, JsonLinesOptions::default());
            add(session, dataset, source, threads)
        }
        _ => counted(session.tally.retract(dataset, csv).map(|done| done.records)),
    }
}

/// Adds the batches of a stream.
///
/// # Safety
///
/// The session is one, and the stream follows the Arrow C interface.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_add_arrow(
    session: *mut Session,
    dataset: Bytes,
    stream: *mut FFI_ArrowArrayStream,
    threads: usize,
) -> i64 {
    // SAFETY: as the caller promises.
    let (session, dataset, reader) = unsafe {
        (
            &mut *session,
            dataset.text(),
            ArrowArrayStreamReader::from_raw(stream),
        )
    };
    let (Ok(dataset), Ok(reader)) = (dataset, reader) else {
        return -1;
    };
    let Ok(batches) = reader.collect::<Result<Vec<_>, _>>() else {
        return -1;
    };
    let source = ArrowSource::new(batches.into_iter().map(Ok));
    add(session, dataset, source, threads)
}

fn add(session: &mut Session, dataset: &str, source: impl BatchSource, threads: usize) -> i64 {
    let options = AddOptions {
        threads,
        progress: None,
        ..Default::default()
    };
    let added = session.tally.add_with(dataset, source, options);
    counted(added.map(|added| added.records))
}

fn counted(records: huimin::Result<u64>) -> i64 {
    records.map_or(-1, |records| i64::try_from(records).unwrap_or(i64::MAX))
}

/// Assesses as of a day (counted from 1970-01-01); 0 where that can be done.
///
/// # Safety
///
/// The session is one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_assess(session: *mut Session, day: i32) -> i32 {
    // SAFETY: as the caller promises.
    let session = unsafe { &mut *session };
    session.assessment = Date::from_days(day).and_then(|day| session.tally.assess(day).ok());
    if session.assessment.is_some() { 0 } else { -1 }
}

/// A table of the assessment as a stream of one batch: 0 indicators, 1 by month, 2 progress,
/// 3 fractions, 4 findings.
///
/// # Safety
///
/// The session is one, and there is place for a stream.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_table(
    session: *mut Session,
    which: u32,
    out: *mut FFI_ArrowArrayStream,
) -> i32 {
    // SAFETY: as the caller promises.
    let session = unsafe { &*session };
    let Some(assessment) = &session.assessment else {
        return -1;
    };
    let table = match which {
        0 => assessment.indicators(),
        1 => assessment.monthly(),
        2 => assessment.progress(),
        3 => assessment.fractions(),
        _ => assessment.findings_table(Language::Chinese),
    };
    let Ok(table) = table else { return -1 };
    let schema = table.schema();
    let batches = RecordBatchIterator::new([Ok(table)], schema);
    // SAFETY: as the caller promises.
    unsafe { std::ptr::write(out, FFI_ArrowArrayStream::new(Box::new(batches))) };
    0
}

/// The explanation of a figure, or of the verdict where no indicator is named. Stays until the next text.
///
/// # Safety
///
/// The session is one, and the bytes are there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_explain(
    session: *mut Session,
    indicator: Bytes,
    division: Bytes,
) -> Bytes {
    // SAFETY: as the caller promises.
    let session = unsafe { &mut *session };
    // SAFETY: as the caller promises.
    session.text = unsafe { explained(session, indicator, division) }.unwrap_or_default();
    Bytes::of(session.text.as_bytes())
}

unsafe fn explained(
    session: &Session,
    indicator: Bytes,
    division: Bytes,
) -> Result<String, Failure> {
    // SAFETY: as the caller promises.
    let (indicator, division) = unsafe { (indicator.text()?, division.text()?) };
    let assessment = session.assessment.as_ref().ok_or("nothing is assessed")?;
    if indicator.is_empty() {
        return Ok(format!("{:?}", assessment.verdict()?));
    }
    let explanation = assessment.explain(indicator, division)?;
    Ok(explanation.render(Language::Chinese, 20))
}

/// What rules find in one record: names and values in turn, separated by line feeds.
///
/// # Safety
///
/// The session is one, and the bytes are there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_check(
    session: *mut Session,
    dataset: Bytes,
    record: Bytes,
) -> Bytes {
    // SAFETY: as the caller promises.
    let session = unsafe { &mut *session };
    // SAFETY: as the caller promises.
    session.text = unsafe { checked(session, dataset, record) }.unwrap_or_default();
    Bytes::of(session.text.as_bytes())
}

unsafe fn checked(session: &Session, dataset: Bytes, record: Bytes) -> Result<String, Failure> {
    // SAFETY: as the caller promises.
    let (dataset, record) = unsafe { (dataset.text()?, record.text()?) };
    let mut lines = record.lines();
    let mut fields = Vec::new();
    while let (Some(name), value) = (lines.next(), lines.next()) {
        fields.push((name, value));
    }
    let findings = session.tally.plan().check_record(dataset, &fields)?;
    Ok(format!("{findings:?}"))
}

/// The tally as bytes, which are read back as a trial. Stay until the next ones.
///
/// # Safety
///
/// The session is one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_bytes(session: *mut Session) -> Bytes {
    // SAFETY: as the caller promises.
    let session = unsafe { &mut *session };
    session.bytes = session.tally.to_bytes().unwrap_or_default();
    let again = Tally::from_bytes(session.tally.plan(), &session.bytes);
    if let Ok(mut again) = again {
        // Merging with what is there already is refused or doubles; either way it is reached.
        let _ = again.merge(&session.tally);
    }
    Bytes::of(&session.bytes)
}
