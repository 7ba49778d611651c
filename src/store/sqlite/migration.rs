//! Bringing the tables up to date.

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

/// The version of a file, `user_version`, is the number of these that it has seen.
const MIGRATIONS: [&str; 7] = [
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_conversations.sql"),
    include_str!("migrations/0003_erase.sql"),
    include_str!("migrations/0004_history.sql"),
    include_str!("migrations/0005_trace.sql"),
    include_str!("migrations/0006_turns.sql"),
    include_str!("migrations/0007_fuses.sql"),
];

pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let version = version as usize;
    if version > MIGRATIONS.len() {
        let detail = format!(
            "the file has version {version}, this program knows up to {}: it was used by a newer one",
            MIGRATIONS.len()
        );
        return Err(StoreError::Unreadable { detail });
    }
    for migration in &MIGRATIONS[version..] {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    transaction.commit()?;
    Ok(())
}

/// Fails unless the file has been brought up to date, which only the service does.
pub(super) fn demand_current(connection: &Connection) -> Result<(), StoreError> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version as usize == MIGRATIONS.len() {
        return Ok(());
    }
    let detail = format!(
        "the file has version {version}, this program needs {}: start this version's service once",
        MIGRATIONS.len()
    );
    Err(StoreError::Unreadable { detail })
}
