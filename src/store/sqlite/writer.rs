//! The one thread that writes. What waits is committed together, and answered once that holds what it promises.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Instant;

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;
use crate::store::crowd::{BATCH_REQUESTS_MAX, Crowd, GATHER};
use crate::store::sqlite::failure::unavailable;
use crate::store::sqlite::place::Place;
use crate::store::sqlite::queue::{Job, Promise, Queue};

pub(super) struct Writer {
    queue: Queue,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    all: AtomicU64,
    flushed: AtomicU64,
}

/// How many transactions with writes have been committed since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commits {
    pub all: u64,
    /// Those of them that were flushed to the disk.
    pub flushed: u64,
}

impl Writer {
    /// `path` is the connection's file.
    pub(super) fn start(mut connection: Connection, path: &Path) -> Result<Self, StoreError> {
        let place = Place::of(path)?;
        let counts = Arc::new(Counts::default());
        let counter = Arc::clone(&counts);
        let queue =
            Queue::start("store-writer", move |requests| work(&mut connection, &place, &requests, &counter))?;
        Ok(Self { queue, counts })
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

    pub(super) fn commits(&self) -> Commits {
        let (all, flushed) = (&self.counts.all, &self.counts.flushed);
        Commits { all: all.load(Ordering::Relaxed), flushed: flushed.load(Ordering::Relaxed) }
    }
}

fn work(connection: &mut Connection, place: &Place, requests: &Receiver<Box<dyn Job>>, counts: &Counts) {
    let mut crowd = Crowd::default();
    // What the connection was opened with.
    let mut flushes = true;
    while let Ok(first) = requests.recv() {
        if crowd.is_back(Instant::now()) {
            thread::sleep(GATHER);
        }
        let mut batch = vec![first];
        batch.extend(requests.try_iter().take(BATCH_REQUESTS_MAX - 1));
        let size = batch.len();
        let is_flushed = batch.iter().any(|job| job.promise() == Promise::Flushed);
        let ready = place.check().and_then(|()| flush(connection, &mut flushes, is_flushed));
        match ready.and_then(|()| commit(connection, &mut batch)) {
            Ok(()) => {
                counts.all.fetch_add(1, Ordering::Relaxed);
                counts.flushed.fetch_add(u64::from(is_flushed), Ordering::Relaxed);
                batch.into_iter().for_each(|job| job.answer(Ok(())));
            }
            Err(error) => {
                let detail = error.to_string();
                tracing::error!(detail, requests = size, "the store could not commit");
                batch.into_iter().for_each(|job| job.answer(Err(&detail)));
            }
        }
        crowd.left(size, Instant::now());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::connection::open_writable;

    const NORMAL: i64 = 1;
    const FULL: i64 = 2;

    fn mode(connection: &Connection) -> Result<i64, StoreError> {
        Ok(connection.query_one("PRAGMA synchronous", [], |row| row.get(0))?)
    }

    #[tokio::test]
    async fn what_must_be_flushed_is_committed_by_a_connection_that_flushes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.sqlite");
        let writer = Writer::start(open_writable(&path).expect("a file"), &path).expect("a thread");
        for _ in 0..2 {
            assert_eq!(writer.run(mode).await.expect("committed"), FULL);
            assert_eq!(writer.run_unflushed(mode).await.expect("committed"), NORMAL);
        }
        assert_eq!(writer.commits(), Commits { all: 4, flushed: 2 });
        let held = writer.run(|_| {
            thread::sleep(std::time::Duration::from_millis(50));
            Ok(())
        });
        let (_, one, other) = tokio::join!(held, writer.run_unflushed(mode), writer.run(mode));
        assert_eq!(
            (one.expect("committed"), other.expect("committed")),
            (FULL, FULL),
            "one of them needs it"
        );
    }
}
