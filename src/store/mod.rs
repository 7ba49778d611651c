//! What must survive a crash: deliveries, due tickets, reports and writes. One trait of domain operations.

pub mod sqlite;

use async_trait::async_trait;
use jiff::Timestamp;
use thiserror::Error;

use crate::reply::plan::{History, Write};
use crate::report::Report;

/// Every operation is one transaction; what it returns is on disk.
#[async_trait]
pub trait Store: Send + Sync {
    /// Keep a delivery and mark its ticket as due. A known one is not kept twice, but marks its ticket too: two updates
    /// of one ticket within a second can look alike.
    async fn accept(&self, delivery: NewDelivery) -> Result<Accepted, StoreError>;

    /// Lease up to `limit` tickets that are due and that nobody holds, oldest first.
    async fn claim(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Lease>, StoreError>;

    /// The pass is done: remember the report and when to look again. Marks that arrived meanwhile keep the ticket due.
    async fn finish(&self, lease: &Lease, outcome: Outcome, now: Timestamp) -> Result<(), StoreError>;

    /// The pass failed for now: look again at `at`. Deliveries that arrive until then don't make it earlier.
    async fn retry(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError>;

    /// The pass could not go on through no fault of the ticket (the helpdesk asks to wait, the service stops): as
    /// `retry`, but not counted as a failure.
    async fn postpone(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError>;

    /// The pass can't succeed: set the ticket aside until someone releases it or it changes again.
    async fn park(&self, lease: &Lease, reason: &str, now: Timestamp) -> Result<(), StoreError>;

    async fn extend(&self, lease: &Lease, lease_until: Timestamp) -> Result<(), StoreError>;

    /// Remember that this write is about to be made. Answers what is known of it.
    async fn intend(&self, lease: &Lease, write: &Write, now: Timestamp) -> Result<Intent, StoreError>;

    /// Remember that the write is in the helpdesk.
    async fn written(
        &self,
        lease: &Lease,
        key: &str,
        receipt: &str,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// The writes that were tried and of which it is not known whether they arrived, oldest first. A write that was made
    /// after them closes them: the revision they were tried on is gone.
    async fn unsettled(&self, ticket: &TicketKey) -> Result<Vec<Write>, StoreError>;

    /// What has been written into the ticket.
    async fn history(&self, ticket: &TicketKey) -> Result<History, StoreError>;

    /// The latest report of the ticket.
    async fn report(&self, ticket: &TicketKey) -> Result<Option<Report>, StoreError>;

    /// When the next ticket becomes due or the next lease runs out, if any.
    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Whether the store can be written to.
    async fn ping(&self) -> Result<(), StoreError>;
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TicketKey {
    /// The helpdesk's name in the configuration.
    pub helpdesk: String,
    pub id: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    pub ticket: TicketKey,
    pub key: String,
    pub event: String,
    pub received_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    New,
    Known,
}

/// The right to work on a ticket until it runs out. Its token goes with every later write; a lost lease is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub ticket: TicketKey,
    pub token: String,
    /// The mark that the pass will have looked at.
    pub mark: i64,
    /// How many passes in a row have failed before this one.
    pub failures: u32,
}

/// What a pass came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// None if the ticket was left alone, for example because it is closed.
    pub report: Option<Report>,
    pub look_again_at: Option<Timestamp>,
}

/// What is known of a write that is about to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// It was never tried.
    New,
    /// It was tried, and whether it arrived is not known: ask the helpdesk.
    Tried,
    /// It is in the helpdesk.
    Written,
}

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the lease was lost")]
    LeaseLost,
    /// Disk full, locked, read-only, corrupt or out of reach. `detail` is for the log.
    #[error("the store is not available: {detail}")]
    Unavailable { detail: String },
    /// What is stored can't be read: a newer version, or damage.
    #[error("the store holds something that can't be read: {detail}")]
    Unreadable { detail: String },
}
