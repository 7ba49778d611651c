//! How the file is opened: what every connection is told before anything else.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::store::StoreError;

/// How long a connection waits for another program's lock on the file, such as a backup's.
const BUSY_MS: u64 = 5_000;
/// Pages in the write-ahead log after which they are moved into the file: 16 MB. Four times SQLite's default, as pages that are
/// changed again and again are moved once.
const CHECKPOINT_PAGES: u32 = 4_000;
/// Prepared statements that a connection keeps.
const STATEMENTS_MAX: usize = 64;

pub(super) fn open_writable(path: &Path) -> Result<Connection, StoreError> {
    make_private(path)?;
    let connection = Connection::open(path)?;
    prepare(&connection)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        let detail = format!("the file system does not allow a write-ahead log (mode `{mode}`)");
        return Err(StoreError::Unavailable { detail });
    }
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    keep_temporary_files_beside(path, &connection)?;
    Ok(connection)
}

/// What sorts many rows, or changes many at once, writes files of its own meanwhile. The store's folder can be written to; in a container
/// nothing else may be.
fn keep_temporary_files_beside(path: &Path, connection: &Connection) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Some(folder) = folder.to_str() {
        connection.pragma_update(None, "temp_store_directory", folder)?;
    }
    Ok(())
}

/// For another program than the service: it makes no file and changes no mode.
pub(super) fn open_beside(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection)?;
    connection.pragma_update(None, "synchronous", "full")?;
    keep_temporary_files_beside(path, &connection)?;
    Ok(connection)
}

/// What is stored holds words of tickets: only the service's own user may read it. SQLite gives the files beside it
/// the same rights.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Unavailable { detail: format!("the file can't be made: {error}") }),
    }
}

pub(in crate::store) fn open_read_only(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection)?;
    Ok(connection)
}

pub(super) fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // Without it SQLite compiles a statement anew whenever a value is bound that its plan might depend on, and no plan here does.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // What is erased is overwritten, not only let go of.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(())
}
