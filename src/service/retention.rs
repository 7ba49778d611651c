//! Forgetting what is older than the configuration wants it kept.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::service::worker::Worker;

/// Between two rounds.
const PAUSE_SECS: u64 = 3_600;
/// Between two steps of a round, so that deliveries are not kept waiting.
const STEP_MILLIS: u64 = 50;
/// Rows of one kind that one step forgets.
const ROWS_MAX: u32 = 500;
const STEPS_MAX: u32 = 10_000;

/// Forget what is older than `days`, now and every hour, until `stop`. 0 keeps everything.
pub async fn watch(worker: Arc<Worker>, days: u32, stop: CancellationToken) {
    if days == 0 {
        return;
    }
    loop {
        let rows = round(&worker, days, &stop).await;
        if rows > 0 {
            tracing::info!(rows, days, "what was older was forgotten");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(PAUSE_SECS)) => {}
        }
    }
}

async fn round(worker: &Worker, days: u32, stop: &CancellationToken) -> u64 {
    let age = SignedDuration::from_hours(i64::from(days) * 24);
    let Ok(before) = worker.clock.now().checked_sub(age) else { return 0 };
    let mut all = 0;
    for _ in 0..STEPS_MAX {
        match worker.store.forget(before, ROWS_MAX).await {
            Ok(0) => break,
            Ok(rows) => all += rows,
            Err(error) => {
                tracing::warn!(%error, "what is old could not be forgotten");
                break;
            }
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(Duration::from_millis(STEP_MILLIS)) => {}
        }
    }
    worker.meter.forgotten_rows.inc_by(all);
    all
}
