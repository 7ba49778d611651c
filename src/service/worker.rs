//! A worker: takes a leased ticket through its pass, keeps the lease alive meanwhile, and remembers how it ended.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span, debug_span};

use crate::clock::Clock;
use crate::config::settings::Service;
use crate::service::breaker::{Breakers, Permit, TRY_SECS_MAX};
use crate::service::end::{End, LOST, log};
use crate::service::judges::Judges;
use crate::service::meter::Meter;
use crate::service::meter::tickets::News;
use crate::service::pass::Pass;
use crate::service::replicas::Replicas;
use crate::service::turns::Turns;
use crate::service::{Helpdesks, backoff};
use crate::store::{Claim, Lease, Outcome, Release, Store, StoreError, TicketKey, Trouble};
use crate::trace::TARGET;

/// The longest that one pass may take, whatever it waits for.
const PASS_SECS_MAX: u64 = 600;

/// What a pass has done and found.
#[derive(Debug, Default)]
struct Tally {
    writes: u32,
    news: Option<News>,
}

pub struct Worker {
    pub helpdesks: Helpdesks,
    pub store: Arc<dyn Store>,
    pub judges: Judges,
    pub clock: Clock,
    pub limits: Service,
    /// Whether the store keeps words of tickets.
    pub keep_texts: bool,
    pub breakers: Breakers,
    pub replicas: Replicas,
    pub turns: Turns,
    pub meter: Arc<Meter>,
    pub rng: Mutex<StdRng>,
}

impl Worker {
    /// Nothing is to be decided anywhere: what is due stays due until that changes.
    pub fn is_off(&self) -> bool {
        self.helpdesks.keys().all(|name| self.is_off_for(name))
    }

    /// Nothing is to be decided in this helpdesk's tickets.
    pub fn is_off_for(&self, helpdesk: &str) -> bool {
        self.judges.judge(helpdesk).policy().is_off()
    }

    /// Lease up to `limit` due tickets of the helpdesks that may be asked. None of those whose mode is `off`.
    pub async fn claim(&self, limit: u32) -> Result<Vec<Lease>, StoreError> {
        if self.is_off() {
            return Ok(Vec::new());
        }
        let now = self.clock.now();
        let mut except = self.left_in_peace(now);
        let share = self.share();
        let busy = |name: &&String| self.turns.under_way(name) >= share;
        let crowding: Vec<String> = self.helpdesks.keys().filter(busy).cloned().collect();
        except.extend(crowding);
        let mut leases = match self.helpdesks.keys().any(|name| !except.contains(name)) {
            true => self.store.claim(self.wanted(now, limit, except)).await?,
            // All that is due would be looked through for nothing.
            false => Vec::new(),
        };
        let trying = self
            .helpdesks
            .keys()
            .filter(|name| self.breakers.permit(name, now) == Permit::One && !self.is_off_for(name));
        for name in trying {
            if leases.len() >= limit as usize {
                break;
            }
            if !self.may_try(name).await? {
                continue;
            }
            let others = self.helpdesks.keys().filter(|other| *other != name).cloned().collect();
            let lease = self.store.claim(self.wanted(now, 1, others)).await?;
            if !lease.is_empty() {
                self.breakers.try_one(name, now);
            }
            leases.extend(lease);
        }
        self.turns.taken(leases.iter().map(|lease| lease.ticket.helpdesk.as_str()));
        Ok(leases)
    }

    /// Whether it is this replica that tries a helpdesk; the others are told by its outcome.
    async fn may_try(&self, helpdesk: &str) -> Result<bool, StoreError> {
        match self.store.peers() {
            Some(peers) => peers.try_one(helpdesk, TRY_SECS_MAX).await,
            None => Ok(true),
        }
    }

    /// The most passes that one helpdesk may have at a time: where there are several, one worker stays free for the others,
    /// however slowly that one answers.
    fn share(&self) -> u32 {
        let workers = u32::try_from(self.limits.workers).unwrap_or(u32::MAX).max(1);
        if self.helpdesks.len() > 1 { workers.saturating_sub(1).max(1) } else { u32::MAX }
    }

    /// The helpdesks that nobody but one who tries may ask now: they are out of order, allow no more for now, or are not to
    /// be asked at all.
    pub fn left_in_peace(&self, now: Timestamp) -> Vec<String> {
        let is_left = |name: &&String| {
            self.breakers.permit(name, now) != Permit::Free
                || self.is_off_for(name)
                || self.helpdesks.get(*name).is_some_and(|helpdesk| helpdesk.headroom().is_used_up())
        };
        self.helpdesks.keys().filter(is_left).cloned().collect()
    }

    fn wanted(&self, now: Timestamp, limit: u32, except: Vec<String>) -> Claim {
        let open = self.helpdesks.keys().filter(|name| !except.contains(name));
        let under_way = open.map(|name| self.turns.under_way(name)).max().unwrap_or_default();
        let per_helpdesk_max = self.share().saturating_sub(under_way).max(1);
        let lease_until = self.lease_until(now);
        Claim { now, lease_until, limit, except, after: self.turns.last(), per_helpdesk_max }
    }

    /// One pass from fetching to remembering. `give_up` ends it early; the ticket stays due then.
    pub async fn pass(&self, lease: Lease, give_up: CancellationToken) {
        let span = span(&lease);
        self.go(lease, give_up).instrument(span).await;
    }

    async fn go(&self, lease: Lease, give_up: CancellationToken) {
        let started = Instant::now();
        let mut tally = Tally::default();
        let end = tokio::select! {
            end = self.work(&lease, &mut tally) => end,
            end = self.keep(&lease) => end,
            () = give_up.cancelled() => End::Released,
            () = tokio::time::sleep(Duration::from_secs(PASS_SECS_MAX)) => {
                let reason = format!("the pass took longer than {PASS_SECS_MAX} s");
                End::Retry { reason, trouble: Trouble::Ticket }
            }
        };
        self.judge_helpdesk(&lease.ticket, &end).await;
        let finish = debug_span!(target: TARGET, "finish");
        let remembered = self.remember(&lease, &end).instrument(finish).await;
        let took = started.elapsed();
        self.count(&lease, &end, &tally, took, remembered.is_ok());
        tell(&end, tally.writes);
        log(&lease, &end, tally.writes, took, remembered);
    }

    /// What is not on disk will be done again, and is counted then.
    fn count(&self, lease: &Lease, end: &End, tally: &Tally, took: Duration, is_remembered: bool) {
        self.meter.passes.ended(if is_remembered { end.name() } else { LOST }, took);
        if !is_remembered {
            return;
        }
        match end {
            End::Done(_) => self.meter.passes.done(lease, end.report(), self.clock.now()),
            End::Retry { .. } | End::Wait { .. } | End::Park { .. } | End::Released | End::Lost { .. } => {}
        }
        if let (Some(_), Some(news)) = (end.report(), &tally.news) {
            self.meter.tickets.hear(news);
        }
    }

    async fn work(&self, lease: &Lease, tally: &mut Tally) -> End {
        let Some(helpdesk) = self.helpdesks.get(&lease.ticket.helpdesk) else {
            return End::Park { reason: "the configuration has no such helpdesk".into() };
        };
        let mut pass = Pass {
            helpdesk: helpdesk.as_ref(),
            store: self.store.as_ref(),
            judge: self.judges.judge(&lease.ticket.helpdesk),
            clock: &self.clock,
            lease,
            keep_texts: self.keep_texts,
            meter: &self.meter,
            written: Vec::new(),
            news: None,
        };
        let result = pass.run().await;
        *tally = Tally { writes: u32::try_from(pass.written.len()).unwrap_or(u32::MAX), news: pass.news };
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
            let now = self.clock.now();
            match self.store.extend(lease, self.lease_until(now), now).await {
                Ok(()) => {}
                Err(error @ StoreError::LeaseLost) => return End::Lost { reason: error.to_string() },
                Err(error @ (StoreError::Unavailable { .. } | StoreError::Unreadable { .. })) => {
                    tracing::warn!(%error, ticket = lease.ticket.id, "the lease could not be extended");
                }
            }
        }
    }

    /// What the end says of the helpdesk as a whole. When one works again, the tickets that it kept waiting are released.
    async fn judge_helpdesk(&self, ticket: &TicketKey, end: &End) {
        let helpdesk = ticket.helpdesk.as_str();
        match end {
            End::Done(_) => self.works(helpdesk).await,
            End::Retry { trouble: Trouble::Helpdesk, reason } => {
                let was_open = self.breakers.pause_secs(helpdesk).is_some();
                if self.breakers.failed(helpdesk, &ticket.id, self.clock.now()) {
                    tracing::error!(helpdesk, reason, "the helpdesk is left in peace for a while");
                }
                if !was_open {
                    self.tell_of_peace(helpdesk).await;
                }
            }
            End::Retry { trouble: Trouble::Ticket, .. }
            | End::Wait { .. }
            | End::Park { .. }
            | End::Released
            | End::Lost { .. } => {}
        }
    }

    /// Where a helpdesk is left in peace, the other replicas leave it, too.
    async fn tell_of_peace(&self, helpdesk: &str) {
        let (Some(peers), Some(pause_secs)) = (self.store.peers(), self.breakers.pause_secs(helpdesk)) else {
            return;
        };
        if let Err(error) = peers.leave_in_peace(helpdesk, pause_secs).await {
            tracing::warn!(helpdesk, %error, "the other replicas could not be told to leave it in peace");
        }
    }

    /// The helpdesk answered.
    pub async fn works(&self, helpdesk: &str) {
        if !self.breakers.worked(helpdesk) {
            return;
        }
        if let Some(peers) = self.store.peers()
            && let Err(error) = peers.works(helpdesk).await
        {
            tracing::warn!(helpdesk, %error, "the other replicas could not be told that it works");
        }
        let released = self.store.release(Release::OfHelpdesk(helpdesk.to_owned()), self.clock.now()).await;
        match released {
            Ok(tickets) => tracing::info!(helpdesk, tickets, "the helpdesk works again"),
            Err(error) => {
                tracing::error!(helpdesk, %error, "the tickets it kept waiting could not be released")
            }
        }
    }

    async fn remember(&self, lease: &Lease, end: &End) -> Result<(), StoreError> {
        let now = self.clock.now();
        match end {
            End::Done(outcome) => self.store.finish(lease, Outcome::clone(outcome), now).await,
            End::Retry { reason, trouble } => {
                let failures_max = match trouble {
                    Trouble::Ticket => self.limits.failures_max,
                    Trouble::Helpdesk => self.limits.outage_failures_max,
                };
                if lease.failures + 1 >= failures_max {
                    return self.store.park(lease, *trouble, reason, now).await;
                }
                let secs_max = self.limits.retry_secs_max;
                let wait = backoff::after_failures(lease.failures, secs_max, &mut *self.rng());
                self.store.retry(lease, now + wait, reason).await
            }
            End::Wait { secs, reason } => {
                let wait = backoff::as_asked(*secs, &mut *self.rng());
                self.store.postpone(lease, now + wait, reason).await
            }
            End::Park { reason } => self.store.park(lease, Trouble::Ticket, reason, now).await,
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

/// It goes on from the delivery that the ticket was marked by last; the others have to do with it, too.
fn span(lease: &Lease) -> Span {
    let span = debug_span!(
        target: TARGET,
        "pass",
        otel.kind = "consumer",
        otel.status_code = tracing::field::Empty,
        helpdesk = lease.ticket.helpdesk,
        ticket = lease.ticket.id,
        cause = lease.cause.name(),
        failures = lease.failures,
        end = tracing::field::Empty,
        category = tracing::field::Empty,
        verdict = tracing::field::Empty,
        writes = tracing::field::Empty,
    );
    let mut traces = lease.traces.iter();
    if let Some(latest) = traces.next() {
        latest.continue_in(&span);
    }
    traces.for_each(|trace| trace.link_to(&span));
    span
}

/// Tell the pass's span how it ended.
fn tell(end: &End, writes: u32) {
    let span = Span::current();
    span.record("end", end.name());
    span.record("writes", writes);
    if let Some(report) = end.report() {
        span.record("category", report.category.as_str());
        span.record("verdict", report.verdict.name());
    }
    match end {
        End::Retry { .. } | End::Park { .. } | End::Lost { .. } => {
            span.record("otel.status_code", "ERROR");
        }
        End::Done(_) | End::Wait { .. } | End::Released => {}
    }
}
