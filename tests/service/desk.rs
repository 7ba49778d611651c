//! A helpdesk in memory that is true to what Preflight relies on: revisions, markers of writes, and faults as data.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;
use jiff::Timestamp;
use preflight::helpdesk::{
    Change, Changes, Delivery, Headroom, Helpdesk, HelpdeskError, Receipt, Received, Refusal, Revision,
    Snapshot,
};
use preflight::reply::write::Write;
use preflight::ticket::Ticket;
use tokio::sync::Notify;

const ANSWER_SECS_MAX: Duration = Duration::from_secs(20);

#[derive(Default)]
pub struct Desk {
    state: Mutex<State>,
    /// Somebody hangs.
    hung: Notify,
    /// A write was made.
    written: Notify,
}

#[derive(Default)]
struct State {
    tickets: BTreeMap<String, Entry>,
    faults: VecDeque<(Op, Fault)>,
    calls: Vec<Op>,
}

#[derive(Clone, Default)]
struct Entry {
    subject: String,
    status: String,
    revision: u32,
    tags: BTreeSet<String>,
    comments: Vec<String>,
    keys: BTreeSet<String>,
    created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Fetch,
    Apply,
    FindWrite,
    EnsureTags,
    Changes,
}

#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing happens but this.
    Fails(HelpdeskError),
    /// It happens, and the answer is lost.
    AppliesThenLost,
    /// It happens, and the answer never comes.
    AppliesThenHangs,
    /// The comment is made, the tags are not, and the answer never comes.
    CommentsThenHangs,
    /// Nothing happens, and no answer comes.
    Hangs,
    /// Someone else changes the ticket just before.
    SomeoneElse,
}

impl Desk {
    /// A ticket is opened, or its customer writes: both show as a subject here.
    pub fn customer_writes(&self, id: &str, subject: &str) {
        let mut state = self.state();
        let entry = state.tickets.entry(id.into()).or_default();
        entry.subject = subject.into();
        entry.revision += 1;
        if entry.status.is_empty() {
            entry.status = "new".into();
        }
    }

    pub fn set_status(&self, id: &str, status: &str) {
        let mut state = self.state();
        let entry = state.tickets.get_mut(id).expect("the ticket was opened");
        entry.status = status.into();
        entry.revision += 1;
    }

    pub fn next(&self, op: Op, fault: Fault) {
        self.state().faults.push_back((op, fault));
    }

    pub fn comments(&self, id: &str) -> Vec<String> {
        self.state().tickets.get(id).map(|entry| entry.comments.clone()).unwrap_or_default()
    }

    pub fn tags(&self, id: &str) -> Vec<String> {
        let state = self.state();
        state.tickets.get(id).map(|entry| entry.tags.iter().cloned().collect()).unwrap_or_default()
    }

    /// How often it was asked for this.
    pub fn calls(&self, op: Op) -> usize {
        self.state().calls.iter().filter(|called| **called == op).count()
    }

    /// Until a call hangs.
    pub async fn hangs(&self) {
        self.hung.notified().await;
    }

    /// Until there is one comment in each of these tickets, or something is wrong.
    pub async fn answers(&self, ids: &[String]) {
        let all = async {
            while !ids.iter().all(|id| self.comments(id).len() == 1) {
                self.written.notified().await;
            }
        };
        tokio::time::timeout(ANSWER_SECS_MAX, all).await.expect("every ticket is answered in time");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics with it")
    }

    fn begin(&self, op: Op) -> Option<Fault> {
        let mut state = self.state();
        state.calls.push(op);
        match state.faults.front() {
            Some((wanted, _)) if *wanted == op => state.faults.pop_front().map(|(_, fault)| fault),
            _ => None,
        }
    }

    async fn hang<T>(&self) -> T {
        self.hung.notify_one();
        std::future::pending().await
    }

    fn write(&self, id: &str, write: &Write, on: &Revision, tags: bool) -> Result<Receipt, HelpdeskError> {
        let mut state = self.state();
        let entry = state.tickets.get_mut(id).ok_or(HelpdeskError::NotFound)?;
        if entry.status == "closed" {
            return Err(HelpdeskError::Closed);
        }
        if revision(entry) != *on {
            return Err(HelpdeskError::Conflict);
        }
        entry.comments.extend(write.comment.iter().map(|comment| comment.html.clone()));
        entry.keys.insert(write.key.clone());
        entry.revision += 1;
        if tags {
            entry.tags.extend(write.add_tags.iter().cloned());
            entry.tags.retain(|tag| !write.remove_tags.contains(tag));
        }
        self.written.notify_one();
        Ok(Receipt { id: format!("audit-{}", entry.revision), revision: revision(entry), at: None })
    }

    fn look(&self, id: &str) -> Result<Snapshot, HelpdeskError> {
        let state = self.state();
        let entry = state.tickets.get(id).ok_or(HelpdeskError::NotFound)?;
        let ticket = Ticket {
            id: id.into(),
            subject: entry.subject.clone(),
            created_at: Timestamp::UNIX_EPOCH,
            checked_at: None,
            channel: "web".into(),
            locale: None,
            time_zone: None,
            tags: entry.tags.iter().cloned().collect(),
            fields: BTreeMap::new(),
            messages: Vec::new(),
            ..Ticket::default()
        };
        Ok(Snapshot { ticket, revision: revision(entry), status: entry.status.clone() })
    }
}

#[async_trait]
impl Helpdesk for Desk {
    fn name(&self) -> &str {
        "acme"
    }

    /// Signed by the word `good`; a body without `"key"` does not matter.
    fn receive(&self, headers: &HeaderMap, body: &[u8], _now: Timestamp) -> Result<Received, Refusal> {
        if headers.get("x-signature").is_none_or(|signature| signature != "good") {
            return Err(Refusal::Unverified);
        }
        let json: serde_json::Value = serde_json::from_slice(body).map_err(|_| Refusal::NotJson)?;
        let Some(key) = json["key"].as_str() else {
            return Ok(Received::Ignored { reason: "no event of interest" });
        };
        let ticket_id = json["ticket_id"].as_str().ok_or(Refusal::NoTicket)?;
        let (key, ticket_id) = (key.to_owned(), ticket_id.to_owned());
        Ok(Received::Ticket(Delivery { key, ticket_id, event: "ticket_created".into() }))
    }

    async fn fetch(&self, ticket_id: &str) -> Result<Snapshot, HelpdeskError> {
        match self.begin(Op::Fetch) {
            None => self.look(ticket_id),
            Some(Fault::Fails(error)) => Err(error),
            Some(_) => self.hang().await,
        }
    }

    async fn apply(&self, id: &str, write: &Write, on: &Revision) -> Result<Receipt, HelpdeskError> {
        let lost = HelpdeskError::Unknown { detail: "timed out".into() };
        match self.begin(Op::Apply) {
            None => self.write(id, write, on, true),
            Some(Fault::Fails(error)) => Err(error),
            Some(Fault::AppliesThenLost) => self.write(id, write, on, true).and(Err(lost)),
            Some(Fault::AppliesThenHangs) => {
                self.write(id, write, on, true)?;
                self.hang().await
            }
            Some(Fault::CommentsThenHangs) => {
                self.write(id, write, on, false)?;
                self.hang().await
            }
            Some(Fault::Hangs) => self.hang().await,
            Some(Fault::SomeoneElse) => {
                let subject = self.look(id)?.ticket.subject;
                self.customer_writes(id, &subject);
                self.write(id, write, on, true)
            }
        }
    }

    async fn ensure_tags(
        &self,
        id: &str,
        add: &[String],
        remove: &[String],
    ) -> Result<Revision, HelpdeskError> {
        match self.begin(Op::EnsureTags) {
            None => {}
            Some(Fault::Fails(error)) => return Err(error),
            Some(_) => return self.hang().await,
        }
        let mut state = self.state();
        let entry = state.tickets.get_mut(id).ok_or(HelpdeskError::NotFound)?;
        let before = entry.tags.clone();
        entry.tags.extend(add.iter().cloned());
        entry.tags.retain(|tag| !remove.contains(tag));
        entry.revision += u32::from(entry.tags != before);
        Ok(revision(entry))
    }

    async fn find_write(&self, id: &str, key: &str) -> Result<Option<Receipt>, HelpdeskError> {
        match self.begin(Op::FindWrite) {
            None => {}
            Some(Fault::Fails(error)) => return Err(error),
            Some(_) => return self.hang().await,
        }
        let state = self.state();
        let entry = state.tickets.get(id).ok_or(HelpdeskError::NotFound)?;
        let found = entry.keys.contains(key);
        Ok(found.then(|| Receipt { id: "audit-found".into(), revision: revision(entry), at: None }))
    }

    async fn changes(&self, cursor: Option<&str>, _now: Timestamp) -> Result<Option<Changes>, HelpdeskError> {
        match self.begin(Op::Changes) {
            None => {}
            Some(Fault::Fails(error)) => return Err(error),
            Some(_) => return self.hang().await,
        }
        let Some(cursor) = cursor else {
            return Ok(Some(Changes { tickets: Vec::new(), cursor: "0".into(), is_last: true }));
        };
        let state = self.state();
        let change = |(id, entry): (&String, &Entry)| Change {
            ticket_id: id.clone(),
            revision: revision(entry).0,
            created_at: entry.created_at,
        };
        let tickets = state.tickets.iter().map(change).collect();
        Ok(Some(Changes { tickets, cursor: cursor.to_owned(), is_last: true }))
    }

    fn headroom(&self) -> Headroom {
        Headroom::default()
    }
}

fn revision(entry: &Entry) -> Revision {
    Revision(entry.revision.to_string())
}
