//! The simulated helpdesk: its tickets, its list of changes, the webhooks under way, and its own time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use preflight::helpdesk::{Change, Changes, HelpdeskError, Receipt, Revision, Snapshot};
use preflight::reply::write::Write;

use crate::fault::Weather;
use crate::ledger::{Ledger, Reading};
use crate::script::{Act, Line};
use crate::stage::Stage;
use crate::ticket::Entry;

/// The list of changes holds the newest minute back, as Zendesk's does, and comes in small pages.
const DELAY_SECS: i64 = 60;
const PAGE_TICKETS: usize = 2;

pub struct Desk {
    pub stage: Arc<Stage>,
    pub ledger: Arc<Ledger>,
    pub weather: Weather,
    /// Webhooks are sent for what agents do, too.
    pub tells_of_agents: bool,
    state: Mutex<State>,
}

pub struct State {
    pub tickets: BTreeMap<String, Entry>,
    pub now: Timestamp,
    /// By their keys; one stays until its answer came.
    pub webhooks: Vec<Webhook>,
    pub late: Vec<Late>,
    /// Nobody is answered before this.
    pub pause_until: Timestamp,
    changes: u64,
    receipts: u64,
    webhooks_sent: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub key: String,
    pub ticket: String,
    pub tries: u32,
}

/// A request that somebody sent and nobody waits for any more.
pub struct Late {
    pub ticket: String,
    pub write: Write,
    pub revision: Revision,
    pub reading: Reading,
}

impl Desk {
    pub fn new(
        stage: &Arc<Stage>,
        ledger: &Arc<Ledger>,
        weather: Weather,
        tells: bool,
        now: Timestamp,
    ) -> Self {
        let state = State {
            tickets: BTreeMap::new(),
            now,
            webhooks: Vec::new(),
            late: Vec::new(),
            pause_until: now,
            changes: 0,
            receipts: 0,
            webhooks_sent: 0,
        };
        let (stage, ledger) = (Arc::clone(stage), Arc::clone(ledger));
        Self { stage, ledger, weather, tells_of_agents: tells, state: Mutex::new(state) }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics with it")
    }

    pub fn now(&self) -> Timestamp {
        self.state().now
    }

    /// Time passes, and somebody does something. The helpdesk tells of it, unless its webhook is lost.
    pub fn happens(&self, line: &Line) {
        let mut state = self.state();
        let (now, id) = (state.now, &line.ticket);
        let changed = match (&line.act, state.tickets.get_mut(id)) {
            (Act::Open { requester, body, messaging }, None) => {
                state.tickets.insert(id.clone(), Entry::open(id, requester, body, *messaging, now));
                true
            }
            (act, Some(entry)) => entry.suffers(act, now),
            (_, None) => false,
        };
        self.stage.say(format!("ticket {id}: {:?}{}", line.act, if changed { "" } else { ", no change" }));
        if !changed {
            return;
        }
        if let Some(entry) = state.tickets.get_mut(id) {
            entry.people += 1;
        }
        state.touch(id);
        let is_told = self.tells_of_agents || matches!(line.act, Act::Open { .. } | Act::Reply { .. });
        if is_told && !self.stage.chance(self.weather.lost) {
            state.webhooks_sent += 1;
            let key = format!("w{}", state.webhooks_sent);
            state.webhooks.push(Webhook { key, ticket: id.clone(), tries: 0 });
        }
    }

    pub fn look(&self, id: &str) -> Result<Snapshot, HelpdeskError> {
        self.state().known(id).map(|entry| entry.snapshot())
    }

    /// Comment and status, on this revision only.
    pub fn update(
        &self,
        id: &str,
        write: &Write,
        on: &Revision,
        reading: &Reading,
    ) -> Result<Receipt, HelpdeskError> {
        let mut state = self.state();
        state.receipts += 1;
        let (number, now) = (state.receipts, state.now);
        let entry = state.known(id)?;
        if matches!(entry.status.as_str(), "closed" | "deleted") {
            return Err(HelpdeskError::Closed);
        }
        if entry.standing() != *on {
            return Err(HelpdeskError::Conflict);
        }
        self.ledger.made(entry, write, reading);
        let revision = Revision(format!("r{}", entry.revision + 1));
        let receipt = Receipt { id: format!("a{number}"), revision, at: Some(whole_second(now)) };
        entry.take(write, receipt.clone(), now);
        state.touch(id);
        self.stage.say(format!("ticket {id} has {}", described(write)));
        Ok(receipt)
    }

    /// Tags, whatever the ticket's state; the revision after it.
    pub fn tags(&self, id: &str, add: &[String], remove: &[String]) -> Result<Revision, HelpdeskError> {
        let mut state = self.state();
        if state.known(id)?.tag(add, remove) {
            self.stage.say(format!("ticket {id} +{add:?} -{remove:?}"));
            state.touch(id);
        }
        Ok(state.known(id)?.standing())
    }

    pub fn changed_since(&self, cursor: Option<&str>) -> Changes {
        let state = self.state();
        let Some(since) = cursor.and_then(|cursor| cursor.parse::<u64>().ok()) else {
            return Changes { tickets: Vec::new(), cursor: state.changes.to_string(), is_last: true };
        };
        let shown_until = state.now - SignedDuration::from_secs(DELAY_SECS);
        let mut changed: Vec<(&String, &Entry)> = state.tickets.iter().collect();
        changed.retain(|(_, entry)| entry.changed.0 > since && entry.changed.1 <= shown_until);
        changed.sort_by_key(|(_, entry)| entry.changed.0);
        let page: Vec<_> = changed.iter().take(PAGE_TICKETS).collect();
        let cursor = page.last().map_or(since, |(_, entry)| entry.changed.0);
        let is_kept = |entry: &Entry| !entry.gone && entry.status != "deleted";
        let change = |(id, entry): &&(&String, &Entry)| Change {
            ticket_id: (*id).clone(),
            revision: entry.standing().0,
            created_at: entry.ticket.created_at,
        };
        Changes {
            tickets: page.iter().filter(|(_, entry)| is_kept(entry)).map(change).collect(),
            cursor: cursor.to_string(),
            is_last: changed.len() <= PAGE_TICKETS,
        }
    }

    /// One of the requests that nobody waits for reaches the helpdesk after all.
    pub fn late_arrives(&self) {
        let count = self.state().late.len();
        if count == 0 {
            return;
        }
        let late = self.state().late.remove(self.stage.pick(count));
        let Late { ticket, write, revision, reading } = late;
        let arrived = self.update(&ticket, &write, &revision, &reading).map(|receipt| receipt.id);
        self.stage.say(format!("a late write into ticket {ticket}: {arrived:?}"));
    }
}

impl State {
    pub fn known(&mut self, id: &str) -> Result<&mut Entry, HelpdeskError> {
        self.tickets.get_mut(id).filter(|entry| !entry.gone).ok_or(HelpdeskError::NotFound)
    }

    fn touch(&mut self, id: &str) {
        self.changes += 1;
        if let Some(entry) = self.tickets.get_mut(id) {
            entry.revision += 1;
            entry.changed = (self.changes, self.now);
        }
    }
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).expect("it was one before")
}

fn described(write: &Write) -> String {
    let kind = match &write.comment {
        Some(comment) if comment.public => "a comment",
        Some(_) => "a note",
        None => "an update",
    };
    let told = write.told.as_ref().map(|told| {
        let asked: Vec<&str> = told.asked.iter().map(|asked| asked.item.as_str()).collect();
        format!("{} {asked:?} reminder {:?}", told.verdict.name(), told.reminder)
    });
    format!("{kind} {} {told:?}", &write.key[..6])
}
