//! Work shared by threads.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// More threads than this never help, and so many as a caller may name by mistake could not
/// even be begun.
const MOST: usize = 1_024;

/// As many threads as a caller asks for, at least one and never absurdly many.
pub(crate) fn allowed(threads: usize) -> usize {
    threads.clamp(1, MOST)
}

/// The threads that share a piece of work, and whether it is still wanted.
#[derive(Clone, Copy)]
pub(crate) struct Crew<'a> {
    threads: usize,
    goes_on: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl<'a> Crew<'a> {
    /// So many threads, for work that is always done to its end; one where there can be no
    /// more, as shares for workers that never come would be left undone.
    pub fn of(threads: usize) -> Self {
        let threads = if cfg!(feature = "parallel") {
            threads
        } else {
            1
        };
        Self {
            threads: allowed(threads),
            goes_on: None,
        }
    }

    /// The same, for work that ends early once `goes_on` is false. It must stay false.
    pub fn while_wanted(self, goes_on: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self {
            goes_on: Some(goes_on),
            ..self
        }
    }

    /// How many threads.
    pub fn threads(self) -> usize {
        self.threads
    }

    /// Fewer threads, where there are no more than so many parts.
    pub fn for_parts(self, parts: usize) -> Self {
        let threads = self.threads.min(parts.max(1));
        Self { threads, ..self }
    }

    /// Whether the work is still wanted. Loops that take long ask, and may leave what
    /// they make half done: whoever called them asks [`check`](Self::check).
    pub fn goes_on(self) -> bool {
        self.goes_on.is_none_or(|goes_on| goes_on())
    }

    /// The share of a worker, as [`share`] has it, as long as the work is wanted.
    pub fn share(self, length: usize, worker: usize) -> impl Iterator<Item = usize> {
        share(length, worker, self.threads).take_while(move |_| self.goes_on())
    }

    /// An error of kind `Cancelled` where the work is not wanted any more.
    pub fn check(self) -> Result<()> {
        if self.goes_on() {
            return Ok(());
        }
        Err(stopped())
    }
}

impl fmt::Debug for Crew<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Crew of {}", self.threads)
    }
}

/// The error of work that the caller stopped.
pub(crate) fn stopped() -> Error {
    let message = text!("已按要求停止", "stopped as asked");
    Error::new(ErrorKind::Cancelled, message)
}

/// What `work` gives for every worker, called with the worker's number from 0 on;
/// on one thread where the feature `parallel` is off. A panic of a worker goes on
/// in the caller.
pub(crate) fn on_threads<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = if cfg!(feature = "parallel") {
        threads.max(1)
    } else {
        1
    };
    if threads == 1 {
        return vec![work(0)];
    }
    std::thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = (1..threads)
            .map(|worker| {
                let begun = Builder::new().spawn_scoped(scope, move || work(worker));
                (worker, begun.ok())
            })
            .collect();
        // The caller works too: a thread that only waits has its processor, and
        // new threads begin some milliseconds late where two share one.
        let mut finished = vec![work(0)];
        finished.extend(others.into_iter().map(|(worker, begun)| {
            match begun {
                Some(thread) => thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                // The system gives no further thread.
                None => work(worker),
            }
        }));
        finished
    })
}

/// What `work` gives for every number below `count`, in order. The numbers are
/// handed out one by one, as some may be more work than others.
pub(crate) fn each_on_threads<T: Send>(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = on_threads(threads.min(count), |_| {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return done;
            }
            done.push((number, work(number)));
        }
    });
    let mut done: Vec<(usize, T)> = done.into_iter().flatten().collect();
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, found)| found).collect()
}

/// The share of a worker: one of `workers` runs of about the same length that
/// together make `0..length`.
pub(crate) fn share(length: usize, worker: usize, workers: usize) -> Range<usize> {
    let bound = |worker: usize| {
        let bound = (length as u128).saturating_mul(worker as u128);
        let bound = bound.checked_div(workers.max(1) as u128);
        let bound = bound.and_then(|bound| usize::try_from(bound).ok());
        bound.unwrap_or(length).min(length)
    };
    bound(worker)..bound(worker.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::{allowed, each_on_threads, on_threads, share};

    #[test]
    fn shares_make_the_whole() {
        for (length, workers) in [(0, 3), (1, 2), (10, 3), (7, 1)] {
            let runs = (0..workers).map(|worker| share(length, worker, workers));
            let all: Vec<usize> = runs.flatten().collect();
            assert_eq!(all, (0..length).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_number_is_worked_on_in_order() {
        let found = each_on_threads(3, 100, |number| number * 2);
        assert_eq!(found, (0..100).map(|number| number * 2).collect::<Vec<_>>());
        assert!(each_on_threads(2, 0, |number| number).is_empty());
    }

    #[test]
    fn nobody_gets_billions_of_threads() {
        assert_eq!([0, 1, 9].map(allowed), [1, 1, 9]);
        assert_eq!(allowed(usize::MAX), allowed(1 << 40));
    }

    #[test]
    fn every_worker_works() {
        let found = on_threads(3, |worker| worker * 2);
        assert!(found == [0, 2, 4] || found == [0]);
    }
}
