//! A ticket as people see it: what tests look at and what the web page shows.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::sandbox::desk::Desk;
use crate::sandbox::record::{Comment, Record};

#[derive(Clone, Debug, Serialize)]
pub struct TicketView {
    #[serde(serialize_with = "digits")]
    pub id: u64,
    pub subject: String,
    pub status: String,
    pub priority: Option<String>,
    pub tags: Vec<String>,
    /// Under our own keys; a field without one stands under its id.
    pub fields: BTreeMap<String, Value>,
    pub channel: String,
    pub requester: String,
    pub locale: Option<String>,
    pub time_zone: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted: bool,
    /// The customer has spoken, and nobody of the staff has done anything since.
    pub waiting: bool,
    pub comments: Vec<CommentView>,
    /// The updates' own marks: who, and the `metadata` that came with the write.
    pub audits: Vec<AuditView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CommentView {
    #[serde(serialize_with = "digits")]
    pub id: u64,
    pub author: Writer,
    pub author_name: String,
    pub public: bool,
    pub html: String,
    pub body: String,
    pub at: Timestamp,
    pub attachments: Vec<FileView>,
    /// What was sent as `metadata` with the write of this comment.
    pub metadata: Value,
}

#[derive(Clone, Debug, Serialize)]
pub struct FileView {
    pub file_name: String,
    pub content_type: String,
    pub size: u64,
    pub inline: bool,
    /// Its path on the sandbox; none for a file of which only the description is known.
    pub path: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AuditView {
    #[serde(serialize_with = "digits")]
    pub id: u64,
    pub author: Writer,
    pub metadata: Value,
    pub at: Timestamp,
}

/// Whose hand a comment or an update is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Writer {
    Customer,
    Agent,
    /// The user under whom the API is called.
    Preflight,
    /// Another program, as in the history of an imported ticket.
    Automation,
}

/// The staff that the sandbox starts with.
#[derive(Clone, Copy, Debug)]
pub struct Staff {
    pub api: u64,
    pub agent: u64,
    pub automation: u64,
}

impl Staff {
    pub fn writer(self, user: u64) -> Writer {
        match user {
            id if id == self.api => Writer::Preflight,
            id if id == self.agent => Writer::Agent,
            id if id == self.automation => Writer::Automation,
            _ => Writer::Customer,
        }
    }
}

impl TicketView {
    pub fn of(record: &Record, desk: &Desk, staff: Staff, keys: &BTreeMap<u64, String>) -> Self {
        let requester = desk.users.get(&record.requester);
        let key = |id: &u64| keys.get(id).cloned().unwrap_or_else(|| id.to_string());
        Self {
            id: record.id,
            subject: record.subject.clone(),
            status: record.status.as_str().to_owned(),
            priority: record.priority.clone(),
            tags: record.tags.clone(),
            fields: record.fields.iter().map(|(id, value)| (key(id), value.clone())).collect(),
            channel: record.channel.clone(),
            requester: requester.map(|user| user.name.clone()).unwrap_or_default(),
            locale: requester.and_then(|user| user.locale.clone()),
            time_zone: requester.and_then(|user| user.time_zone.clone()),
            created_at: record.created_at,
            updated_at: record.updated_at,
            deleted: record.deleted,
            waiting: is_waiting(record, staff),
            comments: record
                .comments
                .iter()
                .map(|comment| CommentView::of(comment, record, desk, staff))
                .collect(),
            audits: record
                .audits
                .iter()
                .map(|audit| AuditView {
                    id: audit.id,
                    author: staff.writer(audit.author),
                    metadata: audit.custom.clone(),
                    at: audit.at,
                })
                .collect(),
        }
    }

    /// The comments of one hand, oldest first.
    pub fn comments_of(&self, writer: Writer) -> impl Iterator<Item = &CommentView> {
        self.comments.iter().filter(move |comment| comment.author == writer)
    }
}

impl CommentView {
    fn of(comment: &Comment, record: &Record, desk: &Desk, staff: Staff) -> Self {
        let audit = record.audits.iter().find(|audit| audit.id == comment.audit_id);
        Self {
            id: comment.id,
            author: staff.writer(comment.author),
            author_name: desk.users.get(&comment.author).map(|user| user.name.clone()).unwrap_or_default(),
            public: comment.public,
            html: comment.html.clone(),
            body: comment.body.clone(),
            at: comment.at,
            attachments: comment
                .files
                .iter()
                .map(|file| FileView {
                    file_name: file.file_name.clone(),
                    content_type: file.content_type.clone(),
                    size: file.size,
                    inline: file.inline,
                    path: file.bytes.is_some().then(|| format!("/attachments/token/{}/", file.token)),
                })
                .collect(),
            metadata: audit.map(|audit| audit.custom.clone()).unwrap_or_default(),
        }
    }
}

/// Whether the customer has the last word. Ids rise with time, which the times' whole seconds don't tell apart.
pub fn is_waiting(record: &Record, staff: Staff) -> bool {
    let is_customers = |comment: &&Comment| staff.writer(comment.author) == Writer::Customer;
    let spoken = record.comments.iter().rev().find(is_customers).map(|comment| comment.audit_id);
    let acted = record.audits.iter().rev().find(|audit| staff.writer(audit.author) != Writer::Customer);
    spoken.is_some_and(|spoken| acted.is_none_or(|audit| audit.id < spoken))
}

/// The page's numbers are doubles, which would lose the last digits.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn digits<S: Serializer>(id: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}
