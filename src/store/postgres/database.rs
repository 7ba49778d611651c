//! The way to the database: connections that are kept, and operations that no caller can cut short.

use std::time::Duration;

use deadpool_postgres::{
    Client, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
    Timeouts,
};
use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::StoreError;
use crate::store::postgres::failure::{detail, spoils, unavailable};

/// The longest that an operation may take, the server's own limit on a statement included.
const OPERATION_SECS_MAX: u64 = 15;
/// The longest wait for one of the connections to be free, and for a new one.
const WAIT_SECS_MAX: u64 = 10;

/// What every connection is told. Each statement but one by hand finds its rows by an index; the planner may not conclude from a
/// table that was small when it was last counted that reading all of it is quicker.
const SESSION: &str = "
    SET statement_timeout = '10s';
    SET lock_timeout = '8s';
    SET idle_in_transaction_session_timeout = '10s';
    SET enable_seqscan = off;
    SET jit = off;
    SET client_min_messages = warning;
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

#[derive(Clone)]
pub(in crate::store) struct Database {
    pool: Pool,
    /// Where its work is done, whoever waits for it.
    runtime: Handle,
}

impl Database {
    /// No connection is made yet. Must be called within the runtime that is to do the work.
    pub(super) fn new(
        config: Config,
        tls: MakeRustlsConnect,
        connections_max: usize,
    ) -> Result<Self, StoreError> {
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(config, tls, ManagerConfig { recycling_method });
        let wait = Some(Duration::from_secs(WAIT_SECS_MAX));
        let prepare = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager)
            .max_size(connections_max.max(1))
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts { wait, create: wait, recycle: wait })
            .post_create(prepare)
            .build()
            .map_err(|error| unavailable(&error.to_string()))?;
        Ok(Self { pool, runtime: Handle::current() })
    }

    /// Run the operation in a task of its own: a caller that goes away takes nothing with it, and leaves no connection
    /// within a transaction.
    pub(in crate::store) async fn run<T, F>(&self, operation: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Client) -> BoxFuture<'a, Result<T, Failure>> + Send + 'static,
    {
        let database = self.clone();
        let task = self.runtime.spawn(async move { database.work(operation).await });
        task.await.unwrap_or_else(|_| Err(unavailable("the request panicked")))
    }

    /// The same for what takes as long as it takes, such as changing large tables. It has to lift the session's own limits.
    pub(in crate::store) async fn run_patiently<T, F>(&self, operation: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Client) -> BoxFuture<'a, Result<T, Failure>> + Send + 'static,
    {
        let database = self.clone();
        let task = self.runtime.spawn(async move {
            let mut client = database.pool.get().await.map_err(|error| of_pool(&error))?;
            let outcome = operation(&mut client).await;
            // What it has lifted is not for the next.
            drop(Object::take(client));
            outcome.map_err(StoreError::from)
        });
        task.await.unwrap_or_else(|_| Err(unavailable("the request panicked")))
    }

    /// The same as `run` for one who is in such a task already.
    pub(super) async fn work<T, F>(&self, operation: F) -> Result<T, StoreError>
    where
        F: for<'a> FnOnce(&'a mut Client) -> BoxFuture<'a, Result<T, Failure>>,
    {
        let mut client = self.pool.get().await.map_err(|error| of_pool(&error))?;
        let in_time = Duration::from_secs(OPERATION_SECS_MAX);
        match tokio::time::timeout(in_time, operation(&mut client)).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(failure)) => {
                if matches!(&failure, Failure::Database(error) if spoils(error)) {
                    drop(Object::take(client));
                }
                Err(failure.into())
            }
            Err(_) => {
                // Whatever it still waits for would be in the way of the next.
                drop(Object::take(client));
                Err(unavailable(&format!("the database took longer than {OPERATION_SECS_MAX} s")))
            }
        }
    }
}

/// Why an operation came to nothing: the store's words, or the database's, which say what is to be done about it.
pub(in crate::store) enum Failure {
    Store(StoreError),
    Database(tokio_postgres::Error),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error,
            Failure::Database(error) => error.into(),
        }
    }
}

fn of_pool(error: &PoolError) -> StoreError {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            unavailable(&detail(error))
        }
        PoolError::Timeout(_) => unavailable("no connection to the database is free"),
        PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            unavailable(&error.to_string())
        }
    }
}
