//! A clock that is set back must not make tickets wait: what was due by then is due now.

use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::service::worker::Worker;

/// Clocks are corrected by less than this all the time.
const STEP_SECS_MIN: i64 = 2;

/// The latest time that was seen.
pub struct Watch {
    latest: Timestamp,
}

impl Watch {
    /// From what the store has heard of, because the clock may have been set back while the service was down.
    pub async fn new(worker: &Worker) -> Self {
        let stored = worker.store.latest().await.unwrap_or_else(|error| {
            tracing::error!(%error, "the store does not say what time it has been");
            None
        });
        Self { latest: stored.unwrap_or_else(|| worker.clock.now()) }
    }

    pub async fn look(&mut self, worker: &Worker) {
        let now = worker.clock.now();
        if now + SignedDuration::from_secs(STEP_SECS_MIN) >= self.latest {
            self.latest = self.latest.max(now);
            return;
        }
        let secs = self.latest.duration_since(now).as_secs();
        // Retries that were set by the old clock lie after it by up to their longest wait.
        let retries = u32::try_from(worker.limits.retry_secs_max).unwrap_or(u32::MAX);
        match worker.store.rewind(self.latest, retries, now).await {
            Ok(()) => {
                worker.breakers.rewind(now);
                match worker.clock {
                    Clock::System => {
                        tracing::warn!(secs, "the clock was set back; what was due by then is due now")
                    }
                    // Whoever sets it by hand knows.
                    Clock::Manual(_) => {}
                }
                self.latest = now;
            }
            Err(error) => tracing::error!(%error, secs, "the clock was set back, and tickets wait for it"),
        }
    }
}
