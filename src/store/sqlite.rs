//! The store in one SQLite file: one thread writes and commits all waiting requests together, another one reads.

mod backup;
pub(in crate::store) mod connection;
mod count;
mod delivery;
mod due;
mod failure;
mod fuse;
mod gap;
mod limit;
mod lock;
mod migration;
mod parked;
mod pass;
mod place;
mod probe;
mod queue;
mod reader;
mod report;
mod retention;
mod ticket;
mod turn;
mod write;
mod writer;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use jiff::Timestamp;

use crate::helpdesk::Change;
use crate::reply::history::History;
use crate::reply::write::Write;
use crate::report::Report;
use crate::store::archive::{
    Afterwards, Archive, DeliveryFilter, Mark, Page, PageOf, PastDelivery, PastPass, Place, Span,
    TicketFilter, TicketRow, TicketState,
};
use crate::store::record::Record;
use crate::store::sqlite::lock::Lock;
use crate::store::sqlite::reader::Reader;
pub use crate::store::sqlite::writer::Commits;
use crate::store::sqlite::writer::Writer;
use crate::store::{
    Accepted, Claim, Counts, Decision, Erase, Fuse, Intent, Lease, NewDelivery, Outcome, Parked, Release,
    Speech, Store, StoreError, TicketKey, Trouble,
};

/// Belongs to one process at a time. Dropping it answers what is waiting and closes the file.
pub struct SqliteStore {
    // In the order in which they end: the writer's connection is the last one on the file and tidies it up.
    reader: Reader,
    writer: Writer,
    _lock: Option<Lock>,
}

impl SqliteStore {
    /// Open the file, make it if it is not there, and bring its tables up to date.
    ///
    /// Leases in the file are released: the lock says that the process that held them is gone, so the work that it left
    /// is taken up at once instead of after `lease_secs`.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let lock = Lock::take(path)?;
        let mut connection = connection::open_writable(path)?;
        migration::migrate(&mut connection)?;
        due::release_all(&connection)?;
        let reader = Reader::start(connection::open_read_only(path)?)?;
        let writer = Writer::start(connection, path)?;
        Ok(Self { reader, writer, _lock: Some(lock) })
    }

    /// Open the file beside a service that may be using it, to look or to change something small. It must be there.
    pub fn beside(path: &Path) -> Result<Self, StoreError> {
        let connection = connection::open_beside(path)?;
        migration::demand_current(&connection)?;
        let reader = Reader::start(connection::open_read_only(path)?)?;
        let writer = Writer::start(connection, path)?;
        Ok(Self { reader, writer, _lock: None })
    }

    /// Whether a service is using the file.
    pub fn is_in_use(path: &Path) -> bool {
        lock::is_taken(path)
    }

    /// A copy of the whole file under another name, as it is at one moment, while a service goes on with it.
    pub async fn copy(&self, to: PathBuf) -> Result<(), StoreError> {
        self.reader.run_by_itself(move |connection| backup::copy(connection, &to)).await
    }

    pub fn commits(&self) -> Commits {
        self.writer.commits()
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn accept(&self, delivery: NewDelivery) -> Result<Accepted, StoreError> {
        self.writer.run(move |connection| delivery::accept(connection, &delivery)).await
    }

    async fn claim(&self, wanted: Claim) -> Result<Vec<Lease>, StoreError> {
        self.writer.run_unflushed(move |connection| turn::claim(connection, &wanted)).await
    }

    async fn finish(&self, lease: &Lease, outcome: Outcome, now: Timestamp) -> Result<(), StoreError> {
        let lease = lease.clone();
        // Here, not on the one thread that writes.
        let record = outcome.report.as_ref().map(|report| Record::of(report, &outcome)).transpose()?;
        self.writer
            .run_unflushed(move |connection| {
                due::finish(connection, &lease, &outcome, now)?;
                if let (Some(report), Some(record)) = (&outcome.report, &record) {
                    report::keep(connection, &lease.ticket, report, record)?;
                    pass::keep(connection, &lease.ticket, report, outcome.round, record)?;
                }
                match &outcome.standing {
                    Some(standing) => report::stand(connection, &lease.ticket, standing),
                    None => Ok(()),
                }
            })
            .await
    }

    async fn retry(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.writer.run_unflushed(move |connection| due::retry(connection, &lease, at, &reason)).await
    }

    async fn postpone(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.writer.run_unflushed(move |connection| due::postpone(connection, &lease, at, &reason)).await
    }

    async fn park(
        &self,
        lease: &Lease,
        trouble: Trouble,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.writer.run(move |connection| due::park(connection, &lease, trouble, &reason, now)).await
    }

    async fn extend(&self, lease: &Lease, lease_until: Timestamp, _now: Timestamp) -> Result<(), StoreError> {
        let lease = lease.clone();
        self.writer.run_unflushed(move |connection| due::extend(connection, &lease, lease_until)).await
    }

    async fn intend(
        &self,
        lease: &Lease,
        write: &Write,
        speech: &Speech,
        now: Timestamp,
    ) -> Result<Intent, StoreError> {
        let (lease, write, speech) = (lease.clone(), write.clone(), speech.clone());
        self.writer
            .run(move |connection| {
                due::hold(connection, &lease)?;
                write::intend(connection, &lease.ticket, &write, &speech, now)
            })
            .await
    }

    async fn written(
        &self,
        lease: &Lease,
        key: &str,
        receipt: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (ticket, key, receipt) = (lease.ticket.clone(), key.to_owned(), receipt.to_owned());
        // Not held against the lease: that the write is in the helpdesk is true whoever holds the ticket now.
        self.writer
            .run_unflushed(move |connection| write::written(connection, &ticket, &key, &receipt, at))
            .await
    }

    async fn unsettled(&self, ticket: &TicketKey) -> Result<Vec<Write>, StoreError> {
        let ticket = ticket.clone();
        self.reader.run(move |connection| write::unsettled(connection, &ticket)).await
    }

    async fn history(
        &self,
        ticket: &TicketKey,
        speech: &Speech,
        now: Timestamp,
    ) -> Result<History, StoreError> {
        let (ticket, speech) = (ticket.clone(), speech.clone());
        self.reader.run(move |connection| write::history(connection, &ticket, &speech, now)).await
    }

    async fn report(&self, ticket: &TicketKey) -> Result<Option<Report>, StoreError> {
        let ticket = ticket.clone();
        self.reader.run(move |connection| report::latest(connection, &ticket)).await
    }

    async fn decision(&self, ticket: &TicketKey) -> Result<Option<Decision>, StoreError> {
        let ticket = ticket.clone();
        self.reader.run(move |connection| report::decision(connection, &ticket)).await
    }

    async fn next_due(&self, except: &[String]) -> Result<Option<Timestamp>, StoreError> {
        let except = except.to_vec();
        self.reader.run(move |connection| turn::next(connection, &except)).await
    }

    async fn fuses(&self) -> Result<Vec<Fuse>, StoreError> {
        self.reader.run(fuse::all).await
    }

    async fn close_fuse(&self, helpdesk: Option<&str>, now: Timestamp) -> Result<bool, StoreError> {
        let helpdesk = helpdesk.map(str::to_owned);
        self.writer.run(move |connection| fuse::close(connection, helpdesk.as_deref(), now)).await
    }

    async fn parked(&self, limit: u32) -> Result<Vec<Parked>, StoreError> {
        self.reader.run(move |connection| parked::list(connection, limit)).await
    }

    async fn release(&self, which: Release, now: Timestamp) -> Result<u64, StoreError> {
        self.writer.run(move |connection| parked::release(connection, &which, now)).await
    }

    async fn fill(
        &self,
        helpdesk: &str,
        changes: Vec<Change>,
        cursor: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let (helpdesk, cursor) = (helpdesk.to_owned(), cursor.to_owned());
        self.writer.run(move |connection| gap::fill(connection, &helpdesk, &changes, &cursor, now)).await
    }

    async fn progress(&self, helpdesk: &str) -> Result<Option<String>, StoreError> {
        let helpdesk = helpdesk.to_owned();
        self.reader.run(move |connection| gap::progress(connection, &helpdesk)).await
    }

    async fn forget(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.writer.run(move |connection| retention::forget(connection, before, limit)).await
    }

    async fn erase(&self, which: Erase) -> Result<u64, StoreError> {
        self.writer.run(move |connection| retention::erase(connection, &which)).await
    }

    async fn rewind(&self, latest: Timestamp, slack_secs: u32, now: Timestamp) -> Result<(), StoreError> {
        self.writer.run(move |connection| due::rewind(connection, latest, slack_secs, now)).await
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.reader.run(count::latest).await
    }

    async fn counts(&self, now: Timestamp) -> Result<Counts, StoreError> {
        self.reader.run(move |connection| count::counts(connection, now)).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.writer.run(probe::write).await
    }
}

#[async_trait]
impl Archive for SqliteStore {
    async fn tickets(
        &self,
        filter: &TicketFilter,
        page: &PageOf<Place>,
    ) -> Result<Page<TicketRow, Place>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.reader.run(move |connection| ticket::list(connection, &filter, &page)).await
    }

    async fn ticket(&self, ticket: &TicketKey) -> Result<Option<TicketState>, StoreError> {
        let ticket = ticket.clone();
        self.reader.run(move |connection| ticket::state(connection, &ticket)).await
    }

    async fn passes(
        &self,
        ticket: &TicketKey,
        page: &PageOf<u64>,
    ) -> Result<Page<PastPass, u64>, StoreError> {
        let (ticket, page) = (ticket.clone(), page.clone());
        self.reader.run(move |connection| pass::of_ticket(connection, &ticket, &page)).await
    }

    async fn pass(&self, ticket: &TicketKey, number: u64) -> Result<Option<(PastPass, Report)>, StoreError> {
        let ticket = ticket.clone();
        self.reader.run(move |connection| pass::one(connection, &ticket, number)).await
    }

    async fn deliveries(
        &self,
        filter: &DeliveryFilter,
        page: &PageOf<Place>,
    ) -> Result<Page<PastDelivery, Place>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.reader.run(move |connection| delivery::list(connection, &filter, &page)).await
    }

    async fn delivery(&self, helpdesk: &str, key: &str) -> Result<Option<PastDelivery>, StoreError> {
        let (helpdesk, key) = (helpdesk.to_owned(), key.to_owned());
        self.reader.run(move |connection| delivery::one(connection, &helpdesk, &key)).await
    }

    async fn passes_within(
        &self,
        span: Span,
        page: &PageOf<Mark>,
    ) -> Result<Page<(PastPass, Afterwards), Mark>, StoreError> {
        let page = page.clone();
        self.reader.run(move |connection| pass::within(connection, span, &page)).await
    }
}
