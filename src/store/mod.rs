//! What must survive a crash: deliveries, due tickets, reports and writes. One trait of domain operations for the work, one
//! (`archive`) for looking back at it.

pub mod archive;
mod crowd;
pub mod moving;
pub mod peers;
pub mod postgres;
pub mod record;
pub mod review;
pub mod sqlite;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::helpdesk::Change;
use crate::reply::history::{History, PastWrite};
use crate::reply::policy::Limits;
use crate::reply::stance::Why;
use crate::reply::write::Write;
use crate::report::Report;
use crate::store::archive::Archive;
use crate::store::peers::Peers;
use crate::trace::Place;

/// Every operation is one transaction; what it returns is on disk.
#[async_trait]
pub trait Store: Send + Sync {
    /// Keep a delivery and mark its ticket as due. A known one is not kept twice, but marks its ticket too: two updates
    /// of one ticket within a second can look alike.
    async fn accept(&self, delivery: NewDelivery) -> Result<Accepted, StoreError>;

    /// Lease tickets that are due and that nobody holds, of each helpdesk in its turn: the most urgent first, of those the
    /// oldest. None of those whose fuse is open.
    async fn claim(&self, wanted: Claim) -> Result<Vec<Lease>, StoreError>;

    /// The pass is done: remember the report, what came of it, and when to look again. Marks that arrived meanwhile keep
    /// the ticket due. A pass with a report goes into the ticket's history (`archive`); one that found the same as the one
    /// before it is only counted there.
    async fn finish(&self, lease: &Lease, outcome: Outcome, now: Timestamp) -> Result<(), StoreError>;

    /// The pass failed for now: look again at `at`. Deliveries that arrive until then don't make it earlier.
    async fn retry(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError>;

    /// The pass could not go on through no fault of the ticket (the helpdesk asks to wait, the service stops): as
    /// `retry`, but not counted as a failure.
    async fn postpone(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError>;

    /// The pass can't succeed: set the ticket aside until someone releases it or it changes again.
    async fn park(
        &self,
        lease: &Lease,
        trouble: Trouble,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// A store that several machines share goes by its own clock: only how long it is from `now` counts there.
    async fn extend(&self, lease: &Lease, lease_until: Timestamp, now: Timestamp) -> Result<(), StoreError>;

    /// Remember that this write is about to be made. Answers what is known of it, and whether it may be made at all.
    async fn intend(
        &self,
        lease: &Lease,
        write: &Write,
        speech: &Speech,
        now: Timestamp,
    ) -> Result<Intent, StoreError>;

    /// Remember that the write is in the helpdesk, since `at`.
    async fn written(&self, lease: &Lease, key: &str, receipt: &str, at: Timestamp)
    -> Result<(), StoreError>;

    /// The writes that were tried and of which it is not known whether they arrived, oldest first. A write that was made
    /// after them closes them: the revision they were tried on is gone.
    async fn unsettled(&self, ticket: &TicketKey) -> Result<Vec<Write>, StoreError>;

    /// What has been written into the ticket, and whether a limit forbids another public comment now.
    async fn history(
        &self,
        ticket: &TicketKey,
        speech: &Speech,
        now: Timestamp,
    ) -> Result<History, StoreError>;

    /// The latest report of the ticket.
    async fn report(&self, ticket: &TicketKey) -> Result<Option<Report>, StoreError>;

    /// What was decided beside the latest report.
    async fn decision(&self, ticket: &TicketKey) -> Result<Option<Decision>, StoreError>;

    /// When the next ticket becomes due or the next lease runs out, if any, other than of these helpdesks.
    async fn next_due(&self, except: &[String]) -> Result<Option<Timestamp>, StoreError>;

    /// Wait until another process has made something due. For ever where no other process can.
    async fn woken(&self) {
        std::future::pending().await
    }

    /// The way to the other replicas, where others can share this store.
    fn peers(&self) -> Option<&dyn Peers> {
        None
    }

    /// The fuses that are open.
    async fn fuses(&self) -> Result<Vec<Fuse>, StoreError>;

    /// Close a helpdesk's fuse, or all of them; comments from before are not counted again. False if none was open.
    async fn close_fuse(&self, helpdesk: Option<&str>, now: Timestamp) -> Result<bool, StoreError>;

    /// Tickets that were set aside, the latest first.
    async fn parked(&self, limit: u32) -> Result<Vec<Parked>, StoreError>;

    /// Make parked tickets due again. Returns how many.
    async fn release(&self, which: Release, now: Timestamp) -> Result<u64, StoreError>;

    /// Mark those of these changed tickets as due that were changed after the last look at them, and those that nobody
    /// has told of, unless they are older than the first call for this helpdesk. Returns how many, and remembers how far
    /// the changes have been read.
    async fn fill(
        &self,
        helpdesk: &str,
        changes: Vec<Change>,
        cursor: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError>;

    /// How far the helpdesk's changes have been read.
    async fn progress(&self, helpdesk: &str) -> Result<Option<String>, StoreError>;

    /// Forget what is older than this: deliveries, and tickets at rest with all that is known of them. At most `limit` of
    /// each; returns how many rows are gone.
    async fn forget(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;

    /// Forget all of a ticket, or of a requester. Returns how many tickets are gone.
    async fn erase(&self, which: Erase) -> Result<u64, StoreError>;

    /// The clock was set back from `latest` to `now`: what was due by then, or so many seconds later, is due now, and
    /// leases run no longer than they were given for.
    async fn rewind(&self, latest: Timestamp, slack_secs: u32, now: Timestamp) -> Result<(), StoreError>;

    /// The latest time that the store has heard of.
    async fn latest(&self) -> Result<Option<Timestamp>, StoreError>;

    async fn counts(&self, now: Timestamp) -> Result<Counts, StoreError>;

    /// Whether the store can be written to.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// A store whole: for the work and for looking back at it.
pub trait Keeper: Store + Archive {}

impl<T: Store + Archive> Keeper for T {}

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
    /// The place in a trace that the ticket's pass is to go on from.
    pub trace: Option<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    New,
    Known,
}

/// Which tickets are to be leased.
#[derive(Clone, Debug)]
pub struct Claim {
    pub now: Timestamp,
    pub lease_until: Timestamp,
    pub limit: u32,
    /// Helpdesks that are not to be asked for now.
    pub except: Vec<String>,
    /// The helpdesk that had its turn last; the next one begins.
    pub after: Option<String>,
    /// The most tickets of one helpdesk.
    pub per_helpdesk_max: u32,
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
    pub cause: Cause,
    /// When the first delivery came that nobody has looked after; without one, when the ticket was due.
    pub waits_since: Timestamp,
    /// The traces of the deliveries that nobody has looked after, the latest first; of many only some.
    pub traces: Vec<Place>,
}

/// Why a ticket is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Somebody wrote.
    Delivery,
    /// A time has come.
    Timer,
    /// It was found by looking for what was missed.
    Gap,
}

impl Cause {
    pub const ALL: [Self; 3] = [Self::Delivery, Self::Timer, Self::Gap];

    pub fn name(self) -> &'static str {
        match self {
            Cause::Delivery => "delivery",
            Cause::Timer => "timer",
            Cause::Gap => "gap",
        }
    }
}

/// What a pass came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// None if the ticket was left alone, for example because it is closed.
    pub report: Option<Report>,
    pub look_again_at: Option<Timestamp>,
    pub decision: Decision,
    /// The ticket's revision after it; none if that is not known.
    pub seen: Option<String>,
    /// Whose ticket it is, as a hash.
    pub requester: Option<String>,
    /// How the ticket stood when it was read; none if it was not.
    pub standing: Option<Standing>,
    /// How often the customer has had their say: 1 until somebody has answered and they have written again. 0 where it
    /// was not looked at.
    pub round: u32,
}

/// What agents have made of a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// In the helpdesk's words.
    pub status: String,
    pub tags: Vec<String>,
}

/// What was decided beside the verdict. No words of the ticket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Why less was said than could be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// What would have been written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<PastWrite>,
    /// What the pass wrote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<PastWrite>,
}

/// Whose public comments are counted, and up to how many there may be.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    /// The hash of the requester, where it is known.
    pub requester: Option<String>,
    pub limits: Limits,
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
    /// A limit forbids it for now.
    Limited,
    /// The helpdesk's fuse is open: nothing is written there.
    Fused,
}

/// Nothing is written into a helpdesk any more, because too much was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fuse {
    /// None if it is everyone's: a version that had only that has opened it.
    pub helpdesk: Option<String>,
    pub opened_at: Timestamp,
    /// Public comments within the minute before.
    pub comments: u64,
}

impl Fuse {
    /// Whether this keeps it from being written into.
    pub fn is_of(&self, helpdesk: &str) -> bool {
        self.helpdesk.as_deref().is_none_or(|own| own == helpdesk)
    }
}

/// Whose fault it is that a ticket was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The ticket's own: it stays aside until it changes or someone releases it.
    Ticket,
    /// The helpdesk's: it is taken up again when the helpdesk works again.
    Helpdesk,
}

/// A ticket that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    pub ticket: TicketKey,
    pub at: Timestamp,
    pub trouble: Trouble,
    pub reason: String,
    pub failures: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Release {
    Ticket(TicketKey),
    All,
    /// Those that were set aside because this helpdesk was in trouble.
    OfHelpdesk(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erase {
    Ticket(TicketKey),
    /// Of a helpdesk, by the hash.
    Requester {
        helpdesk: String,
        requester: String,
    },
}

/// How much there is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Due now, whether or not somebody works on it. Counted up to 100,000.
    pub due: u64,
    pub leased: u64,
    pub parked: u64,
    /// When the oldest one became due.
    pub oldest_due_at: Option<Timestamp>,
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
