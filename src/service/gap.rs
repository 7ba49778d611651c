//! Finding what never arrived: the helpdesk's list of changes, against what has been looked at.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::helpdesk::{Helpdesk, HelpdeskError};
use crate::service::timers::Waking;
use crate::service::worker::Worker;
use crate::store::StoreError;

/// Pages that one look reads at most; what is left waits for the next.
const PAGES_MAX: u32 = 50;
/// Looks that are left out after one that failed: up to so many.
const PAUSES_MAX: u32 = 16;

/// Why a look came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum GapError {
    #[error(transparent)]
    Helpdesk(#[from] HelpdeskError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Look every `secs` until `stop`; one that fails is repeated with growing pauses. 0 never looks.
pub async fn watch(worker: Arc<Worker>, waking: Arc<Waking>, secs: u64, stop: CancellationToken) {
    if secs == 0 {
        return;
    }
    let watches = worker.helpdesks.values().map(|helpdesk| {
        let (worker, waking, stop) = (Arc::clone(&worker), Arc::clone(&waking), stop.clone());
        watch_one(worker, waking, Arc::clone(helpdesk), secs, stop)
    });
    futures_util::future::join_all(watches).await;
}

async fn watch_one(
    worker: Arc<Worker>,
    waking: Arc<Waking>,
    helpdesk: Arc<dyn Helpdesk>,
    secs: u64,
    stop: CancellationToken,
) {
    let mut pauses = 1;
    loop {
        let looked = tokio::select! {
            looked = look_if_alone(&worker, helpdesk.as_ref(), secs) => looked,
            () = stop.cancelled() => return,
        };
        match looked {
            Ok(found) => {
                pauses = 1;
                if found > 0 {
                    waking.wake();
                }
            }
            Err(error) => {
                worker.meter.gap_failures.inc();
                pauses = (pauses * 2).min(PAUSES_MAX);
                tracing::warn!(helpdesk = helpdesk.name(), %error, "the list of changes could not be read");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(secs * u64::from(pauses))) => {}
        }
    }
}

/// Of several replicas one looks; the others take over when it has not for twice as long as it may be.
async fn look_if_alone(worker: &Worker, helpdesk: &dyn Helpdesk, secs: u64) -> Result<u64, GapError> {
    if let Some(peers) = worker.store.peers() {
        let secs = u32::try_from(secs.saturating_mul(2)).unwrap_or(u32::MAX);
        if !peers.take(&format!("gap {}", helpdesk.name()), secs).await? {
            return Ok(0);
        }
    }
    look(worker, helpdesk).await
}

/// Read the changes since the last look, and take up what nobody told of. Returns how many tickets those are.
pub async fn look(worker: &Worker, helpdesk: &dyn Helpdesk) -> Result<u64, GapError> {
    let name = helpdesk.name();
    let mut found = 0;
    let mut cursor = worker.store.progress(name).await?;
    for _ in 0..PAGES_MAX {
        let now: Timestamp = worker.clock.now();
        let Some(changes) = helpdesk.changes(cursor.as_deref(), now).await? else { break };
        worker.works(name).await;
        let (is_last, next) = (changes.is_last, changes.cursor);
        found += worker.store.fill(name, changes.tickets, &next, now).await?;
        cursor = Some(next);
        if is_last {
            break;
        }
    }
    worker.meter.gap_filled.inc_by(found);
    if found > 0 {
        tracing::warn!(helpdesk = name, tickets = found, "tickets whose webhook did not come were taken up");
    }
    Ok(found)
}
