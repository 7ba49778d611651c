//! Looking back: tickets, their past passes and their deliveries, a page at a time, for those who watch over the service.
//!
//! Nothing here is needed for the work itself, and nothing reads all of a table at once.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::checklist::model::Verdict;
use crate::reply::history::PastWrite;
use crate::report::Report;
use crate::store::record::ItemNames;
use crate::store::{Decision, StoreError, TicketKey, Trouble};

/// Rows of one page at most, whatever is asked for.
pub const PAGE_ROWS_MAX: u32 = 1_000;
/// Different passes of one ticket that are remembered; the oldest go first.
pub const PASSES_PER_TICKET_MAX: u32 = 50;

#[async_trait]
pub trait Archive: Send + Sync {
    /// Tickets that were checked, the one that was checked last first; with `parked`, those that were set aside, the one
    /// that was set aside last first. A ticket that is checked while somebody turns the pages moves to the front.
    async fn tickets(
        &self,
        filter: &TicketFilter,
        page: &PageOf<Place>,
    ) -> Result<Page<TicketRow, Place>, StoreError>;

    /// All that is known of a ticket; none if it was never heard of.
    async fn ticket(&self, ticket: &TicketKey) -> Result<Option<TicketState>, StoreError>;

    /// What the passes over a ticket came to, the last first.
    async fn passes(&self, ticket: &TicketKey, page: &PageOf<u64>)
    -> Result<Page<PastPass, u64>, StoreError>;

    /// One of them, by its number, with its report.
    async fn pass(&self, ticket: &TicketKey, number: u64) -> Result<Option<(PastPass, Report)>, StoreError>;

    /// What was received, the last first.
    async fn deliveries(
        &self,
        filter: &DeliveryFilter,
        page: &PageOf<Place>,
    ) -> Result<Page<PastDelivery, Place>, StoreError>;

    async fn delivery(&self, helpdesk: &str, key: &str) -> Result<Option<PastDelivery>, StoreError>;

    /// The passes of all tickets within a time, oldest first, with what agents have made of the ticket since: for figures.
    async fn passes_within(
        &self,
        span: Span,
        page: &PageOf<Mark>,
    ) -> Result<Page<(PastPass, Afterwards), Mark>, StoreError>;
}

/// Which page of a list: so many rows after the place that the page before ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOf<P> {
    pub after: Option<P>,
    pub rows: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Page<T, P> {
    pub rows: Vec<T>,
    /// Where the next page begins; none after the last.
    pub next: Option<P>,
}

/// A row's place in a list that is ordered by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub at: Timestamp,
    pub helpdesk: String,
    /// Of the ticket or of the delivery.
    pub id: String,
}

/// A pass's place among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub at: Timestamp,
    /// The store's own count.
    pub row: i64,
}

/// From one moment up to another, which is no longer within.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketFilter {
    pub helpdesk: Option<String>,
    pub verdict: Option<Verdict>,
    pub category: Option<String>,
    /// When it was checked last, or set aside.
    pub span: Span,
    /// Those that were set aside.
    pub parked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRow {
    pub ticket: TicketKey,
    /// When it was checked last; with `parked`, when it was set aside.
    pub at: Timestamp,
    /// None if it was set aside before it was ever checked.
    pub found: Option<Found>,
    pub is_parked: bool,
}

/// What the last check of a ticket came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub category: String,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TicketState {
    pub ticket: TicketKey,
    pub due_at: Option<Timestamp>,
    pub is_leased: bool,
    /// Passes in a row that have failed, and why the last one did.
    pub failures: u32,
    pub reason: Option<String>,
    pub parked: Option<(Timestamp, Trouble)>,
    pub report: Option<Report>,
    pub decision: Option<Decision>,
    pub afterwards: Afterwards,
    /// What was written into it, oldest first.
    pub written: Vec<PastWrite>,
}

/// What agents have made of a ticket, as it was last read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Afterwards {
    /// In the helpdesk's words; none where that was not remembered.
    pub status: Option<String>,
    pub tags: Vec<String>,
    /// How often it was found open after it had been solved.
    pub reopened: u32,
}

/// What one pass came to, or several in a row that came to the same.
#[derive(Clone, Debug, PartialEq)]
pub struct PastPass {
    pub ticket: TicketKey,
    /// Counts what is different, from 1.
    pub number: u64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// How many passes in a row came to this.
    pub times: u64,
    pub category: String,
    pub verdict: Verdict,
    /// The content hash of the checklists that made it.
    pub checklists: String,
    /// How often the customer had had their say; 1 is the first contact.
    pub round: u32,
    pub items: ItemNames,
    pub decision: Decision,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    pub ticket: Option<TicketKey>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastDelivery {
    pub ticket: TicketKey,
    pub key: String,
    pub event: String,
    pub received_at: Timestamp,
}

impl<P> PageOf<P> {
    pub fn first(rows: u32) -> Self {
        Self { after: None, rows }
    }

    /// At least one, and no more than a page may have.
    pub fn rows(&self) -> u32 {
        self.rows.clamp(1, PAGE_ROWS_MAX)
    }
}

impl<T, P> Page<T, P> {
    /// Of rows of which one more than the page has was asked for: whether it came tells whether there is a next page.
    pub fn of(mut rows: Vec<T>, size: u32, place: impl FnOnce(&T) -> P) -> Self {
        let has_more = rows.len() > size as usize;
        rows.truncate(size as usize);
        let next = rows.last().filter(|_| has_more).map(place);
        Self { rows, next }
    }
}

impl PastPass {
    pub fn is_first_contact(&self) -> bool {
        self.round <= 1
    }
}
