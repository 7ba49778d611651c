//! One pass over one ticket: fetch, check, plan, write, until nothing is left to write.
//!
//! It may be stopped between any two steps. What the helpdesk and the store hold then is enough for the next pass to go
//! on, because a write's intent is stored before it is made, and a write whose fate is not known is asked for before
//! anything else is written.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use crate::checklist::model::Verdict;
use crate::clock::Clock;
use crate::helpdesk::{Helpdesk, HelpdeskError, Receipt, Revision, Snapshot};
use crate::reply::plan::{Plan, Write};
use crate::report::Report;
use crate::service::judge::Judge;
use crate::store::{Intent, Lease, Outcome, Store, StoreError};

/// How often a ticket that changes under the pass is looked at afresh before the pass gives up for now.
const ROUNDS_MAX: u32 = 5;
/// A ticket is not looked at again earlier than this, whatever its gate says.
const LOOK_AGAIN_SECS_MIN: i64 = 1;
/// In these states of a ticket nothing is written any more.
const LEFT_ALONE: [&str; 3] = ["solved", "closed", "deleted"];

pub struct Pass<'a> {
    pub helpdesk: &'a dyn Helpdesk,
    pub store: &'a dyn Store,
    pub judge: Arc<dyn Judge>,
    pub clock: &'a Clock,
    pub lease: &'a Lease,
    /// How many writes this pass has made.
    pub writes: u32,
}

/// Why a pass did not come to its end.
#[derive(Debug, Error)]
pub enum Setback {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Helpdesk(#[from] HelpdeskError),
    #[error("the ticket kept changing")]
    Restless,
    #[error("the ticket could not be checked")]
    Unjudged,
}

/// What came of one write.
enum Step {
    /// The ticket stands at this revision now.
    Made(Revision),
    /// It was made by an earlier pass.
    Before,
    Stale,
}

impl Pass<'_> {
    pub async fn run(&mut self) -> Result<Outcome, Setback> {
        for _ in 0..ROUNDS_MAX {
            if let Some(outcome) = self.round().await? {
                return Ok(outcome);
            }
        }
        Err(Setback::Restless)
    }

    /// None if the ticket is no longer what was read: look afresh.
    async fn round(&mut self) -> Result<Option<Outcome>, Setback> {
        let snapshot = self.helpdesk.fetch(&self.lease.ticket.id).await?;
        if LEFT_ALONE.contains(&snapshot.status.as_str()) {
            return Ok(Some(Outcome { report: None, look_again_at: None }));
        }
        // After the fetch, not before it: a write that is absent now can't have been made on an older revision than
        // this one, and if it is made on this one, ours is refused.
        let Some(absent) = self.settle().await? else { return Ok(None) };
        let revision = snapshot.revision.clone();
        let (report, plan) = self.check(snapshot).await?;
        let in_time = self.carry_out(plan, revision, &absent).await?;
        let look_again_at = self.look_again_at(&report);
        Ok(in_time.then_some(Outcome { report: Some(report), look_again_at }))
    }

    /// Ask the helpdesk for the writes of which the store does not know whether they arrived. Returns the keys of those
    /// that didn't; none if one did, because the ticket has to be read afresh then.
    async fn settle(&self) -> Result<Option<BTreeSet<String>>, Setback> {
        let mut absent = BTreeSet::new();
        let mut found = false;
        for write in self.store.unsettled(&self.lease.ticket).await? {
            if self.find(&write).await? {
                found = true;
            } else {
                absent.insert(write.key);
            }
        }
        Ok((!found).then_some(absent))
    }

    /// Reading takes computing time and meets any input: it has a thread of its own, and its panic is only this ticket's.
    async fn check(&self, snapshot: Snapshot) -> Result<(Report, Plan), Setback> {
        let history = self.store.history(&self.lease.ticket).await?;
        let (judge, now) = (Arc::clone(&self.judge), self.clock.now());
        tokio::task::spawn_blocking(move || judge.judge(&snapshot.ticket, &history, now))
            .await
            .map_err(|_| Setback::Unjudged)
    }

    /// False if the ticket changed in the meantime.
    async fn carry_out(
        &mut self,
        plan: Plan,
        mut revision: Revision,
        absent: &BTreeSet<String>,
    ) -> Result<bool, Setback> {
        for write in &plan.writes {
            match self.make(write, &revision, absent).await? {
                Step::Made(next) => revision = next,
                Step::Before => {}
                Step::Stale => return Ok(false),
            }
        }
        Ok(true)
    }

    async fn make(
        &mut self,
        write: &Write,
        revision: &Revision,
        absent: &BTreeSet<String>,
    ) -> Result<Step, Setback> {
        match self.store.intend(self.lease, write, self.clock.now()).await? {
            Intent::Written => return Ok(Step::Before),
            Intent::Tried if !absent.contains(&write.key) => {
                if self.find(write).await? {
                    return Ok(Step::Stale);
                }
            }
            Intent::Tried | Intent::New => {}
        }
        match self.helpdesk.apply(&self.lease.ticket.id, write, revision).await {
            Ok(receipt) => {
                self.remember(&write.key, &receipt).await?;
                self.writes += 1;
                Ok(Step::Made(receipt.revision))
            }
            // Also what a repetition of our own write within the adapter gets, so it says nothing about this write.
            Err(HelpdeskError::Conflict) => Ok(Step::Stale),
            Err(HelpdeskError::Unknown { detail }) => {
                if !self.find(write).await? {
                    return Err(HelpdeskError::Unknown { detail }.into());
                }
                self.writes += 1;
                Ok(Step::Stale)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the helpdesk has the write; if so, its tags are made up for and it is remembered.
    ///
    /// In this order: a vendor may take comment and tags in two requests, and what cut the first try short may have come
    /// between them. Until the tags are there, the write counts as tried, and is asked for again.
    async fn find(&self, write: &Write) -> Result<bool, Setback> {
        let id = &self.lease.ticket.id;
        let Some(receipt) = self.helpdesk.find_write(id, &write.key).await? else { return Ok(false) };
        if !(write.add_tags.is_empty() && write.remove_tags.is_empty()) {
            self.helpdesk.ensure_tags(id, &write.add_tags, &write.remove_tags).await?;
        }
        self.remember(&write.key, &receipt).await?;
        Ok(true)
    }

    async fn remember(&self, key: &str, receipt: &Receipt) -> Result<(), StoreError> {
        self.store.written(self.lease, key, &receipt.id, self.clock.now()).await
    }

    fn look_again_at(&self, report: &Report) -> Option<Timestamp> {
        let soonest = self.clock.now() + SignedDuration::from_secs(LOOK_AGAIN_SECS_MIN);
        match report.verdict {
            Verdict::Waiting => report.wait_until.map(|at| at.max(soonest)),
            Verdict::Blocked
            | Verdict::NotNeeded
            | Verdict::Incomplete
            | Verdict::Ready
            | Verdict::Unclear
            | Verdict::Ignored => None,
        }
    }
}
