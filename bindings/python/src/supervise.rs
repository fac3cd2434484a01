//! Long work beside Python: the interpreter is free meanwhile, signals are looked at, and
//! progress is told.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use huimin::door::{Entry, Folder, ReadSeek};
use huimin::tally::Progress;
use pyo3::prelude::*;

use crate::errors::OrRaise;

/// How long a signal waits before it is looked at; a call that is shorter asks nobody.
const SLICE: Duration = Duration::from_millis(50);

/// Whom progress is told, and what all of it is.
pub struct Audience {
    /// Called with what is done and with the total; false stops the work.
    pub callback: Option<Py<PyAny>>,
    /// Rows or bytes in all, where known.
    pub total: Option<u64>,
    /// Whether it is told in bytes.
    pub in_bytes: bool,
}

impl Audience {
    /// Nobody: only signals are looked at.
    pub fn nobody() -> Self {
        Self {
            callback: None,
            total: None,
            in_bytes: false,
        }
    }
}

/// What the work is asked by, on whichever of its threads.
pub struct Watch<'a> {
    audience: &'a Audience,
    /// The thread that called, the only one on which Python looks at signals.
    caller: ThreadId,
    begun: Instant,
    /// Milliseconds after `begun` at which the caller looked last.
    looked: AtomicU64,
    done: AtomicU64,
    is_stopped: AtomicBool,
    raised: Mutex<Option<PyErr>>,
}

impl<'a> Watch<'a> {
    fn new(audience: &'a Audience) -> Self {
        Self {
            audience,
            caller: thread::current().id(),
            begun: Instant::now(),
            looked: AtomicU64::new(0),
            done: AtomicU64::new(0),
            is_stopped: AtomicBool::new(false),
            raised: Mutex::new(None),
        }
    }

    /// Notes how far the work has come; false where it should stop.
    pub fn goes_on(&self, progress: Progress) -> bool {
        // Bytes where the input is a file, records elsewhere.
        let done = if self.audience.in_bytes {
            progress.bytes
        } else {
            progress.records
        };
        self.done.store(done, Ordering::Relaxed);
        self.is_wanted()
    }

    /// Whether the work should go on. Now and then the calling thread, which works too,
    /// looks at signals and tells of progress.
    pub fn is_wanted(&self) -> bool {
        if thread::current().id() == self.caller && self.is_time() {
            let told = Python::attach(|py| {
                py.check_signals()?;
                self.tell(py)
            });
            if let Err(error) = told {
                self.is_stopped.store(true, Ordering::Relaxed);
                if let Ok(mut raised) = self.raised.lock() {
                    raised.get_or_insert(error);
                }
            }
        }
        !self.is_stopped.load(Ordering::Relaxed)
    }

    /// Whether the last look is a slice of time ago.
    fn is_time(&self) -> bool {
        let now = self.begun.elapsed();
        let looked = Duration::from_millis(self.looked.load(Ordering::Relaxed));
        if now.saturating_sub(looked) < SLICE {
            return false;
        }
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.looked.store(now, Ordering::Relaxed);
        true
    }

    fn tell(&self, py: Python<'_>) -> PyResult<()> {
        let Some(callback) = &self.audience.callback else {
            return Ok(());
        };
        let done = self.done.load(Ordering::Relaxed);
        let answer = callback.call1(py, (done, self.audience.total))?;
        if answer.bind(py).is(pyo3::types::PyBool::new(py, false)) {
            self.is_stopped.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Runs `work` without the interpreter. What a signal or the callback raises stops the work
/// and is raised here.
pub fn supervised<T: Send>(
    py: Python<'_>,
    audience: &Audience,
    work: impl FnOnce(&Watch<'_>) -> huimin::Result<T> + Send,
) -> PyResult<T> {
    let watch = Watch::new(audience);
    let result = py.detach(|| work(&watch));
    if let Ok(Some(raised)) = watch.raised.lock().map(|mut raised| raised.take()) {
        return Err(raised);
    }
    let result = result.or_raise(py)?;
    watch.tell(py)?;
    Ok(result)
}

/// Signals that are looked at while files are read.
pub struct Pulse {
    begun: Instant,
    looked: AtomicU64,
    raised: Mutex<Option<PyErr>>,
    is_stopped: AtomicBool,
}

impl Pulse {
    pub fn new() -> Self {
        Self {
            begun: Instant::now(),
            looked: AtomicU64::new(0),
            raised: Mutex::new(None),
            is_stopped: AtomicBool::new(false),
        }
    }

    /// What a signal raised.
    pub fn raised(&self) -> Option<PyErr> {
        self.raised.lock().ok()?.take()
    }

    /// Whether reading may go on.
    fn check(&self) -> io::Result<()> {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let slice = u64::try_from(SLICE.as_millis()).unwrap_or(u64::MAX);
        if now.saturating_sub(self.looked.load(Ordering::Relaxed)) >= slice {
            self.looked.store(now, Ordering::Relaxed);
            if let Err(error) = Python::attach(|py| py.check_signals()) {
                self.is_stopped.store(true, Ordering::Relaxed);
                if let Ok(mut raised) = self.raised.lock() {
                    raised.get_or_insert(error);
                }
            }
        }
        match self.is_stopped.load(Ordering::Relaxed) {
            true => Err(io::Error::other("interrupted")),
            false => Ok(()),
        }
    }
}

/// A folder whose files can be read until a signal comes.
pub struct Attentive<'a, F> {
    pub folder: &'a F,
    pub pulse: &'a Arc<Pulse>,
}

impl<F: Folder> Folder for Attentive<'_, F> {
    fn list(&self) -> huimin::Result<Vec<Entry>> {
        self.folder.list()
    }

    fn open(&self, path: &str) -> huimin::Result<Box<dyn ReadSeek + Send>> {
        Ok(Box::new(Attended {
            file: self.folder.open(path)?,
            pulse: Arc::clone(self.pulse),
        }))
    }
}

/// A file of such a folder.
struct Attended {
    file: Box<dyn ReadSeek + Send>,
    pulse: Arc<Pulse>,
}

impl Read for Attended {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pulse.check()?;
        self.file.read(buffer)
    }
}

impl Seek for Attended {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
