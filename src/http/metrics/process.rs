//! What the process takes of its machine, under the names that Prometheus' own libraries have for it.

use std::fs;

use jiff::Timestamp;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

/// Where the system does not tell, there is no metric.
pub fn register(registry: &mut Registry, started_at: Timestamp) {
    let started = started_at.as_millisecond() as f64 / 1_000.0;
    let figures = [
        ("process_start_time_seconds", "When the service was started, in seconds since 1970", Some(started)),
        ("process_resident_memory_bytes", "Memory that the process holds", resident_bytes()),
        ("process_open_fds", "Files and connections that the process has open", open_files()),
    ];
    for (name, help, value) in figures {
        if let Some(value) = value {
            registry.register(name, help, ConstGauge::new(value));
        }
    }
}

/// `VmRSS:    12345 kB`.
fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}

fn open_files() -> Option<f64> {
    Some(fs::read_dir("/proc/self/fd").ok()?.count() as f64)
}
