//! Bringing the tables up to date: by one replica at a time, and so that the version before goes on working beside it.

use tokio_postgres::Client;

use crate::store::StoreError;
use crate::store::postgres::database::Failure;

/// The replicas wait for each other by this number; any would do.
const LOCK: i64 = 0x7072_6566_6c69;
/// A change of a table that waits for a long statement keeps others waiting: better to fail, and be started again.
const LOCK_WAIT: &str = "SET LOCAL lock_timeout = '10s'";
/// The others wait for the one that is at it, however long it takes.
const PATIENCE: &str = "
    SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

/// A step, and the oldest version whose program can work with the tables after it.
///
/// A step adds tables, columns with defaults, and indexes. What it would take away goes two versions later, when no
/// program needs it any more; only then does `needs` grow.
struct Migration {
    sql: &'static str,
    needs: i32,
}

/// The version of a database is the number of these that it has seen.
const MIGRATIONS: [Migration; 3] = [
    Migration { sql: include_str!("migrations/0001_start.sql"), needs: 1 },
    Migration { sql: include_str!("migrations/0002_fuses.sql"), needs: 1 },
    Migration { sql: include_str!("migrations/0003_deliveries.sql"), needs: 1 },
];

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS migration (
        version     integer PRIMARY KEY,
        needs       integer NOT NULL,
        migrated_at timestamptz NOT NULL DEFAULT now()
    )";

const STATE: &str = "
    SELECT coalesce(max(version), 0), coalesce((SELECT needs FROM migration ORDER BY version DESC LIMIT 1), 0)
    FROM migration";

const REMEMBER: &str = "INSERT INTO migration (version, needs) VALUES ($1, $2)";

const UNFINISHED: &str = "SELECT 1 FROM move WHERE NOT ended";

const IS_THERE: &str = "SELECT to_regclass('migration') IS NOT NULL";

pub(super) async fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(PATIENCE).await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    transaction.batch_execute(LOCK_WAIT).await?;
    transaction.batch_execute(TABLE).await?;
    let row = transaction.query_one(STATE, &[]).await?;
    let version = usable(row.get(0), row.get(1))?;
    for (at, migration) in MIGRATIONS.iter().enumerate().skip(version) {
        transaction.batch_execute(migration.sql).await?;
        transaction.execute(REMEMBER, &[&number(at + 1), &migration.needs]).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Fails unless the database has been brought up to date, which only the service does.
pub(super) async fn demand_current(client: &Client) -> Result<(), StoreError> {
    let is_there: bool = client.query_one(IS_THERE, &[]).await?.get(0);
    let version = match is_there {
        true => {
            let row = client.query_one(STATE, &[]).await?;
            usable(row.get(0), row.get(1))?
        }
        false => 0,
    };
    if version == MIGRATIONS.len() {
        return Ok(());
    }
    let detail = format!(
        "the database has version {version}, this program needs {}: start this version's service once",
        MIGRATIONS.len()
    );
    Err(StoreError::Unreadable { detail })
}

/// Fails while a move into the database has not come to its end: half of a deployment would be worked on.
pub(super) async fn demand_whole(client: &mut deadpool_postgres::Client) -> Result<(), Failure> {
    match client.query_opt(UNFINISHED, &[]).await? {
        None => Ok(()),
        Some(_) => Err(StoreError::Unreadable {
            detail: "a move into this database was cut short: run `preflight store migrate` once more".into(),
        }
        .into()),
    }
}

/// How many migrations the database has seen, of those that this program knows.
fn usable(version: i32, needs: i32) -> Result<usize, StoreError> {
    let known = number(MIGRATIONS.len());
    if version > known && needs > known {
        let detail = format!(
            "the database has version {version}, for programs that know {needs} at least; this one knows up to {known}"
        );
        return Err(StoreError::Unreadable { detail });
    }
    Ok(usize::try_from(version.min(known)).unwrap_or_default())
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_works_with_newer_tables_as_long_as_they_allow_it() {
        let known = number(MIGRATIONS.len());
        assert!(matches!(usable(0, 0), Ok(0)));
        assert!(matches!(usable(known + 1, known), Ok(version) if version == MIGRATIONS.len()));
        assert!(matches!(usable(known + 2, known + 1), Err(StoreError::Unreadable { .. })));
    }
}
