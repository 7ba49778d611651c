//! Requests on their way to a thread that owns a connection, and the answers on their way back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::StoreError;
use crate::store::sqlite::failure::unavailable;

/// Requests that may wait for a thread; more are turned away.
const QUEUE_REQUESTS_MAX: usize = 8_192;

/// A thread and the way to it. Dropping it lets the thread answer what is waiting, and waits for its end.
pub(super) struct Queue {
    requests: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

/// What the answer to a request promises of what it wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// It outlives the machine's power: it is flushed to the disk first.
    Flushed,
    /// It outlives the process. Until something is flushed the power may take it back, and what came after it.
    Written,
}

/// A request that a thread can run without knowing what it yields.
pub(super) trait Job: Send {
    fn promise(&self) -> Promise;

    /// Whether it succeeded; the result is kept for the answer. What it did may be undone, and it is run once more then.
    fn run(&mut self, connection: &Connection) -> bool;

    /// `committed` says what became of the transaction in which it ran.
    fn answer(self: Box<Self>, committed: Result<(), &str>);
}

struct Request<T, F> {
    promise: Promise,
    operation: F,
    result: Result<T, StoreError>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl Queue {
    pub(super) fn start(
        name: &str,
        work: impl FnOnce(Receiver<Box<dyn Job>>) + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (requests, received) = sync_channel(QUEUE_REQUESTS_MAX);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(received))
            .map_err(|error| unavailable(&format!("no thread: {error}")))?;
        Ok(Self { requests: Some(requests), thread: Some(thread) })
    }

    /// Have the operation run on the thread. Once it is queued it runs, even if nobody waits for the answer any more.
    pub(super) async fn run<T, F>(&self, promise: Promise, operation: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let result = Err(unavailable("the request was not run"));
        let request = Box::new(Request { promise, operation, result, answer });
        let requests = self.requests.as_ref().expect("it is only taken by drop");
        match requests.try_send(request) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(unavailable("too many requests are waiting")),
            Err(TrySendError::Disconnected(_)) => return Err(unavailable("the thread has ended")),
        }
        answered.await.unwrap_or_else(|_| Err(unavailable("the thread ended before it answered")))
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.requests = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("a thread of the store had panicked");
        }
    }
}

impl<T, F> Job for Request<T, F>
where
    T: Send,
    F: Fn(&Connection) -> Result<T, StoreError> + Send,
{
    fn promise(&self) -> Promise {
        self.promise
    }

    fn run(&mut self, connection: &Connection) -> bool {
        // A panic is one request's failure; the thread goes on, and the transaction is rolled back to before it.
        self.result = catch_unwind(AssertUnwindSafe(|| (self.operation)(connection)))
            .unwrap_or_else(|_| Err(unavailable("the request panicked")));
        self.result.is_ok()
    }

    fn answer(self: Box<Self>, committed: Result<(), &str>) {
        let result = match (self.result, committed) {
            (Ok(_), Err(detail)) => Err(unavailable(detail)),
            (result, _) => result,
        };
        // An error means that nobody waits for the answer any more.
        let _ = self.answer.send(result);
    }
}
