//! What the machine can do at most: reading and copying memory.

use std::hint::black_box;
use std::time::Instant;

use super::{Case, Unit};

/// Far more than any cache holds.
const WORDS: usize = 1 << 26;
const TITLE: &str = "memory";

/// Reading and copying, on one and on two threads.
pub fn cases() -> Vec<Case> {
    [1, 2].map(case).into()
}

fn case(threads: usize) -> Case {
    Case {
        title: TITLE,
        unit: Unit::Bytes(WORDS * 8),
        threads,
        run: Box::new(move || {
            // Allocated here, so that it is not there while others are measured.
            let from: Vec<u64> = (0..WORDS as u64).collect();
            let mut to = vec![1_u64; WORDS];
            let part = WORDS / threads;
            let started = Instant::now();
            std::thread::scope(|scope| {
                for words in from.chunks(part) {
                    scope.spawn(|| black_box(sum(words)));
                }
            });
            let read = started.elapsed().as_secs_f64();
            let started = Instant::now();
            std::thread::scope(|scope| {
                for (from, to) in from.chunks(part).zip(to.chunks_mut(part)) {
                    scope.spawn(|| to.copy_from_slice(from));
                }
            });
            let copy = started.elapsed().as_secs_f64();
            black_box(&to);
            Ok(vec![("read", read), ("copied", copy)])
        }),
    }
}

/// Several sums at once, so that no addition waits for another.
fn sum(words: &[u64]) -> u64 {
    let mut sums = [0_u64; 16];
    for words in words.chunks_exact(16) {
        for (sum, word) in sums.iter_mut().zip(words) {
            *sum = sum.wrapping_add(*word);
        }
    }
    sums.iter().fold(0, |sum, other| sum.wrapping_add(*other))
}
