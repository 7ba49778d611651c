//! A helpdesk as Preflight needs it: verify and parse a delivery, fetch a ticket, apply a write, find an earlier write.

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;
use jiff::Timestamp;
use thiserror::Error;

use crate::helpdesk::traffic::Traffic;
use crate::reply::write::Write;
use crate::ticket::Ticket;

pub mod signature;
pub mod traffic;
pub mod zendesk;

/// One account of one vendor. Every vendor is one file beside this one.
#[async_trait]
pub trait Helpdesk: Send + Sync {
    /// The name under which the configuration and the webhook's address have it.
    fn name(&self) -> &str;

    /// Verify the signature over the raw bytes and read what the delivery is about.
    fn receive(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Received, Refusal>;

    /// The ticket with all its comments and attachments' metadata, as it stands now.
    async fn fetch(&self, ticket_id: &str) -> Result<Snapshot, HelpdeskError>;

    /// Apply the write if the ticket still stands at this revision.
    ///
    /// `Unknown` says that some or all of it may be there: ask `find_write` before writing again, and if it is found
    /// call `ensure_tags` for the rest. Any other error says that no comment and no status was written. A write of tags
    /// only may not be found again, and may be repeated at will.
    async fn apply(
        &self,
        ticket_id: &str,
        write: &Write,
        revision: &Revision,
    ) -> Result<Receipt, HelpdeskError>;

    /// Bring the tags of a write that `find_write` found to what it wanted, whatever state the ticket has reached. May be
    /// repeated at will; gives the state after it.
    async fn ensure_tags(
        &self,
        ticket_id: &str,
        add: &[String],
        remove: &[String],
    ) -> Result<Revision, HelpdeskError>;

    /// Whether a write with this key reached the ticket.
    async fn find_write(&self, ticket_id: &str, key: &str) -> Result<Option<Receipt>, HelpdeskError>;

    /// The tickets that have changed since the cursor, oldest change first, a page at a time. Without a cursor: nothing
    /// yet, and a cursor for what changes from `now` on. None where the helpdesk keeps no such list.
    async fn changes(&self, cursor: Option<&str>, now: Timestamp) -> Result<Option<Changes>, HelpdeskError>;

    /// A cursor of `changes` with which they begin at this moment, long past or not. None where there is no such list.
    fn changes_since(&self, _at: Timestamp) -> Option<String> {
        None
    }

    /// The tickets that bear this tag, a page at a time. What was tagged within the last minutes may be missing. None
    /// where the helpdesk can't be searched for tags.
    async fn tagged(&self, _tag: &str, _cursor: Option<&str>) -> Result<Option<Tagged>, HelpdeskError> {
        Ok(None)
    }

    /// What the helpdesk still allows, as far as is known.
    fn headroom(&self) -> Headroom;

    /// What is used of an allowance that several replicas of the service share.
    fn usage(&self) -> Usage {
        Usage::default()
    }

    /// What this replica may use of it from now on.
    fn limit_to(&self, share: &Share) {
        let _ = share;
    }

    /// What its requests came to; none where nobody counts them.
    fn traffic(&self) -> Option<&Traffic> {
        None
    }
}

/// A page of changed tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub tickets: Vec<Change>,
    /// Where the next page begins.
    pub cursor: String,
    /// There is nothing more for now.
    pub is_last: bool,
}

/// A ticket that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub ticket_id: String,
    /// The revision that it has now.
    pub revision: String,
    pub created_at: Timestamp,
}

/// A page of tickets that bear a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagged {
    pub ticket_ids: Vec<String>,
    /// Where the next page begins; none after the last.
    pub cursor: Option<String>,
}

/// What this process has used of the updates that the account allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Within the last minute.
    pub updates_made: u64,
    /// How many Preflight takes in a minute, all replicas together; none where there is no such limit.
    pub updates_max: Option<u64>,
    /// Nobody writes for so long, because the helpdesk said so.
    pub pause_secs: u64,
}

/// What is one replica's of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Updates within a minute, those that were made included; none where there is no limit.
    pub updates_max: Option<u64>,
    /// Nobody writes for so long, because the helpdesk said so to one of them.
    pub pause_secs: u64,
}

/// What a helpdesk still allows within its limits. None where that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headroom {
    /// Requests that are left until the account's count starts anew, and how many there are in all.
    pub requests_left: Option<u64>,
    pub requests_max: Option<u64>,
    /// Updates of tickets that are left within this minute, and how many there are in all.
    pub updates_left: Option<u64>,
    pub updates_max: Option<u64>,
    /// Nobody asks for so long, because the helpdesk said so or the count is used up.
    pub pause_secs: u64,
}

impl Headroom {
    /// Whether a pass would have to stop half-way.
    pub fn is_used_up(&self) -> bool {
        self.pause_secs > 0 || self.updates_left == Some(0)
    }
}

/// What a verified delivery is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A ticket changed in a way that may matter.
    Ticket(Delivery),
    /// Nothing that matters, for example an event of a kind that is not subscribed to, or Preflight's own write.
    Ignored { reason: &'static str },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The helpdesk's identifier of this delivery, or one derived from the signed body; the same for a repetition.
    pub key: String,
    pub ticket_id: String,
    /// The kind of event in the helpdesk's words, such as `ticket_created`.
    pub event: String,
}

/// Why a delivery is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Unsigned, wrongly signed or outside of the replay window: the answer does not say which.
    #[error("the signature does not match")]
    Unverified,
    #[error("the body is not JSON")]
    NotJson,
    #[error("the body names no ticket")]
    NoTicket,
}

/// A ticket at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub ticket: Ticket,
    pub revision: Revision,
    /// The helpdesk's name for the status, in lower case: `new`, `open`, `pending`, `hold`, `solved`, `closed`, `deleted`.
    pub status: String,
}

/// The state of a ticket, as the helpdesk marks it (Zendesk: `updated_at`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision(pub String);

/// Proof that a write is in the ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The helpdesk's identifier of the update (Zendesk: the audit's id).
    pub id: String,
    /// The state of the ticket after it. Where tags went with it, others may have changed the ticket between the two, so
    /// it says no more than that the ticket once stood there.
    pub revision: Revision,
    /// When it was made, by the helpdesk's clock; none if that is not told.
    pub at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HelpdeskError {
    /// Someone else changed the ticket in the meantime: fetch it again.
    #[error("the ticket changed in the meantime")]
    Conflict,
    /// The ticket can't be written any more.
    #[error("the ticket is closed")]
    Closed,
    #[error("there is no such ticket")]
    NotFound,
    #[error("the helpdesk asks to wait {after_secs} s")]
    RateLimited { after_secs: u64 },
    /// The credentials are wrong, revoked or lack a right. `detail` holds no secret.
    #[error("the helpdesk refuses the credentials: {detail}")]
    Unauthorized { detail: String },
    /// The request was not understood, or a required field is missing: repeating won't help.
    #[error("the helpdesk refuses the request: {detail}")]
    Refused { detail: String },
    /// It may or may not have been applied: the answer was lost.
    #[error("the answer was lost: {detail}")]
    Unknown { detail: String },
    /// It was not applied: the helpdesk can't be reached or answers with an error.
    #[error("the helpdesk is not available: {detail}")]
    Unavailable { detail: String },
}
