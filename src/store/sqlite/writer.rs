//! The one thread that writes. What waits is committed together, and answered once that holds what it promises.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;
use crate::store::crowd::{BATCH_REQUESTS_MAX, Crowd, GATHER};
use crate::store::sqlite::failure::unavailable;
use crate::store::sqlite::place::Place;
use crate::store::sqlite::queue::{Job, Promise, Queue};

pub(super) struct Writer {
    queue: Queue,
    commits: Arc<Commits>,
}

/// How many transactions have been committed since the start.
#[derive(Default)]
pub(super) struct Commits {
    all: AtomicU64,
    flushed: AtomicU64,
}

impl Writer {
    /// `path` is the connection's file.
    pub(super) fn start(mut connection: Connection, path: &Path) -> Result<Self, StoreError> {
        let place = Place::of(path)?;
        let commits = Arc::new(Commits::default());
        let counter = Arc::clone(&commits);
        let queue =
            Queue::start("store-writer", move |requests| work(&mut connection, &place, &requests, &counter))?;
        Ok(Self { queue, commits })
    }

    /// Run the operation within a transaction; the answer comes after the commit. If something else that shares the
    /// transaction fails, all of it is undone and the operation runs once more.
    pub(super) async fn run<T, F>(&self, operation: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.queue.run(Promise::Flushed, operation).await
    }

    /// The same for what the power may take back: what is done once more then, or found out by asking the helpdesk.
    pub(super) async fn run_unflushed<T, F>(&self, operation: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.queue.run(Promise::Written, operation).await
    }

    /// All, and those of them that were flushed.
    pub(super) fn commits(&self) -> (u64, u64) {
        (self.commits.all.load(Ordering::Relaxed), self.commits.flushed.load(Ordering::Relaxed))
    }
}

fn work(connection: &mut Connection, place: &Place, requests: &Receiver<Box<dyn Job>>, commits: &Commits) {
    let mut crowd = Crowd::default();
    // What the connection was opened with.
    let mut flushes = true;
    while let Ok(first) = requests.recv() {
        if crowd.is_back() {
            thread::sleep(GATHER);
        }
        let mut batch = vec![first];
        batch.extend(requests.try_iter().take(BATCH_REQUESTS_MAX - 1));
        let size = batch.len();
        let is_flushed = batch.iter().any(|job| job.promise() == Promise::Flushed);
        let ready = place.check().and_then(|()| flush(connection, &mut flushes, is_flushed));
        match ready.and_then(|()| commit(connection, &mut batch)) {
            Ok(()) => {
                commits.all.fetch_add(1, Ordering::Relaxed);
                commits.flushed.fetch_add(u64::from(is_flushed), Ordering::Relaxed);
                batch.into_iter().for_each(|job| job.answer(Ok(())));
            }
            Err(error) => {
                let detail = error.to_string();
                tracing::error!(detail, requests = size, "the store could not commit");
                batch.into_iter().for_each(|job| job.answer(Err(&detail)));
            }
        }
        crowd.left(size);
    }
}

/// Whether the next commit is to be flushed. One that is takes all before it along, because the log is one file.
fn flush(connection: &Connection, flushes: &mut bool, wanted: bool) -> Result<(), StoreError> {
    if *flushes != wanted {
        let mode = if wanted { "full" } else { "normal" };
        connection.pragma_update(None, "synchronous", mode)?;
        *flushes = wanted;
    }
    Ok(())
}

/// All in one go, as hardly any request fails; a savepoint for each would cost as much as the request itself.
fn commit(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if batch.iter_mut().all(|job| job.run(&transaction)) {
        return Ok(transaction.commit()?);
    }
    // After some errors, such as a full disk, SQLite has rolled back everything by itself.
    if !transaction.is_autocommit() {
        transaction.rollback()?;
    } else {
        drop(transaction);
    }
    commit_apart(connection, batch)
}

/// Once more, with a savepoint for each request, so that one that fails takes nothing else with it.
fn commit_apart(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in batch {
        let savepoint = transaction.savepoint()?;
        if job.run(&savepoint) {
            savepoint.commit()?;
        } else if savepoint.is_autocommit() {
            return Err(unavailable("the transaction was rolled back"));
        } else {
            savepoint.finish()?;
        }
    }
    transaction.commit()?;
    Ok(())
}
