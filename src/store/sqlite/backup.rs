//! A copy of the file, whole in itself, while a service is using it.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::Connection;

use crate::store::StoreError;
use crate::store::sqlite::connection::make_private;
use crate::store::sqlite::failure::unavailable;

/// Reads as of one moment and holds nobody up. The copy is on disk when this answers; there is none if it failed.
pub(super) fn copy(connection: &Connection, to: &Path) -> Result<(), StoreError> {
    if to.exists() {
        return Err(unavailable("there is a file of this name already"));
    }
    // SQLite takes an empty file, and its rights stay.
    make_private(to)?;
    let copied = connection
        .execute("VACUUM INTO ?1", [to.to_string_lossy()])
        .map_err(StoreError::from)
        .and_then(|_| {
            File::open(to).and_then(|file| file.sync_all()).map_err(|error| unavailable(&error.to_string()))
        });
    if copied.is_err() {
        // Half a copy is worse than none; that it can't be taken away is told by its being there.
        let _ = fs::remove_file(to);
    }
    copied
}
