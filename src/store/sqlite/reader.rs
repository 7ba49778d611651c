//! The thread that reads, beside the one that writes: a look-up never waits for a commit.

use rusqlite::Connection;

use crate::store::StoreError;
use crate::store::sqlite::queue::{Promise, Queue};

pub(super) struct Reader {
    queue: Queue,
}

impl Reader {
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let queue = Queue::start("store-reader", move |requests| {
            while let Ok(mut job) = requests.recv() {
                job.run(&connection);
                job.answer(Ok(()));
            }
        })?;
        Ok(Self { queue })
    }

    /// All that the operation reads is of one moment, however many statements it takes.
    pub(super) async fn run<T, F>(&self, operation: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let within = move |connection: &Connection| {
            // It ends when it is dropped, and has nothing to commit.
            let moment = connection.unchecked_transaction()?;
            operation(&moment)
        };
        self.queue.run(Promise::Written, within).await
    }

    /// For what can't be done within a transaction.
    pub(super) async fn run_by_itself<T, F>(&self, operation: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.queue.run(Promise::Written, operation).await
    }
}
