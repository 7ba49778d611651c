//! One process per store file.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::store::StoreError;

/// The operating system frees it when the process ends, however it ends.
///
/// It is a file of its own, `{store}.lock`: SQLite's locks on the database file belong to the process, and closing a
/// second handle of that file would free them.
pub(super) struct Lock {
    _file: File,
}

/// Whether a process holds the store now. It is looked at, and let go at once.
pub(super) fn is_taken(store: &Path) -> bool {
    let mut name = store.as_os_str().to_owned();
    name.push(".lock");
    File::open(name).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

impl Lock {
    pub(super) fn take(store: &Path) -> Result<Self, StoreError> {
        let mut name = store.as_os_str().to_owned();
        name.push(".lock");
        let path = Path::new(&name);
        let fail = |cause: &dyn std::fmt::Display| StoreError::Unavailable {
            detail: format!("{}: {cause}", path.display()),
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| fail(&error))?;
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|error| fail(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(fail(&"another process uses this store")),
            Err(TryLockError::Error(error)) => Err(fail(&error)),
        }
    }
}
