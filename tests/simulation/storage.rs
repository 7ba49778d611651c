//! Where the simulated processes keep what they know: a file of one, or a database that three share.

use std::path::PathBuf;
use std::sync::Arc;

use preflight::store::Store;
use preflight::store::postgres::{PostgresStore, Target, Timekeeping};
use preflight::store::sqlite::SqliteStore;

/// Processes that share a database.
const REPLICAS: usize = 3;

#[derive(Clone, Debug)]
pub enum Storage {
    File(PathBuf),
    Database(String),
}

impl Storage {
    pub async fn open(&self) -> Arc<dyn Store> {
        match self {
            Self::File(path) => Arc::new(SqliteStore::open(path).expect("the store opens")),
            Self::Database(url) => {
                // All time is the run's.
                let timekeeping = Timekeeping::Caller;
                let target = Target { url, password: None, connections_max: 4, timekeeping };
                Arc::new(PostgresStore::open(&target).await.expect("the store opens"))
            }
        }
    }

    pub fn processes(&self) -> usize {
        match self {
            Self::File(_) => 1,
            Self::Database(_) => REPLICAS,
        }
    }

    /// What a dead process held is free at once.
    pub fn frees_leases(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Database(_) => false,
        }
    }
}
