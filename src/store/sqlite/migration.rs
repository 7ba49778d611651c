//! Bringing the tables up to date.

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

/// The version of a file, `user_version`, is the number of these that it has seen.
const MIGRATIONS: [&str; 8] = [
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_conversations.sql"),
    include_str!("migrations/0003_erase.sql"),
    include_str!("migrations/0004_history.sql"),
    include_str!("migrations/0005_trace.sql"),
    include_str!("migrations/0006_turns.sql"),
    include_str!("migrations/0007_fuses.sql"),
    include_str!("migrations/0008_deliveries.sql"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_of_an_earlier_version_are_known_after_it() {
        let mut connection = Connection::open_in_memory().expect("a database");
        for migration in &MIGRATIONS[..7] {
            connection.execute_batch(migration).expect("the tables of version 7");
        }
        connection.pragma_update(None, "user_version", 7).expect("version 7");
        let row = "INSERT INTO delivery (helpdesk, key, ticket_id, event, received_at_ms) VALUES ('eu', ?1, ?2, 'x', ?3)";
        for (key, ticket, at_ms) in [("event:b", "1", 5), ("event:a", "2", 4)] {
            connection.execute(row, (key, ticket, at_ms)).expect("a delivery");
        }
        migrate(&mut connection).expect("brought up to date");
        demand_current(&connection).expect("this version's");
        let sql = "SELECT ticket_id, key, event, received_at_ms FROM delivery ORDER BY received_at_ms DESC";
        let mut statement = connection.prepare(sql).expect("a statement");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        let rows: Vec<(String, String, String, i64)> =
            rows.expect("rows").map(|row| row.expect("a row")).collect();
        let row = |ticket: &str, key: &str, at_ms| (ticket.to_owned(), key.to_owned(), "x".to_owned(), at_ms);
        assert_eq!(rows, [row("1", "event:b", 5), row("2", "event:a", 4)]);
    }
}
