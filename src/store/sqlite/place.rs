//! Whether the file that is written to is still the one at its path.
//!
//! SQLite goes on writing into a file that was deleted or moved away, and whatever was accepted then would be gone with the
//! process.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::store::StoreError;
use crate::store::sqlite::failure::unavailable;

pub(super) struct Place {
    path: PathBuf,
    /// Device and inode.
    file: (u64, u64),
}

impl Place {
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { path: path.to_owned(), file: identity(path)? })
    }

    /// Fails if another file is there now, or none.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        if identity(&self.path)? == self.file {
            return Ok(());
        }
        Err(unavailable("another file stands in the place of the store: restart the service"))
    }
}

fn identity(path: &Path) -> Result<(u64, u64), StoreError> {
    let metadata = std::fs::metadata(path);
    let metadata = metadata.map_err(|error| unavailable(&format!("the store's file is gone: {error}")))?;
    Ok((metadata.dev(), metadata.ino()))
}
