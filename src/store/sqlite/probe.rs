//! Whether the file can be written to: by writing to it.

use rusqlite::Connection;

use crate::store::StoreError;

const WRITE: &str = "
    INSERT INTO probe (id, count) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = count + 1";

pub(super) fn write(connection: &Connection) -> Result<(), StoreError> {
    connection.prepare_cached(WRITE)?.execute([])?;
    Ok(())
}
