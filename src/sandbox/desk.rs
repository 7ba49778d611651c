//! The helpdesk's state and the changes to it, without network and clock: each change yields the audit it left.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::sandbox::difference::differences;
use crate::sandbox::edit::{Edit, NewComment, TagEdit};
use crate::sandbox::record::{Audit, Event, Record, Role, Status, User, What};
use crate::sandbox::refusal::Refusal;

/// Zendesk refuses a comment beyond these with 422.
const COMMENTS_MAX: usize = 5_000;

/// Identifiers of comments, audits and files lie beyond what a double can hold, as real ones may.
const FIRST_ID: u64 = (1 << 53) + 1;

#[derive(Debug)]
pub struct Desk {
    pub users: BTreeMap<u64, User>,
    pub tickets: BTreeMap<u64, Record>,
    /// Custom fields whose value is an option's tag, which then is among the ticket's tags too.
    pub dropdowns: BTreeSet<u64>,
    /// Each update moves `updated_at` on by at least a second, unlike in reality.
    pub rising_stamps: bool,
    next_ticket: u64,
    next_user: u64,
    next_id: u64,
}

/// What a change did; triggers and events are made of it.
#[derive(Clone, Debug)]
pub struct Change {
    pub ticket: u64,
    pub created: bool,
    pub audit: Audit,
}

/// A ticket to be opened. Without an id it gets the next one.
#[derive(Clone, Debug)]
pub struct Opening {
    pub id: Option<u64>,
    pub subject: String,
    pub requester: u64,
    pub author: u64,
    pub channel: String,
    pub comment: NewComment,
    pub fields: Vec<(u64, Value)>,
    pub tags: Vec<String>,
}

impl Desk {
    pub fn new(dropdowns: BTreeSet<u64>, rising_stamps: bool) -> Self {
        Self {
            users: BTreeMap::new(),
            tickets: BTreeMap::new(),
            dropdowns,
            rising_stamps,
            next_ticket: 1001,
            next_user: 8_447_388_090_001,
            next_id: FIRST_ID,
        }
    }

    pub fn add_user(&mut self, name: &str, email: &str, role: Role, now: Timestamp) -> u64 {
        let id = self.next_user;
        self.next_user += 1;
        let (name, email) = (name.to_owned(), email.to_owned());
        self.users.insert(
            id,
            User { id, name, email, role, locale: None, time_zone: None, suspended: false, created_at: now },
        );
        id
    }

    /// The customer with this address, who is created where there is none.
    pub fn customer(&mut self, name: &str, email: &str, now: Timestamp) -> u64 {
        let known =
            self.users.values().find(|user| user.email.eq_ignore_ascii_case(email)).map(|user| user.id);
        known.unwrap_or_else(|| self.add_user(name, email, Role::EndUser, now))
    }

    /// The ticket that was changed and who changed it; none where nothing happened that anybody is told of.
    pub fn told_of(&self, change: &Change) -> Option<(&Record, &User)> {
        let parts = (self.tickets.get(&change.ticket)?, self.users.get(&change.audit.author)?);
        (!change.audit.events.is_empty()).then_some(parts)
    }

    /// A ticket that can be read: deleted ones can't.
    pub fn ticket(&self, id: u64) -> Result<&Record, Refusal> {
        self.tickets.get(&id).filter(|record| !record.deleted).ok_or(Refusal::NotFound)
    }

    pub fn open(&mut self, opening: Opening, now: Timestamp) -> Change {
        let id = opening.id.filter(|id| !self.tickets.contains_key(id)).unwrap_or_else(|| {
            while self.tickets.contains_key(&self.next_ticket) {
                self.next_ticket += 1;
            }
            self.next_ticket
        });
        let at = second(now);
        self.tickets.insert(
            id,
            Record {
                id,
                subject: opening.subject.clone(),
                status: Status::New,
                priority: None,
                kind: None,
                tags: TagEdit::Replace(opening.tags).apply(&[]),
                fields: BTreeMap::new(),
                requester: opening.requester,
                assignee: None,
                group: None,
                external_id: None,
                channel: opening.channel.clone(),
                created_at: at,
                updated_at: at,
                comments: Vec::new(),
                audits: Vec::new(),
                deleted: false,
            },
        );
        let create = |field: &str, value: Value| What::Create { field: field.to_owned(), value };
        let mut whats = vec![create("subject", json!(opening.subject)), create("status", json!("new"))];
        for (field, value) in opening.fields {
            self.set_field(id, field, value);
        }
        let audit_id = self.id();
        whats
            .insert(0, self.add_comment(id, opening.author, &opening.channel, opening.comment, audit_id, at));
        let record = &self.tickets[&id];
        whats.push(create("tags", json!(record.tags)));
        whats.extend(record.fields.iter().map(|(field, value)| create(&field.to_string(), value.clone())));
        let audit = self.record(id, audit_id, opening.author, &opening.channel, Value::Null, whats, at);
        Change { ticket: id, created: true, audit }
    }

    /// Applies an edit whole or not at all. An edit that changes nothing leaves no trace.
    pub fn edit(
        &mut self,
        id: u64,
        author: u64,
        channel: &str,
        edit: Edit,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        let record = self.ticket(id)?;
        if record.status == Status::Closed {
            return Err(Refusal::Closed);
        }
        if edit.comment.is_some() && record.comments.len() >= COMMENTS_MAX {
            let why = format!("a ticket holds at most {COMMENTS_MAX} comments");
            return Err(Refusal::Invalid { field: "comment", why });
        }
        let before = record.clone();
        let at = self.stamp_after(&before, now);
        let audit_id = self.id();
        let mut whats = Vec::new();
        if let Some(comment) = edit.comment.clone() {
            whats.push(self.add_comment(id, author, channel, comment, audit_id, at));
        }
        self.set_properties(id, author, &edit);
        for (field, value) in edit.fields {
            self.set_field(id, field, value);
        }
        whats.extend(differences(&before, &self.tickets[&id]));
        let audit = self.record(id, audit_id, author, channel, edit.metadata, whats, at);
        Ok(Change { ticket: id, created: false, audit })
    }

    pub fn delete(&mut self, id: u64, author: u64, now: Timestamp) -> Result<Change, Refusal> {
        let before = self.ticket(id)?.clone();
        let (at, audit_id) = (self.stamp_after(&before, now), self.id());
        let audit = self.record(id, audit_id, author, "web", Value::Null, vec![What::Delete], at);
        if let Some(record) = self.tickets.get_mut(&id) {
            record.deleted = true;
        }
        Ok(Change { ticket: id, created: false, audit })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "an audit has as many parts, and only this room records one"
    )]
    fn record(
        &mut self,
        ticket: u64,
        id: u64,
        author: u64,
        channel: &str,
        custom: Value,
        whats: Vec<What>,
        at: Timestamp,
    ) -> Audit {
        let events = whats.into_iter().map(|what| self.event(what)).collect();
        let custom = if custom.is_object() { custom } else { json!({}) };
        let audit = Audit { id, author, at, channel: channel.to_owned(), custom, events };
        let record = self.tickets.get_mut(&ticket).expect("the caller has found the ticket");
        if !audit.events.is_empty() {
            record.updated_at = at;
            record.audits.push(audit.clone());
        }
        audit
    }

    pub(in crate::sandbox) fn is_staff(&self, user: u64) -> bool {
        self.users.get(&user).is_some_and(|user| user.role.is_staff())
    }

    /// A comment and the event of its being written share their id.
    fn event(&mut self, what: What) -> Event {
        let id = match what {
            What::Comment { id } => id,
            What::Create { .. } | What::Change { .. } | What::Delete => self.id(),
        };
        Event { id, what }
    }

    fn stamp_after(&self, record: &Record, now: Timestamp) -> Timestamp {
        let now = second(now);
        let next = record.updated_at.saturating_add(SignedDuration::from_secs(1));
        if self.rising_stamps { now.max(next.unwrap_or(now)) } else { now }
    }

    pub(in crate::sandbox) fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}

/// Zendesk's times have whole seconds.
pub fn second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).expect("a timestamp's whole second is a timestamp")
}
