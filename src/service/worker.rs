//! A worker: takes a leased ticket through its pass, keeps the lease alive meanwhile, and remembers how it ended.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::settings::Service;
use crate::service::end::{End, log};
use crate::service::judge::Judge;
use crate::service::pass::Pass;
use crate::service::{Helpdesks, backoff};
use crate::store::{Lease, Outcome, Store, StoreError};

/// The longest that one pass may take, whatever it waits for.
const PASS_SECS_MAX: u64 = 600;

pub struct Worker {
    pub helpdesks: Helpdesks,
    pub store: Arc<dyn Store>,
    pub judge: Arc<dyn Judge>,
    pub clock: Clock,
    pub limits: Service,
    pub rng: Mutex<StdRng>,
}

impl Worker {
    /// Lease up to `limit` due tickets.
    pub async fn claim(&self, limit: u32) -> Result<Vec<Lease>, StoreError> {
        let now = self.clock.now();
        self.store.claim(now, self.lease_until(now), limit).await
    }

    /// One pass from fetching to remembering. `give_up` ends it early; the ticket stays due then.
    pub async fn pass(&self, lease: Lease, give_up: CancellationToken) {
        let started = Instant::now();
        let mut writes = 0;
        let end = tokio::select! {
            end = self.work(&lease, &mut writes) => end,
            end = self.keep(&lease) => end,
            () = give_up.cancelled() => End::Released,
            () = tokio::time::sleep(Duration::from_secs(PASS_SECS_MAX)) => {
                End::Retry { reason: format!("the pass took longer than {PASS_SECS_MAX} s"), park_at_last: true }
            }
        };
        let remembered = self.remember(&lease, &end).await;
        log(&lease, &end, writes, started.elapsed(), remembered);
    }

    async fn work(&self, lease: &Lease, writes: &mut u32) -> End {
        let Some(helpdesk) = self.helpdesks.get(&lease.ticket.helpdesk) else {
            return End::Park { reason: "the configuration has no such helpdesk".into() };
        };
        let mut pass = Pass {
            helpdesk: helpdesk.as_ref(),
            store: self.store.as_ref(),
            judge: Arc::clone(&self.judge),
            clock: &self.clock,
            lease,
            writes: 0,
        };
        let result = pass.run().await;
        *writes = pass.writes;
        match result {
            Ok(outcome) => End::done(outcome),
            Err(setback) => End::after(setback),
        }
    }

    /// Extend the lease as long as the pass runs; ends only when the lease is lost.
    async fn keep(&self, lease: &Lease) -> End {
        let third = Duration::from_secs(self.limits.lease_secs.max(3)) / 3;
        loop {
            tokio::time::sleep(third).await;
            match self.store.extend(lease, self.lease_until(self.clock.now())).await {
                Ok(()) => {}
                Err(error @ StoreError::LeaseLost) => return End::Lost { reason: error.to_string() },
                Err(error @ (StoreError::Unavailable { .. } | StoreError::Unreadable { .. })) => {
                    tracing::warn!(%error, ticket = lease.ticket.id, "the lease could not be extended");
                }
            }
        }
    }

    async fn remember(&self, lease: &Lease, end: &End) -> Result<(), StoreError> {
        let now = self.clock.now();
        match end {
            End::Done(outcome) => self.store.finish(lease, Outcome::clone(outcome), now).await,
            End::Retry { reason, park_at_last } => {
                if *park_at_last && lease.failures + 1 >= self.limits.failures_max {
                    return self.store.park(lease, reason, now).await;
                }
                let secs_max = self.limits.retry_secs_max;
                let wait = backoff::after_failures(lease.failures, secs_max, &mut *self.rng());
                self.store.retry(lease, now + wait, reason).await
            }
            End::Wait { secs, reason } => {
                let wait = backoff::as_asked(*secs, &mut *self.rng());
                self.store.postpone(lease, now + wait, reason).await
            }
            End::Park { reason } => self.store.park(lease, reason, now).await,
            End::Released => self.store.postpone(lease, now, "the service stopped").await,
            End::Lost { .. } => Ok(()),
        }
    }

    fn rng(&self) -> MutexGuard<'_, StdRng> {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lease_until(&self, now: Timestamp) -> Timestamp {
        now + SignedDuration::from_secs(i64::try_from(self.limits.lease_secs).unwrap_or(i64::from(u32::MAX)))
    }
}
