//! The thread that reads, beside the one that writes: a look-up never waits for a commit.

use rusqlite::Connection;

use crate::store::StoreError;
use crate::store::sqlite::queue::Queue;

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

    pub(super) async fn run<T, F>(&self, operation: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.queue.run(operation).await
    }
}
