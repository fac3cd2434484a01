//! Long work beside Python: the interpreter is free meanwhile, signals are looked at, and
//! progress is told.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use huimin::tally::Progress;
use pyo3::prelude::*;

use crate::errors::OrRaise;

/// How long a signal waits at most before it is looked at.
const SLICE: Duration = Duration::from_millis(50);

/// What the work and the caller know of each other.
#[derive(Default)]
pub struct Watch {
    records: AtomicU64,
    bytes: AtomicU64,
    stop: AtomicBool,
}

impl Watch {
    /// Notes how far the work has come; false where it should stop.
    pub fn goes_on(&self, progress: Progress) -> bool {
        self.records.store(progress.records, Ordering::Relaxed);
        self.bytes.store(progress.bytes, Ordering::Relaxed);
        self.is_wanted()
    }

    /// Whether the work should go on.
    pub fn is_wanted(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    /// Bytes where the input is a file, records elsewhere.
    fn done(&self, in_bytes: bool) -> u64 {
        let done = if in_bytes { &self.bytes } else { &self.records };
        done.load(Ordering::Relaxed)
    }
}

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
    fn tell(&self, py: Python<'_>, watch: &Watch) -> PyResult<()> {
        let Some(callback) = &self.callback else {
            return Ok(());
        };
        let answer = callback.call1(py, (watch.done(self.in_bytes), self.total))?;
        if answer.bind(py).is(pyo3::types::PyBool::new(py, false)) {
            watch.stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Runs `work` in a thread of its own, so that whatever it waits for, this one can
/// look at signals and tell of progress. What a signal or the callback raises stops
/// the work and is raised here.
pub fn supervised<T: Send>(
    py: Python<'_>,
    audience: &Audience,
    work: impl FnOnce(&Watch) -> huimin::Result<T> + Send,
) -> PyResult<T> {
    let watch = Watch::default();
    let (result, raised) = py.detach(|| {
        std::thread::scope(|scope| {
            let (finish, finished) = channel::<()>();
            let watch = &watch;
            let worker = scope.spawn(move || {
                let result = work(watch);
                drop(finish);
                result
            });
            let mut raised = None;
            while finished.recv_timeout(SLICE) == Err(RecvTimeoutError::Timeout) {
                if raised.is_some() {
                    continue;
                }
                let told = Python::attach(|py| {
                    py.check_signals()?;
                    audience.tell(py, watch)
                });
                raised = told.err();
                if raised.is_some() {
                    watch.stop.store(true, Ordering::Relaxed);
                }
            }
            let result = worker.join();
            (
                result.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                raised,
            )
        })
    });
    if let Some(raised) = raised {
        return Err(raised);
    }
    let result = result.or_raise(py)?;
    audience.tell(py, &watch)?;
    Ok(result)
}
