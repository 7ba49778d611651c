//! A ticket as the simulated helpdesk keeps it: what people and Preflight did, and the revision after it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use preflight::helpdesk::{Receipt, Revision, Snapshot};
use preflight::reply::write::Write;
use preflight::ticket::{Author, Format, Message, Requester, Ticket};

use crate::script::Act;

pub struct Entry {
    pub ticket: Ticket,
    pub status: String,
    /// Counts all changes.
    pub revision: u64,
    /// Counts what people changed.
    pub people: u64,
    /// Its place in the list of changes, and since when it has that.
    pub changed: (u64, Timestamp),
    /// The helpdesk knows it no more.
    pub gone: bool,
    /// The tags that people want it to have.
    pub agents_tags: BTreeSet<String>,
    /// Comments and their like by their keys, with what proves them.
    pub made: BTreeMap<String, Receipt>,
}

impl Entry {
    pub fn open(id: &str, requester: &str, body: &str, messaging: bool, now: Timestamp) -> Self {
        let ticket = Ticket {
            id: id.into(),
            subject: if body.contains("parcel") { "My parcel".into() } else { "A question".into() },
            created_at: now,
            channel: "web".into(),
            messages: vec![message(Author::Customer, body, true, now)],
            requester: Requester { id: requester.into(), ..Requester::default() },
            messaging,
            ..Ticket::default()
        };
        Self {
            ticket,
            status: "new".into(),
            revision: 1,
            people: 1,
            changed: (0, now),
            gone: false,
            agents_tags: BTreeSet::new(),
            made: BTreeMap::new(),
        }
    }

    /// Somebody does something. False if that changes nothing.
    pub fn suffers(&mut self, act: &Act, now: Timestamp) -> bool {
        match act {
            Act::Reply { body } => {
                self.ticket.messages.push(message(Author::Customer, body, true, now));
                self.status = "open".into();
            }
            Act::AgentWrites { public, body } => {
                self.ticket.messages.push(message(Author::Agent, body, *public, now));
            }
            Act::Tag(tag) => {
                self.agents_tags.insert((*tag).to_owned());
                return self.tag(&[(*tag).to_owned()], &[]);
            }
            Act::Untag(tag) => {
                self.agents_tags.remove(*tag);
                return self.tag(&[], &[(*tag).to_owned()]);
            }
            Act::Status(status) if self.status == *status => return false,
            Act::Status(status) => self.status = (*status).into(),
            Act::Delete => self.gone = true,
            Act::Open { .. } | Act::Wait => return false,
        }
        true
    }

    /// Comment, status and the key that goes with them.
    pub fn take(&mut self, write: &Write, receipt: Receipt, now: Timestamp) {
        if let Some(comment) = &write.comment {
            self.ticket.messages.push(Message {
                format: Format::Html,
                ..message(Author::Bot, &comment.html, comment.public, now)
            });
        }
        if let Some(status) = &write.status {
            self.status.clone_from(status);
        }
        self.made.insert(write.key.clone(), receipt);
    }

    /// Whether the tags have changed.
    pub fn tag(&mut self, add: &[String], remove: &[String]) -> bool {
        let before: BTreeSet<String> = self.ticket.tags.iter().cloned().collect();
        let mut tags = before.clone();
        tags.extend(add.iter().cloned());
        tags.retain(|tag| !remove.contains(tag));
        let changed = tags != before;
        self.ticket.tags = tags.into_iter().collect();
        changed
    }

    pub fn standing(&self) -> Revision {
        Revision(format!("r{}", self.revision))
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot { ticket: self.ticket.clone(), revision: self.standing(), status: self.status.clone() }
    }
}

fn message(author: Author, body: &str, public: bool, now: Timestamp) -> Message {
    Message {
        author,
        at: now,
        format: Format::Text,
        body: body.into(),
        attachments: Vec::new(),
        public,
        automatic: body.starts_with("Automatic reply"),
    }
}
