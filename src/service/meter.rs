//! What the service counts of its own work, for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::service::end::End;

/// Counters since the start; they only grow.
#[derive(Debug, Default)]
pub struct Meter {
    pub deliveries_accepted: Counter,
    pub deliveries_known: Counter,
    pub deliveries_not_stored: Counter,
    pub passes_done: Counter,
    pub passes_failed: Counter,
    pub passes_waiting: Counter,
    pub passes_parked: Counter,
    pub passes_lost: Counter,
    pub writes: Counter,
    /// Tickets whose webhook never came.
    pub gap_filled: Counter,
    pub gap_failures: Counter,
    pub forgotten_rows: Counter,
    pub config_reloads: Counter,
    pub config_reload_failures: Counter,
    /// Requests to the API with an unknown token, or one whose role does not do.
    pub api_refused: Counter,
}

#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Meter {
    pub fn pass_ended(&self, end: &End, writes: u32) {
        self.writes.add(writes.into());
        let counter = match end {
            End::Done(_) => &self.passes_done,
            End::Retry { .. } => &self.passes_failed,
            End::Wait { .. } => &self.passes_waiting,
            End::Park { .. } => &self.passes_parked,
            End::Released | End::Lost { .. } => &self.passes_lost,
        };
        counter.add(1);
    }
}
