//! The real store behind gates: whoever asks it may be stopped before and after each answer.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use preflight::helpdesk::Change;
use preflight::reply::history::History;
use preflight::reply::write::Write;
use preflight::report::Report;
use preflight::store::{
    Accepted, Claim, Counts, Decision, Erase, Fuse, Intent, Lease, NewDelivery, Outcome, Parked, Release,
    Speech, Store, StoreError, TicketKey, Trouble,
};

use crate::fault::Weather;
use crate::ledger::Ledger;
use crate::stage::Stage;

type Answer<T> = Result<T, StoreError>;

pub struct Shelf {
    pub store: Arc<dyn Store>,
    pub stage: Arc<Stage>,
    pub ledger: Arc<Ledger>,
    pub weather: Weather,
}

impl Shelf {
    async fn ask(&self, what: &str, ticket: &str) -> Answer<()> {
        self.stage.gate().await;
        let struck = self.weather.strikes_store(&self.stage);
        let fate = if struck.is_ok() { "" } else { ": not available" };
        self.stage.say(format!("{what} {ticket}{fate}"));
        struck
    }

    async fn answer<T>(&self, answer: Answer<T>) -> Answer<T> {
        self.stage.gate().await;
        answer
    }
}

#[async_trait]
impl Store for Shelf {
    async fn accept(&self, delivery: NewDelivery) -> Answer<Accepted> {
        self.ask("accept", &delivery.ticket.id).await?;
        let id = delivery.ticket.id.clone();
        let accepted = self.store.accept(delivery).await;
        if accepted.is_ok() {
            self.ledger.accepts(&id);
        }
        self.answer(accepted).await
    }

    async fn claim(&self, wanted: Claim) -> Answer<Vec<Lease>> {
        self.ask("claim", "").await?;
        let leases = self.store.claim(wanted.clone()).await;
        self.ledger.claims(&wanted, leases.as_deref().unwrap_or_default());
        self.answer(leases).await
    }

    async fn finish(&self, lease: &Lease, outcome: Outcome, now: Timestamp) -> Answer<()> {
        self.ask("finish", &lease.ticket.id).await?;
        let answer = self.store.finish(lease, outcome, now).await;
        if answer.is_ok() {
            self.ledger.lets_go(lease, true);
        }
        self.answer(answer).await
    }

    async fn retry(&self, lease: &Lease, at: Timestamp, reason: &str) -> Answer<()> {
        self.ask("retry", &lease.ticket.id).await?;
        let answer = self.store.retry(lease, at, reason).await;
        if answer.is_ok() {
            self.ledger.lets_go(lease, false);
        }
        self.answer(answer).await
    }

    async fn postpone(&self, lease: &Lease, at: Timestamp, reason: &str) -> Answer<()> {
        self.ask("postpone", &lease.ticket.id).await?;
        let answer = self.store.postpone(lease, at, reason).await;
        if answer.is_ok() {
            self.ledger.lets_go(lease, false);
        }
        self.answer(answer).await
    }

    async fn park(&self, lease: &Lease, trouble: Trouble, reason: &str, now: Timestamp) -> Answer<()> {
        self.ask("park", &lease.ticket.id).await?;
        let answer = self.store.park(lease, trouble, reason, now).await;
        if answer.is_ok() {
            self.ledger.lets_go(lease, true);
        }
        self.answer(answer).await
    }

    async fn extend(&self, lease: &Lease, lease_until: Timestamp, now: Timestamp) -> Answer<()> {
        self.store.extend(lease, lease_until, now).await
    }

    async fn intend(&self, lease: &Lease, write: &Write, speech: &Speech, now: Timestamp) -> Answer<Intent> {
        self.ask("intend", &lease.ticket.id).await?;
        let intent = self.store.intend(lease, write, speech, now).await;
        if let Ok(intent) = intent {
            self.ledger.intends(lease, write, intent, now);
            self.stage.say(format!("{} is {intent:?}", &write.key[..6]));
        }
        self.answer(intent).await
    }

    async fn written(&self, lease: &Lease, key: &str, receipt: &str, at: Timestamp) -> Answer<()> {
        self.ask("written", &lease.ticket.id).await?;
        let answer = self.store.written(lease, key, receipt, at).await;
        self.answer(answer).await
    }

    async fn unsettled(&self, ticket: &TicketKey) -> Answer<Vec<Write>> {
        self.ask("unsettled", &ticket.id).await?;
        let writes = self.store.unsettled(ticket).await;
        self.answer(writes).await
    }

    async fn history(&self, ticket: &TicketKey, speech: &Speech, now: Timestamp) -> Answer<History> {
        self.ask("history", &ticket.id).await?;
        self.ledger.judges(now);
        let history = self.store.history(ticket, speech, now).await;
        self.answer(history).await
    }

    async fn report(&self, ticket: &TicketKey) -> Answer<Option<Report>> {
        self.store.report(ticket).await
    }

    async fn next_due(&self, except: &[String]) -> Answer<Option<Timestamp>> {
        self.store.next_due(except).await
    }

    async fn fuses(&self) -> Answer<Vec<Fuse>> {
        self.ask("fuses", "").await?;
        let fuses = self.store.fuses().await;
        self.answer(fuses).await
    }

    async fn close_fuse(&self, helpdesk: Option<&str>, now: Timestamp) -> Answer<bool> {
        let closed = self.store.close_fuse(helpdesk, now).await?;
        if closed {
            self.stage.say("the fuse is closed");
            self.ledger.closes_fuse();
        }
        Ok(closed)
    }

    async fn parked(&self, limit: u32) -> Answer<Vec<Parked>> {
        self.store.parked(limit).await
    }

    async fn release(&self, which: Release, now: Timestamp) -> Answer<u64> {
        self.ask("release", "").await?;
        let released = self.store.release(which, now).await;
        self.answer(released).await
    }

    async fn fill(&self, helpdesk: &str, changes: Vec<Change>, cursor: &str, now: Timestamp) -> Answer<u64> {
        self.ask("fill", cursor).await?;
        let found = self.store.fill(helpdesk, changes, cursor, now).await;
        self.answer(found).await
    }

    async fn progress(&self, helpdesk: &str) -> Answer<Option<String>> {
        self.ask("progress", "").await?;
        let progress = self.store.progress(helpdesk).await;
        self.answer(progress).await
    }

    async fn forget(&self, before: Timestamp, limit: u32) -> Answer<u64> {
        self.store.forget(before, limit).await
    }

    async fn erase(&self, which: Erase) -> Answer<u64> {
        self.store.erase(which).await
    }

    async fn rewind(&self, latest: Timestamp, slack_secs: u32, now: Timestamp) -> Answer<()> {
        self.ask("rewind", "").await?;
        let rewound = self.store.rewind(latest, slack_secs, now).await;
        self.ledger.forgets_leases();
        self.answer(rewound).await
    }

    async fn decision(&self, ticket: &TicketKey) -> Answer<Option<Decision>> {
        self.store.decision(ticket).await
    }

    async fn latest(&self) -> Answer<Option<Timestamp>> {
        self.store.latest().await
    }

    async fn counts(&self, now: Timestamp) -> Answer<Counts> {
        self.store.counts(now).await
    }

    async fn ping(&self) -> Answer<()> {
        self.store.ping().await
    }
}
