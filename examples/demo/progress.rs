//! A progress bar on standard error: only on a terminal, only for large files.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use huimin::tally::Progress;

const LARGE_BYTES: u64 = 8 << 20;
const WIDTH: u64 = 30;

pub struct ProgressBar {
    label: String,
    total_bytes: u64,
    visible: bool,
    shown: Option<Instant>,
}

impl ProgressBar {
    pub fn new(label: &str, total_bytes: u64) -> Self {
        let visible = total_bytes >= LARGE_BYTES && std::io::stderr().is_terminal();
        Self {
            label: label.to_owned(),
            total_bytes,
            visible,
            shown: None,
        }
    }

    pub fn show(&mut self, done: Progress) {
        let recent = self
            .shown
            .is_some_and(|shown| shown.elapsed() < Duration::from_millis(100));
        if !self.visible || recent {
            return;
        }
        self.shown = Some(Instant::now());
        let total = self.total_bytes.max(1);
        let filled = (done.bytes.min(total) * WIDTH / total) as usize;
        let bar = format!(
            "{}{}",
            "█".repeat(filled),
            "░".repeat(WIDTH as usize - filled)
        );
        let percent = done.bytes.min(total) * 100 / total;
        eprint!("\r{} {bar} {percent:>3}% {}", self.label, done.records);
        let _ = std::io::stderr().flush();
    }

    pub fn finish(&mut self) {
        if self.shown.is_some() {
            eprint!("\r\u{1b}[K");
        }
    }
}
