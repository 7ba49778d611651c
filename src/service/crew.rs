//! The workers together: due tickets are claimed as workers are free, and each has a pass of its own.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::service::timers::Waking;
use crate::service::watch::Watch;
use crate::service::worker::Worker;
use crate::store::{Fuse, Lease};

/// How long released passes may take to give their tickets back.
const RELEASE_SECS_MAX: u64 = 3;

/// Work until `stop`, then let the passes that run finish within `stop_secs` or give their tickets back.
pub async fn work(worker: Arc<Worker>, waking: Arc<Waking>, stop: CancellationToken) {
    let give_up = CancellationToken::new();
    let workers = worker.limits.workers.max(1);
    let mut passes = JoinSet::new();
    let mut watch = Watch::new(&worker).await;
    while !stop.is_cancelled() {
        watch.look(&worker).await;
        let leases = claim(&worker, workers - passes.len()).await;
        // What is due stays due then: without a rest it would be looked at all the time.
        let fuses = if leases.is_empty() { fuses(&worker).await } else { Vec::new() };
        let is_fused = |name: &String| fuses.iter().any(|fuse| fuse.is_of(name));
        let is_stopped = leases.is_empty()
            && worker.helpdesks.keys().all(|name| worker.is_off_for(name) || is_fused(name));
        for lease in leases {
            let (worker, give_up) = (Arc::clone(&worker), give_up.clone());
            let turn = worker.turns.begin(&lease.ticket.helpdesk);
            passes.spawn(async move {
                let _turn = turn;
                worker.pass(lease, give_up).await;
            });
        }
        let free = passes.len() < workers;
        let mut peace = worker.left_in_peace(worker.clock.now());
        peace.extend(worker.helpdesks.keys().filter(|name| is_fused(name)).cloned());
        tokio::select! {
            () = stop.cancelled() => {}
            Some(ended) = passes.join_next() => report_panic(ended),
            () = waking.rest(), if is_stopped => {}
            () = waking.wait(worker.store.as_ref(), &worker.clock, &peace), if free && !is_stopped => {}
        }
    }
    let in_time = Duration::from_secs(worker.limits.stop_secs);
    if tokio::time::timeout(in_time, finish(&mut passes)).await.is_err() {
        give_up.cancel();
        // What is not given back in time is taken up when its lease runs out, or at the next start.
        let _ = tokio::time::timeout(Duration::from_secs(RELEASE_SECS_MAX), finish(&mut passes)).await;
    }
}

/// Nothing if the store does not answer: the next wake-up or tick tries again.
async fn claim(worker: &Worker, free: usize) -> Vec<Lease> {
    let limit = u32::try_from(free).unwrap_or(u32::MAX);
    if limit == 0 {
        return Vec::new();
    }
    worker.claim(limit).await.unwrap_or_else(|error| {
        tracing::error!(%error, "no ticket could be claimed");
        Vec::new()
    })
}

/// A store that does not answer says nothing of them.
async fn fuses(worker: &Worker) -> Vec<Fuse> {
    worker.store.fuses().await.unwrap_or_default()
}

async fn finish(passes: &mut JoinSet<()>) {
    while let Some(ended) = passes.join_next().await {
        report_panic(ended);
    }
}

fn report_panic(ended: Result<(), JoinError>) {
    if ended.is_err() {
        tracing::error!("a pass panicked; its ticket is taken up again when its lease runs out");
    }
}
