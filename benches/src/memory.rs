//! The process's memory, as Linux counts it.

fn megabytes(line: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|found| found.strip_prefix(line))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

/// Resident now, in megabytes; NaN where the system does not tell.
pub fn resident() -> f64 {
    megabytes("VmRSS:").unwrap_or(f64::NAN)
}

/// The most that was resident since the last [`reset_peak`], in megabytes.
pub fn peak() -> f64 {
    megabytes("VmHWM:").unwrap_or(f64::NAN)
}

/// Counts the peak from now on.
pub fn reset_peak() {
    // Where this is not allowed the peak also counts the time before.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
