//! The process's memory and processor time, as Linux counts them.

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

/// Seconds of processor time used so far by all threads, in steps of 10 ms:
/// what else the machine does delays a run, but hardly adds to this.
pub fn processor_seconds() -> f64 {
    let Ok(status) = std::fs::read_to_string("/proc/self/stat") else {
        return f64::NAN;
    };
    // The name in brackets may hold spaces; what follows does not.
    let fields = status.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
