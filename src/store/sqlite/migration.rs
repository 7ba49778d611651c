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
    use crate::store::sqlite::connection::open_writable;

    const DELIVERIES: u32 = 3_000;

    #[test]
    fn deliveries_of_an_earlier_version_are_known_after_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut connection = open_writable(&folder.path().join("store.sqlite")).expect("a file");
        for migration in &MIGRATIONS[..7] {
            connection.execute_batch(migration).expect("the tables of version 7");
        }
        connection.pragma_update(None, "user_version", 7).expect("version 7");
        let sql = "
            INSERT INTO delivery (helpdesk, key, ticket_id, event, received_at_ms)
            VALUES ('eu', 'event:' || ?1, ?2, 'x', ?3)";
        let transaction = connection.transaction().expect("begun");
        for number in 0..DELIVERIES {
            // Neither in the order of the tickets nor of the keys.
            let (ticket, key) = ((number * 7 % DELIVERIES / 3).to_string(), number * 11 % DELIVERIES);
            transaction.execute(sql, (key, ticket, number)).expect("a delivery");
        }
        transaction.commit().expect("committed");
        migrate(&mut connection).expect("brought up to date");
        demand_current(&connection).expect("this version's");
        let sql = "SELECT ticket_id, key FROM delivery ORDER BY received_at_ms";
        let mut statement = connection.prepare(sql).expect("a statement");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        let rows: Vec<(String, String)> = rows.map(|row| row.expect("a row")).collect();
        let expected: Vec<(String, String)> = (0..DELIVERIES)
            .map(|number| {
                let (ticket, key) = (number * 7 % DELIVERIES / 3, number * 11 % DELIVERIES);
                (ticket.to_string(), format!("event:{key}"))
            })
            .collect();
        assert_eq!(rows, expected);
    }
}
