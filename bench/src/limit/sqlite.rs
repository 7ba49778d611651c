//! One thread that writes: what waits is committed together, with a full flush.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;

use rusqlite::{Connection, params};

use crate::limit::{Inbox, Row};

/// Rows that share one commit at most; as many as in Preflight.
const BATCH_ROWS_MAX: usize = 256;

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS inbox (
        id TEXT PRIMARY KEY, ticket TEXT NOT NULL, event TEXT NOT NULL, received_at_ms INTEGER NOT NULL, body BLOB
    ) STRICT, WITHOUT ROWID";

const KEEP: &str = "INSERT INTO inbox VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING";

pub fn inbox(path: &Path) -> anyhow::Result<Inbox> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute(TABLE, [])?;
    let (rows, received) = channel::<Row>();
    std::thread::spawn(move || {
        while let Ok(first) = received.recv() {
            let mut batch = vec![first];
            batch.extend(received.try_iter().take(BATCH_ROWS_MAX - 1));
            let is_kept = commit(&connection, &batch).is_ok();
            batch.into_iter().for_each(|row| row.answer(is_kept));
        }
    });
    Ok(Arc::new(move |row| drop(rows.send(row))))
}

fn commit(connection: &Connection, batch: &[Row]) -> Result<(), rusqlite::Error> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut keep = connection.prepare_cached(KEEP)?;
    for row in batch {
        keep.execute(params![row.id, row.ticket, row.event, row.received_at_ms, row.body.as_deref()])?;
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}
