//! The store in a PostgreSQL database that any number of replicas share. Each operation runs in a task of its own, as one
//! statement or one short transaction.

mod address;
mod count;
pub(in crate::store) mod database;
mod delivery;
mod due;
pub(in crate::store) mod failure;
mod finish;
mod fuse;
mod gap;
mod intake;
mod limit;
mod migration;
mod parked;
pub(in crate::store) mod partition;
mod pass;
mod peers;
mod report;
mod retention;
mod ticket;
mod turn;
mod wake;
mod write;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::helpdesk::{Change, Usage};
use crate::reply::history::History;
use crate::reply::write::Write;
use crate::report::Report;
use crate::store::archive::{
    Afterwards, Archive, DeliveryFilter, Mark, Page, PageOf, PastDelivery, PastPass, Place, Span,
    TicketFilter, TicketRow, TicketState,
};
use crate::store::peers::{Beat, Company, Peers};
use crate::store::postgres::address::Address;
use crate::store::postgres::database::Database;
use crate::store::postgres::intake::Intake;
use crate::store::postgres::wake::Wake;
use crate::store::{
    Accepted, Claim, Counts, Decision, Erase, Fuse, Intent, Lease, NewDelivery, Outcome, Parked, Release,
    Speech, Store, StoreError, TicketKey, Trouble,
};

/// Between two looks at whether there are partitions for the weeks to come.
const PARTITIONS_SECS: u64 = 3_600;

/// Digits that tell replicas on one machine apart.
const NAME_MARK_DIGITS: usize = 8;

/// Whose clock leases run by. That tickets are due is always said by the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timekeeping {
    /// The database's: replicas whose clocks differ agree on who holds a ticket.
    Database,
    /// The caller's, where all time is set by hand.
    Caller,
}

/// How a database is reached.
pub struct Target<'a> {
    /// `postgres://...`
    pub url: &'a str,
    /// Goes before the one in the address.
    pub password: Option<&'a SecretString>,
    pub connections_max: usize,
    pub timekeeping: Timekeeping,
}

/// Dropping it lets what was accepted be kept, and closes its connections.
pub struct PostgresStore {
    database: Database,
    intake: Intake,
    /// None for a program beside the service.
    wake: Option<Wake>,
    timekeeping: Timekeeping,
    /// What the other replicas know this one by.
    name: String,
    ended: CancellationToken,
    _ends: DropGuard,
}

impl PostgresStore {
    /// Connect, and bring the tables up to date. Must be called within a tokio runtime that goes on.
    pub async fn open(target: &Target<'_>) -> Result<Self, StoreError> {
        let address = Address::read(target.url, target.password)?;
        let wake = Wake::start(address.config.clone(), address.tls.clone());
        let store = Self::reach(target, address, Some(wake))?;
        store
            .database
            .run_patiently(|client| Box::pin(async move { Ok(migration::migrate(client).await?) }))
            .await?;
        store.database.run(|client| Box::pin(migration::demand_whole(client))).await?;
        if target.timekeeping == Timekeeping::Database {
            store.keep_partitions().await?;
        }
        Ok(store)
    }

    /// Connect beside a service that may be running, to look or to change something small. The tables must be there.
    pub async fn beside(target: &Target<'_>) -> Result<Self, StoreError> {
        let store = Self::reach(target, Address::read(target.url, target.password)?, None)?;
        store
            .database
            .run(|client| Box::pin(async move { Ok(migration::demand_current(client).await?) }))
            .await?;
        Ok(store)
    }

    /// A database that is to be filled: its tables are brought up to date, and nothing else is done.
    pub(in crate::store) async fn make(target: &Target<'_>) -> Result<Database, StoreError> {
        let address = Address::read(target.url, target.password)?;
        let database = Database::new(address.config, address.tls, target.connections_max)?;
        database
            .run_patiently(|client| Box::pin(async move { Ok(migration::migrate(client).await?) }))
            .await?;
        Ok(database)
    }

    fn reach(target: &Target<'_>, address: Address, wake: Option<Wake>) -> Result<Self, StoreError> {
        let database = Database::new(address.config, address.tls, target.connections_max)?;
        let bell = wake.as_ref().map(|wake| wake.bell.clone()).unwrap_or_default();
        let intake = Intake::start(database.clone(), bell);
        let ended = CancellationToken::new();
        let ends = ended.clone().drop_guard();
        Ok(Self {
            database,
            intake,
            wake,
            timekeeping: target.timekeeping,
            name: own_name(),
            ended,
            _ends: ends,
        })
    }

    /// Have partitions for the weeks to come, now and as long as the store is open.
    async fn keep_partitions(&self) -> Result<(), StoreError> {
        make_partitions(&self.database).await?;
        let (database, ended) = (self.database.clone(), self.ended.clone());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = ended.cancelled() => return,
                    () = tokio::time::sleep(Duration::from_secs(PARTITIONS_SECS)) => {}
                }
                if let Err(error) = make_partitions(&database).await {
                    tracing::warn!(%error, "partitions for the weeks to come could not be made");
                }
            }
        });
        Ok(())
    }

    /// The time for leases, where it is not the database's.
    fn by_hand(&self, now: Timestamp) -> Option<i64> {
        match self.timekeeping {
            Timekeeping::Database => None,
            Timekeeping::Caller => Some(now.as_millisecond()),
        }
    }

    /// Something that others may do has become due.
    fn ring(&self) {
        if let Some(wake) = &self.wake {
            wake.bell.ring();
        }
    }
}

/// The machine's name, and what tells this process from others on it.
fn own_name() -> String {
    let machine = rustix::system::uname();
    let mark = Uuid::new_v4().simple().to_string();
    format!("{}-{}", machine.nodename().to_string_lossy(), &mark[..NAME_MARK_DIGITS])
}

async fn make_partitions(database: &Database) -> Result<(), StoreError> {
    database.run(|client| Box::pin(partition::ahead(client, Timestamp::now()))).await
}

#[async_trait]
impl Store for PostgresStore {
    async fn accept(&self, delivery: NewDelivery) -> Result<Accepted, StoreError> {
        self.intake.accept(delivery).await
    }

    async fn claim(&self, wanted: Claim) -> Result<Vec<Lease>, StoreError> {
        let by_hand = self.by_hand(wanted.now);
        self.database
            .run(move |client| Box::pin(async move { turn::claim(client, &wanted, by_hand).await }))
            .await
    }

    async fn finish(&self, lease: &Lease, outcome: Outcome, now: Timestamp) -> Result<(), StoreError> {
        let lease = lease.clone();
        self.database
            .run(move |client| Box::pin(async move { finish::finish(client, &lease, &outcome, now).await }))
            .await
    }

    async fn retry(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.database
            .run(move |client| Box::pin(async move { due::delay(client, &lease, at, 1, &reason).await }))
            .await
    }

    async fn postpone(&self, lease: &Lease, at: Timestamp, reason: &str) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.database
            .run(move |client| Box::pin(async move { due::delay(client, &lease, at, 0, &reason).await }))
            .await
    }

    async fn park(
        &self,
        lease: &Lease,
        trouble: Trouble,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (lease, reason) = (lease.clone(), reason.to_owned());
        self.database
            .run(move |client| {
                Box::pin(async move { due::park(client, &lease, trouble, &reason, now).await })
            })
            .await
    }

    async fn extend(&self, lease: &Lease, lease_until: Timestamp, now: Timestamp) -> Result<(), StoreError> {
        let (lease, by_hand) = (lease.clone(), self.by_hand(now));
        let span_ms = lease_until.as_millisecond() - now.as_millisecond();
        self.database
            .run(move |client| Box::pin(async move { due::extend(client, &lease, span_ms, by_hand).await }))
            .await
    }

    async fn intend(
        &self,
        lease: &Lease,
        write: &Write,
        speech: &Speech,
        now: Timestamp,
    ) -> Result<Intent, StoreError> {
        let (lease, write, speech) = (lease.clone(), write.clone(), speech.clone());
        self.database
            .run(move |client| {
                Box::pin(async move { write::intend(client, &lease, &write, &speech, now).await })
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
        self.database
            .run(move |client| {
                Box::pin(async move { write::written(client, &ticket, &key, &receipt, at).await })
            })
            .await
    }

    async fn unsettled(&self, ticket: &TicketKey) -> Result<Vec<Write>, StoreError> {
        let ticket = ticket.clone();
        self.database
            .run(move |client| Box::pin(async move { write::unsettled(client, &ticket).await }))
            .await
    }

    async fn history(
        &self,
        ticket: &TicketKey,
        speech: &Speech,
        now: Timestamp,
    ) -> Result<History, StoreError> {
        let (ticket, speech) = (ticket.clone(), speech.clone());
        self.database
            .run(move |client| Box::pin(async move { write::history(client, &ticket, &speech, now).await }))
            .await
    }

    async fn report(&self, ticket: &TicketKey) -> Result<Option<Report>, StoreError> {
        let ticket = ticket.clone();
        self.database.run(move |client| Box::pin(async move { report::latest(client, &ticket).await })).await
    }

    async fn decision(&self, ticket: &TicketKey) -> Result<Option<Decision>, StoreError> {
        let ticket = ticket.clone();
        self.database
            .run(move |client| Box::pin(async move { report::decision(client, &ticket).await }))
            .await
    }

    async fn next_due(&self, except: &[String]) -> Result<Option<Timestamp>, StoreError> {
        let except = except.to_vec();
        self.database.run(move |client| Box::pin(async move { turn::next(client, &except).await })).await
    }

    async fn woken(&self) {
        match &self.wake {
            Some(wake) => wake.heard().await,
            None => std::future::pending().await,
        }
    }

    fn peers(&self) -> Option<&dyn Peers> {
        Some(self)
    }

    async fn fuses(&self) -> Result<Vec<Fuse>, StoreError> {
        self.database.run(|client| Box::pin(fuse::all(client))).await
    }

    async fn close_fuse(&self, helpdesk: Option<&str>, now: Timestamp) -> Result<bool, StoreError> {
        let helpdesk = helpdesk.map(str::to_owned);
        self.database
            .run(move |client| Box::pin(async move { fuse::close(client, helpdesk.as_deref(), now).await }))
            .await
    }

    async fn parked(&self, limit: u32) -> Result<Vec<Parked>, StoreError> {
        self.database.run(move |client| Box::pin(parked::list(client, limit))).await
    }

    async fn release(&self, which: Release, now: Timestamp) -> Result<u64, StoreError> {
        let released = self
            .database
            .run(move |client| Box::pin(async move { parked::release(client, &which, now).await }))
            .await?;
        self.ring();
        Ok(released)
    }

    async fn fill(
        &self,
        helpdesk: &str,
        changes: Vec<Change>,
        cursor: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let (helpdesk, cursor) = (helpdesk.to_owned(), cursor.to_owned());
        let found = self
            .database
            .run(move |client| {
                Box::pin(async move { gap::fill(client, &helpdesk, &changes, &cursor, now).await })
            })
            .await?;
        if found > 0 {
            self.ring();
        }
        Ok(found)
    }

    async fn progress(&self, helpdesk: &str) -> Result<Option<String>, StoreError> {
        let helpdesk = helpdesk.to_owned();
        self.database.run(move |client| Box::pin(async move { gap::progress(client, &helpdesk).await })).await
    }

    async fn forget(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.database.run(move |client| Box::pin(retention::forget(client, before, limit))).await
    }

    async fn erase(&self, which: Erase) -> Result<u64, StoreError> {
        self.database.run(move |client| Box::pin(async move { retention::erase(client, &which).await })).await
    }

    async fn rewind(&self, latest: Timestamp, slack_secs: u32, now: Timestamp) -> Result<(), StoreError> {
        let leases = self.timekeeping == Timekeeping::Caller;
        self.database.run(move |client| Box::pin(due::rewind(client, latest, slack_secs, now, leases))).await
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.database.run(|client| Box::pin(count::latest(client))).await
    }

    async fn counts(&self, now: Timestamp) -> Result<Counts, StoreError> {
        self.database.run(move |client| Box::pin(count::counts(client, now))).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.database.run(|client| Box::pin(count::probe(client))).await
    }
}

#[async_trait]
impl Archive for PostgresStore {
    async fn tickets(
        &self,
        filter: &TicketFilter,
        page: &PageOf<Place>,
    ) -> Result<Page<TicketRow, Place>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.database
            .run(move |client| Box::pin(async move { ticket::list(client, &filter, &page).await }))
            .await
    }

    async fn ticket(&self, ticket: &TicketKey) -> Result<Option<TicketState>, StoreError> {
        let ticket = ticket.clone();
        self.database.run(move |client| Box::pin(async move { ticket::state(client, &ticket).await })).await
    }

    async fn passes(
        &self,
        ticket: &TicketKey,
        page: &PageOf<u64>,
    ) -> Result<Page<PastPass, u64>, StoreError> {
        let (ticket, page) = (ticket.clone(), page.clone());
        self.database
            .run(move |client| Box::pin(async move { pass::of_ticket(client, &ticket, &page).await }))
            .await
    }

    async fn pass(&self, ticket: &TicketKey, number: u64) -> Result<Option<(PastPass, Report)>, StoreError> {
        let ticket = ticket.clone();
        self.database
            .run(move |client| Box::pin(async move { pass::one(client, &ticket, number).await }))
            .await
    }

    async fn deliveries(
        &self,
        filter: &DeliveryFilter,
        page: &PageOf<Place>,
    ) -> Result<Page<PastDelivery, Place>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.database
            .run(move |client| Box::pin(async move { delivery::list(client, &filter, &page).await }))
            .await
    }

    async fn delivery(&self, helpdesk: &str, key: &str) -> Result<Option<PastDelivery>, StoreError> {
        let (helpdesk, key) = (helpdesk.to_owned(), key.to_owned());
        self.database
            .run_patiently(move |client| {
                Box::pin(async move { delivery::one(client, &helpdesk, &key).await })
            })
            .await
    }

    async fn passes_within(
        &self,
        span: Span,
        page: &PageOf<Mark>,
    ) -> Result<Page<(PastPass, Afterwards), Mark>, StoreError> {
        let page = page.clone();
        self.database
            .run(move |client| Box::pin(async move { pass::within(client, span, &page).await }))
            .await
    }
}

#[async_trait]
impl Peers for PostgresStore {
    async fn beat(&self, beat: Beat) -> Result<Company, StoreError> {
        let name = self.name.clone();
        self.database
            .run(move |client| Box::pin(async move { peers::beat(client, &name, &beat).await }))
            .await
    }

    async fn leave(&self, used: Vec<(String, Usage)>) -> Result<(), StoreError> {
        let name = self.name.clone();
        self.database
            .run(move |client| Box::pin(async move { peers::leave(client, &name, &used).await }))
            .await
    }

    async fn leave_in_peace(&self, helpdesk: &str, pause_secs: u32) -> Result<(), StoreError> {
        let helpdesk = helpdesk.to_owned();
        self.database
            .run(move |client| {
                Box::pin(async move { peers::leave_in_peace(client, &helpdesk, pause_secs).await })
            })
            .await
    }

    async fn try_one(&self, helpdesk: &str, secs_max: u32) -> Result<bool, StoreError> {
        let helpdesk = helpdesk.to_owned();
        self.database
            .run(move |client| Box::pin(async move { peers::try_one(client, &helpdesk, secs_max).await }))
            .await
    }

    async fn works(&self, helpdesk: &str) -> Result<(), StoreError> {
        let helpdesk = helpdesk.to_owned();
        self.database
            .run(move |client| Box::pin(async move { peers::works(client, &helpdesk).await }))
            .await?;
        self.ring();
        Ok(())
    }

    async fn take(&self, duty: &str, secs: u32) -> Result<bool, StoreError> {
        let (name, duty) = (self.name.clone(), duty.to_owned());
        self.database
            .run(move |client| Box::pin(async move { peers::take(client, &name, &duty, secs).await }))
            .await
    }
}
