//! The store in one SQLite file: one thread writes and commits all waiting requests together, another one reads.

mod connection;
mod delivery;
mod due;
mod failure;
mod lock;
mod migration;
mod probe;
mod queue;
mod reader;
mod report;
mod write;
mod writer;

use std::path::Path;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::reply::plan::{History, Write};
use crate::report::Report;
use crate::store::sqlite::lock::Lock;
use crate::store::sqlite::reader::Reader;
use crate::store::sqlite::writer::Writer;
use crate::store::{Accepted, Intent, Lease, NewDelivery, Outcome, Store, StoreError, TicketKey};

/// Belongs to one process at a time. Dropping it answers what is waiting and closes the file.
pub struct SqliteStore {
    // In the order in which they end: the writer's connection is the last one on the file and tidies it up.
    reader: Reader,
    writer: Writer,
    _lock: Lock,
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
        let writer = Writer::start(connection)?;
        Ok(Self { reader, writer, _lock: lock })
    }

    /// How many transactions with writes have been committed since the start.
    pub fn commits(&self) -> u64 {
        self.writer.commits()
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn accept(&self, delivery: NewDelivery) -> Result<Accepted, StoreError> {
        self.writer.run(move |connection| delivery::accept(connection, &delivery)).await
    }

    async fn claim(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Lease>, StoreError> {
        self.writer.run(move |connection| due::claim(connection, now, lease_until, limit)).await
    }

    async fn finish(&self, lease: &Lease, outcome: Outcome, now: Timestamp) -> Result<(), StoreError> {
        let lease = lease.clone();
        self.writer
            .run(move |connection| {
                due::finish(connection, &lease, outcome.look_again_at, now)?;
                match &outcome.report {
                    Some(report) => report::keep(connection, &lease.ticket, report),
                    None => Ok(()),
                }
            })
            .await
    }

    async fn retry(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.writer.run(move |connection| due::retry(connection, &lease, at, &reason)).await
    }

    async fn postpone(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.writer.run(move |connection| due::postpone(connection, &lease, at, &reason)).await
    }

    async fn park(&self, lease: &Lease, reason: &str, now: Timestamp) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.writer.run(move |connection| due::park(connection, &lease, &reason, now)).await
    }

    async fn extend(&self, lease: &Lease, lease_until: Timestamp) -> Result<(), StoreError> {
        let lease = lease.clone();
        self.writer.run(move |connection| due::extend(connection, &lease, lease_until)).await
    }

    async fn intend(&self, lease: &Lease, write: &Write, now: Timestamp) -> Result<Intent, StoreError> {
        let (lease, write) = (lease.clone(), write.clone());
        self.writer
            .run(move |connection| {
                due::hold(connection, &lease)?;
                write::intend(connection, &lease.ticket, &write, now)
            })
            .await
    }

    async fn written(
        &self,
        lease: &Lease,
        key: &str,
        receipt: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (ticket, key, receipt) = (lease.ticket.clone(), key.to_owned(), receipt.to_owned());
        // Not held against the lease: that the write is in the helpdesk is true whoever holds the ticket now.
        self.writer.run(move |connection| write::written(connection, &ticket, &key, &receipt, now)).await
    }

    async fn unsettled(&self, ticket: &TicketKey) -> Result<Vec<Write>, StoreError> {
        let ticket = ticket.clone();
        self.reader.run(move |connection| write::unsettled(connection, &ticket)).await
    }

    async fn history(&self, ticket: &TicketKey) -> Result<History, StoreError> {
        let ticket = ticket.clone();
        self.reader.run(move |connection| write::history(connection, &ticket)).await
    }

    async fn report(&self, ticket: &TicketKey) -> Result<Option<Report>, StoreError> {
        let ticket = ticket.clone();
        self.reader.run(move |connection| report::latest(connection, &ticket)).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.reader.run(due::next).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.writer.run(probe::write).await
    }
}
