//! What the sandbox's helpdesk keeps: users, tickets, comments, audits and files, under Zendesk's names.

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;

/// A ticket's status category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    New,
    Open,
    Pending,
    Hold,
    Solved,
    Closed,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Open => "open",
            Status::Pending => "pending",
            Status::Hold => "hold",
            Status::Solved => "solved",
            Status::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Status::New, Status::Open, Status::Pending, Status::Hold, Status::Solved, Status::Closed]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    EndUser,
    Agent,
    Admin,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Role::EndUser => "end-user",
            Role::Agent => "agent",
            Role::Admin => "admin",
        }
    }

    pub fn is_staff(self) -> bool {
        match self {
            Role::EndUser => false,
            Role::Agent | Role::Admin => true,
        }
    }
}

#[derive(Clone, Debug)]
pub struct User {
    pub id: u64,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// A BCP 47 tag.
    pub locale: Option<String>,
    /// An IANA name.
    pub time_zone: Option<String>,
    pub suspended: bool,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Record {
    pub id: u64,
    pub subject: String,
    pub status: Status,
    pub priority: Option<String>,
    /// `type` in the API: question, incident, problem or task.
    pub kind: Option<String>,
    pub tags: Vec<String>,
    pub fields: BTreeMap<u64, Value>,
    pub requester: u64,
    pub assignee: Option<u64>,
    pub group: Option<u64>,
    pub external_id: Option<String>,
    /// `api`, `email`, `web`, `chat`, ... as the REST API names it.
    pub channel: String,
    pub created_at: Timestamp,
    /// Moves on ticket events only, with a resolution of one second.
    pub updated_at: Timestamp,
    pub comments: Vec<Comment>,
    pub audits: Vec<Audit>,
    pub deleted: bool,
}

#[derive(Clone, Debug)]
pub struct Comment {
    pub id: u64,
    pub audit_id: u64,
    pub author: u64,
    pub public: bool,
    /// Without the `zd-comment` wrapper that the API puts around it.
    pub html: String,
    pub body: String,
    pub at: Timestamp,
    pub channel: String,
    pub files: Vec<File>,
    /// A machine wrote it.
    pub automatic: bool,
}

/// An attachment; its bytes are none when only its description is known, as for an example's.
#[derive(Clone, Debug)]
pub struct File {
    pub id: u64,
    /// Stands in the address, so that an attachment can't be guessed by counting.
    pub token: String,
    pub file_name: String,
    pub content_type: String,
    pub size: u64,
    pub inline: bool,
    pub bytes: Option<Bytes>,
}

/// One update of a ticket with everything that it changed.
#[derive(Clone, Debug)]
pub struct Audit {
    pub id: u64,
    pub author: u64,
    pub at: Timestamp,
    pub channel: String,
    /// What the writer gave as `metadata`; read back as `metadata.custom`.
    pub custom: Value,
    pub events: Vec<Event>,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub id: u64,
    pub what: What,
}

/// Fields are named as in the API: `status`, `tags`, `priority`, ... or a custom field's id in digits.
#[derive(Clone, Debug)]
pub enum What {
    Create { field: String, value: Value },
    Change { field: String, from: Value, to: Value },
    Comment { id: u64 },
    Delete,
}
