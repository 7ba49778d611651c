//! The one thread that writes. What waits is committed together, and answered once it is on disk.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;
use crate::store::sqlite::failure::unavailable;
use crate::store::sqlite::place::Place;
use crate::store::sqlite::queue::{Job, Queue};

/// Requests that share one commit at most.
const BATCH_REQUESTS_MAX: usize = 256;
/// After a batch of so many requests, and no full one, what comes right after is gathered for a moment: a crowd that was
/// answered together comes back together, and one commit for all of it costs less than several.
const CROWD: Range<usize> = 8..BATCH_REQUESTS_MAX;
const GATHER: Duration = Duration::from_millis(1);
/// What comes later than this is no crowd's, and is not held up.
const CROWD_BACK_MAX: Duration = Duration::from_millis(10);

pub(super) struct Writer {
    queue: Queue,
    commits: Arc<AtomicU64>,
}

impl Writer {
    /// `path` is the connection's file.
    pub(super) fn start(mut connection: Connection, path: &Path) -> Result<Self, StoreError> {
        let place = Place::of(path)?;
        let commits = Arc::new(AtomicU64::new(0));
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
        self.queue.run(operation).await
    }

    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}

fn work(connection: &mut Connection, place: &Place, requests: &Receiver<Box<dyn Job>>, commits: &AtomicU64) {
    let mut crowd_left_at: Option<Instant> = None;
    while let Ok(first) = requests.recv() {
        if crowd_left_at.is_some_and(|at| at.elapsed() < CROWD_BACK_MAX) {
            thread::sleep(GATHER);
        }
        let mut batch = vec![first];
        batch.extend(requests.try_iter().take(BATCH_REQUESTS_MAX - 1));
        let is_crowd = CROWD.contains(&batch.len());
        match place.check().and_then(|()| commit(connection, &mut batch)) {
            Ok(()) => {
                commits.fetch_add(1, Ordering::Relaxed);
                batch.into_iter().for_each(|job| job.answer(Ok(())));
            }
            Err(error) => {
                let detail = error.to_string();
                tracing::error!(detail, requests = batch.len(), "the store could not commit");
                batch.into_iter().for_each(|job| job.answer(Err(&detail)));
            }
        }
        crowd_left_at = is_crowd.then(Instant::now);
    }
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
