//! One pass over one ticket: fetch, check, plan, write, until nothing is left to write.
//!
//! It may be stopped between any two steps. What the helpdesk and the store hold then is enough for the next pass to go
//! on, because a write's intent is stored before it is made, and a write whose fate is not known is asked for before
//! anything else is written.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use tracing::{Instrument, Span, debug_span};

use crate::checklist::model::Verdict;
use crate::clock::Clock;
use crate::helpdesk::{Helpdesk, HelpdeskError, Receipt, Revision, Snapshot};
use crate::reply::conversation::Conversation;
use crate::reply::history::PastWrite;
use crate::reply::plan::Plan;
use crate::reply::write::Write;
use crate::report::Report;
use crate::service::judge::{Case, Judge};
use crate::service::messaging;
use crate::service::meter::Meter;
use crate::service::meter::tickets::{News, Talk};
use crate::service::meter::writes::Fate;
use crate::service::requester;
use crate::store::{Decision, Intent, Lease, Outcome, Speech, Standing, Store, StoreError};
use crate::ticket::Author;
use crate::trace::TARGET;

/// How often a ticket that changes under the pass is looked at afresh before the pass gives up for now.
const ROUNDS_MAX: u32 = 5;
/// A ticket is not looked at again earlier than this, whatever its gate says.
const LOOK_AGAIN_SECS_MIN: i64 = 1;
/// In these states nothing can be written into a ticket.
const SHUT: [&str; 2] = ["closed", "deleted"];
const SOLVED: &str = "solved";

pub struct Pass<'a> {
    pub helpdesk: &'a dyn Helpdesk,
    pub store: &'a dyn Store,
    pub judge: Arc<dyn Judge>,
    pub clock: &'a Clock,
    pub lease: &'a Lease,
    /// Whether the store keeps words of tickets.
    pub keep_texts: bool,
    pub meter: &'a Meter,
    /// What this pass has written.
    pub written: Vec<PastWrite>,
    /// What its report says that the stored one did not; none if that could not be told.
    pub news: Option<News>,
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
    #[error("the fuse is open: too many comments within a minute")]
    Fused,
}

/// What the pure part of a pass comes to.
struct Judged {
    report: Report,
    plan: Plan,
    talk: Talk,
    /// How many messages are known to have been written before.
    known: usize,
}

/// What came of one write.
enum Step {
    /// The ticket stands at this revision now.
    Made(Revision),
    /// It was made by an earlier pass.
    Before,
    /// The ticket is not what was read any more, or may not be: look afresh.
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
        let fetch = debug_span!(target: TARGET, "fetch");
        let snapshot = self.helpdesk.fetch(&self.lease.ticket.id).instrument(fetch).await?;
        let revision = snapshot.revision.clone();
        let requester = requester::hash(&self.lease.ticket.helpdesk, &snapshot.ticket.requester.id);
        let standing = Standing { status: snapshot.status.clone(), tags: snapshot.ticket.tags.clone() };
        let alone = Outcome {
            seen: Some(revision.0.clone()),
            requester: requester.clone(),
            standing: Some(standing),
            ..Outcome::default()
        };
        let is_skipped = self.judge.policy().agent_tags.is_skipped(&snapshot.ticket);
        if SHUT.contains(&snapshot.status.as_str()) || is_skipped {
            return Ok(Some(alone));
        }
        if let Some(at) = messaging::waits_until(&snapshot.ticket, self.clock.now()) {
            return Ok(Some(Outcome { look_again_at: Some(at), ..alone }));
        }
        // After the fetch, not before it: a write that is absent now can't have been made on an older revision than
        // this one, and if it is made on this one, ours is refused.
        let Some(mut absent) = self.settle().instrument(debug_span!(target: TARGET, "settle")).await? else {
            return Ok(None);
        };
        let speech = Speech { requester, limits: self.judge.policy().limits.clone() };
        let programs =
            snapshot.ticket.messages.iter().filter(|message| message.author == Author::Bot).count();
        let judge = debug_span!(target: TARGET, "judge");
        let Judged { report, plan, talk, known } = self.check(snapshot, &speech).instrument(judge).await?;
        self.news = self.news(&report, talk).await;
        if programs > known {
            // Another program's, or a store that was lost, erased or restored: what stands there may be our own, and is
            // not said again.
            for write in plan.writes.iter().filter(|write| write.comment.is_some()) {
                if self.find_unknown(write, &speech).await? {
                    return Ok(None);
                }
                absent.insert(write.key.clone());
            }
        }
        let look_again_at = self.look_again_at(&report, &plan);
        let mut decision = self.decision(&plan);
        let Some(seen) = self.carry_out(plan.writes, revision, &absent, &speech).await? else {
            return Ok(None);
        };
        let report = if self.keep_texts { report } else { report.without_words() };
        decision.written = self.written.clone();
        Ok(Some(Outcome {
            report: Some(report),
            look_again_at,
            decision,
            seen: Some(seen.0),
            round: talk.round,
            ..alone
        }))
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
    async fn check(&self, snapshot: Snapshot, speech: &Speech) -> Result<Judged, Setback> {
        let now = self.clock.now();
        let history = self.store.history(&self.lease.ticket, speech, now).await?;
        let solved = snapshot.status == SOLVED;
        let known = history.writes.iter().filter(|write| write.told.is_some()).count();
        let case = Case { ticket: snapshot.ticket, solved, history };
        let (judge, span) = (Arc::clone(&self.judge), Span::current());
        let judged = tokio::task::spawn_blocking(move || {
            let (report, plan) = span.in_scope(|| judge.judge(&case, now));
            let talk = talk(&case, &report);
            Judged { report, plan, talk, known }
        });
        judged.await.map_err(|_| Setback::Unjudged)
    }

    /// A stored report that can't be had must not keep the ticket from its answer.
    async fn news(&self, report: &Report, talk: Talk) -> Option<News> {
        let before = self.store.report(&self.lease.ticket).await.ok()?;
        Some(News::of(report, before.as_ref(), talk))
    }

    /// The revision after the writes; none if the ticket changed in the meantime.
    async fn carry_out(
        &mut self,
        writes: Vec<Write>,
        mut revision: Revision,
        absent: &BTreeSet<String>,
        speech: &Speech,
    ) -> Result<Option<Revision>, Setback> {
        for write in &writes {
            match self.make(write, &revision, absent, speech).await? {
                Step::Made(next) => revision = next,
                Step::Before => {}
                Step::Stale => return Ok(None),
            }
        }
        Ok(Some(revision))
    }

    async fn make(
        &mut self,
        write: &Write,
        revision: &Revision,
        absent: &BTreeSet<String>,
        speech: &Speech,
    ) -> Result<Step, Setback> {
        match self.store.intend(self.lease, &self.kept(write), speech, self.clock.now()).await? {
            Intent::Written => return Ok(Step::Before),
            // Planned again, it becomes a note: the history tells of the limit then.
            Intent::Limited => {
                self.meter.writes.count(write, Fate::Limited);
                return Ok(Step::Stale);
            }
            Intent::Fused => {
                self.meter.writes.count(write, Fate::Fused);
                return Err(Setback::Fused);
            }
            Intent::Tried if !absent.contains(&write.key) => {
                if self.find(write).await? {
                    return Ok(Step::Stale);
                }
            }
            Intent::Tried | Intent::New => {}
        }
        let applied = self.apply(write, revision).instrument(span(write)).await;
        if let Err(error) = &applied {
            self.meter.writes.count(write, Fate::after(error));
        }
        match applied {
            Ok(receipt) => {
                self.remember(&write.key, &receipt).await?;
                self.meter.writes.count(write, Fate::Made);
                self.written.push(self.past(write));
                // Tags go after the comment, and somebody may have come between: the revision after them holds a change
                // then that this pass has not read. Taken for known, it would be written upon, and never be looked at.
                Ok(if write.changes_tags() { Step::Stale } else { Step::Made(receipt.revision) })
            }
            // Also what a repetition of our own write within the adapter gets, so it says nothing about this write.
            Err(HelpdeskError::Conflict) => Ok(Step::Stale),
            Err(HelpdeskError::Unknown { detail }) => {
                if !self.find(write).await? {
                    return Err(HelpdeskError::Unknown { detail }.into());
                }
                self.written.push(self.past(write));
                Ok(Step::Stale)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A field, a group or an agent that is no longer there must not cost the customer the answer: a helpdesk that
    /// refuses the whole write gets it without them.
    async fn apply(&self, write: &Write, revision: &Revision) -> Result<Receipt, HelpdeskError> {
        let id = &self.lease.ticket.id;
        match self.helpdesk.apply(id, write, revision).await {
            Err(HelpdeskError::Refused { detail }) if write.sets_properties() => {
                tracing::warn!(
                    helpdesk = self.lease.ticket.helpdesk,
                    ticket = id,
                    detail,
                    "the helpdesk refuses a field, group, assignee or priority of the policy; written without them"
                );
                self.helpdesk.apply(id, &write.without_properties(), revision).await
            }
            other => other,
        }
    }

    /// Whether the helpdesk has the write; if so, its tags are made up for and it is remembered.
    ///
    /// In this order: a vendor may take comment and tags in two requests, and what cut the first try short may have come
    /// between them. Until the tags are there, the write counts as tried, and is asked for again.
    async fn find(&self, write: &Write) -> Result<bool, Setback> {
        let id = &self.lease.ticket.id;
        let Some(receipt) = self.helpdesk.find_write(id, &write.key).await? else { return Ok(false) };
        if write.changes_tags() {
            self.helpdesk.ensure_tags(id, &write.add_tags, &write.remove_tags).await?;
        }
        self.remember(&write.key, &receipt).await?;
        self.meter.writes.count(write, Fate::Found);
        Ok(true)
    }

    /// Whether the helpdesk has a write of which the store knows nothing; if so, it does now.
    async fn find_unknown(&self, write: &Write, speech: &Speech) -> Result<bool, Setback> {
        if self.helpdesk.find_write(&self.lease.ticket.id, &write.key).await?.is_none() {
            return Ok(false);
        }
        match self.store.intend(self.lease, &self.kept(write), speech, self.clock.now()).await? {
            Intent::Fused => Err(Setback::Fused),
            Intent::Limited => Ok(false),
            Intent::New | Intent::Tried | Intent::Written => self.find(write).await,
        }
    }

    /// What the store keeps of a write.
    fn kept(&self, write: &Write) -> Write {
        if self.keep_texts { write.clone() } else { write.without_words() }
    }

    async fn remember(&self, key: &str, receipt: &Receipt) -> Result<(), StoreError> {
        // By the helpdesk's clock where it tells: that is what the customer's replies are dated by.
        let at = receipt.at.unwrap_or_else(|| self.clock.now());
        self.store.written(self.lease, key, &receipt.id, at).await
    }

    fn decision(&self, plan: &Plan) -> Decision {
        let withheld = plan.withheld.iter().map(|write| self.past(write)).collect();
        Decision { why: plan.why, withheld, written: Vec::new() }
    }

    fn past(&self, write: &Write) -> PastWrite {
        PastWrite::of(write, self.clock.now().as_millisecond())
    }

    fn look_again_at(&self, report: &Report, plan: &Plan) -> Option<Timestamp> {
        let soonest = self.clock.now() + SignedDuration::from_secs(LOOK_AGAIN_SECS_MIN);
        let opens = match report.verdict {
            Verdict::Waiting => report.wait_until,
            Verdict::Blocked
            | Verdict::NotNeeded
            | Verdict::Incomplete
            | Verdict::Ready
            | Verdict::Unclear
            | Verdict::Ignored => None,
        };
        [opens, plan.look_again_at].into_iter().flatten().min().map(|at| at.max(soonest))
    }
}

fn talk(case: &Case, report: &Report) -> Talk {
    let tells = |write: &&PastWrite| write.told.as_ref().is_some_and(|told| told.verdict == Verdict::Ready);
    Talk {
        round: Conversation { ticket: &case.ticket, report, history: &case.history }.turns(),
        ready_at_ms: case.history.writes.iter().find(tells).map(|write| write.at_ms),
    }
}

/// The key is what the helpdesk keeps with the write, too.
fn span(write: &Write) -> Span {
    debug_span!(
        target: TARGET,
        "write",
        key = write.key,
        public = write.is_public(),
        tags_only = write.is_tags_only(),
        verdict = write.told.as_ref().map(|told| told.verdict.name()),
    )
}
