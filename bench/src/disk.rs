//! How many writes the disk makes durable in a second, one after the other.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// As much as a small commit writes.
const BLOCK_BYTES: usize = 4_096;

/// Appends of a block with a flush after each, within `time`.
pub fn flushes_per_second(folder: &Path, time: Duration) -> anyhow::Result<f64> {
    let path = folder.join("flush-probe");
    let mut file = File::create(&path)?;
    let start = Instant::now();
    let mut flushes = 0;
    while start.elapsed() < time {
        file.write_all(&[7; BLOCK_BYTES])?;
        file.sync_data()?;
        flushes += 1;
    }
    let rate = f64::from(flushes) / start.elapsed().as_secs_f64();
    std::fs::remove_file(&path)?;
    Ok(rate)
}
