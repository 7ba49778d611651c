//! The other processes that share the store: signs of life, and what follows from theirs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::helpdesk::Usage;
use crate::service::worker::Worker;
use crate::store::StoreError;
use crate::store::peers::{Beat, Company, Peers};

/// Between two signs of life.
const BEAT_SECS: u64 = 2;
/// A database that does not answer keeps nobody from ending.
const LEAVE_MAX: Duration = Duration::from_secs(3);

/// How all replicas stand, as the last sign of life found them. Empty where there can be no others.
#[derive(Debug, Default)]
pub struct Replicas {
    company: Mutex<Company>,
}

impl Replicas {
    pub fn company(&self) -> Company {
        self.lock().clone()
    }

    /// What was there before.
    fn change(&self, company: Company) -> Company {
        std::mem::replace(&mut self.lock(), company)
    }

    fn lock(&self) -> MutexGuard<'_, Company> {
        self.company.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Give signs of life until `stop`, where there can be others.
pub async fn watch(worker: Arc<Worker>, stop: CancellationToken) {
    let Some(peers) = worker.store.peers() else { return };
    let mut is_heard = true;
    loop {
        match look(&worker, peers).await {
            Ok(()) => is_heard = true,
            Err(error) if is_heard => {
                is_heard = false;
                tracing::warn!(%error, "nothing is heard of the other replicas");
            }
            Err(_) => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(BEAT_SECS)) => {}
        }
    }
}

/// The last sign of life, when passes have ended or were given up: without it, what this replica was given of the helpdesks' updates
/// would be nobody's for a minute, and a service that is started anew would wait for it.
pub async fn leave(worker: &Worker) {
    let Some(peers) = worker.store.peers() else { return };
    let told = tokio::time::timeout(LEAVE_MAX, peers.leave(used(worker))).await;
    match told {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the other replicas could not be told of the end"),
        Err(_) => tracing::warn!("the other replicas could not be told of the end in time"),
    }
}

/// By helpdesk, what this replica has used of it lately.
fn used(worker: &Worker) -> Vec<(String, Usage)> {
    worker.helpdesks.iter().map(|(name, helpdesk)| (name.clone(), helpdesk.usage())).collect()
}

/// One sign of life, and what follows from those of the others.
pub async fn look(worker: &Worker, peers: &dyn Peers) -> Result<(), StoreError> {
    let standing = worker.judges.standing();
    let beat =
        Beat { checklists: standing.versions(), is_refused: standing.refused.is_some(), used: used(worker) };
    let company = peers.beat(beat).await?;
    for (name, share) in &company.shares {
        if let Some(helpdesk) = worker.helpdesks.get(name) {
            helpdesk.limit_to(share);
        }
    }
    let now = worker.clock.now();
    for name in worker.helpdesks.keys() {
        let peace = company.peace.iter().find(|peace| peace.helpdesk == *name).map(|peace| {
            let left = i64::try_from(peace.left_millis).unwrap_or(i64::MAX);
            (now + SignedDuration::from_millis(left), peace.pause_secs)
        });
        worker.breakers.hear(name, peace);
    }
    let before = worker.replicas.change(company.clone());
    tell(&before, &company);
    Ok(())
}

fn tell(before: &Company, now: &Company) {
    if before.replicas.len() != now.replicas.len() {
        tracing::info!(replicas = now.replicas.len(), "so many replicas share the store");
    }
    match (before.is_agreed(), now.is_agreed()) {
        (true, false) => {
            let all: Vec<String> = now
                .replicas
                .iter()
                .map(|replica| format!("{} {}", replica.name, replica.checklists))
                .collect();
            tracing::warn!(replicas = all.join(", "), "the replicas go by different checklists");
        }
        (false, true) => tracing::info!("all replicas go by the same checklists again"),
        (true, true) | (false, false) => {}
    }
}
